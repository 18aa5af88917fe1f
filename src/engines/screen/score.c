/*
 * Points for two names.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/screen/score.h"

/* tuned */
int P_BASE = 64, P_CONFLICT = 120, P_GIVE_N = 50, P_GIVE_Q = 30, P_ORDER = 4000,
    P_RARE = 40, P_FLAT = 40, P_ENT = -30, P_BIN = 20000, P_CAP = 300, P_ALONE = 15000,
    P_COMMON = 12000, P_ENOUGH = 320;
int P_FORM = 12, P_PART = 12, P_ADDR = 8, P_NUM = 60, P_INIT = 30, P_INITS = 600;

struct score_word
score_word(const struct token *t, uint32_t having, uint32_t total)
{
    double bits = log2(((double)total + 2) / ((double)having + 1));
    int b = (int)(bits * 16), w;
    const int share[TOKEN_CLASSES] = {100, P_PART, P_ADDR, P_FORM, P_NUM, P_INIT};

    b = b < 8 ? 8 : b > 256 ? 256 : b;
    w = (P_BASE + b) * share[t->class] / 100;
    return (struct score_word){.weight = (uint16_t)(w < 1 ? 1 : w),
        .bits = (uint16_t)(t->class == TOKEN_WORD ? b : 0),
        .class = t->class,
        .first = t->letter[0]};
}

void
score_side_add(struct score_side *s, struct score_word w)
{
    if (s->count == TOKENS)
        return;
    s->word[s->count++] = w;
    s->weight += w.weight;
}

void
score_link_add(struct score_links *l, struct score_link link)
{
    if (l->count < SCORE_LINKS)
        l->at[l->count++] = link;
}

void
score_initials(const struct score_side *asked, const struct score_side *listed,
    struct score_links *links)
{
    for (unsigned i = 0; i < asked->count; i++)
        for (unsigned j = 0; j < listed->count; j++) {
            const struct score_word *a = &asked->word[i], *b = &listed->word[j];

            if (a->first == b->first &&
                (a->class == TOKEN_INITIAL) != (b->class == TOKEN_INITIAL) &&
                (a->class == TOKEN_WORD || b->class == TOKEN_WORD))
                score_link_add(links,
                    (struct score_link){(uint8_t)i, 1, (uint8_t)j, 1, (int16_t)P_INITS});
        }
}

bool
score_joined(const struct token *at, unsigned count, struct sound *out)
{
    char letters[3 * SOUND_MAX];
    size_t len = 0;

    for (unsigned i = 0; i < count; i++) {
        if (at[i].class == TOKEN_NUMBER || at[i].class == TOKEN_FORM)
            return false;
        memcpy(letters + len, at[i].letter, at[i].len);
        len += at[i].len;
    }
    if (len > SOUND_MAX)
        return false;
    sound_of(letters, len, (enum text_script)at->script, out);
    return out->len >= 4;
}

bool
score_parted(const struct token *t, unsigned at, struct sound *first,
    struct sound *second)
{
    if (t->class != TOKEN_WORD || at < 2 || at + 3 > t->len)
        return false;
    sound_of(t->letter, at, (enum text_script)t->script, first);
    sound_of(t->letter + at, t->len - at, (enum text_script)t->script, second);
    return true;
}

static bool
is_abjad(const struct token *t)
{
    return t->script == TEXT_ARABIC || t->script == TEXT_HEBREW;
}

int
score_alike(const struct token *a, const struct token *b, int sounds)
{
    bool same = a->len == b->len && memcmp(a->letter, b->letter, a->len) == 0;

    if (a->class != TOKEN_WORD || b->class != TOKEN_WORD)
        return same ? SOUND_SAME : 0;
    if (same && a->script == b->script) {
        sounds = SOUND_SAME;
    } else if (sounds < SOUND_ALIKE && is_abjad(a) == is_abjad(b)) {
        int letters = sound_letters(a->letter, a->len, b->letter, b->len);

        sounds = letters > sounds ? letters : sounds;
    }
    if (a->origin != 0 && b->origin != 0 && a->origin != b->origin && sounds > 400)
        return 400;
    return sounds;
}

int
score_word_most(void)
{
    return P_BASE + 256;
}

int
score_initial_most(void)
{
    return (P_BASE + 256) * P_INIT / 100;
}

int
score_initial_alike(void)
{
    return P_INITS;
}

void
score_links_all(const struct tokens *asked, const struct tokens *listed,
    struct score_links *links)
{
    struct sound a[TOKENS], b[TOKENS], s, r;

