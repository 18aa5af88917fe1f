/*
 * import csv: real tables of who does what where become records, a row each and none lost; nothing
 * is written but the plan that was looked at; names are joined by a person's word only.
 */
#include "tests/desks/tables.h"

static int64_t
records(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "list", "{\"kind\":\"activity\"}"));
    return number("count");
}

static const char *
file_of(struct work *w, const char *text)
{
    put_file(at(w, "t.csv"), text, strlen(text));
    return at(w, "t.csv");
}

/* ---- By hand ------------------------------------------------------------------------------------ */

static void
dry_and_wet(struct work *w, struct node *n)
{
    const char *file = file_of(w,
        "Who,What,Where,Note\n#org,#activity,#country+code,#x\nUN,Water,IQ,a\nun,Food,ML,"
        "b\n");
    const char *plan;

    tap_good(w, table_plan(w, n, "activity/1", file, ""), "a plan");
    tap_ok(number("rows") == 2 && number("new") == 2 && records(w, n) == 0,
        "says what would be new, and writes nothing");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    plan = work_format(w, ",\"yes\":\"%.*s\"", (int)json_get_text(last, "plan").len,
        (const char *)json_get_text(last, "plan").at);
    tap_ok(bytes_is(json_get_text(json_at(last, "columns.3"), "field"), "(not taken)"),
        "a column that no field takes is told");
    tap_fault(w, FAULT_CONFLICT, table_plan(w, n, "activity/1", file, ",\"yes\":\"00\""),
        "another plan");
    file_of(w, "Who,What\n#org,#activity\nUN,Other\n");
    tap_fault(w, FAULT_CONFLICT, table_plan(w, n, "activity/1", file, plan),
        "or that of a file that has changed is not carried out");
    file_of(w,
        "Who,What,Where,Note\n#org,#activity,#country+code,#x\nUN,Water,IQ,a\nun,Food,ML,"
        "b\n");
    tap_good(w, table_plan(w, n, "activity/1", file, plan),
        "the one that was looked at is");
    tap_ok(records(w, n) == 2, "two records");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    tap_ok(number("same") == 2 && number("new") == 0, "again they are as they were");
}

static void
names(struct work *w, struct node *n)
{
    const char *file = at(w, "t.csv");
    const struct json *name;

    file_of(w, "Who,What\n#org,#activity\neu,A\nE.U.,B\neu,C\n");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    name = json_get(last, "names")->first;
    tap_ok(json_get(last, "names")->count == 2 && json_get(name, "rows")->integer == 2 &&
            json_get(name, "proposals")->count == 1 &&
            json_get(name->next, "proposals")->count == 0,
        "a name that is just that of an organisation is proposed, one that is like it "
        "not");
    NEED(w, table_in(w, n, "activity/1", file, ""));
    NEED(w, sit(w, n, "list", "{\"kind\":\"activity\"}"));
    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"p\"}",
                (int)json_get_text(json_get(last, "items")->last, "id").len,
                (const char *)json_get_text(json_get(last, "items")->last, "id").at)));
    tap_ok(json_at(last, "parts.core.participating.0.name") != NULL &&
            json_at(last, "parts.core.participating.0.org") == NULL,
        "without a word it stays a name");
    file_of(w, "Who,What\n#org,#activity\nE.U.,D\n");
    tap_good(w, table_in(w, n, "activity/1", file, ",\"join\":[\"E.U.=eu\"]"),
        "with one");
    NEED(w, sit(w, n, "list", "{\"kind\":\"activity\"}"));
    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"p\"}",
                (int)json_get_text(json_get(last, "items")->last, "id").len,
                (const char *)json_get_text(json_get(last, "items")->last, "id").at)));
    tap_ok(json_get_text(json_at(last, "parts.core.participating.0"), "org").len == 64,
        "it is joined");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    tap_ok(number("same") == 1, "and that makes the row no other one");
    tap_fault(w, FAULT_USAGE,
        table_plan(w, n, "activity/1", file, ",\"join\":[\"X=eu\"]"),
        "a name that is not there cannot be");
    tap_fault(w, FAULT_MISSING,
        table_plan(w, n, "activity/1", file, ",\"join\":[\"E.U.=nobody\"]"),
        "nor to whom nobody knows");
}

