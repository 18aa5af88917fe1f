/*
 * What must hold for an act to be done properly: P14 (the log), P15 (personal data),
 * P16 (duress), P17 (assurances), P25 (formats that carry the terms).
 */
#include "core/terms/terms_inner.h"

/* P14: an act that cannot be logged is not done. */
enum terms_say
p14_log(const struct terms_view *v)
{
    return v->f->can_log ? SAY_YES : SAY_NO;
}

/*
 * Why: what keeps or ends an item has a reason; what another originated is given on -- not
 * back --, put out or told of for a purpose or a reason.  Why a person reads is P08's matter; what is written is an
 * entry of its own; and what the node must do by itself has the rule for a reason.
 */
static bool
says_why(const struct terms_view *v)
{
    const uint32_t reasoned = ACT(RECALL) | ACT(ERASE) | ACT(HOLD) | ACT(UNHOLD);
    const struct facts *f = v->f;

    if ((reasoned >> v->act & 1) != 0)
        return f->reason.len > 0;
    return !view_onward(v) || view_given_before(v) || f->purpose.len > 0 ||
        f->reason.len > 0;
}

/* P14: the entry says who, when, to whom and why. */
enum terms_say
p14_entry(const struct terms_view *v)
{
    const struct facts *f = v->f;
    bool to_whom = !v->leaves || !hash_is_zero(&f->recipient) ||
        (v->act == ACT_EXPORT && f->surface != SURFACE_NONE);

    return f->who.len > 0 && f->now > 0 && to_whom && says_why(v) ? SAY_YES : SAY_NO;
}

/* P15: without its five fields personal data stays with those who made it. */
enum terms_say
p15_complete(const struct terms_view *v)
{
    if (!v->t->personal)
        return SAY_NOTHING;
    if (!terms_incomplete(v->t))
        return SAY_YES;
    return !v->leaves && view_home(v, &v->f->asker) ? SAY_YES : SAY_NO;
}

/* An officer's exception that names this very item, begun, not ended and not withdrawn. */
static bool
excepted(const struct terms_view *v)
{
    for (size_t i = 0; i < v->f->exception_count; i++) {
        const struct facts_exception *e = &v->f->exceptions[i];

        if (same_org(&e->item, &v->item->hash) && e->officer.len > 0 &&
            e->from <= v->f->now && e->until > v->f->now &&
            (e->withdrawn_at == 0 || e->withdrawn_at > v->f->now))
            return true;
    }
    return false;
}

/* P16: neither graded, combined nor given on, but by exception. */
enum terms_say
p16_duress(const struct terms_view *v)
{
    if (v->act == ACT_DERIVE && !v->parent)
        return SAY_NOTHING; /* writing down that there was duress is allowed */
    if (v->t->duress == DURESS_NONE && v->item->duress_later == DURESS_NONE)
        return SAY_YES;
    return excepted(v) ? SAY_YES : SAY_NO;
}

/* P17: third countries, as the terms allow them. */
enum terms_say
p17_third(const struct terms_view *v)
{
    if (!v->f->recipient_third)
        return SAY_NOTHING;
    return (v->t->third_country & THIRD_NO) != 0 ? SAY_NO : SAY_YES;
}

enum terms_say
p17_adequate(const struct terms_view *v)
{
    if (!v->f->recipient_third || (v->t->third_country & THIRD_ADEQUATE) == 0)
        return SAY_NOTHING;
    return v->f->recipient_adequate ? SAY_YES : SAY_NO;
}

/* In force now, for this recipient, with a dated risk assessment. */
static bool
assurance_valid(const struct facts *f, const struct facts_assurance *a, unsigned risk)
{
    return same_org(&a->recipient, &f->recipient) && (a->covers >> risk & 1) != 0 &&
        a->from <= f->now && a->until > f->now && a->risk_assessed_at > 0 &&
        a->risk_assessed_at <= f->now;
}

static bool
assurance_there(const struct facts *f, unsigned risk, const struct bytes *id)
{
    const struct facts_assurance *a;
    size_t i;

    for (i = 0; i < f->assurance_count; i++) {
        a = &f->assurances[i];
        if (assurance_valid(f, a, risk) &&
            (id == NULL || bytes_equal(*id, bytes_from(a->id.at, sizeof(a->id.at)))))
            return true;
    }
    return false;
}

/* P17: each risk at the recipient is met; the very records, where the terms name them. */
enum terms_say
p17_assured(const struct terms_view *v)
{
    const struct facts *f = v->f;
    const struct terms_list *named;
    unsigned risk, needed = f->assurance_needed & RISK_MASK;
    size_t i;

    if (f->recipient_third && (v->t->third_country & THIRD_ASSURED) != 0)
        needed = RISK_MASK;
    for (risk = 0; risk < RISKS; risk++) {
        if ((needed >> risk & 1) == 0)
            continue;
        named = &v->t->assurances[risk];
        if (named->count == 0 && !assurance_there(f, risk, NULL))
            return SAY_NO;
        for (i = 0; i < named->count; i++) {
            if (!assurance_there(f, risk, &named->at[i]))
                return SAY_NO;
        }
    }
    return needed != 0 ? SAY_YES : SAY_NOTHING;
}

/* P25: what the format cannot say, nobody who reads the export will know. */
enum terms_say
p25_carried(const struct terms_view *v)
{
    if (v->f->surface == SURFACE_NONE)
        return SAY_NO;
    return (terms_carry_needed(v->t) & ~v->f->carries) == 0 ? SAY_YES : SAY_NO;
}
