/*
 * The rules by their names: what each is in one sentence, and what can be switched.
 */
#include "core/terms/terms_inner.h"

static const char *const rule_says[RULES] = {
    [RULE_NONE] = "",
    [RULE_P01] = "Without terms that can be read here only the author has it.",
    [RULE_P02] = "What is made from several takes the strictest of each.",
    [RULE_P03] = "Nothing goes onward without its originator's consent.",
    [RULE_P04] =
        "Consent holds for what it names, while it stands, and can be withdrawn.",
    [RULE_P05] = "For an originator nobody knows, the holder stands in.",
    [RULE_P06] = "The marking and its lists say who may have it.",
    [RULE_P07] = "Only its originator lowers a marking.",
    [RULE_P08] = "Who reads says what for, and the item allows it.",
    [RULE_P09] = "Judicial use is a permission of its own.",
    [RULE_P10] = "What may not be seen does not show that it exists.",
    [RULE_P11] = "What matches tells a partner nothing that it may not see.",
    [RULE_P12] = "At its end, or recalled, its content is erased wherever it is.",
    [RULE_P13] =
        "A recall reaches all who were given it, in order; overdue ones are told.",
    [RULE_P14] = "Every act is logged, with who, when, to whom and why, or not done.",
    [RULE_P15] = "Personal data stays local until its five fields are there.",
    [RULE_P16] = "What may come from duress is neither graded, combined nor given on.",
    [RULE_P17] = "Where there is a risk at the recipient, assurances come first.",
    [RULE_P18] = "A question has a clock; a refusal has a reason.",
    [RULE_P19] = "An answer is no wider than the question and what it is about.",
    [RULE_P20] = "Its originator's newest version is what all are shown.",
    [RULE_P21] = "Two contents under one version set both aside.",
    [RULE_P22] =
        "A group is what its owner's versions say; who joins later gets later items.",
    [RULE_P23] =
        "Likelihood and confidence never share a sentence: the checker of texts.",
    [RULE_P24] = "Terms are never edited: other terms are another signed item.",
    [RULE_P25] = "An export carries the terms, or is refused.",
    [RULE_P26] = "The public reads a copy that holds nothing else: `publish` makes it.",
    [RULE_P27] = "What is held for a proceeding is marked, not erased.",
};

static const char *const switch_names[SWITCHES] = {"un-levels", "interpol-levels",
    "limite"};

const char *
terms_rule_says(enum terms_rule rule)
{
    return rule < RULES ? rule_says[rule] : "";
}

const char *
terms_switch_name(size_t n)
{
    return n < SWITCHES ? switch_names[n] : "";
}
