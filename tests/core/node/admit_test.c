/*
 * The one door: what enters, what is refused with nothing committed, what waits, and
 * what is set aside because its author contradicts itself.
 */
#include "fixture.h"

/* ---- Records as others would make them --------------------------------------------- */

struct made {
    struct hash author;
    struct hash seed; /* of the key that signs */
    const char *kind;
    const char *side;
    const char *title;
    struct uuid id;
    int64_t version;
    struct hash replaces; /* what a correction replaces; zero: nothing */
};

/* This node's own hand. */
static struct made
own(struct work *w, struct node *n, const char *title)
{
    struct made m = {.author = node_identity(n)->id,
        .kind = "matter/1",
        .side = "main",
        .title = title,
        .version = 1};

    NEED(w, store_secret(node_store(n), w, "node", &m.seed));
    NEED(w, uuid_new(w, 7, &m.id));
    return m;
}

static struct bytes
text_of(struct work *w, struct node *n, const struct made *m)
{
    struct record_draft d = {.author = m->author,
        .id = m->id,
        .version = m->version,
        .kind = m->kind,
        .side = m->side,
        .signer = {.role = bytes_of("node"), .level = bytes_of("node-held")}};
    const char *core = work_format(w, "{\"title\":" TEXT("%s") "}", m->title);
    struct record *r;
    struct bytes text;

    NEED(w, node_now(n, w, &d.time));
    NEED(w, sign_public(w, &m->seed, &d.signer.key));
    d.part_names[0] = "core";
    d.part_bodies[0] = parse(w, core);
    d.part_names[1] = "terms";
    d.part_bodies[1] = fixture_terms(w, n);
    d.part_count = 2;
    if (m->version > 1) {
        d.links[0] = (struct link_to){.type = "replaces",
            .hash = m->replaces,
            .id = m->id,
            .version = m->version - 1};
        d.link_count = 1;
    }
    NEED(w, record_new(w, &d, &r));
    NEED(w, record_sign(w, &m->seed, &r, 1));
    NEED(w, record_write(w, r, NULL, NULL, &text));
    return text;
}

static const struct hash partner = {{7}};

static bool
admit(struct work *w, struct node *n, struct bytes text, bool from_partner,
    struct receipt *out)
{
    struct entry e = {.text = text, .origin = from_partner ? &partner : NULL};

    return node_admit(n, w, &e, 1, out);
}

/* ---- That nothing was committed ---------------------------------------------------- */

struct before {
    int64_t records;
    uint64_t journal;
    struct bytes views;
};

static struct before
look(struct work *w, struct node *n)
{
    struct before b = {.records = fixture_count(w, n)};
    struct log_head journal;

    NEED(w, store_log(node_store(n), w, STORE_JOURNAL, &journal));
    NEED(w, node_views_text(n, w, &b.views));
    b.journal = journal.size;
    return b;
}

static bool
unchanged(struct work *w, struct node *n, const struct before *b)
{
    struct before now = look(w, n);

    return now.records == b->records && now.journal == b->journal &&
        bytes_equal(now.views, b->views);
}

/* Rebuilt views are the same as those made step by step, and all of it verifies. */
static void
check_whole(struct work *w, struct node *n, const char *what)
{
    struct before b = look(w, n), again;
    struct verified v;
    int64_t count;

    tap_good(w, node_rebuild(n, w, &count), "%s: rebuilt", what);
    again = look(w, n);
    tap_ok(bytes_equal(b.views, again.views), "%s: rebuilt views equal those grown",
        what);
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "%s: it verifies", what);
}

#define tap_refuses(w, n, kind, call, what)                                        \
    do {                                                                           \
        struct before refuses_was = look(w, n);                                    \
        tap_fault(w, kind, call, "refused: %s", what);                             \
        tap_ok(unchanged(w, n, &refuses_was), "... and nothing was committed: %s", \
            what);                                                                 \
    } while (0)

/* ---- Tests ------------------------------------------------------------------------- */

