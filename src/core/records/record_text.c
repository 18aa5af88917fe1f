/*
 * record_text: the form in which a record travels, {"header","parts","proof"}.
 *
 * Canonical bytes leave no choice in how the frame is written, so it is matched
 * byte for byte and its values are found by skipping.  Each of them is then read
 * strictly for itself: a text of 17 MiB is never one tree in memory, and what is
 * written again is what was read.
 */
#include "core/records/records_inner.h"

/* ---- Finding the pieces ---------------------------------------------------------- */

/* A reading position: what is left, and how far we are, for messages. */
struct frame {
    struct work *work;
    struct bytes rest;
    size_t at;
};

static void
frame_move(struct frame *f, size_t len)
{
    f->rest = bytes_from(f->rest.at + len, f->rest.len - len);
    f->at += len;
}

static bool
frame_is(const struct frame *f, const char *want)
{
    return bytes_start(f->rest, want);
}

static bool
frame_expect(struct frame *f, const char *want)
{
    if (!frame_is(f, want))
        return fail(f->work, FAULT_INVALID, "the record's text is not %s at byte %zu",
            want, f->at);
    frame_move(f, bytes_of(want).len);
    return true;
}

/* The length of the string that starts with a quote here; 0 when it has no end. */
static size_t
string_length(struct bytes text)
{
    for (size_t i = 1; i < text.len; i++) {
        if (text.at[i] == '"')
            return i + 1;
        if (text.at[i] == '\\')
            i++;
    }
    return 0;
}

