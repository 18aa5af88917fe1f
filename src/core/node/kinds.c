/*
 * The kinds a node knows: those that the program brings along, and those that its own
 * organisation has adopted, each a signed record of kind kind/1.
 */
#include "core/node/node_inner.h"

/* The definition in a record of kind kind/1; ${*core} stays NULL when it is not here. */
static bool
read_core(struct node *n, struct work *w, const struct stored *s, struct json **core)
{
    struct stored_part part;

    *core = NULL;
    if (store_part(n->store, w, s, "core", &part))
        return json_read(w, part.body, &json_record, core);
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    return true;
}

/* ---- Loading ----------------------------------------------------------------------------- */

/* What does not fit any more is passed over: its records wait, as those of a kind that was
 * never adopted do. */
static bool
take_up(struct node *n, struct work *w, struct work *own, const struct stored *s,
    struct kinds *kinds)
{
    struct json *core;

    if (s->state != STORED_IN_FORCE || !hash_equal(&s->author, &n->identity.id))
        return true;
    TRY(read_core(n, w, s, &core));
    if (core == NULL)
        return true;
    if (kinds_add(own, kinds, json_get_text(core, "definition")))
        return true;
    if (work_fault(own) != FAULT_INVALID)
        return fail_with(w, own);
    work_clear(own);
    return true;
}

static bool
load(struct node *n, struct work *w, struct work *own, struct kinds **out)
{
    int64_t after = 0;
    bool have = true;

    if (!kinds_open(own, out))
        return fail_with(w, own);
    while (have) {
        struct work *one = work_open(work_os(w));
        struct stored s;
        bool good = one != NULL &&
            store_next(n->store, one, after, bytes_of("kind/1"), &s, &have) &&
            (!have || take_up(n, one, own, &s, *out));

        if (good && have)
            after = s.no;
        if (!good)
            fail_with(w, one);
        work_close(one);
        TRY(good);
    }
    return true;
}

bool
kinds_load(struct node *n, struct work *w)
{
    struct work *own = work_open(work_os(w));
    struct kinds *kinds;

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
    uint64_t h = 2;

    for (const struct kind *k = kinds_next(n->kinds, NULL); k != NULL;
         k = kinds_next(n->kinds, k))
        h = (h ^ kind_print(k)) * UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)(h >> 2);
}

/* ---- Adopting ------------------------------------------------------------------------------ */

struct search {
    struct node *node;
    struct bytes name;
    struct stored found;
    bool any;
};

/* Is this the record in which we adopted the kind of that name? */
static bool
look_for(void *ctx, struct work *w, const struct view_item *item)
{
    struct search *search = ctx;
    struct stored s;
    struct json *core;

    if (!hash_equal(&item->author, &search->node->identity.id))
        return true;
    TRY(store_by_no(search->node->store, w, item->record, &s));
    TRY(read_core(search->node, w, &s, &core));
    if (core == NULL || !bytes_equal(json_get_text(core, "kind"), search->name))
        return true;
    search->found = s;
    search->any = true;
    return true;
}

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
    struct search search = {.node = n};
    struct kind *kind;
    int64_t promoted;

    TRY(may_adopt(n, w, definition, &kind));
    search.name = kind_name(kind);
    TRY(node_items(n, w, bytes_of("kind/1"), look_for, &search));
    json_put(core, "kind", json_text(w, kind_name(kind)));
    /* As text: the order of its states means something, and a record's members have none. */
    json_put(core, "definition", json_text(w, definition));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    if (from != NULL)
        draft_link(&d, "adopted-from", from);
    if (search.any)
        draft_replace(&d, &search.found);
    TRY(node_make(n, w, &d, 1, out));
    TRY(kinds_load(n, w));
    TRY(fold_kind(n, w, search.name));
    n->look_again = true;
    return node_promote(n, w, &promoted);
}
