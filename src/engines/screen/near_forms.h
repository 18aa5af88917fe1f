/*
 * near_forms: the forms that have words near to one.
 */
#ifndef ENGINES_SCREEN_NEAR_FORMS_H
#define ENGINES_SCREEN_NEAR_FORMS_H

#include "engines/screen/near.h"

/* They are remembered, ${size} numbers of them. */
struct near_forms;
bool near_forms_open(struct work *w, const struct screen_index *x, uint64_t size,
    struct near_forms **out) MUST;

/* Those of a word whose near words, and parts, are there. */
void near_forms_list(struct near_forms *n, struct near_words *of);
/* Are they still there, and until TOKENS words more are listed? */
bool near_forms_stand(const struct near_forms *n, const struct near_words *of);

#endif
