/*
 * Rows that came out of a record and come back: three are compared, what the record said when
 * the table was made, what it says now, and what the cell says.
 */
#include "desks/import_plan.h"

#include <string.h>

/* The parts of the version that the table was made from. */
static bool
version_parts(struct plan *p, const struct uuid *id, struct bytes number,
    struct json **out)
{
    struct stored *all;
    uint64_t version;
    size_t count;

    *out = NULL;
    if (!decimal_read(p->w, number, 1000000, &version)) {
        work_clear(p->w);
        return true;
    }
    TRY(store_versions(node_store(p->d->node), p->w, id, &all, &count));
    for (size_t i = 0; i < count && *out == NULL; i++) {
        struct json *core;

        if ((uint64_t)all[i].version != version || all[i].state != STORED_IN_FORCE)
            continue;
        TRY(node_need_read(p->d->node, p->w, &p->d->actor, &all[i]));
        TRY(node_part(p->d->node, p->w, &all[i], "core", &core));
        if (core == NULL)
            return true;
        *out = json_object(p->w);
        json_put(*out, "core", core);
    }
    return work_ok(p->w);
}

static bool
tell_change(struct plan *p, const struct table_row *row, const struct uuid *id,
    const struct import_column *c, struct bytes from, struct bytes to, struct json *list)
{
    struct work *w = p->w;
    struct json *one = json_object(w);

    if (list->count >= PLAN_LISTED && list != p->conflicts)
        return true;
    json_put(one, "row", json_integer(w, row->line));
    json_put(one, "id", json_uuid(w, id));
    json_put(one, "field", json_string(w, c->path));
    json_put(one, "from", json_text(w, from));
    json_put(one, "to", json_text(w, to));
    json_add(list, one);
    return work_ok(w);
}

/* The cells of a row against the record; ${*edits} counts what is to be changed in ${parts}. */
static bool
edit(struct plan *p, const struct table_row *row, const struct uuid *id,
    const struct json *base, struct json *parts, size_t *edits, bool *contradicts)
{
    for (size_t i = 0; i < p->column_count; i++) {
        const struct import_column *c = &p->columns[i];
        struct bytes cell, was, is;

        if (c->sort == CELL_NONE)
            continue;
        TRY(kind_word(p->w, c->schema, table_cell(row, i), &cell));
        was = field_get(p->w, base, c->path, c->sort, p->lang);
        is = field_get(p->w, parts, c->path, c->sort, p->lang);
        if (bytes_equal(cell, was) || bytes_equal(cell, is))
            continue;
        if (!bytes_equal(was, is)) {
            *contradicts = true;
            TRY(tell_change(p, row, id, c, is, cell, p->conflicts));
            continue;
        }
        TRY(tell_change(p, row, id, c, is, cell, p->changes));
        TRY(field_put(p->w, parts, c->path, c->sort, p->lang, cell));
        ++*edits;
    }
    return true;
}

bool
plan_known_row(struct plan *p, const struct table_row *row, struct bytes id)
{
    struct stored *old = work_alloc(p->w, sizeof(*old));
    struct draft *draft = &p->drafts[p->draft_count];
    struct json *parts, *base;
    struct record *r;
    size_t edits = 0, bad = p->bad;
    bool contradicts = false;

    TRY(old != NULL);
    if (!node_find(p->d->node, p->w, &p->d->actor, id, old) ||
        !bytes_equal(old->kind, kind_name(p->kind)) ||
        !desk_old(p->d, p->w, old, &r, &parts)) {
        if (!work_ok(p->w) && work_fault(p->w) != FAULT_MISSING &&
            work_fault(p->w) != FAULT_DENIED && work_fault(p->w) != FAULT_INVALID &&
            work_fault(p->w) != FAULT_CONFLICT)
            return false;
        work_clear(p->w);
        return plan_problem(p, row, id,
            "no record of this kind that may be corrected here");
    }
    TRY(version_parts(p, &old->id,
        p->version_column < p->column_count ? table_cell(row, p->version_column)
                                            : bytes_of(""),
        &base));
    if (base == NULL)
        return plan_problem(p, row, id, "the version it was made from is not here");
    TRY(edit(p, row, &old->id, base, parts, &edits, &contradicts));
    if (contradicts)
        return true;
    if (edits == 0) {
        p->same++;
        return true;
    }
    field_tidy(json_get(parts, "core"));
    /* What breaks a rule of the kind is told like the row of a new record. */
    if (!desk_newer(p->d, p->w, old, r, parts, draft)) {
        const char *why = work_format(p->w, "%s", work_why(p->w));

        if (work_fault(p->w) != FAULT_INVALID)
            return false;
        work_clear(p->w);
        return why != NULL && plan_problem(p, row, id, why);
    }
    TRY(plan_judge(p, row, draft));
    if (p->bad == bad) {
        p->draft_count++;
        p->changed++;
    }
    return true;
}
