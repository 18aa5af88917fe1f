/*
 * side: a store to test with, and invented records that are known by their number alone.
 */
#ifndef TESTS_CORE_STORE_SIDE_H
#define TESTS_CORE_STORE_SIDE_H

#include "core/store/write.h"
#include "support/scratch.h"
#include "tests/core/store/proofs_test.h"

#define SIDE_ORIGIN "liaison/v1/00/main/journal/1"
#define SIDE_START INT64_C(1700000000000000)

struct side {
    struct work *w;
    struct store *s;
    struct store_place place;
};

/* A work of the same system as the side's. */
__attribute__((unused)) static struct work *
side_work(const struct side *side)
{
    struct work *w = work_open(work_os(side->w));

    NEED(side->w, w != NULL && crypt_start(w));
    return w;
}

__attribute__((unused)) static void
side_open(struct side *side)
{
    NEED(side->w, store_open(side->w, &side->place, &side->s));
}

__attribute__((unused)) static void
side_close(struct side *side)
{
    store_close(side->s);
    side->s = NULL;
    work_close(side->w);
    side->w = work_fresh();
}

__attribute__((unused)) static void
side_again(struct side *side)
{
    side_close(side);
    side_open(side);
}

/* A store with the secrets it needs and a journal. */
__attribute__((unused)) static struct side
side_new(const char *name)
{
    struct side side = {.w = work_fresh(), .place = {.folder = scratch("%s", name)}};
    struct hash secret;

    NEED(side.w, store_create(side.w, &side.place));
    side_open(&side);
    NEED(side.w, store_secret_new(side.s, side.w, "log", &secret));
    NEED(side.w, store_secret_new(side.s, side.w, "alike", &secret));
    NEED(side.w, store_log_new(side.s, side.w, STORE_JOURNAL, SIDE_ORIGIN));
    return side;
}

__attribute__((unused)) static void
side_end(struct side *side)
{
    store_close(side->s);
    work_close(side->w);
    raw_remove(side->place.folder);
}

/* The file below the side's folder. */
__attribute__((unused)) static const char *
side_path(const struct side *side, const char *name)
{
    return scratch_text("%s/%s", side->place.folder, name);
}

/* ---- Records known by a number --------------------------------------------------------- */

__attribute__((unused)) static struct hash
side_hash(struct work *w, const char *what, unsigned n)
{
    const char *text = work_format(w, "%s %u", what, n);
    struct hash h;

    NEED(w, text != NULL && sha256(w, bytes_of(text), &h));
    return h;
}

__attribute__((unused)) static struct uuid
side_id(unsigned n)
{
    struct uuid id = {.at = {0x01, 0x90, [6] = 0x70, [8] = 0x80}};

    id.at[2] = (uint8_t)(n >> 8);
    id.at[3] = (uint8_t)n;
    return id;
}

__attribute__((unused)) static struct bytes
side_body(struct work *w, const char *part, unsigned n)
{
    const char *text = work_format(w, "{\"text\":\"the %s of record %u\"}", part, n);

    NEED(w, text != NULL);
    return bytes_of(text);
}

__attribute__((unused)) static struct store_item
side_item(struct work *w, unsigned n)
{
    static const char *const names[] = {"core", "notes", "terms"};
    struct stored_part *parts = work_alloc(w, COUNT_OF(names) * sizeof(*parts));
    struct store_item item = {.parts = parts, .part_count = COUNT_OF(names)};
    const char *header = work_format(w, "{\"number\":%u}", n);

    NEED(w, parts != NULL && header != NULL);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        parts[i] = (struct stored_part){.name = bytes_of(names[i]),
            .salt = side_hash(w, names[i], n),
            .body = side_body(w, names[i], n)};
    item.record = (struct stored){
        .hash = side_hash(w, "record", n),
        .id = side_id(n),
        .version = 1,
        .author = side_hash(w, "author", 0),
        .kind = bytes_of(n % 2 == 0 ? "even/1" : "odd/1"),
        .time = SIDE_START + n,
        .state = STORED_IN_FORCE,
        .header = bytes_of(header),
        .proof = bytes_of("{\"signatures\":[]}"),
    };
    return item;
}

/* Records first .. first + count - 1, in one commit. */
__attribute__((unused)) static void
side_commit(struct side *side, unsigned first, unsigned count)
{
    struct work *w = side_work(side);
    struct store_item *items = work_alloc(w, count * sizeof(*items));
    struct store_batch batch = {.items = items, .item_count = count};

    NEED(w, items != NULL);
    for (unsigned i = 0; i < count; i++)
        items[i] = side_item(w, first + i);
    NEED(w, store_commit(side->s, w, &batch));
    work_close(w);
}

__attribute__((unused)) static struct stored
side_get(struct side *side, unsigned n)
{
    struct hash hash = side_hash(side->w, "record", n);
    struct stored s;

    NEED(side->w, store_by_hash(side->s, side->w, &hash, &s));
    return s;
}

