/*
 * A text that zstd packs (RFC 8878), from memory into memory: one frame that says how long it was.
 */
#include <zstd.h>

#include "ground/archive/archive.h"

bool
zstd_write(struct work *w, struct bytes text, struct bytes *out)
{
    size_t room = ZSTD_compressBound(text.len), len;
    uint8_t *packed = work_alloc(w, room);

    TRY(packed != NULL);
    len = ZSTD_compress(packed, room, text.at, text.len, ZSTD_CLEVEL_DEFAULT);
    if (ZSTD_isError(len) != 0)
        return fail(w, FAULT_MEMORY, "cannot pack %zu bytes: %s", text.len,
            ZSTD_getErrorName(len));
    *out = bytes_from(packed, len);
    return true;
}

bool
zstd_read(struct work *w, struct bytes packed, size_t most, struct bytes *out)
{
    unsigned long long says = ZSTD_getFrameContentSize(packed.at, packed.len);
    uint8_t *text;
    size_t len;

    if (says == ZSTD_CONTENTSIZE_ERROR || says == ZSTD_CONTENTSIZE_UNKNOWN)
        return fail(w, FAULT_INVALID, "this is nothing that zstd packed as a whole");
    if (ZSTD_findFrameCompressedSize(packed.at, packed.len) != packed.len)
        return fail(w, FAULT_INVALID,
            "what zstd packed is cut off, or something is behind it");
    if (says > most)
        return fail(w, FAULT_INVALID, "unpacked it is longer than %zu bytes", most);
    text = work_alloc(w, (size_t)says + 1);
    TRY(text != NULL);
    len = ZSTD_decompress(text, (size_t)says, packed.at, packed.len);
    if (ZSTD_isError(len) != 0 || len != says)
        return fail(w, FAULT_INVALID, "what zstd packed is damaged or cut off");
    *out = bytes_from(text, len);
    return true;
}
