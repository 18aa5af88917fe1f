/*
 * Content between partners, piece by piece: what is still to come, and who may ask.
 */
#include "engines/exchange/exchange_inner.h"

#include <string.h>

#define WANTED_MAX 1000

/* Does it stand in our copy of a log of that partner's?  Another may have given it first. */
static bool
gave(struct node *n, struct work *w, const struct hash *partner,
    const struct hash *record, bool *yes)
{
    struct bytes *names, hex;
    const char *inbox;
    size_t count;

    *yes = false;
    TRY(hex_write(w, hash_bytes(partner), &hex));
    inbox = work_format(w, "inbox/%.*s/", (int)hex.len, (const char *)hex.at);
    TRY(inbox != NULL);
    TRY(store_logs_of(node_store(n), w, record, &names, &count));
    for (size_t i = 0; i < count; i++)
        *yes = *yes || bytes_start(names[i], inbox);
    return true;
}

/* Does it wait because its author's log has forked?  What could be large is not asked for until
 * somebody decides to let it in. */
static bool
held_back(const struct stored *s, const struct forked forks[], size_t count)
{
    for (size_t i = 0; s->state == STORED_WAITING && i < count; i++)
        if (forks[i].trust.len == 0 && hash_equal(&forks[i].org, &s->author))
            return true;
    return false;
}

/* Did a record that names this content, and is not held back, come from that partner, or go to
 * it? */
static bool
named_with(struct node *n, struct work *w, const struct stored_blob *blob,
    const struct hash *partner, bool coming, const struct forked forks[],
    size_t fork_count, bool *yes)
{
    int64_t *records;
    size_t count;

    *yes = false;
    TRY(store_blob_records(node_store(n), w, blob, &records, &count));
    for (size_t i = 0; i < count && !*yes; i++) {
        struct log_head outbox;
        struct stored s;
        uint64_t at;

        TRY(store_by_no(node_store(n), w, records[i], &s));
        if (held_back(&s, forks, fork_count))
            continue;
        if (coming) {
            TRY(gave(n, w, partner, &s.hash, yes));
            continue;
        }
        TRY(node_outbox(n, w, partner, &outbox));
        *yes = store_position(node_store(n), w, &outbox, &s.hash, &at);
        if (!*yes && work_fault(w) != FAULT_MISSING)
            return false;
        work_clear(w);
    }
    return true;
}

bool
pieces_wanted(struct node *n, struct work *w, const struct hash *from, struct json **out)
{
    struct stored_blob blob = {0};
    struct forked *forks;
    size_t fork_count;
    bool have = true, yes;

    *out = json_array(w);
    TRY(node_forks(n, w, &forks, &fork_count));
    while ((*out)->count < WANTED_MAX) {
        struct json *one = json_object(w);
        struct bytes pieces;
        uint64_t arrived;

        TRY(store_blob_next(node_store(n), w, blob.no, &blob, &have));
        if (!have)
            break;
        if (blob.pack != 0)
            continue;
        TRY(named_with(n, w, &blob, from, true, forks, fork_count, &yes));
        if (!yes)
            continue;
        TRY(store_blob_pieces(node_store(n), w, &blob, &pieces));
        TRY(store_blob_arrived(node_store(n), w, &blob, &arrived));
        json_put(one, "tree", json_hex(w, hash_bytes(&blob.tree)));
        json_put(one, "known", json_bool(w, pieces.len > 0));
        json_put(one, "next", json_integer(w, (int64_t)arrived));
        json_put(one, "pieces",
            json_integer(w, (int64_t)((blob.length + BLOB_PIECE - 1) / BLOB_PIECE)));
        json_add(*out, one);
    }
    return work_ok(w);
}

bool
pieces_wishes(struct work *w, const struct json *list)
{
    struct hash *trees = work_alloc(w, WANTED_MAX * sizeof(*trees));
    size_t count = 0;

    TRY(trees != NULL);
    if (list->type != JSON_ARRAY || list->count > WANTED_MAX)
        return fail(w, FAULT_INVALID, "what is wanted is a list of at most %d",
            WANTED_MAX);
    for (const struct json *i = list->first; i != NULL; i = i->next) {
        int64_t number;

        TRY(json_need_hash(w, i, "tree", &trees[count]));
        TRY(json_need_integer(w, i, "next", 0, JSON_INTEGER_MAX, &number));
        TRY(json_need_integer(w, i, "pieces", 1, JSON_INTEGER_MAX, &number));
        /* Wanted twice it would be sent twice, and again at each contact. */
#ifndef PLANTED_BUG
        for (size_t before = 0; before < count; before++)
            if (hash_equal(&trees[before], &trees[count]))
                return fail(w, FAULT_INVALID, "the same content is wanted twice");
#endif
        count++;
    }
    return true;
}

bool
pieces_allowed(struct node *n, struct work *w, const struct hash *partner,
    const struct hash *tree, struct stored_blob *out)
{
    bool yes = false;

    if (store_blob(node_store(n), w, tree, out))
        TRY(named_with(n, w, out, partner, false, NULL, 0, &yes));
    else if (work_fault(w) != FAULT_MISSING)
        return false;
    work_clear(w);
    /* Not here and not theirs sound the same. */
    return yes || fail(w, FAULT_MISSING, "no such content for this partner");
}

bool
pieces_hashes(struct node *n, struct work *w, const struct stored_blob *blob,
    struct bytes *out)
{
    TRY(store_blob_pieces(node_store(n), w, blob, out));
    return out->len > 0 || fail(w, FAULT_MISSING, "that content has not come here yet");
}

bool
pieces_expected(struct node *n, struct work *w, const struct hash *partner,
    const struct hash *tree, struct stored_blob *out)
{
    bool yes;

    TRY(store_blob(node_store(n), w, tree, out));
    /* A bundle brings it unasked, and would not bring it again. */
    TRY(named_with(n, w, out, partner, true, NULL, 0, &yes));
    return yes || fail(w, FAULT_MISSING, "no such content is expected from this partner");
}
