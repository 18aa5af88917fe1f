/*
 * A copy of a partner's log that is damaged is found, held against nobody, cut back to what the
 * partner signed, and comes again -- just what was cut; and what was signed before cannot come
 * again as something else.  A node that was restored is brought up to date by the same way.
 */
#include "engines/exchange/hostile.h"

#include <sqlite3.h>

void raw_copy(const char *from, const char *to);

#define TURNS 9 /* contacts, each with a checkpoint */

static struct sim *eu, *un;

static void
share(struct work *w, const char *title)
{
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}",
        stage_id(w, &(struct stored){.id = fixture_matter(w, eu->node, title).id}));
}

static struct log_head
copy_of(struct work *w)
{
    struct log_head outbox, inbox;

    NEED(w,
        node_outbox(eu->node, w, &un->id, &outbox) &&
            node_inbox(un->node, w, &eu->id, outbox.origin, &inbox));
    return inbox;
}

static void
damage(struct work *w, const char *sql, int64_t log, int64_t at)
{
    sqlite3 *db;
    sqlite3_stmt *st;

    sim_close(un);
    NEED(w,
        sqlite3_open(work_format(w, "%s/main/data.db", un->folder), &db) == SQLITE_OK);
    NEED(w, sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK);
    sqlite3_bind_int64(st, 1, log);
    if (sqlite3_bind_parameter_count(st) > 1)
        sqlite3_bind_int64(st, 2, at);
    NEED(w, sqlite3_step(st) == SQLITE_DONE && sqlite3_changes(db) > 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    sim_open(w, un);
}

static bool
verifies(struct sim *s, bool *named)
{
    struct work *w = work_open(&sim_os);
    struct verified count;
    bool good = node_verify(s->node, w, true, NULL, NULL, &count);

    *named = strstr(work_why(w), "peer mend") != NULL;
    work_close(w);
    return good;
}

static const char *
sync_why(struct work *w, const char **why)
{
    struct work *own = work_open(&sim_os);
    struct json *answer;
    const char *kind = "good";

    /* un asks, so that the reason is un's own. */
    if (!sim_try(own, un, "sync", "{\"org\":\"eu\"}", &answer))
        kind = fault_face(work_fault(own))->name;
    *why = work_format(w, "%s", work_why(own));
    work_close(own);
    return kind;
}

/* ---- Damage ----------------------------------------------------------------------------------- */

static void
damaged(struct work *w)
{
    static const struct {
        const char *what, *sql;
        bool accused; /* would another contact notice? */
    } kinds[] = {
        {"an entry is gone", "DELETE FROM entry WHERE log = ?1 AND at = ?2", false},
        {"a leaf is another",
            "UPDATE entry SET leaf = zeroblob(32) WHERE log = ?1 AND at = ?2", false},
        {"a record is another",
            "UPDATE entry SET record = randomblob(32) WHERE log = ?1 AND at = ?2", false},
        {"a salt is another",
            "UPDATE entry SET salt = zeroblob(32) WHERE log = ?1 AND at = ?2", false},
        {"the last checkpoint is gone",
            "DELETE FROM checkpoint WHERE log = ?1 AND size = (SELECT max(size) FROM "
            "checkpoint WHERE log = ?1)",
            true},
        {"tiles are gone", "DELETE FROM tile WHERE log = ?1", true},
        {"a tile is another",
            "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE log = ?1", true},
    };
    struct log_head whole = copy_of(w);
    int64_t middle = (int64_t)whole.size / 2;
    bool named;

    sim_close(un);
    raw_copy(un->folder, at(w, "un-whole"));
    sim_open(w, un);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct json *mended, *synced;
        struct log_head now;
        const char *kind, *why;
        int64_t kept, cut, received;
        bool found;

        sim_close(un);
        raw_copy(at(w, "un-whole"), un->folder);
        sim_open(w, un);
        damage(w, kinds[i].sql, whole.no, middle);
        found = !verifies(un, &named) && named;
        share(w, "After that");
        kind = kinds[i].accused ? sync_why(w, &why) : NULL;
        if (kind != NULL)
            tap_ok(strcmp(kind, "corrupt") == 0 && strstr(why, "damaged here") != NULL &&
                    strstr(why, "forked") == NULL,
                "%s: un blames nobody: %s", kinds[i].what, why);
        mended = sim_do(w, un, "peer mend", "{\"org\":\"eu\"}");
        kept = json_get(mended, "kept")->integer;
        cut = json_get(mended, "cut")->integer;
        tap_ok(found && kept + cut == (int64_t)whole.size &&
                (i >= 4 || (kept > 0 && kept <= middle && cut > 0)) &&
                verifies(un, &named),
            "%s: verify finds it, and mending keeps %lld of %llu entries", kinds[i].what,
            (long long)kept, (unsigned long long)whole.size);
        synced = sim_do(w, un, "sync", "{\"org\":\"eu\"}");
        now = copy_of(w);
        received = json_at(synced, "items.0.received")->integer;
        tap_ok(now.size > whole.size && received == (int64_t)now.size - kept &&
                sim_holds(w, un) && sim_holds(w, eu),
            "%s: the %lld that were cut come again, and what is new", kinds[i].what,
            (long long)cut);
        whole.size = now.size;
        middle = (int64_t)whole.size / 2;
        sim_close(un);
        raw_copy(un->folder, at(w, "un-whole"));
        sim_open(w, un);
    }
    sim_do(w, un, "peer mend", "{\"org\":\"eu\"}");
    tap_ok(copy_of(w).size == whole.size && sim_holds(w, un),
        "mending what is whole changes nothing");
}

