/*
 * What stands around a command: its terminal, its standard input and output, the processors.
 */
#include "doors/cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define TOLD_MAX 4096

/* A bar that redraws itself, on a terminal only and at most ten times a second. */
void
console_progress(void *ctx, const char *doing, uint64_t done, uint64_t all)
{
    int64_t *last = ctx, now = os_real.ticks();

    if (done < all && now - *last < TIME_SECOND / 10)
        return;
    *last = now;
    fprintf(stderr, "\r%s: %llu of %llu", doing, (unsigned long long)done,
        (unsigned long long)all);
    if (done >= all)
        fprintf(stderr, "\r\033[K");
    fflush(stderr);
}

static bool
give(struct work *w, struct bytes lines)
{
    return fwrite(lines.at, 1, lines.len, stdout) == lines.len ||
        fail_errno(w, "cannot write the answer");
}

/* Names of others stand in it. */
void
console_tell(struct work *w, const struct json *lines)
{
    const char *line;

    for (const struct json *i = json_first(lines); i != NULL; i = i->next)
        if (text_display(w, i->text, TOLD_MAX, &line))
            fprintf(stderr, "%s\n", line);
}

const struct console *
console(bool one_answer)
{
    static const struct console lines = {STDIN_FILENO, give, console_tell},
                                answer = {STDIN_FILENO, NULL, NULL};

    return one_answer ? &answer : &lines;
}

bool
console_input(struct work *w, struct bytes *out)
{
    struct buffer b = buffer_open(w, CONSOLE_INPUT_MAX);
    uint8_t some[65536];
    ssize_t got;

    do {
        got = read(STDIN_FILENO, some, sizeof(some));
        if (got < 0 && errno != EINTR)
            return fail_errno(w, "cannot read standard input");
        if (got > 0 && (size_t)got > CONSOLE_INPUT_MAX - b.len)
            return fail(w, FAULT_INVALID,
                "standard input is longer than the %zu MiB that a running server takes: "
                "give a file",
                CONSOLE_INPUT_MAX >> 20);
        if (got > 0)
            buffer_add(&b, bytes_from(some, (size_t)got));
    } while (got != 0 && work_ok(w));
    return buffer_bytes(&b, out);
}
