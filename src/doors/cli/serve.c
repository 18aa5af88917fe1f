/*
 * serve: the node stays open, with a door for partners, one for people, and the folder's
 * socket for commands, until SIGINT or SIGTERM.
 */
#include "doors/cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct doors_open {
    struct net_server *peer;
    struct net_server *web;
    struct socket_server *socket;
};

static bool
open_peer(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args, struct net_server **out)
{
    const char *address;
    uint16_t port;

    if (json_get(args, "peer") == NULL)
        return true;
    if (doors->open_peer == NULL)
        return fail(w, FAULT_USAGE, "this liaison has no door for partners");
    TRY(work_string(w, json_get_text(args, "peer"), &address));
    TRY(doors->open_peer(w, hall, address, out, &port));
    printf("peer door at %s port %u\n", address, (unsigned)port);
    return true;
}

static bool
open_web(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args, struct net_server **out)
{
    const char *address, *as = NULL;
    uint16_t port;

    if (json_get(args, "web-as") != NULL) {
        if (json_get(args, "web") == NULL)
            return fail(w, FAULT_USAGE, "--web-as goes with --web");
        TRY(work_string(w, json_get_text(args, "web-as"), &as));
    }
    if (json_get(args, "web") == NULL)
        return true;
    if (doors->open_web == NULL)
        return fail(w, FAULT_USAGE, "this liaison has no pages");
    TRY(work_string(w, json_get_text(args, "web"), &address));
    TRY(doors->open_web(w, hall, address, as, out, &port));
    /* As it was bound: a port 0 was replaced. */
    printf("web door at http://%.*s:%u\n", (int)(strrchr(address, ':') - address),
        address, (unsigned)port);
    return true;
}

static bool
open_doors(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args, struct doors_open *out)
{
    TRY(open_peer(w, doors, hall, args, &out->peer));
    TRY(open_web(w, doors, hall, args, &out->web));
    TRY(socket_open(w, hall, doors, &out->socket));
    printf("ready\n");
    fflush(stdout);
    return true;
}

bool
serve(struct work *w, const struct cli_doors *doors, struct hall *hall,
    const struct json *args)
{
    struct doors_open open = {0};
    sigset_t ends;
    int which;
    bool good;

    /* Blocked in every thread that is started from here; this one waits for them. */
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    good = open_doors(w, doors, hall, args, &open);
    if (good)
        sigwait(&ends, &which);
    socket_close(open.socket);
    if (open.web != NULL)
        doors->close(open.web);
    if (open.peer != NULL)
        doors->close(open.peer);
    return good;
}
