/*
 * fault_test: with the n-th allocation or random draw failing, for every n, making,
 * signing, writing, reading and verifying fail cleanly or succeed wholly.
 */
#include "fixture.h"

static long countdown_alloc; /* the call that fails; 0: none */
static long countdown_random;

/* An arena asks the system seldom.  What is taken before moves the places at which it
 * does, so that over many rounds every place comes to be one. */
#define FILL_STEP 613
#define FILL_MAX (64 * 1024)
static size_t fill;

static void *
failing_alloc(size_t len)
{
    if (countdown_alloc > 0 && --countdown_alloc == 0)
        return NULL;
    return os_real.alloc(len);
}

static int
failing_random(void *to, size_t len)
{
    if (countdown_random > 0 && --countdown_random == 0)
        return -1;
    return fixture_random(to, len);
}

static bool
story(struct work *w, const struct identity *org, const struct record_draft *draft)
{
    struct hash node = seed_of(10), root = seed_of(1), next = seed_of(2),
                key = seed_of(0x55);
    struct record *r[3], *read;
    struct identity id, again;
    struct json *seal;
    struct bytes text;
    int64_t to;

    TRY(crypt_start(w));
    TRY(identity_new(w, &root, &next, &id));
    TRY(identity_state(w, &id, &root, statement_name(w, "eu", "en", bytes_of("EU"), NOW),
        &id));
    TRY(identity_rotate(w, &id, &next, &root, NOW, &id));
    TRY(identity_read(w, id.text, &again));
    TRY(seal_statement_new(w, org, &node, &key, NOW, NOW + TIME_DAY, &seal));
    TRY(seal_statement_read(w, org, seal, NOW, &key, &to));
    TRY(fingerprint_write(w, &id.id, &text));
    for (size_t i = 0; i < COUNT_OF(r); i++)
        TRY(record_new(w, draft, &r[i]));
    TRY(record_sign(w, &node, r, COUNT_OF(r)));
    TRY(record_write(w, r[2], NULL, NULL, &text));
    TRY(record_read(w, text, &read));
    TRY(record_verify(w, read, org));
    return true;
}

static bool
kinds_story(struct work *w, const struct identity *org, const struct record_draft *draft)
{
    struct kinds *kinds;
    struct record *r;

    (void)org;
    TRY(kinds_open(w, &kinds));
    TRY(record_new(w, draft, &r));
    return kind_check(w, kinds_find(kinds, r->kind), r, true);
}

/* How many runs it took until one succeeded; 0 if a run went wrong. */
static long
torture(const struct identity *org, const struct record_draft *draft, long *countdown,
    enum fault want,
    bool (*run)(struct work *, const struct identity *, const struct record_draft *))
{
    struct os os = *fixture_os();

    os.alloc = failing_alloc;
    os.random = failing_random;
    for (long n = 1; n < 100000; n++) {
        struct work *w;
        bool good, as_wanted;

        *countdown = n;
        w = work_open(&os);
        good = w != NULL && work_alloc(w, fill) != NULL && run(w, org, draft);
        as_wanted =
            w == NULL || good || (work_fault(w) == want && work_why(w)[0] != '\0');
        if (w != NULL && good && !work_ok(w))
            as_wanted = false;
        if (!as_wanted)
            printf("# call %ld: %s\n", n, work_why(w));
        work_close(w);
        if (!as_wanted)
            return 0;
        if (good) {
            good = *countdown > 0;
            *countdown = 0;
            return good ? n : 0;
        }
    }
    return 0;
}

/* Sum of the runs over all fills; 0 if one went wrong. */
static long
torture_filled(const struct identity *org, const struct record_draft *draft,
    bool (*run)(struct work *, const struct identity *, const struct record_draft *))
{
    long sum = 0;

    for (fill = 0; fill < FILL_MAX; fill += FILL_STEP) {
        long runs = torture(org, draft, &countdown_alloc, FAULT_MEMORY, run);

        if (runs < 3)
            return 0;
        sum += runs;
    }
    fill = 0;
    return sum;
}

int
main(void)
{
    struct work *w = fixture_work();
    struct record_draft draft;
    struct identity org;
    long runs;

    fixture_org(w, &org);
    fixture_draft(w, &org, &draft);
    runs = torture_filled(&org, &draft, story);
    tap_ok(runs > 500, "each allocation fails once: %ld runs", runs);
    runs = torture(&org, &draft, &countdown_random, FAULT_IO, story);
    tap_ok(runs > 10, "each random draw fails once: %ld runs", runs);
    runs = torture_filled(&org, &draft, kinds_story);
    tap_ok(runs > 500, "each allocation while kinds are read: %ld runs", runs);
    work_close(w);
    return tap_end();
}
