/*
 * Who was proved to have shown two histories: the proofs are records that go to all partners,
 * each checked here as if it had been found here; until somebody here decides otherwise, what
 * such an organisation writes from then on waits (docs/formats.md 12).
 */
#include "core/node/node_inner.h"

#include <string.h>

/* What answers, limits or reports must not be kept from us by anybody's fault: a recall is
 * obeyed whoever else was lied to. */
static bool
always_let_in(struct bytes kind)
{
    static const char *const kinds[] = {"recall/1", "withdrawal/1", "receipt/1",
        "delivery/1", "hold/1", "lift/1", "journal-head/1", "epoch/1", "host/1",
        "fork/1"};

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (bytes_is(kind, kinds[i]))
            return true;
    return false;
}

/* ---- What is known -------------------------------------------------------------------- */

struct gathering {
    struct node *node;
    struct buffer *into;
};

static bool
core_of(struct node *n, struct work *w, const struct view_item *item, struct json **core)
{
    struct stored s;

    TRY(store_by_no(n->store, w, item->record, &s));
    return node_part(n, w, &s, "core", core);
}

static struct forked *
find_log(struct buffer *all, struct bytes log)
{
    struct forked *list = (struct forked *)all->at;

    for (size_t i = 0; i < all->len / sizeof(*list); i++)
        if (bytes_equal(list[i].log, log))
            return &list[i];
    return NULL;
}

static bool
see_fork(void *ctx, struct work *w, const struct view_item *item)
{
    struct gathering *g = ctx;
    struct forked one = {.says = item->author, .time = item->time}, *before;
    struct bytes text;
    struct json *core;
    struct fork fork;

    one.own = hash_equal(&item->author, &g->node->identity.id);
    TRY(core_of(g->node, w, item, &core));
    if (core == NULL)
        return true;
    TRY(json_need_text(w, core, "proof", &text));
    TRY(fork_read(w, text, &fork));
    before = find_log(g->into, fork.log);
    if (before != NULL) {
        before->own = before->own || one.own;
        return true;
    }
    one.org = fork.org;
    one.log = fork.log;
    one.proof = text;
    one.sizes[0] = fork.heads[0].head.size;
    one.sizes[1] = fork.heads[1].head.size;
    buffer_add(g->into, bytes_from(&one, sizeof(one)));
    return true;
}

static bool
see_trust(void *ctx, struct work *w, const struct view_item *item)
{
    struct gathering *g = ctx;
    const struct json *logs;
    struct json *core;

    if (!hash_equal(&item->author, &g->node->identity.id))
        return true;
    TRY(core_of(g->node, w, item, &core));
    logs = json_get(core, "logs");
    for (const struct json *l = logs != NULL ? logs->first : NULL; l != NULL;
         l = l->next) {
        struct forked *f = find_log(g->into, l->text);

        if (f != NULL) {
            f->trust = json_get_text(core, "reason");
            f->by = json_get_text(core, "by");
        }
    }
    return true;
}

bool
node_forks(struct node *n, struct work *w, struct forked **out, size_t *count)
{
    struct buffer all = buffer_open(w, SIZE_MAX / 2);
    struct gathering g = {n, &all};

    TRY(node_items(n, w, bytes_of("fork/1"), see_fork, &g));
    TRY(node_items(n, w, bytes_of("trust/1"), see_trust, &g));
    *out = buffer_array(&all, sizeof(**out), count);
    return *out != NULL;
}

/* ---- Whose items wait ------------------------------------------------------------------- */

void
forks_forget(struct node *n)
{
    work_close(n->forks_own);
    n->forks_own = NULL;
    n->forked = NULL;
    n->forked_count = 0;
}

void
forks_changed(struct node *n, const struct arrival *a)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct record *r = a->guests[i].record;

        if (r != NULL && (bytes_is(r->kind, "fork/1") || bytes_is(r->kind, "trust/1")))
            forks_forget(n);
    }
}

static bool
look_up(struct node *n, struct work *w)
{
    struct work *own;
    struct forked *list;
    struct hash *held;
    size_t count, kept = 0;

    if (n->forks_own != NULL)
        return true;
    TRY(node_forks(n, w, &list, &count));
    own = work_open(work_os(w));
    held = own != NULL ? work_alloc(own, (count + 1) * sizeof(*held)) : NULL;
    if (held == NULL) {
        work_close(own);
        return fail_with(w, NULL);
    }
    for (size_t i = 0; i < count; i++)
        if (list[i].trust.len == 0)
            held[kept++] = list[i].org;
    n->forks_own = own;
    n->forked = held;
    n->forked_count = kept;
    return true;
}

bool
forks_hold(struct node *n, struct work *w, const struct hash *author, struct bytes kind,
    bool *yes)
{
    *yes = false;
    if (always_let_in(kind) || hash_equal(author, &n->identity.id))
        return true;
    TRY(look_up(n, w));
    for (size_t i = 0; i < n->forked_count && !*yes; i++)
        *yes = hash_equal(&n->forked[i], author);
    return true;
}

/* ---- A proof that comes ------------------------------------------------------------------ */

/* By the document that is here.  What came along counts where there is none, and only there: by
 * an old root key, lost since, it could say anything. */
static bool
check_known(struct node *n, struct work *w, const struct fork *f, bool *counts)
{
    struct identity accused;
    int64_t now;

    TRY(node_now(n, w, &now));
    if (!node_author(n, w, &f->org, &accused)) {
        TRY(work_forgive(w, FAULT_MISSING));
        if (f->identity.len == 0)
            return fail(w, FAULT_MISSING, "the keys of the accused are not here");
        TRY(identity_read(w, f->identity, &accused));
    }
    return fork_check(w, f, &accused, now, counts);
}

