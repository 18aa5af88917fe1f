/*
 * Sets of byte strings, kept in order so that equal sets are equal bytes.
 */
#include "core/terms/terms_inner.h"

#include <stdlib.h>

static int
order(const void *a, const void *b)
{
    return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

bool
list_order(struct bytes *items, size_t count)
{
    size_t i;

    if (count < 2)
        return true;
    qsort(items, count, sizeof(*items), order);
    for (i = 1; i < count; i++) {
        if (bytes_equal(items[i - 1], items[i]))
            return false;
    }
    return true;
}

bool
terms_list_has(const struct terms_list *list, struct bytes item)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        if (bytes_equal(list->at[i], item))
            return true;
    }
    return false;
}

bool
list_within(const struct terms_list *a, const struct terms_list *b)
{
    size_t i;

    for (i = 0; i < a->count; i++) {
        if (!terms_list_has(b, a->at[i]))
            return false;
    }
    return true;
}

static bool
list_room(struct work *w, size_t count, struct bytes **out)
{
    *out = work_alloc(w, (count == 0 ? 1 : count) * sizeof(**out));
    return *out != NULL;
}

bool
list_union(struct work *w, const struct terms_list *a, const struct terms_list *b,
    struct terms_list *out)
{
    struct bytes *items;
    size_t i, n;

    TRY(list_room(w, a->count + b->count, &items));
    for (n = 0; n < a->count; n++)
        items[n] = a->at[n];
    for (i = 0; i < b->count; i++) {
        if (!terms_list_has(a, b->at[i]))
            items[n++] = b->at[i];
    }
    (void)list_order(items, n);
    *out = (struct terms_list){items, n, a->set || b->set};
    return true;
}

bool
list_common(struct work *w, const struct terms_list *a, const struct terms_list *b,
    struct terms_list *out)
{
    struct bytes *items;
    size_t i, n = 0;

    if (!a->set || !b->set) {
        *out = a->set ? *a : *b;
        return true;
    }
    TRY(list_room(w, a->count, &items));
    for (i = 0; i < a->count; i++) {
        if (terms_list_has(b, a->at[i]))
            items[n++] = a->at[i];
    }
    *out = (struct terms_list){items, n, true};
    return true;
}
