/*
 * lists: how long a list, a board, what is due and a matrix take at so many activities of a
 * node, the time that 95 of a hundred stay below; how many activities a second are judged by their kind; and a
 * matrix with two filters over a million rows of the index, which no node need be made for.
 *
 *     lists FOLDER RECORDS      in an empty node's folder
 *     lists --matrix ROWS       says also what it counts, as a peer must
 *
 * Prints a line each: group|name|seconds|units.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/node/matrix_inner.h"
#include "desks/desks.h"

#define RUNS 100
#define AT_ONCE 1000
#define CHECKS 20000

static const char *const lands[] = {"KE", "NG", "IQ", "SO", "ML", "TD", "JO", "LB", "AL",
    "RS", "BA", "XK", "UZ", "KZ", "TJ", "PH", "ID", "BD", "LK", "MZ"};

static double
now(void)
{
    return (double)os_real.ticks() / 1e6;
}

static int
fails(struct work *w)
{
    fprintf(stderr, "lists: %s\n", work_why(w));
    return 1;
}

/* ---- Activities, the same for every peer ----------------------------------------------- */

/* Of activity ${i}: one to three countries, one or two sectors, a year, a state. */
static uint32_t
land_of(uint32_t i, uint32_t n)
{
    return (i * 31 + n * 7) % 20;
}

static uint32_t
sector_of(uint32_t i, uint32_t n)
{
    return (i * 13 + n * 5) % 8;
}

static uint32_t
year_at(uint32_t i)
{
    return 2023 + i / 7 % 5;
}

static const char *
body_of(struct work *w, uint32_t i)
{
    static const char *const roles[] = {"funder", "implementing", "accountable"};
    struct buffer b = buffer_open(w, 65536);
    struct bytes text;

    buffer_format(&b,
        "{\"identifier\":\"XM-%u\",\"title\":[{\"lang\":\"en\",\"text\":\"Activity %u on "
        "the border\"}],\"planned\":{\"from\":\"%u-01-01\",\"to\":\"%u-12-31\"},"
        "\"countries\":[",
        i, i, year_at(i), year_at(i));
    for (uint32_t n = 0; n <= i % 3; n++)
        buffer_format(&b, "%s{\"code\":\"%s\"}", n > 0 ? "," : "", lands[land_of(i, n)]);
    buffer_text(&b, "],\"sectors\":[");
    for (uint32_t n = 0; n <= i % 2; n++)
        buffer_format(&b, "%s{\"code\":\"%u\"}", n > 0 ? "," : "",
            15110 + sector_of(i, n) * 10);
    buffer_text(&b, "],\"participating\":[");
    for (uint32_t n = 0; n < 3; n++)
        buffer_format(&b,
            "%s{\"name\":[{\"lang\":\"en\",\"text\":\"Body %u\"}],\"role\":\"%s\"}",
            n > 0 ? "," : "", (i * 17 + n * 3) % 60, roles[n]);
    buffer_text(&b, "]}");
    buffer_byte(&b, '\0');
    return buffer_bytes(&b, &text) ? (const char *)text.at : "{}";
}

static bool
make_some(struct node *n, struct work *w, uint32_t from, uint32_t count)
{
    struct draft *drafts = work_alloc(w, count * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, count * sizeof(*receipts));
    struct terms terms;
    struct json *core, *of_it;

    TRY(drafts != NULL && receipts != NULL);
    terms_default(&node_identity(n)->id, &terms);
    for (uint32_t i = 0; i < count; i++) {
        TRY(json_read(w, bytes_of(body_of(w, from + i)), &json_written, &core));
        TRY(terms_write(w, &terms, &of_it));
        drafts[i] = (struct draft){.kind = "activity/1"};
        draft_part(&drafts[i], "core", core);
        draft_part(&drafts[i], "terms", of_it);
    }
    return node_make(n, w, drafts, count, receipts);
}

/* ---- Desks --------------------------------------------------------------------------------- */