static void
problems(struct work *w, struct node *n)
{
    const char *file = at(w, "t.csv");
    int64_t before = records(w, n);

    file_of(w,
        "What,Status,From\n#activity,#status,#date+start\nA,Ongoing,2020-01-02\nB,"
        "sleeping,\nC,,1 March\n,Ongoing,\n");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    tap_ok(number("new") == 1 && number("bad") == 3 &&
            json_get(json_get(last, "problems")->first, "row")->integer == 4,
        "rows that the kind does not take are told by their line");
    tap_fault(w, FAULT_CONFLICT, table_in(w, n, "activity/1", file, ""),
        "and then none is taken");
    tap_ok(records(w, n) == before, "not one");
    file_of(w, "What\nA\n");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    tap_ok(number("bad") == 1, "without tags a column is nothing");
    put_file(at(w, "map.json"), "{\"What\":\"core.title\"}", 21);
    NEED(w,
        table_plan(w, n, "activity/1", file,
            work_format(w, ",\"map\":\"%s\"", at(w, "map.json"))));
    tap_ok(number("new") == 1, "but where a map says what");
    put_file(at(w, "map.json"), "{\"What\":\"core.tilte\"}", 21);
    tap_fault(w, FAULT_INVALID,
        table_plan(w, n, "activity/1", file,
            work_format(w, ",\"map\":\"%s\"", at(w, "map.json"))),
        "a map to no field is refused");
    file_of(w, "a,b\n\"1,2\n");
    tap_fault(w, FAULT_INVALID, table_plan(w, n, "activity/1", file, ""),
        "a bad file, too");
}

/* ---- A kind of one's own ------------------------------------------------------------------------- */

static const char well[] =
    "{'kind':'well/1','label':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'"
    "}],'title':'core.name','parts':{'core':{'required':true,'schema':{'type':'"
    "object','required':['name'],'properties':{'name':{'label':[{'lang':'en','t"
    "ext':'T'},{'lang':'fr','text':'T'}],'format':'lang-text','maxLength':80,'h"
    "xl':'#loc+name'},'depth':{'label':[{'lang':'en','text':'T'},{'lang':'fr','"
    "text':'T'}],'type':'integer','hxl':'#indicator+depth','words':{'shallow':3"
    "}},'state':{'label':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}],'t"
    "ype':'string','enum':['w','d'],'labels':{'w':[{'lang':'en','text':'Works'}"
    ",{'lang':'fr','text':'Marche'}],'d':[{'lang':'en','text':'Dry'}]},'hxl':'#"
    "status'},'dug':{'label':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}"
    "],'format':'uncertain-date','hxl':{'tag':'#date+dug','at':'from'}},'who':{"
    "'label':[{'lang':'en','text':'T'},{'lang':'fr','text':'T'}],'type':'array'"
    ",'maxItems':5,'items':{'type':'object','properties':{'name':{'label':[{'la"
    "ng':'en','text':'T'},{'lang':'fr','text':'T'}],'type':'string','maxLength'"
    ":80,'hxl':['#org',{'tag':'#org+dug','says':{'did':'dug'}},{'tag':'#org+own"
    "s','says':{'did':'owns'}}]},'did':{'label':[{'lang':'en','text':'T'},{'lan"
    "g':'fr','text':'T'}],'type':'string','maxLength':9}}}}}}},'terms':{'requir"
    "ed':true}}}";

