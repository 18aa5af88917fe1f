/*
 * terms: what may be done with an item, by whom and why -- the 27 fields read and
 * written, the rules P01-P27 decided in one place, and combining terms.
 *
 * terms_decide is pure: facts in, decision out; no work, clock, memory or I/O.
 * Zero is always the careful side: a fact left zero never allows more.
 */
#ifndef CORE_TERMS_TERMS_H
#define CORE_TERMS_TERMS_H

#include "ground/base/base.h"

/* ---- The fields ----------------------------------------------------------------- */

/* Values stand in order of strictness, so that the stricter of two is the larger. */
enum terms_tlp { TLP_NONE, TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED };
enum terms_pap { PAP_NONE, PAP_CLEAR, PAP_GREEN, PAP_AMBER, PAP_RED };
/* CONSENT_UNKNOWN stands only in terms that cannot be read. */
enum terms_consent { CONSENT_UNKNOWN, CONSENT_NONE, CONSENT_ASK };
enum terms_judicial { JUDICIAL_UNKNOWN, JUDICIAL_YES, JUDICIAL_ASK, JUDICIAL_NO };
enum terms_onward { ONWARD_UNKNOWN, ONWARD_SAME_TERMS, ONWARD_ASK, ONWARD_NO };
enum terms_duress { DURESS_NONE, DURESS_ALLEGED, DURESS_ESTABLISHED };
enum terms_nature { NATURE_UNSAID, NATURE_FACT, NATURE_ASSESSMENT };
enum terms_urgency { URGENCY_NONE, URGENCY_168H, URGENCY_72H, URGENCY_8H };

/* Masks.  Several third-country conditions hold together; NO stands alone. */
enum { THIRD_ASK = 1, THIRD_ADEQUATE = 2, THIRD_ASSURED = 4, THIRD_NO = 8 };
enum { HANDLING_H0 = 1, HANDLING_H1 = 2, HANDLING_H2 = 4, HANDLING_H3 = 8 };
enum { CAVEAT_LIMITE = 1, CAVEAT_EYES_ONLY = 2, CAVEAT_RELEASABLE_TO = 4 };
enum {
    SUBJECT_SUSPECT = 1,
    SUBJECT_CONVICTED = 2,
    SUBJECT_VICTIM = 4,
    SUBJECT_WITNESS = 8,
    SUBJECT_CONTACT = 16,
    SUBJECT_OTHER = 32
};

/* A classification has a level per scheme, 0 where the scheme is not used. */
enum terms_scheme { SCHEME_EU, SCHEME_UN, SCHEME_INTERPOL, SCHEMES };
enum terms_risk { RISK_TORTURE, RISK_DEATH_PENALTY, RISK_FAIR_TRIAL, RISKS };
enum { RISK_MASK = (1 << RISKS) - 1 };

/*
 * A set of byte strings, in order, each once.  ${set} tells an empty list that was
 * written (nobody, no purpose) from none (no limit by this field).
 *
 * A party is an organisation's id, 32 bytes, or a group: the 16 bytes of its id, then the 32
 * of its owner's, without which it is the item's originator's, then a byte 1 where members who
 * join later get what is older (P22).  Written "group:ID", "group:ID@OWNER", "...+later".  Or it
 * is a named person of an organisation, TERMS_PERSON bytes: that organisation's id, the id of
 * the record by which it makes the person known, and what no group has.  Written "ORG/ID".
 */
struct terms_list {
    const struct bytes *at;
    size_t count;
    bool set;
};

/*
 * The terms of one item.  ${personal} marks personal data: then purpose, legal basis,
 * retention, subject and nature are needed before it may leave (P15).  Without
 * ${readable} only the author sees the item (P01), and no other field counts.
 */
