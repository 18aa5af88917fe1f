/*
 * json_order: the members of an object in the order of RFC 8785.
 */
#include "ground/base/base.h"
#include "ground/base/json_inner.h"

/*
 * UTF-8 orders as code points do.  UTF-16 differs in one place: what needs two
 * units starts with D800 to DFFF, below U+E000 to U+FFFF.  In UTF-8 that is a
 * lead byte F0 or above against EE or EF.
 */
int
json_name_order(struct bytes a, struct bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < len; i++) {
        uint8_t x = a.at[i], y = b.at[i];

        if (x == y)
            continue;
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
            return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* Let the item at ${top} sink until no child below ${end} is larger. */
static void
sink(const struct json **items, size_t top, size_t end)
{
    const struct json *sinking = items[top];

    while (top * 2 + 1 < end) {
        size_t child = top * 2 + 1;

        if (child + 1 < end &&
            json_name_order(items[child]->name, items[child + 1]->name) < 0)
            child++;
        if (json_name_order(sinking->name, items[child]->name) >= 0)
            break;
        items[top] = items[child];
        top = child;
    }
    items[top] = sinking;
}

/* A heap sort: no memory, and no input that makes it slow.  The C library's
 * qsort may call malloc, which the table of system calls would not see. */
void
json_sort_members(const struct json *object, const struct json **to)
{
    const struct json *previous = NULL;
    bool sorted = true;
    size_t count = 0;

    for (const struct json *m = object->first; m != NULL; m = m->next) {
        if (previous != NULL && json_name_order(previous->name, m->name) > 0)
            sorted = false;
        to[count++] = previous = m;
    }
    if (sorted)
        return;
    for (size_t top = count / 2; top-- > 0;)
        sink(to, top, count);
    for (size_t end = count - 1; end > 0; end--) {
        const struct json *largest = to[0];

        to[0] = to[end];
        to[end] = largest;
        sink(to, 0, end);
    }
}
