/*
 * today: what waits for somebody here -- questions to answer, what came and nobody read,
 * receipts that have not come, recalls not yet answered -- and how each partner stands.
 */
#include "desks/desk_inner.h"

#include <stdlib.h>
#include <string.h>

struct today {
    struct desk *desk;
    int64_t now;
    int64_t first_due; /* of what is to be answered */
    struct json *to_answer;
    struct json *received;
    struct page page; /* of what came */
    int64_t received_count;
    struct json *asked;
    struct json *receipts_missing;
};

static bool
core_of(struct today *t, struct work *w, int64_t record, struct stored *s,
    struct json **core)
{
    TRY(store_by_no(node_store(t->desk->node), w, record, s));
    return node_part(t->desk->node, w, s, "core", core);
}

static bool
is_self(const struct today *t, const struct hash *org)
{
    return hash_equal(org, &node_identity(t->desk->node)->id);
}

/* ---- Questions ------------------------------------------------------------------------ */

static bool
add_question(void *ctx, struct work *w, const struct view_item *item)
{
    struct today *t = ctx;
    struct json *one = json_object(w), *core;
    struct stored s;
    struct hash to;
    int64_t due, answered;
    bool known;

    TRY(core_of(t, w, item->record, &s, &core));
    if (core == NULL)
        return true;
    TRY(desk_may_list(t->desk, w, &s, &known));
    if (!known)
        return true;
    TRY(json_need_hash(w, core, "to", &to));
    TRY(desk_answered(t->desk, w, &item->id, &to, &answered));
    if (answered != 0)
        return true;
    due = desk_deadline(core, s.time);
    if (is_self(t, &to) && due < t->first_due)
        t->first_due = due;
    json_put(one, "id", json_uuid(w, &item->id));
    json_put(one, "title", desk_title(t->desk, w, &s));
    json_put(one, "due", json_time(w, due));
    json_put(one, "left", desk_left(w, due, t->now));
    json_put(one, "partner",
        desk_org_name(t->desk, w, is_self(t, &to) ? &s.author : &to));
    json_add(is_self(t, &to) ? t->to_answer : t->asked, one);
    return work_ok(w);
}

static bool
add_questions(struct today *t, struct work *w)
{
    const char *kind;

    for (size_t i = 0; (kind = desk_question(i)) != NULL; i++)
        TRY(node_items(t->desk->node, w, bytes_of(kind), add_question, t));
    return true;
}

bool
desk_questions(struct desk *d, struct work *w, struct json *into)
{
    struct today t = {.desk = d, .first_due = TIME_MAX};

    t.to_answer = json_array(w);
    t.asked = json_array(w);
    TRY(node_now(d->node, w, &t.now));
    TRY(add_questions(&t, w));
    json_put(into, "to_answer", t.to_answer);
    json_put(into, "asked", t.asked);
    return work_ok(w);
}

/* ---- What came -------------------------------------------------------------------------- */

/* Has somebody here read this version, or done something about it?  What the program does
 * by itself, a receipt or a custody event, is not that. */
static bool
was_seen(struct today *t, struct work *w, const struct view_item *item, bool *yes)
{
    struct view_link *links;
    struct stored by;
    size_t count;

    *yes = false;
    TRY(node_links_to(t->desk->node, w, &item->id, NULL, &links, &count));
    for (size_t i = 0; i < count && !*yes; i++) {
        const struct kind *kind = kinds_find(node_kinds(t->desk->node), links[i].kind);
        bool act =
            bytes_is(links[i].kind, "read/1") || kind == NULL || !kind_is_system(kind);

        if (!act || !hash_equal(&links[i].hash, &item->hash))
            continue;
        TRY(store_by_no(node_store(t->desk->node), w, links[i].record, &by));
        *yes = is_self(t, &by.author);
    }
    return true;
}

/* A partner's record that is here whole, may be known of, and was not seen.  Questions are
 * among what is to be answered. */
static bool
is_new(struct today *t, struct work *w, const struct view_row *row, bool *yes)
{
    const struct kind *kind = kinds_find(node_kinds(t->desk->node), row->kind);
    struct view_item item;
    struct json *core;
    struct stored s;
    bool seen;

    *yes = false;
    if (kind == NULL || kind_is_system(kind) || desk_is_question(row->kind))
        return true;
    TRY(node_row_known(t->desk->node, w, &t->desk->actor, row, t->now, yes));
    if (!*yes)
        return true;
    TRY(node_item(t->desk->node, w, &row->id, &item));
    TRY(was_seen(t, w, &item, &seen));
    TRY(core_of(t, w, item.record, &s, &core));
    *yes = core != NULL && !seen;
    return true;
}

