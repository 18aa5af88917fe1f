/*
 * The command line: help and JSON of every verb, exit codes, ids made short, and one
 * line, safe to show, for every error.
 */
#include "doors/cli/runs.h"

#define MATTER "core.title=[{\"lang\":\"en\",\"text\":\"River case\"}]"

static const char *matter; /* ids made at the start */
static const char *evidence;

/* ---- Help -------------------------------------------------------------------------- */

static void
test_help(struct work *w)
{
    for (size_t i = 0; verb_at(i) != NULL; i++) {
        const struct verb *v = verb_at(i);
        const char *space = strchr(v->name, ' ');
        struct ran ran = space == NULL
            ? run(w, v->name, "--help", NULL)
            : run(w, work_format(w, "%.*s", (int)(space - v->name), v->name), space + 1,
                  "--help", NULL);
        bool good = runs_say(ran.out, "--json") && runs_say(ran.out, v->name);

        for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
            good = good &&
                (a->type == ARGUMENT_SECRET ||
                    (runs_say(ran.out, a->form) && runs_say(ran.out, a->help)));
        tap_done(ran, "%s --help needs no node", v->name);
        tap_ok(good && runs_clean(ran.out), "%s --help names all it takes", v->name);
    }
    struct ran ran = run(w, "--help", NULL);
    tap_done(ran, "--help");
    for (size_t i = 0; verb_at(i) != NULL; i++)
        tap_ok(runs_say(ran.out, verb_at(i)->name), "--help names %s", verb_at(i)->name);
    ran = run(w, "-h", "show", NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "--purpose"), "-h in front of the verb");
    ran = run(w, NULL);
    tap_ok(ran.code == 2 && runs_one_line(ran.err), "nothing to do is a usage error");
}

/* ---- The verbs' JSON --------------------------------------------------------------- */

/* The answer is one JSON object that ends its line and holds these members. */
static void
check_json(const struct ran *ran, const char *verb, const char *const members[])
{
    bool good = ran->code == 0 && ran->err.len == 0 && ran->json != NULL &&
        ran->json->type == JSON_OBJECT && ran->out.at[ran->out.len - 1] == '\n';

    for (size_t i = 0; good && members[i] != NULL; i++)
        good = json_at(ran->json, members[i]) != NULL;
    if (!tap_ok(good, "%s --json", verb))
        runs_tell(ran);
}
#define JSON_OF(ran, verb, ...) \
    check_json(&(ran), verb, (const char *const[]){__VA_ARGS__, NULL})

static void
test_begin(struct work *w)
{
    const char *letter = at(w, "letter.txt");
    struct ran ran =
        run(w, "init", at(w, "eu"), "--id", "eu", "--name", "Union", "--json", NULL);

    JSON_OF(ran, "init", "id", "fingerprint", "dir", "root", "protection");
    tap_ok(strlen(runs_text(w, &ran, "id")) == 64, "init says the id");
    tap_ok(strcmp(runs_text(w, &ran, "protection"), "file permissions only") == 0,
        "without a terminal init waits for nothing, and says what protects the keys");
    tap_ok(is_there(runs_text(w, &ran, "root")), "the root keys are where it says");
    runs_folder = at(w, "eu");

    ran = run(w, "new", "matter", "--set", MATTER, "--json", NULL);
    JSON_OF(ran, "new", "id", "made.0.id", "made.0.kind", "made.0.hash", "made.0.version",
        "made.0.journal");
    matter = runs_text(w, &ran, "made.0.id");
    put_file(letter, "a letter\n", 9);
    ran = run(w, "ingest", letter, "--matter", matter, "--acquired", "by post", "--json",
        NULL);
    JSON_OF(ran, "ingest", "id", "items.0.id", "items.0.sha256", "items.0.size",
        "items.0.name", "items.0.custody", "items.0.known", "stored", "refused",
        "offered", "bytes", "refusals");
    evidence = runs_text(w, &ran, "items.0.id");
}

