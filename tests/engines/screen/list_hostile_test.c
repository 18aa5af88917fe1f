/*
 * list_hostile_test: lists that are cut off at any byte, wrongly encoded, or made to harm are
 * refused with a line, and so is one for which memory runs out at any point.
 */
#include "support/faults.h"
#include "tests/engines/screen/fixture.h"

static struct work *w;

static const struct {
    const char *files; /* the one that is cut comes first */
    bool ends;         /* says itself where it ends */
} all[] = {{"un.xml", true}, {"eu-fsf.xml", true}, {"eu-whole.xml", true},
    {"ofac.xml", true}, {"ofac-enhanced.xml", true}, {"ca.xml", true},
    {"ofac-sdn.csv", true}, {"ofac-alt.csv ofac-sdn.csv", true},
    {"ofac-add.csv ofac-sdn.csv", true}, {"ofac-comments.csv ofac-sdn.csv", false},
    {"eu-oj.csv", false}, {"uk-conlist.csv", false}, {"uk-list.csv", false},
    {"csl.csv", false}, {"plain.csv", false}};

/* ---- Cut ---------------------------------------------------------------------------------- */

enum verdict { REFUSED, SAME, SHORTER, WRONG };

/* Without its last bytes; read as it was, or refused with a line of that file. */
static enum verdict
cut(const struct list_files *from, size_t len, const char *name, struct bytes whole)
{
    struct work *of = fresh();
    struct list_files files = *from;
    enum verdict is = WRONG;
    struct bytes out;

    files.file[0].text.len = len;
    if (reads_files(of, &files, &out))
        is = bytes_equal(out, whole)                             ? SAME
            : len == 0 || from->file[0].text.at[len - 1] == '\n' ? SHORTER
                                                                 : WRONG;
    else if (work_fault(of) == FAULT_INVALID &&
        (strstr(work_why(of), "line ") != NULL ||
            strstr(work_why(of), "no entry") != NULL))
        is = REFUSED;
    if (is == WRONG)
        printf("# %s at %zu: %s\n", name, len, work_why(of));
    work_close(of);
    return is;
}

/* A table that does not say where it ends may be cut between two lines; all else is seen. */
static void
cuts(void)
{
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct list_files files = samples(w, all[i].files);
        size_t count[WRONG + 1] = {0}, len = files.file[0].text.len;
        struct bytes whole;

        if (!reads_files(w, &files, &whole))
            exit(1);
        for (size_t at = 0; at < len; at++)
            count[cut(&files, at, all[i].files, whole)]++;
        tap_ok(count[WRONG] == 0 && (count[SHORTER] == 0 || !all[i].ends) &&
                count[REFUSED] > 9 * len / 10 && count[SAME] < 5,
            "%s cut at each of %zu bytes: %zu times refused, %zu times between lines",
            all[i].files, len, count[REFUSED], count[SHORTER]);
    }
}

/* ---- Made to harm ------------------------------------------------------------------------- */

static void
refused(const char *text, size_t len, const char *why, const char *what)
{
    struct bytes out;

    if (!tap_ok(refused_with(w, reads_text(w, bytes_from(text, len), &out), why), "%s",
            what))
        printf("#   wanted %s\n", why);
}
#define REFUSED(text, why, what) refused(text, strlen(text), why, what)

static void
bombs(void)
{
    struct buffer b = buffer_open(w, (size_t)64 << 20);
    struct bytes deep;

    REFUSED("<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]>"
            "<CONSOLIDATED_LIST><INDIVIDUALS/>&b;</CONSOLIDATED_LIST>",
        "line 1: this is no list", "entities that grow, before anything is read of them");
    REFUSED("<?xml version='1.0'?>\n<CONSOLIDATED_LIST>\n<!DOCTYPE "
            "x></CONSOLIDATED_LIST>",
        "list: line 3: ", "a document type within");
    REFUSED("<export>\n<sanctionEntity logicalId='1'><nameAlias wholeName='&file;'/>"
            "</sanctionEntity></export>",
        "list: line 2: ", "an entity that nobody declared");
    REFUSED("<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL/></INDIVIDUALS></"
            "CONSOLIDATED_LIST>",
        "list: line 1: an entry has no reference", "an empty entry");
    REFUSED("<sdnList><publshInformation><Record_Count>2</Record_Count></"
            "publshInformation>"
            "<sdnEntry><uid>1</uid><lastName>A</lastName></sdnEntry></sdnList>",
        "list: line 1: it says that it has 2 entries, and has 1",
        "another count than it says");
    buffer_text(&b, "<WHOLE>");
    for (int i = 0; i < 100; i++)
        buffer_text(&b, "<ENTITY>");
    if (!buffer_bytes(&b, &deep))
        exit(1);
    refused((const char *)deep.at, deep.len, "deeper than 64", "elements in elements");
}

