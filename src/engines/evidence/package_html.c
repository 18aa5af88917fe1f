/*
 * What the pages of a package are written with: text into HTML, and the head they all have.
 */
#include "engines/evidence/package.h"

void
html_cell(struct buffer *to, struct bytes text)
{
    buffer_text(to, "<td>");
    html_text(to, text);
    buffer_text(to, "</td>");
}

struct bytes
html_words(const struct json *v)
{
    return v != NULL && v->type == JSON_ARRAY && v->first != NULL
        ? json_get_text(v->first, "text")
        : (struct bytes){0};
}

void
html_head(struct buffer *to, const char *lang, struct bytes title)
{
    buffer_format(to,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", lang);
    buffer_text(to,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    html_text(to, title);
    buffer_text(to,
        "</title>\n"
        "<style>\n"
        "body { font: 16px/1.5 serif; max-width: 60em; margin: 2em auto; padding: 0 1em; "
        "}\n"
        "table { border-collapse: collapse; width: 100%; margin: 1em 0; }\n"
        "td, th { border: 1px solid #888; padding: .2em .5em; text-align: left;\n"
        "    vertical-align: top; overflow-wrap: anywhere; }\n"
        "caption { text-align: left; font-weight: bold; padding: .3em 0; }\n"
        "code, pre { font: 14px/1.4 monospace; overflow-wrap: anywhere; white-space: "
        "pre-wrap; }\n"
        "section { break-inside: avoid-page; }\n"
        "</style>\n</head>\n<body>\n");
}
