/*
 * Beside the decision: deadlines (P18), the ledger of a recall (P13), the version shown
 * (P20), equivocation (P21), the lint of prose (P23), the log's needs (P14), explaining.
 */
#include "world.h"

static void
test_clock(void)
{
    tap_ok(terms_deadline(URGENCY_8H, NOW) == NOW + 8 * TIME_HOUR, "8 hours");
    tap_ok(terms_deadline(URGENCY_72H, NOW) == NOW + 72 * TIME_HOUR, "72 hours");
    tap_ok(terms_deadline(URGENCY_168H, NOW) == NOW + 168 * TIME_HOUR, "168 hours");
    tap_ok(terms_deadline(URGENCY_NONE, NOW) == 0, "no clock");
    tap_ok(terms_deadline((enum terms_urgency)9, NOW) == 0, "an unknown clock");
    tap_ok(terms_deadline(URGENCY_8H, TIME_MAX) == TIME_MAX, "the end of time");
    tap_ok(terms_deadline(URGENCY_8H, 0) == 0 &&
            terms_deadline(URGENCY_8H, 1) == 1 + 8 * TIME_HOUR,
        "no clock runs from no time");
    tap_ok(!terms_late(URGENCY_8H, NOW, NOW + 8 * TIME_HOUR),
        "in time at the last moment");
    tap_ok(terms_late(URGENCY_8H, NOW, NOW + 8 * TIME_HOUR + 1), "late a moment after");
    tap_ok(!terms_late(URGENCY_NONE, NOW, TIME_MAX), "without a clock never late");
}

static void
test_recall(void)
{
    struct terms_delivery d[] = {{un, 300, 1, 0, 0}, {court, 100, 9, 0, 0},
        {ngo, 100, 2, 0, 0}};
    const size_t order[] = {2, 1, 0};
    size_t i, next;

    for (i = 0; i < 3; i++) {
        next = terms_recall_next(d, 3);
        tap_ok(next == order[i], "recall goes in the order of delivery: %zu", next);
        d[next].recalled_at = 1000;
    }
    tap_ok(terms_recall_next(d, 3) == 3, "then it has gone everywhere");
    tap_ok(!terms_recall_overdue(&d[0], 50, 1049), "patience");
    tap_ok(terms_recall_overdue(&d[0], 50, 1050), "overdue");
    d[0].answered_at = 1010;
    tap_ok(!terms_recall_overdue(&d[0], 50, 2000), "answered is not overdue");
    d[1].recalled_at = 0;
    tap_ok(!terms_recall_overdue(&d[1], 50, 2000), "not sent is not overdue");
}

static void
test_recall_ties(void)
{
    struct terms_delivery a[] = {{un, 100, 5, 0, 0}, {court, 100, 4, 0, 0}};
    struct terms_delivery b[] = {{un, 100, 4, 0, 0}, {court, 100, 5, 0, 0}};
    struct terms_delivery c[] = {{court, 100, 4, 0, 0}, {un, 100, 4, 0, 0}};
    struct terms_delivery d[] = {{un, 200, 1, 0, 0}, {court, 100, 4, 0, 0}};

    tap_ok(terms_recall_next(a, 2) == 1 && terms_recall_next(b, 2) == 0,
        "at one moment the place decides");
    tap_ok(terms_recall_next(c, 2) == 1, "at one place the partner's id");
    tap_ok(terms_recall_next(d, 2) == 1, "before either, the moment");
    tap_ok(terms_recall_next(d, 0) == 0, "nothing was delivered");
}

static void
test_shown(void)
{
    struct terms_version v[] = {{eu, {{1}}, 1}, {eu, {{2}}, 3}, {un, {{3}}, 9},
        {eu, {{4}}, 2}};
    struct terms_version twin[] = {{eu, {{8}}, 5}, {eu, {{7}}, 5}};
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 0, 3, 2},
        {2, 3, 0, 1}};
    struct terms_version mixed[4];
    size_t i, k;
    bool same = true;

    for (i = 0; i < COUNT_OF(orders); i++) {
        for (k = 0; k < 4; k++)
            mixed[k] = v[orders[i][k]];
        k = terms_shown(&eu, mixed, 4);
        same = same && k < 4 && mixed[k].hash.at[0] == 2;
    }
    tap_ok(same, "the originator's highest version, in any order of arrival");
    tap_ok(terms_shown(&court, v, 4) == 4, "none of another's");
    tap_ok(terms_shown(&eu, twin, 2) == 1, "of two twins the same on every node");
}

