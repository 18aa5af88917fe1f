/*
 * What is kept to a compartment is apart from all else: it has no place in a series of numbers,
 * makes no beginning of an id ambiguous, is linked to by nobody else, is not the same content, nor
 * perhaps the same thing, and is not recalled by who does not know of it.
 */
#include "tests/desks/sit.h"

static bool
as(struct work *w, struct node *n, const char *person, const char *verb,
    const char *turned)
{
    struct desk d = {.node = n,
        .folder = node_folder(n),
        .actor = {.person = bytes_of(person)}};

    last = NULL;
    return verb_run(verb_find(bytes_of(verb)), &d, w, parse(w, turn(w, turned)), &last);
}

/* The id of what was just made. */
static const char *
made(struct work *w, struct node *n, const char *person, const char *verb,
    const char *turned)
{
    NEED(w, as(w, n, person, verb, turned));
    return json_at(last, "made") != NULL ? said(w, "made.0.id")
        : json_at(last, "items") != NULL ? said(w, "items.0.id")
                                         : said(w, "id");
}

#define BLUE "'tlp':'amber','compartment':['blue']}"
#define OPEN "'tlp':'amber'}"
#define JUDGED                                                                           \
    "'core.language=en','core.judgements=[{\\'text\\':[{\\'lang\\':\\'en\\',\\'text\\':" \
    "\\'It rains\\'}]}]'"

/* ---- Numbers ---------------------------------------------------------------------------------- */

static const char *
reference(struct work *w, struct node *n, const char *person, const char *terms)
{
    const char *id = made(w, n, person, "new",
        work_format(w, "{'kind':'matter','set':['core.title=T'],%s", terms));

    NEED(w, as(w, n, person, "show", work_format(w, "{'id':'%s','purpose':'x'}", id)));
    return said(w, "parts.core.reference");
}

static void
numbers(struct work *w, struct node *n)
{
    const char *first, *kept, *other;

    tap_ok(strcmp(reference(w, n, "ana", OPEN), "EU-M-2026-0001") == 0,
        "a matter has a number");
    first = reference(w, n, "bo", BLUE);
    other = reference(w, n, "bo", BLUE);
    tap_ok(strncmp(first, "EU-M-2026-X", 11) == 0 && strlen(first) == 19 &&
            strcmp(first, other) != 0,
        "one in a compartment has one by chance: %s", first);
    kept = reference(w, n, "ana", OPEN);
    tap_ok(strcmp(kept, "EU-M-2026-0002") == 0,
        "and the next number tells nothing of it");
    tap_ok(strcmp(reference(w, n, "bo", OPEN), "EU-M-2026-0003") == 0,
        "who is in the compartment goes on in the series, too");
}

/* ---- Naming it ---------------------------------------------------------------------------------- */

static void
beginnings(struct work *w, struct node *n)
{
    const char *open_id, *hidden, *start;

    now_is += TIME_HOUR; /* from here on ids begin otherwise */
    open_id = made(w, n, "ana", "new",
        "{'kind':'matter','set':['core.title=Open'],'tlp':'amber'}");
    hidden = made(w, n, "bo", "new", "{'kind':'matter','set':['core.title=Kept']," BLUE);
    start = work_format(w, "{'id':'%.13s'}", open_id);
    NEED(w, strncmp(open_id, hidden, 13) == 0);
    tap_good(w, as(w, n, "ana", "about", start),
        "a beginning is of what one may know of");
    tap_fault(w, FAULT_CONFLICT, as(w, n, "bo", "about", start),
        "for who knows of both it is of several");
    tap_fault(w, FAULT_MISSING,
        as(w, n, "ana", "about", work_format(w, "{'id':'%.18s'}", hidden)),
        "and of what one may not know of there is none");
    tap_fault(w, FAULT_MISSING,
        as(w, n, "ana", "new",
            work_format(w,
                "{'kind':'document','set':['core.title=D'],'link':['about=%s'],%s",
                hidden, OPEN)),
        "nothing is linked to it");
    tap_fault(w, FAULT_MISSING,
        as(w, n, "ana", "link",
            work_format(w, "{'id':'%s','type':'about','to':'%s'}",
                made(w, n, "ana", "new",
                    "{'kind':'document','set':['core.title=E']," OPEN),
                hidden)),
        "nor later");
}

/* ---- The same content, the same thing -------------------------------------------------------------- */

