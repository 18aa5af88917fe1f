/*
 * The measures of screening, over invented lists and sets of which each answer is known: same
 * words are found, words that have nothing in common are not, so whatever the search weighs,
 * the counts stand.  How good the search is, is none of this test's business.
 */
#include <string.h>
#include <sys/wait.h>

#include "support/scratch.h"
#include "tap.h"

static struct work *w;

/* ---- What is listed, and what is asked --------------------------------------------------------- */

static const struct {
    const char *name, *text;
} files[] = {
    {"lists/merged/names_2026.tsv",
        "list\tref\ttype\tkind\tname\tdob\tcountry\n"
        "UN\tUN.1\tP\tprimary\tTarvek Osmolind\t1950-02-03\t\n"
        "UN\tUN.1\tP\talias\t\"Quillon Bradvar\"\t\t\n"
        "UN\tUN.2\tP\tprimary\tHesprin Talgorath\t\t\n"
        "UK\tUK.1\tP\tprimary\tMerovin Stachelby\t\t\n"
        "UK\tUK.2\tP\tprimary\tOstrander Whimsley\t\t\n"
        "UK\tUK.2\tP\talias\tWhimsley Ostrander\t\t\n"
        "EU\tEU.1\tP\tprimary\tIvan Tarasov\t1960-05-06\t\n"
        "EU\tEU.1\tP\tscript\tИван Тарасов\t\t\n"
        "EU\tEU.2\tP\tscript\tПётр Громов\t\t\n"},
    /* A right one, one of two references, a wrong reference, one who is not on that list. */
    {"screen-dev/un_positives.tsv",
        "query_treated\tquery_untreated\tdob\tnationality\tun_refs\n"
        "Tarvek Osmolind\tTarvek Osmolind\t\t\tUN.1\n"
        "Hesprin Talgorath\tHesprin Talgorath\t\t\tUN.9|UN.2\n"
        "Hesprin Talgorath\tHesprin Talgorath\t\t\tUN.1\n"
        "Merovin Stachelby\tMerovin Stachelby\t\t\tUN.2\n"},
    {"screen-dev/xlist_uk_to_un.tsv",
        "query\ttype\tkind\tdob\tuk_id\tun_ref\trelation\n"
        "Tarvek Osmolind\tP\tprimary\t\tX1\tUN.1\texact\n"
        "Quillon Bradvar\tP\talias\t\tX1\tUN.1\tvariant\n"
        "Hesprin Talgorath\tP\talias\t\tX1\tUN.1\tvariant\n"
        "Zubblewick Ornathen\tP\talias\t\tX1\tUN.1\treorder\n"},
    {"screen-dev/negatives_us_congress.tsv",
        "name\tdob\n"
        "Nipoku Lifajo\t1950\n"
        "Tarvek Osmolind\t1950\n"
        "Tarvek Osmolind\t1999\n"},
    /* Right and wrong both ways, two for one name. */
    {"screen-dev/name_pairs.tsv",
        "group\tschema\tname1\tname2\tis_match\tquality\tcategory\tlogicv2_score\n"
        "a\tPerson\tMorvane Oxtelby\tMorvane Oxtelby\ttrue\tSTRONG\t\t1\n"
        "a\tPerson\tMorvane Oxtelby\tGundrith Paskewal\tfalse\tSTRONG\t\t0\n"
        "a\tPerson\tJulip Arrandyke\tGundrith Paskewal\ttrue\tSTRONG\t\t0\n"
        "a\tCompany\tGundrith Paskewal\tGundrith Paskewal\tfalse\tMEDIUM\t\t0\n"
        "a\tVessel\tJulip Arrandyke\tJulip Arrandyke\ttrue\tWEAK\t\t0\n"},
    {"screen-dev/entity_checks.yml",
        "# invented\n"
        "checks:\n"
        "  - match: true\n    schema: Person\n"
        "    query:\n      name: Korvath Elmsdottir\n"
        "    candidate:\n      name: \"Korvath Elmsdottir\"\n"
        "  - match: true\n    schema: Person\n    label: is missed\n"
        "    query:\n      name: Korvath Elmsdottir\n"
        "    candidate:\n      name: Pellion Struwick\n\n"
        "  # right\n"
        "  - match: false\n    schema: Company\n"
        "    query:\n      name: Pellion Struwick\n"
        "    candidate:\n      name: 'Yarrow''s Bentholm'\n"
        "  - match: false\n    schema: LegalEntity\n    label: is found\n"
        "    query:\n      name: Yarrow Bentholm\n"
        "    candidate:\n      name: Yarrow\n        Bentholm\n"
        "  - match: true\n    schema: Person\n"
        "    query:\n      firstName: Odrun\n      fatherName: Vaxil\n      lastName: "
        "Tamsgard\n"
        "      birthDate: 1960-05\n"
        "    candidate:\n      name: [Somebody Else, \"Odrun Vaxil Tamsgard\"]\n"
        "      birthDate: 1960-05-06\n"
        "  - match: true\n    schema: Organization\n"
        "    query:\n      name:\n        - Nobody Atall\n        - Fennimore Quaddle\n"
        "      country: zz\n"
        "    candidate:\n      name: Nothing Whatever\n      alias:\n"
        "      - Fennimore Quaddle\n"},
    /* Found by its Latin name; there by a name of its script alone; a wrong reference. */
    {"screen-dev/xscript.tsv",
        "query\tscript\tlist\tref\n"
        "Иван Тарасов\tCYRILLIC\tEU\tEU.1\n"
        "Пётр Громов\tCYRILLIC\tEU\tEU.2\n"
        "Ιβαν\tGREEK\tUN\tUN.2\n"},
    /* Each is out of the index when it is asked for: the first cannot be found. */
    {"screen-dev/alias_leave_one_out.tsv",
        "query\tlist\tref\ttype\tbest_token_jaccard_with_remaining\n"
        "Tarvek Osmolind\tUN\tUN.1\tP\t0.00\n"
        "\"Quillon Bradvar\"\tUN\tUN.1\tP\t0.00\n"
        "Ostrander Whimsley\tUK\tUK.2\tP\t1.00\n"
        "Whimsley Ostrander\tUK\tUK.2\tP\t1.00\n"
        "Hesprin Talgorath\tUN\tUN.2\tP\t0.50\n"},
};

