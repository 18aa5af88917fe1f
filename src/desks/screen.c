/*
 * screen: search lists for names.  A hit is a question to a human.
 */
#include "desks/screen_desk.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MAX 256
#define MOST_MAX 1000000
#define POINTS_MAX 1000
#define ANSWER_MAX ((size_t)32 << 20) /* of lines within the one answer */

/* ---- Settings ----------------------------------------------------------------------------------- */

bool
screen_points(struct work *w, struct bytes text, const char *called, int *out)
{
    const uint8_t *dot = memchr(text.at, '.', text.len);
    struct bytes whole =
        bytes_from(text.at, dot != NULL ? (size_t)(dot - text.at) : text.len);
    size_t places = dot != NULL ? text.len - whole.len - 1 : 0;
    uint64_t points, part = 0;
    bool good = decimal_read(w, whole, POINTS_MAX, &points) && places <= 3 &&
        (dot == NULL || places > 0);

    for (size_t i = 0; good && i < 3; i++) {
        uint8_t c = i < places ? dot[1 + i] : '0';

        good = c >= '0' && c <= '9';
        part = part * 10 + c - '0';
    }
    work_clear(w);
    if (!good)
        return fail(w, FAULT_USAGE, "%s wants points such as 76 or 80.5, not %.*s",
            called, (int)text.len, (const char *)text.at);
    *out = (int)(points * 1000 + part);
    return true;
}

static bool
read_count(struct work *w, const struct json *args, const char *name, const char *option,
    uint64_t max, unsigned *out)
{
    struct bytes text = desk_text(args, name);
    uint64_t count;

    if (json_get(args, name) == NULL)
        return true;
    if (!decimal_read(w, text, max, &count) || count == 0) {
        work_clear(w);
        return fail(w, FAULT_USAGE, "%s wants a number from 1 to %llu, not %.*s", option,
            (unsigned long long)max, (int)text.len, (const char *)text.at);
    }
    *out = (unsigned)count;
    return true;
}

unsigned
screen_threads(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 1          ? 1
        : processors < THREADS_MAX ? (unsigned)processors
                                   : THREADS_MAX;
}

static bool
read_settings(struct work *w, const struct json *args, struct screen_run *r)
{
    struct bytes format = desk_text(args, "format");

    r->settings = (struct screen_settings){.threshold = SCREEN_THRESHOLD,
        .exhaustive = desk_flag(args, "exhaustive")};
    r->threads = screen_threads();
    r->how.explain = desk_flag(args, "explain");
    if (json_get(args, "threshold") != NULL)
        TRY(screen_points(w, desk_text(args, "threshold"), "-t", &r->settings.threshold));
    TRY(read_count(w, args, "most", "-n", MOST_MAX, &r->settings.most));
    TRY(read_count(w, args, "threads", "-j", THREADS_MAX, &r->threads));
    if (json_get(args, "name") != NULL)
        r->threads = 1;
    if (bytes_is(format, "jsonl"))
        r->how.form = HIT_JSONL;
    else if (format.len > 0 && !bytes_is(format, "csv"))
        return fail(w, FAULT_USAGE, "--format is csv or jsonl, not %.*s", (int)format.len,
            (const char *)format.at);
    return true;
}

/* ---- Where names come from, and where lines go ---------------------------------------------------- */

static bool
give_console(struct work *w, void *ctx, struct bytes lines)
{
    const struct console *c = ctx;

    return c->give(w, lines);
}

bool
screen_gather(struct work *w, void *ctx, struct bytes lines)
{
    struct buffer *b = ctx;

    if (lines.len > ANSWER_MAX - b->len)
        return fail(w, FAULT_BUSY,
            "there are more hits than one answer holds: ask for them without --json and "
            "without a running server, or for fewer names");
    buffer_add(b, lines);
    return work_ok(w);
}

/* All rows are looked at before the first is searched: of a file that is refused nothing is
 * screened. */
static bool
check_rows(struct work *w, const char *path, uint64_t *count)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct given given;
    const struct text_source source = {given_some, &given};
    struct query_rows *rows;
    struct asked asked;
    bool found = true;

    TRY(file_open(w, path, O_RDONLY, 0, &f));
    given = (struct given){.file = f};
    TRY(query_rows_open(w, &source, path, &rows));
    for (*count = 0; found; *count += found)
        TRY(query_rows_next(rows, &asked, &found));
    return true;
}

