/*
 * What the tests of foreign formats share.
 */
#ifndef TESTS_ENGINES_FORMATS_FIXTURE_H
#define TESTS_ENGINES_FORMATS_FIXTURE_H

#include "core/records/records.h"
#include "engines/formats/formats.h"
#include "support/scratch.h"
#include "tests/ground/xml/fixture.h"

/* Files are taken to be checked on this day. */
#define NOW_OF_TESTS (INT64_C(1767225600) * TIME_SECOND) /* 2026-01-01 */

/* A file below LIAISON_DATA/coordination, or the end of the test. */
__attribute__((unused)) static struct bytes
data(struct work *w, const char *name)
{
    const char *path = scratch_text("%s/%s", tap_data("coordination"), name);
    struct bytes text;

    if (!file_load(w, path, (size_t)64 << 20, &text)) {
        printf("Bail out! %s: %s\n", path, work_why(w));
        exit(1);
    }
    return text;
}

__attribute__((unused)) static struct json *
data_json(struct work *w, const char *name)
{
    struct json *out;

    if (!json_read(w, data(w, name), &json_foreign, &out)) {
        printf("Bail out! %s: %s\n", name, work_why(w));
        exit(1);
    }
    return out;
}

/* What the program's own kinds say of IATI. */
__attribute__((unused)) static const struct kind_iati *
map_of(struct work *w, bool organisation)
{
    static struct kinds *kinds;

    if (kinds == NULL && !kinds_open(w, &kinds)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return kind_iati(
        kinds_find(kinds, bytes_of(organisation ? "organisation/1" : "activity/1")));
}

/* The lines of a table, and its columns; the text is cut into pieces in place. */
__attribute__((unused)) static char *
data_lines(struct work *w, const char *name)
{
    const char *copy;

    if (!work_string(w, data(w, name), &copy))
        exit(1);
    return (char *)(uintptr_t)copy;
}

/* How many rules are broken, or -1 with a fault. */
__attribute__((unused)) static long
broken(struct work *w, const struct rules *rules, int64_t now, struct bytes text,
    struct iati_report *report)
{
    struct iati_checks checks = {.rules = rules, .now = now, .most = 100000};
    struct iati_file file = {.version = bytes_of("2.03")};
    struct xml *root;

    if (!xml_read(w, text, &xml_foreign, &root))
        return -1;
    file.root = root;
    if (!iati_check(w, &file, &checks, report))
        return -1;
    return (long)(report->count[IATI_ERROR] + report->count[IATI_WARNING]);
}

#endif
