/*
 * kind_members: how the objects of a kind file are read -- by tables of the members that they
 * may have, each with how it is read and where it goes.
 */
#include "core/records/kinds_inner.h"

#define LABEL_MAX 200

bool
read_below(const struct reading *r, struct place here, reads *read,
    const struct json *value, void *to)
{
    struct reading inner = *r;

    here.up = r->at;
    inner.at = &here;
    inner.to = to;
    return read(&inner, value);
}

/* ---- Objects and lists ------------------------------------------------------------------ */

/* What is not in the table is refused, so that a misspelt limit is never a limit that is not
 * there. */
static bool
check_members(const struct reading *r, const struct json *object,
    const struct member members[], int sort)
{
    for (const struct json *m = object->first; m != NULL; m = m->next) {
        const struct member *known = members;

        while (known->name != NULL && !bytes_is(m->name, known->name))
            known++;
        if (known->name == NULL)
            return refuse(r, "unknown keyword %.*s", (int)m->name.len,
                (const char *)m->name.at);
        if (known->fits != 0 && (known->fits & sort) == 0)
            return refuse(r, "%s does not fit this type", known->name);
    }
    return true;
}

bool
members_read(const struct reading *r, const struct json *object,
    const struct member members[], int sort, void *to)
{
    struct reading inner = *r;

    if (object->type != JSON_OBJECT)
        return refuse(r, "not an object");
    TRY(check_members(r, object, members, sort));
    for (const struct member *m = members; m->name != NULL; m++) {
        struct place here = {.up = r->at, .name = bytes_of(m->name)};
        const struct json *value = json_get(object, m->name);

        inner.at = &here;
        inner.to = to != NULL ? (char *)to + m->to : NULL;
        if (value == NULL && (m->must & sort) != 0)
            return refuse(&inner, "is missing");
        if (value == NULL || m->read == NULL)
            continue;
        TRY(m->is != ONE ? each_read(&inner, value, m->is, m->least, m->most, m->read)
                         : m->read(&inner, value));
    }
    return true;
}

bool
each_read(const struct reading *r, const struct json *of, enum shape is, size_t least,
    size_t most, reads *read)
{
    const char *what = is == LIST ? "a list" : "an object";
    struct place here = {0};

    if (of->type != (is == LIST ? JSON_ARRAY : JSON_OBJECT) || of->count < least ||
        of->count > most)
        return most == SIZE_MAX
            ? refuse(r, "not %s%s", what, least > 0 ? ", or an empty one" : "")
            : refuse(r, "not %s of %zu to %zu", what, least, most);
    for (const struct json *m = of->first; m != NULL; m = m->next, here.item++) {
        here.name = m->name;
        if (is == NAMED && !form_name(m->name))
            return refuse(r, "%.*s is not a name that this may have", (int)m->name.len,
                (const char *)m->name.at);
        TRY(read_below(r, here, read, m, r->to));
    }
    return true;
}

/* ---- Values -------------------------------------------------------------------------------- */

bool
matches(const struct reading *r, struct bytes text, const char *pattern)
{
    struct shared *s = r->shared;

    if (s->form != pattern) /* the same literal again and again */
        TRY(pattern_read(r->work, bytes_of(pattern), &s->pattern));
    s->form = pattern;
    return pattern_match(s->pattern, text);
}

bool
take_json(struct reading *r, const struct json *value)
{
    (void)r;
    *(const struct json **)r->to = value;
    return true;
}

bool
take_flag(struct reading *r, const struct json *value)
{
    *(bool *)r->to = value->truth;
    return value->type == JSON_BOOL || refuse(r, "not true or false");
}

bool
take_words(struct reading *r, const struct json *value)
{
    const char *wrong = form_lang_text(value, LABEL_MAX);

    return wrong != NULL ? refuse(r, "%s", wrong) : take_json(r, value);
}

bool
take_label(struct reading *r, const struct json *value)
{
    TRY(take_words(r, value));
    return (form_lang_pick(value, "en").len > 0 && form_lang_pick(value, "fr").len > 0) ||
        refuse(r, "at least en and fr");
}

bool
see_kind(struct reading *r, const struct json *value)
{
    return (value->type == JSON_TEXT && form_kind(value->text)) ||
        refuse(r, "not a kind like matter/1");
}

bool
see_name(struct reading *r, const struct json *value)
{
    return (value->type == JSON_TEXT && form_name(value->text)) ||
        refuse(r, "not a name that this may have");
}
