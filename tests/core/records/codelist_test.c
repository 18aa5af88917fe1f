/*
 * codelist_test: code lists that are none are refused; codes hold from their day to their day,
 * those of old stay; and a record's codes are held against the list of their name.
 */
#include "expr_text.h"

#define NAMED "'name':[{'lang':'en','text':'N'}]"
#define LIST(codes)                                                                    \
    "{'name':'place','version':'1','label':[{'lang':'en','text':'P'}],'codes':[" codes \
    "]}"

static struct kinds *kinds;

static struct json *
core_of(struct work *w, const char *text)
{
    return parse(w, quoted(w, text));
}

static const char *const no_lists[] = {
    "{}",
    "[]",
    LIST(""),
    LIST("{'code':'a'}"),
    LIST("{'code':''," NAMED "}"),
    LIST("{'code':'a'," NAMED "},{'code':'b'," NAMED "},{'code':'a'," NAMED "}"),
    LIST("{'code':'a'," NAMED ",'from':'2026-01-02','to':'2026-01-01'}"),
    LIST("{'code':'a'," NAMED ",'from':'2026'}"),
    LIST("{'code':'a'," NAMED ",'members':[]}"),
    LIST("{'code':'a'," NAMED ",'more':1}"),
};

static void
test_none(struct work *w)
{
    const struct codelist *l;

    for (size_t i = 0; i < COUNT_OF(no_lists); i++)
        tap_fault(w, FAULT_INVALID, codelist_read(w, kinds, core_of(w, no_lists[i]), &l),
            "no code list: %.60s", no_lists[i]);
}

static void
test_list(struct work *w)
{
    const struct codelist *l;
    const struct json *b;

    NEED(w,
        codelist_read(w, kinds,
            core_of(w,
                LIST("{'code':'c'," NAMED "},{'code':'a'," NAMED "},{'code':'b'," NAMED
                     ",'from':'2020-01-01','to':'2026-01-01'}")),
            &l));
    b = codelist_find(l, bytes_of("b"));
    tap_ok(codelist_find(l, bytes_of("a")) != NULL && b != NULL &&
            codelist_find(l, bytes_of("c")) != NULL &&
            codelist_find(l, bytes_of("")) == NULL &&
            codelist_find(l, bytes_of("d")) == NULL,
        "codes are found, in whatever order they stand, and others are not");
    tap_ok(codelist_in_force(b, bytes_of("2020-01-01")) &&
            codelist_in_force(b, bytes_of("2026-01-01")) &&
            !codelist_in_force(b, bytes_of("2019-12-31")) &&
            !codelist_in_force(b, bytes_of("2026-01-02")) &&
            codelist_in_force(codelist_find(l, bytes_of("a")), bytes_of("0001-01-01")),
        "a code holds from its first day to its last");
}

static void
test_keep(struct work *w)
{
    struct json *newer =
        core_of(w, LIST("{'code':'b'," NAMED "},{'code':'d'," NAMED "}"));
    const struct codelist *before, *now, *after;

    NEED(w,
        codelist_read(w, kinds,
            core_of(w,
                LIST("{'code':'a'," NAMED "},{'code':'b'," NAMED "},{'code':'c'," NAMED
                     ",'to':'2020-01-01'}")),
            &before));
    NEED(w, codelist_read(w, kinds, newer, &now));
    NEED(w, codelist_keep(w, before, now, bytes_of("2026-11-28"), newer));
    NEED(w, codelist_read(w, kinds, newer, &after));
    tap_is_text(json_get_text(codelist_find(after, bytes_of("a")), "to"), "2026-11-28",
        "a code that is left out ends on the day, and stays");
    tap_is_text(json_get_text(codelist_find(after, bytes_of("c")), "to"), "2020-01-01",
        "one that ended before keeps its day");
    tap_ok(json_get(codelist_find(after, bytes_of("b")), "to") == NULL &&
            json_get(newer, "codes")->count == 4,
        "and nothing else is touched");
}

/* ---- The book, and records ------------------------------------------------------------------ */

