/*
 * The table of measures, for people and as JSON.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/quality/quality.h"

#define SIGNIFICANT 0.01

void
measured(struct quality *q, const struct measure *m)
{
    buffer_add(&q->measures, bytes_from(m, sizeof(*m)));
}

double
binomial_tail(size_t count, size_t of, double rate)
{
    double sum = 0, n = (double)of;

    if (count == 0)
        return 1;
    if (rate <= 0)
        return 0;
    if (rate >= 1)
        return 1;
    for (size_t i = count; i <= of; i++) {
        double k = (double)i;
        double term = exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
            k * log(rate) + (n - k) * log1p(-rate));

        sum += term;
        if (k > n * rate && term < sum * 1e-12)
            break;
    }
    return sum < 1 ? sum : 1;
}

static double
share(const struct measure *m)
{
    return m->of == 0 ? 0 : (double)m->count / (double)m->of;
}

bool
measure_holds(const struct measure *m)
{
    if (m->of == 0)
        return false;
    switch (m->sort) {
    case AT_LEAST:
        return share(m) >= m->target;
    case AT_MOST:
        return share(m) <= m->target;
    case NOT_ABOVE:
        return binomial_tail(m->count, m->of, m->target) >= SIGNIFICANT;
    case UNTARGETED:
        break;
    }
    return true;
}

static const char *const signs[] =
    {[AT_LEAST] = ">=", [AT_MOST] = "<=", [NOT_ABOVE] = "~<="};

static const char *
verdict(const struct measure *m)
{
    return m->sort == UNTARGETED ? "" : measure_holds(m) ? "holds" : "falls short";
}

bool
table_print(struct quality *q)
{
    size_t count, short_of = 0;
    const struct measure *m = buffer_array(&q->measures, sizeof(*m), &count);
    struct bytes notes;

    TRY(m != NULL && buffer_bytes(&q->notes, &notes));
    printf("%-20s %-28s %7s %7s %9s   %-13s\n", "set", "of it", "counted", "of", "value",
        "target");
    for (size_t i = 0; i < count; i++) {
        char target[32] = "";

        if (m[i].sort != UNTARGETED)
            snprintf(target, sizeof(target), "%s %.4g %%", signs[m[i].sort],
                m[i].target * 100);
        printf("%-20s %-28s %7zu %7zu %7.3f %%   %-13s %s\n", m[i].set, m[i].part,
            m[i].count, m[i].of, share(&m[i]) * 100, target, verdict(&m[i]));
        short_of += !measure_holds(&m[i]) && m[i].sort != UNTARGETED;
    }
    printf("~<=: not significantly above, one-sided at 99 %%\n%.*s%zu of %zu measures "
           "fall "
           "short\n",
        (int)notes.len, (const char *)notes.at, short_of, count);
    return true;
}

static struct json *
real(struct work *w, double v)
{
    struct json *j = json_integer(w, 0);

    if (j != NULL) {
        j->type = JSON_DOUBLE;
        j->real = v;
    }
    return j;
}

static struct json *
row_json(struct work *w, const struct measure *m)
{
    static const char *const sorts[] =
        {[AT_LEAST] = "at_least", [AT_MOST] = "at_most", [NOT_ABOVE] = "not_above"};
    struct json *row = json_object(w);

    json_put(row, "set", json_string(w, m->set));
    json_put(row, "part", json_string(w, m->part));
    json_put(row, "count", json_integer(w, (int64_t)m->count));
    json_put(row, "of", json_integer(w, (int64_t)m->of));
    json_put(row, "value", real(w, share(m)));
    if (m->sort != UNTARGETED) {
        json_put(row, sorts[m->sort], real(w, m->target));
        json_put(row, "holds", json_bool(w, measure_holds(m)));
    }
    return row;
}

bool
table_write(struct quality *q, const char *path)
{
    size_t count;
    const struct measure *m = buffer_array(&q->measures, sizeof(*m), &count);
    struct json *out = json_object(q->w), *rows = json_array(q->w);
    struct bytes text;

    TRY(m != NULL);
    for (size_t i = 0; i < count; i++)
        json_add(rows, row_json(q->w, &m[i]));
    json_put(out, "entries", json_integer(q->w, (int64_t)q->corpus.count));
    json_put(out, "names", json_integer(q->w, (int64_t)q->corpus.names));
    json_put(out, "threshold", json_integer(q->w, SCREEN_THRESHOLD));
    json_put(out, "measures", rows);
    return json_pretty(q->w, out, &text) && file_replace(q->w, path, 0644, text);
}

void
progress(const char *set, size_t done, size_t of)
{
    if (isatty(STDERR_FILENO) && (done % (of / 200 + 1) == 0 || done == of))
        fprintf(stderr, done < of ? "\r%-24s %zu of %zu" : "\r\033[K", set, done, of);
}
