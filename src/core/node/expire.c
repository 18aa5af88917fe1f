/*
 * What ends by a day: items whose terms say until when they are kept, and our seal keys; and
 * whether the clock can be trusted with what cannot be undone.
 *
 * Of each item with such a day the views keep it, sealed like its row: what is known of a
 * day is content, and finding those that end opens no records.
 */
#include "core/node/node_inner.h"

#include <string.h>

/* ---- Folding ----------------------------------------------------------------------------- */

static bool
expiry_key(struct node *n, struct work *w, const struct hash **out)
{
    *out = &n->expiry_key;
    return !hash_is_zero(&n->expiry_key) ||
        node_hiding_key(n, w, "expiry", &n->expiry_key);
}

/* Until when its terms say that it is kept; 0: they say nothing, or are not here. */
static bool
kept_until(struct node *n, struct work *w, const struct stored *s, int64_t *out)
{
    static const char member[] = "\"retain_until\":";
    struct stored_part part;
    struct terms terms;
    struct json *body;

    *out = 0;
    if (!store_part(n->store, w, s, "terms", &part)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return true;
    }
    /* Most say none: nothing more is read of them. */
    if (memmem(part.body.at, part.body.len, member, strlen(member)) == NULL)
        return true;
    TRY(json_read(w, part.body, &json_record, &body) && terms_read(w, body, &terms));
    *out = terms.readable ? terms.retain_until : 0;
    return true;
}

bool
expiry_fold(struct node *n, struct work *w, const struct stored *s)
{
    struct buffer b = buffer_open(w, 8);
    const struct hash *key;
    struct bytes plain, sealed;
    int64_t until;
    bool left;

    TRY(kept_until(n, w, s, &until));
    left = until != 0;
    if (left)
        TRY(erase_left(n, w, s, &left));
    if (!left)
        return db_run(n->views, w, SQL_EXPIRY_DROP, "u", &s->id);
    buffer_u64(&b, (uint64_t)until);
    TRY(buffer_bytes(&b, &plain) && expiry_key(n, w, &key));
    TRY(seal_bytes(w, key, bytes_from(&s->id, sizeof(s->id)), plain, &sealed));
    return db_run(n->views, w, SQL_EXPIRY_PUT, "ub", &s->id, sealed);
}

/* ---- What ends ------------------------------------------------------------------------------ */

/* The next of them, in order of id. */
static bool
next_expiry(struct node *n, struct work *w, struct db_rows *rows, struct uuid *id,
    int64_t *until, bool *have)
{
    struct cursor c = {.work = w};
    const struct hash *key;
    uint64_t read;

    TRY(db_next(rows, have));
    if (!*have)
        return true;
    TRY(db_uuid(rows, 0, id) && expiry_key(n, w, &key));
    TRY(open_bytes(w, key, bytes_from(id, sizeof(*id)), db_bytes(rows, 1), &c.rest));
    TRY(take_u64(&c, &read));
    *until = (int64_t)read;
    return true;
}

bool
node_expiring(struct node *n, struct work *w, int64_t until, struct expiring **out,
    size_t *count)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    ROWS_AUTO struct db_rows rows = {0};
    bool have = true;

    TRY(views_ready(n, w));
    TRY(db_query(n->views, w, &rows, SQL_EXPIRY_LIST, ""));
    while (have) {
        struct expiring one = {0};
        struct uuid id;

        TRY(next_expiry(n, w, &rows, &id, &one.until, &have));
        if (!have || one.until > until)
            continue;
        TRY(store_by_id(n->store, w, &id, &one.item));
        buffer_add(&b, bytes_from(&one, sizeof(one)));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
expiry_text(struct node *n, struct work *w, struct buffer *to)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have = true;

    TRY(db_query(n->views, w, &rows, SQL_EXPIRY_LIST, ""));
    while (have) {
        struct bytes id_text, day;
        struct uuid id;
        int64_t until;

        TRY(next_expiry(n, w, &rows, &id, &until, &have));
        if (!have)
            break;
        TRY(uuid_write(w, &id, &id_text) && time_write(w, until, &day));
        buffer_format(to, "%.*s ends %.*s\n", (int)id_text.len, (const char *)id_text.at,
            (int)day.len, (const char *)day.at);
    }
    return true;
}

