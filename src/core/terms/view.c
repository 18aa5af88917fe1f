/*
 * What the rules ask of the facts: who is who, what a release covers, what is held.
 */
#include "core/terms/terms_inner.h"

#include <string.h>

/* Stands in for terms that are missing or cannot be read. */
static const struct terms no_terms;

bool
terms_usable(const struct terms *t)
{
    return t != NULL && t->readable && t->tlp != TLP_NONE;
}

struct terms_view
view_of(const struct facts *f, const struct facts_item *item, enum terms_act act,
    enum terms_rule *under)
{
    struct terms_view v = {.f = f, .item = item, .act = act, .under = under};

    v.t = terms_usable(item->terms) ? item->terms : &no_terms;
    v.leaves = (ACTS_TELL >> act & 1) != 0;
    v.target = v.leaves ? &f->recipient : &f->asker;
    v.public = v.leaves ? f->surface == SURFACE_PUBLIC : hash_is_zero(&f->asker);
    v.parent = item != &f->item;
    if (item->originator_unknown)
        v.originator = &f->self; /* P05 */
    else
        v.originator = v.t == &no_terms ? &item->author : &v.t->originator;
    return v;
}

bool
same_org(const struct hash *a, const struct hash *b)
{
    return !hash_is_zero(a) && hash_equal(a, b);
}

bool
view_originator_asks(const struct terms_view *v)
{
    return same_org(&v->f->asker, v->originator);
}

bool
view_home(const struct terms_view *v, const struct hash *org)
{
    return same_org(org, v->originator) || same_org(org, &v->item->author);
}

bool
view_onward(const struct terms_view *v)
{
    return v->leaves && !view_originator_asks(v) &&
        (v->public || !view_home(v, v->target));
}

bool
view_given_before(const struct terms_view *v)
{
    return v->f->shared_before && (v->act == ACT_SHARE || v->act == ACT_FORWARD);
}

bool
view_direct(const struct terms_view *v)
{
    return same_org(&v->item->received_from, v->originator);
}

bool
terms_party_group(struct bytes party, struct uuid *id, const uint8_t **owner, bool *later)
{
    size_t head = sizeof(*id), whole = head + sizeof(struct hash);

    *later = party.len == head + 1 || party.len == whole + 1;
    if (party.len != head && party.len != whole && !*later)
        return false;
    memcpy(id, party.at, head);
    *owner = party.len >= whole ? party.at + head : NULL;
    return true;
}

/* P22.  Given on, it goes to who is in now; seen, it is by who is in, or was when it came, for what
 * one got one keeps.  Who joined after it was made is in for it only where the party says so. */
static bool
member_fits(const struct terms_view *v, const struct facts_member *m, bool later)
{
    int64_t made = v->item->made_at, came = view_since(v);
    bool joined = later || (made > 0 && m->since <= made);
    bool in = m->until == 0 || m->until > v->f->now;

    return joined && (in || (!v->leaves && m->since <= came && m->until > came));
}

bool
view_member(const struct terms_view *v, const struct terms_list *parties,
    enum membership how)
{
    const struct facts *f = v->f;
    const uint8_t *owner;
    struct uuid id;
    size_t i, p;
    bool later;

    for (i = 0; i < f->member_count; i++) {
        const struct facts_member *m = &f->members[i];

        if (!same_org(&m->org, v->target) || m->since > f->now ||
            (how == MEMBER_NOW && m->until != 0 && m->until <= f->now))
            continue;
        for (p = 0; p < parties->count; p++)
            if (terms_party_group(parties->at[p], &id, &owner, &later) &&
                memcmp(&id, &m->group, sizeof(id)) == 0 &&
                memcmp(owner != NULL ? owner : v->originator->at, m->owner.at,
                    sizeof(m->owner)) == 0 &&
                (how != MEMBER_FITTING || member_fits(v, m, later)))
                return true;
    }
    return false;
}

void
terms_person(const struct hash *org, const struct uuid *person, uint8_t out[TERMS_PERSON])
{
    memcpy(out, org->at, sizeof(org->at));
    memcpy(out + sizeof(org->at), person->at, sizeof(person->at));
    memset(out + sizeof(org->at) + sizeof(person->at), 0,
        TERMS_PERSON - sizeof(org->at) - sizeof(person->at));
}