static bool
add_received(struct today *t, struct work *w, const struct view_row *row)
{
    struct json *one = json_object(w);
    struct view_item item;
    struct stored s;

    TRY(node_item(t->desk->node, w, &row->id, &item));
    TRY(store_by_no(node_store(t->desk->node), w, item.record, &s));
    json_put(one, "id", json_uuid(w, &item.id));
    json_put(one, "kind", json_text(w, item.kind));
    json_put(one, "label", desk_label(t->desk, w, item.kind));
    json_put(one, "title", desk_title(t->desk, w, &s));
    json_put(one, "partner", desk_org_name(t->desk, w, &item.author));
    json_put(one, "time", json_time(w, item.time));
    json_add(t->received, one);
    return work_ok(w);
}

/* Most are our own: their rows say so, and nothing is opened.  Others are looked at each in a work of
 * its own: there may be a million that nobody has read yet. */
static bool
see_row(void *ctx, struct work *w, const struct view_row *row)
{
    struct today *t = ctx;
    struct work *own;
    bool yes;

    if (is_self(t, row->author))
        return true;
    own = work_open(work_os(w));
    TRY(work_join(w, own, own != NULL && is_new(t, own, row, &yes)));
    if (!yes)
        return true;
    t->received_count++;
    return !page_takes(&t->page, row->time, &row->id) || add_received(t, w, row);
}

/* ---- Receipts ----------------------------------------------------------------------------- */

struct receipts {
    struct today *today;
    struct work *work;  /* of the answer */
    struct buffer seen; /* pairs of author and header hash; then in order */
};

/* What one of these says is gone with its own work: there may be as many as records. */
static bool
add_receipt(struct receipts *r, struct work *w, const struct view_item *item)
{
    struct json *core;
    struct stored s;
    struct hash hash;

    TRY(core_of(r->today, w, item->record, &s, &core));
    for (const struct json *i = core != NULL ? json_get(core, "items")->first : NULL;
         i != NULL; i = i->next) {
        TRY(json_need_hash(w, i, "hash", &hash));
        buffer_add(&r->seen, hash_bytes(&s.author));
        buffer_add(&r->seen, hash_bytes(&hash));
    }
    return true;
}

static bool
see_receipt(void *ctx, struct work *w, const struct view_item *item)
{
    struct receipts *r = ctx;
    struct work *own;

    if (is_self(r->today, &item->author))
        return true;
    own = work_open(work_os(w));
    return work_join(w, own, own != NULL && add_receipt(r, own, item)) && work_ok(w);
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 2 * sizeof(struct hash));
}

static bool
was_received(const struct receipts *r, const struct hash *by, const struct hash *record)
{
    const struct hash pair[2] = {*by, *record};

    return r->seen.len > 0 &&
        bsearch(pair, r->seen.at, r->seen.len / sizeof(pair), sizeof(pair), by_bytes) !=
        NULL;
}

static bool
add_missing(struct receipts *r, const struct json *item, const struct hash *to,
    int64_t time)
{
    struct today *t = r->today;
    struct work *w = r->work;
    struct json *one = json_object(w);
    struct bytes id;

    TRY(work_keep(w, json_get_text(item, "id"), &id));
    json_put(one, "id", json_text(w, id));
    json_put(one, "partner", desk_org_name(t->desk, w, to));
    json_put(one, "shared", json_time(w, time));
    json_add(t->receipts_missing, one);
    return work_ok(w);
}

/* May one know of what was given?  What is not here any more is no secret of ours. */
static bool
may_know_given(struct today *t, struct work *w, const struct hash *hash, bool *yes)
{
    struct stored given;

    *yes = true;
    if (store_by_hash(node_store(t->desk->node), w, hash, &given))
        return desk_may_list(t->desk, w, &given, yes);
    return work_forgive(w, FAULT_MISSING);
}

