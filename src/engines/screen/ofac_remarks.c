/*
 * Remarks of OFAC: what its tables have no column for.
 */
#include <string.h>

#include "engines/screen/list_ofac.h"

/* What numbers are called, by their first letters; a longer name stands before a shorter one that
 * begins it. */
static const char *const id_kinds[] = {"Afghan Money Service Provider License Number",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)", "Aircraft Mode S Transponder Code",
    "Aircraft Serial Identification", "Aircraft Tail Number", "BIK (RU)",
    "Birth Certificate Number", "Bosnian Personal ID No.", "Branch Unit Number",
    "British National Overseas Passport", "Business Number",
    "Business Registration Document #", "Business Registration Number", "C.I.F.",
    "C.R. No.", "C.U.I.P.", "C.U.I.T.", "C.U.I.", "C.U.R.P. #", "C.U.R.P.",
    "Cartilla de Servicio Militar Nacional", "Cedula No.",
    "Central Registration System Number", "Central Registration Service Number",
    "Certificate of Incorporation Number", "Chamber of Commerce Number",
    "Chinese Commercial Code", "Citizen's Card Number", "Commercial Registry Number",
    "Company Number", "Credencial electoral", "D-U-N-S Number", "D.N.I.",
    "Digital Currency Address - ARB", "Digital Currency Address - BCH",
    "Digital Currency Address - BSC", "Digital Currency Address - BSV",
    "Digital Currency Address - BTG", "Digital Currency Address - DASH",
    "Digital Currency Address - ETC", "Digital Currency Address - ETH",
    "Digital Currency Address - LTC", "Digital Currency Address - SOL",
    "Digital Currency Address - TRX", "Digital Currency Address - USDC",
    "Digital Currency Address - USDT", "Digital Currency Address - XBT",
    "Digital Currency Address - XMR", "Digital Currency Address - XRP",
    "Digital Currency Address - XVG", "Digital Currency Address - ZEC",
    "Diplomatic Passport", "Driver's License No.",
    "Dubai Chamber of Commerce Membership No.", "Economic Register Number (CBLS)",
    "Electoral Registry No.", "Enterprise Number", "File Number", "Fiscal Code",
    "Folio Mercantil No.", "Government Gazette Number", "I.F.E.", "ISIN",
    "Identification Number", "Immigration No.", "Istanbul Chamber of Comm. No.",
    "Italian Fiscal Code", "Kenyan ID No.", "LE Number", "Legal Entity Number", "License",
    "MMSI", "Matricula Mercantil No", "Moroccan Personal ID No.", "NIT #",
    "National Foreign ID Number", "National ID No.",
    "Numero Unico de Identificacao Tributaria (NUIT)", "Numero de Identidad",
    "Organization Code", "Other Vessel Call Sign", "Passport Booklet", "Passport",
    "Permit Number", "Personal ID Card", "Pilot License Number",
    "Public Registration Number", "R.F.C. #", "R.F.C.", "RFC", "RIF #", "RTN", "RUC #",
    "Refugee ID Card", "Registered Charity No.", "Registration ID", "Registration Number",
    "Residency Number", "Romanian C.R.", "SRE Permit No.", "SSN", "SWIFT/BIC",
    "Serial No.", "Stateless Person ID Card", "Stateless Person Passport", "Tax ID No.",
    "Tazkira National ID Card", "Tourism License No.", "Trade License No.",
    "Travel Document Number", "Turkish Identification Number", "UAE Identification",
    "UK Company Number", "US FEIN", "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)", "V.A.T. Number",
    "Vessel Registration Identification", "VisaNumberID"};

