/*
 * query_fuzz: who is asked for, as rows of a table or as a list of objects, from hostile bytes.
 * Rows are the same whether they come whole or in pieces; what is read keeps its promises -- days
 * that are in the calendar, countries of two capitals, no blanks around -- and is the same when it
 * is written and read again, as a table and as a list.  What is not read says why, and where.
 *
 * With -DPLANTED_BUG each fourth year has a leap day.
 *
 *     fuzz-edges: 550
 */
#include <stdlib.h>
#include <string.h>

#include "desks/screen_desk.h"

#define ROWS_MAX 100

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

struct pieces {
    struct bytes text;
    size_t most;
};

static bool
give(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct pieces *p = ctx;
    size_t len = p->text.len < room ? p->text.len : room;

    (void)w;
    len = len < p->most ? len : p->most;
    if (len > 0)
        memcpy(to, p->text.at, len);
    p->text = bytes_from(p->text.at + len, p->text.len - len);
    *got = len;
    return true;
}

/* ---- All rows ------------------------------------------------------------------------------ */

struct all {
    struct asked rows[ROWS_MAX];
    size_t count;
    const char *why; /* it was not read to its end; NULL: it was */
};

static void
take(struct work *w, struct query_rows *rows, struct all *out)
{
    struct asked asked;
    bool found = true;

    while (found && out->count < ROWS_MAX) {
        if (!query_rows_next(rows, &asked, &found))
            return;
        if (found)
            HOLDS(asked_keep(w, &asked, &out->rows[out->count++]));
    }
}

static struct all *
read_all(struct work *w, struct bytes text, size_t most)
{
    struct all *out = work_alloc(w, sizeof(*out));
    struct pieces p = {text, most};
    struct text_source source = {give, &p};
    struct query_rows *rows;

    HOLDS(out != NULL);
    if (query_rows_open(w, &source, "names", &rows))
        take(w, rows, out);
    if (!work_ok(w)) {
        HOLDS(work_fault(w) == FAULT_INVALID &&
            bytes_start(bytes_of(work_why(w)), "names: "));
        out->why = work_format(w, "%s", work_why(w));
        work_clear(w);
    }
    return out;
}

static bool
same_asked(const struct asked *a, const struct asked *b)
{
    const struct screen_query *x = &a->query, *y = &b->query;

    return bytes_equal(a->id, b->id) && bytes_equal(x->name, y->name) &&
        bytes_equal(x->number, y->number) && bytes_equal(x->country, y->country) &&
        x->type == y->type && x->gender == y->gender && x->born.from == y->born.from &&
        x->born.to == y->born.to && x->born.month == y->born.month &&
        x->born.day == y->born.day && x->born.about == y->born.about;
}

static bool
same(const struct all *a, const struct all *b)
{
    if (a->count != b->count || (a->why != NULL) != (b->why != NULL) ||
        (a->why != NULL && strcmp(a->why, b->why) != 0))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_asked(&a->rows[i], &b->rows[i]))
            return false;
    return true;
}

/* ---- What a row promises -------------------------------------------------------------------- */

static bool
is_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);

    return day <= days[month - 1] + (month == 2 && leap);
}

static bool
is_trim(struct bytes text)
{
    return text.len == 0 ||
        (strchr(" \t", text.at[0]) == NULL &&
            strchr(" \t", text.at[text.len - 1]) == NULL) ||
        text.at[0] == 0 || text.at[text.len - 1] == 0;
}

static void
check(const struct asked *a)
{
    const struct screen_query *q = &a->query;

    HOLDS(a->id.len > 0 && q->name.len > 0 && a->line > 0);
    HOLDS(is_trim(a->id) && is_trim(q->name) && is_trim(q->number));
    HOLDS(q->type < SCREEN_TYPES && q->gender <= SCREEN_FEMALE);
    HOLDS(q->country.len == 0 || q->country.len == 2);
    for (size_t i = 0; i < q->country.len; i++)
        HOLDS(q->country.at[i] >= 'A' && q->country.at[i] <= 'Z');
    HOLDS(q->born.from == q->born.to && q->born.month <= 12 && !q->born.about);
    HOLDS(q->born.from > 0 || q->born.month == 0);
    HOLDS(q->born.month > 0 || q->born.day == 0);
    if (q->born.day > 0)
        HOLDS(is_day(q->born.from, q->born.month, q->born.day));
}

