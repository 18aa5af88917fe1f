/*
 * standing: in an input $ and a letter stand for what nobody could guess -- keys, ids, signed texts.
 */
#ifndef TESTS_FUZZ_STANDING_H
#define TESTS_FUZZ_STANDING_H

#include "ground/base/base.h"

#define HOLDS(claim)  \
    do {              \
        if (!(claim)) \
            abort();  \
    } while (0)

static struct {
    char letter;
    struct bytes text;
} standing[32];
static size_t standing_count;

static void
stand(char letter, struct bytes text)
{
    standing[standing_count].letter = letter;
    standing[standing_count++].text = text;
}

static struct bytes
stands_for(char letter)
{
    for (size_t i = 0; i < standing_count; i++)
        if (standing[i].letter == letter)
            return standing[i].text;
    return (struct bytes){0};
}

static struct bytes
filled(struct work *w, struct bytes in)
{
    struct buffer out = buffer_open(w, 1024 * 1024);
    struct bytes text;

    for (size_t i = 0; i < in.len; i++) {
        struct bytes what = in.at[i] == '$' && i + 1 < in.len
            ? stands_for((char)in.at[i + 1])
            : (struct bytes){0};

        if (what.len > 0) {
            buffer_add(&out, what);
            i++;
        } else {
            buffer_byte(&out, in.at[i]);
        }
    }
    if (buffer_bytes(&out, &text))
        return text;
    work_clear(w);
    return (struct bytes){0};
}

#endif
