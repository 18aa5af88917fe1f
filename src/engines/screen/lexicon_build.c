/*
 * A lexicon from lists.
 */
#include <string.h>

#include "engines/screen/counterparts.h"
#include "engines/screen/spellings.h"

/* A lexicon that grows: how many there is room for. */
struct builder {
    struct work *w;
    struct lexicon *x;
    uint32_t word_room;
    uint32_t slot_room;
    uint32_t name_room; /* and forms: there are never more of them */
    uint32_t expected;  /* names: by that the first room is made */
    bool works;         /* what its names begin with is a name, too */
    uint32_t *form_table;
    uint32_t form_mask;
};

/* More room, when there is none for ${more}; what was there is kept. */
static bool
grow(const struct builder *b, void *array, size_t size, uint32_t count, uint32_t more,
    uint32_t *room)
{
    void **at = array, *old = *at;
    uint32_t was = *room;

    if (count + more <= *room)
        return true;
    while (*room < count + more) {
        if (*room > UINT32_MAX / 4)
            return fail(b->w, FAULT_INVALID, "more names than a lexicon can hold");
        *room = *room == 0 ? b->expected : *room + *room / 2;
    }
    *at = work_alloc(b->w, *room * size);
    if (*at == NULL) {
        *room = was;
        return false;
    }
    if (count > 0)
        memcpy(*at, old, count * size);
    return true;
}

/* An empty table for at least ${count} numbers, never more than half full. */
static bool
table_open(struct work *w, uint32_t count, uint32_t **table, uint32_t *mask)
{
    uint32_t size = 2048;

    while (size / 2 < count)
        size *= 2;
    *table = work_alloc(w, size * sizeof(**table));
    if (*table == NULL)
        return false;
    memset(*table, 0xff, size * sizeof(**table));
    *mask = size - 1;
    return true;
}

static void
table_add(uint32_t *table, uint32_t mask, uint32_t hash, uint32_t number)
{
    while (table[hash & mask] != LEXICON_NONE)
        hash++;
    table[hash & mask] = number;
}

/* ---- Words and forms ----------------------------------------------------------------------------- */

static bool
word_of(struct builder *b, const struct token *t, uint32_t *out)
{
    struct lexicon *x = b->x;
    uint32_t before = b->word_room, hash = token_hash(t);

    *out = lexicon_word_find(x, t, hash);
    if (*out != LEXICON_NONE)
        return true;
    if (x->word_count == LEXICON_WORDS)
        return fail(b->w, FAULT_INVALID, "more words than a lexicon can hold, %u",
            LEXICON_WORDS);
    TRY(grow(b, &x->words, sizeof(*x->words), x->word_count, 1, &b->word_room));
    if (b->word_room != before) {
        TRY(table_open(b->w, b->word_room, &x->word_table, &x->word_mask));
        for (uint32_t v = 0; v < x->word_count; v++)
            table_add(x->word_table, x->word_mask, token_hash(&x->words[v].token), v);
    }
    *out = x->word_count++;
    x->words[*out] = (struct lexicon_word){.token = *t};
    x->words[*out].token.from = x->words[*out].token.to = 0;
    table_add(x->word_table, x->word_mask, hash, *out);
    return true;
}

static uint32_t
form_hash(const uint32_t *slots, unsigned count)
{
    return lexicon_hash((const char *)slots, count * sizeof(*slots), 5);
}

/* The form of these words, which stand behind all slots so far and the room of a head. */
static uint32_t
form_of(struct builder *b, unsigned count)
{
    struct lexicon *x = b->x;
    uint32_t *form = x->slots + x->slot_count;

    for (uint32_t h = form_hash(form_words(form), count);; h++) {
        uint32_t f = b->form_table[h & b->form_mask];
        const uint32_t *other;

        if (f == LEXICON_NONE) {
            f = b->form_table[h & b->form_mask] = x->form_count++;
            x->forms[f] =
                (struct lexicon_form){.slots = x->slot_count, .names = LEXICON_NONE};
            form[0] = f;
            form[1] = count;
            x->slot_count += FORM_HEAD + count;
            return f;
        }
        other = x->slots + x->forms[f].slots;
        if (form_count(other) == count &&
            memcmp(form_words(other), form_words(form), count * sizeof(*form)) == 0)
            return f;
    }
}

static bool
room_for_name(struct builder *b, unsigned words)
{
    struct lexicon *x = b->x;
    uint32_t room = b->name_room;

    TRY(grow(b, &x->slots, sizeof(*x->slots), x->slot_count, words + FORM_HEAD,
            &b->slot_room) &&
        grow(b, &x->names, sizeof(*x->names), x->name_count, 1, &room));
    if (room == b->name_room)
        return true;
    TRY(grow(b, &x->forms, sizeof(*x->forms), x->form_count, room - x->form_count,
        &b->name_room));
    TRY(table_open(b->w, room, &b->form_table, &b->form_mask));
    for (uint32_t f = 0; f < x->form_count; f++) {
        const uint32_t *form = x->slots + x->forms[f].slots;

        table_add(b->form_table, b->form_mask,
            form_hash(form_words(form), form_count(form)), f);
    }
    return true;
}

