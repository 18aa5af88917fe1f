/*
 * The words that names of an entry differ in, counted.
 *
 * Of each name each word is left out in turn; names of an entry that have the same rest differ in
 * that word alone.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/gather.h"
#include "engines/screen/spellings.h"

/* In so many entries, and beside so many other words, at least; and in that share of the names
 * that have the rarer of the two. */
#define P_ENTRIES 2
#define P_SHARE 12
#define WORDS 12  /* of a name */
#define NAMES 256 /* of an entry */
/* Where more words stand in one place, none is a spelling of another. */
#define STANDING 8

/* A word of a name, and the hash of what stands beside it. */
struct gap {
    uint32_t rest;
    uint32_t group;
};

struct pair {
    uint32_t group;
    uint32_t other; /* the greater */
    uint32_t entry;
    uint32_t rest;
};

struct pairs {
    const struct lexicon *x;
    struct buffer *found;
    struct gap gaps[NAMES * WORDS];
    size_t gap_count;
};

static int
by_rest(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;

    if (x->rest != y->rest)
        return x->rest < y->rest ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

static int
by_pair(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct pair)); /* those of two groups are together */
}

/* The words of a name, each with what stands beside it, in any order. */
static void
add_gaps(struct pairs *p, const uint32_t *form)
{
    const struct lexicon *x = p->x;
    unsigned count = form_count(form);
    uint32_t all = 0;

    if (count < 2 || count > WORDS || p->gap_count + count > COUNT_OF(p->gaps))
        return;
    for (unsigned i = 0; i < count; i++) {
        uint32_t group = x->words[form_words(form)[i]].group;

        all += lexicon_hash((const char *)&group, sizeof(group), 3);
    }
    for (unsigned i = 0; i < count; i++) {
        const struct lexicon_word *v = &x->words[form_words(form)[i]];

        if (v->token.class == TOKEN_WORD && !token_is_syllable(&v->token))
            p->gaps[p->gap_count++] = (struct gap){all -
                    lexicon_hash((const char *)&v->group, sizeof(v->group), 3),
                v->group};
    }
}

/* Do words of the two agree as they are? */
static bool
agree(const struct lexicon *x, uint32_t group, uint32_t other)
{
    const struct lexicon_group *a = &x->groups[group], *b = &x->groups[other];
    int sounds = sound_alike(&a->sound, &b->sound);

    return score_alike(&x->words[a->words].token, &x->words[b->words].token, sounds) > 0;
}

static void
add_pairs(struct pairs *p, uint32_t entry, const struct gap *at, size_t count)
{
    if (count < 2 || count > STANDING)
        return;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            struct pair pair = {at[i].group, at[j].group, entry, at[i].rest};

            buffer_add(p->found, bytes_from(&pair, sizeof(pair)));
        }
}

/* What the gaps of an entry's names are; then there are none. */
static void
take_gaps(struct pairs *p, uint32_t entry)
{
    size_t from = 0, kept = 0;

    if (p->gap_count > 1)
        qsort(p->gaps, p->gap_count, sizeof(p->gaps[0]), by_rest);
    for (size_t i = 0; i < p->gap_count; i++)
        if (kept == 0 || by_rest(&p->gaps[kept - 1], &p->gaps[i]) != 0)
            p->gaps[kept++] = p->gaps[i];
    for (size_t i = 1; i <= kept; i++)
        if (i == kept || p->gaps[i].rest != p->gaps[from].rest) {
            add_pairs(p, entry, p->gaps + from, i - from);
            from = i;
        }
    p->gap_count = 0;
}

static bool
find_pairs(struct work *part, const struct lexicon *x, struct buffer *to)
{
    uint32_t *form_of = work_alloc(part, (x->name_count + 1) * sizeof(*form_of));
    struct pairs *p = work_alloc(part, sizeof(*p));

    TRY(form_of != NULL && p != NULL);
    p->x = x;
    p->found = to;
    for (uint32_t f = 0; f < x->form_count; f++)
        for (uint32_t n = x->forms[f].names; n != LEXICON_NONE; n = x->names[n].next)
            form_of[n] = f;
    for (uint32_t n = 0; n < x->name_count; n++) {
        add_gaps(p, x->slots + x->forms[form_of[n]].slots);
        if (n + 1 == x->name_count || x->names[n + 1].entry != x->names[n].entry)
            take_gaps(p, x->names[n].entry);
    }
    return true;
}

