/*
 * schema_test: every keyword and format of the kind language says yes and no where it
 * should, names the place, and costs no more than the value is long.
 */
#include "kind_text.h"

/* ---- Schemas ------------------------------------------------------------------------------------------ */

/* A schema, values it takes and values it does not, each list separated by " | ". */
static const struct {
    const char *schema;
    const char *good;
    const char *bad;
} schemas[] = {
    {"{\"type\":\"boolean\"}", "true | false", "0 | \"true\" | null | {} | []"},
    {"{\"type\":\"integer\"}", "0 | -5 | 9007199254740991",
        "true | \"1\" | null | [] | {}"},
    {"{\"type\":\"string\"}", "\"\" | \"a\"",
        "1 | true | null | [\"a\"] | {\"a\":\"b\"}"},
    {"{\"type\":\"integer\",\"minimum\":3}", "3 | 4", "2 | -9007199254740991"},
    {"{\"type\":\"integer\",\"maximum\":3}", "3 | -4", "4 | 9007199254740991"},
    {"{\"type\":\"integer\",\"enum\":[1,5]}", "1 | 5", "2 | 0"},
    {"{\"type\":\"integer\",\"const\":7}", "7", "6 | \"7\""},
    {"{\"type\":\"boolean\",\"const\":true}", "true", "false"},
    {"{\"type\":\"string\",\"const\":\"x\"}", "\"x\"", "\"y\" | \"\" | \"xx\""},
    {"{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}", "\"a\" | \"b\"",
        "\"c\" | \"ab\" | 1"},
    {"{\"type\":\"integer\",\"enum\":[-1,5],\"labels\":{\"-1\":[{\"lang\":\"en\","
     "\"text\":\"M\"}]}}",
        "-1 | 5", "1 | \"-1\""},
    {"{\"type\":\"string\",\"hxl\":[\"#org+code+type\",{\"tag\":\"#x_1\"}],\"enum\":["
     "\"a\"],"
     "\"words\":{\"A\":\"a\",\"b\":\"a\"}}",
        "\"a\"", "\"A\" | \"b\""},
    {"{\"type\":\"string\",\"minLength\":2}", "\"ab\" | \"\\u00e9\\u00e9\"",
        "\"a\" | \"\\u00e9\" | \"\\ud83d\\ude00\""},
    {"{\"type\":\"string\",\"maxLength\":2}", "\"\" | \"ab\" | \"\\ud83d\\ude00\\u20ac\"",
        "\"abc\" | \"\\u00e9\\u00e9\\u00e9\""},
    {"{\"type\":\"string\",\"pattern\":\"^[A-Z]{2}-\\\\d+$\"}", "\"EU-1\" | \"UN-2026\"",
        "\"EU-\" | \"eu-1\" | \"xEU-1\" | \"EU-1x\" | \"\""},
    {"{\"type\":\"string\",\"pattern\":\"\\u00e9|b\"}", "\"caf\\u00e9\" | \"ab\"",
        "\"cafe\""},
    {"{\"format\":\"language\",\"pattern\":\"^..$\"}", "\"en\"", "\"eng\" | \"1n\""},
    {"{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}", "[] | [1] | [1,1]",
        "[\"a\"] | [1,null] | {}"},
    {"{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"integer\"}}",
        "[1] | [1,2]", "[]"},
    {"{\"type\":\"array\",\"maxItems\":1,\"items\":{\"type\":\"integer\"}}", "[] | [1]",
        "[1,2]"},
    {"{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"integer\"}}",
        "[] | [1] | [3,1,2] | [1,2,3,4,5,6,7]", "[1,1] | [3,1,3] | [1,2,3,4,5,6,7,1]"},
    {"{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\"}}",
        "[\"a\",\"b\",\"\"] | [\"ab\",\"a\"]", "[\"b\",\"a\",\"b\"] | [\"\",\"a\",\"\"]"},
    {"{\"type\":\"array\",\"uniqueItems\":false,\"items\":{\"type\":\"integer\"}}",
        "[1,1]", "[\"1\"]"},
    {"{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"integer\"},\"a\":{\"type\":"
     "\"string\"}}}",
        "{} | {\"a\":\"x\"} | {\"a\":\"x\",\"b\":1}",
        "{\"c\":1} | {\"a\":1} | {\"b\":\"x\"} | []"},
    {"{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":"
     "\"integer\"},"
     "\"b\":{\"type\":\"integer\"}}}",
        "{\"a\":1} | {\"a\":1,\"b\":2}", "{} | {\"b\":1}"},
    {"{\"type\":\"object\",\"additionalProperties\":true}", "{} | {\"x\":[null]}",
        "[] | 1"},
    {"{\"type\":\"object\",\"additionalProperties\":true,\"required\":[\"a\"],"
     "\"properties\":"
     "{\"a\":{\"type\":\"integer\"}}}",
        "{\"a\":1,\"z\":2}", "{\"z\":1} | {\"a\":\"1\",\"z\":2}"},
    {"{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}", "{}",
        "{\"a\":1}"},
    {"{\"type\":\"object\",\"minProperties\":1,\"maxProperties\":1,\"properties\":{\"a\":"
     "{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}",
        "{\"a\":1} | {\"b\":1}", "{} | {\"a\":1,\"b\":1}"},
    {"{\"format\":\"time\"}",
        "\"2026-02-28T23:59:59.999999Z\" | \"2024-02-29T00:00:00.000000Z\" | "
        "\"1970-01-01T00:00:00.000000Z\" | \"9999-12-31T23:59:59.999999Z\"",
        "\"2026-02-29T00:00:00.000000Z\" | \"2026-01-01T24:00:00.000000Z\" | "
        "\"2026-01-01T00:60:00.000000Z\" | \"2026-01-01T00:00:60.000000Z\" | "
        "\"2026-01-01T00:00:00Z\" | \"2026-13-01T00:00:00.000000Z\" | "
        "\"2026-00-01T00:00:00.000000Z\" | \"2026-04-31T00:00:00.000000Z\" | "
        "\"1969-12-31T00:00:00.000000Z\" | \"2026-01-01t00:00:00.000000z\" | \"\" | 1"},
    {"{\"format\":\"date\"}", "\"2024-02-29\" | \"0001-01-01\" | \"9999-12-31\"",
        "\"2026-02-29\" | \"2026-1-1\" | \"2026-01\" | \"0000-01-01\" | \"2026-13-01\" | "
        "\"2026-01-00\" | \"2026-01-01T\" | \"\" | 20260101"},
    {"{\"format\":\"decimal\"}",
        "\"0\" | \"12.50\" | \"-0.5\" | \"0.00\" | \"100\" | "
        "\"12345678901234567890.123456789\"",
        "\"\" | \"-\" | \".5\" | \"5.\" | \"+5\" | \"05\" | \"00\" | \"-0\" | \"-0.0\" | "
        "\"1e5\" | "
        "\"1,5\" | \"1.2.3\" | \" 1\" | \"1 \" | \"--1\" | \"1-1\" | \"0x1\" | 12 | "
        "\"1234567890123456789012345678901234567890.5\""},
    {"{\"type\":\"string\",\"format\":\"decimal\",\"minimum\":\"-1.5\",\"maximum\":"
     "\"100\"}",
        "\"-1.5\" | \"-1.50\" | \"-1.49\" | \"0\" | \"99.999999\" | \"100\" | \"100.00\"",
        "\"-1.51\" | \"-2\" | \"-10\" | \"100.01\" | \"101\" | \"1000\" | \"x\""},
    {"{\"type\":\"string\",\"format\":\"uuid\"}",
        "\"019b7812-3456-70ab-8011-220000000001\"",
        "\"019B7812-3456-70ab-8011-220000000001\" | \"019b7812345670ab8011220000000001\" "
        "| "
        "\"019b7812-3456-70ab-8011-22000000000\" | \"\" | 1"},
    {"{\"format\":\"hash\"}",
        "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"",
        "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeefF\" | "
        "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeef\" | \"\""},
    {"{\"format\":\"org\"}",
        "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"",
        "\"00112233445566778899aabbccddeeff\" | \"eu\""},
    {"{\"format\":\"language\"}",
        "\"en\" | \"zh-Hant-TW\" | \"de-CH-1996\" | \"x-whatever\" | \"en-u-ca-gregory\" "
        "| "
        "\"es-419\" | \"sl-rozaj-biske\" | \"en-a-bbb-x-a-b\"",
        "\"\" | \"e\" | \"en-\" | \"-en\" | \"en--us\" | \"en_US\" | \"toolonglanguage\" "
        "| "
        "\"1en\" | \"en-a\" | \"en-a-b\" | \"en-a-b-cc\" | \"x\" | \"en-abcdefghi\""},
    {"{\"format\":\"lang-text\",\"maxLength\":5}",
        "[{\"lang\":\"en\",\"text\":\"Hello\"}] | "
        "[{\"lang\":\"en\",\"text\":\"a\"},{\"lang\":\"fr\",\"text\":\"b\",\"by\":"
        "\"Ana\"}]",
        "[] | {} | \"Hello\" | [{\"lang\":\"en\"}] | [{\"text\":\"a\"}] | "
        "[{\"lang\":\"en\",\"text\":\"Hello!\"}] | [{\"lang\":\"en\",\"text\":\"\"}] | "
        "[{\"lang\":\"e\",\"text\":\"a\"}] | [{\"lang\":\"en\",\"text\":1}] | "
        "[{\"lang\":\"en\",\"text\":\"a\",\"more\":1}] | "
        "[{\"lang\":\"en\",\"text\":\"a\",\"by\":\"\"}] | [\"a\"] | "
        "[{\"lang\":\"en\",\"text\":\"a\\u0000\"}] | "
        "[{\"lang\":\"en\",\"text\":\"a\"},{\"lang\":\"EN\",\"text\":\"b\"}]"},
    {"{\"type\":\"object\",\"format\":\"uncertain-date\"}",
        "{\"from\":\"2026\"} | {\"from\":\"2026-02\"} | {\"from\":\"2024-02-29\"} | "
        "{\"from\":\"2026\",\"to\":\"2026-03\"} | {\"from\":\"2026-03\",\"to\":\"2026\"} "
        "| "
        "{\"from\":\"2026-03-05\",\"to\":\"2026-03-05\",\"note\":\"about\"}",
        "{} | {\"to\":\"2026\"} | {\"from\":\"26\"} | {\"from\":\"2026-13\"} | "
        "{\"from\":\"2026-02-29\"} | {\"from\":\"2026\",\"to\":\"2025\"} | "
        "{\"from\":\"2026-03-05\",\"to\":\"2026-03-04\"} | "
        "{\"from\":\"2026\",\"note\":\"\"} | "
        "{\"from\":\"2026\",\"more\":1} | {\"from\":\"0000\"} | {\"from\":\"2026-3\"} | "
        "{\"from\":\"2026-00\"} | {\"from\":\"2026-01-00\"} | {\"from\":2026} | \"2026\" "
        "| []"},
    {"{\"format\":\"file-name\"}",
        "{\"display\":\"a.txt\"} | {\"display\":\"b/c d\\n.txt\"} | "
        "{\"display\":\"...\"} | "
        "{\"display\":\".x\"} | {\"display\":\"a?\",\"hex\":\"61ff\"}",
        "{} | {\"display\":\"\"} | {\"display\":1} | {\"display\":\"..\"} | "
        "{\"display\":\".\"} | "
        "{\"display\":\"../a\"} | {\"display\":\"a/../b\"} | {\"display\":\"a/..\"} | "
        "{\"display\":\"/a\"} | {\"display\":\"a/\"} | {\"display\":\"a//b\"} | "
        "{\"display\":\"a\\u0000\"} | {\"display\":\"a\",\"hex\":\"61\"} | "
        "{\"display\":\"a\",\"hex\":\"6\"} | {\"display\":\"a\",\"hex\":\"6G\"} | "
        "{\"display\":\"a\",\"hex\":\"2e2e2f61\"} | {\"display\":\"a\",\"hex\":\"\"} | "
        "{\"display\":\"a\",\"hex\":\"6100\"} | {\"display\":\"a\",\"more\":1} | \"a\""},
};

