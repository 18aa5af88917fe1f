/*
 * A node that is run from two copies of its folder shows two histories: whoever has seen the
 * one is shown the other at the first contact, can prove it to all its partners in 2,048 bytes,
 * and nobody is blamed by less.
 */
#include "engines/exchange/forge.h"

static struct work *w;
static struct sim *eu, *un, *ngo, *court;
static const char *before;       /* what ngo had of eu before anybody knew */
static const char *other_folder; /* of eu: the history that it does not run on now */

/* ---- The stage ------------------------------------------------------------------------- */

static void
pinned(struct sim *a, struct sim *b)
{
    sim_pin(w, a, b, SIM_URL, "none");
    sim_pin(w, b, a, SIM_URL, "none");
}

static void
stage(uint8_t seed)
{
    eu = sim_new(w, "eu", seed);
    un = sim_new(w, "un", (uint8_t)(seed + 10));
    ngo = sim_new(w, "ngo", (uint8_t)(seed + 20));
    court = sim_new(w, "court", (uint8_t)(seed + 30));
    pinned(eu, un);
    pinned(eu, ngo);
    pinned(un, ngo);
    pinned(un, court);
}

static const char *
item(struct sim *to, const char *title)
{
    struct stored matter = fixture_matter(w, eu->node, title);
    struct bytes hex;
    const char *id;

    NEED(w, uuid_write(w, &matter.id, &hex) && work_string(w, hex, &id));
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to->handle);
    return id;
}