/* Lists as they are published: the first is told by what stands in it, as all are, and has one
 * whom the sets ask for; the others have invented people. */
static const struct {
    const char *name, *sample, *text;
} published[] = {
    {"lists/un/consolidated_2026-02-27.xml", NULL,
        "list\tref\ttype\tkind\tname\tdob\tcountry\n"
        "UN\tUN.1\tP\tprimary\tTarvek Osmolind\t1950-02-03\t\n"},
    {"lists/eu/oj_2026/consolidated/1.csv", "eu-oj.csv", NULL},
    {"lists/ofac/sdn_2024-05-03.csv", "ofac-sdn.csv", NULL},
    {"lists/ofac/alt_2025-12.csv", "ofac-alt.csv", NULL},
    {"lists/ofac/add_2025-12.csv", "ofac-add.csv", NULL},
    {"lists/uk/ConList_2025-04-10.csv", "uk-conlist.csv", NULL},
};

/* ---- What must be counted ---------------------------------------------------------------------- */

enum verdict { SHORT, HOLDS, NEITHER };

static const struct {
    const char *set, *part;
    int64_t count, of;
    enum verdict verdict;
} wanted[] = {
    {"un_positives", "treated", 2, 4, SHORT},
    {"xlist_uk_to_un", "all", 2, 4, SHORT},
    {"xlist_uk_to_un", "variants", 1, 2, SHORT},
    {"negatives_us_congress", "name alone", 2, 3, SHORT},
    {"negatives_us_congress", "with date of birth", 1, 3, SHORT},
    {"negatives_us_congress", "with it, lists as published", 1, 3, SHORT},
    {"negatives_synthetic", "name alone", 62, 1511, SHORT},
    {"negatives_synthetic", "with date of birth", 62, 1511, SHORT},
    {"negatives_synthetic", "with it, lists as published", 61, 1511, SHORT},
    {"alerts", "Latin", 61, 1510, HOLDS},
    {"alerts", "Cyrillic", 1, 1, HOLDS}, /* one of one may be chance: 8 % */
    {"alerts", "Freedonia", 0, 1000, HOLDS},
    {"alerts", "Sylvania \"S\"", 61, 500, SHORT},
    {"name_pairs", "F1", 4, 6, SHORT},
    {"name_pairs", "errors of quality STRONG", 1, 3, SHORT},
    {"entity_checks", "right", 4, 6, SHORT},
    {"xscript", "Cyrillic", 1, 2, SHORT},
    {"xscript", "Arabic", 0, 0, SHORT}, /* of nothing: no measure can hold */
    {"xscript", "Hangul", 0, 0, SHORT},
    {"xscript", "Chinese, Japanese", 0, 0, SHORT},
    {"xscript", "Greek", 0, 1, SHORT},
    {"xscript", "Hebrew", 0, 0, NEITHER},
    {"alias_leave_one_out", "overlap >= 0.67", 2, 2, HOLDS},
    {"alias_leave_one_out", "overlap 0.34-0.67", 0, 1, SHORT},
    {"alias_leave_one_out", "overlap < 0.34", 0, 2, SHORT},
    {"indexed = exhaustive", "queries that differ", 0, 14, HOLDS},
};