static void
test_json(struct work *w)
{
    struct ran ran = run(w, "list", "--json", NULL);
    const char *hold, *spare;

    JSON_OF(ran, "list", "items.0.id", "items.0.kind", "items.0.state", "items.1.id",
        "count");
    ran = run(w, "kind", "list", "--json", NULL);
    JSON_OF(ran, "kind list", "items.0.kind", "count");
    ran = run(w, "show", evidence, "--purpose", "trial", "--content", at(w, "out.txt"),
        "--json", NULL);
    JSON_OF(ran, "show", "id", "version", "kind", "by", "time", "hash", "state",
        "parts.core", "links", "about", "content");
    tap_is_text(get_file(w, at(w, "out.txt")), "a letter\n", "show gives the content");
    ran = run(w, "correct", matter, "--set", MATTER, "--json", NULL);
    JSON_OF(ran, "correct", "id", "version", "kind", "hash");
    ran = run(w, "hold", evidence, "--reason", "needed", "--json", NULL);
    JSON_OF(ran, "hold", "id", "kind");
    hold = runs_text(w, &ran, "id");
    tap_ok(strcmp(hold, evidence) != 0, "a hold is a record of its own");
    ran = run(w, "unhold", evidence, "--reason", "over", "--json", NULL);
    JSON_OF(ran, "unhold", "id", "kind");
    ran = run(w, "enter", matter, "--proceeding", "Case 7", "--json", NULL);
    JSON_OF(ran, "enter", "id", "kind");
    ran = run(w, "who-saw", evidence, "--json", NULL);
    JSON_OF(ran, "who-saw", "readings.0.person", "readings.0.purpose", "readings.0.time",
        "count");
    ran = run(w, "verify", "--deep", "--json", NULL);
    JSON_OF(ran, "verify", "records", "parts", "erased", "blobs", "entries");
    ran = run(w, "proof", evidence, "--out", at(w, "proof"), "--json", NULL);
    JSON_OF(ran, "proof", "id", "hash", "origin", "index", "size", "text");
    ran = run(w, "status", "--json", NULL);
    JSON_OF(ran, "status", "handle", "id", "fingerprint", "records", "journal", "clock");
    ran = run(w, "doctor", "--json", NULL);
    JSON_OF(ran, "doctor", "findings.0.level", "findings.0.text");
    ran = run(w, "rebuild", "--json", NULL);
    JSON_OF(ran, "rebuild", "records");
    ran = run(w, "new", "matter", "--set", MATTER, "--json", NULL);
    spare = runs_text(w, &ran, "made.0.id");
    ran = run(w, "erase", spare, "--reason", "a mistake", "--json", NULL);
    JSON_OF(ran, "erase", "id", "erased", "result");
    ran = run(w, "backup", at(w, "b.tar"), "--json", NULL);
    JSON_OF(ran, "backup", "file", "bytes");
    ran = run(w, "key", "backup", at(w, "k.tar"), "--json", NULL);
    JSON_OF(ran, "key backup", "file", "bytes");
    ran = run(w, "restore", at(w, "b.tar"), at(w, "eu2"), "--keys", at(w, "k.tar"),
        "--json", NULL);
    JSON_OF(ran, "restore", "dir", "id", "epoch");
    ran = run(w, "version", "--json", NULL);
    JSON_OF(ran, "version", "version", "format");
}

/* Every verb says something to people, too. */
static void
test_lines(struct work *w)
{
    struct ran ran = run(w, "new", "matter", "--set", MATTER, NULL);

    tap_done(ran, "new");
    tap_ok(runs_say(ran.out, "matter/1 "), "new says what it made");
    ran = run(w, "correct", matter, "--set", MATTER, NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "version 3"),
        "correct says the version it made");
    ran = run(w, "list", NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "River case"), "list shows titles");
    ran = run(w, "board", "matter", NULL);
    tap_ok(ran.code == 0 && bytes_start(ran.out, "Open: ") && runs_say(ran.out, "Z  ") &&
            runs_say(ran.out, "\nSuspended: 0\nClosed: 0\n"),
        "board shows columns, and what is in each");
    ran = run(w, "due", NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "0 due or overdue"), "due says how many");
    ran = run(w, "who-saw", evidence, NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "trial"), "who-saw shows purposes");
    ran = run(w, "status", NULL);
    tap_ok(ran.code == 0 && runs_say(ran.out, "records"), "status has lines");
    ran = run(w, "proof", evidence, NULL);
    tap_ok(ran.code == 0 && bytes_start(ran.out, "c2sp.org/tlog-proof@v1\n"),
        "proof prints a tlog-proof");
    ran = run(w, "--as", "ana", "show", evidence, "--purpose", "trial", NULL);
    tap_ok(ran.code == 0 && ran.out.at[ran.out.len - 1] == '\n',
        "show ends its last line");
    ran = run(w, "who-saw", evidence, NULL);
    tap_ok(runs_say(ran.out, "  ana  "), "--as is who read");
}

