/*
 * utf8: is it UTF-8, and what of it may a terminal see.
 */
#include <stdio.h>
#include <string.h>

#include "ground/base/base.h"
#include "ground/base/base_inner.h"

/* Table 3-7 of the Unicode standard: the second byte's range decides what is
 * overlong, a surrogate or too large. */
size_t
utf8_sequence(struct bytes text, uint32_t *point)
{
    const uint8_t *at = text.at;
    uint8_t low = 0x80, high = 0xBF;
    size_t len;
    uint32_t v;

    if (text.len == 0)
        return 0;
    if (at[0] < 0x80) {
        *point = at[0];
        return 1;
    }
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0;
    len = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (text.len < len)
        return 0;
    if (at[0] == 0xE0)
        low = 0xA0;
    else if (at[0] == 0xED)
        high = 0x9F;
    else if (at[0] == 0xF0)
        low = 0x90;
    else if (at[0] == 0xF4)
        high = 0x8F;
    if (at[1] < low || at[1] > high)
        return 0;
    v = at[0] & (0x7FU >> len);
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        v = v << 6 | (at[i] & 0x3FU);
    }
    *point = v;
    return len;
}

size_t
utf8_encode(uint32_t point, uint8_t out[4])
{
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xC0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t)(0xE0 | point >> 12);
        out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | point >> 18);
    out[1] = (uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (point & 0x3F));
    return 4;
}

size_t
ascii_words(struct bytes text)
{
    size_t done = 0;

    while (text.len - done >= sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, text.at + done, sizeof(word));
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
        done += sizeof(word);
    }
    return done;
}

bool
utf8_valid(struct bytes text)
{
    while (text.len > 0) {
        uint32_t point;
        size_t step = ascii_words(text);

        if (step == 0)
            step = utf8_sequence(text, &point);
        if (step == 0)
            return false;
        text.at += step;
        text.len -= step;
    }
    return true;
}

/* What a terminal would obey, break a line at, or reorder its neighbours by. */
bool
utf8_hidden(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x061C ||
        point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
        (point >= 0x2066 && point <= 0x2069);
}

/* One step of a display: the form of what stands at the start of ${text}. */
static size_t
display_step(struct bytes text, char form[16], size_t *form_len)
{
    uint32_t point = 0;
    size_t len = utf8_sequence(text, &point);
    int written;

    if (len == 0)
        written = snprintf(form, 16, "\\x%02x", text.at[0]);
    else if (len == 1 && utf8_hidden(point))
        written = snprintf(form, 16, "\\x%02x", (unsigned)point);
    else if (utf8_hidden(point))
        written = snprintf(form, 16, "\\u{%X}", (unsigned)point);
    else {
        memcpy(form, text.at, len);
        *form_len = len;
        return len;
    }
    *form_len = (size_t)written;
    return len == 0 ? 1 : len;
}

bool
text_display(struct work *w, struct bytes from, size_t max, const char **out)
{
    /* No form is longer than four bytes for each one it stands for. */
    size_t room = from.len < max / 4 ? from.len * 4 : max;
    size_t len = 0;
    size_t cut = 0; /* the last place that leaves room for "..." */
    char *text;

    if (room == SIZE_MAX)
        return fail(w, FAULT_MEMORY, "out of memory");
    text = work_alloc(w, room + 1);
    TRY(text != NULL);
    while (from.len > 0) {
        char form[16];
        size_t form_len;
        size_t step = display_step(from, form, &form_len);

        if (form_len > max - len) {
            len = cut;
            for (int i = 0; i < 3 && len < max; i++)
                text[len++] = '.';
            break;
        }
        memcpy(text + len, form, form_len);
        len += form_len;
        if (max - len >= 3)
            cut = len;
        from.at += step;
        from.len -= step;
    }
    text[len] = '\0';
    *out = text;
    return true;
}
