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
    const struct kinds *known;
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
lint_choices(struct lint *l, const struct schema *s, const char *path)
{
    if (s->choices != NULL && (s->labels == NULL || s->labels->count < s->choices->count))
        find(l, "no-label", false, path,
            "a value of enum has no label: people see the value");
    for (const struct json *label = json_first(s->labels); label != NULL;
         label = label->next)
        lint_label(l, label, below(l, path, label->name), false);
}

/* Is one condition the other's opposite, as written? */
static bool
opposite(const struct json *a, const struct json *b)
{
    return a->type == JSON_ARRAY && a->count == 2 && a->first->type == JSON_TEXT &&
        bytes_is(a->first->text, "not") && json_equal(a->first->next, b);
}

static void
lint_conditions(struct lint *l, const struct property *p, const struct kind_move *move,
    const char *path)
{
    const struct json *required = json_get(p->schema->json, "required-when"),
                      *visible = json_get(p->schema->json, "visible-when");

    if (required != NULL && expr_never(p->required_when, l->kind, move))
        find(l, "never-required", false, path, "its required-when is never true");
    if (required != NULL && p->required)
        find(l, "never-required", false, path,
            "it has a required-when, but is always required");
    if (visible != NULL && expr_never(p->visible_when, l->kind, move))
        find(l, "never-visible", true, path, "its visible-when is never true");
    if (visible != NULL &&
        (p->required ||
            (required != NULL &&
                (opposite(required, visible) || opposite(visible, required)))))
        find(l, "required-hidden", true, path,
            "it is asked for where its visible-when says it has no place");
}

static bool
has_end(const struct schema *s, const char *limit)
{
    return json_get(s->json, limit) != NULL || s->choices != NULL || s->constant != NULL;
}

/* Of a part, or of what ${move} brings.  Only a field has labels: ${p}, or NULL. */
static void
lint_schema(struct lint *l, const struct schema *s, const struct property *p,
    const struct kind_move *move, const char *path)
{
    lint_label(l, s->label, path, p != NULL);
    lint_choices(l, s, path);
    if (p != NULL)
        lint_conditions(l, p, move, path);
    if ((s->type == SCHEMA_LANG_TEXT ||
            (s->type == SCHEMA_STRING && s->format == FORMAT_NONE)) &&
        !has_end(s, "maxLength"))
        find(l, "no-max-length", false, path, "a text without maxLength");
    if (s->type == SCHEMA_ARRAY && !has_end(s, "maxItems"))
        find(l, "no-max-items", false, path, "a list without maxItems");
    if (s->items != NULL)
        lint_schema(l, s->items, NULL, move, below(l, path, bytes_of("*")));
    for (size_t i = 0; i < s->property_count; i++)
        lint_schema(l, s->properties[i].schema, &s->properties[i], move,
            below(l, path, s->properties[i].name));
}

/* ---- Parts and titles ---------------------------------------------------------------------- */

static void
lint_parts(struct lint *l)
{
    for (size_t i = 0; i < l->kind->part_count; i++) {
        const struct kind_part *p = &l->kind->parts[i];
        const char *path = below(l, "parts", p->name);

        lint_label(l, p->label, path, false);
        if (p->schema != NULL)
            lint_schema(l, p->schema, NULL, NULL, path);
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

/* NULL, and a finding: there is none of that name. */
static const struct kind *
known(struct lint *l, struct bytes name, const char *path)
{
    const struct kind *k =
        bytes_equal(name, l->kind->name) ? l->kind : kinds_find(l->known, name);

    if (k == NULL)
        find(l, "unknown-kind", true, path,
            work_format(l->work, "%.*s is no kind here", (int)name.len,
                (const char *)name.at));
    return k;
}

static void
lint_target(struct lint *l, struct bytes to, const char *path)
{
    const struct kind *target = known(l, to, path);

    if (target != NULL && !bytes_equal(target->side, l->kind->side))
        find(l, "broken-wall", true, path,
            work_format(l->work,
                "it leads to %.*s, which is on the other side of the wall", (int)to.len,
                (const char *)to.at));
}

static void
lint_links(struct lint *l)
{
    for (size_t i = 0; i < l->kind->link_count; i++) {
        const struct kind_link *link = &l->kind->links[i];
        const char *path = below(l, "links", link->type);

        lint_label(l, link->label, path, false);
        for (const struct json *t = json_first(link->to); t != NULL; t = t->next)
            lint_target(l, t->text, path);
    }
}

/* The records that moves need are of kinds that are known, and can stand where they must. */
static void
lint_need(struct lint *l, const struct json *need, const char *path)
{
    struct bytes name = json_get_text(need, "kind"), link = json_get_text(need, "link");
    const struct kind *of = known(l, name, path);
    const struct json *states, *links;

    if (of == NULL)
        return;
    states = json_get(of->json, "states");
    links = json_get(of->json, "links");
    for (const struct json *s = first_in(need, "in"); s != NULL; s = s->next)
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
lint_needs(struct lint *l)
{
    const struct json *build = json_get(l->kind->json, "build");

    for (const struct json *m = first_in(l->kind->json, "moves"); m != NULL; m = m->next)
        for (const struct json *n = first_in(m, "needs"); n != NULL; n = n->next)
            lint_need(l, n, below(l, "moves", m->name));
    for (const struct json *f = first_in(build, "from"); f != NULL; f = f->next)
        lint_need(l, f, "build");
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
    lint_label(l, m->label, path, true);
    if (m->by != NULL && expr_never(m->by, l->kind, m))
        find(l, "nobody-may", true, path,
            "its by is true of no organisation: nobody can make it");
    if (m->all != NULL && expr_names_nobody(m->all, l->kind, m))
        find(l, "nobody-may", true, path,
            "its all can hold no organisation: it never leads on");
    if (m->when != NULL && expr_never(m->when, l->kind, m))
        find(l, "unreachable-move", true, path, "its when is never true");
    if (m->fill != NULL)
        lint_schema(l, m->fill, NULL, m, below(l, path, bytes_of("fill")));
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
        if ((k->moves[i].from & there) == 0)
            find(l, "unreachable-move", true, path,
                "it is from states that no record comes to");
        lint_move(l, &k->moves[i], path);
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
    for (const struct json *v = first_in(l->kind->json, "views"); v != NULL;
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
        .known = known,
        .languages = json_get(k->json, "label"),
        .found = json_array(w)};

    lint_title(&l);
    lint_parts(&l);
    lint_tags(&l);
    lint_links(&l);
    lint_needs(&l);
    lint_views(&l);
    lint_states(&l);
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
