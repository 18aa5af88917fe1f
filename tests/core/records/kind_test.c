/*
 * kind_test: the kinds that ship are sound, planted errors are found, and a record is
 * judged by its kind.
 */
#include "kind_text.h"

/* ---- The kinds that ship ------------------------------------------------------------------------ */

/* Those that the program and its tests count on; others may stand beside them. */
static const char *const shipped[] = {"accusation/1", "activity/1", "answer/1",
    "assessment/1", "assistance-request/1", "assurance/1", "code-list/1", "commitment/1",
    "custody/1", "delivery/1", "dialogue/1", "disclosure/1", "document/1", "entry/1",
    "epoch/1", "erasure/1", "event/1", "evidence/1", "fork/1", "framework/1", "group/1",
    "hold/1", "host/1", "incident/1", "joint-statement/1", "journal-head/1", "lift/1",
    "matter/1", "move/1", "opinion/1", "organisation/1", "outcome/1", "priority/1",
    "proceeding/1", "question/1", "read/1", "recall/1", "receipt/1", "release/1",
    "review/1", "risk-assessment/1", "role/1", "safeguard/1", "task/1", "tenant/1",
    "trust/1", "withdrawal/1"};

static const char *const system_kinds[] = {"accusation/1", "custody/1", "delivery/1",
    "epoch/1", "erasure/1", "fork/1", "host/1", "journal-head/1", "read/1", "receipt/1",
    "tenant/1", "trust/1"};

static void
test_shipped(struct work *w)
{
    const struct kind *k = NULL;
    struct kinds *kinds;
    struct bytes last = bytes_of("");
    size_t count = 0;
    bool ordered = true;

    tap_ok(kinds_open(w, &kinds), "the kinds that ship are read: %s", work_why(w));
    NEED(w, work_ok(w));
    while ((k = kinds_next(kinds, k)) != NULL) {
        ordered = ordered && bytes_order(last, kind_name(k)) < 0;
        last = kind_name(k);
        count++;
    }
    tap_ok(ordered && count >= COUNT_OF(shipped), "%zu kinds, in order of name", count);
    for (size_t i = 0; i < COUNT_OF(shipped); i++)
        tap_ok(kinds_find(kinds, bytes_of(shipped[i])) != NULL, "%s is one", shipped[i]);
    for (size_t i = 0; i < COUNT_OF(system_kinds); i++)
        tap_ok(kind_is_system(kinds_find(kinds, bytes_of(system_kinds[i]))),
            "%s is made by the program", system_kinds[i]);
    tap_ok(!kind_is_system(kinds_find(kinds, bytes_of("assessment/1"))),
        "assessment/1 is not");
    tap_ok(kinds_find(kinds, bytes_of("assessment/2")) == NULL &&
            kinds_find(kinds, bytes_of("assessment")) == NULL &&
            kinds_find(kinds, bytes_of("")) == NULL,
        "others are not found");
}

/* ---- Planted errors ------------------------------------------------------------------------------ */

#define NUMBERED(at, mark)                                                   \
    "{\"kind\":\"t/1\",\"number\":{\"at\":" at ",\"mark\":" mark "}," LABEL  \
    ",\"parts\":{\"core\":{\"schema\":{\"type\":\"object\",\"properties\":{" \
    "\"n\":" STRING ",\"short\":{\"type\":\"string\",\"maxLength\":9}}}}}}"