/* The length of the value at the start, judging no more than where it ends. */
static size_t
value_length(struct bytes text)
{
    size_t depth = 0;
    size_t i = 0;

    while (i < text.len) {
        uint8_t c = text.at[i];

        if (c == '"') {
            size_t len = string_length(bytes_from(text.at + i, text.len - i));

            if (len == 0)
                return 0;
            i += len;
            if (depth == 0)
                return i;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return i;
        if (c == '{' || c == '[')
            depth++;
        if ((c == '}' || c == ']') && --depth == 0)
            return i + 1;
        i++;
    }
    return 0;
}

static bool
frame_value(struct frame *f, const char *what, struct bytes *lent)
{
    size_t len = value_length(f->rest);

    if (len == 0)
        return fail(f->work, FAULT_INVALID, "the record's text has no %s", what);
    *lent = bytes_from(f->rest.at, len);
    frame_move(f, len);
    return true;
}

/* ---- Reading ------------------------------------------------------------------------ */

bool
record_from(struct work *w, struct bytes header, struct bytes proof, struct record **out)
{
    struct record *r = work_alloc(w, sizeof(*r));

    TRY(r != NULL);
    TRY(header_read(w, header, r));
    TRY(proof_read(w, proof, r));
    *out = r;
    return true;
}

/* A part as it stands in the text. */
struct piece {
    struct bytes name;
    struct bytes body;
    struct hash salt;
};

static bool
take_name(struct frame *f, struct bytes *name)
{
    size_t len;

    if (!frame_is(f, "\""))
        return fail(f->work, FAULT_INVALID, "the record's text has no part at byte %zu",
            f->at);
    len = string_length(f->rest);
    if (len < 2)
        return fail(f->work, FAULT_INVALID, "the name of a part has no end");
    *name = bytes_from(f->rest.at + 1, len - 2);
    if (!form_name(*name))
        return fail(f->work, FAULT_INVALID, "not the name of a part at byte %zu", f->at);
    frame_move(f, len);
    return true;
}

static bool
take_piece(struct frame *f, struct piece *out)
{
    size_t digits = 2 * sizeof(out->salt.at);

    TRY(take_name(f, &out->name));
    TRY(frame_expect(f, ":{\"body\":"));
    TRY(frame_value(f, "part", &out->body));
    TRY(frame_expect(f, ",\"salt\":\""));
    if (f->rest.len < digits)
        return fail(f->work, FAULT_INVALID, "the record's text ends early");
    TRY(hex_read(f->work, bytes_from(f->rest.at, digits), out->salt.at,
        sizeof(out->salt.at)));
    frame_move(f, digits);
    return frame_expect(f, "\"}");
}

static bool
take_pieces(struct frame *f, struct piece pieces[RECORD_PARTS], size_t *count)
{
    *count = 0;
    TRY(frame_expect(f, ",\"parts\":{"));
    while (!frame_is(f, "}")) {
        if (*count == RECORD_PARTS)
            return fail(f->work, FAULT_INVALID, "more than %d parts", RECORD_PARTS);
        if (*count > 0)
            TRY(frame_expect(f, ","));
        TRY(take_piece(f, &pieces[*count]));
        if (*count > 0 && bytes_order(pieces[*count - 1].name, pieces[*count].name) >= 0)
            return fail(f->work, FAULT_INVALID, "the parts are not in order of name");
        ++*count;
    }
    return frame_expect(f, "}");
}

static bool
take_header(struct frame *f, struct bytes *header)
{
    if (f->rest.len > RECORD_TEXT_MAX)
        return fail(f->work, FAULT_INVALID, "the record is longer than %d bytes",
            RECORD_TEXT_MAX);
    TRY(frame_expect(f, "{\"header\":"));
    return frame_value(f, "header", header);
}

static bool
take_end(struct frame *f, struct bytes *proof)
{
    TRY(frame_expect(f, ",\"proof\":"));
    TRY(frame_value(f, "proof", proof));
    TRY(frame_expect(f, "}"));
    return f->rest.len == 0 ||
        fail(f->work, FAULT_INVALID, "something stands behind the record");
}

bool
record_read(struct work *w, struct bytes text, struct record **out)
{
    struct frame f = {.work = w, .rest = text};
    struct piece pieces[RECORD_PARTS];
    struct bytes header = {NULL, 0}, proof = {NULL, 0};
    struct record *r = work_alloc(w, sizeof(*r));
    size_t count = 0;

    TRY(r != NULL);
    TRY(take_header(&f, &header));
    /* The header first: it tells whether the rest is ours to judge. */
    TRY(header_read(w, header, r));
    TRY(take_pieces(&f, pieces, &count));
    TRY(take_end(&f, &proof));
    TRY(proof_read(w, proof, r));
    for (size_t i = 0; i < count; i++)
        TRY(record_put_part(w, r, pieces[i].name, &pieces[i].salt, pieces[i].body));
    *out = r;
    return true;
}

bool
record_later(const struct work *w)
{
    const char *rule = work_rule(w);

    return work_fault(w) == FAULT_INVALID && rule != NULL &&
        bytes_is(bytes_of(rule), "later");
}

bool
record_text_hash(struct work *w, struct bytes text, struct hash *out)
{
    struct frame f = {.work = w, .rest = text};
    struct bytes header, parts, proof;

    TRY(take_header(&f, &header));
    TRY(frame_expect(&f, ",\"parts\":"));
    TRY(frame_value(&f, "parts", &parts));
    TRY(take_end(&f, &proof));
    if (!bytes_start(parts, "{"))
        return fail(w, FAULT_INVALID, "the record's parts are no object");
    return sha256_tagged(w, "header", &header, 1, out);
}

/* ---- Writing ------------------------------------------------------------------------- */

static bool
write_part(struct work *w, const struct part *part, bool first, struct buffer *to)
{
    struct bytes salt;

    TRY(hex_write(w, hash_bytes(&part->salt), &salt));
    buffer_text(to, first ? "\"" : ",\"");
    buffer_add(to, part->name);
    buffer_text(to, "\":{\"body\":");
    buffer_add(to, part->body);
    buffer_text(to, ",\"salt\":\"");
    buffer_add(to, salt);
    buffer_text(to, "\"}");
    return true;
}

bool
record_write(struct work *w, const struct record *r,
    bool (*want)(void *context, struct bytes part), void *context, struct bytes *out)
{
    struct buffer to = buffer_open(w, RECORD_TEXT_MAX);
    struct bytes proof;
    bool first = true;

    TRY(record_proof_write(w, r, &proof));
    buffer_text(&to, "{\"header\":");
    buffer_add(&to, r->header);
    buffer_text(&to, ",\"parts\":{");
    for (size_t i = 0; i < r->part_count; i++) {
        const struct part *part = &r->parts[i];

        if (!part->present || (want != NULL && !want(context, part->name)))
            continue;
        TRY(write_part(w, part, first, &to));
        first = false;
    }
    buffer_text(&to, "},\"proof\":");
    buffer_add(&to, proof);
    buffer_text(&to, "}");
    return buffer_bytes(&to, out);
}
