/*
 * cli: the command line -- words in, one answer out, as lines or as JSON.
 */
#ifndef DOORS_CLI_CLI_H
#define DOORS_CLI_CLI_H

#include "desks/desks.h"
#include "ground/base/base.h"

struct net_server;

/* The other doors, which `serve` opens, and `sync` and `lists fetch` go out of; main knows
 * them. */
struct cli_doors {
    bool (
        *dial)(struct desk *d, struct work *w, const struct peer *peer, struct road *out);
    void (*hang_up)(struct road *road);
    bool (*fetch)(struct desk *d, struct work *w, const struct net_fetch *ask,
        struct net_fetched *out);
    /* A door for partners, and one for people; each says the port it has. */
    bool (*open_peer)(struct work *w, struct hall *hall, const char *address,
        struct net_server **out, uint16_t *port);
    bool (*open_web)(struct work *w, struct hall *hall, const char *address,
        const char *as, struct net_server **out, uint16_t *port);
    /* One for a monitor. */
    bool (*open_metrics)(struct work *w, struct hall *hall, const char *address,
        struct net_server **out, uint16_t *port);
    void (*close)(struct net_server *s);
};

/* The whole program: gives the exit code (0 done, 1 no, 2 usage, 3 unreadable input,
 * 4 disk, memory, network). */
int cli_main(int argc, char **argv, const struct cli_doors *doors);

/* ---- Inside the room ----------------------------------------------------------------- */

/* What stands on the command line. */
struct command {
    const struct verb *verb;
    const char *folder; /* -C, or LIAISON_DIR */
    const char *person; /* --as, or the user's name */
    bool json;
    bool help;
    struct json *arguments;
    const struct bytes *input; /* read before it was asked for; NULL: it was not */
};

/* FAULT_USAGE says what is wrong with it. */
bool command_read(struct work *w, int argc, char **argv, struct command *out) MUST;
/* Does one of its words stand for standard input? */
bool command_wants_input(const struct command *c);
/* An answer as the verb's lines; see lines.c for their little language. */
bool lines_write(struct work *w, const char *lines, const struct json *answer,
    struct bytes *out) MUST;
/* Help for all verbs, or for one. */
bool help_write(struct work *w, const struct verb *v, struct bytes *out) MUST;
/* The passphrase of a node's folder: from LIAISON_PASSPHRASE_FILE, or if that is a folder, from
 * the file in it that is named like the node's; or asked for on a terminal when ${ask}. */
bool passphrase_get(struct work *w, const char *folder, bool ask, bool twice,
    struct bytes *out) MUST;
/* That of the person who acts, where the command works with a person's keys: from
 * LIAISON_PERSON_PASSPHRASE_FILE or typed, among its arguments. */
bool passphrase_of_person(struct work *w, struct command *c) MUST;
/* Open a node, asking for the passphrase where its keys want one and somebody is there to
 * type it. */
bool open_node(struct work *w, const char *folder, struct bytes *passphrase,
    struct node **out) MUST;

/* console.c: what a desk is lent of it; with ${one_answer} there is nothing beside it. */
const struct console *console(bool one_answer);
/* What an answer tells beside its lines, to people: on standard error. */
void console_tell(struct work *w, const struct json *lines);
/* All of standard input, for a running server; FAULT_INVALID over CONSOLE_INPUT_MAX. */
#define CONSOLE_INPUT_MAX ((size_t)45 << 20)
bool console_input(struct work *w, struct bytes *out) MUST;
/* A bar on the terminal. */
void console_progress(void *ctx, const char *doing, uint64_t done, uint64_t all);

/* A verb run here, in turn with others; the node is open. */
bool run_here(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct command *c, struct desk *d, struct json **answer) MUST;

/* socket.c: the running server of a folder, asked instead of opening the node. */
struct socket_server;
bool socket_open(struct work *w, struct hall *hall, const struct cli_doors *doors,
    struct socket_server **out) MUST;
void socket_close(struct socket_server *s);
bool socket_here(struct work *w, const char *folder, bool *yes) MUST;
/* ${asked} is false when no server runs there: then nothing was done. */
bool socket_ask(struct work *w, const struct command *c, struct json **answer,
    bool *asked) MUST;

/* serve.c: keep the node open and its doors, and the nodes it hosts, until a signal says to
 * end. */
bool serve(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args) MUST;

#endif
