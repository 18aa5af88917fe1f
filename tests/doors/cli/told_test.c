/*
 * What screening tells people beside its rows, on standard error: the same from this process and
 * from a running server; the lists before the rows and all else behind them, where both go to one
 * file.
 */
#include "doors/cli/runs.h"

#include <time.h>

static const char list[] = "list,ref,type,kind,name,dob,country\n"
                           "T,T.1,P,primary,Vladan Orsimov,1960,\n"
                           "T,T.2,P,primary,Helmut Nyeland,,\n";
static const char names[] = "id,name\na,Vladan Orsimov\nb,...\nc,Helmut Nyeland\n";

static pid_t
serve_start(struct work *w)
{
    char *words[] = {(char *)"liaison", (char *)"serve", NULL};
    const char *log = at(w, "serve.log");
    const struct timespec turn = {0, 20000000};
    pid_t child;
    int to;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        alarm(120);
        to = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(to, STDOUT_FILENO);
        dup2(to, STDERR_FILENO);
        close(to);
        setenv("LIAISON_DIR", runs_folder, 1);
        exit(cli_main(2, words, &(struct cli_doors){0}));
    }
    for (int i = 0; i < 500 && !(is_there(log) && runs_say(get_file(w, log), "ready"));
         i++)
        nanosleep(&turn, NULL);
    return child;
}

static void
serve_end(pid_t child)
{
    int status;

    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server ends");
}

/* All but the line that names the run, which no two have in common. */
static bool
same_but_run(struct bytes a, struct bytes b)
{
    const char *x = memmem(a.at, a.len, "\nrun ", 5),
               *y = memmem(b.at, b.len, "\nrun ", 5);
    size_t id = 5 + 36, head = x != NULL ? (size_t)(x - (const char *)a.at) : 0;

    return x != NULL && y != NULL && a.len == b.len &&
        y - (const char *)b.at == x - (const char *)a.at &&
        memcmp(a.at, b.at, head) == 0 && memcmp(x + id, y + id, a.len - head - id) == 0;
}

static void
screened(const struct ran *ran, const char *by)
{
    static const char *const lines[] =
        {"T: without a date of its own, 2 entries with 2 names",
            "line 3, b: nothing in the name can be compared: it was not screened\n",
            "run 0",
            "3 asked for, 2 have hits, 2 hits in all, 0 of them not shown, 1 remarks; a "
            "hit is "
            "a question to a human"};

    tap_ok(ran->code == 0 && runs_say(ran->out, "\na,1,T,T.1,"), "rows of %s", by);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!tap_ok(runs_say(ran->err, lines[i]), "%s tells: %.20s", by, lines[i]))
            runs_tell(ran);
}

static const char *
run_of(struct work *w, const struct ran *ran)
{
    const char *at_run = memmem(ran->err.at, ran->err.len, "\nrun ", 5);

    return at_run != NULL ? work_format(w, "%.36s", at_run + 5) : "none";
}

static void
settled(struct work *w, const struct ran *ran)
{
    const char *run_id = run_of(w, ran);
    struct ran it = run(w, "settle", work_format(w, "%s/0/T.1", run_id), "false",
        "--reason", "Born later", NULL);

    tap_ok(it.code == 0 && runs_say(it.out, "\nsettlement ") && !runs_say(it.out, "by "),
        "a settlement's id is called one");
    it = run(w, "screen", at(w, "names.csv"), "--class", "vendor", NULL);
    tap_ok(runs_say(it.err, "\n1 hits settled before are not shown; ") &&
            runs_say(it.err, "2 hits in all, 1 of them not shown"),
        "what is quiet is counted");
    it = run(w, "replay", run_id, NULL);
    tap_ok(runs_say(it.out, "/0/T/T.1  88.") && runs_say(it.out, " points\n"),
        "points as rows have them");
    put_file(at(w, "other.csv"), "id,name\na,Vladan Orsimof\nb,...\nc,Helmut\n", 40);
    it = run(w, "replay", run_id, at(w, "other.csv"), NULL);
    if (!tap_ok(it.code == 1 &&
                runs_say(it.out, "in 2 rows, counted from 0: 0, 2; no rows"),
            "which rows are others"))
        runs_tell(&it);
}

/* Who is watched, with what is known of it. */
static void
shown(struct work *w)
{
    struct ran it = run(w, "watch", "add", at(w, "names.csv"), "--class", "staff",
        "--basis", "Rule 7", "--retain-until", "2099-12-31", NULL);

    tap_ok(it.code == 0, "names to be watched");
    it = run(w, "watch", "list", NULL);
    tap_ok(runs_say(it.out, "\n  basis     Rule 7\n  until     2099-12-31T") &&
            !runs_say(it.out, "screened  "),
        "their basis and their end, and that they were not screened");
    tap_ok(run(w, "watch", NULL).code == 5, "there are hits");
    it = run(w, "watch", "list", NULL);
    tap_ok(runs_say(it.out, "\n  screened  20"), "then when they were screened");
    put_file(at(w, "list.csv"), list,
        strlen(list) - strlen("T,T.2,P,primary,Helmut Nyeland,,\n"));
    tap_ok(run(w, "lists", "import", at(w, "list.csv"), "--shrunk", "a test", NULL)
                .code == 0,
        "a list with an entry less");
    it = run(w, "watch", NULL);
    tap_ok(it.code == 5 && runs_say(it.out, "\n  delisted  T T.2\n"),
        "notices name the entries");
}

