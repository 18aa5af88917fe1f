/*
 * The facts behind a decision, gathered from one snapshot of records and views.
 */
#include "core/node/node_inner.h"

#include <string.h>

/* A record that bears on another: opened, with its core. */
struct witness {
    struct stored stored;
    struct record *record;
    const struct json *core; /* NULL when it is not here */
};

static bool
call_witness(struct node *n, struct work *w, int64_t no, struct witness *out)
{
    const struct part *core;

    TRY(store_by_no(n->store, w, no, &out->stored));
    TRY(node_record(n, w, &out->stored, &out->record));
    core = record_part(out->record, "core");
    out->core = core != NULL && core->present ? core->value : NULL;
    return true;
}

/* The earliest time at which a record of ${author} linked to this one; 0 when none did. */
static bool
ended_at(struct node *n, struct work *w, const struct uuid *id, const char *type,
    const struct hash *author, int64_t *out)
{
    struct view_link *links;
    struct stored by;
    size_t count;

    *out = 0;
    TRY(node_links_to(n, w, id, type, &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(n->store, w, links[i].record, &by));
        if (hash_equal(&by.author, author) && (*out == 0 || by.time < *out))
            *out = by.time;
    }
    return true;
}

static bool
has_text(const struct json *array, const char *text)
{
    if (array == NULL || array->type != JSON_ARRAY)
        return false;
    for (const struct json *i = array->first; i != NULL; i = i->next)
        if (i->type == JSON_TEXT && bytes_is(i->text, text))
            return true;
    return false;
}

/* ---- Releases ---------------------------------------------------------------------- */

static bool
read_release(struct node *n, struct work *w, const struct view_link *link,
    struct facts_release *out)
{
    struct witness by;

    *out = (struct facts_release){.item = link->hash};
    TRY(call_witness(n, w, link->record, &by));
    if (by.core == NULL)
        return true; /* erased: it consents to nothing any more */
    out->originator = by.stored.author;
    TRY(json_need_hash(w, by.core, "recipient", &out->recipient));
    TRY(json_need_text(w, by.core, "purpose", &out->purpose));
    TRY(json_need_time(w, by.core, "from", &out->from));
    TRY(json_need_time(w, by.core, "until", &out->until));
    if (has_text(json_get(by.core, "permits"), "onward"))
        out->permits |= PERMIT_ONWARD;
    if (has_text(json_get(by.core, "permits"), "judicial"))
        out->permits |= PERMIT_JUDICIAL;
    return ended_at(n, w, &by.stored.id, "withdraws", &by.stored.author,
        &out->withdrawn_at);
}

/* Beside those that were gathered before. */
static bool
gather_releases(struct node *n, struct work *w, const struct uuid *id, struct facts *f)
{
    struct facts_release *releases;
    struct view_link *links;
    size_t count, had = f->release_count;

    TRY(node_links_to(n, w, id, "releases", &links, &count));
    releases = work_alloc(w, (had + count + 1) * sizeof(*releases));
    if (releases == NULL)
        return false;
    if (had > 0)
        memcpy(releases, f->releases, had * sizeof(*releases));
    for (size_t i = 0; i < count; i++)
        TRY(read_release(n, w, &links[i], &releases[had + i]));
    f->releases = releases;
    f->release_count = had + count;
    return true;
}

/* ---- Holds ---------------------------------------------------------------------------- */

static enum terms_hold_ground
hold_ground(const struct witness *by)
{
    struct bytes ground = json_get_text(by->core, "ground");

    if (bytes_is(by->stored.kind, "entry/1") || bytes_is(ground, "entered"))
        return HOLD_ENTERED;
    if (bytes_is(ground, "judicial-receipt"))
        return HOLD_JUDICIAL_RECEIPT;
    /* A body's own hold stands like one for a defence: erring to that side loses nothing. */
    return HOLD_EXONERATING;
}

static bool
add_holds(struct node *n, struct work *w, const struct uuid *id, const char *type,
    struct buffer *to)
{
    struct view_link *links;
    size_t count;

