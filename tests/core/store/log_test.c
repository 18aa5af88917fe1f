/*
 * log_test: every entry of a log is proved under its checkpoint, and whoever changes a row
 * of it is found out.
 */
#include "tests/core/store/side.h"

#include "core/store/store_inner.h"

#define ENTRIES 600

/* As one would check it who has the proof, the record and the log's key, and no store. */
static bool
proves(struct side *side, const struct log_head *log, uint64_t at, unsigned n)
{
    struct work *w = work_fresh();
    struct tlog_trust trust = {.quorum = 0};
    struct hash key = side_log_key(side), record = side_hash(w, "record", n), salt, entry,
                leaf;
    struct tlog_proof proof;
    struct bytes text;
    bool good;

    good = store_prove(side->s, w, log, at, &text) && tlog_proof_read(w, text, &proof) &&
        proof.index == at && proof.extra.len == sizeof(salt);
    if (good)
        memcpy(&salt, proof.extra.at, sizeof(salt));
    good = good && log_leaf(w, &salt, &record, &entry) &&
        merkle_leaf(w, hash_bytes(&entry), &leaf) &&
        note_key_make(w, bytes_of(SIDE_ORIGIN), NOTE_ED25519, &key, &trust.log) &&
        tlog_proof_check(w, &proof, &leaf, &trust);
    if (good) {
        struct hash other = side_hash(w, "record", n + 1);

        good = log_leaf(w, &salt, &other, &entry) &&
            merkle_leaf(w, hash_bytes(&entry), &leaf) &&
            refused(w, tlog_proof_check(w, &proof, &leaf, &trust), FAULT_CORRUPT);
    }
    if (!good)
        printf("# entry %" PRIu64 ": %s\n", at, work_why(w));
    work_close(w);
    return good;
}

/* A log of 600 entries in commits of 1 to 40, each with its checkpoint. */
static unsigned
grow(struct side *side)
{
    unsigned n = 0, commits = 0;

    while (n < ENTRIES) {
        unsigned count = commits < 4 ? 1 : 1 + (unsigned)(seed_next() % 40);

        if (count > ENTRIES - n)
            count = ENTRIES - n;
        side_commit(side, n, count);
        n += count;
        commits++;
    }
    return commits;
}

static void
proofs(struct side *side)
{
    struct log_head log;
    struct merkle_source source;
    struct hash root;
    struct checkpoint c;
    struct note_key key;
    struct hash public = side_log_key(side);
    struct note note;
    unsigned good = 0, consistent = 0, commits = grow(side), seen = 0;

    side_again(side);
    log = side_log(side, STORE_JOURNAL);
    for (unsigned i = 0; i < ENTRIES; i++)
        good += proves(side, &log, i, i);
    tap_ok(log.size == ENTRIES && good == ENTRIES,
        "%u entries from %u commits are proved, and stand for no other record", good,
        commits);
    NEED(side->w, store_tiles(side->s, side->w, &log, &source));
    NEED(side->w, note_key_make(side->w, log.origin, NOTE_ED25519, &public, &key));
    NEED(side->w, checkpoint_open(side->w, log.note, &key, &c, &note));
    NEED(side->w, merkle_root_at(side->w, &source, ENTRIES, &root));
    tap_ok(c.size == ENTRIES && hash_equal(&root, &c.root),
        "the tiles come to the signed root");
    for (uint64_t size = 1; size < ENTRIES; size++) {
        struct work *w = work_fresh();
        struct merkle_proof proof;
        struct checkpoint old;
        struct bytes text;

        NEED(w, store_tiles(side->s, w, &log, &source));
        if (store_checkpoint(side->s, w, &log, size, &text)) {
            seen++;
            NEED(w, checkpoint_open(w, text, &key, &old, &note));
            consistent += old.size == size &&
                merkle_prove_consistency(w, &source, size, ENTRIES, &proof) &&
                merkle_check_consistency(w, size, &old.root, ENTRIES, &root, &proof);
        }
        work_close(w);
    }
    tap_ok(consistent == seen && seen == commits - 1,
        "the log extends each of %u checkpoints before", seen);
    tap_ok(side_verify(side, STORE_JOURNAL), "it verifies");
    public = side_hash(side->w, "another key", 0);
    NEED(side->w, sign_public(side->w, &public, &public));
    tap_ok(refused(side->w, store_verify_log(side->s, side->w, &log, &public),
               FAULT_CORRUPT),
        "not with another key");
}

/* ---- Tampering ------------------------------------------------------------------------- */

static struct hash
entry_bytes(struct side *side, uint64_t at)
{
    struct log_head log = side_log(side, STORE_JOURNAL);
    struct hash leaf, record;

    NEED(side->w, store_entry(side->s, side->w, &log, at, &leaf, &record));
    return leaf;
}

/* Change rows, see that verification finds it, and put everything back. */
static void
tamper(struct side *side, const char *text, struct bytes blob, const char *claim)
{
    const char *kept = scratch("kept.db");
    const char *data = side_path(side, "data.db");

    side_close(side);
    raw_copy(data, kept);
    raw_sql(data, text, blob);
    side_open(side);
    tap_ok(refused(side->w, side_verify(side, STORE_JOURNAL), FAULT_CORRUPT), "%s",
        claim);
    side_close(side);
    raw_copy(kept, data);
    side_open(side);
}

