/*
 * csv_test: rows from a text and from pieces of any size are the same; quotes, ends and limits;
 * a million rows take no more memory than ten.
 */
#include "ground/text/text.h"

#include "support/scratch.h"
#include "tap.h"

#include "ground/base/base.h"

static struct work *w;

static const struct text_rows_how usual = {.cell = 64,
    .cells = 8,
    .rows = 1000,
    .separator = ','};

/* ---- A source --------------------------------------------------------------------------- */

struct pieces {
    struct bytes text;
    size_t at;
    size_t most; /* at once */
};

static bool
give(struct work *of, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct pieces *p = ctx;
    size_t len = p->text.len - p->at;

    (void)of;
    len = len > room ? room : len;
    len = len > p->most ? p->most : len;
    if (len > 0)
        memcpy(to, p->text.at + p->at, len);
    p->at += len;
    *got = len;
    return true;
}

/* ---- Rows as one text ------------------------------------------------------------------- */

static struct bytes
flat(struct work *of, struct text_rows *rows)
{
    struct buffer b = buffer_open(of, 1 << 20);
    struct text_row row;
    struct bytes out;
    bool found;

    while (text_rows_next(rows, &row, &found) && found) {
        buffer_format(&b, "%u", row.line);
        for (size_t c = 0; c < row.count; c++) {
            buffer_byte(&b, '|');
            buffer_add(&b, row.cells[c]);
        }
        buffer_byte(&b, '/');
    }
    if (text_rows_ended(rows))
        buffer_text(&b, "end");
    if (!buffer_bytes(&b, &out)) {
        const char *why = work_format(w, "%s", work_why(of));

        work_clear(of);
        return bytes_of(why != NULL ? why : "");
    }
    return out;
}

static struct bytes
whole(struct bytes text, const struct text_rows_how *how)
{
    struct text_rows *rows;

    if (!text_rows_open(w, text, how, &rows))
        exit(1);
    return flat(w, rows);
}

static struct bytes
parted(struct bytes text, const struct text_rows_how *how, size_t block, size_t most)
{
    struct pieces p = {.text = text, .most = most};
    struct text_source source = {give, &p};
    struct text_rows_how with = *how;
    struct text_rows *rows;

    with.block = block;
    if (!text_rows_from(w, &source, &with, &rows))
        exit(1);
    return flat(w, rows);
}

static void
reads(const char *text, const struct text_rows_how *how, const char *want,
    const char *what)
{
    struct bytes from = bytes_of(text);
    bool same = true;

    tap_is_text(whole(from, how), want, "%s", what);
    /* The separator that is seen hangs on how much of the first line is there. */
    for (size_t block = how->separator == 0 ? from.len + 1 : 4; block < 64; block++)
        same = same && bytes_is(parted(from, how, block, 1 + block % 3), want);
    tap_ok(same, "... in pieces of any size too");
}

static void
rows(void)
{
    struct text_rows_how how = usual;

    reads("a,b\n1,\n\n2,\"\"\r\n", &how, "1|a|b/2|1|/4|2|/",
        "empty cells are cells, empty lines no rows");
    reads("\xEF\xBB\xBF\"a\"\"\",\"b\nc\"\r\n,\r\n", &how, "1|a\"|b\nc/3||/",
        "a mark, doubled quotes, and a line in a cell");
    reads("a\rb,c\r", &how, "1|a\rb|c/", "a lone return is text, but at the end");
    how.separator = 0;
    reads("a;b,c;d\n", &how, "1|a|b,c|d/", "the separator is seen");
    how.separator = '\t';
    reads("a;b\tc,d\n", &how, "1|a;b|c,d/", "or given");
    reads("", &how, "", "nothing");
    reads("\n\r\n\n", &how, "", "no more");
    how = usual;
    reads("a,b\"c\"\n", &how, "line 1: a quote within a cell that begins without one",
        "a bare quote is refused");
    how.loose = true;
    reads("a,b\"c\",\"\"\"d\"\n", &how, "1|a|b\"c\"|\"d/", "or text, where that is said");
    reads("a,\"b\nc\"d,\"e\"\n", &how, "1|a|\"b/2|c\"d|e/",
        "and so is one that something stands behind");
    how.loose = false;
    reads("a,\"b\"c\n", &how, "line 1: something stands behind a closing quote",
        "which else is refused");
    reads("a\n\"b\n\nc", &how, "line 2: a quote is not closed", "an open quote");
}

static void
ends(void)
{
    struct text_rows_how how = usual;

    how.end = 0x1A;
    reads("a\n\x1A\n", &how, "1|a/end", "a byte that ends it");
    reads("a\n\x1A", &how, "1|a/end", "without a line end");
    reads("a\n", &how, "1|a/", "it is missing");
    reads("a\n\x1A\nb\n", &how, "line 3: something stands behind its end",
        "something behind it");
    reads("a\n\x1A\x1A\n", &usual, "1|a/2|\x1A\x1A/", "text to everybody else");
}

