/*
 * Footnotes that the names in a record bring along, for answers and files that show its fields.
 */
#include "desks/desk_inner.h"

static bool
is_there(const struct json *list, struct bytes label, struct bytes text)
{
    for (const struct json *n = list->first; n != NULL; n = n->next)
        if (bytes_equal(json_get_text(n, "label"), label) &&
            bytes_equal(json_get_text(n, "text"), text))
            return true;
    return false;
}

/* The value itself, where no list has a name for it: "core.countries.0.code". */
static struct bytes
value_at(struct work *w, const struct record *r, struct bytes path)
{
    const struct json *found = NULL;
    const char *text;

    if (!work_string(w, path, &text))
        return (struct bytes){0};
    for (size_t i = 0; i < r->part_count && found == NULL; i++) {
        struct bytes name = r->parts[i].name;

        if (r->parts[i].present && path.len > name.len + 1 &&
            bytes_equal(bytes_from(path.at, name.len), name) && path.at[name.len] == '.')
            found = json_at(r->parts[i].value, text + name.len + 1);
    }
    return found != NULL && found->type == JSON_TEXT ? found->text : (struct bytes){0};
}

bool
desk_footnotes(struct desk *d, struct work *w, const struct record *r, struct json *to)
{
    const struct kind *kind = kinds_find(node_kinds(d->node), r->kind);
    struct json *says;

    if (kind == NULL)
        return true;
    TRY(kind_says(w, kind, r, node_codes(d->node), &says));
    for (const struct json *s = says->first; s != NULL; s = s->next) {
        const struct json *label = desk_words(w, json_get(s, "says")),
                          *text = desk_words(w, json_get(s, "footnote"));
        struct json *one = json_object(w);
        struct bytes name =
            label != NULL ? label->text : value_at(w, r, json_get_text(s, "path"));

        if (text == NULL || is_there(to, name, text->text))
            continue;
        json_put(one, "label", json_text(w, name));
        json_put(one, "text", json_text(w, text->text));
        json_add(to, one);
    }
    return work_ok(w);
}
