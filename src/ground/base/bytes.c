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
