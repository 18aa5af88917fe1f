/*
 * Is anybody found who is not listed?  By the name alone, with the date of birth, and by
 * nationality and script: some must not be asked more often than others.
 */
#include <stdlib.h>
#include <string.h>

#include "ground/text/text.h"
#include "tools/quality/quality.h"

#define NATIONALITY_LEAST 500
#define TIMES_OVERALL 2

struct group {
    struct bytes name;
    size_t alerts;
    size_t rows;
};

struct groups {
    struct group at[512];
    size_t count;
};

static bool
alerts(const struct search *s, struct bytes name, struct bytes born)
{
    const struct screen_query query = {.name = name, .born = data_date(born)};
    const struct screen_hit *hits;

    return search_all(s, &query, false, &hits) > 0;
}

/* The script of most of its words. */
static const char *
script_of(struct bytes name)
{
    static const char *const names[] = {[TEXT_LATIN] = "Latin",
        [TEXT_CYRILLIC] = "Cyrillic",
        [TEXT_GREEK] = "Greek",
        [TEXT_ARABIC] = "Arabic",
        [TEXT_HEBREW] = "Hebrew",
        [TEXT_HANGUL] = "Hangul",
        [TEXT_HAN] = "Han",
        [TEXT_KANA] = "Kana",
        [TEXT_OTHER] = "other script"};
    unsigned words[TEXT_SCRIPTS] = {0}, best = TEXT_LATIN;
    struct text_words t;

    text_words(name, &t);
    for (unsigned i = 0; i < t.count; i++)
        words[t.word[i].script]++;
    for (unsigned s = 0; s < TEXT_SCRIPTS; s++)
        if (words[s] > words[best])
            best = s;
    return names[best];
}

static void
count_in(struct groups *g, struct bytes name, bool alert)
{
    size_t i = 0;

    while (i < g->count && !bytes_equal(g->at[i].name, name))
        i++;
    if (i == COUNT_OF(g->at))
        return;
    if (i == g->count)
        g->at[g->count++].name = name;
    g->at[i].alerts += alert;
    g->at[i].rows++;
}

static int
by_size(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    return x->rows != y->rows ? (x->rows < y->rows ? 1 : -1)
                              : bytes_order(x->name, y->name);
}

static bool
groups_measured(struct quality *q, struct groups *g, size_t least,
    const struct measure *overall)
{
    qsort(g->at, g->count, sizeof(g->at[0]), by_size);
    for (size_t i = 0; i < g->count && g->at[i].rows >= least; i++) {
        struct measure m = {.set = "alerts",
            .part = work_format(q->w, "%.*s", (int)g->at[i].name.len,
                (const char *)g->at[i].name.at),
            .count = g->at[i].alerts,
            .of = g->at[i].rows,
            .sort = NOT_ABOVE,
            .target = TIMES_OVERALL * (double)overall->count / (double)overall->of};

        TRY(m.part != NULL);
        measured(q, &m);
    }
    return true;
}

/* As the rows of a set with a date of birth are asked for: in the corpus, which has dates of the
 * UN's entries only, and in the lists as they are published. */
static const struct measure by_birth = {.part = "with date of birth",
                                .sort = AT_MOST,
                                .target = 0.0005},
                            as_published = {.part = "with it, lists as published",
                                .sort = AT_MOST,
                                .target = 0.0005};

static bool
synthetic(struct quality *q, const struct search *s, const struct search *published)
{
    static const char *const columns[] = {"name", "dob", "nationality"};
    static struct groups nations, scripts;
    struct measure alone = {.set = "negatives_synthetic",
        .part = "name alone",
        .sort = AT_MOST,
        .target = 0.005};
    struct measure born = by_birth, real = as_published;
    struct rows r;

    TRY(data_rows(q, "screen-dev/negatives_synthetic.tsv", columns, COUNT_OF(columns),
        &r));
    for (size_t i = 0; i < r.count; i++) {
        struct bytes name = cell(&r, i, 0);
        bool alert = alerts(s, name, (struct bytes){0});

        alone.count += alert;
        born.count += alerts(s, name, cell(&r, i, 1));
        real.count += alerts(published, name, cell(&r, i, 1));
        count_in(&nations, cell(&r, i, 2), alert);
        count_in(&scripts, bytes_of(script_of(name)), alert);
        progress("negatives_synthetic", i + 1, r.count);
    }
    alone.of = born.of = real.of = r.count;
    born.set = real.set = alone.set;
    measured(q, &alone);
    measured(q, &born);
    measured(q, &real);
    return r.count == 0 ||
        (groups_measured(q, &scripts, 1, &alone) &&
            groups_measured(q, &nations, NATIONALITY_LEAST, &alone));
}

static bool
congress(struct quality *q, const struct search *s, const struct search *published)
{
    static const char *const columns[] = {"name", "dob"};
    struct measure alone = {.set = "negatives_us_congress",
        .part = "name alone",
        .sort = AT_MOST,
        .target = 0.02};
    struct measure born = by_birth, real = as_published;
    struct rows r;

    TRY(data_rows(q, "screen-dev/negatives_us_congress.tsv", columns, COUNT_OF(columns),
        &r));
    for (size_t i = 0; i < r.count; i++) {
        alone.count += alerts(s, cell(&r, i, 0), (struct bytes){0});
        born.count += alerts(s, cell(&r, i, 0), cell(&r, i, 1));
        real.count += alerts(published, cell(&r, i, 0), cell(&r, i, 1));
    }
    alone.of = born.of = real.of = r.count;
    born.set = real.set = alone.set;
    measured(q, &alone);
    measured(q, &born);
    measured(q, &real);
    return true;
}

bool
measure_alerts(struct quality *q, const struct search *whole,
    const struct search *published)
{
    return congress(q, whole, published) && synthetic(q, whole, published);
}
