/*
 * driver: asks core/terms what the model is asked, to compare the two.
 *
 *     driver <STEPS >ANSWERS      one JSON object a line each; an answer for every step, in order
 *
 * A step has a member "do", which names one of the questions below; an answer "fault" says
 * that the step could not be read.  Of core/terms it knows terms.h only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/driver.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

static bool
decide(struct work *w, const struct json *step, struct json *out)
{
    struct facts f = {.act = ACT_NONE};
    struct decision d;
    bool allowed;

    TRY(say_facts(w, step, &f));
    allowed = terms_decide(&f, &d);
    if (allowed != (d.verdict == TERMS_ALLOW))
        return fail(w, FAULT_CORRUPT, "the truth and the verdict differ");
    json_put(out, "verdict", json_string(w, terms_verdict_name(d.verdict)));
    json_put(out, "rule", json_string(w, terms_rule_id(d.rule)));
    json_put(out, "under", json_string(w, terms_rule_id(d.under)));
    json_put(out, "hidden", json_bool(w, d.hidden));
    json_put(out, "due", json_bool(w, d.due));
    json_put(out, "held", json_bool(w, d.held));
    json_put(out, "late", json_bool(w, d.late));
    json_put(out, "applied", json_integer(w, d.applied));
    return true;
}

/* Two terms: what one says of the other, and what comes of both. */
static bool
pair(struct work *w, const struct json *step, struct json *out)
{
    const struct terms *a = NULL, *b = NULL;
    struct terms both;
    struct json *part;

    TRY(say_terms(w, step, "a", &a));
    TRY(say_terms(w, step, "b", &b));
    if (a == NULL || b == NULL)
        return fail(w, FAULT_INVALID, "two terms are needed: a and b");
    json_put(out, "narrower", json_bool(w, terms_narrower_or_equal(a, b)));
    TRY(terms_join(w, a, b, &both));
    json_put(out, "readable", json_bool(w, both.readable));
    if (!both.readable)
        return true;
    json_put(out, "same", json_bool(w, hash_equal(&a->originator, &both.originator)));
    json_put(out, "none", json_bool(w, hash_is_zero(&both.originator)));
    json_put(out, "incomplete", json_bool(w, terms_incomplete(&both)));
    TRY(terms_write(w, &both, &part));
    json_put(out, "joined", part);
    return true;
}

/* One terms part, and all that hangs on it alone. */
static bool
read_one(struct work *w, const struct json *step, struct json *out)
{
    const struct terms *t = NULL;
    struct json *part;

    TRY(say_terms(w, step, "terms", &t));
    if (t == NULL)
        return fail(w, FAULT_INVALID, "terms are needed");
    json_put(out, "readable", json_bool(w, t->readable));
    if (!t->readable)
        return true;
    json_put(out, "carry", json_integer(w, terms_carry_needed(t)));
    json_put(out, "incomplete", json_bool(w, terms_incomplete(t)));
    json_put(out, "by_person", json_bool(w, terms_by_person(t)));
    TRY(terms_write(w, t, &part));
    json_put(out, "written", part);
    return true;
}

static bool
one_delivery(struct work *w, const struct json *of, void *to)
{
    struct terms_delivery *d = to;
    int64_t position = 0;

    TRY(say_hash(w, of, "to", &d->to));
    TRY(say_integer(w, of, "at", &d->at));
    TRY(say_integer(w, of, "position", &position));
    d->position = (uint64_t)position;
    TRY(say_integer(w, of, "recalled_at", &d->recalled_at));
    return say_integer(w, of, "answered_at", &d->answered_at);
}

static bool
recall(struct work *w, const struct json *step, struct json *out)
{
    const struct terms_delivery *list;
    const void *at = NULL;
    int64_t patience = 0, now = 0;
    size_t count = 0, i;
    struct json *overdue = json_array(w);

    TRY(say_array(w, step, "deliveries", sizeof(*list), one_delivery, &at, &count));
    TRY(say_integer(w, step, "patience", &patience));
    TRY(say_integer(w, step, "now", &now));
    list = at;
    json_put(out, "next", json_integer(w, (int64_t)terms_recall_next(list, count)));
    for (i = 0; i < count; i++)
        json_add(overdue, json_bool(w, terms_recall_overdue(&list[i], patience, now)));
    json_put(out, "overdue", overdue);
    return true;
}

static bool
one_version(struct work *w, const struct json *of, void *to)
{
    struct terms_version *v = to;
    int64_t version = 0;

    TRY(say_hash(w, of, "author", &v->author));
    TRY(say_hash(w, of, "hash", &v->hash));
    TRY(say_integer(w, of, "version", &version));
    v->version = (uint64_t)version;
    return true;
}

