/*
 * pattern: the regular expressions of rules, without what makes them slow: no back-references,
 * no looking around.  Matching takes time in proportion to text times pattern.
 *
 *   a  .  [a-z]  [^a]  \d \w \s \D \W \S  \/  (a|b)  (?:a)  a*  a+  a?  a{2,3}  ^  $
 */
#ifndef ENGINES_FORMATS_PATTERN_H
#define ENGINES_FORMATS_PATTERN_H

#include "engines/formats/path.h"

struct pattern;

bool pattern_read(struct work *w, struct bytes text, const struct pattern **out) MUST;
/* Does it match anywhere in the text?  Spends steps of the walker. */
bool pattern_match(struct walker *k, const struct pattern *p, struct bytes text,
    bool *out) MUST;

#endif
