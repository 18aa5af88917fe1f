/*
 * Running a verb: its arguments held against the table, then its desk.
 */
#include <string.h>

#include "desks/desk_inner.h"

/* A reason, or a legal basis, of blanks says nothing. */
static bool
says_something(struct work *w, const struct verb *v, const struct verb_argument *a,
    const struct json *text)
{
    static const char *const said[] = {"reason", "basis", "shrunk"};

    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (strcmp(a->name, said[i]) == 0 && desk_blank(text->text))
            return fail(w, FAULT_USAGE, "%s: %s is blank", v->name, a->form);
    return true;
}

/* Every argument is known, of its type, and none that is needed is missing. */
static bool
check_arguments(struct work *w, const struct verb *v, const struct json *args)
{
    for (const struct json *m = args->first; m != NULL; m = m->next) {
        const struct verb_argument *a = v->arguments;

        while (a->name != NULL && !bytes_is(m->name, a->name))
            a++;
        if (a->name == NULL)
            return fail(w, FAULT_USAGE, "%s takes no argument %.*s", v->name,
                (int)m->name.len, (const char *)m->name.at);
        if (m->type !=
            (a->many                           ? JSON_ARRAY
                    : a->type == ARGUMENT_FLAG ? JSON_BOOL
                                               : JSON_TEXT))
            return fail(w, FAULT_USAGE, "%s: %s has a wrong type", v->name, a->form);
        TRY(m->type != JSON_TEXT || says_something(w, v, a, m));
        for (const struct json *i = m->first; i != NULL; i = i->next)
            if (i->type != JSON_TEXT)
                return fail(w, FAULT_USAGE, "%s: %s has a wrong type", v->name, a->form);
    }
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
        if (a->required && json_get(args, a->name) == NULL)
            return fail(w, FAULT_USAGE, "%s needs %s", v->name, a->form);
    return true;
}

bool
verb_flag(const struct verb *v, const char *name)
{
    for (const struct verb_argument *a = v != NULL ? v->arguments : NULL;
         a != NULL && a->name != NULL; a++)
        if (strcmp(a->name, name) == 0)
            return a->type == ARGUMENT_FLAG;
    return false;
}

bool
verb_alone(const struct verb *v, const struct json *args)
{
    for (const struct verb_argument *a = v->arguments; a->name != NULL; a++)
        if (a->node != NODE_AS_VERB && json_get(args, a->name) != NULL)
            return a->node == NODE_NOT;
    return v->alone;
}

bool
verb_run(const struct verb *v, struct desk *d, struct work *w, const struct json *args,
    struct json **answer)
{
    TRY(check_arguments(w, v, args));
    /* What is stated with the act is what the access log and the terms are told. */
    d->actor.purpose = json_get(args, "purpose") != NULL ? json_get_text(args, "purpose")
                                                         : (struct bytes){0};
    d->actor.reason = json_get_text(args, "reason");
    if (json_get(args, "proceeding") != NULL)
        d->actor.reason = json_get_text(args, "proceeding");
    if (!verb_alone(v, args) && d->node == NULL)
        return fail(w, FAULT_USAGE, "%s needs a node: give -C DIR or set LIAISON_DIR",
            v->name);
    if (d->node != NULL && !verb_alone(v, args))
        TRY(node_person_acts(d->node, w, d->actor.person) &&
            desk_need_role(d, w, v->name, args));
    if (v->run == NULL)
        return fail(w, FAULT_CONFLICT, "this node is served already");
    return v->run(d, w, args, answer);
}
