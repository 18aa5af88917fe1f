/*
 * Templates: HTML with holes that one JSON value fills.
 *
 *     {{name}}              the value as text, escaped; a path like {{proof.key}} works too
 *     {{name|filter}}       time, url, count, word, class: see the table below
 *     {{.}} {{@}}           the item itself; its name, in an object
 *     {{?name}} ... {{/}}   only where there is something
 *     {{!name}} ... {{/}}   only where there is nothing
 *     {{*name}} ... {{/}}   once for each item or member; names are then the item's own
 *     {{>name}}             another template; "body" is the page's own
 *
 * A template is ours, built in: one that is wrong is a fault of the program, and says so.
 */
#include "doors/web/web_inner.h"

#include <string.h>

/* What is poured, for as long as one page takes. */
struct pour {
    const struct web *web;
    struct work *work;
    const struct page *page;
    struct buffer to;
};

/* A piece of template: text, then a tag; the tag is empty at the end. */
struct piece {
    struct bytes text;
    struct bytes tag;
};

static bool pour_text(struct pour *p, struct bytes text, const struct json *item);

/* ---- Reading ------------------------------------------------------------------------------ */

static bool
next_piece(struct work *w, struct bytes *rest, struct piece *out)
{
    const uint8_t *open = rest->len == 0 ? NULL : memmem(rest->at, rest->len, "{{", 2);
    const uint8_t *close;
    size_t used;

    *out = (struct piece){.text = *rest};
    if (open == NULL) {
        *rest = (struct bytes){0};
        return true;
    }
    used = (size_t)(open - rest->at);
    close = memmem(open, rest->len - used, "}}", 2);
    if (close == NULL || close == open + 2)
        return fail(w, FAULT_CORRUPT, "a template's tag is not closed");
    out->text.len = used;
    out->tag = bytes_from(open + 2, (size_t)(close - open) - 2);
    used += out->tag.len + 4;
    *rest = bytes_from(rest->at + used, rest->len - used);
    return true;
}

/* What stands between a tag that opens and its {{/}}; ${rest} goes on behind it. */
static bool
take_section(struct work *w, struct bytes *rest, struct bytes *out)
{
    const uint8_t *start = rest->at;
    struct piece piece;
    unsigned depth = 1;

    while (rest->len > 0) {
        const uint8_t *before = rest->at;

        TRY(next_piece(w, rest, &piece));
        if (piece.tag.len == 0)
            break;
        if (strchr("?!*", piece.tag.at[0]) != NULL)
            depth++;
        else if (bytes_is(piece.tag, "/") && --depth == 0) {
            *out = bytes_from(start, (size_t)(before - start) + piece.text.len);
            return true;
        }
    }
    return fail(w, FAULT_CORRUPT, "a template's section is not closed");
}

/* ---- Values --------------------------------------------------------------------------------- */

static bool
look_up(struct pour *p, struct bytes path, const struct json *item,
    const struct json **out)
{
    const char *text;

    *out = item;
    if (bytes_is(path, "."))
        return true;
    TRY(work_string(p->work, path, &text));
    *out = json_at(item, text);
    return true;
}

static bool
is_something(const struct json *v)
{
    if (v == NULL || v->type == JSON_NULL)
        return false;
    if (v->type == JSON_BOOL)
        return v->truth;
    if (v->type == JSON_TEXT)
        return v->text.len > 0;
    return v->type == JSON_INTEGER || v->count > 0;
}

/* A word of ours for a text of the program's; the text itself where there is none. */
static void
filter_word(struct pour *p, const struct json *v)
{
    const struct json *word = json_get_bytes(json_get(p->web->words, "words"), v->text);

    html_text(&p->to, word != NULL ? word->text : v->text);
}

static void
filter_class(struct pour *p, const struct json *v)
{
    const struct json *class =
        json_get_bytes(json_get(p->web->words, "classes"), v->text);

    if (class != NULL)
        html_text(&p->to, class->text);
}

