/*
 * kinds: the kinds a node knows, and judging a record by its kind.
 */
#include <stdlib.h>
#include <string.h>

#include "core/records/kinds_inner.h"

struct kinds {
    struct kind **at; /* in order of name */
    size_t count;
};

/* ---- The set --------------------------------------------------------------------------- */

/* In its place by name; true when one of that name gave way. */
static bool
put_kind(struct kinds *k, struct kind *kind)
{
    size_t i = k->count;

    while (i > 0 && bytes_order(k->at[i - 1]->name, kind->name) >= 0)
        i--;
    if (i < k->count && bytes_equal(k->at[i]->name, kind->name)) {
        k->at[i] = kind;
        return true;
    }
    memmove(&k->at[i + 1], &k->at[i], (k->count++ - i) * sizeof(struct kind *));
    k->at[i] = kind;
    return false;
}

static bool
add_file(struct work *w, struct kinds *k, const struct embedded *file)
{
    struct kind *kind;

    if (!bytes_start(bytes_of(file->name), "kinds/") ||
        strcmp(file->name + strlen(file->name) - strlen(".json"), ".json") != 0)
        return true;
    if (!kind_read(w, bytes_from(file->at, file->len), &kind))
        return fail_in(w, "%s", file->name);
    kind->built_in = true;
    return !put_kind(k, kind) ||
        fail(w, FAULT_INVALID, "%s: a second file for this kind", file->name);
}

/* No link may lead to a kind that nobody knows. */
static bool
check_targets(struct work *w, const struct kinds *k, const struct kind *kind)
{
    for (size_t l = 0; l < kind->link_count; l++)
        for (const struct json *t = json_first(kind->links[l].to); t != NULL;
             t = t->next) {
            const struct kind *target = kinds_find(k, t->text);

            if (target == NULL || !bytes_equal(target->side, kind->side))
                return fail(w, FAULT_INVALID, "%.*s: links to %.*s, which is %s",
                    (int)kind->name.len, (const char *)kind->name.at, (int)t->text.len,
                    (const char *)t->text.at,
                    target == NULL ? "no kind" : "on the other side of the wall");
        }
    return true;
}

static bool
check_all(struct work *w, const struct kinds *k)
{
    for (size_t i = 0; i < k->count; i++)
        TRY(check_targets(w, k, k->at[i]));
    return true;
}

bool
kinds_from(struct work *w, const struct embedded *files, size_t count, struct kinds **out)
{
    struct kinds *k = work_alloc(w, sizeof(*k));

    TRY(k != NULL);
    k->at = work_alloc(w, count * sizeof(struct kind *));
    TRY(k->at != NULL);
    for (size_t i = 0; i < count; i++)
        TRY(add_file(w, k, &files[i]));
    *out = k;
    return check_all(w, k);
}

bool
kinds_add(struct work *w, const struct kinds *k, struct bytes text, struct kinds **out)
{
    struct kinds *with = work_alloc(w, sizeof(*with));
    struct kind *kind;

    TRY(with != NULL);
    with->at = work_alloc(w, (k->count + 1) * sizeof(struct kind *));
    with->count = k->count;
    TRY(with->at != NULL);
    memcpy(with->at, k->at, k->count * sizeof(struct kind *));
    TRY(kind_read(w, text, &kind));
    (void)put_kind(with, kind);
    TRY(check_all(w, with));
    *out = with;
    return true;
}

bool
kind_is_built_in(const struct kind *k)
{
    return k->built_in;
}

bool
kinds_open(struct work *w, struct kinds **out)
{
    return kinds_from(w, embedded_files, embedded_count, out);
}

static int
by_name(const void *name, const void *kind)
{
    return bytes_order(*(const struct bytes *)name,
        (*(const struct kind *const *)kind)->name);
}

const struct kind *
kinds_find(const struct kinds *k, struct bytes name)
{
    struct kind *const *found = k->count > 0
        ? bsearch(&name, k->at, k->count, sizeof(struct kind *), by_name)
        : NULL;

    return found != NULL ? *found : NULL;
}

