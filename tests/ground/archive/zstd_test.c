/*
 * zstd_test: a text comes back as it was, and what is no whole frame of it, or too much, is refused.
 */
#include "ground/archive/archive.h"

#include "support/scratch.h"
#include "tests/core/store/proofs_test.h"

#define MOST ((size_t)1 << 20)

static struct work *w;

static struct bytes
text_of(size_t len, bool noise)
{
    uint8_t *at = work_alloc(w, len + 1);

    NEED(w, at != NULL && (!noise || len == 0 || os_real.random(at, len) == 0));
    for (size_t i = 0; !noise && i < len; i++)
        at[i] = (uint8_t)("a word, and a word "[i % 19]);
    return bytes_from(at, len);
}

static void
round_trips(void)
{
    static const size_t lengths[] = {0, 1, 255, 256, 4096, 100000, MOST};
    size_t same = 0;

    for (size_t i = 0; i < 2 * COUNT_OF(lengths); i++) {
        struct bytes text = text_of(lengths[i / 2], i % 2 == 1), packed, back;

        NEED(w, zstd_write(w, text, &packed) && zstd_read(w, packed, MOST, &back));
        same += bytes_equal(text, back) &&
            (i % 2 == 1 || text.len < 256 || packed.len < text.len / 2);
    }
    tap_ok(same == 2 * COUNT_OF(lengths),
        "texts of words and of noise come back as they were");
}

static void
refusals(void)
{
    /* A frame that does not say how long it was, as a stream is packed: one byte, "a". */
    static const uint8_t unsaid[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x09, 0x00, 0x00,
        'a'};
    struct bytes text = text_of(5000, true), packed, out;
    uint8_t *damaged;
    size_t refused_count = 0;

    NEED(w, zstd_write(w, text, &packed));
    for (size_t len = 0; len < packed.len; len += 1 + len / 8)
        refused_count += !refused(w, zstd_read(w, bytes_from(packed.at, len), MOST, &out),
            FAULT_INVALID);
    tap_ok(refused_count == 0, "what is cut short is refused at each length");
    damaged = work_alloc(w, packed.len + 1);
    NEED(w, damaged != NULL);
    memcpy(damaged, packed.at, packed.len);
    tap_ok(refused(w, zstd_read(w, bytes_from(damaged, packed.len + 1), MOST, &out),
               FAULT_INVALID),
        "so is a byte behind it");
    damaged[0] ^= 1;
    tap_ok(refused(w, zstd_read(w, bytes_from(damaged, packed.len), MOST, &out),
               FAULT_INVALID),
        "what does not begin as a frame");
    tap_ok(refused(w, zstd_read(w, packed, text.len - 1, &out), FAULT_INVALID) &&
            zstd_read(w, packed, text.len, &out),
        "and a byte more than may be");
    tap_ok(refused(w, zstd_read(w, bytes_from(unsaid, sizeof(unsaid)), MOST, &out),
               FAULT_INVALID),
        "and what does not say how long it was");
}

int
main(void)
{
    w = work_fresh();
    round_trips();
    refusals();
    work_close(w);
    return tap_end();
}
