/*
 * The adversarial partner: every attack that docs/threat-model.md or the rules of the exchange name
 * is tried, here or in the test that the table in adversary.h tells; the table is whole, and true.
 *
 * After each attack that is tried here everything verifies, honest partners go on, and it took no
 * more memory and time than is stated.
 */
#include "engines/exchange/adversary.h"

#include "engines/exchange/hostile.h"

#define MEMORY_MOST (4 * EXCHANGE_BODY_MAX)
#define SECONDS_MOST 30

/* ---- Of records ---------------------------------------------------------------------------- */

static enum fault
pushes(struct stage *t, struct sim *by, struct sim *victim, const struct record *r)
{
    struct forged f;

    forge_start(t->w, by, victim, &f);
    forge_record(&f, r);
    forge_note(&f);
    return tell(by, victim, "push", forge_write(&f));
}

static void
settles(struct stage *t, struct sim *s)
{
    int64_t count;

    NEED(t->w, exchange_settle(s->node, t->w, &anna, &count));
}

/* un passes on what eu wrote, as if eu had let it go further. */
static void
lowered(struct stage *t)
{
    struct work *w = t->w;
    struct bytes text = fixture_text(w, t->eu->node, &t->matter), low;
    struct forged f;

    low = replaced(w, text, "TLP:AMBER+STRICT", "TLP:GREEN");
    forge_start(w, t->un, t->court, &f);
    forge_identity(&f, &t->eu->id, node_identity(t->eu->node)->text);
    forge_entry(&f, low, &t->matter.hash);
    forge_note(&f);
    refuses_batch(&f, FAULT_CORRUPT, "terms that were lowered on the way");
}

static const char *
receipt_parts(struct work *w, const struct sim *to, const struct stored *of)
{
    struct bytes hash;

    NEED(w, hex_write(w, hash_bytes(&of->hash), &hash));
    return work_format(w,
        "{\"core\":{\"items\":[{\"hash\":\"%.*s\",\"id\":\"%s\",\"state\":\"erased\","
        "\"version\":1}],\"to\":\"%s\"}}",
        (int)hash.len, (const char *)hash.at, stage_id(w, of), to->hex);
}

/* eu states what the court alone can: in its name, and in its own. */
static void
receipts(struct stage *t)
{
    struct work *w = t->w;
    struct stored own = fixture_matter(w, t->un->node, "Ours");
    struct hash seed = forge_seed(w, t->eu, "node");
    struct forged_record forged = {.author = t->court,
        .kind = "receipt/1",
        .parts = receipt_parts(w, t->un, &own),
        .seed = &seed};
    struct forged f;

    stage_share(t, t->un, t->court, stage_id(w, &own));
    sim_do(w, t->un, "sync", "{\"org\":\"court\"}");
    sim_watch = NULL;
    sim_do(w, t->un, "recall", "{\"id\":\"%s\",\"reason\":\"r\"}", stage_id(w, &own));
    forge_start(w, t->eu, t->un, &f);
    forge_record(&f, forge_make(w, &forged));
    forge_note(&f);
    refuses_batch(&f, FAULT_CORRUPT, "a receipt in the court's name");
    forged.author = t->eu;
    tap_ok(pushes(t, t->eu, t->un, forge_make(w, &forged)) == FAULT_NONE,
        "a receipt of eu's for what it was never given is taken in");
    settles(t, t->un);
    tap_ok(sim_waits(w, t->un, "recalls_open") == 1 &&
            strcmp(sim_states(w, t->un, t->court, stage_id(w, &own)), "received") == 0,
        "and the court is still to answer the recall");
}

static void
dissent(struct stage *t)
{
    struct work *w = t->w;
    struct hash seed = forge_seed(w, t->eu, "node");
    struct forged f;

    forge_start(w, t->eu, t->un, &f);
    forge_record(&f,
        forge_make(w,
            &(struct forged_record){.author = t->un,
                .kind = "opinion/1",
                .parts = matter_parts(t,
                    "{\"core\":{\"stance\":\"dissent\",\"text\":" TEXT("No") "}}"),
                .seed = &seed,
                .link = "about",
                .target = &t->matter}));
    forge_note(&f);
    refuses_batch(&f, FAULT_CORRUPT, "a dissent in another's name");
}