/* ---- The clock ---------------------------------------------------------------------------------- */

bool
node_signed_last(struct node *n, struct work *w, const struct log_head *outbox,
    const struct hash *partner, int64_t *out)
{
    uint64_t known, seconds;
    struct bytes note;

    *out = 0;
    TRY(node_outbox_known(n, w, outbox, partner, &known));
    if (known > 0 && store_checkpoint(n->store, w, outbox, known, &note) &&
        node_cosigned(n, w, note, partner, &seconds))
        *out = (int64_t)seconds * TIME_SECOND;
    else if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    work_clear(w);
    return true;
}

bool
node_clock_confirmed(struct node *n, struct work *w, int64_t *last, bool *yes)
{
    struct log_head log = {0};
    struct bytes name;
    struct hash partner;
    int64_t now, at;
    bool have = true;

    *last = 0;
    TRY(node_now(n, w, &now));
    while (have) {
        TRY(store_log_next(n->store, w, log.no, &log, &name, &have));
        if (!have || !node_outbox_partner(name, &partner))
            continue;
        TRY(node_signed_last(n, w, &log, &partner, &at));
        /* A time that is far from ours in the other direction confirms nothing either. */
        if (at <= now + CLOCK_TRUST)
            *last = at > *last ? at : *last;
    }
    *yes = *last != 0 && *last >= now - CLOCK_TRUST;
    return true;
}

/* ---- Seal keys -------------------------------------------------------------------------------------- */

/* The secret of one statement of ours, if its time and the grace are over. */
static bool
drop_seal(struct node *n, struct work *w, struct bytes seal, int64_t now, bool *dropped)
{
    struct json *value, *statement;
    struct hash public, secret;
    const char *name;
    struct bytes hex;
    int64_t to;

    *dropped = false;
    TRY(json_read(w, seal, &json_record, &value));
    TRY(json_need(w, value, "statement", JSON_OBJECT, &statement));
    TRY(json_need_hash(w, statement, "public", &public));
    TRY(json_need_time(w, statement, "to", &to));
    if (to > now - SEAL_GRACE)
        return true;
    TRY(hex_write(w, hash_bytes(&public), &hex));
    name = work_format(w, "seal/%.*s", (int)hex.len, (const char *)hex.at);
    TRY(name != NULL);
    if (!store_secret(n->store, w, name, &secret)) {
        TRY(work_fault(w) == FAULT_MISSING);
        work_clear(w);
        return true;
    }
    secret_wipe(&secret, sizeof(secret));
    *dropped = true;
    return store_secret_drop(n->store, w, name);
}

struct own_seals {
    struct node *node;
    int64_t now, count;
};

/* All that we ever stated stand in the versions of our own identity record. */
static bool
see_identity(void *ctx, struct work *w, const struct view_item *item)
{
    struct own_seals *o = ctx;
    struct stored *versions;
    struct json *core;
    struct hash org;
    size_t count;

    if (!hash_equal(&item->author, &o->node->identity.id))
        return true;
    TRY(store_versions(o->node->store, w, &item->id, &versions, &count));
    for (size_t i = 0; i < count; i++) {
        struct bytes seal;
        bool dropped;

        TRY(node_part(o->node, w, &versions[i], "core", &core));
        if (core == NULL)
            continue;
        TRY(json_need_hash(w, core, "org", &org));
        seal = json_get_text(core, "seal");
        if (!hash_equal(&org, &o->node->identity.id))
            return true; /* a partner's, that we keep */
        if (seal.len == 0)
            continue;
        TRY(drop_seal(o->node, w, seal, o->now, &dropped));
        o->count += dropped;
    }
    return true;
}

bool
node_seal_expire(struct node *n, struct work *w, int64_t *count)
{
    struct own_seals o = {.node = n};

    TRY(node_now(n, w, &o.now));
    TRY(node_items(n, w, bytes_of("identity/1"), see_identity, &o));
    *count = o.count;
    return true;
}