static bool
run_file(struct work *w, struct screen_run *r, const char *path)
{
    FILE_AUTO struct file f = {.fd = -1};
    struct given given;
    const struct text_source source = {given_some, &given};
    struct query_rows *rows;
    struct stat about;

    TRY(file_open(w, path, O_RDONLY | (r->d->console == NULL ? O_NONBLOCK : 0), 0, &f));
    given = (struct given){.file = f};
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "cannot look at %s", path);
    if (S_ISREG(about.st_mode))
        TRY(check_rows(w, path, &r->all));
    else if (S_ISDIR(about.st_mode) || r->d->console == NULL)
        return fail(w, FAULT_INVALID, "%s is no regular file", path);
    return query_rows_open(w, &source, path, &rows) && screen_run_rows(w, r, rows);
}

static bool
run_input(struct work *w, struct screen_run *r)
{
    struct given given;
    const struct text_source source = {given_some, &given};
    struct query_rows *rows;

    return given_input(r->d, w, &given) &&
        query_rows_open(w, &source, "standard input", &rows) &&
        screen_run_rows(w, r, rows);
}

bool
screen_names(struct work *w, struct screen_run *r, const char *path)
{
    return strcmp(path, "-") == 0 ? run_input(w, r) : run_file(w, r, path);
}

/* ---- The desk --------------------------------------------------------------------------------------- */

/* Words are the file of names, and lists before it. */
static bool
read_words(struct work *w, const struct json *args, struct lists *lists,
    struct bytes *queries)
{
    static const char *const of_one[] = {"dob", "country", "id", "type", "gender"};
    bool one = json_get(args, "name") != NULL;

    for (size_t i = 0; i < COUNT_OF(of_one) && !one; i++)
        if (json_get(args, of_one[i]) != NULL)
            return fail(w, FAULT_USAGE, "--%s goes with --name; a file has columns",
                of_one[i]);
    *queries = bytes_of("");
    for (const struct json *i = json_first(json_get(args, "queries")); i != NULL;
         i = i->next) {
        if ((one || i->next != NULL) && json_get(args, "list") == NULL)
            return fail(w, FAULT_USAGE, "%.*s is one word too many; a list goes with -l",
                (int)i->text.len, (const char *)i->text.at);
        if (one || i->next != NULL)
            TRY(lists_add(w, lists, i->text));
        else
            *queries = i->text;
    }
    if (!one && queries->len == 0)
        return fail(w, FAULT_USAGE,
            "whom to ask for?  Give a file of names, - or --name");
    return true;
}

static size_t
count_of(const struct json *list)
{
    return list != NULL ? list->count : 0;
}

/* Lines are given as they come. */
static bool
streams(const struct desk *d)
{
    return d->console != NULL && d->console->give != NULL;
}

static bool
load_lists(struct work *w, struct screen_run *r, const struct json *args,
    struct lists *lists, struct bytes *queries)
{
    struct screen_index *index;
    size_t most = count_of(json_get(args, "list")) + count_of(json_get(args, "queries"));

    if (json_get(args, "list") == NULL)
        TRY(screen_ready_lend(w, r, lists));
    else
        TRY(archive_given(w, args, lists, &r->index) &&
            (r->index != NULL ||
                (lists_open(w, most, lists) && lists_given(w, args, lists))));
    TRY(read_words(w, args, lists, queries));
    if (r->index != NULL)
        return true;
    TRY(screen_index_build(w, lists->lists, lists->count, &index));
    r->index = index;
    return true;
}

static bool
run_names(struct work *w, struct screen_run *r, const struct json *args,
    struct bytes queries)
{
    struct asked asked;
    const char *path;

    TRY(screen_run_open(w, r));
    if (json_get(args, "name") != NULL)
        return query_given(w, args, &asked) && screen_run_one(w, r, &asked);
    TRY(work_string(w, queries, &path));
    return screen_names(w, r, path);
}

/* ---- What is told ------------------------------------------------------------------------------------ */

static void
say_remarks(struct work *w, const struct screen_run *r, struct json *to)
{
    for (const struct json *m = r->remarks->first; m != NULL; m = m->next) {
        struct bytes id = json_get_text(m, "id"), text = json_get_text(m, "text");
        const struct json *at = json_get(m, "line");

        json_add(to,
            json_string(w,
                at != NULL
                    ? work_format(w, "line %lld, %.*s: %.*s", (long long)at->integer,
                          (int)id.len, (const char *)id.at, (int)text.len,
                          (const char *)text.at)
                    : work_format(w, "%.*s", (int)text.len, (const char *)text.at)));
    }
}

