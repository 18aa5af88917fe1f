/*
 * The parts of an entry in an order of their own, for what does not hang on that of the list.
 */
#ifndef ENGINES_SCREEN_ENTRY_H
#define ENGINES_SCREEN_ENTRY_H

#include "engines/screen/screen.h"

int entry_name_order(const void *a, const void *b);
int entry_date_order(const void *a, const void *b);
int entry_bytes_order(const void *a, const void *b);
int entry_id_order(const void *a, const void *b);
/* A copy in that order; NULL: no memory. */
void *entry_sorted(struct work *w, const void *from, size_t count, size_t size,
    int (*order)(const void *, const void *));

/* Of each entry of ${is} the number of the same one of ${was}, by list and reference. */
#define LISTS_NONE UINT32_MAX
bool lists_pair(struct work *w, const struct screen_list *was,
    const struct screen_list *is, uint32_t *of) MUST;

#endif
