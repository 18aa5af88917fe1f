/*
 * commit_test: a commit is there as a whole or not at all, and says where its records stand.
 */
#include "tests/core/store/side.h"

static int64_t
count_of(struct side *side)
{
    int64_t count;

    NEED(side->w, store_count(side->s, side->w, &count));
    return count;
}

static bool
commit(struct side *side, struct store_item *items, size_t count)
{
    struct store_batch batch = {.items = items, .item_count = count};

    return store_commit(side->s, side->w, &batch);
}

/* What is read back is what was given, in every field. */
static bool
as_given(struct side *side, unsigned n, const struct stored *got)
{
    const struct stored want = side_item(side->w, n).record;

    return hash_equal(&got->hash, &want.hash) && hash_equal(&got->author, &want.author) &&
        memcmp(&got->id, &want.id, sizeof(want.id)) == 0 &&
        got->version == want.version && bytes_equal(got->kind, want.kind) &&
        got->time == want.time && hash_is_zero(&got->origin) &&
        got->state == want.state && bytes_equal(got->header, want.header) &&
        bytes_equal(got->proof, want.proof);
}

static void
round_trip(void)
{
    struct side side = side_new("commit");
    struct store_item items[3];
    struct stored got;
    struct stored_part *parts;
    struct uuid id = side_id(1);
    size_t count, good = 0;
    bool have;

    for (unsigned i = 0; i < 3; i++)
        items[i] = side_item(side.w, i);
    tap_ok(count_of(&side) == 0, "a new store holds no records");
    NEED(side.w, commit(&side, items, 3));
    tap_ok(items[0].record.no == 1 && items[2].record.no == 3 &&
            items[0].journal_at == 0 && items[2].journal_at == 2,
        "a commit numbers its records and their places");
    side_again(&side);
    for (unsigned i = 0; i < 3; i++) {
        got = side_get(&side, i);
        good += as_given(&side, i, &got) && got.no == i + 1;
        NEED(side.w, store_by_no(side.s, side.w, i + 1, &got));
        good += as_given(&side, i, &got);
        good += side_part(&side, i, "core") && side_part(&side, i, "terms");
    }
    tap_ok(good == 9, "after a restart they are as they were given, parts and all");
    NEED(side.w, store_by_id(side.s, side.w, &id, &got));
    tap_ok(as_given(&side, 1, &got), "found by id");
    NEED(side.w, store_next(side.s, side.w, 0, bytes_of("odd/1"), &got, &have));
    tap_ok(have && as_given(&side, 1, &got), "found by kind");
    NEED(side.w, store_next(side.s, side.w, 2, bytes_of("odd/1"), &got, &have));
    tap_ok(!have, "and no more of them");
    NEED(side.w, store_parts(side.s, side.w, 2, &parts, &count));
    tap_ok(count == 3 && bytes_is(parts[0].name, "core") &&
            bytes_is(parts[2].name, "terms") && !parts[1].erased &&
            bytes_equal(parts[1].body, side_body(side.w, "notes", 1)),
        "its parts come in order of name");
    tap_ok(refused(side.w, store_by_no(side.s, side.w, 4, &got), FAULT_MISSING),
        "there is no fourth");
    id = side_id(999);
    tap_ok(refused(side.w, store_by_id(side.s, side.w, &id, &got), FAULT_MISSING),
        "nor one of an unknown id");
    tap_ok(raw_holds(side.place.folder, bytes_of("the core of record")) == 0 &&
            raw_holds(side.place.folder, bytes_of("{\"number\":1}")) > 0,
        "headers lie open on disk, parts do not");
    side_end(&side);
}