static void
dates(struct stage *t)
{
    static const struct {
        int64_t days;
        enum fault fault;
    } tried[] = {{-9000, FAULT_CORRUPT}, {30000, FAULT_CORRUPT}, {300, FAULT_NONE}};
    struct work *w = t->w;
    int64_t real = sim_clock, before, after;
    struct stored own;

    NEED(w, node_now(t->un->node, w, &before));
    for (size_t i = 0; i < COUNT_OF(tried); i++) {
        struct record *r;

        sim_clock = real + tried[i].days * TIME_DAY;
        r = harmless(t);
        sim_clock = real + (int64_t)i * TIME_SECOND;
        tap_ok(pushes(t, t->eu, t->un, r) == tried[i].fault,
            "a record that is dated %lld days from now: %s", (long long)tried[i].days,
            tried[i].fault == FAULT_NONE ? "its key counts then, it is taken in"
                                         : "its key does not count then");
        sim_reopen(w, t->un);
    }
    own = fixture_matter(w, t->un->node, "Now");
    NEED(w, node_now(t->un->node, w, &after));
    tap_ok(after >= before && after < before + TIME_MINUTE && own.time >= before &&
            own.time <= after,
        "and moves no clock of ours, and dates nothing of ours");
}

/* ---- What it might learn --------------------------------------------------------------------- */

/* All that un puts out for eu after eu spoke of that item: kinds, and how long they are. */
static const char *
answers_to(struct work *w, bool there)
{
    struct stage t = stage_open(w, 100);
    struct stored target = fixture_matter(w, t.un->node, "Secret"), *of = &target;
    struct stored made_up = target;
    struct log_head outbox;
    struct buffer told = buffer_open(w, 65536);
    struct bytes text;
    const char *out;

    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    made_up.hash = forge_random(w);
    NEED(w, uuid_new(w, 7, &made_up.id));
    of = there ? &target : &made_up;
    NEED(w,
        pushes(&t, t.eu, t.un,
            forge_make(w,
                &(struct forged_record){.author = t.eu,
                    .kind = "opinion/1",
                    .parts = matter_parts(&t,
                        "{\"core\":{\"stance\":\"comment\",\"text\":" TEXT("Bait") "}}"),
                    .link = "about",
                    .target = of})) == FAULT_NONE);
    settles(&t, t.un);
    NEED(w, node_outbox(t.un->node, w, &t.eu->id, &outbox));
    for (uint64_t i = 0; i < outbox.size; i++) {
        struct hash leaf, record;
        struct stored s;

        NEED(w,
            store_entry(node_store(t.un->node), w, &outbox, i, &leaf, &record) &&
                store_by_hash(node_store(t.un->node), w, &record, &s));
        buffer_format(&told, "%.*s %zu, ", (int)s.kind.len, (const char *)s.kind.at,
            fixture_text(w, t.un->node, &s).len);
    }
    NEED(w, buffer_bytes(&told, &text) && work_string(w, text, &out));
    tap_ok(sim_holds(w, t.un), "un holds");
    sim_end();
    return out;
}

static void
bait(struct stage *t)
{
    const char *here, *not_here;

    sim_end();
    here = answers_to(t->w, true);
    not_here = answers_to(t->w, false);
    if (!tap_ok(strcmp(here, not_here) == 0 && strstr(here, "receipt/1") != NULL,
            "who speaks of what is here hears no more than who speaks of nothing"))
        printf("#   here:     %s\n#   not here: %s\n", here, not_here);
    *t = stage_open(t->w, 100);
}