const struct kind *
kinds_next(const struct kinds *k, const struct kind *after)
{
    size_t i = 0;

    while (after != NULL && i < k->count && k->at[i++] != after)
        continue;
    return i < k->count ? k->at[i] : NULL;
}

struct bytes
kind_name(const struct kind *k)
{
    return k->name;
}

const struct json *
kind_json(const struct kind *k)
{
    return k->json;
}

bool
kind_is_system(const struct kind *k)
{
    return k->system;
}

/* ---- Judging parts ----------------------------------------------------------------------- */

bool
kind_check_part(struct work *w, const struct kind *k, struct bytes part,
    const struct json *body)
{
    const struct kind_part *declared = kind_part(k, part);
    struct place at = {.name = part};

    if (declared == NULL)
        return fail_at(w, &at, LATER, "this kind has no such part");
    return declared->schema == NULL || schema_check(w, declared->schema, body, &at);
}

static bool
check_parts(struct work *w, const struct kind *k, const struct record *r, bool whole)
{
    size_t required = 0;

    for (size_t i = 0; i < r->part_count; i++) {
        const struct part *part = &r->parts[i];
        const struct kind_part *declared = kind_part(k, part->name);
        struct place at = {.name = part->name};

        /* Links are judged by their types, and may stand in a corrected record. */
        if (bytes_is(part->name, "links"))
            continue;
        required += declared != NULL && declared->required;
        if (whole && declared != NULL && declared->required && !part->present)
            return fail_at(w, &at, NULL, "is not here");
        if (part->present || declared == NULL)
            TRY(kind_check_part(w, k, part->name, part->value));
    }
    for (size_t i = 0; i < k->part_count; i++)
        required -= k->parts[i].required;
    return required == 0 ||
        fail(w, FAULT_INVALID, "a part that this kind requires is missing");
}

/* ---- Judging links ------------------------------------------------------------------------ */

/* Behind their commitments only the number of links can be judged. */
static bool
check_closed_links(struct work *w, const struct kind *k, const struct record *r)
{
    int64_t least = r->version > 1;
    int64_t most = r->version > 1;
    int64_t count = (int64_t)r->link_count;

    for (size_t i = 0; i < k->link_count; i++) {
        least += k->links[i].min;
        most += k->links[i].max;
    }
    if (count < least || count > most)
        return fail_as(w, FAULT_INVALID, "later",
            "links: %zu, which this kind does not have", r->link_count);
    return true;
}

static bool
check_open_links(struct work *w, const struct kind *k, const struct record *r)
{
    int64_t known = 0;

    for (size_t i = 0; i < k->link_count; i++) {
        const struct kind_link *declared = &k->links[i];
        struct place up = {.name = bytes_of("links")};
        struct place at = {.up = &up, .name = declared->type};
        int64_t count = 0;

        for (size_t l = 0; l < r->link_count; l++)
            count += bytes_equal(r->links[l].type, declared->type);
        if (count < declared->min || count > declared->max)
            return fail_at(w, &at, LATER, "%lld, not %lld to %lld", (long long)count,
                (long long)declared->min, (long long)declared->max);
        known += count;
    }
    /* What a correction replaces is no business of the kind's. */
    if (known + (r->version > 1) != (int64_t)r->link_count)
        return fail_as(w, FAULT_INVALID, "later",
            "links: a type that this kind does not have");
    return true;
}

bool
kind_check(struct work *w, const struct kind *k, const struct record *r, bool whole)
{
    if (!bytes_equal(k->name, r->kind))
        return fail(w, FAULT_INVALID, "the record is of another kind");
    if (!bytes_equal(k->side, r->side))
        return fail(w, FAULT_INVALID, "records of %.*s stand on the side %.*s",
            (int)k->name.len, (const char *)k->name.at, (int)k->side.len,
            (const char *)k->side.at);
    TRY(check_parts(w, k, r, whole));
    if (r->link_count == 0 || !r->links[0].open) {
        if (whole && r->link_count > 0)
            return fail(w, FAULT_INVALID, "links: is not here");
        return check_closed_links(w, k, r);
    }
    return check_open_links(w, k, r);
}