/* ---- Exit codes -------------------------------------------------------------------- */

static void
test_code_1(struct work *w)
{
    struct ran ran = run(w, "show", evidence, NULL);
    struct node *n;

    tap_refused(ran, 1, "P08", "denied: reading without a purpose names its rule");
    ran = run(w, "show", evidence, "--json", NULL);
    tap_ok(ran.code == 1 && ran.err.len == 0 && ran.json != NULL &&
            strcmp(runs_text(w, &ran, "error.kind"), "denied") == 0 &&
            strcmp(runs_text(w, &ran, "error.rule"), "P08") == 0 &&
            runs_text(w, &ran, "error.message")[0] != '\0',
        "an error as JSON: kind, message, rule, and nothing beside it");
    tap_refused(run(w, "show", "00000000-0000-7000-8000-000000000000", "--purpose", "x",
                    NULL),
        1, "no such record", "missing");
    tap_refused(run(w, "init", at(w, "eu"), "--id", "eu", "--name", "x", NULL), 1,
        "there already", "conflict");
    tap_refused(run(w, "backup", at(w, "b.tar"), NULL), 1, "there already",
        "conflict: a backup");
    ran = run(w, "show", evidence, "--purpose", "x", "--content", at(w, "out.txt"), NULL);
    tap_refused(ran, 1, "out.txt", "conflict: content is not written over a file");
    tap_refused(run(w, "-C", at(w, "nowhere"), "status", NULL), 1, "liaison init",
        "missing: a folder that is no node");
    n = fixture_open(w, at(w, "eu"));
    ran = run(w, "status", NULL);
    tap_refused(ran, 1, "in use", "busy");
    node_close(n);
    tap_refused(run(w, "ingest", at(w, "nowhere"), NULL), 1, "nowhere",
        "missing: a file");
    tap_refused(run(w, "restore", at(w, "b.tar"), at(w, "eu3"), "--keys", at(w, "none"),
                    NULL),
        1, "no keys", "missing: keys");
    tap_ok(!is_there(at(w, "eu3")) && !is_there(at(w, "eu3.making")),
        "and nothing was made");
}

static void
test_bad_proof(struct work *w)
{
    const char *pack = at(w, "eu/main/vault/00000001.pack");
    struct bytes was = get_file(w, pack);
    uint8_t *now = work_alloc(w, was.len);

    memcpy(now, was.at, was.len);
    now[was.len / 2] ^= 1;
    put_file(pack, now, was.len);
    tap_refused(run(w, "verify", "--deep", NULL), 1, "", "a proof that fails");
    put_file(pack, was.at, was.len);
    tap_done(run(w, "verify", "--deep", NULL), "restored, it holds");
}

static void
test_code_2(struct work *w)
{
    tap_refused(run(w, "nonsense", NULL), 2, "nonsense", "an unknown verb");
    tap_refused(run(w, "key", NULL), 2, "key", "half a verb");
    tap_refused(run(w, "key", "nonsense", NULL), 2, "`key backup`",
        "half a verb, and nonsense: its other halves are told");
    tap_refused(run(w, "init", at(w, "x"), "--id", "X", "--name", "X", NULL), 3, "--id X",
        "init with an id that is none");
    tap_done(run(w, "--version", NULL), "--version is version");
    tap_refused(run(w, "show", evidence, "--bogus", NULL), 2, "--bogus",
        "an unknown option");
    tap_refused(run(w, "show", evidence, "--purp", "x", NULL), 2, "--purp",
        "a cut option");
    tap_refused(run(w, "show", evidence, "-p", "x", NULL), 2, "-p", "a short option");
    tap_refused(run(w, "show", evidence, "more", NULL), 2, "more", "a word too many");
    tap_refused(run(w, "show", NULL), 2, "ID", "a word too few");
    tap_refused(run(w, "show", evidence, "--purpose", NULL), 2, "--purpose", "no value");
    tap_refused(run(w, "show", evidence, "--purpose", "a", "--purpose=b", NULL), 2,
        "twice", "an option twice");
    tap_refused(run(w, "verify", "--deep=yes", NULL), 2, "--deep", "a flag with a value");
    tap_refused(run(w, "status", "-C", NULL), 2, "-C", "-C without a folder");
    tap_refused(run(w, "erase", matter, NULL), 2, "--reason",
        "a needed option is missing");
    tap_refused(run(w, "new", "nonsense", NULL), 2, "nonsense", "an unknown kind");
    tap_refused(run(w, "new", "erasure", NULL), 2, "erasure",
        "a kind that people do not write");
    tap_refused(run(w, "new", "matter", "--set", "=x", NULL), 2, "PATH=VALUE",
        "a bad --set");
    tap_refused(run(w, "new", "matter", "--set", MATTER, "--tlp", "blue", NULL), 2,
        "--tlp", "an unknown level");
    tap_refused(run(w, "correct", matter, NULL), 2, "--set", "nothing to correct");

    runs_folder = NULL;
    tap_refused(run(w, "status", NULL), 2, "LIAISON_DIR", "no node was named");
    tap_done(run(w, "-C", at(w, "eu"), "status", NULL), "-C names it");
    runs_folder = at(w, "eu");
    tap_done(run(w, "show", "--purpose=x y", "--", evidence, NULL),
        "-- ends the options");
    struct ran ran = run(w, "show", evidence, "--bogus", "--json", NULL);
    tap_ok(ran.code == 2 && ran.err.len == 0 &&
            strcmp(runs_text(w, &ran, "error.kind"), "usage") == 0,
        "--json counts wherever it stands");
}

