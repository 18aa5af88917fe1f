/*
 * What people call the values of a matrix's axis, in what order, and what could have been there.
 */
#include "desks/matrix_desk.h"

#include <stdlib.h>
#include <string.h>

#define GAPS_MAX 1000

/* ---- What is agreed ---------------------------------------------------------------------- */

static struct json *
agree(struct work *w, struct laid *l, struct bytes value, struct json *label)
{
    struct json *one = json_object(w);

    json_put(one, "value", json_text(w, value));
    json_put(one, "label", label != NULL ? label : json_text(w, value));
    json_add(l->agreed, one);
    return one;
}

static bool
agree_target(void *ctx, struct work *w, const struct view_row *row)
{
    struct laid *l = ctx;
    struct stored s;
    struct bytes id;
    int64_t now;
    bool known;

    TRY(node_now(l->desk->node, w, &now));
    TRY(node_row_known(l->desk->node, w, &l->desk->actor, row, now, &known));
    if (!known || l->agreed->count == GAPS_MAX ||
        (l->ask->takes != NULL && !l->ask->takes(l->ask->takes_ctx, &row->id)))
        return true;
    TRY(store_by_no(node_store(l->desk->node), w, row->record, &s));
    TRY(uuid_write(w, &s.id, &id));
    agree(w, l, id, desk_title(l->desk, w, &s));
    return work_ok(w);
}

/* What a value is called that is a record's id. */
static bool
target_title(struct work *w, struct laid *l, struct bytes value, struct json **out)
{
    struct stored s;
    struct uuid id;

    TRY(uuid_read(w, value, &id));
    TRY(store_by_id(node_store(l->desk->node), w, &id, &s));
    *out = desk_title(l->desk, w, &s);
    return work_ok(w);
}

/* The groups that values are folded into. */
static bool
agree_groups(struct work *w, struct laid *l)
{
    for (uint32_t i = 2; i < l->axis->count; i++) {
        struct designation called =
            codebook_says(node_codes(l->desk->node), l->axis->codes, l->axis->values[i]);
        struct json *label = desk_words(w, called.name);

        if (l->axis->link != NULL)
            TRY(target_title(w, l, l->axis->values[i], &label));
        json_put(agree(w, l, l->axis->values[i], label), "footnote",
            desk_words(w, called.footnote));
    }
    return work_ok(w);
}

/* States, the choices of a field, and what a link may lead to. */
static bool
agree_all(struct work *w, struct laid *l)
{
    const struct json *states = json_get(kind_json(l->kind), "states"),
                      *to = json_get(l->axis->link, "to");

    l->agreed = json_array(w);
    if (l->axis->grouped)
        return agree_groups(w, l);
    if (strcmp(l->path, "state") == 0)
        for (const struct json *s = states != NULL ? states->first : NULL; s != NULL;
             s = s->next)
            agree(w, l, s->name,
                json_text(w, json_get_text(json_get(s, "label")->first, "text")));
    for (const struct json *c = l->axis->choices != NULL ? l->axis->choices->first : NULL;
         c != NULL; c = c->next)
        if (c->type == JSON_TEXT)
            agree(w, l, c->text, desk_words(w, json_get_bytes(l->axis->labels, c->text)));
    if (to != NULL && to->type == JSON_ARRAY)
        for (const struct json *k = to->first; k != NULL; k = k->next)
            TRY(node_rows(l->desk->node, w, k->text, false, agree_target, l));
    return work_ok(w);
}

static const struct json *
agreed_on(const struct laid *l, struct bytes value, size_t *order)
{
    *order = 0;
    for (const struct json *a = l->agreed->first; a != NULL; a = a->next, ++*order)
        if (bytes_equal(json_get_text(a, "value"), value))
            return a;
    return NULL;
}

/* ---- What people call the values ------------------------------------------------------------ */

