/*
 * invented: lists and queries of names that nobody has, from a seed, and what must be true of
 * any hit.  LIAISON_SEED repeats a run.
 */
#ifndef TESTS_ENGINES_SCREEN_INVENTED_H
#define TESTS_ENGINES_SCREEN_INVENTED_H

#include "engines/screen/index.h"
#include "tests/engines/screen/fixture.h"

static uint64_t invented_state;

static uint32_t
draw(uint32_t below)
{
    invented_state ^= invented_state << 13;
    invented_state ^= invented_state >> 7;
    invented_state ^= invented_state << 17;
    return (uint32_t)(invented_state >> 32) % below;
}

__attribute__((unused)) static void
start_seed(void)
{
    const char *given = getenv("LIAISON_SEED");
    uint64_t seed =
        given != NULL && *given != '\0' ? strtoull(given, NULL, 10) : 20260227;

    printf("# LIAISON_SEED=%llu\n", (unsigned long long)seed);
    invented_state = seed * 0x9E3779B97F4A7C15u + 1;
    for (int i = 0; i < 8; i++)
        (void)draw(2);
}

/* ---- Names -------------------------------------------------------------------------------- */

#define NAME_MOST 600
struct name {
    char at[NAME_MOST];
    size_t len;
};

static void
put(struct name *n, const char *text)
{
    size_t len = strlen(text);

    if (n->len + len > NAME_MOST)
        return;
    memcpy(n->at + n->len, text, len);
    n->len += len;
}

/* One of ${pool} words, always the same for its number. */
static void
put_word(struct name *n, uint32_t which)
{
    static const char *const first[] = {"t", "v", "k", "m", "sh", "r", "", "b", "kh", "z",
        "f", "j", "l", "ph", "d", "gh"},
                             *const vowel[] = {"a", "o", "i", "u", "e", "ou", "a", "ee"},
                             *const last[] = {"", "n", "r", "m", "l", "", "s", "d"};
    uint32_t h = which * 0x9e3779b1u ^ which >> 3;
    unsigned syllables = 1 + (h >> 28) % 3;

    for (unsigned i = 0; i < syllables; i++, h = h * 0x85ebca6bu + 77) {
        put(n, first[(h >> 20) % COUNT_OF(first)]);
        put(n, vowel[(h >> 15) % COUNT_OF(vowel)]);
        put(n, last[(h >> 10) % COUNT_OF(last)]);
    }
}

/* What stands among names: particles, titles, forms, compounds, numbers. */
static void
put_around(struct name *n)
{
    static const char *const words[] = {"al", "bin", "Abd", "de", "Dr.", "haji", "Ltd",
        "of", "abu", "7", "LLC", "and", "Abdul", "company", "van der", "jsc", "abdulla",
        "uddin"};

    put(n, words[draw(COUNT_OF(words))]);
}

static struct name
any_name(uint32_t pool)
{
    struct name n = {.len = 0};

    for (uint32_t words = 1 + draw(4), i = 0; i < words; i++) {
        if (i > 0)
            put(&n, draw(12) == 0 ? "-" : " ");
        if (draw(8) == 0) {
            put_around(&n);
            put(&n, " ");
        }
        if (draw(20) == 0)
            put(&n, "J.");
        else
            put_word(&n, draw(4) == 0 ? draw(8) : draw(pool));
    }
    return n;
}

/* ---- The same name as others write it ------------------------------------------------------ */

/* Letter by letter in another script, as nobody would quite. */
static struct name
in_script(const struct name *from, const char *const letters[26])
{
    struct name n = {.len = 0};

    for (size_t i = 0; i < from->len; i++) {
        char c = (char)(from->at[i] | 32), as[2] = {from->at[i], '\0'};

        put(&n, c >= 'a' && c <= 'z' ? letters[c - 'a'] : as);
    }
    return n;
}

static const char *const cyrillic[26] = {"а", "б", "к", "д", "е", "ф", "г", "х", "и", "й",
    "к", "л", "м", "н", "о", "п", "к", "р", "с", "т", "у", "в", "в", "х", "й", "з"};
static const char *const arabic[26] = {"", "ب", "ك", "د", "", "ف", "ج", "ه", "ي", "ج",
    "ك", "ل", "م", "ن", "", "ف", "ق", "ر", "س", "ت", "و", "ف", "و", "س", "ي", "ز"};
static const char *const greek[26] = {"α", "β", "κ", "δ", "ε", "φ", "γ", "χ", "ι", "ι",
    "κ", "λ", "μ", "ν", "ο", "π", "κ", "ρ", "σ", "τ", "υ", "β", "ω", "ξ", "υ", "ζ"};

static void
typo(struct name *n)
{
    size_t at = draw((uint32_t)n->len);
    char other = (char)('a' + draw(26));

    switch (draw(4)) {
    case 0:
        memmove(n->at + at, n->at + at + 1, n->len - at - 1);
        n->len--;
        break;
    case 1:
        n->at[at] = other;
        break;
    case 2:
        if (n->len == NAME_MOST)
            break;
        memmove(n->at + at + 1, n->at + at, n->len - at);
        n->at[at] = other;
        n->len++;
        break;
    default:
        if (at > 0) {
            other = n->at[at];
            n->at[at] = n->at[at - 1];
            n->at[at - 1] = other;
        }
    }
}

