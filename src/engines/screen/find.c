/*
 * Searching an index for a name: exactly what trying every name would give.
 */
#include <string.h>

#include "engines/screen/find_inner.h"

bool
find_open(struct work *w, const struct screen_index *x, struct find **out)
{
    struct find *s = work_alloc(w, sizeof(*s));

    if (s == NULL)
        return false;
    s->x = x;
    s->tied = work_alloc(w, (x->word_count + 1) * sizeof(*s->tied));
    s->touched = work_alloc(w, (x->word_count + 1) * sizeof(*s->touched));
    s->ties = work_alloc(w, TIES * sizeof(*s->ties));
    s->form_seen = work_alloc(w, (x->form_count + 1) * sizeof(*s->form_seen));
    s->entry_seen = work_alloc(w, (x->entry_count + 1) * sizeof(*s->entry_seen));
    s->entry_found = work_alloc(w, (x->entry_count + 1) * sizeof(*s->entry_found));
    *out = s;
    return s->tied != NULL && s->touched != NULL && s->ties != NULL &&
        s->form_seen != NULL && s->entry_seen != NULL && s->entry_found != NULL &&
        nears_open(w, x, &s->nears);
}

const struct find_counts *
find_counts(const struct find *s)
{
    return &s->counts;
}

/* ---- What is asked for ------------------------------------------------------------------------ */

static void
ask(struct find *s, struct bytes name)
{
    const struct screen_index *x = s->x;

    s->search++;
    s->found_count = s->found_more = 0;
    s->tie_count = s->touched_count = s->initials = s->words = s->firms = 0;
    tokens_of(name, &s->tokens);
    s->side.count = s->side.weight = 0;
    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct token *t = &s->tokens.at[i];
        uint32_t v = index_word_find(x, t);

        score_side_add(&s->side,
            v == INDEX_NONE ? score_word(t, 0, x->form_count) : x->scores[v]);
        sound_of(t->letter, t->len, (enum text_script)t->script, &s->sounds[i]);
        s->initials += t->class == TOKEN_INITIAL;
        s->words += t->class == TOKEN_WORD || t->class == TOKEN_INITIAL;
        s->firms += t->class == TOKEN_FORM;
        s->weight[i] = 0;
        memset(s->of_level[i], 0, sizeof(s->of_level[i]));
        memset(s->alike[i], 0, sizeof(s->alike[i]));
    }
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
form_links(const struct find *s, const struct index_form *f, struct score_links *out)
{
    const uint32_t *slots = s->x->slots + f->slots;

    out->count = 0;
    for (unsigned j = 0; j < f->count; j++)
        for (uint32_t k = first_tie(s, slots[j]); k != 0; k = s->ties[k].next) {
            const struct tie *t = &s->ties[k];

            if (t->half == 0)
                score_link_add(out,
                    (struct score_link){t->asked, t->asked_count, (uint8_t)j, 1,
                        t->alike});
            if (t->half != 1 || j + 1 == f->count)
                continue;
            for (uint32_t m = first_tie(s, slots[j + 1]); m != 0; m = s->ties[m].next)
                if (s->ties[m].half == 2 && s->ties[m].asked == t->asked &&
                    s->ties[m].at == t->at)
                    score_link_add(out, parted_link(s, t->asked, j, slots));
        }
}

/* No more than this can come of it. */
static int
form_most(const struct find *s, const struct index_form *f)
{
    const uint32_t *slots = s->x->slots + f->slots;
    struct score_bound b = {.all = (int)s->side.weight + f->weight};
    int asked[TOKENS] = {0}, initials = 0, words = 0, like = score_initial_alike();
    bool left = false;

    for (unsigned j = 0; j < f->count; j++) {
        const struct score_word *w = &s->x->scores[slots[j]];
        int best = 0;

        for (uint32_t k = first_tie(s, slots[j]); k != 0; k = s->ties[k].next) {
            const struct tie *t = &s->ties[k];

            best = t->alike > best ? t->alike : best;
            for (unsigned i = t->asked; i < (unsigned)t->asked + t->asked_count; i++)
                asked[i] = t->alike > asked[i] ? t->alike : asked[i];
        }
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

        words += w->class == TOKEN_WORD && asked[i] > 0;
        if ((initials > 0 || w->class == TOKEN_INITIAL) && asked[i] < like)
            asked[i] = like;
        if (asked[i] > 0) {
            b.matched += w->weight * asked[i];
        } else {
            b.left_asked += w->weight;
            left |= w->class == TOKEN_WORD;
        }
    }
    b.alone = words <= 1 && left && s->firms == 0;
    return score_most(&b);
}

