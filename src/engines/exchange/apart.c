/*
 * What is kept to some persons is told apart from all else: a delivery or a receipt that names
 * both could be shown to nobody without telling of it (P10).
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

static void
add_list(struct buffer *b, const struct terms_list *list)
{
    buffer_format(b, "%zu\n", list->count);
    for (size_t i = 0; i < list->count; i++) {
        buffer_format(b, "%zu ", list->at[i].len);
        buffer_add(b, list->at[i]);
    }
}

/* To whom it is kept here, it and what it speaks of; empty: to nobody in particular. */
static bool
kept_to(struct node *n, struct work *w, const struct stored *s, struct bytes *out)
{
    struct buffer b = buffer_open(w, RECORD_TEXT_MAX);
    const struct actor nobody = {0};
    struct facts f;

    TRY(node_facts(n, w, &nobody, ACT_LIST, s, &f));
    for (size_t i = 0; i <= f.parent_count; i++) {
        const struct terms *t = i == 0 ? f.item.terms : f.parents[i - 1].terms;

        if (t == NULL || !t->readable || !terms_by_person(t))
            continue;
        buffer_format(&b, "%d\n", (int)t->tlp);
        add_list(&b, &t->need_to_know);
        add_list(&b, &t->releasable_to);
        add_list(&b, &t->not_releasable_to);
    }
    return buffer_bytes(&b, out);
}

bool
groups_apart(struct node *n, struct work *w, const struct stored *const records[],
    size_t count, size_t **out, size_t *groups)
{
    struct bytes *keys = work_alloc(w, (count + 1) * sizeof(*keys)), key;

    *groups = 0;
    *out = work_alloc(w, (count + 1) * sizeof(**out));
    TRY(keys != NULL && *out != NULL);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        TRY(kept_to(n, w, records[i], &key));
        while (at < *groups && !bytes_equal(keys[at], key))
            at++;
        if (at == *groups)
            keys[(*groups)++] = key;
        (*out)[i] = at;
    }
    return true;
}
