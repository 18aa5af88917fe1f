/*
 * Every record on its ways: a pass over what is new, as the kinds' "goes" say.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#define PASS_RECORDS 500

/* One pass: what it appends to which outbox, and for whom it owes receipts. */
struct pass {
    struct node *node;
    struct work *work;
    const struct actor *who;
    struct buffer appends; /* struct store_append */
    struct buffer given;   /* struct giving: the same, by partner */
    struct buffer owed;    /* struct owing */
};

struct giving {
    struct hash to;
    struct hash record;
};

struct owing {
    struct hash to;
    struct stored record;
};

static const struct hash *
self(const struct pass *p)
{
    return &node_identity(p->node)->id;
}

/* Put a record into a partner's outbox, once; not to those who are not partners. */
static bool
send_to(struct pass *p, const struct hash *org, const struct hash *record)
{
    const struct store_append *before = (const struct store_append *)p->appends.at;
    struct store_append append = {.record = *record};
    const struct giving giving = {*org, *record};
    struct log_head outbox;
    struct peer peer;
    struct bytes hex;
    uint64_t at;

    TRY(hex_write(p->work, hash_bytes(org), &hex));
    if (!node_peer(p->node, p->work, hex, &peer)) {
        if (work_fault(p->work) != FAULT_MISSING)
            return false;
        work_clear(p->work);
        return true;
    }
    TRY(node_outbox(p->node, p->work, org, &outbox));
    append.log = outbox.no;
    for (size_t i = 0; i < p->appends.len / sizeof(append); i++)
        if (before[i].log == append.log && hash_equal(&before[i].record, record))
            return true;
    if (store_position(node_store(p->node), p->work, &outbox, record, &at))
        return true;
    if (work_fault(p->work) != FAULT_MISSING)
        return false;
    work_clear(p->work);
    buffer_add(&p->appends, bytes_from(&append, sizeof(append)));
    buffer_add(&p->given, bytes_from(&giving, sizeof(giving)));
    return true;
}

/* ---- The ways ------------------------------------------------------------------------ */

static bool
way_to(struct pass *p, const struct stored *s, const struct record *r,
    const struct json *way)
{
    struct bytes path = json_get_text(way, "to"), gives = json_get_text(way, "gives");
    const struct part *core = record_part(r, "core");
    const struct json *items;
    struct hash to, hash;

    /* Only the author sends a record to whom it names. */
    if (!hash_equal(&s->author, self(p)) || core == NULL || !core->present ||
        !bytes_is(path, "core.to"))
        return true;
    TRY(json_need_hash(p->work, core->value, "to", &to));
    if (gives.len == 0)
        return send_to(p, &to, &s->hash);
    items = json_get(core->value, "items");
    for (const struct json *i = items != NULL ? items->first : NULL; i != NULL;
         i = i->next) {
        TRY(json_need_hash(p->work, i, "hash", &hash));
        TRY(send_to(p, &to, &hash));
    }
    return true;
}

/* To everyone who was given the linked record, by its own author's word only: it stands in
 * their outbox, or this very pass puts it there. */
static bool
way_down(struct pass *p, const struct stored *s, const struct stored *target)
{
    size_t count, given = p->given.len / sizeof(struct giving);
    struct bytes *names;

    if (!hash_equal(&s->author, &target->author))
        return true;
    TRY(store_logs_of(node_store(p->node), p->work, &target->hash, &names, &count));
    for (size_t i = 0; i < count; i++) {
        struct hash org;

        if (!node_outbox_partner(names[i], &org))
            continue;
        if (!hash_equal(&org, &s->origin))
            TRY(send_to(p, &org, &s->hash));
    }
    for (size_t i = 0; i < given; i++) {
        const struct giving g = ((const struct giving *)p->given.at)[i];

        if (hash_equal(&g.record, &target->hash) && !hash_equal(&g.to, &s->origin))
            TRY(send_to(p, &g.to, &s->hash));
    }
    return true;
}

static bool
way_up(struct pass *p, const struct stored *s, const struct stored *target)
{
    if (hash_is_zero(&target->origin) || hash_equal(&target->origin, &s->origin))
        return true;
    return send_to(p, &target->origin, &s->hash);
}

