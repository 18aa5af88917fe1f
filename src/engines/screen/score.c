/*
 * Points for two names: what the words that agree weigh of all, what is left of both, and how
 * rare the names are.
 *
 * The figures were found by trying them on labelled names (docs/screening.md).
 */
#include <string.h>

#include "engines/screen/score.h"

/* What a word weighs: so much, and a sixteenth for each sixteenth of a bit of rarity; of that
 * the share of its class, in hundredths. */
#define BITS_LEAST 8
#define BITS_MOST 256
#define P_PART 8
#define P_ADDR 0
#define P_FORM 20
#define P_SORT 40
#define P_NUM 60
#define P_INIT 30

/* What the words that are left cost, or are forgiven, in hundredths of their weight: where both
 * sides have some; where only what is asked for has, or the list; where both are firms; where
 * syllables are asked for.  No more weight than that is forgiven. */
#define P_CONFLICT 60
#define P_GIVE_Q 10
#define P_GIVE_N 50
#define P_ENT (-45)
#define P_GIVE_S (-100)
#define P_CAP 300

/* Points: for a word of each side that agrees with none, of all words; for numbers of both that
 * differ; for another order, where a father's name is said; where one word agrees of several;
 * where only initials agree; for each bit of rarity; for names that are too common to say much,
 * and how many sixteenths of a bit are enough. */
#define P_FLAT 40
#define P_NUMBER 10000
#define P_BIN 20000
#define P_ALONE 3000
#define P_INITIALS 80000
#define P_RARE 80
#define P_COMMON 13000
#define P_ENOUGH 260

/* What near words lack of being the same counts once more, in hundredths, but that of the one that
 * lacks most; and it takes from what the list's words that are left are forgiven so much, and no
 * more than that.  Points: for one near word that is all that agrees. */
#define P_SEVERAL 80
#define P_GIVE_LESS 100
#define P_GIVE_MOST 60
#define P_NEAR_ALONE 8000

/* ---- Words ----------------------------------------------------------------------------------- */

/* The logarithm of ${of} by ${by}, to the base 2, in sixteenths: the same on every machine. */
static int
sixteenths(uint64_t of, uint64_t by)
{
    uint64_t ratio = (of << 20) / by;
    int out = 0;

    while (ratio >= UINT64_C(2) << 20) {
        ratio >>= 1;
        out += 16;
    }
    for (int bit = 8; bit > 0; bit /= 2) {
        ratio = (ratio * ratio) >> 20;
        if (ratio >= UINT64_C(2) << 20) {
            ratio >>= 1;
            out += bit;
        }
    }
    return out;
}

struct score_word
score_word(const struct token *t, uint32_t having, uint32_t total)
{
    static const uint8_t share[TOKEN_CLASSES] = {[TOKEN_WORD] = 100,
        [TOKEN_PARTICLE] = P_PART,
        [TOKEN_ADDRESS] = P_ADDR,
        [TOKEN_FORM] = P_FORM,
        [TOKEN_SORT] = P_SORT,
        [TOKEN_NUMBER] = P_NUM,
        [TOKEN_ACRONYM] = 100,
        [TOKEN_INITIAL] = P_INIT};
    int bits = sixteenths((uint64_t)total + 2, (uint64_t)having + 1), weight;

    bits = bits < BITS_LEAST ? BITS_LEAST : bits > BITS_MOST ? BITS_MOST : bits;
    weight = (SCORE_BASE + bits) * share[t->class] / 100;
    return (struct score_word){.weight = (uint16_t)(weight < 1 ? 1 : weight),
        .bits = (uint16_t)(t->class == TOKEN_WORD || t->class == TOKEN_SORT ||
                    t->class == TOKEN_ACRONYM
                ? bits
                : 0),
        .class = t->class,
        .first = t->letter[0],
        .len = t->len,
        .traits = (uint8_t)((token_is_syllable(t) ? SCORE_SYLLABLE : 0) |
            (token_is_abjad(t) ? SCORE_ABJAD : 0) |
            (token_is_fathers(t) ? SCORE_FATHERS : 0))};
}

int
score_word_most(void)
{
    return SCORE_BASE + BITS_MOST;
}

int
score_initial_most(void)
{
    return (SCORE_BASE + BITS_MOST) * P_INIT / 100;
}

