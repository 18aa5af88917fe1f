/*
 * An entry as canonical JSON: the same bytes for the same content, in whatever order a list says
 * it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engines/screen/entry.h"

static const char *const types[SCREEN_TYPES] = {"unknown", "person", "entity", "vessel",
    "aircraft"};
static const char *const kinds[SCREEN_KINDS] = {"primary", "alias", "former", "weak",
    "script"};
static const char *const genders[] = {"unknown", "male", "female"};

/* ---- Orders ------------------------------------------------------------------------------- */

int
entry_name_order(const void *a, const void *b)
{
    const struct screen_name *x = a, *y = b;

    return x->kind != y->kind ? (int)x->kind - (int)y->kind
                              : bytes_order(x->text, y->text);
}

int
entry_date_order(const void *a, const void *b)
{
    const struct screen_date *x = a, *y = b;
    int parts[] = {x->from - y->from, x->to - y->to, x->month - y->month, x->day - y->day,
        x->about - y->about};

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i] != 0)
            return parts[i];
    return 0;
}

int
entry_bytes_order(const void *a, const void *b)
{
    return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

int
entry_id_order(const void *a, const void *b)
{
    const struct screen_id *x = a, *y = b;
    int order = bytes_order(x->number, y->number);

    if (order == 0)
        order = bytes_order(x->kind, y->kind);
    return order != 0 ? order : bytes_order(x->country, y->country);
}

void *
entry_sorted(struct work *w, const void *from, size_t count, size_t size,
    int (*order)(const void *, const void *))
{
    void *to = work_alloc(w, (count + 1) * size);

    if (to != NULL && count > 0) {
        memcpy(to, from, count * size);
        qsort(to, count, size, order);
    }
    return to;
}

/* ---- Parts -------------------------------------------------------------------------------- */

static struct json *
names(struct work *w, const struct screen_entry *e)
{
    struct json *list = json_array(w);
    const struct screen_name *n =
        entry_sorted(w, e->names, e->name_count, sizeof(*n), entry_name_order);

    for (size_t i = 0; n != NULL && i < e->name_count; i++) {
        struct json *one = json_object(w);

        json_put(one, "kind", json_string(w, kinds[n[i].kind]));
        json_put(one, "text", json_text(w, n[i].text));
        json_add(list, one);
    }
    return list;
}

/* "1963-05-28", "1963-05", "1963", "1960/1963"; "~" behind it: about. */
static struct json *
date(struct work *w, const struct screen_date *d)
{
    char text[40];
    int len = snprintf(text, sizeof(text), "%04d", d->from);
    struct bytes kept;

    if (d->to != d->from)
        len += snprintf(text + len, sizeof(text) - (size_t)len, "/%04d", d->to);
    if (d->month > 0)
        len += snprintf(text + len, sizeof(text) - (size_t)len, "-%02d", d->month);
    if (d->day > 0)
        len += snprintf(text + len, sizeof(text) - (size_t)len, "-%02d", d->day);
    if (d->about)
        text[len++] = '~';
    return work_keep(w, bytes_from(text, (size_t)len), &kept) ? json_text(w, kept) : NULL;
}

static struct json *
dates(struct work *w, const struct screen_entry *e)
{
    struct json *list = json_array(w);
    const struct screen_date *d =
        entry_sorted(w, e->dates, e->date_count, sizeof(*d), entry_date_order);

    for (size_t i = 0; d != NULL && i < e->date_count; i++)
        json_add(list, date(w, &d[i]));
    return list;
}

static struct json *
countries(struct work *w, const struct screen_entry *e)
{
    struct json *list = json_array(w);
    const struct bytes *c =
        entry_sorted(w, e->countries, e->country_count, sizeof(*c), entry_bytes_order);

    for (size_t i = 0; c != NULL && i < e->country_count; i++)
        json_add(list, json_text(w, c[i]));
    return list;
}

static struct json *
ids(struct work *w, const struct screen_entry *e)
{
    struct json *list = json_array(w);
    const struct screen_id *id =
        entry_sorted(w, e->ids, e->id_count, sizeof(*id), entry_id_order);

    for (size_t i = 0; id != NULL && i < e->id_count; i++) {
        struct json *one = json_object(w);

        if (id[i].country.len > 0)
            json_put(one, "country", json_text(w, id[i].country));
        json_put(one, "kind", json_text(w, id[i].kind));
        json_put(one, "number", json_text(w, id[i].number));
        json_add(list, one);
    }
    return list;
}

static void
put_text(struct work *w, struct json *to, const char *name, struct bytes text)
{
    if (text.len > 0)
        json_put(to, name, json_text(w, text));
}

bool
screen_entry_write(struct work *w, const struct screen_entry *e, struct bytes *out)
{
    struct json *all = json_object(w);

    json_put(all, "countries", countries(w, e));
    json_put(all, "dates", dates(w, e));
    json_put(all, "gender", json_string(w, genders[e->gender]));
    json_put(all, "ids", ids(w, e));
    put_text(w, all, "list", e->list);
    put_text(w, all, "listed", e->listed);
    json_put(all, "names", names(w, e));
    put_text(w, all, "programme", e->programme);
    put_text(w, all, "ref", e->ref);
    put_text(w, all, "remark", e->remark);
    json_put(all, "type", json_string(w, types[e->type]));
    return work_ok(w) && json_write(w, all, out);
}
