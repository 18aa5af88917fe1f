/*
 * Text into HTML, so that none of it can be taken for mark-up.
 */
#include "ground/base/base.h"

#define REPLACEMENT "\xef\xbf\xbd"

static const char *
escaped(uint8_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return " ";
    default:
        return c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
    }
}

/* C1 controls, U+FFFE and U+FFFF, which no document shows; and the overrides of direction,
 * U+202A to U+202E, which make a text look like another: what needs them has isolates, and
 * the pages isolate every name themselves.  How many bytes it has; 0 for all others. */
static size_t
barred(struct bytes text)
{
    const uint8_t *c = text.at;

    if (text.len >= 2 && c[0] == 0xc2 && c[1] < 0xa0)
        return 2;
    if (text.len < 3)
        return 0;
    if (c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae)
        return 3;
    return c[0] == 0xef && c[1] == 0xbf && c[2] >= 0xbe ? 3 : 0;
}

void
html_text(struct buffer *to, struct bytes text)
{
    size_t plain = 0;

    /* Texts were checked at their door; a page stays whole even if one was not. */
    if (!utf8_valid(text)) {
        buffer_text(to, REPLACEMENT);
        return;
    }
    for (size_t i = 0; i < text.len;) {
        const char *as = escaped(text.at[i]);
        size_t len = as != NULL ? 1 : barred(bytes_from(text.at + i, text.len - i));

        if (len == 0) {
            i++;
            continue;
        }
        buffer_add(to, bytes_from(text.at + plain, i - plain));
        buffer_text(to, as != NULL ? as : REPLACEMENT);
        i += len;
        plain = i;
    }
    buffer_add(to, bytes_from(text.at + plain, text.len - plain));
}
