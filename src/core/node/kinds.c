/*
 * The kinds a node knows, and the code lists it goes by: those that the program brings along,
 * and those that its own organisation has adopted, each a signed record of kind kind/1 or
 * code-list/1.
 */
#include "core/node/node_inner.h"

#include <string.h>

static bool
adopted_one(struct node *n, struct work *w, const struct stored *s, adopted_see *see,
    void *ctx)
{
    struct json *core;

    if (s->state != STORED_IN_FORCE || !hash_equal(&s->author, &n->identity.id))
        return true;
    TRY(node_part(n, w, s, "core", &core));
    return core == NULL || see(ctx, w, s, core);
}

bool
adopted_each(struct node *n, struct work *w, const char *kind, adopted_see *see,
    void *ctx)
{
    int64_t after = 0;
    bool have = true;

    while (have) {
        struct work *one = work_open(work_os(w));
        struct stored s;
        bool good = one != NULL &&
            store_next(n->store, one, after, bytes_of(kind), &s, &have) &&
            (!have || adopted_one(n, one, &s, see, ctx));

        if (good && have)
            after = s.no;
        TRY(work_join(w, one, good));
    }
    return true;
}

static bool
is_named(void *ctx, struct work *w, const struct stored *s, const struct json *core)
{
    struct adopted *a = ctx;

    (void)w;
    if (!bytes_equal(json_get_text(core, a->member), a->name) ||
        (a->any && s->version < a->found.version))
        return true;
    a->found = *s;
    a->any = true;
    return true;
}

bool
adopted_find(struct node *n, struct work *w, const char *kind, struct adopted *a)
{
    a->any = false;
    return adopted_each(n, w, kind, is_named, a);
}

/* ---- Loading ----------------------------------------------------------------------------- */

struct loading {
    struct work *own;
    struct kinds *kinds;
    struct codebook *codes;
};

/* What does not fit any more is passed over: its records wait, as those of a kind that was
 * never adopted do; its codes are not checked. */
static bool
take_kind(void *ctx, struct work *w, const struct stored *s, const struct json *core)
{
    struct loading *l = ctx;

    (void)s;
    return kinds_add(l->own, l->kinds, json_get_text(core, "definition"), &l->kinds) ||
        work_forgive(l->own, FAULT_INVALID) || fail_with(w, l->own);
}

static bool
take_codes(void *ctx, struct work *w, const struct stored *s, const struct json *core)
{
    struct loading *l = ctx;
    struct json *kept;

    (void)s;
    return (json_keep(l->own, core, &kept) &&
               codebook_add(l->own, l->codes, l->kinds, kept)) ||
        work_forgive(l->own, FAULT_INVALID) || fail_with(w, l->own);
}

bool
adopted_load(struct node *n, struct work *w)
{
    struct loading l = {.own = work_open(work_os(w))};

    if (l.own == NULL || !kinds_open(l.own, &l.kinds) ||
        !adopted_each(n, w, "kind/1", take_kind, &l) ||
        !codebook_open(l.own, l.kinds, &l.codes) ||
        !adopted_each(n, w, "code-list/1", take_codes, &l)) {
        if (work_ok(w))
            fail_with(w, l.own);
        work_close(l.own);
        return false;
    }
    work_close(n->adopted_own);
    n->adopted_own = l.own;
    n->kinds = l.kinds;
    n->codes = l.codes;
    return true;
}

int64_t
kinds_print(const struct node *n)
{
    /* Another number when rows are reckoned otherwise. */
    uint64_t h = 4;

    for (const struct kind *k = kinds_next(n->kinds, NULL); k != NULL;
         k = kinds_next(n->kinds, k))
        h = (h ^ kind_print(k)) * UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)(h >> 2);
}

/* ---- Adopting ------------------------------------------------------------------------------ */

/* Nobody's records change their meaning: what the program brings along stays, and a kind that
 * was adopted before is only added to. */
static bool
may_adopt(struct node *n, struct work *w, struct bytes text, struct kind **out)
{
    const struct kind *before;
    struct json *findings;
    struct kinds *trial;
    struct bytes name;
    size_t errors;

    TRY(kind_read(w, text, out));
    name = kind_name(*out);
    TRY(kind_lint(w, *out, n->kinds, &findings, &errors));
    if (errors > 0)
        return fail(w, FAULT_INVALID,
            "%.*s: %zu errors; see them with `liaison kind check`", (int)name.len,
            (const char *)name.at, errors);
    if (kind_is_system(*out))
        return fail(w, FAULT_DENIED,
            "%.*s is a system kind: only the program makes those", (int)name.len,
            (const char *)name.at);
    before = kinds_find(n->kinds, name);
    if (before != NULL && kind_is_built_in(before))
        return fail(w, FAULT_CONFLICT,
            "%.*s comes with the program: give yours another name, or another number",
            (int)name.len, (const char *)name.at);
    if (before != NULL && !kind_extends(w, before, *out))
        return fail_in(w, "a new number is needed");
    return kinds_add(w, n->kinds, text, &trial); /* do its links lead somewhere? */
}

bool
adopt_core(struct node *n, struct work *w, const char *kind, struct adopted *before,
    const struct json *core, const struct json *terms, const struct stored *from,
    struct receipt *out)
{
    struct draft d = {.kind = kind};

    TRY(adopted_find(n, w, kind, before));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    if (from != NULL)
        draft_link(&d, "adopted-from", from);
    if (before->any)
        draft_replace(&d, &before->found);
    return node_make(n, w, &d, 1, out) && adopted_load(n, w);
}

bool
node_kind_adopt(struct node *n, struct work *w, struct bytes definition,
    const struct json *terms, const struct stored *from, struct receipt *out)
{
    struct json *core = json_object(w);
    struct adopted before = {.member = "kind"};
    struct bytes name;
    struct kind *kind;
    int64_t promoted;

    TRY(may_adopt(n, w, definition, &kind));
    name = before.name = kind_name(kind);
    json_put(core, "kind", json_text(w, name));
    /* As text: the order of its states means something, and a record's members have none. */
    json_put(core, "definition", json_text(w, definition));
    TRY(adopt_core(n, w, "kind/1", &before, core, terms, from, out));
    TRY(fold_kind(n, w, name));
    n->look_again = true;
    return node_promote(n, w, &promoted);
}

bool
node_kind_record(struct node *n, struct work *w, struct bytes name, struct stored *out)
{
    struct adopted a = {.member = "kind", .name = name};

    TRY(adopted_find(n, w, "kind/1", &a));
    return a.any ? store_by_no(n->store, w, a.found.no, out)
                 : fail(w, FAULT_MISSING, "%.*s was not adopted here", (int)name.len,
                       (const char *)name.at);
}

/* ---- Code lists ---------------------------------------------------------------------------- */

const struct codebook *
node_codes(const struct node *n)
{
    return n->codes;
}

bool
node_codes_adopt(struct node *n, struct work *w, struct json *core,
    const struct json *terms, const struct stored *from, struct receipt *out)
{
    struct adopted before = {.member = "name", .name = json_get_text(core, "name")};
    const struct codelist *list, *old = codebook_find(n->codes, before.name);
    struct bytes now;
    int64_t time;

    TRY(codelist_read(w, n->kinds, core, &list));
    TRY(node_now(n, w, &time) && time_write(w, time, &now));
    if (old != NULL)
        TRY(codelist_keep(w, old, list, bytes_from(now.at, strlen("2026-11-28")), core));
    return adopt_core(n, w, "code-list/1", &before, core, terms, from, out);
}
