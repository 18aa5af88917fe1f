/*
 * proofs_test: what the tests of the proof formats share -- a seeded stream of
 * bytes, leaves, files and keys.
 */
#ifndef TESTS_CORE_STORE_PROOFS_TEST_H
#define TESTS_CORE_STORE_PROOFS_TEST_H

#include <inttypes.h>

#include "core/store/proofs.h"
#include "ground/crypt/crypt.h"
#include "tests/tap.h"

static uint64_t seed_state;

/* Take the seed from LIAISON_SEED, or a fresh one; print it either way. */
__attribute__((unused)) static void
seed_start(void)
{
    const char *given = getenv("LIAISON_SEED");

    if (given != NULL)
        seed_state = strtoull(given, NULL, 10);
    else
        os_real.random(&seed_state, sizeof(seed_state));
    printf("# LIAISON_SEED=%" PRIu64 "\n", seed_state);
}

__attribute__((unused)) static uint64_t
seed_next(void)
{
    uint64_t v = seed_state += UINT64_C(0x9e3779b97f4a7c15);

    v = (v ^ v >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    v = (v ^ v >> 27) * UINT64_C(0x94d049bb133111eb);
    return v ^ v >> 31;
}

__attribute__((unused)) static struct hash
seed_hash(void)
{
    struct hash h;

    for (size_t i = 0; i < sizeof(h.at); i += sizeof(uint64_t)) {
        uint64_t v = seed_next();

        memcpy(h.at + i, &v, sizeof(v));
    }
    return h;
}

/* A fresh work, or the end of the test. */
__attribute__((unused)) static struct work *
work_fresh(void)
{
    struct work *w = work_open(&os_real);

    if (w == NULL || !crypt_start(w)) {
        printf("Bail out! no memory to test with\n");
        exit(1);
    }
    return w;
}

/* Something that must work for the test to go on. */
#define NEED(w, call)                                                         \
    do {                                                                      \
        if (!(call)) {                                                        \
            printf("Bail out! %s:%d: %s\n", __FILE__, __LINE__, work_why(w)); \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

/* The call fails with that fault and with a message; the work is clear again. */
__attribute__((unused)) static bool
refused(struct work *w, bool result, enum fault kind)
{
    bool good = !result && work_fault(w) == kind && work_why(w)[0] != '\0' &&
        strchr(work_why(w), '\n') == NULL;

    if (!good)
        printf("# result %d, fault %d: %s\n", result, (int)work_fault(w), work_why(w));
    work_clear(w);
    return good;
}

__attribute__((unused)) static struct bytes
load(struct work *w, const char *folder, const char *name)
{
    const char *path = work_format(w, "%s/%s", folder, name);
    struct bytes out;

    NEED(w, path != NULL && file_load(w, path, 16 << 20, &out));
    return out;
}

struct key_pair {
    struct note_key key;
    struct hash seed;
};

__attribute__((unused)) static struct key_pair
key_pair(struct work *w, const char *name, enum note_type type)
{
    struct key_pair k;
    struct hash public;

    k.seed = seed_hash();
    NEED(w, sign_public(w, &k.seed, &public));
    NEED(w, note_key_make(w, bytes_of(name), type, &public, &k.key));
    return k;
}

#endif
