/*
 * Locks and threads, as thin as can be.
 */
#include "ground/base/base.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct lock {
    pthread_mutex_t mutex;
};

struct thread {
    pthread_t id;
    void (*run)(void *ctx);
    void *ctx;
};

bool
lock_open(struct work *w, struct lock **out)
{
    struct lock *l = malloc(sizeof(*l));

    if (l == NULL || pthread_mutex_init(&l->mutex, NULL) != 0) {
        free(l);
        return fail(w, FAULT_MEMORY, "out of memory for a lock");
    }
    *out = l;
    return true;
}

void
lock_take(struct lock *l)
{
    pthread_mutex_lock(&l->mutex);
}

void
lock_give(struct lock *l)
{
    pthread_mutex_unlock(&l->mutex);
}

void
lock_close(struct lock *l)
{
    if (l == NULL)
        return;
    pthread_mutex_destroy(&l->mutex);
    free(l);
}

struct latch {
    pthread_mutex_t mutex;
    pthread_cond_t opened;
    bool open;
};

bool
latch_new(struct work *w, struct latch **out)
{
    struct latch *l = malloc(sizeof(*l));

    if (l == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for a latch");
    /* glibc's are made of memory that is here already: they do not fail. */
    (void)pthread_mutex_init(&l->mutex, NULL);
    (void)pthread_cond_init(&l->opened, NULL);
    l->open = false;
    *out = l;
    return true;
}

void
latch_open(struct latch *l)
{
    pthread_mutex_lock(&l->mutex);
    l->open = true;
    pthread_cond_broadcast(&l->opened);
    pthread_mutex_unlock(&l->mutex);
}

void
latch_wait(struct latch *l)
{
    pthread_mutex_lock(&l->mutex);
    while (!l->open)
        pthread_cond_wait(&l->opened, &l->mutex);
    pthread_mutex_unlock(&l->mutex);
}

void
latch_close(struct latch *l)
{
    if (l == NULL)
        return;
    pthread_cond_destroy(&l->opened);
    pthread_mutex_destroy(&l->mutex);
    free(l);
}

static void *
begin(void *at)
{
    struct thread *t = at;

    t->run(t->ctx);
    return NULL;
}

bool
thread_start(struct work *w, void (*run)(void *ctx), void *ctx, struct thread **out)
{
    struct thread *t = malloc(sizeof(*t));

    if (t == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for a thread");
    t->run = run;
    t->ctx = ctx;
    if (pthread_create(&t->id, NULL, begin, t) != 0) {
        free(t);
        return fail(w, FAULT_BUSY, "the system gives no more threads");
    }
    *out = t;
    return true;
}

void
thread_join(struct thread *t)
{
    if (t == NULL)
        return;
    pthread_join(t->id, NULL);
    free(t);
}

struct one {
    void (*run)(void *ctx, unsigned n);
    void *ctx;
    unsigned n;
    struct thread *thread;
};

static void
run_one(void *at)
{
    struct one *o = at;

    o->run(o->ctx, o->n);
}

void
thread_beside(struct lock *turn, unsigned count, void (*run)(void *ctx, unsigned n),
    void *ctx)
{
    struct work *w = work_open(&os_real);
    struct one *all = w != NULL ? work_alloc(w, count * sizeof(*all)) : NULL;

    if (turn != NULL)
        lock_give(turn);
    for (unsigned n = 1; all != NULL && n < count; n++) {
        all[n] = (struct one){run, ctx, n, NULL};
        (void)!thread_start(w, run_one, &all[n], &all[n].thread);
    }
    for (unsigned n = 0; n < count; n++)
        if (all == NULL || all[n].thread == NULL)
            run(ctx, n);
    for (unsigned n = 1; all != NULL && n < count; n++)
        thread_join(all[n].thread);
    if (turn != NULL)
        lock_take(turn);
    work_close(w);
}

/* ---- Parts of a work -------------------------------------------------------------------------- */

#define PARTS_MOST 64 /* threads */

struct part {
    struct work *w;
    bool good;
};

struct beside {
    bool (*run)(struct work *w, void *ctx, unsigned n);
    void *ctx;
    unsigned count;
    struct part *parts;
    struct lock *lock;
    unsigned next;
};

static void
run_parts(void *ctx, unsigned thread)
{
    struct beside *b = ctx;

    (void)thread;
    for (;;) {
        unsigned n;

        lock_take(b->lock);
        n = b->next++;
        lock_give(b->lock);
        if (n >= b->count)
            return;
        b->parts[n].good = b->parts[n].w != NULL && b->run(b->parts[n].w, b->ctx, n);
    }
}

static unsigned
threads_for(const struct work *w, unsigned count)
{
    long processors = work_os(w) == &os_real ? sysconf(_SC_NPROCESSORS_ONLN) : 1;
    unsigned most = processors < 1 ? 1
        : processors > PARTS_MOST  ? PARTS_MOST
                                   : (unsigned)processors;

    return count < most ? count : most;
}

bool
work_beside(struct work *w, unsigned count,
    bool (*run)(struct work *w, void *ctx, unsigned n), void *ctx)
{
    struct beside b = {.run = run, .ctx = ctx, .count = count};
    bool good = true;

    b.parts = work_alloc(w, (count + 1) * sizeof(*b.parts));
    TRY(b.parts != NULL && lock_open(w, &b.lock));
    for (unsigned n = 0; n < count; n++)
        b.parts[n].w = work_open(work_os(w));
    thread_beside(NULL, threads_for(w, count), run_parts, &b);
    for (unsigned n = 0; n < count; n++)
        if (good)
            good = work_adopt(w, b.parts[n].w, b.parts[n].good);
        else
            work_close(b.parts[n].w);
    lock_close(b.lock);
    return good;
}
