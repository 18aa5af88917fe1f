/*
 * Partners: those whose fingerprint was compared, and the identity documents of all
 * organisations whose records are here.
 */
#include "core/node/node_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the records say ----------------------------------------------------------- */

static bool
core_of(struct node *n, struct work *w, int64_t record, struct stored *s,
    struct json **core)
{
    struct stored_part part;

    TRY(store_by_no(n->store, w, record, s));
    TRY(store_part(n->store, w, s, "core", &part));
    return json_read(w, part.body, &json_record, core);
}

struct peer_list {
    struct node *node;
    struct buffer gathered;
};

static unsigned
read_risks(const struct json *risks)
{
    unsigned out = 0;

    for (const struct json *r = risks != NULL ? risks->first : NULL; r != NULL;
         r = r->next)
        out |= bytes_is(r->text, "torture")      ? 1u << RISK_TORTURE
            : bytes_is(r->text, "death-penalty") ? 1u << RISK_DEATH_PENALTY
                                                 : 1u << RISK_FAIR_TRIAL;
    return out;
}

static bool
add_peer(void *ctx, struct work *w, const struct view_item *item)
{
    struct peer_list *to = ctx;
    struct peer p = {.id = item->id};
    struct stored s;
    struct json *core;

    if (!hash_equal(&item->author, &to->node->identity.id))
        return true; /* nobody else pins partners here */
    TRY(core_of(to->node, w, item->record, &s, &core));
    TRY(json_need_hash(w, core, "org", &p.org));
    TRY(json_need_text(w, core, "handle", &p.handle));
    TRY(json_need_text(w, core, "url", &p.url));
    p.third = json_get(core, "third") != NULL && json_get(core, "third")->truth;
    p.assessed = json_get(core, "risks") != NULL;
    p.risks = p.assessed ? read_risks(json_get(core, "risks")) : RISK_MASK;
    buffer_add(&to->gathered, bytes_from(&p, sizeof(p)));
    return true;
}

bool
node_peers(struct node *n, struct work *w, struct peer **out, size_t *count)
{
    struct peer_list list = {.node = n, .gathered = buffer_open(w, SIZE_MAX / 2)};

    TRY(node_items(n, w, bytes_of("peer/1"), add_peer, &list));
    *out = buffer_array(&list.gathered, sizeof(**out), count);
    return *out != NULL;
}

bool
node_peer(struct node *n, struct work *w, struct bytes name, struct peer *out)
{
    struct peer *peers;
    struct hash org;
    size_t count;
    bool by_id = name.len == 64;

    if (by_id)
        TRY(hex_read(w, name, &org, sizeof(org)));
    TRY(node_peers(n, w, &peers, &count));
    for (size_t i = 0; i < count; i++) {
        if (by_id ? !hash_equal(&peers[i].org, &org)
                  : !bytes_equal(peers[i].handle, name))
            continue;
        *out = peers[i];
        return true;
    }
    return fail(w, FAULT_MISSING, "no partner %.*s: pin one with `liaison peer add`",
        (int)name.len, (const char *)name.at);
}

bool
node_peer_put(struct node *n, struct work *w, const struct peer *p, struct receipt *out)
{
    struct json *core = json_object(w);
    struct draft d = {.kind = "peer/1"};
    struct peer *peers;
    struct stored old;
    size_t count;

    TRY(node_peers(n, w, &peers, &count));
    for (size_t i = 0; i < count; i++) {
        bool same = hash_equal(&peers[i].org, &p->org);

        if (!same && bytes_equal(peers[i].handle, p->handle))
            return fail(w, FAULT_CONFLICT,
                "another partner is called %.*s: choose another name", (int)p->handle.len,
                (const char *)p->handle.at);
        if (same) {
            TRY(store_by_id(n->store, w, &peers[i].id, &old));
            draft_replace(&d, &old);
        }
    }
    json_put(core, "org", json_hex(w, hash_bytes(&p->org)));
    json_put(core, "handle", json_text(w, p->handle));
    json_put(core, "url", json_text(w, p->url));
    if (p->third)
        json_put(core, "third", json_bool(w, true));
    if (p->assessed) {
        struct json *risks = json_array(w);

        if (p->risks & 1u << RISK_TORTURE)
            json_add(risks, json_string(w, "torture"));
        if (p->risks & 1u << RISK_DEATH_PENALTY)
            json_add(risks, json_string(w, "death-penalty"));
        if (p->risks & 1u << RISK_FAIR_TRIAL)
            json_add(risks, json_string(w, "fair-trial"));
        json_put(core, "risks", risks);
    }
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, out);
}

/* ---- Identities ------------------------------------------------------------------------- */

struct finding {
    struct node *node;
    const struct hash *org;
    bool found;
    struct view_item item;
    struct json *core;
};

static bool
is_identity_of(void *ctx, struct work *w, const struct view_item *item)
{
    struct finding *f = ctx;
    struct stored s;
    struct json *core;
    struct hash org;

    if (f->found || !hash_equal(&item->author, &f->node->identity.id))
        return true;
    TRY(core_of(f->node, w, item->record, &s, &core));
    TRY(json_need_hash(w, core, "org", &org));
    if (!hash_equal(&org, f->org))
        return true;
    f->found = true;
    f->item = *item;
    f->core = core;
    return true;
}

