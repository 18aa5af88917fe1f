/*
 * proof_text: the pieces that notes, checkpoints and proofs are read with; seen
 * only inside this room.
 */
#ifndef CORE_STORE_PROOF_TEXT_H
#define CORE_STORE_PROOF_TEXT_H

#include "core/store/proofs.h"

/* Valid UTF-8, no control character below U+0020 but newline, a newline at the
 * end; ${what} begins the message. */
bool proof_text_check(struct work *w, struct bytes text, const char *what) MUST;
/* Cut the first line off ${rest}, without its newline; false when there is none. */
bool proof_text_line(struct bytes *rest, struct bytes *line);
/* A line that is base64, or 32 bytes of it, or a decimal below 2^63. */
bool proof_text_base64(struct work *w, struct bytes line, const char *what,
    struct bytes *out) MUST;
bool proof_text_hash(struct work *w, struct bytes line, const char *what,
    struct hash *out) MUST;
bool proof_text_number(struct work *w, struct bytes line, const char *what,
    uint64_t *out) MUST;
/* A name fit for a message. */
const char *proof_text_name(struct work *w, struct bytes name);
/* Does the signature line bear the key's name and id? */
bool note_by(const struct note_signature *s, const struct note_key *key);
/* ${value} is the key's Ed25519 signature over ${message}, or FAULT_CORRUPT. */
bool note_verify(struct work *w, const struct note_key *key, struct bytes message,
    struct bytes value) MUST;
/* Replace the fault just met by a clearer one, unless the machine is at fault. */
bool proof_text_instead(struct work *w, enum fault kind, const char *why);

#endif
