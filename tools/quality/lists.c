/*
 * Parts of a list, and searching it as the command would.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/quality/quality.h"

bool
list_keep_names(struct work *w, const struct screen_list *from, keep_name *keep,
    const void *ctx, struct screen_list *out)
{
    struct screen_name *names = work_alloc(w, (from->names + 1) * sizeof(*names));

    *out = *from;
    out->count = out->names = 0;
    out->entries = work_alloc(w, (from->count + 1) * sizeof(*out->entries));
    TRY(names != NULL && out->entries != NULL);
    for (size_t i = 0; i < from->count; i++) {
        struct screen_entry e = from->entries[i];

        e.names = names + out->names;
        e.name_count = 0;
        for (size_t n = 0; n < from->entries[i].name_count; n++)
            if (keep(ctx, &from->entries[i], &from->entries[i].names[n]))
                e.names[e.name_count++] = from->entries[i].names[n];
        if (e.name_count == 0)
            continue;
        out->entries[out->count++] = e;
        out->names += e.name_count;
    }
    return true;
}

static int
by_ref(const void *a, const void *b)
{
    const struct screen_entry *x = *(const struct screen_entry *const *)a,
                              *y = *(const struct screen_entry *const *)b;
    int order = bytes_order(x->list, y->list);

    return order != 0 ? order : bytes_order(x->ref, y->ref);
}

bool
list_order(struct work *w, const struct screen_list *list,
    const struct screen_entry ***out)
{
    *out = work_alloc(w, (list->count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < list->count; i++)
        (*out)[i] = &list->entries[i];
    qsort(*out, list->count, sizeof(**out), by_ref);
    return true;
}

const struct screen_entry *
list_entry(const struct screen_entry *const *ordered, size_t count, struct bytes list,
    struct bytes ref)
{
    const struct screen_entry wanted = {.list = list, .ref = ref}, *key = &wanted;
    const struct screen_entry *const *found =
        bsearch(&key, ordered, count, sizeof(*ordered), by_ref);

    return found != NULL ? *found : NULL;
}

bool
search_open(const struct screen_list *lists, size_t count, struct work *w,
    struct search *out)
{
    out->w = w;
    out->lists = work_alloc(w, count * sizeof(*lists));
    TRY(out->lists != NULL);
    memcpy(out->lists, lists, count * sizeof(*lists));
    return screen_index_build(w, out->lists, count, &out->index) &&
        screen_search_open(w, out->index, &out->search);
}

size_t
search_all(const struct search *s, const struct screen_query *query, bool recall,
    const struct screen_hit **hits)
{
    const struct screen_settings how = {.threshold =
                                            recall ? RECALL_THRESHOLD : SCREEN_THRESHOLD,
        .most = recall ? RECALL_MOST : 0};
    size_t count, all;

    screen_search(s->search, query, &how, hits, &count, &all);
    return count;
}

bool
search_finds(const struct search *s, const struct screen_query *query, bool recall,
    struct bytes list, struct bytes ref)
{
    const struct screen_hit *hits;
    size_t count = search_all(s, query, recall, &hits);

    for (size_t i = 0; i < count; i++)
        if (bytes_equal(hits[i].on, list) && bytes_equal(hits[i].ref, ref))
            return true;
    return false;
}
