/*
 * template, import xlsx: records go out as a workbook and come back as a difference: nothing where
 * nothing was changed, a cell where a cell was, and a conflict where the record changed meanwhile.
 */
#include "tests/desks/tables.h"

static void
make_template(struct work *w, struct node *n, const char *name)
{
    NEED(w,
        sit(w, n, "template",
            work_format(w, "{\"kind\":\"activity\",\"out\":\"%s\"}", at(w, "%s", name))));
}

static void
set(struct work *w, struct node *n, const char *id, const char *what)
{
    NEED(w,
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"%s\"]}", id, what)));
}

static void
out_and_in(struct work *w, struct node *n)
{
    static const char csv[] =
        "#activity,#org,#org,#status,#adm1,#sector,#sector,#date+start\nA,X,Y,Ongoing,"
        "North,water,food,2024-02-03\nB,X,,Planned,,,,\nC,Z,,,,,,\n";
    const char *a, *b;

    put_file(at(w, "t.csv"), csv, sizeof(csv) - 1);
    NEED(w, table_in(w, n, "activity/1", at(w, "t.csv"), table_terms(w)));
    a = titled(w, n, "activity/1", "A");
    b = titled(w, n, "activity/1", "B");
    make_template(w, n, "one.xlsx");
    tap_ok(number("rows") == 3, "three records in a workbook");
    tap_good(w, table_plan(w, n, "activity/1", at(w, "one.xlsx"), table_terms(w)),
        "come back");
    tap_ok(number("same") == 3 && number("new") + number("changed") + number("bad") == 0,
        "as they were");
    table_rewrite(w, "one.xlsx", "two.xlsx", "#activity+name", a, "A2");
    tap_good(w, table_plan(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)),
        "with another title");
    tap_ok(number("changed") == 1 && number("same") == 2 &&
            bytes_is(json_get_text(json_get(last, "changes")->first, "to"), "A2") &&
            bytes_is(json_get_text(json_get(last, "changes")->first, "from"), "A"),
        "one is changed, and it is said how");
    set(w, n, a, "core.status=4");
    tap_good(w, table_in(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)),
        "it goes in though another field was changed meanwhile");
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"p\"}", a)));
    tap_ok(bytes_is(json_at(last, "parts.core.title.0.text")->text, "A2") &&
            bytes_is(json_at(last, "parts.core.status")->text, "4") &&
            bytes_is(json_at(last, "parts.core.themes.1")->text, "food") &&
            bytes_is(json_at(last, "parts.core.participating.1.name.0.text")->text, "Y"),
        "and both changes stand, with all the rest");
    table_rewrite(w, "one.xlsx", "two.xlsx", "#status", b, "3");
    set(w, n, b, "core.status=5");
    NEED(w, table_plan(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)));
    tap_ok(json_get(last, "conflicts")->count == 1,
        "a field that both changed conflicts");
    tap_fault(w, FAULT_CONFLICT,
        table_in(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)),
        "and then nothing is written");
    make_template(w, n, "three.xlsx");
    table_rewrite(w, "three.xlsx", "two.xlsx", "#org", a, "");
    tap_good(w, table_in(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)),
        "an emptied cell");
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"p\"}", a)));
    tap_ok(bytes_is(json_at(last, "parts.core.participating.0.name.0.text")->text, "Y"),
        "takes what it held away");
    make_template(w, n, "four.xlsx");
    table_rewrite(w, "four.xlsx", "two.xlsx", "#activity+name", NULL, "D");
    tap_good(w, table_in(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)),
        "a row without an id");
    tap_ok(number("new") == 1 && number("same") == 3 &&
            titled(w, n, "activity/1", "D")[0] != '\0',
        "is a new record");
    table_rewrite(w, "four.xlsx", "two.xlsx", "#meta+id", a,
        "019b7812-3456-70ab-8011-220000000001");
    NEED(w, table_plan(w, n, "activity/1", at(w, "two.xlsx"), table_terms(w)));
    tap_ok(number("bad") == 1, "a row of a record that is not here is told");
}

static void
withheld(struct work *w, struct node *n)
{
    fixture_make(w, n, "activity/1", "{\"core\":{\"title\":" TEXT("Secret") "}}");
    make_template(w, n, "five.xlsx");
    tap_ok(number("withheld") == 1 &&
            memmem(get_file(w, at(w, "five.xlsx")).at,
                get_file(w, at(w, "five.xlsx")).len, "Secret", 6) == NULL,
        "what may not be put out is withheld, and counted");
}

/* What begins like a formula is a text in every table that leaves, and comes back as it was. */
static void
no_formula(struct work *w, struct node *n)
{
    static const char csv[] =
        "#activity,#sector,#sector\n+1+1,=SUM(A1),@x\n-7,\t-1,water\n";
    struct bytes text;

    put_file(at(w, "t.csv"), csv, sizeof(csv) - 1);
    NEED(w, table_in(w, n, "activity/1", at(w, "t.csv"), table_terms(w)));
    NEED(w,
        sit(w, n, "matrix",
            "{\"kind\":\"activity\",\"rows\":\"core.themes.*\",\"columns\":\"author\","
            "\"format\":\"csv\"}"));
    text = json_get_text(last, "csv");
    tap_ok(memmem(text.at, text.len, "\"'=SUM(A1)\"", 11) != NULL &&
            memmem(text.at, text.len, "\"'@x\"", 5) != NULL &&
            memmem(text.at, text.len, "\"=", 2) == NULL,
        "a table has an apostrophe before it");
    make_template(w, n, "six.xlsx");
    NEED(w, table_plan(w, n, "activity/1", at(w, "six.xlsx"), table_terms(w)));
    tap_ok(number("changed") == 0 && number("bad") == 0, "and a workbook holds the text");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    out_and_in(w, n);
    withheld(w, n);
    no_formula(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
