/*
 * Writing terms: the same table, backwards; what says nothing is left out.
 */
#include "core/terms/terms_inner.h"

#include <string.h>

static struct json *
code_write(struct work *w, const struct code *codes, unsigned value)
{
    for (; codes->text != NULL; codes++) {
        if (codes->value == value)
            return json_string(w, codes->text);
    }
    (void)fail(w, FAULT_INVALID, "terms: a value without a name");
    return NULL;
}

/* NULL when the mask is empty. */
static struct json *
codes_write(struct work *w, const struct code *codes, unsigned mask)
{
    struct json *array = mask != 0 ? json_array(w) : NULL;

    for (; codes->text != NULL; codes++) {
        if ((mask & codes->value) != 0)
            json_add(array, json_string(w, codes->text));
    }
    return array;
}

static struct json *
id_write(struct work *w, struct bytes id)
{
    struct uuid u;

    memcpy(u.at, id.at, sizeof(u.at));
    return json_uuid(w, &u);
}

/* The originator's own groups without its name. */
static struct json *
person_write(struct work *w, struct bytes party)
{
    const size_t org = sizeof(struct hash);
    struct bytes hex, text;
    struct uuid id;

    memcpy(id.at, party.at + org, sizeof(id.at));
    if (!hex_write(w, bytes_from(party.at, org), &hex) || !uuid_write(w, &id, &text))
        return NULL;
    return json_string(w,
        work_format(w, "%.*s/%.*s", (int)hex.len, (const char *)hex.at, (int)text.len,
            (const char *)text.at));
}

static struct json *
party_write(struct work *w, const struct terms *t, struct bytes party)
{
    struct bytes text, org = {0};
    const uint8_t *owner;
    struct uuid group;
    bool later;

    if (party.len == TERMS_PERSON)
        return person_write(w, party);
    if (!terms_party_group(party, &group, &owner, &later))
        return json_hex(w, party);
    if (owner != NULL && memcmp(owner, &t->originator, sizeof(t->originator)) == 0)
        owner = NULL;
    if (!uuid_write(w, &group, &text) ||
        (owner != NULL && !hex_write(w, bytes_from(owner, sizeof(struct hash)), &org)))
        return NULL;
    return json_string(w,
        work_format(w, "group:%.*s%s%.*s%s", (int)text.len, (const char *)text.at,
            owner != NULL ? "@" : "", (int)org.len, (const char *)org.at,
            later ? "+later" : ""));
}

static struct json *
list_write(struct work *w, const struct terms_list *list,
    struct json *(*item_write)(struct work *, struct bytes))
{
    struct json *array = json_array(w);
    size_t i;

    for (i = 0; i < list->count; i++)
        json_add(array, item_write(w, list->at[i]));
    return array;
}

static struct json *
handling_write(struct work *w, const struct terms *t)
{
    struct json *object;

    if (t->handling == 0)
        return NULL;
    object = json_object(w);
    json_put(object, "codes", codes_write(w, handling_codes, t->handling));
    if (t->handling_text.count > 0)
        json_put(object, "text", list_write(w, &t->handling_text, json_text));
    return object;
}

static struct json *
classes_write(struct work *w, const struct terms *t)
{
    struct json *object = NULL;
    size_t i;

    for (i = 0; i < SCHEMES; i++) {
        if (t->classification[i] == 0)
            continue;
        if (object == NULL)
            object = json_object(w);
        json_put(object, scheme_names[i],
            code_write(w, scheme_levels[i], t->classification[i]));
    }
    return object;
}

static struct json *
third_write(struct work *w, const struct terms *t)
{
    unsigned mask = t->third_country;

    if ((mask & (mask - 1)) == 0)
        return code_write(w, third_codes, mask);
    return codes_write(w, third_codes, mask);
}

static struct json *
assurances_write(struct work *w, const struct terms *t)
{
    struct json *object = NULL;
    size_t i;

    for (i = 0; i < RISKS; i++) {
        if (t->assurances[i].count == 0)
            continue;
        if (object == NULL)
            object = json_object(w);
        json_put(object, risk_names[i], list_write(w, &t->assurances[i], id_write));
    }
    return object;
}

/* An empty list stands only where it means something: nobody, or no purpose. */
static struct json *
field_list_write(struct work *w, const struct terms *t, const struct field *field)
{
    const struct terms_list *list = (const void *)((const char *)t + field->at);
    bool limits = list == &t->releasable_to || list == &t->purpose;
    struct json *array;

    if (list->count == 0 && !(limits && list->set))
        return NULL;
    /* What a join lacked must be lacking after reading it back: P15 looks for it. */
    if (list == &t->legal_basis && terms_incomplete(t))
        return NULL;
    if (field->form != FORM_PARTIES)
        return list_write(w, list, json_text);
    array = json_array(w);
    for (size_t i = 0; i < list->count; i++)
        json_add(array, party_write(w, t, list->at[i]));
    return array;
}

static struct json *
field_write(struct work *w, const struct terms *t, const struct field *field)
{
    const char *from = (const char *)t + field->at;
    unsigned value;
    int64_t at;

    memcpy(&value, from, sizeof(value));
    switch (field->form) {
    case FORM_ORG:
        return json_hex(w, bytes_from(from, sizeof(struct hash)));
    case FORM_CODE:
        return value != 0 || field->always ? code_write(w, field->codes, value) : NULL;
    case FORM_CODES:
        return codes_write(w, field->codes, value);
    case FORM_TOKENS:
    case FORM_TEXTS:
    case FORM_PARTIES:
        return field_list_write(w, t, field);
    case FORM_TIME:
        memcpy(&at, from, sizeof(at));
        return at != 0 ? json_time(w, at) : NULL;
    case FORM_TRUTH:
        return t->personal ? json_bool(w, true) : NULL;
    case FORM_LANGUAGE:
        return json_text(w, t->language);
    case FORM_HANDLING:
        return handling_write(w, t);
    case FORM_CLASSES:
        return classes_write(w, t);
    case FORM_THIRD:
        return third_write(w, t);
    case FORM_ASSURANCES:
        return assurances_write(w, t);
    }
    return NULL;
}

bool
terms_write(struct work *w, const struct terms *t, struct json **out)
{
    struct json *object, *value;
    size_t i;

    if (!t->readable)
        return fail(w, FAULT_INVALID, "terms that cannot be read cannot be written");
    object = json_object(w);
    for (i = 0; i < terms_field_count; i++) {
        value = field_write(w, t, &terms_fields[i]);
        if (value != NULL)
            json_put(object, terms_fields[i].name, value);
    }
    TRY(work_ok(w));
    *out = object;
    return true;
}
