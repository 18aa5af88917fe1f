/*
 * Near words, by keys: of letters, sounds and bones.
 */
#include <string.h>

#include "engines/screen/near_forms.h"
#include "engines/screen/spellings.h"

#define SETS 16384      /* of words that are remembered */
#define WAYS 4          /* in each set */
#define ROOM (1U << 22) /* near words, and their forms, of all that are remembered */
#define MOST 8192       /* of one */
/* The same of an index of so few words. */
#define FEW_WORDS 8192
#define FEW_SETS 512
#define FEW_ROOM (1U << 19)
#define PARTS SOUND_MAX
#define PARTS_ROOM (1U << 16)

/* Where to look for a word, by its hash, and who asked for it last. */
struct near_set {
    uint32_t hash[WAYS];
    uint32_t name[WAYS];
};

struct nears {
    const struct lexicon *x;
    const struct screen_index *index;
    uint32_t *group_stamp;
    uint32_t *word_stamp;
    uint32_t stamp;
    uint32_t name;
    uint32_t sets;
    uint64_t room_size;
    struct near_set *memory;
    struct near_words *words; /* WAYS for each set */
    /* Words beyond those that a set has room for; in turns. */
    struct near_words beside[TOKENS];
    unsigned turn;
    /* What is near, by turns, and how much there was since the beginning. */
    uint32_t *room;
    uint64_t filled;
    struct near_forms *forms;
    struct near_parts *parts;
    uint64_t parted;
    uint64_t looked;
};

bool
nears_open(struct work *w, const struct screen_index *x, struct nears **out)
{
    const struct lexicon *l = &x->lexicon;
    struct nears *n = work_alloc(w, sizeof(*n));

    if (n == NULL)
        return false;
    n->x = l;
    n->index = x;
    n->sets = l->word_count < FEW_WORDS ? FEW_SETS : SETS;
    n->room_size = l->word_count < FEW_WORDS ? FEW_ROOM : ROOM;
    n->group_stamp = work_room(w, (l->group_count + 1) * sizeof(*n->group_stamp));
    n->word_stamp = work_room(w, (l->word_count + 1) * sizeof(*n->word_stamp));
    n->memory = work_room(w, n->sets * sizeof(*n->memory));
    n->words = work_room(w, (size_t)WAYS * n->sets * sizeof(*n->words));
    n->room = work_room(w, n->room_size * sizeof(*n->room));
    n->parts = work_room(w, PARTS_ROOM * sizeof(*n->parts));
    *out = n;
    return n->group_stamp != NULL && n->word_stamp != NULL && n->memory != NULL &&
        n->words != NULL && n->room != NULL && n->parts != NULL &&
        near_forms_open(w, x, n->room_size, &n->forms);
}

uint64_t
nears_looked(const struct nears *n)
{
    return n->looked;
}

void
nears_name(struct nears *n)
{
    n->name++;
}

void
nears_ahead(const struct nears *n, uint32_t hash)
{
    __builtin_prefetch(&n->memory[hash % n->sets]);
}

void
nears_ahead_words(const struct nears *n, uint32_t hash)
{
    const struct near_set *set = &n->memory[hash % n->sets];
    const char *words = (const char *)&n->words[hash % n->sets * WAYS];

    for (unsigned i = 0; i < WAYS; i++)
        for (size_t at = 0; set->hash[i] == hash && at < sizeof(*n->words); at += 64)
            __builtin_prefetch(words + i * sizeof(*n->words) + at);
}

static void
begin(struct nears *n, struct near_words *m, const struct token *t, uint32_t hash)
{
    m->used = true;
    m->looked = m->cut = false;
    m->token = *t;
    m->word = lexicon_word_find(n->x, t, hash);
    m->score = m->word == LEXICON_NONE ? lexicon_score(n->x, t) : n->x->scores[m->word];
}

struct near_words *
nears_of(struct nears *n, const struct token *t, uint32_t hash)
{
    struct near_set *set = &n->memory[hash % n->sets];
    struct near_words *words = &n->words[hash % n->sets * WAYS], *m;
    unsigned last = 0;

    for (unsigned i = 0; i < WAYS; i++) {
        if (set->hash[i] == hash && words[i].used && token_same(&words[i].token, t)) {
            set->name[i] = n->name;
            return &words[i];
        }
        if (set->name[i] < set->name[last])
            last = i;
    }
    /* Those of this name stay. */
    if (set->name[last] == n->name) {
        m = &n->beside[n->turn++ % TOKENS];
    } else {
        m = &words[last];
        set->hash[last] = hash;
        set->name[last] = n->name;
    }
    begin(n, m, t, hash);
    return m;
}

