/*
 * hostile_test: documents that mean harm are refused in one line, at once, and reach nothing.
 */
#include <fcntl.h>
#include <unistd.h>

#include "support/scratch.h"
#include "tests/ground/xml/fixture.h"

static struct work *w;

static bool
reads(struct bytes text)
{
    struct xml *root;

    return xml_read(w, text, &xml_foreign, &root);
}

/* Text that repeats ${some} ${count} times between two others. */
static struct bytes
long_text(const char *before, const char *some, size_t count, const char *after)
{
    struct buffer b = buffer_open(w, (size_t)256 << 20);
    struct bytes out;

    buffer_text(&b, before);
    for (size_t i = 0; i < count; i++)
        buffer_text(&b, some);
    buffer_text(&b, after);
    if (!buffer_bytes(&b, &out))
        exit(1);
    return out;
}

static void
entities(void)
{
    const char *secret = scratch("secret");
    const char *doctype = "document type";

    raw_write(secret, bytes_of("the secret"));
    tap_ok(refused_with(w,
               reads(bytes_of(scratch_text("<!DOCTYPE a [<!ENTITY x SYSTEM "
                                           "\"file://%s\">]><a>&x;</a>",
                   secret))),
               doctype),
        "an entity that is a file");
    tap_ok(refused_with(w,
               reads(bytes_of("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><a/>")),
               doctype),
        "a document type from the network");
    tap_ok(refused_with(w,
               reads(bytes_of("<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> "
                              "%p;]><a/>")),
               doctype),
        "a parameter entity");
    tap_ok(refused_with(w,
               reads(bytes_of(
                   "<?xml version='1.0'?>\n<!DOCTYPE l [<!ENTITY a \"lol\">"
                   "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
                   "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><l>&c;</l>")),
               "line 2: it has a document type"),
        "a billion laughs, with the line");
    tap_ok(refused_with(w, reads(bytes_of("<!DOCTYPE a><a/>")), doctype), "a bare one");
    tap_ok(refused_with(w, reads(bytes_of("<a>&nbsp;</a>")), "Entity 'nbsp' not defined"),
        "an entity that nothing defines");
    tap_ok(reads(bytes_of("<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include "
                          "href='/etc/passwd' parse='text'/></a>")),
        "an inclusion is an element like any other");
}

static void
limits(void)
{
    struct xml_limits small = {.size = 100, .nodes = 10, .depth = 4};
    struct xml *root;

    tap_ok(refused_with(w, reads(long_text("", "<a>", 257, "")), "deeper than 256"),
        "depth 257");
    tap_ok(reads(long_text(scratch_text("%s", long_text("", "<a>", 255, "").at), "<b/>",
               3, (const char *)long_text("", "</a>", 255, "").at)),
        "depth 256 is read");
    tap_ok(refused_with(w, reads(long_text("", "<a>", 1000000, "")), "deeper than 256"),
        "a million");
    tap_ok(refused_with(w,
               xml_read(w, long_text("<a>", "<b/>", 30, "</a>"), &small, &root),
               "at most 100"),
        "size");
    tap_ok(refused_with(w,
               xml_read(w, bytes_of("<a><b c='1'/>t<b/>t<b/>t<b/>t<b/>t</a>"), &small,
                   &root),
               "more than 10"),
        "nodes");
    tap_ok(refused_with(w, reads(long_text("<a", " x=''", 1001, "/>")),
               "more than 1000 attributes"),
        "attributes of one element, even when they are one name");
    tap_ok(refused_with(w,
               reads(long_text("<a><![CDATA[<x ']]><b", " x=\">\"", 1001, "/></a>")),
               "more than 1000 attributes"),
        "counted whatever stands before, and whatever they hold");
    tap_ok(reads(long_text("<a>", "<b x='1'/> x='1' ", 2000, "</a>")),
        "many elements with one are read");
    tap_ok(refused_with(w,
               reads(long_text("",
                   "<a xmlns:a='u:1' xmlns:b='u:2' xmlns:c='u:3' "
                   "xmlns:d='u:4' xmlns:e='u:5'>",
                   201, "")),
               "more than 1000 namespaces"),
        "namespaces in scope");
    tap_ok(reads(long_text("<a>", "<a xmlns:a='u:1' xmlns:b='u:2'/>", 2000, "</a>")),
        "those out of scope are no burden");
}

