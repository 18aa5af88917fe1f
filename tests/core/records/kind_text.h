/*
 * kind_text: kinds written out in a test.
 */
#ifndef TESTS_CORE_RECORDS_KIND_TEXT_H
#define TESTS_CORE_RECORDS_KIND_TEXT_H

#include "core/records/kinds_inner.h"
#include "fixture.h"

#define LABEL \
    "\"label\":[{\"lang\":\"en\",\"text\":\"T\"},{\"lang\":\"fr\",\"text\":\"T\"}]"
#define STRING "{\"type\":\"string\"}"
#define PART "\"parts\":{\"core\":{\"required\":true,\"schema\":" STRING "}}"

UNUSED static struct kind *
kind_of(struct work *w, const char *text)
{
    struct kind *k;

    NEED(w, kind_read(w, bytes_of(text), &k));
    return k;
}

UNUSED static bool
is_kind(struct work *w, const char *text)
{
    struct kind *k;

    return kind_read(w, bytes_of(text), &k);
}

#endif
