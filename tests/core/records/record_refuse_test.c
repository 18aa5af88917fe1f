/*
 * record_refuse_test: a record that is forged, malformed, too large or too new is refused,
 * each for its own reason.
 */
#include "pieces.h"

/* ---- By hand ------------------------------------------------------------------------------ */

static void
test_attacker(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read;
    struct pieces p = take_apart(w, r);
    struct json *item;

    json_put(json_at(p.parts, "terms.body"), "tlp", json_string(w, "CLEAR"));
    tap_fault(w, FAULT_CORRUPT, put_together(w, &p, &read), "changed terms do not match");
    recommit(w, &p);
    tap_ok(put_together(w, &p, &read), "with every hash recomputed the text is read");
    tap_fault(w, FAULT_CORRUPT, record_verify(w, read, org), "and does not verify");

    p = take_apart(w, r);
    item = json_at(p.parts, "links.body.0");
    json_put(item, "version", json_integer(w, 2));
    recommit(w, &p);
    tap_fault(w, FAULT_CORRUPT, put_together(w, &p, &read),
        "a link that does not open its commitment, in a part that matches");
    p = take_apart(w, r);
    json_put(json_at(p.parts, "links"), "body", json_array(w));
    recommit(w, &p);
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "links that are left out");
    p = take_apart(w, r);
    json_put(json_at(p.parts, "links.body.1"), "more", json_bool(w, true));
    recommit(w, &p);
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "a link with a member more");
    p = take_apart(w, r);
    json_put(p.parts, "notes", json_at(p.parts, "terms"));
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read),
        "a part that the header lacks");
    p = take_apart(w, r);
    json_put(json_at(p.parts, "terms"), "more", json_null(w));
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "a part with a member more");
}

static const struct {
    const char *member;
    const char *value; /* NULL: dropped */
    bool later;
} changes[] = {
    {"suite", "2", true},
    {"side", "\"other\"", true},
    {"format", "\"liaison/v2\"", true},
    {"wraps", "[]", true},
    {"suite", "0", false},
    {"suite", NULL, false},
    {"format", NULL, false},
    {"side", NULL, false},
    {"side", "\"care\"", false}, /* its id tells the time: version 7 */
    {"author", "\"ab\"", false},
    {"id", "\"019b7812-3456-4000-8011-220000000001\"", false},
    {"id", "\"019b7812-3456-70ab-c011-220000000001\"", false},
    {"kind", "\"assessment\"", false},
    {"kind", "\"assessment/0\"", false},
    {"kind", "\"Assessment/1\"", false},
    {"kind", "\"assessment/12345\"", false},
    {"links", "[]", false},
    {"links", NULL, false},
    {"links", "[1]", false},
    {"parts", "{}", false},
    {"parts", "[]", false},
    {"signers", "[]", false},
    {"signers", "[1]", false},
    {"time", "\"2026-01-01T09:00:00Z\"", false},
    {"time", "1", false},
    {"version", "0", false},
    {"version", "-1", false},
    {"version", "\"1\"", false},
};

static void
test_header(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read;

    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct pieces p = take_apart(w, r);
        bool good;

        if (changes[i].value == NULL)
            json_drop(p.header, changes[i].member);
        else
            json_put(p.header, changes[i].member, parse(w, changes[i].value));
        good = !put_together(w, &p, &read);
        if (changes[i].later)
            good = good && fixture_later(w);
        else
            good = good && work_fault(w) == FAULT_INVALID && work_rule(w) == NULL;
        if (!tap_ok(good, "header with %s %s%s", changes[i].member,
                changes[i].value == NULL ? "left out" : changes[i].value,
                changes[i].later ? ": for later" : ""))
            printf("#   %s\n", work_why(w));
        work_clear(w);
    }
}

/* The header alone: no proof stands in the way. */
static bool
reads_header(struct work *w, const struct pieces *p)
{
    struct record *r = work_alloc(w, sizeof(*r));
    struct bytes text;

    NEED(w, r != NULL && json_write(w, p->header, &text));
    return header_read(w, text, r);
}

