/*
 * time: instants as records hold them, without the C library's idea of a calendar.
 *
 * Every day has 86,400 seconds and every year follows the Gregorian rule; a
 * leap second has no place of its own and is refused.
 */
#include <stdio.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

#define YEAR_FIRST 1970
#define YEAR_LAST 9999
#define DATE_TEXT_LEN 10

/* Days of the year before each month, and before the next year, without a leap day. */
static const int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304,
    334, 365};

static bool
is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01 to the first day of ${year}. */
static int
days_before_year(int year)
{
    int past = year - 1;
    int leaps = past / 4 - past / 100 + past / 400;
    int leaps_before_1970 = 1969 / 4 - 1969 / 100 + 1969 / 400;

    return (year - YEAR_FIRST) * 365 + leaps - leaps_before_1970;
}

/* Days of ${year} before ${month}, 1 to 13. */
static int
days_before(int year, int month)
{
    return days_before_month[month - 1] + (month > 2 && is_leap(year));
}

bool
time_write(struct work *w, int64_t at, struct bytes *out)
{
    int day, year, month, second;
    const char *text;

    if (at < 0 || at > TIME_MAX)
        return fail(w, FAULT_INVALID, "a time outside the years 1970 to 9999");
    day = (int)(at / TIME_DAY);
    second = (int)(at % TIME_DAY / TIME_SECOND);
    /* 146,097 days make 400 years; the guess is at most one year off. */
    year = YEAR_FIRST + (int)((int64_t)day * 400 / 146097);
    while (days_before_year(year) > day)
        year--;
    while (days_before_year(year + 1) <= day)
        year++;
    day -= days_before_year(year);
    month = day / 31 + 1;
    while (days_before(year, month + 1) <= day)
        month++;
    day -= days_before(year, month);
    text = work_format(w, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day + 1,
        second / 3600, second / 60 % 60, second % 60, (int)(at % TIME_SECOND));
    TRY(text != NULL);
    *out = bytes_from(text, TIME_TEXT_LEN);
    return true;
}

/* ${count} digits at ${at}, or -1. */
static int
digits(const uint8_t *at, int count)
{
    int v = 0;

    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        v = v * 10 + (at[i] - '0');
    }
    return v;
}

/* The day that the ten bytes YYYY-MM-DD name, since 1970-01-01; or what is wrong. */
static const char *
date_decode(const uint8_t *at, int *out)
{
    int year = digits(at, 4), month = digits(at + 5, 2), day = digits(at + 8, 2);

    if (year < 0 || month < 0 || day < 0 || at[4] != '-' || at[7] != '-')
        return "not a date YYYY-MM-DD";
    if (year < YEAR_FIRST)
        return "a time before 1970";
    if (month < 1 || month > 12)
        return "a month that does not exist";
    if (day < 1 || day > days_before(year, month + 1) - days_before(year, month))
        return "a day that does not exist";
    *out = days_before_year(year) + days_before(year, month) + day - 1;
    return NULL;
}

const char *
time_decode(struct bytes from, int64_t *out)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd.ddddddZ";
    const char *wrong;
    int day, hour, minute, second;

    if (from.len != TIME_TEXT_LEN)
        return "not a time YYYY-MM-DDThh:mm:ss.ffffffZ";
    for (size_t i = 0; i < TIME_TEXT_LEN; i++) {
        bool digit = from.at[i] >= '0' && from.at[i] <= '9';

        if (shape[i] == 'd' ? !digit : from.at[i] != shape[i])
            return "not a time YYYY-MM-DDThh:mm:ss.ffffffZ";
    }
    wrong = date_decode(from.at, &day);
    if (wrong != NULL)
        return wrong;
    hour = digits(from.at + 11, 2);
    minute = digits(from.at + 14, 2);
    second = digits(from.at + 17, 2);
    if (second == 60)
        return "a leap second, which has no place here";
    if (hour > 23 || minute > 59 || second > 59)
        return "a time of day that does not exist";
    *out = day * TIME_DAY + (hour * 3600 + minute * 60 + second) * TIME_SECOND +
        digits(from.at + 20, 6);
    return NULL;
}

bool
time_read(struct work *w, struct bytes from, int64_t *out)
{
    const char *wrong = time_decode(from, out);

    if (wrong != NULL)
        return fail(w, FAULT_INVALID, "%s", wrong);
    return true;
}

bool
time_read_person(struct work *w, struct bytes from, int64_t *out)
{
    const char *wrong;
    int day;

    if (from.len != DATE_TEXT_LEN && time_decode(from, out) == NULL)
        return true;
    wrong = from.len != DATE_TEXT_LEN ? "not a day" : date_decode(from.at, &day);
    if (wrong != NULL)
        return fail(w, FAULT_INVALID, "%.*s: %s; write a date like 2030-01-31",
            (int)from.len, (const char *)from.at, wrong);
    *out = day * TIME_DAY;
    return true;
}
