/*
 * A hit as a row of a table or as a line of JSON: what was found, and with reasons if they are
 * asked for.
 */
#include "desks/screen_desk.h"

#include <stdlib.h>
#include <string.h>

/* What a part says where it speaks for the hit, and where against it. */
static const struct {
    const char *name, *speaks_for, *speaks_against;
} whys[SCREEN_WHYS] = {
    [SCREEN_WORD] = {"word", "words agree", "words hardly agree"},
    [SCREEN_CONFLICT] = {"conflict", "other words on both sides",
        "other words on both sides"},
    [SCREEN_LEFT_OUT] = {"left-out", "what one side has more is often left out",
        "one side has more words"},
    [SCREEN_ORDER] = {"order", "the order of the words",
        "the words stand in another order"},
    [SCREEN_ALONE] = {"alone", "one word agrees",
        "one word of several agrees, and no other"},
    [SCREEN_NEAR] = {"near", "words are alike", "what agrees is not the same"},
    [SCREEN_RARITY] = {"rarity", "few have such a name", "many have such a name"},
    [SCREEN_BORN] = {"born", "the date of birth agrees", "the date of birth is another"},
    [SCREEN_YEAR] = {"year", "the year of birth agrees", "the year of birth is another"},
    [SCREEN_COUNTRY] = {"country", "the country agrees", "the country is another"},
    [SCREEN_SEX] = {"gender", "the gender agrees", "the gender is another"},
    [SCREEN_NUMBER] = {"number", "a document's number agrees",
        "the document's number is another"},
    [SCREEN_SORT] = {"type", "it is of the same type",
        "one is a person, the other is none, or of another type"},
    [SCREEN_COUNTERPART] = {"counterpart", "it is the name of a counterpart",
        "it is the name of a counterpart"},
};

/* Thousandths of points, as a decimal. */
static void
add_points(struct buffer *to, int points, bool sign)
{
    buffer_format(to, "%s%d.%03d",
        points < 0 ? "-"
            : sign ? "+"
                   : "",
        abs(points) / 1000, abs(points) % 1000);
}

/* A cell, quoted where it must be; its bytes are those that a list or a query has. */
static void
add_cell(struct buffer *to, struct bytes text)
{
    bool plain = true;

    for (size_t i = 0; i < text.len && plain; i++)
        plain = strchr(",\"\r\n", text.at[i]) == NULL;
    if (plain) {
        buffer_add(to, text);
        return;
    }
    buffer_byte(to, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            buffer_byte(to, '"');
        buffer_byte(to, text.at[i]);
    }
    buffer_byte(to, '"');
}

static void
add_words(struct buffer *to, const struct screen_hit *h, const struct screen_part *p)
{
    if (p->asked.len > 0 && p->listed.len > 0) {
        bool same = p->asked.len == p->listed.len &&
            strncasecmp((const char *)p->asked.at, (const char *)p->listed.at,
                p->asked.len) == 0;

        buffer_add(to, p->asked);
        if (same) {
            buffer_text(to, " stands there");
            return;
        }
        buffer_text(to, p->times > 0 ? " stands for " : " is like ");
        buffer_add(to, p->listed);
        if (p->times > 0)
            buffer_format(to, " in %u entries", (unsigned)p->times);
    } else if (p->why == SCREEN_COUNTERPART) {
        buffer_text(to, "it is a name of ");
        buffer_add(to, h->name_on);
        buffer_byte(to, ' ');
        buffer_add(to, h->name_ref);
        buffer_format(to, ", which has %u in common with it", (unsigned)p->times);
    } else {
        buffer_text(to,
            p->points < 0 ? whys[p->why].speaks_against : whys[p->why].speaks_for);
    }
}

/* ---- A row of a table --------------------------------------------------------------------------- */

const char *
hit_form_name(enum hit_form form)
{
    return form == HIT_JSONL ? "jsonl" : "csv";
}

struct bytes
hit_head(const struct hit_how *how)
{
    if (how->form != HIT_CSV)
        return bytes_of("");
    if (!how->explain)
        return bytes_of("query_id,rank,list,ref,score,name,band\n");
    return bytes_of(how->run != NULL
            ? "query_id,rank,list,ref,score,name,band,why,hit,settled\n"
            : "query_id,rank,list,ref,score,name,band,why\n");
}

/* "usama is like osama +45.200; the date of birth is another -30.000" */
static bool
add_why(struct work *w, struct buffer *to, const struct screen_hit *h)
{
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes text;

    for (size_t i = 0; i < h->count; i++) {
        if (i > 0)
            buffer_text(&b, "; ");
        add_words(&b, h, &h->parts[i]);
        buffer_byte(&b, ' ');
        add_points(&b, h->parts[i].points, true);
    }
    TRY(buffer_bytes(&b, &text));
    add_cell(to, text);
    return true;
}

