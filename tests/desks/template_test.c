/*
 * template, import xlsx: records go out as a workbook and come back as a difference: nothing where
 * nothing was changed, a cell where a cell was, and a conflict where the record changed meanwhile.
 */
#include "tests/desks/sit.h"

#include "engines/formats/formats.h"

static bool
import(struct work *w, struct node *n, const char *sort, const char *file,
    const char *more)
{
    return sit(w, n, work_format(w, "import %s", sort),
        work_format(w, "{\"file\":\"%s\",\"kind\":\"activity\",\"terms\":\"%s\"%s}", file,
            at(w, "public.json"), more));
}

static bool
carry_out(struct work *w, struct node *n, const char *sort, const char *file)
{
    TRY(import(w, n, sort, file, ""));
    return import(w, n, sort, file,
        work_format(w, ",\"yes\":\"%.*s\"", (int)json_get_text(last, "plan").len,
            (const char *)json_get_text(last, "plan").at));
}

static void
make_template(struct work *w, struct node *n, const char *name)
{
    NEED(w,
        sit(w, n, "template",
            work_format(w, "{\"kind\":\"activity\",\"out\":\"%s\"}", at(w, "%s", name))));
}

/* The workbook with another cell in that record's row, as ${to}; NULL: in a new row. */
static void
rewrite(struct work *w, const char *from, const char *to, const char *tag, const char *id,
    const char *text)
{
    struct table_column *columns;
    struct table t;
    struct table_row *rows;
    struct bytes *cells, out;
    size_t count, first, column = 0, row = 0;

    NEED(w,
        xlsx_read(w, get_file(w, at(w, "%s", from)), &t) &&
            table_columns(w, &t, &columns, &count, &first));
    while (column < count && !bytes_is(columns[column].tag, tag))
        column++;
    NEED(w, column < count);
    while (first + row < t.count &&
        (id == NULL || !bytes_is(table_cell(&t.rows[first + row], 0), id)))
        row++;
    rows = work_alloc(w, (t.count + 1) * sizeof(*rows));
    memcpy(rows, t.rows, t.count * sizeof(*rows));
    cells = work_alloc(w, count * sizeof(*cells));
    if (first + row < t.count) {
        for (size_t i = 0; i < count; i++)
            cells[i] = table_cell(&rows[first + row], i);
    } else {
        t.count++;
    }
    cells[column] = bytes_of(text);
    rows[first + row].cells = cells;
    rows[first + row].count = (uint32_t)count;
    t.rows = rows;
    NEED(w, xlsx_write(w, &t, NULL, first, &out));
    put_file(at(w, "%s", to), out.at, out.len);
}

static const char *
id_of(struct work *w, struct node *n, const char *title)
{
    NEED(w, sit(w, n, "list", "{\"kind\":\"activity\"}"));
    for (const struct json *i = json_get(last, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "title"), title))
            return work_format(w, "%.*s", (int)json_get_text(i, "id").len,
                (const char *)json_get_text(i, "id").at);
    return "";
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
    NEED(w, carry_out(w, n, "csv", at(w, "t.csv")));
    a = id_of(w, n, "A");
    b = id_of(w, n, "B");
    make_template(w, n, "one.xlsx");
    tap_ok(number("rows") == 3, "three records in a workbook");
    tap_good(w, import(w, n, "xlsx", at(w, "one.xlsx"), ""), "come back");
    tap_ok(number("same") == 3 && number("new") + number("changed") + number("bad") == 0,
        "as they were");
    rewrite(w, "one.xlsx", "two.xlsx", "#activity+name", a, "A2");
    tap_good(w, import(w, n, "xlsx", at(w, "two.xlsx"), ""), "with another title");
    tap_ok(number("changed") == 1 && number("same") == 2 &&
            bytes_is(json_get_text(json_get(last, "changes")->first, "to"), "A2") &&
            bytes_is(json_get_text(json_get(last, "changes")->first, "from"), "A"),
        "one is changed, and it is said how");
    set(w, n, a, "core.status=4");
    tap_good(w, carry_out(w, n, "xlsx", at(w, "two.xlsx")),
        "it goes in though another field was changed meanwhile");
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"p\"}", a)));
    tap_ok(bytes_is(json_at(last, "parts.core.title.0.text")->text, "A2") &&
            bytes_is(json_at(last, "parts.core.status")->text, "4") &&
            bytes_is(json_at(last, "parts.core.themes.1")->text, "food") &&
            bytes_is(json_at(last, "parts.core.participating.1.name.0.text")->text, "Y"),
        "and both changes stand, with all the rest");
    rewrite(w, "one.xlsx", "two.xlsx", "#status", b, "3");
    set(w, n, b, "core.status=5");
    NEED(w, import(w, n, "xlsx", at(w, "two.xlsx"), ""));
    tap_ok(json_get(last, "conflicts")->count == 1,
        "a field that both changed conflicts");
    tap_fault(w, FAULT_CONFLICT, carry_out(w, n, "xlsx", at(w, "two.xlsx")),
        "and then nothing is written");
    make_template(w, n, "three.xlsx");
    rewrite(w, "three.xlsx", "two.xlsx", "#org", a, "");
    tap_good(w, carry_out(w, n, "xlsx", at(w, "two.xlsx")), "an emptied cell");
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"p\"}", a)));
    tap_ok(bytes_is(json_at(last, "parts.core.participating.0.name.0.text")->text, "Y"),
        "takes what it held away");
    make_template(w, n, "four.xlsx");
    rewrite(w, "four.xlsx", "two.xlsx", "#activity+name", NULL, "D");
    tap_good(w, carry_out(w, n, "xlsx", at(w, "two.xlsx")), "a row without an id");
    tap_ok(number("new") == 1 && number("same") == 3 && id_of(w, n, "D")[0] != '\0',
        "is a new record");
    rewrite(w, "four.xlsx", "two.xlsx", "#meta+id", a,
        "019b7812-3456-70ab-8011-220000000001");
    NEED(w, import(w, n, "xlsx", at(w, "two.xlsx"), ""));
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

int
main(void)
{
    static const char terms[] = "{\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\","
                                "\"onward_transfer\":\"same-terms\",\"judicial_use\":"
                                "\"yes\"}";
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    put_file(at(w, "public.json"), terms, sizeof(terms) - 1);
    out_and_in(w, n);
    withheld(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
