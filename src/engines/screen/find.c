/*
 * Searching an index for a name: exactly what trying every name would give.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/find.h"

/* What a word of lists is near to. */
struct near {
    uint32_t word;
    int16_t alike;
};

struct tie {
    uint32_t next; /* in ties, 0: the last */
    uint8_t asked;
    uint8_t asked_count;
    uint8_t half; /* 0: whole; 1, 2: of a word that is parted */
    uint8_t at;   /* where it is parted */
    int16_t alike;
};

#define TIES 65536

struct find {
    const struct screen_index *x;
    uint32_t *tie_of; /* by word: first tie */
    uint32_t *tie_stamp;
    uint32_t *form_stamp;
    uint32_t *group_stamp;
    uint32_t *entry_stamp;
    uint32_t *entry_hit;
    uint32_t stamp, group_now;
    struct tie *ties;
    uint32_t tie_count;
    struct near *nears;
    uint32_t near_count;
    uint32_t *touched; /* words with ties */
    uint32_t touched_count;
    struct tokens tokens;
    struct score_side side;
    struct sound sounds[TOKENS];
    unsigned initials; /* words of one letter that were asked for */
    unsigned words;    /* with them, words that name */
    unsigned firms;    /* legal forms */
    uint64_t volume[TOKENS];
    int most_listed[TOKENS];
    struct find_counts counts;
    struct found found[FOUND_MOST];
    uint32_t found_count;
    uint32_t found_more;
};

bool
find_open(struct work *w, const struct screen_index *x, struct find **out)
{
    struct find *s = work_alloc(w, sizeof(*s));

    if (s == NULL)
        return false;
    s->x = x;
    s->tie_of = work_alloc(w, (x->word_count + 1) * sizeof(uint32_t));
    s->tie_stamp = work_alloc(w, (x->word_count + 1) * sizeof(uint32_t));
    s->touched = work_alloc(w, (x->word_count + 1) * sizeof(uint32_t));
    s->form_stamp = work_alloc(w, (x->form_count + 1) * sizeof(uint32_t));
    s->group_stamp = work_alloc(w, (x->group_count + 1) * sizeof(uint32_t));
    s->entry_stamp = work_alloc(w, (x->entry_count + 1) * sizeof(uint32_t));
    s->entry_hit = work_alloc(w, (x->entry_count + 1) * sizeof(uint32_t));
    s->ties = work_alloc(w, TIES * sizeof(*s->ties));
    s->nears = work_alloc(w, TIES * sizeof(*s->nears));
    if (s->tie_of == NULL || s->tie_stamp == NULL || s->form_stamp == NULL ||
        s->group_stamp == NULL || s->ties == NULL || s->touched == NULL ||
        s->entry_stamp == NULL || s->entry_hit == NULL || s->nears == NULL)
        return false;
    *out = s;
    return true;
}

const struct find_counts *
find_counts(const struct find *s)
{
    return &s->counts;
}

static void
tie(struct find *s, uint32_t word, struct tie t)
{
    if (s->tie_count + 1 >= TIES)
        return;
    if (s->tie_stamp[word] != s->stamp) {
        s->tie_stamp[word] = s->stamp;
        s->tie_of[word] = 0;
        s->touched[s->touched_count++] = word;
    }
    t.next = s->tie_of[word];
    s->ties[++s->tie_count] = t;
    s->tie_of[word] = s->tie_count;
}

static void
near_group(struct find *s, unsigned asked, uint32_t group)
{
    const struct screen_index *x = s->x;
    const struct token *t = &s->tokens.at[asked];
    const struct sound *a = &s->sounds[asked];
    int sounds;

    if (s->group_stamp[group] == s->group_now)
        return;
    s->group_stamp[group] = s->group_now;
    s->counts.groups++;
    sounds = sound_alike(a, &x->groups[group].sound);
    s->counts.near += sounds > 0;
    for (uint32_t v = x->groups[group].words; v != INDEX_NONE; v = x->words[v].next) {
        int alike = score_alike(t, &x->words[v].token, sounds);

        if (alike == 0)
            continue;
        tie(s, v,
            (struct tie){.asked = (uint8_t)asked,
                .asked_count = 1,
                .alike = (int16_t)alike});
        s->volume[asked] += x->words[v].form_count;
        if (x->words[v].score.weight > s->most_listed[asked])
            s->most_listed[asked] = x->words[v].score.weight;
    }
}