/* All that can be read of records 1 to ${count}, as text. */
static struct bytes
all_read(struct side *side, int64_t count)
{
    struct buffer b = buffer_open(side->w, SIZE_MAX / 2);
    struct stored_part *parts, part;
    struct stored s, next;
    struct bytes text;
    size_t part_count;
    bool have;

    for (int64_t no = 1; no <= count; no++) {
        NEED(side->w, store_by_no(side->s, side->w, no, &s));
        NEED(side->w,
            store_next(side->s, side->w, no - 1, (struct bytes){0}, &next, &have));
        NEED(side->w, store_parts(side->s, side->w, no, &parts, &part_count));
        buffer_format(&b, "%d %d %d", (int)s.no, (int)next.no, have);
        buffer_add(&b, hash_bytes(&s.hash));
        buffer_add(&b, hash_bytes(&next.hash));
        buffer_add(&b, s.header);
        buffer_add(&b, s.proof);
        for (size_t i = 0; i < part_count; i++) {
            buffer_add(&b, parts[i].name);
            buffer_add(&b, hash_bytes(&parts[i].salt));
            buffer_add(&b, parts[i].body);
        }
        if (store_part(side->s, side->w, &s, "notes", &part))
            buffer_add(&b, part.body);
        else
            NEED(side->w, work_forgive(side->w, FAULT_MISSING));
        if (store_part(side->s, side->w, &s, "none", &part))
            buffer_text(&b, "what is not there was found");
        else
            NEED(side->w, work_forgive(side->w, FAULT_MISSING));
    }
    NEED(side->w, buffer_bytes(&b, &text));
    return text;
}

/* What was just committed is read from memory as it is from the disk. */
static void
lent(void)
{
    struct side side = side_new("lent");
    struct store_item items[4], late;
    struct store_batch batch = {.items = items, .item_count = 4}, joined;
    struct bytes disk, memory;

    side_commit(&side, 77, 1);
    for (unsigned i = 0; i < 4; i++)
        items[i] = side_item(side.w, i);
    NEED(side.w, store_commit(side.s, side.w, &batch));
    disk = all_read(&side, 5);
    tap_ok(store_lend(side.s, &batch), "a batch of new records is lent");
    memory = all_read(&side, 5);
    tap_ok(bytes_equal(disk, memory) && disk.len > 1000,
        "and reads as it does from the disk");
    items[1].parts = items[2].parts;
    tap_ok(!bytes_equal(all_read(&side, 5), disk), "not from there");
    store_take_back(side.s);
    tap_ok(bytes_equal(all_read(&side, 5), disk), "until it is taken back");
    late = items[3];
    late.here = true;
    joined = (struct store_batch){.items = &late, .item_count = 1};
    tap_ok(!store_lend(side.s, &joined) && bytes_equal(all_read(&side, 5), disk),
        "what joins a record that was here is not lent");
    side_end(&side);
}

/* How many ids begin so; the first is that of record ${number}. */
static size_t
beginning(struct side *side, const char *prefix, unsigned number)
{
    struct stored got;
    struct uuid id;
    size_t count = 0;
    bool have, right = true;

    NEED(side->w, store_next_id(side->s, side->w, bytes_of(prefix), NULL, &id, &have));
    while (have) {
        NEED(side->w, store_by_id(side->s, side->w, &id, &got));
        right = right && (count > 0 || as_given(side, number, &got));
        count++;
        NEED(side->w, store_next_id(side->s, side->w, bytes_of(prefix), &id, &id, &have));
    }
    return right ? count : SIZE_MAX;
}

/* Is it no beginning of an id? */
static bool
no_beginning(struct side *side, const char *prefix)
{
    struct uuid id;
    bool have;

    return refused(side->w,
        store_next_id(side->s, side->w, bytes_of(prefix), NULL, &id, &have),
        FAULT_INVALID);
}