static const struct fixture_kind *
table_kind(struct bytes kind)
{
    for (size_t i = 0; i < COUNT_OF(fixture_kinds); i++)
        if (bytes_is(kind, fixture_kinds[i].kind))
            return &fixture_kinds[i];
    return NULL;
}

static void
test_kinds(struct work *w, struct node *n)
{
    struct stored made[COUNT_OF(fixture_kinds)];

    for (size_t i = 0; i < COUNT_OF(fixture_kinds); i++) {
        const struct fixture_kind *k = &fixture_kinds[i];
        struct draft d = fixture_draft(w, n, k->kind, k->parts), bare = d;
        struct receipt r;
        struct view_item item;

        for (size_t l = 0; l < 2 && k->links[l][0] != NULL; l++)
            draft_link(&d, k->links[l][0],
                &made[table_kind(bytes_of(k->links[l][1])) - fixture_kinds]);
        if (d.link_count > 0)
            tap_refuses(w, n, FAULT_INVALID, node_make(n, w, &bare, 1, &r),
                work_format(w, "%s without its link", k->kind));
        tap_good(w, node_make(n, w, &d, 1, &r), "the least %s", k->kind);
        made[i] = fixture_stored(w, n, &r);
        tap_ok(r.state == STORED_IN_FORCE && r.version == 1 &&
                node_item(n, w, &r.id, &item) && bytes_is(item.kind, k->kind) &&
                item.record == r.no && hash_equal(&item.hash, &r.hash),
            "... stands in the views: %s", k->kind);
        draft_part(&bare, "surplus", json_object(w));
        tap_refuses(w, n, FAULT_INVALID, node_make(n, w, &bare, 1, &r),
            work_format(w, "%s with a part it does not have", k->kind));
    }
}

static void
test_refused(struct work *w, struct node *n)
{
    struct made m = own(w, n, "x");
    struct identity other;
    struct hash one = fixture_seed(91), two = fixture_seed(92);
    struct receipt r;
    struct bytes text;

    NEED(w, identity_new(w, &one, &two, &other));
    m.author = other.id;
    tap_refuses(w, n, FAULT_DENIED, admit(w, n, text_of(w, n, &m), false, &r),
        "another's record as one's own");
    m = own(w, n, "x");
    m.seed = one;
    tap_refuses(w, n, FAULT_CORRUPT, admit(w, n, text_of(w, n, &m), false, &r),
        "signed by a key that is not ours");
    tap_refuses(w, n, FAULT_CORRUPT, admit(w, n, text_of(w, n, &m), true, &r),
        "the same from a partner");
    m = own(w, n, "x");
    NEED(w, store_secret(node_store(n), w, "tls", &m.seed));
    tap_refuses(w, n, FAULT_CORRUPT, admit(w, n, text_of(w, n, &m), true, &r),
        "signed by our key for another use");
    m = own(w, n, "x");
    m.kind = "nonsense/1";
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, text_of(w, n, &m), false, &r),
        "a kind that is not known");
    m = own(w, n, "x");
    m.side = "care";
    NEED(w, uuid_new(w, 4, &m.id));
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, text_of(w, n, &m), true, &r),
        "another side");
    m = own(w, n, "");
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, text_of(w, n, &m), true, &r),
        "an empty title");
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, bytes_of(""), true, &r), "nothing");
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, bytes_of("{}"), true, &r),
        "an empty object");
    m = own(w, n, "x");
    text = text_of(w, n, &m);
    tap_refuses(w, n, FAULT_INVALID,
        admit(w, n, bytes_from(text.at, text.len - 1), true, &r), "a text cut short");
}