static void
meet(struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

static const char *
refused(struct sim *a, struct sim *b)
{
    return sim_refused(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

/* Keep eu's folder as it is now: the other history begins here. */
static void
copy_now(void)
{
    static int number;

    other_folder = at(w, "copy-%d", number++);
    sim_close(eu);
    copy_folder(eu->folder, other_folder);
    sim_open(w, eu);
}

static void
other_history(void)
{
    const char *now = eu->folder;

    sim_close(eu);
    eu->folder = other_folder;
    other_folder = now;
    sim_open(w, eu);
}

/* ---- What is known of it ---------------------------------------------------------------------- */

static size_t
records(struct sim *s, const char *kind)
{
    return sim_each(w, s, kind, NULL, NULL);
}

/* "eu held back by un; " and so on. */
static const char *
told(struct sim *s)
{
    const struct json *list = json_get(sim_do(w, s, "status", "{}"), "forks");
    const char *all = "";

    for (const struct json *i = list->first; i != NULL; i = i->next)
        all = work_format(w, "%s%.7s %s by %s; ", all, sim_text(w, i, "org"),
            sim_text(w, i, "state"), sim_text(w, i, "says"));
    return all;
}

#define TELLS(sim, what, ...)                            \
    do {                                                 \
        const char *it = told(sim);                      \
        if (!tap_ok(strcmp(it, what) == 0, __VA_ARGS__)) \
            printf("#   %s\n", it);                      \
    } while (0)

static size_t
accusations(struct sim *s)
{
    return json_get(sim_do(w, s, "status", "{}"), "accusations")->count;
}

static struct bytes
proof_at(struct sim *s)
{
    return json_get(sim_do(w, s, "peer proof", "{\"org\":\"%s\"}", eu->hex), "text")
        ->text;
}

/* By what the proof itself says of the keys, as a stranger would. */
static bool
holds(struct bytes proof, bool *two_sizes)
{
    struct identity accused;
    struct fork fork;
    bool counts = false;
    bool good = fork_read(w, proof, &fork) && fork.identity.len > 0 &&
        identity_read(w, fork.identity, &accused) &&
        fork_check(w, &fork, &accused, sim_clock, &counts);

    work_clear(w);
    *two_sizes = fork.path_given;
    return good && counts;
}

/* Is it here and shown, or does it wait? */
static bool
in_force(struct sim *s, const char *id)
{
    struct stored of;
    bool yes =
        node_find(s->node, w, NULL, bytes_of(id), &of) && of.state == STORED_IN_FORCE;

    work_clear(w);
    return yes;
}

static int64_t
waiting(struct sim *s)
{
    struct stored_waits *list;
    int64_t all = 0;
    size_t count;

    NEED(w, store_waits(node_store(s->node), w, &list, &count));
    for (size_t i = 0; i < count; i++)
        all += list[i].records;
    return all;
}

static void
all_hold(const char *when)
{
    bool good = true;

    for (size_t i = 0; i < sim_count; i++)
        good = sim_holds(w, &sims[i]) && good;
    tap_ok(good, "all verify %s", when);
}

/* ---- An older copy ------------------------------------------------------------------------------ */

/* un has more than the copy: it can compare at once, whatever the copy adds. */
static void
found(void)
{
    const char *copied;
    bool two_sizes;

    item(un, "Before");
    before = item(ngo, "Before too");
    meet(eu, un);
    meet(eu, ngo);
    copy_now();
    item(un, "First history");
    item(un, "First history, more");
    meet(eu, un);
    meet(un, court);
    other_history();
    tap_ok(strcmp(refused(eu, un), "conflict") == 0,
        "a copy that has less than its partner is told so");
    tap_ok(records(un, "fork/1") == 0 && accusations(un) == 0,
        "and was shown to nobody as more than late");
    tap_ok(strcmp(refused(un, eu), "corrupt") == 0 && accusations(un) == 1,
        "asked, it says that its log ends before what it signed: that is noted");
    tap_ok(strcmp(refused(un, eu), "corrupt") == 0 && accusations(un) == 1, "once");
    tap_ok(records(un, "fork/1") == 0 && *told(un) == '\0', "and blames nobody");
    item(un, "Second history");
    copied = refused(eu, un);
    tap_ok(strcmp(copied, "conflict") != 0 && strcmp(copied, "allowed") != 0 &&
            records(un, "fork/1") == 1,
        "with an entry of its own it has forked, and un has the proof");
    TELLS(un, "eu held back by un; ", "un's status tells");
    tap_ok(holds(proof_at(un), &two_sizes) && two_sizes,
        "it holds by itself, of two sizes");
    tap_ok(proof_at(un).len <= FORK_PROOF_MAX, "in %zu bytes", proof_at(un).len);
    refused(eu, un);
    refused(un, eu);
    tap_ok(records(un, "fork/1") == 1, "found again it is one record");
    all_hold("after a fork");
}

static void
spread(void)
{
    meet(un, court);
    tap_ok(records(court, "fork/1") == 1 &&
            strstr(told(court), " held back by un") != NULL,
        "court is told, which is no partner of eu's");
    meet(un, ngo);
    tap_ok(records(ngo, "fork/1") >= 1, "ngo is told");
    meet(un, ngo);
    meet(ngo, un);
    tap_ok(records(ngo, "fork/1") == 2 && records(un, "fork/1") == 2,
        "and tells its own partners, un too: one record each");
    TELLS(ngo, "eu held back by un; ", "a log is told of once");
    tap_ok(accusations(ngo) == 0 && accusations(court) == 0, "what un noted stays there");
    all_hold("after they were told");
}

/* ---- What follows -------------------------------------------------------------------------------- */

/* What waits is recalled like anything else. */
static void
recalled_while_it_waits(void)
{
    const char *gone = item(ngo, "Waits, and is recalled");

    meet(eu, ngo);
    tap_ok(!in_force(ngo, gone) && sim_has_part(w, ngo, gone, "core"), "another waits");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"An error\"}", gone);
    meet(eu, ngo);
    meet(eu, ngo);
    tap_ok(!sim_has_part(w, ngo, gone, "core") &&
            strcmp(sim_states(w, eu, ngo, gone), "erased") == 0,
        "and is erased where it waits, when eu recalls it");
}

static void
erase_it(struct work *own, struct sim *s, const struct stored *of, void *ctx)
{
    struct json *answer;
    struct bytes id;

    NEED(own, uuid_write(own, &of->id, &id));
    *(size_t *)ctx += sim_try(own, s, "erase",
        work_format(own, "{\"id\":\"%.*s\",\"reason\":\"Away\"}", (int)id.len,
            (const char *)id.at),
        &answer);
    work_clear(own);
}

/* Content is not asked for while its record waits. */
static const char *photo;

static bool
has_content(struct sim *s)
{
    struct stored of = sim_find(w, s, photo);
    struct stored_part vault;
    struct stored_blob blob;
    struct json *value;
    struct hash tree;

    NEED(w,
        store_part(node_store(s->node), w, &of, "vault", &vault) &&
            json_read(w, vault.body, &json_record, &value) &&
            json_need_hash(w, value, "tree", &tree) &&
            store_blob(node_store(s->node), w, &tree, &blob));
    return blob.pack != 0;
}

static void
content_waits(void)
{
    put_file(at(w, "photo"), "a photo", 7);
    photo = sim_text(w,
        sim_do(w, eu, "ingest", "{\"path\":[\"%s\"],\"tlp\":\"amber\"}", at(w, "photo")),
        "items.0.id");
    sim_do(w, eu, "share", "{\"id\":[\"%s\"],\"to\":\"ngo\"}", photo);
    meet(eu, ngo);
    meet(ngo, eu);
    tap_ok(!in_force(ngo, photo) && !has_content(ngo),
        "evidence waits, and its content is not asked for");
}

/* The way to end it is a decision, and not to forget the proof. */
static void
cannot_be_erased(void)
{
    size_t erased = 0;

    tap_ok(sim_each(w, ngo, "fork/1", erase_it, &erased) == 2 && erased == 0,
        "no proof is erased, be it ours or a partner's");
    sim_reopen(w, ngo);
    TELLS(ngo, "eu held back by un; ", "and what it says stands");
}

static void
held_back(void)
{
    const char *later;

    other_history();
    later = item(ngo, "After");
    meet(eu, ngo);
    tap_ok(in_force(ngo, before) && !in_force(ngo, later) && waiting(ngo) == 1,
        "what ngo had of eu stays; what comes new waits");
    tap_ok(strcmp(told(eu), "") != 0, "eu is told what is said of it");
    sim_reopen(w, ngo);
    meet(un, ngo);
    tap_ok(!in_force(ngo, later) && waiting(ngo) == 1,
        "it goes on waiting when the node was closed");
    sim_do(w, eu, "recall", "{\"id\":\"%s\",\"reason\":\"An error\"}", before);
    meet(eu, ngo);
    meet(eu, ngo);
    tap_ok(!sim_has_part(w, ngo, before, "core") &&
            strcmp(sim_states(w, eu, ngo, before), "erased") == 0,
        "a recall is obeyed all the same, with a receipt");
    tap_ok(*sim_states(w, eu, ngo, later) == '\0', "what waits has no receipt");
    recalled_while_it_waits();
    content_waits();
    cannot_be_erased();
    tap_ok(strcmp(sim_refused(w, ngo, "peer trust", "{\"org\":\"eu\",\"reason\":\" \"}"),
               "usage") == 0,
        "trust needs a reason");
    tap_ok(json_get(sim_do(w, ngo, "peer trust",
                        "{\"org\":\"eu\",\"reason\":\"A restored copy, explained\"}"),
               "let_in")
                    ->integer == 4 &&
            in_force(ngo, later) && waiting(ngo) == 0,
        "trusted again, what waited is let in");
    TELLS(ngo, "eu trusted by un; ", "and status says so");
    tap_ok(strcmp(sim_refused(w, ngo, "peer trust",
                      "{\"org\":\"eu\",\"reason\":\"Once more\"}"),
               "conflict") == 0,
        "there is nothing more to decide");
    meet(un, ngo);
    later = item(ngo, "Later still");
    meet(eu, ngo);
    tap_ok(in_force(ngo, photo) && has_content(ngo), "now the content comes too");
    sim_reopen(w, ngo);
    tap_ok(in_force(ngo, later), "and nothing is held back for that log any more");
    meet(eu, ngo);
    tap_ok(strcmp(sim_states(w, eu, ngo, later), "received") == 0, "receipts go again");
    tap_ok(records(ngo, "trust/1") == 1 && records(un, "trust/1") == 0,
        "the decision is a record, and stays at home");
    all_hold("after a decision");
}

/* eu gives its log another key: what un could not take goes on in another log. */
static void
goes_on(void)
{
    struct hash root = fixture_seed(eu->seed);
    const char *later;

    sim_clock += 60 * TIME_SECOND;
    NEED(w, node_key_change(eu->node, w, "log", &root, NULL));
    sim_clock += 60 * TIME_SECOND;
    later = item(un, "In a new epoch");
    meet(eu, un);
    tap_ok(!in_force(un, later) && waiting(un) > 0,
        "in a new epoch un takes it, to wait");
    sim_do(w, un, "peer trust", "{\"org\":\"eu\",\"reason\":\"Explained\"}");
    tap_ok(in_force(un, later) && waiting(un) == 0, "until somebody decides");
    all_hold("in a new epoch");
}

/* ---- A copy that outgrew what its partner has ------------------------------------------------- */

static void
outgrown(void)
{
    struct log_head shown, here;
    bool two_sizes;

    item(un, "Before");
    meet(eu, un);
    copy_now();
    item(un, "First history");
    meet(eu, un);
    NEED(w, node_outbox(eu->node, w, &un->id, &shown));
    other_history();
    for (;;) {
        NEED(w, node_outbox(eu->node, w, &un->id, &here));
        if (here.size > shown.size)
            break;
        item(un, "Second history");
        NEED(w,
            exchange_settle(eu->node, w, &(struct actor){.person = bytes_of("a")},
                &(int64_t){0}));
    }
    refused(eu, un);
    tap_ok(records(un, "fork/1") == 1 && holds(proof_at(un), &two_sizes) && !two_sizes,
        "what it signs for un's size is another tree: two roots of one size");
    tap_ok(proof_at(un).len <= FORK_PROOF_MAX, "in %zu bytes", proof_at(un).len);
    tap_ok(accusations(un) == 0, "and nothing more needs to be noted");
    refused(un, eu);
    tap_ok(records(un, "fork/1") == 1, "asked by un, it shows the same");
}

int
main(void)
{
    w = sim_start();
    stage(1);
    found();
    spread();
    held_back();
    goes_on();
    sim_end();
    stage(101);
    outgrown();
    sim_end();
    work_close(w);
    return tap_end();
}
