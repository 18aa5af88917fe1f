/*
 * Reading and writing terms: what is understood comes back the same, what is not makes
 * the terms unreadable and says why, and what must never be signed is refused.
 */
#include "world.h"

#define ORG_HEX "e000000000000000000000000000000000000000000000000000000000000000"
#define UN_HEX "4000000000000000000000000000000000000000000000000000000000000000"
#define ID "01900000-0000-7000-8000-000000000001"
#define NEEDED                                                                        \
    "\"originator\":\"" ORG_HEX "\",\"owner_consent\":\"ask\",\"tlp\":\"TLP:AMBER\"," \
    "\"duress_flag\":\"none\",\"language\":\"en\""

static struct work *w;

static bool
read_text(const char *text, struct terms *t)
{
    struct json *part;

    work_clear(w);
    return json_read(w, bytes_of(text), &json_written, &part) && terms_read(w, part, t);
}

/* Unreadable, without a fault, and ${why} is part of the reason. */
static void
odd(const char *text, const char *why)
{
    struct terms t;
    bool good = read_text(text, &t) && !t.readable && t.why != NULL &&
        strstr(t.why, why) != NULL && t.tlp == TLP_NONE && work_ok(w);

    if (!tap_ok(good, "unreadable: %s", why))
        printf("#   %s\n#   why %s, fault %s\n", text, t.why != NULL ? t.why : "none",
            work_why(w));
}

/* With the needed fields, and one more member that is odd. */
static void
odd_member(const char *member, const char *why)
{
    char text[1024];

    snprintf(text, sizeof(text), "{" NEEDED ",%s}", member);
    odd(text, why);
}

static void
comes_back(const char *more, const char *what)
{
    char text[2048];
    struct bytes once = {0}, twice = {0};
    struct terms t;
    struct json *part, *again;
    bool good;

    snprintf(text, sizeof(text), "{" NEEDED "%s}", more);
    good = read_text(text, &t) && t.readable && terms_write(w, &t, &part) &&
        json_write(w, part, &once) && terms_read(w, part, &t) && t.readable &&
        terms_write(w, &t, &again) && json_write(w, again, &twice);
    if (!tap_ok(good && bytes_equal(once, twice), "comes back: %s", what))
        printf("#   %s\n#   %s %s\n", text, work_why(w), t.why != NULL ? t.why : "");
}

static const char full[] =
    "{\"assurances\":{\"torture\":[\"" ID "\"]},"
    "\"caveats\":[\"EYES ONLY\",\"LIMITE\"],"
    "\"classification\":{\"EU\":\"R-UE/EU-R\",\"UN\":\"Confidential\"},"
    "\"data_subject_category\":[\"victim\",\"witness\"],\"duress_flag\":\"alleged\","
    "\"fact_or_opinion\":\"assessment\",\"handling\":{\"codes\":[\"H1\",\"H3\"],"
    "\"text\":[\"not by telephone\"]},\"info_grade\":\"2\",\"judicial_use\":\"no\","
    "\"language\":\"de-AT\",\"legal_basis\":[\"act 12\"],\"need_to_know\":[\"blue\"],"
    "\"not_releasable_to\":[\"group:" ID "\"],\"onward_transfer\":\"same-terms\","
    "\"originator\":\"" ORG_HEX "\",\"owner_consent\":\"none\",\"pap\":\"GREEN\","
    "\"personal\":true,\"purpose\":[\"aid\",\"counter-terrorism\"],"
    "\"releasable_to\":[\"" UN_HEX "\"],\"retain_until\":\"2030-01-01T00:00:00.000000Z\","
    "\"review_by\":\"2029-01-01T00:00:00.000000Z\",\"source_grade\":\"B\","
    "\"third_country\":[\"adequate\",\"assured\"],\"tlp\":\"TLP:AMBER+STRICT\","
    "\"urgency\":\"72h\",\"valid_from\":\"2020-01-01T00:00:00.000000Z\"}";

