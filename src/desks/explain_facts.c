/*
 * The facts behind a decision in words: what each of them was when it was looked at.
 */
#include "desks/desk_inner.h"

#define SAID_MAX 16384

/* One fact being said. */
struct saying {
    struct desk *desk;
    struct work *work;
    const struct facts *f;
    struct buffer b;
    size_t items; /* of a list, so far */
};

static void
put_org(struct saying *s, const struct hash *org)
{
    const struct json *name =
        hash_is_zero(org) ? NULL : desk_org_name(s->desk, s->work, org);

    if (name != NULL)
        buffer_add(&s->b, name->text);
    else if (work_ok(s->work))
        buffer_text(&s->b, "nobody");
}

/* To the second. */
static void
put_time(struct saying *s, int64_t at)
{
    struct bytes text;

    if (time_write(s->work, at, &text) && text.len > 19) {
        buffer_add(&s->b, bytes_from(text.at, 19));
        buffer_byte(&s->b, 'Z');
    }
}

static void
put_or(struct saying *s, struct bytes text, const char *otherwise)
{
    if (text.len > 0)
        buffer_add(&s->b, text);
    else
        buffer_text(&s->b, otherwise);
}

static void
next(struct saying *s)
{
    if (s->items++ > 0)
        buffer_text(&s->b, "; ");
}

/* Where a list had nothing. */
static void
none(struct saying *s)
{
    if (s->items == 0)
        buffer_text(&s->b, "none");
}

/* ---- Terms --------------------------------------------------------------------------- */

/* 64 digits are an organisation, and said by its name. */
static void
put_term(struct saying *s, const struct json *v)
{
    struct hash org;
    struct bytes text;
    size_t n = 0;

    if (v->type == JSON_TEXT && v->text.len == 2 * sizeof(org) &&
        hex_read(s->work, v->text, org.at, sizeof(org.at))) {
        put_org(s, &org);
        return;
    }
    if (work_fault(s->work) == FAULT_INVALID)
        work_clear(s->work);
    if (v->type == JSON_TEXT) {
        buffer_add(&s->b, v->text);
    } else if (v->type == JSON_ARRAY || v->type == JSON_OBJECT) {
        if (v->first == NULL)
            buffer_text(&s->b, "nobody");
        for (const struct json *i = v->first; i != NULL; i = i->next, n++) {
            buffer_text(&s->b, n > 0 ? ", " : "");
            if (v->type == JSON_OBJECT) {
                buffer_add(&s->b, i->name);
                buffer_byte(&s->b, ' ');
            }
            put_term(s, i);
        }
    } else if (json_write(s->work, v, &text)) {
        buffer_add(&s->b, text);
    }
}

static void
put_terms(struct saying *s, const struct terms *t)
{
    struct json *written;

    if (t == NULL) {
        buffer_text(&s->b, "there are none");
    } else if (!t->readable) {
        buffer_format(&s->b, "they cannot be read here: %s",
            t->why != NULL ? t->why : "there are none");
    } else if (terms_write(s->work, t, &written)) {
        s->items = 0;
        for (const struct json *m = written->first; m != NULL; m = m->next) {
            next(s);
            buffer_add(&s->b, m->name);
            buffer_text(&s->b, ": ");
            put_term(s, m);
        }
    }
}

/* ---- What bears on the item ------------------------------------------------------------ */

static void
put_parents(struct saying *s)
{
    for (size_t i = 0; i < s->f->parent_count; i++) {
        const struct facts_item *p = &s->f->parents[i];
        struct stored of;
        struct json *brief;
        bool known = false;

        next(s);
        if (!hash_is_zero(&p->hash) &&
            store_by_hash(node_store(s->desk->node), s->work, &p->hash, &of)) {
            if (!desk_may_list(s->desk, s->work, &of, &known))
                return;
        } else if (work_fault(s->work) == FAULT_MISSING) {
            work_clear(s->work);
        }
        brief = known ? desk_short(s->desk, s->work, &of.id) : NULL;
        if (brief == NULL) {
            buffer_text(&s->b, "one that is not here");
            continue;
        }
        buffer_add(&s->b, brief->text);
        buffer_text(&s->b, " of ");
        put_org(s,
            p->terms != NULL && p->terms->readable ? &p->terms->originator : &p->author);
    }
    none(s);
}