/* The first kind that begins with this letter, or a later one. */
static size_t
first_kind(char letter)
{
    size_t low = 0, high = COUNT_OF(id_kinds);

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (id_kinds[middle][0] < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The kind that a text begins with; nothing behind it but a blank or its end. */
static const char *
kind_of(struct bytes text)
{
    char letter = text.len > 0 ? (char)text.at[0] : 0;

    for (size_t i = first_kind(letter);
         i < COUNT_OF(id_kinds) && id_kinds[i][0] == letter; i++) {
        size_t len = strlen(id_kinds[i]);

        if (text.len >= len && memcmp(text.at, id_kinds[i], len) == 0 &&
            (text.len == len || text.at[len] == ' ' || text.at[len] == ':'))
            return id_kinds[i];
    }
    return NULL;
}

bool
ofac_is_id(struct bytes kind)
{
    return kind_of(kind) != NULL;
}

/* The text up to ${what}. */
static struct bytes
before(struct bytes text, const char *what)
{
    const uint8_t *at = memmem(text.at, text.len, what, strlen(what));

    return at != NULL ? bytes_from(text.at, (size_t)(at - text.at)) : text;
}

/* "A123 (Iran) issued 12 Jan 2009": the number, and the country of the last parentheses that
 * hold one. */
static void
number(struct maker *m, uint32_t entry, const char *kind, struct bytes text)
{
    struct bytes no = before(before(before(text, " ("), " issued "), " expires ");
    const char *country = NULL;

    for (size_t i = no.len; i < text.len && country == NULL; i++) {
        struct bytes rest = bytes_from(text.at + i + 1, text.len - i - 1);

        if (text.at[i] == '(')
            country = country_of(before(rest, ")"));
    }
    /* Ships' numbers are written with and without these letters. */
    if (bytes_start(no, "IMO ")) {
        kind = "IMO number";
        no = bytes_from(no.at + 4, no.len - 4);
    }
    if (list_has_digit(no) || strncmp(kind, "SWIFT", 5) == 0)
        list_id(m, entry, bytes_of(kind), no, country);
}

/* Behind ${what}, if the text begins with it. */
static inline bool
begins(struct bytes text, const char *what, struct bytes *rest)
{
    size_t len = strlen(what);

    if (text.len < len || memcmp(text.at, what, len) != 0)
        return false;
    *rest = list_trim(bytes_from(text.at + len, text.len - len));
    return true;
}

static void
part(struct maker *m, uint32_t entry, struct bytes text)
{
    struct bytes rest;
    const char *kind;

    begins(text, "alt. ", &text);
    if (begins(text, "a.k.a. ", &rest)) {
        list_one_name(m, entry, SCREEN_WEAK, rest);
    } else if (begins(text, "f.k.a. ", &rest)) {
        list_one_name(m, entry, SCREEN_FORMER, rest);
    } else if (begins(text, "DOB ", &rest)) {
        list_dates(m, entry, rest);
    } else if (begins(text, "POB ", &rest)) {
        list_place(m, entry, rest);
    } else if (begins(text, "nationality ", &rest) || begins(text, "citizen ", &rest) ||
        begins(text, "Former Vessel Flag ", &rest) ||
        begins(text, "Vessel Flag ", &rest)) {
        list_countries(m, entry, rest);
    } else if (begins(text, "Gender ", &rest)) {
        list_at(m, entry)->gender = (uint8_t)list_gender(rest);
    } else if ((kind = kind_of(text)) != NULL && begins(text, kind, &rest)) {
        begins(rest, ":", &rest);
        number(m, entry, kind, rest);
    }
}

void
ofac_remarks(struct maker *m, uint32_t entry, struct bytes text)
{
    struct bytes piece;

    text = list_trim(text);
    if (text.len > 0 && text.at[text.len - 1] == '.')
        text.len--;
    while (list_split(&text, ";", &piece))
        part(m, entry, piece);
}

enum screen_type
ofac_type(struct bytes type)
{
    static const char *const words[SCREEN_TYPES] = {NULL, "individual", NULL, "vessel",
        "aircraft"};

    for (int i = 0; i < SCREEN_TYPES; i++)
        if (words[i] != NULL && type.len == strlen(words[i]) &&
            strncasecmp((const char *)type.at, words[i], type.len) == 0)
            return (enum screen_type)i;
    return SCREEN_ENTITY;
}
