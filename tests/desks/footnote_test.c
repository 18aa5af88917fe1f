/*
 * A designation's footnote stands wherever the name does: every verb that answers about records is
 * asked, and every file that leaves, and whatever holds the name holds the footnote too.  The pages
 * of a publication are looked at by tests/verify/publish.t.
 */
#include "tests/desks/sit.h"

#include "engines/formats/formats.h"

#define NAME "Nowhereland"
#define NOTE "INVENTED DESIGNATION FOOTNOTE"

/* With their quotation marks turned.  The footnote is a member's, of another list than the name. */
static const char countries[] =
    "{'name':'country','version':'1','label':[{'lang':'en','text':'C'}],"
    "'codes':[{'code':'XM','name':[{'lang':'en','text':'Middleland'}]},"
    "{'code':'XN','name':[{'lang':'en','text':'" NAME "'}]}]}";
static const char areas[] =
    "{'name':'area','version':'1','label':[{'lang':'en','text':'A'}],"
    "'members-of':'country','codes':[{'code':'south','name':[{'lang':'en','text':'S'}],"
    "'members':[{'code':'XM'},{'code':'XN',"
    "'footnote':[{'lang':'en','text':'" NOTE "'}]}]}]}";
static const char terms[] =
    "{\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\","
    "\"onward_transfer\":\"same-terms\",\"judicial_use\":\"yes\"}";

static const char *
make_activity(struct work *w, struct node *n, const char *land)
{
    NEED(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"activity\",\"terms\":\"%s\",\"set\":[\"core.title=T\","
                "\"core.identifier=X-%s\",\"core.description=D\",\"core.status=2\","
                "\"core.planned=2026-03-01\",\"core.countries=[{\\\"code\\\":\\\"%s\\\"}]"
                "\","
                "\"core.participating=[{\\\"name\\\":"
                "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
                "\\\"E\\\"}],\\\"role\\\":\\\"implementing\\\"}]\",\"core.reporting={"
                "\\\"name\\\":"
                "[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"E\\\"}],\\\"ref\\\":"
                "\\\"X\\\","
                "\\\"type\\\":\\\"40\\\"}\"]}",
                at(w, "public.json"), land, land)));
    return work_format(w, "%.*s", (int)json_get_text(last, "id").len,
        (const char *)json_get_text(last, "id").at);
}

static bool
holds(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

/* ---- Answers -------------------------------------------------------------------------------- */

/* What says the name says the note; ${names}: it has to say the name. */
static void
check_answer(struct work *w, struct node *n, const char *verb, const char *arguments,
    bool names)
{
    struct bytes text;

    NEED(w, sit(w, n, verb, arguments));
    NEED(w, json_write(w, last, &text));
    tap_ok(holds(text, NAME) == names && (!names || holds(text, NOTE)), "%s %s%s", verb,
        arguments, names ? ": name and footnote" : ": no name");
}

static void
test_answers(struct work *w, struct node *n, const char *id)
{
    const char *one = work_format(w, "{\"id\":\"%s\"}", id);

    check_answer(w, n, "codes show", "{\"name\":\"country\"}", true);
    check_answer(w, n, "codes show", "{\"name\":\"area\"}", true);
    check_answer(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", id),
        true);
    check_answer(w, n, "matrix",
        "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code\",\"columns\":"
        "\"state\"}",
        true);
    check_answer(w, n, "matrix",
        "{\"kind\":\"activity\",\"rows\":\"state\",\"columns\":\"core.countries.*.code\","
        "\"format\":\"csv\"}",
        true);
    check_answer(w, n, "view", "{\"kind\":\"activity\",\"view\":\"list\"}", true);
    check_answer(w, n, "view", "{\"kind\":\"activity\",\"view\":\"board\"}", true);
    check_answer(w, n, "view", "{\"kind\":\"activity\",\"view\":\"map\"}", true);
    /* These show titles and states, and no code by its name. */
    check_answer(w, n, "list", "{\"kind\":\"activity\"}", false);
    check_answer(w, n, "board", "{\"kind\":\"activity\"}", false);
    check_answer(w, n, "about", one, false);
    check_answer(w, n, "history", one, false);
    check_answer(w, n, "due", "{}", false);
    check_answer(w, n, "status", "{}", false);
    check_answer(w, n, "codes list", "{}", false);
}

static void
test_others(struct work *w, struct node *n, const char *other)
{
    struct bytes text;

    NEED(w,
        sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"x\"}", other)));
    NEED(w, json_write(w, last, &text));
    tap_ok(holds(text, "Middleland") && !holds(text, NOTE), "no other name has it");
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.countries.*.code\",\"columns\":"
            "\"state\","
            "\"filter\":[\"core.countries.*.code=XM\"]}"));
    tap_ok(json_get(last, "footnotes")->count == 0, "nor a table without it");
}

