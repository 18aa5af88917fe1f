/*
 * Answers as lines: a verb's template, line by line.
 *
 *     text {member} text      the member's value; a path like {terms.tlp} works too
 *     ?member text {member}   only where the answer has the member
 *     *member text {name}     once for each item of an array; names are the item's
 *     **member text {name}    behind such a line, and perhaps others of its sort: once for each
 *                             item of that item's array; of a text once, if it is not empty, and
 *                             names are still the item's
 */
#include "doors/cli/cli.h"

#include <string.h>

#define LINES_MAX (64 * 1024 * 1024)

/* Lines of a text within a line. */
static bool
join_lines(struct work *w, struct bytes text, struct bytes *out)
{
    struct buffer b = buffer_open(w, LINES_MAX);

    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '\n')
            buffer_text(&b, " / ");
        else if (text.at[i] != '\r' || i + 1 == text.len || text.at[i + 1] != '\n')
            buffer_byte(&b, text.at[i]);
    return buffer_bytes(&b, out);
}

/* Values as people read them: no control character reaches a terminal, but for whole
 * texts, which are put as they are when the template is nothing but their name. */
static bool
add_value(struct work *w, struct buffer *to, const struct json *v, bool whole)
{
    const char *shown;
    struct bytes text;

    if (v == NULL)
        return true;
    if (v->type != JSON_TEXT) {
        TRY(json_write(w, v, &text));
        buffer_add(to, text);
        return true;
    }
    if (whole) {
        buffer_add(to, v->text);
        return true;
    }
    TRY(join_lines(w, v->text, &text) && text_display(w, text, 4096, &shown));
    buffer_text(to, shown);
    return true;
}

/* A line that is nothing but one name: its text may have lines of its own. */
static bool
is_whole(const char *line, size_t len)
{
    return len > 1 && line[0] == '{' && memchr(line, '}', len) == line + len - 1;
}

static bool
fill(struct work *w, struct buffer *to, const char *line, size_t len,
    const struct json *from)
{
    bool whole = is_whole(line, len);

    for (size_t at = 0; at < len;) {
        const char *open = memchr(line + at, '{', len - at), *close;
        const char *path;

        if (open == NULL) {
            buffer_add(to, bytes_from(line + at, len - at));
            return true;
        }
        buffer_add(to, bytes_from(line + at, (size_t)(open - line) - at));
        close = memchr(open, '}', len - (size_t)(open - line));
        if (close == NULL)
            return fail(w, FAULT_INVALID, "a line template lacks a brace");
        path = work_format(w, "%.*s", (int)(close - open - 1), open + 1);
        if (path == NULL)
            return false;
        TRY(add_value(w, to, json_at(from, path), whole));
        at = (size_t)(close - line) + 1;
    }
    return true;
}

/* "*member rest" and "?member rest": the member's name, and where the rest begins. */
static size_t
head(const char *line, size_t len)
{
    size_t at = 1;

    while (at < len && line[at] != ' ')
        at++;
    return at;
}

static bool write_items(struct work *w, struct buffer *to, const char *line, size_t len,
    const struct json *list);

/* Behind the line of an item those below that begin with two stars. */
static bool
write_inner(struct work *w, struct buffer *to, const char *line, const struct json *item)
{
    while (strncmp(line, "\n**", 3) == 0) {
        size_t len = strcspn(++line, "\n"), name = head(line + 1, len - 1);
        const struct json *member = json_get_bytes(item, bytes_from(line + 2, name - 1));

        if (member == NULL || member->type != JSON_TEXT) {
            TRY(write_items(w, to, line, len, member));
        } else if (member->text.len > 0) {
            TRY(fill(w, to, line + name + 2, len - name - 2, item));
            buffer_byte(to, '\n');
        }
        line += len;
    }
    return true;
}

/* The line once for each item of an array, and behind each what it has. */
static bool
write_items(struct work *w, struct buffer *to, const char *line, size_t len,
    const struct json *list)
{
    size_t rest = head(line, len) + 1;

    for (const struct json *i = list != NULL ? list->first : NULL; i != NULL;
         i = i->next) {
        TRY(fill(w, to, line + rest, len - rest, i));
        buffer_byte(to, '\n');
        if (line[1] != '*')
            TRY(write_inner(w, to, line + len, i));
    }
    return true;
}

static bool
write_line(struct work *w, struct buffer *to, const char *line, size_t len,
    const struct json *answer)
{
    size_t name = head(line, len), rest = name + 1;
    const struct json *member = NULL;

    if (len == 0 || (line[0] != '*' && line[0] != '?')) {
        struct bytes so_far;

        TRY(fill(w, to, line, len, answer));
        TRY(buffer_bytes(to, &so_far));
        /* A whole text may have brought its own line end. */
        if (!is_whole(line, len) || so_far.len == 0 || so_far.at[so_far.len - 1] != '\n')
            buffer_byte(to, '\n');
        return true;
    }
    member = json_get_bytes(answer, bytes_from(line + 1, name - 1));
    if (member == NULL || rest > len)
        return true;
    if (line[0] == '?') {
        TRY(fill(w, to, line + rest, len - rest, answer));
        buffer_byte(to, '\n');
        return true;
    }
    return write_items(w, to, line, len, member);
}

bool
lines_write(struct work *w, const char *lines, const struct json *answer,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, LINES_MAX);

    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");

        if (strncmp(lines, "**", 2) != 0)
            TRY(write_line(w, &b, lines, len, answer));
        lines += len;
        lines += *lines == '\n';
    }
    return buffer_bytes(&b, out);
}
