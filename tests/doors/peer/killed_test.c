/*
 * The program itself, killed at any moment of taking in, sharing, contact and recall, at
 * either end: whoever is started again verifies, nothing that was acknowledged is missing,
 * and in the end both ends agree.
 */
#include "doors/peer/servers.h"

#define ROUNDS_MOST 80

/* What eu was told has been done. */
static struct {
    const char *id;
    bool shared, recalled;
} items[2 * ROUNDS_MOST];
static size_t item_count;

static struct server *eu, *un;
static unsigned rounds, killed, acknowledged;

/* ---- Killing -------------------------------------------------------------------------------- */

/* How long an act takes when nobody is killed, in microseconds; kills are drawn from it. */
static uint32_t takes[128];

static int64_t
ticks(void)
{
    return os_real.ticks();
}

/* eu's command; it, or un's server, is killed after some time of those it takes.  Was it
 * acknowledged? */
__attribute__((sentinel)) static bool
interrupted(struct work *w, char act, bool there, struct said *said, ...)
{
    const char *out = at(w, "killed.out"), *err = at(w, "killed.err");
    char *words[24] = {(char *)"liaison", (char *)"-C", (char *)eu->folder};
    struct json *json;
    int count = 3, status;
    int64_t began = ticks();
    bool first = takes[(int)act] == 0;
    va_list args;
    pid_t child;

    va_start(args, said);
    while (count < 22 && (words[count] = va_arg(args, char *)) != NULL)
        count++;
    va_end(args);
    words[count] = (char *)"--json";
    child = start(words, out, err);
    if (!first) {
        usleep(chance(takes[(int)act]));
        kill(there ? un->pid : child, SIGKILL);
    }
    waitpid(child, &status, 0);
    if (first)
        takes[(int)act] = (uint32_t)((ticks() - began) * 1000000 / TIME_SECOND);
    if (!first && there) {
        int gone;

        waitpid(un->pid, &gone, 0);
        killed++;
        server_start(w, un);
    }
    killed += WIFSIGNALED(status);
    *said = (struct said){.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        .out = get_file(w, out)};
    if (json_read(w, said->out, &json_foreign, &json))
        said->json = json;
    work_clear(w);
    acknowledged += said->code == 0;
    return said->code == 0;
}

/* Started again, they verify. */
static unsigned broken;

static void
verify(struct work *w)
{
    struct server *both[] = {eu, un};

    for (size_t i = 0; i < COUNT_OF(both); i++) {
        struct said said = ASK(w, both[i], "verify", "--deep");

        if (said.code == 0)
            continue;
        broken++;
        printf("#   %s: %.*s\n", both[i]->handle, (int)said.out.len,
            (const char *)said.out.at);
    }
}

/* ---- Acts ----------------------------------------------------------------------------------- */

static void
take_in(struct work *w, unsigned round)
{
    static uint8_t content[300000];
    const char *path = at(w, "file-%u", round);
    struct said said;

    for (size_t i = 0; i < sizeof(content); i++)
        content[i] = (uint8_t)(i * 7 + i / 251 + round);
    put_file(path, content, sizeof(content));
    if (interrupted(w, 'i', false, &said, "ingest", path, "--tlp", "amber", "--purpose",
            "work", NULL))
        items[item_count++].id = text_of(w, said, "items.0.id");
    said = ASK(w, eu, "new", "assessment", "--set",
        "core.title=[{\"lang\":\"en\",\"text\":\"T\"}]", "--set",
        "core.judgements=[{\"text\":[{\"lang\":\"en\",\"text\":\"J\"}]}]", "--set",
        "core.language=en", "--tlp", "amber", "--purpose", "work");
    items[item_count++].id = text_of(w, said, "id");
    verify(w);
}

