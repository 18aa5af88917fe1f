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
            work_format(w, "{\"class\":\"vendor\",\"name\":\"%s\",\"threshold\":\"85\"}",
                name)));
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
    tap_fault(w, FAULT_MISSING,
        sit(w, n, "screen", "{\"class\":\"vendor\",\"name\":\"Karim Belhadi\"}"),
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
    NEED(w, sit(w, n, "screen", "{\"class\":\"vendor\",\"name\":\"Karim Belhadi\"}"));
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
            strstr(said(w, "refusals.0.why"),
                "the version before, taken in on 2026-06-15, had 10 with 11: ") &&
            strstr(said(w, "refusals.0.why"),
                "; T, taken in on 2026-06-15, stays in use, 0 days old") &&
            strcmp(said(w, "refusals.0.list"), "T") == 0 && number("refusals.0.age") == 0,
        "a list that shrank is refused, with the numbers: %s", said(w, "refusals.0.why"));
    NEED(w, import(w, n, "cut.csv", HEAD ORSIMOV "T,T.3,P,primary,Kar", ""));
    tap_ok(number("refused") == 1 &&
            bytes_start(bytes_of(said(w, "refusals.0.why")), "line 4: ") &&
            strstr(said(w, "refusals.0.name"), "/cut.csv"),
        "one that is cut off is refused, with the place, and its path once");
    tap_ok(versions(w, n) == 2 && hits(w, n, "Vladan Orsimov") >= 1 &&
            number("lists.0.entries") == 10,
        "the last good one stays in use");
    NEED(w, import(w, n, "small.csv", HEAD ORSIMOV, ",\"shrunk\":\"the regime ended\""));
    tap_ok(number("refused") == 0 && versions(w, n) == 3 &&
            strcmp(said(w, "items.2.shrunk"), "the regime ended") == 0,
        "who says why may insist, and it is kept");
    NEED(w, import(w, n, "nine.csv", HEAD ORSIMOV OTHERS, ""));
    tap_ok(!json_at(last, "items.0.known")->truth && versions(w, n) == 4 &&
            json_at(last, "items.3.newest")->truth,
        "a list that goes back to earlier bytes has a version more");
    tap_ok(hits(w, n, "Karim Vladan") >= 1 && strstr(said(w, "text"), ",T,T.4,"),
        "which is in use, with what left it in between");
    NEED(w, import(w, n, "nine.csv", HEAD ORSIMOV OTHERS, ""));
    tap_ok(json_at(last, "items.0.known")->truth && versions(w, n) == 4,
        "and is the same version from then on");
}

static void
verified(struct work *w, struct node *n)
{
    NEED(w, sit(w, n, "lists verify", "{}"));
    tap_ok(number("count") == 4 && number("errors") == 0, "all versions hold");
}

/* Of a list of two files one comes alone. */
static void
part_missing(struct work *w, struct node *n)
{
    const char *all = at(w, "all.csv"), *more = at(w, "more.csv"), *both;
    const char *row = HEAD "M,M.2,P,primary,Odran Vespertin,,\n";
    const char *rows =
        HEAD "M,M.1,P,primary,Vladan Orsimov,,\nM,M.2,P,primary,Odran Vespertin,,\n";

    put_file(all, rows, strlen(rows));
    put_file(more, row, strlen(row));
    both = work_format(w, "{\"file\":[\"%s,%s\"]}", all, more);
    NEED(w, sit(w, n, "lists import", both));
    tap_ok(number("refused") == 0 && number("items.0.entries") == 2,
        "a list of two files");
    NEED(w, import(w, n, "all.csv", rows, ""));
    tap_ok(number("refused") == 1 &&
            strstr(said(w, "refusals.0.why"),
                "M has 1 file, where the version before, taken in on 2026-06-15, had 2: "
                "give all of them, joined with commas"),
        "one alone is refused, though nothing is missing in it: %s",
        said(w, "refusals.0.why"));
    NEED(w, import(w, n, "all.csv", rows, ",\"shrunk\":\"it is one file now\""));
    tap_ok(number("refused") == 0 && number("items.0.entries") == 2,
        "but who says why may insist");
}

