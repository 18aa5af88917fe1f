/*
 * Does the index find what trying every name finds, to the last thousandth and part?
 */
#include <string.h>

#include "tools/quality/quality.h"

static const struct {
    const char *file, *name, *born;
} sets[] = {{"negatives_synthetic", "name", "dob"},
    {"negatives_us_congress", "name", "dob"}, {"un_positives", "query_treated", "dob"},
    {"xlist_uk_to_un", "query", "dob"}, {"xscript", "query", NULL},
    {"alias_leave_one_out", "query", NULL}, {"name_pairs", "name1", NULL}};

static bool
same_hit(const struct screen_hit *a, const struct screen_hit *b)
{
    if (a->entry != b->entry || !bytes_equal(a->name.text, b->name.text) ||
        a->points != b->points || a->count != b->count || strcmp(a->band, b->band) != 0)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->parts[i].why != b->parts[i].why ||
            a->parts[i].points != b->parts[i].points ||
            !bytes_equal(a->parts[i].asked, b->parts[i].asked) ||
            !bytes_equal(a->parts[i].listed, b->parts[i].listed))
            return false;
    return true;
}

/* Two searches, so that both their hits are there at once. */
static bool
same(const struct search *s, struct screen_search *plain,
    const struct screen_query *query)
{
    struct screen_settings how = {.threshold = SCREEN_THRESHOLD};
    const struct screen_hit *a, *b;
    size_t counts[2], alls[2];

    screen_search(s->search, query, &how, &a, &counts[0], &alls[0]);
    how.exhaustive = true;
    screen_search(plain, query, &how, &b, &counts[1], &alls[1]);
    if (counts[0] != counts[1] || alls[0] != alls[1])
        return false;
    for (size_t i = 0; i < counts[0]; i++)
        if (!same_hit(&a[i], &b[i]))
            return false;
    return true;
}

bool
measure_same(struct quality *q, const struct search *whole, size_t queries)
{
    struct measure m = {.set = "indexed = exhaustive",
        .part = "queries that differ",
        .sort = AT_MOST,
        .target = 0};
    struct screen_search *plain;

    TRY(screen_search_open(q->w, whole->index, &plain));
    for (size_t set = 0; set < COUNT_OF(sets); set++) {
        const char *columns[] = {sets[set].name, sets[set].born};
        size_t wanted =
            queries * (set + 1) / COUNT_OF(sets) - queries * set / COUNT_OF(sets);
        struct rows r;

        TRY(data_rows(q, work_format(q->w, "screen-dev/%s.tsv", sets[set].file), columns,
            sets[set].born != NULL ? 2 : 1, &r));
        wanted = wanted < r.count ? wanted : r.count;
        for (size_t i = 0; i < wanted; i++) {
            size_t row = i * r.count / wanted;
            struct screen_query query = {.name = cell(&r, row, 0)};

            if (sets[set].born != NULL)
                query.born = data_date(cell(&r, row, 1));
            m.count += !same(whole, plain, &query);
            m.of++;
            progress("indexed = exhaustive", m.of, queries);
        }
    }
    progress("", 1, 1);
    measured(q, &m);
    return true;
}
