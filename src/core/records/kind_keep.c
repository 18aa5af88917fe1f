/*
 * kind_keep: how long a kind says that its records are kept once they are final.
 */
#include "core/records/expr.h"

/* P5Y, P18M, P90D: one number and one unit of ISO 8601's durations. */
bool
retention_read(struct reading *r, const struct json *value)
{
    struct bytes text = value->text;
    struct kind *k = r->to;
    int64_t count = 0;
    bool final = false;
    size_t i;

    if (!matches(r, text, "^P[1-9][0-9]?[0-9]?[YMD]$"))
        return refuse(r, "not like P5Y, P18M or P90D");
    for (i = 1; i + 1 < text.len; i++)
        count = count * 10 + (text.at[i] - '0');
    k->retention_months = text.at[i] == 'Y' ? 12 * count : text.at[i] == 'M' ? count : 0;
    k->retention_days = text.at[i] == 'D' ? count : 0;
    for (i = 0; i < k->state_count; i++)
        final = final || k->states[i].final;
    return final || refuse(r, "it begins in a final state, and none is");
}

bool
kind_keep_until(const struct kind *k, const struct kind_stage *stage, int64_t *until)
{
    struct date d = day_date(stage->since / TIME_DAY + k->retention_days);
    int64_t month = d.year * 12 + d.month - 1 + k->retention_months;

    if (!stage->final || (k->retention_months == 0 && k->retention_days == 0))
        return false;
    d.year = month / 12;
    d.month = month % 12 + 1; /* on the same day of it, or on its last */
    *until = (date_day(d) + 1) * TIME_DAY - 1;
    return d.year <= 9999;
}
