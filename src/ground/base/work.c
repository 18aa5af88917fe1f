/*
 * work: one unit of work, the arena that owns its memory and the first fault it met.
 *
 * The arena is a list of blocks.  Small allocations are cut from the first
 * block; a large one gets a block of its own behind it.  Blocks double from one
 * page to 1 MiB, so that a short request costs one allocation and a long one few.
 * Pages that are mapped stand beside them.
 */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif

/* Under the address sanitizer a gap behind each allocation catches overruns,
 * which an arena would hide. */
#ifdef WATCHED
#include <sanitizer/asan_interface.h>
#define GAP ((size_t)16)
#else
#define ASAN_POISON_MEMORY_REGION(at, len) ((void)(at), (void)(len))
#define ASAN_UNPOISON_MEMORY_REGION(at, len) ((void)(at), (void)(len))
#define GAP ((size_t)0)
#endif

#define ALIGN _Alignof(max_align_t)
#define BLOCK_FIRST ((size_t)4096)
#define BLOCK_LARGEST ((size_t)1024 * 1024)
#define ROOM_LEAST ((size_t)64 * 1024) /* what is smaller is no room */
#define WHY_MAX 512

struct block {
    struct block *next;
    size_t room; /* bytes behind the header */
    size_t used;
};

struct mapping {
    struct mapping *next;
    void *at;
    size_t len;
};

/* Lives at the start of its own first block. */
struct work {
    const struct os *os;
    struct block *blocks; /* the first is the one allocations are cut from */
    struct mapping *mappings;
    size_t next_size;
    enum fault fault;
    const char *rule;
    char why[WHY_MAX];
};

static size_t
round_up(size_t size)
{
    return (size + ALIGN - 1) / ALIGN * ALIGN;
}

#define HEADER ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)

static uint8_t *
block_start(struct block *b)
{
    return (uint8_t *)b + HEADER;
}

static struct block *
block_open(const struct os *os, size_t size)
{
    struct block *b = os->alloc(size);

    if (b == NULL)
        return NULL;
    b->next = NULL;
    b->room = size - HEADER;
    b->used = 0;
    ASAN_POISON_MEMORY_REGION(block_start(b), b->room);
    return b;
}

static void
block_close(const struct os *os, struct block *b)
{
    ASAN_UNPOISON_MEMORY_REGION(block_start(b), b->room);
    explicit_bzero(block_start(b), b->used);
    os->release(b);
}

/* Cut from a block that is known to have room; ${size} is rounded up already. */
static void *
block_cut(struct block *b, size_t size)
{
    void *at = block_start(b) + b->used;

    b->used += size;
    ASAN_UNPOISON_MEMORY_REGION(at, size - GAP);
    memset(at, 0, size - GAP);
    return at;
}

struct work *
work_open(const struct os *os)
{
    struct block *b;
    struct work *w;

    assert(os != NULL);
    b = block_open(os, BLOCK_FIRST);
    if (b == NULL)
        return NULL;
    w = block_cut(b, round_up(sizeof(*w)) + GAP);
    w->os = os;
    w->blocks = b;
    w->next_size = BLOCK_FIRST * 2;
    return w;
}

void
work_close(struct work *w)
{
    const struct os *os;
    struct block *b, *next;

    if (w == NULL)
        return;
    os = w->os;
    for (const struct mapping *m = w->mappings; m != NULL; m = m->next)
        os->unmap(m->at, m->len);
    /* The work itself goes with one of these: do not look at it again. */
    for (b = w->blocks; b != NULL; b = next) {
        next = b->next;
        block_close(os, b);
    }
}

const struct os *
work_os(const struct work *w)
{
    return w->os;
}

/* The road for what the first block cannot hold. */
static void *
alloc_slow(struct work *w, size_t size)
{
    bool own = size > w->next_size / 4;
    struct block *b;

    b = block_open(w->os, own ? HEADER + size : w->next_size);
    if (b == NULL) {
        (void)fail(w, FAULT_MEMORY, "out of memory");
        return NULL;
    }
    if (own) {
        b->next = w->blocks->next;
        w->blocks->next = b;
    } else {
        b->next = w->blocks;
        w->blocks = b;
        if (w->next_size < BLOCK_LARGEST)
            w->next_size *= 2;
    }
    return block_cut(b, size);
}

void *
work_alloc(struct work *w, size_t size)
{
    if (size > PTRDIFF_MAX - HEADER - ALIGN - GAP) {
        (void)fail(w, FAULT_MEMORY, "out of memory");
        return NULL;
    }
    /* Even nothing gets an address of its own. */
    size = round_up(size == 0 ? 1 : size) + GAP;
    if (size > w->blocks->room - w->blocks->used)
        return alloc_slow(w, size);
    return block_cut(w->blocks, size);
}

void *
work_map(struct work *w, size_t len, int fd)
{
    struct mapping *m = work_alloc(w, sizeof(*m));

    if (m == NULL)
        return NULL;
    m->at = w->os->map(len, fd);
    if (m->at == NULL)
        return NULL;
    m->len = len;
    m->next = w->mappings;
    w->mappings = m;
    return m->at;
}

void *
work_room(struct work *w, size_t size)
{
    void *at;

    if (size < ROOM_LEAST)
        return work_alloc(w, size);
    at = work_map(w, size, -1);
    if (at == NULL)
        (void)fail(w, FAULT_MEMORY, "out of memory");
    return at;
}

bool
work_extend(struct work *w, const void *at, size_t old_size, size_t new_size)
{
    struct block *b = w->blocks;
    size_t start;

    if (GAP > 0 || at == NULL || old_size > b->used || new_size > b->room)
        return false;
    start = b->used - round_up(old_size);
    if (at != block_start(b) + start || round_up(new_size) > b->room - start)
        return false;
    b->used = start + round_up(new_size);
    return true;
}

