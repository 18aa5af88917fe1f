/*
 * buffer: growing bytes with a declared maximum, and the cursor that reads them back.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

#define ROOM_FIRST ((size_t)64)

/* ---- Buffers ---------------------------------------------------------------- */

/*
 * A buffer that missed something stays broken even when the fault that caused
 * it is cleared: what it holds has a hole.  The mark is an impossible room.
 */
#define BROKEN SIZE_MAX

struct buffer
buffer_open(struct work *w, size_t max)
{
    return (struct buffer){.work = w, .max = max};
}

static bool
grow(struct buffer *b, size_t need)
{
    size_t room = b->room < ROOM_FIRST / 2 ? ROOM_FIRST : b->room * 2;
    uint8_t *at;

    if (b->room > SIZE_MAX / 4 || room < need)
        room = need;
    if (work_extend(b->work, b->at, b->room, room)) {
        b->room = room;
        return true;
    }
    at = work_room(b->work, room);
    TRY(at != NULL);
    if (b->len > 0)
        memcpy(at, b->at, b->len);
    b->at = at;
    b->room = room;
    return true;
}

bool
buffer_reserve(struct buffer *b, size_t more)
{
    if (b->room == BROKEN)
        return false;
    if (work_ok(b->work)) {
        if (more > b->max - b->len)
            (void)fail(b->work, FAULT_INVALID, "longer than %zu bytes", b->max);
        else if (b->at != NULL && more <= b->room - b->len)
            return true;
        else if (grow(b, b->len + more))
            return true;
    }
    b->room = BROKEN;
    return false;
}

void
buffer_add(struct buffer *b, struct bytes more)
{
    if (!buffer_reserve(b, more.len) || more.len == 0)
        return;
    memcpy(b->at + b->len, more.at, more.len);
    b->len += more.len;
}

void
buffer_text(struct buffer *b, const char *more)
{
    buffer_add(b, bytes_of(more));
}

void
buffer_byte(struct buffer *b, uint8_t more)
{
    if (buffer_reserve(b, 1))
        b->at[b->len++] = more;
}

void
buffer_format(struct buffer *b, const char *format, ...)
{
    char space[256];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(space, sizeof(space), format, args);
    va_end(args);
    if (len >= 0 && (size_t)len < sizeof(space)) {
        buffer_add(b, bytes_from(space, (size_t)len));
    } else if (len < 0) {
        (void)fail(b->work, FAULT_INVALID, "text too long to format");
        b->room = BROKEN;
    } else {
        char *text = work_ok(b->work) ? work_alloc(b->work, (size_t)len + 1) : NULL;

        if (text != NULL) {
            va_start(args, format);
            vsnprintf(text, (size_t)len + 1, format, args);
            va_end(args);
        }
        buffer_add(b, bytes_from(text, text == NULL ? 0 : (size_t)len));
    }
}

static void
add_number(struct buffer *b, uint64_t v, unsigned size)
{
    uint8_t space[8];

    for (unsigned i = 0; i < size; i++)
        space[i] = (uint8_t)(v >> (8 * (size - 1 - i)));
    buffer_add(b, bytes_from(space, size));
}

void
buffer_u16(struct buffer *b, uint16_t v)
{
    add_number(b, v, 2);
}

void
buffer_u32(struct buffer *b, uint32_t v)
{
    add_number(b, v, 4);
}

void
buffer_u64(struct buffer *b, uint64_t v)
{
    add_number(b, v, 8);
}

bool
buffer_bytes(const struct buffer *b, struct bytes *out)
{
    TRY(work_ok(b->work));
    if (b->room == BROKEN)
        return fail(b->work, FAULT_INVALID, "the gathered bytes are not complete");
    *out = bytes_from(b->at, b->len);
    return true;
}

void *
buffer_array(const struct buffer *b, size_t size, size_t *count)
{
    struct bytes all;

    *count = 0;
    if (!buffer_bytes(b, &all))
        return NULL;
    *count = all.len / size;
    return all.len > 0 ? b->at : work_alloc(b->work, 1);
}

/* ---- Cursors ---------------------------------------------------------------- */

bool
take_bytes(struct cursor *c, size_t len, struct bytes *lent)
{
    if (len > c->rest.len)
        return fail(c->work, FAULT_INVALID, "the input ends early");
    *lent = bytes_from(c->rest.at, len);
    if (len > 0) {
        c->rest.at += len;
        c->rest.len -= len;
    }
    return true;
}

static bool
take_number(struct cursor *c, unsigned size, uint64_t *out)
{
    struct bytes lent;
    uint64_t v = 0;

    TRY(take_bytes(c, size, &lent));
    for (unsigned i = 0; i < size; i++)
        v = v << 8 | lent.at[i];
    *out = v;
    return true;
}

bool
take_u8(struct cursor *c, uint8_t *out)
{
    uint64_t v;

    TRY(take_number(c, 1, &v));
    *out = (uint8_t)v;
    return true;
}

bool
take_u16(struct cursor *c, uint16_t *out)
{
    uint64_t v;

    TRY(take_number(c, 2, &v));
    *out = (uint16_t)v;
    return true;
}

bool
take_u32(struct cursor *c, uint32_t *out)
{
    uint64_t v;

    TRY(take_number(c, 4, &v));
    *out = (uint32_t)v;
    return true;
}

bool
take_u64(struct cursor *c, uint64_t *out)
{
    return take_number(c, 8, out);
}

bool
take_hash(struct cursor *c, struct hash *out)
{
    struct bytes lent;

    TRY(take_bytes(c, sizeof(out->at), &lent));
    memcpy(out->at, lent.at, sizeof(out->at));
    return true;
}
