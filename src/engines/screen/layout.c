/*
 * What was gathered of a list, laid out by its entries.
 */
#include <string.h>

#include "engines/screen/maker.h"

#define EACH_MAX 64 /* dates, and countries, of one entry that are looked through */

/* Pieces in the order of their entries, and where those of each begin. */
static bool
sort_pieces(struct maker *m, const struct pieces *pieces, size_t entry_at,
    uint32_t **order, uint32_t **from)
{
    size_t entries = m->entries.count;
    uint32_t entry;

    *order = work_alloc(m->part, (pieces->count + 1) * sizeof(uint32_t));
    *from = work_alloc(m->part, (entries + 2) * sizeof(uint32_t));
    TRY(*order != NULL && *from != NULL);
    for (size_t i = 0; i < pieces->count; i++) {
        memcpy(&entry, (uint8_t *)pieces_at(pieces, i) + entry_at, sizeof(entry));
        (*from)[entry + 2]++;
    }
    for (size_t i = 2; i < entries + 2; i++)
        (*from)[i] += (*from)[i - 1];
    for (size_t i = 0; i < pieces->count; i++) {
        memcpy(&entry, (uint8_t *)pieces_at(pieces, i) + entry_at, sizeof(entry));
        (*order)[(*from)[entry + 1]++] = (uint32_t)i;
    }
    return true;
}

/* Of one entry: each name once, as the best that it is called; the primary one first. */
static size_t
lay_names(const struct pieces *names, const uint32_t *order, size_t count, uint32_t entry,
    struct screen_name *to)
{
    size_t used = 0, primary = 0;

    for (size_t i = 0; i < count; i++) {
        const struct name_piece *n = pieces_at(names, order[i]);
        struct list_text *t = n->text;

#ifdef PLANTED_BUG
        t->seen = 0;
#endif
        if (t->seen == entry + 1) {
            if (n->kind < to[t->at].kind)
                to[t->at].kind = n->kind;
            continue;
        }
        t->seen = entry + 1;
        t->at = (uint32_t)used;
        to[used++] = (struct screen_name){t->text, n->kind};
    }
    while (primary < used && to[primary].kind != SCREEN_PRIMARY)
        primary++;
    if (primary < used) {
        struct screen_name first = to[primary];

        memmove(to + 1, to, primary * sizeof(*to));
        to[0] = first;
    }
    for (size_t i = 0; i < used; i++)
        if (i == 0)
            to[i].kind = SCREEN_PRIMARY;
        else if (to[i].kind == SCREEN_PRIMARY)
            to[i].kind = SCREEN_ALIAS;
    return used;
}

static bool
lay_all_names(struct maker *m, struct screen_list *out)
{
    struct screen_name *to;
    uint32_t *order, *from;
    size_t room = 0;

    TRY(sort_pieces(m, &m->names, offsetof(struct name_piece, entry), &order, &from));
    for (size_t i = 0; i < out->count; i++)
        room = from[i + 1] - from[i] > room ? from[i + 1] - from[i] : room;
    to = work_alloc(m->part, (room + 1) * sizeof(*to));
    TRY(to != NULL);
    for (size_t i = 0; i < out->count; i++) {
        struct screen_entry *e = &out->entries[i];

        e->name_count =
            lay_names(&m->names, order + from[i], from[i + 1] - from[i], (uint32_t)i, to);
        e->names = work_alloc(m->w, e->name_count * sizeof(*to));
        TRY(e->names != NULL);
        memcpy(e->names, to, e->name_count * sizeof(*to));
        out->names += e->name_count;
    }
    return true;
}

/* Nothing can be found by an entry without a name. */
static void
drop_nameless(struct screen_list *out)
{
    size_t used = 0;

    for (size_t i = 0; i < out->count; i++)
        if (out->entries[i].name_count > 0)
            out->entries[used++] = out->entries[i];
    out->nameless = out->count - used;
    out->count = used;
}

static bool
same_date(const struct screen_date *a, const struct screen_date *b)
{
    return a->from == b->from && a->to == b->to && a->month == b->month &&
        a->day == b->day;
}

