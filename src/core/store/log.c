/*
 * Appending to a log: entries, tiles, and the signed checkpoint, in one transaction.
 */
#include "core/store/store_inner.h"

#include <string.h>

/* A tile that is being filled, per level; written when it is full or the tail closes. */
struct open_tile {
    bool dirty;
    bool there;
    uint64_t no;
    size_t count;
    struct hash hashes[TLOG_TILE_WIDTH];
};

struct log_tail {
    struct store *store;
    struct log_row row;
    struct merkle_frontier frontier;
    struct open_tile *tiles[TILE_LEVELS];
};

bool
log_row_read(struct store *s, struct work *w, int64_t no, struct log_row *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    *out = (struct log_row){0};
    TRY(db_query(s->db, w, &rows, SQL_LOG_BY_NO, "i", no));
    TRY(db_next(&rows, &have));
    if (!have)
        return fail(w, FAULT_MISSING, "no log number %lld", (long long)no);
    out->head.no = no;
    TRY(db_keep(&rows, 1, &out->name));
    out->salt_key = db_integer(&rows, 2);
    out->head.size = (uint64_t)db_integer(&rows, 3);
    return db_keep(&rows, 4, &out->head.origin);
}

bool
log_entry_salt(struct store *s, struct work *w, int64_t salt_key, uint64_t at,
    struct hash *out)
{
    struct buffer b = buffer_open(w, 64);
    struct hash log_salt;
    struct bytes message;

    TRY(keytree_get(s->keys, w, (uint64_t)salt_key, &log_salt));
    buffer_text(&b, "liaison/v1/entry-salt\n");
    buffer_u64(&b, at);
    TRY(buffer_bytes(&b, &message));
    return hmac_sha256(w, &log_salt, message, out);
}

bool
log_leaf(struct work *w, const struct hash *salt, const struct hash *record,
    struct hash *out)
{
    const struct bytes pieces[] = {hash_bytes(salt), hash_bytes(record)};

    return sha256_tagged(w, "leaf", pieces, COUNT_OF(pieces), out);
}

/* ---- Tiles in rows --------------------------------------------------------------- */

bool
log_tile_row(struct store *s, struct work *w, int64_t log, unsigned level, uint64_t no,
    struct bytes *out)
{
    ROWS_AUTO struct db_rows rows = {0};
    bool have;

    *out = (struct bytes){0};
    TRY(db_query(s->db, w, &rows, SQL_TILE_GET, "iii", log, (int64_t)level, (int64_t)no));
    TRY(db_next(&rows, &have));
    if (have)
        TRY(db_keep(&rows, 0, out));
    return true;
}

struct tile_source {
    struct store *store;
    int64_t log;
    struct tlog_tiles tiles;
};

static bool
tile_fetch(void *ctx, struct work *w, const struct tlog_tile *t, struct bytes *out)
{
    struct tile_source *source = ctx;

    TRY(log_tile_row(source->store, w, source->log, t->level, t->number, out));
    if (out->len < (size_t)t->width * sizeof(struct hash))
        return fail(w, FAULT_CORRUPT, "log %lld lacks hashes of tile %u/%llu",
            (long long)source->log, t->level, (unsigned long long)t->number);
    out->len = (size_t)t->width * sizeof(struct hash);
    return true;
}

struct merkle_source
log_source(struct store *s, struct work *w, int64_t log, uint64_t size)
{
    struct tile_source *source = work_alloc(w, sizeof(*source));

    if (source == NULL)
        return (struct merkle_source){0};
    source->store = s;
    source->log = log;
    source->tiles = (struct tlog_tiles){.size = size, .ctx = source, .fetch = tile_fetch};
    return tlog_tiles_source(&source->tiles);
}

