/*
 * iati_map: an item's elements by what a kind says its fields are, for reading and for writing.
 */
#ifndef ENGINES_FORMATS_IATI_MAP_H
#define ENGINES_FORMATS_IATI_MAP_H

#include "core/records/records.h"
#include "engines/formats/formats.h"

/* Cut the first step off a path; nothing when it is at its end. */
struct bytes iati_step(struct bytes *path);
struct xml *iati_child(const struct xml *x, struct bytes name);
/* What a field's "has" or "codes" say, in that version. */
struct bytes iati_said(const struct json *said, bool old);
/* The field of an item that such an element is of, or NULL. */
const struct kind_iati *iati_field(const struct kind_iati *map, const struct xml *x);
/* What one element, or for an attribute the item, says of the field; NULL where a record cannot
 * hold it, or memory is short. */
struct json *iati_value(struct work *w, const struct kind_iati *f, const struct xml *x);
/* ---- iati_write.c --------------------------------------------------------------------------- */

/* The place in such an order, or behind all of it. */
size_t iati_rank(const struct xml *x, const char *const order[]);
/* Before the first child that comes behind it. */
void iati_add_in_order(struct xml *to, struct xml *child, const char *const order[]);
/* A day of an uncertain date; a period has two ends.  Empty where there is none. */
const char *iati_end(struct work *w, const struct kind_iati *f, const struct json *date);
/* What a field says, as an element of its own; or where a path leads to, made where it is not. */
struct xml *iati_write_value(struct work *w, const struct kind_iati *f,
    const struct json *says, bool old);
void iati_write_at(struct work *w, struct xml *x, const struct kind_iati *f,
    struct bytes path, const struct json *v, bool old);
/* Does a path begin with that child or attribute? */
bool iati_begins(struct bytes path, struct bytes name, bool attribute);
/* What others put into an element that is written anew goes over into the new one. */
void iati_carry(const struct kind_iati *f, struct xml *from, struct xml *to);

#endif
