/*
 * A fork is recorded whole or not at all, whatever fails meanwhile: memory, or a call that
 * changes the disk.  Afterwards it is found again, and is one record.
 */
#include "engines/exchange/hostile.h"
#include <errno.h>

#include "support/faults.h"

static struct stage t;
static struct work *w;
static const char *first_folder; /* un's, before it knows */

/* un as it was before it saw anything. */
static void
fresh_un(void)
{
    static int number;

    sim_close(t.un);
    if (number > 0)
        scratch_remove(t.un->folder);
    t.un->folder = at(w, "fresh-%d", number++);
    copy_folder(first_folder, t.un->folder);
    sim_open(w, t.un);
}

static size_t
recorded(void)
{
    return sim_each(w, t.un, "fork/1", NULL, NULL);
}

/* The batch comes while something fails: there may be no memory even for the work. */
static enum fault
comes(struct bytes batch)
{
    struct work *own = work_open(&sim_os);
    enum fault fault = FAULT_NONE;
    struct bytes reply;

    if (own == NULL)
        return FAULT_MEMORY;
    if (!exchange_answer(t.un->node, own, &t.eu->id, bytes_of("push"), batch, &reply))
        fault = work_fault(own);
    work_close(own);
    return fault;
}

/* One thing fails, the n-th of these calls; false: there were not so many. */
static bool
one_fails(struct bytes batch, unsigned calls, unsigned long n, size_t *half)
{
    enum fault fault;
    bool hit;

    fresh_un();
    faults_plan(calls, n, HOW_NUMBER, calls == CALL_BIT(CALL_ALLOC) ? ENOMEM : EIO);
    fault = comes(batch);
    hit = fault_plan.hit > 0;
    faults_off();
    if (hit && fault == FAULT_NONE)
        printf("# call %lu failed, and it was taken\n", n);
    *half += fault == FAULT_NONE;
    sim_reopen(w, t.un);
    *half += recorded() > 1;
    *half += tell(t.eu, t.un, "push", batch) != FAULT_CORRUPT || recorded() != 1;
    *half += !sim_holds(w, t.un);
    return hit;
}

static void
each_fails(struct bytes batch, unsigned calls, const char *what)
{
    unsigned long n = 1, step = WATCHED ? 7 : 3;
    size_t half = 0;

    while (one_fails(batch, calls, n, &half))
        n += step;
    tap_ok(half == 0 && n > 3, "%lu times %s failed: found again, one record, all holds",
        n - 1, what);
}

int
main(void)
{
    static struct os base;
    struct forged f;

    w = sim_start();
    base = sim_os;
    faults_over(&base, NULL);
    sim_os = faults_os;
    t = stage_open(w, 1000);
    sim_do(w, t.eu, "sync", "{\"org\":\"un\"}");
    forge_start(w, t.eu, t.un, &f);
    f.leaves[1] = forge_random(w);
    f.size--;
    f.first = 0;
    forge_note(&f);
    sim_close(t.un);
    first_folder = at(w, "first");
    copy_folder(t.un->folder, first_folder);
    sim_open(w, t.un);
    each_fails(forge_write(&f), CALL_BIT(CALL_ALLOC), "memory");
    each_fails(forge_write(&f), CALLS_CHANGING, "the disk");
    sim_end();
    work_close(w);
    return tap_end();
}
