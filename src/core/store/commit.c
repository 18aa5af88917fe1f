/*
 * The commit: everything in one durable transaction, or nothing.
 */
#include "core/store/store_inner.h"

#include <string.h>

/* A part sealed before the transaction, so that the lock is held only for writing. */
struct sealed_part {
    struct bytes name;
    bool erased; /* received without its content: the place is kept, empty */
    uint64_t key;
    struct bytes sealed;
};

static bool
seal_part(struct store *s, struct work *w, const struct hash *record,
    const struct stored_part *part, struct sealed_part *out)
{
    struct buffer plain = buffer_open(w, SIZE_MAX / 2);
    struct bytes context, text;
    struct hash item;

    *out = (struct sealed_part){.name = part->name, .erased = part->erased};
    if (part->erased)
        return true;
    TRY(keytree_take(s->keys, w, &out->key, &item));
    TRY(part_context(w, record, part->name, &context));
    buffer_add(&plain, hash_bytes(&part->salt));
    buffer_add(&plain, part->body);
    TRY(buffer_bytes(&plain, &text));
    return seal_bytes(w, &item, context, text, &out->sealed);
}

static bool
seal_items(struct store *s, struct work *w, const struct store_batch *batch,
    struct sealed_part ***out)
{
    size_t keys = 0;

    *out = work_alloc(w, (batch->item_count + 1) * sizeof(**out));
    if (*out == NULL)
        return false;
    for (size_t i = 0; i < batch->item_count; i++)
        keys += batch->items[i].part_count;
    TRY(keytree_ready(s->keys, w, keys));
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct store_item *item = &batch->items[i];

        (*out)[i] = work_alloc(w, (item->part_count + 1) * sizeof(***out));
        if ((*out)[i] == NULL)
            return false;
        for (size_t p = 0; p < item->part_count; p++)
            TRY(seal_part(s, w, &item->record.hash, &item->parts[p], &(*out)[i][p]));
    }
    return true;
}

static bool
add_record(struct store *s, struct work *w, struct stored *r)
{
    TRY(db_run(s->db, w, SQL_RECORD_ADD, "huihtihibbi", &r->hash, &r->id, r->version,
        &r->author, r->kind, r->time, hash_is_zero(&r->origin) ? NULL : &r->origin,
        (int64_t)r->state, r->header, r->proof, r->came));
    r->no = db_last_row(s->db);
    return true;
}

/* What was only kept is a record from now on, and the text it was kept as is forgotten. */
static bool
become(struct store *s, struct work *w, const struct stored *r)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_PART_LIST, "i", r->no));
    TRY(db_next(&rows, &have));
    if (have && !db_is_null(&rows, 1))
        TRY(db_run(s->db, w, SQL_DOOM, "i", db_integer(&rows, 1)));
    db_rows_end(&rows);
    TRY(db_run(s->db, w, SQL_PART_DROP, "i", r->no));
    return db_run(s->db, w, SQL_RECORD_BECOME, "iuihtiibb", r->no, &r->id, r->version,
        &r->author, r->kind, r->time, (int64_t)r->state, r->header, r->proof);
}

static bool
write_item(struct store *s, struct work *w, struct store_item *item,
    const struct sealed_part parts[], struct log_tail *journal)
{
    struct stored *r = &item->record;

    if (item->becomes)
        TRY(become(s, w, r));
    if (item->proves)
        TRY(db_run(s->db, w, SQL_RECORD_PROVE, "iihb", r->no, (int64_t)r->state,
            hash_is_zero(&r->origin) ? NULL : &r->origin, r->proof));
    if (!item->here)
        TRY(add_record(s, w, r));
    else if (!item->becomes)
        TRY(db_run(s->db, w, SQL_RECORD_CAME, "ii", r->no, r->came));
    for (size_t p = 0; p < item->part_count; p++) {
        if (parts[p].erased)
            TRY(db_run(s->db, w, SQL_PART_ADD, "itnn", r->no, parts[p].name));
        else
            TRY(db_run(s->db, w, SQL_PART_ADD, "itib", r->no, parts[p].name,
                (int64_t)parts[p].key, parts[p].sealed));
    }
    for (size_t b = 0; b < item->blob_count; b++)
        TRY(vault_keep(s, w, &item->blobs[b], r));
    return item->here || log_tail_append(journal, w, &r->hash, &item->journal_at);
}

static bool
write_items(struct store *s, struct work *w, struct store_batch *batch,
    struct sealed_part **sealed)
{
    struct log_tail *journal;
    struct log_head head;

    if (batch->item_count == 0)
        return true;
    TRY(store_log(s, w, STORE_JOURNAL, &head));
    TRY(log_tail_open(s, w, head.no, &journal));
    for (size_t i = 0; i < batch->item_count; i++)
        TRY(write_item(s, w, &batch->items[i], sealed[i], journal));
    return log_tail_close(journal, w);
}

static bool
write_appends(struct store *s, struct work *w, const struct store_batch *batch)
{
    size_t i = 0;
    uint64_t at;

    /* Appends come grouped by log: one tail, one checkpoint each. */
    while (i < batch->append_count) {
        int64_t log = batch->appends[i].log;
        struct log_tail *tail;

        TRY(log_tail_open(s, w, log, &tail));
        for (; i < batch->append_count && batch->appends[i].log == log; i++)
            TRY(log_tail_append(tail, w, &batch->appends[i].record, &at));
        TRY(log_tail_close(tail, w));
    }
    return true;
}

