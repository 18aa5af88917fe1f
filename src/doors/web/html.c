/*
 * Text into HTML, so that none of it can be taken for mark-up.
 */
#include "doors/web/web_inner.h"

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

void
html_value(struct buffer *to, const struct json *v)
{
    if (v == NULL || v->type == JSON_NULL)
        return;
    switch (v->type) {
    case JSON_TEXT:
        html_text(to, v->text);
        break;
    case JSON_BOOL:
        buffer_text(to, v->truth ? "yes" : "no");
        break;
    case JSON_INTEGER:
        buffer_format(to, "%lld", (long long)v->integer);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        /* JSON that was read here is at most 32 deep. */
        for (const struct json *i = v->first; i != NULL; i = i->next) {
            if (v->type == JSON_OBJECT) {
                html_text(to, i->name);
                buffer_byte(to, ' ');
            }
            html_value(to, i);
            buffer_text(to, i->next != NULL ? ", " : "");
        }
        break;
    default:
        break;
    }
}

/* 2026-01-31T12:34:56.789012Z */
static bool
is_time(struct bytes text)
{
    static const uint8_t form[] = "0000-00-00T00:00:00.000000Z";

    if (text.len != TIME_TEXT_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '0' ? text.at[i] < '0' || text.at[i] > '9' : text.at[i] != form[i])
            return false;
    return true;
}

void
html_time(struct buffer *to, struct bytes time)
{
    const char *at = (const char *)time.at;

    if (!is_time(time))
        html_text(to, time);
    else /* HTML wants no more than three digits of a second: people read minutes */
        buffer_format(to, "<time datetime=\"%.19sZ\">%.10s %.5s UTC</time>", at, at,
            at + 11);
}
