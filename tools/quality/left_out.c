/*
 * Is an entry found by a name that the index does not have: written in another script, when
 * only the Latin names are there, or one of its names left out?  Among the ten best.
 */
#include <stdlib.h>
#include <string.h>

#include "ground/text/text.h"
#include "tools/quality/quality.h"

/* ---- Other scripts ---------------------------------------------------------------------------- */

static bool
is_latin(const void *ctx, const struct screen_entry *e, const struct screen_name *n)
{
    struct text_words t;

    (void)ctx;
    (void)e;
    text_words(n->text, &t);
    for (unsigned i = 0; i < t.count; i++)
        if (t.word[i].script != TEXT_LATIN)
            return false;
    return true;
}

static bool
scripts(struct quality *q, const struct search *s)
{
    static const char *const columns[] = {"query", "script", "list", "ref"};
    static const struct {
        const char *script, *part;
        enum target sort;
        double target;
    } known[] = {{"CYRILLIC", "Cyrillic", AT_LEAST, 0.97},
        {"ARABIC", "Arabic", AT_LEAST, 0.75}, {"HANGUL", "Hangul", AT_LEAST, 0.90},
        {"CJK", "Chinese, Japanese", AT_LEAST, 0.80}, {"GREEK", "Greek", AT_LEAST, 0.60},
        {"HEBREW", "Hebrew", UNTARGETED, 0}};
    struct measure m[COUNT_OF(known)] = {{0}};
    struct rows r;

    TRY(data_rows(q, "screen-dev/xscript.tsv", columns, COUNT_OF(columns), &r));
    for (size_t k = 0; k < COUNT_OF(known); k++)
        m[k] = (struct measure){.set = "xscript",
            .part = known[k].part,
            .sort = known[k].sort,
            .target = known[k].target};
    for (size_t i = 0; i < r.count; i++) {
        struct screen_query query = {.name = cell(&r, i, 0)};
        bool found = search_finds(s, &query, true, cell(&r, i, 2), cell(&r, i, 3));

        for (size_t k = 0; k < COUNT_OF(known); k++)
            if (bytes_is(cell(&r, i, 1), known[k].script)) {
                m[k].of++;
                m[k].count += found;
            }
        progress("xscript", i + 1, r.count);
    }
    for (size_t k = 0; k < COUNT_OF(known); k++)
        measured(q, &m[k]);
    return true;
}

bool
measure_scripts(struct quality *q)
{
    struct work *w = work_open(work_os(q->w));
    struct screen_list latin;
    struct search s;
    bool good = w != NULL && list_keep_names(w, &q->corpus, is_latin, NULL, &latin) &&
        search_open(&latin, 1, w, &s) && scripts(q, &s);

    return work_join(q->w, w, good);
}

/* ---- One name left out ------------------------------------------------------------------------ */

/*
 * An index for each name would take hours; so the names are dealt into so many parts, and each
 * part is left out at once: of an entry one name at a time, but where it has more names than
 * there are parts.
 */
#define PARTS 20

struct dealt {
    const struct screen_entry *entry; /* of the corpus */
    size_t row;
    unsigned part;
};

struct left_out {
    struct rows rows;
    struct dealt *dealt; /* by entry */
    size_t count;
    const struct screen_list *corpus;
    size_t *first; /* of each entry of the corpus, and one more */
    unsigned part; /* that is left out */
};

enum { QUERY, LIST, REF, OVERLAP };

static int
by_entry(const void *a, const void *b)
{
    const struct dealt *x = a, *y = b;

    return x->entry != y->entry ? (x->entry < y->entry ? -1 : 1)
                                : (x->row < y->row ? -1 : x->row > y->row);
}

