/*
 * The kinds a node knows: those that the program brings along, and those that its own
 * organisation has adopted, each a signed record of kind kind/1.
 */
#include "core/node/node_inner.h"

/* The core of a record by which something was adopted; ${*core} stays NULL when it is not
 * here. */
static bool
read_core(struct node *n, struct work *w, const struct stored *s, struct json **core)
{
    struct stored_part part;

    *core = NULL;
    if (store_part(n->store, w, s, "core", &part))
        return json_read(w, part.body, &json_record, core);
    return work_forgive(w, FAULT_MISSING);
}

static bool
adopted_one(struct node *n, struct work *w, const struct stored *s, adopted_see *see,
    void *ctx)
{
    struct json *core;

    if (s->state != STORED_IN_FORCE || !hash_equal(&s->author, &n->identity.id))
        return true;
    TRY(read_core(n, w, s, &core));
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
};

/* What does not fit any more is passed over: its records wait, as those of a kind that was
 * never adopted do. */
static bool
take_up(void *ctx, struct work *w, const struct stored *s, const struct json *core)
{
    struct loading *l = ctx;

    (void)s;
    if (kinds_add(l->own, l->kinds, json_get_text(core, "definition")))
        return true;
    return work_forgive(l->own, FAULT_INVALID) || fail_with(w, l->own);
}

static bool
load(struct node *n, struct work *w, struct work *own, struct kinds **out)
{
    struct loading l = {.own = own};

    if (!kinds_open(own, &l.kinds))
        return fail_with(w, own);
    TRY(adopted_each(n, w, "kind/1", take_up, &l));
    *out = l.kinds;
    return true;
}

bool
kinds_load(struct node *n, struct work *w)
{
    struct work *own = work_open(work_os(w));
    struct kinds *kinds = NULL;

    if (own == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for the kinds");
    if (!load(n, w, own, &kinds)) {
        work_close(own);
        return false;
    }
    work_close(n->kinds_own);
    n->kinds_own = own;
    n->kinds = kinds;
    return true;
}

int64_t
kinds_print(const struct node *n)
{
    /* Another number when rows are reckoned otherwise. */
    uint64_t h = 3;

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
    /* Its links must lead somewhere: tried on a set of its own. */
    TRY(kinds_copy(w, n->kinds, &trial));
    return kinds_add(w, trial, text);
}

bool
node_kind_adopt(struct node *n, struct work *w, struct bytes definition,
    const struct json *terms, const struct stored *from, struct receipt *out)
{
    struct json *core = json_object(w);
    struct draft d = {.kind = "kind/1"};
    struct adopted before = {.member = "kind"};
    struct kind *kind;
    int64_t promoted;

    TRY(may_adopt(n, w, definition, &kind));
    before.name = kind_name(kind);
    TRY(adopted_find(n, w, "kind/1", &before));
    json_put(core, "kind", json_text(w, kind_name(kind)));
    /* As text: the order of its states means something, and a record's members have none. */
    json_put(core, "definition", json_text(w, definition));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    if (from != NULL)
        draft_link(&d, "adopted-from", from);
    if (before.any)
        draft_replace(&d, &before.found);
    TRY(node_make(n, w, &d, 1, out));
    TRY(kinds_load(n, w));
    TRY(fold_kind(n, w, kind_name(kind)));
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
