/*
 * values: what the targets share whose inputs are JSON -- half of the mutations are of values
 * rather than of bytes.
 */
#ifndef TESTS_FUZZ_VALUES_H
#define TESTS_FUZZ_VALUES_H

#include <stdlib.h>
#include <string.h>

#include "ground/base/base.h"

size_t LLVMFuzzerMutate(uint8_t *at, size_t len, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t max, unsigned seed);

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static size_t
count_nodes(const struct json *value)
{
    size_t count = 1;

    for (const struct json *m = value->first; m != NULL; m = m->next)
        count += count_nodes(m);
    return count;
}

/* The n-th value in order of reading; ${n} is moved on. */
static struct json *
node_at(struct json *value, size_t *n)
{
    if ((*n)-- == 0)
        return value;
    for (struct json *m = value->first; m != NULL; m = m->next) {
        struct json *found = node_at(m, n);

        if (found != NULL)
            return found;
    }
    return NULL;
}

static void
change_text(struct work *w, struct json *value)
{
    size_t max = value->text.len + 16;
    uint8_t *space = work_alloc(w, max);

    HOLDS(space != NULL);
    if (value->text.len > 0)
        memcpy(space, value->text.at, value->text.len);
    value->text = bytes_from(space, LLVMFuzzerMutate(space, value->text.len, max));
}

static void
change_node(struct work *w, struct json *value, unsigned seed)
{
    static const int64_t numbers[] = {0, -1, 2, 10, 1000, JSON_INTEGER_MAX};
    struct json *copy;

    if (value->type == JSON_TEXT) {
        change_text(w, value);
    } else if (value->type == JSON_INTEGER) {
        value->integer = numbers[seed % COUNT_OF(numbers)];
    } else if (value->type == JSON_ARRAY && value->first != NULL && seed % 2 == 0) {
        HOLDS(json_keep(w, value->first, &copy));
        json_add(value, copy);
    } else if (value->first != NULL && seed % 3 > 0) {
        value->first = value->first->next;
        value->count--;
        if (value->first == NULL)
            value->last = NULL;
    } else {
        value->type = value->type == JSON_NULL ? JSON_BOOL : JSON_NULL;
    }
}

size_t
LLVMFuzzerCustomMutator(uint8_t *at, size_t len, size_t max, unsigned seed)
{
    struct json_limits limits = json_written;
    struct work *w = seed % 2 == 0 ? work_open(&os_real) : NULL;
    struct bytes out = {NULL, 0};
    struct json *all;
    size_t n;

    limits.depth = 40;
    if (w != NULL && json_read(w, bytes_from(at, len), &limits, &all)) {
        n = (seed >> 4) % count_nodes(all);
        change_node(w, node_at(all, &n), seed >> 16);
        if (!json_write(w, all, &out) || out.len > max)
            out.len = 0;
        if (out.len > 0)
            memcpy(at, out.at, out.len);
    }
    work_close(w);
    return out.len > 0 ? out.len : LLVMFuzzerMutate(at, len, max);
}

#endif
