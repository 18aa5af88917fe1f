/*
 * What a reader of the rows should know besides of those who were asked for: remarks, and nothing is
 * refused for them.
 */
#include "desks/screen_desk.h"

#include <string.h>

#define REMARKS_MAX 20 /* that are told; all are counted */
#define SEEN_FIRST 1024
#define SEEN_TRIES 64

/* ---- Ids that stood before ------------------------------------------------------------------------ */

void
seen_close(struct seen_ids *s)
{
    work_close(s->work);
    *s = (struct seen_ids){0};
}

/* 64 bits of it: of a million ids two have the same once in forty million runs. */
static uint64_t
mark_of(struct bytes id)
{
    uint64_t h = 0xcbf29ce484222325;

    for (size_t i = 0; i < id.len; i++)
        h = (h ^ id.at[i]) * 0x100000001b3;
    h = (h ^ (h >> 32)) * 0x9e3779b97f4a7c15;
    h ^= h >> 29;
    return h != 0 ? h : 1;
}

/* Ids that were chosen to come to one place are forgotten, for they are not worth a long way. */
static bool
seen_mark(struct seen_ids *s, uint64_t mark)
{
    for (size_t i = 0; i < SEEN_TRIES; i++) {
        uint64_t *at = &s->marks[(mark + i) & (s->room - 1)];

        if (*at == mark)
            return true;
        if (*at == 0) {
            *at = mark;
            s->count++;
            return false;
        }
    }
    return false;
}

static bool
seen_grow(struct work *w, struct seen_ids *s)
{
    struct seen_ids more = {.work = work_open(work_os(w)),
        .room = s->room > 0 ? s->room * 2 : SEEN_FIRST};

    if (more.work != NULL)
        more.marks = work_alloc(more.work, more.room * sizeof(*more.marks));
    if (more.marks == NULL)
        return work_join(w, more.work, false);
    for (size_t i = 0; i < s->room; i++)
        if (s->marks[i] != 0)
            (void)seen_mark(&more, s->marks[i]);
    seen_close(s);
    *s = more;
    return true;
}

bool
seen_before(struct work *w, struct seen_ids *s, struct bytes id, bool *yes)
{
    if (s->count * 2 >= s->room)
        TRY(seen_grow(w, s));
    *yes = seen_mark(s, mark_of(id));
    return true;
}

/* ---- Days that are still to come ------------------------------------------------------------------ */

bool
screen_today(struct desk *d, struct work *w, struct screen_date *out)
{
    int64_t now = work_os(w)->now();
    struct bytes text;

    if (d->node != NULL)
        TRY(node_now(d->node, w, &now));
    return time_write(w, now, &text) && born_read(w, bytes_from(text.at, 10), out);
}

/* What is not said of it is not to come. */
bool
asked_ahead(const struct asked *asked, struct screen_date today)
{
    const struct screen_date *born = &asked->query.born;

    if (born->from != today.from)
        return born->from > today.from;
    if (born->month != today.month)
        return born->month > today.month;
    return born->day > today.day;
}

/* ---- Remarks --------------------------------------------------------------------------------------- */

/* Is there anything in it that is compared?  Most names say so by their first letter. */
static bool
has_words(struct bytes name)
{
    struct text_words words;

    for (size_t i = 0; i < name.len && name.at[i] < 0x80; i++)
        if ((name.at[i] | 32) >= 'a' && (name.at[i] | 32) <= 'z')
            return true;
    text_words(name, &words);
    return words.count > 0;
}

void
remark(struct buffer *to, const struct asked *asked, const char *text)
{
    const struct remark one = {asked, text};

    buffer_add(to, bytes_from(&one, sizeof(one)));
}

void
remark_asked(struct buffer *to, const struct screen_search *s, const struct asked *asked,
    bool *crowded)
{
    const char *said = screen_search_remark(s);

    if (!has_words(asked->query.name))
        remark(to, asked, "nothing in the name can be compared: it was not screened");
    else if (said != NULL && bytes_is(bytes_of(said), "cut"))
        remark(to, asked,
            "the name is longer than what is compared: its end was not looked at");
    else if (said != NULL) {
        *crowded = true;
        remark(to, asked, "more entries reach the threshold than can be shown");
    }
    if (asked->ahead)
        remark(to, asked, "the date of birth is still to come");
    if (asked->twice)
        remark(to, asked, "the id stands in a row before it, too");
}

void
remark_tell(struct work *w, struct screen_run *r, const struct remark *m)
{
    struct json *one;
    struct bytes id, text;

    r->remarked++;
    if (r->remarked > REMARKS_MAX || !work_keep(w, m->asked->id, &id) ||
        !work_keep(w, bytes_of(m->text), &text))
        return;
    one = json_object(w);
    if (m->asked->line > 0)
        json_put(one, "line", json_integer(w, m->asked->line));
    json_put(one, "id", json_text(w, id));
    json_put(one, "text", json_text(w, text));
    json_add(r->remarks, one);
}