/* As many entries, but three of four names. */
static void
names_lost(struct work *w, struct node *n)
{
    NEED(w,
        import(w, n, "n.csv",
            HEAD "N,N.1,P,primary,A B,,\nN,N.1,P,alias,C D,,\nN,N.1,P,alias,E F,,\n"
                 "N,N.1,P,alias,G H,,\n",
            ""));
    NEED(w,
        import(w, n, "n.csv",
            HEAD "N,N.1,P,primary,A B,,\nN,N.1,P,alias,C D,,\nN,N.1,P,alias,E F,,\n",
            ""));
    tap_ok(number("refused") == 1 &&
            strstr(said(w, "refusals.0.why"), "1 entries with 3 names"),
        "a quarter of the names is too much");
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
    NEED(w,
        sit(w, n, "screen",
            "{\"class\":\"vendor\",\"name\":\"Aiman Muhammed Rabi al-Zawahiri\"}"));
    tap_ok(strcmp(said(w, "lists.1.date"), "2026-02-27") == 0 &&
            number("lists.1.age") == 108 && strstr(said(w, "text"), ",UN,QDi.006,"),
        "the newest by its own date is used, and its age is told");
}

/* A list without a date is as new as the day on which it was taken in. */
static void
undated(struct work *w, struct node *n)
{
    const char *dated = tap_data("lists/uk/ConList_2016-03-23.csv.xz");

    now_is += 3 * TIME_DAY;
    NEED(w, sit(w, n, "screen", "{\"class\":\"vendor\",\"name\":\"Karim Belhadi\"}"));
    tap_ok(strcmp(said(w, "lists.0.says"),
               "without a date of its own, taken in 3 days ago") == 0 &&
            number("lists.0.age") == 3,
        "its age is told by that: %s", said(w, "lists.0.says"));
    if (dated == NULL) {
        tap_skip(1, "LIAISON_DATA is not set");
        return;
    }
    NEED(w, sit(w, n, "lists import", work_format(w, "{\"file\":[\"%s\"]}", dated)));
    NEED(w,
        sit(w, n, "lists import",
            work_format(w, "{\"file\":[\"%s\"]}",
                tap_data("lists/uk/UKSL_index_2025-08-11.csv.xz"))));
    NEED(w, sit(w, n, "lists list", "{}"));
    for (struct json *i = json_get(last, "items")->first; i != NULL; i = i->next)
        if (bytes_is(json_get_text(i, "list"), "UK") && json_get(i, "newest")->truth)
            tap_ok(json_get_text(i, "date").len == 0,
                "and it takes the place of one of an earlier date");
}

/* A line for each list, of its newest version. */
static void
aged(struct work *w, struct node *n)
{
    size_t lines = 0, right = 0;

    NEED(w, sit(w, n, "doctor", "{}"));
    for (struct json *i = json_get(last, "findings")->first; i != NULL; i = i->next) {
        struct bytes text = json_get_text(i, "text");

        lines += memmem(text.at, text.len, " in use, ", 9) != NULL;
        right += bytes_is(text, "T, taken in on 2026-06-15, is in use, 0 days old") ||
            bytes_is(text, "UN of 2026-02-27 is in use, 108 days old");
    }
    tap_ok(lines == right && lines == (tap_data("lists") != NULL ? 2 : 1),
        "the lists in use are named with their age");
    NEED(w, sit(w, n, "status", "{}"));
    lines = json_get(last, "lists")->count;
    right = 0;
    for (struct json *i = json_get(last, "lists")->first; i != NULL; i = i->next)
        right += bytes_is(json_get_text(i, "list"), "T")
            ? json_get_text(i, "date").len == 0 && json_get(i, "age")->integer == 0
            : bytes_is(json_get_text(i, "date"), "2026-02-27") &&
                bytes_is(json_get_text(i, "says"), "108 days old");
    tap_ok(lines == right && lines == (tap_data("lists") != NULL ? 2 : 1),
        "by the status, too");
}

/* ---- Runs ------------------------------------------------------------------------------------------ */

static void
classes(struct work *w, struct node *n)
{
    tap_fault(w, FAULT_USAGE, sit(w, n, "screen", "{\"name\":\"A\"}"),
        "a run says whom it is about");
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "screen", "{\"class\":\"friend\",\"name\":\"A\"}"), "in a known word");
    tap_fault(w, FAULT_DENIED,
        sit(w, n, "screen", "{\"class\":\"beneficiary\",\"name\":\"A\"}"),
        "beneficiaries are not screened without a legal basis");
    tap_good(w,
        sit(w, n, "screen",
            "{\"class\":\"beneficiary\",\"basis\":\"Article 7\",\"name\":\"A\"}"),
        "with one they are");
    tap_fault(w, FAULT_DENIED,
        sit(w, n, "screen",
            "{\"class\":\"support-case\",\"basis\":\"Article 7\",\"name\":\"A\"}"),
        "who is in a support case never");
}

