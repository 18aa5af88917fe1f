/*
 * What both directions share.
 */
#ifndef DOORS_PEER_PEER_INNER_H
#define DOORS_PEER_PEER_INNER_H

#include "doors/peer/peer.h"
#include "ground/net/net.h"

#define PEER_PATH "/liaison/v1/"
/* The type of a 503 that only says: not so fast. */
#define PEER_LATER "application/vnd.liaison.later"

/* Asked in every handshake, from any thread; ${ctx} is the hall. */
bool pins_known(void *ctx, struct bytes identity, const struct hash *root_public,
    struct hash *peer_out);

#endif
