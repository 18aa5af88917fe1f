/*
 * Reading terms: what is not understood makes them unreadable, never the record.
 */
#include "core/terms/terms_inner.h"

#include <string.h>

/* Codes and masks are written through the table as unsigned numbers. */
_Static_assert(sizeof(enum terms_tlp) == sizeof(unsigned),
    "enums are as wide as unsigned");

/* One reading: a reader that meets something odd says why and returns false; a fault in
 * the work (memory) is told apart from that at the end. */
struct reading {
    struct work *work;
    struct terms *terms;
    const char *field;
    const char *why;
};

static bool
odd(struct reading *r, const char *what)
{
    if (work_ok(r->work) && r->why == NULL)
        r->why = work_format(r->work, "%s: %s", r->field, what);
    return false;
}

/* The base's readers record a fault for what is only odd here: forget that one. */
static bool
understood(struct reading *r, bool good, const char *what)
{
    if (good)
        return true;
    if (work_fault(r->work) == FAULT_INVALID)
        work_clear(r->work);
    return odd(r, what);
}

static bool
code_find(struct reading *r, const struct code *codes, const struct json *from,
    unsigned *out)
{
    if (from->type != JSON_TEXT)
        return odd(r, "no text");
    for (; codes->text != NULL; codes++) {
        if (bytes_is(from->text, codes->text)) {
            *out = codes->value;
            return true;
        }
    }
    return odd(r, "a value that is not known here");
}

static bool
codes_find(struct reading *r, const struct code *codes, const struct json *from,
    unsigned *out)
{
    const struct json *item;
    unsigned one = 0, all = 0;

    if (from->type != JSON_ARRAY)
        return odd(r, "no array");
    for (item = from->first; item != NULL; item = item->next) {
        TRY(code_find(r, codes, item, &one));
        if ((all & one) != 0)
            return odd(r, "a value that stands twice");
        all |= one;
    }
    *out = all;
    return true;
}

/* ---- Items of lists -------------------------------------------------------------- */

static bool
token_valid(struct bytes text)
{
    size_t i;

    if (text.len == 0 || text.len > TERMS_CODE_MAX)
        return false;
    for (i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') &&
            (i == 0 || (c != '-' && c != '.')))
            return false;
    }
    return true;
}

static bool
token_read(struct reading *r, struct bytes text, struct bytes *out)
{
    if (!token_valid(text))
        return odd(r, "not a code of a-z, 0-9, - and .");
    *out = text;
    return true;
}

static bool
text_read(struct reading *r, struct bytes text, struct bytes *out)
{
    if (text.len == 0 || text.len > TERMS_TEXT_MAX)
        return odd(r, "a text that is empty or too long");
    *out = text;
    return true;
}

static bool
id_read(struct reading *r, struct bytes text, struct bytes *out)
{
    struct uuid *id = work_alloc(r->work, sizeof(*id));

    TRY(id != NULL);
    TRY(understood(r, uuid_read(r->work, text, id), "no id"));
    *out = bytes_from(id->at, sizeof(id->at));
    return true;
}

/* The organisation's id, a slash, and the id of the record that makes the person known. */
static bool
person_read(struct reading *r, struct bytes text, struct bytes *out)
{
    const size_t hex = 2 * sizeof(struct hash);
    uint8_t *at = work_alloc(r->work, TERMS_PERSON);
    struct hash org;
    struct uuid id;

    TRY(at != NULL);
    TRY(understood(r,
        hex_read(r->work, bytes_from(text.at, hex), org.at, sizeof(org.at)) &&
            uuid_read(r->work, bytes_from(text.at + hex + 1, text.len - hex - 1), &id),
        "no person: <organisation's id>/<person's id>"));
    terms_person(&org, &id, at);
    *out = bytes_from(at, TERMS_PERSON);
    return true;
}

