/*
 * json_inner: what the parts of the JSON reader and writer share.
 */
#ifndef GROUND_BASE_JSON_INNER_H
#define GROUND_BASE_JSON_INNER_H

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

/* How deep a value may be that is written, kept or compared. */
#define JSON_DEPTH_MAX 512U

/* RFC 8785 section 3.2.3: UTF-8 texts by their UTF-16 code units. */
int json_name_order(struct bytes a, struct bytes b);
/* The members of ${object}, into ${to} (room for object->count), in that order. */
void json_sort_members(const struct json *object, const struct json **to);

/* How many bytes from the start are ASCII that a string holds as it is. */
size_t json_plain(struct bytes text);

/* A text being read; ${at} moves from ${start} to ${end}. */
struct reader {
    struct work *work;
    const struct json_limits *limits;
    const uint8_t *start;
    const uint8_t *at;
    const uint8_t *end;
    unsigned depth;
    bool loose; /* something was met that the canonical form may write otherwise */
};

/* FAULT_INVALID: ${what} is wrong at ${at}, by line and column. */
bool wrong(struct reader *r, const uint8_t *at, const char *what, ...) LIKE_PRINTF(3, 4);
/* The same: what stands at r->at is not ${wanted}. */
bool unexpected(struct reader *r, const char *wanted);
/* The string whose opening quote is at r->at, lent from the text if it can be. */
bool read_string(struct reader *r, struct bytes *out) MUST;
/* The number that starts at r->at. */
bool read_number(struct reader *r, struct json *out) MUST;

#endif
