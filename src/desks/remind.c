/*
 * remind: what is due as a file for a calendar (iCalendar, RFC 5545).
 *
 * Calendars are other people's machines: a reminder has a day, a record type and the beginning
 * of an id; a title only where anyone may read the record.
 */
#include "desks/desk_inner.h"

#include <string.h>

#define LINE_MAX_OCTETS 75 /* RFC 5545, 3.1: longer ones are folded */
#define MANY "10000"

struct calendar {
    struct desk *desk;
    struct buffer text;
    struct bytes stamp;
    struct stored *titled; /* those whose titles go out */
    size_t titled_count;
    int64_t count;
};

/* ---- Lines ----------------------------------------------------------------------------- */

/* Folded so that no character is torn. */
static void
put_line(struct buffer *to, const char *name, struct bytes value)
{
    size_t used = strlen(name);

    buffer_text(to, name);
    for (size_t i = 0; i < value.len;) {
        size_t len = 1;

        while (i + len < value.len && (value.at[i + len] & 0xC0) == 0x80)
            len++;
        if (used + len > LINE_MAX_OCTETS) {
            buffer_text(to, "\r\n ");
            used = 1;
        }
        buffer_add(to, bytes_from(value.at + i, len));
        used += len;
        i += len;
    }
    buffer_text(to, "\r\n");
}

/* 3.3.11: commas, semicolons, backslashes and ends of lines mean something in a text. */
static bool
escaped(struct work *w, struct bytes text, struct bytes *out)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n') {
            buffer_text(&b, "\\n");
            continue;
        }
        if (strchr("\\;,", text.at[i]) != NULL && text.at[i] != '\0')
            buffer_byte(&b, '\\');
        if (text.at[i] >= ' ')
            buffer_byte(&b, text.at[i]);
    }
    return buffer_bytes(&b, out);
}

/* "2026-11-28" as "20261128". */
static struct bytes
packed(struct work *w, struct bytes day)
{
    const char *text = work_format(w, "%.4s%.2s%.2s", (const char *)day.at,
        (const char *)day.at + 5, (const char *)day.at + 8);

    return text != NULL ? bytes_of(text) : (struct bytes){0};
}

/* ---- One reminder -------------------------------------------------------------------------- */

static bool
put_event(struct calendar *c, struct work *w, const char *what, struct bytes day,
    struct bytes uid, struct bytes summary)
{
    struct bytes text;
    const char *name =
        work_format(w, "%.*s-%s@liaison", (int)uid.len, (const char *)uid.at, what);

    TRY(name != NULL && escaped(w, summary, &text));
    put_line(&c->text, "BEGIN:VEVENT", (struct bytes){0});
    put_line(&c->text, "UID:", bytes_of(name));
    put_line(&c->text, "DTSTAMP:", c->stamp);
    put_line(&c->text, "DTSTART;VALUE=DATE:", packed(w, day));
    put_line(&c->text, "SUMMARY:", text);
    put_line(&c->text, "CLASS:CONFIDENTIAL", (struct bytes){0});
    put_line(&c->text, "TRANSP:TRANSPARENT", (struct bytes){0});
    put_line(&c->text, "BEGIN:VALARM", (struct bytes){0});
    put_line(&c->text, "ACTION:DISPLAY", (struct bytes){0});
    put_line(&c->text, "DESCRIPTION:", text);
    put_line(&c->text, "TRIGGER:-P1D", (struct bytes){0});
    put_line(&c->text, "END:VALARM", (struct bytes){0});
    put_line(&c->text, "END:VEVENT", (struct bytes){0});
    c->count++;
    return work_ok(w);
}

/* May anyone read it, and so its title? */
static bool
may_title(struct calendar *c, struct work *w, const struct json *item, bool *yes)
{
    struct stored *s = &c->titled[c->titled_count];
    struct work *own;
    struct uuid id;
    bool good;

    TRY(uuid_read(w, json_get_text(item, "id"), &id));
    TRY(store_by_id(node_store(c->desk->node), w, &id, s));
    own = work_open(work_os(w));
    *yes = own != NULL && desk_may_put_out(c->desk, own, s);
    good = *yes || (own != NULL && work_fault(own) == FAULT_DENIED);
    if (!good)
        fail_with(w, own);
    work_close(own);
    c->titled_count += *yes;
    return good;
}