/* Any byte changed is refused; a sample, for the record tests try more. */
static void
test_flips(struct work *w, struct node *n)
{
    struct made m = own(w, n, "flip");
    struct bytes text = text_of(w, n, &m);
    uint8_t *copy = work_alloc(w, text.len);
    struct before was = look(w, n);
    size_t refused = 0, tried = 0;
    struct receipt r;

    for (size_t at_byte = chance(7); at_byte < text.len; at_byte += 1 + chance(40)) {
        memcpy(copy, text.at, text.len);
        copy[at_byte] ^= (uint8_t)(1u << chance(8));
        tried++;
        /* By another author's name it is a stranger's record, which only waits. */
        refused += !admit(w, n, bytes_from(copy, text.len), true, &r) ||
            r.state == STORED_WAITING;
        work_clear(w);
    }
    tap_ok(refused == tried && bytes_equal(look(w, n).views, was.views),
        "%zu of %zu changed texts are refused", refused, tried);
}

static void
test_batch(struct work *w, struct node *n)
{
    struct draft good =
        fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":" TEXT("a") "}}");
    struct draft bad = fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":3}}");
    struct draft batch[3] = {good, bad, good};
    struct made m = own(w, n, "x");
    struct receipt r[3];
    struct bytes text;

    tap_refuses(w, n, FAULT_INVALID, node_make(n, w, batch, 3, r),
        "a batch with one bad record");
    batch[1] = good;
    draft_link_made(&batch[0], "matter", 1);
    tap_refuses(w, n, FAULT_INVALID, node_make(n, w, batch, 3, r),
        "a link to one made later");
    batch[0] = good;
    tap_good(w, node_make(n, w, batch, 3, r), "the same without it");
    tap_ok(r[0].no + 1 == r[1].no && r[1].no + 1 == r[2].no &&
            r[0].journal_at + 1 == r[1].journal_at &&
            r[1].journal_at + 1 == r[2].journal_at,
        "in the order they were given");
    text = text_of(w, n, &m);
    struct entry twice[2] = {{.text = text, .origin = &partner},
        {.text = text, .origin = &partner}};
    int64_t count = fixture_count(w, n);
    tap_good(w, node_admit(n, w, twice, 2, r), "one text twice in a batch");
    tap_ok(fixture_count(w, n) == count + 1 && hash_equal(&r[0].hash, &r[1].hash) &&
            r[0].no == r[1].no,
        "is one record");
    tap_good(w, node_admit(n, w, twice, 2, r), "and the batch once more");
    tap_ok(fixture_count(w, n) == count + 1, "changes nothing");
    tap_refuses(w, n, FAULT_CONFLICT, admit(w, n, text, false, r),
        "the same as made here");
}

/* More than one group signature covers: still all or none. */
static void
test_large_batch(struct work *w, struct node *n)
{
    size_t count = RECORD_GROUP + 1;
    struct draft *drafts = work_alloc(w, count * sizeof(*drafts));
    struct receipt *receipts = work_alloc(w, count * sizeof(*receipts));
    struct draft good =
        fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":" TEXT("a") "}}");
    struct verified v;

    for (size_t i = 0; i < count; i++)
        drafts[i] = good;
    drafts[count - 1] = fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":3}}");
    tap_refuses(w, n, FAULT_INVALID, node_make(n, w, drafts, count, receipts),
        "4,097 records of which the last is bad");
    drafts[count - 1] = good;
    tap_good(w, node_make(n, w, drafts, count, receipts), "4,097 good ones");
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "all verify");
}

static void
test_versions(struct work *w, struct node *n)
{
    struct stored one = fixture_matter(w, n, "first"), two, found;
    struct draft d =
        fixture_draft(w, n, "matter/1", "{\"core\":{\"title\":" TEXT("again") "}}");
    struct view_item item;
    struct receipt r;

    two = fixture_correct(w, n, &one, "second");
    tap_ok(two.version == 2 && memcmp(&one.id, &two.id, sizeof(one.id)) == 0 &&
            node_item(n, w, &one.id, &item) && item.record == two.no,
        "a correction stands");
    NEED(w, store_by_id(node_store(n), w, &one.id, &found));
    tap_ok(found.no == two.no, "and is found by the id");
    d.id = &one.id;
    d.version = 2;
    draft_link(&d, "replaces", &one);
    tap_refuses(w, n, FAULT_CONFLICT, node_make(n, w, &d, 1, &r),
        "our newest version twice");
    d.version = 1;
    d.link_count = 0;
    tap_refuses(w, n, FAULT_CONFLICT, node_make(n, w, &d, 1, &r),
        "our older version twice");
    d.version = 3;
    draft_link(&d, "replaces", &two);
    struct draft both[2] = {d, d};
    struct receipt rs[2];
    tap_refuses(w, n, FAULT_CONFLICT, node_make(n, w, both, 2, rs),
        "our next version twice at once");
    tap_good(w, node_make(n, w, &d, 1, &r), "our next version once");
}