/* ---- Running it -------------------------------------------------------------------------------- */

static void
file_put(const char *folder, const char *name, struct bytes text)
{
    raw_write(scratch_text("%s/%s", folder, name), text);
}

/* A thousand of one country of whom nobody is listed, 500 of another of whom 61 are, and eleven
 * of one that is too small to be told apart, the last in Cyrillic, and listed. */
static struct bytes
negatives(void)
{
    static const char *const parts[] = {"ni", "po", "ku", "li", "fa", "jo", "we", "bu",
        "ga", "zo"};
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes out;

    buffer_text(&b, "name\tdob\tnationality\tgender\tset\n");
    for (unsigned i = 0; i < 1510; i++) {
        const char *of = i < 1000 ? "Freedonia" : i < 1500 ? "Sylvania \"S\"" : "Small";

        if (i >= 1000 && i < 1061)
            buffer_text(&b, "Tarvek Osmolind");
        else
            buffer_format(&b, "%s%s%s %s%s%s", parts[i % 10], parts[i / 10 % 10],
                parts[(i / 100 + 3) % 10], parts[i / 100 % 10], parts[i % 10],
                parts[(i / 10 + 5) % 10]);
        buffer_format(&b, "\t1950-02-03\t%s\tother\tglobal\n", of);
    }
    buffer_text(&b, "Иван Тарасов\t1960-05-06\tSmall\tother\tglobal\n");
    if (!buffer_bytes(&b, &out))
        abort();
    return out;
}

static void
published_put(const char *folder)
{
    for (size_t i = 0; i < COUNT_OF(published); i++) {
        struct bytes text = bytes_of(published[i].text != NULL ? published[i].text : "");

        if (published[i].sample != NULL &&
            !file_load(w,
                scratch_text("tests/engines/screen/samples/%s", published[i].sample),
                1 << 20, &text))
            abort();
        file_put(folder, published[i].name, text);
    }
}

static const char *
data_make(const char *name)
{
    static const char *const folders[] = {"", "/lists", "/lists/merged", "/lists/un",
        "/lists/eu", "/lists/eu/oj_2026", "/lists/eu/oj_2026/consolidated", "/lists/ofac",
        "/lists/uk", "/screen-dev"};
    const char *folder = scratch("%s", name);

    for (size_t i = 0; i < COUNT_OF(folders); i++)
        if (work_os(w)->mkdir(scratch_text("%s%s", folder, folders[i]), 0700) != 0)
            abort();
    for (size_t i = 0; i < COUNT_OF(files); i++)
        file_put(folder, files[i].name, bytes_of(files[i].text));
    published_put(folder);
    file_put(folder, "screen-dev/negatives_synthetic.tsv", negatives());
    return folder;
}