/* Judge each of a list; returns how many were judged otherwise. */
static size_t
judged_otherwise(struct work *w, const struct kind *k, const char *list, bool want)
{
    size_t count = 0;

    while (*list != '\0') {
        const char *end = strstr(list, " | ");
        size_t len = end == NULL ? strlen(list) : (size_t)(end - list);
        struct json *value;
        bool good;

        NEED(w, json_read(w, bytes_from(list, len), &json_written, &value));
        good = kind_check_part(w, k, bytes_of("core"), value);
        if (good != want ||
            (!good &&
                (work_fault(w) != FAULT_INVALID ||
                    strncmp(work_why(w), "core", 4) != 0))) {
            printf("#   %.*s: %s\n", (int)len, list, good ? "taken" : work_why(w));
            count++;
        }
        work_clear(w);
        list += end == NULL ? len : len + 3;
    }
    return count;
}

static void
test_schemas(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(schemas); i++) {
        struct kind *k = kind_of(w,
            work_format(w,
                "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"schema\":%s}}}",
                schemas[i].schema));

        tap_ok(judged_otherwise(w, k, schemas[i].good, true) == 0, "takes: %.90s",
            schemas[i].schema);
        tap_ok(judged_otherwise(w, k, schemas[i].bad, false) == 0, "refuses: %.90s",
            schemas[i].schema);
    }
}

