/*
 * What a move needs: an activity begins with a safeguard that is in force and covers it, and
 * with no other; later, and elsewhere, one sees how that safeguard stands.
 */
#include "tests/desks/sit.h"

static struct stored
activity(struct work *w, struct node *n)
{
    return fixture_make(w, n, "activity/1", "{\"core\":{\"title\":" TEXT("A") "}}");
}

static struct stored
safeguard(struct work *w, struct node *n, const struct stored *covers)
{
    struct draft d = fixture_draft(w, n, "safeguard/1",
        "{\"core\":{\"title\":" TEXT(
            "S") ",\"unit\":\"Operations\",\"legal-"
                 "basis\":" TEXT(
                     "Article 1") ",\"purpose\""
                                  ":" TEXT("P") ",\"risks"
                                                "\":[{"
                                                "\"right"
                                                "\":"
                                                "\"fair-"
                                                "trial\","
                                                "\"level"
                                                "\":"
                                                "\"low\","
                                                "\"mitiga"
                                                "tion\""
                                                ":" TEXT("M") "}],\"review\":{\"from\":"
                                                              "\"2026-09\"}}}");
    struct receipt r;

    if (covers != NULL)
        draft_link(&d, "covers", covers);
    NEED(w, node_make(n, w, &d, 1, &r));
    return fixture_stored(w, n, &r);
}

static bool
move(struct work *w, struct node *n, const struct stored *s, const char *name,
    const char *more)
{
    return sit(w, n, "move",
        work_format(w, "{\"id\":\"%s\",\"move\":\"%s\"%s}", id_of(w, s), name, more));
}

static void
put_in_force(struct work *w, struct node *n, const struct stored *s)
{
    NEED(w,
        move(w, n, s, "submit", "") &&
            move(w, n, s, "approve", ",\"set\":[\"unit=Legal\",\"officer=Officer 2\"]"));
}

static bool
start(struct work *w, struct node *n, const struct stored *a, const char *with)
{
    return move(w, n, a, "start",
        work_format(w, ",\"set\":[\"safeguard=%s\",\"review=2026-09\"]", with));
}

#define tap_denied(w, call, why, ...)                                               \
    do {                                                                            \
        bool denied = !(call) && work_fault(w) == FAULT_DENIED &&                   \
            strstr(work_why(w), why) != NULL;                                       \
        if (!tap_ok(denied, __VA_ARGS__))                                           \
            printf("#   %s\n", work_fault(w) != FAULT_NONE ? work_why(w) : "done"); \
        work_clear(w);                                                              \
    } while (0)

/* How the first need of the last move stands, as `history` tells it. */
static const struct json *
first_need(struct work *w, struct node *n, const struct stored *s)
{
    const struct json *m;

    NEED(w, sit(w, n, "history", work_format(w, "{\"id\":\"%s\"}", id_of(w, s))));
    m = json_get(last, "moves")->first;
    return json_get(m, "needs")->first;
}

static void
test_start(struct work *w, struct node *n)
{
    struct stored a = activity(w, n), other = activity(w, n);
    struct stored good = safeguard(w, n, &a), loose = safeguard(w, n, NULL);
    const char *with = id_of(w, &good);

    tap_denied(w, start(w, n, &a, "01900000-0000-7000-8000-000000000001"), "is not here",
        "not with what is not here");
    tap_denied(w, start(w, n, &a, id_of(w, &other)), "is no safeguard/1",
        "not with another kind of record");
    tap_denied(w, start(w, n, &a, with), "is draft", "not with a draft");
    NEED(w, move(w, n, &good, "submit", ""));
    tap_denied(w, start(w, n, &a, with), "is submitted", "not while nobody approved it");
    NEED(w, move(w, n, &good, "approve", ",\"set\":[\"unit=Legal\",\"officer=O\"]"));
    put_in_force(w, n, &loose);
    tap_denied(w, start(w, n, &a, id_of(w, &loose)), "does not say that it covers",
        "not with one that covers something else");
    tap_good(w, start(w, n, &a, with), "with one that is in force and covers it");
    tap_ok(bytes_is(json_get_text(last, "stage"), "under-way"), "it is under way");
    tap_ok(json_get_text(first_need(w, n, &a), "why").len == 0 &&
            bytes_is(json_get_text(first_need(w, n, &a), "state"), "in-force"),
        "history says that the safeguard stands");
    NEED(w, move(w, n, &good, "end", ""));
    tap_ok(bytes_is(json_get_text(first_need(w, n, &a), "why"), "is ended"),
        "and, once it is over, that it does not");
    NEED(w, sit(w, n, "history", work_format(w, "{\"id\":\"%s\"}", id_of(w, &a))));
    tap_ok(bytes_is(json_get_text(last, "stage"), "under-way"),
        "where the activity stands is left to its moves");
}

static void
test_lapsed(struct work *w, struct node *n)
{
    struct stored a = activity(w, n), s = safeguard(w, n, &a);

    put_in_force(w, n, &s);
    now_is += 120 * TIME_DAY;
    tap_denied(w,
        move(w, n, &a, "start",
            work_format(w, ",\"set\":[\"safeguard=%s\",\"review=2027\"]", id_of(w, &s))),
        "has lapsed", "not when its review date has gone by, whatever date is typed");
    NEED(w,
        move(w, n, &s, "suspend", ",\"set\":[\"reason=R\"]") &&
            move(w, n, &s, "renew",
                ",\"set\":[\"unit=Legal\",\"officer=O\",\"review=2027\"]"));
    tap_good(w,
        move(w, n, &a, "start",
            work_format(w, ",\"set\":[\"safeguard=%s\",\"review=2027\"]", id_of(w, &s))),
        "with one that was renewed");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    test_start(w, n);
    test_lapsed(w, n);
    return sit_end(w, n);
}
