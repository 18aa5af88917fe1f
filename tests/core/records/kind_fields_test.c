/*
 * kind_fields_test: what a record's fields are called, by their kind's words.
 */
#include "expr_text.h"

#define OPTION(value) "'" value "':[{'lang':'en','text':'Word for " value "'}]"
static const char kind_text[] =
    "{'kind':'thing/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
    "'properties':{'way':{'type':'string','enum':['in','out'],'labels':{" OPTION(
        "in") "}},'rows':{'type':'array','items':{'type':'object','properties':{"
              "'level':{'type':'integer','enum':[1,2],'labels':{" OPTION("1") "," OPTION(
                  "2") "}},'n':{'type':'integer'}}}}}}},"
                       "'plain':{'schema':{'type':'string'}}}}";

static const struct {
    const char *core, *says;
} cases[] = {
    {"{}", "[]"},
    {"{'way':'out'}", "[]"},
    {"{'way':'in'}", "[{'path':'core.way','says':[{'lang':'en','text':'Word for in'}]}]"},
    {"{'rows':[{'level':2},{'n':1},{'level':1,'n':2}]}",
        "[{'path':'core.rows.0.level','says':[{'lang':'en','text':'Word for 2'}]},"
        "{'path':'core.rows.2.level','says':[{'lang':'en','text':'Word for 1'}]}]"},
    /* What is no good record, because it was made by another kind of that name. */
    {"{'way':1,'rows':{'level':2}}", "[]"},
    {"[]", "[]"},
};

static void
test_says(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, kind_text));

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct record r = {0};
        struct json *says;
        struct bytes text;

        r.parts[r.part_count++] = (struct part){.name = bytes_of("core"),
            .present = true,
            .value = parse(w, quoted(w, cases[i].core))};
        r.parts[r.part_count++] = (struct part){.name = bytes_of("plain")};
        NEED(w, kind_says(w, k, &r, &says) && json_write(w, says, &text));
        tap_is_text(text, quoted(w, cases[i].says), "%s", cases[i].core);
    }
}

/* A hostile record does not make a long answer. */
static void
test_many(struct work *w)
{
    const struct kind *k = kind_of(w, quoted(w, kind_text));
    struct json *core = json_object(w), *rows = json_array(w), *says;
    struct record r = {.part_count = 1};

    for (int i = 0; i < 10000; i++) {
        json_add(rows, json_object(w));
        json_put(rows->last, "level", json_integer(w, 1));
    }
    json_put(core, "rows", rows);
    r.parts[0] = (struct part){.name = bytes_of("core"), .present = true, .value = core};
    tap_ok(kind_says(w, k, &r, &says) && says->count == 256,
        "at most 256 are told of one record");
}

int
main(void)
{
    struct work *w = fixture_work();

    test_says(w);
    test_many(w);
    work_close(w);
    return tap_end();
}
