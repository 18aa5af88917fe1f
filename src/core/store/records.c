/*
 * Reading records and their parts.
 */
#include "core/store/store_inner.h"

#include <string.h>

static bool
read_row(struct db_rows *rows, struct stored *out)
{
    *out = (struct stored){.no = db_integer(rows, 0)};
    TRY(db_hash(rows, 1, &out->hash));
    TRY(db_uuid(rows, 2, &out->id));
    out->version = db_integer(rows, 3);
    TRY(db_hash(rows, 4, &out->author));
    TRY(db_keep(rows, 5, &out->kind));
    out->time = db_integer(rows, 6);
    if (!db_is_null(rows, 7))
        TRY(db_hash(rows, 7, &out->origin));
    out->state = (enum stored_state)db_integer(rows, 8);
    TRY(db_keep(rows, 9, &out->header));
    out->came = db_is_null(rows, 11) ? 0 : db_integer(rows, 11);
    return db_keep(rows, 10, &out->proof);
}

/* ---- What was just committed -------------------------------------------------------- */

bool
store_lend(struct store *s, const struct store_batch *batch)
{
    const struct store_item *items = batch->items;

    if (batch->item_count == 0 || batch->change_count > 0)
        return false;
    for (size_t i = 0; i < batch->item_count; i++)
        if (items[i].here || items[i].record.no != items->record.no + (int64_t)i)
            return false;
    s->lent = items;
    s->lent_count = batch->item_count;
    return true;
}

void
store_take_back(struct store *s)
{
    s->lent = NULL;
    s->lent_count = 0;
}

static const struct store_item *
lent(const struct store *s, int64_t no)
{
    int64_t first = s->lent_count > 0 ? s->lent->record.no : 0;

    return s->lent_count > 0 && no >= first && no - first < (int64_t)s->lent_count
        ? &s->lent[no - first]
        : NULL;
}

/* ---- Records ---------------------------------------------------------------------------- */

/* The first row of a query, or nothing. */
static bool
read_first(struct db_rows *rows, struct stored *out, bool *have)
{
    TRY(db_next(rows, have));
    return !*have || read_row(rows, out);
}

bool
store_by_hash(struct store *s, struct work *w, const struct hash *hash,
    struct stored *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_BY_HASH, "h", hash));
    TRY(read_first(&rows, out, &have));
    return have || fail(w, FAULT_MISSING, "no such record here");
}

bool
store_kept(struct store *s, struct work *w, const struct hash *hash, struct stored *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_KEPT, "h", hash));
    TRY(read_first(&rows, out, &have));
    return have || fail(w, FAULT_MISSING, "no such text here");
}

bool
store_by_no(struct store *s, struct work *w, int64_t no, struct stored *out)
{
    const struct store_item *item = lent(s, no);
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    if (item != NULL) {
        *out = item->record;
        return true;
    }
    TRY(db_query(s->db, w, &rows, SQL_RECORD_BY_NO, "i", no));
    TRY(read_first(&rows, out, &have));
    return have || fail(w, FAULT_MISSING, "no record number %lld here", (long long)no);
}

/* What waits is nobody's word yet: it does not stand before what is in force. */
static bool
stands_before(const struct stored *row, const struct stored *found)
{
    return row->state == STORED_IN_FORCE && found->state != STORED_IN_FORCE;
}

bool
store_by_id(struct store *s, struct work *w, const struct uuid *id, struct stored *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct stored row;
    bool have, any = false;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_BY_ID, "u", id));
    for (;;) {
        TRY(read_first(&rows, &row, &have));
        if (!have)
            return any || fail(w, FAULT_MISSING, "no such record here");
        if (row.state == STORED_QUARANTINED)
            continue;
        if (!any || stands_before(&row, out))
            *out = row;
        any = true;
    }
}

bool
store_versions(struct store *s, struct work *w, const struct uuid *id,
    struct stored **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes gathered;
    struct stored row;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_BY_ID, "u", id));
    for (;;) {
        TRY(read_first(&rows, &row, &have));
        if (!have)
            break;
        buffer_add(&b, bytes_from(&row, sizeof(row)));
    }
    TRY(buffer_bytes(&b, &gathered));
    *count = gathered.len / sizeof(row);
    *out = work_alloc(w, gathered.len + 1);
    TRY(*out != NULL);
    if (gathered.len > 0)
        memcpy(*out, gathered.at, gathered.len);
    return true;
}