struct terms {
    bool readable;
    const char *why; /* when not readable: which field, and what is wrong; else NULL */
    struct hash originator;
    enum terms_consent
        owner_consent; /* none | ask; "given" is a release, never a field */
    enum terms_tlp tlp;
    enum terms_pap pap;
    unsigned handling;
    struct terms_list handling_text;
    unsigned classification[SCHEMES];
    unsigned caveats;
    struct terms_list releasable_to; /* parties; set and empty: nobody */
    struct terms_list not_releasable_to;
    struct terms_list purpose; /* codes; set and empty: none */
    struct terms_list legal_basis;
    struct terms_list need_to_know;
    enum terms_judicial judicial_use;
    enum terms_onward onward_transfer;
    unsigned third_country;
    struct terms_list assurances[RISKS]; /* ids, 16 bytes each, of the records required */
    int64_t retain_until;                /* these three: 0 when absent */
    int64_t review_by;
    int64_t valid_from;
    bool personal;
    bool incomplete; /* by terms_join only: one of the two lacked a personal-data field */
    unsigned subject;
    enum terms_nature nature;
    unsigned source_grade; /* 'A'..'F' or 'X', 0 when absent */
    unsigned info_grade;   /* '1'..'6' */
    enum terms_duress duress;
    enum terms_urgency urgency;
    struct bytes language; /* RFC 5646 */
};

/**
 * terms_read(w, part, out):
 * Read the terms part of a record; texts are lent from it.  What is not understood --
 * no object, a missing required field, an unknown field or value -- is no fault: ${out}
 * is then not readable and says why.  FAULT_INVALID only for what is folded from other
 * records and never signed with an item: "recall", and "owner_consent": "given..." (P24).
 */
bool terms_read(struct work *w, const struct json *part, struct terms *out) MUST;
/* The part that these terms are; FAULT_INVALID when they are not readable. */
bool terms_write(struct work *w, const struct terms *t, struct json **out) MUST;
/* What a person gets who says nothing: AMBER+STRICT, ask everywhere, no duress known. */
void terms_default(const struct hash *originator, struct terms *out);

/* P02: the strictest of each field, for an item made from both.  The originator is kept
 * when both have the same, else it is zero: the caller sets its own. */
bool terms_join(struct work *w, const struct terms *a, const struct terms *b,
    struct terms *out) MUST;
/* P07: is ${a} at least as strict as ${b} in every field that restricts? */
bool terms_narrower_or_equal(const struct terms *a, const struct terms *b);
/* P15: personal data without one of its five fields. */
bool terms_incomplete(const struct terms *t);
bool terms_list_has(const struct terms_list *list, struct bytes item);
/* A party that is a person: of that organisation, made known by that record; two bytes longer
 * than a group with its owner. */
#define TERMS_PERSON (sizeof(struct hash) + sizeof(struct uuid) + 2)
void terms_person(const struct hash *org, const struct uuid *person,
    uint8_t out[TERMS_PERSON]);
/* Does it hang on which person asks, who sees the item (RED, compartments, named people)? */
bool terms_by_person(const struct terms *t);
/* The group that a party is: its id, and its owner where it names one (else NULL); and does
 * it speak of who joins later too?  False for an organisation. */
bool terms_party_group(struct bytes party, struct uuid *id, const uint8_t **owner,
    bool *later);
bool terms_names_group(const struct terms_list *parties);

/* P25: what a target format must be able to carry for these terms. */
enum {
    CARRY_TLP = 1 << 0,
    CARRY_PAP = 1 << 1,
    CARRY_HANDLING = 1 << 2,
    CARRY_CLASSIFICATION = 1 << 3,
    CARRY_CAVEATS = 1 << 4,
    CARRY_AUDIENCE = 1 << 5, /* releasable_to, not_releasable_to, need_to_know */
    CARRY_PURPOSE = 1 << 6,
    CARRY_JUDICIAL = 1 << 7,
    CARRY_ONWARD = 1 << 8, /* owner_consent, onward_transfer, third_country, assurances */
    CARRY_DATES = 1 << 9,  /* retain_until, valid_from */
    CARRY_DURESS = 1 << 10,
    CARRY_ALL = (1 << 11) - 1
};
unsigned terms_carry_needed(const struct terms *t);

/* ---- Facts ------------------------------------------------------------------------ */

enum terms_act {
    ACT_NONE,
    ACT_READ,    /* see the content */
    ACT_LIST,    /* learn that it exists: lists, search, counts, errors (P10) */
    ACT_SHARE,   /* give it to a recipient; by another than the originator: onward */
    ACT_FORWARD, /* the same act by its other name: who asks decides, not the word */
    ACT_EXPORT,  /* put it out on a surface */
    ACT_ANSWER,  /* send the item as the answer to a question */
    ACT_ENTER,   /* enter it in a proceeding: judicial use */
    ACT_GRADE,
    ACT_ASK,     /* ask about it; ${proposed} are the question's terms */
    ACT_HOLD,    /* keep it against recall, as possibly exonerating */
    ACT_DERIVE,  /* make the item, from parents or none */
    ACT_RELEASE, /* consent to onward release, or withdraw the consent */
    ACT_CORRECT, /* replace it by a newer version */
    ACT_RETERM,  /* give it other terms, ${proposed}; also what a merge or import does */
    ACT_RECALL,  /* at the originator: send it out; at a holder: obey */
    ACT_ERASE,   /* erase the own copy, on one's own decision */
    ACT_EXPIRE,  /* erase the own copy because its time has come */
    ACT_UNHOLD,
    ACT_HIT, /* tell a recipient that something is held, and no more (P11) */
    ACTS
};
const char *terms_act_name(enum terms_act act);

