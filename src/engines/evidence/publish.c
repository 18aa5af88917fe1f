/*
 * evidence_publish: what is CLEAR, and stands where its kind is public, as a bag that anyone
 * can read and check.  It holds nothing else (P26): what serves the public is a copy, and the
 * node behind it is never asked.
 *
 * Of what may not go out not even the number is told.
 */
#include "engines/evidence/publish.h"

#include <string.h>

/* Does it stand where its kind may be public? */
static bool
stands_public(struct package *p, struct work *w, const struct kind *kind,
    const struct stored *s, bool *yes)
{
    struct kind_stage stage;
    struct record *r;

    *yes = kind_public(kind, (struct bytes){0});
    if (!kind_has_states(kind))
        return true;
    TRY(node_record(p->node, w, s, &r));
    TRY(node_stage(p->node, w, r, &stage));
    *yes = kind_public(kind, stage.state);
    return true;
}

static bool
gather_one(struct package *p, struct work *w, const struct view_item *item)
{
    const struct kind *kind = kinds_find(node_kinds(p->node), item->kind);
    struct package_row row;
    struct stored s;
    const char *rule;
    bool hidden, yes;

    if (kind == NULL || kind_is_system(kind))
        return true;
    TRY(store_by_no(node_store(p->node), w, item->record, &s));
    TRY(package_decide(p, w, &s, &rule, &hidden));
    if (rule != NULL || hidden)
        return true;
    TRY(stands_public(p, w, kind, &s, &yes));
    if (!yes)
        return true;
    row = package_row_of(&s, &s.id, p->items++, STAGE_VERSION, NULL);
    row.newest = true;
    return package_row_add(p, &s, row);
}

static bool
gather_item(void *ctx, struct work *w, const struct view_item *item)
{
    struct package *p = ctx;
    struct work *one = work_open(work_os(w));
    bool good = one != NULL && gather_one(p, one, item);

    if (!good)
        fail_with(w, one);
    work_close(one);
    return good;
}

bool
package_gather_public(struct package *p)
{
    TRY(node_items(p->node, p->work, (struct bytes){0}, gather_item, p));
    return p->count > 0 ||
        fail(p->work, FAULT_MISSING,
            "nothing here may be published: no record is CLEAR and stands where its "
            "record "
            "type is public");
}

bool
evidence_publish(struct node *n, struct work *w, const struct publication *about,
    struct packaged *out)
{
    struct package *p = work_alloc(w, sizeof(*p));

    TRY(p != NULL);
    *p = (struct package){.node = n,
        .work = w,
        .who = about->who,
        .surface = SURFACE_PUBLIC,
        .purpose = "publication",
        .publication = about,
        .progress = about->progress,
        .ctx = about->ctx};
    return package_make(p, about->folder, package_gather_public, publish_pages, out);
}
