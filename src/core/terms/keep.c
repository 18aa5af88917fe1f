/*
 * How items end and what keeps them: P12 (retention, recall), P13 (who recalls), P21
 * (quarantine), P27 (holds).
 */
#include "core/terms/terms_inner.h"

/* P12: what is over is not used, except by the body that holds it, for its proceeding.  A
 * recall speaks to those who were given the item: its originator still reads its own copy,
 * and does nothing else with it. */
enum terms_say
p12_over(const struct terms_view *v)
{
    const uint32_t kept = ACT(READ) | ACT(ENTER);
    bool proceeding = (kept >> v->act & 1) != 0 ||
        (v->act == ACT_EXPORT && v->f->surface == SURFACE_COURT);
    bool at_home = v->act == ACT_READ && same_org(&v->f->asker, &v->f->self);

    if (v->parent) /* its own terms end it, for what would be made from it */
        return v->act == ACT_DERIVE && v->t->retain_until != 0 &&
                v->f->now >= v->t->retain_until
            ? SAY_NO
            : SAY_NOTHING;
    if (!facts_due(v->f, v->t, v->originator) && (at_home || !v->f->recalled))
        return SAY_YES;
    return proceeding && facts_held(v->f, v->originator) ? SAY_YES : SAY_NO;
}

/* P12: each erases at home; elsewhere the originator recalls. */
enum terms_say
p12_own_copy(const struct terms_view *v)
{
    return same_org(&v->f->asker, &v->f->self) ? SAY_YES : SAY_NO;
}

enum terms_say
p12_not_due(const struct terms_view *v)
{
    return facts_due(v->f, v->t, v->originator) ? SAY_YES : SAY_NO;
}

enum terms_say
p13_originator(const struct terms_view *v)
{
    if (v->item->originator_unknown)
        return SAY_NOTHING; /* P05 speaks */
    return view_originator_asks(v) ? SAY_YES : SAY_NO;
}

/* P21: which of the two contents is meant, nobody can tell; the headers stay visible to
 * those who may know the item. */
enum terms_say
p21_quarantine(const struct terms_view *v)
{
    return v->f->quarantined ? SAY_NO : SAY_YES;
}

/* P27: a recall that one issues oneself still goes out; one's own copy ends by ERASE. */
enum terms_say
p27_held(const struct terms_view *v)
{
    if (v->act == ACT_RECALL && same_org(&v->f->asker, &v->f->self))
        return SAY_NOTHING;
    return facts_held(v->f, v->originator) ? SAY_MARK : SAY_YES;
}

/* P27: only the body that holds lifts its hold. */
enum terms_say
p27_lift(const struct terms_view *v)
{
    const struct facts_hold *h;
    size_t i;

    for (i = 0; i < v->f->hold_count; i++) {
        h = &v->f->holds[i];
        if (h->ground != HOLD_NO_GROUND && same_org(&h->body, &v->f->asker) &&
            (h->lifted_at == 0 || h->lifted_at > v->f->now))
            return SAY_YES;
    }
    return SAY_NO;
}