static const char *const bad_schemas[] = {
    "{}",
    "{\"type\":\"number\"}",
    "{\"type\":\"null\"}",
    "{\"type\":[\"string\"]}",
    "{\"type\":\"string\",\"format\":\"date-time\"}",
    "{\"type\":\"integer\",\"format\":\"time\"}",
    "{\"type\":\"string\",\"format\":\"lang-text\"}",
    "{\"format\":1}",
    "{\"type\":\"string\",\"pattern\":1}",
    "{\"type\":\"string\",\"pattern\":\"(a\"}",
    "{\"type\":\"string\",\"pattern\":\"(a)\\\\1\"}",
    "{\"type\":\"string\",\"pattern\":\"[0-9]{90}\"}",
    "{\"type\":\"integer\",\"pattern\":\"a\"}",
    "{\"type\":\"string\",\"maxlength\":5}",
    "{\"type\":\"string\",\"maxLength\":-1}",
    "{\"type\":\"string\",\"maxLength\":\"5\"}",
    "{\"type\":\"string\",\"minLength\":6,\"maxLength\":5}",
    "{\"type\":\"string\",\"minimum\":5}",
    "{\"type\":\"string\",\"minimum\":\"5\"}",
    "{\"format\":\"decimal\",\"minimum\":5}",
    "{\"format\":\"decimal\",\"minimum\":\"05\"}",
    "{\"format\":\"decimal\",\"minimum\":\"10\",\"maximum\":\"9.99\"}",
    "{\"format\":\"time\",\"maximum\":\"9\"}",
    "{\"type\":\"string\",\"items\":{\"type\":\"string\"}}",
    "{\"type\":\"string\",\"properties\":{}}",
    "{\"type\":\"string\",\"const\":5}",
    "{\"type\":\"string\",\"enum\":[]}",
    "{\"type\":\"string\",\"enum\":\"a\"}",
    "{\"type\":\"string\",\"enum\":[\"a\",1]}",
    "{\"type\":\"string\",\"enum\":[\"a\",\"a\"]}",
    "{\"type\":\"boolean\",\"enum\":[true]}",
    "{\"type\":\"string\",\"labels\":{\"a\":[{\"lang\":\"en\",\"text\":\"A\"}]}}",
    "{\"type\":\"string\",\"enum\":[\"a\"],\"labels\":{\"b\":[{\"lang\":\"en\",\"text\":"
    "\"A\"}]}}",
    "{\"type\":\"string\",\"enum\":[\"a\"],\"labels\":{\"a\":\"A\"}}",
    "{\"type\":\"string\",\"enum\":[\"a\"],\"labels\":[]}",
    "{\"type\":\"string\",\"about\":\"all\"}",
    "{\"type\":\"string\",\"about\":true}",
    "{\"type\":\"string\",\"codes\":\"Place\"}",
    "{\"type\":\"string\",\"codes\":[\"a\"]}",
    "{\"type\":\"integer\",\"codes\":\"place\"}",
    "{\"format\":\"uuid\",\"codes\":\"place\"}",
    "{\"type\":\"string\",\"label\":\"x\"}",
    "{\"type\":\"integer\",\"minimum\":5,\"maximum\":4}",
    "{\"type\":\"integer\",\"minimum\":\"5\"}",
    "{\"type\":\"integer\",\"maxLength\":5}",
    "{\"type\":\"array\"}",
    "{\"type\":\"array\",\"items\":1}",
    "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":2,\"maxItems\":1}",
    "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":1}",
    "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"uniqueItems\":true}",
    "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"more\":1}}",
    "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"required\":[]}",
    "{\"type\":\"object\"}",
    "{\"type\":\"object\",\"properties\":[]}",
    "{\"type\":\"object\",\"properties\":{\"\":{\"type\":\"string\"}}}",
    "{\"type\":\"object\",\"properties\":{\"a\":{}}}",
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":["
    "\"b\"]}",
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":["
    "\"a\",\"a\"]}",
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[1]}",
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":"
    "\"a\"}",
    "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":{}}",
    "{\"type\":\"object\",\"properties\":{},\"minProperties\":2,\"maxProperties\":1}",
    "{\"format\":\"uncertain-date\",\"properties\":{}}",
    "{\"format\":\"lang-text\",\"minItems\":1}",
    "{\"format\":\"file-name\",\"maxLength\":1}",
    "{\"$ref\":\"#/x\"}",
    "{\"type\":\"string\",\"hxl\":1}",
    "{\"type\":\"string\",\"hxl\":[]}",
    "{\"type\":\"string\",\"hxl\":\"org\"}",
    "{\"type\":\"string\",\"hxl\":\"#Org\"}",
    "{\"type\":\"string\",\"hxl\":\"#org+\"}",
    "{\"type\":\"string\",\"hxl\":\"#org+b+a\"}",
    "{\"type\":\"string\",\"hxl\":\"#org+a+a\"}",
    "{\"type\":\"string\",\"hxl\":\"#org +a\"}",
    "{\"type\":\"string\",\"hxl\":\"#meta+id\"}",
    "{\"type\":\"string\",\"hxl\":[\"#a\",2]}",
    "{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\",\"what\":\"x\"}}",
    "{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\",\"at\":\"from\"}}",
    "{\"format\":\"uncertain-date\",\"hxl\":\"#a\"}",
    "{\"format\":\"uncertain-date\",\"hxl\":{\"tag\":\"#a\",\"at\":\"note\"}}",
    "{\"format\":\"file-name\",\"hxl\":\"#a\"}",
    "{\"type\":\"object\",\"properties\":{},\"hxl\":\"#a\"}",
    "{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\",\"says\":{\"r\":\"a\"}}}",
    "{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"enum\":[\"a\"]},"
    "\"n\":{\"type\":\"integer\"},\"f\":{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\","
    "\"says\":{\"r\":\"b\"}}}}}",
    "{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"enum\":[\"a\"]},"
    "\"n\":{\"type\":\"integer\"},\"f\":{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\","
    "\"says\":{\"x\":\"a\"}}}}}",
    "{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"enum\":[\"a\"]},"
    "\"n\":{\"type\":\"integer\"},\"f\":{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\","
    "\"says\":{\"n\":\"1\"}}}}}",
    "{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"enum\":[\"a\"]},"
    "\"n\":{\"type\":\"integer\"},\"f\":{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\","
    "\"says\":{}}}}}",
    "{\"type\":\"object\",\"properties\":{\"r\":{\"type\":\"string\",\"enum\":[\"a\"]},"
    "\"n\":{\"type\":\"integer\"},\"f\":{\"type\":\"string\",\"hxl\":{\"tag\":\"#a\","
    "\"says\":\"r\"}}}}",
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"l\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"string\",\"hxl\":\"#a\"}}}}}",
    "{\"type\":\"string\",\"words\":[]}",
    "{\"type\":\"string\",\"enum\":[\"1\"],\"words\":{\"on\":\"2\"}}",
    "{\"type\":\"string\",\"enum\":[\"1\"],\"words\":{\"on\":\"1\",\"ON\":\"1\"}}",
    "{\"type\":\"integer\",\"words\":{\"one\":\"1\"}}",
    "{\"type\":\"boolean\",\"words\":{\"yes\":true}}",
};