static const char *const planted[] = {
    "",
    "[]",
    "{}",
    "{\"kind\":\"t/1\"," LABEL "}",
    "{\"kind\":\"t\"," LABEL "," PART "}",
    "{\"kind\":\"t/01\"," LABEL "," PART "}",
    "{\"kind\":1," LABEL "," PART "}",
    "{" LABEL "," PART "}",
    "{\"kind\":\"t/1\"," PART "}",
    "{\"kind\":\"t/1\",\"label\":[{\"lang\":\"en\",\"text\":\"T\"}]," PART "}",
    "{\"kind\":\"t/1\",\"label\":\"T\"," PART "}",
    "{\"kind\":\"t/1\",\"lable\":1," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"system\":1," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"goes\":[{\"to\":\"partners\"}]," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"side\":\"other\"," LABEL "," PART "}",
    NUMBERED("\"core.n\"", "\"c\""),
    NUMBERED("\"core.n\"", "\"ABCDEFGHI\""),
    NUMBERED("\"core.n\"", "1"),
    NUMBERED("\"core.m\"", "\"C\""),
    NUMBERED("\"core\"", "\"C\""),
    NUMBERED("\"core.short\"", "\"C\""),
    "{\"kind\":\"t/1\",\"side\":true," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":\"core.title\"," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":\"note\"," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":\"\"," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":\"core.\"," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":1," LABEL "," PART "}",
    "{\"kind\":\"t/1\",\"title\":\"c\"," LABEL ",\"parts\":{\"c\":{\"schema\":{\"type\":"
    "\"integer\"}}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"Core\":{\"schema\":" STRING "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"links\":{\"schema\":" STRING "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":1}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"schema\":1}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"class\":\"x\",\"schema\":" STRING
    "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"kept\":1,\"schema\":" STRING
    "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"required\":1,\"schema\":" STRING
    "}}}",
    "{\"kind\":\"t/1\"," LABEL
    ",\"parts\":{\"core\":{\"optional\":true,\"schema\":" STRING "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"label\":1,\"schema\":" STRING
    "}}}",
    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"terms\":{\"schema\":" STRING "}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":[]}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"of\":{}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"of\":{\"to\":\"all\"}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"of\":{\"to\":[]}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"of\":{\"to\":[\"evidence\"]}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART
    ",\"links\":{\"of\":{\"to\":\"any\",\"min\":2,\"max\":1}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"of\":{\"to\":\"any\",\"max\":0}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART
    ",\"links\":{\"of\":{\"to\":\"any\",\"max\":65}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART
    ",\"links\":{\"of\":{\"to\":\"any\",\"min\":-1}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART
    ",\"links\":{\"of\":{\"to\":\"any\",\"many\":1}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"replaces\":{\"to\":\"any\"}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"Of\":{\"to\":\"any\"}}}",
    "{\"kind\":\"t/1\"," LABEL "," PART ",\"links\":{\"a\":{\"to\":\"any\",\"min\":33},"
    "\"b\":{\"to\":\"any\",\"min\":33}}}",
};

static void
test_planted(struct work *w)
{
    tap_ok(is_kind(w, "{\"kind\":\"t/1\"," LABEL "," PART ",\"title\":\"core\"}"),
        "a small kind");
    tap_ok(is_kind(w, NUMBERED("\"core.n\"", "\"C\"")), "one whose records have numbers");
    tap_ok(is_kind(w,
               "{\"kind\":\"t/1\"," LABEL
               ",\"parts\":{},\"links\":{\"of\":{\"to\":\"any\"}}}"),
        "one with links only");
    for (size_t i = 0; i < COUNT_OF(planted); i++)
        tap_fault(w, FAULT_INVALID, is_kind(w, planted[i]), "not a kind: %.120s",
            planted[i]);
}

/* ---- References ---------------------------------------------------------------------------- */

#define REFER(defs, schema)                        \
    "{\"kind\":\"t/1\"," LABEL ",\"$defs\":{" defs \
    "},\"parts\":{\"core\":{\"schema\":" schema "}}}"
#define REF(name) "{\"$ref\":\"#/$defs/" name "\"}"
#define OBJECT(fields) "{\"type\":\"object\",\"properties\":{" fields "}}"
#define FOUR(name, of) \
    "\"" name          \
    "\":" OBJECT("\"x\":" REF(of) ",\"y\":" REF(of) ",\"z\":" REF(of) ",\"u\":" REF(of))

static const char *const no_references[] = {
    REFER("\"a\":" STRING, REF("b")),
    REFER("\"a\":1", REF("a")),
    REFER("\"a\":" STRING, "{\"$ref\":\"#/a\"}"),
    REFER("\"a\":" STRING, "{\"$ref\":\"other.json#/$defs/a\"}"),
    REFER("\"a\":" STRING, "{\"$ref\":1}"),
    REFER("\"a\":" STRING, "{\"$ref\":\"#/$defs/a\",\"type\":\"string\"}"),
    REFER("\"a\":" REF("b") ",\"b\":" STRING, REF("a")),
    REFER("\"a\":" REF("a"), REF("a")),
    REFER("\"a\":" OBJECT("\"x\":" REF("a")), REF("a")),
    REFER("\"a\":{\"type\":\"array\",\"items\":" REF("b") "},\"b\":" OBJECT(
              "\"x\":" REF("a")),
        REF("a")),
    REFER("\"a\":{\"type\":\"strong\"}", REF("a")),
    REFER("\"t\":" STRING "," FOUR("a", "t") "," FOUR("b", "a") "," FOUR("c",
              "b") "," FOUR("d", "c") "," FOUR("e", "d") "," FOUR("f", "e") "," FOUR("g",
              "f") "," FOUR("h", "g"),
        REF("h")),
    "{\"kind\":\"t/1\"," LABEL ",\"$defs\":[]," PART "}",
};

