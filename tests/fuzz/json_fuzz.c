/*
 * json_fuzz: what is read as JSON is written as bytes that read as the same value.
 *
 *     fuzz-edges: 400
 */
#include <stdio.h>
#include <stdlib.h>

#include "ground/base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
claim(bool holds, const char *what, const struct work *w)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s: %s\n", what, work_why(w));
    abort();
}

#ifdef PLANTED_BUG
/* The bug to be found: a number below -1e30, however deep. */
static void
planted(const struct json *value)
{
    if (value->type == JSON_DOUBLE && value->real < -1e30)
        abort();
    for (const struct json *item = value->first; item != NULL; item = item->next)
        planted(item);
}
#endif

/* The canonical bytes are a fixed point, however the text was spaced. */
static void
check_value(struct work *w, const struct json *value)
{
    struct json_limits strict = json_foreign;
    struct bytes once, twice, pretty;
    struct json *again;

    strict.canonical = true;
    strict.size = SIZE_MAX;
    claim(json_write(w, value, &once), "what was read can be written", w);
    claim(json_read(w, once, &strict, &again), "what was written is canonical", w);
    claim(json_equal(value, again), "and the same value", w);
    claim(json_write(w, again, &twice) && bytes_equal(once, twice), "and a fixed point",
        w);
    claim(json_pretty(w, value, &pretty), "it can be indented", w);
    strict.canonical = false;
    claim(json_read(w, pretty, &strict, &again) && json_equal(value, again),
        "which changes nothing", w);
}

static void
check(struct bytes text, const struct json_limits *limits)
{
    struct work *w = work_open(&os_real);
    struct json *value;
    struct bytes out;

    if (w == NULL)
        abort();
    if (json_read(w, text, limits, &value)) {
        check_value(w, value);
        if (limits->canonical)
            claim(json_write(w, value, &out) && bytes_equal(out, text),
                "a record's bytes are what we write", w);
#ifdef PLANTED_BUG
        planted(value);
#endif
    } else {
        claim(work_fault(w) == FAULT_INVALID, "a refusal is the input's fault", w);
        claim(utf8_valid(bytes_of(work_why(w))), "and said in UTF-8", w);
    }
    work_close(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct bytes text = bytes_from(at, len);

    check(text, &json_record);
    check(text, &json_written);
    check(text, &json_foreign);
    return 0;
}
