/*
 * Combining terms (P02) and comparing them (P07): two views of one order of strictness.
 */
#include "core/terms/terms_inner.h"

#include <string.h>

#define STRICTER(member) out->member = a->member > b->member ? a->member : b->member

bool
terms_incomplete(const struct terms *t)
{
    if (!t->personal)
        return false;
    return t->incomplete || t->purpose.count == 0 || t->legal_basis.count == 0 ||
        t->retain_until == 0 || t->subject == 0 || t->nature == NATURE_UNSAID;
}

/* The earlier of two times of which 0 is none. */
static int64_t
earlier(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

/*
 * AMBER without a list has no clients: only the recipient's organisation.  Joined with
 * a list from elsewhere it must not gain those on it as clients, so it becomes STRICT,
 * which is what it meant.
 */
static bool
without_clients(const struct terms *t)
{
    return t->tlp == TLP_AMBER && !terms_limited(t);
}

/* The list that limits the audience: EYES ONLY or RED without a list is for nobody. */
static struct terms_list
audience(const struct terms *t)
{
    struct terms_list list = t->releasable_to;

    list.set = terms_limited(t) || t->tlp == TLP_RED;
    return list;
}

/*
 * Does that list let in whom ${party} is?  Besides itself a person comes in with the whole
 * organisation, and a group with the same group and whoever joins it later.  Not so under RED,
 * which is for people who are named: an organisation on its list lets nobody in.
 */
static bool
covers(const struct terms *t, struct bytes party)
{
    const struct terms_list *list = &t->releasable_to;
    uint8_t wider[TERMS_PERSON];
    const uint8_t *owner;
    struct uuid id;
    bool later;

    if (terms_list_has(list, party))
        return true;
    if (party.len == TERMS_PERSON)
        return t->tlp != TLP_RED &&
            terms_list_has(list, bytes_from(party.at, sizeof(struct hash)));
    if (!terms_party_group(party, &id, &owner, &later) || later)
        return false;
    memcpy(wider, party.at, party.len);
    wider[party.len] = 1;
    return terms_list_has(list, bytes_from(wider, party.len + 1));
}

static size_t
add_covered(const struct terms_list *from, const struct terms *by, struct bytes items[],
    size_t count)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct terms_list had = {items, count, true};

        if (covers(by, from->at[i]) && !terms_list_has(&had, from->at[i]))
            items[count++] = from->at[i];
    }
    return count;
}

/* Whom both let in: of two who are one within the other, the narrower. */
static bool
audience_common(struct work *w, const struct terms *a, const struct terms *b,
    struct terms_list *out)
{
    struct terms_list list_a = audience(a), list_b = audience(b);
    struct bytes *items;
    size_t count;

    if (!list_a.set || !list_b.set) {
        *out = list_a.set ? list_a : list_b;
        return true;
    }
    items = work_alloc(w, (list_a.count + list_b.count + 1) * sizeof(*items));
    TRY(items != NULL);
    count = add_covered(&list_a, b, items, 0);
    count = add_covered(&list_b, a, items, count);
    (void)list_order(items, count);
    *out = (struct terms_list){items, count, true};
    return true;
}

static void
join_marks(const struct terms *a, const struct terms *b, struct terms *out)
{
    size_t i;

    if (hash_equal(&a->originator, &b->originator))
        out->originator = a->originator;
    STRICTER(owner_consent);
    STRICTER(tlp);
    STRICTER(pap);
    STRICTER(judicial_use);
    STRICTER(onward_transfer);
    STRICTER(nature);
    STRICTER(source_grade);
    STRICTER(info_grade);
    STRICTER(duress);
    STRICTER(urgency);
    STRICTER(valid_from);
    for (i = 0; i < SCHEMES; i++)
        STRICTER(classification[i]);
    out->handling = a->handling | b->handling;
    out->caveats = a->caveats | b->caveats;
    out->subject = a->subject | b->subject;
    out->third_country = a->third_country | b->third_country;
    if ((out->third_country & THIRD_NO) != 0)
        out->third_country = THIRD_NO;
    out->retain_until = earlier(a->retain_until, b->retain_until);
    out->review_by = earlier(a->review_by, b->review_by);
    out->personal = a->personal || b->personal;
    out->incomplete = terms_incomplete(a) || terms_incomplete(b);
    out->language = bytes_equal(a->language, b->language) ? a->language : bytes_of("mul");
}

bool
terms_join(struct work *w, const struct terms *a, const struct terms *b,
    struct terms *out)
{
    struct terms joined = {.readable = true};
    size_t i;

