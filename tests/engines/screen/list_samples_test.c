/*
 * list_samples_test: invented lists in the official formats, read to the last field; what the
 * order of a list changes, and what is told apart.
 *
 * samples/NAME.json holds what was read of a list by eye: a line for the list, one for each entry.
 */
#include "tests/engines/screen/fixture.h"

static struct work *w;

/* ---- Every format ------------------------------------------------------------------------- */

static void
sample(const char *names, const char *want, const char *what)
{
    struct list_files files = samples(w, names);
    struct bytes good = load(w, scratch_text("tests/engines/screen/samples/%s", want)),
                 is;

    if (!reads_files(w, &files, &is)) {
        tap_ok(false, "%s: %s", what, work_why(w));
        work_clear(w);
        return;
    }
    if (!tap_ok(bytes_equal(is, good), "%s", what))
        printf("%.*s", (int)is.len, (const char *)is.at);
}

static void
formats(void)
{
    sample("un.xml", "un.json", "UN: XML");
    sample("eu-fsf.xml", "eu-fsf.json", "EU: Financial Sanctions Files 1.1");
    sample("eu-whole.xml", "eu-whole.json", "EU: the older form");
    sample("eu-oj.csv", "eu-oj.json", "EU: from the Official Journal");
    sample("ofac-sdn.csv ofac-alt.csv ofac-add.csv ofac-comments.csv", "ofac.json",
        "OFAC: four tables");
    sample("ofac-comments.csv ofac-add.csv ofac-alt.csv ofac-sdn.csv", "ofac.json",
        "... in any order");
    sample("ofac.xml", "ofac-xml.json", "OFAC: the older XML");
    sample("ofac-enhanced.xml", "ofac-enhanced.json", "OFAC: the newer XML");
    sample("uk-conlist.csv", "uk-conlist.json", "UK: ConList");
    sample("uk-list.csv", "uk-list.json", "UK: Sanctions List");
    sample("ca.xml", "ca.json", "Canada");
    sample("csl.csv", "csl.json", "US: Consolidated Screening List");
    sample("plain.csv", "plain.json", "a plain table of several lists");
}

/* ---- The plain table ---------------------------------------------------------------------- */

static void
reads(const char *text, const char *want, const char *what)
{
    struct bytes is;

    if (reads_text(w, bytes_of(text), &is))
        tap_ok(strstr((const char *)is.at, want) != NULL && is.len > 0, "%s", what);
    else if (!tap_ok(strstr(work_why(w), want) != NULL, "%s: %s", what, work_why(w)))
        printf("#   wanted %s\n", want);
    work_clear(w);
}

static void
plain(void)
{
    reads("list\tref\tname\nA\t1\t\"HASSAN\" Odran\nA\t1\tVesper \"Old\" Tin\n",
        "{\"kind\":\"primary\",\"text\":\"\\\"HASSAN\\\" Odran\"}",
        "between tabs quotes are text");
    reads("list;ref;name\nA;1;Odran\nA;1;Odran\n", "A plain  1 1\n",
        "a name twice is one");
    reads("list,ref,kind,name\nA,1,alias,Odran\nA,1,weak,Vesper\nA,1,alias,Vesper\n",
        "[{\"kind\":\"primary\",\"text\":\"Odran\"},{\"kind\":\"alias\",\"text\":"
        "\"Vesper\"}]",
        "which is as good as the best of its kinds; without a primary one the first is "
        "it");
    reads("list,ref,kind,name\nA,1,alias,Odran\nA,1,primary,Vesper\n",
        "[{\"kind\":\"primary\",\"text\":\"Vesper\"},{\"kind\":\"alias\",\"text\":"
        "\"Odran\"}]",
        "the primary one comes first");
    reads("list,ref,name,type\nA,1,Odran,X\n",
        "list: line 2: type is one of P, E, V and A", "another type");
    reads("list,ref,name,kind\nA,1,Odran,aka\n", "list: line 2: kind is one of primary",
        "another kind");
    reads("list,ref,name\nA,1,\n", "list: line 2: list, ref and name are needed",
        "no name");
    reads("list,ref,kind\nA,1,alias\n", "list: line 1: it has no column \"name\"",
        "no column of names");
    reads("list,ref,name\nA,1\n", "list: line 2: 2 cells, but there are 3 columns",
        "a short row");
    reads("list,ref,name\nA,1,Odran", "list: line 2: it ends within a line",
        "no line end");
    reads("list,ref,name\n", "list: the list has no entry", "no row");
    reads("a,b,c\n1,2,3\n", "list: line 1: this is no list of a kind that is read",
        "another table");
    reads("", "list: line 1: this is no list", "nothing");
    reads("<!DOCTYPE html>\n<html><body>500</body></html>",
        "list: line 1: this is no list", "a page of a server that fails");
    reads("amendedCelex,amendmentCelex,recordId,programKey,annex,schema,name,alias\n",
        "list: line 1: this is no list", "amendments of a list");
}

