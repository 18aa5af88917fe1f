/*
 * Bundles in: volumes in any order, one at a time or many, twice without effect.  Each is taken
 * when those before it were; one that comes early is checked, and kept until then.
 */
#include "engines/exchange/bundle.h"

#include <stdlib.h>
#include <string.h>

struct taking {
    struct node *node;
    struct volume *volume;
    struct synced *done;
};

/* ---- Frames ---------------------------------------------------------------------------------- */

/* Who has less than it had cosigned lost something: the next bundle begins there. */
static bool
take_greeting(struct taking *t, struct work *w, struct bytes body)
{
    const struct hash *partner = &t->volume->from;
    struct log_head outbox;
    struct hello theirs;
    uint64_t known, has;

    TRY(hello_read(t->node, w, partner, body, &theirs));
    TRY(node_outbox(t->node, w, partner, &outbox));
    TRY(node_outbox_known(t->node, w, &outbox, partner, &known));
    has = hello_after(&theirs, &outbox);
    return kept_behind_put(t->node, w, partner, has < known ? has : UINT64_MAX);
}

static bool
take_batch(struct taking *t, struct work *w, struct bytes batch)
{
    struct arrived arrived;

    TRY(batch_take(t->node, w, &t->volume->from, batch, &arrived));
    t->done->received += arrived.count;
    return true;
}

static bool
take_wanted(struct taking *t, struct work *w, struct bytes body)
{
    struct json *list;

    TRY(json_read(w, body, &json_record, &list) && pieces_wishes(w, list));
    return kept_want_put(t->node, w, &t->volume->from, body);
}

/* Content that is not expected any more, or of which something before is not here, is passed
 * over: the next bundle back says what is still wanted. */
static bool
take_content(struct taking *t, struct work *w, char letter, struct bytes body)
{
    struct cursor c = {.work = w, .rest = body};
    bool good = letter == 'L' ? take_pieces(t->node, w, &t->volume->from, &c)
                              : take_piece(t->node, w, &t->volume->from, &c);

    t->done->pieces += good && letter == 'P';
    return good || work_forgive(w, FAULT_MISSING) || work_forgive(w, FAULT_CONFLICT);
}

static bool
take_frame(struct taking *t, struct work *w, char letter, struct bytes body)
{
    switch (letter) {
    case 'H':
        return take_greeting(t, w, body);
    case 'B':
        return take_batch(t, w, body);
    case 'C':
        /* What it has of ours and we lost does not keep out what it brings. */
        return keep_cosignature(t->node, w, &t->volume->from, body) ||
            work_forgive(w, FAULT_CONFLICT);
    case 'W':
        return take_wanted(t, w, body);
    case 'L':
    case 'P':
        return take_content(t, w, letter, body);
    case 'E':
        return true;
    default:
        return fail(w, FAULT_INVALID,
            "it holds an unknown frame: a newer liaison wrote it, or it is damaged");
    }
}

/* All that a volume holds: taken, or with ${check} only looked at. */
static bool
walk(struct taking *t, struct work *outer, bool check)
{
    while (!t->volume->ended) {
        struct work *w = work_open(work_os(outer));
        struct bytes body;
        char letter;
        bool good = w != NULL && volume_next(t->volume, w, &letter, &body) &&
            (check || take_frame(t, w, letter, body));

        TRY(work_join(outer, w, good));
    }
    return true;
}

/* ---- Volumes ---------------------------------------------------------------------------------- */

/* What it is, before anything is taken. */
static bool
look(struct node *n, struct work *w, struct bundle_volume *g)
{
    struct volume v;
    bool good = volume_open(n, w, g->file, &v);

    volume_close(&v);
    TRY(good);
    g->from = v.from;
    g->set = v.set;
    g->number = v.number;
    return true;
}

static bool
take(struct node *n, struct work *w, const char *path, struct bundle_volume *g,
    struct synced *done)
{
    struct volume v;
    struct taking t = {.node = n, .volume = &v, .done = done};
    uint32_t due;
    bool good = volume_open(n, w, path, &v) && walk(&t, w, false);

