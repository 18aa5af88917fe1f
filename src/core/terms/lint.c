/*
 * Likelihood and confidence in prose (P23): never in one sentence, and one yardstick a
 * report.  A lint asks a person to look; it refuses nothing.
 */
#include "core/terms/terms_inner.h"

#define ICD YARDSTICK_ICD203
#define PHIA YARDSTICK_PHIA
#define DNI YARDSTICK_STIX_DNI
#define WEP YARDSTICK_STIX_WEP

/* Terms in lower case with single spaces; where several fit, the longest counts. */
static const struct {
    const char *text;
    unsigned yardsticks;
} likelihoods[] = {
    {"almost no chance", ICD | DNI},
    {"remote", ICD | DNI},
    {"remote chance", PHIA},
    {"very unlikely", ICD | DNI},
    {"highly improbable", ICD | DNI},
    {"highly unlikely", PHIA | WEP},
    {"almost certainly not", WEP},
    {"unlikely", ICD | PHIA | DNI | WEP},
    {"improbable", ICD | DNI},
    {"probably not", WEP},
    {"roughly even chance", ICD | DNI},
    {"roughly even odds", ICD},
    {"even chance", WEP},
    {"realistic possibility", PHIA},
    {"likely", ICD | PHIA | DNI | WEP},
    {"probable", ICD | PHIA | DNI | WEP},
    {"very likely", ICD | DNI},
    {"highly probable", ICD | DNI},
    {"highly likely", PHIA | WEP},
    {"almost certain", ICD | PHIA | DNI | WEP},
    {"nearly certain", ICD | DNI},
    {"impossible", WEP},
    {"certain", WEP},
};

static const char *const levels[] = {"low", "moderate", "medium", "high"};

static bool
is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How many bytes of ${text} from ${at} are the words of ${phrase}; 0: they are not. */
static size_t
phrase_at(struct bytes text, size_t at, const char *phrase)
{
    size_t i = at;

    if (at > 0 && is_letter(text.at[at - 1]))
        return 0;
    for (; *phrase != '\0'; phrase++) {
        if (i == text.len)
            return 0;
        if (*phrase == ' ') {
            if (!is_space(text.at[i]))
                return 0;
            while (i < text.len && is_space(text.at[i]))
                i++;
        } else if (lower(text.at[i++]) != (uint8_t)*phrase) {
            return 0;
        }
    }
    return i < text.len && is_letter(text.at[i]) ? 0 : i - at;
}

/* The next likelihood term from ${*at} on: its length, 0 when there is none. */
static size_t
likelihood_next(struct bytes text, size_t *at, unsigned *yardsticks)
{
    size_t i, len, best;

    for (; *at < text.len; ++*at) {
        best = 0;
        for (i = 0; i < COUNT_OF(likelihoods); i++) {
            len = phrase_at(text, *at, likelihoods[i].text);
            if (len > best) {
                best = len;
                *yardsticks = likelihoods[i].yardsticks;
            }
        }
        if (best > 0)
            return best;
    }
    return 0;
}

/* The start of the word that begins before ${at}, across spaces and : or =. */
static size_t
word_before(struct bytes text, size_t at)
{
    while (at > 0 && !is_letter(text.at[at - 1]))
        at--;
    while (at > 0 && is_letter(text.at[at - 1]))
        at--;
    return at;
}

static size_t
word_after(struct bytes text, size_t at)
{
    while (at < text.len && is_letter(text.at[at]))
        at++;
    while (at < text.len && !is_letter(text.at[at]))
        at++;
    return at;
}

static bool
level_at(struct bytes text, size_t at)
{
    size_t i;

    for (i = 0; i < COUNT_OF(levels); i++) {
        if (phrase_at(text, at, levels[i]) > 0)
            return true;
    }
    return false;
}

/* "high confidence", "confidence is low", "moderate level of confidence": the word with
 * a level at most three words away.  Confidence without a level is a word like others. */
static bool
confidence_said(struct bytes text)
{
    size_t at, before, after;
    int i;

    for (at = 0; at < text.len; at++) {
        if (phrase_at(text, at, "confidence") == 0)
            continue;
        before = after = at;
        for (i = 0; i < 3; i++) {
            before = word_before(text, before);
            after = word_after(text, after);
            if (level_at(text, before) || level_at(text, after))
                return true;
        }
    }
    return false;
}

static bool
found(struct terms_finding *out, enum terms_lint kind, size_t at, size_t len,
    const char *why)
{
    *out = (struct terms_finding){kind, at, len, why};
    return false;
}

bool
terms_lint_sentence(struct bytes sentence, unsigned yardstick, struct terms_finding *out)
{
    bool confidence = confidence_said(sentence);
    unsigned has = 0;
    size_t at = 0, len;

    *out = (struct terms_finding){.kind = LINT_CLEAN};
    while ((len = likelihood_next(sentence, &at, &has)) > 0) {
        if (confidence)
            return found(out, LINT_BOTH, 0, sentence.len,
                "a confidence level and a likelihood term stand in one sentence");
        if (yardstick == 0)
            return found(out, LINT_UNDECLARED, at, len,
                "a likelihood term, and the report declares no yardstick");
        if ((has & yardstick) == 0)
            return found(out, LINT_YARDSTICK, at, len,
                "a likelihood term that the declared yardstick does not have");
        at += len;
    }
    return true;
}

/* A sentence ends at . ! or ? before a space or the end, and at an empty line. */
static size_t
sentence_end(struct bytes text, size_t at)
{
    for (; at < text.len; at++) {
        uint8_t c = text.at[at];
        bool last = at + 1 == text.len;

        if ((c == '.' || c == '!' || c == '?') && (last || is_space(text.at[at + 1])))
            return at + 1;
        if (c == '\n' && !last && text.at[at + 1] == '\n')
            return at + 1;
    }
    return at;
}

bool
terms_lint_text(struct bytes text, unsigned yardstick, struct terms_finding *out)
{
    size_t at, end;

    *out = (struct terms_finding){.kind = LINT_CLEAN};
    for (at = 0; at < text.len; at = end) {
        end = sentence_end(text, at);
        if (!terms_lint_sentence(bytes_from(text.at + at, end - at), yardstick, out)) {
            out->at += at;
            return false;
        }
    }
    return true;
}
