/*
 * What is handed in: a file, or standard input -- of this process, or of who asks a running server,
 * and read it before.
 */
#include "desks/screen_desk.h"

#include <errno.h>
#include <string.h>

bool
given_some(struct work *w, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct given *g = ctx;
    ssize_t n;

    if (g->sent != NULL) {
        *got = g->sent->len - g->at < room ? g->sent->len - g->at : room;
        if (*got > 0)
            memcpy(to, g->sent->at + g->at, *got);
        g->at += *got;
        return true;
    }
    do
        n = g->file.os->read(g->file.fd, to, room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail_errno(w, "cannot read the names");
    *got = (size_t)n;
    return true;
}

bool
given_input(const struct desk *d, struct work *w, struct given *out)
{
    *out = (struct given){.file = {.os = work_os(w), .fd = -1}, .sent = d->input};
    if (d->input == NULL && d->console == NULL)
        return fail(w, FAULT_USAGE,
            "who asks sent nothing of its standard input: give a file");
    if (d->input == NULL)
        out->file.fd = d->console->in;
    return true;
}

bool
given_load(const struct desk *d, struct work *w, const char *path, size_t max,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, max + 1);
    uint8_t some[16384];
    struct given g;
    size_t got;

    if (strcmp(path, "-") != 0)
        return desk_file_load(w, path, max, out);
    TRY(given_input(d, w, &g));
    do {
        TRY(given_some(w, &g, some, sizeof(some), &got));
        if (got > max - b.len)
            return fail(w, FAULT_INVALID, "standard input is longer than %zu MiB",
                max >> 20);
        buffer_add(&b, bytes_from(some, got));
    } while (got > 0 && work_ok(w));
    return buffer_bytes(&b, out);
}