static bool
way_along(struct pass *p, const struct stored *s, const struct record *r,
    struct bytes type, bool up)
{
    for (size_t i = 0; i < r->link_count; i++) {
        struct stored target;

        if (!r->links[i].open || !bytes_equal(r->links[i].type, type))
            continue;
        if (!store_by_hash(node_store(p->node), p->work, &r->links[i].hash, &target)) {
            if (work_fault(p->work) != FAULT_MISSING)
                return false;
            work_clear(p->work);
            continue;
        }
        TRY(up ? way_up(p, s, &target) : way_down(p, s, &target));
    }
    return true;
}

/* A newer version goes to all who have an older one (P20): by its header, for its links may
 * not be here. */
static bool
to_holders(struct pass *p, const struct stored *s)
{
    struct stored *versions;
    size_t count;

    if (s->version == 1)
        return true;
    TRY(store_versions(node_store(p->node), p->work, &s->id, &versions, &count));
    for (size_t i = 0; i < count; i++)
        if (versions[i].version < s->version)
            TRY(way_down(p, s, &versions[i]));
    return true;
}

static bool
send_on(struct pass *p, const struct stored *s, const struct record *r,
    const struct kind *kind)
{
    const struct json *goes = json_get(kind_json(kind), "goes");

    for (const struct json *g = goes != NULL ? goes->first : NULL; g != NULL;
         g = g->next) {
        if (json_get(g, "to") != NULL)
            TRY(way_to(p, s, r, g));
        else
            TRY(way_along(p, s, r, json_get_text(g, "link"),
                bytes_is(json_get_text(g, "way"), "up")));
    }
    return to_holders(p, s);
}

/* ---- Receipts ------------------------------------------------------------------------- */

bool
receipt_due(const struct stored *s)
{
    return !bytes_is(s->kind, "receipt/1") && !bytes_is(s->kind, "journal-head/1");
}

static bool
owe(struct pass *p, const struct stored *s)
{
    struct owing o = {.to = s->origin, .record = *s};

    if (hash_is_zero(&s->origin) || !receipt_due(s))
        return true;
    buffer_add(&p->owed, bytes_from(&o, sizeof(o)));
    return true;
}

bool
receipt_write(struct node *n, struct work *w, const struct hash *to,
    const struct stored *const records[], size_t count)
{
    struct json *core = json_object(w), *items = json_array(w);
    struct draft d = {.kind = "receipt/1"};
    struct receipt made;

    for (size_t i = 0; i < count; i++) {
        struct json *item = json_object(w);

        json_put(item, "hash", json_hex(w, hash_bytes(&records[i]->hash)));
        json_put(item, "id", json_uuid(w, &records[i]->id));
        json_put(item, "version", json_integer(w, records[i]->version));
        json_put(item, "state", json_string(w, "received"));
        json_add(items, item);
    }
    json_put(core, "to", json_hex(w, hash_bytes(to)));
    json_put(core, "items", items);
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}

static bool
write_receipt(struct pass *p, const struct hash *to, const struct owing list[],
    size_t count)
{
    const struct stored **records = work_alloc(p->work, (count + 1) * sizeof(*records));
    size_t owed = 0;

    TRY(records != NULL);
    for (size_t i = 0; i < count; i++)
        if (hash_equal(&list[i].to, to))
            records[owed++] = &list[i].record;
    return receipt_write(p->node, p->work, to, records, owed);
}

/* One receipt to each partner whom something is owed to. */
static bool
write_receipts(struct pass *p)
{
    const struct owing *list = (const struct owing *)p->owed.at;
    size_t count = p->owed.len / sizeof(*list);

    for (size_t i = 0; i < count; i++) {
        bool first = true;

        for (size_t before = 0; before < i; before++)
            first = first && !hash_equal(&list[before].to, &list[i].to);
        if (first)
            TRY(write_receipt(p, &list[i].to, list, count));
    }
    return true;
}

/* ---- The pass --------------------------------------------------------------------------- */

