/*
 * fork_fuzz: proofs of forks and of equivocation from hostile bytes, as `verify fork` and a
 * node read them.  What holds by the keys that came along shows a contradiction; what does not
 * says why.
 *
 * With -DPLANTED_BUG one checkpoint given twice is read as a fork.
 *
 *     fuzz-edges: 800
 */
#include <stdlib.h>
#include <string.h>

#include "core/node/node.h"
#include "engines/exchange/exchange.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static void
refusal(struct work *w)
{
    HOLDS(work_fault(w) == FAULT_INVALID || work_fault(w) == FAULT_CORRUPT ||
        work_fault(w) == FAULT_MISSING);
    HOLDS(work_why(w)[0] != '\0');
    work_clear(w);
}

/* The notes are as a log signs them, and of the log that is named. */
static void
sound_head(struct work *w, const struct fork *f, size_t n)
{
    struct checkpoint c;
    struct note note;

    HOLDS(note_read(w, f->heads[n].note, &note) && checkpoint_read(w, note.text, &c));
    HOLDS(bytes_equal(c.origin, f->log) && c.size == f->heads[n].head.size &&
        hash_equal(&c.root, &f->heads[n].head.root) && c.extension.len == 0);
}

static void
one_fork(struct work *w, struct bytes in)
{
    const struct checkpoint *a, *b;
    struct identity accused;
    struct fork f;
    bool counts;

    if (!fork_read(w, in, &f)) {
        refusal(w);
        return;
    }
    sound_head(w, &f, 0);
    sound_head(w, &f, 1);
    a = &f.heads[0].head;
    b = &f.heads[1].head;
    HOLDS(a->size < b->size || (a->size == b->size && !hash_equal(&a->root, &b->root)));
    if (!identity_read(w, f.identity, &accused) ||
        !fork_check(w, &f, &accused, TIME_MAX, &counts)) {
        refusal(w);
        return;
    }
    HOLDS(hash_equal(&accused.id, &f.org));
    HOLDS(!f.path_given || !hash_equal(&f.was, &a->root));
}

static void
one_equivocation(struct work *w, struct bytes in)
{
    struct identity author;
    struct equivocation e;

    if (!equivocation_read(w, in, &e) || !identity_read(w, e.identity, &author) ||
        !equivocation_check(w, &e, &author)) {
        /* What a newer program made is none either. */
        work_clear(w);
        return;
    }
    HOLDS(hash_equal(&e.records[0]->author, &e.records[1]->author));
    HOLDS(!hash_equal(&e.records[0]->hash, &e.records[1]->hash));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);

    HOLDS(w != NULL && crypt_start(w));
    one_fork(w, bytes_from(data, size));
    one_equivocation(w, bytes_from(data, size));
    work_close(w);
    return 0;
}
