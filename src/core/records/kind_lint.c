/*
 * kind_lint: what is wrong with a kind that can be read -- states that nobody comes to or
 * gets out of, a title that tells who, links that lead nowhere, texts without an end, labels
 * that some cannot read.
 */
#include <stdio.h>
#include <string.h>

#include "core/records/expr.h"

struct lint {
    struct work *work;
    const struct kind *kind;
    const struct json *languages; /* the kind's own label, whose languages all have */
    struct json *found;
    size_t errors;
};

static void
find(struct lint *l, const char *id, bool error, const char *path, const char *message)
{
    struct json *finding = json_object(l->work);

    json_put(finding, "id", json_string(l->work, id));
    json_put(finding, "severity", json_string(l->work, error ? "error" : "warning"));
    json_put(finding, "path", json_string(l->work, path));
    json_put(finding, "message", json_string(l->work, message));
    json_add(l->found, finding);
    l->errors += error;
}

static const char *
below(struct lint *l, const char *up, struct bytes name)
{
    return work_format(l->work, "%s.%.*s", up != NULL ? up : "", (int)name.len,
        (const char *)name.at);
}

/* ---- Labels ------------------------------------------------------------------------------ */

static void
lint_label(struct lint *l, const struct json *label, const char *path, bool asked)
{
    if (label == NULL && asked)
        find(l, "no-label", false, path, "it has no label: people see its name");
    if (label == NULL)
        return;
    for (const struct json *have = l->languages->first; have != NULL; have = have->next) {
        struct bytes lang = json_get_text(have, "lang");
        bool there = false;

        for (const struct json *e = label->first; e != NULL; e = e->next)
            there = there || bytes_equal(json_get_text(e, "lang"), lang);
        if (!there)
            find(l, "label-language", false, path,
                work_format(l->work, "its label has no %.*s, which the kind's own has",
                    (int)lang.len, (const char *)lang.at));
    }
}

/* ---- Schemas ------------------------------------------------------------------------------- */

/* What one can choose from has words, so that people need not know the values. */
static void
lint_choices(struct lint *l, const struct json *schema, const char *path)
{
    const struct json *choices = json_get(schema, "enum"),
                      *labels = json_get(schema, "labels");

    if (choices != NULL && (labels == NULL || labels->count < choices->count))
        find(l, "no-label", false, path,
            "a value of enum has no label: people see the value");
    for (const struct json *label = labels != NULL ? labels->first : NULL; label != NULL;
         label = label->next)
        lint_label(l, label, below(l, path, label->name), false);
}

/* Only fields have labels: ${field}. */
static void
lint_schema(struct lint *l, const struct json *schema, const char *path, bool field)
{
    struct bytes type = json_get_text(schema, "type");
    struct bytes format = json_get_text(schema, "format");
    const struct json *properties = json_get(schema, "properties");
    bool listed = json_get(schema, "enum") != NULL || json_get(schema, "const") != NULL;
    const char *inner;

    lint_label(l, json_get(schema, "label"), path, field);
    lint_choices(l, schema, path);
    if ((bytes_is(format, "lang-text") ||
            (bytes_is(type, "string") && !listed && format.len == 0)) &&
        json_get(schema, "maxLength") == NULL)
        find(l, "no-max-length", false, path, "a text without maxLength");
    if (bytes_is(type, "array") && format.len == 0) {
        if (json_get(schema, "maxItems") == NULL)
            find(l, "no-max-items", false, path, "a list without maxItems");
        inner = below(l, path, bytes_of("*"));
        lint_schema(l, json_get(schema, "items"), inner, false);
    }
    for (const struct json *p = properties != NULL ? properties->first : NULL; p != NULL;
         p = p->next) {
        inner = below(l, path, p->name);
        lint_schema(l, p, inner, true);
    }
}

/* ---- Conditions of fields ------------------------------------------------------------------- */

/* Is one condition the other's opposite, as written? */
static bool
opposite(const struct json *a, const struct json *b)
{
    return a->type == JSON_ARRAY && a->count == 2 && a->first->type == JSON_TEXT &&
        bytes_is(a->first->text, "not") && json_equal(a->first->next, b);
}

