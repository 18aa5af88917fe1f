/*
 * Numbers of documents and registers in fields of free text.
 */
#include <string.h>

#include "engines/screen/lists_inner.h"

/* Behind the last of these, which stand before a number; what was before it in ${said}. */
static struct bytes
behind_label(struct bytes text, struct bytes *said)
{
    static const char *const labels[] = {"number ", "number: ", "No. ", "No ", "no. ",
        "no ", "No: ", "no: "};
    struct bytes best = text;

    *said = bytes_from(text.at, 0);
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        size_t len = strlen(labels[i]);
        const uint8_t *at = memmem(text.at, text.len, labels[i], len);

        if (at == NULL || (at > text.at && at[-1] != ' ') ||
            (size_t)(at + len - text.at) <= text.len - best.len)
            continue;
        best = bytes_from(at + len, text.len - (size_t)(at + len - text.at));
        *said = bytes_from(text.at, (size_t)(at - text.at));
    }
    return best;
}

/* "Libya number", "British passport", "issued by the DPRK": the country that words begin with,
 * or else end with. */
static const char *
country_said(struct bytes text)
{
    const char *found = NULL;

    text = list_trim(text);
    for (size_t len = text.len; len > 1 && found == NULL; len--)
        if (len == text.len || text.at[len] == ' ' || text.at[len] == ',')
            found = country_of(bytes_from(text.at, len));
    for (size_t at = 1; at < text.len && found == NULL; at++)
        if (text.at[at - 1] == ' ')
            found = country_of(bytes_from(text.at + at, text.len - at));
    return found;
}

static void
number(struct maker *m, uint32_t entry, const char *kind, struct bytes text,
    struct bytes detail)
{
    const uint8_t *open = memmem(text.at, text.len, " (", 2);
    struct bytes no = open != NULL ? bytes_from(text.at, (size_t)(open - text.at)) : text;
    struct bytes note = bytes_from(text.at + no.len, text.len - no.len), said;
    const char *country;

    no = behind_label(no, &said);
    country = country_said(said);
    if (country == NULL && note.len > 2)
        country = country_said(
            bytes_from(note.at + 2, note.len - 2 - (note.at[note.len - 1] == ')')));
    if (country == NULL)
        country = country_said(bytes_from(detail.at, detail.len < 80 ? detail.len : 80));
    no = list_trim(no);
    while (no.len > 0 && strchr(".,\"", no.at[no.len - 1]) != NULL)
        no.len--;
    while (no.len > 0 && no.at[0] == '"')
        no = bytes_from(no.at + 1, no.len - 1);
    if (list_has_digit(no))
        list_id(m, entry, bytes_of(kind), no, country);
}

void
list_numbers(struct maker *m, uint32_t entry, const char *kind, struct bytes text,
    struct bytes details)
{
    struct bytes piece, detail;

    while (list_field(&text, &piece)) {
        if (!list_field(&details, &detail))
            detail = bytes_of("");
        number(m, entry, kind, piece, detail);
    }
}