/* ---- Equivocation (P21) ------------------------------------------------------------ */

static enum stored_state
state_of(struct work *w, struct node *n, int64_t no)
{
    struct stored s;

    NEED(w, store_by_no(node_store(n), w, no, &s));
    return s.state;
}

static bool
in_views(struct work *w, struct node *n, const struct uuid *id)
{
    struct view_item item;
    bool in = node_item(n, w, id, &item);

    work_clear(w);
    return in;
}

static void
test_equivocation(struct work *w, struct node *n)
{
    struct made m = own(w, n, "left");
    struct receipt a, b, c;
    struct stored s;

    NEED(w, admit(w, n, text_of(w, n, &m), true, &a));
    tap_ok(in_views(w, n, &m.id), "one content under an id and version stands");
    m.title = "right";
    tap_good(w, admit(w, n, text_of(w, n, &m), true, &b),
        "another is admitted, as a proof");
    tap_ok(b.state == STORED_QUARANTINED && state_of(w, n, a.no) == STORED_QUARANTINED &&
            state_of(w, n, b.no) == STORED_QUARANTINED,
        "and both are set aside");
    tap_ok(!in_views(w, n, &m.id), "neither stands in the views");
    tap_fault(w, FAULT_MISSING, store_by_id(node_store(n), w, &m.id, &s), "nor is found");
    check_whole(w, n, "two contents");
    m.title = "third";
    tap_good(w, admit(w, n, text_of(w, n, &m), true, &c), "a third content");
    tap_ok(state_of(w, n, c.no) == STORED_QUARANTINED && !in_views(w, n, &m.id),
        "is set aside, too");
    check_whole(w, n, "three contents");
}

static void
test_equivocation_older(struct work *w, struct node *n)
{
    struct made m = own(w, n, "one");
    struct receipt one, two, again;

    NEED(w, admit(w, n, text_of(w, n, &m), true, &one));
    m.version = 2;
    NEED(w, admit(w, n, text_of(w, n, &m), true, &two));
    m.version = 1;
    m.title = "another one";
    tap_good(w, admit(w, n, text_of(w, n, &m), true, &again), "an older version twice");
    tap_ok(state_of(w, n, one.no) == STORED_QUARANTINED &&
            state_of(w, n, again.no) == STORED_QUARANTINED &&
            state_of(w, n, two.no) == STORED_IN_FORCE,
        "sets aside those two only");
    check_whole(w, n, "an older version twice");
}

static void
test_equivocation_batch(struct work *w, struct node *n)
{
    struct made m = own(w, n, "one");
    struct entry e[2] = {{.origin = &partner}, {.origin = &partner}};
    struct receipt r[2];

    e[0].text = text_of(w, n, &m);
    m.title = "other";
    e[1].text = text_of(w, n, &m);
    tap_good(w, node_admit(n, w, e, 2, r), "two contents in one batch");
    tap_ok(state_of(w, n, r[0].no) == STORED_QUARANTINED &&
            state_of(w, n, r[1].no) == STORED_QUARANTINED && !in_views(w, n, &m.id),
        "are both set aside");
    check_whole(w, n, "two contents in one batch");
}

/* ---- Waiting ----------------------------------------------------------------------- */