static void
test_bad_schemas(struct work *w)
{
    for (size_t i = 0; i < COUNT_OF(bad_schemas); i++)
        tap_fault(w, FAULT_INVALID,
            is_kind(w,
                work_format(w,
                    "{\"kind\":\"t/1\"," LABEL ",\"parts\":{\"core\":{\"schema\":%s}}}",
                    bad_schemas[i])),
            "no schema: %.100s", bad_schemas[i]);
}

static void
test_paths(struct work *w)
{
    struct kinds *kinds;
    const struct kind *k;
    struct json *body;

    NEED(w, kinds_open(w, &kinds));
    k = kinds_find(kinds, bytes_of("assessment/1"));
    body = parse(w,
        "{\"title\":[{\"lang\":\"en\",\"text\":\"T\"}],\"language\":\"en\","
        "\"judgements\":[{\"text\":[{\"lang\":\"en\",\"text\":\"J\"}]},"
        "{\"text\":[{\"lang\":\"en\",\"text\":\"J\"}],"
        "\"likelihood\":{\"word\":\"likely\"}}]}");
    tap_ok(!kind_check_part(w, k, bytes_of("core"), body), "a field is missing");
    tap_is_text(bytes_of(work_why(w)),
        "core.judgements.1.likelihood.yardstick: is missing",
        "the message names the path");
    work_clear(w);
    body = parse(w, "{\"x\\u001b[31m\":1}");
    tap_ok(!kind_check_part(w, k, bytes_of("core"), body) &&
            strchr(work_why(w), 27) == NULL,
        "a hostile name in it is made harmless: %s", work_why(w));
    work_clear(w);
    tap_ok(kind_check_part(w, k, bytes_of("terms"), body), "terms are judged elsewhere");
    tap_fault(w, FAULT_INVALID, kind_check_part(w, k, bytes_of("links"), body),
        "links are the program's");
    tap_fault(w, FAULT_INVALID, kind_check_part(w, k, bytes_of("vault"), body),
        "a part of other kinds");
}

