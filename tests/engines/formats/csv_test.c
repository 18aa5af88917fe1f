/*
 * csv_test: rows as RFC 4180 and people's programs write them, what is refused with its line,
 * and the HXL tags of good and bad files.
 */
#include "tests/engines/formats/fixture.h"

static struct work *w;

static const char *
flat(struct bytes text)
{
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes out;
    struct table t;

    if (!csv_read(w, text, &t))
        return work_why(w);
    for (size_t r = 0; r < t.count; r++) {
        buffer_format(&b, "%u", t.rows[r].line);
        for (size_t c = 0; c < t.rows[r].count; c++)
            buffer_format(&b, "|%.*s", (int)t.rows[r].cells[c].len,
                (const char *)t.rows[r].cells[c].at);
        buffer_byte(&b, '/');
    }
    buffer_byte(&b, 0);
    return buffer_bytes(&b, &out) ? (const char *)out.at : "";
}

static void
reads(const char *text, const char *want, const char *what)
{
    const char *is = flat(bytes_of(text));

    if (!tap_ok(strcmp(is, want) == 0, "%s", what))
        printf("#   %s\n", is);
    work_clear(w);
}

static void
rows(void)
{
    reads("a,b\n1,2\n", "1|a|b/2|1|2/", "two rows");
    reads("\xEF\xBB\xBF"
          "a,b\r\n1,2\r\n",
        "1|a|b/2|1|2/", "a mark, and both line ends");
    reads("a;b\n1,5;2\n", "1|a|b/2|1,5|2/", "semicolons, where the first line has them");
    reads("a\tb\n1\t\n\n,\n", "1|a|b/2|1/4|,/", "tabs; an empty row is none");
    reads("\"a \"\"b\"\"\",\"c\nd\"\ne\n", "1|a \"b\"|c\nd/3|e/",
        "quotes in quotes, and lines in them");
    reads("\"a;b;c\",d\n", "1|a;b;c|d/", "what stands in quotes parts nothing");
    reads("a, b ,\"\"\n", "1|a|b/", "blanks around a cell, and empty ones behind it, go");
    reads("", "", "nothing is no row");
    reads("a\rb\n", "1|a\rb/", "a lone return is no line end");
}

static void
bad(void)
{
    char *long_one = work_alloc(w, TABLE_CELL + 10);
    struct buffer b = buffer_open(w, 1 << 20);
    struct bytes wide;

    memset(long_one, 'x', TABLE_CELL + 1);
    reads("a\n\"b\n", "line 2: a quote is not closed", "an open quote");
    reads("a\n\"b\"c\n", "line 2: something stands behind a closing quote",
        "a quote that is closed too early");
    reads("a\nb\"c\n", "line 2: a quote within a cell that begins without one",
        "a quote that stands alone");
    reads(long_one, "line 1: a cell is longer than 32767 bytes", "a long cell");
    long_one[0] = '"';
    long_one[TABLE_CELL + 1] = 'x';
    reads(long_one, "line 1: a cell is longer than 32767 bytes", "in quotes, too");
    for (size_t i = 0; i <= TABLE_COLUMNS; i++)
        buffer_text(&b, "x,");
    buffer_byte(&b, 0);
    if (!buffer_bytes(&b, &wide))
        exit(1);
    reads((const char *)wide.at, "line 1: more than 1000 columns", "a wide row");
    tap_ok(strstr(flat(bytes_from("a\0b", 3)), "no UTF-8") != NULL, "a NUL is no text");
    work_clear(w);
}

/* ---- HXL --------------------------------------------------------------------------------------- */

static void
tags(const char *name, const char *want, size_t rows_left)
{
    struct bytes text = data(w, scratch_text("hxl/%s", name)), out;
    struct buffer b = buffer_open(w, 4096);
    struct table_column *columns;
    struct table t;
    size_t count, first;

    if (!csv_read(w, text, &t) || !table_columns(w, &t, &columns, &count, &first)) {
        tap_ok(strcmp(work_why(w), want) == 0, "%s: %s", name, work_why(w));
        work_clear(w);
        return;
    }
    for (size_t i = 0; i < count; i++)
        buffer_format(&b, "%.*s ", (int)columns[i].tag.len,
            (const char *)columns[i].tag.at);
    buffer_byte(&b, 0);
    if (!buffer_bytes(&b, &out))
        exit(1);
    if (!tap_ok(strcmp((const char *)out.at, want) == 0 && t.count - first == rows_left,
            "%s: %zu rows under its tags", name, t.count - first))
        printf("#   %s, %zu rows\n", (const char *)out.at, t.count - first);
}

static void
vectors(void)
{
    tags("libhxl-tests/input-simple.csv",
        "#sector #subsector #org #population+sex #targeted #country #adm1 ", 8);
    tags("libhxl-tests/input-valid.csv",
        " #sector+es #subsector+es #org+es #targeted+f #targeted+m #country #adm1 "
        "#date+reported ",
        4);
    tags("libhxl-tests/input-fuzzy.csv",
        " #sector+es #subsector+es #org+es #targeted+f #targeted+f   ", 4);
    tags("libhxl-tests/input-multiple-headers.csv", "#org  #adm1 #affected ", 2);
    tags("libhxl-tests/input-invalid.csv", "        ", 6);
    tags("libhxl-tests/input-untagged.csv", "         ", 5);
    tags("libhxl-tests/input-valid-latin1.csv",
        "line 1: no UTF-8 text: save it as CSV UTF-8, or as XLSX", 0);
    tags("3w-ebola-2014.csv", "#country #adm2+name #adm2+code #org #org+type #activity ",
        1201);
    tags("3w-cyclone-pam-2015.csv", "#org #activity #status #adm2+code ", 2510);
}

int
main(void)
{
    w = fresh();
    rows();
    bad();
    if (getenv("LIAISON_DATA") != NULL)
        vectors();
    work_close(w);
    return tap_end();
}