static bool
add_delivery(struct receipts *r, struct work *w, const struct view_item *item)
{
    struct today *t = r->today;
    struct json *core;
    struct stored s;
    struct hash to, hash;
    bool known;

    TRY(core_of(t, w, item->record, &s, &core));
    if (core == NULL)
        return true;
    TRY(json_need_hash(w, core, "to", &to));
    for (const struct json *i = json_get(core, "items")->first; i != NULL; i = i->next) {
        TRY(json_need_hash(w, i, "hash", &hash));
        if (was_received(r, &to, &hash))
            continue;
        TRY(may_know_given(t, w, &hash, &known));
        if (known)
            TRY(add_missing(r, i, &to, s.time) || fail_with(w, r->work));
    }
    return true;
}

static bool
see_delivery(void *ctx, struct work *w, const struct view_item *item)
{
    struct receipts *r = ctx;
    struct work *own;

    if (!is_self(r->today, &item->author))
        return true;
    own = work_open(work_os(w));
    return work_join(w, own, own != NULL && add_delivery(r, own, item)) && work_ok(w);
}

static bool
gather(struct today *t, struct work *w)
{
    struct receipts r = {.today = t, .work = w, .seen = buffer_open(w, SIZE_MAX / 2)};
    struct node *n = t->desk->node;

    TRY(add_questions(t, w));
    TRY(node_rows(n, w, (struct bytes){0}, false, see_row, t));
    TRY(node_items(n, w, bytes_of("receipt/1"), see_receipt, &r));
    if (r.seen.len > 0)
        qsort(r.seen.at, r.seen.len / (2 * sizeof(struct hash)), 2 * sizeof(struct hash),
            by_bytes);
    return node_items(n, w, bytes_of("delivery/1"), see_delivery, &r);
}

/* ---- Partners -------------------------------------------------------------------------------- */

/* When a partner last signed for what it has of us, and whether that holds. */
static bool
partner_json(struct today *t, struct work *w, const struct peer *p, struct json **out)
{
    struct log_head outbox;
    struct bytes fingerprint;
    uint64_t seconds = 0;
    bool wrong;

    *out = json_object(w);
    json_put(*out, "handle", json_text(w, p->handle));
    TRY(fingerprint_write(w, &p->org, &fingerprint));
    json_put(*out, "fingerprint", json_text(w, fingerprint));
    TRY(node_outbox(t->desk->node, w, &p->org, &outbox));
    json_put(*out, "shared", json_integer(w, (int64_t)outbox.size));
    TRY(contact_json(t->desk, w, &p->org, *out));
    if (outbox.size > 0 &&
        node_cosigned(t->desk->node, w, outbox.note, &p->org, &seconds)) {
        json_put(*out, "proof", json_string(w, "cosigned"));
        json_put(*out, "last", json_time(w, (int64_t)seconds * TIME_SECOND));
        return work_ok(w);
    }
    if (work_fault(w) == FAULT_MEMORY || work_fault(w) == FAULT_IO)
        return false;
    /* One that is there and does not hold is another matter than none. */
    wrong = outbox.size > 0 && work_fault(w) != FAULT_MISSING;
    work_clear(w);
    json_put(*out, "proof",
        json_string(w,
            outbox.size == 0 ? "nothing shared yet"
                : wrong      ? "does not hold"
                             : "not cosigned yet"));
    return work_ok(w);
}

bool
desk_today(struct desk *d, struct work *w, const struct json *args, struct json *into)
{
    struct today t = {.desk = d,
        .first_due = TIME_MAX,
        .to_answer = json_array(w),
        .received = json_array(w),
        .asked = json_array(w),
        .receipts_missing = json_array(w)};
    struct json *partners = json_array(w), *one;
    struct peer *peers;
    size_t count;

    TRY(node_now(d->node, w, &t.now));
    TRY(desk_page_of(w, args, "new-after", &t.page));
    TRY(gather(&t, w));
    TRY(node_peers(d->node, w, &peers, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(partner_json(&t, w, &peers[i], &one));
        json_add(partners, one);
    }
    TRY(desk_signatures(d, w, args, into));
    json_put(into, "to_answer", t.to_answer);
    if (t.first_due != TIME_MAX)
        json_put(into, "answer_within", desk_left(w, t.first_due, t.now));
    json_put(into, "new_from_partners", t.received);
    json_put(into, "new_from_partners_count", json_integer(w, t.received_count));
    page_put_as(w, &t.page, "new_from_partners_next", into);
    json_put(into, "asked", t.asked);
    json_put(into, "receipts_missing", t.receipts_missing);
    TRY(desk_recalls(d, w, false, "recalls_open", into));
    TRY(desk_undecided(d, w, into));
    json_put(into, "partners", partners);
    return work_ok(w);
}
