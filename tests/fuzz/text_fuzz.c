/*
 * text_fuzz: words of names of hostile bytes.  They are plain, stand in the name one behind the
 * other, are the same each time and of themselves; and bytes that are no UTF-8 part them.
 *
 * With -DPLANTED_BUG the signs of one script are left standing where a word goes on in
 * another.
 *
 *     fuzz-edges: 540
 */
#include <stdlib.h>
#include <string.h>

#include "tests/ground/text/said.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

#define SIZE_MAX_HERE ((size_t)4096)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A word alone is that word. */
static void
of_itself(const struct said *s, const struct text_word *word)
{
    struct said again = said(bytes_from(s->words.letter + word->at, word->len));

    HOLDS(again.words.count == 1 && again.words.letters == word->len);
    HOLDS(memcmp(again.words.letter, s->words.letter + word->at, word->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t parted[SIZE_MAX_HERE + 1];
    size_t half = size / 2;
    struct said whole, first, second;

    if (size > SIZE_MAX_HERE)
        return 0;
    whole = said(bytes_from(data, size));
    HOLDS(said_wrong(bytes_from(data, size), &whole.words) == NULL);
    for (unsigned i = 0; i < whole.words.count; i++)
        of_itself(&whole, &whole.words.word[i]);

    memcpy(parted, data, half);
    parted[half] = 0xFF;
    memcpy(parted + half + 1, data + half, size - half);
    whole = said(bytes_from(parted, size + 1));
    first = said(bytes_from(data, half));
    second = said(bytes_from(data + half, size - half));
    if (!whole.words.whole || !first.words.whole || !second.words.whole)
        return 0;
    HOLDS(whole.words.count == first.words.count + second.words.count);
    HOLDS(memcmp(whole.words.letter, first.words.letter, first.words.letters) == 0);
    HOLDS(memcmp(whole.words.letter + first.words.letters, second.words.letter,
              second.words.letters) == 0);
    return 0;
}
