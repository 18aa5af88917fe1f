/*
 * Who may see an item: P01 (readable terms, in force), P06 (the marking's audience),
 * P10 (existence), P11 (a hit), P22 (groups, in time).
 */
#include "core/terms/terms_inner.h"

/* P01: without terms that can be read, the author alone, and only to look and mend. */
enum terms_say
p01_readable(const struct terms_view *v)
{
    const uint32_t mend = ACT(READ) | ACT(LIST) | ACT(HOLD) | ACT(CORRECT) | ACT(RETERM);

    if (terms_usable(v->item->terms))
        return SAY_YES;
    return (mend >> v->act & 1) != 0 && same_org(&v->f->asker, &v->item->author) ? SAY_YES
                                                                                 : SAY_NO;
}

/* P01: terms that begin later are no terms yet.  The originator may send ahead of time:
 * the recipient's node waits. */
enum terms_say
p01_in_force(const struct terms_view *v)
{
    if (v->t->valid_from <= v->f->now)
        return SAY_NOTHING;
    if (v->leaves)
        return view_originator_asks(v) && !v->public ? SAY_YES : SAY_NO;
    return view_home(v, &v->f->asker) ? SAY_YES : SAY_NO;
}

/* P06: RED goes to named people, from the originator's hand alone; back to whose it is it may
 * always go.  Where it was written it is kept to compartments, if to anybody. */
enum terms_say
p06_red(const struct terms_view *v)
{
    const struct terms_list *named = &v->t->releasable_to;

    if (view_excerpt(v))
        return SAY_YES;
    if (v->t->tlp != TLP_RED)
        return SAY_NOTHING;
    if (v->leaves)
        return !v->public &&
                (view_home(v, v->target) ||
                    (view_originator_asks(v) && parties_name_someone(named, v->target)))
            ? SAY_YES
            : SAY_NO;
    return view_home(v, &v->f->asker) ||
            (view_direct(v) && parties_name_asker(v->f, named))
        ? SAY_YES
        : SAY_NO;
}

/* P06: a surface that anyone reads takes CLEAR only. */
enum terms_say
p06_public(const struct terms_view *v)
{
    if (!v->public)
        return SAY_NOTHING;
    return v->t->tlp == TLP_CLEAR ? SAY_YES : SAY_NO;
}

/* P06: not_releasable_to wins over every list and every release. */
enum terms_say
p06_barred(const struct terms_view *v)
{
    if (view_excerpt(v))
        return SAY_YES;
    if (v->t->not_releasable_to.count == 0)
        return SAY_NOTHING;
    if (v->public)
        return SAY_NO; /* the public includes them */
    if (!v->leaves && parties_name_asker(v->f, &v->t->not_releasable_to))
        return SAY_NO; /* a person, wherever they are */
    if (view_home(v, v->target))
        return SAY_YES;
    return !hash_is_zero(v->target) &&
            (terms_list_has(&v->t->not_releasable_to, hash_bytes(v->target)) ||
                view_member(v, &v->t->not_releasable_to, MEMBER_NOW))
        ? SAY_NO
        : SAY_YES;
}

/* The originator puts its item into a file that goes to nobody in particular. */
static bool
own_file(const struct terms_view *v)
{
    return v->leaves && view_originator_asks(v) && hash_is_zero(&v->f->recipient) &&
        !v->public;
}

/* P06: where there is a list, it is the audience; a release adds to it. */
enum terms_say
p06_listed(const struct terms_view *v)
{
    if (view_excerpt(v))
        return SAY_YES;
    if (!terms_limited(v->t))
        return SAY_NOTHING;
    if (v->public)
        return SAY_NO;
    return view_home(v, v->target) || own_file(v) || view_listed(v) || view_released(v)
        ? SAY_YES
        : SAY_NO;
}

/* P06: AMBER+STRICT stays in the one organisation that the originator gave it to: one
 * named itself, not through a group; onward only by release. */
enum terms_say
p06_strict(const struct terms_view *v)
{
    const struct terms_list *list = &v->t->releasable_to;
    bool given;

    if (view_excerpt(v))
        return SAY_YES;
    if (v->t->tlp != TLP_AMBER_STRICT)
        return SAY_NOTHING;
    if (v->leaves)
        given = view_originator_asks(v) &&
            (!list->set || terms_list_has(list, hash_bytes(v->target)) ||
                parties_name_someone(list, v->target));
    else
        given = view_direct(v);
    return given || view_home(v, v->target) || own_file(v) || view_released(v) ? SAY_YES
                                                                               : SAY_NO;
}

