/*
 * Writing and reading a bundle, with each sampled system call and allocation failing in turn:
 * nothing half-written stays, nothing half-read counts, and the next try brings everything.
 */
#include <errno.h>

#include "engines/exchange/volumes.h"

#define CONTENT 3300000

/* ---- What fails: the n-th of all calls -------------------------------------------------- */

static long left;
static unsigned long failed;

static bool
fails(void)
{
    if (left <= 0 || --left > 0)
        return false;
    failed++;
    errno = ENOSPC;
    return true;
}

static void *
some_alloc(size_t len)
{
    return fails() ? NULL : malloc(len);
}

static ssize_t
some_pwrite(int fd, const void *from, size_t len, off_t to)
{
    return fails() ? -1 : pwrite(fd, from, len, to);
}

static ssize_t
some_pread(int fd, void *to, size_t len, off_t from)
{
    return fails() ? -1 : pread(fd, to, len, from);
}

static int
some_open(const char *path, int flags, mode_t mode)
{
    return fails() ? -1 : open(path, flags, mode);
}

static int
some_rename(const char *from, const char *to)
{
    return fails() ? -1 : rename(from, to);
}

static int
some_fdatasync(int fd)
{
    return fails() ? -1 : fdatasync(fd);
}

static int
some_mkdir(const char *path, mode_t mode)
{
    return fails() ? -1 : mkdir(path, mode);
}

static struct os failing;

static bool
act(struct sim *s, const char *verb, const char *args, long at_call)
{
    struct work *w = work_open(&failing);
    struct json *answer;
    bool good;

    left = at_call;
    good = sim_try(w, s, verb, args, &answer);
    left = 0;
    if (good && json_get(answer, "refused") != NULL)
        good = json_get(answer, "refused")->integer == 0;
    if (!good && work_why(w)[0] == '\0' && work_ok(w) && answer == NULL)
        printf("#   a fault without a reason\n");
    work_close(w);
    return good;
}

/* How many calls it takes when none fails, for a step between those that are tried. */
static long
calls_of(struct sim *s, const char *verb, const char *args)
{
    struct work *w = work_open(&failing);
    struct json *answer;
    long before = 1000000000;

    left = before;
    NEED(w, sim_try(w, s, verb, args, &answer));
    before -= left;
    left = 0;
    work_close(w);
    return before;
}

/* ---- Out and in --------------------------------------------------------------------------------- */

#define MANY 8

static const char *names[MANY];
static size_t volumes;

static size_t
files_there(void)
{
    size_t there = 0;

    for (size_t i = 0; i < MANY; i++)
        there += is_there(names[i]);
    return there;
}

static void
out(struct stage *t, const char *args)
{
    long all = calls_of(t->eu, "bundle out", args), step = all / 150 + 1;
    size_t tried = 0, refused = 0, half = 0;

    volumes = files_there();
    for (long at_call = 1; at_call <= all; at_call += step) {
        for (size_t i = 0; i < MANY; i++)
            unlink(names[i]);
        tried++;
        if (!act(t->eu, "bundle out", args, at_call)) {
            refused++;
            half += files_there() > 0;
        }
    }
    for (size_t i = 0; i < MANY; i++)
        unlink(names[i]);
    tap_ok(refused > tried / 2 && half == 0 && sim_holds(t->w, t->eu),
        "writing failed %zu of %zu times, and left a file %zu times", refused, tried,
        half);
    tap_ok(act(t->eu, "bundle out", args, 0) && files_there() == volumes && volumes > 2,
        "then it writes %zu", volumes);
}

/* All volumes, the last first, so that they are kept on the way. */
static void
in(struct stage *t)
{
    struct work *w = t->w;
    const char *late = work_format(w, "{\"file\":[\"%s\"]}", names[volumes - 1]);
    struct buffer b = buffer_open(w, 65536);
    const char *rest;
    struct bytes text;
    size_t tried = 0, refused = 0, broken = 0;
    long all, step;

    buffer_text(&b, "{\"file\":[");
    for (size_t i = 0; i + 1 < volumes; i++)
        buffer_format(&b, "%s\"%s\"", i > 0 ? "," : "", names[i]);
    buffer_text(&b, "]}");
    NEED(w, buffer_bytes(&b, &text) && work_string(w, text, &rest));
    sim_close(t->un);
    raw_copy(t->un->folder, at(w, "un-before"));
    sim_open(w, t->un);
    all = calls_of(t->un, "bundle in", late) + calls_of(t->un, "bundle in", rest);
    tap_ok(all_here(t), "without a fault all is here");
    step = all / 60 + 1;
    for (long at_call = 1; at_call <= all; at_call += step) {
        bool good;

        as_before(t);
        tried++;
        left = 0;
        good = act(t->un, "bundle in", late, at_call);
        good = act(t->un, "bundle in", rest, at_call) && good;
        refused += !good;
        sim_reopen(w, t->un);
        broken += !sim_holds(w, t->un);
        broken += !act(t->un, "bundle in", late, 0) ||
            !act(t->un, "bundle in", rest, 0) || !act(t->un, "bundle in", late, 0) ||
            !all_here(t) || !sim_holds(w, t->un);
    }
    tap_ok(refused > tried / 3 && broken == 0,
        "reading failed %zu of %zu times, and %zu times the next did not bring all",
        refused, tried, broken);
}

int
main(void)
{
    struct work *w = sim_start();
    struct stage t = stage_open(w, CONTENT);
    const char *file = at(w, "faulty");

    failing = os_real;
    failing.now = sim_now;
    failing.alloc = some_alloc;
    failing.pwrite = some_pwrite;
    failing.pread = some_pread;
    failing.open = some_open;
    failing.rename = some_rename;
    failing.fdatasync = some_fdatasync;
    failing.mkdir = some_mkdir;
    for (size_t i = 0; i < MANY; i++)
        names[i] = work_format(w, "%s.%03zu", file, i + 1);
    out(&t, work_format(w, "{\"org\":\"un\",\"file\":\"%s\",\"volume\":\"2M\"}", file));
    in(&t);
    tap_ok(failed > 100, "%lu calls failed", failed);
    sim_end();
    work_close(w);
    return tap_end();
}