static bool
asked(struct work *w, struct node *n, const char *verb, const char *more,
    const char *rows)
{
    put_file(at(w, "names.csv"), rows, strlen(rows));
    return sit(w, n, verb,
        work_format(w, "{%s%s}", more,
            strcmp(verb, "screen") == 0
                ? work_format(w, ",\"queries\":[\"%s\"]", at(w, "names.csv"))
                : work_format(w, ",\"queries\":\"%s\"", at(w, "names.csv"))));
}

#define NAMES \
    "id,name,dob\nx,Vladan Orsimov,1960\ny,Secret Person,1980\nz,Orsimov Vladan,\n"

static bool
holds(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

static void
replayed(struct work *w, struct node *n)
{
    const char *run, *rows, *which;
    struct bytes record, kept_bytes;

    NEED(w, asked(w, n, "screen", "\"class\":\"staff\",\"explain\":true", NAMES));
    run = work_format(w, "%s", said(w, "id"));
    rows = work_format(w, "%s", said(w, "text"));
    which = work_format(w, "\"run\":\"%s\"", run);
    tap_ok(number("found") == 2, "a run of three names");
    NEED(w,
        sit(w, n, "show",
            work_format(w, "{\"id\":\"%s\",\"purpose\":\"oversight\",\"content\":\"%s\"}",
                run, at(w, "kept"))));
    NEED(w, json_write(w, last, &record));
    kept_bytes = get_file(w, at(w, "kept"));
    tap_ok(kept_bytes.len > 96 && !holds(record, "Orsimov") &&
            !holds(kept_bytes, "Orsimov") && !holds(record, "Secret") &&
            !holds(kept_bytes, "Secret"),
        "no name is kept, neither in the record nor in its content");
    NEED(w, sit(w, n, "replay", work_format(w, "{%s}", which)));
    tap_ok(number("queries") == 3 && number("hits.0.row") == 0 &&
            strcmp(said(w, "hits.0.ref"), "T.1") == 0,
        "its hits are kept, by the number of the row");
    NEED(w, import(w, n, "later.csv", HEAD BELHADI, ",\"shrunk\":\"R\""));
    NEED(w, asked(w, n, "replay", which, NAMES));
    tap_ok(json_at(last, "same")->truth && strcmp(said(w, "text"), rows) == 0 &&
            number("errors") == 0,
        "a newer list does not change what a replay gives, byte for byte");
    NEED(w,
        asked(w, n, "replay", which,
            "id,name,dob\nx,Vladan Orsimov,1960\ny,Secret Person,1981\nz,Orsimov "
            "Vladan,\n"));
    tap_ok(!json_at(last, "same")->truth && number("errors") == 1 &&
            number("differs.0") == 1 && json_at(last, "text") == NULL,
        "who was not asked for then is named by the row, and gets no answer now");
    NEED(w, asked(w, n, "replay", which, NAMES "q,Karim Belhadi,\n"));
    tap_ok(number("errors") == 1 && number("differs.0") == 3, "nor does who is added");
    NEED(w,
        asked(w, n, "replay", which,
            "id,name,dob\nX,Vladan Orsimov,1960\ny,Secret Person,1980\nz,Orsimov "
            "Vladan,\n"));
    tap_ok(!json_at(last, "same")->truth && number("errors") == 1,
        "another id makes other rows");
    NEED(w, sit(w, n, "lists list", "{}"));
    tap_fault(w, FAULT_USAGE,
        sit(w, n, "replay", work_format(w, "{\"run\":\"%s\"}", said(w, "items.0.id"))),
        "a list is no screening");
}

/* A list that changes each day for a year. */
static void
many(struct work *w, struct node *n)
{
    int64_t before = versions(w, n);

    for (int i = 0; i < 256; i++)
        NEED(w,
            import(w, n, "day.csv",
                work_format(w, HEAD BELHADI "T,T.12,P,primary,Day %d,,\n", i), ""));
    tap_ok(versions(w, n) == before + 256 && hits(w, n, "Karim Belhadi") == 1,
        "however many versions are kept, the newest is screened by");
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
    aged(w, n);
    classes(w, n);
    replayed(w, n);
    many(w, n);
    part_missing(w, n);
    names_lost(w, n);
    undated(w, n);
    return sit_end(w, n);
}
