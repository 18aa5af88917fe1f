/*
 * Countries by code or name.
 */
#include <stdlib.h>
#include <string.h>

#include "engines/screen/lists_inner.h"

#define KEY_MAX 64

static int
by_key(const void *key, const void *country)
{
    return strcmp(key, ((const struct country_name *)country)->key);
}

const char *
country_of(struct bytes text)
{
    const struct country_name *found;
    char key[KEY_MAX];
    size_t len = 0, lower = 0;

    text = list_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (c >= 'a' && c <= 'z')
            lower++;
        else if (c < '0' || c > '9')
            continue;
        if (len == KEY_MAX - 1)
            return NULL;
        key[len++] = (char)c;
    }
    key[len] = '\0';
    /* "N/A" is not Namibia, "and" not Andorra: codes are written in capitals alone. */
    if (len < 2 || (len <= 3 && (lower > 0 || len != text.len)))
        return NULL;
    found =
        bsearch(key, country_table, country_table_count, sizeof(*country_table), by_key);
    return found != NULL ? found->alpha2 : NULL;
}

bool
screen_country(struct bytes alpha2)
{
    for (size_t i = 0; i < country_table_count; i++)
        if (bytes_is(alpha2, country_table[i].alpha2))
            return true;
    return false;
}
