/*
 * tree_test: what is read is there, what is written reads the same, and the canonical form is
 * one for all ways to write the same.
 */
#include "tests/ground/xml/fixture.h"

static struct work *w;

static void
looking(void)
{
    struct xml *root = tree(w,
        "<?xml version='1.0'?>\n<!-- head -->\n<a xmlns:q='urn:q' xml:lang='en' "
        "q:x='1'\n x='2'>"
        "t<b>one</b><?pi?><q:b xml:lang='fr'>two<![CDATA[<&]]>&#65;</q:b>\n<b "
        "i='a&#10;b&amp;&lt;&quot;'/>"
        "<c>x<!-- -->y<d>z</d></c></a>\n");
    const struct xml *b = xml_child(root, "b"), *q, *c;
    struct bytes text;

    tap_ok(xml_is(root, "a") && root->line == 4,
        "the root, and the line its tag ends in");
    tap_is_text(xml_get(root, "x"), "2", "an attribute without a namespace");
    tap_ok(xml_attribute_of(root, bytes_of("urn:q"), bytes_of("x")) != NULL &&
            xml_attribute(root, "y") == NULL && xml_get(root, "y").len == 0,
        "one with a namespace; none");
    q = xml_next(b, NULL);
    tap_ok(!xml_is(q, "b") && bytes_is(q->space, "urn:q") && bytes_is(q->prefix, "q"),
        "an element of a namespace is not one without");
    tap_ok(xml_text(w, q, &text) && bytes_is(text, "two<&A"),
        "text of three sorts is one");
    tap_is_text(xml_lang(q), "fr", "its language");
    tap_is_text(xml_lang(b), "en", "and one from above");
    c = xml_child(root, "c");
    tap_ok(xml_text(w, c, &text) && bytes_is(text, "xyz"),
        "text around a comment, and below");
    tap_ok(bytes_is(c->first->text, "xy") && !xml_is_text(c->first->next),
        "what stood around a comment is one run");
    tap_is_text(bytes_of(
                    xml_path(w, xml_next(b, "b"), xml_attribute(xml_next(b, "b"), "i"))),
        "/a/b[2]/@i", "a path counts among siblings of one name");
    tap_is_text(bytes_of(xml_path(w, q, NULL)), "/a/q:b[1]", "and tells prefixes");
    tap_is_text(xml_get(xml_next(b, "b"), "i"), "a\nb&<\"",
        "characters by number and name");
    tap_is_text(xml_trim(bytes_of(" \r\n\ta b\t ")), "a b", "blanks come off both ends");
    tap_ok(root->number < b->number && b->number < q->number && q->number < c->number,
        "numbers grow in document order");
    tap_ok(xml_read(w,
               bytes_of("<?xml version='1.0' encoding='windows-1252'?><a>\xE9\x80</a>"),
               &xml_foreign, &root) &&
            bytes_is(root->first->text, "\xC3\xA9\xE2\x82\xAC"),
        "another encoding becomes UTF-8");
    tap_ok(xml_read(w, bytes_of("\xEF\xBB\xBF<a/>"), &xml_foreign, &root),
        "a byte order mark of UTF-8 is no harm");
    tap_ok(xml_read(w, bytes_of("<a xmlns:q='no URI'><q:b/></a>"), &xml_foreign, &root) &&
            bytes_is(root->first->space, "no URI"),
        "nor is a namespace that is no URI");
}

/* ---- Canonical form ----------------------------------------------------------------------- */

