/*
 * Names in the fields of lists: several in one field, numbered or not, and notes behind them.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

#define NAME_MAX_BYTES ((size_t)16 << 10)
#define DEEPEST 8 /* parentheses in parentheses that are taken apart */
#define VARIANTS 16

/* ---- One name ----------------------------------------------------------------------------- */

/* Letters and digits of ASCII, and a stop, at which nothing is to be taken off. */
static inline bool
is_plain(uint8_t c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '.';
}

static bool
ends_with(struct bytes text, const char *what)
{
    size_t len = strlen(what);

    return text.len >= len && memcmp(text.at + text.len - len, what, len) == 0;
}

/* Quotes around the whole, and what a split left at the ends. */
static struct bytes
bare(struct bytes text)
{
    static const char *const quotes[][2] = {{"\"", "\""}, {"'", "'"},
        {"\xE2\x80\x98", "\xE2\x80\x99"}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}};

    /* Most begin and end with a letter. */
    text = list_trim(text);
    if (text.len == 0 || (is_plain(text.at[0]) && is_plain(text.at[text.len - 1])))
        return text;
    while (text.len > 0 && (strchr(";,", text.at[text.len - 1]) != NULL))
        text = list_trim(bytes_from(text.at, text.len - 1));
    while (text.len > 0 && strchr(";,", text.at[0]) != NULL)
        text = list_trim(bytes_from(text.at + 1, text.len - 1));
    for (size_t i = 0; i < COUNT_OF(quotes); i++) {
        size_t first = strlen(quotes[i][0]), last = strlen(quotes[i][1]);
        struct bytes in;

        if (text.len < first + last + 1 || !bytes_start(text, quotes[i][0]) ||
            !ends_with(text, quotes[i][1]))
            continue;
        in = bytes_from(text.at + first, text.len - first - last);
        /* "A" and "B" are not one name in quotes. */
        if (memmem(in.at, in.len, quotes[i][0], first) == NULL &&
            memmem(in.at, in.len, quotes[i][1], last) == NULL)
            return list_trim(in);
    }
    return text;
}

/* With its blanks made one. */
void
list_one_name(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text)
{
    uint8_t name[NAME_MAX_BYTES];
    size_t len = 0;

    text = bare(text);
    if (text.len > sizeof(name)) {
        fail(m->w, FAULT_INVALID, "a name is longer than %zu bytes", sizeof(name));
        return;
    }
    for (size_t i = 0, gap; i<text.len; i += gap> 0 ? gap : 1) {
        uint8_t c = text.at[i];

        gap = c > ' ' && c < 0x7F ? 0 : list_blank(bytes_from(text.at + i, text.len - i));
        if (gap == 0)
            name[len++] = c;
        else if (len > 0 && name[len - 1] != ' ')
            name[len++] = ' ';
    }
    list_name(m, entry, kind, bytes_from(name, len));
}

/* ---- Names with parentheses --------------------------------------------------------------- */

struct parens {
    struct bytes before;
    struct bytes in;
    struct bytes behind;
};

/* The first pair that is closed. */
static bool
find_parens(struct bytes text, struct parens *p)
{
    size_t depth = 0, from = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '(' && depth++ == 0)
            from = i;
        if (text.at[i] != ')' || depth == 0 || --depth > 0)
            continue;
        p->before = list_trim(bytes_from(text.at, from));
        p->in = list_trim(bytes_from(text.at + from + 1, i - from - 1));
        p->behind = list_trim(bytes_from(text.at + i + 1, text.len - i - 1));
        return true;
    }
    return false;
}

static bool
has_latin(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] | 0x20) >= 'a' && (text.at[i] | 0x20) <= 'z')
            return true;
    return false;
}

static bool
has_capital(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 'A' && text.at[i] <= 'Z')
            return true;
    return false;
}

static bool
has_other(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 0xCE)
            return true;
    return false;
}

