/*
 * statement build: what is agreed becomes a sentence with its record, what is not is left out
 * and told; what a person sets stays; languages are those in which all of it is said.
 */
#include "tests/desks/sit.h"

#define PARTIES "\"parties\":[{\"name\":" TEXT("EU") "}]"
#define BOTH(en, fr) \
    "[{\"lang\":\"en\",\"text\":\"" en "\"},{\"lang\":\"fr\",\"text\":\"" fr "\"}]"

static struct stored
outcome(struct work *w, struct node *n, const struct stored *of, const char *core)
{
    struct draft d = fixture_draft(w, n, "outcome/1",
        work_format(w, "{\"core\":{" PARTIES ",%s}}", core));
    struct receipt r;

    draft_link(&d, "of", of);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

#define SOURCE ",\"source\":{\"document\":\"D\"}"

static bool
build(struct work *w, struct node *n, const struct stored *of, const char *more)
{
    return sit(w, n, "statement build",
        work_format(w, "{\"id\":\"%s\"%s}", id_of(w, of), more));
}

static const struct json *
built(struct work *w, struct node *n)
{
    struct bytes id = json_get_text(last, "id");

    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"x\"}", (int)id.len,
                (const char *)id.at)));
    return json_at(last, "parts.core");
}

/* The n-th sentence: its record, and its text in the first language. */
static void
tap_sentence(const struct json *core, size_t number, const char *of, const char *text)
{
    const struct json *s = json_get(core, "sentences")->first;

    for (size_t i = 0; i < number && s != NULL; i++)
        s = s->next;
    tap_ok(s != NULL && bytes_is(json_get_text(s, "of"), of) &&
            bytes_is(json_get_text(json_get(s, "text")->first, "text"), text),
        "sentence %zu is \"%s\", of its record", number + 1, text);
}

static void
test_build(struct work *w, struct node *n)
{
    struct stored d = fixture_make(w, n, "dialogue/1",
        "{\"core\":{\"title\":" TEXT("D") "," PARTIES "}}");
    struct stored other = fixture_make(w, n, "dialogue/1",
        "{\"core\":{\"title\":" TEXT("E") "," PARTIES "}}");
    struct stored one = outcome(w, n, &d, "\"title\":" BOTH("One", "Un") SOURCE);
    struct stored draft = outcome(w, n, &d, "\"title\":" TEXT("Draft")), elsewhere;
    struct stored two = outcome(w, n, &d,
        "\"title\":" TEXT("Two") ",\"text\":" BOTH("Second.", "Deux.") SOURCE);
    const struct json *core;

    elsewhere = outcome(w, n, &other, "\"title\":" TEXT("Elsewhere"));
    tap_good(w, build(w, n, &d, ",\"set\":[\"core.title=Together\"]"), "a statement");
    tap_ok(json_get(last, "items")->integer == 2, "of two sentences");
    tap_ok(json_get(last, "left_out")->count == 1 &&
            bytes_is(json_get_text(json_get(last, "left_out")->first, "id"),
                id_of(w, &draft)) &&
            bytes_is(json_get_text(json_get(last, "left_out")->first, "stage"), "draft"),
        "a draft is left out, and that is told");
    core = built(w, n);
    tap_sentence(core, 0, id_of(w, &one), "One");
    tap_sentence(core, 1, id_of(w, &two), "Second.");
    tap_ok(json_get(core, "languages")->count == 2, "in two languages");
    tap_ok(json_get(core, "parties")->count == 1, "its parties are the dialogue's");
    tap_ok(json_get(last, "links")->count == 3,
        "it links to the dialogue and to what it says");
    outcome(w, n, &d, "\"title\":" TEXT("Three") SOURCE);
    NEED(w,
        build(w, n, &d,
            ",\"set\":[\"core.title=T\",\"core.parties=[{\\\"name\\\":"
            "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"A\\\"}]},{\\\"name\\\":"
            "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"B\\\"}]}]\"]"));
    core = built(w, n);
    tap_ok(json_get(core, "languages")->count == 1 &&
            bytes_is(json_get(core, "languages")->first->text, "en"),
        "French goes when one sentence is English only");
    tap_ok(json_get(core, "parties")->count == 2, "what is set stays");
    tap_fault(w, FAULT_CONFLICT, build(w, n, &other, ""),
        "nothing to build of, and nothing is made");
    tap_fault(w, FAULT_INVALID, build(w, n, &d, ""), "it must have its title");
    tap_fault(w, FAULT_USAGE, build(w, n, &elsewhere, ""), "an outcome is no dialogue");
    tap_fault(w, FAULT_USAGE, build(w, n, &d, ",\"kind\":\"matter\""),
        "a matter is not built");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    test_build(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
