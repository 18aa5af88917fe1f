/*
 * lists show, lists diff: what official lists say, and what differs between two versions of one.
 */
#include "desks/lists_desk.h"

#include <stdlib.h>
#include <string.h>

/* ---- Showing ------------------------------------------------------------------------------------ */

/* What an entry says beside its names, a line each: {"what","text"}. */
static void
add_said(struct work *w, struct json *to, const char *what, struct bytes text)
{
    struct json *one;

    if (text.len == 0)
        return;
    one = json_object(w);
    json_put(one, "what", json_string(w, what));
    json_put(one, "text", json_text(w, text));
    json_add(to, one);
}

static struct bytes
id_text(struct work *w, const struct json *id)
{
    struct bytes number = json_get_text(id, "number"), of = json_get_text(id, "country");
    const char *text = work_format(w, "%.*s %.*s%s%.*s",
        (int)json_get_text(id, "kind").len, (const char *)json_get_text(id, "kind").at,
        (int)number.len, (const char *)number.at, of.len > 0 ? ", " : "", (int)of.len,
        (const char *)of.at);

    return bytes_of(text != NULL ? text : "");
}

static struct json *
says(struct work *w, const struct json *entry)
{
    static const struct {
        const char *member, *what;
    } texts[] = {{"gender", "gender"}, {"listed", "listed"}, {"remark", "remark"}};
    struct json *out = json_array(w);

    for (const struct json *i = json_first(json_get(entry, "dates")); i != NULL;
         i = i->next)
        add_said(w, out, "born", i->text);
    for (const struct json *i = json_first(json_get(entry, "countries")); i != NULL;
         i = i->next)
        add_said(w, out, "country", i->text);
    for (const struct json *i = json_first(json_get(entry, "ids")); i != NULL;
         i = i->next)
        add_said(w, out, "number", id_text(w, i));
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_said(w, out, texts[i].what, json_get_text(entry, texts[i].member));
    return out;
}

static bool
show_entry(struct work *w, const struct screen_list *list, const struct screen_entry *e,
    struct json *items)
{
    struct json *entry;

    TRY(lists_entry(w, e, &entry));
    json_put(entry, "says", says(w, entry));
    json_put(entry, "list_date", json_text(w, list->date));
    json_add(items, entry);
    return work_ok(w);
}

DESK(lists_show)
{
    struct bytes ref = desk_text(args, "ref");
    struct json *items = json_array(w);
    struct lists lists;

    if (json_get(args, "list") != NULL)
        TRY(lists_open(w, json_get(args, "list")->count, &lists) &&
            lists_given(w, args, &lists));
    else
        TRY(lists_add_newest(d, w, &lists));
    for (size_t i = 0; i < lists.count; i++)
        for (size_t j = 0; j < lists.lists[i].count; j++)
            if (bytes_equal(lists.lists[i].entries[j].ref, ref))
                TRY(show_entry(w, &lists.lists[i], &lists.lists[i].entries[j], items));
    if (items->count == 0)
        return fail(w, FAULT_MISSING, "there is no %.*s on %s", (int)ref.len,
            (const char *)ref.at, lists.count == 1 ? "this list" : "these lists");
    *answer = json_object(w);
    json_put(*answer, "items", items);
    json_put(*answer, "count", json_integer(w, (int64_t)items->count));
    return work_ok(w);
}

/* ---- What differs --------------------------------------------------------------------------------- */

static int
by_ref(const void *a, const void *b)
{
    const struct screen_entry *x = *(const struct screen_entry *const *)a,
                              *y = *(const struct screen_entry *const *)b;
    int order = bytes_order(x->list, y->list);

    return order != 0 ? order : bytes_order(x->ref, y->ref);
}

static const struct screen_entry **
sorted(struct work *w, const struct screen_list *l)
{
    const struct screen_entry **out =
        work_alloc(w, (l->count + 1) * sizeof(struct screen_entry *));

    for (size_t i = 0; out != NULL && i < l->count; i++)
        out[i] = &l->entries[i];
    if (out != NULL)
        qsort(out, l->count, sizeof(struct screen_entry *), by_ref);
    return out;
}

static struct json *
entry_named(struct work *w, const struct screen_entry *e)
{
    struct json *out = json_object(w);

    json_put(out, "list", json_text(w, e->list));
    json_put(out, "ref", json_text(w, e->ref));
    json_put(out, "name",
        json_text(w, e->name_count > 0 ? e->names[0].text : bytes_of("")));
    return out;
}

/* The members of two entries that are not the same: their names, and what they were and are. */
static bool
parts_changed(struct work *w, const struct json *was, const struct json *is,
    struct json *to)
{
    struct buffer names = buffer_open(w, 4096);
    struct json *before = json_object(w), *after = json_object(w);
    struct bytes text;

