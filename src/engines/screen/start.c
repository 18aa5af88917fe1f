/*
 * What is made once, before there are threads.
 */
#include "engines/screen/screen.h"
#include "engines/screen/token_inner.h"
#include "engines/screen/vocabulary.h"
#include "ground/text/text.h"

bool
screen_start(struct work *w)
{
    TRY(text_start(w));
    tokens_start();
    return true;
}