static bool
tile_write(struct log_tail *t, struct work *w, unsigned level)
{
    struct open_tile *tile = t->tiles[level];

    if (tile == NULL || !tile->dirty)
        return true;
    tile->dirty = false;
    return db_run(t->store->db, w, SQL_TILE_PUT, "iiib", t->row.head.no, (int64_t)level,
        (int64_t)tile->no, bytes_from(tile->hashes, tile->count * sizeof(struct hash)));
}

static bool
tile_turn_to(struct log_tail *t, struct work *w, unsigned level, uint64_t no)
{
    struct open_tile *tile = t->tiles[level];
    struct bytes row;

    if (tile == NULL) {
        tile = t->tiles[level] = work_alloc(w, sizeof(*tile));
        if (tile == NULL)
            return false;
    }
    if (tile->there && tile->no == no)
        return true;
    TRY(tile_write(t, w, level));
    TRY(log_tile_row(t->store, w, t->row.head.no, level, no, &row));
    if (row.len > sizeof(tile->hashes))
        return fail(w, FAULT_CORRUPT, "tile %u/%llu is too long", level,
            (unsigned long long)no);
    tile->there = true;
    tile->no = no;
    tile->count = row.len / sizeof(struct hash);
    if (row.len > 0)
        memcpy(tile->hashes, row.at, row.len);
    return true;
}

/* The tree tells of each subtree it completes; every eighth level goes into tiles. */
static bool
tile_completed(void *ctx, struct work *w, unsigned level, uint64_t index,
    const struct hash *hash)
{
    struct log_tail *t = ctx;
    struct open_tile *tile;

    if (level % 8 != 0)
        return true;
    if (level / 8 >= TILE_LEVELS)
        return fail(w, FAULT_INVALID, "the log is full");
    TRY(tile_turn_to(t, w, level / 8, index / TLOG_TILE_WIDTH));
    tile = t->tiles[level / 8];
    if (tile->count != index % TLOG_TILE_WIDTH)
        return fail(w, FAULT_CORRUPT,
            "tile %u/%llu of log %lld holds %zu hashes, not %llu", level / 8,
            (unsigned long long)tile->no, (long long)t->row.head.no, tile->count,
            (unsigned long long)(index % TLOG_TILE_WIDTH));
    tile->hashes[tile->count++] = *hash;
    tile->dirty = true;
    return true;
}

/* ---- The tail ------------------------------------------------------------------------ */

bool
log_tail_open(struct store *s, struct work *w, int64_t log, struct log_tail **out)
{
    struct log_tail *t = work_alloc(w, sizeof(*t));
    struct merkle_source source;

    if (t == NULL)
        return false;
    t->store = s;
    TRY(log_row_read(s, w, log, &t->row));
    source = log_source(s, w, log, t->row.head.size);
    if (source.ctx == NULL)
        return false;
    TRY(merkle_frontier_load(w, &source, t->row.head.size, &t->frontier));
    *out = t;
    return true;
}

bool
log_tail_append(struct log_tail *t, struct work *w, const struct hash *record,
    uint64_t *at)
{
    const struct merkle_sink sink = {.ctx = t, .completed = tile_completed};
    uint64_t place = t->frontier.size;
    struct hash salt, entry, leaf;

    TRY(log_entry_salt(t->store, w, t->row.salt_key, place, &salt));
    TRY(log_leaf(w, &salt, record, &entry));
    TRY(merkle_leaf(w, hash_bytes(&entry), &leaf));
    TRY(merkle_append(w, &t->frontier, &leaf, &sink));
    TRY(db_run(t->store->db, w, SQL_ENTRY_ADD, "iihhn", t->row.head.no, (int64_t)place,
        &entry, record));
    *at = place;
    return true;
}

static bool
mirror_leaf(struct work *w, const struct store_mirrored *m, struct hash *entry,
    struct hash *leaf)
{
    TRY(log_leaf(w, &m->salt, &m->record, entry));
    return merkle_leaf(w, hash_bytes(entry), leaf);
}