/* In a node a hit can be settled, and what was settled as false is not shown again. */
static void
say_settled(struct work *w, const struct screen_run *r, struct json *to)
{
    json_add(to,
        json_string(w,
            work_format(w,
                "run %s; to settle a hit: liaison settle RUN/ROW/REF true|false|escalate "
                "--reason "
                "TEXT, as --explain names it; rows count from 0",
                r->how.run)));
    if (r->quiet > 0)
        json_add(to,
            json_string(w,
                work_format(w,
                    "%llu hits settled before are not shown; --settled shows them",
                    (unsigned long long)r->quiet)));
}

/* How old lists are, who reads the rows should know before.  What is given here is left out of
 * what is told behind them. */
static struct json *
say_lists(struct work *w, const struct lists *lists, const struct console *direct)
{
    struct json *out = json_array(w);

    for (size_t i = 0; i < lists->count; i++)
        json_add(out, json_string(w, lists_line(w, lists, i)));
    if (direct == NULL || direct->tell == NULL || out == NULL)
        return out;
    direct->tell(w, out);
    return json_array(w);
}

/* What people are told beside the rows, a line each.  It is in the answer, so that it is told
 * whoever worked: this process, or a running server. */
static struct json *
said(struct work *w, const struct screen_run *r, struct json *out)
{
    uint64_t unseen = r->left_out + r->quiet, all = r->hits + unseen;

    say_remarks(w, r, out);
    if (r->kept != NULL)
        say_settled(w, r, out);
    json_add(out,
        json_string(w,
            work_format(w,
                "%llu asked for, %llu have hits, %llu hits in all, %llu of them not "
                "shown, %llu "
                "remarks; a hit is a question to a human, no finding",
                (unsigned long long)r->queries, (unsigned long long)r->found,
                (unsigned long long)all, (unsigned long long)unseen,
                (unsigned long long)r->remarked)));
    return out;
}

bool
screen_told(struct work *w, const struct screen_run *r, const struct lists *lists,
    struct json **answer)
{
    struct json *all = json_array(w);

    for (size_t i = 0; i < lists->count; i++)
        json_add(all, lists_json(w, lists, i));
    *answer = json_object(w);
    json_put(*answer, "lists", all);
    json_put(*answer, "queries", json_integer(w, (int64_t)r->queries));
    json_put(*answer, "found", json_integer(w, (int64_t)r->found));
    json_put(*answer, "hits", json_integer(w, (int64_t)r->hits));
    json_put(*answer, "left_out", json_integer(w, (int64_t)r->left_out));
    json_put(*answer, "quiet", json_integer(w, (int64_t)r->quiet));
    json_put(*answer, "remarks", r->remarks);
    json_put(*answer, "remarked", json_integer(w, (int64_t)r->remarked));
    return work_ok(w);
}

/* In a node the lines wait for the record of the run: what is not recorded gives nothing. */
static bool
record(struct work *w, const struct json *args, const struct screen_run *r,
    const struct lists *lists, struct bytes lines, struct receipt *out)
{
    TRY(screening_keep(r->d, w, args, r, lists, lines, out));
    return !streams(r->d) || lines.len == 0 || r->d->console->give(w, lines);
}

DESK(screen)
{
    bool alone = json_get(args, "list") != NULL, direct = streams(d) && alone;
    struct buffer text = buffer_open(w, ANSWER_MAX);
    struct screen_kept kept = {0};
    RUN_AUTO struct screen_run r = {.d = d,
        .kept = alone ? NULL : &kept,
        .yields = true,
        .give = direct ? give_console : screen_gather,
        .ctx = direct ? (void *)d->console : &text};
    struct receipt receipt;
    struct bytes queries, lines;
    struct lists lists;
    struct json *told;

    TRY(read_settings(w, args, &r) && screening_may(w, args));
    TRY(alone || screening_begin(d, w, desk_flag(args, "settled"), &r));
    TRY(load_lists(w, &r, args, &lists, &queries));
    told = say_lists(w, &lists, direct ? d->console : NULL);
    TRY(run_names(w, &r, args, queries) && buffer_bytes(&text, &lines));
    TRY(alone || record(w, args, &r, &lists, lines, &receipt));
    TRY(screen_told(w, &r, &lists, answer));
    json_put(*answer, "told", said(w, &r, told));
    if (!alone)
        json_put(*answer, "id", json_uuid(w, &receipt.id));
    /* The answer's last line is ended by who prints it. */
    if (!streams(d) && lines.len > 0)
        json_put(*answer, "text", json_text(w, bytes_from(lines.at, lines.len - 1)));
    return work_ok(w);
}