static void
forms(void)
{
    static const struct {
        const char *text;
        const char *says;
    } bad[] = {{"", "empty"}, {"x", "line 1: "}, {"<a>", "line 1: "},
        {"<a></b>", "line 1: "}, {"<a/><b/>", "line 1: "},
        {"<a b='1' b='2'/>", "b redefined"}, {"<a>\n\n<q:b/></a>", "line 3: "},
        {"<a>\x01</a>", "line 1: "}, {"<a>\xFF</a>", "line 1: "},
        {"<a><b></a>", "line 1: "}, {"<a b=1/>", "line 1: "}, {"<a>&#0;</a>", "line 1: "},
        {"<a>&#xD800;</a>", "line 1: "},
        {"<?xml version='1.0' encoding='UTF-7'?><a/>", "encoding UTF-7 is not read"},
        {"<?xml version='1.0' encoding='EBCDIC-CP-US'?><a/>", "line 1: "},
        {"<?xml version='1.0' encoding='no-such'?><a/>", "line 1: "},
        {"\x4C\x6F\xA7\x94", "line 1: "}, {"<a>]]></a>", "line 1: "}};

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        tap_ok(refused_with(w, reads(bytes_of(bad[i].text)), bad[i].says), "refused: %s",
            bad[i].text[0] == 'L' ? "EBCDIC" : scratch_text("no %zu", i));
    tap_ok(refused_with(w, reads(bytes_from("\xFF\xFE<\0a\0/\0>\0", 10)), "UTF-8"),
        "UTF-16");
    tap_ok(refused_with(w, reads(bytes_from("<a>\0</a>", 8)), "NUL"), "a NUL");
}

/* ---- What a schema's files may be --------------------------------------------------------------- */

#define SCHEMA(inner)                                                                \
    "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">" inner "<xs:element " \
    "name=\"a\"/></xs:schema>"

static bool
schema(const char *text)
{
    struct xml_schema *s = NULL;
    bool good;

    raw_write(scratch("in/main.xsd"), bytes_of(text));
    good = xml_schema_open(w, scratch("in"), "main.xsd", &s);
    xml_schema_close(s);
    return good;
}

static void
schemas(void)
{
    static const char *const ways[] = {"../out.xsd", "/etc/passwd", "file:///etc/passwd",
        "http://127.0.0.1:1/x.xsd", "sub/x.xsd", ".hidden", "x%2Fy"};

    raw_remove(scratch("in"));
    if (mkdir(scratch("in"), 0700) != 0)
        exit(1);
    raw_write(scratch("out.xsd"), bytes_of(SCHEMA("")));
    raw_write(scratch("in/good.xsd"),
        bytes_of("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>"));
    tap_ok(schema(SCHEMA("")) &&
            schema(SCHEMA("<xs:include schemaLocation=\"good.xsd\"/>")),
        "a schema, and one with another of its folder, is read");
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        tap_ok(refused_with(w,
                   schema(scratch_text(SCHEMA("<xs:include schemaLocation=\"%s\"/>"),
                       ways[i])),
                   "only files of its own folder"),
            "it does not lead to %s", ways[i]);
    tap_ok(!schema(
               SCHEMA("<xs:import namespace=\"u:x\" schemaLocation=\"none.xsd\"/>")) &&
            work_fault(w) == FAULT_MISSING,
        "an import that is not there is no warning: %s", work_why(w));
    work_clear(w);
    tap_ok(refused_with(w, schema("<!DOCTYPE xs:schema [<!ENTITY x \"y\">]>" SCHEMA("")),
               "document type"),
        "nor has it a document type");
    tap_ok(refused_with(w,
               schema("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">"
                      "<xs:element name=\"a\" type=\"none\"/></xs:schema>"),
               "main.xsd, line 1: "),
        "one that is wrong is told by file and line");
    tap_ok(refused_with(w, schema("<a/>"), "main.xsd"), "one that is none");
}

/* The document names a schema and cannot make the checker open it. */
static void
named_schema(void)
{
    struct xml_schema *s = NULL;
    struct xml_findings found;
    struct xml *root = tree(w,
        scratch_text("<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
                     "xsi:noNamespaceSchemaLocation='%s' xsi:schemaLocation='no pair of "
                     "%s'/>",
            scratch("out.xsd"), scratch("out.xsd")));

    raw_write(scratch("in/main.xsd"), bytes_of(SCHEMA("")));
    raw_write(scratch("out.xsd"), bytes_of("no schema at all"));
    tap_ok(xml_schema_open(w, scratch("in"), "main.xsd", &s) &&
            xml_schema_check(w, s, root, 10, &found) && found.count == 0,
        "a document does not choose its schema");
    xml_schema_close(s);
}

int
main(void)
{
    w = fresh();
    entities();
    limits();
    forms();
    schemas();
    named_schema();
    work_close(w);
    return tap_end();
}
