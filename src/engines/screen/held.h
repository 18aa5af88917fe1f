/*
 * held: the entries that an index is of, by their numbers: those of lists that were read, or of
 * an archive.
 */
#ifndef ENGINES_SCREEN_HELD_H
#define ENGINES_SCREEN_HELD_H

#include "engines/screen/screen.h"

/* ---- In an archive: the same without pointers --------------------------------------------- */

struct held_text {
    uint32_t at; /* in the texts */
    uint32_t len;
};
/* Its names, dates, countries and numbers begin here; they end where those of the next row begin,
 * and there is one row more than there are entries. */
struct held_row {
    struct held_text list, ref, programme, listed, remark;
    uint32_t names, dates, countries, ids;
    uint32_t in; /* which list */
    uint16_t type;
    uint16_t gender;
};
struct held_name_row {
    struct held_text text;
    uint32_t kind;
};
struct held_id_row {
    struct held_text kind, number, country;
};

/* ---- In either ----------------------------------------------------------------------------- */

struct held {
    const struct screen_list *lists;
    size_t list_count;
    uint32_t count;
    const struct screen_entry **read; /* NULL: they stand in an archive */
    uint32_t *list;                   /* of those that were read: which list */
    const struct held_row *rows;
    const struct held_name_row *names;
    const struct screen_date *dates;
    const struct held_text *countries;
    const struct held_id_row *ids;
    const uint8_t *texts;
};

/* What of an entry is compared, and what it is called by; lent. */
struct held_entry {
    const struct held *of;
    const struct screen_entry *read;
    const struct held_row *row;
    const struct screen_list *in;
    struct bytes list, ref;
    uint8_t type;
    uint8_t gender;
    const struct screen_date *dates;
    size_t date_count;
    size_t country_count;
    size_t id_count;
};

/* Of lists that were read; they are lent. */
bool held_open(struct work *w, const struct screen_list *lists, size_t count,
    struct held *out) MUST;
void held_entry(const struct held *h, uint32_t n, struct held_entry *out);
struct screen_name held_name(const struct held_entry *e, size_t at);
struct bytes held_country(const struct held_entry *e, size_t at);
struct bytes held_number(const struct held_entry *e, size_t at);
/* A text of an archive.  None of those that the program writes is no UTF-8: such a one is nothing. */
struct bytes held_text(const struct held *h, struct held_text t);
/* All of it: lent, or made in ${w}. */
bool held_whole(struct work *w, const struct held_entry *e,
    const struct screen_entry **out) MUST;

#endif