static void
tampering(struct side *side)
{
    struct hash leaf = entry_bytes(side, 299), other = side_hash(side->w, "record", 1000);
    const struct bytes none = {0};

    leaf.at[31] ^= 1;
    tamper(side, "UPDATE entry SET leaf = ?1 WHERE at = 299", hash_bytes(&leaf),
        "a changed leaf is found");
    tamper(side, "UPDATE entry SET leaf = ?1, record = NULL WHERE at = 299",
        hash_bytes(&leaf), "also when it no longer says what it stands for");
    tamper(side, "UPDATE entry SET record = ?1 WHERE at = 299", hash_bytes(&other),
        "a swapped record hash is found");
    tamper(side,
        "UPDATE entry SET record = (SELECT e.record FROM entry e WHERE e.at = "
        "1 - entry.at AND e.log = entry.log) WHERE at < 2",
        none, "so are two exchanged ones");
    tamper(side, "DELETE FROM entry WHERE at = 300", none, "a removed entry is found");
    tamper(side, "DELETE FROM entry WHERE at = 599", none, "so is the last one");
    tamper(side, "DELETE FROM entry WHERE at = 0", none, "and the first");
    tamper(side, "UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND at = 0",
        none, "a changed full tile is found");
    tamper(side,
        "UPDATE tile SET hashes = CAST(substr(hashes, 1, 8191) || "
        "iif(substr(hashes, 8192) = x'00', x'01', x'00') AS BLOB) "
        "WHERE level = 0 AND at = 1",
        none, "a changed byte of one too");
    tamper(side,
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND at = 2",
        none, "a changed partial tile is found");
    tamper(side, "UPDATE tile SET hashes = zeroblob(64) WHERE level = 1", none,
        "a changed tile of a higher level is found");
    tamper(side, "DELETE FROM tile WHERE level = 0 AND at = 1", none,
        "a removed tile is found");
    tamper(side,
        "UPDATE tile SET hashes = CAST(hashes || x'00' AS BLOB) WHERE level = 0 AND at = "
        "2",
        none, "so is one with a byte more");
    tamper(side, "INSERT INTO entry(log, at, leaf) VALUES(1, 600, zeroblob(32))", none,
        "an entry more is found");
    tamper(side,
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 1) "
        "WHERE size = 2",
        none, "a checkpoint in another's place is found");
    tamper(side,
        "UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), "
        "char(10) || '3' || char(10), char(10) || '4' || char(10)) AS BLOB) WHERE size = "
        "3",
        none, "a changed checkpoint is found");
    tamper(side, "DELETE FROM checkpoint WHERE size = 600", none,
        "a missing last checkpoint is found");
    tamper(side, "DELETE FROM checkpoint", none, "so are all missing");
    tap_ok(side_verify(side, STORE_JOURNAL), "what was put back verifies");
}

/* A commit of three has one checkpoint: nobody may end the log between. */
static void
cut_back(void)
{
    struct side side = side_new("cut-back");
    const char *data = side_path(&side, "data.db");

    side_commit(&side, 0, 3);
    side_close(&side);
    raw_sql(data, "DELETE FROM entry WHERE at = 2", (struct bytes){0});
    raw_sql(data, "UPDATE log SET size = 2", (struct bytes){0});
    raw_sql(data, "UPDATE tile SET hashes = CAST(substr(hashes, 1, 64) AS BLOB)",
        (struct bytes){0});
    side_open(&side);
    tap_ok(refused(side.w, side_verify(&side, STORE_JOURNAL), FAULT_CORRUPT),
        "a log cut back behind its checkpoint is found");
    side_end(&side);
}

/* ---- Epochs ------------------------------------------------------------------------------ */

static void
epochs(struct side *side)
{
    struct log_head log, old;
    struct bytes name;
    int64_t after = 0;
    bool have = true;
    unsigned met = 0;

    NEED(side->w,
        store_log_turn(side->s, side->w, STORE_JOURNAL, 1,
            "liaison/v1/00/main/journal/2"));
    log = side_log(side, STORE_JOURNAL);
    old = side_log(side, "journal/1");
    tap_ok(log.size == 0 && log.note.len == 0 && old.size == ENTRIES &&
            bytes_is(log.origin, "liaison/v1/00/main/journal/2"),
        "a new epoch starts empty");
    side_commit(side, 5000, 2);
    side_again(side);
    log = side_log(side, STORE_JOURNAL);
    tap_ok(log.size == 2 && side_verify(side, STORE_JOURNAL) &&
            side_verify(side, "journal/1"),
        "commits go to the new one, and both verify");
    for (; have; met += have) {
        NEED(side->w, store_log_next(side->s, side->w, after, &log, &name, &have));
        after = log.no;
    }
    tap_ok(met == 2, "a walk meets both");
    tap_ok(refused(side->w, store_log(side->s, side->w, "journal/7", &log),
               FAULT_MISSING),
        "there is no other");
    old = side_log(side, STORE_JOURNAL);
    tap_ok(refused(side->w,
               store_entry(side->s, side->w, &old, 2, &(struct hash){{0}},
                   &(struct hash){{0}}),
               FAULT_MISSING),
        "nor an entry behind the last");
}

int
main(void)
{
    struct side side;

    seed_start();
    side = side_new("log");
    tap_ok(side_verify(&side, STORE_JOURNAL), "an empty log verifies");
    proofs(&side);
    tampering(&side);
    epochs(&side);
    side_end(&side);
    cut_back();
    return tap_end();
}
