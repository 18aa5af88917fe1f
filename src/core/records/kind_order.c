/*
 * kind_order: the one order in which the moves on an item are replayed, wherever they came
 * from.
 */
#include <stdlib.h>
#include <string.h>

#include "core/records/kinds_inner.h"

/* A clock that is behind cannot put a move before one that its maker had seen. */
struct placed {
    struct kind_moved moved;
    int64_t when;
    bool known;
};

static int
by_hash(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return memcmp(&x->moved.hash, &y->moved.hash, sizeof(x->moved.hash));
}

static int
by_when(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    return x->when != y->when ? (x->when < y->when ? -1 : 1) : by_hash(a, b);
}

static struct placed *
seen_before(struct placed *all, size_t count, const struct placed *p)
{
    struct placed key = {.moved.hash = p->moved.after};

    return hash_is_zero(&key.moved.hash)
        ? NULL
        : bsearch(&key, all, count, sizeof(*all), by_hash);
}

/* No chain is a circle: a move holds the hash of the one before it. */
bool
moves_order(struct work *w, struct kind_moved moves[], size_t count)
{
    struct placed *all = work_alloc(w, (count + 1) * sizeof(*all));
    struct placed **chain = work_alloc(w, (count + 1) * sizeof(struct placed *));

    TRY(all != NULL && chain != NULL);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct placed){.moved = moves[i], .when = moves[i].time};
    qsort(all, count, sizeof(*all), by_hash);
    for (size_t i = 0; i < count; i++) {
        size_t depth = 0;

        for (struct placed *p = &all[i]; p != NULL && !p->known && depth < count;
             p = seen_before(all, count, p))
            chain[depth++] = p;
        while (depth-- > 0) {
            const struct placed *before = seen_before(all, count, chain[depth]);

            if (before != NULL && chain[depth]->when <= before->when)
                chain[depth]->when = before->when + 1;
            chain[depth]->known = true;
        }
    }
    qsort(all, count, sizeof(*all), by_when);
    for (size_t i = 0; i < count; i++)
        moves[i] = all[i].moved;
    return true;
}