static void
test_code_3(struct work *w)
{
    const char *body = at(w, "body.json");

    put_file(body, "{\"core\":", 8);
    tap_refused(run(w, "new", "matter", "--body", body, NULL), 3, "line 1",
        "half a body");
    put_file(body, "[1]", 3);
    tap_refused(run(w, "new", "matter", "--body", body, "--set", "core.title=x", NULL), 3,
        "object", "a body that is no object");
    put_file(body, "{\"core\":{\"title\":3}}", 20);
    tap_refused(run(w, "new", "matter", "--body", body, NULL), 3, "core.title",
        "a bad field");
    put_file(body, "{\"core\":{}}\n{\n", 13);
    tap_refused(run(w, "new", "matter", "--batch", body, NULL), 3, "line 2",
        "a bad line of a batch is named");
    put_file(body, "\xff", 1);
    tap_refused(run(w, "new", "matter", "--set", MATTER, "--terms", body, NULL), 3, "",
        "terms that are no JSON");
    put_file(body, "not a tar file", 14);
    tap_refused(run(w, "restore", body, at(w, "eu4"), "--keys", at(w, "k.tar"), NULL), 3,
        "body.json", "a backup that is none");
    tap_ok(!is_there(at(w, "eu4")) && !is_there(at(w, "eu4.making")),
        "and nothing was made");
    tap_refused(run(w, "list", "--search", "", NULL), 3, "word", "a search for nothing");
    tap_refused(run(w, "new", "matter", "--set", MATTER, "--retain-until", "tomorrow",
                    NULL),
        3, "", "a date that is none");
}

static void
test_code_4(struct work *w)
{
    int full = open("/dev/full", O_WRONLY), keep = dup(STDOUT_FILENO);
    char *words[] = {(char *)"liaison", (char *)"list", NULL};
    int status;

    tap_refused(run(w, "backup", at(w, "no/such/folder/b"), NULL), 4, "no/such",
        "a folder that is not there");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        dup2(full, STDOUT_FILENO);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        setenv("LIAISON_DIR", runs_folder, 1);
        exit(cli_main(2, words, &(struct cli_doors){0}));
    }
    waitpid(child, &status, 0);
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 4,
        "an answer that cannot be written");
    close(full);
    close(keep);
}

/* ---- Short ids --------------------------------------------------------------------- */