static bool
add_words(struct builder *b, uint32_t entry, const struct tokens *t,
    const struct screen_name *name, size_t at, const struct screen_name *of)
{
    struct lexicon *x = b->x;
    uint32_t f;

    TRY(room_for_name(b, t->count));
    for (unsigned i = 0; i < t->count; i++)
        TRY(word_of(b, &t->at[i], &x->slots[x->slot_count + FORM_HEAD + i]));
    f = form_of(b, t->count);
    x->names[x->name_count] = (struct lexicon_name){.entry = entry,
        .next = x->forms[f].names,
        .at = (uint32_t)at,
        .from = (uint32_t)(name->text.at - of->text.at),
        .len = (uint32_t)name->text.len,
        .kind = name->kind};
    x->forms[f].names = x->name_count++;
    return true;
}

static bool
add_name(struct builder *b, uint32_t entry, const struct screen_name *name, size_t at,
    const struct screen_name *of)
{
    struct token acronym;
    struct tokens t;

    tokens_of(name->text, &t);
    if (t.count == 0)
        return true;
    TRY(add_words(b, entry, &t, name, at, of));
    if (!b->works || name->kind != SCREEN_PRIMARY || !token_acronym(&t, &acronym))
        return true;
    t.at[0] = acronym;
    t.count = 1;
    return add_words(b, entry, &t, name, at, of);
}

/* ---- Fields --------------------------------------------------------------------------------------- */

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

/* "One name/another", where both are long enough to be names. */
#define HALF_LEAST 5
static bool
add_halves(struct builder *b, uint32_t entry, const struct screen_name *name, size_t at)
{
    struct bytes t = name->text;
    const uint8_t *slash = t.len == 0 ? NULL : memchr(t.at, '/', t.len);
    size_t n = slash == NULL ? 0 : (size_t)(slash - t.at);

    if (n < HALF_LEAST || t.len - n - 1 < HALF_LEAST)
        return true;
    return add_name(b, entry, &(struct screen_name){bytes_from(t.at, n), name->kind}, at,
               name) &&
        add_name(b, entry,
            &(struct screen_name){bytes_from(slash + 1, t.len - n - 1), name->kind}, at,
            name);
}

/* "One; another; a third". */
static bool
add_pieces(struct builder *b, uint32_t entry, struct bytes rest,
    const struct screen_name *of, size_t at)
{
    while (rest.len > 0) {
        const uint8_t *end = memchr(rest.at, ';', rest.len);
        size_t n = end == NULL ? rest.len : (size_t)(end - rest.at);

        TRY(add_name(b, entry, &(struct screen_name){bytes_from(rest.at, n), of->kind},
            at, of));
        n += end != NULL;
        rest = bytes_from(rest.at + n, rest.len - n);
    }
    return true;
}

/* A name field that holds several: "name; another", and "name (another; a third)", where what
 * is in parentheses is several, one short word, or in another script than what stands before. */
static bool
add_field(struct builder *b, uint32_t entry, const struct screen_name *name, size_t at)
{
    struct bytes t = name->text, rest;
    const uint8_t *open = t.len == 0 ? NULL : memchr(t.at, '(', t.len), *close;

    TRY(add_name(b, entry, name, at, name));
    TRY(add_halves(b, entry, name, at));
    if (open == NULL && t.len > 0 && memchr(t.at, ';', t.len) != NULL)
        return add_pieces(b, entry, t, name, at);
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
    return add_name(b, entry, &(struct screen_name){t, name->kind}, at, name) &&
        add_pieces(b, entry, rest, name, at);
}

/* ---- What follows from all names ------------------------------------------------------------------- */

static bool
groups_build(struct work *w, struct lexicon *x)
{
    x->groups = work_alloc(w, (x->word_count + 1) * sizeof(*x->groups));
    x->group_seen = work_alloc(w, LEXICON_SEEN / 8);
    TRY(x->groups != NULL && x->group_seen != NULL &&
        table_open(w, x->word_count, &x->group_table, &x->group_mask));
    for (uint32_t v = 0; v < x->word_count; v++) {
        const struct token *t = &x->words[v].token;
        struct sound s;
        uint32_t g, hash;

        sound_of(t->letter, t->len, (enum text_script)t->script, &s);
        g = lexicon_group_find(x, &s);
        if (g == LEXICON_NONE) {
            g = x->group_count++;
            x->groups[g] = (struct lexicon_group){.sound = s};
            hash = lexicon_sound_hash(&s);
            table_add(x->group_table, x->group_mask, hash, g);
            x->group_seen[hash % LEXICON_SEEN >> 3] |= (uint8_t)(1U << (hash & 7));
        }
        x->syllables |= s.syllable;
        x->words[v].group = g;
        x->groups[g].count++;
    }
    return true;
}