static void
limits(void)
{
    struct text_rows_how how = usual;
    struct bytes nul = bytes_from("a,b\nc\0d,e\n", 10);

    how.cell = 3;
    how.cells = 2;
    how.rows = 2;
    reads("abc,def\n\"a\"\"b\"\n", &how, "1|abc|def/2|a\"b/", "at the limits");
    reads("abcd\n", &how, "line 1: a cell is longer than 3 bytes", "a long cell");
    reads("a\n\"ab\"\"c\"\n", &how, "line 2: a cell is longer than 3 bytes",
        "a long one in quotes");
    reads("a,b\nc,d,e\n", &how, "line 2: more than 2 columns", "a wide row");
    reads("a\nb\nc\n", &how, "line 3: more than 2 rows", "many rows");
    reads("a\n\xC3(\n", &how, "line 2: no UTF-8 text", "what is no UTF-8");
    tap_is_text(whole(nul, &usual), "line 2: no UTF-8 text", "a NUL");
    tap_is_text(parted(nul, &usual, 4, 4), "line 2: no UTF-8 text", "... in pieces");
}

/* ---- Any text --------------------------------------------------------------------------- */

static uint32_t
next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void
any(void)
{
    static const char letters[] = "ab,;\"\"\n\r\xC3\xA9\x1A";
    const char *given = getenv("LIAISON_SEED");
    uint32_t first = given != NULL ? (uint32_t)strtoul(given, NULL, 10) : 7;
    uint32_t seed = first;
    struct text_rows_how how = {.cell = 8, .cells = 5, .rows = 9, .end = 0x1A};
    size_t good = 0, bad = 0, unlike = 0;

    for (int n = 0; n < 3000; n++) {
        uint8_t text[48];
        size_t len = next(&seed) % sizeof(text);
        struct bytes one, other;

        for (size_t i = 0; i < len; i++)
            text[i] = (uint8_t)letters[next(&seed) % (sizeof(letters) - 1)];
        how.loose = next(&seed) % 2;
        how.separator = next(&seed) % 2 ? ',' : 0;
        one = whole(bytes_from(text, len), &how);
        other = parted(bytes_from(text, len), &how,
            how.separator == 0 ? sizeof(text) + 1 : 4 + next(&seed) % 20,
            1 + next(&seed) % 9);
        if (!bytes_equal(one, other) && unlike++ == 0)
            printf("# %.*s\n# %.*s\n", (int)one.len, (const char *)one.at, (int)other.len,
                (const char *)other.at);
        bad += bytes_start(one, "line");
        good += !bytes_start(one, "line");
    }
    tap_ok(unlike == 0 && good > 150 && bad > 150,
        "3000 random texts, whole and in pieces: %zu read, %zu refused, seed %u", good,
        bad, first);
}

/* ---- Sizes ------------------------------------------------------------------------------ */

struct endless {
    size_t left; /* bytes */
    const char *line;
};

static bool
repeat(struct work *of, void *ctx, uint8_t *to, size_t room, size_t *got)
{
    struct endless *e = ctx;
    size_t len = strlen(e->line);

    (void)of;
    *got = room > e->left ? e->left : room;
    for (size_t i = 0; i < *got; i++)
        to[i] = (uint8_t)e->line[len - 1 - (--e->left) % len];
    return true;
}

static size_t most, now;

static void *
count_alloc(size_t len)
{
    size_t *at = os_real.alloc(len + 16);

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

static void
large(const char *line, size_t times, size_t want, const char *refused)
{
    struct os os = os_real;
    struct endless e = {times * strlen(line), line};
    struct text_source source = {repeat, &e};
    struct text_rows_how how = {.cell = 4096, .cells = 100, .rows = 1000001};
    struct text_rows *rows;
    struct text_row row;
    struct work *of;
    size_t count = 0;
    bool found;

    os.alloc = count_alloc;
    os.release = count_release;
    most = now = 0;
    of = work_open(&os);
    if (of == NULL || !text_rows_from(of, &source, &how, &rows))
        exit(1);
    while (text_rows_next(rows, &row, &found) && found)
        count += row.count == 3;
    tap_ok(count == want && strcmp(work_why(of), refused) == 0 && most < 2 << 20,
        "%zu bytes: %zu rows in %zu KiB%s%s", times * strlen(line), count, most >> 10,
        *refused ? ": " : "", refused);
    work_close(of);
}

int
main(void)
{
    w = work_open(&os_real);
    rows();
    ends();
    limits();
    any();
    large("4711,\"a name, and more of it\",1970-01-01\n", 1000000, 1000000, "");
    large("no comma and no line end", 1000000, 0,
        "line 1: a cell is longer than 4096 bytes");
    large("comma,", 1000000, 0, "line 1: more than 100 columns");
    work_close(w);
    return tap_end();
}
