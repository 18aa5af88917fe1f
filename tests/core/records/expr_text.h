/*
 * expr_text: expressions and the records that they are reckoned over, written out in a test
 * with ' for ".
 */
#ifndef TESTS_CORE_RECORDS_EXPR_TEXT_H
#define TESTS_CORE_RECORDS_EXPR_TEXT_H

#include <time.h>

#include "core/records/expr.h"
#include "kind_text.h"

#define WORDS "{'type':'string','maxLength':99}"
#define WHOLE "{'type':'integer'}"
#define TRUTH "{'type':'boolean'}"
#define EXPR_LABEL "'label':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}]"

/* The fields that the tests of expressions speak of. */
#define EXPR_FIELDS                                                                    \
    "{'type':'object','properties':{"                                                  \
    "'n':" WHOLE ",'m':" WHOLE ",'big':" WHOLE ",'dec':" WORDS ",'word':" WORDS        \
    ",'empty':" WORDS ",'gone':" WORDS ",'yes':" TRUTH ",'no':" TRUTH ",'date':" WORDS \
    ",'due':{'format':'uncertain-date'},"                                              \
    "'file':{'format':'file-name'},'title':{'format':'lang-text','maxLength':9},"      \
    "'list':{'type':'array','items':" WHOLE "},'void':{'type':'array','items':"        \
    "" WHOLE "},'words':{'type':'array','items':" WORDS "},"                           \
    "'table':{'type':'array','items':{'type':'array','items':" WHOLE "}},"             \
    "'owners':{'type':'array','items':{'type':'object','properties':{"                 \
    "'org':" WORDS ",'share':" WHOLE ",'tags':{'type':'array','items':" WORDS "}}}},"  \
    "'deep':{'type':'object','properties':{'in':{'type':'object','properties':{"       \
    "'n':" WHOLE "}}}},"                                                               \
    "'any':{'type':'object','additionalProperties':true}}}"
#define EXPR_KIND                                                               \
    "{'kind':'thing/1'," EXPR_LABEL ",'parts':{'core':{'schema':" EXPR_FIELDS   \
    "},'bare':{'schema':{'type':'array','items':" WHOLE "}},"                   \
    "'who':{'class':'identity','schema':{'type':'object','properties':{'name':" \
    "" WORDS "}}},'whence':{'class':'source','schema':{'type':'object',"        \
    "'properties':{'name':" WORDS "}}},'terms':{}},"                            \
    "'states':{'a':{" EXPR_LABEL ",'start':true}},'moves':{'go':{" EXPR_LABEL   \
    ",'from':['a'],'to':'a'}}}"
#define EXPR_FILL                               \
    "{'type':'object','properties':{'n':" WHOLE \
    ",'words':{'type':'array','items':" WORDS "}}}"

/* Microseconds that this process worked: other processes do not count. */
UNUSED static int64_t
worked(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

UNUSED static const char *
quoted(struct work *w, const char *text)
{
    struct bytes copy;

    NEED(w, work_keep(w, bytes_of(text), &copy));
    for (size_t i = 0; i < copy.len; i++)
        if (copy.at[i] == '\'')
            ((uint8_t *)(uintptr_t)copy.at)[i] = '"';
    return (const char *)copy.at;
}

UNUSED static const struct kind *
expr_kind(struct work *w)
{
    return kind_of(w, quoted(w, EXPR_KIND));
}

UNUSED static const struct schema *
expr_schema(struct work *w, const char *text)
{
    struct place at = {.name = bytes_of("schema")};
    const struct schema *s;
    struct reading r = {.work = w, .at = &at, .to = &s};

    NEED(w, schema_read(&r, parse(w, quoted(w, text))));
    return s;
}

/* A record that is nothing but parts: {"core":{...}}. */
UNUSED static struct record *
expr_record(struct work *w, const struct json *parts)
{
    struct record *r = work_alloc(w, sizeof(*r));

    NEED(w, r != NULL);
    for (const struct json *p = parts->first; p != NULL; p = p->next)
        r->parts[r->part_count++] =
            (struct part){.name = p->name, .present = true, .value = p};
    return r;
}

/* What came out, as text: "nothing" when there was no value. */
UNUSED static struct bytes
expr_shown(struct work *w, const struct value *v)
{
    struct json *json = value_json(w, v);
    struct bytes out = bytes_of("nothing");

    if (json != NULL)
        NEED(w, json_write(w, json, &out));
    return out;
}

#endif