static void
mixed(void)
{
    struct list_files files = samples(w, "un.xml ca.xml");
    struct bytes is;

    tap_ok(refused_with(w, reads_files(w, &files, &is),
               "ca.xml: line 1: this is ca-xml, but un.xml is un-xml"),
        "two lists are no parts of one");
    files.count = 0;
    tap_ok(refused_with(w, reads_files(w, &files, &is), "there is no file of a list"),
        "no file");
    files = samples(w, "ofac-alt.csv");
    tap_ok(refused_with(w, reads_files(w, &files, &is), "the list has no entry"),
        "aliases of a list that is not there");
}

/* ---- Dates -------------------------------------------------------------------------------- */

static void
date(const char *text, const char *want)
{
    struct bytes is, line;
    const char *at;

    line = bytes_of(scratch_text("list,ref,name,dob\nA,1,B,\"%s\"\n", text));
    if (!reads_text(w, line, &is)) {
        tap_ok(false, "%s: %s", text, work_why(w));
        work_clear(w);
        return;
    }
    at = strstr((const char *)is.at, "\"dates\":[");
    if (!tap_ok(at != NULL && strncmp(at + 9, want, strlen(want)) == 0 &&
                at[9 + strlen(want)] == ']',
            "%s: %s", text, want))
        printf("#   %.*s\n", (int)is.len, (const char *)is.at);
}

static void
dates(void)
{
    date("1963-05-28", "\"1963-05-28\"");
    date("28.5.1963", "\"1963-05-28\"");
    date("28/05/1963", "\"1963-05-28\"");
    date("00/00/1963", "\"1963\"");
    date("00/05/1963", "\"1963-05\"");
    date("05/1963", "\"1963-05\"");
    date("1963-05", "\"1963-05\"");
    date("28 May 1963", "\"1963-05-28\"");
    date("1st Sept. 1963", "\"1963-09-01\"");
    date("May 28, 1963", "\"1963-05-28\"");
    date("Nov. 1973", "\"1973-11\"");
    date("Between Aug. and Sep. 1977", "\"1977~\"");
    date("circa 1960", "\"1960~\"");
    date("Approximately 1960", "\"1960~\"");
    date("Between 1958 and 1963 (Approximately)", "\"1958/1963~\"");
    date("1958 to circa 1963", "\"1958/1963\"");
    date("1958-63", "\"1958/1963\"");
    date("01 Jan 1961 to 31 Dec 1961", "\"1961\"");
    date("01 Apr 1961 to 30 Apr 1961", "\"1961-04\"");
    date("1960s", "\"1960/1969~\"");
    date("born in the early 1970s", "\"1970/1979~\"");
    date("1966 or 1967", "\"1966\",\"1967\"");
    date("(a) 14.3.1974, (b) 13.4.1974", "\"1974-03-14\",\"1974-04-13\"");
    date("1970; 1972", "\"1970\",\"1972\"");
    date("24/06/1402 (Hijri Calendar)", "\"1982-04-19~\"");
    date("08/10/1396 Hijri", "\"1976-10-02~\"");
    date("1402 (Hijri calendar)", "\"1981/1982~\"");
    date("1340 (Iranian Hijri calendar), 1961 (Gregorian)", "\"1961\",\"1961/1962~\"");
    date("30-35 years old", "");
    date("passport A1963 of 19630528", "");
    date("1402", "");
    date("45.99.1963", "\"1963\"");
    date("unknown", "");
}