static void
filter_time(struct pour *p, const struct json *v)
{
    html_time(&p->to, v->text);
}

static void
filter_count(struct pour *p, const struct json *v)
{
    buffer_format(&p->to, "%zu", v->count);
}

static void
filter_url(struct pour *p, const struct json *v)
{
    struct bytes text;

    if (net_escape(p->work, v->text, &text))
        html_text(&p->to, text);
}

static const struct filter {
    const char *name;
    void (*put)(struct pour *p, const struct json *v);
} filters[] = {{"time", filter_time}, {"url", filter_url}, {"count", filter_count},
    {"word", filter_word}, {"class", filter_class}};

static bool
pour_value(struct pour *p, struct bytes tag, const struct json *item)
{
    const uint8_t *bar = memchr(tag.at, '|', tag.len);
    struct bytes path = bar != NULL ? bytes_from(tag.at, (size_t)(bar - tag.at)) : tag;
    struct bytes filter;
    struct json name = {.type = JSON_TEXT};
    const struct json *v = &name;

    if (bytes_is(path, "@"))
        name.text = item->name;
    else
        TRY(look_up(p, path, item, &v));
    if (bar == NULL) {
        html_value(&p->to, v);
        return true;
    }
    filter = bytes_from(bar + 1, tag.len - path.len - 1);
    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        if (!bytes_is(filter, filters[i].name))
            continue;
        if (v != NULL)
            filters[i].put(p, v);
        return true;
    }
    return fail(p->work, FAULT_CORRUPT,
        "a template names a filter that is not there: %.*s", (int)tag.len,
        (const char *)tag.at);
}

/* ---- Pouring ---------------------------------------------------------------------------------- */

static bool
pour_section(struct pour *p, struct bytes tag, struct bytes inside,
    const struct json *item)
{
    struct bytes path = bytes_from(tag.at + 1, tag.len - 1);
    const struct json *v;

    TRY(look_up(p, path, item, &v));
    if (tag.at[0] != '*')
        return is_something(v) != (tag.at[0] == '?') || pour_text(p, inside, item);
    for (const struct json *i = v != NULL ? v->first : NULL; i != NULL; i = i->next)
        TRY(pour_text(p, inside, i));
    return true;
}

static bool
pour_file(struct pour *p, const char *name)
{
    const char *file = work_format(p->work, "%s.html", name);
    struct bytes text;

    TRY(file != NULL);
    TRY(asset_find(p->work, file, &text));
    return pour_text(p, text, p->page->values);
}

/* Templates are ours: none holds itself. */
static bool
pour_other(struct pour *p, struct bytes name)
{
    const char *file;

    if (bytes_is(name, "body"))
        return pour_file(p, p->page->body);
    return work_string(p->work, name, &file) && pour_file(p, file);
}

static bool
pour_text(struct pour *p, struct bytes text, const struct json *item)
{
    struct piece piece;
    struct bytes inside;

    while (text.len > 0) {
        TRY(next_piece(p->work, &text, &piece));
        buffer_add(&p->to, piece.text);
        if (piece.tag.len == 0)
            break;
        if (strchr("?!*", piece.tag.at[0]) != NULL) {
            TRY(take_section(p->work, &text, &inside));
            TRY(pour_section(p, piece.tag, inside, item));
        } else if (piece.tag.at[0] == '>') {
            TRY(pour_other(p, bytes_from(piece.tag.at + 1, piece.tag.len - 1)));
        } else {
            TRY(pour_value(p, piece.tag, item));
        }
    }
    return work_ok(p->work);
}

bool
template_pour(const struct web *web, struct work *w, const struct page *page,
    struct bytes *out)
{
    struct pour p = {.web = web, .work = w, .page = page, .to = buffer_open(w, PAGE_MAX)};

    TRY(pour_file(&p, "page"));
    return buffer_bytes(&p.to, out);
}
