/*
 * Are listed ones found?  Names of the UN with typos, and the names that the UK has for those
 * whom the UN lists, against the UN's names.
 */
#include <string.h>

#include "tools/quality/quality.h"

/* References are parted by "|": whoever has such a name may be meant. */
static bool
finds_any(const struct search *s, const struct screen_query *query, struct bytes refs)
{
    while (refs.len > 0) {
        const uint8_t *bar = memchr(refs.at, '|', refs.len);
        size_t len = bar != NULL ? (size_t)(bar - refs.at) : refs.len;

        if (search_finds(s, query, false, bytes_of("UN"), bytes_from(refs.at, len)))
            return true;
        len += bar != NULL;
        refs = bytes_from(refs.at + len, refs.len - len);
    }
    return false;
}

static bool
positives(struct quality *q, const struct search *un)
{
    static const char *const columns[] = {"query_treated", "un_refs"};
    struct measure m = {.set = "un_positives",
        .part = "treated",
        .sort = AT_LEAST,
        .target = 0.995};
    struct rows r;

    TRY(data_rows(q, "screen-dev/un_positives.tsv", columns, COUNT_OF(columns), &r));
    for (size_t i = 0; i < r.count; i++) {
        struct screen_query query = {.name = cell(&r, i, 0)};

        m.count += finds_any(un, &query, cell(&r, i, 1));
        m.of++;
    }
    measured(q, &m);
    return true;
}

static bool
across(struct quality *q, const struct search *un)
{
    static const char *const columns[] = {"query", "un_ref", "relation"};
    struct measure all = {.set = "xlist_uk_to_un",
        .part = "all",
        .sort = AT_LEAST,
        .target = 0.97};
    struct measure variants = all;
    struct rows r;

    variants.part = "variants";
    TRY(data_rows(q, "screen-dev/xlist_uk_to_un.tsv", columns, COUNT_OF(columns), &r));
    for (size_t i = 0; i < r.count; i++) {
        struct screen_query query = {.name = cell(&r, i, 0)};
        bool found = search_finds(un, &query, false, bytes_of("UN"), cell(&r, i, 1));
        bool variant = bytes_is(cell(&r, i, 2), "variant");

        all.count += found;
        all.of++;
        variants.count += found && variant;
        variants.of += variant;
    }
    measured(q, &all);
    measured(q, &variants);
    return true;
}

bool
measure_recall(struct quality *q)
{
    struct search un;

    return search_open(&q->un, 1, q->w, &un) && positives(q, &un) && across(q, &un);
}
