/*
 * content: evidence from one node to another over TLS on this machine, each end the program itself:
 * taken in, shared, and fetched with all that is checked and synced on the way.
 *
 *     content FOLDER PROGRAM MIB       in an empty folder
 *
 * Prints a line each: group|name|seconds|units (MiB).  What memory and processor time it took goes to
 * standard error; wanted are 400 MB/s, and at most 64 MB at each end.
 */
#include "tools/bench/pair.h"

#define MIB ((size_t)1024 * 1024)

/* Bytes that nothing compresses, the same in every run. */
static const char *
make_file(struct work *w, size_t mib)
{
    const char *path = work_format(w, "%s/content", folder);
    uint64_t *part = work_alloc(w, MIB), state = 88172645463325252u;
    FILE *f = fopen(path, "w");

    NEED(w, part != NULL);
    for (size_t i = 0; f != NULL && i < mib; i++) {
        for (size_t n = 0; n < MIB / sizeof(*part); n++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            part[n] = state;
        }
        if (fwrite(part, 1, MIB, f) != MIB)
            break;
    }
    if (f == NULL || ferror(f) || fclose(f) != 0)
        end(w, path);
    return path;
}

static void
say(const char *what, double seconds, size_t mib, double here, double there)
{
    printf("content|%s|%.3f|%zu\n", what, seconds, mib);
    fprintf(stderr, "  content: %s %.0f MB/s", what, (double)mib * 1.048576 / seconds);
    if (there > 0)
        fprintf(stderr, ", memory at most %.0f MiB taking and %.0f giving\n", here,
            there);
    else
        fprintf(stderr, ", memory at most %.0f MiB\n", here);
}

int
main(int argc, char **argv)
{
    struct work *w = work_open(&os_real);
    const char *path, *id, *url;
    struct node *n;
    struct hash a, b;
    size_t mib;

    if (argc != 4) {
        fprintf(stderr, "usage: content FOLDER PROGRAM MIB\n");
        return 2;
    }
    folder = argv[1];
    program = argv[2];
    mib = strtoul(argv[3], NULL, 10);
    NEED(w, w != NULL && crypt_start(w));
    make_node(w, "a", 1, &a);
    make_node(w, "b", 5, &b);
    NEED(w, node_open(w, work_format(w, "%s/a", folder), (struct bytes){0}, &n));
    pin(n, w, &b, "b", "");
    node_close(n);
    path = make_file(w, mib);
    id = text_in(w,
        ask(w, "a", "ingest", path, "--tlp", "amber", "--purpose", "bench", NULL),
        "items.0.id");
    say("ingest", asked.seconds, mib, asked.peak, 0);
    unlink(path);
    (void)ask(w, "a", "share", id, "--to", "b", NULL);
    url = serve(w, "a");
    NEED(w, node_open(w, work_format(w, "%s/b", folder), (struct bytes){0}, &n));
    pin(n, w, &a, "a", url);
    node_close(n);
    (void)ask(w, "b", "sync", "a", NULL);
    say("fetched over TLS", asked.seconds, mib, asked.peak, peak(server));
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    work_close(w);
    return 0;
}
