/*
 * What the checks share: where findings go.
 */
#ifndef ENGINES_FORMATS_FORMATS_INNER_H
#define ENGINES_FORMATS_FORMATS_INNER_H

#include "engines/formats/formats.h"
#include "engines/formats/path.h"

struct judge {
    struct work *w;
    const struct iati_checks *with;
    struct iati_report *to;
    struct walker k;
};

/* Count it, and list it if there is still room. */
bool judge_find(struct judge *j, const char *id, enum iati_severity severity,
    struct place at, const char *text) MUST;
/* Each mapping, and each rule, held against the document. */
bool codes_check(struct judge *j) MUST;
bool rules_check(struct judge *j) MUST;

#endif
