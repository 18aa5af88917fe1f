/*
 * serve: nodes stay open -- one, and those it hosts for others -- each with a door for
 * partners, one for people, and its folder's socket for commands, until SIGINT or SIGTERM.
 *
 * What nodes of one process have in common ends here: each has its hall, and nothing that one
 * of them may read is reached from another's.
 */
#include "doors/cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is said of a node's pages: where they are, and for whom they act. */
enum { PAGES_AT, PAGES_AS, PAGES_SAID };
static const char *const pages_options[PAGES_SAID] = {"web", "web-as"};

/* A node that is served here. */
struct served {
    struct hall *hall;
    const char *folder;
    const char *address;           /* for its partners; NULL: no door */
    const char *monitor;           /* for a monitor; likewise */
    const char *pages[PAGES_SAID]; /* for people; NULL: not said */
    struct net_server *peer;
    struct net_server *web;
    struct net_server *metrics;
    struct socket_server *socket;
};

/* All of them: the first is the host, the others are its tenants, whose halls stand here. */
struct house {
    struct served nodes[1 + TENANTS_MAX];
    struct hall halls[TENANTS_MAX];
    struct identity
        known[1 + TENANTS_MAX]; /* as they were opened: who each is to the others */
    size_t count;
};

/* ---- Tenants ----------------------------------------------------------------------------- */

/* "DIR=ADDR", or "DIR=-" for a node that partners do not reach. */
static bool
read_tenant(struct work *w, struct bytes text, struct served *out)
{
    const char *both, *equals;

    TRY(work_string(w, text, &both));
    equals = strrchr(both, '=');
    if (equals == NULL || equals == both || equals[1] == '\0')
        return fail(w, FAULT_USAGE, "--host wants DIR=ADDR, or DIR=-, not %s", both);
    out->folder = work_format(w, "%.*s", (int)(equals - both), both);
    out->address = strcmp(equals + 1, "-") != 0 ? equals + 1 : NULL;
    return out->folder != NULL;
}

/* Two folders of one organisation are one node and its copy: served at once they would fork. */
static bool
is_another(struct work *w, const struct house *h, size_t tenant)
{
    for (size_t i = 0; i < tenant; i++)
        if (hash_equal(&h->known[i].id, &h->known[tenant].id))
            return fail(w, FAULT_CONFLICT, "%s and %s are one organisation's: serve one",
                h->nodes[i].folder, h->nodes[tenant].folder);
    return true;
}

/* It is one of the house as soon as there is something to close. */
static void
take_in(struct house *h, const struct served *node)
{
    h->known[h->count] = *node_identity(node->hall->node);
    h->nodes[h->count++] = *node;
}

static bool
open_tenant(struct work *w, struct house *h, struct bytes text)
{
    struct served tenant = {.hall = &h->halls[h->count - 1]};
    struct bytes passphrase;

    TRY(read_tenant(w, text, &tenant));
    TRY(open_node(w, tenant.folder, &passphrase, &tenant.hall->node));
    take_in(h, &tenant);
    return is_another(w, h, h->count - 1) && lock_open(w, &tenant.hall->turn);
}

static bool
open_tenants(struct work *w, struct house *h, const struct json *list)
{
    if (list != NULL && list->count > TENANTS_MAX)
        return fail(w, FAULT_USAGE, "at most %d nodes are hosted by one", TENANTS_MAX);
    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL; i = i->next)
        TRY(open_tenant(w, h, i->text));
    return true;
}

/* Each states who serves it, and whose nodes it serves, if that is news. */
static bool
state_hosting(struct work *w, struct house *h)
{
    const struct identity *ids[1 + TENANTS_MAX];

    for (size_t i = 0; i < h->count; i++)
        ids[i] = &h->known[i];
    for (size_t i = 0; i < h->count; i++) {
        struct hall *hall = h->nodes[i].hall;
        bool good;

        lock_take(hall->turn);
        good = node_hosting_state(hall->node, w, i > 0 ? ids[0] : NULL, ids + 1,
            i > 0 ? 0 : h->count - 1);
        lock_give(hall->turn);
        if (!good)
            return fail_in(w, "%s", h->nodes[i].folder);
    }
    return true;
}

/* ---- Pages ------------------------------------------------------------------------------- */

/* Whose pages "[DIR=]VALUE" speaks of: the host's, or those of the tenant in that folder. */
static bool
read_pages(struct work *w, struct house *h, int which, struct bytes text)
{
    const char *both, *equals, *option = pages_options[which];
    struct served *of = &h->nodes[0];

    TRY(work_string(w, text, &both));
    equals = strrchr(both, '=');
    for (size_t i = 1; i < h->count && equals != NULL; i++)
        if (bytes_is(bytes_from(both, (size_t)(equals - both)), h->nodes[i].folder))
            of = &h->nodes[i];
    if (equals != NULL && of == &h->nodes[0])
        return fail(w, FAULT_USAGE, "--%s %s: no --host names that folder", option, both);
    if (of->pages[which] != NULL)
        return fail(w, FAULT_USAGE, "--%s is given twice for %s", option, of->folder);
    of->pages[which] = equals != NULL ? equals + 1 : both;
    return true;
}

