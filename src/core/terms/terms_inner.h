/*
 * What the files of this room share: sets, the table of fields, what a rule sees.
 */
#ifndef CORE_TERMS_TERMS_INNER_H
#define CORE_TERMS_TERMS_INNER_H

#include "core/terms/terms.h"

/* ---- Sets ------------------------------------------------------------------------- */

/* Order ${items} and make them a set; false when one stands twice. */
bool list_order(struct bytes *items, size_t count);
/* Is every item of ${a} in ${b}? */
bool list_within(const struct terms_list *a, const struct terms_list *b);
bool list_union(struct work *w, const struct terms_list *a, const struct terms_list *b,
    struct terms_list *out) MUST;
/* What both have; a list that is not set has everything. */
bool list_common(struct work *w, const struct terms_list *a, const struct terms_list *b,
    struct terms_list *out) MUST;

/* ---- Fields ------------------------------------------------------------------------ */

#define TERMS_LIST_MAX 256  /* items of one list */
#define TERMS_CODE_MAX 64   /* bytes of a code */
#define TERMS_TEXT_MAX 2048 /* bytes of a free text */

/* A value's text and number; a table of them ends with a NULL text. */
struct code {
    const char *text;
    unsigned value;
};

enum field_form {
    FORM_ORG,     /* 64 hex digits */
    FORM_CODE,    /* one of ${codes} */
    FORM_CODES,   /* an array of them, as a mask */
    FORM_TOKENS,  /* an array of codes that are not listed here */
    FORM_TEXTS,   /* an array of free texts */
    FORM_PARTIES, /* an array of organisations and groups */
    FORM_TIME,
    FORM_TRUTH,
    FORM_LANGUAGE,
    FORM_HANDLING,  /* {"codes":[...],"text":[...]} */
    FORM_CLASSES,   /* {"EU":level, ...} */
    FORM_THIRD,     /* one condition, or an array of several */
    FORM_ASSURANCES /* {"torture":[id, ...], ...} */
};

struct field {
    const char *name;
    bool required;
    bool always; /* written even when it is zero */
    enum field_form form;
    size_t at; /* in struct terms */
    const struct code *codes;
};
extern const struct field terms_fields[];
extern const size_t terms_field_count;
extern const struct code handling_codes[];
extern const struct code third_codes[];
extern const char *const scheme_names[SCHEMES];
extern const struct code *const scheme_levels[SCHEMES];
extern const char *const risk_names[RISKS];

/* ---- What a rule sees ------------------------------------------------------------ */

#define ACT(name) (UINT32_C(1) << ACT_##name)
/* Acts by which bytes leave, and acts for which the asker must be of the audience. */
#define ACTS_LEAVE (ACT(SHARE) | ACT(FORWARD) | ACT(EXPORT) | ACT(ANSWER))
/* And acts by which a body learns of it, if only that it is there. */
#define ACTS_TELL (ACTS_LEAVE | ACT(HIT))
#define ACTS_USE \
    (ACT(READ) | ACT(ENTER) | ACT(GRADE) | ACT(ASK) | ACT(HOLD) | ACT(DERIVE))
#define ACTS_SEE (ACTS_USE | ACT(LIST))
#define ACTS_OWN (ACT(RELEASE) | ACT(CORRECT) | ACT(RETERM))
#define ACTS_END (ACT(RECALL) | ACT(ERASE) | ACT(EXPIRE) | ACT(UNHOLD))

/*
 * One item's terms under one act: the item itself, or a parent of it.  ${t} is never
 * NULL: terms that cannot be read are all zero, and then P01 lets only the author pass.
 */
struct terms_view {
    const struct facts *f;
    const struct facts_item *item;
    const struct terms *t;
    const struct hash *originator; /* in effect: the holder when it is unknown */
    const struct hash *target;     /* who gets to see it: the recipient, or the asker */
    enum terms_act act;
    bool leaves;
    bool public; /* onto a surface that anyone can read, or asked by nobody known */
    bool parent;
    enum terms_rule *under; /* where P02 says which rule a parent's terms broke */
};
struct terms_view view_of(const struct facts *f, const struct facts_item *item,
    enum terms_act act, enum terms_rule *under);

