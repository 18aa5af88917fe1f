/*
 * note: c2sp.org/signed-note -- a text, an empty line, signature lines -- and the
 * keys that sign it.
 */
#include <inttypes.h>
#include <string.h>

#include "core/store/proof_text.h"
#include "ground/crypt/crypt.h"

/* A signature line begins with an em dash and a space. */
#define DASH "\xe2\x80\x94 "
#define DASH_LEN 4
#define KEY_ID_LEN 4

/* ---- Names and keys -------------------------------------------------------- */

/* What Unicode calls white space, beyond ASCII. */
static const char *const spaces[] = {"\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80",
    "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
    "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89",
    "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
    "\xe3\x80\x80"};

static bool
name_valid(struct bytes name)
{
    if (name.len == 0 || !utf8_valid(name))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        struct bytes rest = bytes_from(name.at + i, name.len - i);

        if (name.at[i] <= ' ' || name.at[i] == '+')
            return false;
        for (size_t s = 0; name.at[i] >= 0x80 && s < COUNT_OF(spaces); s++)
            if (bytes_start(rest, spaces[s]))
                return false;
    }
    return true;
}

static bool
name_check(struct work *w, struct bytes name, const char *what)
{
    if (!name_valid(name))
        return fail(w, FAULT_INVALID,
            "%s: a key name is empty or has a space, a plus "
            "or a control character in it",
            what);
    return true;
}

static uint32_t
be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool
note_key_make(struct work *w, struct bytes name, enum note_type type,
    const struct hash *public, struct note_key *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX);
    struct bytes all;
    struct hash sum;

    TRY(name_check(w, name, "key"));
    if (type != NOTE_ED25519 && type != NOTE_COSIGNATURE)
        return fail(w, FAULT_INVALID, "key: type %d is not known here", (int)type);
    buffer_add(&b, name);
    buffer_byte(&b, '\n');
    buffer_byte(&b, (uint8_t)type);
    buffer_add(&b, hash_bytes(public));
    TRY(buffer_bytes(&b, &all));
    TRY(sha256(w, all, &sum));
    *out = (struct note_key){.name = name,
        .id = be32(sum.at),
        .type = type,
        .public = *public};
    return true;
}

bool
note_key_read(struct work *w, struct bytes from, struct note_key *out)
{
    const uint8_t *plus = from.len == 0 ? NULL : memchr(from.at, '+', from.len);
    uint8_t id[KEY_ID_LEN];
    struct note_key key;
    struct hash public;
    struct bytes name;
    struct bytes rest;
    struct bytes raw;

    if (plus == NULL)
        return fail(w, FAULT_INVALID, "key: not <name>+<id>+<key>");
    name = bytes_from(from.at, (size_t)(plus - from.at));
    rest = bytes_from(plus + 1, from.len - name.len - 1);
    if (rest.len < 2 * KEY_ID_LEN + 1 || rest.at[2 * KEY_ID_LEN] != '+')
        return fail(w, FAULT_INVALID, "key: not <name>+<id>+<key>");
    if (!hex_read(w, bytes_from(rest.at, 2 * KEY_ID_LEN), id, sizeof(id)))
        return proof_text_instead(w, FAULT_INVALID, "key: the id is not lower-case hex");
    TRY(proof_text_base64(w,
        bytes_from(rest.at + 2 * KEY_ID_LEN + 1, rest.len - 2 * KEY_ID_LEN - 1),
        "key: what stands behind the id", &raw));
    if (raw.len != 1 + sizeof(public.at))
        return fail(w, FAULT_INVALID, "key: not a type and 32 bytes");
    memcpy(public.at, raw.at + 1, sizeof(public.at));
    TRY(note_key_make(w, name, (enum note_type)raw.at[0], &public, &key));
    if (key.id != be32(id))
        return fail(w, FAULT_INVALID, "key: the id is not that of this name and key");
    *out = key;
    return true;
}

bool
note_key_write(struct work *w, const struct note_key *key, struct bytes *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX);
    uint8_t raw[1 + sizeof(key->public.at)];
    struct bytes coded;

    TRY(name_check(w, key->name, "key"));
    raw[0] = (uint8_t)key->type;
    memcpy(raw + 1, key->public.at, sizeof(key->public.at));
    TRY(base64_write(w, bytes_from(raw, sizeof(raw)), &coded));
    buffer_add(&b, key->name);
    buffer_format(&b, "+%08" PRIx32 "+", key->id);
    buffer_add(&b, coded);
    return buffer_bytes(&b, out);
}

/* ---- Reading and writing --------------------------------------------------- */

static bool
signature_read(struct work *w, struct bytes line, struct note_signature *out)
{
    const uint8_t *space;
    struct bytes rest;
    struct bytes raw;

    if (!bytes_start(line, DASH))
        return fail(w, FAULT_INVALID,
            "note: a signature line begins otherwise than "
            "with an em dash and a space");
    rest = bytes_from(line.at + DASH_LEN, line.len - DASH_LEN);
    space = rest.len == 0 ? NULL : memchr(rest.at, ' ', rest.len);
    if (space == NULL)
        return fail(w, FAULT_INVALID, "note: a signature line without a signature");
    out->name = bytes_from(rest.at, (size_t)(space - rest.at));
    TRY(name_check(w, out->name, "note"));
    TRY(proof_text_base64(w, bytes_from(space + 1, rest.len - out->name.len - 1),
        "note: a signature", &raw));
    if (raw.len <= KEY_ID_LEN)
        return fail(w, FAULT_INVALID, "note: a signature is too short");
    out->id = be32(raw.at);
    out->value = bytes_from(raw.at + KEY_ID_LEN, raw.len - KEY_ID_LEN);
    return true;
}