static void
tables(void)
{
    static const char nul[] = "list,ref,name\nA,1,B\nA,2,C\0D\n";
    struct buffer b = buffer_open(w, (size_t)64 << 20);
    struct bytes text;

    refused(nul, sizeof(nul) - 1, "list: line 3: no UTF-8 text", "a NUL");
    REFUSED("list,ref,name\nA,1,B\nA,2,\xE9\n", "list: line 3: no UTF-8 text",
        "a one-byte code page");
    REFUSED("list,ref,name\nA,1,B \"C\" D\n", "list: line 2: a quote within a cell",
        "a bare quote");
    REFUSED("list,ref,name\nA,1,\"B\n", "list: line 2: a quote is not closed",
        "an open quote");
    REFUSED("1,\"A\",\"individual\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
        "list: line 2: it does not end with a line of byte 0x1A", "no mark at the end");
    REFUSED("1,\"A\",\"individual\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
            "\n\x1A\n2,\"B\"",
        "something stands behind its end", "something behind it");
    REFUSED("1,\"A\",\"individual\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
            "\n1,2\n\x1A\n",
        "list: line 2: 2 cells, but there are 12 columns", "another table goes on in it");
    buffer_text(&b, "list,ref,name\nA,1,");
    while (b.len < (size_t)2 << 20)
        buffer_text(&b, "no end ");
    buffer_byte(&b, '\n');
    if (!buffer_bytes(&b, &text))
        exit(1);
    refused((const char *)text.at, text.len,
        "list: line 2: a cell is longer than 1048576", "a cell of 2 MB");
    b.len = 0;
    buffer_text(&b, "list,ref,name\nA,1,");
    while (b.len < (size_t)20 << 10)
        buffer_text(&b, "no end ");
    buffer_byte(&b, '\n');
    if (!buffer_bytes(&b, &text))
        exit(1);
    refused((const char *)text.at, text.len, "a name is longer than 16384 bytes",
        "a name of 20 kB");
}

/* ---- Much of something -------------------------------------------------------------------- */

/* Each of these took time with the square of its length, or the stack with its length, were it
 * not for limits. */
static void
much(const char *head, const char *again, const char *tail, const char *what)
{
    struct buffer b = buffer_open(w, (size_t)64 << 20);
    int64_t began = os_real.ticks();
    struct bytes text, out;

    buffer_text(&b, head);
    while (b.len < 1000000)
        buffer_text(&b, again);
    buffer_text(&b, tail);
    if (!buffer_bytes(&b, &text))
        exit(1);
    if (!reads_text(w, text, &out) && work_fault(w) != FAULT_INVALID)
        printf("# %s\n", work_why(w));
    tap_ok((work_ok(w) || work_fault(w) == FAULT_INVALID) &&
            os_real.ticks() - began < 5 * TIME_SECOND,
        "%s: %lld ms %s", what, (long long)(os_real.ticks() - began) / 1000, work_why(w));
    work_clear(w);
}

static void
long_ones(void)
{
    static char before[8000];
    static const char oj[] = "celex,recordId,programKey,annex,schema,name,alias,"
                             "nationality,birthDate,idNumber\n";

    much(scratch_text("%sR,1,P,I,Person,X,\"", oj), "((", "\",,,\n", "parentheses");
    much(scratch_text("%sR,1,P,I,Person,X,\"", oj), "a;", "\",,,\n", "names");
    memset(before, 'x', sizeof(before) - 1);
    much(scratch_text("%sR,1,P,I,Person,X,\"%s A (a.k.a. ", oj, before), "a,",
        ") B\",,,\n", "variants");
    much(scratch_text("%sR,1,P,I,Person,X,\"", oj), "\"\"a;", "\",,,\n", "quotes");
    much(scratch_text("%sR,1,P,I,Person,X,,\"", oj), "Iraq and ", "\",,\n", "countries");
    much(scratch_text("%sR,1,P,I,Person,X,,,\"", oj), "1963; ", "\",\n", "dates");
    much(scratch_text("%sR,1,P,I,Person,X,,,,\"", oj), "no. 1 (", "\"\n", "numbers");
    much("list,ref,name\n", "A,1,B\n", "", "one name in many rows");
    much("1,\"A\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"", "a.k.a. 'B; ",
        "\"\n\x1A\n", "remarks");
    much("<data-set>", "<record><Country>A</Country><LastName>B</LastName></record>",
        "</data-set>", "one reference many times");
}

/* ---- Memory ------------------------------------------------------------------------------- */

/* Every n-th allocation fails: read wholly, or told. */
static void
short_of_memory(const char *names)
{
    struct list_files files = samples(w, names);
    unsigned long n, told = 0;
    struct bytes whole, out;

    if (!reads_files(w, &files, &whole))
        exit(1);
    for (n = 1;; n++) {
        struct work *of;
        bool good, same;

        faults_plan(CALL_BIT(CALL_ALLOC), n, HOW_NUMBER, 0);
        of = work_open(&faults_os);
        good = of != NULL && reads_files(of, &files, &out);
        same = good && bytes_equal(out, whole);
        told += of == NULL || (!good && work_fault(of) == FAULT_MEMORY);
        work_close(of);
        if (fault_plan.hit == 0 || same)
            break;
        faults_off();
    }
    faults_off();
    tap_ok(told == n - 1 && n > 5, "%s: memory fails at %lu places, told each time",
        names, told);
}

int
main(void)
{
    w = fresh();
    cuts();
    bombs();
    tables();
    long_ones();
    faults_over(&os_real, "unix");
    for (size_t i = 0; i < COUNT_OF(all); i++)
        short_of_memory(all[i].files);
    work_close(w);
    return tap_end();
}
