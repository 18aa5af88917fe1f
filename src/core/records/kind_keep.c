/*
 * kind_keep: how long a kind says that its records are kept once they are final.
 */
#include "core/records/expr.h"

#include <string.h>

#define RETENTION_MAX 999

/* P5Y, P18M, P90D: one number and one unit of ISO 8601's durations. */
bool
retention_read(struct reading *r, const struct json *value, void *to)
{
    struct bytes text = value->text;
    struct kind *k = to;
    int64_t count = 0;
    bool final = false;
    size_t i;

    for (i = 1; i + 1 < text.len && text.at[i] >= '0' && text.at[i] <= '9' &&
         count <= RETENTION_MAX;
         i++)
        count = count * 10 + (text.at[i] - '0');
    if (text.len < 3 || text.at[0] != 'P' || i + 1 != text.len || text.at[1] == '0' ||
        count > RETENTION_MAX || memchr("YMD", text.at[i], 3) == NULL)
        return refuse(r, "not like P5Y, P18M or P90D");
    k->retention_months = text.at[i] == 'Y' ? 12 * count : text.at[i] == 'M' ? count : 0;
    k->retention_days = text.at[i] == 'D' ? count : 0;
    for (i = 0; i < k->state_count; i++)
        final = final || k->states[i].final;
    return final || refuse(r, "it begins in a final state, and none is");
}

/* Months later on the same day of the month, or on its last. */
static bool
months_later(struct work *w, int64_t day, int64_t months, int64_t *out)
{
    struct value date, month;
    int64_t first, last, count;
    const char *text;

    if (!value_date(w, day, &date) || date.type != VALUE_TEXT)
        return false;
    month = (struct value){.type = VALUE_TEXT, .text = bytes_from(date.text.at, 7)};
    if (!value_day(&month, false, &first))
        return false;
    count = months - 1;
    for (size_t i = 0; i < 4; i++) /* months since the year 0, the new one among them */
        count += (date.text.at[i] - '0') * (int64_t[]){12000, 1200, 120, 12}[i];
    count += 10 * (date.text.at[5] - '0') + (date.text.at[6] - '0');
    text = work_format(w, "%04lld-%02lld", (long long)(count / 12),
        (long long)(count % 12 + 1));
    if (text == NULL || count / 12 > 9999)
        return false;
    month.text = bytes_of(text);
    *out = day - first;
    if (!value_day(&month, false, &first) || !value_day(&month, true, &last))
        return false;
    *out = first + *out < last ? first + *out : last;
    return true;
}

bool
kind_keep_until(struct work *w, const struct kind *k, const struct kind_stage *stage,
    int64_t *until)
{
    int64_t day = stage->since / TIME_DAY + k->retention_days;

    if (!stage->final || (k->retention_months == 0 && k->retention_days == 0) ||
        (k->retention_months > 0 && !months_later(w, day, k->retention_months, &day)))
        return false;
    *until = (day + 1) * TIME_DAY - 1;
    return true;
}