static void
test_signers(struct work *w, const struct identity *org)
{
    static const char *const bad[][2] = {{"level", "\"none\""}, {"role", "\"\""},
        {"role", "1"}, {"more", "1"}};
    struct record *r = fixture_record(w, org);
    struct hash other = seed_of(0x42);
    struct json *signer;
    struct pieces p;

    p = take_apart(w, r);
    for (uint8_t i = 0; i < RECORD_SIGNERS; i++) {
        tap_ok(reads_header(w, &p), "%u signers", i + 1u);
        other = seed_of((uint8_t)(0x60 + i));
        NEED(w, json_keep(w, json_at(p.header, "signers.0"), &signer));
        json_put(signer, "key", json_hex(w, hash_bytes(&other)));
        json_add(json_get(p.header, "signers"), signer);
    }
    tap_fault(w, FAULT_INVALID, reads_header(w, &p), "five signers");

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        p = take_apart(w, r);
        NEED(w, json_keep(w, json_at(p.header, "signers.0"), &signer));
        json_put(signer, "key", json_hex(w, hash_bytes(&other)));
        json_put(signer, bad[i][0], parse(w, bad[i][1]));
        json_add(json_get(p.header, "signers"), signer);
        tap_fault(w, FAULT_INVALID, reads_header(w, &p), "a signer whose %s is %s",
            bad[i][0], bad[i][1]);
    }
    p = take_apart(w, r);
    NEED(w, json_keep(w, json_at(p.header, "signers.0"), &signer));
    json_add(json_get(p.header, "signers"), signer);
    tap_fault(w, FAULT_INVALID, reads_header(w, &p), "one key as two signers");
    p = take_apart(w, r);
    json_put(p.header, "links", json_array(w));
    tap_fault(w, FAULT_INVALID, reads_header(w, &p), "a part links without links");
    p = take_apart(w, r);
    json_drop(json_get(p.header, "parts"), "links");
    tap_fault(w, FAULT_INVALID, reads_header(w, &p), "links without a part links");
}

/* ---- Limits ------------------------------------------------------------------------------------------ */

/* A draft whose header is grown by part names to any length near the limit. */
static bool
header_of(struct work *w, const struct identity *org, size_t links, size_t fill,
    struct record **out)
{
    static char names[4][40];
    struct record_draft draft;

    fixture_draft(w, org, &draft);
    draft.link_count = links;
    for (size_t i = 0; i < links; i++)
        draft.links[i] = (struct link_to){"evidence", seed_of(1), uuid_of(7, 1), 1};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t len = fill > i * 20 ? fill - i * 20 : 0;

        len = len > 20 ? 20 : len;
        memset(names[i], 'x', len + 1);
        names[i][0] = (char)('a' + i);
        names[i][len + 1] = '\0';
        draft.part_names[2 + i] = names[i];
        draft.part_bodies[2 + i] = json_object(w);
    }
    draft.part_count = 6;
    return record_new(w, &draft, out);
}

/* As many links as there may be fit beside parts of long names; what is longer than a
 * header may be is not even parsed. */
static void
test_header_limit(struct work *w, const struct identity *org)
{
    static uint8_t long_text[RECORD_HEADER_MAX + 1];
    struct record *r = NULL;

    tap_ok(header_of(w, org, RECORD_LINKS - 1, 79, &r) &&
            r->header.len < RECORD_HEADER_MAX,
        "a header with %d links is made", RECORD_LINKS - 1);
    memset(long_text, ' ', sizeof(long_text));
    tap_fault(w, FAULT_INVALID,
        record_from(w, bytes_from(long_text, sizeof(long_text)), bytes_of("{}"), &r),
        "a header of %zu bytes is refused", sizeof(long_text));
}

