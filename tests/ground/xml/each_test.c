/*
 * each_test: a document record by record says what its tree says, holds one record at a time,
 * and is refused where the tree would be.
 */
#include "ground/xml/xml.h"

#include "tap.h"

static struct work *w;

struct seen {
    struct buffer said;
    size_t count;
    size_t stop_at; /* 0: never */
};

static bool
see(struct work *of, void *ctx, const struct xml *record)
{
    struct seen *s = ctx;
    struct bytes text;
    const char *path = xml_path(of, record, NULL);

    if (++s->count == s->stop_at)
        return fail(of, FAULT_INVALID, "line %u: enough", record->line);
    TRY(path != NULL && xml_write(of, record, &text));
    buffer_format(&s->said, "%s@%u ", path, record->line);
    buffer_add(&s->said, text);
    buffer_text(&s->said, "\n");
    return true;
}

static struct bytes
each(const char *text, unsigned depth, size_t stop_at)
{
    struct seen s = {.said = buffer_open(w, 1 << 20), .stop_at = stop_at};
    struct bytes out;

    if (xml_each(w, bytes_of(text), &xml_large, depth, see, &s) &&
        buffer_bytes(&s.said, &out))
        return out;
    out = bytes_of(work_format(w, "%s", work_why(w)));
    work_clear(w);
    return out;
}

static void
records(void)
{
    static const char text[] =
        "<?xml version='1.0'?>\n<!-- a --><l xmlns:x='urn:x'>\n"
        "<h>not &amp; this</h>\n"
        "<g a='1'>\n<r x:b='2'>one<i/></r>\n between <r>&lt;</r></g>\n"
        "<g><r/></g></l>\n";

    tap_is_text(each(text, 3, 0),
        "/l/g[1]/r[1]@5 <r xmlns:x=\"urn:x\" x:b=\"2\">one<i/></r>\n"
        "/l/g[1]/r[1]@6 <r xmlns:x=\"urn:x\">&lt;</r>\n"
        "/l/g[2]/r[1]@7 <r xmlns:x=\"urn:x\"/>\n",
        "records of the third depth, with their way and line");
    tap_is_text(each("<a><b>1</b><b>2</b></a>", 1, 0), "/a@1 <a><b>1</b><b>2</b></a>\n",
        "the root as one record");
    tap_is_text(each("<a><b>1</b></a>", 5, 0), "", "nothing as deep");
    tap_is_text(each("<a>\n<b/>\n<b/></a>", 2, 2), "line 3: enough",
        "who takes them may refuse");
    tap_ok(bytes_start(each("<a>\n<b><c>1</c>\n", 2, 0), "line 3: "), "cut in a record");
    tap_ok(bytes_start(each("<a>\n<b/>\n", 2, 0), "line 3: "), "cut between records");
    tap_ok(bytes_start(each("<a><b/></a><a/>", 2, 0), "line 1: "), "two roots");
    tap_ok(bytes_start(each("<!DOCTYPE a><a><b/></a>", 2, 0),
               "line 1: it has a document type"),
        "a document type");
}

static void
begins(void)
{
    tap_is_text(xml_begins(bytes_of("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <x> --> "
                                    "<p:list a='1'>")),
        "list", "what it begins as");
    tap_is_text(xml_begins(bytes_of("<a/>")), "a", "an empty root");
    tap_is_text(xml_begins(bytes_of("<!-- a")), "", "a comment without end");
    tap_is_text(xml_begins(bytes_of("a,b,<c>")), "", "no XML");
    tap_is_text(xml_begins(bytes_of("<lis")), "", "half a root");
    tap_is_text(xml_begins(bytes_of("")), "", "nothing");
}

/* ---- Memory ------------------------------------------------------------------------------ */

static size_t most, now, allocs, fails_at;

static void *
count_alloc(size_t len)
{
    size_t *at = ++allocs == fails_at ? NULL : os_real.alloc(len + 16);

    if (at == NULL)
        return NULL;
    *at = len;
    now += len;
    most = now > most ? now : most;
    return at + 2;
}

static void
count_release(void *at)
{
    if (at == NULL)
        return;
    now -= ((size_t *)at)[-2];
    os_real.release((size_t *)at - 2);
}

static bool
count_record(struct work *of, void *ctx, const struct xml *record)
{
    size_t *count = ctx;

    (void)of, (void)record;
    ++*count;
    return true;
}

static void
large(void)
{
    static const char record[] =
        "<r><n a='1'>Some &amp; name</n><n a='2'>And more</n></r>\n";
    struct os os = os_real;
    struct buffer b = buffer_open(w, (size_t)64 << 20);
    struct bytes text;
    struct work *of;
    size_t count = 0;
    bool good;

    buffer_text(&b, "<l>");
    while (b.len < (size_t)25 << 20)
        buffer_text(&b, record);
    buffer_text(&b, "</l>");
    os.alloc = count_alloc;
    os.release = count_release;
    of = work_open(&os);
    if (of == NULL || !buffer_bytes(&b, &text))
        exit(1);
    good = xml_each(of, text, &xml_large, 2, count_record, &count);
    tap_ok(good && count == text.len / strlen(record), "%zu records of 25 MiB %s", count,
        work_why(of));
    tap_ok(most < 1 << 20, "in %zu KiB of ours", most >> 10);
    work_close(of);
    tap_ok(now == 0, "all of which is given back");
}

static void
short_of_memory(void)
{
    static const char text[] = "<l><r>1</r><r>2<x/></r></l>";
    struct os os = os_real;
    size_t told = 0, n;

    os.alloc = count_alloc;
    os.release = count_release;
    for (n = 1; n < 100; n++) {
        size_t count = 0;
        struct work *of;
        bool good;

        allocs = 0;
        fails_at = n;
        of = work_open(&os);
        good = of != NULL &&
            xml_each(of, bytes_of(text), &xml_large, 2, count_record, &count);
        told += of == NULL || (!good && work_fault(of) == FAULT_MEMORY);
        work_close(of);
        if (good && count == 2 && allocs < n)
            break;
    }
    fails_at = 0;
    tap_ok(n > 3 && told == n - 1, "the n-th allocation fails: told %zu times", told);
    tap_ok(now == 0, "and nothing is left");
}

int
main(void)
{
    w = work_open(&os_real);
    if (w == NULL || !xml_start(w))
        return 1;
    records();
    begins();
    large();
    short_of_memory();
    work_close(w);
    return tap_end();
}