bool terms_usable(const struct terms *t); /* there, and readable */
bool same_org(const struct hash *a,
    const struct hash *b); /* nobody is the same as nobody */
bool view_originator_asks(const struct terms_view *v);
/* The one who wrote it or from whom it comes: keeping it from them protects nobody. */
bool view_home(const struct terms_view *v, const struct hash *org);
/* Bytes leave by another's hand than the originator's, and not back to their home. */
bool view_onward(const struct terms_view *v);
/* Sent now, what somebody shared before: who gives, and why, was asked then. */
bool view_given_before(const struct terms_view *v);
/* Did the asker get it from the originator itself? */
bool view_direct(const struct terms_view *v);
/* Does releasable_to name the target: itself, through a group that it is or was in (when it has
 * to have been in is P22's matter), or a person of it -- the one who asks, or where the item
 * leaves anyone? */
bool view_listed(const struct terms_view *v);
/* Is a person of that organisation named, anyone or the one who asks? */
bool parties_name_someone(const struct terms_list *parties, const struct hash *org);
bool parties_name_asker(const struct facts *f, const struct terms_list *parties);
/* Itself, or a person of it, without any group. */
bool view_named(const struct terms_view *v, const struct terms_list *parties);
/* How the target stands to the groups among ${parties}: in one as P22 asks for this act, in one
 * now, in one ever. */
enum membership { MEMBER_FITTING, MEMBER_NOW, MEMBER_EVER };
bool view_member(const struct terms_view *v, const struct terms_list *parties,
    enum membership how);
/* Must the audience be a list, whether or not one was written? */
bool terms_limited(const struct terms *t);

/* Does the originator's consent name this item and ${to}, not ended at ${at}? */
bool release_names(const struct terms_view *v, const struct facts_release *r,
    const struct hash *to, unsigned permit, int64_t at);
bool release_purpose(const struct terms_view *v, const struct facts_release *r);
/* Begun and not withdrawn at ${at}. */
bool release_stands(const struct facts_release *r, int64_t at);
/* Did a release let the target in: in force now for this purpose when the item leaves,
 * in force when it came for one who has it (consent that ends takes nothing back). */
bool view_released(const struct terms_view *v);
/* P02: a parent whose originator released to the target what was made from it. */
bool view_excerpt(const struct terms_view *v);
/* When the asker got it; now, if that is not known. */
int64_t view_since(const struct terms_view *v);

bool facts_due(const struct facts *f, const struct terms *t,
    const struct hash *originator);
/* Does this node's organisation hold the item, as P27 says? */
bool facts_held(const struct facts *f, const struct hash *originator);

/* The checks, by file; clauses.c puts them in their order. */
typedef enum terms_say terms_check(const struct terms_view *v);
/* audience.c */
terms_check p01_readable, p01_in_force, p06_red, p06_public, p06_barred, p06_listed,
    p06_strict, p06_amber, p06_need_to_know, p06_giver, p06_limite, p10_listed, p11_told,
    p22_member, p22_giver;
/* consent.c */
terms_check p03_never, p03_consent, p03_un_levels, p03_interpol_levels, p03_giver,
    p04_in_force, p05_holder, p08_stated, p08_purpose, p08_consented, p09_never,
    p09_consent;
/* transfer.c */
terms_check p14_log, p14_entry, p15_complete, p16_duress, p17_third, p17_adequate,
    p17_assured, p25_carried;
/* keep.c */
terms_check p12_over, p12_own_copy, p12_not_due, p13_originator, p21_quarantine, p27_held,
    p27_lift;
/* derive.c */
terms_check p02_parents, p02_join, p07_lower, p18_clock, p18_refusal, p19_asker,
    p19_width, p20_originator, p24_edit;

/* Try the clauses on one view: false at the first that says no or mark, which is lent. */
bool clauses_try(const struct terms_view *v, uint32_t *applied, enum terms_say *say,
    const struct terms_clause **lent) MUST;

#endif
