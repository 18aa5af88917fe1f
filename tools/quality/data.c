/*
 * Files of LIAISON_DATA: unpacked, and rows of tab-separated values.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/quality/quality.h"

#define FILE_MOST ((size_t)256 << 20)

static bool
unpack(struct quality *q, const char *path, struct bytes *out)
{
    struct buffer b = buffer_open(q->w, FILE_MOST);
    const char *command = work_format(q->w, "xz -dc -- '%s'", path);
    uint8_t block[65536];
    size_t got;
    FILE *from;

    TRY(command != NULL);
    if (strchr(path, '\'') != NULL)
        return fail(q->w, FAULT_INVALID, "%s: a path with a quote", path);
    from = popen(command, "r");
    if (from == NULL)
        return fail_errno(q->w, "xz");
    while ((got = fread(block, 1, sizeof(block), from)) > 0)
        buffer_add(&b, bytes_from(block, got));
    if (pclose(from) != 0)
        return fail(q->w, FAULT_INVALID, "%s: xz could not unpack it", path);
    return buffer_bytes(&b, out);
}

bool
data_load(struct quality *q, const char *name, struct bytes *out)
{
    const char *plain = work_format(q->w, "%s/%s", q->data, name);
    const char *packed = work_format(q->w, "%s/%s.xz", q->data, name);

    TRY(plain != NULL && packed != NULL);
    return access(plain, R_OK) != 0 && access(packed, R_OK) == 0
        ? unpack(q, packed, out)
        : file_load(q->w, plain, FILE_MOST, out);
}

/* The files of one list, by a pattern of their names without .xz. */
static bool
list_load(struct quality *q, const char *const patterns[], struct screen_list *out)
{
    struct screen_file files[64];
    size_t count = 0;
    bool ok = true;

    for (size_t p = 0; patterns[p] != NULL && ok; p++) {
        const char *pattern = work_format(q->w, "%s/lists/%s*", q->data, patterns[p]);
        glob_t found;

        TRY(pattern != NULL);
        if (glob(pattern, 0, NULL, &found) != 0)
            return fail(q->w, FAULT_INVALID, "%s: there is no such file", pattern);
        for (size_t i = 0; i < found.gl_pathc && count < COUNT_OF(files) && ok; i++) {
            const char *path = found.gl_pathv[i];
            size_t len = strlen(path), packed = len > 3 && !strcmp(path + len - 3, ".xz");

            files[count].called = patterns[p];
            ok = packed ? unpack(q, path, &files[count].text)
                        : file_load(q->w, path, FILE_MOST, &files[count].text);
            count++;
        }
        globfree(&found);
    }
    return ok && screen_list_read(q->w, files, count, out);
}

bool
data_lists(struct quality *q, struct screen_list out[4])
{
    static const char *const un[] = {"un/consolidated_2026-02-27.xml", NULL},
                             *const eu[] = {"eu/oj_2026/consolidated/", NULL},
                             *const ofac[] = {"ofac/sdn_2024-05-03.csv",
                                 "ofac/alt_2025-12.csv", "ofac/add_2025-12.csv", NULL},
                             *const uk[] = {"uk/ConList_2025-04-10.csv", NULL};

    return list_load(q, un, &out[0]) && list_load(q, eu, &out[1]) &&
        list_load(q, ofac, &out[2]) && list_load(q, uk, &out[3]);
}

/* The next piece of ${rest} up to ${end}, which is taken too. */
static struct bytes
piece(struct bytes *rest, uint8_t end)
{
    const uint8_t *at = rest->len > 0 ? memchr(rest->at, end, rest->len) : NULL;
    struct bytes out = {rest->at, at != NULL ? (size_t)(at - rest->at) : rest->len};
    size_t taken = out.len + (at != NULL);

    *rest = bytes_from(rest->at + taken, rest->len - taken);
    return out;
}

#define COLUMNS 16

/* Which of the wanted columns each column of the first line is. */
static bool
head(struct quality *q, const char *name, struct bytes line, const char *const columns[],
    size_t count, size_t place[COLUMNS])
{
    size_t found = 0;

    for (size_t i = 0; i < COLUMNS; i++) {
        struct bytes title = piece(&line, '\t');

        place[i] = count;
        for (size_t c = 0; c < count; c++)
            if (bytes_is(title, columns[c])) {
                place[i] = c;
                found++;
            }
    }
    if (found != count)
        return fail(q->w, FAULT_INVALID, "%s: the first line has not all of its columns",
            name);
    return true;
}

bool
data_rows(struct quality *q, const char *name, const char *const columns[],
    size_t column_count, struct rows *out)
{
    struct buffer cells = buffer_open(q->w, FILE_MOST);
    size_t place[COLUMNS], count;
    struct bytes rest;

    TRY(data_load(q, name, &rest));
    TRY(head(q, name, piece(&rest, '\n'), columns, column_count, place));
    while (rest.len > 0) {
        struct bytes line = piece(&rest, '\n'), row[COLUMNS] = {{0}};

        if (line.len == 0)
            continue;
        for (size_t i = 0; i < COLUMNS; i++) {
            struct bytes text = piece(&line, '\t');

            if (place[i] < column_count)
                row[place[i]] = text;
        }
        buffer_add(&cells, bytes_from(row, column_count * sizeof(row[0])));
    }
    out->columns = column_count;
    out->cells = buffer_array(&cells, sizeof(struct bytes), &count);
    out->count = count / column_count;
    return out->cells != NULL;
}

struct bytes
cell(const struct rows *r, size_t row, size_t column)
{
    return r->cells[row * r->columns + column];
}

struct screen_date
data_date(struct bytes text)
{
    static const char form[] = "9999-99-99";
    struct screen_date d = {0};
    unsigned part[3] = {0}, n = 0;

    if (text.len != 4 && text.len != 7 && text.len != 10)
        return d;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (form[i] == '-' ? c != '-' : c < '0' || c > '9')
            return d;
        if (form[i] == '-')
            n++;
        else
            part[n] = part[n] * 10 + (c - '0');
    }
    d.from = d.to = (int16_t)part[0];
    d.month = (uint8_t)part[1];
    d.day = (uint8_t)part[2];
    return d;
}