/* ---- One word --------------------------------------------------------------------------------- */

struct asking {
    struct nears *n;
    const struct token *token;
    struct sound sound;
    uint32_t *to;
    struct near_words *out;
};

int
near_alike_of(const struct near_words *n, uint32_t word)
{
    uint32_t low = 0, high = n->count;

    while (low < high) {
        uint32_t at = (low + high) / 2;

        if (near_word(n->at[at]) < word)
            low = at + 1;
        else
            high = at;
    }
    return low < n->count && near_word(n->at[low]) == word ? near_alike(n->at[low]) : 0;
}

/* Who asks says which edits are let pass: in a mirror those whose names it holds. */
static int
alike_sounds(const struct asking *a, uint32_t group)
{
    const struct sound *there = &a->n->x->groups[group].sound;

    return a->n->index->mirror ? sound_alike(there, &a->sound)
                               : sound_alike(&a->sound, there);
}

static void
look_word(struct asking *a, uint32_t word, int sounds, int least)
{
    const struct lexicon *x = a->n->x;
    struct near_words *out = a->out;
    int alike;

    if (a->n->word_stamp[word] == a->n->stamp)
        return;
    a->n->word_stamp[word] = a->n->stamp;
    alike = a->n->index->mirror ? score_alike(&x->words[word].token, a->token, sounds)
                                : score_alike(a->token, &x->words[word].token, sounds);
    alike = alike < least ? least : alike;
    if (alike == 0)
        return;
    if (out->count == MOST) {
        out->cut = true;
        return;
    }
    a->to[out->count++] = word << 10 | (uint32_t)alike;
    if (alike > out->alike)
        out->alike = (uint16_t)alike;
    if (x->scores[word].weight > out->weight)
        out->weight = x->scores[word].weight;
}

/* All words of a sound that is near. */
static void
look(struct asking *a, uint32_t group)
{
    const struct lexicon *x = a->n->x;
    int sounds;

    if (a->n->group_stamp[group] == a->n->stamp)
        return;
    a->n->group_stamp[group] = a->n->stamp;
    a->n->looked++;
    sounds = alike_sounds(a, group);
    for (uint32_t i = 0; sounds > 0 && i < x->groups[group].count; i++)
        look_word(a, x->groups[group].words + i, sounds, 0);
}

/* A word whose letters may be near, whatever its sound. */
static void
look_letters(struct asking *a, uint32_t word)
{
    look_word(a, word, alike_sounds(a, a->n->x->words[word].group), 0);
}

static void
look_by_keys(struct asking *a, enum index_key_sort sort, uint32_t *keys, unsigned count)
{
    const struct index_keys *k = &a->n->index->keys[sort];
    unsigned there = 0;

    /* First which of them are there: these looks wait for nothing. */
    for (unsigned i = 0; i < count; i++) {
        keys[there] = keys[i];
        there += index_key_seen(k, keys[i]);
    }
    for (unsigned i = 0; i < there; i++) {
        uint32_t at, end = index_keys_at(k, keys[i], &at);

        for (; at < end; at++)
            if (k->at[at].key == keys[i])
                (sort == INDEX_LETTERS ? look_letters : look)(a, k->at[at].of);
    }
}

static void
look_by_sound(struct asking *a, const struct sound *sound)
{
    uint32_t g = lexicon_group_find(a->n->x, sound);

    if (g != LEXICON_NONE)
        look(a, g);
}

/* A syllable is near to itself, and to Latin words of its sounds; so is a Latin word. */
static void
look_by_syllable(struct asking *a)
{
    struct sound others[2];
    unsigned n = sound_others(&a->sound, others);

    if (a->sound.syllable)
        look_by_sound(a, &a->sound);
    else if (!a->n->x->syllables)
        return;
    for (unsigned i = 0; i < n; i++) {
        others[i].syllable = !a->sound.syllable;
        look_by_sound(a, &others[i]);
    }
}

/* Words that lists write for it.  They come first: they are at least so much alike. */
static void
look_spelled(struct asking *a)
{
    const struct lexicon *x = a->n->x, *by = lexicon_teacher(x);
    uint32_t of = lexicon_group_find(by, &a->sound);

    if (of == LEXICON_NONE)
        return;
    for (uint32_t i = by->spelling_from[of]; i < by->spelling_from[of + 1]; i++) {
        uint32_t group = lexicon_group_find(x, &by->groups[by->spellings[i].group].sound);
        int sounds = group == LEXICON_NONE ? 0 : alike_sounds(a, group);

        for (uint32_t k = 0; group != LEXICON_NONE && k < x->groups[group].count; k++)
            if (x->words[x->groups[group].words + k].token.class == TOKEN_WORD)
                look_word(a, x->groups[group].words + k, sounds, SCORE_SPELLED);
    }
}

