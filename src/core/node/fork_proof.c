/*
 * Fork proofs: two signed trees of one log of which neither begins with the other.  They are
 * made from what a holder has, and checked with nothing but the accused's keys
 * (docs/formats.md 12).
 */
#include "core/node/node_inner.h"

#include <string.h>

static const struct json_limits proof_limits = {.size = FORK_PROOF_MAX,
    .depth = 6,
    .doubles = false,
    .canonical = true};

/* ---- Reading -------------------------------------------------------------------------- */

static bool
origin_char(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/';
}

/* "liaison/v1/<organisation>/...", in the characters that our origins have. */
static bool
read_origin(struct work *w, struct bytes log, struct hash *org)
{
    static const char tag[] = "liaison/v1/";
    size_t before = sizeof(tag) - 1;

    if (!bytes_start(log, tag) || log.len < before + 64 + 2 || log.at[before + 64] != '/')
        return fail(w, FAULT_INVALID, "log: not the origin of a log of liaison");
    for (size_t i = 0; i < log.len; i++)
        if (!origin_char(log.at[i]))
            return fail(w, FAULT_INVALID, "log: not the origin of a log of liaison");
    return hex_read(w, bytes_from(log.at + before, 64), org, sizeof(*org));
}

/* The signed note as the log gave it out, from what the proof has of it. */
static bool
read_head(struct work *w, const struct json *h, struct bytes log, struct fork_head *out)
{
    static const char *const members[] = {"root", "signature", "size", NULL};
    struct note_signature line = {.name = log};
    struct note note = {.at = &line, .count = 1};
    struct cursor c = {.work = w};
    struct bytes signature;
    int64_t size;

    if (h->type != JSON_OBJECT)
        return fail(w, FAULT_INVALID, "heads: not an object");
    TRY(json_only(w, h, members));
    out->head = (struct checkpoint){.origin = log};
    TRY(json_need_integer(w, h, "size", 1, JSON_INTEGER_MAX, &size));
    TRY(json_need_hash(w, h, "root", &out->head.root));
    TRY(json_need_text(w, h, "signature", &signature));
    TRY(base64_read(w, signature, &c.rest));
    TRY(take_u32(&c, &line.id));
    line.value = c.rest;
    if (line.value.len != sizeof(((struct signature *)NULL)->at))
        return fail(w, FAULT_INVALID, "heads: the signature is none");
    out->head.size = (uint64_t)size;
    TRY(checkpoint_write(w, &out->head, &note.text));
    return note_write(w, &note, &out->note);
}

static bool
read_path(struct work *w, const struct json *proof, struct fork *out)
{
    struct bytes text, path;
    struct hash *hashes;

    if (json_get(proof, "path") == NULL && json_get(proof, "was") == NULL)
        return true;
    TRY(json_need_hash(w, proof, "was", &out->was));
    TRY(json_need_text(w, proof, "path", &text));
    TRY(base64_read(w, text, &path));
    if (path.len % sizeof(*hashes) != 0 || path.len > MERKLE_PROOF_MAX * sizeof(*hashes))
        return fail(w, FAULT_INVALID, "path: not a list of hashes");
    hashes = work_alloc(w, path.len + 1);
    TRY(hashes != NULL);
    if (path.len > 0)
        memcpy(hashes, path.at, path.len);
    out->path = (struct merkle_proof){.at = hashes, .count = path.len / sizeof(*hashes)};
    out->path_given = true;
    return true;
}

/* The smaller tree first, of one size the smaller root: so one fork has one form. */
static int
heads_order(const struct fork *f)
{
    const struct checkpoint *a = &f->heads[0].head, *b = &f->heads[1].head;

    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return memcmp(&a->root, &b->root, sizeof(a->root));
}

static bool
read_identity(struct work *w, const struct json *proof, struct fork *out)
{
    const struct json *identity = json_get(proof, "identity");

    return identity == NULL || json_write(w, identity, &out->identity);
}

bool
fork_read(struct work *w, struct bytes text, struct fork *out)
{
    static const char *const members[] = {"format", "heads", "identity", "log", "path",
        "was", "what", NULL};
    struct json *proof, *heads;
    struct bytes format, what;

    *out = (struct fork){.text = text};
    TRY(json_read(w, text, &proof_limits, &proof));
    TRY(json_only(w, proof, members));
    TRY(json_need_text(w, proof, "format", &format));
    TRY(json_need_text(w, proof, "what", &what));
    if (!bytes_is(format, "liaison/v1") || !bytes_is(what, "fork"))
        return fail(w, FAULT_INVALID, "this is no fork proof of liaison");
    TRY(json_need_text(w, proof, "log", &out->log));
    TRY(read_origin(w, out->log, &out->org));
    TRY(json_need(w, proof, "heads", JSON_ARRAY, &heads));
    if (heads->count != 2)
        return fail(w, FAULT_INVALID, "heads: there are two");
    TRY(read_head(w, heads->first, out->log, &out->heads[0]));
    TRY(read_head(w, heads->last, out->log, &out->heads[1]));
    TRY(read_path(w, proof, out));
    TRY(read_identity(w, proof, out));
#ifdef PLANTED_BUG
    if (heads_order(out) > 0)
#else
    if (heads_order(out) >= 0)
#endif
        return fail(w, FAULT_INVALID,
            "heads: the smaller comes first, and two of one size have two roots");
    return (out->heads[0].head.size < out->heads[1].head.size) == out->path_given ||
        fail(w, FAULT_INVALID, "path: where sizes differ, and only there");
}

/* ---- Checking ------------------------------------------------------------------------- */