static void
test_full(void)
{
    struct terms t;
    struct json *part;
    struct bytes text = {0};

    tap_ok(read_text(full, &t) && t.readable, "every field at once");
    tap_ok(t.tlp == TLP_AMBER_STRICT && t.pap == PAP_GREEN && t.handling == 10 &&
            t.classification[SCHEME_EU] == 1 && t.classification[SCHEME_UN] == 2 &&
            t.caveats == 3 && t.judicial_use == JUDICIAL_NO &&
            t.onward_transfer == ONWARD_SAME_TERMS && t.third_country == 6 &&
            t.owner_consent == CONSENT_NONE && t.personal && t.subject == 12 &&
            t.nature == NATURE_ASSESSMENT && t.source_grade == 'B' &&
            t.info_grade == '2' && t.duress == DURESS_ALLEGED && t.urgency == URGENCY_72H,
        "its codes");
    tap_ok(t.retain_until == INT64_C(1893456000) * TIME_SECOND && t.review_by != 0 &&
            t.valid_from != 0 && hash_equal(&t.originator, &eu),
        "its times and its originator");
    tap_ok(t.releasable_to.count == 1 &&
            bytes_equal(t.releasable_to.at[0], hash_bytes(&un)) &&
            t.not_releasable_to.count == 1 && t.not_releasable_to.at[0].len == 48 &&
            memcmp(t.not_releasable_to.at[0].at + 16, &eu, 32) == 0 &&
            t.purpose.count == 2 && t.assurances[RISK_TORTURE].count == 1,
        "its lists");
    tap_ok(terms_write(w, &t, &part) && json_write(w, part, &text), "are written");
    tap_is_text(text, full, "exactly as they were");
}

static void
test_defaults(void)
{
    struct terms t, d;
    struct json *a, *b;
    struct bytes text_a = {0}, text_b = {0};

    terms_default(&eu, &d);
    tap_ok(d.readable && d.tlp == TLP_AMBER_STRICT && d.owner_consent == CONSENT_ASK &&
            d.judicial_use == JUDICIAL_ASK && d.onward_transfer == ONWARD_ASK &&
            d.third_country == THIRD_ASK && d.duress == DURESS_NONE,
        "who says nothing is asked");
    tap_ok(read_text("{" NEEDED "}", &t) && t.readable &&
            t.judicial_use == JUDICIAL_ASK && t.onward_transfer == ONWARD_ASK &&
            t.third_country == THIRD_ASK,
        "and so is who leaves fields out");
    tap_ok(terms_write(w, &d, &a) && json_write(w, a, &text_a) && terms_read(w, a, &t) &&
            t.readable && terms_write(w, &t, &b) && json_write(w, b, &text_b) &&
            bytes_equal(text_a, text_b),
        "the default comes back");
}

static void
test_round(void)
{
    comes_back("", "the needed fields");
    comes_back(",\"releasable_to\":[]", "a list of nobody");
    comes_back(",\"purpose\":[]", "no purpose");
    comes_back(",\"need_to_know\":[],\"caveats\":[],\"assurances\":{}", "empty others");
    comes_back(",\"purpose\":[\"b\",\"a\"]", "a set in another order");
    comes_back(",\"personal\":true,\"legal_basis\":[\"x\"]", "incomplete personal data");
    comes_back(",\"third_country\":\"no\"", "one condition");
    comes_back(",\"urgency\":\"none\",\"personal\":false", "what is the default anyway");
    comes_back(",\"not_releasable_to\":[\"group:" ID "\",\"" UN_HEX "\"]", "parties");
    comes_back(",\"releasable_to\":[\"" UN_HEX "\",\"" UN_HEX "/" ID "\"]", "a person");
    comes_back(",\"releasable_to\":[\"group:" ID "+later\",\"group:" ID "@" UN_HEX
               "\",\"group:" ID "@" UN_HEX "+later\"]",
        "groups of another, and later members");
}

