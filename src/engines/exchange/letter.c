/*
 * Letters: a few records in a file of their own, with the identity documents of those who
 * signed them.  Nothing in it is sealed, and all of it can be checked by anyone.
 */
#include "engines/exchange/exchange_inner.h"

/* A part has 32 levels, and stands in a record's parts in a list in the letter. */
static const struct json_limits letter_limits = {.size = LETTER_MAX,
    .depth = 40,
    .doubles = false,
    .canonical = true};

/* ---- Out ---------------------------------------------------------------------------------- */

static void
put_list(struct buffer *b, const struct bytes texts[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(b, ",");
        buffer_add(b, texts[i]);
    }
}

/* Canonical texts side by side, names in their order: canonical again. */
bool
letter_write(struct work *w, const struct letter_draft *d, struct bytes *out)
{
    struct buffer b = buffer_open(w, SIZE_MAX / 2);

    buffer_text(&b, "{\"format\":\"liaison/v1\",\"identities\":[");
    put_list(&b, d->authors, d->author_count);
    buffer_text(&b, "],\"records\":[");
    put_list(&b, d->records, d->count);
    buffer_text(&b, "],\"what\":\"letter\"}");
    TRY(buffer_bytes(&b, out));
    return out->len <= LETTER_MAX ||
        fail(w, FAULT_INVALID, "this would be a letter of %zu bytes: %zu are the most",
            out->len, LETTER_MAX);
}

/* ---- In ----------------------------------------------------------------------------------- */

static const struct identity *
author_of(const struct letter *l, const struct hash *org)
{
    for (size_t i = 0; i < l->author_count; i++)
        if (hash_equal(&l->authors[i].id, org))
            return &l->authors[i];
    return NULL;
}

static bool
read_author(struct work *w, const struct json *document, struct letter *to)
{
    struct identity *next = &to->authors[to->author_count];
    struct bytes text;

    TRY(json_write(w, document, &text));
    TRY(identity_read(w, text, next));
    if (author_of(to, &next->id) != NULL)
        return fail(w, FAULT_INVALID, "an organisation is in it twice");
    to->author_count++;
    return true;
}

static bool
read_one(struct work *w, const struct json *value, struct letter *to)
{
    const struct identity *author;
    struct record *r;
    struct bytes text;

    TRY(json_write(w, value, &text));
    TRY(record_read(w, text, &r));
    for (size_t i = 0; i < to->count; i++)
        if (hash_equal(&to->records[i]->hash, &r->hash))
            return fail(w, FAULT_INVALID, "a record is in it twice");
    author = author_of(to, &r->author);
    if (author == NULL)
        return fail(w, FAULT_INVALID, "the keys of a record's author are not in it");
    TRY(record_verify(w, r, author));
    to->records[to->count++] = r;
    return true;
}

static bool
read_list(struct work *w, const struct json *in, const char *name, size_t max,
    struct json **out)
{
    TRY(json_need(w, in, name, JSON_ARRAY, out));
    return ((*out)->count > 0 && (*out)->count <= max) ||
        fail(w, FAULT_INVALID, "%s: 1 to %zu", name, max);
}

static bool
read_all(struct work *w, struct bytes text, struct letter *out)
{
    static const char *const members[] = {"format", "identities", "records", "what",
        NULL};
    struct json *value, *authors, *records;

    if (text.len > LETTER_MAX)
        return fail(w, FAULT_INVALID, "it has %zu bytes: %zu are the most", text.len,
            LETTER_MAX);
    TRY(json_read(w, text, &letter_limits, &value));
    if (!bytes_is(json_get_text(value, "format"), "liaison/v1") ||
        !bytes_is(json_get_text(value, "what"), "letter"))
        return fail(w, FAULT_INVALID, "this is none of liaison's");
    TRY(json_only(w, value, members));
    TRY(read_list(w, value, "identities", LETTER_AUTHORS, &authors));
    TRY(read_list(w, value, "records", LETTER_RECORDS, &records));
    out->authors = work_alloc(w, authors->count * sizeof(*out->authors));
    out->records = work_alloc(w, records->count * sizeof(struct record *));
    TRY(out->authors != NULL && out->records != NULL);
    for (const struct json *a = authors->first; a != NULL; a = a->next)
        TRY(read_author(w, a, out));
    for (const struct json *r = records->first; r != NULL; r = r->next)
        TRY(read_one(w, r, out));
    return true;
}

bool
letter_read(struct work *w, struct bytes text, struct letter *out)
{
    *out = (struct letter){0};
    return read_all(w, text, out) || fail_in(w, "the letter does not hold");
}