    for (int side = 0; side < 2; side++) {
        const struct json *here = side == 0 ? was : is, *there = side == 0 ? is : was;

        for (const struct json *m = here->first; m != NULL; m = m->next) {
            const struct json *other = json_get_bytes(there, m->name);
            struct bytes name;
            struct json *kept;

            if (other != NULL && json_equal(m, other))
                continue;
            TRY(json_keep(w, m, &kept) && work_keep(w, m->name, &name));
            json_put_bytes(side == 0 ? before : after, name, kept);
            if (side == 1 && other != NULL)
                continue;
            buffer_text(&names, names.len > 0 ? ", " : "");
            buffer_add(&names, m->name);
        }
    }
    TRY(buffer_bytes(&names, &text));
    json_put(to, "parts", json_text(w, text));
    json_put(to, "was", before);
    json_put(to, "is", after);
    return work_ok(w);
}

/* The same entry in both; what was written to compare them goes. */
static bool
compare(struct work *w, const struct screen_entry *was, const struct screen_entry *is,
    struct json *changed)
{
    struct work *own = work_open(work_os(w));
    struct bytes a, b;
    struct json *before, *after, *one;
    bool good = own != NULL && screen_entry_write(own, was, &a) &&
        screen_entry_write(own, is, &b);

    if (good && !bytes_equal(a, b)) {
        one = entry_named(w, is);
        good = json_read(own, a, &json_foreign, &before) &&
            json_read(own, b, &json_foreign, &after) &&
            (parts_changed(w, before, after, one) || fail_with(own, w));
        json_add(changed, one);
    }
    return work_join(w, own, good);
}

struct difference {
    struct json *added, *removed, *changed;
    size_t same;
};

/* Versions of one list have some list in common that their entries stand on. */
static bool
same_list(const struct screen_entry *const *a, size_t a_count,
    const struct screen_entry *const *b, size_t b_count)
{
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        int order = bytes_order(a[i]->list, b[j]->list);

        if (order == 0)
            return true;
        i += order < 0;
        j += order > 0;
    }
    return false;
}

static bool
find_difference(struct work *w, const struct screen_list *from,
    const struct screen_list *to, struct difference *out)
{
    const struct screen_entry **a = sorted(w, from), **b = sorted(w, to);
    size_t i = 0, j = 0;

    *out = (struct difference){json_array(w), json_array(w), json_array(w), 0};
    TRY(a != NULL && b != NULL);
    if (!same_list(a, from->count, b, to->count))
        return fail(w, FAULT_USAGE,
            "%.*s and %.*s are no versions of one list: nothing in them can be compared",
            (int)from->name.len, (const char *)from->name.at, (int)to->name.len,
            (const char *)to->name.at);
    while (i < from->count || j < to->count) {
        int order = i == from->count ? 1 : j == to->count ? -1 : by_ref(&a[i], &b[j]);

        if (order == 0) {
            TRY(compare(w, a[i++], b[j++], out->changed));
            out->same++;
        } else if (order < 0) {
            json_add(out->removed, entry_named(w, a[i++]));
        } else {
            json_add(out->added, entry_named(w, b[j++]));
        }
    }
    out->same -= out->changed != NULL ? out->changed->count : 0;
    return work_ok(w);
}

/* A file, or a version that the node keeps. */
static bool
add_side(struct desk *d, struct work *w, const struct json *args, const char *name,
    struct lists *to)
{
    struct version v;

    if (!desk_flag(args, "kept"))
        return lists_add(w, to, desk_text(args, name));
    return version_find(d, w, desk_text(args, name), &v) &&
        lists_add_version(d, w, &v, to);
}

DESK(lists_diff)
{
    struct difference found;
    struct json *counts = json_object(w);
    struct lists lists;

    TRY(lists_open(w, 2, &lists) && add_side(d, w, args, "from", &lists) &&
        add_side(d, w, args, "to", &lists));
    TRY(find_difference(w, &lists.lists[0], &lists.lists[1], &found));
    json_put(counts, "added", json_integer(w, (int64_t)found.added->count));
    json_put(counts, "removed", json_integer(w, (int64_t)found.removed->count));
    json_put(counts, "changed", json_integer(w, (int64_t)found.changed->count));
    json_put(counts, "same", json_integer(w, (int64_t)found.same));
    *answer = json_object(w);
    json_put(*answer, "from", lists_json(w, &lists, 0));
    json_put(*answer, "to", lists_json(w, &lists, 1));
    json_put(*answer, "added", found.added);
    json_put(*answer, "removed", found.removed);
    json_put(*answer, "changed", found.changed);
    json_put(*answer, "counts", counts);
    return work_ok(w);
}
