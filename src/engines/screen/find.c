/*
 * Searching an index for a name: exactly what trying every name would give.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

bool
find_open(struct work *w, const struct screen_index *x, struct find **out)
{
    const struct lexicon *l = &x->lexicon;
    struct find *s;

    TRY(find_open_all(w, l, out));
    s = *out;
    s->index = x;
    s->mirror = x->mirror;
    s->form_seen = work_room(w, (l->form_count + 1) * sizeof(*s->form_seen));
    if (s->mirror) {
        s->could = work_room(w, (l->form_count + 1) * sizeof(*s->could));
        TRY(s->could != NULL);
    }
    return s->form_seen != NULL && nears_open(w, x, &s->nears);
}

/* The ties of a word to those that it is a part of. */
static void
tie_parted(struct find *s, unsigned i, uint32_t word)
{
    const struct near_words *n = s->near[i];
    uint32_t group = s->x->words[word].group;

    for (unsigned k = 0; k < n->part_count; k++) {
        const struct near_parts *p = &n->parts[k];

        if (!is_few(s) && p->few)
            continue;
        if (p->first == group)
            tie(s, word, tie_part(i, p, 1));
        if (p->second == group)
            tie(s, word, tie_part(i, p, 2));
    }
}

/* The ties of a word of the lists by what is known of those that are asked for. */
static void
tie_near(struct find *s, uint32_t word)
{
    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct near_words *n = s->near[i];
        int alike = near_alike_of(n, word);

        if (alike > 0)
            tie(s, word,
                (struct tie){.asked = (uint8_t)i,
                    .asked_count = 1,
                    .alike = (int16_t)alike});
        if (n->form_count[NEAR_PARTED] > 0 ||
            (is_few(s) && n->form_count[NEAR_PARTED_FEW] > 0))
            tie_parted(s, i, word);
    }
    for (unsigned k = 0; k < s->joined_count; k++)
        if (s->joined[k].group == s->x->words[word].group)
            tie(s, word, tie_of_joined(s, &s->joined[k], word));
}

void
find_weigh(struct find *s)
{
    uint32_t hash[TOKENS];

    nears_name(s->nears);
    s->joined_count = 0;
    s->tie_word = tie_near;
    for (unsigned i = 0; i < s->tokens.count; i++) {
        hash[i] = token_hash(&s->tokens.at[i]);
        nears_ahead(s->nears, hash[i]);
    }
    for (unsigned i = 0; i < s->tokens.count; i++)
        nears_ahead_words(s->nears, hash[i]);
    for (unsigned i = 0; i < s->tokens.count; i++) {
        s->near[i] = nears_of(s->nears, &s->tokens.at[i], hash[i]);
        score_side_add(&s->side, s->near[i]->score);
    }
}

/* ---- Forms --------------------------------------------------------------------------------------- */

static struct may
may_of(uint64_t near)
{
    return (
        struct may){(uint16_t)near_form_alike(near), (uint16_t)near_form_weight(near)};
}

/* What passed gets points.  It is fetched in time, from one place after the other. */
static void
score_passed(struct find *s, int threshold)
{
    const struct lexicon *x = s->x;
    struct score score;

    for (unsigned i = 0; i < s->passed_count; i++)
        __builtin_prefetch(x->slots + x->forms[s->passed[i]].slots);
    for (unsigned i = 0; i < s->passed_count; i++) {
        const uint32_t *slots = x->slots + x->forms[s->passed[i]].slots;

        for (unsigned j = 0; j < form_count(slots); j++) {
            __builtin_prefetch(&x->scores[form_words(slots)[j]]);
            __builtin_prefetch(&s->tied[form_words(slots)[j]]);
        }
    }
    for (unsigned i = 0; i < s->passed_count; i++) {
        find_score(s, s->passed[i], &score);
        if (score.count > 0 && score.points >= threshold)
            find_take(s, s->passed[i], score.points, threshold);
    }
    s->counts.scored += s->passed_count;
    s->passed_count = 0;
}

static void
try_form(struct find *s, uint32_t form, bool initials, int threshold)
{
    s->counts.near++;
    if (!bounds_form(s, form, initials, threshold) || s->form_seen[form] == s->search)
        return;
    s->form_seen[form] = s->search;
    if (s->mirror) {
        s->could[s->could_count++] = form;
        return;
    }
    __builtin_prefetch(&s->x->forms[form]);
    s->passed[s->passed_count++] = form;
    if (s->passed_count == COUNT_OF(s->passed))
        score_passed(s, threshold);
}

