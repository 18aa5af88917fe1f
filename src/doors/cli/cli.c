/*
 * One command: read it, sit at its desk, print the answer or the fault.
 */
#include "doors/cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engines/screen/screen.h"
#include "ground/crypt/crypt.h"
#include "ground/xml/xml.h"

#define SHOWN_MAX 4096

static void
print(struct bytes text)
{
    if (text.len > 0)
        fwrite(text.at, 1, text.len, stdout);
}

static void
print_json(struct bytes text)
{
    print(text);
    putchar('\n');
}

static void
print_fault(struct work *w, bool json)
{
    const char *rule = work_fault(w) == FAULT_DENIED ? work_rule(w) : NULL,
               *why = work_why(w);
    const char *name = fault_face(work_fault(w))->name;
    struct work *own = work_open(&os_real);
    struct json *answer = json_object(own), *error = json_object(own);
    struct bytes text;

    fflush(stdout); /* rows that were given before go before */
    if (*why == '\0')
        why = fault_face(work_fault(w))->sentence;
    /* Names and words of others stand in it: one line, and nothing that drives a terminal. */
    if (own == NULL || !text_display(own, bytes_of(why), SHOWN_MAX, &why))
        why = fault_face(work_fault(w))->sentence;
    json_put(error, "kind", json_string(own, name));
    json_put(error, "message", json_string(own, why));
    if (rule != NULL)
        json_put(error, "rule", json_string(own, rule));
    json_put(answer, "error", error);
    if (json && own != NULL && json_pretty(own, answer, &text))
        print_json(text);
    else if (rule != NULL)
        fprintf(stderr, "liaison: %s (%s): %s\n", name, rule, why);
    else
        fprintf(stderr, "liaison: %s\n", why);
    work_close(own);
}

bool
open_node(struct work *w, const char *folder, struct bytes *passphrase, struct node **out)
{
    TRY(passphrase_get(w, folder, false, false, passphrase));
    if (node_open(w, folder, *passphrase, out))
        return true;
    if (work_fault(w) != FAULT_DENIED || passphrase->len > 0 || !isatty(STDIN_FILENO))
        return false;
    work_clear(w);
    TRY(passphrase_get(w, folder, true, false, passphrase));
    return node_open(w, folder, *passphrase, out);
}

bool
run_here(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct command *c, struct desk *d, struct json **answer)
{
    d->folder = c->folder;
    d->actor.person = bytes_of(c->person);
    d->hall = hall;
    d->dial = doors->dial;
    d->hang_up = doors->hang_up;
    d->fetch = doors->fetch;
    d->beside = thread_beside;
    d->input = c->input;
    return verb_run(c->verb, d, w, c->arguments, answer);
}

/* A verb that needs no open node. */
static bool
run_alone(struct work *w, const struct cli_doors *doors, const struct command *c,
    struct desk *d, struct json **answer)
{
    bool making =
        strcmp(c->verb->name, "init") == 0 || strcmp(c->verb->name, "guest init") == 0;
    bool signing = strcmp(c->verb->name, "guest sign") == 0;
    const char *folder = c->folder;

    if (json_get(c->arguments, "dir") != NULL)
        TRY(work_string(w, json_get_text(c->arguments, "dir"), &folder));
    if (!making)
        TRY(passphrase_get(w, folder, signing, false, &d->passphrase));
    else if (json_get(c->arguments, "no-passphrase") == NULL)
        TRY(passphrase_get(w, folder, true, true, &d->passphrase));
    return run_here(w, doors, NULL, c, d, answer);
}

static bool
no_node(struct work *w, const struct verb *v)
{
    const struct verb_argument *a = v->arguments;

    while (a->name != NULL && a->node != NODE_NOT)
        a++;
    return fail(w, FAULT_USAGE, "which node?  Give -C DIR or set LIAISON_DIR%s%s",
        a->name != NULL ? "; or give " : "", a->name != NULL ? a->form : "");
}

/* A running server has another standard input than who asks it: that is read first, for the server
 * waits for nobody. */
static bool
ask_server(struct work *w, struct command *c, struct json **answer, bool *asked)
{
    struct bytes *input = work_alloc(w, sizeof(*input));
    bool here;

    TRY(input != NULL && socket_here(w, c->folder, &here));
    if (here && command_wants_input(c)) {
        TRY(console_input(w, input));
        c->input = input;
    }
    return socket_ask(w, c, answer, asked);
}