    for (unsigned i = 0; i < asked->count; i++)
        sound_of(asked->at[i].letter, asked->at[i].len,
            (enum text_script)asked->at[i].script, &a[i]);
    for (unsigned i = 0; i < listed->count; i++)
        sound_of(listed->at[i].letter, listed->at[i].len,
            (enum text_script)listed->at[i].script, &b[i]);
    for (unsigned i = 0; i < asked->count; i++)
        for (unsigned j = 0; j < listed->count; j++) {
            int alike =
                score_alike(&asked->at[i], &listed->at[j], sound_alike(&a[i], &b[j]));

            if (alike > 0)
                score_link_add(links,
                    (struct score_link){(uint8_t)i, 1, (uint8_t)j, 1, (int16_t)alike});
        }
    for (unsigned n = 2; n <= 3; n++)
        for (unsigned i = 0; i + n <= asked->count; i++)
            if (score_joined(&asked->at[i], n, &s))
                for (unsigned j = 0; j < listed->count; j++)
                    if (sound_same(&s, &b[j]))
                        score_link_add(links,
                            (struct score_link){(uint8_t)i, (uint8_t)n, (uint8_t)j, 1,
                                SCORE_JOINED});
    if (asked->count > SCORE_PARTED_TOKENS)
        return;
    for (unsigned i = 0; i < asked->count; i++)
        for (unsigned at = 1; at < asked->at[i].len; at++)
            if (score_parted(&asked->at[i], at, &s, &r))
                for (unsigned j = 0; j + 1 < listed->count; j++)
                    if (sound_same(&s, &b[j]) && sound_same(&r, &b[j + 1]))
                        score_link_add(links,
                            (struct score_link){(uint8_t)i, 1, (uint8_t)j, 2,
                                SCORE_JOINED});
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* What is left out on one side, or on both, in thousandths of points times the weight of all. */
static int64_t
left_points(int left_asked, int left_listed, int give_asked, int give_listed)
{
    int conflict = least(left_asked, left_listed);

    return (int64_t)1000 *
        (-(int64_t)P_CONFLICT * conflict +
            give_asked * least(left_asked - conflict, P_CAP) +
            give_listed * least(left_listed - conflict, P_CAP));
}

static int
rare_points(int bits)
{
    return P_RARE * bits / 16 -
        (bits < P_ENOUGH ? P_COMMON * (P_ENOUGH - bits) / P_ENOUGH : 0);
}

int
score_most(const struct score_bound *b)
{
    if (b->all <= 0)
        return 0;
    return (int)((100 * b->matched +
                     left_points(b->left_asked, b->left_listed, P_GIVE_Q, P_GIVE_N)) /
               b->all) +
        8 + rare_points(b->bits) - (b->alone ? P_ALONE : 0);
}

static unsigned
weight_of(const struct score_side *s, unsigned at, unsigned count)
{
    unsigned w = 0;

    for (unsigned i = at; i < at + count; i++)
        w += s->word[i].weight;
    return w;
}

static unsigned
bits_of(const struct score_side *s, unsigned at, unsigned count)
{
    unsigned w = 0;

    for (unsigned i = at; i < at + count; i++)
        w += s->word[i].bits;
    return w;
}

static void
add_part(struct score *s, enum score_why why, struct score_link link, int points)
{
    s->part[s->count++] =
        (struct score_part){.why = (uint8_t)why, .link = link, .points = points};
    s->points += points;
}

void
score_name(const struct score_side *asked, const struct score_side *listed,
    const struct score_links *links, struct score *out)
{
    uint32_t used_a = 0, used_l = 0;
    int all = (int)(asked->weight + listed->weight), left_a = (int)asked->weight,
        left_l = (int)listed->weight, conflict, bits = 0, falls = 0;
    struct score_link chosen[TOKENS];
    unsigned n = 0;
    bool bins = false, alone = false;
    int give_q = P_GIVE_Q, give_n = P_GIVE_N;
    int value[SCORE_LINKS];

    *out = (struct score){0};
    if (all == 0)
        return;
    for (unsigned k = 0; k < links->count; k++) {
        const struct score_link *l = &links->at[k];

        value[k] = (int)l->alike *
            (int)(weight_of(asked, l->asked, l->asked_count) +
                weight_of(listed, l->listed, l->listed_count));
    }
    for (;;) {
        int best = -1;

        for (unsigned k = 0; k < links->count; k++) {
            const struct score_link *l = &links->at[k], *b;
            uint32_t ma = ((1U << l->asked_count) - 1) << l->asked,
                     ml = ((1U << l->listed_count) - 1) << l->listed;

            if ((used_a & ma) != 0 || (used_l & ml) != 0)
                continue;
            if (best < 0) {
                best = (int)k;
                continue;
            }
            b = &links->at[best];
            if (value[k] > value[best] ||
                (value[k] == value[best] &&
                    (l->asked < b->asked ||
                        (l->asked == b->asked && l->listed < b->listed))))
                best = (int)k;
        }
        if (best < 0)
            break;
        {
            const struct score_link *l = &links->at[best];
            unsigned wa = weight_of(asked, l->asked, l->asked_count),
                     wl = weight_of(listed, l->listed, l->listed_count);
            unsigned ba = bits_of(asked, l->asked, l->asked_count),
                     bl = bits_of(listed, l->listed, l->listed_count);

            used_a |= ((1U << l->asked_count) - 1) << l->asked;
            used_l |= ((1U << l->listed_count) - 1) << l->listed;
            left_a -= (int)wa;
            left_l -= (int)wl;
            bits += (int)(ba < bl ? ba : bl) * l->alike / 1000;
            chosen[n++] = *l;
            add_part(out, SCORE_WORD, *l, 100 * l->alike * (int)(wa + wl) / all);
        }
    }
    conflict = left_a < left_l ? left_a : left_l;
    {
        int ma = 0, ml = 0, wa = 0, wl = 0, fa = 0, fl = 0, ua = 0, ul = 0;
        for (unsigned i = 0; i < asked->count; i++) {
            wa += asked->word[i].class == TOKEN_WORD ||
                asked->word[i].class == TOKEN_INITIAL;
            ma += asked->word[i].class == TOKEN_WORD && (used_a >> i & 1) != 0;
            fa += asked->word[i].class == TOKEN_FORM;
            ua += (asked->word[i].class == TOKEN_WORD ||
                      asked->word[i].class == TOKEN_INITIAL) &&
                (used_a >> i & 1) == 0;
        }
        for (unsigned i = 0; i < listed->count; i++) {
            wl += listed->word[i].class == TOKEN_WORD ||
                listed->word[i].class == TOKEN_INITIAL;
            ml += listed->word[i].class == TOKEN_WORD && (used_l >> i & 1) != 0;
            fl += listed->word[i].class == TOKEN_FORM;
            ul += (listed->word[i].class == TOKEN_WORD ||
                      listed->word[i].class == TOKEN_INITIAL) &&
                (used_l >> i & 1) == 0;
        }
        alone = ml <= 1 && ma <= 1 && (wa > 1 || wl > 1) && fa == 0;
        if (ua > ul)
            ua = ul;
        if (ua > 0)
            add_part(out, SCORE_CONFLICT, (struct score_link){0},
                -1000 * P_FLAT * 2 * ua / (wa + wl));
        if (fa > 0 && fl > 0) {
            give_q = P_ENT;
            give_n = P_ENT;
        }
    }
    if (conflict > 0)
        add_part(out, SCORE_CONFLICT, (struct score_link){0},
            (int)(left_points(conflict, conflict, 0, 0) / all));
    if (left_a != left_l)
        add_part(out, SCORE_LEFT_OUT, (struct score_link){0},
            (int)(left_points(left_a - conflict, left_l - conflict, give_q, give_n) /
                all));
    /* The order of words, taken as a ring: a surname may stand first or last. */
    for (unsigned a = 0; a < n; a++)
        for (unsigned b = a + 1; b < n; b++)
            if (chosen[b].asked < chosen[a].asked) {
                struct score_link t = chosen[a];
                chosen[a] = chosen[b];
                chosen[b] = t;
            }
    for (unsigned a = 0; a < n; a++)
        bins |= asked->word[chosen[a].asked].class == TOKEN_PARTICLE &&
            asked->word[chosen[a].asked].first == 'b' &&
            listed->word[chosen[a].listed].first == 'b';
    for (unsigned a = 0; n > 2 && a < n; a++)
        falls += chosen[(a + 1) % n].listed < chosen[a].listed;
    if (falls > 1)
        add_part(out, SCORE_ORDER, (struct score_link){0},
            -(bins ? P_BIN : P_ORDER) * (falls - 1));
    if (alone)
        add_part(out, SCORE_ALONE, (struct score_link){0}, -P_ALONE);
    add_part(out, SCORE_RARE, (struct score_link){0}, rare_points(bits));
}