static void
test_references(struct work *w)
{
    struct kind *referring = kind_of(w,
                    REFER("\"day\":{\"label\":[{\"lang\":\"en\",\"text\":\"Day\"}],"
                          "\"format\":\"time\"}",
                        OBJECT("\"a\":" REF(
                            "day") ",\"b\":{\"label\":[{\"lang\":\"en\",\"text\":\"B\"}],"
                                   "\"$ref\":\"#/$defs/day\"}"))),
                *written = kind_of(w,
                    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"schema\":" OBJECT(
                        "\"a\":{\"format\":\"time\",\"label\":[{\"lang\":\"en\",\"text\":"
                        "\"Day\"}]},"
                        "\"b\":{\"format\":\"time\",\"label\":[{\"lang\":\"en\",\"text\":"
                        "\"B\"}]}") "}}}");

    tap_ok(json_equal(kind_json(referring), kind_json(written)),
        "what is referred to and what is written out is the same kind");
    for (size_t i = 0; i < COUNT_OF(no_references); i++)
        tap_fault(w, FAULT_INVALID, is_kind(w, no_references[i]), "no reference: %.50s",
            no_references[i] + strlen("{\"kind\":\"t/1\"," LABEL));
    tap_ok(!is_kind(w, REFER("\"a\":" OBJECT("\"x\":" REF("a")), REF("a"))) &&
            strstr(work_why(w), "leads back to itself") != NULL,
        "and a circle is called one: %s", work_why(w));
    work_clear(w);
}

static struct embedded
file_of(const char *name, const char *text)
{
    return (struct embedded){name, (const unsigned char *)text, strlen(text)};
}

static void
test_table(struct work *w)
{
    struct embedded files[] = {
        file_of("assets/style.css", "body {}"),
        file_of("kinds/b.json", "{\"kind\":\"b/1\"," LABEL "," PART "}"),
        file_of("kinds/a.json", "{\"kind\":\"a/1\"," LABEL "," PART "}"),
        file_of("kinds/readme.txt", "no kind"),
        file_of("kinds/c.json", "{\"kind\":\"a/1\"," LABEL "," PART "}"),
    };
    struct kinds *k;

    tap_ok(kinds_from(w, files, 4, &k) && bytes_is(kind_name(kinds_next(k, NULL)), "a/1"),
        "only files in kinds/ are read, and sorted by name");
    tap_fault(w, FAULT_INVALID, kinds_from(w, files, 5, &k), "two files for one kind");
    files[4] = file_of("kinds/c.json",
        "{\"kind\":\"c/1\"," LABEL "," PART ",\"links\":{\"of\":{\"to\":[\"d/1\"]}}}");
    tap_fault(w, FAULT_INVALID, kinds_from(w, files, 5, &k),
        "a link to a kind that is not there");
    files[4] = file_of("kinds/c.json",
        "{\"kind\":\"c/1\",\"side\":\"care\"," LABEL "," PART
        ",\"links\":{\"of\":{\"to\":[\"a/1\"]}}}");
    tap_fault(w, FAULT_INVALID, kinds_from(w, files, 5, &k), "a link over the wall");
    files[4] = file_of("kinds/c.json", "{\"kind\":\"c/1\"}");
    tap_ok(!kinds_from(w, files, 5, &k) && strstr(work_why(w), "kinds/c.json") != NULL,
        "the message names the file: %s", work_why(w));
    work_clear(w);
    tap_ok(kinds_from(w, files, 0, &k) && kinds_next(k, NULL) == NULL, "no kind at all");
}

/* ---- Records --------------------------------------------------------------------------------------------- */

#define RECORD_KIND                                                                \
    "{\"kind\":\"assessment/1\"," LABEL ",\"parts\":{\"core\":{\"required\":true," \
    "\"schema\":{\"type\":\"object\",\"additionalProperties\":true,\"required\":"  \
    "[\"title\"],\"properties\":{\"title\":{\"format\":\"lang-text\"}}}},"         \
    "\"notes\":{\"schema\":" STRING "},\"terms\":{\"required\":true}},"            \
    "\"links\":{\"evidence\":{\"to\":\"any\",\"max\":2},"                          \
    "\"matter\":{\"to\":[\"matter/1\"],\"min\":1,\"max\":1}}}"

