/*
 * Near words, by keys: of letters, sounds and bones.
 */
#include <string.h>

#include "engines/screen/near.h"

#define MEMORY 16384    /* words remembered */
#define ROOM (1U << 18) /* near words, of all that are remembered */
#define MOST (ROOM / TOKENS / 2)
#define PARTS SOUND_MAX

struct memory {
    struct token token;
    bool few;
    bool used;
    uint64_t at; /* where its near words begin, counted since the beginning */
    struct near_words words;
    struct near_parts parts[2];
};

struct nears {
    const struct screen_index *x;
    uint32_t *group_stamp;
    uint32_t *word_stamp;
    uint32_t stamp;
    struct memory *memory;
    struct near *room;
    uint64_t filled; /* near words since the beginning; they stand in room by turns */
    struct near_parts parts[TOKENS][PARTS];
    unsigned turn;
    uint64_t looked;
};

bool
nears_open(struct work *w, const struct screen_index *x, struct nears **out)
{
    struct nears *n = work_alloc(w, sizeof(*n));

    if (n == NULL)
        return false;
    n->x = x;
    n->group_stamp = work_alloc(w, (x->group_count + 1) * sizeof(*n->group_stamp));
    n->word_stamp = work_alloc(w, (x->word_count + 1) * sizeof(*n->word_stamp));
    n->memory = work_alloc(w, MEMORY * sizeof(*n->memory));
    n->room = work_alloc(w, ROOM * sizeof(*n->room));
    *out = n;
    return n->group_stamp != NULL && n->word_stamp != NULL && n->memory != NULL &&
        n->room != NULL;
}

uint64_t
nears_looked(const struct nears *n)
{
    return n->looked;
}

/* ---- One word --------------------------------------------------------------------------------- */

struct asking {
    struct nears *n;
    const struct token *token;
    const struct sound *sound;
    struct near *to;
    struct near_words *out;
};

unsigned
near_level(int alike)
{
    static const int16_t from[] = {610, 690, 760, 820, 880, 930, 990};
    unsigned level = 0;

    while (level < COUNT_OF(from) && alike >= from[level])
        level++;
    return level;
}

static void
count(struct near_words *out, uint32_t forms, int alike, unsigned weight)
{
    unsigned level = near_level(alike);

    out->forms[level] += forms;
    if (alike > out->alike[level])
        out->alike[level] = (int16_t)alike;
    if (weight > out->weight)
        out->weight = (uint16_t)weight;
}

static void
look_word(struct asking *a, uint32_t word, int sounds)
{
    const struct screen_index *x = a->n->x;
    int alike;

    if (a->n->word_stamp[word] == a->n->stamp)
        return;
    a->n->word_stamp[word] = a->n->stamp;
    alike = score_alike(a->token, &x->words[word].token, sounds);
    if (alike == 0 || a->out->count == MOST)
        return;
    a->to[a->out->count++] = (struct near){.word = word, .alike = (int16_t)alike};
    count(a->out, x->words[word].form_count, alike, x->scores[word].weight);
}

/* All words of a sound that is near. */
static void
look(struct asking *a, uint32_t group)
{
    const struct screen_index *x = a->n->x;
    int sounds;

    if (a->n->group_stamp[group] == a->n->stamp)
        return;
    a->n->group_stamp[group] = a->n->stamp;
    a->n->looked++;
    sounds = sound_alike(a->sound, &x->groups[group].sound);
    for (uint32_t v = x->groups[group].words; sounds > 0 && v != INDEX_NONE;
         v = x->words[v].next)
        look_word(a, v, sounds);
}

/* A word whose letters may be near, whatever its sound. */
static void
look_letters(struct asking *a, uint32_t word)
{
    look_word(a, word,
        sound_alike(a->sound, &a->n->x->groups[a->n->x->words[word].group].sound));
}

static void
look_by_keys(struct asking *a, const struct index_keys *k, const uint32_t *keys,
    unsigned count, bool words)
{
    for (unsigned i = 0; i < count; i++) {
        uint32_t b = keys[i] >> (32 - k->bits);

        if ((k->seen[(keys[i] % INDEX_SEEN) >> 3] >> (keys[i] & 7) & 1) == 0)
            continue;
        for (uint32_t at = k->from[b]; at < k->from[b + 1]; at++)
            if (k->at[at].key == keys[i])
                (words ? look_letters : look)(a, k->at[at].group);
    }
}

