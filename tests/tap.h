/*
 * tap: a test program counts its claims and prints them as TAP, for prove.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base/base.h"

static int tap_count;
static int tap_failed;

__attribute__((format(printf, 4, 5), unused)) static bool
tap_check(bool good, const char *file, int line, const char *format, ...)
{
    va_list args;

    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    if (!good) {
        printf("#   at %s:%d\n", file, line);
        tap_failed++;
    }
    fflush(stdout);
    return good;
}
#define tap_ok(good, ...) tap_check((good), __FILE__, __LINE__, __VA_ARGS__)

/* Text that should be exactly ${want}; shows both when it is not. */
__attribute__((format(printf, 5, 6), unused)) static bool
tap_check_text(struct bytes got, const char *want, const char *file, int line,
    const char *format, ...)
{
    char name[512];
    va_list args;
    bool good = bytes_is(got, want);

    va_start(args, format);
    vsnprintf(name, sizeof(name), format, args);
    va_end(args);
    tap_check(good, file, line, "%s", name);
    if (!good)
        printf("#   got  %.*s\n#   want %s\n", (int)got.len, (const char *)got.at, want);
    return good;
}
#define tap_is_text(got, want, ...) \
    tap_check_text((got), (want), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((unused)) static void
tap_skip(int count, const char *why)
{
    while (count-- > 0)
        printf("ok %d # SKIP %s\n", ++tap_count, why);
}

__attribute__((unused)) static int
tap_end(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed == 0 ? 0 : 1;
}

/* The path of a data set below LIAISON_DATA, or NULL; the text is static. */
__attribute__((unused)) static const char *
tap_data(const char *below)
{
    static char path[4096];
    const char *root = getenv("LIAISON_DATA");

    if (root == NULL || *root == '\0')
        return NULL;
    snprintf(path, sizeof(path), "%s/%s", root, below);
    return path;
}
#define TAP_NEED_DATA(below)                                                        \
    (tap_data(below) != NULL                                                        \
            ? tap_data(below)                                                       \
            : (printf("1..0 # SKIP LIAISON_DATA is not set: %s\n", below), exit(0), \
                  (const char *)NULL))

#endif