static bool
check_head(struct work *w, const struct fork_head *h, const struct identity *of,
    int64_t now, bool *counts)
{
    const struct org_key *key;
    struct note_key log;
    struct checkpoint head;
    struct note note;
    size_t at = 0;

    TRY(note_read(w, h->note, &note));
    TRY(note_signer(w, of, KEY_LOG, h->head.origin, &note, &at, &log, &key));
    if (key == NULL)
        return fail(w, FAULT_MISSING,
            "the log key that signed is not in what is known of the organisation: ask "
            "it, or a partner of it, for its identity document");
    TRY(checkpoint_open(w, h->note, &log, &head, &note));
    *counts = *counts && key->from <= now && key->revoked > now;
    return true;
}

bool
fork_check(struct work *w, const struct fork *f, const struct identity *of, int64_t now,
    bool *counts)
{
    const struct checkpoint *small = &f->heads[0].head, *large = &f->heads[1].head;

    *counts = true;
    if (!hash_equal(&of->id, &f->org))
        return fail(w, FAULT_CORRUPT,
            "the log is another organisation's than the keys are");
    for (size_t i = 0; i < 2; i++)
        TRY(check_head(w, &f->heads[i], of, now, counts));
    if (!f->path_given)
        return true; /* two roots of one size: nothing else is needed */
    TRY(merkle_check_consistency(w, small->size, &f->was, large->size, &large->root,
        &f->path));
    return !hash_equal(&f->was, &small->root) ||
        fail(w, FAULT_CORRUPT,
            "the larger tree begins with the smaller: this is no fork");
}

/* ---- Making --------------------------------------------------------------------------- */

struct making {
    struct work *work;
    const struct identity *of;
    struct hash keys[2];
    size_t key_count;
};

static bool
head_json(struct making *m, struct bytes text, struct checkpoint *head, struct json **out)
{
    struct buffer line = buffer_open(m->work, 256);
    struct bytes value, signature;
    const struct org_key *key;
    struct note_key log;
    struct note note;
    size_t at = 0;

    TRY(note_read(m->work, text, &note));
    TRY(checkpoint_read(m->work, note.text, head));
    TRY(note_signer(m->work, m->of, KEY_LOG, head->origin, &note, &at, &log, &key));
    if (key == NULL || head->extension.len > 0)
        return fail(m->work, FAULT_INVALID, "no checkpoint as a log of liaison signs it");
    for (size_t i = 0; i < note.count && line.len == 0; i++)
        if (note.at[i].id == log.id && bytes_equal(note.at[i].name, log.name)) {
            buffer_u32(&line, log.id);
            buffer_add(&line, note.at[i].value);
        }
    m->keys[m->key_count++] = key->public;
    TRY(buffer_bytes(&line, &value) && base64_write(m->work, value, &signature));
    *out = json_object(m->work);
    json_put(*out, "root", json_hex(m->work, hash_bytes(&head->root)));
    json_put(*out, "signature", json_text(m->work, signature));
    json_put(*out, "size", json_integer(m->work, (int64_t)head->size));
    return true;
}

/* The path by the tree that the larger checkpoint is of, which ${tiles} hold. */
static bool
put_path(struct work *w, const struct merkle_source *tiles, const struct fork *both,
    struct json *proof)
{
    uint64_t a = both->heads[0].head.size, b = both->heads[1].head.size;
    uint64_t from = a < b ? a : b, to = a < b ? b : a;
    struct merkle_proof path;
    struct hash was;
    struct bytes text;

    TRY(merkle_root_at(w, tiles, from, &was));
    TRY(merkle_prove_consistency(w, tiles, from, to, &path));
    TRY(base64_write(w, bytes_from(path.at, path.count * sizeof(*path.at)), &text));
    json_put(proof, "path", json_text(w, text));
    json_put(proof, "was", json_hex(w, hash_bytes(&was)));
    return true;
}

/* With the keys' history, where that fits. */
static bool
write_out(struct making *m, struct json *proof, struct bytes *out)
{
    struct json *identity;
    struct bytes about;

    TRY(identity_about(m->work, m->of, m->keys, m->key_count, &about));
    TRY(json_read(m->work, about, &json_record, &identity));
    json_put(proof, "identity", identity);
    TRY(json_write(m->work, proof, out));
    if (out->len <= FORK_PROOF_MAX)
        return true;
    json_drop(proof, "identity");
    TRY(json_write(m->work, proof, out));
    return out->len <= FORK_PROOF_MAX ||
        fail(m->work, FAULT_INVALID, "a log too long to prove its fork in %d bytes",
            FORK_PROOF_MAX);
}

bool
fork_write(struct work *w, const struct identity *of, struct bytes a, struct bytes b,
    const struct merkle_source *tiles, struct bytes *out)
{
    struct making m = {.work = w, .of = of};
    struct json *proof = json_object(w), *heads = json_array(w), *one, *other;
    struct fork both;

    TRY(head_json(&m, a, &both.heads[0].head, &one));
    TRY(head_json(&m, b, &both.heads[1].head, &other));
    json_add(heads, heads_order(&both) < 0 ? one : other);
    json_add(heads, heads->first == one ? other : one);
    json_put(proof, "format", json_string(w, "liaison/v1"));
    json_put(proof, "heads", heads);
    json_put(proof, "log", json_text(w, both.heads[0].head.origin));
    json_put(proof, "what", json_string(w, "fork"));
    if (both.heads[0].head.size != both.heads[1].head.size)
        TRY(put_path(w, tiles, &both, proof));
    return write_out(&m, proof, out);
}
