/*
 * When a partner, or we, change a log or witness key: what was signed before goes on
 * holding, what a revoked key signs afterwards does not, and the exchange goes on in new
 * epochs in which nothing is lost that had not been given yet.
 */
#include "engines/exchange/forge.h"
#include <errno.h>

#include "support/faults.h"

static struct work *w;
static struct sim *eu, *un;

static void
change(struct sim *s, const char *key, const char *reason)
{
    struct hash root = fixture_seed(s->seed);

    sim_clock += 60 * TIME_SECOND;
    NEED(w, node_key_change(s->node, w, key, &root, reason));
    sim_clock += 60 * TIME_SECOND;
}

static struct bytes
last_note(struct sim *of, struct sim *to)
{
    struct log_head log;

    NEED(w, node_outbox(of->node, w, &to->id, &log));
    return log.note;
}

static int64_t
epoch_of(struct sim *s, const char *log, uint64_t *size)
{
    struct log_head head;
    int64_t epoch;

    NEED(w, store_log(node_store(s->node), w, log, &head));
    NEED(w, node_journal_epoch(w, &head, &epoch));
    *size = head.size;
    return epoch;
}

static const char *
log_name_of(const char *what, struct sim *partner, const char *epoch)
{
    return work_format(w, "%s/%s%s", what, partner->hex, epoch);
}

/* eu writes something and shares it with un; not given before they meet. */
static const char *
shared(const char *title)
{
    struct stored matter = fixture_matter(w, eu->node, title);
    struct bytes hex;
    const char *id;

    NEED(w, uuid_write(w, &matter.id, &hex) && work_string(w, hex, &id));
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"un\"}", id);
    return id;
}

static void
both_hold(const char *when)
{
    tap_ok(sim_holds(w, eu) && sim_holds(w, un), "both verify %s", when);
}

static bool
counts(struct sim *at, struct bytes note, struct sim *by)
{
    uint64_t seconds;
    bool yes = node_cosigned(at->node, w, note, &by->id, &seconds);

    work_clear(w);
    return yes;
}

/* ---- Witnesses --------------------------------------------------------------------------- */

/* A cosignature by that seed at that time, on a note that has none by eu. */
static struct bytes
cosigned(struct bytes bare, const struct hash *seed, int64_t at)
{
    struct note_signature line;
    struct hash public;
    struct note_key key;
    struct bytes out;
    struct note note;
    const char *name = work_format(w, "liaison/v1/%s/witness", eu->hex);

    NEED(w,
        sign_public(w, seed, &public) &&
            note_key_make(w, bytes_of(name), NOTE_COSIGNATURE, &public, &key) &&
            note_read(w, bare, &note) &&
            checkpoint_cosign(w, note.text, &key, seed, (uint64_t)(at / TIME_SECOND),
                &line) &&
            note_append(w, bare, &line, &out));
    return out;
}

/* un's note without anybody's cosignature. */
static struct bytes
bare(struct bytes text)
{
    struct bytes out;
    struct note note;

    NEED(w, note_read(w, text, &note));
    note.count = 1;
    NEED(w, note_write(w, &note, &out));
    return out;
}

static void
witness_changes(void)
{
    struct bytes before = last_note(un, eu);
    struct hash first = forge_seed(w, eu, "witness"), second;
    int64_t revoked;

    tap_ok(counts(un, before, eu), "un has eu's cosignature");
    change(eu, "witness", NULL);
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(counts(un, before, eu),
        "eu has a new witness key: the old cosignature counts");
    shared("After the witness");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(counts(un, last_note(un, eu), eu), "and so does one by the new key");
    second = forge_seed(w, eu, "witness");
    revoked = sim_clock + 60 * TIME_SECOND;
    change(eu, "witness", "the machine was stolen");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(counts(un, cosigned(bare(before), &second, revoked - 30 * TIME_SECOND), eu),
        "what a key signed before it was revoked counts");
    tap_ok(!counts(un, cosigned(bare(before), &second, revoked + 30 * TIME_SECOND), eu),
        "afterwards nothing does");
    tap_ok(!counts(un, cosigned(bare(before), &first, 1000 * TIME_SECOND), eu),
        "nor what is dated before the key was stated");
    tap_ok(!counts(un, bare(before), eu), "and without a cosignature there is none");
    both_hold("after both changes");
}

