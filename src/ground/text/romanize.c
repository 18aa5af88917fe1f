/*
 * romanize: letters that no alphabet of ours has, from the table that the build makes of ICU's
 * rules: to open those takes 200 ms.
 */
#include <string.h>

#include "ground/text/text_inner.h"

/* 0: it is not in the table; else where its letters stand, and one. */
static uint16_t
find(uint32_t c)
{
    size_t low = 0, high = romanized_count;

    if (c >= ROMANIZED_HAN && c < ROMANIZED_HAN_END)
        return romanized_han[c - ROMANIZED_HAN];
    while (low < high) {
        size_t at = (low + high) / 2;

        if (romanized_others[at].c == c)
            return romanized_others[at].at;
        if (romanized_others[at].c < c)
            low = at + 1;
        else
            high = at;
    }
    return 0;
}

bool
romanize(uint32_t c, enum text_script script, char out[POINT_LATIN + 1])
{
    uint16_t at = script == TEXT_HAN || script == TEXT_OTHER ? find(c) : 0;
    size_t len;

    if (at == 0)
        return rules_romanize(c, script, out);
    len = strlen(romanized_letters + at - 1);
    memcpy(out, romanized_letters + at - 1, len + 1);
    return true;
}