enum terms_surface {
    SURFACE_NONE,
    SURFACE_COURT,
    SURFACE_PAGE,
    SURFACE_PRINT,
    SURFACE_STIX,
    SURFACE_MISP,
    SURFACE_CSV,
    SURFACE_PUBLIC /* public web, feed, collection with anonymous read */
};

/* An item as far as terms are concerned: the record acted on, or a parent of it. */
struct facts_item {
    struct hash hash;               /* header hash: one version of one record */
    struct hash author;             /* the organisation whose key signed it */
    int64_t made_at;                /* as the author says; 0 is before any group (P22) */
    const struct terms *terms;      /* NULL: it has none */
    bool originator_unknown;        /* no such key is known: the holder stands in (P05) */
    struct hash received_from;      /* from whom the asker has it; zero: from nobody */
    int64_t received_at;            /* and since when */
    enum terms_duress duress_later; /* a flag that came after the item (P16) */
};

enum { PERMIT_ONWARD = 1, PERMIT_JUDICIAL = 2 }; /* H2 and H1: separate (P09) */

/* A consent whose signature by ${originator} was checked. */
struct facts_release {
    struct hash originator;
    struct hash item; /* the item's header hash, or that of an excerpt made from it */
    struct hash recipient;
    struct bytes purpose;
    unsigned permits;
    int64_t from;
    int64_t until;        /* 0: names no end date, and is therefore no consent */
    int64_t withdrawn_at; /* 0: not withdrawn */
};

enum terms_hold_ground {
    HOLD_NO_GROUND,
    HOLD_JUDICIAL_RECEIPT,
    HOLD_ENTERED,
    HOLD_EXONERATING
};
struct facts_hold {
    struct hash body;
    enum terms_hold_ground ground; /* HOLD_NO_GROUND, for one who passed it on: no hold */
    int64_t told_at;               /* when this node learned of it; 0: not yet */
    int64_t lifted_at;             /* 0: it stands */
};

struct facts_assurance {
    struct uuid id;
    struct hash recipient;
    unsigned covers; /* 1 << RISK_... */
    int64_t from;
    int64_t until;
    int64_t risk_assessed_at; /* 0: there is no risk assessment */
};

/* A named officer's exception for an item that may have been got under duress (P16). */
struct facts_exception {
    struct hash item; /* its header hash */
    struct bytes officer;
    int64_t from;
    int64_t until;        /* 0: names no end date, and is therefore no exception */
    int64_t withdrawn_at; /* 0: not withdrawn */
};

/* A stretch of time in which a body was in a group without a gap, by its owner's versions. */
struct facts_member {
    struct uuid group;
    struct hash owner;
    struct hash org;
    int64_t since;
    int64_t until; /* 0: still in */
};

struct facts {
    enum terms_act act;
    struct hash self;  /* the organisation whose node decides, the holder */
    struct hash asker; /* zero: anonymous, the public */
    struct bytes who;  /* the person or node that acts, as it will be logged */
    struct terms_list compartments; /* the asker's */
    struct uuid person; /* who acts, as others name them; zero: nobody who can be named */
    /* SHARE that a person did, asked once more when it is sent: who gives was asked then. */
    bool shared_before;
    struct hash recipient;
    bool recipient_third;    /* outside the law that the originator is under */
    bool recipient_adequate; /* a third country, declared adequate */
    unsigned
        assurance_needed; /* 1 << RISK_...: what there is a risk of at the recipient */
    struct bytes purpose;
    struct bytes reason;
    enum terms_surface surface;
    unsigned carries; /* CARRY_...: what the target format can say */

