/*
 * Chance histories of four organisations: they write, share, pass on, release, withdraw,
 * correct, recall, hold, erase and talk, meet over lines that break and by files that come
 * late or twice, and die in the middle.  In the end they meet until nothing moves, and then
 * agree; and nothing ever went where it might not.
 */
#include "engines/exchange/judge.h"
#include "support/faults.h"

#include <errno.h>

#define NODES 4
#define ITEMS 400
#define FILES 24

static const int pairs[][2] = {{0, 1}, {1, 2}, {2, 3}, {0, 2}};
static struct sim *all[NODES];
static const char *const handles[NODES] = {"eu", "un", "court", "ngo"};

/* Everything that somebody wrote and others may act on. */
static struct {
    const char *id;
    const char *kind;
    int by;
} items[ITEMS];
static size_t item_count;

static struct {
    const char *path;
    int from, to;
} files[FILES];
static size_t file_count;

/* How often each act was done, and refused. */
enum act {
    WRITE,
    INGEST,
    SHARE,
    PASS_ON,
    RELEASE,
    WITHDRAW,
    CORRECT,
    RECALL,
    HOLD,
    UNHOLD,
    ENTER,
    ERASE,
    ASK,
    ANSWER,
    OPINE,
    SYNC,
    BUNDLE_OUT,
    BUNDLE_IN,
    ACTS_ALL
};
static const char *const act_names[ACTS_ALL] = {"write", "ingest", "share", "pass on",
    "release", "withdraw", "correct", "recall", "hold", "unhold", "enter", "erase", "ask",
    "answer", "opine", "sync", "bundle out", "bundle in"};
static const unsigned least_done[ACTS_ALL] = {8, 3, 10, 2, 4, 1, 2, 3, 2, 0, 1, 1, 2, 1,
    3, 12, 2, 2};
static unsigned done[ACTS_ALL], refused[ACTS_ALL], broken_lines, crashes, recalls_kept;

/* ---- Acting ------------------------------------------------------------------------------- */

static struct json *answer;

/* A desk, which may refuse; or die, when a crash is planned. */
__attribute__((format(printf, 5, 6))) static bool
act(struct work *w, enum act what, int by, const char *verb, const char *format, ...)
{
    char args[2048];
    va_list list;
    bool good;

    va_start(list, format);
    vsnprintf(args, sizeof(args), format, list);
    va_end(list);
    good = sim_try(w, all[by], verb, args, &answer);
    done[what] += good;
    refused[what] += !good;
    if (getenv("SIM_TELL") != NULL)
        printf("# %s %s %s: %s\n", handles[by], verb, args, good ? "done" : work_why(w));
    if (!good && fault_plan.hit == 0 && sim_break_at >= 0 &&
        work_fault(w) == FAULT_CORRUPT)
        printf("# %s %s: %s\n", handles[by], verb, work_why(w));
    if (!good && work_why(w)[0] == '\0')
        judged.wrong++;
    work_clear(w);
    return good;
}

static struct work *whole; /* what lives as long as the test */

static const char *
keep(const char *text)
{
    const char *kept = work_format(whole, "%s", text);

    NEED(whole, kept != NULL);
    return kept;
}

static void
remember(struct work *w, int by, const char *kind, const char *path)
{
    const char *id = sim_text(w, answer, path);

    if (*id != '\0' && item_count < ITEMS) {
        items[item_count].id = keep(id);
        items[item_count].kind = kind;
        items[item_count++].by = by;
    }
}

static void
write_one(struct work *w, int by)
{
    const char *path = at(w, "body");
    const char *text = work_format(w,
        "{\"core\":{\"title\":" TEXT(
            "Paper %zu") ",\"language\":"
                         "\"en\",\"judgements\":[{\"text\":" TEXT(
                             "Rain.") "}]},\"source\":{\"note\":" TEXT(JUDGE_SOURCE) "}}",
        item_count);

    put_file(path, text, strlen(text));
    if (act(w, WRITE, by, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\","
            "\"purpose\":[\"work\"]}",
            path))
        remember(w, by, "assessment/1", "id");
}