static void
test_equivocation(void)
{
    struct terms_claim a = {{{1}}, {{2}}, 3, {{4}}}, b = a;

    tap_ok(!terms_equivocation(&a, &b), "one header twice is no proof");
    b.content = (struct hash){{5}};
    tap_ok(terms_equivocation(&a, &b), "two contents under one id and version are");
    b.version = 4;
    tap_ok(!terms_equivocation(&a, &b), "a new version is none");
    b.version = 3;
    b.key = (struct hash){{9}};
    tap_ok(!terms_equivocation(&a, &b), "nor another's key");
    b.key = a.key;
    b.id = (struct uuid){{9}};
    tap_ok(!terms_equivocation(&a, &b), "nor another id");
}

static void
lint(const char *text, unsigned yardstick, enum terms_lint kind, const char *at)
{
    struct terms_finding f;
    struct bytes all = bytes_of(text);
    bool clean = terms_lint_text(all, yardstick, &f);
    bool good = f.kind == kind && clean == (kind == LINT_CLEAN);

    if (at != NULL)
        good = good && f.at + f.len <= all.len &&
            bytes_is(bytes_from(all.at + f.at, f.len), at);
    if (!tap_ok(good, "lint: %.*s", (int)strcspn(text, "\n"), text))
        printf("#   got %d at %zu, %zu long\n", (int)f.kind, f.at, f.len);
}

static void
test_lint(void)
{
    const unsigned icd = YARDSTICK_ICD203, phia = YARDSTICK_PHIA;

    lint("An attack is likely. We hold this with high confidence.", icd, LINT_CLEAN,
        NULL);
    lint("First. We judge with high confidence that an attack is likely.", icd, LINT_BOTH,
        " We judge with high confidence that an attack is likely.");
    lint("It is Very  Unlikely (confidence: low).", icd, LINT_BOTH, NULL);
    lint("With a moderate level of confidence, it is probable.", icd, LINT_BOTH, NULL);
    lint("Confidence in this likely attack is, all told, low.", icd, LINT_CLEAN, NULL);
    lint("Public confidence is likely to fall.", icd, LINT_CLEAN, NULL);
    lint("High prices are likely.", icd, LINT_CLEAN, NULL);
    lint("It is highly likely.", icd, LINT_YARDSTICK, "highly likely");
    lint("It is highly likely.", phia, LINT_CLEAN, NULL);
    lint("There is a remote chance; rain is very likely.", phia, LINT_YARDSTICK,
        "very likely");
    lint("A realistic possibility.", icd, LINT_YARDSTICK, "realistic possibility");
    lint("It is unlikely.", 0, LINT_UNDECLARED, "unlikely");
    lint("The likelihood was not assessed.", 0, LINT_CLEAN, NULL);
    lint("High confidence in the title\n\nAn attack is likely.", icd, LINT_CLEAN, NULL);
    lint("", icd, LINT_CLEAN, NULL);
}

static void
test_log(void)
{
    static const char *const needs[ACTS] = {[ACT_READ] = "who when why",
        [ACT_SHARE] = "who when why whom",
        [ACT_FORWARD] = "who when why whom",
        [ACT_EXPORT] = "who when why whom",
        [ACT_ANSWER] = "who when why whom",
        [ACT_ENTER] = "who when why",
        [ACT_HOLD] = "who when why",
        [ACT_RECALL] = "who when why",
        [ACT_ERASE] = "who when why",
        [ACT_UNHOLD] = "who when why",
        [ACT_HIT] = "who when why whom"};
    const char *want;
    unsigned act, mask;

    for (act = ACT_NONE; act <= ACTS; act++) {
        want = act < ACTS && needs[act] != NULL ? needs[act] : "who when";
        mask = LOG_WHO | LOG_WHEN;
        mask |= strstr(want, "why") != NULL ? LOG_WHY : 0;
        mask |= strstr(want, "whom") != NULL ? LOG_TO_WHOM : 0;
        if (act == ACT_NONE || act == ACT_LIST || act == ACTS)
            mask = 0;
        tap_ok(terms_log_needs((enum terms_act)act) == mask, "the log of %s",
            terms_act_name((enum terms_act)act));
    }
    tap_ok(strcmp(terms_rule_id(RULE_P27), "P27") == 0 && terms_rule_id(RULES)[0] == '\0',
        "the names of rules end where they end");
}

