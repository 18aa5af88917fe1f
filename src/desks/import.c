/*
 * import csv, import xlsx: rows of a table as records.  The answer is a plan: what would be new,
 * what would change, which names were met, what cannot be taken.  It is written when it is given
 * back by its hash, and only while file and node still say the same.
 */
#include "desks/import_plan.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is here already -------------------------------------------------------------------------- */

/* What a row can say of a record: all but where it stood, and which node a name was joined to. */
static void
forget_joins(struct json *v)
{
    if (v->type == JSON_OBJECT)
        json_drop(v, "org");
    for (struct json *m = v->first; m != NULL; m = m->next)
        forget_joins(m);
}

static bool
likeness(struct work *w, const struct json *core, struct hash *out)
{
    struct json *copy;
    struct bytes text;

    TRY(json_keep(w, core, &copy));
    forget_joins(copy);
    if (json_get(copy, "source") != NULL)
        json_drop(json_get(copy, "source"), "place");
    return json_write(w, copy, &text) && sha256(w, text, out);
}

static bool
note_like(struct plan *p, struct work *w, const struct view_item *item)
{
    struct like like = {.id = item->id};
    struct stored_part part;
    struct json *core;
    struct stored s;

    TRY(store_by_no(node_store(p->d->node), w, item->record, &s) &&
        store_part(node_store(p->d->node), w, &s, "core", &part));
    if (part.erased)
        return true;
    TRY(json_read(w, part.body, &json_record, &core));
    if (!bytes_equal(json_get_text(json_get(core, "source"), "document"), p->document))
        return true;
    TRY(likeness(w, core, &like.hash));
    buffer_add(&p->likes, bytes_from(&like, sizeof(like)));
    return true;
}

static bool
note_known(void *ctx, struct work *w, const struct view_item *item)
{
    struct plan *p = ctx;
    struct work *own;
    bool good;

    if (!hash_equal(&item->author, &node_identity(p->d->node)->id))
        return true;
    own = work_open(work_os(w));
    good = own != NULL && note_like(p, own, item);
    if (!good && own != NULL && work_fault(own) == FAULT_MISSING)
        good = true; /* it is erased */
    if (!good)
        fail_with(w, own);
    work_close(own);
    return good;
}

static int
by_hash(const void *a, const void *b)
{
    return memcmp(((const struct like *)a)->hash.at, ((const struct like *)b)->hash.at,
        32);
}

/* A record that says just this and that no row took yet. */
static bool
take_like(struct plan *p, const struct hash *hash)
{
    size_t low = 0, high = p->like_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(p->like[middle].hash.at, hash->at, 32) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (
        low < p->like_count && p->like[low].taken && hash_equal(&p->like[low].hash, hash))
        low++;
    if (low == p->like_count || !hash_equal(&p->like[low].hash, hash))
        return false;
    p->like[low].taken = true;
    return true;
}

/* ---- What the answer tells ---------------------------------------------------------------------------- */

bool
plan_problem(struct plan *p, const struct table_row *row, struct bytes column,
    const char *why)
{
    struct work *w = p->w;
    struct json *one = json_object(w);
    const char *kept = work_format(w, "%s", why);

    p->bad++;
    if (p->problems->count >= PLAN_LISTED)
        return kept != NULL;
    json_put(one, "row", json_integer(w, row->line));
    json_put(one, "column", json_text(w, column));
    json_put(one, "why", json_string(w, kept));
    json_add(p->problems, one);
    return work_ok(w);
}

static bool
tell_columns(struct plan *p)
{
    for (size_t i = 0; i < p->column_count; i++) {
        const struct import_column *c = &p->columns[i];
        struct json *one = json_object(p->w);

        json_put(one, "column", json_text(p->w, c->title));
        json_put(one, "tag", json_text(p->w, c->tag));
        json_put(one, "field",
            json_string(p->w, c->path != NULL ? c->path : "(not taken)"));
        json_add(p->told, one);
    }
    return work_ok(p->w);
}