/* ---- Another log -------------------------------------------------------------------------------- */

/* eu goes back, and gives other entries from there; un, whose copy was cut further back, still
 * holds eu's signature for what there was. */
static void
forked(struct work *w)
{
    struct log_head whole;
    const char *kind, *why;
    int64_t kept;

    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    sim_close(eu);
    raw_copy(eu->folder, at(w, "eu-before"));
    sim_open(w, eu);
    for (int i = 0; i < 3; i++) {
        share(w, "First told");
        sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    }
    whole = copy_of(w);
    damage(w, "UPDATE entry SET leaf = zeroblob(32) WHERE log = ?1 AND at = ?2", whole.no,
        2);
    kept = json_get(sim_do(w, un, "peer mend", "{\"org\":\"eu\"}"), "kept")->integer;
    sim_close(eu);
    raw_copy(at(w, "eu-before"), eu->folder);
    sim_open(w, eu);
    for (int i = 0; i < 20; i++)
        share(w, "Then told otherwise");
    kind = sync_why(w, &why);
    tap_ok(kept < (int64_t)whole.size && strcmp(kind, "corrupt") == 0 &&
            strstr(why, "forked") != NULL,
        "what was signed does not come again as something else: %s", why);
    tap_ok(copy_of(w).size < whole.size && sim_holds(w, un), "and un took none of it");
}

/* ---- Restored ------------------------------------------------------------------------------------- */

static void
restored(struct work *w)
{
    const char *folder = at(w, "un-restored"), *lost;
    struct stored matter;
    struct hash id;
    int64_t epoch;
    uint64_t size;

    NEED(w, node_backup(un->node, w, at(w, "un-backup"), &size));
    matter = fixture_matter(w, eu->node, "Given behind the backup");
    lost = stage_id(w, &matter);
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", lost);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    NEED(w, sim_has(w, un, lost));
    NEED(w, node_backup_keys(un->node, w, at(w, "un-keys"), &size));
    sim_close(un);
    NEED(w,
        node_restore(w, at(w, "un-backup"), at(w, "un-keys"), folder, (struct bytes){0},
            &id, &epoch));
    un->folder = folder;
    sim_open(w, un);
    tap_ok(!sim_has(w, un, lost), "un was restored from before");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has_part(w, un, lost, "core") && sim_holds(w, un) && sim_holds(w, eu),
        "and the next contact brings what it had lost");
}

int
main(void)
{
    struct work *w = sim_start();

    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    for (int i = 0; i < TURNS; i++) {
        share(w, "Something");
        sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    }
    restored(w);
    damaged(w);
    forked(w);
    sim_end();
    work_close(w);
    return tap_end();
}