bool
work_keep(struct work *w, struct bytes from, struct bytes *out)
{
    uint8_t *copy;

    if (from.len == SIZE_MAX)
        return fail(w, FAULT_MEMORY, "out of memory");
    copy = work_alloc(w, from.len + 1);
    TRY(copy != NULL);
    if (from.len > 0)
        memcpy(copy, from.at, from.len);
    *out = bytes_from(copy, from.len);
    return true;
}

bool
work_string(struct work *w, struct bytes from, const char **out)
{
    struct bytes kept;

    if (from.len > 0 && memchr(from.at, 0, from.len) != NULL)
        return fail(w, FAULT_INVALID, "text holds a NUL character");
    TRY(work_keep(w, from, &kept));
    *out = (const char *)kept.at;
    return true;
}

const char *
work_format(struct work *w, const char *format, ...)
{
    va_list args;
    char *text;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        (void)fail(w, FAULT_MEMORY, "text too long to format");
        return NULL;
    }
    text = work_alloc(w, (size_t)len + 1);
    if (text == NULL)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return text;
}

/* A message cut at its limit must not end within a character. */
static void
trim_sequence(char *text, size_t len)
{
    size_t at = len;
    uint32_t point;

    while (at > 0 && len - at < 3 && ((uint8_t)text[at - 1] & 0xC0) == 0x80)
        at--;
    if (at > 0 && (uint8_t)text[at - 1] >= 0xC0 &&
        utf8_sequence(bytes_from(text + at - 1, len - at + 1), &point) == 0)
        text[at - 1] = '\0';
}

static void
record(struct work *w, enum fault kind, const char *format, va_list args)
{
    int len;

    assert(kind > FAULT_NONE && kind < FAULT_KINDS);
    len = vsnprintf(w->why, sizeof(w->why), format, args);
    w->fault = kind;
    if (len < 0)
        w->why[0] = '\0';
    else if ((size_t)len >= sizeof(w->why))
        trim_sequence(w->why, sizeof(w->why) - 1);
}

bool
fail(struct work *w, enum fault kind, const char *why, ...)
{
    va_list args;

    if (w->fault != FAULT_NONE)
        return false;
    va_start(args, why);
    record(w, kind, why, args);
    va_end(args);
    return false;
}

bool
fail_errno(struct work *w, const char *why, ...)
{
    int number = errno;
    char space[128];
    const char *said;
    size_t len;
    va_list args;

    if (w->fault != FAULT_NONE)
        return false;
    va_start(args, why);
    record(w, FAULT_IO, why, args);
    va_end(args);
    said = strerror_r(number, space, sizeof(space));
    /* What the system said matters more than the end of a long path. */
    len = strlen(w->why);
    if (len > WHY_MAX - strlen(said) - 3) {
        len = WHY_MAX - strlen(said) - 3;
        w->why[len] = '\0';
        trim_sequence(w->why, len);
        len = strlen(w->why);
    }
    snprintf(w->why + len, WHY_MAX - len, ": %s", said);
    return false;
}

bool
fail_rule(struct work *w, const char *rule, const char *why, ...)
{
    va_list args;

    if (w->fault != FAULT_NONE)
        return false;
    va_start(args, why);
    record(w, FAULT_DENIED, why, args);
    va_end(args);
    w->rule = rule;
    return false;
}

bool
fail_as(struct work *w, enum fault kind, const char *rule, const char *why, ...)
{
    va_list args;

    if (w->fault != FAULT_NONE)
        return false;
    va_start(args, why);
    record(w, kind, why, args);
    va_end(args);
    w->rule = rule;
    return false;
}

bool
fail_in(struct work *w, const char *where, ...)
{
    char was[WHY_MAX];
    size_t len;
    va_list args;

    if (w->fault == FAULT_NONE)
        return false;
    memcpy(was, w->why, sizeof(was));
    va_start(args, where);
    record(w, w->fault, where, args);
    va_end(args);
    len = strlen(w->why);
    snprintf(w->why + len, WHY_MAX - len, ": %s", was);
    trim_sequence(w->why, strlen(w->why));
    return false;
}

bool
fail_with(struct work *w, const struct work *inner)
{
    if (inner == NULL)
        return fail(w, FAULT_MEMORY, "out of memory");
    if (w->fault != FAULT_NONE)
        return false;
    fail(w, inner->fault, "%s", inner->why);
    w->rule = inner->rule;
    return false;
}

bool
work_join(struct work *w, struct work *part, bool good)
{
    if (!good)
        fail_with(w, part);
    work_close(part);
    return good;
}

bool
work_adopt(struct work *w, struct work *part, bool good)
{
    struct block *last;
    struct mapping **end;

    if (!good)
        return work_join(w, part, false);
    for (last = part->blocks; last->next != NULL;)
        last = last->next;
    for (end = &part->mappings; *end != NULL;)
        end = &(*end)->next;
    /* Behind the block that allocations are cut from. */
    *end = w->mappings;
    w->mappings = part->mappings;
    last->next = w->blocks->next;
    w->blocks->next = part->blocks;
    return true;
}

bool
work_forgive(struct work *w, enum fault kind)
{
    if (w->fault != kind)
        return false;
    work_clear(w);
    return true;
}

enum fault
work_fault(const struct work *w)
{
    return w->fault;
}

const char *
work_why(const struct work *w)
{
    return w->why;
}

const char *
work_rule(const struct work *w)
{
    return w->rule;
}

bool
work_ok(const struct work *w)
{
    return w->fault == FAULT_NONE;
}

void
work_clear(struct work *w)
{
    w->fault = FAULT_NONE;
    w->rule = NULL;
    w->why[0] = '\0';
}
