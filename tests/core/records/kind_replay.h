/*
 * kind_replay: everything that a kind says done once over a record and moves, and what must
 * hold then whatever the kind is.  The record and the moves are JSON, so that chance or a
 * fuzzer can make them: {"core":{...}} and [{"move","by","at","after","other","fill"}, ...].
 */
#ifndef TESTS_CORE_RECORDS_KIND_REPLAY_H
#define TESTS_CORE_RECORDS_KIND_REPLAY_H

#include <stdlib.h>
#include <string.h>

#include "core/records/kinds_inner.h"

#define REPLAY_MOVES 300

/* A number between 0 and 255 says which organisation; others are all nobody. */
static inline struct hash
replay_org(int64_t n)
{
    struct hash h;

    memset(h.at, n >= 0 && n < 256 ? (int)n : 0xee, sizeof(h.at));
    return h;
}

static inline int64_t
replay_integer(const struct json *of, const char *name)
{
    const struct json *v = json_get(of, name);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : 0;
}

static inline struct hash
replay_hash(int64_t n)
{
    struct hash h = {{0x77}};

    memcpy(h.at + 1, &n, sizeof(n));
    return h;
}

static inline size_t
replay_moves(const struct json *from, struct kind_moved out[REPLAY_MOVES])
{
    size_t count = 0;

    if (from == NULL || from->type != JSON_ARRAY)
        return 0;
    for (const struct json *m = from->first; m != NULL && count < REPLAY_MOVES;
         m = m->next, count++) {
        int64_t after = replay_integer(m, "after");

        out[count] = (struct kind_moved){.hash = replay_hash((int64_t)count + 1),
            .by = replay_org(replay_integer(m, "by")),
            .time = replay_integer(m, "at") & INT64_C(0xffffffffffff),
            .move = json_get_text(m, "move"),
            .fill = json_get(m, "fill")};
        /* Only earlier ones: a hash cannot be known before. */
        if (after > 0 && after <= (int64_t)count)
            out[count].after = replay_hash(after);
        if (json_get(m, "other") != NULL)
            out[count].version = replay_org(1);
        if (out[count].fill != NULL && out[count].fill->type != JSON_OBJECT)
            out[count].fill = NULL;
    }
    return count;
}

static inline bool
replay_same(const struct kind_moved *a, const struct kind_moved *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!hash_equal(&a[i].hash, &b[i].hash) || a[i].counts != b[i].counts ||
            strcmp(a[i].why, b[i].why) != 0)
            return false;
    return true;
}

static inline bool
replay_is_state(const struct kind *k, struct bytes state)
{
    for (size_t i = 0; i < k->state_count; i++)
        if (bytes_equal(k->states[i].name, state))
            return true;
    return k->state_count == 0 && state.len == 0;
}

static inline void
replay_record(const struct json *parts, struct record *r)
{
    for (const struct json *p = parts != NULL && parts->type == JSON_OBJECT ? parts->first
                                                                            : NULL;
         p != NULL && r->part_count < RECORD_PARTS; p = p->next)
        r->parts[r->part_count++] =
            (struct part){.name = p->name, .present = true, .value = p};
}

/* The lists that the program brings along, opened once. */
static inline const struct codebook *
replay_codes(void)
{
    static struct work *always;
    static struct codebook *codes;
    struct kinds *kinds;

    if (always != NULL)
        return codes;
    always = work_open(&os_real);
    if (always == NULL || !kinds_open(always, &kinds) ||
        !codebook_open(always, kinds, &codes))
        abort();
    return codes;
}

/* Each part is good, or refused with a reason; and what its values are called can be said. */
static inline const char *
replay_parts(struct work *w, const struct kind *k, const struct record *r)
{
    struct bytes text;
    struct json *says;

    for (size_t i = 0; i < r->part_count; i++)
        if (!kind_check_part(w, k, r->parts[i].name, r->parts[i].value)) {
            if (work_fault(w) != FAULT_INVALID || work_why(w)[0] == '\0')
                return "a part is refused without a reason";
            work_clear(w);
        }
    if (!kind_says(w, k, r, replay_codes(), &says) || !json_write(w, says, &text))
        return "what the values are called cannot be said";
    return NULL;
}

/* NULL, or what did not hold; ${*counted}: how many moves counted. */
static inline const char *
replay_all(struct work *w, const struct kind *k, const struct json *parts,
    const struct json *moved, size_t *counted)
{
    static struct kind_moved moves[REPLAY_MOVES], back[REPLAY_MOVES];
    struct record r = {.author = replay_org(1), .time = INT64_C(1767258000000000)};
    size_t count = replay_moves(moved, moves), errors;
    struct kind_stage stage, again;
    struct json *derived, *findings;
    struct kinds *none;
    struct bytes text;

    replay_record(parts, &r);
    for (size_t i = 0; i < count; i++)
        back[i] = moves[count - 1 - i];
    if (!kind_stage(w, k, &r, moves, count, &stage) ||
        !kind_stage(w, k, &r, back, count, &again))
        return "a replay fails";
    if (!bytes_equal(stage.state, again.state) ||
        (k->state_count > 0 &&
            (!replay_same(moves, back, count) || !json_equal(stage.fill, again.fill))))
        return "another order gives another stage";
    if (!replay_is_state(k, stage.state))
        return "the state is none of the kind's";
    if (!kind_derive(w, k, &r, &stage, r.time, &derived) ||
        !kind_findings(w, k, &r, &stage, r.time, replay_codes(), &findings, &errors))
        return "deriving fails";
    if (!json_write(w, derived, &text) || !json_write(w, findings, &text))
        return "what was derived cannot be written";
    if (!kinds_from(w, NULL, 0, &none) || !kind_lint(w, k, none, &findings, &errors) ||
        !json_write(w, findings, &text) || errors > findings->count)
        return "what is wrong with it cannot be said";
    if (replay_parts(w, k, &r) != NULL)
        return replay_parts(w, k, &r);
    *counted = 0;
    for (size_t i = 0; i < count && k->state_count > 0; i++)
        *counted += moves[i].counts;
    return NULL;
}

#endif
