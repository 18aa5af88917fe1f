/*
 * rescreen: what it takes to screen stored subjects again when a list changes.
 *
 *     rescreen UNLISTED.tsv LISTED.tsv COUNT LIST...
 *
 * COUNT subjects are made from names that nobody lists, one in fifty from a corpus of listed ones, with
 * births, countries and genders as these have them.  The versions of the list come in their order; of the last
 * one it is seen that its hits are those of screening all.  Prints lines of the bench:
 * group|name|seconds|units.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engines/screen/screen.h"
#include "tests/engines/screen/subjects.h"

#define FILE_MOST ((size_t)1 << 30)
#define RARE 50

static double
now(void)
{
    return (double)os_real.ticks() / 1e6;
}

static int
by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static bool
read_list(struct work *w, const char *path, struct screen_list *out)
{
    struct work *part = work_open(work_os(w));
    struct screen_file file = {.called = path};

    return work_join(w, part,
        part != NULL && file_load(part, path, FILE_MOST, &file.text) &&
            screen_list_read(w, &file, 1, out));
}

static bool
subjects_add(struct work *w, char **paths, uint32_t count, struct screen_watch *s)
{
    struct work *part = work_open(work_os(w));
    struct subject_source from;
    struct bytes unlisted, listed;
    bool good = part != NULL && file_load(part, paths[0], FILE_MOST, &unlisted) &&
        file_load(part, paths[1], FILE_MOST, &listed) &&
        subject_source_open(part, unlisted, listed, &from);

    for (uint32_t n = 0; good && n < count; n++) {
        char room[SUBJECT_ROOM];
        struct screen_query q;

        subject_make(&from, n, RARE, &q, room);
        good = screen_watch_add(s, &q);
    }
    return work_join(w, part, good);
}

/* A version, held until the next one has taken its place. */
struct version {
    struct work *w;
    struct screen_list *list;
};

static bool
version_open(struct work *w, const char *path, struct version *out)
{
    out->w = work_open(work_os(w));
    out->list = out->w != NULL ? work_alloc(out->w, sizeof(*out->list)) : NULL;
    return (out->list != NULL && read_list(out->w, path, out->list)) ||
        fail_with(w, out->w);
}

struct bench {
    struct work *w;
    struct screen_index *rarity;
    struct screen_watch *watch;
    struct version now;
    double *took; /* each change */
    size_t count;
    double read; /* all lists */
    uint64_t entries, subjects;
};

static bool
prepare(struct bench *b, char **paths, uint32_t count, const char *first)
{
    double start = now(), kept, indexed;

    TRY(screen_start(b->w) && version_open(b->w, first, &b->now) &&
        screen_index_build(b->w, b->now.list, 1, &b->rarity) &&
        screen_watch_open(b->w, b->rarity, SCREEN_THRESHOLD, &b->watch) &&
        subjects_add(b->w, paths, count, b->watch));
    kept = now();
    TRY(screen_watch_index(b->watch, b->w));
    indexed = now();
    TRY(screen_watch_all(b->watch, b->w, b->now.list, 1));
    printf("rescreen|all, one core|%.5f|%u\n", now() - indexed, count);
    printf("rescreen|their index, once|%.5f|%u\n", indexed - kept, count);
    fprintf(stderr, "  rescreen: subjects made in %.2f s\n", kept - start);
    return true;
}

static bool
change(struct bench *b, const char *path)
{
    struct screen_touched touched;
    struct version is;
    double start = now(), ready;

    TRY(version_open(b->w, path, &is));
    ready = now();
    TRY(screen_watch_change(b->watch, b->w, is.list, 1, &touched));
    work_close(b->now.w);
    b->now = is;
    b->took[b->count] = now() - ready;
    b->read += ready - start;
    b->entries += touched.entries + touched.gone;
    b->subjects += touched.subjects;
    if (getenv("RESCREEN_EACH") != NULL)
        fprintf(stderr, "  %s: %zu entries, %zu gone, %zu subjects, %.2f ms\n", path,
            touched.entries, touched.gone, touched.subjects, b->took[b->count] * 1e3);
    b->count++;
    return true;
}

/* Are the hits those of screening all by the last list? */
static bool
same_as_all(struct bench *b)
{
    size_t count, all;
    const struct screen_stand *is = screen_watch_hits(b->watch, &count), *whole;
    struct screen_stand *kept = work_alloc(b->w, (count + 1) * sizeof(*kept));

    TRY(kept != NULL);
    memcpy(kept, is, count * sizeof(*kept));
    TRY(screen_watch_all(b->watch, b->w, b->now.list, 1));
    whole = screen_watch_hits(b->watch, &all);
    fprintf(stderr, "  rescreen: %zu hits at last, %zu by screening all\n", count, all);
    return (count == all && memcmp(kept, whole, count * sizeof(*kept)) == 0) ||
        fail(b->w, FAULT_CORRUPT, "the hits are not those of screening all");
}

static bool
run(struct bench *b, char **paths, uint32_t count, char **lists, size_t list_count)
{
    TRY(prepare(b, paths, count, lists[0]));
    b->took = work_alloc(b->w, list_count * sizeof(*b->took));
    TRY(b->took != NULL);
    for (size_t i = 1; i < list_count; i++)
        TRY(change(b, lists[i]));
    TRY(same_as_all(b));
    qsort(b->took, b->count, sizeof(*b->took), by_time);
    printf("rescreen|a change, median of %zu|%.5f|%u\n", b->count, b->took[b->count / 2],
        count);
    printf("rescreen|a change, p95|%.5f|%u\n", b->took[b->count * 95 / 100], count);
    printf("rescreen|a change, the longest|%.5f|%u\n", b->took[b->count - 1], count);
    printf("rescreen|reading a list, mean|%.5f|1\n", b->read / (double)b->count);
    fprintf(stderr,
        "  rescreen: %llu entries were others, %llu times a subject was looked at\n",
        (unsigned long long)b->entries, (unsigned long long)b->subjects);
    return true;
}

int
main(int argc, char **argv)
{
    struct bench b = {.w = work_open(&os_real)};
    bool good;

    if (argc < 6 || b.w == NULL) {
        fprintf(stderr, "rescreen UNLISTED.tsv LISTED.tsv COUNT LIST LIST...\n");
        return 2;
    }
    good = run(&b, argv + 1, (uint32_t)strtoul(argv[3], NULL, 10), argv + 4,
        (size_t)argc - 4);
    if (!good)
        fprintf(stderr, "rescreen: %s\n", work_why(b.w));
    if (b.watch != NULL)
        screen_watch_close(b.watch);
    work_close(b.now.w);
    work_close(b.w);
    return good ? 0 : 1;
}
