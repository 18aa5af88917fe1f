/*
 * recall: four organisations for what is recalled, expires or is withdrawn -- eu, who writes;
 * un and who, who are given it; court, whom un gives it on to.
 */
#ifndef TESTS_ENGINES_EXCHANGE_RECALL_H
#define TESTS_ENGINES_EXCHANGE_RECALL_H

#include "engines/exchange/sim.h"

struct four {
    struct sim *eu, *un, *who, *court;
};

static void
pin_both(struct work *w, struct sim *a, struct sim *b)
{
    sim_pin(w, a, b, SIM_URL, "none");
    sim_pin(w, b, a, SIM_URL, "none");
}

UNUSED static struct four
four_open(struct work *w)
{
    struct four f = {sim_new(w, "eu", 1), sim_new(w, "un", 11), sim_new(w, "who", 21),
        sim_new(w, "court", 31)};

    pin_both(w, f.eu, f.un);
    pin_both(w, f.eu, f.who);
    pin_both(w, f.un, f.court);
    return f;
}

UNUSED static void
meet(struct work *w, struct sim *a, struct sim *b)
{
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
}

/* An assessment of that node's; ${more}: further members of the command, with a comma before. */
UNUSED static const char *
paper(struct work *w, struct sim *s, const char *title, const char *more)
{
    const char *body = at(w, "paper.json");
    const char *text = work_format(w,
        "{\"core\":{\"title\":" TEXT("%s") ",\"language\":\"en\",\"judgements\":[{"
                                           "\"text\":" TEXT("%s judged") "}]}}",
        title, title);

    put_file(body, text, strlen(text));
    return sim_text(w,
        sim_do(w, s, "new",
            "{\"kind\":\"assessment\",\"body\":\"%s\",\"tlp\":\"amber\",\"purpose\":["
            "\"work\"]%s}",
            body, more),
        "id");
}

UNUSED static void
give(struct work *w, struct sim *from, struct sim *to, const char *id)
{
    sim_do(w, from, "share", "{\"id\":[\"%s\"],\"to\":\"%s\"}", id, to->handle);
    meet(w, from, to);
}

UNUSED static const char *
let_on(struct work *w, struct sim *s, const char *id, struct sim *to)
{
    return sim_text(w,
        sim_do(w, s, "release",
            "{\"id\":\"%s\",\"to\":\"%s\",\"purpose\":\"work\",\"until\":\"2030-01-01\"}",
            id, to->hex),
        "id");
}

UNUSED static const char *
call_back(struct work *w, struct sim *s, const char *id)
{
    return sim_text(w,
        sim_do(w, s, "recall", "{\"id\":\"%s\",\"reason\":\"R\",\"code\":\"error\"}", id),
        "id");
}

/* "un: erased", the n-th line of the ledger; "" behind the last. */
UNUSED static const char *
line(struct work *w, struct sim *s, const char *recall, size_t n, const char *member)
{
    struct json *ledger = sim_do(w, s, "recall show", "{\"id\":\"%s\"}", recall);

    return sim_text(w, ledger, work_format(w, "lines.%zu.%s", n, member));
}

#define tap_line(w, s, recall, n, member, want, ...) \
    tap_is_text(bytes_of(line(w, s, recall, n, member)), want, __VA_ARGS__)

/* Whoever is asked for more gives nothing. */
UNUSED static bool
give_nothing(struct work *w, struct sim_message *m)
{
    (void)w;
    if (m->reply && strcmp(m->verb, "pull") == 0)
        m->body = (struct bytes){0};
    return true;
}

/* The recall comes there, and no statement comes back. */
UNUSED static void
half_meet(struct work *w, struct sim *a, struct sim *b)
{
    sim_watch = give_nothing;
    sim_do(w, a, "sync", "{\"org\":\"%s\"}", b->handle);
    sim_watch = NULL;
}

#endif