    TRY(node_links_to(n, w, id, type, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct facts_hold hold = {0};
        struct witness by;

        TRY(call_witness(n, w, links[i].record, &by));
        hold.body = by.stored.author;
        hold.ground = hold_ground(&by);
        hold.told_at = by.stored.time;
        TRY(ended_at(n, w, &by.stored.id, "lifts", &hold.body, &hold.lifted_at));
        buffer_add(to, bytes_from(&hold, sizeof(hold)));
    }
    return true;
}

static bool
gather_holds(struct node *n, struct work *w, const struct uuid *id, struct facts *f)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    TRY(add_holds(n, w, id, "holds", &b));
    TRY(add_holds(n, w, id, "enters", &b));
    f->holds = buffer_array(&b, sizeof(*f->holds), &f->hold_count);
    return f->holds != NULL;
}

/* ---- Exceptions ------------------------------------------------------------------------- */

static bool
gather_exceptions(struct node *n, struct work *w, const struct uuid *id, struct facts *f)
{
    struct facts_exception *exceptions;
    struct view_link *links;
    size_t count;

    TRY(node_links_to(n, w, id, "excepts", &links, &count));
    exceptions = work_alloc(w, (f->exception_count + count + 1) * sizeof(*exceptions));
    TRY(exceptions != NULL);
    if (f->exception_count > 0)
        memcpy(exceptions, f->exceptions, f->exception_count * sizeof(*exceptions));
    for (size_t i = 0; i < count; i++) {
        struct facts_exception *e = &exceptions[f->exception_count];
        bool counts;

        TRY(exception_read(n, w, &links[i], e, &counts) &&
            ended_at(n, w, &links[i].other, "withdraws", &n->identity.id,
                &e->withdrawn_at));
        f->exception_count += counts;
    }
    f->exceptions = exceptions;
    return true;
}

/* ---- Assurances -------------------------------------------------------------------------- */

struct assurances {
    struct node *node;
    struct buffer gathered;
};

static unsigned
risks_covered(const struct json *covers)
{
    return (has_text(covers, "torture") ? 1u << RISK_TORTURE : 0) |
        (has_text(covers, "death-penalty") ? 1u << RISK_DEATH_PENALTY : 0) |
        (has_text(covers, "fair-trial") ? 1u << RISK_FAIR_TRIAL : 0);
}

/* Was it withdrawn?  What its kind's moves have brought to an end counts no more. */
static bool
is_over(struct node *n, struct work *w, const struct witness *by, bool *yes)
{
    struct kind_stage stage;

    *yes = false;
    TRY(by->core == NULL || node_stage(n, w, by->record, &stage));
    *yes = by->core == NULL || stage.final;
    return true;
}

static bool
add_assurance(void *ctx, struct work *w, const struct view_item *item)
{
    struct assurances *to = ctx;
    struct facts_assurance a = {.id = item->id};
    struct witness by, assessed;
    struct view_link *links;
    size_t count;
    bool over;

    /* Who sends files both: what a recipient says of itself assures of nothing (P17). */
    if (!hash_equal(&item->author, &to->node->identity.id))
        return true;
    TRY(call_witness(to->node, w, item->record, &by));
    TRY(is_over(to->node, w, &by, &over));
    if (over)
        return true;
    TRY(json_need_hash(w, by.core, "recipient", &a.recipient));
    TRY(json_need_time(w, by.core, "from", &a.from));
    TRY(json_need_time(w, by.core, "until", &a.until));
    a.covers = risks_covered(json_get(by.core, "covers"));
    TRY(node_links_from(to->node, w, &item->id, &links, &count));
    for (size_t i = 0; i < count; i++) {
        struct view_item risk;

        if (!bytes_is(links[i].type, "risk-assessment"))
            continue;
        TRY(node_item(to->node, w, &links[i].other, &risk));
        if (!hash_equal(&risk.author, &to->node->identity.id))
            continue;
        TRY(call_witness(to->node, w, risk.record, &assessed));
        TRY(is_over(to->node, w, &assessed, &over));
        a.risk_assessed_at = over ? 0 : assessed.stored.time;
    }
    buffer_add(&to->gathered, bytes_from(&a, sizeof(a)));
    return true;
}