static int
by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* One verb again and again; the time that 95 of a hundred stay below. */
static bool
measure(struct node *n, const char *name, const char *verb, const char *arguments)
{
    double took[RUNS], first = 0;

    for (int i = -1; i < RUNS; i++) {
        struct work *w = work_open(&os_real);
        struct desk d = {.node = n, .actor = {.person = bytes_of("bench")}};
        struct json *args, *answer;
        double start = now();
        bool good = w != NULL &&
            json_read(w, bytes_of(arguments), &json_written, &args) &&
            verb_run(verb_find(bytes_of(verb)), &d, w, args, &answer);

        if (!good)
            fails(w);
        work_close(w);
        TRY(good);
        *(i < 0 ? &first : &took[i]) = now() - start;
    }
    qsort(took, RUNS, sizeof(*took), by_time);
    printf("lists|%s|%.5f|1\n", name, took[RUNS * 95 / 100]);
    fprintf(stderr, "  lists: %s p95 %.1f ms, the first time %.0f ms\n", name,
        took[RUNS * 95 / 100] * 1e3, first * 1e3);
    return true;
}

static bool
judge(struct node *n, struct work *w)
{
    const struct kind *kind = kinds_find(node_kinds(n), bytes_of("activity/1"));
    struct json **cores = work_alloc(w, CHECKS * sizeof(*cores));
    double start;

    TRY(cores != NULL);
    for (uint32_t i = 0; i < CHECKS; i++)
        TRY(json_read(w, bytes_of(body_of(w, i)), &json_written, &cores[i]));
    start = now();
    for (int again = 0; again < 5; again++)
        for (uint32_t i = 0; i < CHECKS; i++)
            TRY(kind_check_part(w, kind, bytes_of("core"), cores[i]));
    printf("judging|activities by their kind|%.4f|%d\n", now() - start, 5 * CHECKS);
    return true;
}

static int
desks(struct work *w, const char *folder, uint32_t records)
{
    struct node *n;
    double start = now();
    bool good;

    if (!node_open(w, folder, (struct bytes){0}, &n))
        return fails(w);
    for (uint32_t i = 0; i < records; i += AT_ONCE) {
        struct work *one = work_open(&os_real);

        good = one != NULL && make_some(n, one, i, AT_ONCE);
        if (!good)
            return fails(one);
        work_close(one);
    }
    fprintf(stderr, "  lists: %u activities made in %.0f s\n", records, now() - start);
    good = judge(n, w) &&
        measure(n, "list, p95", "list", "{\"kind\":\"activity\",\"newest\":true}") &&
        measure(n, "board, p95", "board", "{\"kind\":\"activity\",\"limit\":\"50\"}") &&
        measure(n, "due, p95", "due", "{}") &&
        measure(n, "status with to sign, p95", "status", "{}") &&
        measure(n, "matrix, p95", "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code\",\"columns\":"
            "\"core.participating.*.role\",\"filter\":[\"core.planned.year=2025\","
            "\"core.sectors.*.code=15130\"]}") &&
        measure(n, "whole matrix, p95", "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.participating.*\",\"columns\":"
            "\"core.countries.*.code\"}");
    node_close(n);
    return good ? 0 : work_ok(w) ? 1 : fails(w);
}

/* ---- A million rows of the index ------------------------------------------------------------ */

static void
put_facet(struct buffer *b, uint16_t number, uint32_t item, uint32_t value)
{
    char text[16];
    int len = snprintf(text, sizeof(text), "%u", value);

    buffer_u16(b, number);
    buffer_u16(b, (uint16_t)item);
    buffer_u16(b, (uint16_t)len);
    buffer_text(b, text);
}

static bool
fill(struct rows *x, struct work *w, uint32_t count)
{
    struct hash author = {{1}};

    for (uint32_t i = 0; i < count; i++) {
        struct row row = {.record = i,
            .time = i,
            .state = (uint8_t)(i % 3),
            .flags = ROW_TELLS,
            .known_from = INT64_MIN};
        struct work *one = work_open(work_os(w));
        struct buffer b = buffer_open(one, 4096);
        struct bytes facets;
        bool good;

        memcpy(row.id.at, &i, sizeof(i));
        memcpy(row.id.at + 8, &i, sizeof(i));
        for (uint32_t n = 0; n <= i % 3; n++)
            put_facet(&b, 0, n + 1, land_of(i, n));
        for (uint32_t n = 0; n <= i % 2; n++)
            put_facet(&b, 1, n + 1, sector_of(i, n));
        put_facet(&b, 2, 0, year_at(i));
        good = buffer_bytes(&b, &facets) &&
            rows_add(x, NULL, &row, bytes_of("activity/1"), &author, facets);
        work_close(one);
        TRY(good);
    }
    return true;
}

