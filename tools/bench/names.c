/*
 * names: how many names a second are searched for in a list, in what time 99 of a hundred of
 * them are, and what it takes to read lists, or to open an archive of them.
 *
 *     names search LIST.tsv NAMES.txt WHAT     a name each line
 *     names load FILE... [-- FILE...]          lists from their files to an index, once
 *     names reopen ARCHIVE NAMES.txt           an archive of lists, to its first search
 *     names peak COMMAND...                    its seconds, and the most memory it had, in MiB
 *
 * The first and the third print lines of the bench: group|name|seconds|units.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engines/screen/screen.h"

#define RUNS 5
#define FILE_MOST ((size_t)1 << 30)
#define NAMES_MOST 1000000
#define LISTS_MOST 16
#define FILES_MOST 256

static double
now(void)
{
    return (double)os_real.ticks() / 1e6;
}

static int
fails(struct work *w)
{
    fprintf(stderr, "names: %s\n", work_why(w));
    return 1;
}

static int
by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static bool
read_list(struct work *w, char *const *paths, size_t count, struct screen_list *out)
{
    struct screen_file files[FILES_MOST];
    struct work *part = work_open(work_os(w));
    bool good = part != NULL && count > 0 && count <= FILES_MOST;

    /* What stays of a list is its own; its files go. */
    for (size_t i = 0; good && i < count; i++) {
        files[i].called = paths[i];
        good = file_load(part, paths[i], FILE_MOST, &files[i].text);
    }
    return work_join(w, part, good && screen_list_read(w, files, count, out));
}

/* Lists, each from some of the paths. */
struct loading {
    char **paths;
    size_t from[LISTS_MOST + 1];
    struct screen_list lists[LISTS_MOST];
};

static bool
load_one(struct work *w, void *ctx, unsigned n)
{
    struct loading *l = ctx;

    return read_list(w, l->paths + l->from[n], l->from[n + 1] - l->from[n] - 1,
        &l->lists[n]);
}

static int
load(struct work *w, char **paths, size_t count)
{
    struct loading l = {.paths = paths};
    struct screen_index *x;
    unsigned lists = 0;
    size_t entries = 0, names = 0;

    for (size_t i = 0; i <= count && lists < LISTS_MOST; i++)
        if (i == count || strcmp(paths[i], "--") == 0)
            l.from[++lists] = i + 1;
    if (!screen_start(w) || !work_beside(w, lists, load_one, &l) ||
        !screen_index_build(w, l.lists, lists, &x))
        return fails(w);
    for (unsigned i = 0; i < lists; i++) {
        entries += l.lists[i].count;
        names += l.lists[i].names;
    }
    printf("%u lists, %zu entries, %zu names\n", lists, entries, names);
    return 0;
}

/* ---- Searching ------------------------------------------------------------------------------- */

/* Some names on one thread. */
struct part {
    const struct bytes *names;
    size_t count;
    struct screen_search *search;
    double *took; /* of each name, where that is wanted */
    size_t hits;
};

static void
search_part(void *ctx)
{
    static const struct screen_settings how = {.threshold = SCREEN_THRESHOLD,
        .bare = true};
    struct part *p = ctx;

    p->hits = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct screen_query q = {.name = p->names[i]};
        const struct screen_hit *hits;
        size_t count, all;
        double start = p->took != NULL ? now() : 0;

        screen_search(p->search, &q, &how, &hits, &count, &all);
        p->hits += all;
        if (p->took != NULL)
            p->took[i] = now() - start;
    }
}

static bool
median(struct work *w, struct part *parts, unsigned threads, double *out)
{
    double took[RUNS];

    for (int run = 0; run < RUNS; run++) {
        struct thread *beside = NULL;
        double start = now();

        if (threads > 1)
            TRY(thread_start(w, search_part, &parts[1], &beside));
        search_part(&parts[0]);
        thread_join(beside);
        took[run] = now() - start;
    }
    qsort(took, RUNS, sizeof(*took), by_time);
    *out = took[RUNS / 2];
    return true;
}

static size_t
lines_of(struct bytes text, struct bytes *out)
{
    size_t count = 0;

    while (text.len > 0 && count < NAMES_MOST) {
        const uint8_t *end = memchr(text.at, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.at) : text.len;

        if (len > 0)
            out[count++] = bytes_from(text.at, len);
        len += end != NULL;
        text = bytes_from(text.at + len, text.len - len);
    }
    return count;
}

