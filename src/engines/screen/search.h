/*
 * search: what else of a search those need who screen the same names again.
 */
#ifndef ENGINES_SCREEN_SEARCH_H
#define ENGINES_SCREEN_SEARCH_H

#include "engines/screen/find.h"

/* At most so much add the fields of a query to the points of an entry, but a number. */
int search_could_add(const struct screen_query *q, const struct screen_entry *e);
/* The same for numbers that are taken for the same. */
uint32_t search_number(struct bytes number);

#endif
