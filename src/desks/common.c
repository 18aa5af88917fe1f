/*
 * What several desks do alike: finding records, terms from options, receipts.
 */
#include "desks/desk_inner.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct bytes
desk_text(const struct json *args, const char *name)
{
    return json_get_text(args, name);
}

bool
desk_blank(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr(" \t\r\n", text.at[i]) == NULL || text.at[i] == '\0')
            return false;
    return true;
}

struct json *
desk_path(struct work *w, const char *path)
{
    const char *shown;

    return text_display(w, bytes_of(path), 4 * PATH_MAX, &shown) ? json_string(w, shown)
                                                                 : NULL;
}

bool
desk_flag(const struct json *args, const char *name)
{
    const struct json *flag = json_get(args, name);

    return flag != NULL && flag->truth;
}

bool
desk_find_id(struct desk *d, struct work *w, struct bytes id, struct stored *out)
{
    return node_find(d->node, w, &d->actor, id, out);
}

bool
desk_find(struct desk *d, struct work *w, const struct json *args, const char *name,
    struct stored *out)
{
    return desk_find_id(d, w, desk_text(args, name), out);
}

bool
desk_may_list(struct desk *d, struct work *w, const struct stored *s, bool *yes)
{
    return node_knows(d->node, w, &d->actor, s, yes);
}

/* Was it erased here?  Of a redacted one something stays that an erasure would not keep. */
static bool
was_erased(struct desk *d, struct work *w, const struct stored *s, bool *yes)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), s->kind);
    const struct json *parts = kind != NULL ? json_get(kind_json(kind), "parts") : NULL;
    struct stored_part *here;
    bool stays = false;
    size_t count;

    *yes = false;
    TRY(store_parts(node_store(d->node), w, s->no, &here, &count));
    for (size_t i = 0; i < count; i++) {
        const struct json *kept = json_get(json_get_bytes(parts, here[i].name), "kept");

        *yes = *yes || here[i].erased;
        stays = stays ||
            (!here[i].erased && !bytes_is(here[i].name, "terms") &&
                !bytes_is(here[i].name, "links") && (kept == NULL || !kept->truth));
    }
    *yes = *yes && !stays;
    return true;
}

bool
desk_state(struct desk *d, struct work *w, const struct stored *s, struct json *to)
{
    bool recalled, erased;

    TRY(was_erased(d, w, s, &erased));
    TRY(node_recalled(d->node, w, s, &recalled));
    json_put(to, "state",
        json_string(w,
            s->state == STORED_WAITING           ? "waiting"
                : s->state == STORED_QUARANTINED ? "quarantined"
                : erased                         ? "erased"
                : recalled                       ? "recalled"
                                                 : "in force"));
    return true;
}

struct json *
desk_label(struct desk *d, struct work *w, struct bytes kind)
{
    const struct kind *k = kinds_find(node_kinds(d->node), kind);

    return json_text(w, desk_label_of(k != NULL ? kind_json(k) : NULL, kind));
}

struct json *
desk_short(struct desk *d, struct work *w, const struct uuid *id)
{
    /* Of a UUIDv7: its time, and enough that follows to tell it apart. */
    static const size_t lengths[] = {18, 23, 28};
    struct bytes whole;
    struct uuid first, next;
    struct stored s;
    bool have, more = false;

    if (!uuid_write(w, id, &whole))
        return NULL;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct store *store = node_store(d->node);
        struct bytes brief = bytes_from(whole.at, lengths[i]);

        if (!store_next_id(store, w, brief, NULL, &first, &have) ||
            (have && !store_next_id(store, w, brief, &first, &next, &more)))
            return NULL;
        if ((have && !more) || node_find(d->node, w, &d->actor, brief, &s))
            return json_text(w, brief);
        if (work_fault(w) != FAULT_CONFLICT && work_fault(w) != FAULT_MISSING)
            return NULL;
        work_clear(w);
    }
    return json_text(w, whole);
}

struct json *
desk_receipt(struct work *w, const char *kind, const struct receipt *r)
{
    struct json *out = json_object(w);

    json_put(out, "id", json_uuid(w, &r->id));
    json_put(out, "version", json_integer(w, r->version));
    json_put(out, "kind", json_string(w, kind));
    json_put(out, "hash", json_hex(w, hash_bytes(&r->hash)));
    json_put(out, "journal", json_integer(w, (int64_t)r->journal_at));
    return out;
}