/* It comes with its tags, and nothing else knows it. */
static void
own_kind(struct work *w, struct node *n)
{
    const char *file = at(w, "t.csv");
    const struct json *core;

    adopt_kind(w, n, well);
    file_of(w,
        "Well,Depth,Is,Dug,By,Owner\n#loc+name,#indicator+depth,#status,#date "
        "+dug,#org+dug,"
        "#org+owns\nA,Shallow,marche,2020-01-02,UN,EU\nB,7,d,,EU,\n");
    tap_good(w,
        sit(w, n, "import csv",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"well\"}", file)),
        "a table of an adopted kind is planned");
    tap_ok(number("new") == 2 && number("bad") == 0, "all of it");
    NEED(w,
        sit(w, n, "import csv",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"well\",\"yes\":\"%.*s\"}", file,
                (int)json_get_text(last, "plan").len,
                (const char *)json_get_text(last, "plan").at)));
    NEED(w, sit(w, n, "list", "{\"kind\":\"well\"}"));
    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"p\"}",
                (int)json_get_text(json_get(last, "items")->first, "id").len,
                (const char *)json_get_text(json_get(last, "items")->first, "id").at)));
    core = json_at(last, "parts.core");
    if (bytes_is(json_get_text(core, "state"), "d")) {
        NEED(w, sit(w, n, "list", "{\"kind\":\"well\"}"));
        NEED(w,
            sit(w, n, "show",
                work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"p\"}",
                    (int)json_get_text(json_get(last, "items")->last, "id").len,
                    (const char *)json_get_text(json_get(last, "items")->last, "id")
                        .at)));
        core = json_at(last, "parts.core");
    }
    tap_ok(json_get(core, "depth")->integer == 3 &&
            bytes_is(json_get_text(core, "state"), "w") &&
            bytes_is(json_get_text(json_get(core, "dug"), "from"), "2020-01-02"),
        "by its words and labels, whatever their case and language");
    tap_ok(bytes_is(json_get_text(json_at(core, "who.0"), "name"), "UN") &&
            bytes_is(json_get_text(json_at(core, "who.0"), "did"), "dug") &&
            bytes_is(json_get_text(json_at(core, "who.1"), "name"), "EU") &&
            bytes_is(json_get_text(json_at(core, "who.1"), "did"), "owns"),
        "with what the tags say beside");
    put_file(at(w, "map.json"), "{\"Well\":\"terms.tlp\"}", 20);
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "import csv",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"well\",\"map\":\"%s\"}", file,
                at(w, "map.json"))),
        "a column goes to nothing but its core");
}

/* ---- Perhaps the same -------------------------------------------------------------------------- */

static void
perhaps(struct work *w, struct node *n)
{
    static const char lines[] =
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"New\"}],\"identifier\":\"N\"}}"
        "\n"
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"New\"}],\"identifier\":\"N\"}}"
        "\n"
        "{\"core\":{\"title\":[{\"lang\":\"en\",\"text\":\"clean water for all\"}],"
        "\"participating\":[{\"name\":[{\"lang\":\"en\",\"text\":\"FAO\"}]}]}}\n";
    const char *file = at(w, "t.csv"), *body = at(w, "lines.json"), *id;
    const char *set =
        "{\"kind\":\"activity\",\"tlp\":\"clear\",\"set\":[\"core.title=%s\","
        "\"core.participating=[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\","
        "\\\"text\\\":\\\"%s\\\"}]}]\"]}";

    NEED(w, sit(w, n, "new", work_format(w, set, "Clean  water, for all", "WHO")));
    tap_ok(json_get(last, "perhaps") == NULL, "what is like nothing says nothing of it");
    id = work_format(w, "%.*s", (int)json_get_text(last, "id").len,
        (const char *)json_get_text(last, "id").at);
    NEED(w, sit(w, n, "new", work_format(w, set, "clean water for ALL", "who")));
    tap_ok(json_get(last, "made")->count == 1 && json_get(last, "perhaps") != NULL &&
            json_get(last, "perhaps")->count == 1 &&
            bytes_is(json_get_text(json_at(last, "perhaps.0"), "id"), id) &&
            json_get(json_at(last, "perhaps.0"), "fields")->count == 2,
        "what says the same but for case and blanks is told, and made");
    NEED(w, sit(w, n, "new", work_format(w, set, "Clean water for all", "FAO")));
    tap_ok(json_get(last, "perhaps") == NULL, "by another it is another");
    NEED(w, sit(w, n, "new", work_format(w, set, "For all clean water", "WHO")));
    tap_ok(json_get(last, "perhaps") == NULL, "and so it is in another order");
    put_file(body, lines, strlen(lines));
    NEED(w,
        sit(w, n, "new",
            work_format(w, "{\"kind\":\"activity\",\"tlp\":\"clear\",\"batch\":\"%s\"}",
                body)));
    tap_ok(json_get(last, "made")->count == 3 && json_get(last, "perhaps")->count == 1 &&
            number("perhaps.0.line") == 3 &&
            json_get(json_at(last, "perhaps.0"), "fields")->count == 2,
        "of many together each is told by its line, but not of those beside it");
    file_of(w, "Who,What\n#org,#activity\nX,Other\nWHO,Clean water for all\n");
    NEED(w, table_plan(w, n, "activity/1", file, ""));
    tap_ok(number("new") == 2 && number("bad") == 0 &&
            json_get(last, "perhaps")->count == 2 && number("perhaps.0.row") == 4,
        "a plan tells it of its row, and takes it");
}