static void
test_short(struct work *w)
{
    const char *batch = at(w, "batch.jsonl");
    const char *line = "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"many\"}]}}\n";
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes text;
    struct ran ran;
    size_t good = 0, count = 0;

    for (size_t len = 8; len < 36; len += 9)
        ran = run(w, "show", work_format(w, "%.*s", (int)len, evidence), "--purpose", "x",
            NULL);
    tap_done(ran, "a beginning of an id that is unique");
    tap_refused(run(w, "show", work_format(w, "%.3s", evidence), "--purpose", "x", NULL),
        3, "4", "three digits are too few");
    tap_refused(run(w, "show", work_format(w, "%.4s", evidence), "--purpose", "x", NULL),
        1, "several", "a beginning that several have");
    tap_refused(run(w, "show", "wxyz", "--purpose", "x", NULL), 3, "hex",
        "no hex digits");
    for (int i = 0; i < 300; i++)
        buffer_text(&b, line);
    NEED(w, buffer_bytes(&b, &text));
    put_file(batch, text.at, text.len);
    tap_done(run(w, "new", "matter", "--batch", batch, NULL), "300 records in one batch");
    ran = run(w, "list", "matter", "--limit", "1000", "--json", NULL);
    struct node *n = fixture_open(w, at(w, "eu"));
    for (const struct json *i = json_get(ran.json, "items")->first; i != NULL;
         i = i->next) {
        struct stored s;
        struct bytes id;

        count++;
        if (node_find(n, w, NULL, json_get_text(i, "short"), &s) &&
            uuid_write(w, &s.id, &id))
            good += bytes_equal(id, json_get_text(i, "id"));
        work_clear(w);
    }
    node_close(n);
    tap_ok(count > 300 && good == count,
        "the short id that list shows is enough: %zu of %zu", good, count);
}

/* ---- Hostile words ----------------------------------------------------------------- */

static void
test_hostile(struct work *w)
{
    static const char *const words[] = {"a\nliaison: b", "\033[31mred\033[0m", "\xff\xfe",
        "\342\200\256evil", "tab\there", "\x7f", "%s%n", "\r\rover", "", "-"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct ran ran[] = {
            run(w, words[i], NULL),
            run(w, "show", words[i], "--purpose", "x", NULL),
            run(w, "show", evidence, work_format(w, "--%s", words[i]), NULL),
            run(w, "new", words[i], NULL),
            run(w, "new", "matter", "--set", words[i], NULL),
            run(w, "new", "matter", "--link", words[i], NULL),
            run(w, "new", "matter", "--body", at(w, "no-%s", words[i]), NULL),
            run(w, "ingest", at(w, "no-%s", words[i]), NULL),
            run(w, "restore", at(w, "no-%s", words[i]), at(w, "r"), "--keys",
                at(w, "k.tar"), NULL),
            run(w, "-C", at(w, "no-%s", words[i]), "status", NULL),
            run(w, "list", words[i][0] != '\0' ? words[i] : "x", NULL),
            run(w, "backup", at(w, "no-%s/b", words[i]), NULL),
            run(w, "show", evidence, "extra", words[i], NULL),
        };
        size_t good = 0;

        for (size_t r = 0; r < COUNT_OF(ran); r++) {
            bool one = ran[r].code > 0 && runs_one_line(ran[r].err) &&
                ran[r].out.len == 0 && !runs_say(ran[r].err, "\xe2\x80\xae");
            good += one;
            if (!one) {
                printf("# run %zu\n", r);
                runs_tell(&ran[r]);
            }
        }
        tap_ok(good == COUNT_OF(ran), "hostile word %zu: one safe line for each error",
            i);
        tap_ok(!is_there(at(w, "r")), "and nothing was made");
    }
}

static void
test_hostile_names(struct work *w)
{
    static const char *const names[] = {"a\nb", "\033[31mred", "\xff\xfe",
        "\342\200\256evil", "-rf", "--json", "tab\there", ".hidden"};
    struct ran ran;

    NEED(w, mkdir(at(w, "odd"), 0700) == 0);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        put_file(at(w, "odd/%s", names[i]), names[i], strlen(names[i]));
    NEED(w, symlink("x", at(w, "odd/link\033[2J")) == 0);
    ran = run(w, "ingest", at(w, "odd"), NULL);
    tap_ok(ran.code == 3 && runs_clean(ran.out) &&
            runs_say(ran.out, "8 stored, 1 refused"),
        "files with hostile names are taken in, and shown safely");
    ran = run(w, "ingest", at(w, "odd"), "--json", NULL);
    tap_ok(ran.code == 3 && ran.json != NULL && runs_clean(ran.out),
        "as JSON too; the link that was refused shows in the exit code");
    ran = run(w, "list", NULL);
    tap_ok(ran.code == 0 && runs_clean(ran.out) && !runs_say(ran.out, "\xe2\x80\xae"),
        "list shows them safely");
    /* What is done is said to be done, whatever the name. */
    ran = run(w, "backup", at(w, "b\xff\n.tar"), NULL);
    tap_ok(ran.code == 0 && runs_clean(ran.out) && is_there(at(w, "b\xff\n.tar")),
        "a backup with a hostile name");
    ran = run(w, "key", "backup", at(w, "k\xff.tar"), "--json", NULL);
    tap_ok(ran.code == 0 && ran.json != NULL, "a key backup with one, as JSON");
    ran = run(w, "restore", at(w, "b\xff\n.tar"), at(w, "n\xff"), "--keys",
        at(w, "k\xff.tar"), "--json", NULL);
    tap_ok(ran.code == 0 && ran.json != NULL, "a restore from them");
    ran = run(w, "init", at(w, "i\xff\n"), "--id", "eu", "--name", "x", "--json", NULL);
    tap_ok(ran.code == 0 && ran.json != NULL, "a node in a folder with one");
    ran = run(w, "show", evidence, "--purpose", "x", "--content", at(w, "c\xff"),
        "--json", NULL);
    tap_ok(ran.code == 0 && ran.json != NULL, "content to a file with one");
}