static void
near_keys(struct find *s, unsigned asked, const struct index_keys *k,
    const uint32_t *keys, unsigned count, bool words)
{
    for (unsigned i = 0; i < count; i++) {
        uint32_t b = keys[i] >> (32 - k->bits);

        if ((k->seen[(keys[i] % INDEX_SEEN) >> 3] >> (keys[i] & 7) & 1) == 0)
            continue;
        for (uint32_t at = k->from[b]; at < k->from[b + 1]; at++)
            if (k->at[at].key == keys[i])
                near_group(s, asked,
                    words ? s->x->words[k->at[at].group].group : k->at[at].group);
    }
}

static void
near_word(struct find *s, unsigned asked)
{
    const struct screen_index *x = s->x;
    const struct token *t = &s->tokens.at[asked];
    const struct sound *a = &s->sounds[asked];
    uint32_t keys[INDEX_KEYS], g;

    s->group_now++;
    if (t->class != TOKEN_WORD) {
        g = index_word_find(x, t);
        if (g != INDEX_NONE)
            near_group(s, asked, x->words[g].group);
        return;
    }
    near_keys(s, asked, &x->letters, keys,
        index_keys_of(t->letter, t->len, sound_edits(t->len), keys), true);
    near_keys(s, asked, &x->sounds, keys,
        index_keys_of(a->at, a->len, sound_edits(a->len), keys), false);
    if (a->bones < 2)
        return;
    if (a->abjad) {
        near_keys(s, asked, &x->bones_less, keys,
            index_keys_of(a->bone, a->bones, a->bones >= 3, keys), false);
        if (a->bones >= 3)
            near_keys(s, asked, &x->abjads, keys,
                index_keys_of(a->bone, a->bones, 0, keys), false);
    } else {
        if (a->bones >= 3)
            near_keys(s, asked, &x->bones, keys,
                index_keys_of(a->bone, a->bones, 0, keys), false);
        near_keys(s, asked, &x->abjads, keys, index_keys_of(a->bone, a->bones, 0, keys),
            false);
    }
}

static void
near_joined(struct find *s)
{
    const struct screen_index *x = s->x;
    struct sound joined, second;

    for (unsigned n = 2; n <= 3; n++)
        for (unsigned i = 0; i + n <= s->tokens.count; i++) {
            uint32_t g;

            if (!score_joined(&s->tokens.at[i], n, &joined))
                continue;
            g = index_group_find(x, &joined);
            if (g == INDEX_NONE)
                continue;
            for (uint32_t v = x->groups[g].words; v != INDEX_NONE; v = x->words[v].next) {
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = (uint8_t)n,
                        .alike = SCORE_JOINED});
                for (unsigned k = i; k < i + n; k++) {
                    s->volume[k] += x->words[v].form_count;
                    if (x->words[v].score.weight > s->most_listed[k])
                        s->most_listed[k] = x->words[v].score.weight;
                }
            }
        }
    if (s->tokens.count > SCORE_PARTED_TOKENS)
        return;
    for (unsigned i = 0; i < s->tokens.count; i++)
        for (unsigned at = 1; at < s->tokens.at[i].len; at++) {
            uint32_t g, h;
            int one = 0, two = 0;

            if (!score_parted(&s->tokens.at[i], at, &joined, &second))
                continue;
            g = index_group_find(x, &joined);
            h = g == INDEX_NONE ? INDEX_NONE : index_group_find(x, &second);
            if (h == INDEX_NONE)
                continue;
            for (uint32_t v = x->groups[g].words; v != INDEX_NONE; v = x->words[v].next) {
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = 1,
                        .half = 1,
                        .at = (uint8_t)at,
                        .alike = SCORE_JOINED});
                s->volume[i] += x->words[v].form_count;
                if (x->words[v].score.weight > one)
                    one = x->words[v].score.weight;
            }
            for (uint32_t v = x->groups[h].words; v != INDEX_NONE; v = x->words[v].next) {
                tie(s, v,
                    (struct tie){.asked = (uint8_t)i,
                        .asked_count = 1,
                        .half = 2,
                        .at = (uint8_t)at,
                        .alike = SCORE_JOINED});
                if (x->words[v].score.weight > two)
                    two = x->words[v].score.weight;
            }
            if (one + two > s->most_listed[i])
                s->most_listed[i] = one + two;
        }
}