/* "(in no region of the list)" */
static bool
label_of_none(struct work *w, const struct laid *l, struct label *out)
{
    struct bytes list = l->axis->codes;
    const char *text = list.len == 0
        ? "(none that it names)"
        : work_format(w, "(in no %.*s %s)", (int)list.len, (const char *)list.at,
              l->ask->frame == NULL ? "of the list" : "that it names");

    TRY(text != NULL);
    out->order = SIZE_MAX - 1;
    out->text = bytes_of(text);
    return true;
}

/* What an organisation calls itself: how we know it is nobody else's matter. */
static bool
public_name(struct work *w, const struct laid *l, const struct hash *org,
    struct bytes *out)
{
    const struct identity *self = node_identity(l->desk->node);
    const struct json *name = self->name;
    struct identity known;

    if (!hash_equal(org, &self->id)) {
        name = node_author(l->desk->node, w, org, &known) ? known.name : NULL;
        work_clear(w);
    }
    if (name == NULL)
        return fingerprint_write(w, org, out);
    name = desk_words(w, name);
    return name != NULL && work_keep(w, name->text, out);
}

static bool
org_label(struct work *w, const struct laid *l, struct bytes value, struct label *out)
{
    struct json *name;
    struct hash org;

    if (!l->axis->organisation || value.len != 64 ||
        !hex_read(w, value, &org, sizeof(org))) {
        work_clear(w);
        return true;
    }
    if (l->ask->takes != NULL)
        return public_name(w, l, &org, &out->text);
    name = desk_org_name(l->desk, w, &org);
    TRY(name != NULL);
    out->text = name->text;
    return true;
}

static bool
label_of(struct work *w, struct laid *l, struct label *out)
{
    struct bytes value = l->axis->values[out->value];
    const struct json *agreed = agreed_on(l, value, &out->order), *words;
    struct designation called =
        codebook_says(node_codes(l->desk->node), l->axis->codes, value);

    out->text = value;
    words = desk_words(w, called.footnote);
    out->footnote = words != NULL ? words->text : out->footnote;
    if (out->value == 0) {
        out->order = SIZE_MAX;
        out->text = bytes_of("(not stated)");
        return true;
    }
    if (l->axis->grouped && out->value == 1)
        return label_of_none(w, l, out);
    if (agreed != NULL) {
        out->text = json_get_text(agreed, "label");
        return true;
    }
    words = desk_words(w, called.name);
    out->text = words != NULL ? words->text : value;
    return org_label(w, l, value, out);
}

static int
by_label(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return bytes_order(x->text, y->text);
}

bool
matrix_lay(struct work *w, struct laid *l)
{
    l->labels = work_alloc(w, (l->axis->count + 1) * sizeof(*l->labels));
    TRY(l->labels != NULL);
    TRY(agree_all(w, l));
    for (uint32_t i = 0; i < l->axis->count; i++) {
        if (l->axis->totals[i] == 0)
            continue;
        l->labels[l->count].value = i;
        TRY(label_of(w, l, &l->labels[l->count++]));
    }
    qsort(l->labels, l->count, sizeof(*l->labels), by_label);
    return true;
}

static void
add_footnote(struct work *w, struct bytes label, struct bytes text, struct json *to)
{
    const struct json *before = to->first;
    struct json *one = json_object(w);

    while (before != NULL && !bytes_equal(json_get_text(before, "label"), label))
        before = before->next;
    if (text.len == 0 || before != NULL)
        return;
    json_put(one, "label", json_text(w, label));
    json_put(one, "text", json_text(w, text));
    json_add(to, one);
}

/* Of the values that there are, and of the gaps. */
static void
add_footnotes(struct work *w, const struct laid *l, struct json *to)
{
    for (size_t i = 0; i < l->count; i++)
        add_footnote(w, l->labels[i].text, l->labels[i].footnote, to);
    for (const struct json *a = l->agreed->first; a != NULL; a = a->next)
        add_footnote(w, json_get_text(a, "label"), json_get_text(a, "footnote"), to);
}

struct json *
matrix_footnotes(struct work *w, const struct laid *r, const struct laid *c)
{
    struct json *list = json_array(w);

    add_footnotes(w, r, list);
    add_footnotes(w, c, list);
    return list;
}