static int
by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* How many entries have these pairs, which are of two groups; 0: that is too few to teach. */
static uint32_t
entries_of(const struct lexicon *x, const struct pair *at, size_t count)
{
    uint32_t rests[64], entries = 0, others = 0, one, two;
    size_t rest_count = count < COUNT_OF(rests) ? count : COUNT_OF(rests);

    for (size_t i = 0; i < count; i++)
        entries += i == 0 || at[i].entry != at[i - 1].entry;
    if (entries < P_ENTRIES)
        return 0;
    for (size_t i = 0; i < rest_count; i++)
        rests[i] = at[i].rest;
    qsort(rests, rest_count, sizeof(rests[0]), by_number);
    for (size_t i = 0; i < rest_count; i++)
        others += i == 0 || rests[i] != rests[i - 1];
    one = lexicon_forms_of(x, at->group);
    two = lexicon_forms_of(x, at->other);
    return others < P_ENTRIES || entries * P_SHARE < (one < two ? one : two) ||
            agree(x, at->group, at->other)
        ? 0
        : entries;
}

/* Both ways, by groups. */
static bool
keep_pairs(struct work *w, struct lexicon *x, const void *finds, size_t count)
{
    const struct pair *at = finds;
    struct buffer kept = buffer_open(w, (size_t)1 << 28);
    const struct pair *pair;
    size_t pairs, from = 0;
    uint32_t *next;

    for (size_t i = 1; i <= count; i++)
        if (i == count || at[i].group != at[from].group ||
            at[i].other != at[from].other) {
            uint32_t entries = entries_of(x, at + from, i - from);
            struct pair p = {at[from].group, at[from].other, entries, 0};

            if (entries > 0)
                buffer_add(&kept, bytes_from(&p, sizeof(p)));
            from = i;
        }
    pair = buffer_array(&kept, sizeof(*pair), &pairs);
    x->spelling_from = work_alloc(w, (x->group_count + 2) * sizeof(*x->spelling_from));
    x->spellings = work_alloc(w, (2 * pairs + 1) * sizeof(*x->spellings));
    next = work_alloc(w, (x->group_count + 2) * sizeof(*next));
    TRY(pair != NULL && x->spelling_from != NULL && x->spellings != NULL && next != NULL);
    for (size_t i = 0; i < pairs; i++) {
        x->spelling_from[pair[i].group + 1]++;
        x->spelling_from[pair[i].other + 1]++;
    }
    for (uint32_t g = 0; g < x->group_count; g++)
        x->spelling_from[g + 1] += x->spelling_from[g];
    memcpy(next, x->spelling_from, (x->group_count + 1) * sizeof(*next));
    for (size_t i = 0; i < pairs; i++) {
        x->spellings[next[pair[i].group]++] =
            (struct lexicon_spelling){pair[i].other, pair[i].entry};
        x->spellings[next[pair[i].other]++] =
            (struct lexicon_spelling){pair[i].group, pair[i].entry};
    }
    return true;
}

bool
spellings_build(struct work *w, struct lexicon *x)
{
    static const struct gather how = {find_pairs, sizeof(struct pair), by_pair,
        keep_pairs};

    return gather(w, x, &how);
}

uint32_t
spellings_entries(const struct lexicon *x, const struct sound *a, const struct sound *b)
{
    const struct lexicon *by = lexicon_teacher(x);
    uint32_t of = lexicon_group_find(by, a);

    if (of == LEXICON_NONE)
        return 0;
    for (uint32_t i = by->spelling_from[of]; i < by->spelling_from[of + 1]; i++)
        if (sound_same(&by->groups[by->spellings[i].group].sound, b))
            return by->spellings[i].entries;
    return 0;
}

uint32_t
spellings_of(const struct lexicon *x, const struct token *asked, uint32_t word)
{
    const struct lexicon_word *v = &x->words[word];
    struct sound sound;

    if (asked->class != TOKEN_WORD || v->token.class != TOKEN_WORD)
        return 0;
    sound_of(asked->letter, asked->len, (enum text_script)asked->script, &sound);
    return spellings_entries(x, &sound, &x->groups[v->group].sound);
}