void
score_side_add(struct score_side *s, struct score_word w)
{
    if (s->count == TOKENS)
        return;
    s->word[s->count++] = w;
    s->weight += w.weight;
}

/* ---- Points ------------------------------------------------------------------------------------ */

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* What is left of one side, or of both, in thousandths of points times the weight of all. */
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

/* What the words must give.  A part is cut to a whole number: of negative ones that is more. */
static int64_t
bound_rest(const struct score_bound *b, int threshold)
{
    return threshold - 8 - rare_points(b->bits) + (b->alone && !b->mirror ? P_ALONE : 0);
}

bool
score_falls(const struct score_bound *b, int threshold)
{
    return bound_rest(b, threshold) >= 1000 * P_GIVE_N;
}

bool
score_may(const struct score_bound *b, int threshold)
{
    int asked = b->mirror ? b->left_listed : b->left_asked,
        listed = b->mirror ? b->left_asked : b->left_listed;
    int64_t sum = 100 * b->matched + left_points(asked, listed, P_GIVE_Q, P_GIVE_N),
            rest = bound_rest(b, threshold);

    return b->all > 0 && (rest > 0 ? sum >= rest * b->all : sum / b->all >= rest);
}

static int64_t
rest_of(const struct score_could *c, int threshold)
{
    return threshold - 8 - rare_points(c->bits) + (c->alone && !c->mirror ? P_ALONE : 0);
}

/* Points reach a threshold when what agrees, less the threshold for all words, is not negative:
 * so each word can be judged alone.  What stands for it weighs most where that speaks for the
 * name, and else nothing. */
bool
score_could(const struct score_could *c, int threshold)
{
    int ours = c->mirror ? P_GIVE_N : P_GIVE_Q, theirs = P_GIVE_Q + P_GIVE_N - ours;
    int64_t rest = rest_of(c, threshold),
            sum = (int64_t)1000 * ours * least(c->left, P_CAP) - rest * c->all;

    if (rest < 1000 * theirs)
        sum += (1000 * theirs - rest) * P_CAP;
    for (unsigned i = 0; i < c->count; i++) {
        int64_t agrees = (int64_t)100 * c->word[i].alike;

        sum += agrees * c->word[i].weight;
        if (agrees > rest)
            sum += (agrees - rest) * c->word[i].most;
    }
    return rest <= 0 || sum >= 0;
}

/* Two names whose words are being paired. */
struct pairing {
    const struct score_side *side[2]; /* asked, listed */
    uint32_t used[2];                 /* a bit for each word */
    int left[2];                      /* weight */
    int all;
    int bits; /* of what agrees, of the side that has less */
    unsigned words;
    unsigned initials;
    struct score_link chosen[TOKENS];
    unsigned count;
    struct score *out;
};

static uint32_t
words_mask(unsigned at, unsigned count)
{
    return ((1U << count) - 1) << at;
}

static void
sums(const struct score_side *s, unsigned at, unsigned count, int *weight, int *bits)
{
    *weight = *bits = 0;
    for (unsigned i = at; i < at + count; i++) {
        *weight += s->word[i].weight;
        /* Several that are one have but what names in them: so bounds know what they weigh. */
        *bits += count > 1 && s->word[i].class == TOKEN_SORT ? 0 : s->word[i].bits;
    }
}

static void
add_part(struct score *s, enum score_why why, int points)
{
    if (points == 0)
        return;
    s->part[s->count++] = (struct score_part){.why = (uint8_t)why, .points = points};
    s->points += points;
}

/* What a link is worth; by that the best is chosen first. */
static int
worth(const struct pairing *p, const struct score_link *l)
{
    int asked, listed, bits;

    sums(p->side[0], l->asked, l->asked_count, &asked, &bits);
    sums(p->side[1], l->listed, l->listed_count, &listed, &bits);
    return l->alike * (asked + listed);
}

static bool
before(const struct score_link *a, int value_a, const struct score_link *b, int value_b)
{
    if (value_a != value_b)
        return value_a > value_b;
    if (a->asked != b->asked)
        return a->asked < b->asked;
    return a->listed < b->listed;
}