/* Where no list has a name for the code, it stands there itself. */
static void
test_nameless(struct work *w)
{
    struct node *n = fixture_node(w, "un", 7);

    adopt_codes(w, n, areas);
    make_activity(w, n, "XN");
    NEED(w, sit(w, n, "view", "{\"kind\":\"activity\",\"view\":\"list\"}"));
    tap_ok(holds(json_get_text(json_at(last, "items.0"), "line"), "XN (" NOTE ")"),
        "a code without a name has it in a view's cell");
    node_close(n);
}

/* ---- Files ------------------------------------------------------------------------------------ */

static void
test_workbook(struct work *w, struct node *n, const char *id)
{
    const char *file = at(w, "t.xlsx");
    struct table_column *columns;
    size_t count, first, notes = 0;
    struct table t;
    bool good = false, others = true;

    NEED(w,
        sit(w, n, "template",
            work_format(w, "{\"kind\":\"activity\",\"out\":\"%s\"}", file)));
    NEED(w,
        xlsx_read(w, get_file(w, file), &t) &&
            table_columns(w, &t, &columns, &count, &first));
    while (notes < count && !bytes_is(columns[notes].tag, "#meta+footnotes"))
        notes++;
    for (size_t i = first; i < t.count; i++)
        if (bytes_is(table_cell(&t.rows[i], 0), id))
            good = bytes_is(table_cell(&t.rows[i], notes), NAME ": " NOTE);
        else
            others = others && table_cell(&t.rows[i], notes).len == 0;
    tap_ok(good && others, "a workbook has it in the row of the record");
    NEED(w,
        sit(w, n, "import xlsx",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"activity\",\"terms\":\"%s\"}",
                file, at(w, "public.json"))));
    tap_ok(number("same") == 2 && number("changed") == 0 && number("bad") == 0,
        "and taken in again it changes nothing");
}

static void
test_iati(struct work *w, struct node *n)
{
    struct iati_file file;
    struct bytes text;

    NEED(w, sit(w, n, "iati export", "{}"));
    text = json_get_text(last, "text");
    tap_ok(number("items") == 2 && holds(text, "<!-- " NAME ": " NOTE " -->"),
        "a file of activities has it as a comment");
    tap_ok(iati_read(w, text, &file) && file.count == 2, "and is read as before");
}

static void
test_comment(struct work *w)
{
    struct json *notes =
        parse(w, "[{\"label\":\"A--B\",\"text\":\"x --> <evil/> ---\"}]");
    struct bytes file = bytes_of("<?xml version=\"1.0\"?>\n<iati-activities/>\n"), out;
    struct iati_file read;

    NEED(w, iati_footnotes(w, file, notes, &out));
    tap_ok(holds(out, "<!-- A- -B: x - -> <evil/> - - - -->\n<iati-activities") &&
            iati_read(w, out, &read),
        "no text ends its comment");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);
    const char *id, *other;

    put_file(at(w, "public.json"), terms, sizeof(terms) - 1);
    adopt_codes(w, n, countries);
    adopt_codes(w, n, areas);
    id = make_activity(w, n, "XN");
    other = make_activity(w, n, "XM");
    test_answers(w, n, id);
    test_others(w, n, other);
    test_workbook(w, n, id);
    test_iati(w, n);
    test_comment(w);
    test_nameless(w);
    node_close(n);
    work_close(w);
    return tap_end();
}
