/*
 * remind: what is due stands in the calendar on its day, in the form of RFC 5545, and says no
 * more than anyone may read.
 */
#include "tests/desks/sit.h"

/* Longer than a line may be, of characters that have two bytes. */
#define LONG "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"

#define OPEN_TERMS                                                           \
    "{\"tlp\":\"TLP:CLEAR\",\"owner_consent\":\"none\",\"onward_transfer\":" \
    "\"same-terms\",\"judicial_use\":\"yes\"}"

/* The id of one that is due then, and perhaps for everyone to read. */
static const char *
task(struct work *w, struct node *n, const char *title, const char *due, bool clear)
{
    const char *id;

    NEED(w,
        sit(w, n, "new",
            work_format(w,
                "{\"kind\":\"task\",\"set\":[\"core.title=%s\",\"core.due=%s\"]%s%s%s}",
                title, due, clear ? ",\"terms\":\"" : "", clear ? at(w, "open.json") : "",
                clear ? "\"" : "")));
    NEED(w, work_string(w, json_get_text(last, "id"), &id));
    return id;
}

/* The file with its folded lines made whole, as a calendar reads it. */
static const char *
unfolded(struct work *w, struct bytes text)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);
    struct bytes out;

    for (size_t i = 0; i < text.len; i++) {
        if (i + 2 < text.len && memcmp(text.at + i, "\r\n ", 3) == 0)
            i += 2;
        else
            buffer_byte(&b, text.at[i]);
    }
    buffer_byte(&b, '\0');
    NEED(w, buffer_bytes(&b, &out));
    return (const char *)out.at;
}

/* Lines end with CR and LF, have at most 75 octets, and no torn character. */
static bool
well_folded(struct bytes text)
{
    size_t from = 0;

    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] != '\r' || text.at[i + 1] != '\n')
            continue;
        if (i - from > 75 || !utf8_valid(bytes_from(text.at + from, i - from)))
            return false;
        from = i + 2;
    }
    return from == text.len;
}

static void
test_calendar(struct work *w, struct node *n)
{
    const char *open = task(w, n, "Open; to, all" LONG LONG LONG, "2026-06-20", true);
    struct bytes file;
    const char *text;

    task(w, n, "SECRET", "2026-06-18", false);
    task(w, n, "LATE", "2026-06-01", false);
    task(w, n, "FAR", "2027-01", true);
    NEED(w, sit(w, n, "remind", work_format(w, "{\"file\":\"%s\"}", at(w, "due.ics"))));
    tap_ok(number("reminders") == 3 && number("titles") == 1,
        "three reminders, one with a title");
    file = get_file(w, at(w, "due.ics"));
    text = unfolded(w, file);
    tap_ok(well_folded(file), "its lines are folded");
    tap_ok(strstr(text, "SECRET") == NULL && strstr(text, "LATE") == NULL &&
            strstr(text, "FAR") == NULL,
        "what not everyone may read, or is far off, is not named");
    tap_ok(strstr(text, "DTSTART;VALUE=DATE:20260620\r\nSUMMARY:Task due: ") != NULL,
        "a day as calendars write it");
    tap_ok(strstr(text, "Open\\; to\\, all\xc3\xa9") != NULL, "a title, escaped");
    tap_ok(strstr(text, "DTSTART;VALUE=DATE:20260601\r\nSUMMARY:Task overdue: ") != NULL,
        "what is overdue is said to be");
    tap_ok(strstr(text, "DTSTAMP:20260615T120000Z\r\n") != NULL, "when it was written");
    NEED(w, sit(w, n, "who-saw", work_format(w, "{\"id\":\"%s\"}", open)));
    tap_ok(number("count") == 1, "that a title went out is logged");
    tap_fault(w, FAULT_CONFLICT,
        sit(w, n, "remind", work_format(w, "{\"file\":\"%s\"}", at(w, "due.ics"))),
        "no file is written over");
}

int
main(void)
{
    struct node *n;
    struct work *w = sit_start(&n);

    put_file(at(w, "open.json"), OPEN_TERMS, strlen(OPEN_TERMS));
    test_calendar(w, n);
    return sit_end(w, n);
}
