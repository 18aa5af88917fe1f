/*
 * rules_fuzz: rulesets and patterns from hostile bytes.  What is read as rules is held against
 * a document, within its steps; what is read as a pattern is held against its own text.
 *
 * With -DPLANTED_BUG a filter that compares nothing, a[1] or a[b], ends the program.
 *
 *     fuzz-edges: 900
 */
#include <stdlib.h>
#include <string.h>

#include "engines/formats/formats.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static const char document[] =
    "<iati-activities version='2.03'><iati-activity xml:lang='en' default-currency='EUR'>"
    "<iati-identifier>A-1</iati-identifier><title><narrative>T</narrative></title>"
    "<activity-date type='1' iso-date='2025-01-01'/><activity-date type='3' "
    "iso-date='2024-01-01T00:00:00Z'/><sector code='1' vocabulary='2' percentage='60'/>"
    "<sector code='2' vocabulary='2' percentage='30'/><transaction><value>1</value>"
    "</transaction></iati-activity></iati-activities>";

static void
one_ruleset(struct work *w, struct bytes in)
{
    struct iati_checks checks = {.most = 10};
    struct iati_report report;
    struct iati_file file;
    struct rules *rules;

    if (rules_read(w, in, &rules)) {
        HOLDS(iati_read(w, bytes_of(document), &file));
        checks.rules = rules;
        if (iati_check(w, &file, &checks, &report))
            return;
    }
    HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
    work_clear(w);
}

/* Up to the first line's end a pattern, behind it the text. */
static void
one_pattern(struct work *w, struct bytes in)
{
    const uint8_t *end = memchr(in.at, '\n', in.len);
    size_t len = end != NULL ? (size_t)(end - in.at) : in.len;
    struct bytes text = bytes_from(in.at + len, in.len - len);
    const struct pattern *p, *doubled;

    if (!utf8_valid(in) || memchr(in.at, 0, in.len) != NULL)
        return;
    if (!pattern_read(w, bytes_from(in.at, len), &p)) {
        HOLDS(work_fault(w) == FAULT_INVALID && work_why(w)[0] != '\0');
        work_clear(w);
        return;
    }
    /* In a group, or itself: the same. */
    if (pattern_read(w,
            bytes_of(work_format(w, "(%.*s|%.*s){1,2}", (int)len, (const char *)in.at,
                (int)len, (const char *)in.at)),
            &doubled))
        HOLDS(pattern_match(p, text) == pattern_match(doubled, text));
    work_clear(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *w = work_open(&os_real);

    HOLDS(w != NULL && xml_start(w));
    if (size > 0 && data[0] == '{')
        one_ruleset(w, bytes_from(data, size));
    else if (size > 0 && size < 300)
        one_pattern(w, bytes_from(data, size));
    work_close(w);
    return 0;
}
