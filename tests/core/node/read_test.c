/*
 * Reading is an act: allowed by the terms, for a purpose, logged before anything is
 * seen; without a log there is no reading.
 */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

static struct actor
actor(const char *person, const char *purpose)
{
    return (struct actor){.person = bytes_of(person), .purpose = bytes_of(purpose)};
}

static bool
read_it(struct work *w, struct node *n, const char *person, const char *purpose,
    const struct stored *s, struct record **out)
{
    struct actor who = actor(person, purpose);

    *out = NULL;
    return node_read(n, w, &who, s, out);
}

static size_t
readings(struct work *w, struct node *n, const struct stored *s)
{
    struct view_link *links;
    size_t count;

    NEED(w, node_links_to(n, w, &s->id, "reads", &links, &count));
    return count;
}

/* The newest reading of a record, as its log entry says. */
static struct json *
last_reading(struct work *w, struct node *n, const struct stored *s, struct stored *by)
{
    struct view_link *links;
    struct stored_part part;
    struct json *core;
    size_t count;

    NEED(w, node_links_to(n, w, &s->id, "reads", &links, &count) && count > 0);
    NEED(w, store_by_no(node_store(n), w, links[count - 1].record, by));
    NEED(w,
        store_part(node_store(n), w, by, "core", &part) &&
            json_read(w, part.body, &json_record, &core));
    return core;
}

