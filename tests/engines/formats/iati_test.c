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

/* How many items name this country, as often as they do. */
static size_t
countries_of(const struct iati_file *f, struct bytes code)
{
    size_t count = 0;

    for (const struct iati_item *i = f->items; i != NULL; i = i->next)
        for (const struct iati_code *c = i->countries; c != NULL; c = c->next)
            count += bytes_equal(c->code, code);
    return count;
}

static size_t
roles_of(const struct iati_file *f, struct bytes role)
{
    size_t count = 0;

    for (const struct iati_item *i = f->items; i != NULL; i = i->next)
        for (const struct iati_party *p = i->parties; p != NULL; p = p->next)
            count += bytes_equal(p->role, role);
    return count;
}

static size_t
states_of(const struct iati_file *f, struct bytes status)
{
    size_t count = 0;

    for (const struct iati_item *i = f->items; i != NULL; i = i->next)
        count += bytes_equal(i->status, status);
    return count;
}

static bool
counts_agree(const struct iati_file *f, const struct json *by,
    size_t (*count)(const struct iati_file *, struct bytes))
{
    for (const struct json *m = by->first; m != NULL; m = m->next)
        if (count(f, m->name) != (size_t)m->integer)
            return false;
    return true;
}

static void
fields(const struct iati_file *f, const struct json *want, const char *name)
{
    size_t budgets = 0, transactions = 0, named = 0;

    for (const struct iati_item *i = f->items; i != NULL; i = i->next) {
        budgets += i->budgets;
        transactions += i->transactions;
        named += i->title != NULL && i->reporting != NULL && i->reporting->ref.len > 0;
    }
    tap_ok(named == f->count, "%s: each has a title and who reports it", name);
    tap_ok(transactions == json_count(want, "transactions") &&
            (f->items->organisation || budgets == json_count(want, "budgets")),
        "%s: %zu transactions, %zu budgets", name, transactions, budgets);
    tap_ok(counts_agree(f, json_get(want, "by_recipient_country"), countries_of) &&
            counts_agree(f, json_get(want, "participating_by_role"), roles_of) &&
            counts_agree(f, json_get(want, "by_status"), states_of),
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

    tap_ok(bytes_is(i->id, "A-1") && bytes_is(i->hierarchy, "2"), "id and level");
    tap_ok(bytes_is(i->title->text, "One") && bytes_is(i->title->lang, "en") &&
            bytes_is(i->title->next->text, "Un") && bytes_is(i->title->next->lang, "fr"),
        "texts with their own language, or the one around them");
    tap_ok(bytes_is(i->regions->percentage, "40.5") &&
            bytes_is(i->sectors->vocabulary, "2") &&
            bytes_is(i->dates->day, "2024-01-01"),
        "regions, sectors, dates");
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
    i = f.items;
    tap_ok(bytes_is(i->title->text, "One") && bytes_is(i->title->next->lang, "fr") &&
            bytes_is(i->parties->name->text, "EC") &&
            bytes_is(i->parties->role, "Funding") &&
            bytes_is(i->dates->day, "2010-06-21"),
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
