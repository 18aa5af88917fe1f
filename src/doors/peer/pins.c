/*
 * Who may talk: an identity document that holds, of an organisation that is pinned, whose
 * root key is the one that signed the certificate.
 */
#include "doors/peer/peer_inner.h"

#include "ground/crypt/crypt.h"

/* Whose document that is, and its root: reading one checks a signature for each of its statements,
 * which would cost more than the rest of a short request.  Locked. */
static bool
read_shown(struct hall *hall, struct work *w, struct bytes text,
    const struct shown_document **out)
{
    struct identity said;
    struct shown_document *s;
    struct hash of;

    TRY(sha256(w, text, &of));
    s = &hall->shown[of.at[0] % HALL_SHOWN];
    *out = s;
    if (hash_equal(&s->text, &of))
        return true;
    TRY(identity_read(w, text, &said));
    *s = (struct shown_document){.text = of, .id = said.id, .root = said.root};
    return true;
}

bool
pins_known(void *ctx, struct bytes identity, const struct hash *root_public,
    struct hash *peer_out)
{
    struct hall *hall = ctx;
    struct work *w = work_open(&os_real);
    const struct shown_document *said;
    struct peer peer;
    struct bytes hex;
    bool good;

    if (w == NULL)
        return false;
    lock_take(hall->turn);
    good = read_shown(hall, w, identity, &said) && hash_equal(&said->root, root_public) &&
        hex_write(w, hash_bytes(&said->id), &hex) && node_peer(hall->node, w, hex, &peer);
    if (good)
        *peer_out = said->id;
    lock_give(hall->turn);
    if (good)
        contact_known(hall, peer_out, peer.handle);
    work_close(w);
    return good;
}