static size_t
sealed_length(struct work *w, bool alike)
{
    struct stage t = stage_open(w, 100);
    char title[201];
    struct log_head outbox;
    struct stored m;
    struct bytes batch;
    uint64_t until;

    for (size_t i = 0; i < sizeof(title) - 1; i++)
        title[i] = (char)(alike ? 'a' : 'a' + chance(26));
    title[sizeof(title) - 1] = '\0';
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    NEED(w, node_outbox(t.eu->node, w, &t.un->id, &outbox));
    m = fixture_matter(w, t.eu->node, title);
    stage_share(&t, t.eu, t.un, stage_id(w, &m));
    settles(&t, t.eu);
    NEED(w,
        batch_write(t.eu->node, w, &anna, &t.un->id, outbox.size, BATCH_BYTES, &batch,
            &until));
    sim_end();
    return batch.len;
}

static void
lengths(struct stage *t)
{
    size_t alike, mixed;

    sim_end();
    alike = sealed_length(t->w, true);
    mixed = sealed_length(t->w, false);
    tap_ok(alike == mixed,
        "what repeats itself is sealed no shorter than what does not: %zu, %zu", alike,
        mixed);
    *t = stage_open(t->w, 100);
}

/* Who carries a bundle has it in hand, a partner's node too. */
static void
relay(struct stage *t)
{
    struct work *w = t->w;
    const char *file = at(w, "carried");
    struct bytes all;

    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    stage_share(t, t->eu, t->un,
        stage_id(w,
            &(struct stored){.id = fixture_matter(w, t->eu->node, "Carried").id}));
    sim_do(w, t->eu, "bundle out", "{\"org\":\"un\",\"file\":\"%s\"}", file);
    tap_ok(strcmp(sim_refused(w, t->court, "bundle in", "{\"file\":[\"%s\"]}", file),
               "denied") == 0,
        "a bundle for another opens nowhere else");
    all = get_file(w, file);
    tap_ok(memmem(all.at, all.len, "Carried", 7) == NULL &&
            memmem(all.at, all.len, t->eu->hex, 64) == NULL &&
            memmem(all.at, all.len, t->un->hex, 64) == NULL,
        "and tells neither what is in it, nor of whom and for whom it is");
}

/* ---- A contact that costs without end ------------------------------------------------------------- */

static struct {
    const char *verb;      /* whose answer is changed */
    const char *reply;     /* to this */
    int64_t each;          /* ticks that a message takes */
    struct forged *more;   /* or: to one more entry of this log */
    struct bytes cosigned; /* what its own node can take for an answer to that */
    unsigned given;
} trick;
static int64_t trick_ticks;
static struct hash trick_record;

static int64_t
ticks_moved(void)
{
    return trick_ticks;
}

static bool
tricks(struct work *w, struct sim_message *m)
{
    trick_ticks += trick.each;
    if (m->reply && trick.reply != NULL && strcmp(m->verb, trick.verb) == 0)
        return work_keep(w, bytes_of(trick.reply), &m->body);
    if (!m->reply && trick.more != NULL && strcmp(m->verb, "cosign") == 0)
        m->body = trick.cosigned;
    if (m->reply && trick.more != NULL && strcmp(m->verb, "same") == 0)
        m->body = bytes_of(SAME_OTHER);
    if (m->reply && trick.more != NULL && strcmp(m->verb, "pull") == 0) {
        struct forged *f = trick.more;
        const struct forged_item *again = &f->items[0];

        f->first = f->size;
        f->item_count = 0;
        forge_entry(f, again->body, &trick_record);
        forge_note(f);
        trick.given++;
        return work_keep(w, forge_write(f), &m->body);
    }
    return true;
}

static void
greedy(struct stage *t)
{
    struct work *w = t->w;
    struct buffer many = buffer_open(w, 1024 * 1024);
    struct bytes hex, list;
    const char *one, *lists[2];

    NEED(w, hex_write(w, hash_bytes(&t->tree), &hex));
    one = work_format(w, "{\"known\":false,\"next\":0,\"pieces\":1,\"tree\":\"%.*s\"}",
        (int)hex.len, (const char *)hex.at);
    lists[0] = work_format(w, "[%s,%s]", one, one);
    buffer_text(&many, "[");
    for (int i = 0; i < 1001; i++)
        buffer_format(&many,
            "%s{\"known\":false,\"next\":0,\"pieces\":1,\"tree\":\"%064d\"}",
            i > 0 ? "," : "", i);
    buffer_text(&many, "]");
    NEED(w, buffer_bytes(&many, &list) && work_string(w, list, &lists[1]));
    trick.verb = "want";
    sim_watch = tricks;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        trick.reply = lists[i];
        tap_ok(strcmp(sim_refused(w, t->eu, "sync", "{\"org\":\"un\"}"), "invalid") == 0,
            "%s is not given",
            i == 0 ? "what is wanted twice" : "a thousand and one things");
    }
    trick.reply = NULL;
    sim_watch = NULL;
}

