/*
 * publish: the pages of a publication, below data/site/ of its bag.
 */
#ifndef ENGINES_EVIDENCE_PUBLISH_H
#define ENGINES_EVIDENCE_PUBLISH_H

#include "engines/evidence/package.h"

/* index.html, and a page for each record. */
bool publish_pages(struct package *p) MUST;
/* publish_fields.c: a value as its schema describes it, labels in English. */
bool publish_field(struct package *p, struct work *w, const struct json *schema,
    const struct json *value, struct buffer *to) MUST;
/* publish_table.c: the table that a record asks for, if it does; and its CSV into the bag. */
bool publish_table(struct package *p, struct work *w, const struct kind *kind,
    const struct record *r, struct bytes title, struct buffer *to) MUST;
/* Is that item in this publication? */
bool publish_has(const struct package *p, const struct uuid *id);
/* An organisation by its own name for itself, or by its fingerprint. */
bool publish_org(struct package *p, struct work *w, const struct hash *org,
    struct buffer *to) MUST;

#endif
