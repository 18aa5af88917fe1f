/*
 * The guest's side: reading what a node gave, and answering it.  There is no node here: what
 * is not in the letter is not known.
 */
#include "engines/exchange/exchange_inner.h"

#define RECEIPT_ITEMS 500 /* as the kind says */

/* ---- What was given ------------------------------------------------------------------------- */

static bool
is_listed(const struct json *parts, const struct record *r)
{
    size_t present = 0;

    for (size_t i = 0; i < r->part_count; i++) {
        if (!r->parts[i].present)
            continue;
        present++;
        if (!json_holds_text(parts, r->parts[i].name))
            return false;
    }
    return parts != NULL && parts->count == present;
}

/* The delivery, signed by who gave it, says what is in the letter, part by part. */
static bool
check_delivery(struct work *w, const struct letter *l, const struct kinds *kinds,
    struct guest_asked *out)
{
    const struct record *d = l->records[0];
    const struct json *items, *item;
    const struct part *core;
    size_t at = 1;

    if (!bytes_is(d->kind, "delivery/1"))
        return fail(w, FAULT_INVALID, "the letter asks nothing: it holds no delivery");
    TRY(kind_check(w, kinds_find(kinds, d->kind), d, true));
    core = record_part(d, "core");
    TRY(json_need_hash(w, core->value, "to", &out->to));
    out->from = d->author;
    out->time = d->time;
    out->delivery = d;
    items = json_get(core->value, "items");
    for (item = items->first; item != NULL; item = item->next, at++) {
        struct hash hash;

        TRY(json_need_hash(w, item, "hash", &hash));
#ifdef PLANTED_BUG
        if (at >= l->count)
            break;
#endif
        if (at >= l->count || !hash_equal(&hash, &l->records[at]->hash) ||
            !is_listed(json_get(item, "parts"), l->records[at]))
            return fail(w, FAULT_CORRUPT,
                "the letter does not hold what its delivery says was given");
    }
    return at >= l->count ||
        fail(w, FAULT_CORRUPT, "the letter holds more than its delivery says was given");
}

/* A record type that the sender adopted comes along; none of it can stand for one that this
 * program brings along, whose meaning is known here. */
static bool
add_kinds(struct work *w, const struct letter *l, struct kinds **kinds)
{
    for (size_t i = 1; i < l->count; i++) {
        const struct record *r = l->records[i];
        const struct kind *before;
        struct bytes text;
        struct kind *kind;

        if (!bytes_is(r->kind, "kind/1") ||
            !hash_equal(&r->author, &l->records[0]->author))
            continue;
        TRY(kind_check(w, kinds_find(*kinds, r->kind), r, true));
        TRY(json_need_text(w, record_part(r, "core")->value, "definition", &text));
        TRY(kind_read(w, text, &kind));
        before = kinds_find(*kinds, kind_name(kind));
        if (kind_is_system(kind) || before != NULL)
            return fail(w, FAULT_CONFLICT,
                "%.*s is known here: the letter brings another", (int)kind_name(kind).len,
                (const char *)kind_name(kind).at);
        TRY(kinds_add(w, *kinds, text, kinds));
    }
    return true;
}

/* ---- Where it stands -------------------------------------------------------------------------- */

static bool
moves_item(const struct record *move, const struct record *item)
{
    for (size_t i = 0; i < move->link_count; i++)
        if (bytes_is(move->links[i].type, "moves") &&
            bytes_equal(bytes_from(&move->links[i].id, sizeof(struct uuid)),
                bytes_from(&item->id, sizeof(item->id))))
            return true;
    return false;
}

static bool
gather_moves(struct work *w, const struct letter *l, const struct kind *kind,
    struct standing *at)
{
    at->moves = work_alloc(w, l->count * sizeof(*at->moves));
    TRY(at->moves != NULL);
    for (size_t i = 2; i < l->count; i++) {
        if (!bytes_is(l->records[i]->kind, "move/1"))
            continue;
        TRY(kind_check(w, kind, l->records[i], true));
        if (moves_item(l->records[i], at->record))
            TRY(record_moved(w, l->records[i], &at->moves[at->move_count++]));
    }
    return true;
}

static bool
stand(struct work *w, const struct letter *l, const struct kinds *kinds,
    struct guest_asked *out)
{
    struct standing *at = &out->at;
    const struct part *core;

    if (l->count < 2)
        return fail(w, FAULT_INVALID, "the letter asks nothing: nothing was given");
    at->record = l->records[1];
    at->kind = kinds_find(kinds, at->record->kind);
    if (at->kind == NULL)
        return fail(w, FAULT_INVALID,
            "%.*s is no record type known here: a newer liaison may know it",
            (int)at->record->kind.len, (const char *)at->record->kind.at);
    TRY(kind_check(w, at->kind, at->record, false));
    core = record_part(at->record, "core");
    if (core == NULL || !core->present || !kind_has_states(at->kind))
        return fail(w, FAULT_INVALID, "the letter holds nothing that can be answered");
    TRY(gather_moves(w, l, kinds_find(kinds, bytes_of("move/1")), at));
    TRY(kind_stage(w, at->kind, at->record, at->moves, at->move_count, &at->stage));
    at->since = at->stage.since;
    at->stands = true;
    for (size_t i = 2; i < l->count && at->move_count > 0; i++)
        if (hash_equal(&l->records[i]->hash, &at->moves[at->move_count - 1].hash))
            out->last = l->records[i];
    return true;
}