/* The smallest and largest id that begin with the digits; dashes are passed over. */
static bool
prefix_range(struct work *w, struct bytes prefix, struct uuid *low, struct uuid *high)
{
    size_t digits = 0;

    memset(low, 0, sizeof(*low));
    memset(high, 0xff, sizeof(*high));
    for (size_t i = 0; i < prefix.len; i++) {
        uint8_t c = prefix.at[i];
        unsigned v;

        if (c == '-')
            continue;
        if (c >= '0' && c <= '9')
            v = c - '0';
        else if (c >= 'a' && c <= 'f')
            v = c - 'a' + 10u;
        else
            return fail(w, FAULT_INVALID, "an id has hex digits and dashes only");
        if (digits >= 32)
            return fail(w, FAULT_INVALID, "an id has 32 digits, this has more");
        unsigned shift = digits % 2 == 0 ? 4 : 0;
        low->at[digits / 2] = (uint8_t)(low->at[digits / 2] | v << shift);
        high->at[digits / 2] =
            (uint8_t)((high->at[digits / 2] & ~(0xfu << shift)) | v << shift);
        digits++;
    }
    if (digits < 4)
        return fail(w, FAULT_INVALID, "give at least 4 digits of an id");
    return true;
}

/* The next after it; false behind the last that there can be. */
static bool
step_id(struct uuid *id)
{
    for (size_t i = sizeof(id->at); i > 0; i--)
        if (++id->at[i - 1] != 0)
            return true;
    return false;
}

bool
store_next_id(struct store *s, struct work *w, struct bytes prefix,
    const struct uuid *after, struct uuid *out, bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct uuid low, high;
    struct stored row;

    *have = false;
    TRY(prefix_range(w, prefix, &low, &high));
    if (after != NULL) {
        low = *after;
        if (!step_id(&low))
            return true;
    }
    TRY(db_query(s->db, w, &rows, SQL_RECORD_BY_ID_RANGE, "uu", &low, &high));
    do
        TRY(read_first(&rows, &row, have));
    while (*have && row.state == STORED_QUARANTINED);
    if (*have)
        *out = row.id;
    return true;
}

bool
store_next(struct store *s, struct work *w, int64_t after, struct bytes kind,
    struct stored *out, bool *have)
{
    const struct store_item *item = kind.len == 0 ? lent(s, after + 1) : NULL;
    ROWS_AUTO struct db_rows rows = {0};

    *have = item != NULL;
    if (*have) {
        *out = item->record;
        return true;
    }
    if (kind.len > 0)
        TRY(db_query(s->db, w, &rows, SQL_RECORD_AFTER_KIND, "it", after, kind));
    else
        TRY(db_query(s->db, w, &rows, SQL_RECORD_AFTER, "i", after));
    return read_first(&rows, out, have);
}

bool
store_next_waiting(struct store *s, struct work *w, int64_t after, struct stored *out,
    bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};

    TRY(db_query(s->db, w, &rows, SQL_RECORD_WAITING, "i", after));
    return read_first(&rows, out, have);
}

bool
store_set_aside(struct store *s, struct work *w, struct stored **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct stored one;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_SET_ASIDE, ""));
    for (;;) {
        TRY(read_first(&rows, &one, &have));
        if (!have)
            break;
        buffer_add(&b, bytes_from(&one, sizeof(one)));
    }
    *out = buffer_array(&b, sizeof(**out), count);
    return *out != NULL;
}

bool
store_waits(struct store *s, struct work *w, struct stored_waits **out, size_t *count)
{
    ROWS_AUTO struct db_rows rows = {0};
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes gathered;
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_WAITS, ""));
    for (;;) {
        struct stored_waits one = {0};

        TRY(db_next(&rows, &have));
        if (!have)
            break;
        if (!db_is_null(&rows, 0))
            TRY(db_hash(&rows, 0, &one.origin));
        one.records = db_integer(&rows, 1);
        one.newer = db_integer(&rows, 2);
        one.bytes = db_integer(&rows, 3);
        buffer_add(&b, bytes_from(&one, sizeof(one)));
    }
    TRY(buffer_bytes(&b, &gathered));
    *count = gathered.len / sizeof(**out);
    *out = work_alloc(w, gathered.len + 1);
    TRY(*out != NULL);
    if (gathered.len > 0)
        memcpy(*out, gathered.at, gathered.len);
    return true;
}

