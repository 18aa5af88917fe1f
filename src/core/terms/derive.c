/*
 * Items that come from others: P02 (parents), P07 and P24 (new terms), P18 and P19
 * (questions and answers), P20 (corrections).
 */
#include "core/terms/terms_inner.h"

/* P02: the audience is that of the item and of each parent.  An originator's release of
 * the excerpt adds to its own parent's audience, like any release. */
enum terms_say
p02_parents(const struct terms_view *v)
{
    const struct terms_clause *clause;
    struct terms_view parent;
    enum terms_say say;
    uint32_t applied = 0;
    size_t i;

    for (i = 0; i < v->f->parent_count; i++) {
        parent = view_of(v->f, &v->f->parents[i], v->act, v->under);
        if (!clauses_try(&parent, &applied, &say, &clause)) {
            *v->under = clause->rule;
            return SAY_NO;
        }
    }
    return v->f->parent_count > 0 ? SAY_YES : SAY_NOTHING;
}

/* P02: what is made takes the strictest of each field; one's own parents do not bind. */
enum terms_say
p02_join(const struct terms_view *v)
{
    struct terms_view parent;
    size_t i;

    for (i = 0; i < v->f->parent_count; i++) {
        parent = view_of(v->f, &v->f->parents[i], v->act, v->under);
        if (!view_originator_asks(&parent) && !terms_narrower_or_equal(v->t, parent.t))
            return SAY_NO;
    }
    return v->f->parent_count > 0 ? SAY_YES : SAY_NOTHING;
}

/* P07: anyone may tighten, only the originator loosens. */
enum terms_say
p07_lower(const struct terms_view *v)
{
    if (!terms_usable(v->f->proposed))
        return SAY_NO;
    /* Nor may another make itself the originator, who then lowers it. */
    return view_originator_asks(v) ||
            (same_org(&v->f->proposed->originator, &v->t->originator) &&
                terms_narrower_or_equal(v->f->proposed, v->t))
        ? SAY_YES
        : SAY_NO;
}

/* P18: a question carries its urgency, and so its deadline. */
enum terms_say
p18_clock(const struct terms_view *v)
{
    const struct terms *question = v->f->proposed;

    return terms_usable(question) && question->urgency != URGENCY_NONE ? SAY_YES : SAY_NO;
}

enum terms_say
p18_refusal(const struct terms_view *v)
{
    if (!v->f->refusal)
        return SAY_NOTHING;
    return v->f->reason.len > 0 ? SAY_YES : SAY_NO;
}

/* P19: an answer goes to the one who asked. */
enum terms_say
p19_asker(const struct terms_view *v)
{
    return terms_usable(v->f->question) &&
            same_org(&v->f->recipient, &v->f->question_from)
        ? SAY_YES
        : SAY_NO;
}

/* P19: and is at most as wide as the question's purpose and the item asked about. */
enum terms_say
p19_width(const struct terms_view *v)
{
    const struct terms_list *asked = &v->f->question->purpose;

    if (v->f->refusal)
        return SAY_NOTHING; /* it gives nothing */
    if (v->f->about != NULL && !terms_narrower_or_equal(v->t, v->f->about))
        return SAY_NO;
    if (asked->set && (!v->t->purpose.set || !list_within(&v->t->purpose, asked)))
        return SAY_NO;
    return SAY_YES;
}

/* P20: what is shown everywhere is changed by the originator alone. */
enum terms_say
p20_originator(const struct terms_view *v)
{
    if (v->item->originator_unknown)
        return SAY_NOTHING; /* P05 speaks */
    return view_originator_asks(v) ? SAY_YES : SAY_NO;
}

/* P24: terms are never edited; other terms are another signed item. */
enum terms_say
p24_edit(const struct terms_view *v)
{
    return v->f->resigned ? SAY_YES : SAY_NO;
}
