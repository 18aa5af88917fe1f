/*
 * forms: the small forms that headers, identities and kinds share -- names,
 * languages, text for people -- and the reading of hashes and signatures.
 */
#include <string.h>

#include "core/records/records_inner.h"

#define NAME_MAX_LEN 32
#define LIST_NAME_MAX_LEN 64 /* publishers' names are long */
#define LANGUAGE_MAX_LEN 35  /* what RFC 5646 section 4.4.1 asks buffers to hold */
#define BY_MAX 200

/* ---- Names -------------------------------------------------------------------- */

static bool
is_lower(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_alpha(uint8_t c)
{
    return is_lower((uint8_t)(c | 0x20));
}

static bool
is_name(struct bytes text, size_t max)
{
    if (text.len == 0 || text.len > max || !is_lower(text.at[0]))
        return false;
    for (size_t i = 1; i < text.len; i++) {
        if (!is_lower(text.at[i]) && !is_digit(text.at[i]) && text.at[i] != '-')
            return false;
    }
    return true;
}

bool
form_name(struct bytes text)
{
    return is_name(text, NAME_MAX_LEN);
}

bool
form_list_name(struct bytes text)
{
    return is_name(text, LIST_NAME_MAX_LEN);
}

bool
form_kind(struct bytes text)
{
    struct bytes digits = text, name;
    bool good;

    (void)bytes_step(&digits, '/', &name);
    good = form_name(name) && digits.len > 0 && digits.len <= 4 && digits.at[0] != '0';
    for (size_t i = 0; good && i < digits.len; i++)
        good = is_digit(digits.at[i]);
    return good;
}

/* ---- Languages and text for people ----------------------------------------------- */

/* A subtag of 1 to 8 letters and digits; its length, or 0. */
static size_t
subtag(struct bytes text, size_t from, bool *letters)
{
    size_t len = 0;

    *letters = true;
    while (from + len < text.len && text.at[from + len] != '-') {
        uint8_t c = text.at[from + len];

        if (!is_alpha(c) && !is_digit(c))
            return 0;
        if (!is_alpha(c))
            *letters = false;
        len++;
    }
    return len <= 8 ? len : 0;
}

bool
form_language(struct bytes text)
{
    bool private = false;
    bool single = false; /* was the subtag before a singleton? it needs a follower */
    size_t at = 0;

    if (text.len == 0 || text.len > LANGUAGE_MAX_LEN)
        return false;
    for (;;) {
        bool letters;
        size_t len = subtag(text, at, &letters);

        if (len == 0 || (at == 0 && !letters))
            return false;
        if (at == 0 && len == 1 && (text.at[0] | 0x20) != 'x')
            return false;
        if (single && !private && len == 1)
            return false;
        single = len == 1 && !private;
        private = private || (single && (text.at[at] | 0x20) == 'x');
        at += len;
        if (at == text.len)
            return !single;
        at++;
    }
}

size_t
form_length(struct bytes text)
{
    size_t length = 0;

    for (size_t i = 0; i < text.len; i++)
        length += (text.at[i] & 0xC0) != 0x80;
    return length;
}

static const char *
lang_entry(const struct json *entry, size_t max)
{
    const struct json *lang = json_get(entry, "lang");
    const struct json *text = json_get(entry, "text");
    const struct json *by = json_get(entry, "by");

    if (entry->type != JSON_OBJECT || lang == NULL || text == NULL)
        return "each entry holds lang and text";
    if (entry->count != (by == NULL ? 2u : 3u))
        return "an entry holds lang, text and by only";
    if (lang->type != JSON_TEXT || !form_language(lang->text))
        return "lang is no language tag";
    if (text->type != JSON_TEXT || text->text.len == 0 ||
        memchr(text->text.at, 0, text->text.len) != NULL)
        return "text is missing";
    if (form_length(text->text) > max)
        return "text is too long";
    if (by != NULL &&
        (by->type != JSON_TEXT || by->text.len == 0 || form_length(by->text) > BY_MAX))
        return "by names who translated";
    return NULL;
}

const char *
form_lang_text(const struct json *value, size_t max)
{
    if (value->type != JSON_ARRAY || value->count == 0 || value->count > LANG_TEXT_MAX)
        return "text for people is a list of {lang, text}";
    for (const struct json *e = value->first; e != NULL; e = e->next) {
        const char *wrong = lang_entry(e, max);

        if (wrong != NULL)
            return wrong;
        for (const struct json *o = value->first; o != e; o = o->next) {
            if (bytes_alike(json_get_text(o, "lang"), json_get_text(e, "lang")))
                return "one entry a language";
        }
    }
    return NULL;
}

struct bytes
form_lang_pick(const struct json *value, const char *lang)
{
    for (const struct json *e = value->first; e != NULL; e = e->next) {
        if (bytes_alike(json_get_text(e, "lang"), bytes_of(lang)))
            return json_get_text(e, "text");
    }
    return bytes_of("");
}

/* ---- Copies and first members -------------------------------------------------------------- */

bool
put_copy(struct work *w, struct json *to, struct bytes name, const struct json *value)
{
    struct json *copy;

    TRY(value == NULL || json_keep(w, value, &copy));
    if (value != NULL)
        json_put_bytes(to, name, copy);
    return work_ok(w);
}

const struct json *
first_in(const struct json *object, const char *name)
{
    return json_first(json_get(object, name));
}