static bool
lay_dates(struct maker *m, struct screen_list *out)
{
    uint32_t *order, *from;

    TRY(sort_pieces(m, &m->dates, offsetof(struct date_piece, entry), &order, &from));
    for (size_t i = 0; i < out->count; i++) {
        struct screen_date to[EACH_MAX];
        struct screen_entry *e = &out->entries[i];
        size_t used = 0, n;

        for (uint32_t at = from[i]; at < from[i + 1] && used < EACH_MAX; at++) {
            const struct date_piece *piece = pieces_at(&m->dates, order[at]);
            const struct screen_date *d = &piece->date;

            for (n = 0; n < used && !same_date(d, &to[n]); n++)
                ;
            if (n == used)
                to[used++] = *d;
        }
        if (used == 0)
            continue;
        e->dates = work_alloc(m->w, used * sizeof(*to));
        TRY(e->dates != NULL);
        memcpy(e->dates, to, used * sizeof(*to));
        e->date_count = used;
    }
    return true;
}

static bool
lay_countries(struct maker *m, struct screen_list *out)
{
    uint32_t *order, *from;

    TRY(sort_pieces(m, &m->countries, offsetof(struct country_piece, entry), &order,
        &from));
    for (size_t i = 0; i < out->count; i++) {
        struct bytes to[EACH_MAX];
        struct screen_entry *e = &out->entries[i];
        size_t used = 0, n;

        for (uint32_t at = from[i]; at < from[i + 1] && used < EACH_MAX; at++) {
            const struct country_piece *piece = pieces_at(&m->countries, order[at]);
            const char *code = piece->alpha2;

            for (n = 0; n < used && !bytes_is(to[n], code); n++)
                ;
            if (n == used)
                to[used++] = bytes_of(code);
        }
        if (used == 0)
            continue;
        e->countries = work_alloc(m->w, used * sizeof(*to));
        TRY(e->countries != NULL);
        memcpy(e->countries, to, used * sizeof(*to));
        e->country_count = used;
    }
    return true;
}

/* A number stands once, by the kind that it was called first. */
static bool
has_number(const struct screen_entry *e, struct bytes number)
{
    for (size_t n = e->id_count; n-- > 0 && e->id_count - n <= EACH_MAX;)
        if (bytes_equal(e->ids[n].number, number))
            return true;
    return false;
}

static bool
lay_ids(struct maker *m, struct screen_list *out)
{
    uint32_t *order, *from;

    TRY(sort_pieces(m, &m->ids, offsetof(struct id_piece, entry), &order, &from));
    for (size_t i = 0; i < out->count; i++) {
        struct screen_entry *e = &out->entries[i];
        uint32_t count = from[i + 1] - from[i];

        if (count == 0)
            continue;
        e->ids = work_alloc(m->w, count * sizeof(*e->ids));
        TRY(e->ids != NULL);
        for (uint32_t at = from[i]; at < from[i + 1]; at++) {
            const struct id_piece *id = pieces_at(&m->ids, order[at]);

            if (!has_number(e, id->number))
                e->ids[e->id_count++] =
                    (struct screen_id){id->kind->text, id->number, bytes_of(id->alpha2)};
        }
    }
    return true;
}

bool
list_lay_out(struct maker *m, struct screen_list *out)
{
    TRY(list_close_entry(m) && work_ok(m->part) && work_ok(m->w));
    out->count = m->entries.count;
    if (out->count == 0)
        return fail(m->w, FAULT_INVALID, "the list has no entry");
    out->entries = work_alloc(m->w, out->count * sizeof(*out->entries));
    TRY(out->entries != NULL);
    for (size_t i = 0; i < out->count; i++)
        out->entries[i] = *list_at(m, (uint32_t)i);
    TRY(lay_all_names(m, out) && lay_dates(m, out) && lay_countries(m, out) &&
        lay_ids(m, out));
    drop_nameless(out);
    return out->count > 0 || fail(m->w, FAULT_INVALID, "no entry of the list has a name");
}
