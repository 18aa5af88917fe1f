/*
 * What a record is made from, and whom it grades: whoever writes it must be allowed to, and its
 * terms are as strict as those of what others put into it (P02, P16).
 */
#include "desks/desk_inner.h"

#include <string.h>

/* By these a record holds what another says; on evidence its judgement, and so a grade, rests. */
static bool
is_source(const char *type)
{
    return strcmp(type, "derived-from") == 0 || strcmp(type, "quotes") == 0;
}

static bool
gather(struct desk *d, struct work *w, const struct draft *draft, size_t from,
    bool evidence, struct stored **out, size_t *count)
{
    *count = 0;
    *out = work_alloc(w, (draft->link_count + 1) * sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = from; i < draft->link_count && i < RECORD_LINKS; i++) {
        const struct link_to *l = &draft->links[i];

        if (is_source(l->type) || (evidence && strcmp(l->type, "evidence") == 0))
            TRY(store_by_hash(node_store(d->node), w, &l->hash, &(*out)[(*count)++]));
    }
    return true;
}

bool
desk_sources(struct desk *d, struct work *w, const struct draft *draft,
    struct stored **out, size_t *count)
{
    return gather(d, w, draft, 0, false, out, count);
}

static const struct json *
part_of(const struct draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->part_count && i < RECORD_PARTS; i++)
        if (strcmp(draft->part_names[i], name) == 0)
            return draft->part_bodies[i];
    return NULL;
}

static bool
decide(struct desk *d, struct work *w, enum terms_act act, const struct terms *terms,
    const struct stored parents[], size_t count)
{
    struct decision decision;
    struct facts facts;

    return node_facts_made(d->node, w, &d->actor, act, terms, parents, count, &facts) &&
        node_decide(d->node, w, &facts, &decision);
}

/* ---- Grades ---------------------------------------------------------------------------- */

static const struct json *
grade_in(const struct json *body)
{
    static const char *const names[] = {"grade", "grades", "source_grade", "info_grade"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (json_get(body, names[i]) != NULL)
            return json_get(body, names[i]);
    return NULL;
}

static bool
same(struct work *w, const struct json *a, const struct json *b, bool *yes)
{
    struct bytes x, y;

    TRY(json_write(w, a, &x) && json_write(w, b, &y));
    *yes = bytes_equal(x, y);
    return true;
}

/* Does it say a grade that it did not say ${before}? */
static bool
grades(struct work *w, const struct draft *draft, const struct record *before, bool *yes)
{
    *yes = false;
    for (size_t i = 0; i < draft->part_count && i < RECORD_PARTS; i++) {
        const struct json *says = grade_in(draft->part_bodies[i]), *said = NULL;
        const struct part *was =
            before != NULL ? record_part(before, draft->part_names[i]) : NULL;
        bool equal = false;

        if (was != NULL && was->present)
            said = grade_in(was->value);
        if (says != NULL && said != NULL)
            TRY(same(w, says, said, &equal));
        *yes = *yes || (says != NULL && !equal);
    }
    return true;
}

/* Itself, and what it rests on: each that may not be graded says why. */
static bool
may_grade(struct desk *d, struct work *w, const struct draft *draft,
    const struct terms *terms)
{
    struct decision decision;
    struct stored *grounds;
    struct facts facts;
    size_t count;

    TRY(gather(d, w, draft, 0, true, &grounds, &count));
    for (size_t i = 0; i < count; i++)
        TRY(node_facts(d->node, w, &d->actor, ACT_GRADE, &grounds[i], &facts) &&
            node_decide(d->node, w, &facts, &decision));
    return decide(d, w, ACT_GRADE, terms, NULL, 0);
}

/* ---- Both ------------------------------------------------------------------------------- */

bool
desk_may_make(struct desk *d, struct work *w, const struct draft *draft, size_t from,
    const struct record *before)
{
    const struct json *part = part_of(draft, "terms");
    struct stored *sources;
    struct terms terms;
    size_t count;
    bool graded;

    if (part == NULL)
        return true; /* of kinds without terms none is made from others, or graded */
    TRY(terms_read(w, part, &terms));
    TRY(gather(d, w, draft, from, false, &sources, &count));
    TRY(count == 0 || decide(d, w, ACT_DERIVE, &terms, sources, count));
    TRY(grades(w, draft, before, &graded));
    return !graded || may_grade(d, w, draft, &terms);
}
