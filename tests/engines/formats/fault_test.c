/*
 * fault_test: with the n-th allocation or call to the disk failing, for every n, a file is read,
 * checked and written wholly, or it is said why not.
 */
#include <errno.h>

#include "support/faults.h"
#include "tests/engines/formats/fixture.h"

static const char sample[] =
    "<iati-activities version='2.03'><iati-activity xml:lang='en'><iati-identifier>A-1"
    "</iati-identifier><reporting-org ref='A' type='10'/><title><narrative>T</narrative>"
    "</title><participating-org role='9' ref='a/b'/><activity-date type='1' "
    "iso-date='2025-01-01'/><activity-date type='3' iso-date='2024-01-01'/><sector "
    "code='1' vocabulary='2' percentage='60'/><sector code='2' vocabulary='2' "
    "percentage='30'/></iati-activity><x:y xmlns:x='u:x'/></iati-activities>";

static const char ruleset[] =
    "{\"//"
    "iati-activity\":{\"date_order\":{\"cases\":[{\"less\":\"activity-date[@type='1']/"
    "@iso-date\",\"more\":\"activity-date[@type='3']/@iso-date\"}]},\"regex_matches\":{"
    "\"cases\":[{\"paths\":[\"participating-org/@ref\"],\"regex\":\"^[^/"
    "]+$\"}]},\"loop\":{"
    "\"cases\":[{\"foreach\":\"sector/@vocabulary\",\"subs\":[\"paths\"],\"do\":{"
    "\"strict_sum\":{\"cases\":[{\"paths\":[\"sector[@vocabulary = '$1']/@percentage\"],"
    "\"sum\":100}]}}}]},\"unique\":{\"cases\":[{\"paths\":[\"sector/@vocabulary\"]}]},"
    "\"one_or_all\":{\"cases\":[{\"one\":\"@default-currency\",\"all\":\"currency\"}]}}}";

#define XS "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">"

static void
files(void)
{
    if (mkdir(scratch("codes"), 0700) != 0 || mkdir(scratch("xsd"), 0700) != 0)
        exit(1);
    raw_write(scratch("codes/mapping.xml"),
        bytes_of("<mappings><mapping><path>//iati-activity/participating-org/@role</path>"
                 "<codelist ref='Role'/></mapping><mapping><path>//@xml:lang</path>"
                 "<codelist ref='Language'/><condition>title</condition></mapping>"
                 "</mappings>"));
    raw_write(scratch("codes/Role.xml"),
        bytes_of(
            "<codelist name='Role' complete='1'><codelist-items><codelist-item><code>1"
            "</code></codelist-item><codelist-item><code>2</code></codelist-item>"
            "</codelist-items></codelist>"));
    raw_write(scratch("xsd/iati-activities-schema.xsd"),
        bytes_of(XS "<xs:include schemaLocation=\"iati-common.xsd\"/><xs:element "
                    "name=\"iati-activities\"/></xs:schema>"));
    raw_write(scratch("xsd/iati-common.xsd"), bytes_of(XS "</xs:schema>"));
}

static bool
against(struct work *w, const struct iati_file *file, struct xml_schema **schema)
{
    struct iati_checks checks = {.now = NOW_OF_TESTS, .most = 100};
    struct iati_report report;
    struct codes *codes;
    struct rules *rules;

    TRY(iati_schema_open(w, scratch("xsd"), file, schema));
    TRY(codes_read(w, scratch("codes"), &codes));
    TRY(rules_read(w, bytes_of(ruleset), &rules));
    checks.schema = *schema;
    checks.codes = codes;
    checks.rules = rules;
    TRY(iati_check(w, file, &checks, &report));
    /* The role; the order, the pattern, the sum, what is there twice. */
    return (report.count[IATI_ERROR] == 5 && report.rules_left == 1) ||
        fail(w, FAULT_CORRUPT, "%zu errors, %zu not asked", report.count[IATI_ERROR],
            report.rules_left);
}

static bool
story(struct work *w)
{
    struct xml_schema *schema = NULL;
    struct iati_file file;
    struct bytes text, out;
    struct hash hash;
    bool good;

    TRY(iati_read(w, bytes_of(sample), &file));
    TRY(iati_item_text(w, file.items, &text) && iati_item_hash(w, file.items, &hash));
    TRY(iati_write(w, &file, &text, 1, &out));
    good = against(w, &file, &schema);
    xml_schema_close(schema);
    return good;
}

/* Every n-th of these calls, until a run needs no more; ${fill} moves the places at which the
 * arena asks for more. */
static long
torture(unsigned calls, int number, size_t fill)
{
    for (unsigned long n = 1; n < 100000; n++) {
        struct work *w;
        bool good, clean;

        faults_plan(calls, n, HOW_NUMBER, number);
        w = work_open(&faults_os);
        good = w != NULL && (fill == 0 || work_alloc(w, fill) != NULL) && story(w);
        clean = w == NULL || (good ? work_ok(w) : work_why(w)[0] != '\0') ||
            fault_plan.hit > 0;
        clean = clean &&
            (good || w == NULL || work_fault(w) == FAULT_MEMORY ||
                work_fault(w) == FAULT_IO);
        if (!clean)
            printf("# call %lu: %s\n", n, work_why(w));
        work_close(w);
        if (!clean)
            return 0;
        if (fault_plan.count < n)
            return good ? (long)n : 0;
    }
    return 0;
}

int
main(void)
{
    struct work *w = fresh();
    long runs, sum = 0;
    bool all = true;

    if (!crypt_start(w))
        return 1;
    files();
    tap_ok(story(w), "the story holds: %s", work_why(w));
    faults_over(&os_real, NULL);
    for (size_t fill = 0; fill < 40000; fill += 397) {
        runs = torture(CALL_BIT(CALL_ALLOC), ENOMEM, fill);
        all = all && runs > 1;
        sum += runs;
    }
    tap_ok(all, "%ld allocations fail", sum);
    runs = torture(CALL_BIT(CALL_OPEN) | CALL_BIT(CALL_PREAD) | CALL_BIT(CALL_READ) |
            CALL_BIT(CALL_FSTAT),
        EIO, 0);
    tap_ok(runs > 8, "%ld calls to the disk fail", runs);
    faults_off();
    work_close(w);
    return tap_end();
}
