/*
 * time_test: instants and their one text form, on every day of eight thousand years.
 */
#include "tap.h"

static bool
written_as(struct work *w, int64_t at, const char *want)
{
    struct bytes text;
    int64_t back;

    return time_write(w, at, &text) && bytes_is(text, want) &&
        text.len == TIME_TEXT_LEN && time_read(w, text, &back) && back == at;
}

/* A calendar that only knows how to step to the next day. */
static void
test_every_day(void)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1970, month = 1, day = 1;
    int64_t at = 0, wrong = 0, days = 0;

    while (year <= 9999) {
        struct work *w = work_open(&os_real);
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (; month <= 12; month++, day = 1) {
            int last = lengths[month - 1] + (month == 2 && leap);
            char date[32];

            for (; day <= last; day++, days++, at += TIME_DAY) {
                struct bytes text;
                int64_t back = -1;

                snprintf(date, sizeof(date), "%04d-%02d-%02d", year, month, day);
                wrong += !time_read_person(w, bytes_of(date), &back) || back != at;
                wrong +=
                    !time_write(w, at + TIME_DAY - 1, &text) || !bytes_start(text, date);
                wrong += !bytes_is(bytes_from(text.at + 10, 17), "T23:59:59.999999Z");
            }
            snprintf(date, sizeof(date), "%04d-%02d-%02d", year, month, last + 1);
            wrong += time_read_person(w, bytes_of(date), &(int64_t){0});
            work_clear(w);
        }
        work_close(w);
        year++;
        month = 1;
    }
    tap_ok(days == 2932897, "1970 to 9999 are %lld days", (long long)days);
    tap_ok(wrong == 0, "each is read, written, and not followed by one too many");
    tap_ok(at - 1 == TIME_MAX, "and end at TIME_MAX");
}

int
main(void)
{
    static const char *const bad[] = {"", "2024-01-01", "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.000000", "2024-01-01T00:00:00.000000z",
        "2024-01-01 00:00:00.000000Z", "2024-01-01T00:00:00,000000Z",
        "2024-1-01T00:00:00.0000000Z", "2024-01-01T24:00:00.000000Z",
        "2024-01-01T23:60:00.000000Z", "2016-12-31T23:59:60.000000Z",
        "2016-12-31T23:59:61.000000Z", "2023-02-29T00:00:00.000000Z",
        "2024-13-01T00:00:00.000000Z", "2024-00-01T00:00:00.000000Z",
        "2024-01-00T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z",
        "2024-01-01T00:00:00.00000+Z", "2024-01-01T00:00:00.000000Zx",
        "-024-01-01T00:00:00.000000Z", "2024-01-01T0 :00:00.000000Z",
        "2024-04-31T00:00:00.000000Z"};
    struct work *w = work_open(&os_real);
    int64_t at, back;
    struct bytes text;

    tap_ok(written_as(w, 0, "1970-01-01T00:00:00.000000Z"), "the first instant");
    tap_ok(written_as(w, TIME_MAX, "9999-12-31T23:59:59.999999Z"), "the last one");
    tap_ok(written_as(w, 1, "1970-01-01T00:00:00.000001Z"), "a microsecond");
    tap_ok(written_as(w, INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z"),
        "2000 leaps");
    tap_ok(written_as(w, INT64_C(4107542399999999), "2100-02-28T23:59:59.999999Z"),
        "before");
    tap_ok(written_as(w, INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z"),
        "2100 does not");
    tap_ok(written_as(w, INT64_C(1234567890123456), "2009-02-13T23:31:30.123456Z"),
        "a known one");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        tap_ok(!time_read(w, bytes_of(bad[i]), &at) && work_fault(w) == FAULT_INVALID,
            "refused: '%s': %s", bad[i], work_why(w));
        work_clear(w);
    }
    tap_ok(!time_read(w, bytes_of("2016-12-31T23:59:60.000000Z"), &at) &&
            strstr(work_why(w), "leap second") != NULL,
        "a leap second is named");
    work_clear(w);
    tap_ok(!time_write(w, -1, &text) && !time_write(w, TIME_MAX + 1, &text) &&
            !time_write(w, INT64_MIN, &text) && !time_write(w, INT64_MAX, &text),
        "no text outside the years");
    work_clear(w);
    tap_ok(time_read_person(w, bytes_of("2009-02-13"), &at) &&
            time_read_person(w, bytes_of("2009-02-13T00:00:00.000000Z"), &back) &&
            at == back,
        "a person may say the day alone");
    tap_ok(!time_read_person(w, bytes_of("2009/02/13"), &at) &&
            !time_read_person(w, bytes_of("13.02.2009"), &at) &&
            !time_read_person(w, bytes_of("today"), &at),
        "but in that form");
    tap_ok(os_real.now() > INT64_C(1700000000000000) && os_real.now() < TIME_MAX,
        "the clock");
    at = os_real.ticks();
    tap_ok(os_real.ticks() >= at, "ticks go on");
    work_close(w);
    test_every_day();
    return tap_end();
}