static bool
judge(struct work *w, const struct kind *k, const struct record_draft *draft, bool whole)
{
    struct record *r;

    NEED(w, record_new(w, draft, &r));
    return kind_check(w, k, r, whole);
}

static void
test_records(struct work *w, const struct identity *org)
{
    struct kind *k = kind_of(w, RECORD_KIND);
    struct record_draft draft, changed;

    fixture_draft(w, org, &draft);
    tap_ok(judge(w, k, &draft, true), "a record of the kind: %s", work_why(w));
    changed = draft;
    changed.kind = "matter/1";
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, false), "a record of another kind");
    changed = draft;
    changed.part_names[0] = "notes";
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, false), "without terms");
    changed.part_bodies[0] = json_string(w, "a note");
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, false), "with a note instead");
    changed = draft;
    changed.part_names[0] = "other";
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, false), "with an unknown part");
    changed = draft;
    changed.part_bodies[1] = json_object(w);
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, false), "without a title");
    changed = draft;
    changed.link_count = 1;
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, true), "without the link it needs");
    changed = draft;
    changed.links[0].type = "matter";
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, true), "with one too many");
    changed = draft;
    changed.links[0].type = "about";
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, true),
        "with one of an unknown type");
    changed = draft;
    changed.version = 2;
    changed.links[2] = (struct link_to){"replaces", seed_of(3), draft.id, 1};
    changed.link_count = 3;
    tap_ok(judge(w, k, &changed, true), "a correction");
    changed = draft;
    changed.side = "care";
    NEED(w, uuid_new(w, 4, &changed.id));
    tap_fault(w, FAULT_INVALID, judge(w, k, &changed, true), "one of the other side");
}

static void
test_withheld(struct work *w, const struct identity *org)
{
    struct kind *k = kind_of(w, RECORD_KIND);
    struct kind *none = kind_of(w,
        "{\"kind\":\"assessment/1\"," LABEL ",\"parts\":{\"core\":{\"schema\":" STRING
        "},\"terms\":{}}}");
    struct record *r = fixture_record(w, org), *bare;
    struct hash node = seed_of(10);
    struct record_draft draft;
    struct bytes proof;

    NEED(w, record_proof_write(w, r, &proof) && record_from(w, r->header, proof, &bare));
    tap_ok(kind_check(w, k, bare, false),
        "nothing is here: nothing is judged but the names");
    tap_fault(w, FAULT_INVALID, kind_check(w, k, bare, true), "it is not whole");
    for (size_t i = 0; i < r->part_count; i++) {
        if (!bytes_is(r->parts[i].name, "links"))
            NEED(w,
                record_put_part(w, bare, r->parts[i].name, &r->parts[i].salt,
                    r->parts[i].body));
    }
    tap_fault(w, FAULT_INVALID, kind_check(w, k, bare, true), "nor without its links");
    tap_ok(kind_check(w, k, bare, false), "as far as it is here it is right");
    tap_fault(w, FAULT_INVALID, kind_check(w, none, bare, false),
        "a part that is here is judged, links or not");
    NEED(w, record_from(w, r->header, proof, &bare));
    for (size_t i = 0; i < 2; i++)
        NEED(w,
            record_put_part(w, bare, r->parts[i].name, &r->parts[i].salt,
                r->parts[i].body));
    tap_ok(kind_check(w, k, bare, false), "all but the terms are here");
    tap_fault(w, FAULT_INVALID, kind_check(w, k, bare, true), "so it is not whole");
    NEED(w, record_from(w, r->header, proof, &bare));
    tap_fault(w, FAULT_INVALID, kind_check(w, none, bare, false),
        "closed links of a kind that has none");
    fixture_draft(w, org, &draft);
    draft.version = 2;
    draft.links[0] = (struct link_to){"replaces", r->hash, r->id, 1};
    draft.link_count = 1;
    NEED(w, record_new(w, &draft, &r) && record_sign(w, &node, &r, 1));
    NEED(w, record_proof_write(w, r, &proof) && record_from(w, r->header, proof, &bare));
    tap_fault(w, FAULT_INVALID, kind_check(w, k, bare, false),
        "a closed correction without the link that the kind needs");
}

int
main(void)
{
    struct work *w = fixture_work();
    struct identity org;

    fixture_org(w, &org);
    test_shipped(w);
    test_planted(w);
    test_references(w);
    test_table(w);
    test_records(w, &org);
    test_withheld(w, &org);
    work_close(w);
    return tap_end();
}
