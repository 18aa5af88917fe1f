/*
 * Desks under faults: with an allocation, a file call or a call of the database's failing here or
 * there, a desk answers as it does without, or says what went wrong; a file is whole or not there,
 * rows of a table are taken in all or none; and the node goes on.
 */
#include "tests/desks/tables.h"

#include "support/faults.h"

#include <errno.h>

/* An arena asks the system seldom.  What is taken before moves the places at which it does. */
#define FILL_STEP 7001
#define FILL_MAX (WATCHED ? 28000 : 64 * 1024)
#define ROWS 5 /* of the table that is taken in */

static struct node *n;
static unsigned long failed, whole; /* runs that did, of all */

static const struct asked {
    const char *verb, *arguments;
    const char *file;   /* what it makes, or NULL */
    const char *answer; /* what tells an answer from another: a member, or NULL for all */
} asked[] = {
    {"view", "{'kind':'activity','view':'list'}", NULL, NULL},
    {"view", "{'kind':'activity','view':'board'}", NULL, NULL},
    {"view", "{'kind':'activity','view':'timeline'}", NULL, NULL},
    {"view", "{'kind':'activity','view':'who-does-what-where'}", NULL, NULL},
    {"view", "{'kind':'activity','view':'form'}", NULL, NULL},
    {"due", "{}", NULL, NULL},
    {"remind", "{'file':'@out'}", "out", "reminders"},
    {"import csv", "{'file':'@in.csv','kind':'activity','terms':'@public.json'}", NULL,
        NULL},
    {"template", "{'kind':'activity','out':'@out'}", "out", "rows"},
    {"publish", "{'dir':'@out'}", "out", "records"},
    {"import csv",
        "{'file':'@in.csv','kind':'activity','terms':'@public.json','yes':'PLAN'}", NULL,
        NULL},
};

/* ---- A run --------------------------------------------------------------------------------- */

/* "@" is the scratch folder. */
static const char *
arguments_of(struct work *w, const struct asked *a)
{
    const char *text = turn(w, a->arguments), *mark;

    while ((mark = strchr(text, '@')) != NULL)
        text = work_format(w, "%.*s%s/%s", (int)(mark - text), text, scratch, mark + 1);
    return text;
}

static struct bytes
told(struct work *w, const struct asked *a)
{
    const struct json *v = a->answer != NULL ? json_get(last, a->answer) : last;
    struct bytes text = {0};

    NEED(w, v != NULL && json_write(w, v, &text));
    return text;
}

/* Anything of it there?  Then away with it. */
static bool
left_over(struct work *w, const struct asked *a)
{
    bool there = a->file != NULL && is_there(at(w, "%s", a->file));

    if (there)
        scratch_remove(at(w, "%s", a->file));
    return there;
}

/* The answer without faults; a table is each time another one, and its plan is looked at. */
static const char *
prepare(struct work *w, const struct asked *a, struct bytes *want)
{
    static unsigned table;
    const char *text = arguments_of(w, a), *mark = strstr(text, "PLAN"), *rows;

    if (mark != NULL) {
        rows = "#activity,#org,#date+start\n";
        table++;
        for (int i = 0; i < ROWS; i++)
            rows = work_format(w, "%sRow %u-%d,EU,2024-01-0%d\n", rows, table, i, i + 1);
        put_file(at(w, "in.csv"), rows, strlen(rows));
        NEED(w, table_plan(w, n, "activity/1", at(w, "in.csv"), table_terms(w)));
        json_put(last, "written", json_bool(w, true));
        text = work_format(w, "%.*s%s%s", (int)(mark - text), text, said(w, "plan"),
            mark + 4);
    } else {
        NEED(w, sit(w, n, a->verb, text));
    }
    *want = told(w, a);
    left_over(w, a);
    return text;
}

/* Once, with the call of that number failing; ${*done}: it was not reached. */
static bool
run(struct work *first, const struct asked *a, const char *text, struct bytes want,
    size_t fill, unsigned calls, unsigned long call, int number, bool *done)
{
    int64_t before = fixture_count(first, n), made;
    struct work *w;
    bool good, right;

    faults_plan(calls, call, HOW_NUMBER, number);
    w = work_open(&faults_os);
    good = w != NULL && work_alloc(w, fill + 1) != NULL && sit(w, n, a->verb, text);
    *done = fault_plan.hit == 0;
    faults_off();
    made = fixture_count(first, n) - before;
    if (good)
        right = work_ok(w) && bytes_equal(told(w, a), want) &&
            (a->file == NULL || left_over(first, a));
    else
        right = (w == NULL || work_why(w)[0] != '\0') && !left_over(first, a);
    if (strstr(text, "\"yes\"") != NULL)
        right = right && (made == ROWS || (made == 0 && !good));
    if (!right)
        printf("# %s, %s %lu: %s (%s), %d records more\n", a->verb, fault_call_names[0],
            call, good ? "done" : "failed", w != NULL ? work_why(w) : "", (int)made);
    failed += !good;
    whole += good;
    work_close(w);
    return right;
}