static void
test_book(struct work *w)
{
    const struct codelist *region;
    struct codebook *book;
    size_t brought = 0, count = 0;

    NEED(w, codebook_open(w, kinds, &book));
    for (const struct codelist *l = codebook_next(book, NULL); l != NULL;
         l = codebook_next(book, l))
        brought++;
    region = codebook_find(book, bytes_of("region"));
    tap_ok(region != NULL && codelist_find(region, bytes_of("sahel")) != NULL,
        "the program brings regions along");
    tap_ok(codebook_find(book, bytes_of("place")) == NULL, "and no others");
    NEED(w,
        codebook_add(w, book, kinds, core_of(w, LIST("{'code':'a'," NAMED "}"))) &&
            codebook_add(w, book, kinds, core_of(w, LIST("{'code':'b'," NAMED "}"))));
    for (const struct codelist *l = codebook_next(book, NULL); l != NULL;
         l = codebook_next(book, l))
        count++;
    tap_ok(count == brought + 1 &&
            codelist_find(codebook_find(book, bytes_of("place")), bytes_of("b")) !=
                NULL &&
            codelist_find(codebook_find(book, bytes_of("place")), bytes_of("a")) == NULL,
        "a list takes the place of one of its name");
}

static const struct {
    const char *core, *found, *says;
    size_t errors;
} cases[] = {
    {"{}", "", "", 0},
    {"{'at':'a'}", "", "core.at A|;", 0},
    {"{'at':'old'}", "warning core.at;", "core.at Old|;", 0},
    {"{'at':'x','of':['a','x','y']}", "error core.at;error core.of.1;error core.of.2;",
        "core.of.0 A|;", 3},
    {"{'of':['k']}", "", "core.of.0 K|Note;", 0},
    {"{'other':'q','more':'r'}", "warning core.more;", "", 0},
    {"{'at':1,'of':{}}", "", "", 0},
};

static const char *
joined(struct work *w, const char *before, struct bytes a, struct bytes b)
{
    return work_format(w, "%s%.*s %.*s;", before, (int)a.len, (const char *)a.at,
        (int)b.len, (const char *)b.at);
}

static void
test_records(struct work *w)
{
    const struct kind *k = kind_of(w,
        quoted(w,
            "{'kind':'t/1'," EXPR_LABEL ",'parts':{'core':{'schema':{'type':'object',"
            "'properties':{'at':{'type':'string','codes':'place'},'of':{'type':'array',"
            "'items':{'type':'string','codes':'place'}},'other':{'type':'string',"
            "'codes':'none'},'more':{'type':'string','codes':'none'}}}}}}"));
    const struct kind_stage stage = {0};
    struct codebook *book;

    NEED(w, codebook_open(w, kinds, &book));
    NEED(w,
        codebook_add(w, book, kinds,
            core_of(w,
                LIST(
                    "{'code':'a','name':[{'lang':'en','text':'A'}]},{'code':'old','name':"
                    "[{'lang':'en','text':'Old'}],'to':'1970-01-01'},{'code':'k','name':["
                    "{"
                    "'lang':'en','text':'K'}],'footnote':[{'lang':'en','text':'Note'}]"
                    "}"))));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *found = "", *said = "";
        struct record r = {.part_count = 1};
        struct json *findings, *says;
        size_t errors;

        r.parts[0] = (struct part){.name = bytes_of("core"),
            .present = true,
            .value = core_of(w, cases[i].core)};
        NEED(w,
            kind_findings(w, k, &r, &stage, 3 * TIME_DAY, book, &findings, &errors) &&
                kind_says(w, k, &r, book, &says));
        for (const struct json *f = findings->first; f != NULL; f = f->next)
            found =
                joined(w, found, json_get_text(f, "severity"), json_get_text(f, "path"));
        for (const struct json *s = says->first; s != NULL; s = s->next) {
            struct bytes text = json_get_text(json_get(s, "says")->first, "text"),
                         path = json_get_text(s, "path"), note = {0};

            if (json_get(s, "footnote") != NULL)
                note = json_get_text(json_get(s, "footnote")->first, "text");
            said = work_format(w, "%s%.*s %.*s|%.*s;", said, (int)path.len,
                (const char *)path.at, (int)text.len, (const char *)text.at,
                (int)note.len, (const char *)note.at);
        }
        tap_is_text(bytes_of(found), cases[i].found, "found in %s", cases[i].core);
        tap_is_text(bytes_of(said), cases[i].says, "said of %s", cases[i].core);
        if (errors != cases[i].errors)
            tap_ok(false, "%zu errors", errors);
        NEED(w, kind_findings(w, k, &r, &stage, 0, NULL, &findings, &errors));
        if (findings->count > 0)
            tap_ok(false, "without lists no code is judged");
    }
}

int
main(void)
{
    struct work *w = fixture_work();

    NEED(w, kinds_open(w, &kinds));
    test_none(w);
    test_list(w);
    test_keep(w);
    test_book(w);
    test_records(w);
    work_close(w);
    return tap_end();
}