bool
desk_make(struct desk *d, struct work *w, const struct draft *draft, struct json **answer)
{
    struct receipt receipt;

    TRY(node_make(d->node, w, draft, 1, &receipt));
    *answer = desk_receipt(w, draft->kind, &receipt);
    return true;
}

bool
desk_org(struct desk *d, struct work *w, struct bytes name, struct hash *out)
{
    const struct identity *self = node_identity(d->node);

    if (bytes_equal(name, self->handle)) {
        *out = self->id;
        return true;
    }
    struct peer peer;

    if (node_peer(d->node, w, name, &peer)) {
        *out = peer.org;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    if (name.len >= 64)
        return fingerprint_read(w, name, out);
    return fail(w, FAULT_MISSING, "no organisation %.*s is known here", (int)name.len,
        (const char *)name.at);
}

struct json *
desk_org_name(struct desk *d, struct work *w, const struct hash *org)
{
    const struct identity *self = node_identity(d->node);

    struct identity introduced;
    struct peer peer;
    struct bytes hex;

    if (hash_equal(org, &self->id))
        return json_text(w, self->handle);
    if (!hex_write(w, hash_bytes(org), &hex))
        return NULL;
    if (node_peer(d->node, w, hex, &peer))
        return json_text(w, peer.handle);
    work_clear(w);
    /* Not pinned: its own name for itself, marked as what a partner introduced. */
    if (node_author(d->node, w, org, &introduced) && introduced.handle.len > 0)
        return json_string(w,
            work_format(w, "%.*s (introduced)", (int)introduced.handle.len,
                (const char *)introduced.handle.at));
    work_clear(w);
    return json_text(w, hex);
}

/* ---- Fields and terms ------------------------------------------------------------------ */

/* The container that a dotted path leads to, made on the way; ${last} is what remains. */
static bool
walk_path(struct work *w, struct json *object, const char *path, struct json **in,
    const char **last)
{
    const char *dot;

    *in = object;
    while ((dot = strchr(path, '.')) != NULL) {
        const char *step = work_format(w, "%.*s", (int)(dot - path), path);
        struct json *next;

        if (step == NULL)
            return false;
        next = json_get(*in, step);
        if (next == NULL) {
            next = json_object(w);
            json_put(*in, step, next);
        }
        if (next == NULL || next->type != JSON_OBJECT)
            return fail(w, FAULT_INVALID,
                "%s: only members of objects can be set; use --body", path);
        *in = next;
        path = dot + 1;
    }
    *last = path;
    return true;
}

/* What was typed, as the field takes it: "12" is a number only where one is wanted, plain text
 * for people is in the desk's language, a date is one that may be uncertain. */
static struct json *
typed_value(struct work *w, enum field_sort sort, const char *text)
{
    struct json *date;
    char *end;
    long long number;

    switch (sort) {
    case FIELD_INTEGER:
        number = strtoll(text, &end, 10);
        return *text != '\0' && *end == '\0' ? json_integer(w, number)
                                             : json_string(w, text);
    case FIELD_LANG_TEXT:
        return desk_said(w, bytes_of(text));
    case FIELD_DATE:
        date = json_object(w);
        json_put(date, "from", json_string(w, text));
        return date;
    case FIELD_TEXT:
        return json_string(w, text);
    default:
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0
            ? json_bool(w, *text == 't')
            : json_string(w, text);
    }
}

bool
desk_set(struct work *w, const struct kind *kind, struct bytes move, struct json *object,
    struct bytes assignment)
{
    const char *text, *equals, *path, *last = NULL;
    struct json *in = NULL, *value = NULL;
    enum field_sort sort;

    TRY(work_string(w, assignment, &text));
    equals = strchr(text, '=');
    if (equals == NULL || equals == text)
        return fail(w, FAULT_USAGE, "--set wants PATH=VALUE, not %s", text);
    path = work_format(w, "%.*s", (int)(equals - text), text);
    if (path == NULL)
        return false;
    sort = kind != NULL ? kind_field(kind, move, bytes_of(path)) : FIELD_UNKNOWN;
    TRY(walk_path(w, object, path, &in, &last));
    equals++;
    if (sort != FIELD_TEXT && *equals != '\0' && strchr("[{\"", *equals) != NULL)
        TRY(json_read(w, bytes_of(equals), &json_written, &value));
    else
        value = typed_value(w, sort, equals);
    json_put(in, last, value);
    return work_ok(w);
}

/* The strict default, as the JSON that a terms part is; and as strict as what others put into it
 * (P02), but for its language, and the grades, which are said of what was graded. */
static bool
default_terms(struct desk *d, struct work *w, const struct stored sources[], size_t count,
    struct json **out)
{
    const struct hash *self = &node_identity(d->node)->id;
    struct terms terms, joined, of;
    struct bytes language;
    struct record *r;

    terms_default(self, &terms);
    language = terms.language;
    for (size_t i = 0; i < count; i++) {
        TRY(node_record(d->node, w, &sources[i], &r) && node_terms(d->node, w, r, &of));
        if (!of.readable || hash_equal(&of.originator, self))
            continue;
        TRY(terms_join(w, &terms, &of, &joined));
        terms = joined;
        terms.originator = *self;
        terms.language = language;
        terms.source_grade = terms.info_grade = 0;
    }
    return terms_write(w, &terms, out);
}

static bool
merge_file(struct work *w, struct bytes path, struct json *into)
{
    struct json *given;
    struct bytes text;
    const char *name;

    TRY(work_string(w, path, &name));
    TRY(file_load(w, name, RECORD_PART_MAX, &text));
    TRY(json_read(w, text, &json_written, &given));
    if (given->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "%s: terms are a JSON object", name);
    for (struct json *m = given->first, *next; m != NULL; m = next) {
        struct json *copy;

        next = m->next;
        TRY(json_keep(w, m, &copy));
        json_put_bytes(into, m->name, copy);
    }
    return true;
}

static bool
set_tlp(struct work *w, struct bytes level, struct json *into)
{
    static const char *const levels[][2] = {{"clear", "TLP:CLEAR"},
        {"green", "TLP:GREEN"}, {"amber", "TLP:AMBER"},
        {"amber+strict", "TLP:AMBER+STRICT"}, {"red", "TLP:RED"}};

    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (!bytes_is(level, levels[i][0]) && !bytes_is(level, levels[i][1]))
            continue;
        json_put(into, "tlp", json_string(w, levels[i][1]));
        return true;
    }
    return fail(w, FAULT_USAGE, "--tlp is clear, green, amber, amber+strict or red");
}