static bool
gather_assurances(struct node *n, struct work *w, struct facts *f)
{
    struct assurances to = {.node = n, .gathered = buffer_open(w, SIZE_MAX / 2)};

    TRY(node_items(n, w, bytes_of("assurance/1"), add_assurance, &to));
    f->assurances =
        buffer_array(&to.gathered, sizeof(*f->assurances), &f->assurance_count);
    return f->assurances != NULL;
}

/* ---- Items ------------------------------------------------------------------------------------ */

/* Only this part is opened: a decision needs no more.  ${none}: it never had any. */
static bool
item_terms(struct node *n, struct work *w, const struct stored *s, struct terms *out,
    bool *none)
{
    struct stored_part part;
    struct json *body;
    struct record *r;

    *none = false;
    if (store_part(n->store, w, s, "terms", &part)) {
        TRY(json_read(w, part.body, &json_record, &body));
        return terms_read(w, body, out);
    }
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    TRY(record_from(w, s->header, s->proof, &r));
    *none = record_part(r, "terms") == NULL;
    return node_terms(n, w, r, out);
}

static bool
item_facts(struct node *n, struct work *w, const struct stored *s, struct facts_item *out,
    bool *none)
{
    struct terms *terms = work_alloc(w, sizeof(*terms));
    struct identity originator;

    if (terms == NULL)
        return false;
    *out = (struct facts_item){.hash = s->hash,
        .author = s->author,
        .made_at = s->time,
        .received_from = s->origin,
        .received_at = s->came,
        .terms = terms};
    TRY(item_terms(n, w, s, terms, none));
    /* What has no terms speaks about other records and goes their ways: its author meant it
     * for us, whoever carried it here. */
    if (*none && !hash_is_zero(&s->origin))
        out->received_from = s->author;
    if (!terms->readable || hash_equal(&terms->originator, &n->identity.id))
        return true;
    if (!node_author(n, w, &terms->originator, &originator)) {
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
        out->originator_unknown = true;
    }
    return true;
}

static bool
is_source(const struct view_link *link)
{
    return bytes_is(link->type, "derived-from") || bytes_is(link->type, "quotes");
}

/* What a record was made from and speaks of, gathered. */
struct parents {
    struct node *node;
    struct buffer items;  /* struct facts_item */
    struct buffer spoken; /* struct hash: what is to be looked at, one after the other */
    struct buffer seen;   /* struct uuid: what was looked at, and the record itself */
};
#define SPOKEN_MAX 4096 /* records looked at for one */

static void
add_parent(struct parents *p, const struct facts_item *item)
{
    buffer_add(&p->items, bytes_from(item, sizeof(*item)));
}

static bool
was_seen(struct parents *p, const struct uuid *id)
{
    for (size_t at = 0; at < p->seen.len; at += sizeof(*id))
        if (memcmp(p->seen.at + at, id, sizeof(*id)) == 0)
            return true;
    buffer_add(&p->seen, bytes_from(id, sizeof(*id)));
    return false;
}

/* By links: what a record without terms of its own leads to by any of them.  The move that another
 * comes after is upon the same item. */
static bool
speaks_by(const struct view_link *link, bool none)
{
    return bytes_is(link->type, "about") || bytes_is(link->type, "answers") ||
        (none && !bytes_is(link->type, "after"));
}

/* A delivery and a receipt have no links: they name what they are of, item by item. */
static bool
add_named(struct parents *p, struct work *w, const struct stored *s)
{
    struct json *core;
    struct hash hash;

    if (!bytes_is(s->kind, "delivery/1") && !bytes_is(s->kind, "receipt/1"))
        return true;
    TRY(node_part(p->node, w, s, "core", &core));
    for (const struct json *i = json_first(json_get(core, "items")); i != NULL;
         i = i->next) {
        TRY(json_need_hash(w, i, "hash", &hash));
        buffer_add(&p->spoken, hash_bytes(&hash));
    }
    return true;
}

