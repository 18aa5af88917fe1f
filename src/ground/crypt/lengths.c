/*
 * lengths: how long content is once padded and once sealed, and back.
 */
#include "ground/crypt/crypt.h"

uint64_t
chunks_sealed_length(uint64_t plain)
{
    if (plain > CHUNKS_PLAIN_MAX)
        return UINT64_MAX;
    return CHUNK_PREFIX + plain + AEAD_TAG * (plain / CHUNK_PLAIN + 1);
}

bool
chunks_plain_length(struct work *w, uint64_t sealed, uint64_t *plain)
{
    uint64_t full, rest;

    if (sealed < CHUNK_PREFIX)
        return fail(w, FAULT_CORRUPT, "sealed content is cut short");
    full = (sealed - CHUNK_PREFIX) / CHUNK_SEALED;
    rest = (sealed - CHUNK_PREFIX) % CHUNK_SEALED;
    /* Only full chunks, or less than a tag behind them: the last one is missing. */
    if (rest < AEAD_TAG)
        return fail(w, FAULT_CORRUPT, "sealed content is cut short");
    if (full >= CHUNKS_MAX)
        return fail(w, FAULT_CORRUPT, "sealed content is over 4 PiB");
    *plain = full * CHUNK_PLAIN + (rest - AEAD_TAG);
    return true;
}

static unsigned
log2_floor(uint64_t v)
{
    return 63u - (unsigned)__builtin_clzll(v);
}

uint64_t
padme_length(uint64_t len)
{
    unsigned exponent, kept;
    uint64_t low;

    if (len < 2)
        return len;
    /* A length is a floating-point number here: so many of the bits behind the
     * first stay as it takes to write the exponent, the others are rounded up. */
    exponent = log2_floor(len);
    kept = log2_floor(exponent) + 1;
    if (exponent <= kept)
        return len;
    low = (UINT64_C(1) << (exponent - kept)) - 1;
    if (len > UINT64_MAX - low)
        return UINT64_MAX;
    return (len + low) & ~low;
}