/* Each of the first calls, then ever more seldom. */
static bool
each(const struct asked *a, size_t fill, unsigned calls, int number)
{
    bool right = true, done = false, again = strstr(a->arguments, "yes") != NULL;
    struct work *first = work_open(&odd);
    struct bytes want;
    const char *text = prepare(first, a, &want);

    for (unsigned long call = 1; right && !done; call += 1 + call / 8) {
        struct work *w = work_open(&odd);

        text = again ? prepare(w, a, &want) : text;
        right = run(w, a, text, want, fill, calls, call, number, &done);
        if (calls != CALL_BIT(CALL_ALLOC) && !done) {
            node_close(n);
            n = fixture_open(w, at(w, "eu"));
        }
        work_close(w);
    }
    work_close(first);
    return right;
}

/* ---- All -------------------------------------------------------------------------------------- */

static void
under_faults(void)
{
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        const struct asked *a = &asked[i];
        bool right = true,
             writes = a->file != NULL || strstr(a->arguments, "yes") != NULL;

        failed = whole = 0;
        for (size_t fill = 0; fill < FILL_MAX && right;
             fill += writes ? 4 * FILL_STEP : FILL_STEP)
            right = each(a, fill, CALL_BIT(CALL_ALLOC), ENOMEM);
        tap_ok(right && failed > 1, "%s%s without memory: %lu failed, %lu did not",
            a->verb, strstr(a->arguments, "yes") != NULL ? " --yes" : "", failed, whole);
        failed = whole = 0;
        right = each(a, 0, CALLS_CHANGING, ENOSPC) &&
            each(a, 0,
                CALL_BIT(CALL_PREAD) | CALL_BIT(CALL_READ) | CALL_BIT(CALL_SQL_READ),
                EIO);
        tap_ok(right, "and with a bad disk: %lu failed, %lu did not", failed, whole);
    }
}

/* A new file's name is durable, too, before it is said to be there. */
static void
folder_synced(struct work *w)
{
    bool good;

    faults_plan(CALL_BIT(CALL_FSYNC), 1, HOW_NUMBER, EIO);
    good = sit(w, n, "remind", work_format(w, "{\"file\":\"%s\"}", at(w, "out")));
    faults_off();
    tap_ok(!good && fault_plan.hit == 1 && !is_there(at(w, "out")),
        "where its folder is not synced there is no file");
    work_clear(w);
}

/* Nothing is cut off here, so nothing need come to the disk. */
static int
no_sync(int fd)
{
    (void)fd;
    return 0;
}

int
main(void)
{
    static const char csv[] =
        "#activity,#org,#org,#status,#country+code,#sector,#date+start\n"
        "A,X,Y,Ongoing,IQ,water,2026-02-03\nB,X,,Planned,ML,food,\nC,Z,,,,,2026-07\n";
    static const char tasks[] =
        "#activity,#org,#date+due\nT,EU,2026-06-20\nU,UN,2026-07\n";
    struct work *w = fixture_start();
    struct verified count;

    odd = os_real;
    odd.now = odd_now;
    odd.fsync = odd.fdatasync = no_sync;
    fault_plan.no_sync = true;
    faults_over(&odd, "unix");
    work_close(w);
    w = work_open(&faults_os);
    n = fixture_node(w, "eu", 1);
    put_file(at(w, "t.csv"), csv, sizeof(csv) - 1);
    NEED(w, table_in(w, n, "activity/1", at(w, "t.csv"), table_terms(w)));
    put_file(at(w, "in.csv"), tasks, sizeof(tasks) - 1);
    NEED(w, table_in(w, n, "commitment/1", at(w, "in.csv"), table_terms(w)));
    folder_synced(w);
    under_faults();
    printf("# %s\n", faults_told());
    tap_ok(node_verify(n, w, true, NULL, NULL, &count), "all of it verifies");
    node_close(n);
    work_close(w);
    return tap_end();
}
