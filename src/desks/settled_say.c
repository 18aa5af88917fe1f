/*
 * What was settled of a hit before, in words and as JSON.
 */
#include "desks/screen_desk.h"

/* "false, 2026-06-15" */
static bool
add_verdict(struct work *w, const struct settled *s, struct buffer *to)
{
    struct bytes day;

    TRY(time_write(w, s->time, &day));
    buffer_format(to, "%s, %.10s", settled_verdicts[s->verdict], (const char *)day.at);
    return true;
}

bool
settled_says(struct work *w, const struct pair_settled *p, struct bytes *out)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);

    if (p->ours != NULL) {
        buffer_text(&b, p->but != NULL ? "settled before: " : "settled: ");
        TRY(add_verdict(w, p->ours, &b));
        if (p->but != NULL)
            buffer_format(&b, ", but %s", p->but);
        if (p->ours->waits)
            buffer_text(&b, ", waits for a second person");
        buffer_text(&b, ": ");
        buffer_add(&b, p->ours->more->reason);
    }
    for (size_t i = 0; i < p->other_count; i++) {
        const struct settled *s = &p->others[i];

        buffer_format(&b, "%ssettled by %.*s: ", b.len > 0 ? "; " : "", (int)s->by.len,
            (const char *)s->by.at);
        TRY(add_verdict(w, s, &b));
        buffer_text(&b, ", of whom is not known here");
    }
    return buffer_bytes(&b, out);
}

static struct json *
one_json(struct work *w, const struct settled *s)
{
    struct json *out = json_object(w);

    json_put(out, "id", json_uuid(w, &s->id));
    json_put(out, "time", json_time(w, s->time));
    json_put(out, "verdict", json_string(w, settled_verdicts[s->verdict]));
    return out;
}

struct json *
settled_json(struct work *w, const struct pair_settled *p)
{
    struct json *all = json_array(w);

    if (p->ours != NULL) {
        struct json *one = one_json(w, p->ours);

        json_put(one, "reason", json_text(w, p->ours->more->reason));
        json_put(one, "waits", json_bool(w, p->ours->waits));
        if (p->but != NULL)
            json_put(one, "but", json_string(w, p->but));
        json_add(all, one);
    }
    for (size_t i = 0; i < p->other_count; i++) {
        struct json *one = one_json(w, &p->others[i]);

        json_put(one, "by", json_text(w, p->others[i].by));
        json_add(all, one);
    }
    return all;
}
