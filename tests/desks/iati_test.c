/*
 * iati import, iati export: every item of real files becomes a record and comes out as it went
 * in; what was edited comes out edited; a file that changed changes only what it says; what may
 * not be put out is not.
 */
#include "tests/desks/sit.h"

#include "engines/formats/formats.h"
#include "tests/engines/formats/renamed.h"

#define PUBLIC                                                               \
    "{\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\",\"onward_transfer\":" \
    "\"same-terms\",\"judicial_use\":\"yes\"}"

static bool
take(struct work *w, struct node *n, const char *file)
{
    return sit(w, n, "iati import",
        work_format(w, "{\"file\":\"%s\",\"terms\":\"%s\"}", file, at(w, "public.json")));
}

/* ---- Real files --------------------------------------------------------------------------- */

static size_t
hashes(struct work *w, const struct json *expected, bool organisations, bool old)
{
    struct bytes text = json_get_text(last, "text");
    struct iati_file file;
    size_t same = 0;

    NEED(w, iati_read(w, text, &file));
    for (const struct iati_item *i = file.items; i != NULL; i = i->next) {
        struct hash hash;
        struct bytes hex;
        bool found = false;

        NEED(w, iati_item_hash(w, i, &hash) && hex_write(w, hash_bytes(&hash), &hex));
        for (const struct json *f = expected->first; f != NULL; f = f->next)
            for (const struct json *a = json_get(f, "activities")->first; a != NULL;
                 a = a->next)
                found = found ||
                    (bytes_equal(a->first->text, i->id) &&
                        bytes_equal(a->last->text, hex) && i->old == old &&
                        i->organisation == organisations);
        same += found;
    }
    return same;
}

static void
real_files(struct work *w, struct node *n)
{
    const char *folder = work_format(w, "%s/iati-files", tap_data("coordination"));
    struct json *expected;
    size_t items = 0, made = 0, again = 0, same = 0;

    NEED(w,
        json_read(w, get_file(w, work_format(w, "%s/expected.json", folder)),
            &json_foreign, &expected));
    for (const struct json *f = expected->first; f != NULL; f = f->next) {
        const char *path =
            work_format(w, "%s/%s", folder, (const char *)json_get_text(f, "file").at);

        path = work_format(w, "%s/%.*s", folder, (int)json_get_text(f, "file").len,
            (const char *)json_get_text(f, "file").at);
        tap_good(w, take(w, n, path), "%.*s is taken in",
            (int)json_get_text(f, "file").len, (const char *)json_get_text(f, "file").at);
        items += (size_t)number("items");
        made += (size_t)number("new");
    }
    tap_ok(items == 459 && made == 459, "%zu records of %zu items", made, items);
    for (const struct json *f = expected->first; f != NULL; f = f->next) {
        NEED(w,
            take(w, n,
                work_format(w, "%s/%.*s", folder, (int)json_get_text(f, "file").len,
                    (const char *)json_get_text(f, "file").at)));
        again += (size_t)number("same");
    }
    tap_ok(again == 459, "%zu are as they were when they are taken in again", again);
    tap_good(w, sit(w, n, "iati export", "{}"), "activities of version 2");
    tap_ok(number("items") == 351 && number("other_version") == 105, "are %d",
        (int)number("items"));
    same += hashes(w, expected, false, false);
    tap_good(w, sit(w, n, "iati export", "{\"version\":\"1\"}"), "those of version 1");
    same += hashes(w, expected, false, true);
    tap_good(w, sit(w, n, "iati export", "{\"organisations\":true}"), "organisations");
    same += hashes(w, expected, true, false);
    tap_ok(same == 459, "%zu of 459 have their canonical hash after records", same);
}

/* ---- By hand ------------------------------------------------------------------------------ */

#define ITEM(id, title, status)                                                         \
    "<iati-activity><iati-identifier>" id "</iati-identifier><reporting-org ref='X-1' " \
    "type='10'><narrative>R</narrative></reporting-org><title><narrative "              \
    "xml:lang='en'>" title "</narrative></title><activity-status code='" status         \
    "'/><x:own xmlns:x='u:x'>kept</x:own></iati-activity>"

static void
put_items(struct work *w, const char *items)
{
    const char *text =
        work_format(w, "<iati-activities version='2.03'>%s</iati-activities>", items);

    put_file(at(w, "a.xml"), text, strlen(text));
}

