/*
 * scan: look through files for secrets in any form that a program might leave them in --
 * raw, hex in either case, base64 at any alignment, UTF-16 in either order -- whole or
 * in pieces of eight bytes.
 */
#ifndef TESTS_CORE_NODE_SCAN_H
#define TESTS_CORE_NODE_SCAN_H

#include "fixture.h"

#define SCAN_MAX 200000
#define SCAN_LONGEST 32

struct scan_pattern {
    uint8_t at[SCAN_LONGEST];
    uint8_t len; /* at least 8 */
    const char *secret;
    const char *form;
};

struct scan {
    struct scan_pattern *patterns;
    size_t count;
    uint8_t seen[65536 / 8]; /* which first two bytes there are */
    /* The last finding, and how many. */
    const char *secret;
    const char *form;
    char file[1024];
    size_t found;
};

UNUSED static void
scan_open(struct work *w, struct scan *s)
{
    *s = (struct scan){.patterns = work_alloc(w, SCAN_MAX * sizeof(*s->patterns))};
    NEED(w, s->patterns != NULL);
}

static void
scan_add_pattern(struct scan *s, const void *from, size_t len, const char *secret,
    const char *form)
{
    struct scan_pattern *p = &s->patterns[s->count++];

    if (s->count >= SCAN_MAX || len > SCAN_LONGEST || len < 8) {
        printf("Bail out! a pattern of %zu bytes, number %zu\n", len, s->count);
        exit(99);
    }
    *p = (struct scan_pattern){.len = (uint8_t)len, .secret = secret, .form = form};
    memcpy(p->at, from, len);
}

static const char scan_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Nine bytes as twelve digits: what base64 makes of them where a group begins. */
static void
scan_base64(const uint8_t from[9], char out[12])
{
    for (size_t i = 0; i < 3; i++) {
        uint32_t bits = (uint32_t)from[3 * i] << 16 | (uint32_t)from[3 * i + 1] << 8 |
            from[3 * i + 2];

        for (size_t d = 0; d < 4; d++)
            out[4 * i + d] = scan_digits[bits >> (18 - 6 * d) & 63];
    }
}

/* Every piece of a secret, in every form. */
UNUSED static void
scan_add(struct scan *s, struct bytes secret, const char *name)
{
    for (size_t i = 0; i + 8 <= secret.len; i++) {
        const uint8_t *at_piece = secret.at + i;
        char lower[17], upper[17], wide_le[16] = {0}, wide_be[16] = {0}, digits[12];

        scan_add_pattern(s, at_piece, 8, name, "raw");
        for (size_t b = 0; b < 8; b++) {
            snprintf(lower + 2 * b, 3, "%02x", at_piece[b]);
            snprintf(upper + 2 * b, 3, "%02X", at_piece[b]);
            wide_le[2 * b] = (char)at_piece[b];
            wide_be[2 * b + 1] = (char)at_piece[b];
        }
        scan_add_pattern(s, lower, 16, name, "hex");
        scan_add_pattern(s, upper, 16, name, "HEX");
        scan_add_pattern(s, wide_le, 16, name, "UTF-16LE");
        scan_add_pattern(s, wide_be, 16, name, "UTF-16BE");
        if (i + 9 <= secret.len) {
            scan_base64(at_piece, digits);
            scan_add_pattern(s, digits, 12, name, "base64");
        }
    }
}

/* Bytes that are looked for as they are only: what was sealed. */
UNUSED static void
scan_add_raw(struct scan *s, struct bytes secret, const char *name)
{
    for (size_t i = 0; i + 16 <= secret.len; i += 16)
        scan_add_pattern(s, secret.at + i, 16, name, "raw");
}

static int
scan_order(const void *a, const void *b)
{
    return memcmp(((const struct scan_pattern *)a)->at,
        ((const struct scan_pattern *)b)->at, 8);
}

UNUSED static void
scan_ready(struct scan *s)
{
    qsort(s->patterns, s->count, sizeof(*s->patterns), scan_order);
    memset(s->seen, 0, sizeof(s->seen));
    for (size_t i = 0; i < s->count; i++) {
        unsigned two = (unsigned)s->patterns[i].at[0] << 8 | s->patterns[i].at[1];

        s->seen[two / 8] = (uint8_t)(s->seen[two / 8] | 1u << two % 8);
    }
}

/* The first pattern whose first eight bytes are not below these. */
static size_t
scan_find(const struct scan *s, const uint8_t *at_byte)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (memcmp(s->patterns[middle].at, at_byte, 8) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

UNUSED static void
scan_bytes(struct scan *s, struct bytes text, const char *file)
{
    for (size_t i = 0; i + 8 <= text.len; i++) {
        unsigned two = (unsigned)text.at[i] << 8 | text.at[i + 1];

        if ((s->seen[two / 8] & 1u << two % 8) == 0)
            continue;
        for (size_t p = scan_find(s, text.at + i);
             p < s->count && memcmp(s->patterns[p].at, text.at + i, 8) == 0; p++) {
            if (i + s->patterns[p].len > text.len ||
                memcmp(s->patterns[p].at, text.at + i, s->patterns[p].len) != 0)
                continue;
            s->found++;
            s->secret = s->patterns[p].secret;
            s->form = s->patterns[p].form;
            snprintf(s->file, sizeof(s->file), "%s", file);
        }
    }
}

static struct scan *scan_now;
static size_t scan_files;

static int
scan_one(const char *path, const struct stat *about, int what, struct FTW *at_depth)
{
    struct work *w = work_open(&os_real);

    (void)about;
    (void)at_depth;
    if (what == FTW_F) {
        scan_bytes(scan_now, get_file(w, path), path);
        scan_bytes(scan_now, bytes_of(path), path);
        scan_files++;
    }
    work_close(w);
    return 0;
}

/* How often a secret is found in the files below a folder, and in their names. */
UNUSED static size_t
scan_folder(struct scan *s, const char *folder)
{
    s->found = 0;
    scan_now = s;
    scan_files = 0;
    nftw(folder, scan_one, 32, FTW_PHYS);
    return s->found;
}

#define tap_clean(s, folder, ...)                                                        \
    do {                                                                                 \
        if (!tap_ok(scan_folder(s, folder) == 0 && scan_files > 0, __VA_ARGS__))         \
            printf("#   %zu: last %s as %s in %s\n", (s)->found, (s)->secret, (s)->form, \
                (s)->file);                                                              \
    } while (0)

#endif
