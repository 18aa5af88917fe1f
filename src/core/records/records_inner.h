/*
 * records_inner: what the files of this room share and no other room sees.
 */
#ifndef CORE_RECORDS_RECORDS_INNER_H
#define CORE_RECORDS_RECORDS_INNER_H

#include "core/records/records.h"

#define RECORD_FORMAT "liaison/v1"
#define RECORD_SUITE 1
#define LANG_TEXT_MAX 32 /* languages one text may stand in */

/* ---- forms.c: the small forms that headers, identities and kinds share ------- */

/* [a-z][a-z0-9-]{0,31}: part names, link types, handles. */
bool form_name(struct bytes text);
/* The same, up to 64 characters: code lists. */
bool form_list_name(struct bytes text);
/* name/major: "assessment/1". */
bool form_kind(struct bytes text);
/* A well-formed language tag of RFC 5646. */
bool form_language(struct bytes text);
/* How many code points valid UTF-8 holds. */
size_t form_length(struct bytes text);
/* Text for people; NULL, or what is wrong.  ${max} code points a language. */
const char *form_lang_text(const struct json *value, size_t max);
/* The text in that very language, or an empty one. */
struct bytes form_lang_pick(const struct json *value, const char *lang);

/* Put a copy there that is the work's own; of NULL, nothing. */
bool put_copy(struct work *w, struct json *to, struct bytes name,
    const struct json *value) MUST;
/* The first item or member of what stands there under a name.  NULL: nothing does. */
const struct json *first_in(const struct json *object, const char *name);

/* ---- record_forms.c ------------------------------------------------------------------- */

/* node-held, passphrase, hardware. */
bool form_level(struct bytes text);
/* A role's or person's name: 1 to 128 bytes. */
bool form_role(struct bytes text);
/* What a newer version may understand: rule "later". */
bool fail_later(struct work *w, const char *what);
/* Fresh random bytes; FAULT_IO when the system has none. */
bool draw(struct work *w, void *to, size_t len) MUST;
/* An item of an array, as a hash. */
bool item_hash(struct work *w, const struct json *item, const char *what,
    struct hash *out) MUST;
/* A member that is an array of ${min} to ${max} items. */
bool need_array(struct work *w, const struct json *object, const char *name, size_t min,
    size_t max, struct json **out) MUST;
/* A member that is a signature, 128 hex digits. */
bool need_signature(struct work *w, const struct json *object,
    struct signature *out) MUST;
struct json *json_hash(struct work *w, const struct hash *h);

/* ---- identity_read.c --------------------------------------------------------------- */

/* The words of enum key_use. */
const char *key_use_word(enum key_use use);
/* Does this key count at that time? */
bool key_counts(const struct org_key *key, int64_t time);
/* H(next-root; public): what an inception or rotation promises. */
bool root_promise(struct work *w, const struct hash *public, struct hash *out) MUST;

/* ---- header.c ------------------------------------------------------------------------ */

/* Fill ${r} from canonical bytes, which it keeps; no part is present then. */
bool header_read(struct work *w, struct bytes text, struct record *r) MUST;

/* ---- record_parts.c --------------------------------------------------------------------- */

/* H(part; salt, body) and H(link; salt, link). */
bool commit_part(struct work *w, const struct hash *salt, struct bytes body,
    struct hash *out) MUST;
bool commit_link(struct work *w, const struct link_to *link, const struct hash *salt,
    struct hash *out) MUST;
/* The members of a link; the part "links" adds the salt. */
struct json *link_json(struct work *w, const struct link_to *link);

/* ---- group.c ------------------------------------------------------------------------------- */

/* Fill the proof of ${r} from its canonical bytes. */
bool proof_read(struct work *w, struct bytes text, struct record *r) MUST;

#endif