static void
slow(struct stage *t)
{
    struct work *w = t->w;
    unsigned long before;
    const char *said;

    sim_os.ticks = ticks_moved;
    sim_watch = tricks;
    trick.each = 50 * TIME_SECOND;
    before = sim_messages;
    said = sim_refused(w, t->eu, "sync", "{\"org\":\"un\"}");
    tap_ok(strcmp(said, "io") == 0 && sim_messages - before < 12,
        "a contact in which next to nothing moves ends, after %lu messages: %s",
        sim_messages - before, said);
    sim_watch = NULL;
    trick.each = 0;
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    sim_os.ticks = os_real.ticks;
    sim_do(w, t->un, "show", "{\"id\":\"%s\",\"purpose\":\"work\",\"content\":\"%s\"}",
        t->evidence_id, at(w, "whole"));
    tap_ok(bytes_equal(get_file(w, at(w, "whole")), get_file(w, at(w, "photo"))),
        "and the next one goes on where it ended");
}

static void
endless(struct stage *t)
{
    struct work *w = t->w;
    struct record *r = harmless(t);
    struct hash *room = work_alloc(w, 2000 * sizeof(*room));
    struct log_head outbox;
    struct json *answer;
    struct forged f;

    NEED(w, room != NULL);
    sim_do(w, t->eu, "sync", "{\"org\":\"un\"}");
    forge_start(w, t->eu, t->un, &f);
    memcpy(room, f.leaves, f.size * sizeof(*room));
    f.leaves = room;
    NEED(w, record_write(w, r, NULL, NULL, &f.items[0].body));
    trick_record = r->hash;
    NEED(w, node_outbox(t->eu->node, w, &t->un->id, &outbox));
    trick.cosigned = outbox.note;
    trick.given = 0;
    trick.more = &f;
    sim_watch = tricks;
    (void)sim_try(w, t->un, "sync", "{\"org\":\"eu\"}", &answer);
    work_clear(w);
    tap_ok(trick.given >= 2 && trick.given <= 9,
        "who always has one more gives %u batches in a contact", trick.given);
    sim_watch = NULL;
    trick.more = NULL;
}

static const struct {
    const char *name;
    void (*run)(struct stage *t);
    size_t content;
} here[] = {{"lowered", lowered, 100}, {"receipts", receipts, 100},
    {"dissent", dissent, 100}, {"dates", dates, 100}, {"bait", bait, 100},
    {"lengths", lengths, 100}, {"relay", relay, 100}, {"greedy", greedy, 100},
    {"slow", slow, (size_t)12 << 20}, {"endless", endless, 100}};

static void
attack(struct work *w, size_t n)
{
    struct stage t = stage_open(w, here[n].content);
    int64_t began = os_real.ticks();
    struct stored honest;
    unsigned broken = 0;

    memory_most = memory_now;
    here[n].run(&t);
    tap_ok(memory_most < MEMORY_MOST &&
            os_real.ticks() - began < SECONDS_MOST * TIME_SECOND,
        "%s: %zu KiB at most, %lld ms", here[n].name, memory_most >> 10,
        (long long)((os_real.ticks() - began) / 1000));
    honest = fixture_matter(w, t.un->node, "Honest");
    stage_share(&t, t.un, t.court, stage_id(w, &honest));
    sim_do(w, t.un, "sync", "{\"org\":\"court\"}");
    for (size_t i = 0; i < sim_count; i++)
        broken += !sim_holds(w, &sims[i]);
    tap_ok(broken == 0 &&
            strcmp(sim_states(w, t.un, t.court, stage_id(w, &honest)), "received") == 0,
        "%s: all verify, and honest partners go on", here[n].name);
    sim_end();
}