static const char *
id_at(struct work *w, struct node *n, size_t place)
{
    const struct json *i;

    NEED(w, sit(w, n, "list", "{\"kind\":\"activity\"}"));
    i = json_get(last, "items")->first;
    while (place-- > 0)
        i = i->next;
    return work_format(w, "%.*s", (int)json_get_text(i, "id").len,
        (const char *)json_get_text(i, "id").at);
}

static bool
holds(struct bytes out, const char *text)
{
    return memmem(out.at, out.len, text, strlen(text)) != NULL;
}

static bool
exports(struct work *w, struct node *n, const char *id, const char *text)
{
    NEED(w, sit(w, n, "iati export", work_format(w, "{\"id\":[\"%s\"]}", id)));
    return holds(json_get_text(last, "text"), text);
}

static void
set(struct work *w, struct node *n, const char *id, const char *what)
{
    NEED(w,
        sit(w, n, "correct",
            work_format(w, "{\"id\":\"%s\",\"set\":[\"%s\"]}", id, what)));
}

static void
by_hand(struct work *w, struct node *n)
{
    const char *a, *b;

    put_items(w, ITEM("A", "One", "2") ITEM("B", "Two", "2"));
    tap_good(w, take(w, n, at(w, "a.xml")), "two activities");
    tap_ok(number("new") == 2, "are new");
    a = id_at(w, n, 0);
    b = id_at(w, n, 1);
    NEED(w, sit(w, n, "history", work_format(w, "{\"id\":\"%s\"}", a)));
    tap_ok(bytes_is(json_get_text(last, "stage"), "recorded"),
        "they are recorded, for it is another who says so");
    set(w, n, a, "core.status=4");
    tap_ok(exports(w, n, a, "<activity-status code=\"4\"/>") &&
            exports(w, n, a, "<x:own xmlns:x=\"u:x\">kept</x:own>"),
        "an edited field comes out edited, and the rest as it was");
    put_items(w, ITEM("A", "Other", "2") ITEM("B", "Two", "2") ITEM("C", "New", "1"));
    tap_good(w, take(w, n, at(w, "a.xml")), "the publisher's next file");
    tap_ok(number("new") == 1 && number("changed") == 1 && number("same") == 1,
        "one new, one changed, one as it was");
    tap_ok(exports(w, n, a, "Other") && exports(w, n, a, "code=\"4\""),
        "what was edited here and what was changed there are both in it");
    put_items(w, ITEM("A", "Other", "3") ITEM("B", "Two", "2"));
    tap_good(w, take(w, n, at(w, "a.xml")), "one that changes the same field");
    tap_ok(number("changed") == 0 && json_get(last, "conflicts")->count == 1 &&
            bytes_is(json_get(json_get(last, "conflicts")->first, "fields")->first->text,
                "status") &&
            exports(w, n, a, "code=\"4\""),
        "is named, and left as it is here");
    tap_ok(exports(w, n, b, "Two"), "the other is what it was");
}

static const struct json *
left_of(struct work *w, struct node *n, const char *folder)
{
    NEED(w,
        sit(w, n, "publish", work_format(w, "{\"dir\":\"%s\"}", at(w, "%s", folder))));
    return json_get(last, "left");
}

/* What is new to the file is perhaps not new here. */
static void
alike(struct work *w, struct node *n)
{
#define BY(id, title, name)                                                            \
    "<iati-activity><iati-identifier>" id "</iati-identifier><title><narrative>" title \
    "</narrative></title><participating-org><narrative>" name                          \
    "</narrative></participating-org></iati-activity>"
    NEED(w,
        sit(w, n, "new",
            "{\"kind\":\"activity\",\"tlp\":\"clear\",\"set\":[\"core.title=Wells for "
            "Gao\","
            "\"core.participating=[{\\\"name\\\":[{\\\"lang\\\":\\\"en\\\",\\\"text\\\":"
            "\\\"WHO\\\"}]}]\"]}"));
    put_items(w, BY("G-1", "Wells", "WHO") BY("G-2", "WELLS for Gao", "Who"));
    tap_good(w, take(w, n, at(w, "a.xml")), "what is like one of ours is taken in");
    tap_ok(number("new") == 2 && json_get(last, "perhaps")->count == 1 &&
            number("perhaps.0.place") == 2 &&
            json_get(json_at(last, "perhaps.0"), "fields")->count == 2 &&
            bytes_is(json_get_text(json_at(last, "perhaps.0"), "title"), "Wells for Gao"),
        "and it is told which, and by what fields");
    NEED(w, take(w, n, at(w, "a.xml")));
    tap_ok(number("same") == 2 && json_get(last, "perhaps")->count == 0,
        "taken in again it is known for what it is");
}

