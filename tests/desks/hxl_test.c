/*
 * import, template of other kinds than activities: tables are told by their HXL tags, and a
 * workbook that went out comes back as a reviewed difference.
 */
#include "tests/desks/tables.h"

/* A table of each; what its first record says then, and a cell that is changed in its workbook. */
static const struct kept {
    const char *kind, *csv;
    const char *says[8][2]; /* path, value */
    const char *tag, *from, *to;
} kept[] = {
    {"commitment/1",
        "#activity,#org,#org+owner,#date+due,#date+due+end,#indicator,#country+code,#"
        "sector\n"
        "Share lists,EU,UN,2024-03,2024-06,One list is shared,IQ,Evidence\n"
        "Train judges,EU,,2025,,,,\n",
        {{"title.0.text", "Share lists"}, {"owners.0.name.0.text", "EU"},
            {"owners.1.name.0.text", "UN"}, {"due.from", "2024-03"},
            {"due.to", "2024-06"}, {"test.0.text", "One list is shared"},
            {"countries.0.code", "IQ"}, {"themes.0", "Evidence"}},
        "#date+due", "2024-03", "2024-04"},
    {"organisation/1",
        "#org+name,#org+acronym,#org+code,#description,#loc\n"
        "Office of Rivers,OR,XM-1,Keeps the rivers,Delta\nOffice of Lakes,OL,XM-2,,\n",
        {{"name.0.text", "Office of Rivers"}, {"short", "OR"}, {"identifier", "XM-1"},
            {"about.0.text", "Keeps the rivers"}, {"place.0.text", "Delta"}},
        "#org+acronym", "OR", "OOR"},
    {"event/1",
        "#activity+name,#activity+type,#date+start,#date+end,#loc,#org+host,#"
        "description\n"
        "A week,Workshop,2024-03-04,2024-03-08,Delta,UN,Of work\n",
        {{"title.0.text", "A week"}, {"type", "workshop"}, {"when.from", "2024-03-04"},
            {"when.to", "2024-03-08"}, {"place.0.text", "Delta"},
            {"hosts.0.name.0.text", "UN"}, {"text.0.text", "Of work"}},
        "#activity+type", "workshop", "training"},
    {"task/1",
        "#activity,#org+impl,#date+due,#description\nWrite it,UN,2024-05-06,All of it\n",
        {{"title.0.text", "Write it"}, {"assigned.0.name.0.text", "UN"},
            {"due.from", "2024-05-06"}, {"text.0.text", "All of it"}},
        "#org", "UN", "EU"},
    {"priority/1",
        "#description+title,#description,#org,#region,#region,#sector,#date+start\n"
        "Borders,Open but kept,EU,sahel,maghreb,Borders,2023\n",
        {{"title.0.text", "Borders"}, {"text.0.text", "Open but kept"},
            {"holders.0.name.0.text", "EU"}, {"regions.1", "maghreb"},
            {"themes.0", "Borders"}, {"period.from", "2023"}},
        "#sector", "Borders", "Crossings"},
    {"incident/1",
        "#event,#event+type,#date+occurred,#loc,#country+code,#affected+killed,"
        "#affected+injured,#impact\nAn attack,Attack,2024-01-02,Delta,IQ,0,3,A bridge\n",
        {{"title.0.text", "An attack"}, {"type", "attack"}, {"when.from", "2024-01-02"},
            {"country", "IQ"}, {"harm.note.0.text", "A bridge"}},
        "#affected+injured", "3", "4"},
    {"assistance-request/1",
        "#description+title,#org+origin,#org+dest,#service,#date+due,#description+legal,"
        "#description+purpose\nHear a witness,A court,UN,witness,2024-07,The treaty,A "
        "trial\n",
        {{"title.0.text", "Hear a witness"}, {"from.name.0.text", "A court"},
            {"to.0.name.0.text", "UN"}, {"sought.0", "witness"}, {"due.from", "2024-07"},
            {"legal-basis.0.text", "The treaty"}, {"purpose.0.text", "A trial"}},
        "#org+dest", "UN", "EU"},
    {"document/1",
        "#description+title,#description+type,#date+published,#org+author\n"
        "A report,Report,2024-08-09,UN\n",
        {{"title.0.text", "A report"}, {"type", "report"},
            {"published.from", "2024-08-09"}, {"by.0.name.0.text", "UN"}},
        "#description+title", "A report", "The report"},
    {"outcome/1", "#description+title,#org,#region,#sector\nAgreed,EU,sahel,Evidence\n",
        {{"title.0.text", "Agreed"}, {"parties.0.name.0.text", "EU"},
            {"regions.0", "sahel"}, {"themes.0", "Evidence"}},
        "#region", "sahel", "maghreb"},
    {"review/1", "#activity,#date+due,#org,#description\nMid-term,2024-09,UN,Of it\n",
        {{"title.0.text", "Mid-term"}, {"due.from", "2024-09"},
            {"participants.0.name.0.text", "UN"}, {"text.0.text", "Of it"}},
        "#description", "Of it", "Of all"},
    {"group/1",
        "#org+group,#org+member,#org+member,#org+role,#description,#date+start\n"
        "Friends,EU,UN,Chair,Meet,2020\n",
        {{"name.0.text", "Friends"}, {"members.0.name.0.text", "EU"},
            {"members.1.name.0.text", "UN"}, {"purpose.0.text", "Meet"},
            {"period.from", "2020"}},
        "#org+group", "Friends", "The friends"},
    {"framework/1",
        "#description+title,#org,#date+signed,#sector\nF,EU,2019-04,Evidence\n",
        {{"title.0.text", "F"}, {"parties.0.name.0.text", "EU"},
            {"signed.from", "2019-04"}, {"themes.0", "Evidence"}},
        "#date+signed", "2019-04", "2019-05"},
    {"dialogue/1", "#activity,#org,#org,#date,#loc\nThird,UN,EU,2020-12-03,Online\n",
        {{"title.0.text", "Third"}, {"parties.1.name.0.text", "EU"},
            {"held.from", "2020-12-03"}, {"place.0.text", "Online"}},
        "#loc", "Online", "Here"},
    {"role/1",
        "#description+title,#org,#org+partner,#description\nOfficer,EU,UN,To ask\n",
        {{"title.0.text", "Officer"}, {"body.name.0.text", "EU"},
            {"partners.0.name.0.text", "UN"}, {"mandate.0.text", "To ask"}},
        "#org+partner", "UN", "AU"},
};

