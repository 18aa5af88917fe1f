/*
 * lengths_test: padding costs at most 12 %, and sealed lengths lead back to one
 * plain length each.
 */
#include "tests/ground/crypt/crypt_test.h"

/* PADME in small steps: how many bits follow the first, how many of them stay. */
static uint64_t
padme_otherwise(uint64_t len)
{
    unsigned e = 0, s = 0;
    uint64_t step = 1, v;

    if (len < 2)
        return len;
    for (v = len; v > 1; v /= 2)
        e++;
    for (v = e; v > 0; v /= 2)
        s++;
    for (unsigned i = s; i < e; i++)
        step *= 2;
    return len % step == 0 ? len : len + (step - len % step);
}

static int tried;
static double most;

/* Everything that padding promises, of one length. */
static bool
holds(uint64_t len)
{
    uint64_t padded = padme_length(len);
    double more = len == 0 ? 0 : (double)(padded - len) / (double)len;

    tried++;
    most = more > most ? more : most;
    if (padded >= len && more <= 0.12 && padded == padme_otherwise(len) &&
        padme_length(padded) == padded && (len == 0 || padme_length(len - 1) <= padded))
        return true;
    printf("# %" PRIu64 " is padded to %" PRIu64 "\n", len, padded);
    return false;
}

static void
try_padding(void)
{
    static const uint64_t known[][2] = {{0, 0}, {1, 1}, {2, 2}, {7, 7}, {8, 8}, {9, 10},
        {15, 16}, {100, 104}, {1000, 1024}, {1025, 1088}, {1000000, 1015808}};
    bool good = true;

    for (size_t i = 0; i < COUNT_OF(known); i++)
        good = good && padme_length(known[i][0]) == known[i][1];
    tap_ok(good, "lengths worked out by hand are padded so");
    good = true;
    for (uint64_t len = 0; len < 300000; len++)
        good = holds(len) && good;
    for (unsigned bits = 18; bits < 52; bits++) {
        good = holds(UINT64_C(1) << bits) && holds((UINT64_C(1) << bits) + 1) && good;
        good = holds((UINT64_C(1) << bits) - 1) && good;
        for (int i = 0; i < 1000; i++)
            good = holds((UINT64_C(1) << bits) + test_number() % (UINT64_C(1) << bits)) &&
                good;
    }
    tap_ok(good && tried >= 334000, "%d lengths, at most %.1f %% more", tried,
        most * 100);
    tap_ok(most > 0.11, "the worst case was among them");
    tap_ok(padme_length(UINT64_MAX) == UINT64_MAX &&
            padme_length(UINT64_MAX - 1) == UINT64_MAX,
        "what cannot be padded is called too long");
}

static void
try_sealed(struct work *w)
{
    static const uint64_t known[][2] = {{0, 72}, {1, 73}, {16383, 16455}, {16384, 16472},
        {16385, 16473}, {40000, 40104}};
    bool good = true;
    uint64_t plain, sealed;
    int count = 0;

    for (size_t i = 0; i < COUNT_OF(known); i++)
        good = good && chunks_sealed_length(known[i][0]) == known[i][1];
    tap_ok(good, "lengths worked out by hand are sealed so");
    good = true;
    for (uint64_t len = 0; len < 70000; len++)
        good = good && chunks_plain_length(w, chunks_sealed_length(len), &plain) &&
            plain == len;
    tap_ok(good, "every sealed length leads back");
    /* Of 4 chunks' worth of lengths, 56 + 4 * 16 belong to no message. */
    for (sealed = 0; sealed < CHUNK_PREFIX + 4 * CHUNK_SEALED; sealed++) {
        if (!chunks_plain_length(w, sealed, &plain)) {
            count++;
            good = good && work_fault(w) == FAULT_CORRUPT;
            work_clear(w);
        } else {
            good = good && chunks_sealed_length(plain) == sealed;
        }
    }
    tap_ok(good && count == 120, "%d lengths of 120 belong to no message", count);
    sealed = chunks_sealed_length(CHUNKS_PLAIN_MAX);
    tap_ok(chunks_plain_length(w, sealed, &plain) && plain == CHUNKS_PLAIN_MAX &&
            REFUSED(w, FAULT_CORRUPT, chunks_plain_length(w, sealed + 1, &plain)) &&
            REFUSED(w, FAULT_CORRUPT, chunks_plain_length(w, sealed + 17, &plain)) &&
            REFUSED(w, FAULT_CORRUPT, chunks_plain_length(w, UINT64_MAX, &plain)) &&
            chunks_sealed_length(CHUNKS_PLAIN_MAX + 1) == UINT64_MAX &&
            chunks_sealed_length(UINT64_MAX) == UINT64_MAX,
        "4 PiB less one byte is the end");
}

int
main(void)
{
    struct work *w = test_work(&os_real);

    try_padding();
    try_sealed(w);
    work_close(w);
    return tap_end();
}
