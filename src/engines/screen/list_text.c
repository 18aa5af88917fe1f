/*
 * Texts of lists: what is blank in them, and countries and genders that they name.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

/* ---- Blanks ------------------------------------------------------------------------------- */

/* How long a blank is that a text begins with; 0: it begins with none. */
size_t
list_blank(struct bytes text)
{
    const uint8_t *at = text.at;

    if (text.len == 0)
        return 0;
    if (at[0] <= ' ' || at[0] == 0x7F)
        return 1;
    if (text.len > 1 && at[0] == 0xC2 && at[1] == 0xA0)
        return 2;
    if (text.len < 3 || at[0] < 0xE2)
        return 0;
    /* U+2000 to U+200F, U+2028 to U+202F, U+3000, U+FEFF: blanks, and what one does not see. */
    if ((at[0] == 0xE2 && at[1] == 0x80 &&
            (at[2] <= 0x8F || (at[2] >= 0xA8 && at[2] <= 0xAF))) ||
        memcmp(at, "\xE3\x80\x80", 3) == 0 || memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        return 3;
    return 0;
}

static size_t
blank_behind(struct bytes text)
{
    for (size_t len = 1; len <= 3 && len <= text.len; len++)
        if (list_blank(bytes_from(text.at + text.len - len, len)) == len)
            return len;
    return 0;
}

struct bytes
list_trim_any(struct bytes text)
{
    size_t len;

    while ((len = list_blank(text)) > 0)
        text = bytes_from(text.at + len, text.len - len);
    while ((len = blank_behind(text)) > 0)
        text.len -= len;
    return text;
}

/* Where the first of these bytes is. */
static size_t
until(struct bytes text, const char *at)
{
    const uint8_t *one;
    size_t len = 0;

    if (at[1] == '\0') {
        one = memchr(text.at, at[0], text.len);
        return one != NULL ? (size_t)(one - text.at) : text.len;
    }
    while (len < text.len && (text.at[len] >= 0x80 || strchr(at, text.at[len]) == NULL))
        len++;
    return len;
}

bool
list_split(struct bytes *rest, const char *at, struct bytes *piece)
{
    while (rest->len > 0) {
        size_t len = until(*rest, at);

        *piece = list_trim(bytes_from(rest->at, len));
        len += len < rest->len;
        *rest = bytes_from(rest->at + len, rest->len - len);
        if (piece->len > 0)
            return true;
    }
    return false;
}

/* ---- Countries ---------------------------------------------------------------------------- */

#define COUNTRIES_MAX 1000 /* bytes of a field that names them */

static const char *
behind_words(struct bytes text)
{
    static const char *const words[] = {"now ", "currently ", "former ", "formerly ",
        "the ", "present-day ", "possibly ", "allegedly ", "presumed ", "assumed ",
        "born in ", "a.k.a. ", "or ", "and "};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i]);
        const char *found;

        if (text.len <= len || strncasecmp((const char *)text.at, words[i], len) != 0)
            continue;
        found = country_of(bytes_from(text.at + len, text.len - len));
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* "Former USSR Currently Ukraine", "Iraq and Iran": between these words, too. */
static void
parted_by_words(struct maker *m, uint32_t entry, struct bytes text)
{
    static const char *const words[] = {" currently ", " and ", " or ", " now ", " - "};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t len = strlen(words[i]);

        for (size_t at = 0; at + len < text.len; at++)
            if (strncasecmp((const char *)text.at + at, words[i], len) == 0) {
                list_countries(m, entry, bytes_from(text.at, at));
                list_countries(m, entry,
                    bytes_from(text.at + at + len, text.len - at - len));
                return;
            }
    }
}

void
list_countries(struct maker *m, uint32_t entry, struct bytes text)
{
    struct bytes rest = text = list_trim(text), piece;
    const char *found;

    if (text.len == 0 || text.len > COUNTRIES_MAX)
        return;
    found = country_of(text);
    if (found == NULL)
        found = behind_words(text);
    if (found != NULL) {
        list_country(m, entry, found);
        return;
    }
    /* Numbers in parentheses part, too. */
    while (list_split(&rest, ";,/()\n.0123456789", &piece)) {
        if (piece.len == text.len) {
            parted_by_words(m, entry, piece);
            break;
        }
        if (piece.len > 1)
            list_countries(m, entry, piece);
    }
}

void
list_place(struct maker *m, uint32_t entry, struct bytes text)
{
    struct bytes piece;

    while (list_split(&text, ";,()\n", &piece)) {
        const char *found = piece.len > 3 ? country_of(piece) : NULL;

        if (found == NULL && piece.len > 3)
            found = behind_words(piece);
        if (found != NULL)
            list_country(m, entry, found);
    }
}

bool
list_has_digit(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

size_t
list_words_in(struct bytes text)
{
    size_t words = 0;

    for (size_t i = 0; i < text.len; i++)
        words += text.at[i] != ' ' && (i == 0 || text.at[i - 1] == ' ');
    return words;
}

enum screen_gender
list_gender(struct bytes text)
{
    text = list_trim(text);
    if (text.len == 0)
        return SCREEN_GENDER_UNKNOWN;
    if (strncasecmp((const char *)text.at, "female", text.len < 6 ? text.len : 6) == 0)
        return SCREEN_FEMALE;
    if (strncasecmp((const char *)text.at, "male", text.len < 4 ? text.len : 4) == 0)
        return SCREEN_MALE;
    return SCREEN_GENDER_UNKNOWN;
}