bool
store_mirror_fits(struct store *s, struct work *w, const struct store_mirror *m,
    bool *yes)
{
    struct merkle_source tiles = log_source(s, w, m->log, m->from);
    struct merkle_frontier f;
    struct hash entry, leaf, root;

    TRY(tiles.ctx != NULL && merkle_frontier_load(w, &tiles, m->from, &f));
    for (size_t i = 0; i < m->count; i++) {
        TRY(mirror_leaf(w, &m->entries[i], &entry, &leaf));
        TRY(merkle_append(w, &f, &leaf, NULL));
    }
    TRY(merkle_frontier_root(w, &f, &root));
    *yes = f.size == m->size && hash_equal(&root, &m->root);
    return true;
}

/* An entry of a partner's log, as the partner salted it. */
static bool
mirror_append(struct log_tail *t, struct work *w, const struct store_mirrored *m)
{
    const struct merkle_sink sink = {.ctx = t, .completed = tile_completed};
    uint64_t place = t->frontier.size;
    struct hash entry, leaf;

    TRY(mirror_leaf(w, m, &entry, &leaf));
    TRY(merkle_append(w, &t->frontier, &leaf, &sink));
    return db_run(t->store->db, w, SQL_ENTRY_ADD, "iihhh", t->row.head.no, (int64_t)place,
        &entry, &m->record, &m->salt);
}

/* What the partner signed of more entries than were here -- a copy that was cut back -- must be of
 * these entries too: else it gives us another log than it did before. */
static bool
held_agree(struct log_tail *t, struct work *w, const struct store_mirror *mirror)
{
    struct merkle_source source =
        log_source(t->store, w, t->row.head.no, t->frontier.size);
    uint64_t size = mirror->size;
    struct checkpoint said;
    struct bytes text;
    struct hash root;
    struct note note;

    TRY(source.ctx != NULL);
    for (; size > mirror->from; size--) {
        if (!store_checkpoint_before(t->store, w, &t->row.head, &size, &text))
            return work_forgive(w, FAULT_MISSING);
        if (size <= mirror->from)
            break;
        TRY(note_read(w, text, &note) && checkpoint_read(w, note.text, &said));
        TRY(merkle_root_at(w, &source, size, &root));
        if (!hash_equal(&root, &said.root))
            return fail(w, FAULT_CORRUPT,
                "the partner's log has forked: it signed another %llu entries before",
                (unsigned long long)size);
    }
    return true;
}

/* The mirrored tree must come to what the partner's checkpoint says. */
static bool
mirror_close(struct log_tail *t, struct work *w, const struct store_mirror *mirror)
{
    struct hash root;

    TRY(merkle_frontier_root(w, &t->frontier, &root));
    if (t->frontier.size != mirror->size || !hash_equal(&root, &mirror->root))
        return fail(w, FAULT_CORRUPT,
            "the partner's entries are not those of its checkpoint of %llu",
            (unsigned long long)mirror->size);
    for (unsigned level = 0; level < TILE_LEVELS; level++)
        TRY(tile_write(t, w, level));
    TRY(held_agree(t, w, mirror));
    TRY(db_run(t->store->db, w, SQL_LOG_SIZE, "ii", t->row.head.no,
        (int64_t)mirror->size));
    return db_run(t->store->db, w, SQL_CHECKPOINT_PUT, "iib", t->row.head.no,
        (int64_t)mirror->size, mirror->note);
}

bool
log_cut(struct store *s, struct work *w, int64_t log, uint64_t size)
{
    struct log_tail *t = work_alloc(w, sizeof(*t));

    TRY(t != NULL);
    t->store = s;
    TRY(log_row_read(s, w, log, &t->row));
    TRY(db_run(s->db, w, SQL_ENTRY_CUT, "ii", log, (int64_t)size));
    TRY(db_run(s->db, w, SQL_TILES_DROP, "i", log));
    while (t->frontier.size < size) {
        const struct merkle_sink sink = {.ctx = t, .completed = tile_completed};
        struct hash entry, record, leaf;

        TRY(store_entry(s, w, &t->row.head, t->frontier.size, &entry, &record));
        TRY(merkle_leaf(w, hash_bytes(&entry), &leaf));
        TRY(merkle_append(w, &t->frontier, &leaf, &sink));
    }
    for (unsigned level = 0; level < TILE_LEVELS; level++)
        TRY(tile_write(t, w, level));
    return db_run(s->db, w, SQL_LOG_SIZE, "ii", log, (int64_t)size);
}