/* A matter whose terms name purposes. */
static struct stored
with_terms(struct work *w, struct node *n, const char *member, struct json *value)
{
    struct json *terms = fixture_terms(w, n), *core;
    struct draft d = {.kind = "matter/1"};
    struct receipt r;

    core = parse(w, "{\"title\":" TEXT("limited") "}");
    json_put(terms, member, value);
    draft_part(&d, "core", core);
    draft_part(&d, "terms", terms);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

static void
test_logged(struct work *w, struct node *n)
{
    struct stored s = fixture_matter(w, n, "River"), by;
    struct record *r;
    struct json *core;
    struct bytes parts;
    int64_t count = fixture_count(w, n);

    tap_good(w, read_it(w, n, "ana", "trial", &s, &r), "read for a purpose");
    tap_ok(record_part(r, "core") != NULL, "the content is given");
    tap_ok(readings(w, n, &s) == 1 && fixture_count(w, n) == count + 1,
        "one record says so");
    core = last_reading(w, n, &s, &by);
    NEED(w, json_write(w, json_get(core, "parts"), &parts));
    tap_ok(bytes_is(json_get_text(core, "who"), "ana") &&
            bytes_is(json_get_text(core, "purpose"), "trial") &&
            bytes_is(json_get_text(core, "act"), "read"),
        "who, what for, which act");
    tap_is_text(parts, "[\"core\",\"terms\"]", "which parts, by name");
    tap_ok(bytes_is(by.kind, "read/1") && by.time > s.time, "after it was made");
    struct bytes text = fixture_text(w, n, &by);
    tap_ok(memmem(text.at, text.len, "River", 5) == NULL, "and nothing of its text");
    NEED(w,
        read_it(w, n, "ben", "trial", &s, &r) &&
            read_it(w, n, "ana", "planning", &s, &r));
    tap_ok(readings(w, n, &s) == 3, "each reading has its own");
    tap_fault(w, FAULT_DENIED, read_it(w, n, "ana", "", &s, &r),
        "no purpose, no reading");
    tap_ok(r == NULL && readings(w, n, &s) == 3, "and no record of one");
}

static void
test_terms(struct work *w, struct node *n)
{
    struct json *purposes = json_array(w);
    struct stored s;
    struct record *r;

    json_add(purposes, json_string(w, "trial"));
    json_add(purposes, json_string(w, "research"));
    s = with_terms(w, n, "purpose", purposes);
    tap_good(w, read_it(w, n, "ana", "trial", &s, &r), "a purpose that the terms name");
    bool got = read_it(w, n, "ana", "curiosity", &s, &r);
    tap_ok(!got && work_fault(w) == FAULT_DENIED && work_rule(w) != NULL && r == NULL,
        "another is denied, by rule %s", work_rule(w));
    work_clear(w);
    tap_ok(readings(w, n, &s) == 1, "a denied reading leaves no record");
    s = with_terms(w, n, "purpose", json_array(w));
    got = read_it(w, n, "ana", "trial", &s, &r);
    work_clear(w);
    tap_ok(!got && r == NULL && readings(w, n, &s) == 0,
        "terms that name none let nobody read");
}

static void
test_aside(struct work *w, struct node *n)
{
    struct hash partner = {{7}}, seed;
    struct stored s = fixture_matter(w, n, "one"), now;
    struct record_draft d = {.author = node_identity(n)->id,
        .id = s.id,
        .version = 1,
        .kind = "matter/1",
        .side = "main",
        .signer = {.role = bytes_of("node"), .level = bytes_of("node-held")}};
    struct entry e = {.origin = &partner};
    struct receipt receipt;
    struct record *r;

    d.part_names[0] = "core";
    d.part_bodies[0] = parse(w, "{\"title\":" TEXT("other") "}");
    d.part_names[1] = "terms";
    d.part_bodies[1] = fixture_terms(w, n);
    d.part_count = 2;
    NEED(w,
        node_now(n, w, &d.time) && store_secret(node_store(n), w, "node", &seed) &&
            sign_public(w, &seed, &d.signer.key) && record_new(w, &d, &r) &&
            record_sign(w, &seed, &r, 1) && record_write(w, r, NULL, NULL, &e.text));
    NEED(w, node_admit(n, w, &e, 1, &receipt));
    NEED(w, store_by_no(node_store(n), w, s.no, &now));
    tap_ok(!read_it(w, n, "ana", "trial", &now, &r) && r == NULL &&
            (work_fault(w) == FAULT_DENIED || work_fault(w) == FAULT_MISSING),
        "what is set aside is not read");
    work_clear(w);
}

/* ---- A log that cannot be written -------------------------------------------------- */

static bool no_random, no_memory;
static int allocations;
static struct os odd;

static int
odd_random(void *to, size_t len)
{
    if (no_random) {
        errno = EIO;
        return -1;
    }
    return os_real.random(to, len);
}

static void *
odd_alloc(size_t len)
{
    return no_memory && allocations-- <= 0 ? NULL : malloc(len);
}

/* Whatever fails on the way, what is not logged is not given. */
static void
test_no_log(struct work *w)
{
    struct work *own;
    struct stored s;
    struct record *r;
    struct node *n;
    int64_t count;
    size_t denied = 0, tried = 0;

    odd = os_real;
    odd.random = odd_random;
    odd.alloc = odd_alloc;
    own = work_open(&odd);
    n = fixture_open(own, at(w, "eu"));
    s = fixture_matter(own, n, "unlogged");
    count = fixture_count(own, n);
    no_random = true;
    tap_fault(own, FAULT_IO, read_it(own, n, "ana", "trial", &s, &r),
        "without randomness the log cannot be written: no reading");
    no_random = false;
    tap_ok(r == NULL && fixture_count(own, n) == count,
        "nothing was given, nothing logged");
    tap_good(own, read_it(own, n, "ana", "trial", &s, &r), "afterwards it is read");
    count = fixture_count(own, n);
    for (int i = 0; i < 4000; i += i < 100 ? 1 : i / 50) {
        struct work *one = work_open(&odd);
        struct actor who = actor("ana", "trial");
        bool good;

        no_memory = true;
        allocations = i;
        good = node_read(n, one, &who, &s, &r);
        no_memory = false;
        tried++;
        if (good) {
            work_close(one);
            break;
        }
        denied += work_fault(one) == FAULT_MEMORY;
        work_close(one);
    }
    int64_t now = fixture_count(own, n);
    tap_ok(tried > 1 && denied == tried - 1,
        "each allocation that fails denies the reading: %zu", denied);
    tap_ok(now >= count + 1, "the one that was given is logged");
    node_close(n);
    work_close(own);
}

/* The disk takes nothing more. */
static void
test_full_disk(struct work *w)
{
    struct node *n = fixture_open(w, at(w, "eu"));
    struct stored s = fixture_matter(w, n, "full");
    int status;
    pid_t child;

    node_close(n);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        struct record *r;

        signal(SIGXFSZ, SIG_IGN);
        n = fixture_open(w, at(w, "eu"));
        setrlimit(RLIMIT_FSIZE, &none);
        if (read_it(w, n, "ana", "trial", &s, &r) || r != NULL)
            _exit(1);
        _exit(work_fault(w) == FAULT_IO ? 0 : 2);
    }
    waitpid(child, &status, 0);
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
        "on a full disk nothing is read");
    n = fixture_open(w, at(w, "eu"));
    tap_ok(readings(w, n, &s) == 0, "and no reading is on record");
    struct record *r;
    tap_good(w, read_it(w, n, "ana", "trial", &s, &r), "with room again it is");
    struct verified v;
    tap_good(w, node_verify(n, w, true, NULL, NULL, &v), "and the node verifies");
    node_close(n);
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    test_logged(w, n);
    test_terms(w, n);
    test_aside(w, n);
    node_close(n);
    test_no_log(w);
    test_full_disk(w);
    work_close(w);
    return tap_end();
}
