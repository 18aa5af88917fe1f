/*
 * pair: nodes of the program in one folder -- made here, served by the program itself as a process
 * of its own, or asked by commands -- and the time and memory that it takes.
 */
#ifndef TOOLS_BENCH_PAIR_H
#define TOOLS_BENCH_PAIR_H

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doors/peer/peer.h"
#include "ground/crypt/crypt.h"

#define UNUSED __attribute__((unused))

static const char *folder, *program;
static pid_t server; /* the last that was started */

static double
now(void)
{
    return (double)os_real.ticks() / 1e6;
}

static void
end(struct work *w, const char *what)
{
    fprintf(stderr, "exchange: %s: %s\n", what, w != NULL ? work_why(w) : "no memory");
    if (server > 0)
        kill(server, SIGKILL);
    exit(1);
}

#define NEED(w, call)        \
    do {                     \
        if (!(call))         \
            end((w), #call); \
    } while (0)

/* ---- Nodes ------------------------------------------------------------------------------- */

UNUSED static void
make_node(struct work *w, const char *name, uint8_t seed, struct hash *id)
{
    struct node_setup setup = {.folder = work_format(w, "%s/%s", folder, name),
        .handle = name,
        .name = bytes_of(name),
        .lang = "en"};

    memset(&setup.root, seed, sizeof(setup.root));
    memset(&setup.next_root, seed + 1, sizeof(setup.next_root));
    NEED(w, node_create(w, &setup, id));
}

UNUSED static void
pin(struct node *n, struct work *w, const struct hash *org, const char *handle,
    const char *url)
{
    const struct peer p = {.org = *org,
        .handle = bytes_of(handle),
        .url = bytes_of(url),
        .assessed = true};
    struct receipt receipt;

    NEED(w, node_peer_put(n, w, &p, &receipt));
}

/* ---- The program, as another process -------------------------------------------------------- */

/* Start it; its standard output is ${out}. */
static pid_t
start(char *const words[], int *out)
{
    int ends[2];
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0) {
        perror("exchange");
        exit(1);
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive a measure that fails */
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(program, words);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return child;
}

/* The most memory that a process ever had, in MiB. */
static double
peak(pid_t pid)
{
    char path[64], line[256];
    double kib = 0;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtod(line + 6, NULL);
    if (f != NULL)
        fclose(f);
    return kib / 1024;
}

/* What the last command took. */
static struct {
    double seconds;
    double core; /* of processor time */
    double peak; /* MiB of memory, at most */
} asked;

#define WORDS 256

/* Run a command on a node to its end, and read its answer; a NULL ends the words, the first of which
 * are filled in. */
UNUSED static struct json *
ask_all(struct work *w, const char *name, char *words[])
{
    struct buffer b = buffer_open(w, (size_t)64 << 20);
    struct json *answer = NULL;
    uint8_t part[65536];
    struct rusage used;
    double began = now();
    struct bytes text;
    int out, status, count = 0;
    pid_t child;
    ssize_t got;

    words[0] = (char *)"liaison";
    words[1] = (char *)"-C";
    words[2] = (char *)work_format(w, "%s/%s", folder, name);
    while (words[count] != NULL)
        count++;
    words[count] = (char *)"--json";
    words[count + 1] = NULL;
    child = start(words, &out);
    asked.peak = 0;
    for (;;) {
        struct pollfd said = {out, POLLIN, 0};
        double now_at = peak(child);

        /* The last before its end: what the system says afterwards counts what this process
         * had when the other began as its copy. */
        asked.peak = now_at > 0 ? now_at : asked.peak;
        if (poll(&said, 1, 5) == 0)
            continue;
        got = read(out, part, sizeof(part));
        if (got <= 0)
            break;
        buffer_add(&b, bytes_from(part, (size_t)got));
    }
    close(out);
    wait4(child, &status, 0, &used);
    asked.seconds = now() - began;
    asked.core = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
        (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    NEED(w, buffer_bytes(&b, &text) && json_read(w, text, &json_foreign, &answer));
    if (status != 0)
        end(w, words[3]);
    return answer;
}

__attribute__((sentinel, unused)) static struct json *
ask(struct work *w, const char *name, ...)
{
    char *words[WORDS] = {NULL};
    int count = 3;
    va_list list;

    va_start(list, name);
    while (count < WORDS - 2 && (words[count] = va_arg(list, char *)) != NULL)
        count++;
    va_end(list);
    return ask_all(w, name, words);
}

/* The first of that name in an answer of one thing, or of several. */
UNUSED static const char *
text_in(struct work *w, const struct json *answer, const char *path)
{
    const struct json *v = json_at(answer, path);
    const char *text = "";

    if (v == NULL || v->type != JSON_TEXT || !work_string(w, v->text, &text))
        end(w, path);
    return text;
}

/* Serve the node in that folder; gives its address. */
UNUSED static const char *
serve(struct work *w, const char *name)
{
    char *words[] = {(char *)"liaison", (char *)"-C",
        (char *)work_format(w, "%s/%s", folder, name), (char *)"serve", (char *)"--peer",
        (char *)"127.0.0.1:0", NULL};
    char line[256];
    unsigned port = 0;
    double began = now();
    FILE *said;
    int out;

    server = start(words, &out);
    said = fdopen(out, "r");
    while (said != NULL && fgets(line, sizeof(line), said) != NULL &&
        strcmp(line, "ready\n") != 0) {
        const char *at = strstr(line, " port ");

        if (at != NULL)
            port = (unsigned)strtoul(at + 6, NULL, 10);
    }
    if (port == 0)
        end(NULL, "the program does not serve");
    fprintf(stderr, "  %s serves after %.0f ms\n", name, (now() - began) * 1000);
    return work_format(w, "https://127.0.0.1:%u", port);
}

UNUSED static int
by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

#endif