static bool
org_read(struct reading *r, struct bytes text, uint8_t *to)
{
    return understood(r, hex_read(r->work, text, to, sizeof(struct hash)),
        "neither an organisation's id, <id>/<person> nor group:<id>");
}

/* group:ID, group:ID@OWNER, and either with +later behind. */
static bool
group_read(struct reading *r, struct bytes text, struct bytes *out)
{
    static const char later[] = "+later";
    const size_t tail = sizeof(later) - 1;
    uint8_t *party = work_alloc(r->work, sizeof(struct uuid) + sizeof(struct hash) + 1);
    struct uuid id;
    size_t len = sizeof(id);
    const uint8_t *at;
    bool any;

    TRY(party != NULL);
    any = text.len > tail && memcmp(text.at + text.len - tail, later, tail) == 0;
    text.len -= any ? tail : 0;
    at = memchr(text.at, '@', text.len);
    if (at != NULL) {
        TRY(org_read(r, bytes_from(at + 1, (size_t)(text.at + text.len - at) - 1),
            party + len));
        text.len = (size_t)(at - text.at);
        len += sizeof(struct hash);
    }
    TRY(understood(r, uuid_read(r->work, text, &id), "no id"));
    memcpy(party, &id, sizeof(id));
    if (any)
        party[len++] = 1;
    *out = bytes_from(party, len);
    return true;
}

static bool
party_read(struct reading *r, struct bytes text, struct bytes *out)
{
    static const char group[] = "group:";
    const size_t skip = sizeof(group) - 1, hex = 2 * sizeof(struct hash);
    struct hash *org;

    if (bytes_start(text, group))
        return group_read(r, bytes_from(text.at + skip, text.len - skip), out);
    if (text.len > hex && text.at[hex] == '/')
        return person_read(r, text, out);
    org = work_alloc(r->work, sizeof(*org));
    TRY(org != NULL && org_read(r, text, org->at));
    *out = hash_bytes(org);
    return true;
}

static bool
list_read(struct reading *r, const struct json *from,
    bool (*item_read)(struct reading *, struct bytes, struct bytes *),
    struct terms_list *out)
{
    const struct json *item;
    struct bytes *items;
    size_t n = 0;

    if (from->type != JSON_ARRAY)
        return odd(r, "no array");
    if (from->count > TERMS_LIST_MAX)
        return odd(r, "more items than are taken");
    items = work_alloc(r->work, (from->count + 1) * sizeof(*items));
    TRY(items != NULL);
    for (item = from->first; item != NULL; item = item->next) {
        if (item->type != JSON_TEXT)
            return odd(r, "an item that is no text");
        TRY(item_read(r, item->text, &items[n++]));
    }
    if (!list_order(items, n))
        return odd(r, "an item that stands twice");
    *out = (struct terms_list){items, n, true};
    return true;
}

/* ---- Forms with a shape of their own --------------------------------------------- */

/* H3 is what the free text says, so neither stands without the other. */
static bool
handling_read(struct reading *r, const struct json *from)
{
    struct terms *t = r->terms;
    const struct json *codes = json_get(from, "codes");
    const struct json *text = json_get(from, "text");
    size_t known = (codes != NULL ? 1U : 0U) + (text != NULL ? 1U : 0U);

    if (from->type != JSON_OBJECT || codes == NULL || from->count != known)
        return odd(r, "not an object of codes and text");
    TRY(codes_find(r, handling_codes, codes, &t->handling));
    if (text != NULL)
        TRY(list_read(r, text, text_read, &t->handling_text));
    if (((t->handling & HANDLING_H3) != 0) != (t->handling_text.count > 0))
        return odd(r, "H3 and its text stand only together");
    return true;
}

static bool
classes_read(struct reading *r, const struct json *from)
{
    const struct json *level;
    size_t i;

    if (from->type != JSON_OBJECT)
        return odd(r, "not an object of schemes");
    for (level = from->first; level != NULL; level = level->next) {
        for (i = 0; i < SCHEMES && !bytes_is(level->name, scheme_names[i]); i++)
            continue;
        if (i == SCHEMES)
            return odd(r, "a scheme that is not known here");
        TRY(code_find(r, scheme_levels[i], level, &r->terms->classification[i]));
    }
    return true;
}

