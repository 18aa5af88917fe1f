/*
 * fault_test: with the n-th allocation failing, for every n, in the arena or in libxml2, all of
 * the room fails cleanly or succeeds wholly; libxml2 gives back all it took; and threads do not
 * meet in it.
 */
#include <libxml/xmlmemory.h>

#include "support/scratch.h"
#include "tests/ground/xml/fixture.h"

/* ---- What libxml2 allocates ---------------------------------------------------------------------- */

static _Thread_local long countdown; /* the call that fails; 0: none */
static long outstanding;
static long taken; /* calls that gave memory */

static bool
fails(void)
{
    return countdown > 0 && --countdown == 0;
}

static void *
counted_malloc(size_t len)
{
    void *at = fails() ? NULL : malloc(len);

    if (at != NULL) {
        __atomic_add_fetch(&outstanding, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&taken, 1, __ATOMIC_RELAXED);
    }
    return at;
}

static void
counted_free(void *at)
{
    if (at != NULL)
        __atomic_sub_fetch(&outstanding, 1, __ATOMIC_RELAXED);
    free(at);
}

static void *
counted_realloc(void *at, size_t len)
{
    void *to = fails() ? NULL : realloc(at, len);

    if (at == NULL && to != NULL)
        __atomic_add_fetch(&outstanding, 1, __ATOMIC_RELAXED);
    return to;
}

static char *
counted_strdup(const char *text)
{
    char *to = counted_malloc(strlen(text) + 1);

    if (to != NULL)
        memcpy(to, text, strlen(text) + 1);
    return to;
}

/* ---- Stories --------------------------------------------------------------------------------------- */

static const char sound[] = "<list xmlns:q='u:q' q:x='1'>\n <n q:y='2'>1</n><n>2</n>"
                            "<q:m q:z='&lt;3'>text<!-- --> and more<q:k/></q:m></list>";
static const char *folder; /* of the schema; threads only read it */

static bool
reading(struct work *w)
{
    struct bytes text, other;
    struct xml *root;

    TRY(xml_read(w, bytes_of(sound), &xml_foreign, &root));
    TRY(xml_write_document(w, root, &text));
    TRY(xml_read(w, text, &xml_foreign, &root));
    TRY(xml_canonical(w, root, &other));
    TRY(xml_text(w, root, &other));
    return xml_path(w, root, root->attributes) != NULL;
}

static bool
schema_on(struct work *w, struct xml_schema **s)
{
    struct xml_findings found;
    struct xml *root;

    TRY(xml_read(w, bytes_of("<list><n>1</n><n a='1'>x</n><m/></list>"), &xml_foreign,
        &root));
    TRY(xml_schema_open(w, folder, "list.xsd", s));
    TRY(xml_schema_check(w, *s, root, 10, &found));
    return found.count == 3 || fail(w, FAULT_CORRUPT, "%zu errors", found.count);
}

static bool
checking(struct work *w)
{
    struct xml_schema *s = NULL;
    bool good = schema_on(w, &s);

    xml_schema_close(s);
    return good;
}

/* ---- Allocations that fail --------------------------------------------------------------------------- */

static long arena_countdown;

static void *
failing_alloc(size_t len)
{
    if (arena_countdown > 0 && --arena_countdown == 0)
        return NULL;
    return os_real.alloc(len);
}

/* How many runs it took until one succeeded; 0 if a run went wrong.  ${fill} moves the places at
 * which the arena asks for more. */
static long
torture(bool (*run)(struct work *), long *which, size_t fill)
{
    struct os os = os_real;
    long before = outstanding;

    os.alloc = failing_alloc;
    for (long n = 1; n < 100000; n++) {
        struct work *w;
        bool good, left;

        *which = n;
        w = work_open(&os);
        good = w != NULL && (fill == 0 || work_alloc(w, fill) != NULL) && run(w);
        left = *which > 0;
        *which = 0;
        if (w != NULL &&
            (good ? !work_ok(w)
                  : work_fault(w) != FAULT_MEMORY || *work_why(w) == '\0')) {
            printf("# call %ld: %d %s\n", n, good, work_why(w));
            work_close(w);
            return 0;
        }
        work_close(w);
        if (outstanding != before) {
            printf("# call %ld: libxml2 kept %ld\n", n, outstanding - before);
            return 0;
        }
        if (good && left)
            return n;
    }
    return 0;
}