/* Regions of the twenty countries: five to one, and every third in another one, too. */
static bool
fold(struct work *w, const struct column *of, struct groups *out)
{
    uint32_t n = 0;

    *out = (struct groups){.count = GROUP_FIRST + 5,
        .first = work_alloc(w, (of->value_count + 1) * sizeof(*out->first)),
        .members = work_alloc(w, (size_t)2 * of->value_count * sizeof(*out->members))};
    TRY(out->first != NULL && out->members != NULL);
    for (uint32_t v = 0; v < of->value_count; v++) {
        out->first[v] = n;
        if (v > 0)
            out->members[n++].group = GROUP_FIRST + v % 4;
        if (v > 0 && v % 3 == 0)
            out->members[n++].group = GROUP_FIRST + 4;
    }
    out->first[of->value_count] = n;
    return true;
}

/* One count again and again, by countries or by their regions. */
static bool
count_million(struct rows *x, struct column *const columns[], const struct groups *groups,
    double took[], int64_t *records, int64_t *mentions)
{
    for (int i = 0; i < RUNS; i++) {
        struct work *one = work_open(&os_real);
        double start = now();
        struct counting m = {.rows = x,
            .work = one,
            .row = {.column = columns[0],
                .groups = groups,
                .count = groups != NULL ? groups->count : columns[0]->value_count},
            .column = {.sort = SIDE_STATE, .count = 4},
            .filters = {{.column = columns[2],
                            .wanted = column_value(columns[2], bytes_of("2025"))},
                {.column = columns[1],
                    .wanted = column_value(columns[1], bytes_of("3"))}},
            .filter_count = 2};
        bool good = one != NULL && matrix_room(&m) && matrix_count(&m);

        if (!good)
            fails(one);
        took[i] = now() - start;
        *records = m.count;
        *mentions = m.mentions;
        work_close(one);
        TRY(good);
    }
    qsort(took, RUNS, sizeof(*took), by_time);
    return true;
}

/* Countries by state, of the year 2025 and the sector 3. */
static int
million(struct work *w, uint32_t count)
{
    const struct facet facets[] = {{.number = 0, .list = 1}, {.number = 1, .list = 2},
        {.number = 2}};
    struct column *columns[3];
    double took[RUNS];
    int64_t records = 0, mentions = 0;
    struct groups groups;
    struct rows *x;

    if (!rows_open(&os_real, &x))
        return 1;
    for (int i = 0; i < 3; i++)
        if (!column_open(x, 0, &facets[i], &columns[i]))
            return fails(x->own);
    if (!fill(x, w, count))
        return fails(x->own);
    if (!fold(w, columns[0], &groups))
        return fails(w);
    if (!count_million(x, columns, &groups, took, &records, &mentions))
        return 1;
    printf("matrix|liaison, by regions|%.5f|%u\n", took[RUNS * 95 / 100], count);
    fprintf(stderr, "  matrix: %lld records by regions, p95 %.1f ms\n",
        (long long)records, took[RUNS * 95 / 100] * 1e3);
    if (!count_million(x, columns, NULL, took, &records, &mentions))
        return 1;
    printf("matrix|liaison, over its index|%.5f|%u\n", took[RUNS * 95 / 100], count);
    fprintf(stderr, "  matrix: %lld records, %lld in all cells, p95 %.1f ms\n",
        (long long)records, (long long)mentions, took[RUNS * 95 / 100] * 1e3);
    printf("counted|%lld|%lld|0\n", (long long)records, (long long)mentions);
    rows_close(x);
    return 0;
}

int
main(int argc, char **argv)
{
    struct work *w = work_open(&os_real);

    if (argc != 3 || w == NULL)
        return 2;
    if (!crypt_start(w))
        return fails(w);
    if (strcmp(argv[1], "--matrix") == 0)
        return million(w, (uint32_t)strtoul(argv[2], NULL, 10));
    return desks(w, argv[1], (uint32_t)strtoul(argv[2], NULL, 10));
}