static void
test_odd(void)
{
    odd("[]", "no object");
    odd("null", "no object");
    odd("{}", "originator: missing");
    odd("{\"duress_flag\":\"none\"}", "missing");
    odd("{\"originator\":\"" ORG_HEX "\",\"owner_consent\":\"ask\",\"tlp\":\"TLP:AMBER\","
        "\"duress_flag\":\"none\"}",
        "language: missing");
    odd_member("\"colour\":\"blue\"", "colour: a field that is not known");
    odd_member("\"new\\u001bfield\":1", "a field that is not known");
    odd_member("\"pap\":\"AMBER+STRICT\"", "pap: a value that is not known");
    odd_member("\"pap\":7", "pap: no text");
    odd_member("\"judicial_use\":\"maybe\"", "judicial_use: a value");
    odd_member("\"third_country\":[\"ask\"]", "third_country: an array is for");
    odd_member("\"third_country\":[\"ask\",\"no\"]", "third_country: an array is for");
    odd_member("\"third_country\":[\"ask\",\"ask\"]",
        "third_country: a value that stands");
    odd_member("\"handling\":{\"codes\":[\"H4\"]}", "handling: a value");
    odd_member("\"handling\":{\"codes\":[\"H3\"]}", "handling: H3 and its text");
    odd_member("\"handling\":{\"codes\":[\"H1\"],\"text\":[\"x\"]}", "handling: H3");
    odd_member("\"handling\":{\"codes\":[],\"note\":\"x\"}", "handling: not an object");
    odd_member("\"classification\":{\"NATO\":\"SECRET\"}", "classification: a scheme");
    odd_member("\"classification\":{\"EU\":\"SECRET\"}", "classification: a value");
    odd_member("\"caveats\":[\"EYES ONLY\"]", "caveats: these need releasable_to");
    odd_member("\"caveats\":\"LIMITE\"", "caveats: no array");
    odd_member("\"releasable_to\":[\"un\"]", "releasable_to: neither");
    odd_member("\"releasable_to\":[\"group:1\"]", "releasable_to: no id");
    odd_member("\"releasable_to\":[\"" UN_HEX "/1\"]", "releasable_to: no person");
    odd_member("\"releasable_to\":[\"group:" ID "/" ID "\"]", "releasable_to: no id");
    odd_member("\"releasable_to\":[\"group:" ID "+soon\"]", "releasable_to: no id");
    odd_member("\"releasable_to\":[\"group:" ID "@un\"]", "releasable_to: neither");
    odd_member("\"releasable_to\":[\"group:" ID "@" UN_HEX "@" UN_HEX "\"]",
        "releasable_to: neither");
    odd_member("\"releasable_to\":[\"group:+later\"]", "releasable_to: no id");
    odd_member("\"releasable_to\":[\"" UN_HEX "\",\"" UN_HEX "\"]",
        "releasable_to: an item");
    odd_member("\"purpose\":[\"Aid\"]", "purpose: not a code");
    odd_member("\"purpose\":[\"\"]", "purpose: not a code");
    odd_member("\"legal_basis\":[7]", "legal_basis: an item that is no text");
    odd_member("\"assurances\":{\"famine\":[]}", "assurances: a risk");
    odd_member("\"retain_until\":\"2030-01-01\"", "retain_until: no time");
    odd_member("\"retain_until\":\"1970-01-01T00:00:00.000000Z\"",
        "retain_until: a time");
    odd_member("\"source_grade\":\"G\"", "source_grade: a value");
    odd_member("\"info_grade\":2", "info_grade: no text");
    odd_member("\"personal\":1", "personal: neither");
    odd_member("\"urgency\":\"1h\"", "urgency: a value");
}

