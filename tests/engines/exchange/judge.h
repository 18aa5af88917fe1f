/*
 * judge: looks into every batch on its way, as its recipient could, and says whether its
 * sender's own records allow what is in it.  It knows nothing of the terms' code: it goes by
 * deliveries, releases, withdrawals and recalls alone.
 */
#ifndef TESTS_ENGINES_EXCHANGE_JUDGE_H
#define TESTS_ENGINES_EXCHANGE_JUDGE_H

#include "engines/exchange/forge.h"

/* Stands in every part that names a source: it must never travel. */
#define JUDGE_SOURCE "SOURCEMARK"

static struct {
    unsigned batches, entries, whole, alone; /* entries with parts, and headers alone */
    unsigned wrong;
} judged;
/* What it opens things with; and who else looks at each record on its way. */
static const struct os *judge_os = &os_real;
static void (*judge_also)(struct work *w, struct sim *from, struct sim *to,
    const struct record *r, struct bytes body);

static void
judge_wrong(const char *what, const struct sim *from, const struct sim *to,
    struct bytes kind)
{
    judged.wrong++;
    printf("# %s: %.*s from %s to %s\n", what, (int)kind.len, (const char *)kind.at,
        from->handle, to->handle);
}

/* ---- What the sender's records say --------------------------------------------------------- */

/* Is there a delivery of any version of that item to that partner, by the sender? */
struct judge_delivery {
    struct sim *to;
    const struct uuid *id;
    bool found;
};

static void
judge_delivered(struct work *outer, struct sim *s, const struct stored *of, void *ctx)
{
    struct judge_delivery *d = ctx;
    struct work *w;
    struct json *core;
    struct hash to;

    if (d->found || !hash_equal(&of->author, &s->id))
        return;
    (void)outer;
    w = work_open(judge_os);
    core = sim_core(w, s, of);
    NEED(w, json_need_hash(w, core, "to", &to));
    for (const struct json *i = json_get(core, "items")->first; i != NULL; i = i->next) {
        struct uuid id;

        NEED(w, json_need_uuid(w, i, "id", &id));
        d->found = d->found ||
            (hash_equal(&to, &d->to->id) && memcmp(&id, d->id, sizeof(id)) == 0);
    }
    work_close(w);
}