/* How a person names it: RUN/ROW/LIST/REF, for two lists may have one reference. */
static const char *
hit_called(struct work *w, const struct hit_how *how, const struct hit *h)
{
    struct bytes list = h->found->on, ref = h->found->ref;

    return work_format(w, "%s/%llu/%.*s/%.*s", how->run,
        (unsigned long long)h->asked->row, (int)list.len, (const char *)list.at,
        (int)ref.len, (const char *)ref.at);
}

static bool
add_settled(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct hit *h)
{
    const char *called = hit_called(w, how, h);
    struct bytes says;

    TRY(called != NULL && settled_says(w, h->settled, &says));
    buffer_byte(to, ',');
    add_cell(to, bytes_of(called));
    buffer_byte(to, ',');
    add_cell(to, says);
    return true;
}

static bool
write_row(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct hit *h)
{
    const struct screen_hit *found = h->found;

    add_cell(to, h->asked->id);
    buffer_format(to, ",%zu,", h->rank);
    add_cell(to, found->on);
    buffer_byte(to, ',');
    add_cell(to, found->ref);
    buffer_byte(to, ',');
    add_points(to, found->points, false);
    buffer_byte(to, ',');
    add_cell(to, found->name.text);
    buffer_format(to, ",%s", found->band);
    if (how->explain) {
        buffer_byte(to, ',');
        TRY(add_why(w, to, found));
        TRY(how->run == NULL || add_settled(w, to, how, h));
    }
    buffer_byte(to, '\n');
    return true;
}

/* ---- A line of JSON ----------------------------------------------------------------------------- */

static struct json *
points_json(struct work *w, int points)
{
    struct buffer b = buffer_open(w, 32);
    struct bytes text;

    add_points(&b, points, false);
    return buffer_bytes(&b, &text) ? json_text(w, text) : NULL;
}

static struct json *
part_json(struct work *w, const struct screen_hit *h, const struct screen_part *p)
{
    struct json *out = json_object(w);
    struct buffer b = buffer_open(w, (size_t)1 << 20);
    struct bytes says;

    add_words(&b, h, p);
    json_put(out, "why", json_string(w, whys[p->why].name));
    json_put(out, "points", points_json(w, p->points));
    if (buffer_bytes(&b, &says))
        json_put(out, "says", json_text(w, says));
    if (p->asked.len > 0)
        json_put(out, "asked", json_text(w, p->asked));
    if (p->listed.len > 0)
        json_put(out, "listed", json_text(w, p->listed));
    if (p->times > 0)
        json_put(out, "times", json_integer(w, (int64_t)p->times));
    return out;
}

/* The list's own date, what else the entry says, and what speaks for the hit and against it. */
static bool
explain(struct work *w, struct json *to, const struct asked *asked,
    const struct screen_hit *h)
{
    static const char *const told[] = {"countries", "dates", "gender", "listed",
        "programme", "type"};
    struct json *speaks_for = json_array(w), *speaks_against = json_array(w), *entry,
                *says[COUNT_OF(told)];
    const struct screen_entry *e;

    TRY(screen_hit_entry(w, h, &e) && lists_entry(w, e, &entry));
    for (size_t i = 0; i < COUNT_OF(told); i++)
        says[i] = json_get(entry, told[i]);
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (says[i] != NULL)
            json_put(to, told[i], says[i]);
    for (size_t i = 0; i < h->count; i++)
        json_add(h->parts[i].points < 0 ? speaks_against : speaks_for,
            part_json(w, h, &h->parts[i]));
    json_put(to, "asked", json_text(w, asked->query.name));
    json_put(to, "list_date", json_text(w, h->list->date));
    if (h->name_ref.len > 0) {
        json_put(to, "name_on", json_text(w, h->name_on));
        json_put(to, "name_ref", json_text(w, h->name_ref));
    }
    json_put(to, "for", speaks_for);
    json_put(to, "against", speaks_against);
    return work_ok(w);
}

static bool
write_json(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct hit *h)
{
    const struct screen_hit *found = h->found;
    struct json *out = json_object(w);
    struct bytes text;

    json_put(out, "query_id", json_text(w, h->asked->id));
    json_put(out, "rank", json_integer(w, (int64_t)h->rank));
    json_put(out, "list", json_text(w, found->on));
    json_put(out, "ref", json_text(w, found->ref));
    json_put(out, "score", points_json(w, found->points));
    json_put(out, "name", json_text(w, found->name.text));
    json_put(out, "band", json_string(w, found->band));
    if (how->explain)
        TRY(explain(w, out, h->asked, found));
    if (how->explain && how->run != NULL) {
        json_put(out, "hit", json_string(w, hit_called(w, how, h)));
        json_put(out, "settled", settled_json(w, h->settled));
    }
    TRY(json_write(w, out, &text));
    buffer_add(to, text);
    buffer_byte(to, '\n');
    return true;
}

bool
hit_write(struct work *w, struct buffer *to, const struct hit_how *how,
    const struct hit *h)
{
    return how->form == HIT_CSV ? write_row(w, to, how, h) : write_json(w, to, how, h);
}
