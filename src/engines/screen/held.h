/*
 * held: the entries that an index is of, by their numbers: those of lists that were read.
 */
#ifndef ENGINES_SCREEN_HELD_H
#define ENGINES_SCREEN_HELD_H

#include "engines/screen/screen.h"

struct held {
    const struct screen_list *lists;
    size_t list_count;
    uint32_t *list; /* of each entry, in lists */
    uint32_t count;
    const struct screen_entry **read;
};

/* What of an entry is compared, and what it is called by; lent. */
struct held_entry {
    const struct held *of;
    const struct screen_entry *read;
    struct bytes list, ref;
    uint8_t type;
    uint8_t gender;
    const struct screen_date *dates;
    size_t date_count;
    size_t country_count;
    size_t id_count;
};

bool held_open(struct work *w, const struct screen_list *lists, size_t count,
    struct held *out) MUST;
void held_entry(const struct held *h, uint32_t n, struct held_entry *out);
struct screen_name held_name(const struct held_entry *e, size_t at);
struct bytes held_country(const struct held_entry *e, size_t at);
struct bytes held_number(const struct held_entry *e, size_t at);
/* All of it. */
bool held_whole(struct work *w, const struct held_entry *e,
    const struct screen_entry **out) MUST;

#endif
