/*
 * An index from lists.
 */
#include "engines/screen/counterparts.h"
#include "engines/screen/index.h"
#include "engines/screen/spellings.h"

/* The forms of each word, those without initials first. */
static bool
postings_build(struct work *w, struct screen_index *x)
{
    struct lexicon *l = &x->lexicon;
    uint32_t *fill = work_alloc(w, (l->word_count + 1) * sizeof(*fill));

    x->postings = work_alloc(w, (l->slot_count + 1) * sizeof(*x->postings));
    if (x->postings == NULL || fill == NULL)
        return false;
    for (uint32_t v = 0, n = 0; v < l->word_count; n += l->words[v++].form_count)
        fill[v] = l->words[v].forms = n;
    for (int initials = 0; initials < 2; initials++) {
        for (uint32_t f = 0; f < l->form_count; f++) {
            const uint32_t *form = l->slots + l->forms[f].slots;

            if (form_initials(form) != (initials > 0))
                continue;
            for (unsigned i = 0; i < form_count(form); i++) {
                uint32_t v = form_words(form)[i];

                if (fill[v] == l->words[v].forms || x->postings[fill[v] - 1] != f)
                    x->postings[fill[v]++] = f;
            }
        }
        for (uint32_t v = 0; initials == 0 && v < l->word_count; v++)
            l->words[v].plain_count = fill[v] - l->words[v].forms;
    }
    return true;
}

bool
index_weigh(struct work *w, struct screen_index *x)
{
    const struct lexicon *l = &x->lexicon;

    x->form_weights = work_alloc(w, (l->form_count + 1) * sizeof(*x->form_weights));
    TRY(x->form_weights != NULL);
    for (uint32_t f = 0; f < l->form_count; f++)
        x->form_weights[f] = (uint16_t)form_weight(l->slots + l->forms[f].slots);
    return true;
}

bool
index_finish(struct work *w, struct screen_index *x)
{
    return index_weigh(w, x) && postings_build(w, x) && index_keys_build(w, x);
}

/* Parts that need nothing of each other. */
static bool
build_part(struct work *w, void *ctx, unsigned n)
{
    struct screen_index *x = ctx;

    switch (n) {
    case 0:
        return counterparts_build(w, &x->lexicon);
    case 1:
        return spellings_build(w, &x->lexicon);
    default:
        return index_finish(w, x);
    }
}

bool
screen_index_build_by(struct work *w, const struct screen_index *rarity,
    const struct screen_list *lists, size_t count, struct screen_index **out)
{
    struct screen_index *x = work_alloc(w, sizeof(*x));

    TRY(x != NULL &&
        lexicon_build(w, rarity != NULL ? &rarity->lexicon : NULL, lists, count,
            &x->lexicon));
    *out = x;
    /* Whoever says how rare words are teaches what stands for what, too. */
    return rarity != NULL ? index_finish(w, x) : work_beside(w, 3, build_part, x);
}

bool
screen_index_build(struct work *w, const struct screen_list *lists, size_t count,
    struct screen_index **out)
{
    return screen_index_build_by(w, NULL, lists, count, out);
}

bool
screen_index_alone(struct work *w, const struct screen_index *of,
    struct screen_index **out)
{
    *out = work_alloc(w, sizeof(**out));
    if (*out == NULL)
        return false;
    **out = *of;
    (*out)->lexicon.counterpart_from = NULL;
    return true;
}

bool
screen_index_has(const struct screen_index *x, struct bytes list, struct bytes ref,
    bool *listed)
{
    const struct held *held = &x->lexicon.held;
    bool there = false;

    *listed = false;
    for (uint32_t n = 0; n < held->count && !*listed; n++) {
        struct held_entry e;

        held_entry(held, n, &e);
        there |= bytes_equal(e.list, list);
        *listed = bytes_equal(e.list, list) && bytes_equal(e.ref, ref);
    }
    return there;
}
