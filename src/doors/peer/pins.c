/*
 * Who may talk: an identity document that holds, of an organisation that is pinned, whose
 * root key is the one that signed the certificate.
 */
#include "doors/peer/peer_inner.h"

bool
pins_known(void *ctx, struct bytes identity, const struct hash *root_public,
    struct hash *peer_out)
{
    struct hall *hall = ctx;
    struct work *w = work_open(&os_real);
    struct identity said;
    struct peer peer;
    struct bytes hex;
    bool good;

    if (w == NULL)
        return false;
    /* Anybody may show anything: what costs time to read keeps no other waiting. */
    good = identity_read(w, identity, &said) && hash_equal(&said.root, root_public) &&
        hex_write(w, hash_bytes(&said.id), &hex);
    lock_take(hall->turn);
    good = good && node_peer(hall->node, w, hex, &peer);
    lock_give(hall->turn);
    if (good) {
        *peer_out = said.id;
        contact_known(hall, &said.id, peer.handle);
    }
    work_close(w);
    return good;
}