static int
search(struct work *w, char *list_path, const char *names_path, const char *what)
{
    struct bytes text, *names = work_alloc(w, NAMES_MOST * sizeof(*names));
    struct part one = {.names = names}, two[2];
    struct screen_list list;
    struct screen_index *x;
    double took;

    if (names == NULL || !screen_start(w) || !read_list(w, &list_path, 1, &list) ||
        !screen_index_build(w, &list, 1, &x) ||
        !file_load(w, names_path, FILE_MOST, &text) ||
        !screen_search_open(w, x, &one.search))
        return fails(w);
    one.count = lines_of(text, names);
    two[0] = two[1] = one;
    two[0].count = one.count / 2;
    two[1].names += two[0].count;
    two[1].count -= two[0].count;
    if (!screen_search_open(w, x, &two[1].search) || !median(w, &one, 1, &took))
        return fails(w);
    printf("screen|%s, one core|%.5f|%zu\n", what, took, one.count);
    fprintf(stderr, "  screen: %s: %zu names, %zu hits\n", what, one.count, one.hits);
    if (!median(w, two, 2, &took))
        return fails(w);
    printf("screen|%s, two threads|%.5f|%zu\n", what, took, one.count);
    one.took = work_alloc(w, one.count * sizeof(*one.took));
    if (one.took == NULL)
        return fails(w);
    search_part(&one);
    qsort(one.took, one.count, sizeof(*one.took), by_time);
    printf("screen|%s, p99 of one|%.6f|1\n", what, one.took[one.count * 99 / 100]);
    return 0;
}

/* ---- Opening an archive ---------------------------------------------------------------------- */

#define OPENED 31

/* The file is in the system's memory, the process has nothing of it. */
static bool
reopen_once(struct work *w, const char *path, struct bytes name, double *ready,
    double *answered)
{
    static const struct screen_settings how = {.threshold = SCREEN_THRESHOLD,
        .bare = true};
    const struct screen_query q = {.name = name};
    const struct screen_hit *hits;
    FILE_AUTO struct file f = {.fd = -1};
    struct screen_archive archive;
    struct screen_search *s;
    struct bytes text;
    struct stat about;
    size_t count, all;
    double start = now();

    TRY(file_open(w, path, O_RDONLY, 0, &f));
    if (f.os->fstat(f.fd, &about) != 0)
        return fail_errno(w, "%s", path);
    TRY(file_map(w, &f, (size_t)about.st_size, &text) &&
        screen_archive_open(w, text, &archive) &&
        screen_search_open(w, archive.index, &s));
    *ready = now() - start;
    screen_search(s, &q, &how, &hits, &count, &all);
    *answered = now() - start;
    return true;
}

static int
reopen(struct work *w, const char *path, const char *names_path)
{
    struct bytes text, *names = work_alloc(w, NAMES_MOST * sizeof(*names));
    double ready[OPENED], answered[OPENED];
    size_t count;

    if (names == NULL || !screen_start(w) || !file_load(w, names_path, FILE_MOST, &text))
        return fails(w);
    count = lines_of(text, names);
    if (count == 0)
        return 1;
    for (size_t i = 0; i < OPENED; i++) {
        struct work *own = work_open(work_os(w));
        bool good = own != NULL &&
            reopen_once(own, path, names[i * 17 % count], &ready[i], &answered[i]);

        if (!work_join(w, own, good))
            return fails(w);
    }
    qsort(ready, OPENED, sizeof(*ready), by_time);
    qsort(answered, OPENED, sizeof(*answered), by_time);
    printf("reopen|ready to search|%.5f|1\n", ready[OPENED / 2]);
    printf("reopen|and the first name answered|%.5f|1\n", answered[OPENED / 2]);
    return 0;
}

/* ---- What a program takes -------------------------------------------------------------------- */

static int
peak(char **command)
{
    double start = now();
    struct rusage used;
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) != NULL)
            execvp(command[0], command);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0 || status != 0)
        return 1;
    printf("%.4f %.1f\n", now() - start, (double)used.ru_maxrss / 1024);
    return 0;
}

int
main(int argc, char **argv)
{
    struct work *w = work_open(&os_real);
    int code = 2;

    if (w == NULL)
        return 1;
    if (argc == 5 && strcmp(argv[1], "search") == 0)
        code = search(w, argv[2], argv[3], argv[4]);
    else if (argc > 2 && strcmp(argv[1], "load") == 0)
        code = load(w, argv + 2, (size_t)argc - 2);
    else if (argc == 4 && strcmp(argv[1], "reopen") == 0)
        code = reopen(w, argv[2], argv[3]);
    else if (argc > 2 && strcmp(argv[1], "peak") == 0)
        code = peak(argv + 2);
    else
        fprintf(stderr, "names: search, load, reopen or peak\n");
    work_close(w);
    return code;
}
