/*
 * iati_map: which element of an item is which field of a record, for reading and for writing.
 */
#ifndef ENGINES_FORMATS_IATI_MAP_H
#define ENGINES_FORMATS_IATI_MAP_H

#include "engines/formats/formats.h"

enum iati_sort {
    IATI_WORD,     /* its text */
    IATI_TEXT,     /* text for people */
    IATI_PARTY,    /* an organisation with its role */
    IATI_STATUS,   /* a code from 1 to 6 */
    IATI_DATE,     /* a day of a type: two of them are a field */
    IATI_CODE,     /* a country, region or sector with its share */
    IATI_LOCATION, /* a place by name and the publisher's own code */
    IATI_THEME,    /* a tag by the publisher's own word */
    IATI_BUDGET
};

struct iati_field {
    const char *element;
    const char *name; /* the record's field, in core */
    enum iati_sort sort;
    size_t most;       /* characters of its text, or bytes of its code */
    size_t most_items; /* of the field */
    const char *key;   /* what tells one from another, or NULL */
};
/* Ends with a NULL element. */
extern const struct iati_field iati_fields[];
extern const char *const iati_roles[4][3];      /* the record's word, 2.0x, 1.0x */
extern const char *const iati_date_types[4][2]; /* 2.0x, 1.0x */

const struct iati_field *iati_field(const struct xml *x);
/* What one element says; NULL where a record cannot hold it, or memory is short. */
struct json *iati_value(struct work *w, const struct xml *x, const struct iati_field *f);
/* Days of the month; the year is the date's. */
unsigned iati_days_of(struct bytes date, unsigned month);

#endif