static bool
kept(const struct store_erasure *e, struct bytes part)
{
    if (e->part != NULL)
        return !bytes_is(part, e->part);
    for (size_t i = 0; i < e->keep_count; i++)
        if (bytes_is(part, e->keep[i]))
            return true;
    return false;
}

static bool
write_erasure(struct store *s, struct work *w, struct store_erasure *e)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    TRY(db_query(s->db, w, &rows, SQL_PART_LIST, "i", e->record));
    for (;;) {
        struct bytes name;

        TRY(db_next(&rows, &have));
        if (!have)
            break;
        if (db_is_null(&rows, 1) || kept(e, db_bytes(&rows, 0)))
            continue;
        TRY(db_keep(&rows, 0, &name));
        TRY(db_run(s->db, w, SQL_DOOM, "i", db_integer(&rows, 1)));
        TRY(db_run(s->db, w, SQL_PART_ERASE, "it", e->record, name));
    }
    return e->part != NULL || vault_forget(s, w, e);
}

/* Node time never falls behind what was written here: keep the latest of our own. */
static bool
write_clock(struct store *s, struct work *w, const struct store_batch *batch)
{
    int64_t clock;

    TRY(store_clock(s, w, &clock));
    for (size_t i = 0; i < batch->item_count; i++) {
        const struct stored *r = &batch->items[i].record;

        if (hash_is_zero(&r->origin) && r->time > clock)
            clock = r->time;
    }
    return store_meta_put(s, w, "clock", clock);
}

/* Numbers in names, so that they come in order. */
#define AGAIN "again/"

static const char *
again_name(struct work *w, int64_t record)
{
    return work_format(w, AGAIN "%019lld", (long long)record);
}

static bool
write_again(struct store *s, struct work *w, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->sent_count; i++) {
        const char *name = again_name(w, batch->sent[i]);

        TRY(name != NULL && db_run(s->db, w, SQL_META_DROP, "t", bytes_of(name)));
    }
    for (size_t i = 0; i < batch->again_count; i++) {
        const char *name = again_name(w, batch->again[i].record);
        int64_t before;

        TRY(name != NULL && store_meta_get(s, w, name, &before));
        TRY(store_meta_put(s, w, name, before != 0 || batch->again[i].receipt));
    }
    return true;
}

bool
store_again(struct store *s, struct work *w, int64_t after, int64_t *no, bool *receipt,
    bool *have)
{
    ROWS_AUTO struct db_rows rows = {0};
    const char *name = again_name(w, after);
    uint64_t number;
    struct bytes found;

    TRY(name != NULL);
    TRY(db_query(s->db, w, &rows, SQL_META_NEXT, "t", bytes_of(name)));
    TRY(db_next(&rows, have));
    *have = *have && bytes_start(db_bytes(&rows, 0), AGAIN);
    if (!*have)
        return true;
    TRY(db_keep(&rows, 0, &found));
    *receipt = db_integer(&rows, 1) != 0;
    found = bytes_from(found.at + strlen(AGAIN), found.len - strlen(AGAIN));
    while (found.len > 1 && found.at[0] == '0')
        found = bytes_from(found.at + 1, found.len - 1);
    TRY(decimal_read(w, found, INT64_MAX, &number));
    *no = (int64_t)number;
    return true;
}

static bool
write_all(struct store *s, struct work *w, struct store_batch *batch,
    struct sealed_part **sealed)
{
    TRY(write_items(s, w, batch, sealed));
    TRY(write_appends(s, w, batch));
    for (size_t i = 0; i < batch->erasure_count; i++)
        TRY(write_erasure(s, w, &batch->erasures[i]));
    for (size_t i = 0; i < batch->change_count; i++)
        TRY(db_run(s->db, w, SQL_RECORD_STATE, "ii", batch->changes[i].record,
            (int64_t)batch->changes[i].state));
    if (batch->mirror != NULL)
        TRY(log_mirror(s, w, batch->mirror));
    if (batch->routed > 0)
        TRY(store_meta_put(s, w, "routed", batch->routed));
    TRY(write_again(s, w, batch));
    TRY(write_clock(s, w, batch));
    return store_keys_mark(s, w);
}

static bool
any_becomes(const struct store_batch *batch)
{
    bool any = false;

    for (size_t i = 0; i < batch->item_count; i++)
        any = any || batch->items[i].becomes;
    return any;
}

bool
store_commit(struct store *s, struct work *w, struct store_batch *batch)
{
    struct sealed_part **sealed;

    TRY(store_whole(s, w));
    TRY(seal_items(s, w, batch, &sealed));
    TRY(db_begin(s->db, w));
    TRY(store_settle(s, w, write_all(s, w, batch, sealed)));
    if (batch->erasure_count == 0 && !any_becomes(batch))
        return true;
    /* From here the erasure is a fact; should destroying keys fail, opening finishes it. */
    s->broken = true;
    TRY(store_doom(s, w));
    s->broken = false;
    return true;
}