/* ---- Written and read again ------------------------------------------------------------------ */

static const char *
born(struct work *w, const struct screen_date *d)
{
    const char *text = d->from == 0 ? ""
        : d->month == 0             ? work_format(w, "%04d", d->from)
        : d->day == 0               ? work_format(w, "%04d-%02d", d->from, d->month)
                      : work_format(w, "%04d-%02d-%02d", d->from, d->month, d->day);

    HOLDS(text != NULL);
    return text;
}

static void
fields_of(struct work *w, const struct asked *a, struct bytes out[QUERY_COLUMNS])
{
    static const char *const types[] = {"", "person", "entity", "vessel", "aircraft"};
    static const char *const genders[] = {"", "male", "female"};

    out[QUERY_ID] = a->id;
    out[QUERY_NAME] = a->query.name;
    out[QUERY_TYPE] = bytes_of(types[a->query.type]);
    out[QUERY_DOB] = bytes_of(born(w, &a->query.born));
    out[QUERY_COUNTRY] = a->query.country;
    out[QUERY_GENDER] = bytes_of(genders[a->query.gender]);
    out[QUERY_IDNO] = a->query.number;
}

static void
quote(struct buffer *b, struct bytes cell)
{
    buffer_byte(b, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            buffer_byte(b, '"');
        buffer_byte(b, cell.at[i]);
    }
    buffer_byte(b, '"');
}

static void
again(struct work *w, const struct all *all)
{
    static const char *const names[QUERY_COLUMNS] = {"id", "name", "type", "dob",
        "country", "gender", "idno"};
    struct buffer table = buffer_open(w, (size_t)1 << 26);
    struct all *listed = work_alloc(w, sizeof(*listed)), *read;
    struct json *list = json_array(w);
    struct query_rows *rows;
    struct bytes text;

    HOLDS(listed != NULL);
    buffer_text(&table, "id,name,type,dob,country,gender,idno\n");
    for (size_t i = 0; i < all->count; i++) {
        struct json *one = json_object(w);
        struct bytes fields[QUERY_COLUMNS];

        fields_of(w, &all->rows[i], fields);
        for (int c = 0; c < QUERY_COLUMNS; c++) {
            quote(&table, fields[c]);
            buffer_byte(&table, c + 1 < QUERY_COLUMNS ? ',' : '\n');
            json_put(one, names[c], json_text(w, fields[c]));
        }
        json_add(list, one);
    }
    HOLDS(buffer_bytes(&table, &text));
    read = read_all(w, text, SIZE_MAX);
    HOLDS(read->why == NULL && same(all, read));
    HOLDS(query_rows_listed(w, list, &rows));
    take(w, rows, listed);
    HOLDS(work_ok(w) && same(all, listed));
}

/* A list as it comes over HTTP; false: it is no list of JSON. */
static bool
listed(struct work *w, struct bytes text)
{
    struct all *all = work_alloc(w, sizeof(*all));
    struct query_rows *rows;
    struct json *list;

    HOLDS(all != NULL);
    if (!json_read(w, text, &json_foreign, &list) || list->type != JSON_ARRAY) {
        work_clear(w);
        return false;
    }
    HOLDS(query_rows_listed(w, list, &rows));
    take(w, rows, all);
    HOLDS(work_ok(w) ||
        (work_fault(w) == FAULT_INVALID && bytes_start(bytes_of(work_why(w)), "query ")));
    work_clear(w);
    for (size_t i = 0; i < all->count; i++)
        check(&all->rows[i]);
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct all *whole, *parted;

    HOLDS(w != NULL);
    if (listed(w, bytes_from(at, len))) {
        work_close(w);
        return 0;
    }
    whole = read_all(w, bytes_from(at, len), SIZE_MAX);
    parted = read_all(w, bytes_from(at, len), 1 + len % 7);
    HOLDS(same(whole, parted));
    for (size_t i = 0; i < whole->count; i++)
        check(&whole->rows[i]);
    whole->why = NULL;
    again(w, whole);
    work_close(w);
    return 0;
}