/* Where the last empty line is: the text's length, or 0 if there is none. */
static size_t
text_length(struct bytes note)
{
    for (size_t i = note.len; i >= 2; i--)
        if (note.at[i - 1] == '\n' && note.at[i - 2] == '\n')
            return i - 1;
    return 0;
}

bool
note_read(struct work *w, struct bytes from, struct note *out)
{
    struct note_signature *signatures;
    struct bytes line;
    struct bytes rest;
    size_t count = 0;
    size_t text;

    if (from.len > NOTE_MAX)
        return fail(w, FAULT_INVALID, "note: larger than %d bytes", NOTE_MAX);
    TRY(proof_text_check(w, from, "note"));
    text = text_length(from);
    if (text == 0)
        return fail(w, FAULT_INVALID, "note: no empty line before the signatures");
    rest = bytes_from(from.at + text + 1, from.len - text - 1);
    for (size_t i = 0; i < rest.len; i++)
        count += rest.at[i] == '\n';
    if (count == 0)
        return fail(w, FAULT_INVALID, "note: not signed");
    if (count > NOTE_SIGNATURES_MAX)
        return fail(w, FAULT_INVALID, "note: more than %d signatures",
            NOTE_SIGNATURES_MAX);
    if ((signatures = work_alloc(w, count * sizeof(*signatures))) == NULL)
        return false;
    for (size_t i = 0; proof_text_line(&rest, &line); i++)
        TRY(signature_read(w, line, &signatures[i]));
    *out = (struct note){.text = bytes_from(from.at, text),
        .at = signatures,
        .count = count};
    return true;
}

static bool
signature_write(struct work *w, const struct note_signature *s, struct buffer *b)
{
    struct buffer raw = buffer_open(w, NOTE_MAX);
    struct bytes coded;

    TRY(name_check(w, s->name, "note"));
    if (s->value.len == 0)
        return fail(w, FAULT_INVALID, "note: a signature is too short");
    buffer_u32(&raw, s->id);
    buffer_add(&raw, s->value);
    TRY(buffer_bytes(&raw, &coded));
    TRY(base64_write(w, coded, &coded));
    buffer_text(b, DASH);
    buffer_add(b, s->name);
    buffer_byte(b, ' ');
    buffer_add(b, coded);
    buffer_byte(b, '\n');
    return true;
}

bool
note_write(struct work *w, const struct note *n, struct bytes *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX);

    TRY(proof_text_check(w, n->text, "note"));
    if (n->count == 0 || n->count > NOTE_SIGNATURES_MAX)
        return fail(w, FAULT_INVALID, "note: not 1 to %d signatures",
            NOTE_SIGNATURES_MAX);
    buffer_add(&b, n->text);
    buffer_byte(&b, '\n');
    for (size_t i = 0; i < n->count; i++)
        TRY(signature_write(w, &n->at[i], &b));
    return buffer_bytes(&b, out);
}

bool
note_append(struct work *w, struct bytes from, const struct note_signature *s,
    struct bytes *out)
{
    struct buffer b = buffer_open(w, NOTE_MAX);
    struct note n;

    TRY(note_read(w, from, &n));
    if (n.count == NOTE_SIGNATURES_MAX)
        return fail(w, FAULT_INVALID, "note: has %d signatures already",
            NOTE_SIGNATURES_MAX);
    buffer_add(&b, from);
    TRY(signature_write(w, s, &b));
    return buffer_bytes(&b, out);
}

/* ---- Signing and checking -------------------------------------------------- */

bool
note_sign(struct work *w, struct bytes text, const struct note_key *key,
    const struct hash *seed, struct note_signature *out)
{
    struct signature made;
    struct bytes value;

    if (key->type != NOTE_ED25519)
        return fail(w, FAULT_INVALID, "note: this key only makes cosignatures");
    TRY(proof_text_check(w, text, "note"));
    TRY(sign_plain(w, seed, text, &made));
    TRY(work_keep(w, bytes_from(made.at, sizeof(made.at)), &value));
    *out = (struct note_signature){.name = key->name, .id = key->id, .value = value};
    return true;
}

bool
note_by(const struct note_signature *s, const struct note_key *key)
{
    return s->id == key->id && bytes_equal(s->name, key->name);
}

bool
note_names(const struct note *n, const struct note_key *key)
{
    for (size_t i = 0; i < n->count; i++)
        if (note_by(&n->at[i], key))
            return true;
    return false;
}

bool
note_verify(struct work *w, const struct note_key *key, struct bytes message,
    struct bytes value)
{
    struct signature s;

    if (value.len == sizeof(s.at)) {
        memcpy(s.at, value.at, sizeof(s.at));
        if (sign_check_plain(w, &key->public, message, &s))
            return true;
    }
    if (work_fault(w) == FAULT_CORRUPT || work_fault(w) == FAULT_INVALID)
        work_clear(w);
    return fail(w, FAULT_CORRUPT, "the signature of %s does not verify",
        proof_text_name(w, key->name));
}

bool
note_check(struct work *w, const struct note *n, const struct note_key *key)
{
    if (key->type != NOTE_ED25519)
        return fail(w, FAULT_INVALID, "note: a key for cosignatures signs no notes");
    if (!note_names(n, key))
        return fail(w, FAULT_CORRUPT, "not signed by %s", proof_text_name(w, key->name));
    for (size_t i = 0; i < n->count; i++)
        if (note_by(&n->at[i], key))
            TRY(note_verify(w, key, n->text, n->at[i].value));
    return true;
}