static void
test_languages(void)
{
    static const char *const good[] = {"en", "und", "mul", "sr-Latn-RS"};
    static const char *const bad[] = {"e", "", "en-", "-en", "en--us", "en_US",
        "abcdefghi"};
    char text[512];
    struct terms t;
    size_t i;

    for (i = 0; i < COUNT_OF(good); i++) {
        snprintf(text, sizeof(text),
            "{\"originator\":\"" ORG_HEX "\",\"owner_consent\":"
            "\"ask\",\"tlp\":\"TLP:RED\",\"duress_flag\":\"none\",\"language\":\"%s\"}",
            good[i]);
        tap_ok(read_text(text, &t) && t.readable, "a language: %s", good[i]);
    }
    for (i = 0; i < COUNT_OF(bad); i++) {
        snprintf(text, sizeof(text),
            "{\"originator\":\"" ORG_HEX "\",\"owner_consent\":"
            "\"ask\",\"tlp\":\"TLP:RED\",\"duress_flag\":\"none\",\"language\":\"%s\"}",
            bad[i]);
        odd(text, "language: no language tag");
    }
}

static void
test_limits(void)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes text;
    struct terms t;
    int i;

    buffer_text(&b, "{" NEEDED ",\"need_to_know\":[\"a0\"");
    for (i = 1; i <= 256; i++)
        buffer_format(&b, ",\"a%d\"", i);
    buffer_text(&b, "]}");
    if (!tap_ok(buffer_bytes(&b, &text), "a list of 257 items"))
        return;
    buffer_byte(&b, 0);
    odd((const char *)b.at, "need_to_know: more items");
    b = buffer_open(w, 1 << 20);
    buffer_text(&b, "{" NEEDED ",\"legal_basis\":[\"");
    for (i = 0; i < 2049; i++)
        buffer_text(&b, "x");
    buffer_text(&b, "\"]}");
    buffer_byte(&b, 0);
    odd((const char *)b.at, "legal_basis: a text");
    tap_ok(!terms_read(w, NULL, &t) || !t.readable, "no part at all");
}

/* P24: the item's own terms can neither recall it nor consent for it. */
static void
test_folded(void)
{
    struct terms t;
    struct json *part;

    tap_ok(!read_text("{" NEEDED ",\"recall\":\"" ID "\"}", &t) &&
            work_fault(w) == FAULT_INVALID && strstr(work_why(w), "P24") != NULL,
        "recall is refused");
    tap_ok(!read_text("{\"owner_consent\":\"given(" ID ")\"}", &t) &&
            work_fault(w) == FAULT_INVALID && strstr(work_why(w), "P24") != NULL,
        "consent given inside is refused");
    work_clear(w);
    t = (struct terms){0};
    tap_ok(!terms_write(w, &t, &part) && work_fault(w) == FAULT_INVALID,
        "unreadable terms are not written");
    work_clear(w);
}

/* Memory that ends after ${left} allocations. */
static int left;

static void *
short_alloc(size_t len)
{
    return left-- > 0 ? malloc(len) : NULL;
}

static void
test_memory(void)
{
    struct os os = os_real;
    struct work *small;
    struct json *part;
    struct terms t;
    int n, failed = 0;

    os.alloc = short_alloc;
    for (n = 1; n < 200; n++) {
        left = 1000;
        small = work_open(&os);
        if (small == NULL || !json_read(small, bytes_of(full), &json_written, &part))
            break;
        left = 0;
        /* Fill what the arena still has, so that the next need is for new memory. */
        while (work_alloc(small, 16) != NULL)
            continue;
        work_clear(small);
        left = n - 1;
        if (terms_read(small, part, &t)) {
            tap_ok(t.readable, "enough memory: read (after %d refusals)", failed);
            work_close(small);
            break;
        }
        if (work_fault(small) != FAULT_MEMORY)
            break;
        failed++;
        work_close(small);
    }
    tap_ok(failed > 0, "short memory is a fault of memory, not odd terms");
}

int
main(void)
{
    w = work_open(&os_real);
    if (w == NULL)
        return 1;
    test_full();
    test_defaults();
    test_round();
    test_odd();
    test_languages();
    test_limits();
    test_folded();
    test_memory();
    work_close(w);
    return tap_end();
}