/* An item that a record speaks of, where it is for some persons only or not before a day; what
 * that one speaks of, or was made from, comes next: whoever may not know of the one does not know
 * of the other (P10). */
static bool
look_at_spoken(struct parents *p, struct work *w, const struct hash *hash)
{
    struct facts_item item = {.terms = NULL};
    struct view_link *links;
    struct stored of;
    size_t count;
    bool none;

    if (!store_by_hash(p->node->store, w, hash, &of))
        return work_forgive(w, FAULT_MISSING);
    if (was_seen(p, &of.id))
        return true;
    TRY(item_facts(p->node, w, &of, &item, &none));
    if (!none && item.terms->readable &&
        (terms_by_person(item.terms) || item.terms->valid_from != 0))
        add_parent(p, &item);
    TRY(node_links_from(p->node, w, &of.id, &links, &count));
    for (size_t i = 0; i < count; i++)
        if (speaks_by(&links[i], none) || is_source(&links[i]))
            buffer_add(&p->spoken, hash_bytes(&links[i].hash));
    return add_named(p, w, &of);
}

static bool
look_at_all_spoken(struct parents *p, struct work *w)
{
    const struct facts_item unknown = {.terms = NULL};
    struct hash hash;

    for (size_t at = 0; at < p->spoken.len; at += sizeof(hash)) {
        if (p->seen.len > SPOKEN_MAX * sizeof(struct uuid)) {
            /* One without terms: nobody else may see what speaks of so much. */
            add_parent(p, &unknown);
            return true;
        }
        memcpy(&hash, p->spoken.at + at, sizeof(hash));
        TRY(look_at_spoken(p, w, &hash));
    }
    return true;
}

/* A source; one that is not here is a parent without terms: nobody else may see what came of it. */
static bool
add_source(struct parents *p, struct work *w, const struct hash *hash)
{
    struct facts_item item = {.terms = NULL};
    struct stored of;
    bool ignored;

    if (store_by_hash(p->node->store, w, hash, &of))
        TRY(item_facts(p->node, w, &of, &item, &ignored));
    else
        TRY(work_forgive(w, FAULT_MISSING));
    add_parent(p, &item);
    return true;
}

/* What it was made from: those that it names as its sources, or quotes (P02).  And what it
 * speaks of. */
static bool
gather_parents(struct node *n, struct work *w, const struct stored *s, bool none,
    struct facts *f)
{
    struct parents p = {.node = n,
        .items = buffer_open(w, SIZE_MAX / 2),
        .spoken = buffer_open(w, SIZE_MAX / 2),
        .seen = buffer_open(w, SIZE_MAX / 2)};
    struct view_link *links;
    size_t count;

    (void)was_seen(&p, &s->id);
    TRY(node_links_from(n, w, &s->id, &links, &count));
    for (size_t i = 0; i < count; i++) {
        if (is_source(&links[i]))
            TRY(add_source(&p, w, &links[i].hash));
        else if (speaks_by(&links[i], none))
            buffer_add(&p.spoken, hash_bytes(&links[i].hash));
    }
    TRY(add_named(&p, w, s) && look_at_all_spoken(&p, w));
    f->parents = buffer_array(&p.items, sizeof(*f->parents), &f->parent_count);
    return f->parents != NULL;
}

/* Did its author let that organisation have it again, after that time? */
static bool
released_since(struct node *n, struct work *w, const struct stored *record,
    const struct hash *org, int64_t time, bool *yes)
{
    struct facts f = {0};

    *yes = false;
    TRY(gather_releases(n, w, &record->id, &f));
    for (size_t i = 0; i < f.release_count; i++) {
        const struct facts_release *r = &f.releases[i];

        *yes = *yes ||
            (hash_equal(&r->originator, &record->author) &&
                hash_equal(&r->recipient, org) && r->withdrawn_at == 0 &&
                r->from >= time);
    }
    return true;
}