static void
form_side(const struct screen_index *x, const struct index_form *f,
    struct score_side *out)
{
    out->count = f->count;
    out->weight = f->weight;
    for (unsigned j = 0; j < f->count; j++)
        out->word[j] = x->scores[x->slots[f->slots + j]];
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

static void
take(struct find *s, uint32_t form, int points)
{
    const struct screen_index *x = s->x;

    for (uint32_t n = x->forms[form].names; n != INDEX_NONE; n = x->names[n].next) {
        uint32_t e = x->names[n].entry, at;
        struct found f = {e, n, form, points};

        if (s->entry_seen[e] != s->search) {
            s->found_more += s->found_count == FOUND_MOST;
            s->entry_seen[e] = s->search;
            s->entry_found[e] = at = place_for(s, &f);
        } else if (s->entry_found[e] == FOUND_MOST) {
            s->entry_found[e] = at = place_for(s, &f);
        } else {
            at = s->entry_found[e];
            if (s->found[at].points > points ||
                (s->found[at].points == points && s->found[at].name <= n))
                continue;
        }
        if (at != FOUND_MOST)
            s->found[at] = f;
    }
}

void
find_score(struct find *s, uint32_t form, struct score *out)
{
    const struct index_form *f = &s->x->forms[form];
    struct score_links links;
    struct score_side listed;

    form_links(s, f, &links);
    form_side(s->x, f, &listed);
    score_initials(&s->side, &listed, &links);
    score_name(&s->side, &listed, &links, out);
}

/* Could a name of which only these words may match reach the threshold? */
static bool
reaches(struct find *s, unsigned which, int threshold)
{
    struct score_bound b = {.all = (int)s->side.weight};
    int words = 0;

    if (s->reach[which] != 0)
        return s->reach[which] == 2;
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];

        if ((which >> i & 1) == 0) {
            b.left_asked += w->weight;
            continue;
        }
        b.matched += (int64_t)1000 * (w->weight + s->weight[i]);
        b.all += s->weight[i];
        b.bits += w->bits;
        words += w->class == TOKEN_WORD;
    }
    b.alone = words <= 1 && s->words > 1 && b.left_asked > 0 && s->firms == 0;
    s->reach[which] = score_most(&b) >= threshold ? 2 : 1;
    return s->reach[which] == 2;
}

static void
try_form(struct find *s, uint32_t form, int threshold, bool plain)
{
    const struct index_form *f = &s->x->forms[form];
    struct score score;
    unsigned which = 0;

    if (s->form_seen[form] == s->search)
        return;
    s->form_seen[form] = s->search;
    s->counts.forms++;
    if (plain && s->initials == 0 && s->side.count <= MASKED) {
        const uint32_t *slots = s->x->slots + f->slots;

        for (unsigned j = 0; j < f->count; j++)
            if (s->tied[slots[j]].search == s->search)
                which |= s->tied[slots[j]].asked;
        if (!reaches(s, which, threshold))
            return;
    }
    s->counts.near++;
    if (form_most(s, f) < threshold)
        return;
    s->counts.scored++;
    find_score(s, form, &score);
    if (score.points >= threshold)
        take(s, form, score.points);
}

/* ---- By the index --------------------------------------------------------------------------------- */

/* What is known of a name's words while it is found out which of them may match at all. */
enum known { UNKNOWN, NONE, SOME };

/* The most that can come when the words that are not known yet match as well as they can;
 * of names with initials, or of all others. */