/* What stands on standard input is sent to the server, and is the same as a file. */
static void
piped(struct work *w, const struct ran *file)
{
    struct ran it;
    char *large;

    runs_input = at(w, "names.csv");
    it = run(w, "screen", "-", "--class", "vendor", NULL);
    if (!tap_ok(it.code == 0 && bytes_equal(it.out, file->out) &&
                same_but_run(it.err, file->err),
            "standard input is screened by a server, too"))
        runs_tell(&it);
    it = run(w, "replay", run_of(w, file), "-", NULL);
    tap_ok(it.code == 0 && runs_say(it.out, "the same rows"), "and replayed");
    it = run(w, "watch", "add", "-", "--class", "other", "--retain-until", "2099-12-31",
        NULL);
    tap_ok(it.code == 0 && runs_say(it.out, "3 other"), "and watched");
    it = run(w, "watch", "list", NULL);
    tap_ok(runs_say(it.out, "standard input"), "and called so");
    put_file(at(w, "bad.csv"), "id,name\n1,\n", 11);
    runs_input = at(w, "bad.csv");
    it = run(w, "screen", "-", "--class", "vendor", NULL);
    tap_ok(it.code == 3 && runs_say(it.err, "standard input: line 2: name: nothing"),
        "what is wrong with it is said");
    large = calloc(1, CONSOLE_INPUT_MAX + 1);
    put_file(at(w, "large.csv"), large, CONSOLE_INPUT_MAX + 1);
    free(large);
    runs_input = at(w, "large.csv");
    it = run(w, "screen", "-", "--class", "vendor", NULL);
    tap_ok(it.code == 3 && runs_say(it.err, "longer than the 45 MiB"), "it has an end");
    unlink(at(w, "large.csv"));
    runs_input = NULL;
}

static void
one_file(struct work *w)
{
    char *words[] = {(char *)"liaison", (char *)"screen", (char *)"-l",
        (char *)at(w, "list.csv"), (char *)at(w, "names.csv"), NULL};
    const char *both = at(w, "both");
    struct bytes text;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        int to = open(both, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

        dup2(to, STDOUT_FILENO);
        dup2(to, STDERR_FILENO);
        exit(cli_main(5, words, &(struct cli_doors){0}));
    }
    waitpid(child, NULL, 0);
    text = get_file(w, both);
    tap_ok(bytes_start(text, "T: without a date") && runs_say(text, "known\nquery_id,") &&
            runs_say(text, ",good\nline 3, b: "),
        "lists first, then rows, then what is told of them, in one file");
}

static void
joined(struct work *w)
{
    static const struct {
        const char *text, *want;
    } texts[] = {{"a\nb\r\nc", "x a / b / c\n"}, {"\033", "x \\x1b\n"}};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct json *answer = json_object(w);
        struct bytes out;

        json_put(answer, "v", json_string(w, texts[i].text));
        tap_ok(lines_write(w, "x {v}\n", answer, &out) && bytes_is(out, texts[i].want),
            "a text of several lines in one: %zu", i);
    }
}

int
main(void)
{
    struct work *w = fixture_start();
    struct ran here, there;
    pid_t server;

    unsetenv("LIAISON_PASSPHRASE_FILE");
    there = run(w, "lists", "fetch", "--list", NULL);
    tap_ok(there.code == 0 && runs_say(there.out, "un-xml"),
        "who publishes lists is told without a node");
    tap_ok(run(w, "lists", "fetch", "un", NULL).code == 2, "but none is fetched");
    put_file(at(w, "list.csv"), list, strlen(list));
    put_file(at(w, "names.csv"), names, strlen(names));
    runs_folder = at(w, "eu");
    tap_ok(run(w, "init", runs_folder, "--id", "eu", "--name", "EU", "--no-passphrase",
               NULL)
                    .code == 0 &&
            run(w, "lists", "import", at(w, "list.csv"), NULL).code == 0,
        "a node with a list");
    here = run(w, "screen", at(w, "names.csv"), "--class", "vendor", NULL);
    screened(&here, "this process");
    server = serve_start(w);
    there = run(w, "screen", at(w, "names.csv"), "--class", "vendor", NULL);
    screened(&there, "a server");
    tap_ok(bytes_equal(here.out, there.out) && same_but_run(here.err, there.err),
        "and both the same");
    there = run(w, "screen", at(w, "names.csv"), "--class", "vendor", "--json", NULL);
    tap_ok(there.err.len == 0 && json_get(there.json, "told")->count == 4,
        "with --json it is in the answer alone");
    piped(w, &here);
    settled(w, &here);
    serve_end(server);
    runs_input = at(w, "names.csv");
    there = run(w, "watch", "add", "-", "--class", "other", "--retain-until",
        "2099-12-31", NULL);
    tap_ok(there.code == 0 && runs_say(there.out, "are watched already"),
        "without a server standard input is the same");
    runs_input = NULL;
    one_file(w);
    shown(w);
    joined(w);
    work_close(w);
    return tap_end();
}