    struct facts_item item;
    const struct facts_item *parents; /* whom it was made from (P02) */
    size_t parent_count;
    const struct facts_release *releases;
    size_t release_count;
    const struct facts_hold *holds;
    size_t hold_count;
    const struct facts_assurance *assurances;
    size_t assurance_count;
    const struct facts_member *members;
    size_t member_count;
    const struct facts_exception *exceptions;
    size_t exception_count;
    bool grouped; /* these terms, or a parent's, name a group, be it here or not */

    bool recalled;    /* a recall by the originator is known here */
    bool quarantined; /* two contents under one id and version (P21) */
    bool resigned;    /* RETERM: made as a newly signed item, not by an edit (P24) */
    bool can_log;     /* the access log takes entries (P14) */
    const struct terms *proposed;
    const struct terms *question; /* ANSWER: the terms of the question, */
    const struct terms *about;    /* of the item asked about, */
    struct hash question_from;    /* who asked, */
    int64_t asked_at;             /* and when */
    bool refusal;                 /* ANSWER: a refusal, with ${reason} as its code */
    int64_t now;
    unsigned rules_off; /* SWITCH_...: rules resting on a K part, switched off */
};

/* ---- Decision --------------------------------------------------------------------- */

enum terms_rule {
    RULE_NONE,
    RULE_P01,
    RULE_P02,
    RULE_P03,
    RULE_P04,
    RULE_P05,
    RULE_P06,
    RULE_P07,
    RULE_P08,
    RULE_P09,
    RULE_P10,
    RULE_P11,
    RULE_P12,
    RULE_P13,
    RULE_P14,
    RULE_P15,
    RULE_P16,
    RULE_P17,
    RULE_P18,
    RULE_P19,
    RULE_P20,
    RULE_P21,
    RULE_P22,
    RULE_P23,
    RULE_P24,
    RULE_P25,
    RULE_P26,
    RULE_P27,
    RULES
};
const char *terms_rule_id(enum terms_rule rule); /* "P03"; "" for RULE_NONE */

/* Facts, as a mask: what a decision rests on. */
enum {
    FACT_ASKER = 1 << 0,
    FACT_HOLDER = 1 << 1,
    FACT_RECIPIENT = 1 << 2,
    FACT_PURPOSE = 1 << 3,
    FACT_TERMS = 1 << 4,
    FACT_ORIGINATOR = 1 << 5,
    FACT_ROAD = 1 << 6, /* from whom it was received, and when */
    FACT_PARENTS = 1 << 7,
    FACT_RELEASES = 1 << 8,
    FACT_HOLDS = 1 << 9,
    FACT_ASSURANCES = 1 << 10,
    FACT_GROUPS = 1 << 11,
    FACT_TIME = 1 << 12,
    FACT_SURFACE = 1 << 13,
    FACT_RECALL = 1 << 14,
    FACT_LOG = 1 << 15,
    FACT_QUESTION = 1 << 16,
    FACT_PROPOSED = 1 << 17,
    FACT_CONFLICT = 1 << 18,
    FACT_EXCEPTIONS = 1 << 19,
    FACT_COUNT = 20
};

enum terms_verdict {
    TERMS_DENY,
    TERMS_ALLOW,
    TERMS_MARK /* keep it, and show the recall or expiry with the reason (P27) */
};

struct decision {
    enum terms_verdict verdict;
    enum terms_rule rule;  /* that decided; RULE_NONE when allowed */
    enum terms_rule under; /* P02, P10: the rule beneath, else ${rule} */
    const char *id;        /* terms_rule_id(rule) */
    const char *reason;    /* these two: one static sentence each */
    const char *change;    /* what would change the answer */
    uint32_t facts;        /* FACT_... that the rule looked at */
    uint32_t applied;      /* 1 << RULE_...: rules that had a say, for or against */
    bool hidden;           /* denied, and the asker may not learn that it exists */
    bool due;              /* recalled by another, or past retention: to be erased unless
                            * held */
    bool held;             /* this node's organisation holds it (P27) */
    bool late;             /* ANSWER: the question's time is over (P18) */
};

/**
 * terms_decide(f, d):
 * Decide ${f->act}.  Rules are tried in the order of their numbers and the first that
 * objects decides; if none does the act is allowed.  True only for TERMS_ALLOW.
 */
