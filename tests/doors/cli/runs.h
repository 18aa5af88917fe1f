/*
 * runs: the command line run in a process of its own, with what it said.
 */
#ifndef TESTS_DOORS_CLI_RUNS_H
#define TESTS_DOORS_CLI_RUNS_H

#include <signal.h>

#include "core/node/fixture.h"
#include "doors/cli/cli.h"

#define WORDS_MAX 32

struct ran {
    int code; /* the exit code; minus a signal */
    struct bytes out;
    struct bytes err;
    const struct json *json; /* the output, where it is JSON; else NULL */
};

/* The same for every run of a test; NULL leaves LIAISON_DIR unset. */
static const char *runs_folder;
/* A file that the next run has as its standard input; NULL: one that never says anything. */
static const char *runs_input;

static void
runs_child(char **words, int count, const char *out, const char *err, const int quiet[2])
{
    int to;

    /* No terminal, and an input that never says anything: who waits for it is killed. */
    setsid();
    alarm(120);
    to = runs_input != NULL ? open(runs_input, O_RDONLY) : quiet[0];
    dup2(to, STDIN_FILENO);
    to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(to, STDOUT_FILENO);
    close(to);
    to = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(to, STDERR_FILENO);
    close(to);
    if (runs_folder != NULL)
        setenv("LIAISON_DIR", runs_folder, 1);
    else
        unsetenv("LIAISON_DIR");
    exit(cli_main(count, words, &(struct cli_doors){0}));
}

static struct ran
runs_words(struct work *w, char **words, int count)
{
    const char *out = at(w, "run.out"), *err = at(w, "run.err");
    struct ran ran = {0};
    struct json *json;
    int quiet[2], status;
    pid_t child;

    fflush(stdout);
    if (pipe(quiet) != 0 || (child = fork()) < 0) {
        printf("Bail out! no child process\n");
        exit(99);
    }
    if (child == 0)
        runs_child(words, count, out, err, quiet);
    waitpid(child, &status, 0);
    close(quiet[0]);
    close(quiet[1]);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    ran.out = get_file(w, out);
    ran.err = get_file(w, err);
    if (json_read(w, ran.out, &json_foreign, &json))
        ran.json = json;
    work_clear(w);
    return ran;
}

/* Run liaison with these words; a NULL ends them. */
__attribute__((sentinel, unused)) static struct ran
run(struct work *w, ...)
{
    char *words[WORDS_MAX + 2] = {(char *)"liaison"};
    int count = 1;
    va_list args;

    va_start(args, w);
    while (count <= WORDS_MAX && (words[count] = va_arg(args, char *)) != NULL)
        count++;
    va_end(args);
    words[count] = NULL;
    return runs_words(w, words, count);
}

/* Exactly one line, "liaison: ...", without a control character in it. */
UNUSED static bool
runs_one_line(struct bytes err)
{
    if (!bytes_start(err, "liaison: ") || err.at[err.len - 1] != '\n')
        return false;
    for (size_t i = 0; i + 1 < err.len; i++)
        if (err.at[i] < 0x20 || err.at[i] == 0x7f)
            return false;
    return utf8_valid(err);
}

/* Valid text in which nothing drives a terminal. */
UNUSED static bool
runs_clean(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < 0x20 && text.at[i] != '\n') || text.at[i] == 0x7f)
            return false;
    return utf8_valid(text);
}

UNUSED static bool
runs_say(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

UNUSED static const char *
runs_text(struct work *w, const struct ran *ran, const char *path)
{
    const struct json *v = json_at(ran->json, path);
    const char *text = "";

    if (v != NULL && v->type == JSON_TEXT)
        NEED(w, work_string(w, v->text, &text));
    return text;
}

UNUSED static void
runs_tell(const struct ran *ran)
{
    printf("#   exit %d\n#   out: %.*s\n#   err: %.*s\n", ran->code,
        (int)(ran->out.len < 400 ? ran->out.len : 400), (const char *)ran->out.at,
        (int)(ran->err.len < 400 ? ran->err.len : 400), (const char *)ran->err.at);
}

/* Done: the exit code is 0 and standard error is silent. */
#define tap_done(call, ...)                                                  \
    do {                                                                     \
        struct ran runs_it = (call);                                         \
        if (!tap_ok(runs_it.code == 0 && runs_it.err.len == 0, __VA_ARGS__)) \
            runs_tell(&runs_it);                                             \
    } while (0)

/* Refused: the exit code, one line that holds ${what}, and no answer. */
#define tap_refused(call, want, what, ...)                                  \
    do {                                                                    \
        struct ran runs_it = (call);                                        \
        if (!tap_ok(runs_it.code == (want) && runs_one_line(runs_it.err) && \
                    runs_say(runs_it.err, what) && runs_it.out.len == 0,    \
                __VA_ARGS__))                                               \
            runs_tell(&runs_it);                                            \
    } while (0)

#endif
