/*
 * The rules in the order in which they are tried: the one table that decides.
 *
 * A rule of several clauses has one line per way to object, so that each answer can say
 * exactly what is missing.  "own" marks what rests on no scheme but on the design.
 */
#include "core/terms/terms_inner.h"

#define WHO_IT_IS (FACT_ASKER | FACT_RECIPIENT | FACT_ORIGINATOR | FACT_TERMS)
#define CONSENTS (WHO_IT_IS | FACT_RELEASES | FACT_PURPOSE | FACT_TIME)
#define AUDIENCE (WHO_IT_IS | FACT_RELEASES | FACT_GROUPS | FACT_ROAD | FACT_TIME)
#define TRANSFER (FACT_TERMS | FACT_RECIPIENT | FACT_ASSURANCES | FACT_TIME)

static const struct terms_clause clauses[] = {
    {RULE_P01, ACTS_SEE | ACTS_TELL | ACTS_OWN, true, 0, p01_readable,
        FACT_ASKER | FACT_ORIGINATOR | FACT_TERMS, "own",
        "Its terms are missing or cannot be read here, so only its author may see it.",
        "Terms that this version can read, signed by the author."},
    {RULE_P01, ACTS_SEE | ACTS_TELL, true, 0, p01_in_force,
        FACT_ASKER | FACT_ORIGINATOR | FACT_TERMS | FACT_TIME, "FIRST IEP 2.0 (V)",
        "Its terms are not in force yet.", "The day that valid_from names."},
    {RULE_P02, ACTS_SEE | ACTS_TELL, false, 0, p02_parents,
        FACT_PARENTS | AUDIENCE | FACT_PURPOSE | FACT_SURFACE, "own",
        "An item that it was made from does not allow it.",
        "A release of this excerpt by the originator of that item."},
    {RULE_P02, ACT(DERIVE), false, 0, p02_join, FACT_PARENTS | FACT_TERMS, "own",
        "Its terms are wider than those of an item that it is made from.",
        "Terms at least as strict in every field as those of each parent."},
    {RULE_P03, ACTS_LEAVE, true, 0, p03_never, WHO_IT_IS, "Europol handling codes (V)",
        "Its originator allows no onward transfer.",
        "A new version of the item with other terms, from its originator."},
    {RULE_P03, ACTS_LEAVE, true, 0, p03_consent, CONSENTS,
        "EU classified information (V, art 32); Europol handling codes (V)",
        "Its originator's consent is needed for this item, recipient and purpose, and "
        "there is none that has not ended.",
        "A release by the originator that names item, recipient, purpose and end date."},
    {RULE_P03, ACTS_LEAVE, true, SWITCH_UN_LEVELS, p03_un_levels, CONSENTS,
        "UN ST/SGB/2007/6 (K, levels)",
        "Its UN classification asks for its originator's consent, and there is none.",
        "A release by the originator that names item, recipient, purpose and end date."},
    {RULE_P03, ACTS_LEAVE, true, SWITCH_INTERPOL_LEVELS, p03_interpol_levels, CONSENTS,
        "INTERPOL RPD confidentiality (K, levels)",
        "Its INTERPOL level asks for its originator's consent, and there is none.",
        "A release by the originator that names item, recipient, purpose and end date."},
    {RULE_P03, ACT(RELEASE), false, 0, p03_giver, FACT_ASKER | FACT_ORIGINATOR,
        "EU classified information (V, art 32)",
        "Only the originator gives or withdraws consent.", "The originator's own act."},
    {RULE_P04, ACTS_LEAVE, true, 0, p04_in_force, CONSENTS, "own",
        "The consent was withdrawn, or has not begun.",
        "A new release by the originator."},
    {RULE_P05, ACTS_LEAVE | ACT(RELEASE) | ACT(CORRECT) | ACT(RECALL), false, 0,
        p05_holder, FACT_ASKER | FACT_HOLDER | FACT_ORIGINATOR,
        "EU classified information (V, art 32)",
        "Its originator is not known, and then only the holder acts as originator.",
        "The holder's own act, or the originator's key."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_red, WHO_IT_IS, "TLP 2.0 (V)",
        "TLP:RED goes to named people only, and only its originator gives it on.",
        "Being named, as a person, by the originator."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_public,
        FACT_ASKER | FACT_SURFACE | FACT_TERMS, "TLP 2.0 (V)",
        "A surface that anyone can read takes TLP:CLEAR only.",
        "Another surface, or TLP:CLEAR set by the originator."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_barred, WHO_IT_IS | FACT_GROUPS, "own",
        "It is marked as not releasable to this body.",
        "Other terms by the originator; no release overrides this."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_listed, AUDIENCE, "own",
        "It is releasable to listed bodies only, and this one is not listed.",
        "A release by the originator that names this body."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_strict, AUDIENCE, "TLP 2.0 (V)",
        "TLP:AMBER+STRICT stays in the organisation that the originator gave it to.",
        "A release by the originator that names this body."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_amber, AUDIENCE, "TLP 2.0 (V)",
        "TLP:AMBER stays with the organisation that got it and the clients listed.",
        "A release by the originator that names this body."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, 0, p06_need_to_know, FACT_ASKER | FACT_TERMS,
        "TLP 2.0 (V)", "It is kept to a compartment that the asker is not in.",
        "Being admitted to every compartment named."},
    {RULE_P06, ACTS_LEAVE, true, 0, p06_giver, AUDIENCE, "own",
        "Who may not see it does not give it.", "What would let the asker see it."},
    {RULE_P06, ACTS_SEE | ACTS_TELL, true, SWITCH_LIMITE, p06_limite,
        FACT_ASKER | FACT_SURFACE | FACT_TERMS, "EU classified information (K, LIMITE)",
        "LIMITE is not for the public.", "Another surface."},
    {RULE_P07, ACT(RETERM), false, 0, p07_lower,
        FACT_ASKER | FACT_ORIGINATOR | FACT_TERMS | FACT_PROPOSED,
        "UN ST/SGB/2007/6 (V, principle)",
        "These terms are wider in some field, and only the originator may lower a "
        "marking.",
        "The originator's signature, or terms at least as strict."},
    {RULE_P08, ACT(READ) | ACT(ENTER), true, 0, p08_stated, FACT_PURPOSE,
        "LED art 25, as the rule names it", "No purpose is stated.",
        "A purpose, stated at access and logged: --purpose."},
    {RULE_P08, ACT(READ) | ACT(ENTER), true, 0, p08_purpose, FACT_PURPOSE | FACT_TERMS,
        "INTERPOL RPD confidentiality (V, purpose)",
        "The purpose stated is none of the item's purposes.",
        "One of the item's purposes, stated at access."},
    {RULE_P08, ACT(READ) | ACT(ENTER), true, 0, p08_consented, CONSENTS | FACT_ROAD,
        "INTERPOL RPD confidentiality (V, purpose)",
        "The consent by which this body has the item names another purpose, or none is "
        "known.",
        "The purpose that the release names, or another release."},
    {RULE_P09, ACT(ENTER) | ACT(EXPORT), true, 0, p09_never, WHO_IT_IS | FACT_SURFACE,
        "Europol handling codes (V)", "Its originator allows no judicial use.",
        "A new version of the item with other terms, from its originator."},
    {RULE_P09, ACT(ENTER) | ACT(EXPORT), true, 0, p09_consent, CONSENTS | FACT_SURFACE,
        "Europol handling codes (V)",
        "Judicial use needs its originator's permission, which onward release is not.",
        "A release by the originator that permits judicial use."},
    {RULE_P10, ACT(LIST), false, 0, p10_listed, AUDIENCE, "own",
        "What may not be seen does not show that it exists.",
        "What would let the asker see it."},
    {RULE_P11, ACT(HIT), true, 0, p11_told, AUDIENCE, "own",
        "Its originator has not said that this body may have it, so it is not told of "
        "it.",
        "The body on the list, a lower marking, or a release, by the originator."},
    {RULE_P12, (ACTS_USE & ~ACT(HOLD)) | ACTS_TELL, true, 0, p12_over,
        FACT_TERMS | FACT_TIME | FACT_RECALL | FACT_HOLDS,
        "INTERPOL RPD confidentiality (V, retention)",
        "It was recalled or its retention has ended: it is neither used nor given on.",
        "A newer version, or a later date by the originator."},
    {RULE_P12, ACT(ERASE) | ACT(EXPIRE), false, 0, p12_own_copy, FACT_ASKER | FACT_HOLDER,
        "own", "Each body erases its own copies; elsewhere the originator recalls.",
        "A recall by the originator."},
    {RULE_P12, ACT(EXPIRE), false, 0, p12_not_due, FACT_TERMS | FACT_TIME | FACT_RECALL,
        "INTERPOL RPD confidentiality (V, retention)",
        "It is neither recalled by another nor past its retention.",
        "The day that retain_until names."},
    {RULE_P13, ACT(RECALL), false, 0, p13_originator, FACT_ASKER | FACT_ORIGINATOR, "own",
        "Only the originator recalls.", "The originator's own act."},
    {RULE_P14, (ACTS_USE | ACTS_TELL | ACTS_OWN | ACTS_END), false, 0, p14_log, FACT_LOG,
        "LED art 25, as the rule names it",
        "The access log takes no entries, and what cannot be logged is not done.",
        "A log that can be written."},
    {RULE_P14, (ACTS_USE | ACTS_TELL | ACTS_OWN | ACTS_END), false, 0, p14_entry,
        FACT_LOG | FACT_ASKER | FACT_RECIPIENT | FACT_PURPOSE | FACT_TIME,
        "LED art 25, as the rule names it",
        "The log entry would not say who, when, to whom and why.",
        "The missing name, recipient, purpose or reason: --purpose, --reason."},
    {RULE_P15, ACTS_SEE | ACTS_TELL, true, 0, p15_complete, WHO_IT_IS,
        "LED art 6 and 7, as the fields name them",
        "Personal data without purpose, legal basis, retention, subject category and "
        "fact-or-assessment stays local.",
        "The missing fields, in a new version."},
    {RULE_P16, ACTS_TELL | ACT(GRADE) | ACT(DERIVE), true, 0, p16_duress,
        FACT_TERMS | FACT_EXCEPTIONS | FACT_TIME, "Ombudsperson 1267 (V)",
        "It is said to have been obtained under duress, and no officer's exception is in "
        "force.",
        "A correction of the flag by the originator, or a named officer's exception."},
    {RULE_P17, ACTS_TELL, true, 0, p17_third, FACT_TERMS | FACT_RECIPIENT, "UN HRDDP (V)",
        "Its originator allows no transfer to a third country.",
        "A new version of the item with other terms, from its originator."},
    {RULE_P17, ACTS_TELL, true, 0, p17_adequate, FACT_TERMS | FACT_RECIPIENT,
        "UN HRDDP (V)", "It may go only to third countries declared adequate.",
        "A declaration that the recipient is adequate."},
    {RULE_P17, ACTS_TELL, true, 0, p17_assured, TRANSFER, "UN HRDDP (V)",
        "There is a risk at the recipient and no valid assurance with a risk assessment "
        "that covers it.",
        "An assurance in force for this recipient and its risk assessment, both filed."},
    {RULE_P18, ACT(ASK), false, 0, p18_clock, FACT_PROPOSED,
        "EU request deadlines (V, art 5)", "A question must say how urgent it is.",
        "An urgency of 8h, 72h or 168h."},
    {RULE_P18, ACT(ANSWER), false, 0, p18_refusal, FACT_QUESTION, "own",
        "A refusal must say why.", "A reason code."},
    {RULE_P19, ACT(ANSWER), false, 0, p19_asker, FACT_QUESTION | FACT_RECIPIENT, "own",
        "An answer goes to the body that asked.", "The asker as recipient."},
    {RULE_P19, ACT(ANSWER), false, 0, p19_width, FACT_QUESTION | FACT_TERMS, "own",
        "The answer's terms are wider than the question's purpose or the item asked "
        "about.",
        "Stricter terms for the answer."},
    {RULE_P20, ACT(CORRECT), false, 0, p20_originator, FACT_ASKER | FACT_ORIGINATOR,
        "own", "Only the originator replaces what is shown.",
        "The originator's correction; others can dissent or ask for one."},
    {RULE_P21, (ACTS_USE & ~ACT(HOLD)) | ACTS_TELL, false, 0, p21_quarantine,
        FACT_CONFLICT, "own",
        "Two contents were signed under its id and version, so it is in quarantine.",
        "The originator's word on which of them stands, as a new version."},
    {RULE_P22, ACTS_SEE | ACTS_TELL, true, 0, p22_member, AUDIENCE, "own",
        "This body was not in the group when the item was made, or had left it when the "
        "item came.",
        "Terms that speak of later members too, the body itself on the list, or a "
        "release."},
    {RULE_P22, ACTS_LEAVE, true, 0, p22_giver, AUDIENCE, "own",
        "Who left the group, or joined it later, does not give what was not for them.",
        "What would let the asker see it."},
    {RULE_P24, ACT(RETERM), false, 0, p24_edit, FACT_PROPOSED, "STIX 2.1 7.2.1 (V)",
        "Terms are never edited.", "A newly signed item with the new terms."},
    {RULE_P25, ACT(EXPORT), true, 0, p25_carried, FACT_TERMS | FACT_SURFACE,
        "TLP 2.0 (V, STIX extension); FIRST IEP 2.0 (V); PAP (V)",
        "The target format cannot carry a term of this item.",
        "A format that carries all of its terms."},
    {RULE_P27, ACT(RECALL) | ACT(ERASE) | ACT(EXPIRE), false, 0, p27_held,
        FACT_HOLDER | FACT_HOLDS | FACT_ORIGINATOR | FACT_TIME, "own",
        "It is held for a proceeding, so it is kept, with a visible mark and the reason.",
        "The body that holds it lifts its hold."},
    {RULE_P27, ACT(UNHOLD), false, 0, p27_lift, FACT_ASKER | FACT_HOLDS | FACT_TIME,
        "own",
        "Only the body that holds it lifts the hold, and this one holds nothing here.",
        "The holding body's own act."},
};

const struct terms_clause *
terms_clause_at(size_t n)
{
    return n < COUNT_OF(clauses) ? &clauses[n] : NULL;
}

bool
clauses_try(const struct terms_view *v, uint32_t *applied, enum terms_say *say,
    const struct terms_clause **lent)
{
    const struct terms_clause *c;
    size_t i;

    for (i = 0; i < COUNT_OF(clauses); i++) {
        c = &clauses[i];
        if ((c->acts >> v->act & 1) == 0 || (v->parent && !c->inherited) ||
            (c->off & v->f->rules_off) != 0)
            continue;
        *say = c->check(v);
        if (*say != SAY_NOTHING)
            *applied |= UINT32_C(1) << c->rule;
        if (*say == SAY_NO || *say == SAY_MARK) {
            *lent = c;
            return false;
        }
    }
    return true;
}
