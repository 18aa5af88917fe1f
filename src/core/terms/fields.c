/*
 * The table of fields: how each is named, written, and where it is kept.
 */
#include "core/terms/terms_inner.h"

static const struct code tlp_codes[] = {{"TLP:CLEAR", TLP_CLEAR},
    {"TLP:GREEN", TLP_GREEN}, {"TLP:AMBER", TLP_AMBER},
    {"TLP:AMBER+STRICT", TLP_AMBER_STRICT}, {"TLP:RED", TLP_RED}, {NULL, 0}};
static const struct code pap_codes[] = {{"CLEAR", PAP_CLEAR}, {"GREEN", PAP_GREEN},
    {"AMBER", PAP_AMBER}, {"RED", PAP_RED}, {NULL, 0}};
static const struct code consent_codes[] = {{"none", CONSENT_NONE}, {"ask", CONSENT_ASK},
    {NULL, 0}};
static const struct code judicial_codes[] = {{"yes", JUDICIAL_YES}, {"ask", JUDICIAL_ASK},
    {"no", JUDICIAL_NO}, {NULL, 0}};
static const struct code onward_codes[] = {{"same-terms", ONWARD_SAME_TERMS},
    {"ask", ONWARD_ASK}, {"no", ONWARD_NO}, {NULL, 0}};
static const struct code caveat_codes[] = {{"EYES ONLY", CAVEAT_EYES_ONLY},
    {"LIMITE", CAVEAT_LIMITE}, {"RELEASABLE TO", CAVEAT_RELEASABLE_TO}, {NULL, 0}};
static const struct code subject_codes[] = {{"contact", SUBJECT_CONTACT},
    {"convicted", SUBJECT_CONVICTED}, {"other", SUBJECT_OTHER},
    {"suspect", SUBJECT_SUSPECT}, {"victim", SUBJECT_VICTIM},
    {"witness", SUBJECT_WITNESS}, {NULL, 0}};
static const struct code nature_codes[] = {{"fact", NATURE_FACT},
    {"assessment", NATURE_ASSESSMENT}, {NULL, 0}};
static const struct code duress_codes[] = {{"none", DURESS_NONE},
    {"alleged", DURESS_ALLEGED}, {"established", DURESS_ESTABLISHED}, {NULL, 0}};
static const struct code urgency_codes[] = {{"none", URGENCY_NONE}, {"8h", URGENCY_8H},
    {"72h", URGENCY_72H}, {"168h", URGENCY_168H}, {NULL, 0}};
/* Admiralty (A-F, 1-6) and Europol (A, B, C, X, 1-4) share their letters. */
static const struct code source_codes[] = {{"A", 'A'}, {"B", 'B'}, {"C", 'C'}, {"D", 'D'},
    {"E", 'E'}, {"F", 'F'}, {"X", 'X'}, {NULL, 0}};
static const struct code info_codes[] = {{"1", '1'}, {"2", '2'}, {"3", '3'}, {"4", '4'},
    {"5", '5'}, {"6", '6'}, {NULL, 0}};

const struct code handling_codes[] = {{"H0", HANDLING_H0}, {"H1", HANDLING_H1},
    {"H2", HANDLING_H2}, {"H3", HANDLING_H3}, {NULL, 0}};
const struct code third_codes[] = {{"ask", THIRD_ASK}, {"adequate", THIRD_ADEQUATE},
    {"assured", THIRD_ASSURED}, {"no", THIRD_NO}, {NULL, 0}};

static const struct code eu_levels[] = {{"R-UE/EU-R", 1}, {"C-UE/EU-C", 2},
    {"S-UE/EU-S", 3}, {"TS-UE/EU-TS", 4}, {NULL, 0}};
static const struct code un_levels[] = {{"Unclassified", 1}, {"Confidential", 2},
    {"Strictly confidential", 3}, {NULL, 0}};
static const struct code interpol_levels[] = {{"FOR OFFICIAL USE ONLY", 1},
    {"RESTRICTED", 2}, {"CONFIDENTIAL", 3}, {NULL, 0}};
const char *const scheme_names[SCHEMES] = {"EU", "UN", "INTERPOL"};
const struct code *const scheme_levels[SCHEMES] = {eu_levels, un_levels, interpol_levels};
const char *const risk_names[RISKS] = {"torture", "death-penalty", "fair-trial"};

#define AT(member) offsetof(struct terms, member)
const struct field terms_fields[] = {
    {"originator", true, true, FORM_ORG, AT(originator), NULL},
    {"owner_consent", true, true, FORM_CODE, AT(owner_consent), consent_codes},
    {"tlp", true, true, FORM_CODE, AT(tlp), tlp_codes},
    {"pap", false, false, FORM_CODE, AT(pap), pap_codes},
    {"handling", false, false, FORM_HANDLING, AT(handling), NULL},
    {"classification", false, false, FORM_CLASSES, AT(classification), NULL},
    {"caveats", false, false, FORM_CODES, AT(caveats), caveat_codes},
    {"releasable_to", false, false, FORM_PARTIES, AT(releasable_to), NULL},
    {"not_releasable_to", false, false, FORM_PARTIES, AT(not_releasable_to), NULL},
    {"personal", false, false, FORM_TRUTH, AT(personal), NULL},
    {"purpose", false, false, FORM_TOKENS, AT(purpose), NULL},
    {"legal_basis", false, false, FORM_TEXTS, AT(legal_basis), NULL},
    {"need_to_know", false, false, FORM_TOKENS, AT(need_to_know), NULL},
    {"judicial_use", false, true, FORM_CODE, AT(judicial_use), judicial_codes},
    {"onward_transfer", false, true, FORM_CODE, AT(onward_transfer), onward_codes},
    {"third_country", false, true, FORM_THIRD, AT(third_country), NULL},
    {"assurances", false, false, FORM_ASSURANCES, AT(assurances), NULL},
    {"retain_until", false, false, FORM_TIME, AT(retain_until), NULL},
    {"review_by", false, false, FORM_TIME, AT(review_by), NULL},
    {"valid_from", false, false, FORM_TIME, AT(valid_from), NULL},
    {"data_subject_category", false, false, FORM_CODES, AT(subject), subject_codes},
    {"fact_or_opinion", false, false, FORM_CODE, AT(nature), nature_codes},
    {"source_grade", false, false, FORM_CODE, AT(source_grade), source_codes},
    {"info_grade", false, false, FORM_CODE, AT(info_grade), info_codes},
    {"duress_flag", true, true, FORM_CODE, AT(duress), duress_codes},
    {"urgency", false, false, FORM_CODE, AT(urgency), urgency_codes},
    {"language", true, true, FORM_LANGUAGE, AT(language), NULL},
};
const size_t terms_field_count = COUNT_OF(terms_fields);

void
terms_default(const struct hash *originator, struct terms *out)
{
    *out = (struct terms){
        .readable = true,
        .originator = *originator,
        .owner_consent = CONSENT_ASK,
        .tlp = TLP_AMBER_STRICT,
        .judicial_use = JUDICIAL_ASK,
        .onward_transfer = ONWARD_ASK,
        .third_country = THIRD_ASK,
        .language = bytes_of("und"),
    };
}
