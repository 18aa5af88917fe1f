/*
 * What importing and exporting activities share.
 */
#ifndef DESKS_IATI_DESK_H
#define DESKS_IATI_DESK_H

#include "desks/desk_inner.h"
#include "engines/formats/formats.h"

/* The kind that is such an element by its "iati": that of --kind, or the one there is;
 * FAULT_MISSING when there is none, FAULT_USAGE where there are several. */
bool iati_kind(struct desk *d, struct work *w, const struct json *args,
    bool organisations, const struct kind **out) MUST;
/* Is what a part "iati" holds of version 1.0x? */
bool iati_is_old(const struct json *part);

/* Whose publication it is; and what stands on its pages, but not in its file of activities:
 * [{"id","title","why"}]. */
struct iati_site {
    struct desk *desk;
    struct json *left;
};
/* Those of these records that are activities, as the text of one file; nothing where there is
 * none.  They were decided and logged before. */
bool iati_of(void *site, struct work *w, const struct stored records[], size_t count,
    struct bytes *text) MUST;

#endif
