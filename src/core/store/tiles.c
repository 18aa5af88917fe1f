/*
 * tiles: c2sp.org/tlog-tiles -- a log as static files: their names, and the hashes
 * and entries in them.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proof_text.h"

/* A tile is eight levels of the tree high: 256 hashes wide. */
#define TILE_HEIGHT 8
#define HASH_LEN sizeof(struct hash)
#define ENTRY_MAX 0xffff
/* A tile's number has at most 19 digits: seven elements of three. */
#define ELEMENTS_MAX 7

/* ---- Names ------------------------------------------------------------------- */

bool
tlog_tile_write(struct work *w, const struct tlog_tile *t, struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);
    uint64_t unit = 1;

    if (t->level > TLOG_LEVEL_MAX || t->number > MERKLE_SIZE_MAX || t->width == 0 ||
        t->width > TLOG_TILE_WIDTH || (t->entries && t->level != 0))
        return fail(w, FAULT_INVALID, "there is no such tile");
    if (t->entries)
        buffer_text(&b, "tile/entries/");
    else
        buffer_format(&b, "tile/%u/", t->level);
    while (t->number / unit >= 1000)
        unit *= 1000;
    for (; unit > 1; unit /= 1000)
        buffer_format(&b, "x%03" PRIu64 "/", t->number / unit % 1000);
    buffer_format(&b, "%03" PRIu64, t->number % 1000);
    if (t->width < TLOG_TILE_WIDTH)
        buffer_format(&b, ".p/%u", t->width);
    return buffer_bytes(&b, out);
}

static bool
take_text(struct bytes *rest, const char *text)
{
    if (!bytes_start(*rest, text))
        return false;
    *rest = bytes_from(rest->at + strlen(text), rest->len - strlen(text));
    return true;
}

/* Up to ${digits} digits; with ${padded} exactly as many. */
static bool
take_digits(struct bytes *rest, unsigned digits, bool padded, uint64_t *out)
{
    uint64_t v = 0;
    size_t n = 0;

    for (; n < digits && n < rest->len; n++) {
        if (rest->at[n] < '0' || rest->at[n] > '9')
            break;
        v = v * 10 + (uint64_t)(rest->at[n] - '0');
    }
    if (n == 0 || (padded && n < digits))
        return false;
    *rest = bytes_from(rest->at + n, rest->len - n);
    *out = v;
    return true;
}

/* Seven elements may not fit, and then give another number than they spell. */
static bool
take_number(struct bytes *rest, uint64_t *out)
{
    uint64_t number = 0;
    uint64_t part;
    bool last = false;

    for (int i = 0; i < ELEMENTS_MAX && !last; i++) {
        last = !take_text(rest, "x");
        if (!take_digits(rest, 3, true, &part) || (!last && !take_text(rest, "/")))
            return false;
        number = number * 1000 + part;
    }
    *out = number;
    return last;
}

bool
tlog_tile_read(struct work *w, struct bytes from, struct tlog_tile *out)
{
    struct tlog_tile t = {.width = TLOG_TILE_WIDTH};
    struct bytes rest = from;
    struct bytes again;
    uint64_t v = 0;
    bool good;

    t.entries = take_text(&rest, "tile/entries/");
    good = t.entries ||
        (take_text(&rest, "tile/") && take_digits(&rest, 2, false, &v) &&
            v <= TLOG_LEVEL_MAX && take_text(&rest, "/"));
    t.level = (unsigned)v;
    good = good && take_number(&rest, &t.number);
    if (good && rest.len > 0) {
        good = take_text(&rest, ".p/") && take_digits(&rest, 3, false, &v) &&
            rest.len == 0 && v < TLOG_TILE_WIDTH;
        t.width = (unsigned)v;
    }
    if (!good)
        return fail(w, FAULT_INVALID, "not the name of a tile");
    /* A tile has one spelling: no x000/ in front, no leading zeros, no overflow. */
    TRY(tlog_tile_write(w, &t, &again));
    if (!bytes_equal(again, from))
        return fail(w, FAULT_INVALID, "not the name of a tile");
    *out = t;
    return true;
}