/* Number the words by their groups. */
static bool
words_sort(struct work *w, struct lexicon *x)
{
    struct lexicon_word *words = work_alloc(w, (x->word_count + 1) * sizeof(*words));
    uint32_t *is = work_alloc(w, (x->word_count + 1) * sizeof(*is)), n = 0;

    if (words == NULL || is == NULL)
        return false;
    for (uint32_t g = 0; g < x->group_count; g++) {
        x->groups[g].words = n;
        n += x->groups[g].count;
        x->groups[g].count = 0;
    }
    for (uint32_t v = 0; v < x->word_count; v++) {
        struct lexicon_group *g = &x->groups[x->words[v].group];

        is[v] = g->words + g->count++;
        words[is[v]] = x->words[v];
    }
    x->words = words;
    for (uint32_t at = 0; at <= x->word_mask; at++)
        if (x->word_table[at] != LEXICON_NONE)
            x->word_table[at] = is[x->word_table[at]];
    for (uint32_t f = 0; f < x->form_count; f++) {
        uint32_t *form = x->slots + x->forms[f].slots;

        for (unsigned i = 0; i < form_count(form); i++)
            form[FORM_HEAD + i] = is[form[FORM_HEAD + i]];
    }
    return true;
}

static void
forms_mark(struct lexicon *x)
{
    for (uint32_t f = 0; f < x->form_count; f++) {
        uint32_t *form = x->slots + x->forms[f].slots;
        unsigned n = form_count(form);

        for (unsigned i = 0; i < n; i++)
            if (x->words[form_words(form)[i]].token.class == TOKEN_INITIAL)
                form[1] |= FORM_INITIALS;
    }
}

/* How many forms have a word, each once. */
static void
forms_count(struct lexicon *x)
{
    for (uint32_t f = 0; f < x->form_count; f++) {
        const uint32_t *form = x->slots + x->forms[f].slots, *v = form_words(form);

        for (unsigned i = 0; i < form_count(form); i++) {
            bool again = false;

            for (unsigned j = 0; j < i; j++)
                again |= v[j] == v[i];
            x->words[v[i]].form_count += !again;
        }
    }
}

static void
weigh(struct lexicon *x)
{
    for (uint32_t v = 0; v < x->word_count; v++) {
        const struct token *t = &x->words[v].token;

        x->scores[v] = x->rarity != NULL
            ? lexicon_score(x->rarity, t)
            : score_word(t, x->words[v].form_count, x->form_count);
    }
    for (uint32_t f = 0; f < x->form_count; f++) {
        uint32_t *form = x->slots + x->forms[f].slots;
        uint32_t weight = 0;

        for (unsigned i = 0; i < form_count(form); i++)
            weight += x->scores[form_words(form)[i]].weight;
        form[1] |= weight << 8;
    }
}

static bool
finish(struct work *w, struct lexicon *x)
{
    TRY(groups_build(w, x) && words_sort(w, x));
    forms_mark(x);
    forms_count(x);
    x->scores = work_alloc(w, (x->word_count + 1) * sizeof(*x->scores));
    TRY(x->scores != NULL);
    weigh(x);
    return true;
}

/* ---- Both -------------------------------------------------------------------------------------------- */

/* What most lists need, so that little of it is left behind when it grows. */
static bool
start(struct builder *b, size_t names)
{
    b->expected = names < 1024 ? 1024 : names > 1 << 26 ? 1 << 26 : (uint32_t)names;
    b->expected += b->expected / 10;
    return table_open(b->w, 0, &b->x->word_table, &b->x->word_mask);
}

bool
lexicon_of_names(struct work *w, const struct lexicon *rarity,
    struct bytes (*next)(const void *ctx, uint32_t n), const void *ctx, uint32_t count,
    struct lexicon *x)
{
    struct builder b = {.w = w, .x = x};

    *x = (struct lexicon){.rarity = rarity};
    TRY(start(&b, count));
    for (uint32_t n = 0; n < count; n++) {
        struct screen_name name = {.text = next(ctx, n)};

        TRY(add_name(&b, n, &name, 0, &name));
    }
    return finish(w, x);
}

bool
lexicon_build(struct work *w, const struct lexicon *rarity,
    const struct screen_list *lists, size_t count, struct lexicon *x)
{
    struct builder b = {.w = w, .x = x};
    size_t names = 0;

    *x = (struct lexicon){.rarity = rarity};
    for (size_t i = 0; i < count; i++)
        names += lists[i].names;
    TRY(held_open(w, lists, count, &x->held) && start(&b, names));
    for (uint32_t e = 0; e < x->held.count; e++) {
        b.works = x->held.read[e]->type == SCREEN_ENTITY;
        for (size_t i = 0; i < x->held.read[e]->name_count; i++)
            TRY(add_field(&b, e, &x->held.read[e]->names[i], i));
    }
    return finish(w, x);
}