/* What each single field asks of a format. */
static void
test_carry(void)
{
    static const struct bytes one[] = {ORG(un)};
    const struct terms_list list = {one, 1, true}, empty = {NULL, 0, true};
    struct terms t[20];
    const unsigned need[] = {0, CARRY_TLP, CARRY_PAP, 0, CARRY_HANDLING,
        CARRY_CLASSIFICATION, CARRY_CAVEATS, CARRY_AUDIENCE, CARRY_AUDIENCE,
        CARRY_AUDIENCE, CARRY_PURPOSE, CARRY_JUDICIAL, CARRY_ONWARD, CARRY_ONWARD,
        CARRY_ONWARD, CARRY_ONWARD, CARRY_DATES, CARRY_DATES, CARRY_DURESS, 0};
    size_t i;

    for (i = 0; i < COUNT_OF(t); i++)
        t[i] = open_terms(&eu);
    t[1].tlp = TLP_GREEN;
    t[2].pap = PAP_GREEN;
    t[3].pap = PAP_CLEAR;
    t[4].handling = HANDLING_H0;
    t[5].classification[SCHEME_INTERPOL] = 1;
    t[6].caveats = CAVEAT_LIMITE;
    t[7].releasable_to = empty;
    t[8].not_releasable_to = list;
    t[9].need_to_know = list;
    t[10].purpose = empty;
    t[11].judicial_use = JUDICIAL_ASK;
    t[12].owner_consent = CONSENT_ASK;
    t[13].onward_transfer = ONWARD_ASK;
    t[14].third_country = THIRD_ASK;
    t[15].assurances[RISK_FAIR_TRIAL] = list;
    t[16].retain_until = NOW;
    t[17].valid_from = NOW;
    t[18].duress = DURESS_ALLEGED;
    t[19].review_by = NOW;
    for (i = 0; i < COUNT_OF(t); i++)
        tap_ok(terms_carry_needed(&t[i]) == need[i], "field %zu asks a format for %x", i,
            need[i]);
}

static void
test_explain(void)
{
    static struct world s;
    struct work *w = work_open(&os_real);
    struct decision d;
    struct json *out = NULL;
    struct bytes facts = {0};

    world_open(&s, ACT_FORWARD, &un);
    s.item.owner_consent = CONSENT_ASK;
    tap_ok(!terms_decide(&s.f, &d) && terms_explain(w, &d, &out),
        "a refusal is explained");
    tap_is_text(json_get_text(out, "verdict"), "deny", "its verdict");
    tap_is_text(json_get_text(out, "rule"), "P03", "its rule");
    tap_ok(json_get_text(out, "reason").len > 20 && json_get_text(out, "change").len > 20,
        "its reason and what would change it");
    tap_ok(json_get(out, "under") == NULL, "nothing beneath");
    tap_ok(json_write(w, json_get(out, "facts"), &facts), "its facts");
    tap_is_text(facts,
        "[\"asker\",\"recipient\",\"purpose\",\"terms\",\"originator\",\"releases\","
        "\"time\"]",
        "are those that the rule looked at");
    s.question.urgency = URGENCY_8H;
    s.f.asked_at = 1;
    s.f.now = 9 * TIME_HOUR;
    tap_ok(!terms_decide(&s.f, &d) && !d.late, "only answers are late");
    s.f.act = ACT_ANSWER;
    s.f.question = NULL;
    tap_ok(!terms_decide(&s.f, &d) && !d.late, "and only to a question");
    s.f.question = &s.question;
    s.f.asked_at = 2 * TIME_HOUR;
    tap_ok(!terms_decide(&s.f, &d) && !d.late, "and only after its time");
    world_open(&s, ACT_READ, &un);
    tap_ok(terms_decide(&s.f, &d) && terms_explain(w, &d, &out) &&
            json_get(out, "rule") == NULL,
        "what is allowed has no rule");
    work_close(w);
}

int
main(void)
{
    test_clock();
    test_recall();
    test_recall_ties();
    test_shown();
    test_equivocation();
    test_lint();
    test_log();
    test_carry();
    test_explain();
    return tap_end();
}