static void
choose_link(struct pairing *p, const struct score_link *l)
{
    int asked, listed, bits_asked, bits_listed;

    sums(p->side[0], l->asked, l->asked_count, &asked, &bits_asked);
    sums(p->side[1], l->listed, l->listed_count, &listed, &bits_listed);
    p->used[0] |= words_mask(l->asked, l->asked_count);
    p->used[1] |= words_mask(l->listed, l->listed_count);
    p->left[0] -= asked;
    p->left[1] -= listed;
    p->bits += least(bits_asked, bits_listed) * l->alike / SOUND_SAME;
    if (p->side[0]->word[l->asked].class == TOKEN_INITIAL ||
        p->side[1]->word[l->listed].class == TOKEN_INITIAL)
        p->initials++;
    else
        p->words += score_says(&p->side[0]->word[l->asked]);
    p->chosen[p->count++] = *l;
    add_part(p->out, SCORE_WORD, 100 * l->alike * (asked + listed) / p->all);
    p->out->part[p->out->count - 1].link = *l;
}

/* The best link first, then the best of those whose words are free. */
static void
pair(struct pairing *p, const struct score_links *links)
{
    int value[SCORE_LINKS];

    for (unsigned k = 0; k < links->count; k++)
        value[k] = worth(p, &links->at[k]);
    for (;;) {
        unsigned best = links->count;

        for (unsigned k = 0; k < links->count; k++) {
            const struct score_link *l = &links->at[k];

            if ((p->used[0] & words_mask(l->asked, l->asked_count)) != 0 ||
                (p->used[1] & words_mask(l->listed, l->listed_count)) != 0)
                continue;
            if (best == links->count ||
                before(l, value[k], &links->at[best], value[best]))
                best = k;
        }
        if (best == links->count)
            return;
        choose_link(p, &links->at[best]);
    }
}

struct tally {
    int names; /* words that name, and initials */
    int left;  /* of them, those that agree with none */
    bool form;
    bool syllable;
    bool number; /* one agrees with none */
};

static struct tally
count_words(const struct score_side *s, uint32_t used)
{
    struct tally t = {0};

    for (unsigned i = 0; i < s->count; i++) {
        bool names = s->word[i].class == TOKEN_WORD || s->word[i].class == TOKEN_INITIAL;

        t.names += names;
        t.left += names && (used >> i & 1) == 0;
        t.form |= s->word[i].class == TOKEN_FORM;
        t.number |= s->word[i].class == TOKEN_NUMBER && (used >> i & 1) == 0;
        t.syllable |= (s->word[i].traits & SCORE_SYLLABLE) != 0;
    }
    return t;
}

/* How often the order of words falls, taken as a ring: a surname may stand first or last. */
static int
falls(struct pairing *p, bool *fathers)
{
    int n = 0;

    *fathers = false;
    for (unsigned a = 1; a < p->count; a++)
        for (unsigned b = a; b > 0 && p->chosen[b].asked < p->chosen[b - 1].asked; b--) {
            struct score_link t = p->chosen[b];

            p->chosen[b] = p->chosen[b - 1];
            p->chosen[b - 1] = t;
        }
    for (unsigned a = 0; a < p->count; a++) {
        const struct score_word *x = &p->side[0]->word[p->chosen[a].asked],
                                *y = &p->side[1]->word[p->chosen[a].listed];

        *fathers |= x->class == TOKEN_PARTICLE && x->first == 'b' && y->first == 'b';
        n += p->chosen[(a + 1) % p->count].listed < p->chosen[a].listed;
    }
    return p->count > 2 ? n : 0;
}

/* What near words lack of being the same, in thousandths of their weight. */
struct near {
    int64_t all;
    int64_t most; /* that one lacks, or two between which a blank moved */
};

/* Initials, syllables, and words of which one has no short vowels, cannot be the same. */
static int64_t
lack_of(const struct pairing *p, const struct score_link *l)
{
    const struct score_word *a = &p->side[0]->word[l->asked],
                            *b = &p->side[1]->word[l->listed];
    int asked, listed, bits;

    if (a->class != TOKEN_WORD || b->class != TOKEN_WORD ||
        ((a->traits | b->traits) & SCORE_SYLLABLE) != 0 ||
        ((a->traits ^ b->traits) & SCORE_ABJAD) != 0)
        return 0;
    sums(p->side[0], l->asked, l->asked_count, &asked, &bits);
    sums(p->side[1], l->listed, l->listed_count, &listed, &bits);
    return (int64_t)(SOUND_SAME - l->alike) * (asked + listed);
}