static void
lint_condition(struct lint *l, const struct property *p, const struct kind_move *move,
    const char *path)
{
    const struct json *required = json_get(p->schema->json, "required-when"),
                      *visible = json_get(p->schema->json, "visible-when");

    if (p->required_when != NULL && expr_never(p->required_when, l->kind, move))
        find(l, "never-required", false, path, "its required-when is never true");
    if (p->required && p->required_when != NULL)
        find(l, "never-required", false, path,
            "it has a required-when, but is always required");
    if (p->visible_when != NULL && expr_never(p->visible_when, l->kind, move))
        find(l, "never-visible", true, path, "its visible-when is never true");
    if (visible != NULL &&
        (p->required ||
            (required != NULL &&
                (opposite(required, visible) || opposite(visible, required)))))
        find(l, "required-hidden", true, path,
            "it is asked for where its visible-when says it has no place");
}

/* Of a part, or of what ${move} brings. */
static void
lint_conditions(struct lint *l, const struct schema *s, const struct kind_move *move,
    const char *path)
{
    if (s->items != NULL)
        lint_conditions(l, s->items, move, below(l, path, bytes_of("*")));
    for (size_t i = 0; s->tells && i < s->property_count; i++) {
        const struct property *p = &s->properties[i];

        lint_condition(l, p, move, below(l, path, p->name));
        lint_conditions(l, p->schema, move, below(l, path, p->name));
    }
}

/* ---- Parts and titles ---------------------------------------------------------------------- */

static void
lint_parts(struct lint *l)
{
    const struct json *parts = json_get(l->kind->json, "parts");
    const char *path;

    for (const struct json *p = parts->first; p != NULL; p = p->next) {
        const struct json *schema = json_get(p, "schema");

        path = below(l, "parts", p->name);
        lint_label(l, json_get(p, "label"), path, false);
        if (schema != NULL)
            lint_schema(l, schema, path, false);
    }
    for (size_t i = 0; i < l->kind->part_count; i++) {
        const struct kind_part *p = &l->kind->parts[i];

        path = below(l, "parts", p->name);
        if (p->schema != NULL)
            lint_conditions(l, p->schema, NULL, path);
    }
}

/* A title stands in lists, and is read without leave. */
static void
lint_title(struct lint *l)
{
    struct lead title = kind_lead(l->kind, json_get_text(l->kind->json, "title"));

    if (title.part != NULL && !title.part->ordinary)
        find(l, "title-leaks", true, "title",
            "it stands in lists, but its part tells of a source or a person");
}

/* One column goes to one field. */
static void
lint_tags(struct lint *l)
{
    const struct kind_tag *tags;
    size_t count;

    if (!kind_tags(l->work, l->kind, &tags, &count))
        return;
    for (size_t i = 0, j; i < count; i++) {
        for (j = 0; j < i && !bytes_equal(tags[i].tag, tags[j].tag);)
            j++;
        if (j < i)
            find(l, "tag-twice", true, below(l, "parts", bytes_of(tags[i].path)),
                work_format(l->work, "%s has its tag %.*s too", tags[j].path,
                    (int)tags[i].tag.len, (const char *)tags[i].tag.at));
    }
}

/* ---- Links ------------------------------------------------------------------------------------ */

static void
lint_target(struct lint *l, const struct kinds *known, struct bytes to, const char *path)
{
    const struct kind *target =
        bytes_equal(to, l->kind->name) ? l->kind : kinds_find(known, to);

    if (target == NULL)
        find(l, "unknown-kind", true, path,
            work_format(l->work, "it leads to %.*s, which is no kind here", (int)to.len,
                (const char *)to.at));
    else if (!bytes_equal(target->side, l->kind->side))
        find(l, "broken-wall", true, path,
            work_format(l->work,
                "it leads to %.*s, which is on the other side of the wall", (int)to.len,
                (const char *)to.at));
}

static void
lint_links(struct lint *l, const struct kinds *known)
{
    const struct json *links = json_get(l->kind->json, "links");
    const char *path;

    for (size_t i = 0; i < l->kind->link_count; i++) {
        const struct kind_link *link = &l->kind->links[i];

        path = below(l, "links", link->type);
        lint_label(l, json_get(json_get_bytes(links, link->type), "label"), path, false);
        for (const struct json *t = link->to != NULL ? link->to->first : NULL; t != NULL;
             t = t->next)
            lint_target(l, known, t->text, path);
    }
}