static bool
remind_item(struct calendar *c, struct work *w, const struct json *item)
{
    struct bytes label = json_get_text(item, "label"),
                 state = json_get_text(item, "state"),
                 title = json_get_text(item, "title"),
                 shortly = json_get_text(item, "short"), day = json_get_text(item, "due");
    const char *words = bytes_is(state, "overdue") ? "overdue"
        : bytes_is(state, "retention")             ? "kept no longer than this"
                                                   : "due";
    const char *summary;
    bool yes;

    if (day.len != strlen("2026-11-28"))
        return true; /* no calendar has a place for it */
    TRY(may_title(c, w, item, &yes));
    summary = work_format(w, "%.*s %s: %.*s%s%.*s", (int)label.len,
        (const char *)label.at, words, (int)shortly.len, (const char *)shortly.at,
        yes ? " " : "", yes ? (int)title.len : 0, (const char *)title.at);
    TRY(summary != NULL);
    return put_event(c, w, "due", day, json_get_text(item, "id"), bytes_of(summary));
}

static bool
remind_question(struct calendar *c, struct work *w, const struct json *question)
{
    struct bytes partner = json_get_text(question, "partner"),
                 id = json_get_text(question, "id"), due = json_get_text(question, "due");
    const char *summary =
        work_format(w, "Question to answer by %.16sZ: %.*s, %.13s", (const char *)due.at,
            (int)partner.len, (const char *)partner.at, (const char *)id.at);

    TRY(summary != NULL);
    return due.len < strlen("2026-11-28T00:00") ||
        put_event(c, w, "answer", bytes_from(due.at, strlen("2026-11-28")), id,
            bytes_of(summary));
}

/* ---- The whole -------------------------------------------------------------------------------- */

static bool
put_all(struct calendar *c, struct work *w)
{
    struct json *args = json_object(w), *due;
    struct bytes now;
    const char *stamp;
    int64_t at;

    json_put(args, "limit", json_string(w, MANY));
    TRY(desk_due(c->desk, w, args, &due));
    c->titled = work_alloc(w, (json_get(due, "items")->count + 1) * sizeof(*c->titled));
    TRY(c->titled != NULL && node_now(c->desk->node, w, &at) && time_write(w, at, &now));
    stamp = work_format(w, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", (const char *)now.at,
        (const char *)now.at + 5, (const char *)now.at + 8, (const char *)now.at + 11,
        (const char *)now.at + 14, (const char *)now.at + 17);
    TRY(stamp != NULL);
    c->stamp = bytes_of(stamp);
    put_line(&c->text, "BEGIN:VCALENDAR", (struct bytes){0});
    put_line(&c->text, "VERSION:2.0", (struct bytes){0});
    put_line(&c->text, "PRODID:-//liaison//remind//EN", (struct bytes){0});
    put_line(&c->text, "METHOD:PUBLISH", (struct bytes){0});
    for (const struct json *i = json_get(due, "items")->first; i != NULL; i = i->next)
        TRY(remind_item(c, w, i));
    for (const struct json *q = json_get(due, "to_answer")->first; q != NULL; q = q->next)
        TRY(remind_question(c, w, q));
    put_line(&c->text, "END:VCALENDAR", (struct bytes){0});
    return work_ok(w);
}

DESK(remind)
{
    struct calendar c = {.desk = d, .text = buffer_open(w, SIZE_MAX / 2)};
    struct bytes text;
    const char *path;

    TRY(work_string(w, desk_text(args, "file"), &path));
    TRY(desk_file_free(w, path));
    TRY(put_all(&c, w));
    TRY(buffer_bytes(&c.text, &text));
    TRY(desk_log_out(d, w, c.titled, c.titled_count, "reminder"));
    /* The answer is whole before the file is there: what fails leaves no file. */
    *answer = json_object(w);
    json_put(*answer, "file", desk_path(w, path));
    json_put(*answer, "reminders", json_integer(w, c.count));
    json_put(*answer, "titles", json_integer(w, (int64_t)c.titled_count));
    return work_ok(w) && desk_file_new(w, path, 0600, text);
}