/* A record's own text is shown whole, but drives no terminal. */
static void
test_hostile_text(struct work *w)
{
    struct ran ran = run(w, "new", "matter", "--set",
        "core.title=[{\"lang\":\"en\",\"text\":\"\xc2\x9b"
        "31m\x7f\xe2\x80\xae live \\u001b[2J\"}]",
        "--json", NULL);
    const char *id = runs_text(w, &ran, "id");

    ran = run(w, "show", id, "--purpose", "x", NULL);
    tap_ok(ran.code == 0 && runs_clean(ran.out) && !runs_say(ran.out, "\xe2\x80\xae") &&
            !runs_say(ran.out, "\xc2\x9b"),
        "show escapes what a terminal would obey");
    tap_ok(strcmp(runs_text(w, &ran, "parts.core.title.0.text"),
               "\xc2\x9b"
               "31m\x7f\xe2\x80\xae live \033[2J") == 0,
        "and loses nothing of it");
}

/* ---- init -------------------------------------------------------------------------- */

static void
test_init(struct work *w)
{
    const char *roots = at(w, "eu.root-keys"), *mine = at(w, "mine");
    struct bytes was = get_file(w, roots);
    struct stat about;
    struct ran ran;

    tap_ok(stat(roots, &about) == 0 && (about.st_mode & 077) == 0,
        "root keys are for the owner");
    run(w, "init", at(w, "eu"), "--id", "eu", "--name", "Again", NULL);
    tap_ok(bytes_equal(get_file(w, roots), was),
        "init over a node leaves that node's root keys alone");
    put_file(mine, "mine", 4);
    ran = run(w, "init", at(w, "new1"), "--id", "n1", "--name", "x", "--root-out", mine,
        NULL);
    tap_refused(ran, 1, "mine", "root keys are not written over a file");
    tap_is_text(get_file(w, mine), "mine", "which is as it was");
    tap_ok(!is_there(at(w, "new1")), "and no node was made");
    ran = run(w, "init", at(w, "no/new2"), "--id", "n2", "--name", "x", "--root-out",
        at(w, "roots2"), NULL);
    tap_refused(ran, 4, "/no: make it first", "a node where there is no folder");
    tap_ok(!is_there(at(w, "roots2")), "leaves no root keys behind");
    ran = run(w, "init", at(w, "new3"), "--id", "Bad Handle", "--name", "x", NULL);
    tap_ok(ran.code == 3 && runs_one_line(ran.err), "a handle that is none");
    tap_ok(!is_there(at(w, "new3")) && !is_there(at(w, "new3.making")) &&
            !is_there(at(w, "new3.root-keys")),
        "leaves nothing behind");
}

int
main(void)
{
    struct work *w = fixture_start();

    unsetenv("LIAISON_PASSPHRASE_FILE");
    unsetenv("LIAISON_PERSON");
    test_help(w);
    test_begin(w);
    test_json(w);
    test_lines(w);
    test_code_1(w);
    test_bad_proof(w);
    test_code_2(w);
    test_code_3(w);
    test_code_4(w);
    test_init(w);
    test_short(w);
    test_hostile(w);
    test_hostile_names(w);
    test_hostile_text(w);
    work_close(w);
    return tap_end();
}
