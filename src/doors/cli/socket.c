/*
 * The folder's socket: while a server has the node, commands ask it.
 *
 * A message is 4 bytes of length and JSON: {"verb","arguments","person","input"} there, where the
 * input, if there is any, is in base64; {"answer"} or {"error":{"kind","message","rule"}} back.
 */
#include "doors/cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define MESSAGE_MAX ((size_t)64 * 1024 * 1024)
#define PATIENCE 3 /* seconds: commands say at once what they want, and take the answer */

static const struct json_limits message_limits = {.size = 64 * 1024 * 1024,
    .depth = 64,
    .doubles = false,
    .canonical = false};

struct socket_server {
    struct hall *hall;
    const struct cli_doors *doors;
    struct thread *thread;
    int fd;
    int stop[2]; /* a byte here ends the thread */
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

/* A socket's name is short, a folder's may be long: go by the folder's descriptor. */
static bool
socket_name(struct work *w, const char *folder, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(folder) + 8 > sizeof(out->sun_path))
        return fail(w, FAULT_USAGE,
            "the path of %s is too long for its socket: use a shorter one", folder);
    memcpy(out->sun_path, folder, strlen(folder));
    memcpy(out->sun_path + strlen(folder), "/socket", 8);
    return true;
}

/* ---- Messages ------------------------------------------------------------------------- */

static bool
read_all(int fd, uint8_t *to, size_t len)
{
    while (len > 0) {
        ssize_t got = read(fd, to, len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        len -= (size_t)got;
    }
    return true;
}

static bool
write_all(int fd, const uint8_t *from, size_t len)
{
    while (len > 0) {
        ssize_t put = send(fd, from, len, MSG_NOSIGNAL);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        len -= (size_t)put;
    }
    return true;
}

static bool
receive(struct work *w, int fd, struct json **out)
{
    uint8_t head[4];
    uint8_t *text;
    size_t len;

    if (!read_all(fd, head, sizeof(head)))
        return fail(w, FAULT_IO, "the node's server closed the line");
    len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (len > MESSAGE_MAX)
        return fail(w, FAULT_INVALID, "a message of %zu bytes is too long", len);
    text = work_alloc(w, len + 1);
    TRY(text != NULL);
    if (!read_all(fd, text, len))
        return fail(w, FAULT_IO, "the node's server closed the line");
    return json_read(w, bytes_from(text, len), &message_limits, out);
}

static bool
deliver(struct work *w, int fd, const struct json *message)
{
    struct buffer b = buffer_open(w, MESSAGE_MAX + 4);
    struct bytes text, whole;

    TRY(json_write(w, message, &text));
    buffer_u32(&b, (uint32_t)text.len);
    buffer_add(&b, text);
    TRY(buffer_bytes(&b, &whole));
    return write_all(fd, whole.at, whole.len) ||
        fail(w, FAULT_IO, "the line to the node's server broke");
}

/* ---- The server's end ----------------------------------------------------------------------- */

static struct json *
fault_json(struct work *own, const struct work *w)
{
    struct json *out = json_object(own), *error = json_object(own);

    json_put(error, "kind", json_string(own, fault_face(work_fault(w))->name));
    json_put(error, "message", json_string(own, work_why(w)));
    if (work_fault(w) == FAULT_DENIED && work_rule(w) != NULL)
        json_put(error, "rule", json_string(own, work_rule(w)));
    json_put(out, "error", error);
    return out;
}

static bool
work_on(struct socket_server *s, struct work *w, const struct json *asked,
    struct json **answer)
{
    struct command c = {.verb = verb_find(json_get_text(asked, "verb"))};
    struct desk d = {.hall = s->hall};
    struct bytes input;
    bool good;

    c.arguments = json_get(asked, "arguments");
    TRY(work_string(w, json_get_text(asked, "person"), &c.person));
    if (c.verb == NULL || c.arguments == NULL || c.arguments->type != JSON_OBJECT ||
        verb_alone(c.verb, c.arguments))
        return fail(w, FAULT_USAGE, "the running server knows no such command");
    if (json_get(asked, "input") != NULL) {
        TRY(base64_read(w, json_get_text(asked, "input"), &input));
        c.input = &input;
    }
    lock_take(s->hall->turn);
    d.node = s->hall->node;
    good = run_here(w, s->doors, s->hall, &c, &d, answer);
    lock_give(s->hall->turn);
    return good;
}

/* Who connects and says nothing must not keep others waiting, nor the server from ending. */
static void
answer_one(struct socket_server *s, int fd)
{
    const struct timeval patience = {.tv_sec = PATIENCE};
    struct work *w = work_open(&os_real), *own = work_open(&os_real);
    struct json *asked, *answer = NULL, *out;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (w != NULL && own != NULL && receive(w, fd, &asked)) {
        if (work_on(s, w, asked, &answer)) {
            out = json_object(own);
            json_put(out, "answer", answer);
        } else {
            out = fault_json(own, w);
        }
        (void)!deliver(own, fd, out);
    }
    work_close(w);
    work_close(own);
}

static void
listen_on(void *ctx)
{
    struct socket_server *s = ctx;
    struct pollfd waits[2] = {{.fd = s->fd, .events = POLLIN},
        {.fd = s->stop[0], .events = POLLIN}};

    for (;;) {
        int fd;

        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            return;
        if (waits[1].revents != 0)
            return;
        if (waits[0].revents == 0)
            continue;
        fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer_one(s, fd);
        close(fd);
    }
}

bool
socket_open(struct work *w, struct hall *hall, const struct cli_doors *doors,
    struct socket_server **out)
{
    struct socket_server *s = calloc(1, sizeof(*s));
    struct sockaddr_un name;

    if (s == NULL)
        return fail(w, FAULT_MEMORY, "out of memory for the socket");
    *s = (struct socket_server){.hall = hall, .doors = doors, .fd = -1, .stop = {-1, -1}};
    if (!socket_name(w, node_folder(hall->node), &name)) {
        free(s);
        return false;
    }
    memcpy(s->path, name.sun_path, sizeof(s->path));
    unlink(s->path); /* we hold the folder's lock: it is a dead one's */
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&name, sizeof(name)) != 0 ||
        listen(s->fd, 16) != 0 || pipe(s->stop) != 0) {
        fail_errno(w, "cannot open %s", s->path);
        socket_close(s);
        return false;
    }
    if (!thread_start(w, listen_on, s, &s->thread)) {
        socket_close(s);
        return false;
    }
    *out = s;
    return true;
}

