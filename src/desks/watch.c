/*
 * watch: screen stored subjects again by lists that changed, and tell what is new, changed and
 * delisted; and tell those who acted on entries that are not what they were.
 *
 * A watch is recorded with its runs and notices before it is told; where no list changed, nothing is
 * read and nothing recorded.
 */
#include "desks/watch_desk.h"

#define TOGETHER 1000 /* notices that are made at once */

/* ---- What is to be done ------------------------------------------------------------------------------- */

static bool
find_last(void *ctx, struct work *w, const struct view_row *row)
{
    struct watch *t = ctx;
    struct node *n = t->lists.desk->node;

    if (row->record < t->last.no || !hash_equal(row->author, &node_identity(n)->id))
        return true;
    return store_by_no(node_store(n), w, row->record, &t->last) &&
        node_part(n, w, &t->last, "core", &t->last_core);
}

static bool
same(const struct watch *t, const struct json *lists, struct bytes program)
{
    return lists != NULL && json_equal(lists, t->lists.ids) && bytes_is(program, PROGRAM);
}

static bool
is_seen(const struct watch *t, const struct subjects *s)
{
    return same(t, json_get(s->last, "lists"),
        json_get_text(json_get(s->last, "settings"), "program"));
}

/* Is there something to renew: did other versions than the newest say how rare words are? */
static bool
is_old(const struct watch *t)
{
    const struct json *rarity = json_get(t->last_core, "rarity");

    return rarity != NULL && !json_equal(rarity, t->lists.ids);
}

static bool
open_watch(struct desk *d, struct work *w, bool renew, struct watch *t)
{
    *t = (struct watch){0};
    TRY(watching_open(d, w, &t->lists) &&
        subjects_all(d, w, &t->subjects, &t->subject_count) &&
        node_rows(d->node, w, bytes_of("watch/1"), false, find_last, t));
    t->again = work_alloc(w, (t->subject_count + 1) * sizeof(*t->again));
    TRY(t->again != NULL);
    t->asks_renew = renew;
    t->renew = renew && is_old(t);
    for (size_t i = 0; i < t->subject_count; i++) {
        const struct subjects *s = &t->subjects[i];

        t->over += s->over;
        if (!s->over && (t->renew || !is_seen(t, s)))
            t->again[t->again_count++] = (struct watched){.subjects = s,
                .class = json_get_text(s->core, "class"),
                .file = subjects_file(s->core)};
    }
    return true;
}

/* ---- Recording -------------------------------------------------------------------------------------------- */

static bool
watch_draft(struct watch *t, struct work *w, struct draft *out)
{
    struct json *core = json_object(w), *rarity;
    struct desk *d = t->lists.desk;
    const struct json *terms;
    const char *title = work_format(w, "%lld new, %lld changed, %lld gone, %lld delisted",
        (long long)t->counts[WATCH_NEW], (long long)t->counts[WATCH_CHANGED],
        (long long)t->counts[WATCH_GONE], (long long)t->counts[WATCH_DELISTED]);

    TRY(desk_terms(d, w, json_object(w), &terms));
    json_put(core, "title", json_string(w, title));
    json_put(core, "by", json_text(w, d->actor.person));
    json_put(core, "lists", t->lists.ids);
    json_put(core, "program", json_string(w, PROGRAM));
    if (t->rarity == NULL) /* nobody was screened */
        t->rarity = json_get(t->last_core, "rarity");
    if (t->rarity != NULL && json_keep(w, t->rarity, &rarity))
        json_put(core, "rarity", rarity);
    if (t->renewed)
        json_put(core, "renewed", json_bool(w, true));
    for (int i = 0; i < WATCH_WHATS; i++)
        json_put(core, watch_whats[i], json_integer(w, t->counts[i]));
    json_put(core, "notices", json_integer(w, (int64_t)t->notice_count));
    *out = (struct draft){.kind = "watch/1"};
    draft_part(out, "core", core);
    draft_part(out, "terms", terms);
    if (t->last.no != 0)
        draft_link(out, "since", &t->last);
    return work_ok(w);
}

/* The watch, its runs and its last notices are one making.  Those before them are made before it:
 * whoever dies in between tells some twice, and none never. */
static bool
record(struct watch *t, struct work *w, struct receipt *out)
{
    size_t most = 1 + t->again_count + TOGETHER, n = 0, made = 0;
    struct draft *drafts = work_alloc(w, most * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, most * sizeof(*receipts));
    struct node *node = t->lists.desk->node;

    t->notice_receipts = work_alloc(w, (t->notice_count + 1) * sizeof(struct receipt));
    TRY(drafts != NULL && receipts != NULL && t->notice_receipts != NULL);
    for (; t->notice_count - made > TOGETHER; made += n) {
        for (n = 0; n < TOGETHER; n++)
            TRY(notice_draft(t->lists.desk, w, &t->notices[made + n], &drafts[n]));
        TRY(node_make(node, w, drafts, n, t->notice_receipts + made));
    }
    n = 0;
    TRY(watch_draft(t, w, &drafts[n++]));
    for (size_t i = 0; i < t->again_count; i++)
        drafts[n++] = t->again[i].draft;
    for (size_t i = made; i < t->notice_count; i++)
        TRY(notice_draft(t->lists.desk, w, &t->notices[i], &drafts[n++]));
    TRY(node_make(node, w, drafts, n, receipts));
    *out = receipts[0];
    for (size_t i = 0; i < t->again_count; i++)
        t->again[i].receipt = receipts[1 + i];
    for (size_t i = made; i < t->notice_count; i++)
        t->notice_receipts[i] = receipts[1 + t->again_count + i - made];
    return true;
}

/* ---- The desk ---------------------------------------------------------------------------------------------- */

static bool
run(struct watch *t, struct work *w, struct json **answer)
{
    const struct told told = {t->last.no, json_get(t->last_core, "lists"), t->again,
        t->again_count};
    struct receipt receipt;

    TRY(watching_read(&t->lists, w));
    TRY(t->again_count == 0 || watch_again(t, w));
    TRY(notices_find(&t->lists, w, &told, &t->notices, &t->notice_count));
    return record(t, w, &receipt) && watch_tell(t, w, &receipt.id, answer);
}

DESK(watch)
{
    bool again = desk_flag(args, "again"), renew = desk_flag(args, "renew"), good;
    struct watch t;

    if (again && renew)
        return fail(w, FAULT_USAGE,
            "--again tells what was, --renew screens anew: give one of them");
    TRY(open_watch(d, w, renew, &t));
    if (again)
        return watch_tell_again(&t, w, answer);
    if (t.again_count == 0 &&
        same(&t, json_get(t.last_core, "lists"), json_get_text(t.last_core, "program")))
        return watch_tell(&t, w, NULL, answer);
    good = run(&t, w, answer);
    for (size_t i = 0; i < t.again_count; i++)
        node_item_drop(t.again[i].item);
    return good;
}
