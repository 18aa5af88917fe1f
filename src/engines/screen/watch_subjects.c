/*
 * Subjects that are watched: kept, and indexed by their names and numbers.
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

bool
screen_watch_open(struct work *w, const struct screen_index *rarity, int threshold,
    struct screen_watch **out)
{
    struct screen_watch *s = work_alloc(w, sizeof(*s));

    TRY(s != NULL);
    s->w = w;
    s->mirror.rarity = rarity;
    s->mirror.threshold = threshold;
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

static const struct bytes *
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
        out->number = numbers_of(s)[of->number - 1];
}

bool
screen_watch_add(struct screen_watch *s, const struct screen_query *q)
{
    struct screen_mirror *m = &s->mirror;
    struct subject **chunk, *to;

    if (m->count == CHUNK * CHUNKS)
        return fail(s->w, FAULT_INVALID, "more subjects than can be watched, %u",
            CHUNK * CHUNKS);
    chunk = &s->chunks[m->count / CHUNK];
    if (*chunk == NULL)
        *chunk = work_alloc(s->w, CHUNK * sizeof(**chunk));
    TRY(*chunk != NULL);
    to = &(*chunk)[m->count % CHUNK];
    *to = (struct subject){.born = q->born, .type = q->type, .gender = q->gender};
    TRY(work_keep(s->w, q->name, &to->name));
    if (q->country.len == sizeof(to->country))
        memcpy(to->country, q->country.at, sizeof(to->country));
    if (q->number.len > 0) {
        struct bytes number;

        TRY(work_keep(s->w, q->number, &number));
        buffer_add(&s->numbers, bytes_from(&number, sizeof(number)));
        to->number = (uint32_t)(s->numbers.len / sizeof(number));
    }
    if (q->born.from != 0)
        m->any.born = q->born;
    if (to->country[0] != 0)
        m->any.country = bytes_from(to->country, sizeof(to->country));
    m->count++;
    return work_ok(s->w);
}

/* ---- Indexing them --------------------------------------------------------------------------------- */

static int
by_hash(const void *a, const void *b)
{
    const struct mirror_number *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->subject < y->subject ? -1 : x->subject > y->subject;
}

static bool
numbers_sort(struct screen_watch *s, struct screen_mirror *m)
{
    size_t count = s->numbers.len / sizeof(struct bytes);

    m->numbers = work_alloc(s->w, (count + 1) * sizeof(*m->numbers));
    TRY(m->numbers != NULL);
    for (uint32_t n = 0; n < m->count; n++) {
        uint32_t number = subject_at(s, n)->number;

        if (number != 0)
            m->numbers[m->number_count++] =
                (struct mirror_number){search_number(numbers_of(s)[number - 1]), n};
    }
    if (count > 0)
        qsort(m->numbers, count, sizeof(*m->numbers), by_hash);
    return true;
}

bool
screen_watch_index(struct screen_watch *s, struct work *w)
{
    struct screen_index *x = work_alloc(s->w, sizeof(*x));
    struct screen_mirror *m = &s->mirror;

    TRY(x != NULL);
    x->mirror = true;
    if (!lexicon_of_names(s->w, &m->rarity->lexicon, name_of, s, m->count, &x->lexicon) ||
        !index_finish(s->w, x) || !find_open(s->w, x, &m->find) ||
        !mirror_room(s->w, m) || !numbers_sort(s, m))
        return s->w == w ? false : fail_with(w, s->w);
    m->index = x;
    return true;
}

struct screen_mirror *
screen_watch_mirror(struct screen_watch *s)
{
    return &s->mirror;
}