static void
prefixes(void)
{
    struct side side = side_new("prefix");

    side_commit(&side, 0x1234, 1);
    side_commit(&side, 0x1240, 1);
    tap_ok(beginning(&side, "01901234", 0x1234) == 1, "found by a prefix of its id");
    tap_ok(beginning(&side, "0190124", 0x1240) == 1, "of an odd number of digits");
    tap_ok(beginning(&side, "01901234-0000-70", 0x1234) == 1, "with dashes");
    tap_ok(beginning(&side, "019012", 0x1234) == 2, "a prefix may be of two");
    tap_ok(beginning(&side, "0191", 0) == 0, "or of none");
    tap_ok(no_beginning(&side, "019") && no_beginning(&side, "0190G") &&
            no_beginning(&side, "019012340000700080000000000000000"),
        "one that is short, long or no hex is invalid");
    side_end(&side);
}

static void
conflicts(void)
{
    struct side side = side_new("conflict");
    struct store_item items[3];
    struct hash drawn;

    side_commit(&side, 0, 2);
    for (unsigned i = 0; i < 3; i++)
        items[i] = side_item(side.w, i + 10);
    items[1] = side_item(side.w, 1);
    tap_ok(refused(side.w, commit(&side, items, 3), FAULT_CONFLICT),
        "a hash that is here is a conflict");
    tap_ok(count_of(&side) == 2 && !side_has(&side, 10) && !side_has(&side, 12),
        "and nothing of its commit is here");
    tap_ok(side_log(&side, STORE_JOURNAL).size == 2 && side_verify(&side, STORE_JOURNAL),
        "the journal has not moved");
    items[1] = items[0];
    tap_ok(refused(side.w, commit(&side, items, 3), FAULT_CONFLICT) &&
            count_of(&side) == 2,
        "a hash twice in one commit is a conflict");
    items[1] = side_item(side.w, 11);
    NEED(side.w, commit(&side, items, 3));
    tap_ok(items[0].record.no == 3 && items[2].journal_at == 4,
        "the next commit goes on as if nothing had been");
    side_again(&side);
    tap_ok(side_part(&side, 11, "core") && side_part(&side, 0, "core"), "and opens");
    NEED(side.w, store_secret_new(side.s, side.w, "other", &drawn));
    tap_ok(refused(side.w, store_log_new(side.s, side.w, STORE_JOURNAL, "again"),
               FAULT_CONFLICT),
        "a second journal is a conflict");
    side_commit(&side, 20, 1);
    tap_ok(side_has(&side, 20), "which leaves no transaction open");
    side_end(&side);
}

static void
states(void)
{
    struct side side = side_new("states");
    struct store_item items[3];
    struct store_state_change changes[2];
    struct store_batch batch = {.items = items, .item_count = 3};
    struct uuid id = side_id(0);
    struct stored got;
    int64_t clock;

    for (unsigned i = 0; i < 3; i++)
        items[i] = side_item(side.w, i);
    items[1].record.id = items[0].record.id;
    items[1].record.version = 2;
    items[1].record.state = STORED_WAITING;
    items[2].record.id = items[0].record.id;
    items[2].record.version = 3;
    items[2].record.state = STORED_QUARANTINED;
    items[2].record.origin = side_hash(side.w, "partner", 0);
    items[2].record.time = SIDE_START + 1000000;
    NEED(side.w, store_commit(side.s, side.w, &batch));
    NEED(side.w, store_by_id(side.s, side.w, &id, &got));
    tap_ok(got.version == 1 && got.state == STORED_IN_FORCE,
        "a newer version that waits does not stand before one in force");
    tap_ok(side_get(&side, 1).state == STORED_WAITING, "it is there by its hash");
    got = side_get(&side, 2);
    tap_ok(got.state == STORED_QUARANTINED &&
            hash_equal(&got.origin, &items[2].record.origin),
        "a quarantined one is there by its hash, with its origin");
    NEED(side.w, store_clock(side.s, side.w, &clock));
    tap_ok(clock == SIDE_START + 1, "the clock is the latest of our own records");
    changes[0] = (struct store_state_change){.record = 2, .state = STORED_QUARANTINED};
    changes[1] = (struct store_state_change){.record = 3, .state = STORED_IN_FORCE};
    batch = (struct store_batch){.changes = changes, .change_count = 2};
    NEED(side.w, store_commit(side.s, side.w, &batch));
    side_again(&side);
    NEED(side.w, store_by_id(side.s, side.w, &id, &got));
    tap_ok(got.version == 3 && side_get(&side, 1).state == STORED_QUARANTINED,
        "a commit of changes alone changes states");
    NEED(side.w, store_clock(side.s, side.w, &clock));
    tap_ok(clock == SIDE_START + 1 && side_log(&side, STORE_JOURNAL).size == 3,
        "and neither clock nor journal");
    side_end(&side);
}

