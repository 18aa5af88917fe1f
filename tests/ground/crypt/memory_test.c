/*
 * memory_test: whichever allocation fails, of ours or of libcrypto's, sealing and
 * opening end in FAULT_MEMORY, and nothing is left behind.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "tests/ground/crypt/crypt_test.h"

#define CONTENT 20000 /* one full chunk, one short */

/* The next allocation but ${left} fails; negative: none does. */
struct heap {
    long left;
    bool failed;
    long live;
};
static struct heap ours, theirs;

static bool
heap_fails(struct heap *h)
{
    if (h->left < 0 || h->left-- > 0)
        return false;
    h->failed = true;
    return true;
}

static void *
our_alloc(size_t len)
{
    void *at = heap_fails(&ours) ? NULL : malloc(len);

    ours.live += at != NULL;
    return at;
}

static void
our_release(void *at)
{
    ours.live -= at != NULL;
    free(at);
}

static void *
their_alloc(size_t len, const char *file, int line)
{
    void *at = len == 0 || heap_fails(&theirs) ? NULL : malloc(len);

    (void)file, (void)line;
    theirs.live += at != NULL;
    return at;
}

static void
their_release(void *at, const char *file, int line)
{
    (void)file, (void)line;
    theirs.live -= at != NULL;
    free(at);
}

static void *
their_realloc(void *at, size_t len, const char *file, int line)
{
    void *out;

    if (len == 0) {
        their_release(at, file, line);
        return NULL;
    }
    if (heap_fails(&theirs))
        return NULL;
    out = realloc(at, len);
    theirs.live += at == NULL && out != NULL;
    return out;
}

static bool
tell_chunks(struct work *w, const struct hash *key, const uint8_t *text)
{
    CHUNKS_AUTO struct chunks *c = NULL;
    CHUNKS_AUTO struct chunks *d = NULL;
    uint8_t prefix[CHUNK_PREFIX];
    uint8_t *sealed = work_alloc(w, CONTENT + 2 * AEAD_TAG);
    uint8_t *back = work_alloc(w, CONTENT);
    size_t rest = CONTENT - CHUNK_PLAIN;

    TRY(sealed != NULL && back != NULL);
    TRY(chunks_seal_open(w, key, bytes_of("item"), prefix, &c));
    TRY(chunks_seal(c, 0, bytes_from(text, CHUNK_PLAIN), sealed));
    TRY(chunks_seal(c, 1, bytes_from(text + CHUNK_PLAIN, rest), sealed + CHUNK_SEALED));
    TRY(chunks_open_open(w, key, bytes_of("item"), prefix, &d));
    TRY(chunks_open(d, 0, bytes_from(sealed, CHUNK_SEALED), back));
    TRY(chunks_open(d, 1, bytes_from(sealed + CHUNK_SEALED, rest + AEAD_TAG),
        back + CHUNK_PLAIN));
    return memcmp(back, text, CONTENT) == 0;
}

static bool
tell_hashes(struct work *w, const struct hash *key, const uint8_t *text)
{
    DIGEST_AUTO struct digest *one = NULL;
    DIGEST_AUTO struct digest *two = NULL;
    struct digest *ended;
    struct bytes all = bytes_from(text, CONTENT), sum;
    struct hash h, g;

    TRY(digest_open(w, DIGEST_SHA256, &one));
    TRY(digest_open(w, DIGEST_MD5, &two));
    TRY(digest_add(one, all) && digest_add(two, all));
    TRY(digest_end(one, &sum));
    TRY(sha256(w, all, &h));
    if (!bytes_equal(sum, hash_bytes(&h)))
        return false;
    TRY(digest_end(two, &sum));
    /* One that nobody closes: its end must have done that, well or not. */
    TRY(digest_open(w, DIGEST_SHA1, &ended));
    TRY(digest_end(ended, &sum));
    TRY(sha256_tagged(w, "story", &sum, 1, &h));
    TRY(hmac_sha256(w, key, hash_bytes(&h), &g));
    return hkdf_expand_sha256(w, key, hash_bytes(&g), &h, sizeof(h));
}

static bool
tell_seals(struct work *w, const struct hash *key, const uint8_t *text)
{
    struct bytes all = bytes_from(text, CONTENT), sealed, back;
    struct seal_batch sent, got;
    struct signature s;
    struct hash public, item;

    TRY(sign_public(w, key, &public));
    TRY(sign_tagged(w, key, "story", all, &s));
    TRY(sign_check_tagged(w, &public, "story", all, &s));
    TRY(seal_public(w, key, &public));
    TRY(seal_batch_new(w, &public, &sent));
    TRY(seal_batch_item_key(w, &sent, 3, &item));
    TRY(seal_bytes(w, &item, bytes_of("part"), all, &sealed));
    TRY(seal_batch_open(w, key, &sent.ephemeral, &got));
    TRY(seal_batch_item_key(w, &got, 3, &item));
    TRY(open_bytes(w, &item, bytes_of("part"), sealed, &back));
    return bytes_equal(all, back);
}

/* True when all went well, or failed as it should. */
static bool
tell(const struct os *os, bool *done)
{
    static const struct hash key = {{1, 2, 3}};
    struct work *w = work_open(os);
    uint8_t *text;
    bool good;

    *done = false;
    if (w == NULL)
        return true;
    text = work_alloc(w, CONTENT);
    *done = crypt_start(w) && text != NULL && tell_hashes(w, &key, text) &&
        tell_seals(w, &key, text) && tell_chunks(w, &key, text);
    good = *done ? work_ok(w) : work_fault(w) == FAULT_MEMORY;
    if (!good)
        printf("# %s\n", work_why(w));
    work_close(w);
    return good;
}

static void
try_heap(const char *whose, struct heap *heap, const struct os *os, long least)
{
    bool good = true, clean = true, done = false, last = false;
    long count = 0, swallowed = 0, before = theirs.live;

    for (long n = 0; !last; n++) {
        heap->left = n;
        heap->failed = false;
        good = tell(os, &done) && good;
        heap->left = -1;
        last = !heap->failed;
        count += !last;
        swallowed += !last && done;
        if (ours.live != 0 || theirs.live != before || ERR_peek_error() != 0) {
            printf("# failing %ld leaves %ld of ours, %ld of theirs\n", n, ours.live,
                theirs.live - before);
            clean = false;
            before = theirs.live;
        }
    }
    tap_ok(good && done, "%s: each failure ends in FAULT_MEMORY, the last run well",
        whose);
    tap_ok(clean, "%s: nothing is left behind", whose);
    tap_ok(count >= least, "%s: %ld failures, at least %ld; %ld did no harm", whose,
        count, least, swallowed);
}

int
main(void)
{
    struct os os = os_real;
    bool done;

    if (CRYPTO_set_mem_functions(their_alloc, their_realloc, their_release) != 1) {
        printf("Bail out! libcrypto keeps its heap\n");
        return 1;
    }
    ours.left = theirs.left = -1;
    os.alloc = our_alloc;
    os.release = our_release;
    /* Twice in peace: libcrypto keeps what it sets up on the first use. */
    tap_ok(tell(&os, &done) && done && tell(&os, &done) && done, "the story ends well");
    try_heap("work", &ours, &os, 6);
    try_heap("libcrypto", &theirs, &os, 50);
    return tap_end();
}