static void
arenas(void)
{
    long read = 0, checked = 0;
    bool all = true;

    for (size_t fill = 0; fill < 9000; fill += 97) {
        long a = torture(reading, &arena_countdown, fill),
             b = torture(checking, &arena_countdown, fill);

        all = all && a > 1 && b > 1;
        read += a;
        checked += b;
    }
    tap_ok(all, "arena: %ld failures while reading and writing, %ld while checking", read,
        checked);
}

/* ---- Schemas that a document names ------------------------------------------------------------------ */

/* What libxml2 allocates to check nine elements with this attribute. */
static long
taken_for(struct work *w, const struct xml_schema *s, const char *attribute)
{
    struct buffer b = buffer_open(w, 1 << 16);
    struct xml_findings found;
    struct xml *root = NULL;
    struct bytes text;
    long before;

    buffer_text(&b, "<list xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>");
    for (int i = 0; i < 9; i++)
        buffer_format(&b, "<n %s>1</n>", attribute);
    buffer_text(&b, "</list>");
    if (!buffer_bytes(&b, &text) || !xml_read(w, text, &xml_foreign, &root))
        return -1;
    before = taken;
    if (!xml_schema_check(w, s, root, 10, &found) || found.count != 0)
        return -1;
    return taken - before;
}

/* Looking for a schema that the document names costs, even when none is opened. */
static void
named_schemas(struct work *w)
{
    struct xml_schema *s = NULL;
    long without, named;

    if (!xml_schema_open(w, folder, "list.xsd", &s))
        exit(1);
    without = taken_for(w, s, "");
    named = taken_for(w, s,
        "xsi:schemaLocation='u:x x.xsd' xsi:noNamespaceSchemaLocation='y'");
    tap_ok(without > 0 && named == without,
        "no schema is looked for that a document names: %ld and %ld allocations", without,
        named);
    xml_schema_close(s);
}

/* ---- Threads --------------------------------------------------------------------------------------- */

#define THREADS 4
#define ROUNDS 40

static void
beside(void *ctx)
{
    bool *all = ctx;

    *all = true;
    for (int i = 0; i < ROUNDS; i++) {
        struct work *w = work_open(&os_real);
        struct xml *root;

        *all = *all && w != NULL && reading(w) && checking(w) &&
            !xml_read(w, bytes_of("<a>&x;</a>"), &xml_foreign, &root) &&
            strstr(work_why(w), "Entity 'x'") != NULL;
        work_close(w);
    }
}

static void
threads(void)
{
    struct work *w = fresh();
    struct thread *t[THREADS];
    bool right[THREADS], all = true;
    long before = outstanding;

    for (int i = 0; i < THREADS; i++)
        if (!thread_start(w, beside, &right[i], &t[i]))
            exit(1);
    for (int i = 0; i < THREADS; i++) {
        thread_join(t[i]);
        all = all && right[i];
    }
    tap_ok(all, "%d threads read and check %d times each, each with its own errors",
        THREADS, ROUNDS);
    tap_ok(outstanding == before, "and leave nothing behind: %ld", outstanding - before);
    work_close(w);
}

int
main(void)
{
    struct work *w;
    long runs;

    if (xmlMemSetup(counted_free, counted_malloc, counted_realloc, counted_strdup) != 0)
        return 1;
    w = fresh();
    folder = scratch("xsd");
    if (mkdir(folder, 0700) != 0)
        return 1;
    raw_write(scratch("xsd/int.xsd"),
        bytes_of("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element "
                 "name=\"n\" type=\"xs:int\"/></xs:schema>"));
    raw_write(scratch("xsd/list.xsd"),
        bytes_of("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:include "
                 "schemaLocation=\"int.xsd\"/><xs:element name=\"list\"><xs:complexType>"
                 "<xs:sequence><xs:element ref=\"n\" maxOccurs=\"9\"/></xs:sequence>"
                 "</xs:complexType></xs:element></xs:schema>"));
    /* What libxml2 makes once, at first use, is made now. */
    tap_ok(reading(w) && checking(w), "the stories hold: %s", work_why(w));
    arenas();
    runs = torture(reading, &countdown, 0);
    tap_ok(runs > 10, "libxml2: %ld failures while reading", runs);
    named_schemas(w);
    threads();
    work_close(w);
    return tap_end();
}
