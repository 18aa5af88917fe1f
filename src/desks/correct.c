/*
 * correct: a newer version of a record of ours, with some fields changed (P20).
 */
#include "desks/desk_inner.h"

/* Every part as it is, so that fields can be set in it. */
static bool
old_parts(struct work *w, const struct record *r, struct json **out)
{
    *out = json_object(w);
    for (size_t i = 0; i < r->part_count; i++) {
        struct json *copy;

        if (!r->parts[i].present)
            return fail(w, FAULT_CONFLICT,
                "part %.*s is not here: a correction needs them all",
                (int)r->parts[i].name.len, (const char *)r->parts[i].name.at);
        if (bytes_is(r->parts[i].name, "links"))
            continue;
        TRY(json_keep(w, r->parts[i].value, &copy));
        json_put_bytes(*out, r->parts[i].name, copy);
    }
    return true;
}

static bool
add_links(struct work *w, const struct record *r, struct draft *draft)
{
    for (size_t i = 0; i < r->link_count && draft->link_count < RECORD_LINKS; i++) {
        const struct link *l = &r->links[i];
        const char *type;

        if (bytes_is(l->type, "replaces"))
            continue;
        TRY(work_string(w, l->type, &type));
        draft->links[draft->link_count++] = (struct link_to){.type = type,
            .hash = l->hash,
            .id = l->id,
            .version = l->version};
    }
    return true;
}

bool
desk_old(struct desk *d, struct work *w, const struct stored *old, struct record **r,
    struct json **parts)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, ACT_CORRECT, old, &facts));
    TRY(node_decide(d->node, w, &facts, &decision));
    TRY(node_record(d->node, w, old, r));
    return old_parts(w, *r, parts);
}

bool
desk_newer(struct desk *d, struct work *w, const struct stored *old,
    const struct record *r, const struct json *parts, struct draft *out)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), old->kind);

    *out = (struct draft){0};
    TRY(work_string(w, old->kind, &out->kind));
    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        const char *name;

        TRY(work_string(w, p->name, &name));
        draft_part(out, name, p);
    }
    TRY(add_links(w, r, out));
    draft_replace(out, old);
    return kind == NULL || desk_judge(d, w, kind, out);
}

DESK(correct)
{
    const struct json *sets = json_get(args, "set");
    const struct kind *kind;
    struct draft draft;
    struct stored old;
    struct record *r;
    struct json *parts;

    TRY(desk_find(d, w, args, "id", &old));
    if (sets == NULL)
        return fail(w, FAULT_USAGE, "say what is corrected: --set PATH=VALUE");
    TRY(desk_old(d, w, &old, &r, &parts));
    kind = kinds_find(node_kinds(d->node), old.kind);
    for (const struct json *s = sets->first; s != NULL; s = s->next) {
        if (bytes_start(s->text, "terms.") || bytes_start(s->text, "terms="))
            return fail_rule(w, "P24",
                "terms are immutable: write a new record with others");
        TRY(desk_set(w, kind, (struct bytes){0}, parts, s->text));
    }
    TRY(desk_newer(d, w, &old, r, parts, &draft));
    return desk_make(d, w, &draft, answer);
}
