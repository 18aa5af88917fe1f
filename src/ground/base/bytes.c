/*
 * bytes: comparing and lending byte strings.
 */
#include <string.h>

#include "ground/base/base.h"

struct bytes
bytes_of(const char *text)
{
    return bytes_from(text, strlen(text));
}

struct bytes
bytes_from(const void *at, size_t len)
{
    return (struct bytes){.at = at, .len = len};
}

struct bytes
hash_bytes(const struct hash *h)
{
    return bytes_from(h->at, sizeof(h->at));
}

/* memcmp must not see NULL, not even for no bytes. */
static int
compare(const uint8_t *a, const uint8_t *b, size_t len)
{
    return len == 0 ? 0 : memcmp(a, b, len);
}

bool
bytes_equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && compare(a.at, b.at, a.len) == 0;
}

bool
bytes_is(struct bytes a, const char *text)
{
    return bytes_equal(a, bytes_of(text));
}

bool
bytes_is_any(struct bytes a, const char *const texts[])
{
    for (size_t i = 0; texts[i] != NULL; i++)
        if (bytes_is(a, texts[i]))
            return true;
    return false;
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

bool
bytes_alike(struct bytes a, struct bytes b)
{
    bool same = a.len == b.len;

    for (size_t i = 0; same && i < a.len; i++)
        same = lower(a.at[i]) == lower(b.at[i]);
    return same;
}

uint64_t
bytes_print(struct bytes a)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < a.len; i++)
        h = (h ^ a.at[i]) * UINT64_C(0x100000001b3);
    return h;
}

bool
bytes_step(struct bytes *rest, char end, struct bytes *out)
{
    const uint8_t *at = rest->len > 0 ? memchr(rest->at, end, rest->len) : NULL;

    *out = *rest;
    if (at != NULL)
        out->len = (size_t)(at - rest->at);
    *rest = at != NULL ? bytes_from(at + 1, rest->len - out->len - 1) : (struct bytes){0};
    return out->at != NULL;
}

bool
bytes_start(struct bytes a, const char *prefix)
{
    size_t len = strlen(prefix);

    return a.len >= len && compare(a.at, (const uint8_t *)prefix, len) == 0;
}

int
bytes_order(struct bytes a, struct bytes b)
{
    int order = compare(a.at, b.at, a.len < b.len ? a.len : b.len);

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool
hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

bool
hash_is_zero(const struct hash *h)
{
    static const struct hash zero;

    return hash_equal(h, &zero);
}

bool
uuid_is_zero(const struct uuid *id)
{
    static const struct uuid zero;

    return memcmp(id, &zero, sizeof(zero)) == 0;
}