static int
most_yet(const struct find *s, const uint8_t *known, bool initials)
{
    int one = initials ? score_initial_most() : 0, like = score_initial_alike(),
        words = 0;
    struct score_bound b = {.all = (int)s->side.weight};

    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        int most = known[i] == UNKNOWN || w->class == TOKEN_INITIAL ? score_word_most()
                                                                    : s->weight[i];

        if (known[i] == NONE && w->class != TOKEN_INITIAL) {
            if (initials) {
                b.matched += (int64_t)like * (w->weight + one);
                b.all += one;
                b.bits += w->bits;
            } else {
                b.left_asked += w->weight;
            }
            continue;
        }
        most = most > one ? most : one;
        b.matched += (int64_t)1000 * (w->weight + most);
        b.all += most;
        b.bits += w->bits;
        words += w->class == TOKEN_WORD;
    }
    b.alone = s->initials == 0 && words <= 1 && s->words > 1 && s->firms == 0;
    return score_most(&b);
}

/* What is near to a word, beside what is joined; is there anything? */
static bool
take_near(struct find *s, unsigned i)
{
    bool any = false;

    for (unsigned level = 0; level < NEAR_LEVELS; level++) {
        s->of_level[i][level] += s->near[i].forms[level];
        if (s->near[i].alike[level] > s->alike[i][level])
            s->alike[i][level] = (uint16_t)s->near[i].alike[level];
        any |= s->alike[i][level] > 0;
    }
    if (s->near[i].weight > s->weight[i])
        s->weight[i] = s->near[i].weight;
    return any;
}

/* The near words of all, unless it is seen before that nothing can come of it: words that no
 * list has are asked first, for they mostly have none. */
static bool
look_near(struct find *s, int threshold)
{
    uint8_t known[TOKENS] = {0};
    bool few = s->tokens.count <= SCORE_PARTED_TOKENS;

    tie_joined(s);
    for (int turn = 0; turn < 2; turn++)
        for (unsigned i = 0; i < s->tokens.count; i++) {
            if (known[i] != UNKNOWN ||
                (turn == 0 &&
                    (s->tokens.at[i].class != TOKEN_WORD ||
                        index_word_find(s->x, &s->tokens.at[i]) != INDEX_NONE)))
                continue;
            s->near[i] = nears_of(s->nears, &s->tokens.at[i], &s->sounds[i], few);
            known[i] = take_near(s, i) ? SOME : NONE;
            if (known[i] == NONE && most_yet(s, known, false) < threshold &&
                most_yet(s, known, true) < threshold)
                return false;
        }
    return true;
}

/* The most that can come of a name that is found by none of the words above the cuts; of names
 * with initials, or of all others. */
static int
most_below(const struct find *s, const uint8_t *cut, bool initials)
{
    int one = initials ? score_initial_most() : 0, like = score_initial_alike(),
        words = 0;
    struct score_bound b = {.all = (int)s->side.weight};

    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];
        int alike = 0, most = s->weight[i];

        for (unsigned level = 0; level < cut[i]; level++)
            if (s->alike[i][level] > 0)
                alike = s->alike[i][level];
        words += w->class == TOKEN_WORD && alike > 0;
        if (w->class == TOKEN_INITIAL) {
            alike = SOUND_SAME;
            most = score_word_most();
        } else if (initials) {
            alike = alike < like ? like : alike;
            most = most < one ? one : most;
        }
        if (alike == 0) {
            b.left_asked += w->weight;
            continue;
        }
        b.matched += (int64_t)alike * (w->weight + most);
        b.all += most;
        b.bits += w->bits;
    }
    b.alone = words <= 1 && s->words > 1 && s->firms == 0;
    return score_most(&b);
}

/* Leave out, level by level, what saves most. */
static void
lower(const struct find *s, bool initials, int threshold, uint8_t *cut)
{
    for (;;) {
        unsigned best = TOKENS, level = 0;
        uint32_t saved = 0;

        for (unsigned i = 0; i < s->side.count; i++) {
            uint8_t was = cut[i];
            unsigned next = was;

            while (next < NEAR_LEVELS && s->of_level[i][next] == 0)
                next++;
            if (next == NEAR_LEVELS || s->of_level[i][next] <= saved)
                continue;
            cut[i] = (uint8_t)(next + 1);
            if (most_below(s, cut, initials) < threshold) {
                best = i;
                level = next + 1;
                saved = s->of_level[i][next];
            }
            cut[i] = was;
        }
        if (best == TOKENS)
            return;
        cut[best] = (uint8_t)level;
    }
}