/* Behind "a.k.a." and the like; nothing: the text does not begin so. */
static bool
called_else(struct bytes text, struct bytes *what)
{
    static const char *const words[] = {"a.k.a. ", "a.k.a ", "aka ", "a.k.a.: ", "or ",
        "also ", "alias ", "also known as ", "alt. "};
    bool found = false;

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i]);

        if (text.len > len && strncasecmp((const char *)text.at, words[i], len) == 0) {
            *what = bytes_from(text.at + len, text.len - len);
            found = true;
        }
    }
    return found;
}

/* "Sami (a.k.a. Samee, Samie) HADDAD": the last words before it are what it stands for. */
static void
variants(struct maker *m, uint32_t entry, enum screen_kind kind, const struct parens *p,
    struct bytes called)
{
    struct bytes piece;

    for (int n = 0; n < VARIANTS && list_split(&called, ",;/", &piece); n++) {
        struct buffer b = buffer_open(m->part, NAME_MAX_BYTES);
        size_t keep = p->before.len, words = list_words_in(piece);
        struct bytes name;

        while (words > 0 && keep > 0) {
            keep--;
            words -= keep == 0 || p->before.at[keep - 1] == ' ';
        }
        buffer_add(&b, bytes_from(p->before.at, keep));
        buffer_add(&b, piece);
        buffer_byte(&b, ' ');
        buffer_add(&b, p->behind);
        if (buffer_bytes(&b, &name))
            list_one_name(m, entry, kind, name);
    }
}

/* Before and behind as one text. */
static bool
without(struct maker *m, const struct parens *p, struct bytes *out)
{
    struct buffer b = buffer_open(m->part, 2 * NAME_MAX_BYTES);

    buffer_add(&b, p->before);
    if (p->before.len > 0 && p->behind.len > 0)
        buffer_byte(&b, ' ');
    buffer_add(&b, p->behind);
    return buffer_bytes(&b, out);
}

/* A note begins with a small letter: "(nom de guerre)", "(previously listed as)". */
static bool
is_note(struct bytes text)
{
    return text.len > 0 && text.at[0] >= 'a' && text.at[0] <= 'z' &&
        list_words_in(text) > 1;
}

/* Does it say the same in another script, behind the name?  "(nom de guerre)" is a note. */
static bool
other_script(const struct parens *p)
{
    return p->behind.len == 0 && has_latin(p->before) != has_latin(p->in) &&
        has_other(p->before) != has_other(p->in) &&
        (!is_note(p->in) || has_capital(p->in));
}

static void
begins_with(struct bytes *text, const char *what)
{
    size_t len = strlen(what);

    if (bytes_start(*text, what))
        *text = bytes_from(text->at + len, text->len - len);
}

static void each_name(struct maker *m, uint32_t entry, enum screen_kind kind,
    struct bytes text, unsigned depth);

/* "A (B; C; D)": more names in parentheses that end it. */
static bool
ends_with_names(struct bytes text, struct parens *p)
{
    size_t depth = 0;

    if (text.len == 0 || text.at[text.len - 1] != ')')
        return false;
    for (size_t i = text.len; i-- > 0;) {
        depth += text.at[i] == ')';
        depth -= text.at[i] == '(';
        if (depth > 0)
            continue;
        p->before = list_trim(bytes_from(text.at, i));
        p->in = list_trim(bytes_from(text.at + i + 1, text.len - i - 2));
        p->behind = bytes_from(text.at, 0);
        return p->before.len > 0 && p->in.len > 0 && has_capital(p->in) &&
            memchr(p->in.at, ';', p->in.len) != NULL;
    }
    return false;
}

