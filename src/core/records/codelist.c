/*
 * codelist: code lists -- what codes there are of countries, regions, sectors, since when and
 * until when, and what people call them -- and the book of those that a node goes by.
 */
#include <stdlib.h>
#include <string.h>

#include "core/records/kinds_inner.h"

/* In order of code; of the members of its codes, those that have a footnote. */
struct codelist {
    struct bytes name;
    const struct json *json;
    const struct json **codes;
    size_t count;
    const struct json **noted;
    size_t noted_count;
    const struct codelist *next;
};

struct codebook {
    const struct codelist *first;
};

/* ---- One list ---------------------------------------------------------------------------- */

static int
code_order(const void *a, const void *b)
{
    return bytes_order(json_get_text(*(const struct json *const *)a, "code"),
        json_get_text(*(const struct json *const *)b, "code"));
}

static bool
check_codes(struct work *w, const struct codelist *l)
{
    for (size_t i = 0; i < l->count; i++) {
        struct bytes code = json_get_text(l->codes[i], "code"),
                     from = json_get_text(l->codes[i], "from"),
                     to = json_get_text(l->codes[i], "to");

        bool twice = i > 0 && bytes_equal(code, json_get_text(l->codes[i - 1], "code"));

        if (twice || (from.len > 0 && to.len > 0 && bytes_order(to, from) < 0))
            return fail(w, FAULT_INVALID, "the code list %.*s: %.*s %s", (int)l->name.len,
                (const char *)l->name.at, (int)code.len, (const char *)code.at,
                twice ? "stands there twice" : "ends before it begins");
    }
    return true;
}

static bool
note_members(struct work *w, struct codelist *l)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    for (size_t i = 0; i < l->count; i++)
        for (const struct json *m = first_in(l->codes[i], "members"); m != NULL;
             m = m->next)
            if (json_get(m, "footnote") != NULL)
                buffer_add(&b, bytes_from(&m, sizeof(const struct json *)));
    l->noted = buffer_array(&b, sizeof(const struct json *), &l->noted_count);
    TRY(l->noted != NULL);
    qsort(l->noted, l->noted_count, sizeof(const struct json *), code_order);
    return true;
}

bool
codelist_read(struct work *w, const struct kinds *kinds, const struct json *core,
    const struct codelist **out)
{
    const struct kind *kind = kinds_find(kinds, bytes_of("code-list/1"));
    struct codelist *l = work_alloc(w, sizeof(*l));
    struct json *codes;

    TRY(l != NULL);
    if (kind == NULL)
        return fail(w, FAULT_MISSING, "this program knows no code lists");
    TRY(kind_check_part(w, kind, bytes_of("core"), core));
    TRY(json_need(w, core, "codes", JSON_ARRAY, &codes));
    l->name = json_get_text(core, "name");
    l->json = core;
    l->codes = work_alloc(w, (codes->count + 1) * sizeof(const struct json *));
    TRY(l->codes != NULL);
    for (const struct json *c = codes->first; c != NULL; c = c->next)
        l->codes[l->count++] = c;
    qsort(l->codes, l->count, sizeof(const struct json *), code_order);
    *out = l;
    return check_codes(w, l) && note_members(w, l);
}

const struct json *
codelist_json(const struct codelist *l)
{
    return l->json;
}

static int
by_code(const void *code, const void *entry)
{
    return bytes_order(*(const struct bytes *)code,
        json_get_text(*(const struct json *const *)entry, "code"));
}

static const struct json *
find_in(const struct json *const sorted[], size_t count, struct bytes code)
{
    const struct json *const *found = count > 0
        ? bsearch(&code, sorted, count, sizeof(const struct json *), by_code)
        : NULL;

    return found != NULL ? *found : NULL;
}

const struct json *
codelist_find(const struct codelist *l, struct bytes code)
{
    return find_in(l->codes, l->count, code);
}

bool
codelist_in_force(const struct json *code, struct bytes day)
{
    struct bytes from = json_get_text(code, "from"), to = json_get_text(code, "to");

    return (from.len == 0 || bytes_order(from, day) <= 0) &&
        (to.len == 0 || bytes_order(day, to) <= 0);
}

/* What was a code stays one: a record that bears it is read for as long as it is kept. */
bool
codelist_keep(struct work *w, const struct codelist *before, const struct codelist *now,
    struct bytes day, struct json *core)
{
    for (size_t i = 0; i < before->count; i++) {
        struct json *copy;

        if (codelist_find(now, json_get_text(before->codes[i], "code")) != NULL)
            continue;
        TRY(json_keep(w, before->codes[i], &copy));
        if (json_get(copy, "to") == NULL)
            json_put(copy, "to", json_text(w, day));
        json_add(json_get(core, "codes"), copy);
    }
    return work_ok(w);
}

/* ---- The book ------------------------------------------------------------------------------ */

const struct codelist *
codebook_find(const struct codebook *b, struct bytes name)
{
    const struct codelist *l = b != NULL ? b->first : NULL;

    while (l != NULL && !bytes_equal(l->name, name))
        l = l->next;
    return l;
}

const struct codelist *
codebook_next(const struct codebook *b, const struct codelist *after)
{
    return after != NULL ? after->next : b->first;
}

struct designation
codebook_says(const struct codebook *b, struct bytes list, struct bytes code)
{
    const struct codelist *own = list.len > 0 ? codebook_find(b, list) : NULL;
    const struct json *found = own != NULL ? codelist_find(own, code) : NULL;
    struct designation d = {json_get(found, "name"), json_get(found, "footnote")};

    for (const struct codelist *l = b != NULL && list.len > 0 ? b->first : NULL;
         l != NULL && d.footnote == NULL; l = l->next)
        if (bytes_equal(json_get_text(l->json, "members-of"), list))
            d.footnote = json_get(find_in(l->noted, l->noted_count, code), "footnote");
    return d;
}

/* In order of name; one of that name gives way. */
bool
codebook_add(struct work *w, struct codebook *b, const struct kinds *kinds,
    const struct json *core)
{
    const struct codelist *read, **at = &b->first;
    struct codelist *l;

    TRY(codelist_read(w, kinds, core, &read));
    l = (struct codelist *)(uintptr_t)read;
    while (*at != NULL && bytes_order((*at)->name, l->name) < 0)
        at = (const struct codelist **)(uintptr_t) & (*at)->next;
    l->next = *at != NULL && bytes_equal((*at)->name, l->name) ? (*at)->next : *at;
    *at = l;
    return true;
}

bool
codebook_open(struct work *w, const struct kinds *kinds, struct codebook **out)
{
    *out = work_alloc(w, sizeof(**out));
    TRY(*out != NULL);
    for (size_t i = 0; i < embedded_count; i++) {
        const struct embedded *file = &embedded_files[i];
        struct json *core;

        if (!bytes_start(bytes_of(file->name), "codes/"))
            continue;
        if (!json_read(w, bytes_from(file->at, file->len), &json_written, &core) ||
            !codebook_add(w, *out, kinds, core))
            return fail_in(w, "%s", file->name);
    }
    return true;
}