/* How many forms are left to look at. */
static uint32_t
left_above(const struct find *s, const uint8_t *cut)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < s->side.count; i++)
        for (unsigned level = cut[i]; level < NEAR_LEVELS; level++)
            n += s->of_level[i][level];
    return n;
}

/* The word with most forms that is not left out yet; TOKENS: none. */
static unsigned
heaviest(const struct find *s, const uint8_t *cut)
{
    unsigned best = TOKENS;
    uint32_t most = 0;

    for (unsigned i = 0; i < s->side.count; i++) {
        uint32_t n = 0;

        for (unsigned level = 0; level < NEAR_LEVELS; level++)
            n += s->of_level[i][level];
        if (cut[i] < NEAR_LEVELS && n > most) {
            most = n;
            best = i;
        }
    }
    return best;
}

/* From which level on what may stand for each word has to be looked at: below, all together do
 * not reach the threshold.  Tried with none, one, two ... of the most frequent words left out
 * whole. */
#define FEW 48

static void
choose(const struct find *s, bool initials, int threshold, uint8_t *cut)
{
    uint8_t whole[TOKENS] = {0}, tried[TOKENS];
    uint32_t least = UINT32_MAX;

    memset(cut, 0, s->side.count);
    /* To look at a few forms costs less than to find out which need not be. */
    while (least > FEW && most_below(s, whole, initials) < threshold) {
        unsigned next;

        memcpy(tried, whole, sizeof(tried));
        if (left_above(s, tried) > FEW)
            lower(s, initials, threshold, tried);
        if (left_above(s, tried) < least) {
            least = left_above(s, tried);
            memcpy(cut, tried, s->side.count);
        }
        next = heaviest(s, whole);
        if (next == TOKENS)
            return;
        whole[next] = NEAR_LEVELS;
    }
}

static void
find_by_index(struct find *s, int threshold)
{
    const struct screen_index *x = s->x;
    uint8_t cut[2][TOKENS];

    if (!look_near(s, threshold))
        return;
    for (int initials = 0; initials < 2; initials++)
        choose(s, initials > 0, threshold, cut[initials]);
    if (left_above(s, cut[0]) == 0 && left_above(s, cut[1]) == 0)
        return;
    for (unsigned i = 0; i < s->tokens.count; i++)
        tie_near(s, i);
    memset(s->reach, 0, s->side.count > MASKED ? 0 : (size_t)1 << s->side.count);
    for (uint32_t n = 0; n < s->touched_count; n++) {
        const struct index_word *v = &x->words[s->touched[n]];
        bool any[2] = {false, false};

        for (uint32_t k = first_tie(s, s->touched[n]); k != 0; k = s->ties[k].next) {
            const struct tie *t = &s->ties[k];
            unsigned level = near_level(t->alike);

            for (unsigned i = t->asked; i < (unsigned)t->asked + t->asked_count; i++) {
                any[0] |= level >= cut[0][i];
                any[1] |= level >= cut[1][i];
            }
        }
        for (uint32_t p = any[0] ? 0 : v->plain_count;
             p < (any[1] ? v->form_count : v->plain_count); p++)
            try_form(s, x->postings[v->forms + p], threshold, p < v->plain_count);
    }
}

/* ---- By trying all: no key, no bound ----------------------------------------------------------- */

static void
find_by_all(struct find *s, int threshold)
{
    struct score score;

    tie_all(s);
    for (uint32_t f = 0; f < s->x->form_count; f++) {
        find_score(s, f, &score);
        if (score.points >= threshold)
            take(s, f, score.points);
    }
}

void
find_names(struct find *s, struct bytes name, int threshold, bool exhaustive,
    const struct found **out, uint32_t *count, uint32_t *more)
{
    ask(s, name);
    if (s->tokens.count > 0) {
        if (exhaustive)
            find_by_all(s, threshold);
        else
            find_by_index(s, threshold);
    }
    s->counts.groups = nears_looked(s->nears);
    *out = s->found;
    *count = s->found_count;
    *more = s->found_more;
}

const struct tokens *
find_asked(const struct find *s)
{
    return &s->tokens;
}