static void
waiting(void)
{
    struct side side = side_new("waiting");
    struct store_item items[2] = {side_item(side.w, 0), side_item(side.w, 1)};
    struct uuid id = side_id(0);
    struct stored got;

    items[0].record.state = STORED_WAITING;
    items[1].record.state = STORED_WAITING;
    items[1].record.id = items[0].record.id;
    items[1].record.version = 2;
    NEED(side.w, commit(&side, items, 2));
    NEED(side.w, store_by_id(side.s, side.w, &id, &got));
    tap_ok(got.version == 2 && got.state == STORED_WAITING,
        "where none is in force, the newest that waits is found");
    side_end(&side);
}

static void
appends(void)
{
    struct side side = side_new("appends");
    struct store_append to[3];
    struct store_item items[2];
    struct store_batch batch = {.items = items,
        .item_count = 2,
        .appends = to,
        .append_count = 3};
    struct log_head un, court, journal;
    uint64_t at;

    NEED(side.w,
        store_log_new(side.s, side.w, "outbox/un", "liaison/v1/00/main/outbox/un/1"));
    NEED(side.w,
        store_log_new(side.s, side.w, "outbox/ct", "liaison/v1/00/main/outbox/ct/1"));
    un = side_log(&side, "outbox/un");
    court = side_log(&side, "outbox/ct");
    for (unsigned i = 0; i < 2; i++)
        items[i] = side_item(side.w, i);
    to[0] = (struct store_append){.log = un.no, .record = items[1].record.hash};
    to[1] = (struct store_append){.log = un.no, .record = items[0].record.hash};
    to[2] = (struct store_append){.log = court.no, .record = items[0].record.hash};
    NEED(side.w, store_commit(side.s, side.w, &batch));
    side_again(&side);
    un = side_log(&side, "outbox/un");
    court = side_log(&side, "outbox/ct");
    journal = side_log(&side, STORE_JOURNAL);
    tap_ok(un.size == 2 && court.size == 1 && journal.size == 2,
        "one commit writes three logs");
    NEED(side.w, store_position(side.s, side.w, &un, &items[0].record.hash, &at));
    tap_ok(at == 1, "a record stands in each at its own place");
    tap_ok(refused(side.w,
               store_position(side.s, side.w, &court, &items[1].record.hash, &at),
               FAULT_MISSING),
        "and in no other");
    tap_ok(side_verify(&side, "outbox/un") && side_verify(&side, "outbox/ct") &&
            side_verify(&side, STORE_JOURNAL),
        "all verify");
    to[0].log = 77;
    items[0] = side_item(side.w, 5);
    batch = (struct store_batch){.items = items,
        .item_count = 1,
        .appends = to,
        .append_count = 1};
    tap_ok(!store_commit(side.s, side.w, &batch) && !work_ok(side.w),
        "no log of that number: %s", work_why(side.w));
    work_clear(side.w);
    tap_ok(!side_has(&side, 5) && side_log(&side, STORE_JOURNAL).size == 2,
        "then its records are not there either");
    side_end(&side);
}