    if (!a->readable || !b->readable) {
        *out = (struct terms){.why = "made from an item whose terms cannot be read"};
        return true;
    }
    join_marks(a, b, &joined);
    TRY(list_union(w, &a->handling_text, &b->handling_text, &joined.handling_text));
    if (terms_limited(a) || terms_limited(b))
        TRY(audience_common(w, a, b, &joined.releasable_to));
    TRY(list_union(w, &a->not_releasable_to, &b->not_releasable_to,
        &joined.not_releasable_to));
    TRY(list_common(w, &a->purpose, &b->purpose, &joined.purpose));
    TRY(list_union(w, &a->legal_basis, &b->legal_basis, &joined.legal_basis));
    TRY(list_union(w, &a->need_to_know, &b->need_to_know, &joined.need_to_know));
    for (i = 0; i < RISKS; i++)
        TRY(list_union(w, &a->assurances[i], &b->assurances[i], &joined.assurances[i]));
    if ((without_clients(a) || without_clients(b)) && joined.releasable_to.set &&
        joined.tlp < TLP_AMBER_STRICT)
        joined.tlp = TLP_AMBER_STRICT;
    *out = joined;
    return true;
}

/* ---- Comparing ------------------------------------------------------------------- */

/* Where ${b} says who may have it, ${a} does, and names nobody else. */
static bool
audience_within(const struct terms *a, const struct terms *b)
{
    struct terms_list list_a = audience(a), list_b = audience(b);

    if (!list_b.set || !list_a.set)
        return !list_b.set;
    for (size_t i = 0; i < list_a.count; i++)
        if (!covers(b, list_a.at[i]))
            return false;
    return true;
}

/* A limiting list: where ${b} limits, ${a} does, and to no more. */
static bool
limits_as(const struct terms_list *a, const struct terms_list *b)
{
    return !b->set || (a->set && list_within(a, b));
}

static bool
ends_by(int64_t a, int64_t b)
{
    return b == 0 || (a != 0 && a <= b);
}

static bool
audience_narrower(const struct terms *a, const struct terms *b)
{
    if (without_clients(b) && audience(a).set && a->tlp < TLP_AMBER_STRICT)
        return false;
    return a->tlp >= b->tlp && audience_within(a, b) &&
        list_within(&b->not_releasable_to, &a->not_releasable_to) &&
        list_within(&b->need_to_know, &a->need_to_know) &&
        (b->caveats & ~a->caveats) == 0;
}

static bool
use_narrower(const struct terms *a, const struct terms *b)
{
    return a->pap >= b->pap && (b->handling & ~a->handling) == 0 &&
        list_within(&b->handling_text, &a->handling_text) &&
        limits_as(&a->purpose, &b->purpose) && a->judicial_use >= b->judicial_use &&
        a->duress >= b->duress && ends_by(a->retain_until, b->retain_until) &&
        ends_by(a->review_by, b->review_by) && a->valid_from >= b->valid_from &&
        a->personal >= b->personal && terms_incomplete(a) >= terms_incomplete(b);
}

static bool
transfer_narrower(const struct terms *a, const struct terms *b)
{
    size_t i;

    for (i = 0; i < RISKS; i++) {
        if (!list_within(&b->assurances[i], &a->assurances[i]))
            return false;
    }
    for (i = 0; i < SCHEMES; i++) {
        if (a->classification[i] < b->classification[i])
            return false;
    }
    return a->owner_consent >= b->owner_consent &&
        a->onward_transfer >= b->onward_transfer &&
        (a->third_country == THIRD_NO || (b->third_country & ~a->third_country) == 0);
}

bool
terms_narrower_or_equal(const struct terms *a, const struct terms *b)
{
    if (!a->readable || !b->readable)
        return !a->readable;
    return audience_narrower(a, b) && use_narrower(a, b) && transfer_narrower(a, b);
}

/* ---- What a format must carry (P25) ---------------------------------------------- */

static unsigned
carry_transfer(const struct terms *t)
{
    bool some = t->owner_consent > CONSENT_NONE ||
        t->onward_transfer > ONWARD_SAME_TERMS || t->third_country != 0;
    size_t i;

    for (i = 0; i < RISKS; i++)
        some = some || t->assurances[i].count > 0;
    return some ? CARRY_ONWARD : 0;
}

static unsigned
carry_classification(const struct terms *t)
{
    size_t i;

    for (i = 0; i < SCHEMES; i++) {
        if (t->classification[i] > 0)
            return CARRY_CLASSIFICATION;
    }
    return 0;
}

unsigned
terms_carry_needed(const struct terms *t)
{
    const bool audience_said =
        t->releasable_to.set || t->not_releasable_to.count + t->need_to_know.count > 0;
    const struct {
        bool said;
        unsigned carry;
    } marks[] = {
        {t->tlp > TLP_CLEAR, CARRY_TLP},
        {t->pap > PAP_CLEAR, CARRY_PAP},
        {t->handling != 0, CARRY_HANDLING},
        {t->caveats != 0, CARRY_CAVEATS},
        {audience_said, CARRY_AUDIENCE},
        {t->purpose.set, CARRY_PURPOSE},
        {t->judicial_use > JUDICIAL_YES, CARRY_JUDICIAL},
        {t->retain_until != 0 || t->valid_from != 0, CARRY_DATES},
        {t->duress != DURESS_NONE, CARRY_DURESS},
    };
    unsigned need = carry_transfer(t) | carry_classification(t);
    size_t i;

    for (i = 0; i < COUNT_OF(marks); i++)
        need |= marks[i].said ? marks[i].carry : 0;
    return need;
}
