/*
 * What is about to be written: who writes it, and the rules of its kind.
 */
#include "desks/desk_inner.h"

/* ---- Who writes ---------------------------------------------------------------------------------- */

static bool
is_person(const struct json *property)
{
    return bytes_is(json_get_text(property, "format"), "person");
}

bool
desk_writer(struct work *w, const struct json *schema, struct bytes person,
    struct json *object)
{
    const char *name;

    for (const struct json *p = json_first(json_get(schema, "properties")); p != NULL;
         p = p->next) {
        if (!is_person(p))
            continue;
        TRY(work_string(w, p->name, &name));
        if (person.len > 0)
            json_put(object, name, json_text(w, person));
        else
            json_drop(object, name);
    }
    return work_ok(w);
}

static bool
put_writer(struct desk *d, struct work *w, const struct kind *kind, struct draft *draft)
{
    const struct json *parts = json_get(kind_json(kind), "parts");

    for (size_t i = 0; i < draft->part_count; i++) {
        const struct json *schema =
            json_get(json_get(parts, draft->part_names[i]), "schema");
        const struct json *p = json_first(json_get(schema, "properties"));
        struct json *body;

        while (p != NULL && !is_person(p))
            p = p->next;
        if (p == NULL)
            continue;
        TRY(json_keep(w, draft->part_bodies[i], &body) &&
            desk_writer(w, schema, d->actor.person, body));
        draft->part_bodies[i] = body;
    }
    return true;
}

/* ---- Rules ------------------------------------------------------------------------------------------ */

/* As a record before it is one: its parts, and whose it will be. */
static bool
as_record(struct desk *d, struct work *w, const struct draft *draft, struct record **out)
{
    struct record *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    r->author = node_identity(d->node)->id;
    TRY(node_now(d->node, w, &r->time));
    for (size_t i = 0; i < draft->part_count && i < RECORD_PARTS; i++)
        r->parts[r->part_count++] = (struct part){.name = bytes_of(draft->part_names[i]),
            .present = true,
            .value = draft->part_bodies[i]};
    *out = r;
    return true;
}

bool
desk_judge(struct desk *d, struct work *w, const struct kind *kind, struct draft *draft)
{
    struct kind_stage stage;
    struct json *findings;
    struct record *r;
    size_t errors;

    TRY(put_writer(d, w, kind, draft) && as_record(d, w, draft, &r));
    TRY(kind_stage(w, kind, r, NULL, 0, &stage));
    TRY(kind_findings(w, kind, r, &stage, r->time, node_codes(d->node), &findings,
        &errors));
    for (const struct json *f = findings->first; f != NULL && errors > 0; f = f->next) {
        struct bytes said = desk_english(json_get(f, "message")),
                     path = json_get_text(f, "path");

        if (bytes_is(json_get_text(f, "severity"), "error"))
            return fail(w, FAULT_INVALID, "%.*s%s%.*s", (int)path.len,
                (const char *)path.at, path.len > 0 ? ": " : "", (int)said.len,
                (const char *)said.at);
    }
    return true;
}