/* ---- The log ----------------------------------------------------------------------------------- */

static struct json *
first_entry(struct sim *s)
{
    struct log_head journal;
    struct stored first;
    struct hash leaf, record;

    NEED(w,
        store_log(node_store(s->node), w, "journal", &journal) &&
            store_entry(node_store(s->node), w, &journal, 0, &leaf, &record) &&
            store_by_hash(node_store(s->node), w, &record, &first));
    return sim_core(w, s, &first);
}

/* The key of the epoch before signs for this one: both were stated, and neither revoked. */
static void
other_key(const struct hash *seed)
{
    struct log_head outbox;
    struct forged f;
    struct bytes reply;

    forge_start(w, eu, un, &f);
    NEED(w, node_outbox(eu->node, w, &un->id, &outbox));
    forge_note_as(&f, outbox.origin, seed, f.size);
    tap_ok(!exchange_answer(un->node, w, &eu->id, bytes_of("push"), forge_write(&f),
               &reply) &&
            strstr(work_why(w), "another epoch") != NULL,
        "within an epoch the log key is one");
    work_clear(w);
}

static void
log_changes(void)
{
    const char *given = shared("Given before"), *waits, *bundle = at(w, "before.bundle");
    struct hash first = forge_seed(w, eu, "log");
    struct log_head old;
    struct json *core;
    struct note note;
    uint64_t size;

    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    waits = shared("Not given yet");
    sim_do(w, eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", bundle);
    change(eu, "log", NULL);
    NEED(w, store_log(node_store(eu->node), w, "journal/1", &old));
    NEED(w, note_read(w, old.note, &note));
    core = first_entry(eu);
    tap_ok(epoch_of(eu, "journal", &size) == 2 && size > 0 &&
            strcmp(sim_text(w, core, "cause"), "key-change") == 0 &&
            bytes_equal(json_get_text(core, "before"), note.text),
        "the journal goes on in epoch 2, which begins by naming where the first ended");
    tap_ok(epoch_of(eu, log_name_of("outbox", un, ""), &size) == 2 && size > 0,
        "the outbox too, with what was not given yet");
    tap_ok(sim_has(w, un, given) && !sim_has(w, un, waits), "before they meet");
    both_hold("before they meet");
    sim_reopen(w, eu);
    tap_ok(epoch_of(eu, "journal", &size) == 2, "and opening turns nothing again");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has_part(w, un, waits, "core"), "un gets it in the new epoch");
    tap_ok(epoch_of(un, log_name_of("inbox", eu, "/2"), &size) == 2 && size > 0 &&
            epoch_of(un, log_name_of("inbox", eu, "/1"), &size) == 1 && size > 0,
        "un has a copy of each epoch");
    sim_do(w, un, "bundle in", "{\"file\":[\"%s\"]}", bundle);
    tap_ok(counts(eu, last_note(eu, un), un), "un cosigned the new one");
    both_hold("after they met");
    other_key(&first);
}

