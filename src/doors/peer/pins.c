/*
 * Who may talk: an identity document that holds, of an organisation that is pinned, whose
 * root key is the one that signed the certificate.
 */
#include "doors/peer/peer_inner.h"

#include "ground/crypt/crypt.h"

/* Whose document that is, and its root: reading one checks a signature for each of its statements,
 * which would cost more than the rest of a short request.  What a partner showed is remembered;
 * others may show anything, and what costs time to read keeps nobody waiting. */
static bool
read_shown(struct hall *hall, struct work *w, struct bytes text,
    struct shown_document *out)
{
    struct identity said;
    struct hash of;

    TRY(sha256(w, text, &of));
    lock_take(hall->turn);
    *out = hall->shown[of.at[0] % HALL_SHOWN];
    lock_give(hall->turn);
    if (hash_equal(&out->text, &of))
        return true;
    TRY(identity_read(w, text, &said));
    *out = (struct shown_document){.text = of, .id = said.id, .root = said.root};
    return true;
}

bool
pins_known(void *ctx, struct bytes identity, const struct hash *root_public,
    struct hash *peer_out)
{
    struct hall *hall = ctx;
    struct work *w = work_open(&os_real);
    struct shown_document said;
    struct peer peer;
    struct bytes hex;
    bool good;

    if (w == NULL)
        return false;
    good = read_shown(hall, w, identity, &said) && hash_equal(&said.root, root_public) &&
        hex_write(w, hash_bytes(&said.id), &hex);
    lock_take(hall->turn);
    good = good && node_peer(hall->node, w, hex, &peer);
    if (good)
        hall->shown[said.text.at[0] % HALL_SHOWN] = said;
    lock_give(hall->turn);
    if (good) {
        *peer_out = said.id;
        contact_known(hall, &said.id, peer.handle);
    }
    work_close(w);
    return good;
}
