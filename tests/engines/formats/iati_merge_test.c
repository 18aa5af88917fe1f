/*
 * iati_merge_test: what nobody changed comes out of a record as it went in, and what was changed
 * stands in its place: read again it says so, the schema allows it, and the rest is as it was.
 */
#include "tests/engines/formats/fixture.h"
#include "tests/engines/formats/renamed.h"

static struct work *w;

static struct json *
parse(const char *text)
{
    struct json *out;

    if (!json_read(w, bytes_of(text), &json_written, &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

static struct iati_item *
alone(const struct iati_item *i)
{
    struct iati_item *out;
    struct bytes text;

    if (!iati_item_text(w, i, &text) || !iati_item_read(w, text, i->old, &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

static struct json *
core_of(const struct iati_item *i)
{
    struct json *core;

    if (!iati_core(w, map_of(w, i->organisation), alone(i), &core)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return core;
}

static const char *
canonical(const struct iati_item *i)
{
    struct bytes text;

    return xml_canonical(w, i->element, &text)
        ? work_format(w, "%.*s", (int)text.len, (const char *)text.at)
        : "";
}

static struct iati_item *
merged(const struct iati_item *i, const struct json *core)
{
    struct iati_item *out;

    if (!iati_merge(w, map_of(w, i != NULL && i->organisation),
            i != NULL ? alone(i) : NULL, core, (struct bytes){0}, &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

/* ---- Under other names ------------------------------------------------------------------------ */

/* What both kinds' fields say otherwise than the item, as it comes out. */
static const char *
said_by(const struct kind_iati *map, const char *before, const struct iati_item *i)
{
    struct json *core, *people;
    struct iati_item *out;

    if (!iati_core(w, map, alone(i), &core))
        exit(1);
    json_put(core, work_format(w, "%sstatus", before), json_string(w, "5"));
    json_put(core, work_format(w, "%sactual", before),
        parse("{\"from\":\"2001\",\"to\":\"2002-02\"}"));
    people = json_get(core, work_format(w, "%sparticipating", before));
    if (people != NULL)
        json_put(people->first, work_format(w, "%srole", before),
            json_string(w, "extending"));
    return iati_merge(w, map, alone(i), core, (struct bytes){0}, &out) ? canonical(out)
                                                                       : work_why(w);
}

static void
renamed(void)
{
    struct json *expected = data_json(w, "iati-files/expected.json");
    struct kinds *kinds;
    struct kind *plain, *project;
    size_t items = 0, same = 0;

    if (!kinds_open(w, &kinds) ||
        !kind_read(w, renamed_kind(w, kinds_find(kinds, bytes_of("activity/1")), ""),
            &plain) ||
        !kind_read(w, renamed_kind(w, kinds_find(kinds, bytes_of("activity/1")), "x-"),
            &project)) {
        tap_ok(false, "the kind is read: %s", work_why(w));
        return;
    }
    for (const struct json *want = expected->first; want != NULL; want = want->next) {
        struct iati_file f;
        const char *name;

        if (!work_string(w, json_get_text(want, "file"), &name) ||
            !iati_read(w, data(w, scratch_text("iati-files/%s", name)), &f))
            exit(1);
        for (const struct iati_item *i = f.items; i != NULL; i = i->next) {
            const char *mine, *theirs;

            if (i->organisation)
                continue;
            mine = said_by(kind_iati(plain), "", i);
            theirs = said_by(kind_iati(project), "x-", i);
            items++;
            same += strcmp(mine, theirs) == 0 && strstr(mine, "2002-02-28") != NULL;
        }
    }
    tap_ok(items == 456 && same == items,
        "%zu of %zu say the same by a kind whose fields have other names", same, items);
}

/* How many errors the schema finds. */
static size_t
errors(const struct iati_item *i, const char *version)
{
    static struct xml_schema *schemas[2];
    struct xml_schema **schema = &schemas[i->old];
    struct iati_checks checks = {.most = 20};
    struct iati_report report = {0};
    struct iati_file root;
    struct bytes text, whole;

    if (!iati_item_text(w, i, &text) || !iati_root(w, false, bytes_of(version), &root) ||
        !iati_write(w, &root, &text, 1, &whole) || !iati_read(w, whole, &root) ||
        (*schema == NULL &&
            !iati_schema_open(w,
                scratch_text("%s/iati-schemas", tap_data("coordination")), &root,
                schema)))
        exit(1);
    checks.schema = *schema;
    if (!iati_check(w, &root, &checks, &report))
        exit(1);
    return report.count[IATI_ERROR];
}

/* Everything a person may do to the fields at once. */
static struct json *
edited(const struct iati_item *i)
{
    struct json *core = core_of(i), *list = json_get(core, "sectors");

    json_put(core, "title", parse("[{\"lang\":\"fr\",\"text\":\"Autre\"}]"));
    json_put(core, "status", json_string(w, "5"));
    json_put(core, "countries",
        parse("[{\"code\":\"IQ\",\"percentage\":\"40\"},{\"code\":\"ML\"}]"));
    json_put(core, "planned", parse("{\"from\":\"2001-02-03\",\"to\":\"2002-02-03\"}"));
    if (!i->old) { /* version 1 has no place for these */
        json_put(core, "themes", parse("[\"youth\"]"));
        json_put(core, "humanitarian", json_bool(w, true));
    }
    json_put(core, "locations",
        parse("[{\"code\":\"P-1\",\"name\":[{\"lang\":\"en\",\"text\":\"Gao\"}]}]"));
    if (list != NULL && list->count > 1) {
        json_drop(list->first, "percentage");
        list->first->next->next = NULL;
        list->last = list->first->next;
        list->count = 2;
    }
    list = json_get(core, "budgets");
    if (list != NULL)
        json_put(list->first, "value", json_string(w, "17.50"));
    return core;
}

/* Elements that no field of an edit speaks of. */
static size_t
untouched(const struct iati_item *i)
{
    size_t count = 0;

    for (const struct xml *x = xml_child(i->element, NULL); x != NULL;
         x = xml_next(x, NULL))
        count += xml_is(x, "transaction") || xml_is(x, "result") || x->space.len > 0 ||
            xml_is(x, "document-link") || xml_is(x, "contact-info") ||
            xml_is(x, "description") || xml_is(x, "participating-org");
    return count;
}

static void
files(void)
{
    struct json *expected = data_json(w, "iati-files/expected.json");
    size_t items = 0, same = 0, edits = 0, said = 0, valid = 0, kept = 0;

    for (const struct json *want = expected->first; want != NULL; want = want->next) {
        struct iati_file f;
        const char *name;

        if (!work_string(w, json_get_text(want, "file"), &name) ||
            !iati_read(w, data(w, scratch_text("iati-files/%s", name)), &f))
            exit(1);
        for (const struct iati_item *i = f.items; i != NULL; i = i->next) {
            struct iati_item *now = merged(i, core_of(i));
            struct json *core;

            items++;
            same += strcmp(canonical(now), canonical(i)) == 0;
            if (i->organisation)
                continue;
            core = edited(i);
            now = merged(i, core);
            edits++;
            if (json_equal(core_of(now), core))
                said++;
            else
                printf("# %s does not say what it was told\n", (const char *)i->id.at);
            kept += untouched(now) == untouched(i);
            valid += errors(now, i->old ? "1.04" : "2.03") <=
                errors(i, i->old ? "1.04" : "2.03");
        }
    }
    tap_ok(items == 459 && same == items, "%zu of %zu items are as they came", same,
        items);
    tap_ok(edits == 456 && said == edits, "%zu of %zu say what was changed", said, edits);
    tap_ok(valid == edits, "%zu of them the schema allows no less than before", valid);
    tap_ok(kept == edits, "%zu keep all that no field holds", kept);
}

/* ---- By hand ------------------------------------------------------------------------------------ */

static struct iati_item *
item(const char *inside, bool old)
{
    struct iati_item *out;
    const char *text =
        work_format(w, "<iati-activity xmlns:x='u:x'>%s</iati-activity>", inside);

    if (!iati_item_read(w, bytes_of(text), old, &out)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return out;
}

static void
becomes(const char *from, const char *core, const char *to, bool old, const char *what)
{
    const char *is = canonical(merged(item(from, old), parse(core)));
    const char *want = canonical(item(to, old));

    if (!tap_ok(strcmp(is, want) == 0, "%s", what))
        printf("#   %s\n#   %s\n", is, want);
}

static void
by_hand(void)
{
    becomes("<title><narrative>A</narrative></title><sector code='1' x:a='2' "
            "percentage='60'><x:m/></sector><sector code='2' percentage='40'/>",
        "{\"title\":[{\"lang\":\"und\",\"text\":\"A\"}],\"sectors\":[{\"code\":\"1\","
        "\"percentage\":\"100\"}]}",
        "<title><narrative>A</narrative></title><sector code='1' percentage='100' "
        "x:a='2'><x:m/></sector>",
        false, "a changed element keeps what others put into it, and one is gone");
    becomes("<title><narrative>A</narrative></title><budget><value "
            "value-date='2020-01-01'>1</value></budget><x:m/>",
        "{\"title\":[{\"lang\":\"und\",\"text\":\"A\"}],\"sectors\":[{\"code\":\"1\"}]}",
        "<title><narrative>A</narrative></title><sector code='1'/><budget><value "
        "value-date='2020-01-01'>1</value></budget><x:m/>",
        false,
        "a new element stands where the schema wants it; a value that no field holds "
        "stays");
    becomes("<sector code='1'/><title>A</title><title xml:lang='fr'>B</title><x:m/>",
        "{\"title\":[{\"lang\":\"und\",\"text\":\"A\"},{\"lang\":\"fr\",\"text\":\"C\"}],"
        "\"sectors\":[{\"code\":\"1\"}]}",
        "<sector code='1'/><title>A</title><title xml:lang='fr'>C</title><x:m/>", true,
        "version 1 has a title for each language, and keeps its own order");
    becomes("<title><narrative>A</narrative></title><activity-date type='1' "
            "iso-date='2020-01-01'><narrative>n</narrative></activity-date>"
            "<activity-date type='9' iso-date='2020-01-01'/>",
        "{\"title\":[{\"lang\":\"und\",\"text\":\"A\"}],\"planned\":{\"from\":"
        "\"2020-01-01\",\"to\":\"2021\"}}",
        "<title><narrative>A</narrative></title><activity-date type='1' "
        "iso-date='2020-01-01'><narrative>n</narrative></activity-date><activity-date "
        "type='3' iso-date='2021-12-31'/><activity-date type='9' iso-date='2020-01-01'/>",
        false, "an end is a day of its own, the last one of its year");
}

static void
own(void)
{
    static const char whole[] =
        "{\"title\":[{\"lang\":\"en\",\"text\":\"A\"}],\"description\":[{\"lang\":\"en\","
        "\"text\":\"D\"}],\"identifier\":\"XM-DAC-1-2\",\"reporting\":{\"name\":[{"
        "\"lang\":"
        "\"en\",\"text\":\"R\"}],\"ref\":\"XM-DAC-1\",\"type\":\"40\"},\"participating\":"
        "[{"
        "\"name\":[{\"lang\":\"en\",\"text\":\"R\"}],\"role\":\"implementing\",\"type\":"
        "\"UN "
        "Agency\"}],\"status\":\"2\",\"planned\":{\"from\":\"2026-02\",\"to\":\"2027\"},"
        "\"countries\":[{\"name\":[{\"lang\":\"en\",\"text\":\"Guinea\"}]},{\"code\":"
        "\"IQ\"}],"
        "\"locations\":[{\"code\":\"G-1\"}],\"themes\":[\"youth\"],\"humanitarian\":true,"
        "\"budgets\":[{\"value\":\"10\",\"currency\":\"EUR\",\"period\":{\"from\":"
        "\"2026\"}}]}";
    static const char *const needed[] = {"description", "identifier", "reporting",
        "participating", "status", "planned"};
    struct iati_item *made = merged(NULL, parse(whole)), *out;
    struct bytes text;

    tap_ok(errors(made, "2.03") == 0, "an activity of ours is valid in version 2.03");
    tap_ok(iati_item_text(w, made, &text) &&
            memmem(text.at, text.len, "iso-date=\"2026-02-01\"", 21) != NULL &&
            memmem(text.at, text.len, "Guinea", 6) == NULL,
        "a month is its first day; a country without a code is left out");
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        struct json *core = parse(whole);

        json_drop(core, needed[i]);
        tap_ok(refused_with(w,
                   iati_merge(w, map_of(w, false), NULL, core, (struct bytes){0}, &out),
                   work_format(w, "core.%s", needed[i])),
            "without %s it is none", needed[i]);
    }
}

int
main(void)
{
    (void)TAP_NEED_DATA("coordination");
    w = fresh();
    if (!crypt_start(w))
        return 1;
    by_hand();
    own();
    files();
    renamed();
    work_close(w);
    return tap_end();
}