/* Every name once, with how many rows have it; what it was joined to, or might be. */
static bool
tell_names(struct plan *p)
{
    struct json *counts = json_object(p->w), *list = json_array(p->w);

    for (size_t r = p->first; r < p->table.count; r++)
        for (size_t i = 0; i < p->column_count; i++) {
            struct bytes name = table_cell(&p->table.rows[r], i);
            struct json *count;

            if (!p->columns[i].names || name.len == 0)
                continue;
            count = json_get_bytes(counts, name);
            if (count == NULL)
                json_put_bytes(counts, name, json_integer(p->w, 1));
            else
                count->integer++;
        }
    TRY(work_ok(p->w));
    for (const struct json *c = counts->first; c != NULL; c = c->next) {
        struct json *one = json_object(p->w), *proposals;
        const struct json *joined = json_get_bytes(p->joins, c->name);

        TRY(import_proposals(p->d, p->w, c->name, &proposals));
        json_put(one, "name", json_text(p->w, c->name));
        json_put(one, "rows", json_integer(p->w, c->integer));
        json_put(one, "joined",
            joined != NULL ? json_text(p->w, joined->text) : json_string(p->w, ""));
        json_put(one, "proposals", proposals);
        json_add(list, one);
    }
    p->names = list;
    for (const struct json *j = p->joins->first; j != NULL; j = j->next)
        if (json_get_bytes(counts, j->name) == NULL)
            return fail(p->w, FAULT_USAGE, "--join %.*s: no such name is in the file",
                (int)j->name.len, (const char *)j->name.at);
    return work_ok(p->w);
}

/* ---- A row ----------------------------------------------------------------------------------------------- */

static bool
put_cell(struct plan *p, const struct import_column *c, struct bytes cell,
    struct json *parts)
{
    struct work *w = p->w;
    const struct json *joined = json_get_bytes(p->joins, cell);
    const char *org;

    TRY(kind_word(w, c->schema, cell, &cell));
    TRY(import_put(w, p->kind, c, p->lang, cell, parts));
    if (!c->names || joined == NULL)
        return true;
    org = import_org_path(w, p->kind, c->path);
    return org != NULL && field_put(w, parts, org, CELL_TEXT, p->lang, joined->text);
}

/* Does the kind take it?  What it does not is a problem, no fault. */
bool
plan_judge(struct plan *p, const struct table_row *row, struct draft *draft)
{
    struct work *w = p->w;
    bool good = true;

    for (size_t i = 0; i < draft->part_count && good; i++)
        if (strcmp(draft->part_names[i], "terms") != 0)
            good = kind_check_part(w, p->kind, bytes_of(draft->part_names[i]),
                draft->part_bodies[i]);
    good = good && desk_judge(p->d, w, p->kind, draft);
    if (good || work_fault(w) != FAULT_INVALID)
        return good;
    {
        const char *why = work_format(w, "%s", work_why(w));

        work_clear(w);
        return why != NULL && plan_problem(p, row, bytes_of(""), why);
    }
}

static bool
new_row(struct plan *p, const struct table_row *row)
{
    struct work *w = p->w;
    struct json *parts = json_object(w), *core = json_object(w), *source = json_object(w);
    struct draft *draft = &p->drafts[p->draft_count];
    struct hash like;
    size_t bad = p->bad;

    json_put(parts, "core", core);
    for (size_t i = 0; i < p->column_count; i++) {
        struct bytes cell = table_cell(row, i);

        if (p->columns[i].sort != CELL_NONE && cell.len > 0)
            TRY(put_cell(p, &p->columns[i], cell, parts));
    }
    field_tidy(core);
    json_put(source, "document", json_text(w, p->document));
    json_put(source, "place", json_string(w, work_format(w, "row %u", row->line)));
    if (field_sort(w, p->kind, "core.source.document") == CELL_TEXT)
        json_put(core, "source", source);
    TRY(work_ok(w) && likeness(w, core, &like));
    if (take_like(p, &like)) {
        p->same++;
        return true;
    }
    *draft = (struct draft){0};
    TRY(work_string(w, kind_name(p->kind), &draft->kind));
    draft_part(draft, "core", core);
    draft_part(draft, "terms", p->terms);
    TRY(plan_judge(p, row, draft));
    if (p->bad > bad)
        return true;
    p->draft_count++;
    p->made++;
    return desk_perhaps_each(p->d, w, p->kind, draft, "row", row->line, p->perhaps);
}

