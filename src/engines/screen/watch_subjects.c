/*
 * Subjects that are watched: kept, indexed by their names and numbers, and found by what entries of a
 * list they may reach the threshold with.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/watch.h"

#define CHUNK 65536U
#define CHUNKS 4096U /* so they are no more than 2^28 */

struct subject {
    struct bytes name;
    struct screen_date born;
    char country[2];
    uint8_t type;
    uint8_t gender;
    uint32_t number; /* among the numbers as they came, from 1; 0: it has none */
};

struct numbered {
    struct bytes text;
    uint32_t hash;
    uint32_t subject;
};

bool
screen_watch_open(struct work *w, const struct screen_index *rarity, int threshold,
    struct screen_watch **out)
{
    struct screen_watch *s = work_alloc(w, sizeof(*s));

    TRY(s != NULL);
    s->w = w;
    s->rarity = rarity;
    s->threshold = threshold;
    s->chunks = work_alloc(w, CHUNKS * sizeof(*s->chunks));
    s->numbers = buffer_open(w, SIZE_MAX / 2);
    *out = s;
    return s->chunks != NULL;
}

/* ---- Who they are -------------------------------------------------------------------------------- */

static const struct subject *
subject_at(const struct screen_watch *s, uint32_t n)
{
    return &s->chunks[n / CHUNK][n % CHUNK];
}

static struct bytes
name_of(const void *ctx, uint32_t n)
{
    return subject_at(ctx, n)->name;
}

static const struct numbered *
numbers_of(const struct screen_watch *s)
{
    return (const void *)s->numbers.at;
}

void
watch_subject(const struct screen_watch *s, uint32_t n, struct screen_query *out)
{
    const struct subject *of = subject_at(s, n);

    *out = (struct screen_query){.name = of->name,
        .type = of->type,
        .gender = of->gender,
        .born = of->born};
    if (of->country[0] != 0)
        out->country = bytes_from(of->country, sizeof(of->country));
    if (of->number != 0)
        out->number = numbers_of(s)[of->number - 1].text;
}

bool
screen_watch_add(struct screen_watch *s, const struct screen_query *q)
{
    struct subject **chunk, *to;

    if (s->count == CHUNK * CHUNKS)
        return fail(s->w, FAULT_INVALID, "more subjects than can be watched, %u",
            CHUNK * CHUNKS);
    chunk = &s->chunks[s->count / CHUNK];
    if (*chunk == NULL)
        *chunk = work_alloc(s->w, CHUNK * sizeof(**chunk));
    TRY(*chunk != NULL);
    to = &(*chunk)[s->count % CHUNK];
    *to = (struct subject){.born = q->born, .type = q->type, .gender = q->gender};
    TRY(work_keep(s->w, q->name, &to->name));
    if (q->country.len == sizeof(to->country))
        memcpy(to->country, q->country.at, sizeof(to->country));
    if (q->number.len > 0) {
        struct numbered n = {.hash = search_number(q->number), .subject = s->count};

        TRY(work_keep(s->w, q->number, &n.text));
        buffer_add(&s->numbers, bytes_from(&n, sizeof(n)));
        to->number = (uint32_t)(s->numbers.len / sizeof(n));
    }
    if (q->born.from != 0)
        s->any.born = q->born;
    if (to->country[0] != 0)
        s->any.country = bytes_from(to->country, sizeof(to->country));
    s->count++;
    return work_ok(s->w);
}

/* ---- Indexing them --------------------------------------------------------------------------------- */

static int
by_hash(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->subject < y->subject ? -1 : x->subject > y->subject;
}

/* What a subject says of its number has to follow. */
static void
numbers_sort(struct screen_watch *s)
{
    struct numbered *at = (void *)s->numbers.at;
    size_t count = s->numbers.len / sizeof(*at);

    if (count > 0)
        qsort(at, count, sizeof(*at), by_hash);
    for (size_t i = 0; i < count; i++)
        s->chunks[at[i].subject / CHUNK][at[i].subject % CHUNK].number = (uint32_t)i + 1;
}

bool
screen_watch_index(struct screen_watch *s, struct work *w)
{
    struct screen_index *x = work_alloc(s->w, sizeof(*x));

    TRY(x != NULL);
    x->mirror = true;
    if (!lexicon_of_names(s->w, &s->rarity->lexicon, name_of, s, s->count, &x->lexicon) ||
        !index_finish(s->w, x) || !find_open(s->w, x, &s->find))
        return s->w == w ? false : fail_with(w, s->w);
    numbers_sort(s);
    s->mirror = x;
    return true;
}

/* ---- Whom entries may be hits of -------------------------------------------------------------------- */

void
watch_touch_one(struct screen_watch *s, uint32_t subject)
{
    if (s->is_touched[subject])
        return;
    s->is_touched[subject] = true;
    s->touched[s->touched_count++] = subject;
}

static void
touch_all(struct screen_watch *s)
{
    for (uint32_t n = 0; n < s->count; n++)
        watch_touch_one(s, n);
}

/* What fields may add beside the name, at the most, to any entry that has the form. */
static int
fields_of(const struct screen_watch *s, const struct lexicon *x, uint32_t form)
{
    int most = 0;

    for (uint32_t n = x->forms[form].names; n != LEXICON_NONE; n = x->names[n].next) {
        int add = search_could_add(&s->any, x->held.read[x->names[n].entry]);

        most = add > most ? add : most;
    }
    return most;
}

/* By a form of a name that the entries have. */
static bool
touch_by_form(struct screen_watch *s, const struct lexicon *x, uint32_t form)
{
    const struct lexicon *m = &s->mirror->lexicon;
    const uint32_t *at = x->slots + x->forms[form].slots, *could;
    struct tokens t = {.count = form_count(at), .whole = true};
    uint32_t count;

    for (unsigned i = 0; i < t.count; i++)
        t.at[i] = x->words[form_words(at)[i]].token;
    if (!find_could(s->find, &t, s->threshold - fields_of(s, x, form), &could, &count))
        return false;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t n = m->forms[could[k]].names; n != LEXICON_NONE;
             n = m->names[n].next)
            watch_touch_one(s, m->names[n].entry);
    return true;
}

static void
touch_by_number(struct screen_watch *s, struct bytes number)
{
    const struct numbered *at = numbers_of(s);
    size_t count = s->numbers.len / sizeof(*at), low = 0, high = count;
    uint32_t hash = search_number(number);

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (at[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < count && at[low].hash == hash; low++)
        watch_touch_one(s, at[low].subject);
}

void
watch_touch(struct screen_watch *s, const struct screen_index *entries)
{
    const struct lexicon *x = &entries->lexicon;
    bool good = s->mirror != NULL;

    for (uint32_t f = 0; good && f < x->form_count; f++)
        good = touch_by_form(s, x, f);
    if (!good) {
        touch_all(s);
        return;
    }
    for (uint32_t e = 0; e < x->held.count; e++)
        for (size_t i = 0; i < x->held.read[e]->id_count; i++)
            touch_by_number(s, x->held.read[e]->ids[i].number);
}
