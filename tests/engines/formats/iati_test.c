/*
 * iati_test: real files of eight publishers come back from items with every canonical hash that
 * another program found, and what records need is taken out of them.
 */
#include "tests/engines/formats/fixture.h"

static struct work *w;
static size_t items, right, again, whole;

/* ---- Counts by code, as the reference has them ----------------------------------------------------- */

static size_t
json_count(const struct json *of, const char *key)
{
    const struct json *v = json_get(of, key);

    return v != NULL && v->type == JSON_INTEGER ? (size_t)v->integer : 0;
}

/* How often a member of a list in a field has that text, over all items. */
static size_t
times(struct json *const cores[], size_t count, const char *field, const char *member,
    struct bytes text)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct json *of = json_get(cores[i], field);

        if (of != NULL && of->type == JSON_TEXT)
            found += bytes_equal(of->text, text);
        else
            for (const struct json *v = of != NULL ? of->first : NULL; v != NULL;
                 v = v->next)
                found += bytes_equal(json_get_text(v, member), text);
    }
    return found;
}

/* As the publishers write them; records have words. */
static struct bytes
role_word(struct bytes code)
{
    static const char *const words[][3] = {{"1", "Funding", "funder"},
        {"2", "Accountable", "accountable"}, {"3", "Extending", "extending"},
        {"4", "Implementing", "implementing"}};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (bytes_is(code, words[i][0]) || bytes_is(code, words[i][1]))
            return bytes_of(words[i][2]);
    return code;
}

static bool
counts_agree(struct json *const cores[], size_t count, const struct json *by,
    const char *field, const char *member)
{
    for (const struct json *m = by->first; m != NULL; m = m->next)
        if (times(cores, count, field, member,
                strcmp(field, "participating") == 0 ? role_word(m->name) : m->name) !=
            (size_t)m->integer)
            return false;
    return true;
}

static void
fields(const struct iati_file *f, const struct json *want, const char *name)
{
    struct json **cores = work_alloc(w, (f->count + 1) * sizeof(*cores));
    size_t budgets = 0, named = 0, n = 0;

    for (const struct iati_item *i = f->items; i != NULL; i = i->next, n++) {
        const struct json *list;

        if (!iati_core(w, map_of(w, i->organisation), i, &cores[n]))
            exit(1);
        list = json_get(cores[n], "budgets");
        budgets += list != NULL ? list->count : 0;
        named += bytes_equal(json_get_text(cores[n], "identifier"), i->id) &&
            (i->organisation
                    ? json_get(cores[n], "name") != NULL
                    : json_get_text(json_get(cores[n], "reporting"), "ref").len > 0);
    }
    tap_ok(named == f->count, "%s: each has an identifier and who reports it", name);
    if (f->items->organisation)
        return;
    tap_ok(budgets == json_count(want, "budgets"), "%s: %zu budgets", name, budgets);
    tap_ok(counts_agree(cores, n, json_get(want, "by_recipient_country"), "countries",
               "code") &&
            counts_agree(cores, n, json_get(want, "participating_by_role"),
                "participating", "role") &&
            counts_agree(cores, n, json_get(want, "by_status"), "status", NULL),
        "%s: countries, roles and states as often as the reference finds them", name);
}

/* ---- Round trips ---------------------------------------------------------------------------------------- */

static bool
same_hash(const struct iati_item *i, const struct json *want)
{
    struct hash hash;
    char hex[65];

    if (!bytes_equal(i->id, want->first->text) || !iati_item_hash(w, i, &hash))
        return false;
    for (size_t n = 0; n < 32; n++)
        snprintf(hex + 2 * n, 3, "%02x", hash.at[n]);
    return bytes_is(want->last->text, hex);
}

static bool
same_root(const struct xml *a, const struct xml *b)
{
    const struct xml_attribute *x = a->attributes, *y = b->attributes;

    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!bytes_equal(x->name, y->name) || !bytes_equal(x->space, y->space) ||
            !bytes_equal(x->value, y->value))
            return false;
    return x == NULL && y == NULL && bytes_equal(a->name, b->name);
}