static void
put_releases(struct saying *s)
{
    for (size_t i = 0; i < s->f->release_count; i++) {
        const struct facts_release *r = &s->f->releases[i];

        if (hash_is_zero(&r->originator))
            continue; /* erased */
        next(s);
        buffer_text(&s->b, "by ");
        put_org(s, &r->originator);
        buffer_text(&s->b, " to ");
        put_org(s, &r->recipient);
        buffer_text(&s->b, " for ");
        buffer_add(&s->b, r->purpose);
        if ((r->permits & PERMIT_JUDICIAL) != 0)
            buffer_text(&s->b, ", judicial use too");
        buffer_text(&s->b, ", until ");
        put_time(s, r->until);
        if (r->withdrawn_at != 0) {
            buffer_text(&s->b, ", withdrawn ");
            put_time(s, r->withdrawn_at);
        }
    }
    none(s);
}

static void
put_holds(struct saying *s)
{
    static const char *const grounds[] = {"", "received for judicial use",
        "entered in a proceeding", "possibly exonerating"};

    for (size_t i = 0; i < s->f->hold_count; i++) {
        const struct facts_hold *h = &s->f->holds[i];

        if (h->ground == HOLD_NO_GROUND)
            continue;
        next(s);
        buffer_text(&s->b, "by ");
        put_org(s, &h->body);
        buffer_format(&s->b, ": %s", grounds[h->ground]);
        if (h->lifted_at != 0) {
            buffer_text(&s->b, ", lifted ");
            put_time(s, h->lifted_at);
        }
    }
    none(s);
}

static void
put_risks(struct saying *s, unsigned risks)
{
    static const char *const names[RISKS] = {"torture", "death penalty", "unfair trial"};
    size_t n = 0;

    for (unsigned i = 0; i < RISKS; i++)
        if ((risks >> i & 1) != 0)
            buffer_format(&s->b, "%s%s", n++ > 0 ? ", " : "", names[i]);
}

static void
put_assurances(struct saying *s)
{
    for (size_t i = 0; i < s->f->assurance_count; i++) {
        const struct facts_assurance *a = &s->f->assurances[i];

        if (!hash_equal(&a->recipient, &s->f->recipient))
            continue;
        next(s);
        buffer_text(&s->b, "against ");
        put_risks(s, a->covers);
        buffer_text(&s->b, ", from ");
        put_time(s, a->from);
        buffer_text(&s->b, " until ");
        put_time(s, a->until);
        buffer_text(&s->b,
            a->risk_assessed_at != 0 ? ", risk assessed " : ", risk not assessed");
        if (a->risk_assessed_at != 0)
            put_time(s, a->risk_assessed_at);
    }
    if (s->items == 0)
        buffer_text(&s->b, "none for this recipient");
}

static void
put_groups(struct saying *s)
{
    for (size_t i = 0; i < s->f->member_count; i++) {
        const struct facts_member *m = &s->f->members[i];

        next(s);
        put_org(s, &m->org);
        buffer_text(&s->b, " since ");
        put_time(s, m->since);
        if (m->until != 0) {
            buffer_text(&s->b, " until ");
            put_time(s, m->until);
        }
    }
    none(s);
}

/* ---- Who, where, when ------------------------------------------------------------------ */

static void
put_recipient(struct saying *s)
{
    const struct facts *f = s->f;

    put_org(s, &f->recipient);
    if (f->recipient_third)
        buffer_text(&s->b, ", outside our law");
    if (f->assurance_needed != 0) {
        buffer_text(&s->b, ", risks: ");
        put_risks(s, f->assurance_needed);
    }
}

static void
put_surface(struct saying *s)
{
    static const char *const names[] = {"none", "a court", "pages", "print", "STIX",
        "MISP", "CSV", "anyone who reads it"};

    buffer_text(&s->b, names[s->f->surface]);
    if (s->f->surface != SURFACE_NONE && s->f->carries != CARRY_ALL)
        buffer_text(&s->b, ", in a format that cannot say the terms");
}