/* A blank more, or less; the words turned round; a word as one letter. */
static void
reshape(struct name *n)
{
    struct name out = {.len = 0};
    char *blank = memchr(n->at, ' ', n->len);
    size_t head = blank == NULL ? n->len : (size_t)(blank - n->at), tail = n->len - head;

    switch (draw(4)) {
    case 0:
        if (blank != NULL) {
            memmove(blank, blank + 1, tail - 1);
            n->len--;
        }
        return;
    case 1:
        if (n->len > 5 && n->len < NAME_MOST) {
            memmove(n->at + 4, n->at + 3, n->len - 3);
            n->at[3] = ' ';
            n->len++;
        }
        return;
    case 2:
        if (tail > 1) {
            memcpy(out.at, blank + 1, tail - 1);
            out.at[tail - 1] = ' ';
            memcpy(out.at + tail, n->at, head);
            out.len = n->len;
            *n = out;
        }
        return;
    default:
        if (tail > 1) {
            memmove(n->at + 1, blank, tail);
            n->len = tail + 1;
        }
    }
}

/* Its first word once more, written otherwise: as a father's name often is. */
static void
twice(struct name *n)
{
    struct name again = *n;
    const char *blank = memchr(n->at, ' ', n->len);

    if (blank == NULL || blank - n->at < 4)
        return;
    again.len = (size_t)(blank - n->at);
    typo(&again);
    put(n, " ");
    put(n, scratch_text("%.*s", (int)again.len, again.at));
}

/* Somebody's name once more. */
static struct name
as_others(const struct name *of)
{
    struct name n = *of;

    if (n.len > 2 && draw(2) == 0)
        typo(&n);
    if (n.len > 2 && draw(3) == 0)
        reshape(&n);
    if (draw(6) == 0)
        twice(&n);
    if (draw(8) == 0) {
        put(&n, " ");
        put_around(&n);
    }
    switch (draw(12)) {
    case 0:
        return in_script(&n, cyrillic);
    case 1:
        return in_script(&n, arabic);
    case 2:
        return in_script(&n, greek);
    default:
        return n;
    }
}

/* A name of three syllables of Hangul or Han. */
static struct name
syllable_name(void)
{
    static const char *const all[] = {"김", "이", "박", "정", "은", "철", "민", "수",
        "王", "李", "张", "伟", "明", "大", "金", "正"};
    struct name n = {.len = 0};

    for (uint32_t i = 0, base = draw(2) * 8; i < 3; i++)
        put(&n, all[base + draw(8)]);
    return n;
}

/* ---- Lists -------------------------------------------------------------------------------- */

static void *
need(void *at)
{
    if (at == NULL) {
        printf("Bail out! no memory to test with\n");
        exit(1);
    }
    return at;
}

static struct bytes
kept(struct work *w, const void *at, size_t len)
{
    struct bytes out;

    if (!work_keep(w, bytes_from(at, len), &out))
        need(NULL);
    return out;
}

/* A list of these texts, each the only name of an entry: "1", "2" ... */
__attribute__((unused)) static struct screen_list
list_of(struct work *w, const char *const *texts, size_t count)
{
    struct screen_list l = {.name = bytes_of("INV"),
        .entries = need(work_alloc(w, (count + 1) * sizeof(*l.entries))),
        .count = count,
        .names = count};

    for (size_t i = 0; i < count; i++) {
        struct screen_entry *e = &l.entries[i];

        e->list = l.name;
        e->ref = bytes_of(scratch_text("%zu", i + 1));
        e->names = need(work_alloc(w, sizeof(*e->names)));
        e->names[0].text = bytes_of(texts[i]);
        e->name_count = 1;
    }
    return l;
}

/* So many entries of up to three names of so many words, also in other scripts. */
__attribute__((unused)) static struct screen_list
invent_list(struct work *w, size_t count, uint32_t pool)
{
    struct screen_list l = {.name = bytes_of("INV"),
        .entries = need(work_alloc(w, (count + 1) * sizeof(*l.entries))),
        .count = count};

    for (size_t i = 0; i < count; i++) {
        struct screen_entry *e = &l.entries[i];
        struct name first = any_name(pool);

        e->list = l.name;
        e->type = (uint8_t)draw(SCREEN_TYPES);
        e->name_count = 1 + draw(3);
        e->names = need(work_alloc(w, 3 * sizeof(*e->names)));
        for (size_t n = 0; n < e->name_count; n++) {
            struct name more = n == 0 ? first
                : draw(10) == 0       ? syllable_name()
                                      : as_others(&first);

            if (draw(30) == 0)
                put(&more, " (Vor; Tamsin Orel)");
            e->names[n] = (struct screen_name){kept(w, more.at, more.len),
                (uint8_t)(n == 0 ? SCREEN_PRIMARY : SCREEN_ALIAS)};
        }
        l.names += e->name_count;
    }
    return l;
}

