/*
 * Hit or no hit: does this organisation hold anything on what a partner names -- an identifier,
 * a reference, a hash, or the words of a title?  All that is told is that there is something to
 * ask for, and only of what its originator lets that partner know of (P11); of all else the
 * answer is the same as if there were nothing.
 */
#include "desks/desk_inner.h"

#define TITLE_WORDS_MIN 2 /* of one word alone too much would have it in its title */

struct hunt {
    struct desk *desk;
    const struct peer *to;
    struct bytes on;
    struct bytes purpose;
    struct json *
        held; /* what is held, for those who are here: [{"id","title","verdict","rule"}] */
    bool told; /* there is one that may be told of */
};

/* ---- Does it match? -------------------------------------------------------------------- */

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool
same_text(struct bytes a, struct bytes b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

/* Letters of other scripts are never between words: what is no ASCII belongs to its word. */
static bool
in_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c >= 0x80;
}

/* The next word of a text; false at its end. */
static bool
next_word(struct bytes *rest, struct bytes *word)
{
    size_t at = 0, end;

    while (at < rest->len && !in_word(rest->at[at]))
        at++;
    for (end = at; end < rest->len && in_word(rest->at[end]);)
        end++;
    *word = bytes_from(rest->at + at, end - at);
    *rest = bytes_from(rest->at + end, rest->len - end);
    return word->len > 0;
}

static bool
title_has(struct bytes title, struct bytes on)
{
    struct bytes word, rest, other;
    size_t count = 0;

    while (next_word(&on, &word)) {
        bool found = false;

        for (rest = title; !found && next_word(&rest, &other);)
            found = same_text(word, other);
        if (!found)
            return false;
        count++;
    }
    return count >= TITLE_WORDS_MIN;
}

/* An identifier, a reference, a hash: names of people have no digits, so that nobody is looked
 * for in this way. */
static bool
is_identifier(struct bytes on)
{
    for (size_t i = 0; i < on.len; i++)
        if (on.at[i] >= '0' && on.at[i] <= '9')
            return true;
    return false;
}

/* May such a thing stand in a field?  Not in one that is about a person, nor in a date, an
 * organisation or one of a few values. */
static bool
identifies(const struct json *field)
{
    struct bytes format = json_get_text(field, "format");

    return json_get(field, "about") == NULL && json_get(field, "enum") == NULL &&
        (format.len > 0 ? bytes_is(format, "hash")
                        : bytes_is(json_get_text(field, "type"), "string"));
}

/* Is a whole text within it what was named? */
static bool
has_text(const struct json *v, const struct json *schema, struct bytes on)
{
    const struct json *fields = json_get(schema, "properties"),
                      *items = json_get(schema, "items");

    if (v->type == JSON_TEXT)
        return identifies(schema) && same_text(v->text, on);
    if (v->type == JSON_ARRAY || v->type == JSON_OBJECT)
        for (const struct json *i = v->first; i != NULL; i = i->next)
            if (has_text(i,
                    v->type == JSON_ARRAY ? items : json_get_bytes(fields, i->name), on))
                return true;
    return false;
}

/* By parts of class ordinary: what tells of sources or of persons' identities matches nothing. */
static bool
matches(struct hunt *h, struct work *w, const struct kind *kind, const struct record *r,
    bool *yes)
{
    const struct json *parts = json_get(kind_json(kind), "parts");
    struct bytes title;

    TRY(desk_title_of(w, kind, r, &title));
    *yes = title_has(title, h->on);
    for (size_t i = 0; is_identifier(h->on) && i < r->part_count && !*yes; i++) {
        const struct part *p = &r->parts[i];
        const struct json *part = json_get_bytes(parts, p->name);
        struct bytes class = json_get_text(part, "class");

        *yes = p->present && !bytes_is(p->name, "terms") &&
            (class.len == 0 || bytes_is(class, "ordinary")) &&
            has_text(p->value, json_get(part, "schema"), h->on);
    }
    return true;
}

/* ---- May it be told of? ----------------------------------------------------------------- */

static bool
judge(struct hunt *h, struct work *w, const struct stored *s)
{
    struct json *one = json_object(w), *title = desk_title(h->desk, w, s);
    struct actor who = h->desk->actor;
    struct decision decision;
    struct facts facts;

    who.purpose = h->purpose;
    TRY(exchange_facts(h->desk->node, w, &who, h->to, s, &facts));
    facts.act = ACT_HIT;
    h->told = terms_decide(&facts, &decision) || h->told;
    json_put(one, "id", json_uuid(w, &s->id));
    json_put(one, "title", title != NULL ? title : json_string(w, ""));
    json_put(one, "verdict", json_string(w, terms_verdict_name(decision.verdict)));
    json_put(one, "rule", json_string(w, decision.id));
    json_add(h->held, one);
    return work_ok(w);
}

/* What people wrote and is in force, and whoever may know of it may read; what organisations say
 * to each other about records is not what is held. */
static bool
look_at(struct hunt *h, struct work *w, int64_t no)
{
    const struct kind *kind;
    struct view_item item;
    struct record *r;
    struct stored s;
    bool yes;

    TRY(store_by_no(node_store(h->desk->node), w, no, &s));
    kind = kinds_find(node_kinds(h->desk->node), s.kind);
    if (kind == NULL || kind_is_system(kind) || kind_read_message(kind) != NULL ||
        (json_get(kind_json(kind), "goes") != NULL && !bytes_is(s.kind, "group/1")))
        return true;
    if (!node_item(h->desk->node, w, &s.id, &item))
        return work_forgive(w, FAULT_MISSING);
    TRY(desk_may_list(h->desk, w, &s, &yes));
    if (!yes || item.record != s.no)
        return true;
    TRY(node_record(h->desk->node, w, &s, &r));
    TRY(matches(h, w, kind, r, &yes));
    return !yes || judge(h, w, &s);
}

bool
desk_hit(struct desk *d, struct work *w, const struct peer *to, const struct json *core,
    bool *told, struct json **held)
{
    struct hunt h = {.desk = d,
        .to = to,
        .on = json_get_text(core, "on"),
        .purpose = json_get_text(core, "purpose"),
        .held = json_array(w)};
    int64_t *records;
    size_t count;

    TRY(node_search(d->node, w, h.on, &records, &count));
    for (size_t i = 0; i < count; i++)
        TRY(look_at(&h, w, records[i]));
    *told = h.told;
    *held = h.held;
    return work_ok(w);
}
