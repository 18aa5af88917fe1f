/*
 * peer: the door for partners -- mutual TLS in, and the way out to them, and to who
 * publishes lists.
 */
#ifndef DOORS_PEER_PEER_H
#define DOORS_PEER_PEER_H

#include "desks/desks.h"

struct net_server;

/* Answer partners at an address; ${port} is the one that was bound. */
bool peer_open(struct work *w, struct hall *hall, const char *address,
    struct net_server **out, uint16_t *port) MUST;
void peer_close(struct net_server *s);

/* A road to a partner by its URL, for struct desk. */
bool peer_dial(struct desk *d, struct work *w, const struct peer *peer, struct road *out);
void peer_hang_up(struct road *road);
/* A file from who publishes it to all, for struct desk. */
bool peer_fetch(struct desk *d, struct work *w, const struct net_fetch *ask,
    struct net_fetched *out);

#endif