static struct name
name_of(struct bytes text)
{
    struct name n = {.len = text.len < NAME_MOST ? text.len : NAME_MOST};

    memcpy(n.at, text.at, n.len);
    return n;
}

/* A name like one of the list's, or like none. */
__attribute__((unused)) static struct name
invent_query(const struct screen_list *l, uint32_t pool)
{
    const struct screen_entry *e = &l->entries[draw((uint32_t)l->count)];
    struct name of = draw(12) == 0 ? syllable_name()
        : draw(4) == 0             ? any_name(pool)
                       : name_of(e->names[draw((uint32_t)e->name_count)].text);

    return as_others(&of);
}

/* ---- Hits --------------------------------------------------------------------------------- */

struct hits {
    const struct screen_hit *at;
    size_t count;
    size_t all;
};

__attribute__((unused)) static struct screen_search *
opened(struct work *w, const struct screen_index *x)
{
    struct screen_search *s;

    if (!screen_search_open(w, x, &s))
        need(NULL);
    return s;
}

__attribute__((unused)) static struct screen_index *
built(struct work *w, const struct screen_list *lists, size_t count)
{
    struct screen_index *x;

    if (!screen_index_build(w, lists, count, &x))
        need(NULL);
    return x;
}

__attribute__((unused)) static struct hits
ask(struct screen_search *s, struct bytes name, int threshold, bool exhaustive)
{
    struct screen_query q = {.name = name};
    struct screen_settings how = {.threshold = threshold, .exhaustive = exhaustive};
    struct hits h;

    screen_search(s, &q, &how, &h.at, &h.count, &h.all);
    return h;
}

static bool
lent_from(struct bytes part, struct bytes whole)
{
    return part.len == 0 ||
        (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

static bool
has_name(const struct screen_entry *e, struct bytes list, struct bytes ref,
    struct bytes name)
{
    bool named = false;

    for (size_t i = 0; i < e->name_count; i++)
        named |= bytes_equal(e->names[i].text, name);
    return named && bytes_equal(e->ref, ref) && bytes_equal(e->list, list);
}

/* The name is the entry's own, or that of an entry of another list, which it then says. */
static bool
is_named(const struct screen_hit *h)
{
    const struct held *held = &h->index->lexicon.held;

    if (h->name_ref.len == 0)
        return has_name(held->read[h->entry], h->on, h->ref, h->name.text);
    for (uint32_t e = 0; e < held->count; e++)
        if (has_name(held->read[e], h->name_on, h->name_ref, h->name.text))
            return !bytes_equal(h->name_on, h->on);
    return false;
}

/* Why these cannot be the hits of ${name}; NULL: they can. */
__attribute__((unused)) static const char *
hits_wrong(const struct hits *h, struct bytes name, int threshold)
{
    if (h->count > h->all)
        return "more hits than there are";
    for (size_t i = 0; i < h->count; i++) {
        const struct screen_hit *x = &h->at[i], *before = i > 0 ? x - 1 : NULL;
        int sum = 0;

        for (size_t k = 0; k < x->count; k++) {
            sum += x->parts[k].points;
            if (x->parts[k].why == SCREEN_WORD &&
                (!lent_from(x->parts[k].asked, name) ||
                    !lent_from(x->parts[k].listed, x->name.text)))
                return "a part that is of no name";
            if (x->parts[k].why >= SCREEN_WHYS || x->parts[k].points == 0)
                return "a part that says nothing";
        }
        if (sum != x->points)
            return "parts are not the sum";
        if (x->points < threshold)
            return "below the threshold";
        if (x->index != h->at[0].index || x->entry >= x->index->lexicon.held.count ||
            !is_named(x))
            return "a name of another entry";
        if (before != NULL &&
            (before->points < x->points ||
                (before->points == x->points && before->entry >= x->entry)))
            return "not in order";
        for (size_t k = 0; k < i; k++)
            if (h->at[k].entry == x->entry)
                return "an entry twice";
    }
    return NULL;
}

/* Are they the same to the last part? */
__attribute__((unused)) static bool
same_hits(const struct hits *a, const struct hits *b)
{
    if (a->count != b->count || a->all != b->all)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct screen_hit *x = &a->at[i], *y = &b->at[i];

        if (x->entry != y->entry || !bytes_equal(x->name.text, y->name.text) ||
            x->name.kind != y->name.kind || x->points != y->points ||
            x->count != y->count || x->band != y->band || !bytes_equal(x->ref, y->ref) ||
            !bytes_equal(x->on, y->on) || !bytes_equal(x->name_on, y->name_on) ||
            !bytes_equal(x->name_ref, y->name_ref))
            return false;
        for (size_t k = 0; k < x->count; k++)
            if (x->parts[k].why != y->parts[k].why ||
                x->parts[k].points != y->parts[k].points ||
                !bytes_equal(x->parts[k].asked, y->parts[k].asked) ||
                !bytes_equal(x->parts[k].listed, y->parts[k].listed))
                return false;
    }
    return true;
}

#endif