/* A name with what it says in parentheses taken apart. */
static void
whole_name(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text,
    unsigned depth)
{
    struct bytes called, rest, piece;
    struct parens p;

    if (depth > 0 && ends_with_names(text, &p)) {
        whole_name(m, entry, kind, p.before, depth - 1);
        each_name(m, entry, kind == SCREEN_PRIMARY ? SCREEN_ALIAS : kind, p.in,
            depth - 1);
        return;
    }
    if (depth == 0 || memchr(text.at, '(', text.len) == NULL || !find_parens(text, &p)) {
        list_one_name(m, entry, kind, text);
        return;
    }
    begins_with(&p.in, "original script: ");
    if (called_else(p.in, &called) && p.before.len > 0) {
        if (without(m, &p, &rest))
            whole_name(m, entry, kind, rest, depth - 1);
        variants(m, entry, kind == SCREEN_PRIMARY ? SCREEN_ALIAS : kind, &p, called);
    } else if (other_script(&p)) {
        list_one_name(m, entry, kind, p.before);
        while (list_split(&p.in, ";", &piece))
            list_one_name(m, entry, kind, piece);
    } else if (is_note(p.in)) {
        if (without(m, &p, &rest))
            whole_name(m, entry, kind, rest, depth - 1);
    } else if (p.before.len == 0 && p.behind.len == 0) {
        whole_name(m, entry, kind, p.in, depth - 1);
    } else {
        list_one_name(m, entry, kind, text);
    }
}

/* ---- Fields of several names -------------------------------------------------------------- */

/* How long "a", "aa", "12" or "iv" is, before a closing parenthesis; 0: it is none. */
static size_t
label(struct bytes text)
{
    size_t len = 0, digits = 0, roman = 0;

    for (; len < text.len && len < 5 && text.at[len] != ')'; len++) {
        uint8_t c = text.at[len];

        digits += c >= '0' && c <= '9';
        roman += c == 'i' || c == 'v' || c == 'x';
        if ((c < '0' || c > '9') && (c < 'a' || c > 'z'))
            return 0;
    }
    if (len == 0 || len == text.len || text.at[len] != ')')
        return 0;
    if (digits == len)
        return len <= 2 ? len : 0;
    return len == 1 || roman == len || (len == 2 && text.at[0] == text.at[1]) ? len : 0;
}

/* How long is "(a) ", "b) ", "(12) ", "(iv) " at a place where a word begins; 0: it is none. */
static size_t
numbering(struct bytes text, size_t at)
{
    size_t open = text.at[at] == '(', len;

    if (at > 0 && text.at[at - 1] != ' ' && strchr(";,\n\t\"", text.at[at - 1]) == NULL)
        return 0;
    len = label(bytes_from(text.at + at + open, text.len - at - open));
    return len > 0 ? open + len + 1 : 0;
}

/* Where the first of the names ends, and the next begins. */
static size_t
next_name(struct bytes text, size_t *begins)
{
    size_t depth = 0, len;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (i > 0 && depth == 0 && (len = numbering(text, i)) > 0) {
            *begins = i + len;
            return i;
        }
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        if (depth == 0 && c == ';') {
            *begins = i + 1;
            return i;
        }
        if (depth == 0 && c == '/' && i > 0 && i + 1 < text.len &&
            text.at[i - 1] == ' ' && text.at[i + 1] == ' ') {
            *begins = i + 1;
            return i;
        }
    }
    *begins = text.len;
    return text.len;
}

bool
list_field(struct bytes *rest, struct bytes *piece)
{
    struct bytes text = bare(*rest);

    *piece = bytes_from(text.at, 0);
    while (text.len > 0) {
        size_t first = numbering(text, 0), begins, end;

        text = bytes_from(text.at + first, text.len - first);
        end = next_name(text, &begins);
        *piece = bare(bytes_from(text.at, end));
        text = bytes_from(text.at + begins, text.len - begins);
        if (piece->len > 0)
            break;
        text = list_trim(text);
    }
    *rest = list_trim(text);
    return piece->len > 0;
}

static void
each_name(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text,
    unsigned depth)
{
    struct bytes piece;

    while (list_field(&text, &piece)) {
        whole_name(m, entry, kind, piece, depth);
        kind = kind == SCREEN_PRIMARY ? SCREEN_ALIAS : kind;
    }
}

void
list_all_names(struct maker *m, uint32_t entry, enum screen_kind kind, struct bytes text)
{
    static const uint8_t parting[] = {';', '/', '(', ')'};
    bool one = true;

    for (size_t i = 0; i < sizeof(parting) && text.len > 0; i++)
        one = one && memchr(text.at, parting[i], text.len) == NULL;
    if (one)
        list_one_name(m, entry, kind, text);
    else
        each_name(m, entry, kind, text, DEEPEST);
}