static void
put_road(struct saying *s)
{
    const struct facts_item *item = &s->f->item;

    if (hash_is_zero(&item->received_from))
        buffer_text(&s->b, "written here");
    else
        put_org(s, &item->received_from);
    if (hash_is_zero(&item->received_from) || item->received_at == 0)
        return;
    buffer_text(&s->b, ", came ");
    put_time(s, item->received_at);
}

static void
put_recall(struct saying *s)
{
    const struct terms *t = s->f->item.terms;

    buffer_text(&s->b, s->f->recalled ? "recalled" : "not recalled");
    if (t != NULL && t->readable && t->retain_until != 0) {
        buffer_text(&s->b, ", kept until ");
        put_time(s, t->retain_until);
    }
}

static void
put_question(struct saying *s)
{
    const struct facts *f = s->f;
    int64_t due = f->question != NULL && f->question->readable
        ? terms_deadline(f->question->urgency, f->asked_at)
        : 0;

    if (f->question == NULL) {
        buffer_text(&s->b, "none");
        return;
    }
    buffer_text(&s->b, "asked by ");
    put_org(s, &f->question_from);
    if (due != 0) {
        buffer_text(&s->b, ", due ");
        put_time(s, due);
    }
}

static void
put_originator(struct saying *s)
{
    const struct facts_item *item = &s->f->item;

    if (item->originator_unknown)
        buffer_text(&s->b, "not known here: the holder stands in");
    else
        put_org(s,
            item->terms != NULL && item->terms->readable ? &item->terms->originator
                                                         : &item->author);
}

static void
put_fact(struct saying *s, uint32_t fact)
{
    const struct facts *f = s->f;

    switch (fact) {
    case FACT_ASKER:
        put_org(s, &f->asker);
        buffer_text(&s->b, ", ");
        put_or(s, f->who, "no person");
        break;
    case FACT_HOLDER:
        put_org(s, &f->self);
        break;
    case FACT_RECIPIENT:
        put_recipient(s);
        break;
    case FACT_PURPOSE:
        put_or(s, f->purpose, "none stated");
        break;
    case FACT_TERMS:
        put_terms(s, f->item.terms);
        break;
    case FACT_ORIGINATOR:
        put_originator(s);
        break;
    case FACT_ROAD:
        put_road(s);
        break;
    case FACT_PARENTS:
        put_parents(s);
        break;
    case FACT_RELEASES:
        put_releases(s);
        break;
    case FACT_HOLDS:
        put_holds(s);
        break;
    case FACT_ASSURANCES:
        put_assurances(s);
        break;
    case FACT_GROUPS:
        put_groups(s);
        break;
    case FACT_TIME:
        put_time(s, f->now);
        break;
    case FACT_SURFACE:
        put_surface(s);
        break;
    case FACT_RECALL:
        put_recall(s);
        break;
    case FACT_LOG:
        buffer_text(&s->b, f->can_log ? "it takes entries" : "it takes no entries");
        break;
    case FACT_QUESTION:
        put_question(s);
        break;
    case FACT_PROPOSED:
        put_terms(s, f->proposed);
        break;
    case FACT_CONFLICT:
        buffer_text(&s->b,
            f->quarantined ? "two contents under its version" : "one content");
        break;
    default:
        break;
    }
}

bool
desk_facts_say(struct desk *d, struct work *w, const struct facts *f, uint32_t which,
    struct json **out)
{
    *out = json_array(w);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        struct saying s = {.desk = d, .work = w, .f = f};
        struct json *one;
        struct bytes text;

        if ((which >> i & 1) == 0)
            continue;
        s.b = buffer_open(w, SAID_MAX);
        put_fact(&s, UINT32_C(1) << i);
        TRY(buffer_bytes(&s.b, &text));
        one = json_object(w);
        json_put(one, "fact", json_string(w, terms_fact_name(i)));
        json_put(one, "value", json_text(w, text));
        json_add(*out, one);
    }
    return work_ok(w);
}
