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

struct contacts;

/* Identity documents that were found good: they stay so, and are shown with every request. */
#define HALL_SHOWN 16
struct shown_document {
    struct hash text; /* its SHA-256 */
    struct hash id, root;
};

/* A node that several threads take turns at. */
struct hall {
    struct node *node;
    struct lock *turn;
    /* What is seen of partners since it is served; NULL: it is not. */
    struct contacts *contacts;
    /* Lists and their index as they were searched last; NULL: none were. */
    struct screen_ready *screen;
    struct shown_document shown[HALL_SHOWN];
};
/* What desks keep between commands goes, before the node does. */
void hall_forget(struct hall *hall);

/* ---- What is seen of partners, contacts.c ------------------------------------------------ */

/* What went wrong between a partner and us.  Whatever number comes, it is counted. */
enum trouble {
    TROUBLE_REFUSED,    /* no certificate of a partner's, or no longer */
    TROUBLE_CROWDED,    /* too many connections at once */
    TROUBLE_FLOOD,      /* too many requests a minute */
    TROUBLE_STALLED,    /* kept us waiting too long */
    TROUBLE_LONG,       /* a message over the limit */
    TROUBLE_UNREADABLE, /* a message that breaks the format */
    TROUBLE_FALSE,      /* what does not match its proof, or contradicts what is here */
    TROUBLE_DENIED,     /* asked for, or brought, what it may not; or it denied us */
    TROUBLE_FULL,       /* more than may wait here */
    TROUBLE_LINE,       /* no connection to it, or one that broke */
    TROUBLE_OURS,       /* a fault of this machine */
    TROUBLES
};
const char *trouble_name(enum trouble t); /* "stalled" */
/* What a fault is called, where the partner asked (${in}) or was asked; TROUBLES: none, as when
 * something is not here. */
enum trouble trouble_of(enum fault kind, bool in);

/* One partner, or ORG 0: all who are none. */
struct contact {
    struct hash org;
    char handle[64];
    int64_t in;        /* when it last asked something and was answered; 0: never */
    int64_t out;       /* when it was last contacted, and all went well */
    uint64_t requests; /* of it */
    struct {
        uint64_t count;
        int64_t last;
        int64_t told; /* in the log */
    } trouble[TROUBLES];
    int64_t tokens, filled; /* what it may still ask, as of when */
};
/* Thread-safe, none waits for the node, and all take a hall without contacts. */
bool contacts_open(struct work *w, const struct node *n, struct contacts **out) MUST;
void contacts_close(struct contacts *c); /* NULL is fine */
/* This partner is there, and is called so. */
void contact_known(struct hall *h, const struct hash *org, struct bytes handle);
void contact_met(struct hall *h, const struct hash *org, bool in);
/* NULL: nobody knows who.  ${detail}, or NULL, goes into the log: nothing of what was sent. */
void contact_failed(struct hall *h, const struct hash *org, enum trouble t,
    const char *verb, const char *detail);
/* May it ask that much now?  A piece of content costs 1, all else CONTACT_COST. */
#define CONTACT_COST 50
bool contact_allows(struct hall *h, const struct hash *org, int64_t cost);
/* As they are now, those who are none first; at most CONTACTS_MAX + 1. */
#define CONTACTS_MAX 256
size_t contacts_now(struct hall *h, struct contact out[]);
/* Since when they are counted; 0: they are not. */
int64_t contacts_since(struct hall *h);

/* One line for the operator on standard error, a JSON object.  What is NULL is left out. */
void operator_told(struct hall *h, const char *event, const char *partner,
    const char *what, const char *detail, int64_t times);

/* ---- Desks ------------------------------------------------------------------------------- */

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
    const char *proxy; /* that the way goes by: "http://host:port"; NULL: none */
    /* A file from who publishes it; likewise. */
    bool (*fetch)(struct desk *d, struct work *w, const struct net_fetch *ask,
        struct net_fetched *out);
    struct hall *hall;
};

/* One argument of a verb: a word in order ("ID"), or an option ("--purpose"). */
struct verb_argument {
    const char *name; /* as in the JSON of the arguments: "id", "purpose" */
    const char *form; /* how it is typed: "ID", "--purpose P", "--preview" */
    /* A secret is never typed as an argument: whoever fills them in asks for it. */
    enum { ARGUMENT_WORD, ARGUMENT_OPTION, ARGUMENT_FLAG, ARGUMENT_SECRET } type;
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
/* Is that argument of it a flag? */
bool verb_flag(const struct verb *v, const char *name);
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
DESK(verify_fork);
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
DESK(peer_proof);
DESK(peer_trust);
DESK(peer_mend);
DESK(share);
DESK(sync);
DESK(ask);
DESK(answer);
DESK(opine);
DESK(release);
DESK(withdraw);
DESK(recall);
DESK(recall_show);
DESK(recall_decide);
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
DESK(person_role);
DESK(person_revoke);
DESK(person_list);
DESK(person_key);
DESK(unlock);
DESK(lock);
DESK(except);
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

/* What has no verb: counts and times of a served node for a monitor, as OpenMetrics 1.0 text;
 * docs/operations.md.  It waits for its turn. */
bool metrics_write(struct hall *h, struct work *w, struct bytes *out) MUST;

/* What has no verb: names within the request, as the web's /api/screen has them; docs/screening.md.
 * The answer is that of `screen`, its "text" lines of JSON. */
DESK(screen_these);

#endif