static bool
find_identity(struct node *n, struct work *w, const struct hash *org, struct finding *out)
{
    *out = (struct finding){.node = n, .org = org};
    TRY(node_items(n, w, bytes_of("identity/1"), is_identity_of, out));
    return out->found ||
        fail(w, FAULT_MISSING, "the keys of that organisation are not known here");
}

/* Documents are checked once and kept open; a newer one puts the old aside. */
static bool
known_identity(struct node *n, struct work *w, const struct hash *org,
    struct identity *out)
{
    struct known *k;
    struct bytes text;
    struct finding f;

    for (k = n->known; k != NULL; k = k->next)
        if (hash_equal(&k->identity.id, org)) {
            *out = k->identity;
            return true;
        }
    TRY(find_identity(n, w, org, &f));
    k = calloc(1, sizeof(*k));
    if (k == NULL || (k->own = work_open(work_os(w))) == NULL) {
        free(k);
        return fail(w, FAULT_MEMORY, "out of memory for an identity");
    }
    if (!work_keep(k->own, json_get_text(f.core, "document"), &text) ||
        !identity_read(k->own, text, &k->identity) ||
        (!hash_equal(&k->identity.id, org) &&
            !fail(k->own, FAULT_CORRUPT, "an identity stands under another's id"))) {
        fail_with(w, k->own);
        work_close(k->own);
        free(k);
        return false;
    }
    k->next = n->known;
    n->known = k;
    *out = k->identity;
    return true;
}

bool
node_author(struct node *n, struct work *w, const struct hash *author,
    struct identity *out)
{
    if (!hash_equal(author, &n->identity.id))
        return known_identity(n, w, author, out);
    *out = n->identity;
    return true;
}

void
node_forget_identities(struct node *n)
{
    while (n->known != NULL) {
        struct known *k = n->known;

        n->known = k->next;
        work_close(k->own);
        free(k);
    }
}

/* A newer document must go on from the one that is here: nothing of a history is lost. */
static bool
goes_on(struct work *w, struct bytes old, struct bytes text, bool *newer)
{
    struct json *before, *after, *a, *b;

    TRY(json_read(w, old, &json_record, &before));
    TRY(json_read(w, text, &json_record, &after));
    TRY(json_need(w, before, "statements", JSON_ARRAY, &a));
    TRY(json_need(w, after, "statements", JSON_ARRAY, &b));
    *newer = b->count > a->count;
    a = a->first;
    b = b->first;
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        if (!json_equal(a, b))
            return fail(w, FAULT_CORRUPT,
                "an organisation shows two histories of its keys: ask "
                "it by another way which is true");
    return true;
}

static bool
put_identity(struct node *n, struct work *w, const struct finding *old,
    const struct hash *org, struct bytes text, struct bytes seal,
    const struct hash *introduced)
{
    struct draft d = {.kind = "identity/1"};
    struct json *core = json_object(w);
    struct receipt receipt;
    struct stored before;

    json_put(core, "org", json_hex(w, hash_bytes(org)));
    json_put(core, "document", json_text(w, text));
    if (seal.len > 0)
        json_put(core, "seal", json_text(w, seal));
    if (introduced != NULL)
        json_put(core, "introduced-by", json_hex(w, hash_bytes(introduced)));
    draft_part(&d, "core", core);
    if (old->found) {
        TRY(store_by_no(n->store, w, old->item.record, &before));
        draft_replace(&d, &before);
    }
    TRY(node_make(n, w, &d, 1, &receipt));
    node_forget_identities(n);
    n->look_again = true;
    return true;
}

/* A seal key is kept only when its owner's node signed it, and when it lasts longer than the
 * one that is here: an old greeting, read again, brings nothing back.  ${seal} becomes empty
 * when it is not to be kept. */
static bool
judge_seal(struct node *n, struct work *w, const struct identity *of, struct bytes before,
    struct bytes *seal)
{
    struct json *given, *statement, *old;
    int64_t now, to, old_to;
    struct hash public;

    TRY(node_now(n, w, &now));
    TRY(json_read(w, *seal, &json_record, &given));
    TRY(json_need(w, given, "statement", JSON_OBJECT, &statement));
    TRY(json_need_time(w, statement, "to", &to));
    if (to > now)
        TRY(seal_statement_read(w, of, given, now, &public, &to));
    if (before.len > 0 && to > now) {
        if (json_read(w, before, &json_record, &old) &&
            seal_statement_read(w, of, old, now, &public, &old_to) && old_to >= to)
            to = 0;
        work_clear(w);
    }
    if (to <= now)
        *seal = (struct bytes){0};
    return true;
}

/* Its root signed both.  Who passes on the other one was shown it, as we were shown ours: that is
 * between the organisation and each of us, and no reason to refuse what else they bring. */