/* "LAUREN TNKUNDA" is "LAURENT NKUNDA": what the one word has more the other one lacks. */
static bool
blank_moved(const struct pairing *p, const struct score_link *l)
{
    const struct score_word *a = &p->side[0]->word[l->asked],
                            *b = &p->side[1]->word[l->listed];

    return l[1].asked == l->asked + 1 && l[1].listed == l->listed + 1 &&
        a[0].len != b[0].len && a[0].len + a[1].len == b[0].len + b[1].len;
}

/* Of links in the order of what is asked for. */
static struct near
near_of(const struct pairing *p)
{
    struct near n = {0};

    for (unsigned i = 0; i < p->count; i++) {
        int64_t lacks = lack_of(p, &p->chosen[i]);

        if (lacks > 0 && i + 1 < p->count && blank_moved(p, &p->chosen[i]))
            lacks += lack_of(p, &p->chosen[++i]);
        n.all += lacks;
        if (lacks > n.most)
            n.most = lacks;
    }
    return n;
}

/* How much of what the list has more is forgiven: the less, the more near words lack; but a
 * father's name is left out whatever else is said. */
static int
give_listed(const struct pairing *p, const struct near *n)
{
    const struct score_side *s = p->side[1];
    int64_t less = n->all * P_GIVE_LESS / (100 * p->all);
    bool fathers = p->left[1] > 0;

    for (unsigned i = 0; i < s->count; i++)
        if ((p->used[1] >> i & 1) == 0 && (s->word[i].traits & SCORE_FATHERS) == 0)
            fathers &= s->word[i].class != TOKEN_WORD;
    return fathers ? P_GIVE_N : P_GIVE_N - (int)(less < P_GIVE_MOST ? less : P_GIVE_MOST);
}

/* One word may be written otherwise; that several are is less likely of one and the same. */
static int
near_points(const struct pairing *p, const struct near *n)
{
    bool more = p->left[0] > 0 || p->left[1] > 0;

    return (int)(-(n->all - n->most) * P_SEVERAL / p->all) -
        (p->words == 1 && n->all > 0 && more ? P_NEAR_ALONE : 0);
}

static void
judge(struct pairing *p)
{
    struct tally asked = count_words(p->side[0], p->used[0]),
                 listed = count_words(p->side[1], p->used[1]);
    int conflict = least(p->left[0], p->left[1]), both = least(asked.left, listed.left);
    bool fathers;
    int fell = falls(p, &fathers), give_q = P_GIVE_Q, give_n;
    struct near near = near_of(p);

    give_n = give_listed(p, &near);
    if (asked.syllable)
        give_q = give_n = P_GIVE_S;
    if (asked.form && listed.form)
        give_q = give_n = P_ENT;
    add_part(p->out, SCORE_CONFLICT,
        (int)(left_points(conflict, conflict, 0, 0) / p->all) -
            (both > 0 ? 2000 * P_FLAT * both / (asked.names + listed.names) : 0) -
            (asked.number && listed.number ? P_NUMBER : 0));
    add_part(p->out, SCORE_LEFT_OUT,
        (int)(left_points(p->left[0] - conflict, p->left[1] - conflict, give_q, give_n) /
            p->all));
    if (fell > 1 && fathers)
        add_part(p->out, SCORE_ORDER, -P_BIN * (fell - 1));
    if (p->words <= 1 && !asked.form &&
        (asked.left > 0 || listed.left > 0 || p->initials > 0))
        add_part(p->out, SCORE_ALONE, -P_ALONE);
    if (p->side[1]->word[0].class == TOKEN_ACRONYM && asked.left > 0)
        add_part(p->out, SCORE_ALONE, -P_INITIALS);
    if (p->words == 0 && p->initials > 0)
        add_part(p->out, SCORE_ALONE, -P_INITIALS);
    add_part(p->out, SCORE_NEAR, near_points(p, &near));
    add_part(p->out, SCORE_RARE, rare_points(p->bits));
}

void
score_name(const struct score_side *asked, const struct score_side *listed,
    const struct score_links *links, struct score *out)
{
    struct pairing p = {.side = {asked, listed},
        .left = {(int)asked->weight, (int)listed->weight},
        .all = (int)(asked->weight + listed->weight),
        .out = out};

    out->points = 0;
    out->count = 0;
    if (p.all == 0)
        return;
    pair(&p, links);
    if (p.count > 0)
        judge(&p);
}