/* The program that stands beside the one under test; what it printed. */
static int
run(const char *data, const char *out, struct bytes *printed)
{
    const char *program = getenv("LIAISON_PROGRAM");
    const char *name = program != NULL ? strrchr(program, '/') : NULL;
    const char *command = name == NULL
        ? ""
        : scratch_text("LIAISON_DATA='%s' '%.*s/quality' '%s' 14 2>&1", data,
              (int)(name - program), program, out);
    struct buffer b = buffer_open(w, 1 << 20);
    uint8_t block[4096];
    size_t got;
    FILE *from;
    int status;

    if (name == NULL || (from = popen(command, "r")) == NULL)
        abort();
    while ((got = fread(block, 1, sizeof(block), from)) > 0)
        buffer_add(&b, bytes_from(block, got));
    status = pclose(from);
    if (!buffer_bytes(&b, printed))
        abort();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
holds_text(struct bytes text, const char *what)
{
    return memmem(text.at, text.len, what, strlen(what)) != NULL;
}

static struct json *
row_of(struct json *rows, const char *set, const char *part)
{
    for (struct json *r = json_first(rows); r != NULL; r = r->next)
        if (bytes_is(json_get_text(r, "set"), set) &&
            bytes_is(json_get_text(r, "part"), part))
            return r;
    return NULL;
}

static void
row_is(struct json *row, size_t i)
{
    const struct json *holds = json_get(row, "holds");
    int64_t count = -1, of = -1;
    enum verdict v = holds == NULL ? NEITHER : holds->truth ? HOLDS : SHORT;
    bool good = row != NULL && json_need_integer(w, row, "count", 0, 9999, &count) &&
        json_need_integer(w, row, "of", 0, 9999, &of) && count == wanted[i].count &&
        of == wanted[i].of && v == wanted[i].verdict;

    if (!tap_ok(good, "%s, %s: %lld of %lld", wanted[i].set, wanted[i].part,
            (long long)wanted[i].count, (long long)wanted[i].of))
        printf("#   %lld of %lld, verdict %d\n", (long long)count, (long long)of, v);
}

static void
counts(void)
{
    const char *out = scratch("quality.json");
    struct bytes printed, text;
    struct json *all, *rows;
    size_t short_of = 0;

    tap_ok(run(data_make("whole"), out, &printed) == 0,
        "it ends well, whatever falls short");
    if (!file_load(w, out, 1 << 20, &text) || !json_read(w, text, &json_foreign, &all) ||
        !json_need(w, all, "measures", JSON_ARRAY, &rows)) {
        tap_ok(false, "%s: %s", work_why(w), (const char *)printed.at);
        return;
    }
    tap_ok(rows->count == COUNT_OF(wanted), "as many rows as there are measures");
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        row_is(row_of(rows, wanted[i].set, wanted[i].part), i);
        tap_ok(holds_text(printed, wanted[i].set) && holds_text(printed, wanted[i].part),
            "it is printed too");
        short_of += wanted[i].verdict == SHORT;
    }
    tap_ok(holds_text(printed,
               scratch_text("%zu of %zu measures fall short", short_of,
                   COUNT_OF(wanted))),
        "what falls short is counted");
    tap_ok(holds_text(printed, "STRONG, missed: Julip Arrandyke / Gundrith Paskewal\n"),
        "an error of quality STRONG is named");
    tap_ok(memchr(printed.at, '\r', printed.len) == NULL,
        "nobody watches: no progress is shown");
}

/* ---- What it cannot read ------------------------------------------------------------------------ */

static void
refused(const char *name, const char *file, const char *text, const char *why)
{
    const char *folder = data_make(name), *out = scratch("%s.json", name);
    struct bytes printed;

    if (text != NULL)
        file_put(folder, file, bytes_of(text));
    else
        raw_remove(scratch_text("%s/%s", folder, file));
    tap_ok(run(folder, out, &printed) == 1 && !raw_there(out), "%s: refused", name);
    tap_ok(holds_text(printed, why), "it says why");
    if (!holds_text(printed, why))
        printf("#   %.*s\n", (int)printed.len, (const char *)printed.at);
}

int
main(void)
{
    w = work_open(&os_real);
    if (w == NULL)
        return 1;
    counts();
    refused("missing", "screen-dev/xscript.tsv", NULL, "xscript.tsv");
    refused("column", "screen-dev/un_positives.tsv", "query_treated\tother\nA B\tUN.1\n",
        "un_positives.tsv: the first line has not all of its columns");
    refused("indent", "screen-dev/entity_checks.yml",
        "checks:\n  - match: true\n   schema: Person\n", "entity_checks.yml: line 3");
    refused("corpus", "lists/merged/names_2026.tsv", "list\tref\tname\nUN\t\tA B\n",
        "names_2026.tsv");
    refused("published", "lists/uk/ConList_2025-04-10.csv", NULL,
        "lists/uk/ConList_2025-04-10.csv*: there is no such file");
    work_close(w);
    return tap_end();
}