bool
store_count(struct store *s, struct work *w, int64_t *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_RECORD_COUNT, ""));
    TRY(db_next(&rows, &have));
    *out = have ? db_integer(&rows, 0) : 0;
    return true;
}

/* ---- Parts ---------------------------------------------------------------------- */

bool
part_context(struct work *w, const struct hash *record, struct bytes name,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, 128);

    buffer_text(&b, "liaison/v1/part\n");
    buffer_add(&b, hash_bytes(record));
    buffer_add(&b, name);
    return buffer_bytes(&b, out);
}

static bool
open_part(struct store *s, struct work *w, const struct hash *record, int64_t key,
    struct bytes sealed, struct stored_part *part)
{
    struct bytes context, plain;
    struct hash item;

    TRY(keytree_get(s->keys, w, (uint64_t)key, &item));
    TRY(part_context(w, record, part->name, &context));
    TRY(open_bytes(w, &item, context, sealed, &plain));
    if (plain.len < sizeof(part->salt))
        return fail(w, FAULT_CORRUPT, "a sealed part is too short");
    memcpy(&part->salt, plain.at, sizeof(part->salt));
    part->body =
        bytes_from(plain.at + sizeof(part->salt), plain.len - sizeof(part->salt));
    return true;
}

/* The part in the current row: name, key, sealed. */
static bool
read_part(struct store *s, struct work *w, const struct hash *record,
    struct db_rows *rows, struct stored_part *out)
{
    struct bytes sealed;

    *out = (struct stored_part){0};
    TRY(db_keep(rows, 0, &out->name));
    out->erased = db_is_null(rows, 1);
    if (out->erased)
        return true;
    TRY(db_keep(rows, 2, &sealed));
    if (open_part(s, w, record, db_integer(rows, 1), sealed, out))
        return true;
    /* Data from before an erasure, restored beside the keys from after it. */
    if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    out->erased = true;
    return true;
}

static bool
lent_parts(struct work *w, const struct store_item *item, struct stored_part **out,
    size_t *count)
{
    *count = item->part_count;
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    TRY(*out != NULL);
    if (*count > 0)
        memcpy(*out, item->parts, *count * sizeof(**out));
    return true;
}

bool
store_parts(struct store *s, struct work *w, int64_t record, struct stored_part **out,
    size_t *count)
{
    const struct store_item *item = lent(s, record);
    ROWS_AUTO struct db_rows rows = {0};
    struct stored_part parts[16];
    struct stored of;
    bool have;

    if (item != NULL)
        return lent_parts(w, item, out, count);
    *count = 0;
    TRY(store_by_no(s, w, record, &of));
    TRY(db_query(s->db, w, &rows, SQL_PART_LIST, "i", record));
    for (;;) {
        TRY(db_next(&rows, &have));
        if (!have)
            break;
        if (*count == COUNT_OF(parts))
            return fail(w, FAULT_CORRUPT, "record %lld has too many parts",
                (long long)record);
        TRY(read_part(s, w, &of.hash, &rows, &parts[(*count)++]));
    }
    *out = work_alloc(w, (*count + 1) * sizeof(**out));
    if (*out == NULL)
        return false;
    memcpy(*out, parts, *count * sizeof(**out));
    return true;
}

static bool
lent_part(struct work *w, const struct store_item *item, const char *name,
    struct stored_part *out)
{
    for (size_t i = 0; i < item->part_count; i++) {
        if (!bytes_is(item->parts[i].name, name))
            continue;
        *out = item->parts[i];
        return !out->erased || fail(w, FAULT_MISSING, "part %s was erased", name);
    }
    return fail(w, FAULT_MISSING, "part %s is not here", name);
}

bool
store_part(struct store *s, struct work *w, const struct stored *record, const char *name,
    struct stored_part *out)
{
    const struct store_item *item = lent(s, record->no);
    ROWS_AUTO struct db_rows rows = {0};
    struct bytes sealed;
    bool have;

    *out = (struct stored_part){.name = bytes_of(name)};
    if (item != NULL)
        return lent_part(w, item, name, out);
    TRY(db_query(s->db, w, &rows, SQL_PART_GET, "it", record->no, out->name));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "part %s is not here", name);
    if (db_is_null(&rows, 0))
        return fail(w, FAULT_MISSING, "part %s was erased", name);
    TRY(db_keep(&rows, 1, &sealed));
    return open_part(s, w, &record->hash, db_integer(&rows, 0), sealed, out);
}