__attribute__((unused)) static bool
side_has(struct side *side, unsigned n)
{
    struct hash hash = side_hash(side->w, "record", n);
    struct stored s;

    if (store_by_hash(side->s, side->w, &hash, &s))
        return true;
    if (work_fault(side->w) != FAULT_MISSING)
        NEED(side->w, false);
    work_clear(side->w);
    return false;
}

/* The part opens and says what was put in; or it is missing. */
__attribute__((unused)) static bool
side_part(struct side *side, unsigned n, const char *name)
{
    struct stored s = side_get(side, n);
    struct hash salt = side_hash(side->w, name, n);
    struct stored_part part;

    return store_part(side->s, side->w, &s, name, &part) &&
        hash_equal(&part.salt, &salt) &&
        bytes_equal(part.body, side_body(side->w, name, n));
}

__attribute__((unused)) static bool
side_part_gone(struct side *side, unsigned n, const char *name)
{
    struct stored s = side_get(side, n);
    struct stored_part part;

    return refused(side->w, store_part(side->s, side->w, &s, name, &part), FAULT_MISSING);
}

/* ---- Logs --------------------------------------------------------------------------------- */

__attribute__((unused)) static struct log_head
side_log(struct side *side, const char *name)
{
    struct log_head head;

    NEED(side->w, store_log(side->s, side->w, name, &head));
    return head;
}

__attribute__((unused)) static struct hash
side_log_key(struct side *side)
{
    struct hash seed, public;

    NEED(side->w, store_secret(side->s, side->w, "log", &seed));
    NEED(side->w, sign_public(side->w, &seed, &public));
    return public;
}

__attribute__((unused)) static bool
side_verify(struct side *side, const char *name)
{
    struct log_head head = side_log(side, name);
    struct hash key = side_log_key(side);

    return store_verify_log(side->s, side->w, &head, &key);
}

/* ---- Content -------------------------------------------------------------------------------- */

/* Bytes that look like noise, the same for one number. */
__attribute__((unused)) static uint8_t *
side_content(unsigned n, size_t len)
{
    uint8_t *at = malloc(len + 8);
    uint64_t kept = seed_state;

    if (at == NULL)
        exit(1);
    seed_state = UINT64_C(0x51de) + n;
    for (size_t i = 0; i < len; i += 8) {
        uint64_t v = seed_next();

        memcpy(at + i, &v, sizeof(v));
    }
    seed_state = kept;
    return at;
}

/* Write content ${n} in uneven steps; the result is for a commit to name. */
__attribute__((unused)) static bool
side_write(struct side *side, struct work *w, unsigned n, size_t len, const char *scope,
    struct blob_written *out)
{
    uint8_t *content = side_content(n, len);
    struct blob_writer *b = NULL;
    struct hash flat;
    bool good = sha256(w, bytes_from(content, len), &flat) &&
        store_blob_begin(side->s, w, len, bytes_of("a/path"), &b);

    for (size_t at = 0, step = 1; good && at < len; at += step, step = step * 3 + 1) {
        if (step > len - at)
            step = len - at;
        good = store_blob_add(b, w, bytes_from(content + at, step));
    }
    free(content);
    if (good && store_blob_end(b, w, &flat, bytes_of(scope), out))
        return true;
    store_blob_drop(b);
    return false;
}

/* The same, named by record ${n}. */
__attribute__((unused)) static struct blob_written
side_keep(struct side *side, unsigned n, size_t len, const char *scope)
{
    struct store_item item = side_item(side->w, n);
    struct store_batch batch = {.items = &item, .item_count = 1};
    struct blob_written written;

    NEED(side->w, side_write(side, side->w, n, len, scope, &written));
    item.blobs = &written;
    item.blob_count = 1;
    NEED(side->w, store_commit(side->s, side->w, &batch));
    return written;
}

struct side_compare {
    const uint8_t *want;
    size_t len;
    size_t at;
    bool same;
};

__attribute__((unused)) static bool
side_compare(void *ctx, struct work *w, struct bytes plain)
{
    struct side_compare *c = ctx;

    (void)w;
    c->same = c->same && plain.len <= c->len - c->at &&
        memcmp(c->want + c->at, plain.at, plain.len) == 0;
    c->at += plain.len;
    return true;
}

/* The content behind ${tree} opens, and is content ${n}. */
__attribute__((unused)) static bool
side_opens(struct side *side, const struct hash *tree, unsigned n, size_t len)
{
    struct side_compare c = {.want = side_content(n, len), .len = len, .same = true};
    struct work *w = side_work(side);
    struct stored_blob blob;
    bool good = store_blob(side->s, w, tree, &blob) &&
        store_blob_open(side->s, w, &blob, len, side_compare, &c);

    if (!good)
        fail_with(side->w, w);
    work_close(w);
    free((void *)(uintptr_t)c.want);
    return good && c.same && c.at == len;
}

__attribute__((unused)) static bool
side_verifies(struct side *side, const struct hash *tree)
{
    struct stored_blob blob;

    return store_blob(side->s, side->w, tree, &blob) &&
        store_blob_verify(side->s, side->w, &blob);
}

#endif
