/*
 * desks: what a person does, one file per verb.  A desk takes arguments as JSON and gives
 * one JSON answer; the command line prints it, the socket sends it, a page shows it.
 *
 * The verbs are a table (verb_table.c), so that a door needs to know none of them: their
 * arguments, help and the lines that people read are data.
 */
#ifndef DESKS_DESKS_H
#define DESKS_DESKS_H

#include "core/node/node.h"
#include "engines/exchange/exchange.h"
#include "ground/base/base.h"

/* A node that several threads take turns at. */
struct hall {
    struct node *node;
    struct lock *turn;
    /* Lists and their index as they were searched last; NULL: none were. */
    struct screen_ready *screen;
};
/* What desks keep between commands goes, before the node does. */
void hall_forget(struct hall *hall);

struct net_fetch; /* of ground/net */
struct net_fetched;

/* What stands around a command that was typed here. */
struct console {
    int in; /* the descriptor of its standard input */
    /* Lines that are the answer, as they are found.  NULL: there is one answer, and all is in
     * it. */
    bool (*give)(struct work *w, struct bytes lines);
    /* Texts beside the answer, to people, before it comes.  NULL: they are in it, "told". */
    void (*tell)(struct work *w, const struct json *lines);
};

/* Who sits at the desk, and what for. */
struct desk {
    struct node *node;  /* NULL for verbs that need none */
    const char *folder; /* the node's folder as given; NULL where none was */
    struct bytes passphrase;
    struct actor actor;
    /* Told of long work; ${all} 0 when it is not known.  NULL: nobody watches. */
    void (*progress)(void *ctx, const char *doing, uint64_t done, uint64_t all);
    void *progress_ctx;
    /* NULL: it was asked through a socket or a page. */
    const struct console *console;
    /* What stood on the standard input of who asks, where it was read before.  NULL: it was not. */
    const struct bytes *input;
    /* As thread_beside.  NULL: one after another. */
    void (*beside)(struct lock *turn, unsigned count, void (*run)(void *ctx, unsigned n),
        void *ctx);
    /* The way to a partner, for as long as the desk works; set by a door.  While a message
     * is under way others have their turn at the node. */
    bool (
        *dial)(struct desk *d, struct work *w, const struct peer *peer, struct road *out);
    void (*hang_up)(struct road *road);
    /* A file from who publishes it; likewise. */
    bool (*fetch)(struct desk *d, struct work *w, const struct net_fetch *ask,
        struct net_fetched *out);
    struct hall *hall;
};

/* One argument of a verb: a word in order ("ID"), or an option ("--purpose"). */
struct verb_argument {
    const char *name; /* as in the JSON of the arguments: "id", "purpose" */
    const char *form; /* how it is typed: "ID", "--purpose P", "--preview" */
    enum { ARGUMENT_WORD, ARGUMENT_OPTION, ARGUMENT_FLAG } type;
    bool required;
    bool many; /* given several times, or several words: an array */
    /* A path on this machine, or several joined with commas: made absolute before it is sent
     * on.  With PATH_INPUT "-" is the standard input. */
    enum { PATH_NOT, PATH_ONE, PATH_JOINED, PATH_INPUT = 4 } path;
    const char *help;
    /* Given, the verb works without an open node, or wants one: whatever is its way else. */
    enum { NODE_AS_VERB, NODE_NOT, NODE_OPEN } node;
};

struct verb {
    const char *name; /* "show", "key backup" */
    const char *does; /* one line, imperative */
    bool (*run)(struct desk *d, struct work *w, const struct json *args,
        struct json **answer);
    const struct verb_argument *arguments; /* ends with a NULL name */
    /* The answer as lines for people; see doors/cli/lines.c. */
    const char *lines;
    bool alone; /* works without an open node */
};

/* NULL behind the last, and for an unknown name. */
const struct verb *verb_at(size_t n);
const struct verb *verb_find(struct bytes name);
/* Does it work without an open node, with these arguments? */
bool verb_alone(const struct verb *v, const struct json *args);
/* Check the arguments against the verb's table and run it. */
bool verb_run(const struct verb *v, struct desk *d, struct work *w,
    const struct json *args, struct json **answer) MUST;

/* The runs, one file each. */
#define DESK(name)                                                            \
    bool desk_##name(struct desk *d, struct work *w, const struct json *args, \
        struct json **answer)
DESK(init);
DESK(new);
DESK(edit);
DESK(link);
DESK(statement_build);
DESK(move);
DESK(sign);
DESK(history);
DESK(kind_adopt);
DESK(list);
DESK(board);
DESK(view);
DESK(matrix);
DESK(due);
DESK(remind);
DESK(kind_list);
DESK(kind_show);
DESK(kind_check);
DESK(codes_adopt);
DESK(codes_list);
DESK(codes_show);
DESK(show);
DESK(about);
DESK(ingest);
DESK(hold);
DESK(unhold);
DESK(enter);
DESK(erase);
DESK(who_saw);
DESK(verify);
DESK(proof);
DESK(export_court);
DESK(publish);
DESK(status);
DESK(doctor);
DESK(rebuild);
DESK(backup);
DESK(restore);
DESK(key_backup);
DESK(version);
DESK(peer_add);
DESK(peer_list);
DESK(share);
DESK(sync);
DESK(ask);
DESK(answer);
DESK(opine);
DESK(release);
DESK(withdraw);
DESK(recall);
DESK(bundle_out);
DESK(bundle_in);
DESK(guest_init);
DESK(guest_out);
DESK(guest_show);
DESK(guest_sign);
DESK(guest_in);
DESK(identity);
DESK(key_rotate);
DESK(key_revoke);
DESK(key_mirror);
DESK(person_add);
DESK(person_off);
DESK(terms_explain);
DESK(terms_rules);
DESK(terms_rule);
DESK(iati_check);
DESK(iati_convert);
DESK(iati_import);
DESK(iati_export);
DESK(import_csv);
DESK(import_xlsx);
DESK(template);
DESK(screen);
DESK(lists_show);
DESK(lists_diff);
DESK(lists_index);
DESK(lists_import);
DESK(lists_fetch);
DESK(lists_list);
DESK(lists_verify);
DESK(replay);
DESK(settle);
DESK(four_eyes);
DESK(watch);
DESK(watch_add);
DESK(watch_list);
DESK(watch_drop);

/* What has no verb: names within the request, as the web's /api/screen has them; docs/screening.md.
 * The answer is that of `screen`, its "text" lines of JSON. */
DESK(screen_these);

#endif