/* P06: AMBER goes to the organisation and the clients on the list. */
enum terms_say
p06_amber(const struct terms_view *v)
{
    if (view_excerpt(v))
        return SAY_YES;
    if (v->t->tlp != TLP_AMBER || (v->leaves && view_originator_asks(v)))
        return SAY_NOTHING; /* for the originator's own hand p06_listed speaks */
    return view_home(v, v->target) || view_listed(v) || view_released(v) ||
            (!v->leaves && view_direct(v))
        ? SAY_YES
        : SAY_NO;
}

/* P06: need to know: the asker must be in every compartment; the public is in none. */
enum terms_say
p06_need_to_know(const struct terms_view *v)
{
    if (view_excerpt(v))
        return SAY_YES;
    if (v->t->need_to_know.count == 0 || (v->leaves && !v->public))
        return SAY_NOTHING; /* the recipient's node asks for its own people */
    return !v->public && list_within(&v->t->need_to_know, &v->f->compartments) ? SAY_YES
                                                                               : SAY_NO;
}

/* P06: the audience is asked of who gives, too: by compartment, list, marking and bar. */
enum terms_say
p06_giver(const struct terms_view *v)
{
    static terms_check *const audience[] = {p06_red, p06_public, p06_barred, p06_listed,
        p06_strict, p06_amber, p06_need_to_know, p06_limite};
    struct terms_view giver = view_of(v->f, v->item, ACT_LIST, NULL);
    size_t count = COUNT_OF(audience) - ((v->f->rules_off & SWITCH_LIMITE) != 0);

    if (view_given_before(v))
        return SAY_NOTHING;
    for (size_t i = 0; i < count; i++)
        if (audience[i](&giver) == SAY_NO)
            return SAY_NO;
    return SAY_YES;
}

/* P06, K: LIMITE is a distribution marking; what bears it is not for the public. */
enum terms_say
p06_limite(const struct terms_view *v)
{
    if ((v->t->caveats & CAVEAT_LIMITE) == 0)
        return SAY_NOTHING;
    return v->public ? SAY_NO : SAY_YES;
}

/* P10: reached when no rule hides the item.  One that does is reported as P10, with
 * itself beneath. */
enum terms_say
p10_listed(const struct terms_view *v)
{
    (void)v;
    return SAY_YES;
}

/* P11: a hit tells that there is something to ask for.  Whom the originator has named, on a list
 * or by a marking that has no end at one body, may be told: what stands between them and the item
 * is consent, which can be asked.  What never goes on from here is not asked for. */
enum terms_say
p11_told(const struct terms_view *v)
{
    bool named;

    if (view_home(v, v->target))
        return SAY_YES;
    if (v->t->need_to_know.count > 0 ||
        (v->t->onward_transfer == ONWARD_NO && !view_originator_asks(v)))
        return SAY_NO;
    named = terms_limited(v->t) ? view_listed(v) : v->t->tlp <= TLP_GREEN;
    return named || view_released(v) ? SAY_YES : SAY_NO;
}

bool
terms_names_group(const struct terms_list *parties)
{
    const uint8_t *owner;
    struct uuid id;
    bool later;

    for (size_t i = 0; i < parties->count; i++)
        if (terms_party_group(parties->at[i], &id, &owner, &later))
            return true;
    return false;
}

/* P22: who is named through a group only was in it when the item was made, or the terms speak
 * of later members too; and nothing new goes to one who left. */
enum terms_say
p22_member(const struct terms_view *v)
{
    const struct terms_list *list = &v->t->releasable_to;

    if (!terms_names_group(list) || v->public || view_home(v, v->target) || own_file(v) ||
        view_named(v, list) || view_released(v))
        return SAY_NOTHING;
    return view_member(v, list, MEMBER_FITTING) ? SAY_YES : SAY_NO;
}

/* P22: and so does who gives it. */
enum terms_say
p22_giver(const struct terms_view *v)
{
    struct terms_view giver = view_of(v->f, v->item, ACT_LIST, NULL);

    return view_given_before(v) ? SAY_NOTHING : p22_member(&giver);
}