    volume_close(&v);
    TRY(good);
    g->last = v.last;
    TRY(kept_due(n, w, &v.set, &due));
    return v.number != due ||
        kept_due_put(n, w, &v.set, v.last || due == VOLUMES_MAX ? 0 : due + 1);
}

static bool
keep(struct node *n, struct work *w, struct bundle_volume *g)
{
    struct volume v;
    struct taking t = {.node = n, .volume = &v};
    bool good =
        volume_open(n, w, g->file, &v) && walk(&t, w, true) && kept_volume_put(n, w, &v);

    volume_close(&v);
    g->last = v.last;
    g->state = VOLUME_KEPT;
    return good;
}

/* Those that were kept and whose time has come.  One that is refused now leaves, too: its file
 * is still with who gave it. */
static bool
take_kept(struct node *n, struct work *w, struct bundle_volume *g, struct synced *done)
{
    for (;;) {
        struct work *one = work_open(work_os(w));
        const char *path = NULL;
        uint32_t due;
        bool there = false;
        bool good = one != NULL && kept_due(n, one, &g->set, &due) &&
            (due == 0 || kept_volume(n, one, &g->set, due, &path, &there));

        if (good && there) {
            good = take(n, one, path, g, done);
            if (good || work_fault(one) == FAULT_CORRUPT ||
                work_fault(one) == FAULT_INVALID)
                work_os(w)->unlink(path);
            if (!good)
                fail_in(one, "volume %u, which was kept", (unsigned)due);
        }
        TRY(work_join(w, one, good));
        if (!there)
            return true;
    }
}

static bool
take_or_keep(struct node *n, struct work *w, struct bundle_volume *g, struct synced *done)
{
    uint32_t due;

    TRY(kept_due(n, w, &g->set, &due));
    if (due != 0 && g->number > due)
        return keep(n, w, g);
    g->state = VOLUME_TAKEN;
    TRY(take(n, w, g->file, g, done));
    return take_kept(n, w, g, done);
}

/* The machine's own faults end everything; what is wrong with one volume is said of it. */
static bool
judge(struct work *outer, struct work *w, struct bundle_volume *g, bool good)
{
    enum fault kind = w == NULL ? FAULT_MEMORY : work_fault(w);
    bool ours = kind == FAULT_MEMORY || (kind == FAULT_IO && g->number > 0);

    if (!good && ours)
        return work_join(outer, w, false) || fail_in(outer, "%s", g->file);
    if (!good) {
        g->state = VOLUME_REFUSED;
        g->fault = kind;
        g->why = work_format(outer, "%s", work_why(w));
    }
    work_close(w);
    return work_ok(outer);
}

static int
by_place(const void *a, const void *b)
{
    const struct bundle_volume *x = a, *y = b;
    int order = (x->state == VOLUME_REFUSED) - (y->state == VOLUME_REFUSED);

    if (order == 0)
        order = memcmp(&x->set, &y->set, sizeof(x->set));
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

/* Which volume of its bundle is still to come; 0: none. */
static bool
tell_due(struct node *n, struct work *w, struct bundle_volume *g)
{
    return g->state == VOLUME_REFUSED || kept_due(n, w, &g->set, &g->due);
}

bool
exchange_bundle_in(struct node *n, struct work *w, const struct actor *who,
    struct bundle_volume given[], size_t count, struct synced *out)
{
    int64_t settled;

    *out = (struct synced){0};
    TRY(kept_tidy(n, w));
    for (size_t i = 0; i < count; i++) {
        struct work *one = work_open(work_os(w));

        TRY(judge(w, one, &given[i], one != NULL && look(n, one, &given[i])));
    }
    qsort(given, count, sizeof(*given), by_place);
    for (size_t i = 0; i < count; i++) {
        struct work *one;

        if (given[i].state == VOLUME_REFUSED)
            continue;
        one = work_open(work_os(w));
        TRY(judge(w, one, &given[i],
            one != NULL && take_or_keep(n, one, &given[i], out)));
    }
    for (size_t i = 0; i < count; i++)
        TRY(tell_due(n, w, &given[i]));
    return exchange_settle(n, w, who, &settled);
}