static bool
set_date(struct work *w, struct bytes text, const char *name, struct json *into)
{
    int64_t at;

    if (text.len == 0)
        return true;
    TRY(time_read_person(w, text, &at));
    json_put(into, name, json_time(w, at));
    return true;
}

/* Codes that were given, as the field's list. */
static void
set_codes(struct work *w, const struct json *args, const char *option, const char *name,
    struct json *into)
{
    const struct json *given = json_get(args, option);
    struct json *codes = json_array(w);

    if (given == NULL)
        return;
    for (const struct json *c = given->first; c != NULL; c = c->next)
        json_add(codes, json_text(w, c->text));
    json_put(into, name, codes);
}

/* Named people, beside whoever the terms list already: each by the record that makes it known. */
static bool
set_persons(struct desk *d, struct work *w, const struct json *args, struct json *into)
{
    const struct json *given = json_get(args, "person");
    struct json *list = json_get(into, "releasable_to");

    for (const struct json *p = json_first(given); p != NULL; p = p->next) {
        struct json *one = json_object(w);
        struct bytes org, id;
        struct stored s;

        json_put(one, "id", json_text(w, p->text));
        TRY(desk_find(d, w, one, "id", &s));
        if (!bytes_is(s.kind, "contact/1"))
            return fail(w, FAULT_USAGE, "--person %.*s is no contact", (int)p->text.len,
                (const char *)p->text.at);
        TRY(hex_write(w, hash_bytes(&s.author), &org) && uuid_write(w, &s.id, &id));
        if (list == NULL || list->type != JSON_ARRAY)
            list = json_array(w);
        json_add(list,
            json_string(w,
                work_format(w, "%.*s/%.*s", (int)org.len, (const char *)org.at,
                    (int)id.len, (const char *)id.at)));
    }
    if (given != NULL)
        json_put(into, "releasable_to", list);
    return work_ok(w);
}

