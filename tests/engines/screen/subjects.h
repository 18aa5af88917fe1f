/*
 * subjects: as many people and firms as are wanted, of whom most are on no list: made from the
 * labelled names that nobody lists, and from names of the corpus.  The n-th is always the same.
 */
#ifndef TESTS_ENGINES_SCREEN_SUBJECTS_H
#define TESTS_ENGINES_SCREEN_SUBJECTS_H

#include <string.h>

#include "engines/screen/lists_inner.h"

#define SUBJECT_ROOM 1024

struct subject_rows {
    struct bytes *at;
    size_t count;
};
struct subject_source {
    struct subject_rows unlisted; /* name, dob, nationality, gender */
    struct subject_rows listed;   /* list, ref, type, kind, name, dob, country */
    uint64_t state;
};

static uint32_t
subject_draw(struct subject_source *s, size_t below)
{
    s->state ^= s->state << 13;
    s->state ^= s->state >> 7;
    s->state ^= s->state << 17;
    return (uint32_t)((s->state >> 32) % below);
}

static bool
subject_rows_open(struct work *w, struct bytes table, struct subject_rows *out)
{
    size_t lines = 0;

    for (size_t i = 0; i < table.len; i++)
        lines += table.at[i] == '\n';
    out->at = work_alloc(w, (lines + 1) * sizeof(*out->at));
    if (out->at == NULL)
        return false;
    out->count = 0;
    for (size_t i = 0, from = 0, line = 0; i < table.len; i++)
        if (table.at[i] == '\n') {
            if (line++ > 0) /* behind the titles */
                out->at[out->count++] = bytes_from(table.at + from, i - from);
            from = i + 1;
        }
    return out->count > 0;
}

static bool
subject_source_open(struct work *w, struct bytes unlisted, struct bytes listed,
    struct subject_source *out)
{
    return subject_rows_open(w, unlisted, &out->unlisted) &&
        subject_rows_open(w, listed, &out->listed);
}

static struct bytes
subject_cell(struct bytes row, unsigned n)
{
    size_t from = 0, end;

    for (; n > 0 && from < row.len; from++)
        n -= row.at[from] == '\t';
    for (end = from; end < row.len && row.at[end] != '\t'; end++)
        ;
    return bytes_from(row.at + from, end - from);
}

/* Where the last word of a name begins; 0: it has but one. */
static size_t
subject_last(struct bytes name)
{
    size_t at = name.len;

    while (at > 0 && name.at[at - 1] != ' ')
        at--;
    return at;
}

static void
subject_say(struct screen_query *out, struct bytes dob, struct bytes country)
{
    const char *alpha2 = country.len > 0 ? country_of(country) : NULL;
    struct screen_date born;

    if (date_read(dob, &born))
        out->born = born;
    if (alpha2 != NULL)
        out->country = bytes_of(alpha2);
}

/* Whom nobody lists: one of the labelled ones, or the given names of one with the last name of another
 * in the same writing. */
static void
subject_unlisted(struct subject_source *s, struct screen_query *out, char *room)
{
    struct bytes a = s->unlisted.at[subject_draw(s, s->unlisted.count)],
                 b = s->unlisted.at[subject_draw(s, s->unlisted.count)],
                 first = subject_cell(a, 0), other = subject_cell(b, 0);
    size_t cut = subject_last(first), last = subject_last(other);

    out->name = first;
    subject_say(out, subject_cell(a, 1), subject_cell(a, 2));
    out->type = SCREEN_PERSON;
    out->gender = bytes_is(subject_cell(a, 3), "male") ? SCREEN_MALE
        : bytes_is(subject_cell(a, 3), "female")       ? SCREEN_FEMALE
                                                       : SCREEN_GENDER_UNKNOWN;
    if (subject_draw(s, 16) == 0 || cut == 0 || last == 0 ||
        (first.at[0] < 0x80) != (other.at[0] < 0x80) ||
        cut + other.len - last > SUBJECT_ROOM)
        return;
    memcpy(room, first.at, cut);
    memcpy(room + cut, other.at + last, other.len - last);
    out->name = bytes_from(room, cut + other.len - last);
}

/* Who has a listed name, or one like it: with a letter less, or the last word in front. */
static void
subject_listed(struct subject_source *s, struct screen_query *out, char *room)
{
    struct bytes row = s->listed.at[subject_draw(s, s->listed.count)],
                 name = subject_cell(row, 4), type = subject_cell(row, 2);
    size_t at = name.len == 0 ? 0 : subject_draw(s, name.len), last = subject_last(name),
           n = name.len - last;
    unsigned how = subject_draw(s, 3);

    out->name = name;
    out->type = bytes_is(type, "P") ? SCREEN_PERSON
        : bytes_is(type, "E")       ? SCREEN_ENTITY
                                    : SCREEN_ANY;
    subject_say(out, subject_cell(row, 5), subject_cell(row, 6));
    if (name.len >= SUBJECT_ROOM || name.len == 0 || how == 0)
        return;
    if (how == 1 && name.at[at] < 0x80) {
        memcpy(room, name.at, at);
        memcpy(room + at, name.at + at + 1, name.len - at - 1);
        out->name = bytes_from(room, name.len - 1);
    } else if (how == 2 && last > 0) {
        memcpy(room, name.at + last, n);
        room[n] = ' ';
        memcpy(room + n + 1, name.at, last - 1);
        out->name = bytes_from(room, name.len);
    }
}

/* The n-th: one in ${rare} has a listed name or one like it.  Lent from the tables and ${room}, of
 * SUBJECT_ROOM. */
static void
subject_make(struct subject_source *s, uint64_t n, unsigned rare,
    struct screen_query *out, char *room)
{
    *out = (struct screen_query){0};
    s->state = (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    (void)subject_draw(s, 2);
    (void)subject_draw(s, 2);
    (subject_draw(s, rare) == 0 ? subject_listed : subject_unlisted)(s, out, room);
}

#endif