/* One that calls it back from some ends with their next consent; one from all does not. */
static bool
recall_stands(struct node *n, struct work *w, const struct stored *record,
    const struct hash *org, const struct witness *recall, bool *yes)
{
    bool again = false;

    TRY(node_recall_asks(w, recall->core, org, yes));
    if (*yes && json_get(recall->core, "holders") != NULL)
        TRY(released_since(n, w, record, org, recall->stored.time, &again));
    *yes = *yes && !again;
    return true;
}

bool
node_recalled_from(struct node *n, struct work *w, const struct stored *record,
    const struct hash *org, bool *yes)
{
    struct view_link *links;
    struct witness by;
    size_t count;

    *yes = false;
    TRY(node_links_to(n, w, &record->id, "recalls", &links, &count));
    for (size_t i = 0; i < count && !*yes; i++) {
        TRY(call_witness(n, w, links[i].record, &by));
        if (hash_equal(&by.stored.author, &record->author))
            TRY(recall_stands(n, w, record, org, &by, yes));
    }
    return true;
}

/* Nobody in particular, as the fold asks, is in no compartment. */
static bool
who_asks(struct node *n, struct work *w, const struct actor *who, struct person *out)
{
    *out = (struct person){0};
    return who->person.len == 0 || node_person(n, w, who->person, out);
}

bool
node_recalled(struct node *n, struct work *w, const struct stored *record, bool *yes)
{
    return node_recalled_from(n, w, record, &n->identity.id, yes);
}

/* Who does what here, and when. */
static bool
begin_facts(struct node *n, struct work *w, const struct actor *who, enum terms_act act,
    struct facts *out)
{
    struct person person;

    TRY(who_asks(n, w, who, &person));
    *out = (struct facts){
        .act = act,
        .self = n->identity.id,
        .asker = n->identity.id,
        .who = who->person,
        .compartments = person.compartments,
        .person = person.contact,
        .purpose = who->purpose,
        .reason = who->reason,
        .can_log = true,
    };
    return node_now(n, w, &out->now) && switches_off(n, w, &out->rules_off);
}

bool
node_facts(struct node *n, struct work *w, const struct actor *who, enum terms_act act,
    const struct stored *record, struct facts *out)
{
    bool none;

    TRY(begin_facts(n, w, who, act, out));
    out->quarantined = record->state == STORED_QUARANTINED;
    TRY(item_facts(n, w, record, &out->item, &none));
    TRY(gather_parents(n, w, record, none, out));
    TRY(gather_releases(n, w, &record->id, out));
    TRY(node_facts_groups(n, w, out));
    /* That it exists hangs on no more (P10), and it is asked of many at once. */
    if (act == ACT_LIST)
        return true;
    TRY(gather_holds(n, w, &record->id, out));
    TRY(gather_exceptions(n, w, &record->id, out));
    TRY(gather_assurances(n, w, out));
    return node_recalled(n, w, record, &out->recalled);
}

bool
node_facts_made(struct node *n, struct work *w, const struct actor *who,
    enum terms_act act, const struct terms *terms, const struct stored sources[],
    size_t count, struct facts *out)
{
    struct facts_item *parents = work_alloc(w, (count + 1) * sizeof(*parents));
    bool none;

    TRY(parents != NULL && begin_facts(n, w, who, act, out));
    out->item =
        (struct facts_item){.author = out->self, .made_at = out->now, .terms = terms};
    out->parents = parents;
    for (size_t i = 0; i < count; i++) {
        TRY(item_facts(n, w, &sources[i], &parents[out->parent_count++], &none) &&
            gather_releases(n, w, &sources[i].id, out) &&
            gather_exceptions(n, w, &sources[i].id, out));
    }
    return node_facts_groups(n, w, out);
}

bool
node_decide(struct node *n, struct work *w, const struct facts *f, struct decision *out)
{
    (void)n;
    if (terms_decide(f, out))
        return true;
    if (out->hidden)
        return fail(w, FAULT_MISSING, "no such record here");
    return fail_rule(w, out->id, "%s What would change it: %s", out->reason, out->change);
}
