/*
 * verify fork, peer proof, peer trust: that an organisation showed two histories, as anyone can
 * check it; and what is decided about that here.
 */
#include "desks/desk_inner.h"

#define PROOF_FILE_MAX ((size_t)64 * 1024)

static struct json *
two_numbers(struct work *w, uint64_t a, uint64_t b)
{
    struct json *out = json_array(w);

    json_add(out, json_integer(w, (int64_t)a));
    json_add(out, json_integer(w, (int64_t)b));
    return out;
}

/* ---- Without a node ---------------------------------------------------------------------- */

/* The document that was given, or what came along in the proof. */
static bool
document_of(struct work *w, const struct json *args, struct bytes along,
    struct identity *out)
{
    struct bytes text = along;
    const char *path;

    if (json_get(args, "identity") != NULL) {
        TRY(work_string(w, desk_text(args, "identity"), &path));
        TRY(desk_file_load(w, path, IDENTITY_MAX, &text));
    }
    if (text.len == 0)
        return fail(w, FAULT_MISSING,
            "the proof had no room for the keys: give the organisation's identity "
            "document with --identity");
    return identity_read(w, text, out) || fail_in(w, "the identity document");
}

/* ${root}: whom it is to be about, as compared by another way. */
static bool
about_whom(struct work *w, const struct json *args, const struct hash *org,
    struct json *answer)
{
    bool given = json_get(args, "root") != NULL;
    struct bytes fingerprint;
    struct hash root;

    TRY(fingerprint_write(w, org, &fingerprint));
    json_put(answer, "id", json_hex(w, hash_bytes(org)));
    json_put(answer, "fingerprint", json_text(w, fingerprint));
    json_put(answer, "origin",
        json_string(w,
            given ? "by the fingerprint given"
                  : "not compared: give --root, as compared by another way"));
    if (!given)
        return true;
    TRY(fingerprint_read(w, desk_text(args, "root"), &root));
    return hash_equal(&root, org) ||
        fail(w, FAULT_CORRUPT, "the proof is about %.*s, and not about --root",
            (int)fingerprint.len, (const char *)fingerprint.at);
}

static bool
verify_heads(struct work *w, const struct json *args, const char *path, struct bytes text,
    struct json *answer)
{
    struct json *roots = json_array(w);
    struct identity accused;
    struct fork fork;
    bool counts;

    TRY(fork_read(w, text, &fork) || fail_in(w, "%s", path));
    TRY(about_whom(w, args, &fork.org, answer));
    TRY(document_of(w, args, fork.identity, &accused));
    if (!fork_check(w, &fork, &accused, work_os(w)->now(), &counts))
        return fail_in(w, "%s proves nothing", path);
    if (!counts)
        return fail(w, FAULT_CORRUPT,
            "%s proves nothing: a log key that signed was revoked, and whoever stole it "
            "could have signed both",
            path);
    for (size_t i = 0; i < 2; i++)
        json_add(roots, json_hex(w, hash_bytes(&fork.heads[i].head.root)));
    json_put(answer, "log", json_text(w, fork.log));
    json_put(answer, "sizes",
        two_numbers(w, fork.heads[0].head.size, fork.heads[1].head.size));
    json_put(answer, "roots", roots);
    json_put(answer, "shows",
        json_string(w,
            "log keys of this organisation signed two trees of one log, and neither "
            "begins with the other"));
    json_put(answer, "shows_not",
        json_string(w,
            "why, which of them is true, what is in them, and whether a key was "
            "revoked since its document was written"));
    return work_ok(w);
}

static bool
verify_headers(struct work *w, const struct json *args, const char *path,
    struct bytes text, struct json *answer)
{
    struct json *hashes = json_array(w);
    struct identity author;
    struct equivocation e;

    TRY(equivocation_read(w, text, &e) || fail_in(w, "%s", path));
    TRY(about_whom(w, args, &e.records[0]->author, answer));
    TRY(document_of(w, args, e.identity, &author));
    if (!equivocation_check(w, &e, &author))
        return fail_in(w, "%s proves nothing", path);
    for (size_t i = 0; i < 2; i++)
        json_add(hashes, json_hex(w, hash_bytes(&e.records[i]->hash)));
    json_put(answer, "record", json_uuid(w, &e.records[0]->id));
    json_put(answer, "version", json_integer(w, e.records[0]->version));
    json_put(answer, "hashes", hashes);
    json_put(answer, "shows",
        json_string(w,
            "keys of this organisation signed two records under one id and version"));
    json_put(answer, "shows_not",
        json_string(w,
            "why, which of them is meant, what is in them, and whether a key was revoked "
            "since its document was written"));
    return work_ok(w);
}