#ifdef __SANITIZE_ADDRESS__
#define LONG_TEXT (RECORD_PART_MAX / 32)
#else
#define LONG_TEXT RECORD_PART_MAX
#endif

/* As large a text as there is, and a pattern that walks on in most of its ways. */
static void
test_pattern_cost(struct work *w)
{
    struct kind *k = kind_of(w,
        "{\"kind\":\"t/1\"," LABEL
        ",\"parts\":{\"core\":{\"schema\":{\"type\":\"string\","
        "\"pattern\":\"(a?){40}b\"}}}}");
    uint8_t *letters = work_alloc(w, LONG_TEXT);
    int64_t took;
    bool good;

    NEED(w, letters != NULL);
    memset(letters, 'a', LONG_TEXT);
    took = -os_real.ticks();
    good = kind_check_part(w, k, bytes_of("core"),
        json_text(w, bytes_from(letters, LONG_TEXT)));
    took += os_real.ticks();
    tap_ok(!good && took < 10 * TIME_SECOND,
        "a pattern has looked at a long text after %lld ms", (long long)took / 1000);
    work_clear(w);
}

/* Half a million items, falling: judged at once. */
static void
test_cost(struct work *w)
{
    struct kind *k = kind_of(w,
        "{\"kind\":\"t/1\"," LABEL
        ",\"parts\":{\"core\":{\"schema\":{\"type\":\"array\",\"uniqueItems\":true,"
        "\"items\":{\"type\":\"integer\"}}}}}");
    struct json *many = json_array(w);
    int64_t start = os_real.ticks();

    for (int i = 0; i < 200000; i++)
        json_add(many, json_integer(w, 200000 - i % 199999));
    tap_ok(!kind_check_part(w, k, bytes_of("core"), many) &&
            os_real.ticks() - start < 2 * TIME_SECOND,
        "one item twice among 200,000 is found within %lld ms",
        (long long)(os_real.ticks() - start) / 1000);
    work_clear(w);
}

int
main(void)
{
    struct work *w = fixture_work();

    test_schemas(w);
    test_bad_schemas(w);
    test_paths(w);
    test_cost(w);
    test_pattern_cost(w);
    work_close(w);
    return tap_end();
}