static bool
shown(struct work *w, const struct json *step, struct json *out)
{
    struct hash originator = {{0}};
    const void *at = NULL;
    size_t count = 0;

    TRY(say_hash(w, step, "originator", &originator));
    TRY(say_array(w, step, "versions", sizeof(struct terms_version), one_version, &at,
        &count));
    json_put(out, "shown", json_integer(w, (int64_t)terms_shown(&originator, at, count)));
    return true;
}

static bool
one_claim(struct work *w, const struct json *of, void *to)
{
    struct terms_claim *c = to;
    int64_t version = 0;

    TRY(say_hash(w, of, "key", &c->key));
    TRY(say_uuid(w, of, "id", &c->id));
    TRY(say_integer(w, of, "version", &version));
    c->version = (uint64_t)version;
    return say_hash(w, of, "content", &c->content);
}

static bool
equivocation(struct work *w, const struct json *step, struct json *out)
{
    const struct terms_claim *claim;
    const void *at = NULL;
    size_t count = 0;

    TRY(say_array(w, step, "claims", sizeof(*claim), one_claim, &at, &count));
    if (count != 2)
        return fail(w, FAULT_INVALID, "two claims are compared");
    claim = at;
    json_put(out, "proof", json_bool(w, terms_equivocation(&claim[0], &claim[1])));
    return true;
}

static bool
hours(struct work *w, const struct json *step, struct json *out)
{
    unsigned urgency = 0, act = 0;
    int64_t asked_at = 0, now = 0;

    TRY(say_unsigned(w, step, "urgency", &urgency));
    TRY(say_integer(w, step, "asked_at", &asked_at));
    TRY(say_integer(w, step, "now", &now));
    TRY(say_unsigned(w, step, "act", &act));
    json_put(out, "deadline",
        json_integer(w, terms_deadline((enum terms_urgency)urgency, asked_at)));
    json_put(out, "late",
        json_bool(w, terms_late((enum terms_urgency)urgency, asked_at, now)));
    json_put(out, "log", json_integer(w, terms_log_needs((enum terms_act)act)));
    return true;
}

static bool
lint(struct work *w, const struct json *step, struct json *out)
{
    struct terms_finding found = {.kind = LINT_CLEAN};
    struct bytes text = {NULL, 0};
    unsigned yardstick = 0;
    bool clean;

    TRY(say_text(w, step, "sentence", &text));
    TRY(say_unsigned(w, step, "yardstick", &yardstick));
    clean = terms_lint_sentence(text, yardstick, &found);
    json_put(out, "clean", json_bool(w, clean));
    json_put(out, "finding", json_integer(w, found.kind));
    return true;
}

static const struct question {
    const char *name;
    bool (*answer)(struct work *w, const struct json *step, struct json *out);
} questions[] = {
    {"decide", decide},
    {"pair", pair},
    {"read", read_one},
    {"recall", recall},
    {"shown", shown},
    {"equivocation", equivocation},
    {"clock", hours},
    {"lint", lint},
};

static bool
answer(struct work *w, struct bytes line, struct bytes *out)
{
    struct json *step, *said = json_object(w);
    struct bytes name;
    size_t i;

    TRY(json_read(w, line, &json_written, &step));
    TRY(json_need_text(w, step, "do", &name));
    for (i = 0; i < COUNT_OF(questions) && !bytes_is(name, questions[i].name); i++)
        ;
    if (i == COUNT_OF(questions))
        return fail(w, FAULT_INVALID, "\"do\" names no question that is known");
    TRY(questions[i].answer(w, step, said));
    return json_write(w, said, out);
}

/* One step; false when there is no memory or nobody to tell. */
static bool
step(struct bytes line)
{
    struct work *w = work_open(&os_real);
    struct bytes said;
    bool told;

    if (w == NULL)
        return false;
    if (answer(w, line, &said))
        told = fwrite(said.at, 1, said.len, stdout) == said.len && putchar('\n') != EOF;
    else
        told = printf("{\"fault\":\"%s\"}\n", fault_face(work_fault(w))->name) > 0;
    work_close(w);
    return told && fflush(stdout) == 0; /* somebody may wait for it */
}

int
main(void)
{
    char *line = malloc(LINE_MAX_BYTES + 2);
    size_t len;

    if (line == NULL)
        return 4;
    while (fgets(line, (int)LINE_MAX_BYTES + 2, stdin) != NULL) {
        len = strlen(line);
        if (len > LINE_MAX_BYTES) {
            fprintf(stderr, "driver: a step has at most %zu bytes\n", LINE_MAX_BYTES);
            free(line);
            return 3;
        }
        if (!step(bytes_from(line, len))) {
            free(line);
            return 4;
        }
    }
    free(line);
    return 0;
}
