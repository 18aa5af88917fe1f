/*
 * said: the words of a name as one text, and what must be true of any.
 */
#ifndef TESTS_GROUND_TEXT_SAID_H
#define TESTS_GROUND_TEXT_SAID_H

#include "ground/text/text.h"

#include <stdio.h>
#include <string.h>

struct said {
    struct text_words words;
    char text[TEXT_LETTERS + TEXT_WORDS + 1];
};

/* With a blank between words. */
__attribute__((unused)) static struct said
said(struct bytes name)
{
    struct said s;
    size_t len = 0;

    text_words(name, &s.words);
    for (unsigned i = 0; i < s.words.count; i++) {
        const struct text_word *word = &s.words.word[i];

        if (i > 0)
            s.text[len++] = ' ';
        memcpy(s.text + len, s.words.letter + word->at, word->len);
        len += word->len;
    }
    s.text[len] = '\0';
    return s;
}

/* Why these cannot be the words of ${name}; NULL: they can. */
__attribute__((unused)) static const char *
said_wrong(struct bytes name, const struct text_words *words)
{
    unsigned at = 0;
    size_t from = 0;

    if (words->count > TEXT_WORDS || words->letters > TEXT_LETTERS)
        return "more than there is room for";
    for (unsigned i = 0; i < words->count; i++) {
        const struct text_word *word = &words->word[i];

        if (word->len == 0 || word->at != at)
            return "letters that are of no word";
        at += word->len;
        if (word->from < from || word->from >= word->to || word->to > name.len)
            return "it stands nowhere in the name";
        from = word->to;
        if (word->script >= TEXT_SCRIPTS)
            return "no script";
    }
    if (at != words->letters)
        return "letters behind the last word";
    for (unsigned i = 0; i < at; i++) {
        char c = words->letter[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
            return "what is no plain letter";
    }
    return NULL;
}

#endif