/* ---- The table is whole, and true --------------------------------------------------------------------- */

static bool
stands_in(struct work *w, const char *file, const char *claim)
{
    struct bytes text;

    if (!is_there(file))
        return false;
    text = get_file(w, file);
    return memmem(text.at, text.len, claim, strlen(claim)) != NULL;
}

static bool
is_here(const char *name)
{
    bool found = false;

    for (size_t i = 0; i < COUNT_OF(here); i++)
        found = found || strcmp(here[i].name, name) == 0;
    return found;
}

static void
check_true(struct work *w, const struct adversary list[], size_t count, const char *what)
{
    unsigned untrue = 0;

    for (size_t i = 0; i < count; i++) {
        const struct adversary *a = &list[i];
        bool good = a->test != NULL ? stands_in(w, a->test, a->claim) : is_here(a->claim);

        untrue += !good;
        if (!good)
            printf("#   no \"%s\" in %s\n", a->claim, a->test != NULL ? a->test : "here");
    }
    tap_ok(untrue == 0, "%s: %zu, each in its test", what, count);
}

static bool
named(struct bytes of)
{
    bool found = false;

    for (size_t i = 0; i < COUNT_OF(adversary_attacks); i++)
        found = found || bytes_is(of, adversary_attacks[i].of);
    for (size_t i = 0; i < COUNT_OF(adversary_beyond); i++)
        found = found || bytes_is(of, adversary_beyond[i].of);
    return found;
}

static struct bytes
cell(struct bytes line, int n)
{
    struct bytes text;

    while (n-- >= 0)
        if (!bytes_step(&line, '|', &text))
            return (struct bytes){0};
    while (text.len > 0 && text.at[0] == ' ')
        text = bytes_from(text.at + 1, text.len - 1);
    while (text.len > 0 && text.at[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* Is that a cell of it still? */
static bool
in_the_model(struct work *w, struct bytes model, const char *of)
{
    const char *as = work_format(w, "| %s |", of);

    if (memmem(model.at, model.len, as, strlen(as)) != NULL)
        return true;
    printf("#   no row says: %s\n", of);
    return false;
}

/* Each row of the table of attackers, by what it says that they try; and each attack is of one. */
static void
check_whole(struct work *w)
{
    struct bytes model = get_file(w, "docs/threat-model.md"), rest = model, line;
    unsigned rows = 0, bare = 0;
    bool in = false;

    while (bytes_step(&rest, '\n', &line)) {
        bool row = line.len > 0 && line.at[0] == '|';

        in = row && (in || bytes_is(cell(line, 2), "tries to"));
        if (!in || bytes_is(cell(line, 2), "tries to") || bytes_is(cell(line, 2), "---"))
            continue;
        rows++;
        if (named(cell(line, 2)))
            continue;
        bare++;
        printf("#   nobody tries to %.*s\n", (int)cell(line, 2).len,
            (const char *)cell(line, 2).at);
    }
    for (size_t i = 0; i < COUNT_OF(adversary_attacks); i++)
        bare += !in_the_model(w, model, adversary_attacks[i].of);
    for (size_t i = 0; i < COUNT_OF(adversary_beyond); i++)
        bare += !in_the_model(w, model, adversary_beyond[i].of);
    tap_ok(rows > 40 && bare == 0,
        "%u rows of the threat model, each tried or said to be "
        "beyond a program",
        rows);
}

int
main(void)
{
    struct work *w = sim_start();

    chance_start();
    sim_work_os = counted_os();
    check_whole(w);
    check_true(w, adversary_attacks, COUNT_OF(adversary_attacks), "attacks");
    check_true(w, adversary_rules, COUNT_OF(adversary_rules), "rules between partners");
    for (size_t i = 0; i < COUNT_OF(here); i++)
        attack(w, i);
    work_close(w);
    return tap_end();
}