static void
limits(void)
{
    struct side side = side_new("limits");
    struct stored_part parts[16];
    struct store_item item = side_item(side.w, 0);
    struct stored_part got;
    uint8_t *large = side_content(1, 1 << 20);
    struct stored s;

    for (size_t i = 0; i < 16; i++)
        parts[i] =
            (struct stored_part){.name = bytes_of(work_format(side.w, "p%02zu", i)),
                .body = bytes_from(large, i == 3 ? 1 << 20 : i)};
    parts[5].erased = true;
    item.parts = parts;
    item.part_count = 16;
    NEED(side.w, commit(&side, &item, 1));
    side_again(&side);
    s = side_get(&side, 0);
    NEED(side.w, store_part(side.s, side.w, &s, "p03", &got));
    tap_ok(got.body.len == 1 << 20 && memcmp(got.body.at, large, 1 << 20) == 0,
        "16 parts, one of 1 MiB");
    NEED(side.w, store_part(side.s, side.w, &s, "p00", &got));
    tap_ok(got.body.len == 0, "an empty part is there");
    tap_ok(side_part_gone(&side, 0, "p05") && side_part_gone(&side, 0, "p16"),
        "one that came withheld is missing, like one that never was");
    free(large);
    side_end(&side);
}

/* Sealed parts are bound to their record and name. */
static void
swapped(void)
{
    struct side side = side_new("swapped");
    struct stored_part got;
    struct stored s;
    const char *data = side_path(&side, "data.db");

    side_commit(&side, 0, 2);
    side_close(&side);
    raw_sql(data,
        "UPDATE part SET (key, sealed) = (SELECT key, sealed FROM part "
        "WHERE record = 1 AND name = 'notes') WHERE record = 1 AND name = 'core'",
        (struct bytes){0});
    raw_sql(data,
        "UPDATE part SET (key, sealed) = (SELECT key, sealed FROM part "
        "WHERE record = 1 AND name = 'terms') WHERE record = 2 AND name = 'terms'",
        (struct bytes){0});
    side_open(&side);
    s = side_get(&side, 0);
    tap_ok(refused(side.w, store_part(side.s, side.w, &s, "core", &got), FAULT_CORRUPT),
        "a sealed part does not open under another name");
    s = side_get(&side, 1);
    tap_ok(refused(side.w, store_part(side.s, side.w, &s, "terms", &got), FAULT_CORRUPT),
        "nor for another record");
    tap_ok(side_part(&side, 0, "notes") && side_part(&side, 1, "core"), "all others do");
    side_end(&side);
}

static void
secrets(void)
{
    struct side side = side_new("secrets");
    struct hash first, second, got;

    NEED(side.w, store_secret_new(side.s, side.w, "k", &first));
    NEED(side.w, store_secret_new(side.s, side.w, "k2", &second));
    tap_ok(!hash_equal(&first, &second) && !hash_is_zero(&first), "secrets are drawn");
    side_again(&side);
    NEED(side.w, store_secret(side.s, side.w, "k", &got));
    tap_ok(hash_equal(&got, &first), "and found again");
    NEED(side.w, store_secret_new(side.s, side.w, "k", &second));
    NEED(side.w, store_secret(side.s, side.w, "k", &got));
    tap_ok(hash_equal(&got, &second) && !hash_equal(&got, &first),
        "a new one takes its place");
    NEED(side.w, store_secret_drop(side.s, side.w, "k"));
    tap_ok(refused(side.w, store_secret(side.s, side.w, "k", &got), FAULT_MISSING),
        "a dropped one is missing");
    NEED(side.w, store_secret_drop(side.s, side.w, "never"));
    side_again(&side);
    tap_ok(refused(side.w, store_secret(side.s, side.w, "k", &got), FAULT_MISSING) &&
            store_secret(side.s, side.w, "k2", &got),
        "after a restart too; others stay");
    side_end(&side);
}

int
main(void)
{
    round_trip();
    lent();
    prefixes();
    conflicts();
    states();
    waiting();
    appends();
    limits();
    swapped();
    secrets();
    return tap_end();
}