static bool
two_histories(struct node *n, struct work *w, const struct hash *org)
{
    struct accusation a = {.org = *org,
        .asked = bytes_of("one history of its keys"),
        .came = bytes_of("another one to a partner, who passed it on: ask it by another "
                         "way which is true")};
    struct bytes hex;
    const char *log;

    TRY(work_forgive(w, FAULT_CORRUPT));
    TRY(hex_write(w, hash_bytes(org), &hex));
    log = work_format(w, "liaison/v1/%.*s/identity", (int)hex.len, (const char *)hex.at);
    TRY(log != NULL);
    a.log = bytes_of(log);
    return node_accuse(n, w, &a);
}

bool
node_identity_learn(struct node *n, struct work *w, struct bytes text, struct bytes seal,
    const struct hash *introduced)
{
    struct bytes before = {0};
    struct identity said;
    struct finding old;
    bool newer = true;

    TRY(identity_read(w, text, &said));
    if (hash_equal(&said.id, &n->identity.id))
        return true;
    if (find_identity(n, w, &said.id, &old)) {
        before = json_get_text(old.core, "seal");
        if (!goes_on(w, json_get_text(old.core, "document"), text, &newer))
            return introduced != NULL && !hash_equal(introduced, &said.id) &&
                two_histories(n, w, &said.id);
        if (!newer) {
            text = json_get_text(old.core, "document");
            TRY(node_author(n, w, &said.id, &said));
        }
        if (seal.len > 0)
            TRY(judge_seal(n, w, &said, before, &seal));
        if (!newer && seal.len == 0)
            return true;
        if (seal.len == 0)
            seal = before;
        /* Whom we know from himself is not introduced by somebody later. */
        if (json_get(old.core, "introduced-by") == NULL)
            introduced = NULL;
    } else if (work_fault(w) == FAULT_MISSING) {
        work_clear(w);
        if (seal.len > 0)
            TRY(judge_seal(n, w, &said, before, &seal));
    } else {
        return false;
    }
    return put_identity(n, w, &old, &said.id, text, seal, introduced);
}

bool
node_seal_of(struct node *n, struct work *w, const struct hash *org, struct hash *public)
{
    struct identity identity;
    struct json *statement;
    struct finding f;
    struct bytes seal;
    int64_t now, to;

    TRY(find_identity(n, w, org, &f));
    seal = json_get_text(f.core, "seal");
    if (seal.len == 0)
        return fail(w, FAULT_MISSING,
            "no seal key of that partner is known: sync with it first");
    TRY(json_read(w, seal, &json_record, &statement));
    TRY(node_author(n, w, org, &identity));
    TRY(node_now(n, w, &now));
    return seal_statement_read(w, &identity, statement, now, public, &to);
}

/* ---- Our own seal key ---------------------------------------------------------------------- */

#define SEAL_LIFE (30 * TIME_DAY)

/* The statement in force stands in our own identity record, like a partner's. */
static bool
put_own_seal(struct node *n, struct work *w, struct bytes seal)
{
    struct finding old;

    if (!find_identity(n, w, &n->identity.id, &old)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
    return put_identity(n, w, &old, &n->identity.id, n->identity.text, seal, NULL);
}

static bool
new_seal(struct node *n, struct work *w, int64_t now, struct bytes *text)
{
    const struct org_key *node_key;
    struct hash public, node_seed, secret;
    struct json *statement;
    const char *name;
    struct bytes hex;
    int64_t from;

    /* The key is drawn under a passing name, then known by its public half. */
    TRY(store_secret_new(n->store, w, "seal", &secret));
    TRY(seal_public(w, &secret, &public));
    secret_wipe(&secret, sizeof(secret));
    TRY(hex_write(w, hash_bytes(&public), &hex));
    name = work_format(w, "seal/%.*s", (int)hex.len, (const char *)hex.at);
    TRY(name != NULL);
    TRY(store_secret_rename(n->store, w, "seal", name));
    TRY(store_secret(n->store, w, "node", &node_seed));
    /* A partner's clock may be a little behind ours. */
    TRY(identity_current(w, &n->identity, KEY_NODE, now, &node_key));
    from = now - 10 * 60 * TIME_SECOND > node_key->from ? now - 10 * 60 * TIME_SECOND
                                                        : node_key->from;
    TRY(seal_statement_new(w, &n->identity, &node_seed, &public, from, from + SEAL_LIFE,
        &statement));
    secret_wipe(&node_seed, sizeof(node_seed));
    TRY(json_write(w, statement, text));
    return put_own_seal(n, w, *text);
}

bool
node_seal_statement(struct node *n, struct work *w, struct bytes *text)
{
    struct json *statement;
    struct finding f;
    struct hash public;
    int64_t now, to;

    TRY(node_now(n, w, &now));
    if (find_identity(n, w, &n->identity.id, &f)) {
        *text = json_get_text(f.core, "seal");
        TRY(json_read(w, *text, &json_record, &statement));
        if (seal_statement_read(w, &n->identity, statement, now, &public, &to) &&
            to - now > SEAL_LIFE / 2)
            return true;
    }
    work_clear(w);
    return new_seal(n, w, now, text);
}