static void
test_parts_limit(struct work *w, const struct identity *org)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
        "k", "l", "m", "n", "o", "p", "q"};
    struct record_draft draft;
    struct record *r, *read;
    struct pieces p;

    fixture_draft(w, org, &draft);
    draft.link_count = 0;
    draft.part_count = RECORD_PARTS;
    for (size_t i = 0; i < RECORD_PARTS; i++) {
        draft.part_names[i] = names[i];
        draft.part_bodies[i] = json_object(w);
    }
    tap_ok(record_new(w, &draft, &r) && r->part_count == 16, "16 parts");
    r = fixture_record(w, org);
    p = take_apart(w, r);
    for (size_t i = 0; i < 14; i++)
        json_put(json_get(p.header, "parts"), names[i], json_at(p.header, "parts.core"));
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "17 parts in a header");
    p = take_apart(w, r);
    for (size_t i = 0; i < 14; i++)
        json_put(p.parts, names[i], json_at(p.parts, "core"));
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "17 parts in a text");
    p = take_apart(w, r);
    for (size_t i = 0; i < 63; i++)
        json_add(json_get(p.header, "links"), json_hex(w, hash_bytes(&r->hash)));
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "65 links");
    draft.link_count = 1;
    draft.links[0] = (struct link_to){"evidence", r->hash, uuid_of(7, 3), 1};
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "16 parts and links");
    draft.part_count = RECORD_PARTS + 1;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "17 parts in a draft");
    draft.part_count = 1;
    draft.link_count = RECORD_LINKS + 1;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "65 links in a draft");
}

static void
test_draft(struct work *w, const struct identity *org)
{
    struct record_draft draft;
    struct record *r;

    fixture_draft(w, org, &draft);
    draft.part_names[1] = "terms";
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a part twice");
    draft.part_names[1] = "links";
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a part links of one's own");
    draft.part_names[1] = "Core";
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a part with no good name");
    fixture_draft(w, org, &draft);
    draft.links[0].type = "Evidence";
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a link of no good type");
    fixture_draft(w, org, &draft);
    draft.links[0].version = 0;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a link to version 0");
    fixture_draft(w, org, &draft);
    draft.side = "care";
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r),
        "a time-ordered id behind the wall");
    draft.id = uuid_of(4, 1);
    tap_ok(record_new(w, &draft, &r) && bytes_is(r->side, "care"),
        "a random one is fine there");
    fixture_draft(w, org, &draft);
    draft.part_count = 0;
    draft.link_count = 0;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "no part at all");
    fixture_draft(w, org, &draft);
    draft.part_bodies[1] = parse(w, "{\"a\":{\"b\":[]}}");
    draft.part_bodies[0] = NULL;
    tap_ok(!record_new(w, &draft, &r), "a body that could not be built");
    work_clear(w);
}

static struct json *
nested(struct work *w, unsigned depth)
{
    struct json *value = json_array(w);

    while (--depth > 0) {
        struct json *outer = json_array(w);

        json_add(outer, value);
        value = outer;
    }
    return value;
}

static struct json *
text_of_length(struct work *w, size_t len)
{
    uint8_t *at = work_alloc(w, len);

    NEED(w, at != NULL);
    memset(at, 'a', len);
    return json_text(w, bytes_from(at, len));
}

static void
test_body_limits(struct work *w, const struct identity *org)
{
    struct record_draft draft;
    struct record *r, *read;
    struct bytes text;
    struct hash node = seed_of(10);
    struct pieces p;

    fixture_draft(w, org, &draft);
    draft.part_bodies[0] = nested(w, 32);
    tap_ok(record_new(w, &draft, &r) && record_sign(w, &node, &r, 1) &&
            record_write(w, r, NULL, NULL, &text) && record_read(w, text, &read),
        "a body of depth 32");
    draft.part_bodies[0] = nested(w, 33);
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "depth 33 is not made");
    p = take_apart(w, read);
    json_put(json_at(p.parts, "terms"), "body", nested(w, 33));
    recommit(w, &p);
    tap_fault(w, FAULT_INVALID, put_together(w, &p, &read), "nor read");

    draft.part_bodies[0] = text_of_length(w, RECORD_PART_MAX - 2);
    tap_ok(record_new(w, &draft, &r) && record_sign(w, &node, &r, 1) &&
            record_write(w, r, NULL, NULL, &text) && record_read(w, text, &read),
        "a body of 1 MiB");
    draft.part_bodies[0] = text_of_length(w, RECORD_PART_MAX - 1);
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a byte more is not made");
    text.len += RECORD_TEXT_MAX;
    tap_fault(w, FAULT_INVALID, record_read(w, text, &read),
        "nor is a text over 17 MiB read");
    draft.part_bodies[0] = parse(w, "[1,2]");
    draft.part_bodies[0]->first->type = JSON_DOUBLE;
    draft.part_bodies[0]->first->real = 1.5;
    tap_fault(w, FAULT_INVALID, record_new(w, &draft, &r), "a fraction");
}