static void
own(struct work *w, struct node *n)
{
    struct draft d = fixture_draft(w, n, "activity/1",
        "{\"core\":{\"title\":" TEXT("Ours") "},\"terms\":{}}");
    struct json *terms = fixture_terms(w, n);
    const char *id;

    for (const struct json *m = parse(w, PUBLIC)->first, *next; m != NULL; m = next) {
        next = m->next;
        json_put_bytes(terms, m->name, (struct json *)(uintptr_t)m);
    }
    d.part_bodies[1] = terms;
    {
        struct receipt r;
        struct bytes hex;

        NEED(w, node_make(n, w, &d, 1, &r) && uuid_write(w, &r.id, &hex));
        id = work_format(w, "%.*s", (int)hex.len, (const char *)hex.at);
    }
    tap_good(w, sit(w, n, "iati export", "{}"), "of all");
    tap_ok(json_get(last, "left")->count == 1, "one of ours that lacks much is left out");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "iati export", work_format(w, "{\"id\":[\"%s\"]}", id)),
        "and refused when it is asked for");
    tap_ok(left_of(w, n, "site")->count == 1 &&
            bytes_is(json_get_text(json_at(last, "left.0"), "id"), id) &&
            bytes_is(json_get_text(json_at(last, "left.0"), "title"), "Ours") &&
            holds(json_get_text(json_at(last, "left.0"), "why"), "is missing"),
        "what is published, but not as IATI, is told with the reason");
    set(w, n, id, "core.description=D");
    set(w, n, id,
        "core.reporting={\\\"ref\\\":\\\"X-1\\\",\\\"type\\\":\\\"10\\\",\\\"name\\\":[{"
        "\\\"lang\\\":\\\"en\\\",\\\"text\\\":\\\"R\\\"}]}");
    set(w, n, id,
        "core.participating=[{\\\"role\\\":\\\"funder\\\",\\\"name\\\":[{\\\"lang\\\":"
        "\\\"en\\\",\\\"text\\\":\\\"R\\\"}]}]");
    set(w, n, id, "core.planned=2026-03");
    tap_ok(left_of(w, n, "again")->count == 0 &&
            holds(get_file(w, at(w, "again/data/site/activities.xml")), id),
        "once it is whole nothing is left out");
    tap_ok(exports(w, n, id, "<activity-status code=\"1\"/>") &&
            exports(w, n, id, work_format(w, ">X-1-%s<", id)),
        "whole, it comes out with the status that its state is");
    NEED(w,
        sit(w, n, "move",
            work_format(w, "{\"id\":\"%s\",\"move\":\"cancel\",\"set\":[\"reason=R\"]}",
                id)));
    tap_ok(exports(w, n, id, "<activity-status code=\"5\"/>"), "cancelled, it says so");
}

static void
terms(struct work *w, struct node *n)
{
    const char *out = at(w, "out.xml");
    int64_t items;

    NEED(w, sit(w, n, "iati export", "{}"));
    items = number("items");
    put_items(w, ITEM("S", "Not for all", "2"));
    NEED(w,
        sit(w, n, "iati import", work_format(w, "{\"file\":\"%s\"}", at(w, "a.xml"))));
    tap_good(w, sit(w, n, "iati export", work_format(w, "{\"out\":\"%s\"}", out)),
        "into a file");
    tap_ok(number("items") == items && number("withheld") == 1 &&
            memmem(get_file(w, out).at, get_file(w, out).len, "Not for all", 11) == NULL,
        "what has stricter terms than a file can say is withheld, and counted");
    tap_fault(w, FAULT_CONFLICT,
        sit(w, n, "iati export", work_format(w, "{\"out\":\"%s\"}", out)),
        "a file that is there stays");
    tap_fault(w, FAULT_DENIED,
        sit(w, n, "iati export",
            work_format(w, "{\"id\":[\"%s\"]}", id_at(w, n, (size_t)items))),
        "by name it is refused");
    NEED(w, sit(w, n, "who-saw", work_format(w, "{\"id\":\"%s\"}", id_at(w, n, 0))));
    tap_ok(number("count") > 0 &&
            bytes_is(json_get_text(json_get(last, "readings")->first, "purpose"),
                "iati export"),
        "who put a record out is logged");
}