bool
log_tail_close(struct log_tail *t, struct work *w)
{
    struct checkpoint head = {.origin = t->row.head.origin, .size = t->frontier.size};
    struct hash seed, public;
    struct note_key key;
    struct bytes note;

    if (t->frontier.size == t->row.head.size)
        return true;
    for (unsigned level = 0; level < TILE_LEVELS; level++)
        TRY(tile_write(t, w, level));
    TRY(merkle_frontier_root(w, &t->frontier, &head.root));
    TRY(store_secret(t->store, w, "log", &seed));
    TRY(sign_public(w, &seed, &public));
    TRY(note_key_make(w, head.origin, NOTE_ED25519, &public, &key));
    TRY(checkpoint_sign(w, &head, &key, &seed, &note));
    secret_wipe(&seed, sizeof(seed));
    TRY(db_run(t->store->db, w, SQL_LOG_SIZE, "ii", t->row.head.no, (int64_t)head.size));
    return db_run(t->store->db, w, SQL_CHECKPOINT_PUT, "iib", t->row.head.no,
        (int64_t)head.size, note);
}

/* Start a log; one that has the name now is given ${aside} first. */
static bool
log_start(struct store *s, struct work *w, const char *name, const char *origin,
    int64_t before, const char *aside)
{
    struct hash salt;
    uint64_t key;

    TRY(keytree_take(s->keys, w, &key, &salt));
    secret_wipe(&salt, sizeof(salt));
    if (aside != NULL)
        TRY(db_run(s->db, w, SQL_LOG_RENAME, "it", before, bytes_of(aside)));
    TRY(db_run(s->db, w, SQL_LOG_ADD, "tit", bytes_of(name), (int64_t)key,
        bytes_of(origin)));
    return store_keys_mark(s, w);
}

bool
log_mirror(struct store *s, struct work *w, const struct store_mirror *mirror)
{
    struct log_head log = {.no = mirror->log};
    struct log_tail *tail;

    if (log.no == 0) {
        TRY(log_start(s, w, mirror->name, mirror->origin, 0, NULL));
        TRY(store_log(s, w, mirror->name, &log));
    }
    TRY(log_tail_open(s, w, log.no, &tail));
    if (tail->frontier.size != mirror->from)
        return fail(w, FAULT_CONFLICT,
            "the partner's entries from %llu on are not the next here",
            (unsigned long long)mirror->from);
    for (size_t i = 0; i < mirror->count; i++)
        TRY(mirror_append(tail, w, &mirror->entries[i]));
    return mirror_close(tail, w, mirror);
}

static bool
log_start_now(struct store *s, struct work *w, const char *name, const char *origin,
    int64_t before, const char *aside)
{
    TRY(store_whole(s, w));
    TRY(db_begin(s->db, w));
    return store_settle(s, w, log_start(s, w, name, origin, before, aside));
}

bool
store_log_new(struct store *s, struct work *w, const char *name, const char *origin)
{
    return log_start_now(s, w, name, origin, 0, NULL);
}

bool
store_log_turn(struct store *s, struct work *w, const char *name, int64_t old_epoch,
    const char *origin)
{
    const char *aside = work_format(w, "%s/%lld", name, (long long)old_epoch);
    struct log_head before;

    TRY(aside != NULL);
    TRY(store_log(s, w, name, &before));
    return log_start_now(s, w, name, origin, before.no, aside);
}
