/*
 * What the readers of OFAC's formats share.
 */
#ifndef ENGINES_SCREEN_LIST_OFAC_H
#define ENGINES_SCREEN_LIST_OFAC_H

#include "engines/screen/lists_inner.h"

/* "DOB 27 Oct 1992; alt. DOB ...; nationality Iran; Passport 123 (Iran); a.k.a. 'X'.": dates,
 * countries, numbers, gender and the weak aliases of a remark. */
void ofac_remarks(struct maker *m, uint32_t entry, struct bytes text);
/* A number of that kind, if it is one; gender is such a kind, too. */
void ofac_number(struct maker *m, uint32_t entry, struct bytes kind, struct bytes number,
    const char *country);
/* "Individual", "vessel"; what is none of these is an entity. */
enum screen_type ofac_type(struct bytes type);
/* The programmes of a list of them, as one text. */
void ofac_programmes(struct maker *m, uint32_t entry, const struct xml *list,
    const char *name);
/* Is that what OFAC calls a kind of number?  Of others (sanctions' risks, dates) it is none. */
bool ofac_is_id(struct bytes kind);

#endif