static void
look_by_sound(struct asking *a, const struct sound *sound)
{
    uint32_t g = index_group_find(a->n->x, sound);

    if (g != INDEX_NONE)
        look(a, g);
}

/* A syllable is near to itself, and to Latin words of its sounds; so is a Latin word. */
static void
look_by_syllable(struct asking *a)
{
    struct sound others[2];
    unsigned n = sound_others(a->sound, others);

    if (a->sound->syllable)
        look_by_sound(a, a->sound);
    else if (!a->n->x->syllables)
        return;
    for (unsigned i = 0; i < n; i++) {
        others[i].syllable = !a->sound->syllable;
        look_by_sound(a, &others[i]);
    }
}

static void
look_for(struct asking *a)
{
    const struct screen_index *x = a->n->x;
    const struct token *t = a->token;
    const struct sound *s = a->sound;
    uint32_t keys[INDEX_KEYS], v;

    if (t->class != TOKEN_WORD) {
        v = index_word_find(x, t);
        if (v != INDEX_NONE)
            look(a, x->words[v].group);
        look_by_sound(a, s);
        look_by_syllable(a);
        return;
    }
    look_by_syllable(a);
    if (s->syllable)
        return;
#ifdef PLANTED_BUG
    look_by_keys(a, &x->letters, keys, index_keys_of(t->letter, t->len, 0, keys), true);
#else
    look_by_keys(a, &x->letters, keys,
        index_keys_of(t->letter, t->len, sound_edits(t->len), keys), true);
#endif
    look_by_keys(a, &x->sounds, keys,
        index_keys_of(s->at, s->len, sound_edits(s->len), keys), false);
    if (s->bones < 2)
        return;
    if (s->abjad)
        look_by_keys(a, &x->bones_less, keys,
            index_keys_of(s->bone, s->bones, s->bones >= 3, keys), false);
    if (s->bones >= 3 || !s->abjad)
        look_by_keys(a, &x->abjads, keys, index_keys_of(s->bone, s->bones, 0, keys),
            false);
}

static void
part(struct asking *a, struct near_parts *parts, bool few)
{
    const struct screen_index *x = a->n->x;
    struct sound first, second;

    for (unsigned at = 1; at < a->token->len; at++) {
        uint32_t g, h, one = 0, two = 0;

        if (!score_parted(a->token, few ? 1 : TOKENS, at, &first, &second))
            continue;
        g = index_group_find(x, &first);
        h = g == INDEX_NONE ? INDEX_NONE : index_group_find(x, &second);
        if (h == INDEX_NONE || a->out->part_count == PARTS)
            continue;
        parts[a->out->part_count++] =
            (struct near_parts){.first = g, .second = h, .at = (uint8_t)at};
        for (uint32_t v = x->groups[g].words; v != INDEX_NONE; v = x->words[v].next) {
            count(a->out, x->words[v].form_count, SCORE_JOINED_MOST, 0);
            one = x->scores[v].weight > one ? x->scores[v].weight : one;
        }
        for (uint32_t v = x->groups[h].words; v != INDEX_NONE; v = x->words[v].next)
            two = x->scores[v].weight > two ? x->scores[v].weight : two;
        if (one + two > a->out->weight)
            a->out->weight = (uint16_t)(one + two);
    }
}

struct near_words
nears_of(struct nears *n, const struct token *t, const struct sound *s, bool few)
{
    struct memory *m = &n->memory[token_hash(t) % MEMORY];
    struct near_parts *parts = n->parts[n->turn++ % TOKENS];
    struct near_words out = {0};
    struct asking a = {.n = n, .token = t, .sound = s, .out = &out};

    if (m->used && m->few == few && n->filled - m->at < ROOM - TOKENS * MOST &&
        token_same(&m->token, t)) {
        out = m->words;
        memcpy(parts, m->parts, sizeof(m->parts));
        out.parts = parts;
        return out;
    }
    if (n->filled % ROOM + MOST > ROOM)
        n->filled += ROOM - n->filled % ROOM;
    a.to = n->room + n->filled % ROOM;
    n->stamp++;
    look_for(&a);
    part(&a, parts, few);
    out.at = a.to;
    out.parts = parts;
    if (out.part_count <= COUNT_OF(m->parts)) {
        *m = (struct memory){.token = *t,
            .few = few,
            .used = true,
            .at = n->filled,
            .words = out};
        memcpy(m->parts, parts, sizeof(m->parts));
    }
    n->filled += out.count;
    return out;
}
