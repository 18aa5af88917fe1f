/*
 * edit, correct, link: a newer version of a record of ours, with some fields or links changed
 * (P20).
 */
#include "desks/desk_inner.h"

#include <string.h>

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

/* ---- Links ------------------------------------------------------------------------------ */

/* "serves=0192ab..." */
static bool
read_link(struct desk *d, struct work *w, struct bytes given, const char **type,
    struct stored *target)
{
    const char *text, *equals;

    TRY(work_string(w, given, &text));
    equals = strchr(text, '=');
    if (equals == NULL)
        return fail(w, FAULT_USAGE, "a link is TYPE=ID, not %s", text);
    TRY(node_find(d->node, w, &d->actor, bytes_of(equals + 1), target));
    *type = work_format(w, "%.*s", (int)(equals - text), text);
    return *type != NULL;
}

/* Is the link one of those to be taken off? */
static bool
is_off(struct desk *d, struct work *w, const struct link *l, const struct json *off,
    bool *yes)
{
    *yes = false;
    for (const struct json *o = off != NULL ? off->first : NULL; o != NULL; o = o->next) {
        struct stored target;
        const char *type;

        TRY(read_link(d, w, o->text, &type, &target));
        *yes = *yes ||
            (bytes_is(l->type, type) && memcmp(&l->id, &target.id, sizeof(l->id)) == 0);
    }
    return true;
}

/* Those that it has, but for those to be taken off. */
static bool
keep_links(struct desk *d, struct work *w, const struct record *r, const struct json *off,
    struct draft *draft)
{
    size_t gone = 0;

    for (size_t i = 0; i < r->link_count; i++) {
        const struct link *l = &r->links[i];
        const char *type;
        bool skip;

        if (bytes_is(l->type, "replaces"))
            continue;
        TRY(is_off(d, w, l, off, &skip));
        if (skip) {
            gone++;
            continue;
        }
        TRY(work_string(w, l->type, &type));
        draft->links[draft->link_count++] = (struct link_to){.type = type,
            .hash = l->hash,
            .id = l->id,
            .version = l->version};
    }
    return off == NULL || gone >= off->count ||
        fail(w, FAULT_MISSING, "it has no such link: see `show`");
}

static bool
put_links(struct desk *d, struct work *w, const struct json *on, struct draft *draft)
{
    for (const struct json *o = on != NULL ? on->first : NULL; o != NULL; o = o->next) {
        struct stored target;
        const char *type;

        TRY(read_link(d, w, o->text, &type, &target));
        draft_link(draft, type, &target);
    }
    return true;
}

/* ---- Fields ------------------------------------------------------------------------------ */

/* Take a field out; lists are set whole. */
static bool
unset(struct work *w, struct json *parts, struct bytes path)
{
    const char *text, *dot;
    struct json *at = parts;

    TRY(work_string(w, path, &text));
    dot = strrchr(text, '.');
    if (dot != NULL)
        at = json_at(parts, work_format(w, "%.*s", (int)(dot - text), text));
    dot = dot != NULL ? dot + 1 : text;
    if (at == NULL || at->type != JSON_OBJECT || json_get(at, dot) == NULL)
        return fail(w, FAULT_MISSING, "it has no field %s: see `show`", text);
    json_drop(at, dot);
    return true;
}

static bool
not_terms(struct work *w, struct bytes path)
{
    return !(bytes_start(path, "terms.") || bytes_start(path, "terms=") ||
               bytes_is(path, "terms")) ||
        fail_rule(w, "P24", "terms are immutable: write a new record with others");
}

static bool
change_fields(struct work *w, const struct kind *kind, const struct json *args,
    struct json *parts)
{
    const struct json *sets = json_get(args, "set"), *unsets = json_get(args, "unset");

    for (const struct json *u = unsets != NULL ? unsets->first : NULL; u != NULL;
         u = u->next)
        TRY(not_terms(w, u->text) && unset(w, parts, u->text));
    for (const struct json *s = sets != NULL ? sets->first : NULL; s != NULL; s = s->next)
        TRY(not_terms(w, s->text) &&
            desk_set(w, kind, (struct bytes){0}, parts, s->text));
    return true;
}

/* ---- The newer version -------------------------------------------------------------------- */

bool
desk_old(struct desk *d, struct work *w, const struct stored *old, struct record **r,
    struct json **parts)
{
    struct decision decision;
    struct facts facts;

    TRY(node_facts(d->node, w, &d->actor, ACT_CORRECT, old, &facts));
    TRY(node_decide(d->node, w, &facts, &decision));
    TRY(node_need_read(d->node, w, &d->actor, old));
    TRY(node_record(d->node, w, old, r));
    return old_parts(w, *r, parts);
}

/* Its parts, and that it replaces the older; the links are the caller's. */
static bool
begin_newer(struct work *w, const struct stored *old, const struct json *parts,
    struct draft *out)
{
    *out = (struct draft){0};
    TRY(work_string(w, old->kind, &out->kind));
    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        const char *name;

        TRY(work_string(w, p->name, &name));
        draft_part(out, name, p);
    }
    return true;
}

static bool
end_newer(struct desk *d, struct work *w, const struct stored *old, struct draft *out)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), old->kind);

    draft_replace(out, old);
    return kind == NULL || desk_judge(d, w, kind, out);
}

bool
desk_newer(struct desk *d, struct work *w, const struct stored *old,
    const struct record *r, const struct json *parts, struct draft *out)
{
    TRY(begin_newer(w, old, parts, out));
    TRY(keep_links(d, w, r, NULL, out));
    return end_newer(d, w, old, out);
}

static bool
edit(struct desk *d, struct work *w, const struct stored *old, const struct json *args,
    struct json **answer)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), old->kind);
    struct json *parts;
    struct draft draft;
    struct record *r;

    if (kind != NULL && kind_is_system(kind))
        return fail(w, FAULT_USAGE, "%.*s is made by the program itself",
            (int)old->kind.len, (const char *)old->kind.at);
    TRY(desk_old(d, w, old, &r, &parts));
    TRY(change_fields(w, kind, args, parts));
    TRY(begin_newer(w, old, parts, &draft));
    TRY(keep_links(d, w, r, json_get(args, "unlink"), &draft));
    TRY(put_links(d, w, json_get(args, "link"), &draft));
    TRY(end_newer(d, w, old, &draft));
    return desk_make(d, w, &draft, answer);
}

DESK(edit)
{
    static const char *const changes[] = {"set", "unset", "link", "unlink"};
    bool any = false;
    struct stored old;

    TRY(desk_find(d, w, args, "id", &old));
    for (size_t i = 0; i < COUNT_OF(changes); i++)
        any = any || json_get(args, changes[i]) != NULL;
    if (!any)
        return fail(w, FAULT_USAGE, "say what is changed: --set PATH=VALUE");
    return edit(d, w, &old, args, answer);
}

DESK(link)
{
    struct json *change = json_object(w), *links = json_array(w);
    struct bytes type = desk_text(args, "type"), to = desk_text(args, "to");
    struct stored from;

    TRY(desk_find(d, w, args, "id", &from));
    json_add(links,
        json_string(w,
            work_format(w, "%.*s=%.*s", (int)type.len, (const char *)type.at, (int)to.len,
                (const char *)to.at)));
    json_put(change, json_get(args, "off") != NULL ? "unlink" : "link", links);
    TRY(work_ok(w));
    return edit(d, w, &from, change, answer);
}
