/*
 * Epochs: a log that cannot go on as it was -- its data are older than what others may have
 * seen, or its key was changed -- goes on as another log, which begins by naming the last
 * checkpoint known of the one before.
 *
 * Each step is found out from what is there: whatever was cut short is finished when the
 * node is opened.
 */
#include "core/node/node_inner.h"

/* The body of a signed checkpoint: what stands before its signatures. */
static bool
checkpoint_body(struct work *w, struct bytes note, struct bytes *out)
{
    struct note read;

    *out = (struct bytes){0};
    if (note.len == 0)
        return true;
    TRY(note_read(w, note, &read));
    *out = read.text;
    return true;
}

/* ---- Turning ---------------------------------------------------------------------------- */

/* The origin of the log that follows this one: the same, with the next epoch's number. */
static const char *
origin_after(struct work *w, const struct log_head *log, int64_t epoch)
{
    struct bytes stem = log->origin;

    while (stem.len > 0 && stem.at[stem.len - 1] != '/')
        stem.len--;
    return work_format(w, "%.*s%lld", (int)stem.len, (const char *)stem.at,
        (long long)(epoch + 1));
}

static bool
turn(struct node *n, struct work *w, struct bytes name, const struct log_head *log)
{
    const char *text, *origin;
    int64_t epoch;

    TRY(node_journal_epoch(w, log, &epoch));
    TRY(work_string(w, name, &text));
    origin = origin_after(w, log, epoch);
    return origin != NULL && store_log_turn(n->store, w, text, epoch, origin);
}

struct epochs {
    struct node *node;
    struct work *work;
    bool all; /* turn every log; else only those of another key */
};

static bool
turn_if_due(struct epochs *e, struct bytes name, const struct log_head *log)
{
    bool current = false;

    if (!e->all)
        TRY(checkpoint_current(e->node, e->work, log, &current));
    return current || turn(e->node, e->work, name, log);
}

/* ---- What the new epoch begins with --------------------------------------------------------- */

/* The epoch before this one of a log; FAULT_MISSING. */
static bool
log_before(struct node *n, struct work *w, struct bytes name, const struct log_head *log,
    struct log_head *out)
{
    int64_t epoch;
    const char *before;

    TRY(node_journal_epoch(w, log, &epoch));
    before = work_format(w, "%.*s/%lld", (int)name.len, (const char *)name.at,
        (long long)(epoch - 1));
    return before != NULL && store_log(n->store, w, before, out);
}

/* The journal's first entry says where the one before ended. */
static bool
begin_journal(struct epochs *e, const char *cause)
{
    struct work *w = e->work;
    struct json *core = json_object(w);
    struct draft d = {.kind = "epoch/1"};
    struct log_head journal, ended;
    struct receipt receipt;
    struct bytes before;
    int64_t epoch;

    TRY(store_log(e->node->store, w, STORE_JOURNAL, &journal));
    TRY(node_journal_epoch(w, &journal, &epoch));
    if (journal.size > 0 || epoch == 1)
        return true;
    TRY(log_before(e->node, w, bytes_of(STORE_JOURNAL), &journal, &ended));
    TRY(checkpoint_body(w, ended.note, &before));
    json_put(core, "log", json_string(w, STORE_JOURNAL));
    json_put(core, "number", json_integer(w, epoch));
    json_put(core, "cause", json_string(w, cause));
    if (before.len > 0)
        json_put(core, "before", json_text(w, before));
    draft_part(&d, "core", core);
    return node_make(e->node, w, &d, 1, &receipt);
}

/* What the partner has not cosigned of the epoch before goes into this one: it may never
 * have had it, and what comes twice has no further effect. */
static bool
begin_outbox(struct epochs *e, struct bytes name, const struct log_head *log)
{
    struct store_batch batch = {0};
    struct store_append *appends;
    struct work *w = e->work;
    struct log_head ended;
    struct hash partner, leaf;
    uint64_t known;
    int64_t epoch;

    TRY(node_journal_epoch(w, log, &epoch));
    if (log->size > 0 || epoch == 1 || !node_outbox_partner(name, &partner))
        return true;
    TRY(log_before(e->node, w, name, log, &ended));
    TRY(node_outbox_known(e->node, w, &ended, &partner, &known));
    if (known == ended.size)
        return true;
    appends = work_alloc(w, (size_t)(ended.size - known) * sizeof(*appends));
    TRY(appends != NULL);
    for (; known < ended.size; known++) {
        struct store_append *a = &appends[batch.append_count++];

        a->log = log->no;
        TRY(store_entry(e->node->store, w, &ended, known, &leaf, &a->record));
    }
    batch.appends = appends;
    return store_commit(e->node->store, w, &batch);
}

/* ---- The whole ---------------------------------------------------------------------------------- */

/* The number of the newest log: what is turned gets higher ones. */
static bool
newest_log(struct node *n, struct work *w, int64_t *out)
{
    struct log_head log;
    struct bytes name;
    bool have = true;

    *out = 0;
    while (have) {
        TRY(store_log_next(n->store, w, *out, &log, &name, &have));
        if (have)
            *out = log.no;
    }
    return true;
}

/* Do something with the journal and with every outbox, of the epochs that go on. */
static bool
each_log(struct epochs *e,
    bool (*act)(struct epochs *e, struct bytes name, const struct log_head *log))
{
    struct log_head log = {0};
    struct bytes name;
    struct hash partner;
    bool have = true;
    int64_t newest;

    TRY(newest_log(e->node, e->work, &newest));
    while (have && log.no < newest) {
        TRY(store_log_next(e->node->store, e->work, log.no, &log, &name, &have));
        if (have &&
            (bytes_is(name, STORE_JOURNAL) ||
                (node_outbox_partner(name, &partner) && name.len == 7 + 64)))
            TRY(act(e, name, &log));
    }
    return true;
}

static bool
settle(struct epochs *e, const char *cause)
{
    TRY(each_log(e, turn_if_due));
    TRY(begin_journal(e, cause));
    return each_log(e, begin_outbox);
}

bool
epochs_turn(struct node *n, struct work *w, const char *cause, int64_t *epoch)
{
    struct log_head journal;

    TRY(settle(&(struct epochs){.node = n, .work = w, .all = true}, cause));
    TRY(store_log(n->store, w, STORE_JOURNAL, &journal));
    return node_journal_epoch(w, &journal, epoch);
}

bool
epochs_settle(struct node *n, struct work *w)
{
    return settle(&(struct epochs){.node = n, .work = w}, "key-change");
}