/* Of the newest ones, and of one that was shared before. */
static void
share_and_recall(struct work *w, unsigned round)
{
    struct said said;
    size_t newest = item_count - 1, other = chance((uint32_t)item_count);

    while (other > 0 && (!items[other].shared || items[other].recalled))
        other--;
    items[newest].shared =
        interrupted(w, 's', false, &said, "share", items[newest].id, "--to", "un", NULL);
    if (newest > 0 && !items[newest - 1].shared)
        items[newest - 1].shared =
            ASK(w, eu, "share", items[newest - 1].id, "--to", "un").code == 0;
    verify(w);
    interrupted(w, 'y', round % 2 == 1, &said, "sync", "un", NULL);
    verify(w);
    if (!items[other].shared || items[other].recalled)
        return;
    items[other].recalled = interrupted(w, 'r', false, &said, "recall", items[other].id,
        "--reason", "withdrawn", NULL);
    interrupted(w, 'y', round % 4 == 1, &said, "sync", "un", NULL);
    verify(w);
}

/* Chance may kill whatever would have been acknowledged: then there are more rounds. */
static bool
is_enough(void)
{
    size_t shared = 0, recalled = 0;

    for (size_t i = 0; i < item_count; i++) {
        shared += items[i].shared;
        recalled += items[i].recalled;
    }
    return recalled > 0 && shared > recalled && killed > rounds && acknowledged > 3;
}

/* ---- In the end ------------------------------------------------------------------------------ */

static size_t
waiting(struct work *w, struct server *s, const char *list)
{
    const struct json *v = json_get(ASK(w, s, "status").json, list);

    return v != NULL ? v->count : 9999;
}

static void
agree(struct work *w)
{
    size_t missing = 0, kept = 0, shared = 0, recalled = 0;

    tap_ok(ASK(w, eu, "sync", "un").code == 0 && ASK(w, eu, "sync", "un").code == 0,
        "they meet undisturbed");
    for (size_t i = 0; i < item_count; i++) {
        const char *id = items[i].id;

        missing += ASK(w, eu, "about", id).code != 0;
        shared += items[i].shared;
        recalled += items[i].recalled;
        if (items[i].recalled)
            kept += ASK(w, un, "show", id, "--purpose", "work").code != 1;
        else if (items[i].shared)
            missing += ASK(w, un, "about", id).code != 0;
    }
    tap_ok(missing == 0, "of %zu things made and %zu shared none is missing (%zu)",
        item_count, shared, missing);
    tap_ok(kept == 0, "and of %zu recalled none can be read at un (%zu)", recalled, kept);
    tap_ok(waiting(w, eu, "receipts_missing") == 0 && waiting(w, eu, "recalls_open") == 0,
        "no receipt is missing, and no recall is open");
    tap_ok(is_enough(), "enough was done: %u killed, %u acknowledged", killed,
        acknowledged);
}

int
main(void)
{
    struct work *w;

    program = getenv("LIAISON_PROGRAM");
    if (program == NULL || access(program, X_OK) != 0) {
        printf("1..0 # SKIP LIAISON_PROGRAM is not set\n");
        return 0;
    }
    w = fixture_start();
    chance_start();
    rounds = getenv("LIAISON_TORTURE") != NULL ? ROUNDS_MOST : WATCHED ? 2 : 7;
    eu = server_new(w, "eu");
    un = server_new(w, "un");
    NEED(w,
        ASK(w, eu, "peer", "add", "un", un->url, "--fingerprint", un->fingerprint,
            "--risks", "none")
                    .code == 0 &&
            ASK(w, un, "peer", "add", "eu", eu->url, "--fingerprint", eu->fingerprint)
                    .code == 0);
    server_stop(eu, SIGTERM); /* its commands open the node themselves */
    for (unsigned round = 0; round < rounds || (!is_enough() && round < ROUNDS_MOST);
         round++) {
        take_in(w, round);
        share_and_recall(w, round);
    }
    tap_ok(broken == 0, "whoever is started again verifies, every byte");
    agree(w);
    verify(w);
    tap_ok(broken == 0, "and both verify in the end");
    tap_ok(server_stop(un, SIGTERM) == 0, "un ends when asked");
    memset(servers_running, 0, sizeof(servers_running)); /* they lie in the work */
    work_close(w);
    return tap_end();
}
