/*
 * Values into HTML, as a page shows them.
 */
#include "doors/web/web_inner.h"

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