/* Into items, each as a text alone, and back into a file. */
static void
round_trip(const struct json *want)
{
    const char *name;
    struct iati_file first, second;
    struct bytes *texts, text;
    size_t n = 0, good = 0;

    if (!work_string(w, json_get_text(want, "file"), &name) ||
        !iati_read(w, data(w, scratch_text("iati-files/%s", name)), &first)) {
        tap_ok(false, "%s is read: %s", json_get_text(want, "file").at, work_why(w));
        return;
    }
    texts = work_alloc(w, first.count * sizeof(*texts));
    for (const struct iati_item *i = first.items; i != NULL; i = i->next)
        if (!iati_item_text(w, i, &texts[n++]))
            exit(1);
    tap_ok(n == json_count(want, "items") &&
            bytes_equal(first.version, json_get_text(want, "version")),
        "%s: %zu items of version %.*s", name, n, (int)first.version.len,
        (const char *)first.version.at);
    if (!iati_write(w, &first, texts, n, &text) || !iati_read(w, text, &second)) {
        tap_ok(false, "%s is written and read: %s", name, work_why(w));
        return;
    }
    tap_ok(second.count == n && same_root(first.root, second.root),
        "%s: the root keeps its attributes", name);
    n = 0;
    for (const struct iati_item *i = first.items, *j = second.items; j != NULL;
         i = i->next, j = j->next) {
        const struct json *each = json_get(want, "activities")->first;

        for (size_t skip = 0; skip < n; skip++)
            each = each->next;
        right += same_hash(i, each);
        good += same_hash(j, each);
        n++;
    }
    items += n;
    again += good;
    whole += good == n;
    tap_ok(good == n, "%s: %zu of %zu hashes after the round trip", name, good, n);
    fields(&first, want, name);
}

/* ---- By hand --------------------------------------------------------------------------------------------- */

static struct iati_file
file_of(const char *text)
{
    struct iati_file f;

    if (!iati_read(w, bytes_of(text), &f)) {
        printf("Bail out! %s\n", work_why(w));
        exit(1);
    }
    return f;
}

static void
says(const struct iati_item *i, const char *want, const char *what)
{
    struct json *core;
    struct bytes text;

    if (!iati_core(w, map_of(w, i->organisation), i, &core) ||
        !json_write(w, core, &text))
        exit(1);
    if (!tap_ok(bytes_is(text, want), "%s", what))
        printf("#   %.*s\n", (int)text.len, (const char *)text.at);
}

static void
by_hand(void)
{
    struct iati_file f = file_of(
        "<iati-activities version='2.03' xmlns:x='u:x' x:y='1'><iati-activity "
        "xml:lang='en' "
        "hierarchy='2'><iati-identifier> A-1\n</iati-identifier><title><narrative>One"
        "</narrative><narrative xml:lang='fr'>Un</narrative></title><recipient-region "
        "code='89' vocabulary='1' percentage='40.5'/><sector code='112' vocabulary='2'/>"
        "<activity-date type='1' "
        "iso-date='2024-01-01'/></iati-activity><x:more>m</x:more>"
        "</iati-activities>");
    const struct iati_item *i = f.items;
    struct bytes text, out;

    tap_ok(bytes_is(i->id, "A-1"), "an identifier without the blanks around it");
    says(i,
        "{\"identifier\":\"A-1\",\"planned\":{\"from\":\"2024-01-01\"},\"regions\":["
        "{\"code\":\"89\",\"percentage\":\"40.5\",\"vocabulary\":\"1\"}],\"sectors\":["
        "{\"code\":\"112\",\"vocabulary\":\"2\"}],\"title\":[{\"lang\":\"en\",\"text\":"
        "\"One\"},{\"lang\":\"fr\",\"text\":\"Un\"}]}",
        "what a record holds of it: texts with their language, or the one around them");
    tap_ok(iati_item_text(w, i, &text) && iati_write(w, &f, &text, 1, &out) &&
            memmem(out.at, out.len, "<x:more>m</x:more>", 18) != NULL &&
            memmem(out.at, out.len, "x:y=\"1\"", 7) != NULL,
        "what stands beside items is kept");
    f = file_of(
        "<iati-activities version='1.04'><iati-activity xml:lang='en'>"
        "<title>One</title><title xml:lang='fr'>Un</title><activity-status "
        "code='2'>Implementation</activity-status><participating-org "
        "role='Funding'>EC</participating-org><activity-date type='start-planned'>"
        "2010-06-21</activity-date></iati-activity></iati-activities>");
    says(f.items,
        "{\"participating\":[{\"name\":[{\"lang\":\"en\",\"text\":\"EC\"}],\"role\":"
        "\"funder\"}],\"planned\":{\"from\":\"2010-06-21\"},\"status\":\"2\",\"title\":[{"
        "\"lang\":\"en\",\"text\":\"One\"},{\"lang\":\"fr\",\"text\":\"Un\"}]}",
        "version 1 says the same in other places");
    tap_ok(refused_with(w, iati_read(w, bytes_of("<a/>"), &f), "its root is a"),
        "another root is refused");
    tap_ok(iati_read(w, bytes_of("<iati-activities/>"), &f) && f.count == 0 &&
            iati_write(w, &f, NULL, 0, &out),
        "no item is no harm");
}

int
main(void)
{
    struct json *expected;

    (void)TAP_NEED_DATA("coordination");
    w = fresh();
    if (!crypt_start(w))
        return 1;
    by_hand();
    expected = data_json(w, "iati-files/expected.json");
    for (const struct json *f = expected->first; f != NULL; f = f->next)
        round_trip(f);
    tap_ok(items == 459 && right == 459 && again == 459 && whole == 10,
        "%zu of %zu items keep their canonical hash, in %zu files", again, items, whole);
    work_close(w);
    return tap_end();
}