/* A record of that kind and author, linked so to the item; the last one. */
static bool
judge_linked(struct work *w, struct sim *s, const struct uuid *id, const char *type,
    const struct hash *author, struct stored *out)
{
    struct view_link *links;
    size_t count;
    bool found = false;

    NEED(w, node_links_to(s->node, w, id, type, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct stored by;

        NEED(w, store_by_no(node_store(s->node), w, links[i].record, &by));
        if (!hash_equal(&by.author, author))
            continue;
        *out = by;
        found = true;
    }
    return found;
}

/* Is there a release of that very version for the partner that was not withdrawn? */
static bool
judge_released(struct work *w, struct sim *s, const struct record *r, struct sim *to)
{
    struct view_link *links;
    size_t count;
    bool stands = false;

    NEED(w, node_links_to(s->node, w, &r->id, "releases", &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct stored by, withdrawn;
        struct hash recipient;

        NEED(w, store_by_no(node_store(s->node), w, links[i].record, &by));
        if (!hash_equal(&by.author, &r->author) || !hash_equal(&links[i].hash, &r->hash))
            continue;
        NEED(w, json_need_hash(w, sim_core(w, s, &by), "recipient", &recipient));
        stands = stands ||
            (hash_equal(&recipient, &to->id) &&
                !judge_linked(w, s, &by.id, "withdraws", &by.author, &withdrawn));
    }
    return stands;
}

/* Was it recalled from that node?  A recall that names holders is for these, until they are
 * let have it again. */
static bool
judge_recalled(struct work *w, struct sim *s, const struct record *r)
{
    struct view_link *links, *releases;
    size_t count, release_count;
    bool recalled = false;

    NEED(w, node_links_to(s->node, w, &r->id, "recalls", &links, &count));
    NEED(w, node_links_to(s->node, w, &r->id, "releases", &releases, &release_count));
    for (size_t i = 0; i < count; i++) {
        const struct json *holders;
        struct stored by, given, withdrawn;
        struct hash recipient;
        bool stands = true;

        NEED(w, store_by_no(node_store(s->node), w, links[i].record, &by));
        if (!hash_equal(&by.author, &r->author))
            continue;
        holders = json_get(sim_core(w, s, &by), "holders");
        for (size_t k = 0; k < release_count && holders != NULL; k++) {
            NEED(w, store_by_no(node_store(s->node), w, releases[k].record, &given));
            NEED(w, json_need_hash(w, sim_core(w, s, &given), "recipient", &recipient));
            stands = stands &&
                !(given.time > by.time && hash_equal(&given.author, &r->author) &&
                    hash_equal(&recipient, &s->id) &&
                    !judge_linked(w, s, &given.id, "withdraws", &r->author, &withdrawn));
        }
        recalled = recalled ||
            (stands && (holders == NULL || json_holds_text(holders, bytes_of(s->hex))));
    }
    return recalled;
}

/* May the parts of this item go from that node to that partner now? */
static bool
judge_may(struct work *w, struct sim *from, struct sim *to, const struct record *r)
{
    struct judge_delivery d = {to, &r->id, false};

    sim_each(w, from, "delivery/1", judge_delivered, &d);
    if (!d.found || judge_recalled(w, from, r))
        return false;
    return hash_equal(&r->author, &from->id) || hash_equal(&r->author, &to->id) ||
        judge_released(w, from, r, to);
}

/* ---- One entry -------------------------------------------------------------------------------- */

struct judging {
    struct sim *from, *to;
};

static bool
judge_any_part(const struct record *r)
{
    for (size_t i = 0; i < r->part_count; i++)
        if (r->parts[i].present)
            return true;
    return false;
}

/* Custody goes where its evidence may go. */
static bool
judge_custody(struct work *w, const struct judging *j, const struct record *r)
{
    for (size_t i = 0; i < r->link_count; i++) {
        struct stored of;
        struct record *evidence;

        if (!r->links[i].open || !bytes_is(r->links[i].type, "of"))
            continue;
        NEED(w,
            store_by_hash(node_store(j->from->node), w, &r->links[i].hash, &of) &&
                node_record(j->from->node, w, &of, &evidence));
        return judge_may(w, j->from, j->to, evidence);
    }
    return false;
}

static void
judge_entry(struct work *w, void *ctx, const struct json *head, struct bytes body)
{
    static const char *const stay[] = {"read/1", "peer/1", "identity/1", "erasure/1",
        "epoch/1", "person/1", "delivery/1", "package/1", "assurance/1",
        "risk-assessment/1"};
    static const char *const items[] = {"matter/1", "assessment/1", "evidence/1"};
    const struct judging *j = ctx;
    struct record *r;

    if (json_get(head, "identity") != NULL)
        return;
    NEED(w, record_read(w, body, &r));
    judged.entries++;
    if (judge_also != NULL)
        judge_also(w, j->from, j->to, r, body);
    judged.whole += judge_any_part(r);
    judged.alone += !judge_any_part(r);
    if (memmem(body.at, body.len, JUDGE_SOURCE, strlen(JUDGE_SOURCE)) != NULL ||
        record_part(r, "source") != NULL || record_part(r, "identity") != NULL ||
        record_part(r, "head") != NULL)
        judge_wrong("a part that stays", j->from, j->to, r->kind);
    for (size_t i = 0; i < COUNT_OF(stay); i++)
        if (bytes_is(r->kind, stay[i]))
            judge_wrong("a kind that stays", j->from, j->to, r->kind);
    if (!judge_any_part(r)) {
        if (json_get(head, "content") != NULL)
            judge_wrong("content without parts", j->from, j->to, r->kind);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(items); i++)
        if (bytes_is(r->kind, items[i]) && !judge_may(w, j->from, j->to, r))
            judge_wrong("parts that may not go", j->from, j->to, r->kind);
    if (bytes_is(r->kind, "custody/1") && !judge_custody(w, j, r))
        judge_wrong("custody that may not go", j->from, j->to, r->kind);
}

static void
judge_batch(struct sim *from, struct sim *to, struct bytes batch)
{
    struct work *w = work_open(judge_os);
    struct judging j = {from, to};

    judged.batches++;
    forge_open(w, to, batch, judge_entry, &j);
    work_close(w);
}

/* For sim_watch: batches that are pushed, and those that are pulled. */
UNUSED static bool
judge_watch(struct work *w, struct sim_message *m)
{
    (void)w;
    if ((!m->reply && strcmp(m->verb, "push") == 0) ||
        (m->reply && strcmp(m->verb, "pull") == 0 && m->body.len > 0))
        judge_batch(m->from, m->to, m->body);
    return true;
}

/* Every batch in a bundle file, as its recipient opens it. */
UNUSED static void
judge_bundle(struct sim *from, struct sim *to, const char *file)
{
    struct work *w = work_open(judge_os);
    struct volume v;
    struct bytes body;
    char letter;

    NEED(w, volume_open(to->node, w, file, &v));
    while (!v.ended) {
        NEED(w, volume_next(&v, w, &letter, &body));
        if (letter == 'B')
            judge_batch(from, to, body);
    }
    volume_close(&v);
    work_close(w);
}

#endif
