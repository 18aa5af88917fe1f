/*
 * What became of the entries of lists, from the versions that somebody acted on to the newest.
 */
#include "desks/watch_desk.h"

#include <stdlib.h>
#include <string.h>

/* ---- The newest versions ---------------------------------------------------------------------------- */

bool
watching_open(struct desk *d, struct work *w, struct watching *out)
{
    struct json *ids = json_array(w);

    *out = (struct watching){.desk = d, .ids = ids};
    TRY(versions_all(d, w, &out->versions, &out->version_count));
    for (size_t i = 0; i < out->version_count; i++)
        if (out->versions[i].newest)
            json_add(ids, json_uuid(w, &out->versions[i].stored.id));
    return work_ok(w);
}

static bool
names(const struct json *ids, struct bytes id)
{
    const struct json *i = json_first(ids);

    while (i != NULL && !bytes_equal(i->text, id))
        i = i->next;
    return i != NULL;
}

bool
watching_as(struct watching *t, struct work *w, struct json *ids)
{
    struct bytes id;

    t->ids = ids;
    for (size_t i = 0; i < t->version_count; i++) {
        TRY(uuid_write(w, &t->versions[i].stored.id, &id));
        t->versions[i].newest = names(ids, id);
    }
    return true;
}

static int
order(const struct screen_entry *a, const struct screen_entry *b)
{
    int lists = bytes_order(a->list, b->list);

    return lists != 0 ? lists : bytes_order(a->ref, b->ref);
}

static int
by_entry(const void *a, const void *b)
{
    return order(*(const struct screen_entry *const *)a,
        *(const struct screen_entry *const *)b);
}

bool
watching_read(struct watching *t, struct work *w)
{
    TRY(lists_open(w, t->ids->count, &t->lists));
    for (size_t i = 0; i < t->version_count; i++)
        if (t->versions[i].newest)
            TRY(lists_add_version(t->desk, w, &t->versions[i], &t->lists));
    if (t->lists.count == 0)
        return fail(w, FAULT_MISSING,
            "this node has no lists: `liaison lists import FILE`");
    for (size_t i = 0; i < t->lists.count; i++)
        t->entry_count += t->lists.lists[i].count;
    t->entries = work_alloc(w, (t->entry_count + 1) * sizeof(struct screen_entry *));
    TRY(t->entries != NULL);
    for (size_t i = 0, n = 0; i < t->lists.count; i++)
        for (size_t k = 0; k < t->lists.lists[i].count; k++)
            t->entries[n++] = &t->lists.lists[i].entries[k];
    qsort(t->entries, t->entry_count, sizeof(struct screen_entry *), by_entry);
    return true;
}

const struct screen_entry *
watching_entry(const struct watching *t, struct bytes list, struct bytes ref)
{
    const struct screen_entry key = {.list = list, .ref = ref}, *at = &key, **found;

    found =
        bsearch(&at, t->entries, t->entry_count, sizeof(struct screen_entry *), by_entry);
    return found != NULL ? *found : NULL;
}

/* ---- From earlier versions on -------------------------------------------------------------------------- */

static const struct screen_entry *
entry_of(const struct became *b)
{
    return b->is != NULL ? b->is : b->was;
}

static int
by_became(const void *a, const void *b)
{
    return order(entry_of(a), entry_of(b));
}

const struct became *
since_find(const struct since *s, struct bytes list, struct bytes ref)
{
    const struct screen_entry entry = {.list = list, .ref = ref};
    const struct became key = {.is = &entry};

    return bsearch(&key, s->became, s->count, sizeof(key), by_became);
}

const struct version *
watching_version(const struct watching *t, struct work *w, struct bytes text)
{
    struct uuid id;

    if (!uuid_read(w, text, &id))
        return NULL;
    for (size_t i = 0; i < t->version_count; i++)
        if (memcmp(&t->versions[i].stored.id, &id, sizeof(id)) == 0)
            return &t->versions[i];
    return NULL;
}

/* Where the newest version of its list was read to; NULL: there is none. */
static const struct screen_list *
newest_of(const struct watching *t, const struct version *v)
{
    size_t n = 0;

    for (size_t i = 0; i < t->version_count; n += t->versions[i++].newest)
        if (t->versions[i].newest && bytes_equal(t->versions[i].list, v->list))
            return &t->lists.lists[n];
    return NULL;
}

static bool
add_changes(struct work *w, const struct screen_list *was, const struct screen_list *to,
    struct buffer *became)
{
    struct screen_changes changes;

    TRY(screen_lists_compare(w, was, to, &changes));
    for (size_t i = 0; i < changes.count; i++) {
        const struct screen_change *c = &changes.change[i];
        struct became one = {c->was, c->is, c->parts};

        buffer_add(became, bytes_from(&one, sizeof(one)));
    }
    return work_ok(w);
}

/* From one version of a list to its newest, if both are here. */
static bool
add_version(struct watching *t, struct work *w, struct bytes id, struct since *s,
    struct buffer *became)
{
    const struct version *v = watching_version(t, w, id);
    const struct screen_list *to = v != NULL ? newest_of(t, v) : NULL;
    struct screen_list *was = &s->was[s->was_count];

    TRY(work_ok(w));
    if (to == NULL)
        return true;
    s->was_count++;
    if (v->newest) {
        *was = *to;
        return true;
    }
    return version_read(t->desk, w, v, was) && add_changes(w, was, to, became);
}

bool
watching_since(struct watching *t, struct work *w, const struct json *ids,
    struct since **out)
{
    struct buffer became = buffer_open(w, SIZE_MAX / 2);
    struct since *s = t->since;

    while (s != NULL && !json_equal(s->ids, ids))
        s = s->next;
    *out = s;
    if (s != NULL)
        return true;
    s = work_alloc(w, sizeof(*s));
    TRY(s != NULL);
    *s = (struct since){.next = t->since, .ids = ids};
    s->was = work_alloc(w, (ids->count + 1) * sizeof(*s->was));
    TRY(s->was != NULL);
    for (const struct json *i = json_first(ids); i != NULL; i = i->next)
        TRY(add_version(t, w, i->text, s, &became));
    s->became = buffer_array(&became, sizeof(*s->became), &s->count);
    TRY(s->became != NULL);
    qsort(s->became, s->count, sizeof(*s->became), by_became);
    t->since = s;
    *out = s;
    return true;
}

/* ---- Parts ------------------------------------------------------------------------------------------------ */

struct json *
parts_json(struct work *w, unsigned parts)
{
    static const char *const names[] = {"type", "gender", "names", "dates", "countries",
        "ids", "programme", "listed", "remark"};
    struct json *out = json_array(w);

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if ((parts & 1U << i) != 0)
            json_add(out, json_string(w, names[i]));
    return out;
}

const char *
parts_text(struct work *w, unsigned parts)
{
    struct buffer b = buffer_open(w, 256);
    struct json *list = parts_json(w, parts);
    const char *out = NULL;
    struct bytes text;

    for (const struct json *i = json_first(list); i != NULL; i = i->next) {
        buffer_text(&b, b.len > 0 ? ", " : "");
        buffer_add(&b, i->text);
    }
    return buffer_bytes(&b, &text) && work_string(w, text, &out) ? out : NULL;
}