static bool
all_rows(struct plan *p)
{
    for (size_t r = p->first; r < p->table.count; r++) {
        const struct table_row *row = &p->table.rows[r];
        struct bytes id =
            p->id_column < p->column_count ? table_cell(row, p->id_column) : bytes_of("");

        TRY(id.len > 0 ? plan_known_row(p, row, id) : new_row(p, row));
        if (p->d->progress != NULL && r % 256 == 0)
            p->d->progress(p->d->progress_ctx, "planning", r, p->table.count);
    }
    for (size_t i = 0; i < p->like_count; i++)
        p->gone += !p->like[i].taken;
    return true;
}

/* ---- The plan ----------------------------------------------------------------------------------------------- */

static bool
read_joins(struct plan *p, const struct json *args)
{
    const struct json *joins = json_get(args, "join");

    p->joins = json_object(p->w);
    for (const struct json *j = joins != NULL ? joins->first : NULL; j != NULL;
         j = j->next) {
        const uint8_t *equals = memrchr(j->text.at, '=', j->text.len);
        size_t len = equals != NULL ? (size_t)(equals - j->text.at) : 0;
        struct bytes hex;
        struct hash org;

        if (len == 0)
            return fail(p->w, FAULT_USAGE, "--join wants NAME=ORG, not %.*s",
                (int)j->text.len, (const char *)j->text.at);
        TRY(desk_org(p->d, p->w, bytes_from(equals + 1, j->text.len - len - 1), &org));
        TRY(hex_write(p->w, hash_bytes(&org), &hex));
        json_put_bytes(p->joins, bytes_from(j->text.at, len), json_text(p->w, hex));
    }
    return work_ok(p->w);
}

static bool
read_map(struct work *w, const struct json *args, struct json **out)
{
    const char *path;
    struct bytes text;

    *out = NULL;
    if (json_get(args, "map") == NULL)
        return true;
    TRY(work_string(w, desk_text(args, "map"), &path));
    TRY(file_load(w, path, RECORD_PART_MAX, &text));
    if (!json_read(w, text, &json_written, out))
        return fail_in(w, "%s", path);
    return (*out)->type == JSON_OBJECT ||
        fail(w, FAULT_INVALID, "%s: a map is a JSON object of columns to fields", path);
}

static bool
read_table(struct plan *p, const struct json *args,
    bool (*reader)(struct work *, struct bytes, struct table *))
{
    struct table_column *columns;
    struct json *map;
    struct bytes text;
    const char *path;

    TRY(work_string(p->w, desk_text(args, "file"), &path));
    TRY(file_load(p->w, path, TABLE_SIZE, &text));
    if (!reader(p->w, text, &p->table) ||
        !table_columns(p->w, &p->table, &columns, &p->column_count, &p->first))
        return fail_in(p->w, "%s", path);
    p->document = desk_file_name(path);
    TRY(read_map(p->w, args, &map));
    TRY(import_columns(p->w, p->kind, columns, p->column_count, map, &p->columns));
    p->id_column = p->version_column = p->column_count;
    for (size_t i = 0; i < p->column_count; i++) {
        const char *to = p->columns[i].path;

        if (to != NULL && strcmp(to, "id") == 0)
            p->id_column = i;
        if (to != NULL && strcmp(to, "version") == 0)
            p->version_column = i;
    }
    p->drafts = work_alloc(p->w, (p->table.count + 1) * sizeof(*p->drafts));
    return p->drafts != NULL;
}