/* The records that moves need are of kinds that are known, and can stand where they must. */
static void
lint_need(struct lint *l, const struct kinds *known, const struct json *need,
    const char *path)
{
    struct bytes name = json_get_text(need, "kind"), link = json_get_text(need, "link");
    const struct kind *of =
        bytes_equal(name, l->kind->name) ? l->kind : kinds_find(known, name);
    const struct json *states, *links;

    if (of == NULL) {
        find(l, "unknown-kind", true, path,
            work_format(l->work, "it needs a %.*s, which is no kind here", (int)name.len,
                (const char *)name.at));
        return;
    }
    states = json_get(of->json, "states");
    links = json_get(of->json, "links");
    for (const struct json *s = json_get(need, "in")->first; s != NULL; s = s->next)
        if (json_get_bytes(states, s->text) == NULL)
            find(l, "unknown-state", true, path,
                work_format(l->work, "%.*s is no state of %.*s", (int)s->text.len,
                    (const char *)s->text.at, (int)name.len, (const char *)name.at));
    if (link.len > 0 && json_get_bytes(links, link) == NULL)
        find(l, "unknown-link", true, path,
            work_format(l->work, "%.*s has no link %.*s", (int)name.len,
                (const char *)name.at, (int)link.len, (const char *)link.at));
}

static void
lint_needs(struct lint *l, const struct kinds *known)
{
    const struct json *moves = json_get(l->kind->json, "moves");

    for (const struct json *m = moves != NULL ? moves->first : NULL; m != NULL;
         m = m->next) {
        const struct json *needs = json_get(m, "needs");

        for (const struct json *n = needs != NULL ? needs->first : NULL; n != NULL;
             n = n->next)
            lint_need(l, known, n, below(l, "moves", m->name));
    }
}

/* What a record is built from can be there, and be linked so. */
static void
lint_build(struct lint *l, const struct kinds *known)
{
    const struct json *from = json_get(json_get(l->kind->json, "build"), "from");

    for (const struct json *f = from != NULL ? from->first : NULL; f != NULL; f = f->next)
        lint_need(l, known, f, "build");
}

/* ---- States and moves ------------------------------------------------------------------------- */

static uint32_t
reachable(const struct kind *k)
{
    uint32_t there = 0, before;

    for (size_t i = 0; i < k->state_count; i++)
        if (k->states[i].start != NULL)
            there |= 1u << i;
    do {
        before = there;
        for (size_t i = 0; i < k->move_count; i++)
            if ((k->moves[i].from & there) != 0 && k->moves[i].to >= 0)
                there |= 1u << k->moves[i].to;
    } while (there != before);
    return there;
}

static bool
leads_on(const struct kind *k, size_t state)
{
    for (size_t i = 0; i < k->move_count; i++)
        if ((k->moves[i].from >> state & 1) != 0 && k->moves[i].to >= 0 &&
            k->moves[i].to != (int)state)
            return true;
    return false;
}

/* Who may is asked first: nobody can make it, or nobody ever may. */
static void
lint_move(struct lint *l, const struct kind_move *m, const char *path)
{
    if (m->by != NULL && expr_never(m->by, l->kind, m))
        find(l, "nobody-may", true, path,
            "its by is true of no organisation: nobody can make it");
    if (m->all != NULL && expr_names_nobody(m->all, l->kind, m))
        find(l, "nobody-may", true, path,
            "its all can hold no organisation: it never leads on");
    if (m->when != NULL && expr_never(m->when, l->kind, m))
        find(l, "unreachable-move", true, path, "its when is never true");
}