/* ---- By the index --------------------------------------------------------------------------------- */

/* The words that others' forms are looked for in, and from which weight on a form is too heavy
 * that may have what is near to some of them. */
#define MASKED 5
struct others {
    enum near_sort sort;
    unsigned count;
    uint8_t at[TOKENS];
    const struct near_words *near[TOKENS];
    uint16_t heavy[1 << MASKED]; /* 0: it is not known */
};

static void
open_others(struct find *s, unsigned i, enum near_sort sort, struct others *o)
{
    o->sort = sort;
    o->count = 0;
    for (unsigned j = 0; j < s->side.count; j++) {
        s->now[j] = is_sought(s, j) ? (struct may){0} : s->most[j];
        if (j != i && is_sought(s, j) && s->near[j]->form_count[sort] > 0) {
            o->near[o->count] = s->near[j];
            o->at[o->count++] = (uint8_t)j;
        }
    }
    if (o->count <= MASKED)
        memset(o->heavy, 0, sizeof(o->heavy[0]) << o->count);
}

/* Which of them a form may have, as bits. */
static inline uint32_t
seen_in(const struct others *o, uint32_t hash)
{
    uint32_t seen = 0;

    for (unsigned k = 0; k < o->count; k++)
        seen |= (uint32_t)near_seen(o->near[k], hash) << k;
    return seen;
}

static bool
too_heavy(struct find *s, unsigned i, struct others *o, uint32_t seen, uint32_t form,
    int threshold)
{
    uint16_t *heavy;

    if (o->count > MASKED)
        return false;
    heavy = &o->heavy[seen];
    if (*heavy == 0) {
        s->now[i] = s->most[i];
        for (unsigned k = 0; k < o->count; k++)
            s->now[o->at[k]] = (seen >> k & 1) != 0 ? s->most[o->at[k]] : (struct may){0};
        *heavy = bounds_heavy(s, o->sort == NEAR_INITIALS, threshold);
    }
    return s->index->form_weights[form] >= *heavy;
}

/* What of them a form has; false: nothing but what was looked at already by these. */
static bool
look_at(struct find *s, const struct others *o, uint32_t seen, uint32_t hash,
    uint32_t done, bool *any)
{
    for (unsigned k = 0; k < o->count; k++) {
        unsigned j = o->at[k];

        s->now[j] = (seen >> k & 1) != 0 ? may_of(near_in_form(o->near[k], o->sort, hash))
                                         : (struct may){0};
        *any |= s->now[j].alike > 0;
        if (s->now[j].alike > 0 && (done >> j & 1) != 0)
            return false;
    }
    return true;
}

/* The forms of what is near to a word, but for those of words that are done.  Those that have it by
 * words that are joined or parted come later. */
static void
try_near(struct find *s, unsigned i, uint32_t done, bool initials, int threshold)
{
    enum near_sort sort = initials ? NEAR_INITIALS : NEAR_PLAIN;
    const uint64_t *at = near_forms(s->near[i], sort),
                   *end = at + s->near[i]->form_count[sort];
    struct others o;

    open_others(s, i, sort, &o);
    s->counts.forms += s->near[i]->form_count[sort];
    for (; at < end; at++) {
        uint32_t hash = near_form_hash(*at), seen = seen_in(&o, hash), form;
        bool enough = s->enough[sort][i];

        if (seen == 0 && !enough)
            continue;
        form = near_form_number(*at);
        if (too_heavy(s, i, &o, seen, form, threshold) ||
            !look_at(s, &o, seen, hash, done, &enough))
            continue;
        s->now[i] = may_of(*at);
        if (enough)
            try_form(s, form, initials, threshold);
    }
}

static struct may
more(struct may a, struct may b)
{
    return (struct may){a.alike > b.alike ? a.alike : b.alike,
        a.weight > b.weight ? a.weight : b.weight};
}

/* ---- Beside what their lists of forms say ---------------------------------------------------------- */

/* Forms in which something stands for words that are asked for: one, or some that are joined. */
struct beside {
    unsigned asked;
    unsigned count;
    bool initials;
    int threshold;
};