static bool
known(struct work *w, struct node *n, const char *person, const char *terms)
{
    NEED(w,
        as(w, n, person, "ingest",
            work_format(w, "{'path':['%s'],%s", at(w, "letter"), terms)));
    return json_at(last, "items.0.known")->truth;
}

static void
contents(struct work *w, struct node *n)
{
    put_file(at(w, "letter"), "a letter", 8);
    tap_ok(!known(w, n, "bo", BLUE) && known(w, n, "bo", BLUE),
        "content is the same within a compartment");
    tap_ok(!known(w, n, "ana", OPEN) && known(w, n, "ana", OPEN),
        "and outside of it is not known from there");
}

static void
alike(struct work *w, struct node *n)
{
    struct buffer b = buffer_open(w, 65536);
    const char *open_id = made(w, n, "ana", "new",
        "{'kind':'activity','set':['core.title=Lamps','core.identifier=XM-1']," OPEN);
    struct bytes text;

    for (int i = 0; i < 25; i++)
        buffer_text(&b,
            "{\"core\":{\"title\":" TEXT("Lamps") ",\"identifier\":\"XM-1\"}}\n");
    NEED(w, buffer_bytes(&b, &text));
    put_file(at(w, "many.jsonl"), text.at, text.len);
    NEED(w,
        as(w, n, "bo", "new",
            work_format(w, "{'kind':'activity','batch':'%s',%s", at(w, "many.jsonl"),
                BLUE)));
    NEED(w,
        as(w, n, "ana", "new",
            "{'kind':'activity','set':['core.title=Lamps','core.identifier=XM-1']"
            "," OPEN));
    tap_ok(strcmp(said(w, "perhaps.0.id"), open_id) == 0 &&
            json_at(last, "perhaps.1") == NULL,
        "what it is perhaps the same as is found behind many that are kept apart");
}

static void
imports(struct work *w, struct node *n)
{
    static const char file[] =
        "<iati-activities version='2.03'><iati-activity><iati-identifier>XM-7"
        "</iati-identifier></iati-activity></iati-activities>";

    put_file(at(w, "file.xml"), file, sizeof(file) - 1);
    made(w, n, "bo", "new",
        "{'kind':'activity','set':['core.title=Kept','core.identifier=XM-7']," BLUE);
    NEED(w,
        as(w, n, "ana", "iati import",
            work_format(w, "{'file':'%s',%s", at(w, "file.xml"), OPEN)));
    tap_ok(number("new") == 1 && number("changed") == 0 &&
            json_at(last, "conflicts.0") == NULL,
        "an import neither changes it nor says that it is here");
}

/* ---- Recalling --------------------------------------------------------------------------------------- */

static void
recalls(struct work *w, struct node *n)
{
    const char *of = made(w, n, "ana", "new",
                   "{'kind':'assessment','set':['core.title=A'," JUDGED "]," OPEN),
               *from = made(w, n, "bo", "new",
                   work_format(w,
                       "{'kind':'assessment','set':['core.title=B'," JUDGED
                       "],'link':['derived-from=%s'],%s",
                       of, BLUE));

    NEED(w,
        as(w, n, "bo", "recall",
            work_format(w, "{'id':'%s','reason':'r','preview':true}", of)));
    tap_ok(strcmp(said(w, "derived.0.id"), from) == 0,
        "who may know of it is told what was made from an item");
    NEED(w,
        as(w, n, "ana", "recall",
            work_format(w, "{'id':'%s','reason':'r','derived':true}", of)));
    tap_ok(json_get(last, "derived")->count == 0, "others are not");
    tap_good(w,
        as(w, n, "bo", "recall", work_format(w, "{'id':'%s','reason':'r'}", from)),
        "nor did they recall it");
    NEED(w, as(w, n, "ana", "status", "{}"));
    tap_ok(number("recalls.0.items") == 1, "recalls of it are not counted for them");
    NEED(w, as(w, n, "bo", "status", "{}"));
    tap_ok(number("recalls.0.items") == 2, "and are for who may know of it");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    NEED(w, as(w, n, "ana", "person add", "{'name':'ana'}"));
    NEED(w, as(w, n, "ana", "person add", "{'name':'bo','compartment':['blue']}"));
    numbers(w, n);
    beginnings(w, n);
    contents(w, n);
    alike(w, n);
    imports(w, n);
    recalls(w, n);
    return sit_end(w, n);
}
