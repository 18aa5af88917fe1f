/*
 * fixture: an organisation with keys and a record by it, made with randomness that is
 * the same in every run.
 */
#ifndef TESTS_CORE_RECORDS_FIXTURE_H
#define TESTS_CORE_RECORDS_FIXTURE_H

#include "core/records/records.h"
#include "tap.h"

#define NOW INT64_C(1767258000123456) /* 2026-01-01T09:00:00.123456Z */
#define YEAR (365 * TIME_DAY)
#define UNUSED __attribute__((unused))

/* ---- A system whose random bytes count up ---------------------------------------------- */

static uint32_t fixture_drawn;

UNUSED static int
fixture_random(void *to, size_t len)
{
    uint8_t *put = to;

    for (size_t i = 0; i < len; i++) {
        fixture_drawn = fixture_drawn * 1664525 + 1013904223;
        put[i] = (uint8_t)(fixture_drawn >> 24);
    }
    return 0;
}

UNUSED static int64_t
fixture_now(void)
{
    return NOW;
}

UNUSED static const struct os *
fixture_os(void)
{
    static struct os os;

    os = os_real;
    os.random = fixture_random;
    os.now = fixture_now;
    fixture_drawn = 1;
    return &os;
}

UNUSED static struct work *
fixture_work(void)
{
    struct work *w = work_open(fixture_os());

    if (w == NULL || !crypt_start(w))
        exit(99);
    return w;
}

/* What must work for a test to mean anything. */
#define NEED(w, call)                                                                    \
    do {                                                                                 \
        if (!(call)) {                                                                   \
            printf("Bail out! %s:%d: %s: %s\n", __FILE__, __LINE__, #call, work_why(w)); \
            exit(99);                                                                    \
        }                                                                                \
    } while (0)

/* The fault that a call left, forgotten. */
UNUSED static enum fault
fixture_fault(struct work *w)
{
    enum fault f = work_fault(w);

    work_clear(w);
    return f;
}

/* Is it something for a newer version, to be kept and not used? */
UNUSED static bool
fixture_later(const struct work *w)
{
    return !work_ok(w) && work_rule(w) != NULL && strcmp(work_rule(w), "later") == 0;
}

/* The call fails with that kind of fault, and says why. */
#define tap_fault(w, kind, call, ...)                                             \
    do {                                                                          \
        bool fixture_good = (call);                                               \
        bool fixture_kind = work_fault(w) == (kind) && work_why(w)[0] != '\0';    \
        if (!tap_ok(!fixture_good && fixture_kind, __VA_ARGS__))                  \
            printf("#   %s: %s\n", fault_face(work_fault(w))->name, work_why(w)); \
        work_clear(w);                                                            \
    } while (0)

/* ---- An organisation --------------------------------------------------------------------- */

UNUSED static struct hash
seed_of(uint8_t n)
{
    struct hash h;

    memset(h.at, n, sizeof(h.at));
    return h;
}

UNUSED static struct hash
public_of(struct work *w, uint8_t n)
{
    struct hash seed = seed_of(n), public;

    NEED(w, sign_public(w, &seed, &public));
    return public;
}

/* Seeds by number: roots 1, 2, 3 in turn; node 10, log 11, person 12, tls 13. */
UNUSED static void
fixture_org(struct work *w, struct identity *out)
{
    struct hash root = seed_of(1), next = seed_of(2);
    struct hash node = public_of(w, 10), log = public_of(w, 11);
    struct hash person = public_of(w, 12), tls = public_of(w, 13);

    NEED(w, identity_new(w, &root, &next, out));
    NEED(w,
        identity_state(w, out, &root,
            statement_name(w, "north", "en", bytes_of("Northern Office"), NOW - TIME_DAY),
            out));
    NEED(w,
        identity_state(w, out, &root,
            statement_key(w, KEY_NODE, "node", "node-held", &node, NOW - TIME_DAY,
                NOW + YEAR),
            out));
    NEED(w,
        identity_state(w, out, &root,
            statement_key(w, KEY_LOG, "node", "node-held", &log, NOW - TIME_DAY,
                NOW + YEAR),
            out));
    NEED(w,
        identity_state(w, out, &root,
            statement_key(w, KEY_PERSON, "Ana Analyst", "hardware", &person,
                NOW - TIME_DAY, NOW + YEAR),
            out));
    NEED(w,
        identity_state(w, out, &root,
            statement_key(w, KEY_TLS, "node", "node-held", &tls, NOW - TIME_DAY,
                NOW + YEAR),
            out));
}

/* ---- A record ------------------------------------------------------------------------------ */

UNUSED static struct json *
parse(struct work *w, const char *text)
{
    struct json *value;

    NEED(w, json_read(w, bytes_of(text), &json_written, &value));
    return value;
}

/* A UUID whose last bytes are a number. */
UNUSED static struct uuid
uuid_of(uint8_t version, uint16_t n)
{
    struct uuid id = {{0x01, 0x9b, 0x78, 0x12, 0x34, 0x56, 0, 0xab, 0x80, 0x11, 0x22}};

    id.at[6] = (uint8_t)(version << 4);
    id.at[14] = (uint8_t)(n >> 8);
    id.at[15] = (uint8_t)n;
    return id;
}

UNUSED static void
fixture_draft(struct work *w, const struct identity *org, struct record_draft *out)
{
    *out = (struct record_draft){.author = org->id,
        .id = uuid_of(7, 1),
        .version = 1,
        .kind = "assessment/1",
        .side = "main",
        .time = NOW,
        .signer = {public_of(w, 10), bytes_of("node"), bytes_of("node-held")}};
    out->part_names[0] = "terms";
    out->part_bodies[0] = parse(w, "{\"tlp\":\"AMBER\"}");
    out->part_names[1] = "core";
    out->part_bodies[1] = parse(w,
        "{\"title\":[{\"lang\":\"en\",\"text\":\"A title\"}],\"language\":\"en\","
        "\"judgements\":[{\"text\":[{\"lang\":\"en\",\"text\":\"It \\u00e9 is\"}]}]}");
    out->part_count = 2;
    out->links[0] = (struct link_to){"evidence", seed_of(0xe1), uuid_of(7, 0xe1), 1};
    out->links[1] = (struct link_to){"matter", seed_of(0xa1), uuid_of(7, 0xa1), 3};
    out->link_count = 2;
}

UNUSED static struct record *
fixture_record(struct work *w, const struct identity *org)
{
    struct hash node = seed_of(10);
    struct record_draft draft;
    struct record *r;

    fixture_draft(w, org, &draft);
    NEED(w, record_new(w, &draft, &r));
    NEED(w, record_sign(w, &node, &r, 1));
    return r;
}

#endif
