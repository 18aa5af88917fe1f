/*
 * Pieces of entries, between what gathers them and what lays them out.
 */
#ifndef ENGINES_SCREEN_MAKER_H
#define ENGINES_SCREEN_MAKER_H

#include "engines/screen/lists_inner.h"

#define ENTRIES_MAX ((size_t)4 << 20)

struct name_piece {
    struct list_text *text;
    uint32_t entry;
    uint8_t kind;
};

struct date_piece {
    struct screen_date date;
    uint32_t entry;
};

struct country_piece {
    const char *alpha2;
    uint32_t entry;
};

struct id_piece {
    struct list_text *kind;
    struct bytes number;
    const char *alpha2;
    uint32_t entry;
};

/* The remark that is open goes to its entry. */
bool list_close_entry(struct maker *m) MUST;
/* All that was gathered becomes the list. */
bool list_lay_out(struct maker *m, struct screen_list *out) MUST;

#endif
