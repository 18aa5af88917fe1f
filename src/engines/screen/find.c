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
    s->marks = work_room(w, (l->word_count + 1) * sizeof(*s->marks));
    s->touched = work_room(w, (l->word_count + 1) * sizeof(*s->touched));
    s->form_seen = work_room(w, (l->form_count + 1) * sizeof(*s->form_seen));
    if (s->mirror) {
        s->could = work_room(w, (l->form_count + 1) * sizeof(*s->could));
        TRY(s->could != NULL);
    }
    return s->marks != NULL && s->touched != NULL && s->form_seen != NULL &&
        nears_open(w, x, &s->nears);
}

void
find_weigh(struct find *s)
{
    uint32_t hash[TOKENS];

    nears_name(s->nears);
    for (uint32_t i = 0; i < s->touched_count; i++)
        s->marks[s->touched[i]] = (struct mark){0};
    s->touched_count = s->joined_count = 0;
    s->tied_up = false;
    for (unsigned i = 0; i < s->tokens.count; i++) {
        hash[i] = token_hash(&s->tokens.at[i]);
        nears_ahead(s->nears, hash[i]);
    }
    for (unsigned i = 0; i < s->tokens.count; i++) {
        s->near[i] = nears_of(s->nears, &s->tokens.at[i], hash[i]);
        score_side_add(&s->side, s->near[i]->score);
        memset(s->of_level[0][i], 0, sizeof(s->of_level[0][i]));
        memset(s->of_level[1][i], 0, sizeof(s->of_level[1][i]));
        memset(s->alike[i], 0, sizeof(s->alike[i]));
        memset(s->weight[i], 0, sizeof(s->weight[i]));
    }
}

/* ---- Forms --------------------------------------------------------------------------------------- */

/* Can it reach the threshold? */
static bool
form_may(const struct find *s, const uint32_t *form, int threshold)
{
    const uint32_t *slots = form_words(form);
    struct score_bound b = {.all = (int)(s->side.weight + form_weight(form)),
        .mirror = s->mirror};
    int asked[MASKED] = {0}, initials = 0, words = 0, like = score_initial_alike();
    bool left = false;

    for (unsigned j = 0; j < form_count(form); j++) {
        const struct score_word *w = &s->x->scores[slots[j]];
        struct mark m = s->marks[slots[j]];
        int best = m.alike;

        for (unsigned i = 0; m.asked >> i > 0; i++)
            if ((m.asked >> i & 1) != 0 && m.alike > asked[i])
                asked[i] = m.alike;
        if (m.half && best < SCORE_JOINED_MOST)
            best = SCORE_JOINED_MOST;
        if (w->class == TOKEN_INITIAL || s->initials > 0) {
            initials += w->class == TOKEN_INITIAL;
            best = best < like ? like : best;
        }
        if (best > 0) {
            b.matched += w->weight * best;
            b.bits += w->bits * best / 1000 + 1;
        } else {
            b.left_listed += w->weight;
            left |= w->class == TOKEN_WORD;
        }
    }
    words = 0;
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        int alike = asked[i < MASKED ? i : MASKED - 1];

        words += w->class == TOKEN_WORD && alike > 0;
        if ((initials > 0 || w->class == TOKEN_INITIAL) && alike < like)
            alike = like;
        if (alike > 0) {
            b.matched += w->weight * alike;
        } else {
            b.left_asked += w->weight;
            left |= w->class == TOKEN_WORD;
        }
    }
    b.alone = words <= 1 && left && s->firms == 0;
    return score_may(&b, threshold);
}

/* Initials may match words that have no mark. */
static bool
is_masked(const struct find *s)
{
    return s->initials == 0 && s->side.count <= MASKED;
}

static void
try_form(struct find *s, const uint32_t *form, int threshold)
{
    uint32_t number = form_number(form);
    struct score score;

    s->counts.forms++;
    if (!form_initials(form) && is_masked(s)) {
        unsigned which = 0;

        for (unsigned j = 0; j < form_count(form); j++)
            which |= s->marks[form_words(form)[j]].asked;
        if (s->reach_known[which] && form_weight(form) >= s->too_heavy[which])
            return;
        if (!bounds_reach(s, which, form_weight(form), threshold))
            return;
    }
    if (s->form_seen[number] == s->search)
        return;
    s->form_seen[number] = s->search;
    s->counts.near++;
    if (!form_may(s, form, threshold))
        return;
    if (s->mirror) {
        s->could[s->could_count++] = number;
        return;
    }
    s->counts.scored++;
    if (!s->tied_up)
        tie_near(s);
    s->tied_up = true;
    find_score(s, number, &score);
    if (score.count > 0 && score.points >= threshold)
        find_take(s, number, score.points, threshold);
}

/* ---- By the index --------------------------------------------------------------------------------- */

/* That a word of lists may stand for some that are asked for. */
static void
mark(struct find *s, uint32_t word, struct mark with)
{
    struct mark *m = &s->marks[word];

    if (m->asked == 0 && !m->half)
        s->touched[s->touched_count++] = word;
    m->asked |= with.asked;
    m->half |= with.half;
    m->alike = with.alike > m->alike ? with.alike : m->alike;
}

static uint8_t
mark_bits(unsigned asked, unsigned count)
{
    uint8_t bits = 0;

    for (unsigned i = asked; i < asked + count; i++)
        bits |= (uint8_t)(1U << (i < MASKED ? i : MASKED - 1));
    return bits;
}

static void
mark_group(struct find *s, uint32_t group, struct mark with)
{
    const struct lexicon_group *g = &s->x->groups[group];

    for (uint32_t i = 0; i < g->count; i++)
        mark(s, g->words + i, with);
}

