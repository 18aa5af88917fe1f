/*
 * driver: the program's side of the comparison with the model, one JSON line a step.
 */
#ifndef TESTS_MODEL_DRIVER_H
#define TESTS_MODEL_DRIVER_H

#include "core/terms/terms.h"

/* A member that is absent leaves ${out} zero; one of another type is FAULT_INVALID. */
bool say_integer(struct work *w, const struct json *of, const char *name,
    int64_t *out) MUST;
bool say_unsigned(struct work *w, const struct json *of, const char *name,
    unsigned *out) MUST;
bool say_bool(struct work *w, const struct json *of, const char *name, bool *out) MUST;
bool say_text(struct work *w, const struct json *of, const char *name,
    struct bytes *out) MUST;
bool say_hash(struct work *w, const struct json *of, const char *name,
    struct hash *out) MUST;
bool say_uuid(struct work *w, const struct json *of, const char *name,
    struct uuid *out) MUST;
/* Terms as terms_read reads them; NULL where there is no such member. */
bool say_terms(struct work *w, const struct json *of, const char *name,
    const struct terms **out) MUST;
/* One of ${size} zeroed bytes for each item of the array, NULL where it is absent. */
bool say_array(struct work *w, const struct json *of, const char *name, size_t size,
    bool (*read)(struct work *w, const struct json *item, void *to), const void **out,
    size_t *count) MUST;

/* All that a decision is asked about. */
bool say_facts(struct work *w, const struct json *of, struct facts *out) MUST;

#endif