static void
stand(struct find *s, const struct beside *b, struct may may)
{
    for (unsigned i = b->asked; i < b->asked + b->count; i++) {
        s->now[i] = may;
        may.weight = 0; /* which the first has */
    }
}

/* Can it be enough? */
static bool
may_stand(struct find *s, const struct beside *b, struct may may)
{
    memcpy(s->now, s->most, sizeof(s->now[0]) * s->side.count);
    stand(s, b, may);
    return bounds_may(s, s->now, b->initials, b->threshold);
}

static void
try_beside(struct find *s, const struct beside *b, uint32_t form)
{
    enum near_sort sort = b->initials ? NEAR_INITIALS : NEAR_PLAIN;
    uint32_t hash = near_hash(form);

    for (unsigned j = 0; j < s->side.count; j++)
        if (j - b->asked >= b->count && is_sought(s, j)) {
            s->now[j] = s->beside[j];
            if (near_seen(s->near[j], hash))
                s->now[j] = more(s->now[j], may_of(near_in_form(s->near[j], sort, hash)));
        }
    s->counts.forms++;
    try_form(s, form, b->initials, b->threshold);
}

static void
try_word(struct find *s, const struct beside *b, uint32_t word, int alike)
{
    const struct lexicon_word *v = &s->x->words[word];
    uint32_t at = b->initials ? v->plain_count : 0,
             end = b->initials ? v->form_count : v->plain_count;

    if (at == end ||
        !may_stand(s, b, (struct may){(uint16_t)alike, s->x->scores[word].weight}))
        return;
    for (; at < end; at++)
        try_beside(s, b, s->index->postings[v->forms + at]);
}

/* The forms of what is near to a word, too many to be listed. */
static void
try_many(struct find *s, unsigned i, bool initials, int threshold)
{
    struct beside b = {i, 1, initials, threshold};

    for (uint32_t k = 0; k < s->near[i]->count; k++)
        try_word(s, &b, near_word(s->near[i]->at[k]), near_alike(s->near[i]->at[k]));
}

static void
try_joined(struct find *s, const struct joined *j, bool initials, int threshold)
{
    const struct lexicon_group *g = &s->x->groups[j->group];
    struct beside b = {j->asked, j->count, initials, threshold};

    for (uint32_t v = g->words; v < g->words + g->count; v++)
        try_word(s, &b, v, SCORE_JOINED_MOST);
}

static void
try_parted(struct find *s, unsigned i, enum near_sort sort, bool initials, int threshold)
{
    const struct near_words *n = s->near[i];
    const uint64_t *at = near_forms(n, sort), *end = at + n->form_count[sort];
    struct beside b = {i, 1, initials, threshold};
    struct may may = {SCORE_JOINED_MOST, n->part_weight[sort - NEAR_PARTED]};

    if (at == end || !may_stand(s, &b, may))
        return;
    for (; at < end; at++) {
        uint32_t form = near_form_number(*at);

        stand(s, &b, may_of(*at));
        if (form_initials(s->x->slots + s->x->forms[form].slots) == initials)
            try_beside(s, &b, form);
    }
}

void
find_by_index(struct find *s, int threshold)
{
    if (!bounds_near(s, threshold))
        return;
    for (int pass = 0; pass < 2; pass++) {
        bool initials = pass > 0;

        uint32_t done = 0;

        bounds_leads(s, initials, threshold);
        for (unsigned i = 0; i < s->tokens.count; i++) {
            if (s->leads[pass][i] && s->near[i]->many) {
                try_many(s, i, initials, threshold);
            } else if (s->leads[pass][i]) {
                try_near(s, i, done, initials, threshold);
                done |= 1U << i;
            }
            try_parted(s, i, NEAR_PARTED, initials, threshold);
            if (is_few(s))
                try_parted(s, i, NEAR_PARTED_FEW, initials, threshold);
        }
        for (unsigned k = 0; k < s->joined_count; k++)
            try_joined(s, &s->joined[k], initials, threshold);
    }
    score_passed(s, threshold);
}

void
find_names(struct find *s, struct bytes name, int threshold, const struct found **out,
    uint32_t *count, uint32_t *more)
{
    find_ask(s, name);
    find_weigh(s);
    if (s->tokens.count > 0)
        find_by_index(s, threshold);
    s->counts.groups = nears_looked(s->nears);
    *out = s->found;
    *count = s->found_count;
    *more = s->found_more;
}