bool
parties_name_someone(const struct terms_list *parties, const struct hash *org)
{
    for (size_t i = 0; i < parties->count; i++)
        if (parties->at[i].len == TERMS_PERSON &&
            memcmp(parties->at[i].at, org->at, sizeof(org->at)) == 0)
            return true;
    return false;
}

bool
parties_name_asker(const struct facts *f, const struct terms_list *parties)
{
    uint8_t person[TERMS_PERSON];

    if (uuid_is_zero(&f->person))
        return false;
    terms_person(&f->asker, &f->person, person);
    return terms_list_has(parties, bytes_from(person, sizeof(person)));
}

bool
view_listed(const struct terms_view *v)
{
    const struct terms_list *list = &v->t->releasable_to;

    return view_named(v, list) ||
        (!hash_is_zero(v->target) && view_member(v, list, MEMBER_EVER));
}

bool
view_named(const struct terms_view *v, const struct terms_list *parties)
{
    return (!hash_is_zero(v->target) && terms_list_has(parties, hash_bytes(v->target))) ||
        (v->leaves ? parties_name_someone(parties, v->target)
                   : parties_name_asker(v->f, parties));
}

bool
terms_by_person(const struct terms *t)
{
    bool named = t->tlp == TLP_RED || t->need_to_know.count > 0;

    for (size_t i = 0; i < t->releasable_to.count && !named; i++)
        named = t->releasable_to.at[i].len == TERMS_PERSON;
    for (size_t i = 0; i < t->not_releasable_to.count && !named; i++)
        named = t->not_releasable_to.at[i].len == TERMS_PERSON;
    return named;
}

bool
terms_limited(const struct terms *t)
{
    return t->releasable_to.set ||
        (t->caveats & (CAVEAT_EYES_ONLY | CAVEAT_RELEASABLE_TO)) != 0;
}

/* ---- Releases -------------------------------------------------------------------- */

bool
release_names(const struct terms_view *v, const struct facts_release *r,
    const struct hash *to, unsigned permit, int64_t at)
{
    /* A release of an excerpt names the item made from the parent (P02). */
    bool item =
        same_org(&r->item, &v->item->hash) || same_org(&r->item, &v->f->item.hash);

    return item && r->purpose.len > 0 && same_org(&r->originator, v->originator) &&
        same_org(&r->recipient, to) && (r->permits & permit) != 0 && r->until > at;
}

bool
release_purpose(const struct terms_view *v, const struct facts_release *r)
{
    return r->purpose.len > 0 && bytes_equal(r->purpose, v->f->purpose);
}

bool
release_stands(const struct facts_release *r, int64_t at)
{
    return r->from <= at && (r->withdrawn_at == 0 || r->withdrawn_at > at);
}

int64_t
view_since(const struct terms_view *v)
{
    int64_t since = v->f->item.received_at;

    return since > 0 ? since : v->f->now;
}

bool
view_released(const struct terms_view *v)
{
    int64_t at = v->leaves ? v->f->now : view_since(v);
    const struct facts_release *r;
    size_t i;

    for (i = 0; i < v->f->release_count; i++) {
        r = &v->f->releases[i];
        if (release_names(v, r, v->target, PERMIT_ONWARD, at) && release_stands(r, at) &&
            (!v->leaves || release_purpose(v, r)))
            return true;
    }
    return false;
}

bool
view_excerpt(const struct terms_view *v)
{
    return v->parent && !v->public && view_released(v);
}

/* ---- Ends ------------------------------------------------------------------------ */

bool
facts_due(const struct facts *f, const struct terms *t, const struct hash *originator)
{
    return (f->recalled && !same_org(&f->self, originator)) ||
        (t->retain_until != 0 && f->now >= t->retain_until);
}

bool
facts_held(const struct facts *f, const struct hash *originator)
{
    const struct facts_hold *h;
    size_t i;

    for (i = 0; i < f->hold_count; i++) {
        h = &f->holds[i];
        if (h->ground == HOLD_NO_GROUND || (h->lifted_at != 0 && h->lifted_at <= f->now))
            continue;
        if (same_org(&h->body, &f->self))
            return true;
        /* What another body entered is held by its originator too, once told. */
        if (h->ground == HOLD_ENTERED && same_org(&f->self, originator) &&
            h->told_at != 0 && h->told_at <= f->now)
            return true;
    }
    return false;
}
