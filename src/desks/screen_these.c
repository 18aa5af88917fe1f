/*
 * Names within the request, searched in the lists that the node keeps: what /api/screen asks.  A run
 * is recorded as that of the command is, and its lines are the same bytes.
 */
#include "desks/screen_desk.h"

#include <string.h>

#define QUERIES_MAX 10000
#define MOST_MAX 1000000
#define LINES_MAX ((size_t)32 << 20)

static bool
gather(struct work *w, void *ctx, struct bytes lines)
{
    struct buffer *b = ctx;

    if (lines.len > LINES_MAX - b->len)
        return fail(w, FAULT_INVALID,
            "there are more hits than one answer holds: ask for fewer names, for those "
            "with "
            "more points, or for the most likely (most)");
    buffer_add(b, lines);
    return work_ok(w);
}

/* ---- What is asked ------------------------------------------------------------------------------ */

static bool
read_threshold(struct work *w, const struct json *args, struct screen_run *r)
{
    const struct json *points = json_get(args, "threshold");
    char number[32];

    if (points == NULL)
        return true;
    if (points->type != JSON_INTEGER && points->type != JSON_DOUBLE)
        return fail(w, FAULT_INVALID, "threshold: a number is wanted");
    (void)json_number(points->type == JSON_INTEGER ? (double)points->integer
                                                   : points->real,
        number);
    return screen_points(w, bytes_of(number), "threshold", &r->settings.threshold);
}

static bool
read_settings(struct work *w, const struct json *args, struct screen_run *r)
{
    const struct json *explain = json_get(args, "explain");
    int64_t most = 0;

    r->settings = (struct screen_settings){.threshold = SCREEN_THRESHOLD};
    r->how.form = HIT_JSONL;
    r->yields = true;
    TRY(read_threshold(w, args, r));
    if (json_get(args, "most") != NULL)
        TRY(json_need_integer(w, args, "most", 1, MOST_MAX, &most));
    r->settings.most = (unsigned)most;
    if (explain != NULL && explain->type != JSON_BOOL)
        return fail(w, FAULT_INVALID, "explain: true or false is wanted");
    r->how.explain = explain != NULL && explain->truth;
    return true;
}

/* One name, or many. */
static bool
read_queries(struct work *w, const struct json *args, struct screen_run *r,
    struct query_rows **out)
{
    struct json *one = json_get(args, "query"), *many = json_get(args, "queries"), *copy;

    if ((one != NULL) == (many != NULL))
        return fail(w, FAULT_INVALID, "%s: query, an object, or queries, a list of them",
            one != NULL ? "not both" : "whom to ask for?  Give");
    if (many != NULL &&
        (many->type != JSON_ARRAY || many->count == 0 || many->count > QUERIES_MAX))
        return fail(w, FAULT_INVALID, "queries: a list of 1 to %d is wanted",
            QUERIES_MAX);
    if (one != NULL) {
        many = json_array(w);
        TRY(json_keep(w, one, &copy));
        json_add(many, copy);
        TRY(many != NULL);
    }
    r->threads = screen_threads_for(many->count, screen_threads());
    return query_rows_listed(w, many, out);
}

static bool
check_request(struct work *w, const struct json *args)
{
    static const char *const members[] = {"class", "basis", "threshold", "most",
        "explain", "query", "queries", NULL};
    static const char *const texts[] = {"class", "basis"};

    if (args->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "the request is no object");
    TRY(json_only(w, args, members));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct json *m = json_get(args, texts[i]);

        if (m != NULL && m->type != JSON_TEXT)
            return fail(w, FAULT_INVALID, "%s: a text is wanted", texts[i]);
    }
    return screening_may(w, args);
}

/* ---- The desk ------------------------------------------------------------------------------------- */

DESK(screen_these)
{
    struct buffer text = buffer_open(w, LINES_MAX);
    struct screen_kept kept;
    RUN_AUTO struct screen_run r = {.d = d, .kept = &kept, .give = gather, .ctx = &text};
    struct query_rows *rows;
    struct receipt receipt;
    struct bytes lines;
    struct lists lists;

    TRY(node_person_acts(d->node, w, d->actor.person));
    TRY(check_request(w, args) && read_settings(w, args, &r) &&
        read_queries(w, args, &r, &rows));
    TRY(screening_begin(d, w, false, &r) && screen_ready_lend(w, &r, &lists));
    TRY(screen_run_open(w, &r) && screen_run_rows(w, &r, rows) &&
        buffer_bytes(&text, &lines));
    TRY(screening_keep(d, w, args, &r, &lists, lines, &receipt));
    TRY(screen_told(w, &r, &lists, answer));
    json_put(*answer, "id", json_uuid(w, &receipt.id));
    if (lines.len > 0)
        json_put(*answer, "text", json_text(w, bytes_from(lines.at, lines.len - 1)));
    return work_ok(w);
}
