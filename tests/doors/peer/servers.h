/*
 * servers: the program itself as server processes, and commands that ask them.
 */
#ifndef TESTS_DOORS_PEER_SERVERS_H
#define TESTS_DOORS_PEER_SERVERS_H

#include <signal.h>
#include <sys/prctl.h>

#include "core/node/fixture.h"

static const char *program;

/* ---- Commands --------------------------------------------------------------------------- */

struct said {
    int code; /* the exit code; minus a signal */
    struct bytes out, err;
    const struct json *json;
};

static void
child_run(char *const words[], const char *out, const char *err)
{
    int to, from = open("/dev/null", O_RDONLY);

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* no server outlives a test that is killed */
    dup2(from, STDIN_FILENO);
    to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(to, STDOUT_FILENO);
    close(to);
    to = open(err, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(to, STDERR_FILENO);
    close(to);
    unsetenv("LIAISON_DIR");
    execv(program, words);
    _exit(127);
}

static pid_t
start(char *const words[], const char *out, const char *err)
{
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0)
        child_run(words, out, err);
    if (child < 0) {
        printf("Bail out! no child process\n");
        exit(99);
    }
    return child;
}

/* liaison with these words, --json among them; a NULL ends them. */
__attribute__((sentinel, unused)) static struct said
command(struct work *w, ...)
{
    const char *out = at(w, "command.out"), *err = at(w, "command.err");
    char *words[40] = {(char *)"liaison"};
    struct said said = {0};
    struct json *json;
    int count = 1, status;
    va_list args;
    pid_t child;

    va_start(args, w);
    while (count < 38 && (words[count] = va_arg(args, char *)) != NULL)
        count++;
    va_end(args);
    words[count] = (char *)"--json";
    unlink(err);
    child = start(words, out, err);
    waitpid(child, &status, 0);
    said.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    said.out = get_file(w, out);
    said.err = get_file(w, err);
    if (json_read(w, said.out, &json_foreign, &json))
        said.json = json;
    work_clear(w);
    if (getenv("SIM_TELL") != NULL)
        printf("# %s %s %s %s: %d %.*s\n", words[2], words[3], words[4], words[5],
            said.code, (int)said.out.len, (const char *)said.out.at);
    return said;
}

/* A text of the answer; ends the test when it is not there. */
UNUSED static const char *
text_of(struct work *w, struct said said, const char *path)
{
    const struct json *v = json_at(said.json, path);
    const char *text;

    if (v == NULL || v->type != JSON_TEXT) {
        printf("Bail out! no %s in %.*s%.*s\n", path, (int)said.out.len,
            (const char *)said.out.at, (int)said.err.len, (const char *)said.err.at);
        exit(99);
    }
    NEED(w, work_string(w, v->text, &text));
    return text;
}

UNUSED static int64_t
number_of(struct said said, const char *path)
{
    const struct json *v = json_at(said.json, path);

    return v != NULL && v->type == JSON_INTEGER ? v->integer : -1;
}

/* ---- Servers ------------------------------------------------------------------------------- */

struct server {
    const char *handle, *folder, *log, *errors;
    const char *id, *fingerprint;
    char url[64];
    unsigned port;
    pid_t pid;  /* 0: not running */
    bool pages; /* it has some, at a port of their own */
    unsigned web_port;
    struct server *tenants[3]; /* made, and served by this one's process */
};

#define SERVER_WORDS 24
static struct server *servers_running[8];

static void
servers_end(void)
{
    for (size_t i = 0; i < COUNT_OF(servers_running); i++)
        if (servers_running[i] != NULL && servers_running[i]->pid > 0 &&
            getpid() == scratch_owner)
            kill(servers_running[i]->pid, SIGKILL);
}

/* Its port, by the line of a server's log that begins with ${name}; false: not there. */
static bool
server_port(struct server *s, const char *log, const char *name)
{
    const char *line = strstr(log, name);
    const char *port = line != NULL ? strstr(line, " port ") : NULL;

    if (port == NULL)
        return false;
    s->port = (unsigned)strtoul(port + 6, NULL, 10);
    snprintf(s->url, sizeof(s->url), "https://127.0.0.1:%u", s->port);
    return true;
}