static bool
read_all_pages(struct work *w, struct house *h, const struct json *args)
{
    for (int which = 0; which < PAGES_SAID; which++) {
        const struct json *list = json_get(args, pages_options[which]);

        for (const struct json *i = list != NULL ? list->first : NULL; i != NULL;
             i = i->next)
            TRY(read_pages(w, h, which, i->text));
    }
    for (size_t i = 0; i < h->count; i++)
        if (h->nodes[i].pages[PAGES_AS] != NULL && h->nodes[i].pages[PAGES_AT] == NULL)
            return fail(w, FAULT_USAGE, "%s: --web-as goes with --web",
                h->nodes[i].folder);
    return true;
}

/* ---- Doors -------------------------------------------------------------------------------- */

/* Who has the door that is printed: several have one here. */
static void
print_tenant(const struct house *h, const struct served *s)
{
    struct bytes handle = node_identity(s->hall->node)->handle;

    if (s != &h->nodes[0])
        printf("%.*s: ", (int)handle.len, (const char *)handle.at);
}

static bool
open_peer(struct work *w, const struct cli_doors *doors, const struct house *h,
    struct served *s)
{
    uint16_t port;

    if (s->address == NULL)
        return true;
    if (doors->open_peer == NULL)
        return fail(w, FAULT_USAGE, "this liaison has no door for partners");
    TRY(doors->open_peer(w, s->hall, s->address, &s->peer, &port));
    print_tenant(h, s);
    printf("peer door at %s port %u\n", s->address, (unsigned)port);
    return true;
}

static bool
open_web(struct work *w, const struct cli_doors *doors, const struct house *h,
    struct served *s)
{
    const char *address = s->pages[PAGES_AT];
    uint16_t port;

    if (address == NULL)
        return true;
    if (doors->open_web == NULL)
        return fail(w, FAULT_USAGE, "this liaison has no pages");
    TRY(doors->open_web(w, s->hall, address, s->pages[PAGES_AS], &s->web, &port));
    print_tenant(h, s);
    /* As it was bound: a port 0 was replaced. */
    printf("web door at http://%.*s:%u\n", (int)(strrchr(address, ':') - address),
        address, (unsigned)port);
    return true;
}

static bool
open_metrics(struct work *w, const struct cli_doors *doors, struct served *s)
{
    uint16_t port;

    if (s->monitor == NULL)
        return true;
    if (doors->open_metrics == NULL)
        return fail(w, FAULT_USAGE, "this liaison has no metrics");
    TRY(doors->open_metrics(w, s->hall, s->monitor, &s->metrics, &port));
    printf("metrics at http://%.*s:%u/metrics\n",
        (int)(strrchr(s->monitor, ':') - s->monitor), s->monitor, (unsigned)port);
    return true;
}

static bool
open_doors(struct work *w, const struct cli_doors *doors, struct house *h)
{
    for (size_t i = 0; i < h->count; i++) {
        struct served *s = &h->nodes[i];

        if (!open_peer(w, doors, h, s) || !open_web(w, doors, h, s) ||
            !open_metrics(w, doors, s))
            return i == 0 ? false : fail_in(w, "%s", s->folder);
    }
    for (size_t i = 0; i < h->count; i++)
        TRY(socket_open(w, h->nodes[i].hall, doors, &h->nodes[i].socket));
    TRY(state_hosting(w, h));
    printf("ready\n");
    fflush(stdout);
    return true;
}

/* From here on is counted what is seen of partners, and the log begins. */
static bool
watch_partners(struct work *w, struct house *h)
{
    for (size_t i = 0; i < h->count; i++)
        TRY(contacts_open(w, h->nodes[i].hall->node, &h->nodes[i].hall->contacts));
    return true;
}

/* Commands end first: what one of them asks of another node here is still answered. */
static void
close_house(const struct cli_doors *doors, struct house *h)
{
    for (size_t i = 0; i < h->count; i++)
        socket_close(h->nodes[i].socket);
    for (size_t i = 0; i < h->count; i++) {
        if (h->nodes[i].metrics != NULL)
            doors->close(h->nodes[i].metrics);
        if (h->nodes[i].web != NULL)
            doors->close(h->nodes[i].web);
        if (h->nodes[i].peer != NULL)
            doors->close(h->nodes[i].peer);
    }
    for (size_t i = 0; i < h->count; i++) {
        contacts_close(h->nodes[i].hall->contacts);
        h->nodes[i].hall->contacts = NULL;
    }
    for (size_t i = 1; i < h->count; i++) {
        lock_close(h->nodes[i].hall->turn);
        hall_forget(h->nodes[i].hall);
        node_close(h->nodes[i].hall->node);
    }
}

bool
serve(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args)
{
    struct served host = {.hall = hall, .folder = node_folder(hall->node)};
    struct house house = {0};
    sigset_t ends;
    int which;
    bool good;

    if (json_get(args, "peer") != NULL)
        TRY(work_string(w, json_get_text(args, "peer"), &host.address));
    if (json_get(args, "metrics") != NULL)
        TRY(work_string(w, json_get_text(args, "metrics"), &host.monitor));
    take_in(&house, &host);
    good = open_tenants(w, &house, json_get(args, "host")) &&
        read_all_pages(w, &house, args);
    /* Blocked in every thread that is started from here; this one waits for them. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    good = good && watch_partners(w, &house) && open_doors(w, doors, &house);
    if (good)
        sigwait(&ends, &which);
    close_house(doors, &house);
    return good;
}