/* The links of a form's words, by the ties of its words. */
static void
form_links(const struct find *s, const struct index_form *f, struct score_links *out)
{
    const uint32_t *slots = s->x->slots + f->slots;

    out->count = 0;
    for (unsigned j = 0; j < f->count; j++) {
        if (s->tie_stamp[slots[j]] != s->stamp)
            continue;
        for (uint32_t k = s->tie_of[slots[j]]; k != 0; k = s->ties[k].next) {
            const struct tie *t = &s->ties[k];

            if (t->half == 0) {
                score_link_add(out,
                    (struct score_link){t->asked, t->asked_count, (uint8_t)j, 1,
                        t->alike});
            } else if (t->half == 1 && j + 1 < f->count &&
                s->tie_stamp[slots[j + 1]] == s->stamp) {
                for (uint32_t m = s->tie_of[slots[j + 1]]; m != 0; m = s->ties[m].next)
                    if (s->ties[m].half == 2 && s->ties[m].asked == t->asked &&
                        s->ties[m].at == t->at)
                        score_link_add(out,
                            (struct score_link){t->asked, 1, (uint8_t)j, 2, t->alike});
            }
        }
    }
}

/* No more than this can come of it. */
static int
form_most(const struct find *s, const struct index_form *f)
{
    const uint32_t *slots = s->x->slots + f->slots;
    struct score_bound b = {.all = (int)s->side.weight + f->weight};
    int asked[TOKENS] = {0}, initials = 0, words = 0, like = score_initial_alike();

    for (unsigned j = 0; j < f->count; j++) {
        const struct score_word *w = &s->x->words[slots[j]].score;
        int best = 0;

        if (s->tie_stamp[slots[j]] == s->stamp)
            for (uint32_t k = s->tie_of[slots[j]]; k != 0; k = s->ties[k].next) {
                const struct tie *t = &s->ties[k];

                if (t->alike > best)
                    best = t->alike;
                for (unsigned i = t->asked; i < (unsigned)t->asked + t->asked_count; i++)
                    if (t->alike > asked[i])
                        asked[i] = t->alike;
            }
        if (w->class == TOKEN_INITIAL || s->initials > 0) {
            initials += w->class == TOKEN_INITIAL;
            best = best < like ? like : best;
        }
        if (best > 0) {
            b.matched += w->weight * best;
            b.bits += w->bits * best / 1000 + 1;
            words += w->class == TOKEN_WORD;
        } else {
            b.left_listed += w->weight;
        }
    }
    b.alone = words <= 1 && s->words > 1 && s->firms == 0;
    words = 0;
    for (unsigned i = 0; i < s->side.count; i++) {
        const struct score_word *w = &s->side.word[i];

        if ((initials > 0 || w->class == TOKEN_INITIAL) && asked[i] < like)
            asked[i] = like;
        if (asked[i] > 0)
            b.matched += w->weight * asked[i];
        else
            b.left_asked += w->weight;
        words += w->class == TOKEN_WORD && asked[i] > 0;
    }
    b.alone &= words <= 1;
    return score_most(&b);
}

static void
form_side(const struct screen_index *x, const struct index_form *f,
    struct score_side *out)
{
    out->count = f->count;
    out->weight = f->weight;
    for (unsigned j = 0; j < f->count; j++)
        out->word[j] = x->words[x->slots[f->slots + j]].score;
}

