/*
 * What the tests of lists share: files, samples, and an entry as a line.
 */
#ifndef TESTS_ENGINES_SCREEN_FIXTURE_H
#define TESTS_ENGINES_SCREEN_FIXTURE_H

#include "engines/screen/screen.h"
#include "support/scratch.h"
#include "tests/ground/xml/fixture.h"

#define FILE_MAX ((size_t)64 << 20)
#define PARTS_MAX 64

/* The files of one list. */
struct list_files {
    struct screen_file file[PARTS_MAX];
    size_t count;
};

/* A file of the tree, or the end of the test. */
__attribute__((unused)) static struct bytes
load(struct work *w, const char *path)
{
    struct bytes text;

    if (!file_load(w, path, FILE_MAX, &text)) {
        printf("Bail out! %s: %s\n", path, work_why(w));
        exit(1);
    }
    return text;
}

/* What xz packed. */
__attribute__((unused)) static struct bytes
unpacked(struct work *w, const char *path)
{
    FILE *from = popen(scratch_text("xz -dc '%s'", path), "r");
    struct buffer b = buffer_open(w, FILE_MAX);
    static uint8_t block[1 << 16];
    struct bytes out = {0};

    for (size_t got; from != NULL && (got = fread(block, 1, sizeof(block), from)) > 0;)
        buffer_add(&b, bytes_from(block, got));
    if (from == NULL || pclose(from) != 0 || !buffer_bytes(&b, &out)) {
        printf("Bail out! %s: %s\n", path, work_why(w));
        exit(1);
    }
    return out;
}

/* "ofac-sdn.csv ofac-alt.csv": samples by their names. */
__attribute__((unused)) static struct list_files
samples(struct work *w, const char *names)
{
    struct list_files out = {.count = 0};
    char name[256];

    for (size_t len; *names != '\0'; names += len + (names[len] == ' ')) {
        len = strcspn(names, " ");
        snprintf(name, sizeof(name), "%.*s", (int)len, names);
        out.file[out.count++] =
            (struct screen_file){load(w,
                                     scratch_text("tests/engines/screen/samples/%s",
                                         name)),
                scratch_text("%s", name)};
    }
    return out;
}

/* The list's head and its entries, a line each. */
__attribute__((unused)) static bool
told(struct work *w, const struct screen_list *l, struct bytes *out)
{
    struct buffer b = buffer_open(w, FILE_MAX);

    buffer_format(&b, "%.*s %.*s %.*s %zu %zu\n", (int)l->name.len,
        (const char *)l->name.at, (int)l->format.len, (const char *)l->format.at,
        (int)l->date.len, (const char *)l->date.at, l->count, l->names);
    for (size_t i = 0; i < l->count; i++) {
        struct bytes line;

        TRY(screen_entry_write(w, &l->entries[i], &line));
        buffer_add(&b, line);
        buffer_byte(&b, '\n');
    }
    return buffer_bytes(&b, out);
}

__attribute__((unused)) static bool
reads_files(struct work *w, const struct list_files *files, struct bytes *out)
{
    struct screen_list l;

    return screen_list_read(w, files->file, files->count, &l) && told(w, &l, out);
}

/* A list of one file, from a text of the test. */
__attribute__((unused)) static bool
reads_text(struct work *w, struct bytes text, struct bytes *out)
{
    struct list_files files = {.file = {{text, "list"}}, .count = 1};

    return reads_files(w, &files, out);
}

#endif