static void
lint_states(struct lint *l)
{
    const struct kind *k = l->kind;
    uint32_t there = reachable(k);
    const char *path;

    for (size_t i = 0; i < k->state_count; i++) {
        bool on = leads_on(k, i);

        path = below(l, "states", k->states[i].name);
        lint_label(l, k->states[i].label, path, true);
        if ((there >> i & 1) == 0)
            find(l, "unreachable-state", true, path,
                "no record starts here, and no move leads here");
        if (!on && !k->states[i].final)
            find(l, "dead-end", true, path, "no move leads on, and it is not final");
        if (on && k->states[i].final)
            find(l, "final-leads-on", true, path, "it is final, but a move leads on");
    }
    for (size_t i = 0; i < k->move_count; i++) {
        path = below(l, "moves", k->moves[i].name);
        lint_label(l, k->moves[i].label, path, true);
        if ((k->moves[i].from & there) == 0)
            find(l, "unreachable-move", true, path,
                "it is from states that no record comes to");
        lint_move(l, &k->moves[i], path);
    }
}

static void
lint_fills(struct lint *l)
{
    for (size_t i = 0; i < l->kind->move_count; i++) {
        const struct kind_move *m = &l->kind->moves[i];
        const char *path = below(l, below(l, "moves", m->name), bytes_of("fill"));

        if (m->fill == NULL)
            continue;
        lint_schema(l, m->fill->json, path, false);
        lint_conditions(l, m->fill, m, path);
    }
}

static void
lint_reading(struct lint *l)
{
    if (l->kind->read == NULL)
        return;
    lint_label(l, l->kind->read_message, "read", true);
    if (expr_never(l->kind->read, l->kind, NULL))
        find(l, "nobody-may", true, "read", "its when is never true: nobody may read it");
}

static void
lint_formulas(struct lint *l, const char *name, const struct kind_formula list[],
    size_t count)
{
    const char *path;

    for (size_t i = 0; i < count; i++) {
        path = below(l, name, list[i].name);
        lint_label(l, list[i].label, path, true);
        if (*name == 'r' && expr_never(list[i].value, l->kind, NULL))
            find(l, "never-broken", false, path, "no record can break this rule");
    }
}

/* What many records are shown by is read without leave, as titles are. */
static void
lint_views(struct lint *l)
{
    const struct json *views = json_get(l->kind->json, "views");

    for (const struct json *v = views != NULL ? views->first : NULL; v != NULL;
         v = v->next) {
        const char *path = below(l, "views", v->name);

        lint_label(l, json_get(v, "label"), path, true);
        if (view_leaks(l->kind, v))
            find(l, "view-leaks", true, path,
                "it shows what tells of a source or a person to whoever may know of a "
                "record");
    }
}

/* ---- The whole ------------------------------------------------------------------------------ */

bool
kind_lint(struct work *w, const struct kind *k, const struct kinds *known,
    struct json **out, size_t *errors)
{
    struct lint l = {.work = w,
        .kind = k,
        .languages = json_get(k->json, "label"),
        .found = json_array(w)};

    lint_title(&l);
    lint_parts(&l);
    lint_tags(&l);
    lint_links(&l, known);
    lint_needs(&l, known);
    lint_build(&l, known);
    lint_views(&l);
    lint_states(&l);
    lint_fills(&l);
    lint_reading(&l);
    lint_formulas(&l, "derived", k->derived, k->derived_count);
    lint_formulas(&l, "rules", k->rules, k->rule_count);
    *out = l.found;
    *errors = l.errors;
    return work_ok(w);
}

/* What cannot even be read is one finding: its path stands before the reason. */
bool
kind_lint_text(struct work *w, struct bytes text, const struct kinds *known,
    const struct kind **kind, struct json **out, size_t *errors)
{
    struct lint l = {.work = w};
    struct bytes why;
    const char *said, *colon;
    struct kind *k;

    *kind = NULL;
    if (kind_read(w, text, &k)) {
        *kind = k;
        return kind_lint(w, k, known, out, errors);
    }
    if (work_fault(w) != FAULT_INVALID)
        return false;
    TRY(work_keep(w, bytes_of(work_why(w)), &why));
    work_clear(w);
    said = (const char *)why.at;
    colon = strstr(said, ": ");
    /* Where a text is no JSON, its line and column stand there. */
    l.found = json_array(w);
    find(&l, "unreadable", true,
        colon != NULL ? work_format(w, "%.*s", (int)(colon - said), said) : "",
        colon != NULL ? colon + 2 : said);
    *out = l.found;
    *errors = 1;
    return work_ok(w);
}
