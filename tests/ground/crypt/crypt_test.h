/*
 * crypt_test: what the tests of this room share -- demanding, vectors, a system
 * whose randomness is fixed.
 */
#ifndef TESTS_GROUND_CRYPT_CRYPT_TEST_H
#define TESTS_GROUND_CRYPT_CRYPT_TEST_H

#include <errno.h>
#include <inttypes.h>

#include "ground/crypt/crypt.h"
#include "tests/tap.h"

/* For what is not the claim: when it fails, the test means nothing. */
#define NEED(w, call)                                                                   \
    do {                                                                                \
        if (!(call)) {                                                                  \
            printf("Bail out! %s:%d %s: %s\n", __FILE__, __LINE__, #call, work_why(w)); \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

/* Did ${call} fail with ${kind}?  The work is ready for more afterwards. */
#define REFUSED(w, kind, call) test_refused((w), (kind), (call))

__attribute__((unused)) static bool
test_refused(struct work *w, enum fault kind, bool succeeded)
{
    bool good = !succeeded && work_fault(w) == kind;

    if (!good)
        printf("# %s: %s\n", succeeded ? "it succeeded" : "another fault", work_why(w));
    work_clear(w);
    return good;
}

/* Numbers that look random and are the same in every run (xorshift64). */
static uint64_t test_state = UINT64_C(0x9e3779b97f4a7c15);

__attribute__((unused)) static uint64_t
test_number(void)
{
    test_state ^= test_state << 13;
    test_state ^= test_state >> 7;
    test_state ^= test_state << 17;
    return test_state;
}

__attribute__((unused)) static int
test_fill(void *to, size_t len)
{
    uint8_t *at = to;

    for (size_t i = 0; i < len; i++)
        at[i] = (uint8_t)test_number();
    return 0;
}

__attribute__((unused)) static struct hash
test_hash(void)
{
    struct hash h;

    test_fill(h.at, sizeof(h.at));
    return h;
}

__attribute__((unused)) static int
test_no_random(void *to, size_t len)
{
    (void)to, (void)len;
    errno = EIO;
    return -1;
}

/* The real system, but for its randomness. */
__attribute__((unused)) static struct os
test_os(int (*random)(void *to, size_t len))
{
    struct os os = os_real;

    os.random = random;
    return os;
}

/* A work on ${os}, with the libraries started. */
__attribute__((unused)) static struct work *
test_work(const struct os *os)
{
    struct work *w = work_open(os);

    if (w == NULL)
        exit(1);
    NEED(w, crypt_start(w));
    return w;
}

__attribute__((unused)) static const struct json *
test_vectors(struct work *w, const char *path)
{
    struct bytes text;
    struct json *out;

    NEED(w, file_load(w, path, json_foreign.size, &text));
    NEED(w, json_read(w, text, &json_foreign, &out));
    return out;
}

/* A text member read as hex. */
__attribute__((unused)) static struct bytes
test_hex(struct work *w, const struct json *object, const char *name)
{
    struct bytes text;
    void *at;

    NEED(w, json_need_text(w, object, name, &text));
    at = work_alloc(w, text.len / 2);
    NEED(w, at != NULL);
    NEED(w, hex_read(w, text, at, text.len / 2));
    return bytes_from(at, text.len / 2);
}

__attribute__((unused)) static struct hash
test_hash_from(struct bytes from)
{
    struct hash h;

    if (from.len != sizeof(h.at)) {
        printf("Bail out! %zu bytes where 32 should be\n", from.len);
        exit(1);
    }
    memcpy(h.at, from.at, sizeof(h.at));
    return h;
}

__attribute__((unused)) static struct bytes
test_hex_of(struct work *w, const void *at, size_t len)
{
    struct bytes out;

    NEED(w, hex_write(w, bytes_from(at, len), &out));
    return out;
}

#endif
