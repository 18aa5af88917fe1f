/*
 * An index from lists.
 */
#include <string.h>

#include "engines/screen/index.h"
#include "engines/screen/token_inner.h"

static uint32_t
mix(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352dU;
    h ^= h >> 15;
    h *= 0x846ca68bU;
    return h ^ (h >> 16);
}

static uint32_t
hash_letters(const char *at, size_t len, uint32_t seed)
{
    uint32_t h = seed ^ 2166136261U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)at[i]) * 16777619U;
    return mix(h);
}

/* ---- Keys --------------------------------------------------------------------------------- */

/* A polynomial of the letters modulo 2^32, so that one with letters left out is made of its
 * parts: the base is odd, and its inverse takes a letter's place away. */
#define BASE 0x9e3779b1U
#define BASE_INVERSE 0x0e8b2f51U

unsigned
index_keys_of(const char *at, size_t len, unsigned edits, uint32_t *to)
{
    uint32_t until[SOUND_MAX + 1] = {0}, power = 1;
    unsigned n = 0;

    for (size_t i = 0; i < len; i++) {
        until[i + 1] = until[i] + (uint32_t)(uint8_t)at[i] * power;
        power *= BASE;
    }
    to[n++] = mix(until[len]);
    for (size_t i = 0; edits > 0 && i < len; i++) {
        if (i > 0 && at[i] == at[i - 1])
            continue;
        to[n++] = mix(until[i] + (until[len] - until[i + 1]) * BASE_INVERSE);
    }
    return n;
}

/* ---- Words ---------------------------------------------------------------------------------- */

uint32_t
token_hash(const struct token *t)
{
    return hash_letters(t->letter, t->len,
        (uint32_t)t->class * 31 + (uint32_t)t->script * 1009 + t->origin);
}

bool
token_same(const struct token *a, const struct token *b)
{
    return a->len == b->len && a->class == b->class && a->script == b->script &&
        a->origin == b->origin && memcmp(a->letter, b->letter, a->len) == 0;
}

uint32_t
index_word_find(const struct screen_index *x, const struct token *t)
{
    for (uint32_t h = token_hash(t);; h++) {
        uint32_t at = x->word_table[h & x->table_mask];

        if (at == INDEX_NONE || token_same(&x->words[at].token, t))
            return at;
    }
}

static uint32_t
sound_hash(const struct sound *s)
{
    return hash_letters(s->at, s->len, (s->abjad ? 77 : 7) + (s->syllable ? 1000U : 0U));
}

uint32_t
index_group_find(const struct screen_index *x, const struct sound *s)
{
    for (uint32_t h = sound_hash(s);; h++) {
        uint32_t at = x->group_table[h & x->table_mask];

        if (at == INDEX_NONE || sound_same(&x->groups[at].sound, s))
            return at;
    }
}

static uint32_t
group_of(struct screen_index *x, uint32_t word)
{
    struct sound s;
    uint32_t h, at;

    sound_of(x->words[word].token.letter, x->words[word].token.len,
        (enum text_script)x->words[word].token.script, &s);
    for (h = sound_hash(&s);; h++) {
        at = x->group_table[h & x->table_mask];
        if (at == INDEX_NONE) {
            at = x->group_count++;
            x->groups[at] = (struct index_group){.sound = s, .words = INDEX_NONE};
            x->group_table[h & x->table_mask] = at;
            break;
        }
        if (sound_same(&x->groups[at].sound, &s))
            break;
    }
    x->syllables |= s.syllable;
    x->words[word].group = at;
    x->words[word].next = x->groups[at].words;
    x->groups[at].words = word;
    return at;
}

static uint32_t
word_of(struct screen_index *x, const struct token *t)
{
    for (uint32_t h = token_hash(t);; h++) {
        uint32_t at = x->word_table[h & x->table_mask];

        if (at != INDEX_NONE && token_same(&x->words[at].token, t))
            return at;
        if (at == INDEX_NONE) {
            at = x->word_count++;
            x->words[at] = (struct index_word){.token = *t};
            x->words[at].token.from = x->words[at].token.to = 0;
            x->word_table[h & x->table_mask] = at;
            return at;
        }
    }
}

/* ---- Key tables ------------------------------------------------------------------------------- */

/* What a table of keys is made of. */
struct keyed {
    bool abjad; /* groups of scripts without vowels, or the others */
    bool bones;
    bool whole;   /* nothing left out */
    bool letters; /* of words, as they are written */
};

static unsigned
keys_of_group(const struct index_group *g, const struct keyed *how, uint32_t *keys)
{
    const struct sound *s = &g->sound;

    if (!how->bones)
        return index_keys_of(s->at, s->len, sound_edits(s->len), keys);
    if (s->syllable || s->abjad != how->abjad ||
        s->bones < (how->abjad          ? 2
                           : how->whole ? 3
                                        : 2))
        return 0;
    return index_keys_of(s->bone, s->bones, !how->whole && s->bones >= 3, keys);
}