/* All that would be written, as one hash. */
static bool
seal(struct plan *p, struct bytes *out)
{
    struct digest *digest;
    struct bytes hash;
    bool good = true;

    TRY(digest_open(p->w, DIGEST_SHA256, &digest));
    for (size_t i = 0; i < p->draft_count && good; i++) {
        const struct draft *d = &p->drafts[i];
        struct json *body = json_object(p->w);
        struct bytes text;

        json_put(body, "kind", json_string(p->w, d->kind));
        json_put(body, "version", json_integer(p->w, d->version));
        if (d->id != NULL)
            json_put(body, "id", json_uuid(p->w, d->id));
        for (size_t n = 0; n < d->part_count; n++) {
            struct json *copy;

            good = good && json_keep(p->w, d->part_bodies[n], &copy);
            if (good)
                json_put(body, work_format(p->w, "part %s", d->part_names[n]), copy);
        }
        good = good && json_write(p->w, body, &text) && digest_add(digest, text);
    }
    good = good && digest_end(digest, &hash);
    if (!good) {
        digest_close(digest);
        return false;
    }
    return hex_write(p->w, hash, out);
}

static bool
tell(struct plan *p, struct bytes seal_is, struct json **answer)
{
    struct work *w = p->w;

    *answer = json_object(w);
    json_put(*answer, "rows", json_integer(w, (int64_t)(p->table.count - p->first)));
    json_put(*answer, "new", json_integer(w, p->made));
    json_put(*answer, "changed", json_integer(w, p->changed));
    json_put(*answer, "same", json_integer(w, p->same));
    json_put(*answer, "gone", json_integer(w, p->gone));
    json_put(*answer, "columns", p->told);
    json_put(*answer, "names", p->names);
    json_put(*answer, "changes", p->changes);
    json_put(*answer, "conflicts", p->conflicts);
    json_put(*answer, "perhaps", p->perhaps);
    json_put(*answer, "problems", p->problems);
    json_put(*answer, "bad", json_integer(w, (int64_t)p->bad));
    json_put(*answer, "plan", json_text(w, seal_is));
    return work_ok(w);
}

static bool
carry_out(struct plan *p, struct bytes plan_given, struct bytes plan_is)
{
    struct receipt *receipts;

    if (!bytes_equal(plan_given, plan_is))
        return fail(p->w, FAULT_CONFLICT,
            "that is not this plan: the file, the options or the node have changed "
            "since; "
            "look at the plan again");
    if (p->bad > 0 || p->conflicts->count > 0)
        return fail(p->w, FAULT_CONFLICT,
            "%zu rows cannot be taken, and %zu contradict what is here now: mend them "
            "first",
            p->bad, p->conflicts->count);
    receipts = work_alloc(p->w, (p->draft_count + 1) * sizeof(*receipts));
    TRY(receipts != NULL);
    return p->draft_count == 0 ||
        node_make(p->d->node, p->w, p->drafts, p->draft_count, receipts);
}

static bool
import(struct desk *d, struct work *w, const struct json *args,
    bool (*reader)(struct work *, struct bytes, struct table *), struct json **answer)
{
    struct plan p = {.d = d,
        .w = w,
        .lang = json_get(args, "lang") != NULL ? desk_text(args, "lang") : bytes_of("en"),
        .likes = buffer_open(w, (size_t)1 << 30),
        .told = json_array(w),
        .problems = json_array(w),
        .changes = json_array(w),
        .conflicts = json_array(w),
        .perhaps = json_array(w)};
    struct bytes plan, yes = desk_text(args, "yes");

    TRY(desk_kind(d, w, desk_text(args, "kind"), &p.kind));
    if (kind_is_system(p.kind))
        return fail(w, FAULT_USAGE, "such records are made by the program itself");
    TRY(read_table(&p, args, reader) && read_joins(&p, args));
    TRY(desk_terms(d, w, args, &p.terms));
    TRY(node_items(d->node, w, kind_name(p.kind), note_known, &p));
    p.like = buffer_array(&p.likes, sizeof(*p.like), &p.like_count);
    TRY(p.like != NULL);
    qsort(p.like, p.like_count, sizeof(*p.like), by_hash);
    TRY(tell_columns(&p) && tell_names(&p) && all_rows(&p) && seal(&p, &plan));
    TRY(tell(&p, plan, answer));
    if (yes.len > 0)
        TRY(carry_out(&p, yes, plan));
    json_put(*answer, "written", json_bool(w, yes.len > 0));
    return work_ok(w);
}

DESK(import_csv)
{
    return import(d, w, args, csv_read, answer);
}

DESK(import_xlsx)
{
    return import(d, w, args, xlsx_read, answer);
}