/* ---- Real tables ------------------------------------------------------------------------------------ */

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct found {
    const char **rows;
    size_t count;
    const char *document;
    struct node *n;
};

static const char *
field(struct work *w, const struct json *core, const char *path)
{
    const struct json *v = json_at(core, path);
    struct bytes text = v == NULL ? bytes_of("")
        : v->type == JSON_ARRAY   ? json_get_text(v->first, "text")
                                  : v->text;

    return work_format(w, "%.*s|", (int)text.len, (const char *)text.at);
}

static bool
add_row(void *ctx, struct work *w, const struct view_item *item)
{
    static const char *const paths[] = {"countries.0.name", "locations.0.name",
        "locations.0.code", "participating.0.name", "participating.0.type", "title",
        "status"};
    struct found *f = ctx;
    struct stored_part part;
    struct json *core;
    struct stored s;
    const char *row = "";

    NEED(w,
        store_by_no(node_store(f->n), w, item->record, &s) &&
            store_part(node_store(f->n), w, &s, "core", &part) &&
            json_read(w, part.body, &json_record, &core));
    if (!bytes_is(json_get_text(json_get(core, "source"), "document"), f->document))
        return true;
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        row = work_format(w, "%s%s", row, field(w, core, paths[i]));
    f->rows[f->count++] = row;
    return true;
}

static const char *
row_of(struct work *w, const struct table_row *r, bool ebola)
{
    static const size_t order[2][7] = {{9, 9, 3, 0, 9, 1, 2}, {0, 1, 2, 3, 4, 5, 9}};
    const char *row = "";

    for (size_t i = 0; i < 7; i++) {
        struct bytes cell = table_cell(r, order[ebola][i]);

        if (i == 6 && !ebola)
            cell = bytes_of(bytes_is(cell, "Ongoing") ? "2"
                    : bytes_is(cell, "Completed")     ? "4"
                    : bytes_is(cell, "Planned")       ? "1"
                                                      : "?");
        row = work_format(w, "%s%.*s|", row, (int)cell.len, (const char *)cell.at);
    }
    return row;
}

static size_t
none_lost(struct work *w, struct node *n, const char *name, bool ebola)
{
    const char *path = work_format(w, "%s/hxl/%s", tap_data("coordination"), name);
    struct found f = {.document = name, .n = n};
    const char **rows;
    size_t same = 0;
    struct table t;

    tap_good(w, table_in(w, n, "activity/1", path, ""), "%s is taken in", name);
    NEED(w, csv_read(w, get_file(w, path), &t));
    tap_ok(number("rows") == (int64_t)t.count - 2 && number("new") == number("rows"),
        "%d new records", (int)number("new"));
    NEED(w, table_plan(w, n, "activity/1", path, ""));
    tap_ok(number("same") == number("rows") && number("gone") == 0,
        "again, each row is one of them");
    rows = work_alloc(w, t.count * sizeof(*rows));
    f.rows = work_alloc(w, t.count * sizeof(*f.rows));
    for (size_t i = 2; i < t.count; i++)
        rows[i - 2] = row_of(w, &t.rows[i], ebola);
    NEED(w, node_items(n, w, bytes_of("activity/1"), add_row, &f));
    qsort(rows, t.count - 2, sizeof(*rows), by_text);
    qsort(f.rows, f.count, sizeof(*f.rows), by_text);
    for (size_t i = 0; i < f.count && f.count == t.count - 2; i++)
        same += strcmp(rows[i], f.rows[i]) == 0;
    return same;
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    dry_and_wet(w, n);
    names(w, n);
    problems(w, n);
    own_kind(w, n);
    perhaps(w, n);
    node_close(n);
    if (getenv("LIAISON_DATA") != NULL) {
        size_t found;

        n = fixture_node(w, "un", 7);
        found = none_lost(w, n, "3w-ebola-2014.csv", true);
        found += none_lost(w, n, "3w-cyclone-pam-2015.csv", false);
        tap_ok(found == 3711, "%zu of 3711 rows are found again", found);
        node_close(n);
    }
    work_close(w);
    return tap_end();
}
