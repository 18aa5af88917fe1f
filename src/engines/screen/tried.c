/*
 * Names that are tried: how their words agree with those that are asked for, their points, and
 * of each entry the best.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

bool
find_open_all(struct work *w, const struct lexicon *x, struct find **out)
{
    struct find *s = work_alloc(w, sizeof(*s));

    if (s == NULL)
        return false;
    s->x = x;
    s->tied = work_room(w, (x->word_count + 1) * sizeof(*s->tied));
    s->ties = work_room(w, TIES * sizeof(*s->ties));
    s->entry_seen = work_room(w, (x->held.count + 1) * sizeof(*s->entry_seen));
    s->entry_found = work_room(w, (x->held.count + 1) * sizeof(*s->entry_found));
    *out = s;
    return s->tied != NULL && s->ties != NULL && s->entry_seen != NULL &&
        s->entry_found != NULL;
}

const struct find_counts *
find_counts(const struct find *s)
{
    return &s->counts;
}

/* ---- What is asked for ------------------------------------------------------------------------ */

static void
begin(struct find *s)
{
    s->search++;
    s->found_count = s->found_more = s->could_count = 0;
    s->tie_count = s->initials = s->words = s->firms = 0;
    s->side.count = s->side.weight = 0;
    s->tie_word = NULL;
    for (unsigned i = 0; i < s->tokens.count; i++) {
        unsigned class = s->tokens.at[i].class;

        s->initials += class == TOKEN_INITIAL;
        s->words += class == TOKEN_WORD || class == TOKEN_INITIAL;
        s->firms += class == TOKEN_FORM;
    }
}

void
find_ask(struct find *s, struct bytes name)
{
    tokens_of(name, &s->tokens);
    begin(s);
}

void
find_ask_words(struct find *s, const struct tokens *words)
{
    s->tokens = *words;
    begin(s);
}

const struct tokens *
find_asked(const struct find *s)
{
    return &s->tokens;
}

/* ---- Names ------------------------------------------------------------------------------------- */

static struct score_link
parted_link(const struct find *s, uint8_t asked, unsigned listed, const uint32_t *slots)
{
    struct token two[2] = {s->x->words[slots[listed]].token,
        s->x->words[slots[listed + 1]].token};

    return (struct score_link){asked, 1, (uint8_t)listed, 2,
        (int16_t)score_joined_alike(two, 2, &s->tokens.at[asked])};
}

/* The links of a form's words, by their ties. */
static void
form_links(struct find *s, const uint32_t *form, struct score_links *out)
{
    const uint32_t *slots = form_words(form);
    unsigned count = form_count(form);

    out->count = 0;
    for (unsigned j = 0; j < count; j++)
        for (uint32_t k = first_tie(s, slots[j]); k != 0; k = s->ties[k].next) {
            const struct tie *t = &s->ties[k];

            if (t->half == 0)
                score_link_add(out,
                    (struct score_link){t->asked, t->asked_count, (uint8_t)j, 1,
                        t->alike});
            if (t->half != 1 || j + 1 == count)
                continue;
            for (uint32_t m = first_tie(s, slots[j + 1]); m != 0; m = s->ties[m].next)
                if (s->ties[m].half == 2 && s->ties[m].asked == t->asked &&
                    s->ties[m].at == t->at)
                    score_link_add(out, parted_link(s, t->asked, j, slots));
        }
}

static void
form_side(const struct lexicon *x, const uint32_t *form, struct score_side *out)
{
    out->count = form_count(form);
    out->weight = form_weight(form);
    for (unsigned j = 0; j < out->count; j++)
        out->word[j] = x->scores[form_words(form)[j]];
}

static bool
better(const struct found *a, const struct found *b)
{
    return a->points != b->points ? a->points > b->points : a->entry < b->entry;
}

/* Where there is room for a find of an entry that has none: behind the others, or in the place
 * of the worst, if it is better.  FOUND_MOST: nowhere. */
static uint32_t
place_for(struct find *s, const struct found *f)
{
    uint32_t worst = 0;

    if (s->found_count < FOUND_MOST)
        return s->found_count++;
    for (uint32_t i = 1; i < s->found_count; i++)
        if (better(&s->found[worst], &s->found[i]))
            worst = i;
    if (!better(f, &s->found[worst]))
        return FOUND_MOST;
    s->entry_found[s->found[worst].entry] = FOUND_MOST;
    return worst;
}

/* An entry has so many points by a name, its own or that of a counterpart. */
static void
take(struct find *s, struct found f)
{
    uint32_t at;

    if (s->entry_seen[f.entry] != s->search) {
        s->found_more += s->found_count == FOUND_MOST;
        s->entry_seen[f.entry] = s->search;
        at = place_for(s, &f);
    } else if (s->entry_found[f.entry] == FOUND_MOST) {
        at = place_for(s, &f);
    } else {
        at = s->entry_found[f.entry];
        if (s->found[at].points > f.points ||
            (s->found[at].points == f.points && s->found[at].name <= f.name))
            return;
    }
    s->entry_found[f.entry] = at;
    if (at != FOUND_MOST)
        s->found[at] = f;
}

void
find_take(struct find *s, uint32_t form, int points, int threshold)
{
    const struct lexicon *x = s->x;

    for (uint32_t n = x->forms[form].names; n != LEXICON_NONE; n = x->names[n].next) {
        uint32_t e = x->names[n].entry;

        take(s, (struct found){e, n, form, points});
        if (x->counterpart_from == NULL || points - SCORE_COUNTERPART < threshold)
            continue;
        for (uint32_t i = x->counterpart_from[e]; i < x->counterpart_from[e + 1]; i++)
            take(s,
                (struct found){x->counterparts[i].entry, n, form,
                    points - SCORE_COUNTERPART});
    }
}

void
find_score(struct find *s, uint32_t form, struct score *out)
{
    const uint32_t *words = s->x->slots + s->x->forms[form].slots;
    struct score_links links;
    struct score_side listed;

    form_links(s, words, &links);
    form_side(s->x, words, &listed);
    score_initials(&s->side, &listed, &links);
    score_name(&s->side, &listed, &links, out);
}
