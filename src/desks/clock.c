/*
 * The clock of a question, as both sides see it: when its answer is due, what is left, and
 * whether the answer that came was late (P18).
 */
#include "desks/desk_inner.h"

/* Questions and their answers, by kind. */
static const struct {
    const char *question, *answer;
} talks[] = {{"question/1", "answer/1"}, {"hit-question/1", "hit-answer/1"}};

const char *
desk_question(size_t n)
{
    return n < COUNT_OF(talks) ? talks[n].question : NULL;
}

bool
desk_is_question(struct bytes kind)
{
    for (size_t i = 0; i < COUNT_OF(talks); i++)
        if (bytes_is(kind, talks[i].question))
            return true;
    return false;
}

static enum terms_urgency
urgency_of(const struct json *core)
{
    struct bytes text = json_get_text(core, "urgency");

    return bytes_is(text, "8h") ? URGENCY_8H
        : bytes_is(text, "72h") ? URGENCY_72H
                                : URGENCY_168H;
}

int64_t
desk_deadline(const struct json *core, int64_t asked_at)
{
    return terms_deadline(urgency_of(core), asked_at);
}

static const char *
span(struct work *w, int64_t time)
{
    return work_format(w, "%lld h %lld min", (long long)(time / TIME_HOUR),
        (long long)(time % TIME_HOUR / (60 * TIME_SECOND)));
}

struct json *
desk_left(struct work *w, int64_t due, int64_t now)
{
    return json_string(w, due <= now ? "late" : span(w, due - now));
}

/* The first answer by the one who was asked; its time, 0: there is none yet. */
bool
desk_answered(struct desk *d, struct work *w, const struct uuid *id,
    const struct hash *asked, int64_t *out)
{
    struct view_link *links;
    struct stored by;
    size_t count;

    *out = 0;
    TRY(node_links_to(d->node, w, id, "answers", &links, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_by_no(node_store(d->node), w, links[i].record, &by));
        if (hash_equal(&by.author, asked) && (*out == 0 || by.time < *out))
            *out = by.time;
    }
    return true;
}

/* Of an answer, the question; itself otherwise. */
static bool
find_question(struct desk *d, struct work *w, const struct stored *s, struct stored *out,
    bool *any)
{
    struct view_link *links;
    size_t count;

    *out = *s;
    *any = desk_is_question(s->kind);
    if (*any)
        return true;
    for (size_t i = 0; i < COUNT_OF(talks); i++)
        *any = *any || bytes_is(s->kind, talks[i].answer);
    if (!*any)
        return true;
    *any = false;
    TRY(node_links_from(d->node, w, &s->id, &links, &count));
    for (size_t i = 0; i < count && !*any; i++) {
        if (!bytes_is(links[i].type, "answers"))
            continue;
        *any = store_by_hash(node_store(d->node), w, &links[i].hash, out);
        TRY(*any || work_forgive(w, FAULT_MISSING));
    }
    return true;
}

bool
desk_clock(struct desk *d, struct work *w, const struct stored *s, struct json *to)
{
    struct stored question;
    int64_t now, due, answered;
    struct json *core;
    struct hash asked;
    const char *says;
    bool any;

    TRY(find_question(d, w, s, &question, &any));
    if (!any)
        return true;
    TRY(node_part(d->node, w, &question, "core", &core));
    if (core == NULL)
        return true; /* erased: nobody can tell any more */
    TRY(json_need_hash(w, core, "to", &asked));
    TRY(node_now(d->node, w, &now));
    TRY(desk_answered(d, w, &question.id, &asked, &answered));
    due = desk_deadline(core, question.time);
    if (answered != 0)
        says = answered <= due
            ? "answered in time"
            : work_format(w, "answered late by %s", span(w, answered - due));
    else
        says = now < due ? work_format(w, "%s left", span(w, due - now))
                         : work_format(w, "late by %s", span(w, now - due));
    json_put(to, "due", json_time(w, due));
    json_put(to, "clock", json_string(w, says));
    return work_ok(w);
}