static const struct {
    const char *from;
    const char *canonical;
} forms[] = {
    {"<a/>", "<n0:a xmlns:n0=\"\"></n0:a>"},
    {"<a b='2' a=\"1\"> <c/>\n</a>",
        "<n0:a xmlns:n0=\"\" a=\"1\" b=\"2\"><n0:c></n0:c></n0:a>"},
    {"<a><b> </b> </a>", "<n0:a xmlns:n0=\"\"><n0:b> </n0:b></n0:a>"},
    {"<q:a xmlns:q='u:q' e=''><f/></q:a>",
        "<n1:a xmlns:n0=\"\" xmlns:n1=\"u:q\" e=\"\"><n0:f></n0:f></n1:a>"},
    {"<a xmlns:q='u:q' q:z='1' b='2'><c/><q:d "
     "e='&#10;&lt;&quot;>'>x&amp;y>&#13;</q:d></a>",
        "<n0:a xmlns:n0=\"\" xmlns:n1=\"u:q\" b=\"2\" n1:z=\"1\"><n0:c></n0:c>"
        "<n1:d e=\"&#xA;&lt;&quot;>\">x&amp;y&gt;&#xD;</n1:d></n0:a>"},
    /* Prefixes are given again where they fell out of scope, the same ones. */
    {"<a><x:b xmlns:x='u:1'/><y:b xmlns:y='u:2'/><z:b xmlns:z='u:1'/></a>",
        "<n0:a xmlns:n0=\"\"><n1:b xmlns:n1=\"u:1\"></n1:b><n2:b xmlns:n2=\"u:2\"></n2:b>"
        "<n1:b xmlns:n1=\"u:1\"></n1:b></n0:a>"},
    {"<a xml:lang='en' xml:space='preserve'> <b/></a>",
        "<n0:a xmlns:n0=\"\" xml:lang=\"en\" "
        "xml:space=\"preserve\"><n0:b></n0:b></n0:a>"},
    /* Declared by namespace and name; written by the whole name. */
    {"<a xmlns:p='u' xmlns:q='ua' p:x='1' q:x='2' \xC3\xA9='3'/>",
        "<n0:a xmlns:n0=\"\" xmlns:n1=\"u\" xmlns:n2=\"ua\" n2:x=\"2\" n1:x=\"1\" "
        "\xC3\xA9=\"3\"></n0:a>"},
};

static void
canonical(void)
{
    struct bytes got, text, again;
    size_t same = 0;

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct xml *x = tree(w, forms[i].from);

        tap_ok(xml_canonical(w, x, &got), "form %zu is made canonical", i);
        tap_is_text(got, forms[i].canonical, "as other programs write it");
        same += xml_write(w, x, &text) && xml_read(w, text, &xml_foreign, &x) &&
            xml_canonical(w, x, &again) && bytes_equal(got, again);
    }
    tap_ok(same == COUNT_OF(forms), "%zu are the same when they were written and read",
        same);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void
writing(void)
{
    struct xml *root = tree(w,
        "<a xmlns='u:d' xmlns:q='u:q' xmlns:un='u:un'><q:b type='un:x'> t <c "
        "xmlns=''/></q:b>"
        "</a>");
    struct xml *deep = tree(w, "<a><b/></a>");
    struct bytes text;
    struct xml *b;

    tap_ok(xml_write(w, xml_next(root->first, NULL) == NULL ? root->first : NULL, &text),
        "an element is written alone");
    tap_is_text(text,
        "<q:b xmlns:q=\"u:q\" xmlns=\"u:d\" xmlns:un=\"u:un\" type=\"un:x\"> t "
        "<c xmlns=\"\"/></q:b>",
        "with all namespaces that were in scope, used by names or not");
    tap_ok(xml_write_document(w, deep, &text), "a document");
    tap_is_text(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a><b/></a>\n",
        "has a declaration");
    b = xml_new(w, "made");
    xml_set(w, b, "n", bytes_of("<\"&\t\r>"));
    xml_add_text(w, b, bytes_of("1 < 2 & 3 > 2"));
    xml_add(b, xml_new_like(w, root));
    tap_ok(xml_write(w, b, &text), "one that was built");
    tap_is_text(text,
        "<made n=\"&lt;&quot;&amp;&#x9;&#xD;>\">1 &lt; 2 &amp; 3 &gt; 2<a xmlns=\"u:d\" "
        "xmlns:q=\"u:q\" xmlns:un=\"u:un\"/></made>",
        "is escaped");
}

static void
no_xml(void)
{
    static const char *const texts[] = {"\x01", "a\x1F", "\xEF\xBF\xBE", "\xFF"};
    static const char *const names[] = {"", "1a", "a b", "a<", "a:b", "-a"};
    struct bytes out;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct xml *x = xml_new(w, "a"), *y = xml_new(w, "a");

        xml_add_text(w, x, bytes_of(texts[i]));
        xml_set(w, y, "b", bytes_of(texts[i]));
        tap_ok(refused_with(w, xml_write(w, x, &out), "XML cannot hold") &&
                refused_with(w, xml_write(w, y, &out), "XML cannot hold"),
            "text %zu that XML cannot hold is not written", i);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct xml *x = xml_new(w, "a");

        xml_set(w, x, names[i], bytes_of("b"));
        tap_ok(refused_with(w, xml_write(w, x, &out), "no name"), "nor the name \"%s\"",
            names[i]);
    }
}

int
main(void)
{
    w = fresh();
    looking();
    canonical();
    writing();
    no_xml();
    work_close(w);
    return tap_end();
}