static unsigned
keys_of(const struct screen_index *x, uint32_t at, const struct keyed *how,
    uint32_t *keys)
{
    const struct token *t = &x->words[at].token;

    if (!how->letters)
        return keys_of_group(&x->groups[at], how, keys);
    if (t->class != TOKEN_WORD)
        return 0;
    return index_keys_of(t->letter, t->len, sound_edits(t->len), keys);
}

static bool
keys_build(struct work *w, struct screen_index *x, const struct keyed *how,
    struct index_keys *out)
{
    uint32_t keys[INDEX_KEYS];
    size_t buckets = (size_t)1 << 17, all = 0;

    out->bits = 17;
    out->from = work_alloc(w, (buckets + 2) * sizeof(*out->from));
    out->seen = work_alloc(w, INDEX_SEEN / 8);
    if (out->from == NULL || out->seen == NULL)
        return false;
    for (uint32_t g = 0; g < (how->letters ? x->word_count : x->group_count); g++) {
        unsigned n = keys_of(x, g, how, keys);

        for (unsigned k = 0; k < n; k++)
            out->from[(keys[k] >> (32 - out->bits)) + 2]++;
        all += n;
    }
    for (size_t i = 0; i < buckets; i++)
        out->from[i + 2] += out->from[i + 1];
    out->at = work_alloc(w, (all + 1) * sizeof(*out->at));
    if (out->at == NULL)
        return false;
    for (uint32_t g = 0; g < (how->letters ? x->word_count : x->group_count); g++) {
        unsigned n = keys_of(x, g, how, keys);

        for (unsigned k = 0; k < n; k++) {
            out->at[out->from[(keys[k] >> (32 - out->bits)) + 1]++] =
                (struct index_key){keys[k], g};
            out->seen[(keys[k] % INDEX_SEEN) >> 3] |= (uint8_t)(1U << (keys[k] & 7));
        }
    }
    return true;
}

/* ---- All ---------------------------------------------------------------------------------------- */

static uint32_t
form_hash(const uint32_t *slots, unsigned count)
{
    return hash_letters((const char *)slots, count * sizeof(*slots), 5);
}

static bool
add_name(struct screen_index *x, uint32_t *form_table, uint32_t mask, uint32_t entry,
    const struct screen_name *name, size_t at)
{
    struct tokens t;
    uint32_t *slots = x->slots + x->slot_count, h;

    tokens_of(name->text, &t);
    if (t.count == 0)
        return true;
    for (unsigned i = 0; i < t.count; i++)
        slots[i] = word_of(x, &t.at[i]);
    for (h = form_hash(slots, t.count);; h++) {
        uint32_t f = form_table[h & mask];

        if (f == INDEX_NONE) {
            f = form_table[h & mask] = x->form_count++;
            x->forms[f] = (struct index_form){.slots = x->slot_count,
                .names = INDEX_NONE,
                .count = (uint8_t)t.count};
            x->slot_count += t.count;
        } else if (x->forms[f].count != t.count ||
            memcmp(x->slots + x->forms[f].slots, slots, t.count * sizeof(*slots)) != 0) {
            continue;
        }
        x->names[x->name_count] = (struct index_name){.entry = entry,
            .next = x->forms[f].names,
            .at = (uint16_t)at,
            .kind = name->kind};
        x->forms[f].names = x->name_count++;
        return true;
    }
}

static bool
is_latin(struct bytes t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.at[i] >= 0xcd && t.at[i] != 0xe2)
            return false;
    return true;
}

/* One word, of few letters: a name's initials. */
static bool
is_short(struct bytes t)
{
    return t.len <= 9 && memchr(t.at, ' ', t.len) == NULL;
}

/* A name field that holds several: "name (another; a third)", where what is in parentheses is
 * several, one short word, or in another script than what stands before. */
static bool
add_field(struct screen_index *x, uint32_t *form_table, uint32_t mask, uint32_t entry,
    const struct screen_name *name, size_t at)
{
    struct bytes t = name->text, rest;
    const uint8_t *open = t.len == 0 ? NULL : memchr(t.at, '(', t.len), *close;

    TRY(add_name(x, form_table, mask, entry, name, at));
    if (open == NULL || open == t.at)
        return true;
    rest = bytes_from(open + 1, (size_t)(t.at + t.len - open) - 1);
    close = rest.len == 0 ? NULL : memchr(rest.at, ')', rest.len);
    if (close != NULL)
        rest.len = (size_t)(close - rest.at);
    t.len = (size_t)(open - t.at);
    if (rest.len == 0 ||
        (memchr(rest.at, ';', rest.len) == NULL && is_latin(t) == is_latin(rest) &&
            !is_short(rest)))
        return true;
    TRY(add_name(x, form_table, mask, entry, &(struct screen_name){t, name->kind}, at));
    while (rest.len > 0) {
        const uint8_t *end = memchr(rest.at, ';', rest.len);
        size_t n = end == NULL ? rest.len : (size_t)(end - rest.at);

        TRY(add_name(x, form_table, mask, entry,
            &(struct screen_name){bytes_from(rest.at, n), name->kind}, at));
        n += end != NULL;
        rest = bytes_from(rest.at + n, rest.len - n);
    }
    return true;
}

