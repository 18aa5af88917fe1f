/*
 * lists import, list, verify, and screen at a node, with invented lists: versions are kept as they
 * were handed in; what is damaged or has shrunk is refused, and the last good one stays in use.
 */
#include "tests/desks/sit.h"

#include "engines/screen/screen.h"

#define HEAD "list,ref,type,kind,name,dob,country\n"
#define ORSIMOV "T,T.1,P,primary,Vladan Orsimov,1960,RS\nT,T.1,P,alias,Orsimov Vladan,,\n"
#define BELHADI "T,T.3,P,primary,Karim Belhadi,1971,DZ\n"
#define OTHERS                            \
    "T,T.4,P,primary,Karim Vladan,,\n"    \
    "T,T.5,P,primary,Vladan Karim,,\n"    \
    "T,T.6,P,primary,Belhadi Vladan,,\n"  \
    "T,T.7,P,primary,Belhadi Orsimov,,\n" \
    "T,T.8,P,primary,Orsimov Karim,,\n"   \
    "T,T.9,P,primary,Orsimov Belhadi,,\n" \
    "T,T.10,P,primary,Karim Orsimov,,\n"  \
    "T,T.11,P,primary,Vladan Belhadi,,\n"

static bool
import(struct work *w, struct node *n, const char *name, const char *text,
    const char *more)
{
    put_file(at(w, "%s", name), text, strlen(text));
    return sit(w, n, "lists import",
        work_format(w, "{\"file\":[\"%s\"]%s}", at(w, "%s", name), more));
}

static int64_t
hits(struct work *w, struct node *n, const char *name)
{
    NEED(w,
        sit(w, n, "screen",
            work_format(w, "{\"name\":\"%s\",\"threshold\":\"85\"}", name)));
    return number("hits");
}

static int64_t
versions(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "lists list", "{}"));
    return number("count");
}

static void
kept(struct work *w, struct node *n)
{
    tap_fault(w, FAULT_MISSING, sit(w, n, "screen", "{\"name\":\"Karim Belhadi\"}"),
        "without lists nothing is screened");
    NEED(w, import(w, n, "one.csv", HEAD ORSIMOV OTHERS, ""));
    tap_ok(number("count") == 1 && number("items.0.entries") == 9 &&
            number("items.0.names") == 10 && number("refused") == 0,
        "a list is taken in");
    tap_ok(hits(w, n, "Vladan Orsimov") >= 1 && strstr(said(w, "text"), ",T,T.1,"),
        "and a node screens by it");
    NEED(w, import(w, n, "again.csv", HEAD ORSIMOV OTHERS, ""));
    tap_ok(json_at(last, "items.0.known")->truth && versions(w, n) == 1,
        "the same bytes are the same version");
    NEED(w, import(w, n, "two.csv", HEAD ORSIMOV OTHERS BELHADI, ""));
    tap_ok(versions(w, n) == 2 && !json_at(last, "items.0.newest")->truth &&
            json_at(last, "items.1.newest")->truth,
        "others are a newer one");
    NEED(w, sit(w, n, "screen", "{\"name\":\"Karim Belhadi\"}"));
    tap_ok(strstr(said(w, "text"), ",T,T.3,") != NULL && number("lists.0.entries") == 10,
        "which is in use");
    NEED(w, sit(w, n, "lists show", "{\"ref\":\"T.3\"}"));
    tap_ok(number("count") == 1, "and is shown");
}

static void
refused(struct work *w, struct node *n)
{
    NEED(w, import(w, n, "small.csv", HEAD ORSIMOV, ""));
    tap_ok(number("refused") == 1 &&
            strstr(said(w, "refusals.0.why"), "1 entries with 2 names") &&
            strstr(said(w, "refusals.0.why"), "had 10 with 11"),
        "a list that shrank is refused, with the numbers");
    NEED(w, import(w, n, "cut.csv", HEAD ORSIMOV "T,T.3,P,primary,Kar", ""));
    tap_ok(number("refused") == 1 && strstr(said(w, "refusals.0.why"), "cut.csv: line 4"),
        "one that is cut off is refused, with the place");
    tap_ok(versions(w, n) == 2 && hits(w, n, "Vladan Orsimov") >= 1 &&
            number("lists.0.entries") == 10,
        "the last good one stays in use");
    NEED(w, import(w, n, "small.csv", HEAD ORSIMOV, ",\"shrunk\":\"the regime ended\""));
    tap_ok(number("refused") == 0 && versions(w, n) == 3 &&
            strcmp(said(w, "items.2.shrunk"), "the regime ended") == 0,
        "who says why may insist, and it is kept");
    NEED(w, import(w, n, "nine.csv", HEAD ORSIMOV OTHERS, ""));
    tap_ok(json_at(last, "items.0.known")->truth, "an old version is known for ever");
}

static void
verified(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "lists verify", "{}"));
    tap_ok(number("count") == 3 && number("errors") == 0, "all versions hold");
}

/* A UN list is older or newer by its own date, whenever it came. */
static void
dated(struct work *w, struct node *n)
{
    const char *newer = tap_data("lists/un/consolidated_2026-02-27.xml.xz");

    if (newer == NULL) {
        tap_skip(2, "LIAISON_DATA is not set");
        return;
    }
    NEED(w, sit(w, n, "lists import", work_format(w, "{\"file\":[\"%s\"]}", newer)));
    NEED(w,
        sit(w, n, "lists import",
            work_format(w, "{\"file\":[\"%s\"]}",
                tap_data("lists/un/consolidated_2025-04-19.xml.xz"))));
    tap_ok(number("refused") == 0, "an older list may come later, and be smaller");
    NEED(w, sit(w, n, "screen", "{\"name\":\"Aiman Muhammed Rabi al-Zawahiri\"}"));
    tap_ok(strcmp(said(w, "lists.1.date"), "2026-02-27") == 0 &&
            number("lists.1.age") == 108 && strstr(said(w, "text"), ",UN,QDi.006,"),
        "the newest by its own date is used, and its age is told");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    NEED(w, screen_start(w));
    kept(w, n);
    refused(w, n);
    verified(w, n);
    dated(w, n);
    return sit_end(w, n);
}