static void
in_out_and_in(struct work *w, struct node *n, const struct kept *k)
{
    const char *csv = at(w, "t.csv"), *terms = table_terms(w), *id;
    const struct json *change;
    int64_t rows;
    bool all = true;

    put_file(csv, k->csv, strlen(k->csv));
    tap_good(w, table_in(w, n, k->kind, csv, terms), "%s: a table is taken in", k->kind);
    rows = number("rows");
    for (const struct json *c = json_get(last, "columns")->first; c != NULL; c = c->next)
        all = all && !bytes_is(json_get_text(c, "field"), "(not taken)");
    tap_ok(all && number("new") == rows, "all of it");
    id = titled(w, n, k->kind, k->says[0][1]);
    NEED(w, sit(w, n, "show", work_format(w, "{\"id\":\"%s\",\"purpose\":\"p\"}", id)));
    for (size_t i = 0; i < COUNT_OF(k->says) && k->says[i][0] != NULL; i++) {
        const struct json *v =
            json_at(last, work_format(w, "parts.core.%s", k->says[i][0]));

        if (v == NULL || !bytes_is(v->text, k->says[i][1])) {
            printf("# %s is not %s\n", k->says[i][0], k->says[i][1]);
            all = false;
        }
    }
    tap_ok(all, "where its tags say");
    unlink(at(w, "one.xlsx"));
    NEED(w,
        sit(w, n, "template",
            work_format(w, "{\"kind\":\"%s\",\"out\":\"%s\"}", k->kind,
                at(w, "one.xlsx"))));
    NEED(w, table_plan(w, n, k->kind, at(w, "one.xlsx"), terms));
    tap_ok(number("same") == rows && number("new") + number("changed") == 0,
        "as a workbook it is the same");
    table_rewrite(w, "one.xlsx", "two.xlsx", k->tag, id, k->to);
    NEED(w, table_in(w, n, k->kind, at(w, "two.xlsx"), terms));
    change = json_get(last, "changes")->first;
    tap_ok(number("changed") == 1 && number("same") == rows - 1 &&
            json_get(last, "changes")->count == 1 &&
            bytes_is(json_get_text(change, "from"), k->from) &&
            bytes_is(json_get_text(change, "to"), k->to),
        "and what was filled in under %s is one change", k->tag);
    NEED(w, table_plan(w, n, k->kind, at(w, "two.xlsx"), terms));
    tap_ok(number("same") == rows, "that stands then");
}

/* Which column of its workbook has the tag. */
static size_t
place_of(struct work *w, struct node *n, const char *kind, const char *tag)
{
    struct table_column *columns;
    struct table t;
    size_t count, first, place = 0;

    unlink(at(w, "one.xlsx"));
    NEED(w,
        sit(w, n, "template",
            work_format(w, "{\"kind\":\"%s\",\"out\":\"%s\"}", kind, at(w, "one.xlsx"))));
    NEED(w,
        xlsx_read(w, get_file(w, at(w, "one.xlsx")), &t) &&
            table_columns(w, &t, &columns, &count, &first));
    while (place < count && !bytes_is(columns[place].tag, tag))
        place++;
    return place < count ? place : SIZE_MAX;
}

static void
in_order(struct work *w, struct node *n)
{
    static const char *const order[][2] = {{"commitment/1", "#activity+name"},
        {"commitment/1", "#description"}, {"commitment/1", "#indicator"},
        {"commitment/1", "#org"}, {"commitment/1", "#org+id+node"},
        {"commitment/1", "#date+due"}, {"commitment/1", "#country+code"},
        {"activity/1", "#activity+code"}, {"activity/1", "#sector"},
        {"activity/1", "#sector+code"}, {"activity/1", "#org"},
        {"activity/1", "#field+core_pillars_0"}, {"organisation/1", "#org"},
        {"organisation/1", "#org+code"}, {"organisation/1", "#org+acronym"}};
    size_t last_place = 0;

    for (size_t i = 0; i < COUNT_OF(order); i++) {
        size_t place = place_of(w, n, order[i][0], order[i][1]);
        bool first = i == 0 || strcmp(order[i][0], order[i - 1][0]) != 0;

        tap_ok(place != SIZE_MAX && (first || place > last_place), "%s: %s %s",
            order[i][0], order[i][1], first ? "is there" : "comes behind it");
        last_place = place;
    }
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n = fixture_node(w, "eu", 1);

    for (size_t i = 0; i < COUNT_OF(kept); i++)
        in_out_and_in(w, n, &kept[i]);
    in_order(w, n);
    node_close(n);
    work_close(w);
    return tap_end();
}