bool terms_decide(const struct facts *f, struct decision *d) MUST;
/* The decision as an answer: verdict, rule, reason, change, facts; for `explain`. */
bool terms_explain(struct work *w, const struct decision *d, struct json **out) MUST;
/* The name of the fact 1 << n, as the answer has it. */
const char *terms_fact_name(size_t n);
const char *terms_verdict_name(enum terms_verdict verdict);

/* ---- The rules, as data ---------------------------------------------------------- */

/* Parts known only from general knowledge: each can be switched off by counsel's word. */
enum { SWITCH_UN_LEVELS = 1, SWITCH_INTERPOL_LEVELS = 2, SWITCH_LIMITE = 4 };
#define SWITCHES 3
/* What people type for the ${n}-th, 1 << n: "un-levels". */
const char *terms_switch_name(size_t n);

/* What a rule sees of the facts: inside the room. */
struct terms_view;
enum terms_say { SAY_NOTHING, SAY_YES, SAY_NO, SAY_MARK };

struct terms_clause {
    enum terms_rule rule;
    uint32_t acts;  /* 1 << ACT_... */
    bool inherited; /* also asked of each parent's terms (P02) */
    unsigned off;   /* SWITCH_... that silences it; 0: cannot be switched off */
    enum terms_say (*check)(const struct terms_view *v);
    uint32_t facts; /* FACT_... that it looks at */
    const char
        *schemes; /* what it rests on; V read in a public text, K to be confirmed */
    const char *reason;
    const char *change;
};
/* The n-th clause, in the order of trying; NULL behind the last. */
const struct terms_clause *terms_clause_at(size_t n);
/* What a rule is, in one sentence; some rules have no clause, and it says what keeps them. */
const char *terms_rule_says(enum terms_rule rule);

/* ---- Beside the decision: clocks, order, lint ------------------------------------ */

/* P14: what an entry in the access log must say about this act. */
enum { LOG_WHO = 1, LOG_WHEN = 2, LOG_WHY = 4, LOG_TO_WHOM = 8 };
unsigned terms_log_needs(enum terms_act act);

/* P18: when an answer is due; 0 when no clock runs. */
int64_t terms_deadline(enum terms_urgency urgency, int64_t asked_at);
bool terms_late(enum terms_urgency urgency, int64_t asked_at, int64_t now);

/* P13: one line of the ledger of a recall. */
struct terms_delivery {
    struct hash to;
    int64_t at;          /* delivered */
    uint64_t position;   /* in that partner's outbox: breaks ties */
    int64_t recalled_at; /* 0: the recall has not gone there yet */
    int64_t answered_at; /* 0: no receipt */
};
/* The delivery whose node must hear of the recall next; ${count} when none is left. */
size_t terms_recall_next(const struct terms_delivery *list, size_t count);
/* Sent at least ${patience} ago and not answered. */
bool terms_recall_overdue(const struct terms_delivery *d, int64_t patience, int64_t now);

/* P20: of several versions, whatever their order of arrival, the one that is shown: the
 * originator's highest.  ${count} when the originator signed none of them. */
struct terms_version {
    struct hash author;
    struct hash hash;
    uint64_t version;
};
size_t terms_shown(const struct hash *originator, const struct terms_version *list,
    size_t count);

/* P21: do two headers, whose signatures were checked, prove that one key signed two
 * contents under one id and version? */
struct terms_claim {
    struct hash key;
    struct uuid id;
    uint64_t version;
    struct hash content;
};
bool terms_equivocation(const struct terms_claim *a, const struct terms_claim *b);

/* P23: likelihood words by yardstick; a word may stand in several. */
enum {
    YARDSTICK_ICD203 = 1,
    YARDSTICK_PHIA = 2,
    YARDSTICK_STIX_DNI = 4,
    YARDSTICK_STIX_WEP = 8
};
enum terms_lint {
    LINT_CLEAN,
    LINT_BOTH,      /* a confidence level and a likelihood term in one sentence */
    LINT_YARDSTICK, /* a likelihood term that the declared yardstick does not have */
    LINT_UNDECLARED /* a likelihood term, and no yardstick declared */
};
struct terms_finding {
    enum terms_lint kind;
    size_t at; /* where in the text: the word, or for LINT_BOTH the sentence */
    size_t len;
    const char *why;
};
/* The first finding in one sentence, or in a text; true when it is clean. */
bool terms_lint_sentence(struct bytes sentence, unsigned yardstick,
    struct terms_finding *out);
bool terms_lint_text(struct bytes text, unsigned yardstick, struct terms_finding *out);

#endif
