/*
 * table: gathering the rows of a table while it is read.
 */
#ifndef ENGINES_FORMATS_TABLE_H
#define ENGINES_FORMATS_TABLE_H

#include "engines/formats/formats.h"

struct table_maker {
    struct work *w;
    struct buffer rows;  /* struct table_row */
    struct buffer cells; /* struct bytes, of the row that is open */
    uint32_t line;
    size_t all; /* cells so far */
};

struct table_maker table_maker_open(struct work *w);
void table_row_begin(struct table_maker *m, uint32_t line);
/* The next cell, trimmed; it is lent. */
bool table_cell_add(struct table_maker *m, struct bytes text) MUST;
bool table_row_end(struct table_maker *m) MUST;
bool table_made(struct table_maker *m, struct table *out) MUST;

#endif
