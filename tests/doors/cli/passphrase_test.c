/*
 * Passphrases: from a file, or typed on a terminal and not shown; without one, no keys.
 */
#include <pty.h>

#include "doors/cli/runs.h"

/* Run on a terminal of its own, typing ${typed} line by line as it is asked. */
static struct ran
run_typing(struct work *w, const char *const typed[], char **words, int count)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct ran ran = {0};
    int terminal, status;
    size_t asked = 0;
    char some[512];
    ssize_t got;

    fflush(stdout);
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0) {
        alarm(60);
        unsetenv("LIAISON_DIR");
        exit(cli_main(count, words, &(struct cli_doors){0}));
    }
    while ((got = read(terminal, some, sizeof(some))) > 0) {
        struct bytes said = bytes_from(some, (size_t)got);

        buffer_add(&b, said);
        if (runs_say(said, ": ") && typed[asked] != NULL) {
            usleep(
                100000); /* until it has stopped the echo and thrown away what came before */
            NEED(w, write(terminal, typed[asked], strlen(typed[asked])) > 0);
            asked++;
        }
    }
    waitpid(child, &status, 0);
    close(terminal);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    NEED(w, buffer_bytes(&b, &ran.out));
    return ran;
}
#define TYPING(w, typed, ...)                                              \
    run_typing(w, typed, (char *[]){(char *)"liaison", __VA_ARGS__, NULL}, \
        (int)(sizeof((char *[]){__VA_ARGS__}) / sizeof(char *)) + 1)

static void
test_typed(struct work *w)
{
    static const char *const right[] = {"open sesame\n", "open sesame\n", NULL};
    static const char *const wrong[] = {"open sesame\n", "open barley\n", NULL};
    char *dir = (char *)at(w, "typed");
    struct ran ran = TYPING(w, wrong, (char *)"init", dir, (char *)"--id", (char *)"eu",
        (char *)"--name", (char *)"Union");

    tap_ok(ran.code == 2 && !is_there(dir) && !is_there(at(w, "typed.root-keys")),
        "two passphrases that differ make no node");
    ran = TYPING(w, right, (char *)"init", dir, (char *)"--id", (char *)"eu",
        (char *)"--name", (char *)"Union");
    tap_ok(ran.code == 0 && runs_say(ran.out, "a passphrase"),
        "a typed passphrase protects keys");
    tap_ok(!runs_say(ran.out, "sesame"), "it is not shown");
    ran = TYPING(w, right, (char *)"-C", dir, (char *)"status");
    tap_ok(ran.code == 0 && runs_say(ran.out, "journal"),
        "it is asked for, and opens the node");
    ran = TYPING(w, wrong + 1, (char *)"-C", dir, (char *)"status");
    tap_ok(ran.code == 1 && runs_say(ran.out, "passphrase does not open"),
        "another does not");
}

static void
test_file(struct work *w)
{
    const char *file = at(w, "secret"), *dir = at(w, "typed");
    struct ran ran;

    tap_refused(run(w, "-C", dir, "status", NULL), 1, "LIAISON_PASSPHRASE_FILE",
        "without a terminal it is not waited for");
    put_file(file, "open sesame\n", 12);
    setenv("LIAISON_PASSPHRASE_FILE", file, 1);
    tap_done(run(w, "-C", dir, "status", NULL),
        "a file with the passphrase opens the node");
    tap_done(run(w, "-C", dir, "new", "matter", "--set",
                 "core.title=[{\"lang\":\"en\",\"text\":\"x\"}]", NULL),
        "and writes to it");
    tap_done(run(w, "-C", dir, "backup", at(w, "b"), NULL), "a backup");
    tap_done(run(w, "-C", dir, "key", "backup", at(w, "k"), NULL), "and its keys");
    tap_done(run(w, "restore", at(w, "b"), at(w, "again"), "--keys", at(w, "k"), NULL),
        "are restored with the passphrase");
    tap_done(run(w, "-C", at(w, "again"), "verify", "--deep", NULL), "and verify");
    put_file(file, "\n", 1);
    tap_refused(run(w, "-C", dir, "status", NULL), 2, "no passphrase", "an empty file");
    put_file(file, "open barley", 11);
    tap_refused(run(w, "-C", dir, "status", NULL), 1, "does not open",
        "a wrong passphrase");
    tap_refused(run(w, "restore", at(w, "b"), at(w, "never"), "--keys", at(w, "k"), NULL),
        1, "does not open", "a restore with a wrong passphrase");
    tap_ok(!is_there(at(w, "never")) && !is_there(at(w, "never.making")),
        "makes nothing");
    setenv("LIAISON_PASSPHRASE_FILE", at(w, "nowhere"), 1);
    tap_refused(run(w, "-C", dir, "status", NULL), 1, "nowhere",
        "a file that is not there");
    put_file(file, "open sesame", 11);
    setenv("LIAISON_PASSPHRASE_FILE", file, 1);
    ran = run(w, "init", at(w, "bare"), "--id", "b", "--name", "x", "--no-passphrase",
        NULL);
    unsetenv("LIAISON_PASSPHRASE_FILE");
    tap_done(ran, "--no-passphrase");
    tap_done(run(w, "-C", at(w, "bare"), "status", NULL), "needs none afterwards");
    NEED(w, mkdir(at(w, "secrets"), 0700) == 0);
    setenv("LIAISON_PASSPHRASE_FILE", at(w, "secrets"), 1);
    tap_refused(run(w, "-C", dir, "status", NULL), 1, "LIAISON_PASSPHRASE_FILE",
        "a folder without a passphrase for this node");
    put_file(at(w, "secrets/typed"), "open sesame", 11);
    put_file(at(w, "secrets/other"), "open barley", 11);
    tap_done(run(w, "-C", work_format(w, "%s/", dir), "status", NULL),
        "a folder of passphrases: each node's stands under its folder's name");
    tap_done(run(w, "-C", at(w, "bare"), "status", NULL), "and some have none");
    tap_done(run(w, "init", at(w, "other"), "--id", "o", "--name", "x", NULL),
        "a new node gets its own");
    setenv("LIAISON_PASSPHRASE_FILE", at(w, "secrets/typed"), 1);
    tap_refused(run(w, "-C", at(w, "other"), "status", NULL), 1, "does not open",
        "and another's does not open it");
    unsetenv("LIAISON_PASSPHRASE_FILE");
    ran.out = get_file(w, at(w, "typed/main/keys/root"));
    tap_ok(!runs_say(ran.out, "\"key\""), "the wrapped root holds no bare key");
}

int
main(void)
{
    struct work *w = fixture_start();

    unsetenv("LIAISON_PASSPHRASE_FILE");
    test_typed(w);
    test_file(w);
    work_close(w);
    return tap_end();
}