static bool
look_at(struct pass *p, const struct stored *s)
{
    const struct kind *kind = kinds_find(node_kinds(p->node), s->kind);
    struct record *r;

    if (s->state != STORED_IN_FORCE || kind == NULL)
        return true;
    TRY(owe(p, s));
    if (bytes_is(s->kind, "recall/1") && !hash_is_zero(&s->origin))
        TRY(obey_recall(p->node, p->work, p->who, s));
    TRY(node_record(p->node, p->work, s, &r));
    return send_on(p, s, r, kind);
}

static int
by_log(const void *a, const void *b)
{
    const struct store_append *x = a, *y = b;

    return x->log < y->log ? -1 : x->log > y->log;
}

/* Stable: records keep their order within each log. */
static void
group_by_log(struct store_append *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct store_append one = list[i];
        size_t at = i;

        while (at > 0 && by_log(&list[at - 1], &one) > 0) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = one;
    }
}

static bool
one_pass(struct pass *p, int64_t *after, int64_t *count)
{
    struct bytes appends;
    struct stored s;
    bool have = true;

    for (*count = 0; *count < PASS_RECORDS; (*count)++) {
        TRY(store_next(node_store(p->node), p->work, *after, (struct bytes){0}, &s,
            &have));
        if (!have)
            break;
        TRY(look_at(p, &s));
        *after = s.no;
    }
    if (*count == 0)
        return true;
    TRY(write_receipts(p));
    TRY(buffer_bytes(&p->appends, &appends));
    group_by_log((struct store_append *)p->appends.at,
        appends.len / sizeof(struct store_append));
    return node_route(p->node, p->work, (const struct store_append *)p->appends.at,
        appends.len / sizeof(struct store_append), *after);
}

bool
exchange_settle(struct node *n, struct work *w, const struct actor *who, int64_t *count)
{
    int64_t after, some;

    TRY(node_promote(n, w, count));
    *count = 0;
    TRY(store_routed(node_store(n), w, &after));
    do {
        struct pass p = {.node = n, .who = who, .work = work_open(work_os(w))};
        bool good = p.work != NULL;

        some = 0;
        if (good) {
            p.appends = buffer_open(p.work, SIZE_MAX / 2);
            p.given = buffer_open(p.work, SIZE_MAX / 2);
            p.owed = buffer_open(p.work, SIZE_MAX / 2);
            good = one_pass(&p, &after, &some);
        }
        if (!good)
            fail_with(w, p.work);
        work_close(p.work);
        TRY(good);
        *count += some;
    } while (some > 0);
    return true;
}

/* ---- The journal's head ------------------------------------------------------------------ */

/* Is the outbox' last entry one already?  It was not given yet: another would say no more. */
static bool
ends_with_head(struct node *n, struct work *w, const struct log_head *outbox, bool *yes)
{
    struct hash leaf, record;
    struct stored last;

    *yes = false;
    if (outbox->size == 0)
        return true;
    TRY(store_entry(node_store(n), w, outbox, outbox->size - 1, &leaf, &record));
    TRY(store_by_hash(node_store(n), w, &record, &last));
    *yes = bytes_is(last.kind, "journal-head/1");
    return true;
}

/* The partner's cosignature then dates the journal, and tells it nothing, not even how long
 * it is: the part is withheld until it is opened for a court. */
bool
journal_head_add(struct node *n, struct work *w, const struct actor *who,
    const struct hash *partner, struct log_head *outbox)
{
    struct draft d = {.kind = "journal-head/1"};
    struct store_append append;
    struct log_head journal;
    struct receipt made;
    struct note note;
    int64_t count;
    bool there;

    TRY(ends_with_head(n, w, outbox, &there));
    if (there)
        return true;
    TRY(store_log(node_store(n), w, STORE_JOURNAL, &journal));
    TRY(note_read(w, journal.note, &note));
    draft_part(&d, "head", json_text(w, note.text));
    TRY(node_make(n, w, &d, 1, &made));
    TRY(exchange_settle(n, w, who, &count));
    append = (struct store_append){.log = outbox->no, .record = made.hash};
    TRY(node_route(n, w, &append, 1, made.no));
    return node_outbox(n, w, partner, outbox);
}
