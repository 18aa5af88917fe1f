/*
 * What belongs to a matter, and what its terms say to giving it to a court.
 */
#include "engines/evidence/package.h"

#include <stdlib.h>
#include <string.h>

#include "core/terms/terms.h"

/* ---- Small things ------------------------------------------------------------------------ */

const char *
package_uuid(struct work *w, const struct uuid *id)
{
    struct bytes text;

    return uuid_write(w, id, &text)
        ? work_format(w, "%.*s", (int)text.len, (const char *)text.at)
        : NULL;
}

const char *
package_hex(struct work *w, const struct hash *h)
{
    struct bytes text;

    return hex_write(w, hash_bytes(h), &text)
        ? work_format(w, "%.*s", (int)text.len, (const char *)text.at)
        : NULL;
}

const char *
package_folder(struct work *w, const struct package_row *r)
{
    const char *id = package_uuid(w, &r->id);

    if (id == NULL)
        return NULL;
    return work_format(w, "data/records/%s-v%lld", id, (long long)r->version);
}

void
package_withhold(struct package *p, const struct package_row *r, struct bytes part,
    const char *reason, const char *rule)
{
    const char *id = package_uuid(p->work, &r->id);

    if (id == NULL)
        return; /* the work has its fault, and so has the buffer */
    buffer_format(&p->withheld, "%s,%lld,%s,%.*s,%s,%s\n", id, (long long)r->version,
        r->kind, (int)part.len, (const char *)part.at, reason, rule != NULL ? rule : "");
    p->withheld_count++;
}

struct package_row
package_row_of(const struct stored *s, const struct uuid *of, size_t item, int stage,
    const char *rule)
{
    return (struct package_row){.no = s->no,
        .id = s->id,
        .version = s->version,
        .hash = s->hash,
        .author = s->author,
        .time = s->time,
        .of = *of,
        .item = item,
        .stage = stage,
        .rule = rule};
}

bool
package_row_add(struct package *p, const struct stored *s, struct package_row row)
{
    if (p->count == p->room) {
        size_t room = p->room == 0 ? 64 : p->room * 2;
        struct package_row *more = work_alloc(p->work, room * sizeof(*more));

        TRY(more != NULL);
        if (p->count > 0)
            memcpy(more, p->rows, p->count * sizeof(*more));
        p->rows = more;
        p->room = room;
    }
    TRY(work_string(p->work, s->kind, &row.kind));
    p->rows[p->count++] = row;
    return true;
}

/* ---- Deciding ------------------------------------------------------------------------------ */

bool
package_decide(struct package *p, struct work *w, const struct stored *s,
    const char **rule, bool *hidden)
{
    struct decision decision;
    struct facts facts;
    bool may;

    TRY(node_facts(p->node, w, &p->who, ACT_EXPORT, s, &facts));
    facts.surface = p->surface;
    facts.reason = bytes_of(p->purpose);
    facts.carries = CARRY_ALL; /* the package holds the terms as they were signed */
    *rule = terms_decide(&facts, &decision) ? NULL : decision.id;
    *hidden = decision.hidden;
    TRY(node_may_read(p->node, w, &p->who, s, &may));
    if (*rule == NULL && !may)
        *rule = "read";
    return true;
}

/* ---- Items ------------------------------------------------------------------------------------ */

/* The version before, by the link "replaces". */
static bool
version_before(struct package *p, struct work *w, const struct stored *s,
    struct stored *out, bool *have)
{
    struct record *r;

    *have = false;
    TRY(node_record(p->node, w, s, &r));
    for (size_t i = 0; i < r->link_count; i++) {
        if (!r->links[i].open || !bytes_is(r->links[i].type, "replaces"))
            continue;
        if (store_by_hash(node_store(p->node), w, &r->links[i].hash, out)) {
            *have = true;
            return true;
        }
        if (work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
    return true;
}

/* All versions of an item that are here; ${rule} is that of the newest. */
static bool
add_versions(struct package *p, struct work *w, struct stored s, size_t item,
    const char **rule, bool *hidden)
{
    bool have = true, unseen;
    struct package_row row;
    const char *refused;

    TRY(package_decide(p, w, &s, rule, hidden));
    for (bool newest = true; have && !*hidden; newest = false) {
        TRY(package_decide(p, w, &s, &refused, &unseen));
        row = package_row_of(&s, &s.id, item, STAGE_VERSION, refused);
        row.newest = newest;
        if (!unseen)
            TRY(package_row_add(p, &s, row));
        TRY(version_before(p, w, &s, &s, &have));
    }
    return true;
}

/* What was written about an item: it goes where the item goes. */
static bool
add_about(struct package *p, struct work *w, const struct uuid *id, size_t item,
    const char *type, const char *kind, int stage, const char *rule)
{
    struct view_link *links;
    struct stored s;
    size_t count;

    TRY(node_links_to(p->node, w, id, type, &links, &count));
    for (size_t i = 0; i < count; i++) {
        if (!bytes_is(links[i].kind, kind))
            continue;
        TRY(store_by_no(node_store(p->node), w, links[i].record, &s));
        TRY(package_row_add(p, &s, package_row_of(&s, id, item, stage, rule)));
    }
    return true;
}

static bool
add_item(struct package *p, struct work *w, const struct stored *s, bool evidence)
{
    size_t item = p->items;
    const char *rule;
    bool hidden;

    TRY(add_versions(p, w, *s, item, &rule, &hidden));
    if (hidden)
        return true;
    p->items++;
    if (evidence) {
        p->evidence++;
        p->evidence_given += rule == NULL;
        TRY(add_about(p, w, &s->id, item, "of", "custody/1", STAGE_CUSTODY, rule));
    }
    return add_about(p, w, &s->id, item, "erases", "erasure/1", STAGE_ERASURE, rule);
}

static int
by_id(const void *a, const void *b)
{
    const struct view_link *left = a, *right = b;

    return memcmp(left->other.at, right->other.at, sizeof(left->other.at));
}

bool
package_gather(struct package *p)
{
    struct view_link *links;
    size_t count;

    TRY(node_links_to(p->node, p->work, &p->matter->id, "matter", &links, &count));
    if (count > 0)
        qsort(links, count, sizeof(*links), by_id);
    TRY(add_item(p, p->work, p->matter, false));
    for (size_t i = 0; i < count; i++) {
        struct work *one;
        struct stored s;
        bool good;

        if (!bytes_is(links[i].kind, "evidence/1"))
            continue;
        one = work_open(work_os(p->work));
        good = one != NULL &&
            store_by_no(node_store(p->node), one, links[i].record, &s) &&
            add_item(p, one, &s, true);
        if (!good)
            fail_with(p->work, one);
        work_close(one);
        TRY(good);
    }
    return true;
}