/* ---- Names -------------------------------------------------------------------------------- */

/* Of one field of the Official Journal, which holds anything. */
static void
names(const char *text, const char *want)
{
    struct bytes is, line;
    const char *at;
    size_t len = strlen(want);

    line = bytes_of(scratch_text("celex,recordId,programKey,annex,schema,name,alias\nR,1,"
                                 "P,I,Person,X,\"%s\"\n",
        text));
    if (!reads_text(w, line, &is)) {
        tap_ok(false, "%s: %s", text, work_why(w));
        work_clear(w);
        return;
    }
    at = strstr((const char *)is.at, "\"names\":[");
    if (!tap_ok(at != NULL && strncmp(at + 9, want, len) == 0, "%s", text))
        printf("#   %s\n", at != NULL ? at : "none");
}

#define ALIAS(text) "{\"kind\":\"alias\",\"text\":\"" text "\"}"
#define X "{\"kind\":\"primary\",\"text\":\"X\"}"

static void
fields(void)
{
    names("A One; B Two", X "," ALIAS("A One") "," ALIAS("B Two") "]");
    names("(a) A One, (b) B Two", X "," ALIAS("A One") "," ALIAS("B Two") "]");
    names("1) A One 2) B Two", X "," ALIAS("A One") "," ALIAS("B Two") "]");
    names("A One / B Two", X "," ALIAS("A One") "," ALIAS("B Two") "]");
    names("AND/OR Company", X "," ALIAS("AND/OR Company") "]");
    names("Sami (a.k.a. Samee, Samie) Haddad",
        X
        "," ALIAS("Samee Haddad") "," ALIAS("Sami Haddad") "," ALIAS("Samie Haddad") "]");
    names("Abu A (nom de guerre)", X "," ALIAS("Abu A") "]");
    names("House of Wax (HOW)", X "," ALIAS("House of Wax (HOW)") "]");
    names("\xE2\x80\x98The Base\xE2\x80\x99", X "," ALIAS("The Base") "]");
    names("A \xC2\xA0  One\t Two", X "," ALIAS("A One Two") "]");
    names("A (B One; C Two)", X "," ALIAS("A") "," ALIAS("B One") "," ALIAS("C Two") "]");
    names("\xD0\x96\xD0\x96 (Zhe Zhe)",
        X "," ALIAS("Zhe Zhe") "," ALIAS("\xD0\x96\xD0\x96") "]");
    names("Zhe (original script: \xD0\x96)",
        X "," ALIAS("Zhe") "," ALIAS("\xD0\x96") "]");
    names("A ((((((((((((B One; C", X ",");
    names(";; ,", X "]");
}

/* ---- Countries ------------------------------------------------------------------------------ */

static void
countries(const char *text, const char *want)
{
    struct bytes is,
        line = bytes_of(scratch_text("list,ref,name,country\nA,1,B,\"%s\"\n", text));
    const char *at;

    if (!reads_text(w, line, &is)) {
        tap_ok(false, "%s: %s", text, work_why(w));
        work_clear(w);
        return;
    }
    at = strstr((const char *)is.at, "{\"countries\":[");
    tap_ok(at != NULL && strncmp(at + 14, want, strlen(want)) == 0 &&
            at[14 + strlen(want)] == ']',
        "%s: %s", text, want);
}

static void
places(void)
{
    countries("Iran (Islamic Republic of)", "\"IR\"");
    countries("IRQ", "\"IQ\"");
    countries("Korea, North", "\"KP\"");
    countries("(1) Uganda (2) Rwanda", "\"RW\",\"UG\"");
    countries("Ukrainian, Russian", "\"RU\",\"UA\"");
    countries("Former USSR Currently Ukraine", "\"UA\"");
    countries("Congo (Democratic Republic)", "\"CD\"");
    countries("Russia / Russie", "\"RU\"");
    countries("N/A", "");
    countries("and", "");
    countries("Atlantis", "");
}

int
main(void)
{
    w = fresh();
    formats();
    plain();
    mixed();
    dates();
    fields();
    places();
    work_close(w);
    return tap_end();
}
