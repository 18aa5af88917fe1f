/*
 * The first of many by their day, as many as a page wants.
 */
#include "desks/desk_inner.h"

#include <string.h>

bool
dated_open(struct work *w, const struct page *page, struct dated_list *out)
{
    *out = (struct dated_list){.page = *page, .room = page->limit + 1};
    out->first = work_alloc(w, out->room * sizeof(*out->first));
    return out->first != NULL;
}

/* The earliest first; what has no day at the end. */
static bool
comes_before(const struct dated *x, const struct dated *y)
{
    return x->day != y->day ? x->day < y->day
                            : memcmp(x->id.at, y->id.at, sizeof(x->id.at)) < 0;
}

void
dated_keep(struct dated_list *l, const struct dated *one)
{
    const struct dated after = {.day = (int32_t)l->page.after_key,
        .id = l->page.after_id};
    size_t at;

    if (l->page.after && !comes_before(&after, one))
        return;
    if (l->kept == l->room && comes_before(&l->first[l->kept - 1], one))
        return;
    l->kept += l->kept < l->room;
    for (at = l->kept - 1; at > 0 && comes_before(one, &l->first[at - 1]); at--)
        l->first[at] = l->first[at - 1];
    l->first[at] = *one;
}