static void
take(struct find *s, uint32_t form, int points)
{
    const struct screen_index *x = s->x;

    for (uint32_t n = x->forms[form].names; n != INDEX_NONE; n = x->names[n].next) {
        uint32_t e = x->names[n].entry, at;

        if (s->entry_stamp[e] == s->stamp) {
            at = s->entry_hit[e];
            if (s->found[at].points > points ||
                (s->found[at].points == points && s->found[at].name <= n))
                continue;
        } else if (s->found_count < FOUND_MOST) {
            s->entry_stamp[e] = s->stamp;
            at = s->entry_hit[e] = s->found_count++;
        } else {
            s->found_more++;
            continue;
        }
        s->found[at] = (struct found){e, n, form, points};
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

static void
try_form(struct find *s, uint32_t form, int threshold)
{
    struct score score;

    if (s->form_stamp[form] == s->stamp)
        return;
    s->form_stamp[form] = s->stamp;
    s->counts.forms++;
    if (form_most(s, &s->x->forms[form]) < threshold)
        return;
    s->counts.scored++;
    find_score(s, form, &score);
    if (score.points >= threshold)
        take(s, form, score.points);
}

/* Which words' names have to be looked at: the rest, even all found, do not reach the
 * threshold without any of these.  Of names with initials, or of all others. */
static void
choose(const struct find *s, const unsigned *order, bool initials, int threshold,
    bool *use)
{
    int one = score_initial_most(), like = score_initial_alike();
    struct score_bound b = {.all = (int)s->side.weight};
    int words = 0;

    for (unsigned i = 0; i < s->side.count; i++) {
        use[i] = true;
        if (initials) {
            b.matched += (int64_t)like * (s->side.word[i].weight + one);
            b.all += one;
            b.bits += s->side.word[i].bits;
        } else {
            b.left_asked += s->side.word[i].weight;
        }
    }
    for (unsigned k = 0; k < s->side.count; k++) {
        unsigned i = order[k];
        int most = s->most_listed[i], w = s->side.word[i].weight;

        if (s->side.word[i].class == TOKEN_INITIAL && most < score_word_most())
            most = score_word_most();
        if (initials) {
            most = most > one ? most : one;
            b.matched += (int64_t)1000 * (w + most) - (int64_t)like * (w + one);
            b.all += most - one;
        } else {
            b.matched += (int64_t)1000 * (w + most);
            b.all += most;
            b.left_asked -= w;
            b.bits += s->side.word[i].bits;
        }
        words += s->side.word[i].class == TOKEN_WORD;
        b.alone =
            !initials && s->initials == 0 && words <= 1 && s->words > 1 && s->firms == 0;
        if (score_most(&b) >= threshold)
            return;
        use[i] = false;
    }
}

/* The words that are asked for, and what they weigh. */
static void
ask(struct find *s, struct bytes name)
{
    const struct screen_index *x = s->x;

    s->stamp++;
    s->found_count = s->found_more = 0;
    s->tie_count = s->touched_count = s->initials = s->words = s->firms = 0;
    tokens_of(name, &s->tokens);
    s->side.count = s->side.weight = 0;
    for (unsigned i = 0; i < s->tokens.count; i++) {
        const struct token *t = &s->tokens.at[i];
        uint32_t v = index_word_find(x, t);

        score_side_add(&s->side,
            v == INDEX_NONE ? score_word(t, 0, x->form_count) : x->words[v].score);
        sound_of(t->letter, t->len, (enum text_script)t->script, &s->sounds[i]);
        s->initials += t->class == TOKEN_INITIAL;
        s->words += t->class == TOKEN_WORD || t->class == TOKEN_INITIAL;
        s->firms += t->class == TOKEN_FORM;
        s->volume[i] = 0;
        s->most_listed[i] = 0;
    }
}

/* The most frequent first. */
static void
order_words(const struct find *s, unsigned *order)
{
    for (unsigned i = 0; i < s->tokens.count; i++)
        order[i] = i;
    for (unsigned a = 1; a < s->tokens.count; a++)
        for (unsigned b = a; b > 0 && s->volume[order[b]] > s->volume[order[b - 1]];
             b--) {
            unsigned t = order[b];

            order[b] = order[b - 1];
            order[b - 1] = t;
        }
}

static void
find_by_index(struct find *s, int threshold)
{
    const struct screen_index *x = s->x;
    bool use[2][TOKENS];
    unsigned order[TOKENS];

    order_words(s, order);
    for (int initials = 0; initials < 2; initials++)
        choose(s, order, initials > 0, threshold, use[initials]);
    for (uint32_t n = 0; n < s->touched_count; n++) {
        const struct index_word *v = &x->words[s->touched[n]];
        bool any[2] = {false, false};

        for (uint32_t k = s->tie_of[s->touched[n]]; k != 0; k = s->ties[k].next)
            for (unsigned i = s->ties[k].asked;
                 i < (unsigned)s->ties[k].asked + s->ties[k].asked_count; i++) {
                any[0] |= use[0][i];
                any[1] |= use[1][i];
            }
        for (uint32_t p = any[0] ? 0 : v->plain_count;
             p < (any[1] ? v->form_count : v->plain_count); p++)
            try_form(s, x->postings[v->forms + p], threshold);
    }
}

/* No key, no bound. */
static void
find_by_all(struct find *s, int threshold)
{
    const struct screen_index *x = s->x;

    for (uint32_t f = 0; f < x->form_count; f++) {
        struct tokens listed = {.count = x->forms[f].count};
        struct score_links links = {.count = 0};
        struct score_side side;
        struct score score;

        for (unsigned j = 0; j < listed.count; j++)
            listed.at[j] = x->words[x->slots[x->forms[f].slots + j]].token;
        form_side(x, &x->forms[f], &side);
        score_links_all(&s->tokens, &listed, &links);
        score_initials(&s->side, &side, &links);
        score_name(&s->side, &side, &links, &score);
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
        for (unsigned i = 0; i < s->tokens.count; i++)
            near_word(s, i);
        near_joined(s);
        if (exhaustive)
            find_by_all(s, threshold);
        else
            find_by_index(s, threshold);
    }
    *out = s->found;
    *count = s->found_count;
    *more = s->found_more;
}

const struct tokens *
find_asked(const struct find *s)
{
    return &s->tokens;
}
