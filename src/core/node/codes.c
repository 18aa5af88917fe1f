/*
 * The code lists that a node goes by: those that the program brings along, and those that its
 * own organisation has adopted, each a signed record of kind code-list/1.
 */
#include "core/node/node_inner.h"

#include <string.h>

struct loading {
    struct work *own;
    const struct kinds *kinds;
    struct codebook *codes;
};

/* What this program cannot read any more is passed over: its codes are not checked then. */
static bool
take_up(void *ctx, struct work *w, const struct stored *s, const struct json *core)
{
    struct loading *l = ctx;
    struct json *kept;

    (void)s;
    if (json_keep(l->own, core, &kept) && codebook_add(l->own, l->codes, l->kinds, kept))
        return true;
    return work_forgive(l->own, FAULT_INVALID) || fail_with(w, l->own);
}

static bool
load(struct node *n, struct work *w, struct loading *l)
{
    if (!codebook_open(l->own, l->kinds, &l->codes))
        return fail_with(w, l->own);
    return adopted_each(n, w, "code-list/1", take_up, l);
}

bool
codes_load(struct node *n, struct work *w)
{
    struct loading l = {.own = work_open(work_os(w)), .kinds = n->kinds};

    if (l.own == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for the code lists");
    if (!load(n, w, &l)) {
        work_close(l.own);
        return false;
    }
    work_close(n->codes_own);
    n->codes_own = l.own;
    n->codes = l.codes;
    return true;
}

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
    struct draft d = {.kind = "code-list/1"};
    struct bytes now;
    int64_t time;

    TRY(codelist_read(w, n->kinds, core, &list));
    TRY(node_now(n, w, &time) && time_write(w, time, &now));
    if (old != NULL)
        TRY(codelist_keep(w, old, bytes_from(now.at, strlen("2026-11-28")), core));
    TRY(adopted_find(n, w, "code-list/1", &before));
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    if (from != NULL)
        draft_link(&d, "adopted-from", from);
    if (before.any)
        draft_replace(&d, &before.found);
    TRY(node_make(n, w, &d, 1, out));
    return codes_load(n, w);
}