static void
mark_all(struct find *s)
{
    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct near_words *n = s->near[i];
        struct mark m = {SCORE_JOINED_MOST, mark_bits(i, 1), false};

        for (unsigned k = 0; k < n->part_count; k++) {
            const struct near_parts *p = &n->parts[k];

            if (!is_few(s) && p->few)
                continue;
            mark_group(s, p->rarer, m);
            mark_group(s, p->rarer == p->first ? p->second : p->first,
                (struct mark){.half = true});
        }
        for (uint32_t k = 0; k < n->count; k++) {
            m.alike = (uint16_t)near_alike(n->at[k]);
            mark(s, near_word(n->at[k]), m);
        }
    }
    for (unsigned k = 0; k < s->joined_count; k++)
        mark_group(s, s->joined[k].group,
            (struct mark){SCORE_JOINED_MOST,
                mark_bits(s->joined[k].asked, s->joined[k].count), false});
}

/* A form waits until so many others came behind it: by then it is at hand. */
static void
try_later(struct find *s, uint32_t form, int threshold)
{
    const uint32_t *slots = s->x->slots;
    uint32_t *place = &s->waiting[s->waited % WAITING], first = *place;

    __builtin_prefetch(slots + form);
    *place = form;
    if (s->waited++ >= WAITING)
        try_form(s, slots + first, threshold);
}

static void
try_waiting(struct find *s, int threshold)
{
    uint32_t from = s->waited > WAITING ? s->waited - WAITING : 0;

    for (uint32_t i = from; i < s->waited; i++)
        try_form(s, s->x->slots + s->waiting[i % WAITING], threshold);
    s->waited = 0;
}

static void
try_listed(struct find *s, const uint32_t *at, uint32_t count, int threshold)
{
    for (uint32_t k = 0; k < count; k++)
        try_later(s, at[k], threshold);
}

/* The forms of a word: those without initials, those with some, or both. */
static void
try_word(struct find *s, uint32_t word, bool plain, bool initials, int threshold)
{
    const struct lexicon_word *v = &s->x->words[word];
    uint32_t from = plain ? 0 : v->plain_count,
             to = initials ? v->form_count : v->plain_count;

    if (from < to)
        try_listed(s, s->index->postings + v->forms + from, to - from, threshold);
}

static void
try_group(struct find *s, uint32_t group, bool plain, bool initials, int threshold)
{
    const struct lexicon_group *g = &s->x->groups[group];

    for (uint32_t i = 0; i < g->count; i++)
        try_word(s, g->words + i, plain, initials, threshold);
}

static uint32_t
forms_from(const uint16_t *forms, unsigned cut)
{
    uint32_t n = 0;

    for (unsigned level = cut; level < NEAR_LEVELS; level++)
        n += forms[level];
    return n;
}

/* The forms of what is near to a word, from the cuts on. */
static void
try_near(struct find *s, unsigned i, unsigned plain, unsigned initials, int threshold)
{
    const struct near_words *n = s->near[i];
    unsigned part = near_level(SCORE_JOINED_MOST);

    if (n->forms_at != NULL) {
        try_listed(s, n->forms_at, forms_from(n->forms[0], plain), threshold);
        try_listed(s, n->forms_at + forms_from(n->forms[0], 0),
            forms_from(n->forms[1], initials), threshold);
    }
    for (uint32_t k = 0; n->forms_at == NULL && k < n->count; k++) {
        unsigned level = near_level(near_alike(n->at[k]));

        if (level < plain && level < initials)
            break;
        try_word(s, near_word(n->at[k]), level >= plain, level >= initials, threshold);
    }
    if (part < plain && part < initials)
        return;
    for (unsigned k = 0; k < n->part_count; k++)
        if (is_few(s) || !n->parts[k].few)
            try_group(s, n->parts[k].rarer, part >= plain, part >= initials, threshold);
}

/* Those of words that are joined: from the cut of any of them on. */
static void
try_joined(struct find *s, const struct joined *j, uint8_t cut[2][TOKENS], int threshold)
{
    const struct lexicon_group *g = &s->x->groups[j->group];
    uint8_t least[2] = {NEAR_LEVELS, NEAR_LEVELS};

    for (unsigned i = j->asked; i < (unsigned)j->asked + j->count; i++)
        for (int k = 0; k < 2; k++)
            least[k] = cut[k][i] < least[k] ? cut[k][i] : least[k];
    for (uint32_t v = g->words; v < g->words + g->count; v++) {
        unsigned level = near_level(
            score_joined_alike(&s->tokens.at[j->asked], j->count, &s->x->words[v].token));

        try_word(s, v, level >= least[0], level >= least[1], threshold);
    }
}

void
find_by_index(struct find *s, int threshold)
{
    uint8_t cut[2][TOKENS];

    if (!bounds_near(s, threshold))
        return;
    for (int initials = 0; initials < 2; initials++)
        bounds_cut(s, initials > 0, threshold, cut[initials]);
    if (bounds_left(s, false, cut[0]) == 0 && bounds_left(s, true, cut[1]) == 0)
        return;
    mark_all(s);
    if (is_masked(s))
        memset(s->reach_known, 0, (size_t)1 << s->side.count);
    for (unsigned i = 0; i < s->tokens.count; i++)
        try_near(s, i, cut[0][i], cut[1][i], threshold);
    for (unsigned k = 0; k < s->joined_count; k++)
        try_joined(s, &s->joined[k], cut, threshold);
    try_waiting(s, threshold);
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