/* A cosigned checkpoint of the epoch that is over comes late, in a bundle. */
static void
late_cosignature(void)
{
    const char *bundle = at(w, "late.bundle"), *reply = at(w, "reply.bundle");
    struct log_head old;

    shared("By bundle");
    sim_do(w, eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", bundle);
    sim_do(w, un, "bundle in", "{\"file\":[\"%s\"]}", bundle);
    sim_do(w, un, "bundle out", "{\"org\":\"eu\",\"file\":\"%s\"}", reply);
    change(eu, "log", NULL);
    sim_do(w, eu, "bundle in", "{\"file\":[\"%s\"]}", reply);
    NEED(w, store_log(node_store(eu->node), w, log_name_of("outbox", un, "/2"), &old));
    tap_ok(counts(eu, old.note, un), "a cosignature of the epoch before is kept there");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    both_hold("and after the third epoch began");
}

static void
log_revoked(void)
{
    const char *bundle = at(w, "revoked.bundle"), *waits;
    struct hash stolen = forge_seed(w, eu, "log");
    struct checkpoint said;
    struct log_head journal;
    struct hash signer;
    struct stored first;
    struct bytes proof;
    uint64_t place;

    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    waits = shared("Waiting when it is revoked");
    sim_do(w, eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", bundle);
    change(eu, "log", "the machine was stolen");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    tap_ok(sim_has_part(w, un, waits, "core"), "what waited comes in the new epoch");
    both_hold("when a log key was revoked: what was here before still counts");
    tap_ok(strcmp(sim_refused(w, un, "bundle in", "{\"file\":[\"%s\"]}", bundle),
               "corrupt") == 0,
        "what the revoked key signed and nobody dated is refused");
    first = sim_find(w, eu, waits);
    NEED(w, node_prove(eu->node, w, &first.hash, &journal, &place, &proof));
    NEED(w, sign_public(w, &stolen, &stolen));
    tap_ok(node_checkpoint_open(eu->node, w, &eu->id, journal.note, &said, &signer) &&
            !hash_equal(&signer, &stolen),
        "eu proves an old entry under a key that counts");
}

/* ---- Cut short ------------------------------------------------------------------------------------ */

/* Whichever write fails: after opening there is one epoch or the next, whole. */
static void
cut_short(void)
{
    struct hash root = fixture_seed(eu->seed);
    unsigned broken = 0, turned = 0;
    bool whole = true;

    for (unsigned long n = 1; n < 1000; n += 1 + n / 4) {
        uint64_t before, after;
        int64_t epoch = epoch_of(eu, "journal", &before);
        struct work *one = work_open(&sim_os);
        const char *waits = shared("When the change is cut short");
        bool good;

        sim_clock += 60 * TIME_SECOND;
        faults_plan(CALLS_CHANGING, n, HOW_NUMBER, EIO);
        fault_plan.from = true;
        good = node_key_change(eu->node, one, "log", &root, NULL);
        faults_off();
        work_close(one);
        sim_reopen(w, eu);
        whole = whole && sim_holds(w, eu);
        if (epoch_of(eu, "journal", &after) == epoch + 1)
            turned++;
        else
            whole = whole && epoch_of(eu, "journal", &after) == epoch;
        whole = whole && after > 0 &&
            (epoch == epoch_of(eu, "journal", &after) ||
                strcmp(sim_text(w, first_entry(eu), "cause"), "key-change") == 0);
        sim_do(w, eu, "sync", "{\"org\":\"un\"}");
        whole = whole && sim_has_part(w, un, waits, "core") && sim_holds(w, un);
        broken += !good;
        if (good || !whole)
            break;
    }
    tap_ok(whole && broken > 8 && turned > 2,
        "cut short %u times, %u times finished at the next opening", broken, turned);
}

int
main(void)
{
    static struct os base;

    w = sim_start();
    base = sim_os;
    faults_over(&base, NULL);
    sim_os = faults_os;
    eu = sim_new(w, "eu", 1);
    un = sim_new(w, "un", 11);
    sim_pin(w, eu, un, SIM_URL, "none");
    sim_pin(w, un, eu, SIM_URL, "none");
    shared("First");
    sim_do(w, eu, "sync", "{\"org\":\"un\"}");
    sim_do(w, un, "sync", "{\"org\":\"eu\"}");
    witness_changes();
    log_changes();
    late_cosignature();
    log_revoked();
    cut_short();
    sim_end();
    work_close(w);
    return tap_end();
}
