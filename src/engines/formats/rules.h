/*
 * rules: a ruleset as it is held in memory; what reads it and what runs it share this.
 */
#ifndef ENGINES_FORMATS_RULES_H
#define ENGINES_FORMATS_RULES_H

#include "engines/formats/path.h"

enum rule_sort {
    RULE_NO_MORE_THAN_ONE,
    RULE_AT_LEAST_ONE,
    RULE_ONLY_ONE_OF,
    RULE_ONE_OR_ALL,
    RULE_DEPENDENT,
    RULE_SUM,
    RULE_STRICT_SUM,
    RULE_DATE_ORDER,
    RULE_DATE_NOW,
    RULE_TIME_LIMIT,
    RULE_BETWEEN_DATES,
    RULE_REGEX_MATCHES,
    RULE_REGEX_NO_MATCHES,
    RULE_STARTS_WITH,
    RULE_UNIQUE,
    RULE_IF_THEN,
    RULE_LOOP,
    RULE_NO_SPACES,
    RULE_RANGE,
    RULE_SORTS
};
extern const char *const rule_names[RULE_SORTS];

/* Which lists of identifiers a case asks for. */
enum rule_lists { RULE_NO_LIST, RULE_NOT_AN_ORGANISATION, RULE_NO_ORGANISATION_PREFIX };

struct path_list {
    const struct path **at;
    size_t count;
};

struct rule_case {
    enum rule_sort sort;
    const char *id;
    enum iati_severity severity;
    const char *text;
    const struct path *condition;
    enum rule_lists lists;
    struct path_list paths;    /* paths */
    struct path_list others;   /* excluded, prefix */
    const struct path *first;  /* one, if, less, start, foreach; NULL: now */
    const struct path *second; /* then, more, end; NULL: now */
    const struct path *date;
    const struct pattern *pattern;
    struct bytes all; /* lang, currency, or what each transaction needs */
    const struct path *each;
    struct bytes separator;
    bool agencies; /* prefix: the agencies' list */
    double least, most;
    struct rule_case *inner; /* loop: its cases */
    struct rule_case *next;
};

struct rule_group {
    const struct path *context;
    struct rule_case *cases;
    struct rule_group *next;
};

struct rules {
    struct rule_group *groups;
    size_t count;
};

#endif