UNUSED static bool
server_web_port(struct server *s, const char *log, const char *name)
{
    const char *line = s->pages ? strstr(log, name) : NULL;

    if (line != NULL)
        s->web_port =
            (unsigned)strtoul(strchr(line, '1') + strlen("127.0.0.1:"), NULL, 10);
    return !s->pages || line != NULL;
}

/* The words that start it. */
static void
server_words(struct work *w, const struct server *s, char *words[SERVER_WORDS])
{
    int count = 0;

    words[count++] = (char *)"liaison";
    words[count++] = (char *)"-C";
    words[count++] = (char *)s->folder;
    words[count++] = (char *)"serve";
    words[count++] = (char *)"--peer";
    words[count++] = (char *)work_format(w, "127.0.0.1:%u", s->port);
    if (s->pages) {
        words[count++] = (char *)"--web";
        words[count++] = (char *)"127.0.0.1:0";
    }
    for (size_t i = 0; i < COUNT_OF(s->tenants) && s->tenants[i] != NULL; i++) {
        words[count++] = (char *)"--host";
        words[count++] = (char *)work_format(w, "%s=127.0.0.1:%u", s->tenants[i]->folder,
            s->tenants[i]->port);
        if (!s->tenants[i]->pages)
            continue;
        words[count++] = (char *)"--web";
        words[count++] = (char *)work_format(w, "%s=127.0.0.1:0", s->tenants[i]->folder);
    }
    words[count] = NULL;
}

/* Start it, and wait until it says that it is ready. */
UNUSED static void
server_start(struct work *w, struct server *s)
{
    char *words[SERVER_WORDS];

    server_words(w, s, words);
    unlink(s->log);
    s->pid = start(words, s->log, s->errors);
    for (int i = 0; i < 400; i++) {
        struct bytes said = is_there(s->log) ? get_file(w, s->log) : (struct bytes){0};
        const char *text;
        bool all;

        NEED(w, work_string(w, said, &text));
        all = strstr(text, "ready\n") != NULL && server_port(s, text, "peer door") &&
            server_web_port(s, text, "web door");
        for (size_t g = 0; g < COUNT_OF(s->tenants) && s->tenants[g] != NULL; g++)
            all = all &&
                server_port(s->tenants[g], text,
                    work_format(w, "%s: peer door", s->tenants[g]->handle)) &&
                server_web_port(s->tenants[g], text,
                    work_format(w, "%s: web door", s->tenants[g]->handle));
        if (all)
            return;
        usleep(20000);
    }
    printf("Bail out! %s does not get ready: %.*s\n", s->handle,
        (int)get_file(w, s->errors).len, (const char *)get_file(w, s->errors).at);
    exit(99);
}

/* Its exit code, within ten seconds; minus a signal. */
UNUSED static int
server_stop(struct server *s, int with)
{
    int status = 0;

    kill(s->pid, with);
    for (int i = 0; i < 500; i++) {
        if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
            s->pid = 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        }
        usleep(20000);
    }
    return 1000;
}

/* A node that is not served yet. */
UNUSED static struct server *
server_made(struct work *w, const char *handle)
{
    static struct server room[COUNT_OF(servers_running)];
    static size_t count;
    struct server *s = &room[count];
    struct said said;

    servers_running[count++] = s;
    if (count == 1)
        atexit(servers_end);
    s->handle = handle;
    s->folder = at(w, "%s", handle);
    s->log = at(w, "%s.log", handle);
    s->errors = at(w, "%s.err", handle);
    said = command(w, "init", s->folder, "--id", handle, "--name", handle, "--root-out",
        at(w, "%s.root", handle), "--no-passphrase", NULL);
    s->id = text_of(w, said, "id");
    s->fingerprint = text_of(w, said, "fingerprint");
    return s;
}

UNUSED static struct server *
server_new(struct work *w, const char *handle)
{
    struct server *s = server_made(w, handle);

    server_start(w, s);
    return s;
}

#define ASK(w, s, ...) command(w, "-C", (s)->folder, __VA_ARGS__, NULL)

UNUSED static int64_t
server_records(struct work *w, struct server *s)
{
    return number_of(ASK(w, s, "status"), "records");
}

/* Does a text stand in what it wrote to its standard error? */
UNUSED static bool
server_said(struct work *w, struct server *s, const char *what)
{
    struct bytes said = get_file(w, s->errors);

    return memmem(said.at, said.len, what, strlen(what)) != NULL;
}

#endif