static void
ingest_one(struct work *w, int by)
{
    uint8_t bytes[3000];
    const char *path = at(w, "taken-in");

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)chance(256);
    put_file(path, bytes, 1 + chance(sizeof(bytes) - 1));
    if (act(w, INGEST, by, "ingest",
            "{\"path\":[\"%s\"],\"tlp\":\"amber\",\"purpose\":"
            "[\"work\"]}",
            path))
        remember(w, by, "evidence/1", "id");
}

/* Any item, or one of a kind, that this node has; NULL when there is none. */
static const char *
any(struct work *w, int at_node, const char *kind, bool own, bool foreign)
{
    size_t start = item_count > 0 ? chance((uint32_t)item_count) : 0;

    for (size_t n = 0; n < item_count; n++) {
        size_t i = (start + n) % item_count;

        if (kind != NULL ? strcmp(items[i].kind, kind) != 0
                         : strcmp(items[i].kind, "assessment/1") != 0 &&
                    strcmp(items[i].kind, "evidence/1") != 0)
            continue;
        if ((items[i].by == at_node ? own : foreign) &&
            sim_has(w, all[at_node], items[i].id))
            return items[i].id;
    }
    return NULL;
}

/* A partner of that node. */
static int
partner(int of)
{
    for (;;) {
        const int *pair = pairs[chance(COUNT_OF(pairs))];

        if (pair[0] == of)
            return pair[1];
        if (pair[1] == of)
            return pair[0];
    }
}

/* ---- Meeting ---------------------------------------------------------------------------------- */

static void
meet(struct work *w, int by)
{
    uint32_t luck = chance(10);

    sim_break_at = luck < 6 ? 0 : 1 + (long)chance(9);
    sim_break_after = luck >= 8;
    act(w, SYNC, by, "sync", "{\"org\":\"%s\"}", handles[partner(by)]);
    broken_lines += luck >= 6 && sim_break_at == 0;
    sim_break_at = 0;
}

static void
file_out(struct work *w, int by)
{
    static int number;
    int to = partner(by);
    const char *path = at(w, "file-%d", number++);

    if (file_count == FILES ||
        !act(w, BUNDLE_OUT, by, "bundle out", "{\"org\":\"%s\",\"file\":\"%s\"}",
            handles[to], path))
        return;
    judge_bundle(all[by], all[to], path);
    files[file_count].path = keep(path);
    files[file_count].from = by;
    files[file_count++].to = to;
}

/* Files come in any order, some twice. */
static void
file_in(struct work *w)
{
    size_t i;

    if (file_count == 0)
        return;
    i = chance((uint32_t)file_count);
    act(w, BUNDLE_IN, files[i].to, "bundle in", "{\"file\":[\"%s\"]}", files[i].path);
    if (chance(4) > 0)
        files[i] = files[--file_count];
}

/* Few may be entered: several are tried. */
static void
enter_some(struct work *w, int by)
{
    for (int i = 0; i < 8; i++) {
        const char *foreign = any(w, by, NULL, false, true);

        if (foreign == NULL ||
            act(w, ENTER, by, "enter", "{\"id\":\"%s\",\"proceeding\":\"Case\"}",
                foreign))
            return;
    }
}

/* ---- One step ---------------------------------------------------------------------------------- */