unsigned
tlog_tile_width(uint64_t size, unsigned level, uint64_t number)
{
    unsigned shift = level * TILE_HEIGHT;
    uint64_t hashes = shift < 64 ? size >> shift : 0;

    if (number < hashes / TLOG_TILE_WIDTH)
        return TLOG_TILE_WIDTH;
    return number == hashes / TLOG_TILE_WIDTH ? (unsigned)(hashes % TLOG_TILE_WIDTH) : 0;
}

/* ---- Hashes and entries ------------------------------------------------------ */

bool
tlog_tile_root(struct work *w, struct bytes hashes, struct hash *out)
{
    struct merkle_frontier f = {.size = 0};
    struct cursor c = {.work = w, .rest = hashes};
    struct hash h;

    if (hashes.len == 0 || hashes.len % HASH_LEN != 0 ||
        hashes.len / HASH_LEN > TLOG_TILE_WIDTH)
        return fail(w, FAULT_CORRUPT, "a tile of %zu bytes", hashes.len);
    while (c.rest.len > 0) {
        TRY(take_hash(&c, &h));
        TRY(merkle_append(w, &f, &h, NULL));
    }
    return merkle_frontier_root(w, &f, out);
}

bool
tlog_bundle_add(struct buffer *b, struct bytes entry)
{
    if (entry.len > ENTRY_MAX)
        return fail(b->work, FAULT_INVALID, "an entry of %zu bytes is too large",
            entry.len);
    buffer_u16(b, (uint16_t)entry.len);
    buffer_add(b, entry);
    return work_ok(b->work);
}

bool
tlog_bundle_next(struct cursor *c, struct bytes *entry)
{
    uint16_t len;

    TRY(take_u16(c, &len));
    return take_bytes(c, len, entry);
}

bool
tlog_bundle_tile(struct work *w, struct bytes bundle, unsigned width, struct bytes *out)
{
    struct buffer b = buffer_open(w, TLOG_TILE_WIDTH * HASH_LEN);
    struct cursor c = {.work = w, .rest = bundle};
    struct bytes entry;
    struct hash h;

    for (unsigned i = 0; i < width; i++) {
        TRY(tlog_bundle_next(&c, &entry));
        TRY(merkle_leaf(w, entry, &h));
        buffer_add(&b, hash_bytes(&h));
    }
    if (c.rest.len > 0)
        return fail(w, FAULT_INVALID, "a bundle goes on behind its %u entries", width);
    return buffer_bytes(&b, out);
}

/* ---- Tiles as a source of hashes --------------------------------------------- */

static bool
tiles_hash_at(void *ctx, struct work *w, unsigned level, uint64_t index, struct hash *out)
{
    const struct tlog_tiles *tiles = ctx;
    struct tlog_tile t = {.level = level / TILE_HEIGHT};
    size_t count = (size_t)1 << level % TILE_HEIGHT;
    struct bytes hashes;
    uint64_t first;

    if (level >= MERKLE_LEVELS || index >= tiles->size >> level)
        return fail(w, FAULT_MISSING, "the tree has no subtree %u/%" PRIu64, level,
            index);
    first = index * count;
    t.number = first / TLOG_TILE_WIDTH;
    t.width = tlog_tile_width(tiles->size, t.level, t.number);
    TRY(tiles->fetch(tiles->ctx, w, &t, &hashes));
    if (hashes.len != t.width * HASH_LEN)
        return fail(w, FAULT_CORRUPT, "tile %u/%" PRIu64 " has %zu bytes", t.level,
            t.number, hashes.len);
    hashes.at += first % TLOG_TILE_WIDTH * HASH_LEN;
    hashes.len = count * HASH_LEN;
    return tlog_tile_root(w, hashes, out);
}

struct merkle_source
tlog_tiles_source(struct tlog_tiles *t)
{
    return (struct merkle_source){.ctx = t, .hash_at = tiles_hash_at};
}