static bool
has_initial(const struct screen_index *x, uint32_t form)
{
    const uint32_t *s = x->slots + x->forms[form].slots;

    for (unsigned i = 0; i < x->forms[form].count; i++)
        if (x->words[s[i]].token.class == TOKEN_INITIAL)
            return true;
    return false;
}

bool
screen_index_build(struct work *w, const struct screen_list *lists, size_t count,
    struct screen_index **out)
{
    struct screen_index *x = work_alloc(w, sizeof(*x));
    size_t names = 0, entries = 0, size = 1024;
    uint32_t *form_table, *fill, n = 0;

    if (x == NULL)
        return false;
    x->lists = lists;
    x->list_count = count;
    for (size_t i = 0; i < count; i++) {
        names += lists[i].names + lists[i].names / 4 + 64;
        entries += lists[i].count;
    }
    while (size < names * 4)
        size *= 2;
    x->table_mask = (uint32_t)size - 1;
    x->entries = work_alloc(w, (entries + 1) * sizeof(*x->entries));
    x->entry_list = work_alloc(w, entries + 1);
    x->names = work_alloc(w, (names + 1) * sizeof(*x->names));
    x->forms = work_alloc(w, (names + 1) * sizeof(*x->forms));
    x->slots = work_alloc(w, (names * 8 + TOKENS) * sizeof(*x->slots));
    x->words = work_alloc(w, (names * 2 + 1) * sizeof(*x->words));
    x->scores = work_alloc(w, (names * 2 + 1) * sizeof(*x->scores));
    x->groups = work_alloc(w, (names * 2 + 1) * sizeof(*x->groups));
    x->word_table = work_alloc(w, size * sizeof(*x->word_table));
    x->group_table = work_alloc(w, size * sizeof(*x->group_table));
    form_table = work_alloc(w, size * sizeof(*form_table));
    if (form_table == NULL || x->group_table == NULL || x->word_table == NULL ||
        x->groups == NULL || x->scores == NULL || x->words == NULL || x->slots == NULL ||
        x->forms == NULL || x->names == NULL || x->entries == NULL ||
        x->entry_list == NULL)
        return false;
    memset(x->word_table, 0xff, size * sizeof(*x->word_table));
    memset(x->group_table, 0xff, size * sizeof(*x->group_table));
    memset(form_table, 0xff, size * sizeof(*form_table));
    for (size_t l = 0; l < count; l++)
        for (size_t e = 0; e < lists[l].count; e++) {
            const struct screen_entry *entry = &lists[l].entries[e];

            x->entries[x->entry_count] = entry;
            x->entry_list[x->entry_count] = (uint8_t)l;
            for (size_t i = 0; i < entry->name_count; i++)
                TRY(add_field(x, form_table, x->table_mask, x->entry_count,
                    &entry->names[i], i));
            x->entry_count++;
        }
    /* How many forms have a word, each once. */
    for (uint32_t f = 0; f < x->form_count; f++)
        for (unsigned i = 0; i < x->forms[f].count; i++) {
            const uint32_t *s = x->slots + x->forms[f].slots;
            bool again = false;

            for (unsigned j = 0; j < i; j++)
                again |= s[j] == s[i];
            x->words[s[i]].form_count += !again;
        }
    x->postings = work_alloc(w, (x->slot_count + 1) * sizeof(*x->postings));
    fill = work_alloc(w, (x->word_count + 1) * sizeof(*fill));
    if (x->postings == NULL || fill == NULL)
        return false;
    for (uint32_t v = 0; v < x->word_count; v++) {
        x->words[v].forms = fill[v] = n;
        n += x->words[v].form_count;
        (void)group_of(x, v);
    }
    for (int initials = 0; initials < 2; initials++) {
        for (uint32_t f = 0; f < x->form_count; f++)
            for (unsigned i = 0;
                 i < x->forms[f].count && has_initial(x, f) == (initials > 0); i++) {
                uint32_t v = x->slots[x->forms[f].slots + i];

                if (fill[v] == x->words[v].forms || x->postings[fill[v] - 1] != f)
                    x->postings[fill[v]++] = f;
            }
        for (uint32_t v = 0; initials == 0 && v < x->word_count; v++)
            x->words[v].plain_count = fill[v] - x->words[v].forms;
    }
    for (uint32_t v = 0; v < x->word_count; v++)
        x->scores[v] =
            score_word(&x->words[v].token, x->words[v].form_count, x->form_count);
    for (uint32_t f = 0; f < x->form_count; f++)
        for (unsigned i = 0; i < x->forms[f].count; i++)
            x->forms[f].weight = (uint16_t)(x->forms[f].weight +
                x->scores[x->slots[x->forms[f].slots + i]].weight);
    TRY(keys_build(w, x, &(struct keyed){.letters = true}, &x->letters) &&
        keys_build(w, x, &(struct keyed){.bones = false}, &x->sounds) &&
        keys_build(w, x, &(struct keyed){.bones = true}, &x->bones_less) &&
        keys_build(w, x, &(struct keyed){.abjad = true, .bones = true, .whole = true},
            &x->abjads));
    *out = x;
    return true;
}