/* A verb at an open node: the running server's, or one opened for it alone. */
static bool
run_at_node(struct work *w, const struct cli_doors *doors, struct command *c,
    struct desk *d, struct json **answer)
{
    struct hall hall = {0};
    bool asked = false, good;

    if (c->folder == NULL || *c->folder == '\0')
        return no_node(w, c->verb);
    TRY(passphrase_of_person(w, c));
    TRY(ask_server(w, c, answer, &asked));
    if (asked)
        return true;
    TRY(open_node(w, c->folder, &d->passphrase, &hall.node));
    good = lock_open(w, &hall.turn);
    if (good && strcmp(c->verb->name, "serve") == 0) {
        good = serve(w, doors, &hall, c->arguments);
        *answer = json_object(w);
    } else if (good) {
        d->node = hall.node;
        lock_take(hall.turn);
        /* An answer may lend from the node, which is closed before the answer is printed. */
        good = run_here(w, doors, &hall, c, d, answer) && json_keep(w, *answer, answer);
        lock_give(hall.turn);
    }
    lock_close(hall.turn);
    hall_forget(&hall);
    node_close(hall.node);
    return good;
}

static bool
write_answer(struct work *w, const struct command *c, const struct json *answer)
{
    struct bytes text;

    if (c->json || c->verb->lines == NULL) {
        TRY(json_pretty(w, answer, &text));
        print_json(text);
    } else {
        TRY(lines_write(w, c->verb->lines, answer, &text));
        print(text);
    }
    /* Before anything is said beside it: both may go to one file. */
    if (fflush(stdout) != 0)
        return fail_errno(w, "cannot write the answer");
    if (!c->json)
        console_tell(w, json_get(answer, "told"));
    return true;
}

#define EXIT_TO_SEE 5

static bool
counts(const struct json *answer, const char *name)
{
    const struct json *count = json_get(answer, name);

    return count != NULL && count->type == JSON_INTEGER && count->integer > 0;
}

/* What was given and could not be taken in is told by the answer, and by the exit code; an
 * answer that counts errors says no; one that somebody has to look at says so. */
static int
answer_code(const struct json *answer)
{
    if (counts(answer, "refused"))
        return fault_face(FAULT_INVALID)->exit_code;
    return counts(answer, "errors") ? 1 : counts(answer, "to_see") ? EXIT_TO_SEE : 0;
}

static bool
run(struct work *w, const struct cli_doors *doors, struct command *c, int *code)
{
    int64_t shown = 0;
    struct desk d = {.progress_ctx = &shown, .console = console(c->json)};
    struct json *answer = NULL;
    struct bytes text;

    if (c->help || c->verb == NULL) {
        TRY(help_write(w, c->verb, &text));
        if (c->help || !c->json)
            print(text);
        return c->help || fail(w, FAULT_USAGE, "say what to do");
    }
    if (isatty(STDERR_FILENO))
        d.progress = console_progress;
    if (verb_alone(c->verb, c->arguments))
        TRY(run_alone(w, doors, c, &d, &answer));
    else
        TRY(run_at_node(w, doors, c, &d, &answer));
    *code = answer_code(answer);
    return write_answer(w, c, answer);
}

/* Was JSON asked for, on a command line that could not be read to its end? */
static bool
asks_json(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0)
            return true;
    return false;
}

int
cli_main(int argc, char **argv, const struct cli_doors *doors)
{
    struct work *w = work_open(&os_real);
    struct command command = {0};
    int code = 0;

    if (w == NULL) {
        fprintf(stderr, "liaison: out of memory\n");
        return 4;
    }
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is told like a full disk */
    if (!crypt_start(w) || !xml_start(w) || !screen_start(w) ||
        !command_read(w, argc, argv, &command)) {
        print_fault(w, asks_json(argc, argv));
        code = fault_face(work_fault(w))->exit_code;
    } else if (!run(w, doors, &command, &code)) {
        print_fault(w, command.json);
        code = fault_face(work_fault(w))->exit_code;
    }
    work_close(w);
    return code;
}
