/*
 * A disk with no more room, as the command line tells it: one line, exit code 4, and when
 * there is room again everything verifies and nothing that was acknowledged is missing.
 */
#include "doors/cli/runs.h"

#include <sys/resource.h>

/* No file of a command may grow beyond this: what a full disk does, without one. */
static void
room(rlim_t bytes)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static int64_t
listed(struct work *w)
{
    struct ran ran = run(w, "list", "--json", NULL);
    const struct json *count = json_get(ran.json, "count");

    return count != NULL && count->type == JSON_INTEGER ? count->integer : -1;
}

int
main(void)
{
    struct work *w = fixture_start();
    uint8_t *big = calloc(1, 3000000);
    int64_t acknowledged = 0;
    struct ran ran;

    put_file(at(w, "big"), big, 3000000);
    put_file(at(w, "small"), "small", 5);
    free(big);
    room(2048);
    ran = run(w, "init", at(w, "none"), "--id", "eu", "--name", "x", "--no-passphrase",
        NULL);
    tap_ok(ran.code == 4 && runs_one_line(ran.err) && !is_there(at(w, "none")) &&
            !is_there(at(w, "none.root-keys")),
        "no room for a node: none is made");
    room(RLIM_INFINITY);
    runs_folder = at(w, "eu");
    tap_ok(run(w, "init", runs_folder, "--id", "eu", "--name", "x", "--no-passphrase",
               NULL)
                .code == 0,
        "with room there is one");

    room(1000000);
    tap_refused(run(w, "ingest", at(w, "big"), "--tlp", "amber", NULL), 4,
        "File too large", "no room for a file");
    tap_done(run(w, "ingest", at(w, "small"), "--tlp", "amber", NULL),
        "what there is room for is taken in");
    acknowledged = listed(w);
    tap_ok(acknowledged == 1, "and listed");
    room(120000);
    for (ran.code = 0; ran.code == 0 && acknowledged < 500;) {
        ran = run(w, "new", "matter", "--set",
            "core.title=[{\"lang\":\"en\",\"text\":\"T\"}]", NULL);
        acknowledged += ran.code == 0;
    }
    tap_ok(ran.code == 4 && runs_one_line(ran.err),
        "until there is no room for a record");
    if (ran.code != 4)
        runs_tell(&ran);
    ran = run(w, "verify", "--deep", NULL);
    tap_ok(ran.code == 0 || (ran.code == 4 && runs_one_line(ran.err)),
        "meanwhile it verifies, or says that it cannot");
    room(RLIM_INFINITY);
    tap_done(run(w, "verify", "--deep", NULL), "with room it verifies, every byte");
    tap_ok(listed(w) >= acknowledged, "of %lld acknowledged records none is missing",
        (long long)acknowledged);
    tap_done(run(w, "new", "matter", "--set",
                 "core.title=[{\"lang\":\"en\",\"text\":\"T\"}]", NULL),
        "and it goes on");
    work_close(w);
    return tap_end();
}
