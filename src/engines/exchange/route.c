/*
 * Every record on its ways: a pass over what is new, as the kinds' "goes" say.
 */
#include "engines/exchange/exchange_inner.h"

#include <stdlib.h>
#include <string.h>

#define PASS_RECORDS 500

/* A partner, and its outbox once something goes there. */
struct outlet {
    struct hash org;
    struct peer peer;
    bool open;
    bool asked;
    struct log_head outbox;
    uint64_t known; /* once asked: how much of it the partner has */
};

/* One pass: what it appends to which outbox, and for whom it owes receipts. */
struct pass {
    struct node *node;
    struct work *work;
    const struct actor *who;
    struct outlet *outlets;
    size_t outlet_count;
    const struct stored *newer; /* a newer version, on its way to who has an older one */
    bool silent;                /* no receipt is due for the record that is looked at */
    struct buffer again;        /* int64_t: records that were looked at once more */
    struct buffer appends;      /* struct store_append, one perhaps several times */
    struct buffer given;        /* struct giving: the same, by partner */
    struct buffer owed;         /* struct owing */
    struct buffer recalls;      /* struct stored: those that came */
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

static bool
list_outlets(struct pass *p)
{
    struct peer *peers;

    TRY(node_peers(p->node, p->work, &peers, &p->outlet_count));
    p->outlets = work_alloc(p->work, (p->outlet_count + 1) * sizeof(*p->outlets));
    TRY(p->outlets != NULL);
    for (size_t i = 0; i < p->outlet_count; i++)
        p->outlets[i] = (struct outlet){.org = peers[i].org, .peer = peers[i]};
    return true;
}

/* Is that entry with the partner already?  Then what it left out does not go by itself. */
static bool
was_given(struct pass *p, struct outlet *to, uint64_t at, bool *yes)
{
    if (!to->asked)
        TRY(node_outbox_known(p->node, p->work, &to->outbox, &to->org, &to->known));
    to->asked = true;
    *yes = at < to->known;
    return true;
}

/* Is it in the outbox, so that nothing need be done?  ${anew}: somebody shares it once more,
 * and if the partner has that entry it goes again, with the parts that may go now. */
static bool
stands_in(struct pass *p, struct outlet *to, const struct hash *record, bool anew,
    bool *yes)
{
    bool given = false;
    uint64_t at;

    *yes = false;
    if (store_position(node_store(p->node), p->work, &to->outbox, record, &at)) {
        TRY(!anew || was_given(p, to, at, &given));
        *yes = !given;
        return true;
    }
    if (work_fault(p->work) != FAULT_MISSING)
        return false;
    work_clear(p->work);
    return true;
}

/* A newer version is something new: it does not follow an older one to a body that has left
 * the group through which it got that (P22).  Of what else ended it is told by its header. */
static bool
has_left(struct pass *p, const struct outlet *to, bool *yes)
{
    struct decision decision;
    struct facts facts;

    *yes = false;
    TRY(exchange_facts(p->node, p->work, p->who, &to->peer, p->newer, &facts));
    facts.shared_before = true;
    if (facts.grouped)
        *yes = !terms_decide(&facts, &decision) && decision.rule == RULE_P22;
    return true;
}

/* Put a record into a partner's outbox; not to those who are not partners. */
static bool
put_out(struct pass *p, const struct hash *org, const struct hash *record, bool anew)
{
    const struct giving giving = {*org, *record};
    struct store_append append = {.record = *record};
    struct outlet *to = NULL;
    bool there, left;

    for (size_t i = 0; i < p->outlet_count && to == NULL; i++)
        if (hash_equal(&p->outlets[i].org, org))
            to = &p->outlets[i];
    if (to == NULL)
        return true;
    if (p->newer != NULL) {
        TRY(has_left(p, to, &left));
        if (left)
            return true;
    }
    if (!to->open)
        TRY(node_outbox(p->node, p->work, org, &to->outbox));
    to->open = true;
    append.log = to->outbox.no;
    TRY(stands_in(p, to, record, anew, &there));
    if (there)
        return true;
    buffer_add(&p->appends, bytes_from(&append, sizeof(append)));
    buffer_add(&p->given, bytes_from(&giving, sizeof(giving)));
    return true;
}

static bool
send_to(struct pass *p, const struct hash *org, const struct hash *record)
{
    return put_out(p, org, record, false);
}

/* ---- The ways ------------------------------------------------------------------------ */

static bool
way_to_partners(struct pass *p, const struct hash *record)
{
    for (size_t i = 0; i < p->outlet_count; i++)
        TRY(send_to(p, &p->outlets[i].org, record));
    return true;
}

/* To each partner that a list in it names. */
static bool
way_to_listed(struct pass *p, const struct stored *s, const struct kind *kind)
{
    for (size_t i = 0; i < p->outlet_count; i++) {
        bool yes;

        TRY(listed_in(p->node, p->work, kind, s, &p->outlets[i].org, &yes));
        if (yes)
            TRY(send_to(p, &p->outlets[i].org, &s->hash));
    }
    return true;
}

static bool
way_to(struct pass *p, const struct stored *s, const struct record *r,
    const struct json *way)
{
    struct bytes path = json_get_text(way, "to"), gives = json_get_text(way, "gives");
    const struct part *core = record_part(r, "core");
    const struct json *items;
    struct hash to, hash;

    /* Only the author sends a record to whom it names, and to all. */
    if (!hash_equal(&s->author, self(p)))
        return true;
    if (bytes_is(path, "partners"))
        return way_to_partners(p, &s->hash);
    if (core == NULL || !core->present || !bytes_is(path, "core.to"))
        return true;
    TRY(json_need_hash(p->work, core->value, "to", &to));
    if (gives.len == 0)
        return send_to(p, &to, &s->hash);
    items = json_get(core->value, "items");
    for (const struct json *i = items != NULL ? items->first : NULL; i != NULL;
         i = i->next) {
        TRY(json_need_hash(p->work, i, "hash", &hash));
        TRY(put_out(p, &to, &hash, true));
    }
    return true;
}

/* To everyone who was given the linked record: it stands in their outbox, or this very pass
 * puts it there. */
static bool
to_those_given(struct pass *p, const struct stored *s, const struct stored *target)
{
    size_t count, given = p->given.len / sizeof(struct giving);
    struct bytes *names;

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

/* By the linked record's own author's word only. */
static bool
way_down(struct pass *p, const struct stored *s, const struct stored *target)
{
    return !hash_equal(&s->author, &target->author) || to_those_given(p, s, target);
}

static bool
way_up(struct pass *p, const struct stored *s, const struct stored *target)
{
    if (hash_is_zero(&target->origin) || hash_equal(&target->origin, &s->origin))
        return true;
    return send_to(p, &target->origin, &s->hash);
}

/* What is said upon an item by anyone who has it goes wherever the item went. */
static bool
way_round(struct pass *p, const struct stored *s, const struct stored *target)
{
    TRY(way_up(p, s, target));
    return to_those_given(p, s, target);
}

static bool
way_along(struct pass *p, const struct stored *s, const struct record *r,
    struct bytes type, struct bytes way)
{
    for (size_t i = 0; i < r->link_count; i++) {
        struct stored target;

        if (!r->links[i].open || !bytes_equal(r->links[i].type, type))
            continue;
        if (!store_by_hash(node_store(p->node), p->work, &r->links[i].hash, &target)) {
#ifdef PLANTED_BUG
            return false;
#endif
            if (work_fault(p->work) != FAULT_MISSING)
                return false;
            work_clear(p->work);
            continue;
        }
        TRY(bytes_is(way, "up")         ? way_up(p, s, &target)
                : bytes_is(way, "down") ? way_down(p, s, &target)
                                        : way_round(p, s, &target));
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
    p->newer = s;
    for (size_t i = 0; i < count; i++)
        if (versions[i].version < s->version)
            TRY(way_down(p, s, &versions[i]));
    p->newer = NULL;
    return true;
}

static bool
send_on(struct pass *p, const struct stored *s, const struct kind *kind)
{
    const struct json *goes = json_get(kind_json(kind), "goes");
    struct record *r = NULL;

    if (goes != NULL)
        TRY(node_record(p->node, p->work, s, &r));
    for (const struct json *g = goes != NULL ? goes->first : NULL; g != NULL;
         g = g->next) {
        if (json_get(g, "to") != NULL)
            TRY(way_to(p, s, r, g));
        else
            TRY(way_along(p, s, r, json_get_text(g, "link"), json_get_text(g, "way")));
    }
    if (!kind_lists(kind))
        return to_holders(p, s);
    /* Each version goes to those it lists, and not to those it lists no more. */
    return !hash_equal(&s->author, self(p)) || way_to_listed(p, s, kind);
}

/* ---- A new partner -------------------------------------------------------------------- */

struct welcome {
    struct pass *pass;
    const struct kind *kind;
    struct hash org;
};

static bool
welcome_with(void *ctx, struct work *w, const struct view_item *item)
{
    const struct welcome *to = ctx;
    struct stored s;
    bool yes = true;

    if (!hash_equal(&item->author, self(to->pass)))
        return true;
    TRY(store_by_no(node_store(to->pass->node), w, item->record, &s));
    if (kind_lists(to->kind))
        TRY(listed_in(to->pass->node, w, to->kind, &s, &to->org, &yes));
    return !yes || send_to(to->pass, &to->org, &item->hash);
}

static bool
goes_to_partners(const struct kind *kind)
{
    const struct json *goes = json_get(kind_json(kind), "goes");

    for (const struct json *g = goes != NULL ? goes->first : NULL; g != NULL; g = g->next)
        if (bytes_is(json_get_text(g, "to"), "partners"))
            return true;
    return false;
}

/* What went to all partners goes to one that is pinned later too; so does what lists it. */
static bool
welcome(struct pass *p, const struct stored *s)
{
    struct welcome to = {.pass = p};
    const struct kind *kind = NULL;
    struct json *core;

    TRY(node_part(p->node, p->work, s, "core", &core));
    if (core == NULL)
        return true;
    TRY(json_need_hash(p->work, core, "org", &to.org));
    while ((kind = to.kind = kinds_next(node_kinds(p->node), kind)) != NULL)
        if (goes_to_partners(kind) || kind_lists(kind))
            TRY(node_items(p->node, p->work, kind_name(kind), welcome_with, &to));
    return true;
}

/* ---- Receipts ------------------------------------------------------------------------- */

static bool
owe(struct pass *p, const struct stored *s)
{
    struct owing o = {.to = s->origin, .record = *s};

    if (p->silent || hash_is_zero(&s->origin) || !receipt_due(s))
        return true;
    buffer_add(&p->owed, bytes_from(&o, sizeof(o)));
    return true;
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

/* A recall may have come before the text that it recalls, which another gave: it is obeyed once
 * more. */
static bool
recall_again(struct pass *p, const struct stored *s)
{
    struct view_link *links;
    struct stored by;
    size_t count;
    bool yes;

    TRY(node_recalled(p->node, p->work, s, &yes));
    if (!yes)
        return true;
    TRY(node_links_to(p->node, p->work, &s->id, "recalls", &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(p->node), p->work, links[i].record, &by));
        if (hash_equal(&by.author, &s->author) && !hash_is_zero(&by.origin))
            buffer_add(&p->recalls, bytes_from(&by, sizeof(by)));
    }
    return true;
}

static bool
look_at(struct pass *p, const struct stored *s)
{
    const struct kind *kind = kinds_find(node_kinds(p->node), s->kind);

    if (s->state != STORED_IN_FORCE || kind == NULL)
        return true;
    TRY(owe(p, s));
    if (bytes_is(s->kind, "recall/1") && !hash_is_zero(&s->origin))
        buffer_add(&p->recalls, bytes_from(s, sizeof(*s)));
    if (!kind_is_system(kind) && !hash_is_zero(&s->origin))
        TRY(recall_again(p, s));
    if (bytes_is(s->kind, "fork/1") && !hash_is_zero(&s->origin))
        TRY(fork_pass_on(p->node, p->work, s));
    if (bytes_is(s->kind, "peer/1"))
        TRY(welcome(p, s));
    return send_on(p, s, kind);
}

/* An append and its turn: records keep their order within each log. */
struct queued {
    struct store_append append;
    size_t no;
};

static int
by_log(const struct queued *a, const struct queued *b)
{
    return (a->append.log > b->append.log) - (a->append.log < b->append.log);
}

static int
by_record(const void *a, const void *b)
{
    const struct queued *x = a, *y = b;
    int order = by_log(x, y);

    if (order == 0)
        order = memcmp(&x->append.record, &y->append.record, sizeof(x->append.record));
    return order != 0 ? order : (x->no > y->no) - (x->no < y->no);
}

static int
by_turn(const void *a, const void *b)
{
    const struct queued *x = a, *y = b;
    int order = by_log(x, y);

    return order != 0 ? order : (x->no > y->no) - (x->no < y->no);
}

/* Grouped by log, each record once, where it was first put. */
static bool
group_by_log(struct work *w, struct store_append *list, size_t *count)
{
    struct queued *queue = work_alloc(w, (*count + 1) * sizeof(*queue));
    size_t kept = 0;

    TRY(queue != NULL);
    for (size_t i = 0; i < *count; i++)
        queue[i] = (struct queued){list[i], i};
    qsort(queue, *count, sizeof(*queue), by_record);
    for (size_t i = 0; i < *count; i++)
        if (kept == 0 || by_log(&queue[kept - 1], &queue[i]) != 0 ||
            !hash_equal(&queue[kept - 1].append.record, &queue[i].append.record))
            queue[kept++] = queue[i];
    qsort(queue, kept, sizeof(*queue), by_turn);
    for (size_t i = 0; i < kept; i++)
        list[i] = queue[i].append;
    *count = kept;
    return true;
}

/* Those that were let in, or got parts, after all others had passed them. */
static bool
look_once_more(struct pass *p, int64_t *count)
{
    bool have = true, receipt;
    int64_t no = 0;

    while (*count < PASS_RECORDS) {
        struct stored s;

        TRY(store_again(node_store(p->node), p->work, no, &no, &receipt, &have));
        if (!have)
            break;
        TRY(store_by_no(node_store(p->node), p->work, no, &s));
        p->silent = !receipt;
        TRY(look_at(p, &s));
        p->silent = false;
        buffer_add(&p->again, bytes_from(&no, sizeof(no)));
        ++*count;
    }
    return true;
}

static bool
one_pass(struct pass *p, int64_t *after, int64_t *count)
{
    struct store_append *appends;
    struct bytes gathered, again;
    size_t append_count, recall_count;
    struct stored s, *recalls;
    bool have = true;

    *count = 0;
    TRY(list_outlets(p));
    TRY(look_once_more(p, count));
    for (; *count < PASS_RECORDS; ++*count) {
        TRY(store_next(node_store(p->node), p->work, *after, (struct bytes){0}, &s,
            &have));
        if (!have)
            break;
        TRY(look_at(p, &s));
        *after = s.no;
    }
    if (*count == 0)
        return true;
    recalls = buffer_array(&p->recalls, sizeof(*recalls), &recall_count);
    TRY(recalls != NULL && obey_recalls(p->node, p->work, p->who, recalls, recall_count));
    TRY(write_receipts(p));
    TRY(buffer_bytes(&p->appends, &gathered));
    TRY(buffer_bytes(&p->again, &again));
    appends = (struct store_append *)p->appends.at;
    append_count = gathered.len / sizeof(*appends);
    TRY(group_by_log(p->work, appends, &append_count));
    return node_route(p->node, p->work, appends, append_count, *after,
        (const int64_t *)p->again.at, again.len / sizeof(int64_t));
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
            p.recalls = buffer_open(p.work, SIZE_MAX / 2);
            p.again = buffer_open(p.work, SIZE_MAX / 2);
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