/* A partner's handle, an organisation's id, or a group's: whose members are those that its owner
 * says, so the owner is named where it is another than the originator. */
static bool
party_of(struct desk *d, struct work *w, struct bytes who, struct json **out)
{
    static const char later[] = "+later";
    const size_t tail = sizeof(later) - 1;
    bool any = who.len > tail && memcmp(who.at + who.len - tail, later, tail) == 0;
    struct bytes name = {who.at, who.len - (any ? tail : 0)}, id, owner = {0};
    struct stored group;
    struct hash org;

    if (!any && desk_org(d, w, name, &org)) {
        *out = json_hex(w, hash_bytes(&org));
        return true;
    }
    TRY(any || work_forgive(w, FAULT_MISSING));
    if (!desk_group(d, w, name, &group))
        return false;
    TRY(uuid_write(w, &group.id, &id));
    if (!hash_equal(&group.author, &node_identity(d->node)->id))
        TRY(hex_write(w, hash_bytes(&group.author), &owner));
    *out = json_string(w,
        work_format(w, "group:%.*s%s%.*s%s", (int)id.len, (const char *)id.at,
            owner.len > 0 ? "@" : "", (int)owner.len, (const char *)owner.at,
            any ? later : ""));
    return true;
}

bool
desk_group(struct desk *d, struct work *w, struct bytes name, struct stored *out)
{
    struct json *one = json_object(w);

    json_put(one, "id", json_text(w, name));
    if (desk_find(d, w, one, "id", out) && bytes_is(out->kind, "group/1"))
        return true;
    if (!work_ok(w) && work_fault(w) != FAULT_MISSING && work_fault(w) != FAULT_INVALID)
        return false;
    work_clear(w);
    return fail(w, FAULT_MISSING, "no organisation and no group %.*s is known here",
        (int)name.len, (const char *)name.at);
}

/* Nothing under AMBER+STRICT goes to a group: who says both is told, or it would go nowhere. */
static bool
set_releasable(struct desk *d, struct work *w, const struct json *args, struct json *into)
{
    struct json *parties = json_array(w), *one;

    if (json_get(args, "releasable") == NULL)
        return true;
    for (const struct json *p = json_get(args, "releasable")->first; p != NULL;
         p = p->next) {
        TRY(party_of(d, w, p->text, &one));
        if (one != NULL && bytes_start(one->text, "group:") &&
            bytes_is(json_get_text(into, "tlp"), "TLP:AMBER+STRICT"))
            return fail(w, FAULT_USAGE,
                "TLP:AMBER+STRICT goes to no group: add --tlp amber, or name the bodies");
        json_add(parties, one);
    }
    json_put(into, "releasable_to", parties);
    return work_ok(w);
}

bool
desk_terms(struct desk *d, struct work *w, const struct json *args,
    const struct json **out)
{
    return desk_terms_from(d, w, args, NULL, 0, out);
}

bool
desk_terms_from(struct desk *d, struct work *w, const struct json *args,
    const struct stored sources[], size_t count, const struct json **out)
{
    struct terms judged;
    struct json *terms;

    TRY(default_terms(d, w, sources, count, &terms));
    if (json_get(args, "terms") != NULL)
        TRY(merge_file(w, desk_text(args, "terms"), terms));
    if (json_get(args, "tlp") != NULL)
        TRY(set_tlp(w, desk_text(args, "tlp"), terms));
    set_codes(w, args, "purpose", "purpose", terms);
    set_codes(w, args, "compartment", "need_to_know", terms);
    TRY(set_persons(d, w, args, terms));
    TRY(set_date(w, desk_text(args, "retain"), "retain_until", terms));
    TRY(set_releasable(d, w, args, terms));
    TRY(terms_read(w, terms, &judged));
    if (!judged.readable)
        return fail(w, FAULT_INVALID, "these terms would show the record to nobody: %s",
            judged.why);
    *out = terms;
    return true;
}