static void
test_waiting(struct work *w, struct node *n)
{
    struct hash one = fixture_seed(93), two = fixture_seed(94);
    struct made m = own(w, n, "stranger"), known = own(w, n, "known");
    struct identity other;
    struct receipt r, s;
    struct bytes text;

    NEED(w, identity_new(w, &one, &two, &other));
    m.author = other.id;
    m.seed = one;
    text = text_of(w, n, &m);
    tap_good(w, admit(w, n, text, true, &r), "a record of an author not known here");
    tap_ok(r.state == STORED_WAITING && state_of(w, n, r.no) == STORED_WAITING, "waits");
    tap_ok(!in_views(w, n, &m.id), "and is shown to nobody");
    NEED(w, admit(w, n, text, true, &s));
    tap_ok(s.no == r.no, "once more, it is the same");
    m.title = "stranger 2";
    tap_good(w, admit(w, n, text_of(w, n, &m), true, &s), "another content of it");
    tap_ok(s.state != STORED_IN_FORCE && !in_views(w, n, &m.id),
        "is not in force either");
    known.kind = "later/1";
    tap_good(w, admit(w, n, text_of(w, n, &known), true, &r),
        "a record of a kind not known here");
    tap_ok(r.state == STORED_WAITING && !in_views(w, n, &known.id),
        "waits, shown to nobody");
    known.seed = one;
    NEED(w, uuid_new(w, 7, &known.id));
    tap_refuses(w, n, FAULT_CORRUPT, admit(w, n, text_of(w, n, &known), true, &r),
        "one of such a kind whose signature is not its author's");
    check_whole(w, n, "records that wait");
}

/* Nobody can have a record set aside by a text that he only says is another's. */
static void
test_forged(struct work *w, struct node *n)
{
    struct made m = own(w, n, "genuine");
    struct hash one = fixture_seed(95);
    struct receipt a, b;

    NEED(w, admit(w, n, text_of(w, n, &m), true, &a));
    m.title = "forged";
    m.seed = one;
    tap_refuses(w, n, FAULT_CORRUPT, admit(w, n, text_of(w, n, &m), true, &b),
        "a forged second content");
    tap_ok(state_of(w, n, a.no) == STORED_IN_FORCE && in_views(w, n, &m.id),
        "and the genuine one stands");
    m = own(w, n, "mine");
    NEED(w, admit(w, n, text_of(w, n, &m), false, &a));
    struct identity other;
    struct hash two = fixture_seed(96);
    NEED(w, identity_new(w, &one, &two, &other));
    m.author = other.id;
    m.seed = one;
    m.title = "squatting";
    (void)!admit(w, n, text_of(w, n, &m), true, &b);
    work_clear(w);
    tap_ok(state_of(w, n, a.no) == STORED_IN_FORCE && in_views(w, n, &m.id),
        "nor does a stranger's record of the same id put ours aside");
}

static void
test_withheld(struct work *w, struct node *n)
{
    struct made m = own(w, n, "withheld");
    struct json *text =
        parse(w, work_format(w, "%s", (const char *)text_of(w, n, &m).at));
    struct bytes cut;
    struct receipt r;
    struct stored s;
    struct record *record;

    json_drop(json_get(text, "parts"), "core");
    NEED(w, json_write(w, text, &cut));
    tap_refuses(w, n, FAULT_INVALID, admit(w, n, cut, false, &r),
        "our own without its core");
    tap_good(w, admit(w, n, cut, true, &r), "a partner's without its core, withheld");
    s = fixture_stored(w, n, &r);
    NEED(w, node_record(n, w, &s, &record));
    tap_ok(record_part(record, "core") == NULL && record_part(record, "terms") != NULL,
        "has the parts that came, and no others");
    check_whole(w, n, "a part withheld");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    chance_start();
    test_kinds(w, n);
    test_refused(w, n);
    test_flips(w, n);
    test_batch(w, n);
    test_versions(w, n);
    test_equivocation(w, n);
    test_equivocation_older(w, n);
    test_equivocation_batch(w, n);
    test_waiting(w, n);
    test_forged(w, n);
    test_withheld(w, n);
    test_large_batch(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