static void
about_item(struct work *w, int by, uint32_t luck)
{
    const char *own = any(w, by, NULL, true, false),
               *foreign = any(w, by, NULL, false, true);
    int to = partner(by);

    if (luck < 22 && own != NULL)
        act(w, SHARE, by, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", own, handles[to]);
    else if (luck < 30 && foreign != NULL)
        act(w, PASS_ON, by, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", foreign,
            handles[to]);
    else if (luck < 40 && own != NULL) {
        if (act(w, RELEASE, by, "release",
                "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\","
                "\"until\":\"2030-01-01\",\"judicial\":true}",
                own, all[chance(NODES)]->hex))
            remember(w, by, "release/1", "id");
    } else if (luck < 44 && own != NULL)
        act(w, CORRECT, by, "correct",
            "{\"id\":\"%s\",\"set\":[\"core.title=[{\\\"lang\\\":"
            "\\\"en\\\",\\\"text\\\":\\\"New\\\"}]\"]}",
            own);
    else if (luck < 48 && own != NULL)
        act(w, RECALL, by, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", own);
    else if (luck < 50 && foreign != NULL)
        act(w, RECALL, by, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", foreign);
    else if (luck < 53 && foreign != NULL)
        act(w, HOLD, by, "hold", "{\"id\":\"%s\",\"reason\":\"r\"}", foreign);
    else if (luck < 54 && foreign != NULL)
        act(w, UNHOLD, by, "unhold", "{\"id\":\"%s\",\"reason\":\"r\"}", foreign);
    else if (luck < 57)
        enter_some(w, by);
    else if (luck < 60 && own != NULL)
        act(w, ERASE, by, "erase", "{\"id\":\"%s\",\"reason\":\"r\"}",
            foreign != NULL && chance(2) ? foreign : own);
}

static void
talk(struct work *w, int by, uint32_t luck)
{
    const char *foreign = any(w, by, NULL, false, true), *question, *release;

    if (luck < 2 && foreign != NULL) {
        if (act(w, ASK, by, "ask",
                "{\"org\":\"%s\",\"about\":\"%s\",\"text\":\"?\",\"urgency\":"
                "\"72h\"}",
                handles[partner(by)], foreign))
            remember(w, by, "question/1", "id");
    } else if (luck < 5 && (question = any(w, by, "question/1", false, true)) != NULL)
        act(w, ANSWER, by, "answer", "{\"id\":\"%s\",\"text\":\"!\"}", question);
    else if (luck < 8 && foreign != NULL)
        act(w, OPINE, by, "opine", "{\"id\":\"%s\",\"text\":\"no\"}", foreign);
    else if ((release = any(w, by, "release/1", true, false)) != NULL)
        act(w, WITHDRAW, by, "withdraw", "{\"id\":\"%s\",\"reason\":\"r\"}", release);
}

static void
step(struct work *w)
{
    uint32_t luck = chance(100);
    int by = (int)chance(NODES);

    sim_clock += chance(3600) * TIME_SECOND;
    if (luck < 12)
        write_one(w, by);
    else if (luck < 17)
        ingest_one(w, by);
    else if (luck < 62)
        about_item(w, by, luck - 17 + chance(16));
    else if (luck < 72)
        talk(w, by, luck - 62);
    else if (luck < 90)
        meet(w, by);
    else if (luck < 95)
        file_out(w, by);
    else
        file_in(w);
}

/* The machine dies at some write within the step: all open nodes begin again from what is
 * on disk. */
static void
fatal_step(struct work *w)
{
    faults_plan(CALLS_CHANGING, 1 + chance(40), HOW_NUMBER, EIO);
    fault_plan.from = true;
    step(w);
    crashes += fault_plan.hit > 0;
    faults_off();
    for (int i = 0; i < NODES; i++)
        sim_reopen(w, all[i]);
}

/* ---- The end -------------------------------------------------------------------------------------- */

static bool
meet_once(struct work *w, int a, int b)
{
    struct sim_road ends = {all[a], all[b]};
    const struct road road = SIM_ROAD(&ends);
    const struct actor who = {.person = bytes_of("anna")};
    struct peer peer = sim_peer(w, all[a], all[b]);
    struct synced moved;

    if (!exchange_sync(all[a]->node, w, &who, &peer, &road, &moved)) {
        printf("# %s and %s: %s\n", handles[a], handles[b], work_why(w));
        work_clear(w);
        return true;
    }
    return moved.sent + moved.received + moved.pieces > 0;
}

static bool
until_quiet(struct work *w)
{
    for (int round = 0; round < 12; round++) {
        bool moved = false;

        for (size_t i = 0; i < COUNT_OF(pairs); i++) {
            moved = meet_once(w, pairs[i][0], pairs[i][1]) || moved;
            moved = meet_once(w, pairs[i][1], pairs[i][0]) || moved;
        }
        if (!moved)
            return true;
    }
    return false;
}

struct comparing {
    struct sim *with;
    unsigned compared, different;
};

static bool
compare_item(void *ctx, struct work *w, const struct view_item *item)
{
    struct comparing *c = ctx;
    struct view_item theirs;

    if (!node_item(c->with->node, w, &item->id, &theirs)) {
        work_clear(w);
        return true;
    }
    c->compared++;
    if (item->version == theirs.version && hash_equal(&item->hash, &theirs.hash) &&
        hash_equal(&item->author, &theirs.author) && item->time == theirs.time &&
        bytes_equal(item->kind, theirs.kind))
        return true;
    c->different++;
    printf("# %.*s by %s: version %lld, at %s %lld\n", (int)item->kind.len,
        (const char *)item->kind.at, sim_of(&item->author)->handle,
        (long long)item->version, c->with->handle, (long long)theirs.version);
    return true;
}

static void
judge_end(struct work *w)
{
    struct comparing c = {0};
    size_t missing = 0, open = 0;

    for (int i = 0; i < NODES; i++) {
        struct bytes views = sim_views(w, all[i]);
        int64_t count;

        tap_ok(sim_holds(w, all[i]), "%s verifies", handles[i]);
        missing += sim_waits(w, all[i], "receipts_missing");
        open += sim_waits(w, all[i], "recalls_open");
        NEED(w, node_rebuild(all[i]->node, w, &count));
        tap_ok(bytes_equal(views, sim_views(w, all[i])),
            "%s's views rebuilt are the same", handles[i]);
        for (int k = 0; k < NODES; k++) {
            c.with = all[k];
            if (k != i)
                NEED(w, node_items(all[i]->node, w, (struct bytes){0}, compare_item, &c));
        }
    }
    tap_ok(c.compared > 100 && c.different == 0, "%u items at two nodes, %u differ",
        c.compared, c.different);
    tap_ok(missing == 0, "no receipt is missing (%zu)", missing);
    tap_ok(open == 0, "no recall is open (%zu)", open);
}

static void
count_kept(struct work *w, struct sim *s, const struct stored *of, void *ctx)
{
    (void)ctx;
    for (const struct json *i = json_get(sim_core(w, s, of), "items")->first; i != NULL;
         i = i->next)
        recalls_kept += bytes_is(json_get_text(i, "state"), "kept");
}

static void
told(struct work *w)
{
    bool enough = true;

    for (int i = 0; i < NODES; i++)
        sim_each(w, all[i], "receipt/1", count_kept, NULL);
    for (int i = 0; i < ACTS_ALL; i++) {
        printf("# %s: %u done, %u refused or broken\n", act_names[i], done[i],
            refused[i]);
        enough = enough && done[i] >= least_done[i];
    }
    printf("# %u broken lines, %u crashes at %s\n", broken_lines, crashes, faults_told());
    printf("# %u batches, %u entries with parts, %u headers alone; %u recalls kept\n",
        judged.batches, judged.whole, judged.alone, recalls_kept);
    tap_ok(enough && broken_lines >= 5 && crashes >= 4 && refused[PASS_ON] >= 3 &&
            judged.alone >= 1,
        "enough of everything was tried");
    tap_ok(judged.wrong == 0 && judged.entries > 100,
        "of %u entries that went none went where it might not (%u)", judged.entries,
        judged.wrong);
}

int
main(void)
{
    struct work *w = sim_start();
    static struct os base;
    int steps = torture() ? 3000 : 400;

    whole = w;
    base = sim_os;
    faults_over(&base, NULL);
    sim_os = faults_os;
    chance_start();
    for (int i = 0; i < NODES; i++)
        all[i] = sim_new(w, handles[i], (uint8_t)(1 + 10 * i));
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        sim_pin(w, all[pairs[i][0]], all[pairs[i][1]], SIM_URL, "none");
        sim_pin(w, all[pairs[i][1]], all[pairs[i][0]], SIM_URL, "none");
    }
    sim_watch = judge_watch;
    for (int i = 0; i < steps; i++) {
        struct work *own = work_open(&sim_os);

        if (chance(12) == 0)
            fatal_step(own);
        else
            step(own);
        work_close(own);
    }
    tap_ok(until_quiet(w), "they meet until nothing moves");
    judge_end(w);
    told(w);
    sim_end();
    work_close(w);
    return tap_end();
}