void
socket_close(struct socket_server *s)
{
    if (s == NULL)
        return;
    if (s->thread != NULL)
        (void)!write(s->stop[1], "", 1);
    thread_join(s->thread);
    for (int i = 0; i < 2; i++)
        if (s->stop[i] >= 0)
            close(s->stop[i]);
    if (s->fd >= 0) {
        close(s->fd);
        unlink(s->path);
    }
    free(s);
}

/* ---- The command's end ------------------------------------------------------------------------ */

static enum fault
fault_named(struct bytes name)
{
    for (int kind = FAULT_USAGE; kind < FAULT_KINDS; kind++)
        if (bytes_is(name, fault_face((enum fault)kind)->name))
            return (enum fault)kind;
    return FAULT_IO;
}

static bool
take_fault(struct work *w, const struct json *error)
{
    struct bytes rule = json_get_text(error, "rule"),
                 why = json_get_text(error, "message");
    const char *name;

    if (rule.len == 0)
        return fail(w, fault_named(json_get_text(error, "kind")), "%.*s", (int)why.len,
            (const char *)why.at);
    TRY(work_string(w, rule, &name));
    return fail_rule(w, name, "%.*s", (int)why.len, (const char *)why.at);
}

static bool
converse(struct work *w, int fd, const struct command *c, struct json **answer)
{
    struct json *ask = json_object(w), *reply;
    struct bytes input;

    if (c->input != NULL) {
        TRY(base64_write(w, *c->input, &input));
        json_put(ask, "input", json_text(w, input));
    }
    json_put(ask, "verb", json_string(w, c->verb->name));
    json_put(ask, "arguments", c->arguments);
    json_put(ask, "person", json_string(w, c->person));
    TRY(deliver(w, fd, ask));
    TRY(receive(w, fd, &reply));
    if (json_get(reply, "error") != NULL)
        return take_fault(w, json_get(reply, "error"));
    return json_need(w, reply, "answer", JSON_OBJECT, answer);
}

/* -1: there is no server, or with a fault. */
static bool
call(struct work *w, const char *folder, int *fd)
{
    struct sockaddr_un name;

    *fd = -1;
    TRY(socket_name(w, folder, &name));
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*fd < 0)
        return fail_errno(w, "cannot open a socket");
    if (connect(*fd, (struct sockaddr *)&name, sizeof(name)) == 0)
        return true;
    close(*fd);
    *fd = -1;
    return true;
}

bool
socket_here(struct work *w, const char *folder, bool *yes)
{
    int fd;

    TRY(call(w, folder, &fd));
    *yes = fd >= 0;
    if (*yes)
        close(fd);
    return true;
}

bool
socket_ask(struct work *w, const struct command *c, struct json **answer, bool *asked)
{
    bool good;
    int fd;

    TRY(call(w, c->folder, &fd));
    *asked = fd >= 0;
    if (!*asked)
        return true;
    good = converse(w, fd, c, answer);
    close(fd);
    return good;
}