static bool
deal(struct quality *q, struct left_out *l, size_t *strangers)
{
    const struct screen_entry **ordered;
    size_t n = 0;

    l->corpus = &q->corpus;
    l->dealt = work_alloc(q->w, (l->rows.count + 1) * sizeof(*l->dealt));
    l->first = work_alloc(q->w, (q->corpus.count + 1) * sizeof(*l->first));
    TRY(l->dealt != NULL && l->first != NULL && list_order(q->w, &q->corpus, &ordered));
    for (size_t i = 0; i < l->rows.count; i++) {
        const struct screen_entry *e = list_entry(ordered, q->corpus.count,
            cell(&l->rows, i, LIST), cell(&l->rows, i, REF));

        if (e != NULL)
            l->dealt[l->count++] = (struct dealt){.entry = e, .row = i};
    }
    *strangers = l->rows.count - l->count;
    qsort(l->dealt, l->count, sizeof(*l->dealt), by_entry);
    for (size_t e = 0; e < q->corpus.count; e++) {
        l->first[e] = n;
        for (unsigned k = (unsigned)e;
             n < l->count && l->dealt[n].entry == &q->corpus.entries[e]; n++)
            l->dealt[n].part = k++ % PARTS;
    }
    l->first[q->corpus.count] = n;
    return true;
}

/* The same letters, whatever quotes and blanks: reading a table takes some of them away. */
static bool
same_text(struct bytes a, struct bytes b)
{
    size_t i = 0, j = 0;

    for (;;) {
        while (i < a.len && (a.at[i] == '"' || a.at[i] == ' '))
            i++;
        while (j < b.len && (b.at[j] == '"' || b.at[j] == ' '))
            j++;
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (a.at[i++] != b.at[j++])
            return false;
    }
}

static bool
stays(const void *ctx, const struct screen_entry *e, const struct screen_name *n)
{
    const struct left_out *l = ctx;
    size_t at = (size_t)(e - l->corpus->entries);

    for (size_t i = l->first[at]; i < l->first[at + 1]; i++)
        if (l->dealt[i].part == l->part &&
            same_text(cell(&l->rows, l->dealt[i].row, QUERY), n->text))
            return false;
    return true;
}

static unsigned
band_of(struct bytes overlap)
{
    char text[16] = "";
    double v;

    memcpy(text, overlap.at, overlap.len < sizeof(text) ? overlap.len : sizeof(text) - 1);
    v = strtod(text, NULL);
    return v >= 0.67 ? 0 : v >= 0.34 ? 1 : 2;
}

static bool
one_part(struct quality *q, struct left_out *l, struct measure m[3], size_t *kept)
{
    struct work *w = work_open(work_os(q->w));
    struct screen_list rest;
    struct search s;
    bool good = w != NULL && list_keep_names(w, l->corpus, stays, l, &rest) &&
        search_open(&rest, 1, w, &s);

    if (good)
        *kept += rest.names;
    for (size_t i = 0; good && i < l->count; i++) {
        size_t row = l->dealt[i].row;
        struct screen_query query = {.name = cell(&l->rows, row, QUERY)};
        struct measure *of = &m[band_of(cell(&l->rows, row, OVERLAP))];

        if (l->dealt[i].part != l->part)
            continue;
        of->of++;
        of->count += search_finds(&s, &query, true, cell(&l->rows, row, LIST),
            cell(&l->rows, row, REF));
    }
    return work_join(q->w, w, good);
}

bool
measure_left_out(struct quality *q)
{
    static const char *const columns[] = {"query", "list", "ref",
        "best_token_jaccard_with_remaining"};
    struct measure m[3] = {{.part = "overlap >= 0.67", .sort = AT_LEAST, .target = 0.99},
        {.part = "overlap 0.34-0.67", .sort = AT_LEAST, .target = 0.95},
        {.part = "overlap < 0.34", .sort = AT_LEAST, .target = 0.85}};
    struct left_out l = {0};
    size_t strangers = 0, kept = 0;

    TRY(data_rows(q, "screen-dev/alias_leave_one_out.tsv", columns, COUNT_OF(columns),
        &l.rows));
    TRY(deal(q, &l, &strangers));
    for (l.part = 0; l.part < PARTS; l.part++) {
        progress("alias_leave_one_out", l.part, PARTS);
        TRY(one_part(q, &l, m, &kept));
    }
    progress("", 1, 1);
    for (size_t k = 0; k < COUNT_OF(m); k++) {
        m[k].set = "alias_leave_one_out";
        measured(q, &m[k]);
    }
    /* Every name of the set was out of the index when it was searched, or this would lie. */
    if (strangers > 0 || PARTS * q->corpus.names - kept < l.count)
        buffer_format(&q->notes,
            "alias_leave_one_out: %zu rows are of no entry, %zu names were left out for "
            "%zu "
            "rows\n",
            strangers, PARTS * q->corpus.names - kept, l.count);
    return true;
}
