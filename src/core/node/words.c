/*
 * Words for the index: never themselves, only as tokens under this node's key, so that
 * the index tells nothing without the key and can be emptied word by word.
 */
#include "core/node/node_inner.h"

#include <string.h>

#define WORDS_MAX (4 * 1024 * 1024)
#define WORD_MAX 64

struct words {
    struct node *node;
    struct work *work;
    struct hash key;
    struct buffer out;
    const char *between;
};

static bool
add_word(struct words *to, struct bytes word)
{
    uint8_t token[SHORT_BYTES];
    struct bytes hex;

    short_hash(&to->key, word, token);
    TRY(hex_write(to->work, bytes_from(token, sizeof(token)), &hex));
    if (to->out.len > 0)
        buffer_text(&to->out, to->between);
    buffer_add(&to->out, hex);
    return true;
}

/* The next character of valid UTF-8; moves ${at}. */
static uint32_t
next_point(struct bytes text, size_t *at)
{
    uint8_t first = text.at[(*at)++];
    unsigned more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    uint32_t point = more == 0 ? first : first & (0x3Fu >> more);

    while (more-- > 0 && *at < text.len)
        point = point << 6 | (text.at[(*at)++] & 0x3Fu);
    return point;
}

static bool
within(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

/* Spaces and punctuation stand between words, whatever the script. */
static bool
is_between(uint32_t c)
{
    if (c < 0x80)
        return !within(c, 'a', 'z') && !within(c, 'A', 'Z') && !within(c, '0', '9');
    return within(c, 0x80, 0xA9) || within(c, 0xAB, 0xB4) || within(c, 0xB6, 0xB9) ||
        within(c, 0xBB, 0xBF) || within(c, 0x2000, 0x206F) || within(c, 0x3000, 0x303F) ||
        within(c, 0xFF00, 0xFF0F) || within(c, 0xFF1A, 0xFF20) || c == 0x60C ||
        c == 0x61B || c == 0x61F || c == 0x6D4 || c == 0x964 || c == 0x965 || c == 0xFEFF;
}

/* Scripts written without spaces: each character is a word, and a query asks for all. */
static bool
is_alone(uint32_t c)
{
    return within(c, 0x3040, 0x30FF) || within(c, 0x3400, 0x4DBF) ||
        within(c, 0x4E00, 0x9FFF) || within(c, 0xF900, 0xFAFF) ||
        within(c, 0x20000, 0x3FFFF);
}

/* Capitals of the Latin, Greek and Cyrillic alphabets, as far as they go by rule. */
static uint32_t
small(uint32_t c)
{
    if (within(c, 'A', 'Z') || (within(c, 0xC0, 0xDE) && c != 0xD7) ||
        (within(c, 0x391, 0x3AB) && c != 0x3A2) || within(c, 0x410, 0x42F))
        return c + 0x20;
    if (within(c, 0x400, 0x40F))
        return c + 0x50;
    if ((within(c, 0x100, 0x137) || within(c, 0x14A, 0x177) || within(c, 0x460, 0x4FF)) &&
        c % 2 == 0 && !within(c, 0x4C0, 0x4CE))
        return c + 1;
    if ((within(c, 0x139, 0x148) || within(c, 0x179, 0x17E)) && c % 2 == 1)
        return c + 1;
    return c == 0x3C2 ? 0x3C3 : c; /* the sigma that ends a word */
}

static size_t
put_point(uint32_t c, uint8_t out[4])
{
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = len; i-- > 1; c >>= 6)
        out[i] = (uint8_t)(0x80 | (c & 0x3F));
    out[0] = (uint8_t)(marks[len] | c);
    return len;
}

static bool
end_word(struct words *to, const uint8_t *word, size_t *len)
{
    size_t had = *len;

    *len = 0;
    return had == 0 || add_word(to, bytes_from(word, had));
}

static bool
add_text(struct words *to, struct bytes text)
{
    uint8_t word[WORD_MAX + 4];
    size_t len = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_point(text, &at);

        if (is_between(c) || is_alone(c))
            TRY(end_word(to, word, &len));
        if (is_between(c))
            continue;
        if (len < WORD_MAX)
            len += put_point(small(c), word + len);
        if (is_alone(c))
            TRY(end_word(to, word, &len));
    }
    return end_word(to, word, &len);
}

static bool
add_value(struct words *to, const struct json *v)
{
    if (v->type == JSON_TEXT)
        return add_text(to, v->text);
    if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
        return true;
    for (const struct json *inner = v->first; inner != NULL; inner = inner->next)
        TRY(add_value(to, inner));
    return true;
}

static bool
words_open(struct words *to, struct node *n, struct work *w, const char *between)
{
    *to = (struct words){.node = n,
        .work = w,
        .between = between,
        .out = buffer_open(w, WORDS_MAX)};
    return store_secret(n->store, w, "search", &to->key);
}

bool
words_of_text(struct node *n, struct work *w, struct bytes text, const char *between,
    struct bytes *out)
{
    struct words words;

    TRY(words_open(&words, n, w, between));
    TRY(add_text(&words, text));
    return buffer_bytes(&words.out, out);
}

/* What people wrote goes with an erasure; of what is kept nothing was ever a word. */
static bool
has_words(const struct kind *kind, struct bytes part)
{
    const struct json *kept =
        json_get(json_get_bytes(json_get(kind_json(kind), "parts"), part), "kept");

    return !bytes_is(part, "terms") && !bytes_is(part, "links") &&
        (kept == NULL || !kept->truth);
}

/* System records are found by what they link to; only what people wrote is indexed. */
bool
words_of_record(struct node *n, struct work *w, const struct stored *r, struct bytes *out)
{
    const struct kind *kind = kinds_find(n->kinds, r->kind);
    struct stored_part *parts;
    struct words words;
    size_t count;

    *out = (struct bytes){0};
    if (kind == NULL || kind_is_system(kind))
        return true;
    TRY(words_open(&words, n, w, " "));
    TRY(store_parts(n->store, w, r->no, &parts, &count));
    for (size_t i = 0; i < count; i++) {
        struct json *body;

        if (parts[i].erased || !has_words(kind, parts[i].name))
            continue;
        TRY(json_read(w, parts[i].body, &json_record, &body));
        TRY(add_value(&words, body));
    }
    return buffer_bytes(&words.out, out);
}