/* The same, in a text made by hand: one byte of 1 MiB more. */
static void
test_text_limits(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read;
    struct bytes text, spaced;
    struct buffer b;
    size_t at;

    NEED(w, record_write(w, r, nothing, NULL, &text));
    b = buffer_open(w, RECORD_TEXT_MAX);
    for (at = 0; !bytes_start(bytes_from(text.at + at, text.len - at), "\"parts\":{}");
         at++)
        continue;
    buffer_add(&b, bytes_from(text.at, at));
    buffer_text(&b, "\"parts\":{\"core\":{\"body\":");
    NEED(w, json_write(w, text_of_length(w, RECORD_PART_MAX - 1), &spaced));
    buffer_add(&b, spaced);
    buffer_text(&b, ",\"salt\":\"");
    for (int i = 0; i < 64; i++)
        buffer_byte(&b, '0');
    buffer_text(&b, "\"}}");
    buffer_add(&b, bytes_from(text.at + at + 10, text.len - at - 10));
    NEED(w, buffer_bytes(&b, &spaced));
    tap_fault(w, FAULT_INVALID, record_read(w, spaced, &read),
        "a part of 1 MiB and a byte");
}

static const char *const frames[] = {"", "{", "{}", "null", "[]",
    "{\"header\":", "{\"header\":}", "{\"header\":{},\"parts\":{},\"proof\":{}}",
    "{\"header\":\"", "{\"header\":\"\\", "{\"header\":[[[[[[[[", "{\"header\":{}",
    "{\"header\":{},\"parts\":{\"",
    "{\"header\":{},\"parts\":{\"core\":{\"body\":1,\"salt\":\"ab",
    "{ \"header\":{},\"parts\":{},\"proof\":{}}"};

static void
test_frames(struct work *w, const struct identity *org)
{
    struct record *r = fixture_record(w, org), *read;
    struct bytes text;
    const char *good, *other, *core, *links, *terms;

    for (size_t i = 0; i < COUNT_OF(frames); i++)
        tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(frames[i]), &read),
            "no record: %s", frames[i]);
    NEED(w, record_write(w, r, NULL, NULL, &text) && work_string(w, text, &good));
    other = work_format(w, "%s ", good);
    tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(other), &read),
        "a space behind it");
    other = work_format(w, " %s", good);
    tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(other), &read),
        "a space before it");
    other = work_format(w, "%.*s, \"parts\"%s", (int)(strstr(good, ",\"parts\"") - good),
        good, strstr(good, ",\"parts\"") + 8);
    tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(other), &read),
        "a space within it");
    other = work_format(w, "%.*s\"tlp\": %s", (int)(strstr(good, "\"tlp\":") - good),
        good, strstr(good, "\"tlp\":") + 6);
    tap_ok(!record_read(w, bytes_of(other), &read), "a space within a body");
    work_clear(w);
    core = strstr(good, "\"core\":{\"body\"");
    links = strstr(good, "\"links\":{\"body\"");
    terms = strstr(good, "\"terms\":{\"body\"");
    other = work_format(w, "%.*s%.*s%.*s%s", (int)(core - good), good,
        (int)(terms - links), links, (int)(links - core), core, terms);
    tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(other), &read),
        "parts out of order");
    other = work_format(w, "%.*s%.*s%s", (int)(links - good), good, (int)(links - core),
        core, links);
    tap_fault(w, FAULT_INVALID, record_read(w, bytes_of(other), &read), "a part twice");
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    fixture_org(w, &org);
    test_attacker(w, &org);
    test_header(w, &org);
    test_signers(w, &org);
    test_header_limit(w, &org);
    test_parts_limit(w, &org);
    test_draft(w, &org);
    test_body_limits(w, &org);
    test_text_limits(w, &org);
    test_frames(w, &org);
    work_close(w);
    return tap_end();
}
