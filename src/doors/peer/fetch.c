/*
 * The way out to who publishes lists: a file, by the word of public authorities.
 */
#include "doors/peer/peer_inner.h"

/* The node is free for others while it is under way. */
bool
peer_fetch(struct desk *d, struct work *w, const struct net_fetch *ask,
    struct net_fetched *out)
{
    bool good;

    lock_give(d->hall->turn);
    good = net_fetch(w, ask, out);
    lock_take(d->hall->turn);
    return good;
}