static bool
third_read(struct reading *r, const struct json *from)
{
    unsigned *to = &r->terms->third_country;

    if (from->type != JSON_ARRAY)
        return code_find(r, third_codes, from, to);
    TRY(codes_find(r, third_codes, from, to));
    if (from->count < 2 || (*to & THIRD_NO) != 0)
        return odd(r, "an array is for several conditions, and \"no\" stands alone");
    return true;
}

static bool
assurances_read(struct reading *r, const struct json *from)
{
    const struct json *ids;
    size_t i;

    if (from->type != JSON_OBJECT)
        return odd(r, "not an object of risks");
    for (ids = from->first; ids != NULL; ids = ids->next) {
        for (i = 0; i < RISKS && !bytes_is(ids->name, risk_names[i]); i++)
            continue;
        if (i == RISKS)
            return odd(r, "a risk that is not known here");
        TRY(list_read(r, ids, id_read, &r->terms->assurances[i]));
    }
    return true;
}

/* A tag of 2-8 letters, then subtags of 1-8 letters and digits. */
static bool
language_valid(struct bytes text)
{
    size_t i, run = 0;
    bool first = true;

    if (text.len > 35)
        return false;
    for (i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (c == '-') {
            if (run < (first ? 2U : 1U))
                return false;
            first = false;
            run = 0;
        } else if ((!letter && (first || c < '0' || c > '9')) || ++run > 8) {
            return false;
        }
    }
    return run >= (first ? 2U : 1U);
}

/* Instant 0 means "absent" inside, so a field that says 1970 exactly is odd, not open. */
static bool
instant_read(struct reading *r, const struct json *from, int64_t *out)
{
    if (from->type != JSON_TEXT)
        return odd(r, "no text");
    TRY(understood(r, time_read(r->work, from->text, out), "no time"));
    if (*out == 0)
        return odd(r, "a time before all records");
    return true;
}

static bool
scalar_read(struct reading *r, const struct field *field, const struct json *from,
    void *to)
{
    if (field->form == FORM_TRUTH) {
        if (from->type != JSON_BOOL)
            return odd(r, "neither true nor false");
        *(bool *)to = from->truth;
        return true;
    }
    if (from->type != JSON_TEXT)
        return odd(r, "no text");
    if (field->form == FORM_ORG) {
        TRY(understood(r, hex_read(r->work, from->text, to, sizeof(struct hash)),
            "no id"));
        if (hash_is_zero(to))
            return odd(r, "nobody's id");
        return true;
    }
    if (!language_valid(from->text))
        return odd(r, "no language tag");
    *(struct bytes *)to = from->text;
    return true;
}

/* ---- A field, and all of them ---------------------------------------------------- */

static bool
field_read(struct reading *r, const struct field *field, const struct json *from)
{
    char *to = (char *)r->terms + field->at;
    unsigned value = 0;

    r->field = field->name;
    switch (field->form) {
    case FORM_ORG:
    case FORM_TRUTH:
    case FORM_LANGUAGE:
        return scalar_read(r, field, from, to);
    case FORM_CODE:
        TRY(code_find(r, field->codes, from, &value));
        memcpy(to, &value, sizeof(value));
        return true;
    case FORM_CODES:
        return codes_find(r, field->codes, from, (unsigned *)(void *)to);
    case FORM_TOKENS:
        return list_read(r, from, token_read, (struct terms_list *)(void *)to);
    case FORM_TEXTS:
        return list_read(r, from, text_read, (struct terms_list *)(void *)to);
    case FORM_PARTIES:
        return list_read(r, from, party_read, (struct terms_list *)(void *)to);
    case FORM_TIME:
        return instant_read(r, from, (int64_t *)(void *)to);
    case FORM_HANDLING:
        return handling_read(r, from);
    case FORM_CLASSES:
        return classes_read(r, from);
    case FORM_THIRD:
        return third_read(r, from);
    case FORM_ASSURANCES:
        return assurances_read(r, from);
    }
    return odd(r, "a form that is not known here");
}