static void
old_and_new(struct work *w, struct node *n)
{
    static const char old[] =
        "<iati-activities version='1.04'><iati-activity><iati-identifier>O"
        "</iati-identifier><title>Old</title></iati-activity></iati-activities>";
    size_t told = 0;

    put_file(at(w, "a.xml"), old, strlen(old));
    NEED(w, take(w, n, at(w, "a.xml")));
    for (const struct json *l = left_of(w, n, "mixed")->first; l != NULL; l = l->next)
        told += bytes_is(json_get_text(l, "title"), "Old") &&
            holds(json_get_text(l, "why"), "1.0x");
    tap_ok(told == 1, "what came in an older version is told to be left out, too");
}

/* A kind that no C knows, with fields of names that no C knows. */
static void
another_kind(struct work *w, struct node *n)
{
    const char *file = at(w, "a.xml"), *path = at(w, "project.json");
    const struct kind *activity = kinds_find(node_kinds(n), bytes_of("activity/1"));
    struct bytes text = renamed_kind(w, activity, "x-"), out;
    const struct json *core;

    put_file(path, (const char *)text.at, text.len);
    NEED(w, sit(w, n, "kind adopt", work_format(w, "{\"file\":\"%s\"}", path)));
    put_items(w, ITEM("A", "One", "2"));
    tap_fault(w, FAULT_USAGE, take(w, n, file),
        "where two kinds could be it, it is asked which");
    tap_fault(w, FAULT_USAGE, sit(w, n, "iati export", "{}"), "and so for the way out");
    tap_fault(w, FAULT_INVALID,
        sit(w, n, "iati import",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"matter\"}", file)),
        "one that is nothing of IATI is none of them");
    tap_good(w,
        sit(w, n, "iati import",
            work_format(w, "{\"file\":\"%s\",\"kind\":\"project\",\"terms\":\"%s\"}",
                file, at(w, "public.json"))),
        "it is taken in as a kind that was adopted");
    NEED(w, sit(w, n, "list", "{\"kind\":\"project\"}"));
    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%.*s\",\"purpose\":\"test\"}",
                (int)json_get_text(json_at(last, "items.0"), "id").len,
                (const char *)json_get_text(json_at(last, "items.0"), "id").at)));
    core = json_at(last, "parts.core");
    tap_ok(bytes_is(json_get_text(core, "x-identifier"), "A") &&
            bytes_is(json_get_text(core, "x-status"), "2") &&
            bytes_is(json_get_text(json_at(core, "x-title.0"), "text"), "One") &&
            bytes_is(json_get_text(json_get(core, "x-reporting"), "x-ref"), "X-1"),
        "its fields have what they are said to be");
    set(w, n,
        work_format(w, "%.*s", (int)json_get_text(last, "id").len,
            (const char *)json_get_text(last, "id").at),
        "core.x-status=4");
    tap_good(w, sit(w, n, "iati export", "{\"kind\":\"project\"}"), "and goes out");
    out = json_get_text(last, "text");
    tap_ok(number("items") == 1 && holds(out, "<activity-status code=\"4\"/>") &&
            holds(out, "<x:own xmlns:x=\"u:x\">kept</x:own>"),
        "as it was edited, and else as it came");
}

int
main(void)
{
    struct work *w = fixture_start();
    struct node *n;
    bool data = getenv("LIAISON_DATA") != NULL;

    put_file(at(w, "public.json"), PUBLIC, strlen(PUBLIC));
    n = fixture_node(w, "eu", 1);
    by_hand(w, n);
    own(w, n);
    terms(w, n);
    node_close(n);
    n = fixture_node(w, "ours", 5);
    alike(w, n);
    old_and_new(w, n);
    another_kind(w, n);
    node_close(n);
    if (data) {
        n = fixture_node(w, "un", 7);
        real_files(w, n);
        node_close(n);
    }
    work_close(w);
    return tap_end();
}
