/*
 * stage_model: where an item stands, told once more from docs/kinds.md, "States and moves",
 * over the kind's JSON; conditions by expr_model.h.
 */
#ifndef TESTS_CORE_RECORDS_STAGE_MODEL_H
#define TESTS_CORE_RECORDS_STAGE_MODEL_H

#include "expr_model.h"

#define MODEL_MOVES 600

struct stage_model {
    struct work *w;
    const struct json *kind, *parts;
    struct hash version, author;
    int64_t time;
    const struct kind_moved *moves; /* in the order of replay */
    size_t count;
    /* What came out: */
    const char *state;
    struct json *fill;
    bool counts[MODEL_MOVES];
};

/* A move was made at its time, or a microsecond behind the one that its maker saw last. */
static int64_t
model_when(const struct kind_moved *all, size_t count, const struct kind_moved *m)
{
    for (size_t i = 0; i < count; i++)
        if (!hash_is_zero(&m->after) && hash_equal(&all[i].hash, &m->after)) {
            int64_t before = model_when(all, count, &all[i]);

            return before >= m->time ? before + 1 : m->time;
        }
    return m->time;
}

static void
model_sort(struct kind_moved *all, size_t count)
{
    int64_t when[MODEL_MOVES];

    for (size_t i = 0; i < count; i++)
        when[i] = model_when(all, count, &all[i]);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            if (when[k] < when[i] ||
                (when[k] == when[i] &&
                    memcmp(&all[k].hash, &all[i].hash, sizeof(struct hash)) < 0)) {
                struct kind_moved m = all[i];
                int64_t t = when[i];

                all[i] = all[k];
                when[i] = when[k];
                all[k] = m;
                when[k] = t;
            }
}

static const char *
model_hex(struct work *w, const struct hash *h)
{
    struct bytes hex;
    const char *text;

    NEED(w, hex_write(w, hash_bytes(h), &hex) && work_string(w, hex, &text));
    return text;
}

/* Who made that move, each once, since the item came to its state: behind move ${since}. */
static size_t
model_made(const struct stage_model *s, size_t since, size_t until, struct bytes move,
    const char **out)
{
    size_t count = 0;

    for (size_t i = since; i < until; i++) {
        bool there = false;

        for (size_t k = since; k < i; k++)
            there = there ||
                (s->counts[k] && bytes_equal(s->moves[k].move, move) &&
                    hash_equal(&s->moves[k].by, &s->moves[i].by));
        if (s->counts[i] && !there && bytes_equal(s->moves[i].move, move))
            out[count++] = model_hex(s->w, &s->moves[i].by);
    }
    out[count] = NULL;
    return count;
}

static struct model
model_ask(const struct stage_model *s, const struct json *condition, size_t at,
    const char *const *moved)
{
    const struct kind_moved *m = &s->moves[at];
    struct model_facts f = {s->parts, m->fill, s->state, model_hex(s->w, &m->by),
        model_hex(s->w, &s->author), m->time, moved};

    return model_eval(s->w, condition, &f, NULL);
}

static bool
model_holds(const struct stage_model *s, const struct json *condition, size_t at,
    const char *const *moved)
{
    struct model m = model_ask(s, condition, at, moved);

    return model_true(&m);
}

static bool
model_has_name(const struct json *list, const char *name)
{
    for (const struct json *i = list->first; i != NULL; i = i->next)
        if (bytes_is(i->text, name))
            return true;
    return false;
}

/* Does it count?  ${fits}: is what it brings what it should, as judged elsewhere. */
static bool
model_counts(const struct stage_model *s, const struct json *move, size_t at,
    size_t since, bool fits)
{
    const struct kind_moved *m = &s->moves[at];
    const struct json *by = json_get(move, "by"), *when = json_get(move, "when");
    const struct json *sign = json_get(move, "sign");
    const char *moved[MODEL_MOVES + 1], *mine[MODEL_MOVES + 1];
    size_t earlier = 0;

    for (size_t i = 0; i < at; i++)
        earlier += hash_equal(&s->moves[i].by, &m->by);
    if (earlier >= 256 || move == NULL)
        return false;
    model_made(s, since, at, bytes_of("go"), moved);
    model_made(s, since, at, m->move, mine);
    for (size_t i = 0; json_get(move, "all") != NULL && mine[i] != NULL; i++)
        if (strcmp(mine[i], model_hex(s->w, &m->by)) == 0)
            return false;
    return fits && model_has_name(json_get(move, "from"), s->state) &&
        (sign == NULL || !sign->truth || hash_equal(&m->version, &s->version)) &&
        (by != NULL ? model_holds(s, by, at, moved) : hash_equal(&m->by, &s->author)) &&
        (when == NULL || model_holds(s, when, at, moved));
}

static bool
model_complete(const struct stage_model *s, const struct json *all, size_t at,
    size_t since)
{
    const char *made[MODEL_MOVES + 1];
    struct model asked = model_ask(s, all, at, (const char *const[]){NULL});
    size_t found = 0;

    model_made(s, since, at + 1, s->moves[at].move, made);
    for (size_t i = 0; i < asked.count; i++)
        for (size_t k = 0; made[k] != NULL; k++)
            if (bytes_is(asked.items[i].text, made[k])) {
                found++;
                break;
            }
    return asked.type == VALUE_LIST && asked.count > 0 && found == asked.count;
}

static void
model_start(struct stage_model *s)
{
    struct model_facts f = {s->parts, NULL, "", "", model_hex(s->w, &s->author), s->time,
        (const char *const[]){NULL}};

    for (const struct json *st = json_get(s->kind, "states")->first; st != NULL;
         st = st->next) {
        const struct json *start = json_get(st, "start");
        struct model m;

        if (start == NULL)
            continue;
        NEED(s->w, work_string(s->w, st->name, &s->state));
        m = model_eval(s->w, start, &f, NULL);
        if (model_true(&m))
            return;
    }
}

static void
model_stage(struct stage_model *s, bool (*fits)(const struct kind_moved *m))
{
    size_t since = 0;

    s->fill = json_object(s->w);
    model_start(s);
    for (size_t i = 0; i < s->count; i++) {
        const struct kind_moved *m = &s->moves[i];
        const struct json *move = json_get_bytes(json_get(s->kind, "moves"), m->move);
        const struct json *to = json_get(move, "to"), *all = json_get(move, "all");

        s->counts[i] = model_counts(s, move, i, since, fits(m));
        for (const struct json *f = s->counts[i] && m->fill != NULL ? m->fill->first
                                                                    : NULL;
             f != NULL; f = f->next) {
            struct json *copy;

            NEED(s->w, json_keep(s->w, f, &copy));
            json_put_bytes(s->fill, f->name, copy);
        }
        if (s->counts[i] && to != NULL &&
            (all == NULL || model_complete(s, all, i, since))) {
            NEED(s->w, work_string(s->w, to->text, &s->state));
            since = i + 1;
        }
    }
}

#endif
