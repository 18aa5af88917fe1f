/*
 * watch: the thread that lets connections in, and cuts those that keep a server waiting.
 *
 * libmicrohttpd could do both.  But at its limit it resets whoever comes next, where the
 * system's queue would let him wait; and its timeout starts anew with every byte, so that
 * a caller who sends one now and then would hold a thread for good.  Here every link has
 * an instant by which something must be finished.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/net/net_inner.h"

#define PERIOD_LEAST 10
#define PERIOD_MOST 1000

struct watch {
    struct net_server *server;
    pthread_t thread;
    pthread_mutex_t lock; /* the list; a link in it has an open fd */
    struct link *first;
    int wake; /* an eventfd: a link went, or the end has come */
    atomic_bool stop;
    atomic_uint inside; /* connections that were given to libmicrohttpd */
    int period;         /* milliseconds */
    bool running;
};

void
link_due(struct link *l, int64_t start, int64_t patience, size_t bytes)
{
    int64_t more = (int64_t)(bytes / NET_SLOWEST) * TIME_SECOND;

    atomic_store(&l->due, start == LINK_NEVER ? LINK_NEVER : start + patience + more);
}

static bool
is_stranger(const struct link *l)
{
    return !l->has_peer && !atomic_load(&l->cut);
}

static unsigned
strangers_from(const struct watch *watch, const struct link *as)
{
    unsigned count = 0;

    for (const struct link *l = watch->first; l != NULL; l = l->next)
        count += is_stranger(l) && memcmp(l->from, as->from, sizeof(l->from)) == 0;
    return count;
}

/* Locked.  Are they too many?  Who holds many open without saying who it is cuts itself off, and who
 * holds one from each of many addresses must be quicker than a partner's handshake. */
static void
cut_stranger(struct watch *watch)
{
    unsigned count = 0, most = 0, limit = watch->server->service.limits.strangers;
    struct link *worst = NULL;

    for (const struct link *l = watch->first; l != NULL; l = l->next)
        count += is_stranger(l);
    if (!watch->server->tls || limit == 0 || count <= limit)
        return;
    for (struct link *l = watch->first; l != NULL; l = l->next) {
        unsigned here = is_stranger(l) ? strangers_from(watch, l) : 0;

        if (here > 0 && here >= most) { /* the oldest is the last */
            most = here;
            worst = l;
        }
    }
    if (worst == NULL)
        return;
    atomic_store(&worst->crowd, true);
    atomic_store(&worst->cut, true);
    shutdown(worst->fd, SHUT_RDWR);
}

void
watch_add(struct watch *watch, struct link *l)
{
    pthread_mutex_lock(&watch->lock);
    l->previous = NULL;
    l->next = watch->first;
    if (l->next != NULL)
        l->next->previous = l;
    watch->first = l;
    cut_stranger(watch);
    pthread_mutex_unlock(&watch->lock);
}

void
watch_remove(struct watch *watch, struct link *l)
{
    pthread_mutex_lock(&watch->lock);
    if (l->next != NULL)
        l->next->previous = l->previous;
    if (l->previous != NULL)
        l->previous->next = l->next;
    else
        watch->first = l->next;
    pthread_mutex_unlock(&watch->lock);
}

bool
watch_peer(struct watch *watch, struct link *l, const struct hash *peer, unsigned most)
{
    unsigned count = 0;

    pthread_mutex_lock(&watch->lock);
    for (const struct link *i = watch->first; i != NULL; i = i->next)
        count += i != l && i->has_peer && hash_equal(&i->peer, peer);
    if (most == 0 || count < most) {
        l->peer = *peer;
        l->has_peer = true;
    }
    pthread_mutex_unlock(&watch->lock);
    return l->has_peer;
}

static void
cut_overdue(struct watch *watch)
{
    int64_t now = watch->server->os->ticks();

    pthread_mutex_lock(&watch->lock);
    for (struct link *l = watch->first; l != NULL; l = l->next) {
        if (atomic_load(&l->due) < now && !atomic_exchange(&l->cut, true))
            shutdown(l->fd, SHUT_RDWR); /* wakes the thread that waits for it */
    }
    pthread_mutex_unlock(&watch->lock);
}

/* Every connection that libmicrohttpd took is followed by its link's end, even if there
 * was no memory for the link. */
void
watch_left(struct watch *watch)
{
    atomic_fetch_sub(&watch->inside, 1);
    (void)eventfd_write(watch->wake, 1);
}

/* Let one in; false when the system could not, and it is better to wait a little. */
static bool
let_in(struct watch *watch)
{
    struct sockaddr_storage from;
    socklen_t len = sizeof(from);
    int fd = accept4(watch->server->fd, (struct sockaddr *)&from, &len,
        SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd < 0)
        return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
    atomic_fetch_add(&watch->inside, 1);
    if (MHD_add_connection(watch->server->daemon, fd, (struct sockaddr *)&from, len) ==
        MHD_YES)
        return true;
    atomic_fetch_sub(&watch->inside, 1); /* the socket is closed already */
    return true;
}

static void *
watch_run(void *at)
{
    struct watch *watch = at;
    struct pollfd fds[] = {{.fd = watch->wake, .events = POLLIN},
        {.fd = watch->server->fd, .events = POLLIN}};
    unsigned most = watch->server->service.limits.connections;
    bool able = true;
    eventfd_t count;

    while (!atomic_load(&watch->stop)) {
        bool room = able && atomic_load(&watch->inside) < most;
        int ready = poll(fds, room ? 2 : 1, watch->period);

        able = true;
        if (ready > 0 && (fds[0].revents & POLLIN) != 0)
            (void)eventfd_read(watch->wake, &count);
        if (ready > 0 && room && (fds[1].revents & POLLIN) != 0)
            able = let_in(watch);
        cut_overdue(watch);
    }
    return NULL;
}

bool
watch_open(struct work *w, struct net_server *s)
{
    const struct net_limits *limits = &s->service.limits;
    int64_t least = limits->patience < limits->idle ? limits->patience : limits->idle;
    int64_t period = least / 10 / 1000;
    struct watch *watch = work_alloc(w, sizeof(*watch));

    TRY(watch != NULL);
    watch->server = s;
    watch->period = period < PERIOD_LEAST ? PERIOD_LEAST
        : period > PERIOD_MOST            ? PERIOD_MOST
                                          : (int)period;
    watch->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (watch->wake < 0)
        return fail_errno(w, "no event to wake a thread with");
    pthread_mutex_init(&watch->lock, NULL);
    s->watch = watch;
    return true;
}

bool
watch_start(struct work *w, struct watch *watch)
{
    int code = pthread_create(&watch->thread, NULL, watch_run, watch);

    if (code == 0) {
        watch->running = true;
        return true;
    }
    errno = code;
    return fail_errno(w, "no thread to let connections in");
}

void
watch_stop(struct watch *watch)
{
    if (watch == NULL || !watch->running)
        return;
    atomic_store(&watch->stop, true);
    (void)eventfd_write(watch->wake, 1);
    pthread_join(watch->thread, NULL);
    watch->running = false;
}

void
watch_close(struct watch *watch)
{
    if (watch == NULL)
        return;
    assert(!watch->running && watch->first == NULL);
    pthread_mutex_destroy(&watch->lock);
    close(watch->wake);
}
