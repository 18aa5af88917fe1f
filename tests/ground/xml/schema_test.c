/*
 * schema_test: the verdicts of the publisher's own tests of its schemas, and where in a document
 * an error is said to be.
 */
#include "tests/ground/xml/fixture.h"

#include "support/scratch.h"

static struct work *w;

/* ---- 494 files --------------------------------------------------------------------------------- */

static struct xml_schema *schemas[3];
static const char *const names[] = {"iati-activities-schema.xsd",
    "iati-organisations-schema.xsd", "iati-registry-record-schema.xsd"};

/* Is the verdict as wanted?  A file that is no XML fails too. */
static bool
judge(const char *folder, const char *file, const char *xsd, bool pass)
{
    struct work *own = work_open(&os_real);
    struct xml_findings found = {0};
    struct bytes text;
    struct xml *root;
    bool good, read;
    size_t which = 0;

    while (which < COUNT_OF(names) - 1 && strcmp(names[which], xsd) != 0)
        which++;
    read = file_load(own, scratch_text("%s/%s", folder, file), 1 << 20, &text) &&
        xml_read(own, text, &xml_foreign, &root) &&
        xml_schema_check(own, schemas[which], root, 10, &found);
    good = pass == (read && found.count == 0);
    for (const struct xml_finding *f = found.first; f != NULL; f = f->next)
        good = good && f->at != NULL && f->at->line > 0 && f->what[0] != '\0';
    if (!good)
        printf("# %s: %s\n", file,
            found.first != NULL ? found.first->what : work_why(own));
    work_close(own);
    return good;
}

static void
verdicts(const char *root)
{
    const char *folder = scratch_text("%s/iati-schema-tests", root);
    size_t right[2] = {0}, rows = 0;
    char *line, *rest;
    struct bytes text;
    const char *copy;

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!xml_schema_open(w, scratch_text("%s/iati-schemas/2.03", root), names[i],
                &schemas[i])) {
            printf("Bail out! %s: %s\n", names[i], work_why(w));
            exit(1);
        }
    if (!file_load(w, scratch_text("%s/manifest.tsv", folder), 1 << 20, &text) ||
        !work_string(w, text, &copy))
        exit(1);
    rest = strchr(copy, '\n') + 1;
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        const char *file = strsep(&line, "\t"), *xsd = strsep(&line, "\t");
        bool pass = strncmp(line, "pass", 4) == 0;

        rows++;
        right[pass] += judge(folder, file, xsd, pass);
    }
    tap_ok(right[0] + right[1] == 494 && rows == 494,
        "%zu of %zu verdicts: %zu pass, %zu fail", right[0] + right[1], rows, right[1],
        right[0]);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        xml_schema_close(schemas[i]);
}

/* ---- Places -------------------------------------------------------------------------------------- */

static void
places(void)
{
    struct xml_schema *s = NULL;
    struct xml_findings found;
    struct xml *root =
        tree(w, "<list>\n <n>1</n>\n <n>x</n>\n <n a='1'>2</n>\n <m/>\n</list>");
    static const char *const paths[] = {"/list/n[2]", "/list/n[3]", "/list/m[1]"};
    size_t right = 0, i = 0;

    if (mkdir(scratch("xsd"), 0700) != 0)
        exit(1);
    raw_write(scratch("xsd/list.xsd"),
        bytes_of("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">"
                 "<xs:element name=\"list\"><xs:complexType><xs:sequence><xs:element "
                 "name=\"n\" type=\"xs:int\" maxOccurs=\"9\"/></xs:sequence>"
                 "</xs:complexType></xs:element><xs:element name=\"pair\">"
                 "<xs:complexType><xs:sequence><xs:element name=\"a\"/><xs:element "
                 "name=\"b\"/></xs:sequence></xs:complexType></xs:element></xs:schema>"));
    if (!xml_schema_open(w, scratch("xsd"), "list.xsd", &s) ||
        !xml_schema_check(w, s, root, 10, &found))
        exit(1);
    for (const struct xml_finding *f = found.first; f != NULL; f = f->next, i++) {
        printf("# line %u %s %d %s\n", f->at->line, xml_path(w, f->at, NULL), f->code,
            f->what);
        right += i < 3 && strcmp(xml_path(w, f->at, NULL), paths[i]) == 0 &&
            f->at->line == i + 3;
    }
    tap_ok(right == 3 && found.count == 3,
        "errors stand at their elements, with the line");
    tap_ok(xml_schema_check(w, s, tree(w, "<pair><a><c/></a></pair>"), 10, &found) &&
            found.count == 1 && strcmp(xml_path(w, found.first->at, NULL), "/pair") == 0,
        "what is missing at an end is missed there");
    tap_ok(xml_schema_check(w, s, root, 1, &found) && found.count == 3 &&
            found.first == found.last,
        "one is listed where one is asked for, all are counted");
    tap_ok(xml_schema_check(w, s, tree(w, "<list><n>1</n></list>"), 1, &found) &&
            found.count == 0,
        "the schema serves again, and what is right is right");
    xml_schema_close(s);
}

int
main(void)
{
    const char *root = TAP_NEED_DATA("coordination");

    w = fresh();
    places();
    verdicts(root);
    work_close(w);
    return tap_end();
}