/* An accusation that is false is refused; one by a key that was revoked may have been true, and
 * is set aside, for whoever sent it may not know of that. */
bool
forks_weigh(struct node *n, struct work *w, const struct record *r,
    enum stored_state *state)
{
    const struct part *core = record_part(r, "core");
    struct bytes text;
    struct fork fork;
    struct hash org;
    bool counts;

    if (!bytes_is(r->kind, "fork/1"))
        return true;
    if (core == NULL || !core->present)
        return fail(w, FAULT_INVALID, "a fork is told with its proof");
    TRY(json_need_text(w, core->value, "proof", &text));
    TRY(json_need_hash(w, core->value, "org", &org));
    if (!fork_read(w, text, &fork))
        return fail_in(w, "the proof of a fork");
    if (!hash_equal(&org, &fork.org))
        return fail(w, FAULT_INVALID, "the proof of a fork is of another organisation");
    if (check_known(n, w, &fork, &counts)) {
        if (!counts)
            *state = STORED_QUARANTINED;
        return true;
    }
    if (work_fault(w) != FAULT_MISSING)
        return fail_in(w, "the proof of a fork does not hold");
    work_clear(w);
    *state = STORED_WAITING;
    return true;
}

/* ---- What we say -------------------------------------------------------------------------- */

bool
node_fork_put(struct node *n, struct work *w, struct bytes proof)
{
    struct draft d = {.kind = "fork/1"};
    struct json *core = json_object(w);
    struct receipt made;
    struct forked *list;
    struct fork fork;
    size_t count;
    bool counts;

    TRY(fork_read(w, proof, &fork));
    TRY(check_known(n, w, &fork, &counts));
    if (!counts)
        return fail(w, FAULT_DENIED,
            "the log key that signed was revoked: whoever stole it could have signed "
            "both");
    TRY(node_forks(n, w, &list, &count));
    /* Who forks log after log has us say so once, until somebody decides. */
    for (size_t i = 0; i < count; i++)
        if (list[i].own &&
            (bytes_equal(list[i].log, fork.log) ||
                (hash_equal(&list[i].org, &fork.org) && list[i].trust.len == 0)))
            return true;
    json_put(core, "org", json_hex(w, hash_bytes(&fork.org)));
    json_put(core, "proof", json_text(w, proof));
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}

bool
node_fork_trust(struct node *n, struct work *w, const struct hash *org, struct bytes by,
    struct bytes reason, struct receipt *out)
{
    struct json *core = json_object(w), *logs = json_array(w);
    struct draft d = {.kind = "trust/1"};
    struct forked *list;
    size_t count;

    TRY(node_forks(n, w, &list, &count));
    for (size_t i = 0; i < count; i++)
        if (hash_equal(&list[i].org, org) && list[i].trust.len == 0)
            json_add(logs, json_text(w, list[i].log));
    if (logs->count == 0)
        return fail(w, FAULT_CONFLICT,
            "nothing of this organisation is held back because of a fork: see `liaison "
            "status`");
    json_put(core, "by", json_text(w, by));
    json_put(core, "logs", logs);
    json_put(core, "org", json_hex(w, hash_bytes(org)));
    json_put(core, "reason", json_text(w, reason));
    draft_part(&d, "core", core);
    TRY(node_make(n, w, &d, 1, out));
    n->look_again = true;
    return true;
}

/* ---- Accusations --------------------------------------------------------------------------- */

static bool
see_accusation(void *ctx, struct work *w, const struct view_item *item)
{
    struct gathering *g = ctx;
    struct accusation a = {.time = item->time};
    struct json *core;

    TRY(core_of(g->node, w, item, &core));
    if (core == NULL || !hash_equal(&item->author, &g->node->identity.id))
        return true;
    TRY(json_need_hash(w, core, "org", &a.org));
    a.log = json_get_text(core, "log");
    a.asked = json_get_text(core, "asked");
    a.came = json_get_text(core, "came");
    buffer_add(g->into, bytes_from(&a, sizeof(a)));
    return true;
}

bool
node_accusations(struct node *n, struct work *w, struct accusation **out, size_t *count)
{
    struct buffer all = buffer_open(w, SIZE_MAX / 2);
    struct gathering g = {n, &all};

    TRY(node_items(n, w, bytes_of("accusation/1"), see_accusation, &g));
    *out = buffer_array(&all, sizeof(**out), count);
    return *out != NULL;
}

bool
forks_doubt(struct node *n, struct work *outer, const struct hash *org, bool *yes)
{
    struct work *w = work_open(work_os(outer));
    struct accusation *list;
    size_t count = 0;
    bool good = w != NULL && node_accusations(n, w, &list, &count);

    *yes = false;
    for (size_t i = 0; i < count; i++)
        *yes = *yes || hash_equal(&list[i].org, org);
    work_close(w);
    return good;
}

bool
node_accuse(struct node *n, struct work *w, const struct accusation *a)
{
    struct draft d = {.kind = "accusation/1"};
    struct json *core = json_object(w);
    struct accusation *list;
    struct receipt made;
    size_t count, about = 0;

    TRY(node_accusations(n, w, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(list[i].log, a->log) && bytes_equal(list[i].asked, a->asked))
            return true;
        about += hash_equal(&list[i].org, &a->org);
    }
    if (about >= ACCUSATIONS_MAX)
        return true; /* a partner must not fill the disk with its own misdeeds */
    json_put(core, "asked", json_text(w, a->asked));
    json_put(core, "came", json_text(w, a->came));
    json_put(core, "log", json_text(w, a->log));
    json_put(core, "org", json_hex(w, hash_bytes(&a->org)));
    draft_part(&d, "core", core);
    return node_make(n, w, &d, 1, &made);
}
