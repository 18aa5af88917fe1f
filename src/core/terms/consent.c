/*
 * What the originator must have said: P03 and P04 (onward release), P05 (an unknown
 * originator), P08 (purpose), P09 (judicial use).
 */
#include "core/terms/terms_inner.h"

/* Is there consent that names this item, recipient, purpose and an end still to come? */
static bool
consent_named(const struct terms_view *v, bool standing)
{
    const struct facts_release *r;
    size_t i;

    for (i = 0; i < v->f->release_count; i++) {
        r = &v->f->releases[i];
        if (release_names(v, r, v->target, PERMIT_ONWARD, v->f->now) &&
            release_purpose(v, r) && (!standing || release_stands(r, v->f->now)))
            return true;
    }
    return false;
}

/* The V parts; EU classified information always needs the originator's consent.  What may
 * not go on at all cannot have come onward without it either: so ">=". */
static bool
terms_ask(const struct terms_view *v)
{
    const struct terms *t = v->t;

    return t->owner_consent >= CONSENT_ASK || t->onward_transfer >= ONWARD_ASK ||
        (t->handling & HANDLING_H2) != 0 || t->classification[SCHEME_EU] > 0 ||
        (v->leaves && v->f->recipient_third && (t->third_country & THIRD_ASK) != 0);
}

/* The K parts: levels above the lowest. */
static bool
un_asks(const struct terms_view *v)
{
    return v->t->classification[SCHEME_UN] > 1 &&
        (v->f->rules_off & SWITCH_UN_LEVELS) == 0;
}

static bool
interpol_asks(const struct terms_view *v)
{
    return v->t->classification[SCHEME_INTERPOL] > 1 &&
        (v->f->rules_off & SWITCH_INTERPOL_LEVELS) == 0;
}

/* P03: some items never go on, and a release cannot change signed terms (P24). */
enum terms_say
p03_never(const struct terms_view *v)
{
    if (!view_onward(v))
        return SAY_NOTHING;
    return v->t->onward_transfer == ONWARD_NO ? SAY_NO : SAY_YES;
}

enum terms_say
p03_consent(const struct terms_view *v)
{
    if (!view_onward(v) || !terms_ask(v))
        return SAY_NOTHING;
    return consent_named(v, false) ? SAY_YES : SAY_NO;
}

enum terms_say
p03_un_levels(const struct terms_view *v)
{
    if (!view_onward(v) || !un_asks(v))
        return SAY_NOTHING;
    return consent_named(v, false) ? SAY_YES : SAY_NO;
}

enum terms_say
p03_interpol_levels(const struct terms_view *v)
{
    if (!view_onward(v) || !interpol_asks(v))
        return SAY_NOTHING;
    return consent_named(v, false) ? SAY_YES : SAY_NO;
}

/* P03: consent is the originator's to give and to withdraw. */
enum terms_say
p03_giver(const struct terms_view *v)
{
    if (v->item->originator_unknown)
        return SAY_NOTHING; /* P05 speaks */
    return view_originator_asks(v) ? SAY_YES : SAY_NO;
}

/* P04: consent counts from its beginning to its withdrawal, for new deliveries. */
enum terms_say
p04_in_force(const struct terms_view *v)
{
    if (!view_onward(v) || (!terms_ask(v) && !un_asks(v) && !interpol_asks(v)))
        return SAY_NOTHING;
    return consent_named(v, true) ? SAY_YES : SAY_NO;
}

/* P05: the holder acts as originator, and nobody else does. */
enum terms_say
p05_holder(const struct terms_view *v)
{
    if (!v->item->originator_unknown)
        return SAY_NOTHING;
    if (same_org(&v->f->asker, &v->f->self))
        return SAY_YES;
    return v->leaves ? SAY_NOTHING : SAY_NO;
}

/* P08: also where the item is for any purpose, the reading is for one. */
enum terms_say
p08_stated(const struct terms_view *v)
{
    return v->f->purpose.len > 0 ? SAY_YES : SAY_NO;
}

/* P08: the purpose given at access must be one of the item's. */
enum terms_say
p08_purpose(const struct terms_view *v)
{
    if (!v->t->purpose.set)
        return SAY_NOTHING;
    return terms_list_has(&v->t->purpose, v->f->purpose) ? SAY_YES : SAY_NO;
}

/* P08: who has the item by a release may use it for what the release named. */
enum terms_say
p08_consented(const struct terms_view *v)
{
    const struct facts_release *r;
    int64_t since = view_since(v);
    size_t i;

    if (view_home(v, &v->f->asker) || view_direct(v) ||
        (!terms_ask(v) && !un_asks(v) && !interpol_asks(v)))
        return SAY_NOTHING;
    for (i = 0; i < v->f->release_count; i++) {
        r = &v->f->releases[i];
        if (release_names(v, r, &v->f->asker, PERMIT_ONWARD, since) &&
            release_stands(r, since) && release_purpose(v, r))
            return SAY_YES;
    }
    return SAY_NO;
}

/* Entering, or a package for a court, by another than the originator. */
static bool
judicial(const struct terms_view *v)
{
    return !view_originator_asks(v) &&
        (v->act == ACT_ENTER || v->f->surface == SURFACE_COURT);
}

/* P09: judicial use is a permission of its own, whatever was said of onward release. */
enum terms_say
p09_never(const struct terms_view *v)
{
    if (!judicial(v))
        return SAY_NOTHING;
    return v->t->judicial_use == JUDICIAL_NO ? SAY_NO : SAY_YES;
}

enum terms_say
p09_consent(const struct terms_view *v)
{
    const struct facts_release *r;
    size_t i;

    if (!judicial(v) ||
        (v->t->judicial_use == JUDICIAL_YES && (v->t->handling & HANDLING_H1) == 0))
        return SAY_NOTHING;
    for (i = 0; i < v->f->release_count; i++) {
        r = &v->f->releases[i];
        if (release_names(v, r, v->target, PERMIT_JUDICIAL, v->f->now) &&
            release_stands(r, v->f->now) && release_purpose(v, r))
            return SAY_YES;
    }
    return SAY_NO;
}