static void
look_for(struct asking *a)
{
    const struct lexicon *x = a->n->x;
    const struct token *t = a->token;
    const struct sound *s = &a->sound;
    uint32_t keys[INDEX_KEYS];
    unsigned edits = sound_edits(t->len);
    bool mirror = a->n->index->mirror, without_vowels = s->abjad != mirror;

    if (t->class == TOKEN_WORD)
        look_spelled(a);
    if (t->class != TOKEN_WORD) {
        if (a->out->word != LEXICON_NONE)
            look(a, x->words[a->out->word].group);
        look_by_sound(a, s);
        look_by_syllable(a);
        if (!mirror) /* else a word that asks finds it by any of its keys */
            return;
    } else {
        look_by_syllable(a);
    }
    if (s->syllable)
        return;
#ifdef PLANTED_BUG
    edits = 0;
#endif
    look_by_keys(a, INDEX_LETTERS, keys, index_keys_of(t->letter, t->len, edits, keys));
    look_by_keys(a, INDEX_SOUNDS, keys,
        index_keys_of(s->at, s->len, sound_edits(s->len), keys));
    if (s->bones < 2)
        return;
    if (without_vowels)
        look_by_keys(a, INDEX_BONES_LESS, keys,
            index_keys_of(s->bone, s->bones, s->bones >= 3, keys));
    if (s->bones >= 3 || !without_vowels)
        look_by_keys(a, INDEX_ABJADS, keys, index_keys_of(s->bone, s->bones, 0, keys));
}

/* What may be two words of the lists, be they beside each other or not. */
static void
part(struct asking *a, struct near_parts *to)
{
    const struct lexicon *x = a->n->x;
    struct near_words *out = a->out;
    struct sound first, second;

    for (unsigned at = 1; at < a->token->len && out->part_count < PARTS; at++) {
        uint32_t g, h;

        if (!score_parted(a->token, 1, at, &first, &second))
            continue;
        g = lexicon_group_find(x, &first);
        h = g == LEXICON_NONE ? LEXICON_NONE : lexicon_group_find(x, &second);
        if (h == LEXICON_NONE)
            continue;
        to[out->part_count++] = (struct near_parts){.first = g,
            .second = h,
            .at = (uint8_t)at,
            .few = !score_parted(a->token, TOKENS, at, &first, &second)};
    }
}

/* ---- What it found, in order -------------------------------------------------------------------- */

static void
sort_words(uint32_t *at, uint32_t count)
{
    for (uint32_t gap = count / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < count; i++) {
            uint32_t one = at[i], j = i;

            for (; j >= gap && at[j - gap] > one; j -= gap)
                at[j] = at[j - gap];
            at[j] = one;
        }
}

/* Is there still what was found when it was looked for, and until the name is done? */
static bool
stands(const struct nears *n, const struct near_words *of)
{
    return of->looked && n->filled - of->from < n->room_size - TOKENS * MOST &&
        near_forms_stand(n->forms, of) &&
        n->parted - of->parts_from < PARTS_ROOM - TOKENS * PARTS;
}

void
nears_look(struct nears *n, struct near_words *of)
{
    struct asking a = {.n = n, .token = &of->token, .out = of};

    if (stands(n, of))
        return;
    if (n->filled % n->room_size + MOST > n->room_size)
        n->filled += n->room_size - n->filled % n->room_size;
    if (n->parted % PARTS_ROOM + PARTS > PARTS_ROOM)
        n->parted += PARTS_ROOM - n->parted % PARTS_ROOM;
    of->count = of->part_count = 0;
    of->alike = of->weight = 0;
    memset(of->part_weight, 0, sizeof(of->part_weight));
    of->cut = false;
    sound_of(of->token.letter, of->token.len, (enum text_script)of->token.script,
        &a.sound);
    of->from = n->filled;
    of->parts_from = n->parted;
    of->at = a.to = n->room + n->filled % n->room_size;
    of->parts = n->parts + n->parted % PARTS_ROOM;
    n->stamp++;
    look_for(&a);
    if (!n->index->mirror)
        part(&a, n->parts + n->parted % PARTS_ROOM);
    sort_words(a.to, of->count);
    near_forms_list(n->forms, of);
    n->filled += of->count;
    n->parted += of->part_count;
    of->looked = true;
}