bool
guest_asked_read(struct work *w, struct bytes text, struct guest_asked *out)
{
    struct kinds *kinds;
    struct letter l;

    *out = (struct guest_asked){0};
    TRY(letter_read(w, text, &l));
    TRY(kinds_open(w, &kinds));
    TRY(check_delivery(w, &l, kinds, out));
    TRY(add_kinds(w, &l, &kinds));
    TRY(stand(w, &l, kinds, out));
    out->kinds = kinds;
    out->records = l.records;
    out->record_count = l.count;
    out->authors = l.authors;
    out->author_count = l.author_count;
    return true;
}

/* ---- The answer -------------------------------------------------------------------------------- */

void
guest_mover(struct work *w, const struct guest_asked *a, struct mover *out)
{
    *out = (struct mover){.org = a->to, .time = work_os(w)->now()};
    /* Whatever this clock says, it comes after what was seen. */
    if (out->time <= a->time)
        out->time = a->time + 1;
}

static void
begin(const struct guest_asked *a, const struct guest_key *key, const struct hash *public,
    const char *kind, const struct json *core, int64_t time, struct record_draft *out)
{
    *out = (struct record_draft){.author = a->to,
        .version = 1,
        .kind = kind,
        .side = "main",
        .time = time,
        .signer = {.key = *public,
            .role = bytes_of("node"),
            .level = bytes_of(key->sealed ? "passphrase" : "node-held")},
        .part_names = {"core"},
        .part_bodies = {core},
        .part_count = 1};
}

static void
link_record(struct record_draft *d, const char *type, const struct record *to)
{
    d->links[d->link_count++] = (struct link_to){.type = type,
        .hash = to->hash,
        .id = to->id,
        .version = to->version};
}

/* What was given is received, as any partner says it. */
static struct json *
receipt_core(struct work *w, const struct guest_asked *a)
{
    const struct json *given = json_get(record_part(a->delivery, "core")->value, "items");
    struct json *core = json_object(w), *items = json_array(w);

    for (const struct json *g = given->first;
         g != NULL && items != NULL && items->count < RECEIPT_ITEMS; g = g->next) {
        struct json *one;

        if (!json_keep(w, g, &one))
            return NULL;
        json_drop(one, "parts");
        json_put(one, "state", json_string(w, "received"));
        json_add(items, one);
    }
    json_put(core, "items", items);
    json_put(core, "to", json_hex(w, hash_bytes(&a->from)));
    return core;
}

static bool
make_both(struct work *w, const struct guest_asked *a, const struct guest_key *key,
    const struct mover *who, const struct json *core, struct record *out[2])
{
    const struct org_key *counts;
    struct record_draft draft;
    struct hash public;

    TRY(sign_public(w, &key->node, &public));
    TRY(identity_key(w, &key->identity, KEY_NODE, &public, who->time, &counts));
    begin(a, key, &public, "move/1", core, who->time, &draft);
    TRY(uuid_new(w, 7, &draft.id));
    link_record(&draft, "moves", a->at.record);
    if (a->last != NULL)
        link_record(&draft, "after", a->last);
    TRY(record_new(w, &draft, &out[0]));
    begin(a, key, &public, "receipt/1", receipt_core(w, a), who->time + 1, &draft);
    TRY(uuid_new(w, 7, &draft.id));
    TRY(work_ok(w) && record_new(w, &draft, &out[1]));
    return record_sign(w, &key->node, out, 2);
}

bool
guest_reply_write(struct work *w, const struct guest_asked *a,
    const struct guest_key *key, const struct mover *who, const struct json *core,
    struct uuid *id, struct bytes *out)
{
    struct letter_draft *d = work_alloc(w, sizeof(*d));
    struct record *made[2];
    struct letter again;

    TRY(d != NULL);
    if (!hash_equal(&key->identity.id, &a->to))
        return fail(w, FAULT_DENIED, "the letter is to another than these keys are of");
    TRY(make_both(w, a, key, who, core, made));
    *id = made[0]->id;
    d->authors[d->author_count++] = key->identity.text;
    for (size_t i = 0; i < COUNT_OF(made); i++)
        TRY(record_write(w, made[i], NULL, NULL, &d->records[d->count++]));
    TRY(letter_write(w, d, out));
    /* What others would refuse is never handed out. */
    return letter_read(w, *out, &again);
}