static const struct field *
field_find(struct bytes name)
{
    size_t i;

    for (i = 0; i < terms_field_count; i++) {
        if (bytes_is(name, terms_fields[i].name))
            return &terms_fields[i];
    }
    return NULL;
}

/* A group without an owner is the originator's.  Said in full it is the same group in what is
 * made from this item, whose originator is another. */
static bool
owners_put(struct reading *r, struct terms_list *list)
{
    struct bytes *items = work_alloc(r->work, (list->count + 1) * sizeof(*items));
    const uint8_t *owner;
    struct uuid id;
    bool later;

    TRY(items != NULL);
    for (size_t i = 0; i < list->count; i++) {
        size_t len = sizeof(id);
        uint8_t *whole;

        items[i] = list->at[i];
        if (!terms_party_group(items[i], &id, &owner, &later) || owner != NULL)
            continue;
        whole = work_alloc(r->work, sizeof(id) + sizeof(struct hash) + 1);
        TRY(whole != NULL);
        memcpy(whole, &id, len);
        memcpy(whole + len, &r->terms->originator, sizeof(struct hash));
        len += sizeof(struct hash);
        if (later)
            whole[len++] = 1;
        items[i] = bytes_from(whole, len);
    }
    list->at = items;
    return list_order(items, list->count) || odd(r, "an item that stands twice");
}

static bool
all_read(struct reading *r, const struct json *part)
{
    const struct json *member;
    const struct field *field;
    size_t i;

    if (part == NULL || part->type != JSON_OBJECT) {
        r->field = "terms";
        return odd(r, "no object");
    }
    for (member = part->first; member != NULL; member = member->next) {
        field = field_find(member->name);
        if (field == NULL) {
            TRY(text_display(r->work, member->name, 64, &r->field));
            return odd(r, "a field that is not known here");
        }
        TRY(field_read(r, field, member));
    }
    for (i = 0; i < terms_field_count; i++) {
        r->field = terms_fields[i].name;
        if (terms_fields[i].required && json_get(part, r->field) == NULL)
            return odd(r, "missing");
    }
    r->field = "caveats";
    if (terms_limited(r->terms) && !r->terms->releasable_to.set)
        return odd(r, "these need releasable_to");
    r->field = "releasable_to";
    TRY(owners_put(r, &r->terms->releasable_to));
    r->field = "not_releasable_to";
    return owners_put(r, &r->terms->not_releasable_to);
}

/* P24: these are folded from other records and would let an item change its own terms. */
static bool
folded_refuse(struct work *w, const struct json *part)
{
    if (json_get(part, "recall") != NULL)
        return fail(w, FAULT_INVALID,
            "terms: \"recall\" is folded from the recall's own record, never signed "
            "(P24)");
    if (bytes_start(json_get_text(part, "owner_consent"), "given"))
        return fail(w, FAULT_INVALID,
            "terms: consent is given by a release, never inside the item (P24)");
    return true;
}

bool
terms_read(struct work *w, const struct json *part, struct terms *out)
{
    struct reading r = {.work = w, .terms = out};
    bool good;

    memset(out, 0, sizeof(*out));
    TRY(folded_refuse(w, part));
    out->judicial_use = JUDICIAL_ASK;
    out->onward_transfer = ONWARD_ASK;
    out->third_country = THIRD_ASK;
    good = all_read(&r, part);
    if (!work_ok(w))
        return false;
    if (!good)
        memset(out, 0, sizeof(*out));
    out->readable = good;
    out->why = r.why;
    return true;
}
