/*
 * kind_fuzz: a kind, a record and moves upon it, as one list of JSON.  What is no kind is
 * refused with a reason; a kind that is read gives the same stage for any order of the moves,
 * and what follows from it can be written.
 *
 * With -DPLANTED_BUG a move that counts where "some" is asked is a fault, to show that the
 * fuzzer gets through kind, condition and replay together.
 *
 *     fuzz-edges: 1700
 */
#include "core/records/expr.h"
#include "core/records/kind_replay.h"
#include "fuzz/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#ifdef PLANTED_BUG
static bool
asks_some(const struct expr *e)
{
    if (e == NULL || e->op == EXPR_SOME)
        return e != NULL;
    for (size_t i = 0; i < e->arg_count; i++)
        if (asks_some(e->args[i]))
            return true;
    return false;
}
#endif

static void
one_kind(struct work *w, const struct json *all)
{
    const struct json *kind = all->first, *parts = kind->next, *moves = parts->next;
    struct bytes text;
    size_t counted;
    struct kind *k;

    HOLDS(json_pretty(w, kind, &text)); /* states stand in the order of the file */
    if (!kind_read(w, text, &k)) {
        HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
        return;
    }
    HOLDS(replay_all(w, k, parts, moves, &counted) == NULL);
#ifdef PLANTED_BUG
    for (size_t i = 0; i < k->move_count; i++)
        HOLDS(counted == 0 || !asks_some(k->moves[i].when));
#endif
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct work *w = work_open(&os_real);
    struct json_limits limits = json_written;
    struct json *all;

    HOLDS(w != NULL);
    limits.depth = 40;
    if (json_read(w, bytes_from(at, len), &limits, &all) && all->type == JSON_ARRAY &&
        all->count == 3)
        one_kind(w, all);
    work_close(w);
    return 0;
}