DESK(verify_fork)
{
    const struct json_limits any = {.size = PROOF_FILE_MAX, .depth = 10};
    struct json *proof;
    struct bytes text;
    const char *path;

    (void)d;
    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(desk_file_load(w, path, PROOF_FILE_MAX, &text));
    TRY(json_read(w, text, &any, &proof) || fail_in(w, "%s", path));
    *answer = json_object(w);
    return bytes_is(json_get_text(proof, "what"), "equivocation")
        ? verify_headers(w, args, path, text, *answer)
        : verify_heads(w, args, path, text, *answer);
}

/* ---- At a node ----------------------------------------------------------------------------- */

/* The organisation of that name or id; it need be no partner any more, or never have been. */
static bool
find_org(struct desk *d, struct work *w, struct bytes name, struct hash *out)
{
    struct peer peer;

    if (node_peer(d->node, w, name, &peer)) {
        *out = peer.org;
        return true;
    }
    if (name.len < 64)
        return false;
    TRY(work_forgive(w, FAULT_MISSING));
    return fingerprint_read(w, name, out);
}

DESK(peer_proof)
{
    struct forked *list;
    const char *path;
    struct hash org;
    size_t count, i = 0;

    TRY(find_org(d, w, desk_text(args, "org"), &org));
    TRY(node_forks(d->node, w, &list, &count));
    while (i < count && !hash_equal(&list[i].org, &org))
        i++;
    if (i == count)
        return fail(w, FAULT_MISSING, "no fork of this organisation was proved here");
    *answer = json_object(w);
    json_put(*answer, "org", desk_org_name(d, w, &org));
    json_put(*answer, "id", json_hex(w, hash_bytes(&org)));
    json_put(*answer, "log", json_text(w, list[i].log));
    json_put(*answer, "sizes", two_numbers(w, list[i].sizes[0], list[i].sizes[1]));
    json_put(*answer, "text", json_text(w, list[i].proof));
    if (json_get(args, "out") == NULL)
        return work_ok(w);
    TRY(work_string(w, desk_text(args, "out"), &path));
    return desk_file_new(w, path, 0644, list[i].proof);
}

DESK(peer_trust)
{
    struct bytes reason = desk_text(args, "reason");
    struct receipt made;
    struct hash org;
    int64_t let_in;

    if (desk_blank(reason))
        return fail(w, FAULT_USAGE, "--reason says in a sentence why");
    TRY(find_org(d, w, desk_text(args, "org"), &org));
    TRY(node_fork_trust(d->node, w, &org, d->actor.person, reason, &made));
    TRY(node_promote(d->node, w, &let_in));
    *answer = desk_receipt(w, "trust/1", &made);
    json_put(*answer, "org", desk_org_name(d, w, &org));
    json_put(*answer, "let_in", json_integer(w, let_in));
    return work_ok(w);
}

/* ---- How it stands --------------------------------------------------------------------------- */

bool
desk_forks(struct desk *d, struct work *w, struct json *into)
{
    struct json *forks = json_array(w), *accusations = json_array(w);
    struct accusation *doubts;
    struct forked *list;
    size_t count;

    TRY(node_forks(d->node, w, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);
        bool trusted = list[i].trust.len > 0;

        json_put(one, "org", desk_org_name(d, w, &list[i].org));
        json_put(one, "org_id", json_hex(w, hash_bytes(&list[i].org)));
        json_put(one, "log", json_text(w, list[i].log));
        json_put(one, "sizes", two_numbers(w, list[i].sizes[0], list[i].sizes[1]));
        json_put(one, "says", desk_org_name(d, w, &list[i].says));
        json_put(one, "time", json_time(w, list[i].time));
        json_put(one, "state",
            json_string(w,
                hash_equal(&list[i].org, &node_identity(d->node)->id) ? "our own log"
                    : trusted                                         ? "trusted"
                                                                      : "held back"));
        if (trusted) {
            json_put(one, "reason", json_text(w, list[i].trust));
            json_put(one, "by", json_text(w, list[i].by));
        }
        json_add(forks, one);
    }
    TRY(node_accusations(d->node, w, &doubts, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *one = json_object(w);

        json_put(one, "org", desk_org_name(d, w, &doubts[i].org));
        json_put(one, "log", json_text(w, doubts[i].log));
        json_put(one, "asked", json_text(w, doubts[i].asked));
        json_put(one, "came", json_text(w, doubts[i].came));
        json_put(one, "time", json_time(w, doubts[i].time));
        json_add(accusations, one);
    }
    json_put(into, "forks", forks);
    json_put(into, "accusations", accusations);
    return work_ok(w);
}
