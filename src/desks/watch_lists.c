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

/* That version of a list, and where its newest one was read to; NULL: it is not here any more, or
 * the newest itself, or no version of its list is. */
static const struct version *
version_of(const struct watching *t, struct work *w, struct bytes text,
    const struct screen_list **newest)
{
    const struct version *found = NULL;
    struct uuid id;
    size_t n = 0;

    if (!uuid_read(w, text, &id))
        return NULL;
    for (size_t i = 0; i < t->version_count && found == NULL; i++)
        if (memcmp(&t->versions[i].stored.id, &id, sizeof(id)) == 0)
            found = &t->versions[i];
    if (found == NULL || found->newest)
        return NULL;
    for (size_t i = 0; i < t->version_count; n += t->versions[i++].newest)
        if (t->versions[i].newest && bytes_equal(t->versions[i].list, found->list)) {
            *newest = &t->lists.lists[n];
            return found;
        }
    return NULL;
}

static bool
add_changes(struct watching *t, struct work *w, const struct version *from,
    const struct screen_list *to, struct buffer *became)
{
    struct screen_list *was = work_alloc(w, sizeof(*was));
    struct screen_changes changes;

    TRY(was != NULL && version_read(t->desk, w, from, was) &&
        screen_lists_compare(w, was, to, &changes));
    for (size_t i = 0; i < changes.count; i++) {
        const struct screen_change *c = &changes.change[i];
        struct became one = {c->was, c->is, c->parts};

        buffer_add(became, bytes_from(&one, sizeof(one)));
    }
    return work_ok(w);
}

bool
watching_since(struct watching *t, struct work *w, const struct json *ids,
    const struct since **out)
{
    struct buffer became = buffer_open(w, SIZE_MAX / 2);
    struct since *s = t->since;

    while (s != NULL && !json_equal(s->ids, ids))
        s = s->next;
    *out = s;
    if (s != NULL)
        return true;
    for (const struct json *i = json_first(ids); i != NULL; i = i->next) {
        const struct screen_list *newest;
        const struct version *v = version_of(t, w, i->text, &newest);

        TRY(v == NULL ? work_ok(w) : add_changes(t, w, v, newest, &became));
    }
    s = work_alloc(w, sizeof(*s));
    TRY(s != NULL);
    *s = (struct since){.next = t->since, .ids = ids};
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
