/*
 * Random terms and facts for the tests of properties: everything in order, then some of
 * it broken, so that every rule gets its turn.
 */
#ifndef TESTS_CORE_TERMS_RANDOM_H
#define TESTS_CORE_TERMS_RANDOM_H

#include "world.h"

struct dice {
    uint64_t state;
};

/* xorshift64*: any seed but 0. */
static uint32_t
roll(struct dice *d, uint32_t sides)
{
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return (uint32_t)((d->state * UINT64_C(2685821657736338717)) >> 33) % sides;
}

static bool
one_in(struct dice *d, uint32_t n)
{
    return roll(d, n) == 0;
}

/* Seed and count of a run, from the environment when a failure is to be repeated. */
__attribute__((unused)) static uint64_t
from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL && *text != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static struct hash
random_org(struct dice *d)
{
    const struct hash *const orgs[] = {&eu, &un, &court, &ngo};

    return one_in(d, 20) ? nobody : *orgs[roll(d, 4)];
}

static int64_t
random_time(struct dice *d)
{
    const int64_t times[] = {0, 1, EARLIER - 1, EARLIER, NOW - 1, NOW, NOW + 1, LATER};

    return times[roll(d, COUNT_OF(times))];
}

static struct bytes
random_purpose(struct dice *d)
{
    return one_in(d, 12) ? (struct bytes){0} : bytes_of(purpose_names[roll(d, 3)]);
}

/* What a model needs of sets, in its own words. */
__attribute__((unused)) static bool
is(const struct hash *a, const struct hash *b)
{
    static const uint8_t zero[32];

    return memcmp(a->at, b->at, 32) == 0 && memcmp(a->at, zero, 32) != 0;
}

__attribute__((unused)) static bool
holds_item(struct terms_list list, const void *at, size_t len)
{
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].len == len && memcmp(list.at[i].at, at, len) == 0)
            return true;
    return false;
}

__attribute__((unused)) static bool
all_in(struct terms_list small, struct terms_list big)
{
    for (size_t i = 0; i < small.count; i++)
        if (!holds_item(big, small.at[i].at, small.at[i].len))
            return false;
    return true;
}

/* Every subset of a few items, in order, as lists that live for ever. */
#define PARTIES_MOST 7
static struct terms_list
random_subset(struct dice *d, const struct bytes *all, size_t count, struct bytes *room)
{
    size_t i, n = 0;

    for (i = 0; i < count; i++) {
        if (one_in(d, 2))
            room[n++] = all[i];
    }
    return (struct terms_list){room, n, true};
}

struct rooms {
    struct bytes lists[9][PARTIES_MOST];
};

static void
random_lists(struct dice *d, struct terms *t, struct rooms *rooms)
{
    /* In the order of their bytes, as every set of the room is. */
    static const uint8_t group_of_un[48] = {7, [16] = 0x40};
    const struct bytes parties[PARTIES_MOST] = {{group_id.at, 16}, {group_later, 17},
        {group_of_un, 48}, {un.at, 32}, PERSON(mira), {court.at, 32}, PERSON(clerk)};
    const struct bytes purposes[] = {bytes_of("aid"), bytes_of("counter-terrorism"),
        bytes_of("prosecution")};
    const struct bytes rooms_known[] = {bytes_of("blue"), bytes_of("red")};
    const struct bytes ids[] = {{assurance_id.at, 16}, {other_id.at, 16}};
    const struct bytes texts[] = {bytes_of("act 1"), bytes_of("act 2")};

    if (one_in(d, 4))
        t->releasable_to = random_subset(d, parties, PARTIES_MOST, rooms->lists[0]);
    if (one_in(d, 6))
        t->not_releasable_to = random_subset(d, parties, PARTIES_MOST, rooms->lists[1]);
    if (one_in(d, 3))
        t->purpose = random_subset(d, purposes, 3, rooms->lists[2]);
    if (one_in(d, 8))
        t->need_to_know = random_subset(d, rooms_known, 2, rooms->lists[3]);
    if (one_in(d, 2))
        t->legal_basis = random_subset(d, texts, 2, rooms->lists[4]);
    if (one_in(d, 6))
        t->assurances[RISK_TORTURE] = random_subset(d, ids, 2, rooms->lists[5]);
    if (one_in(d, 6))
        t->assurances[RISK_FAIR_TRIAL] = random_subset(d, ids, 2, rooms->lists[6]);
    if (one_in(d, 10)) {
        t->handling_text = random_subset(d, texts, 2, rooms->lists[7]);
        t->handling = t->handling_text.count > 0 ? HANDLING_H3 : 0;
    }
}

/* Terms of ${originator}: open, with each field restricted now and then. */
static void
random_terms(struct dice *d, const struct hash *originator, struct terms *t,
    struct rooms *rooms)
{
    *t = open_terms(originator);
    random_lists(d, t, rooms);
    if (one_in(d, 2))
        t->tlp = TLP_CLEAR + roll(d, 5);
    if (one_in(d, 3))
        t->owner_consent = CONSENT_ASK;
    if (one_in(d, 4))
        t->onward_transfer = ONWARD_SAME_TERMS + roll(d, 3);
    if (one_in(d, 3))
        t->judicial_use = JUDICIAL_YES + roll(d, 3);
    if (one_in(d, 3))
        t->third_country = one_in(d, 3) ? THIRD_NO : roll(d, 8);
    if (one_in(d, 6))
        t->handling |= 1U << roll(d, 3);
    if (one_in(d, 6))
        t->classification[roll(d, SCHEMES)] = 1 + roll(d, 3);
    if (one_in(d, 12))
        t->caveats = 1U << roll(d, 3);
    if (one_in(d, 5))
        t->retain_until = random_time(d);
    if (one_in(d, 10))
        t->review_by = random_time(d);
    if (one_in(d, 10))
        t->valid_from = random_time(d);
    if (one_in(d, 4)) {
        t->personal = true;
        if (!one_in(d, 3))
            t->retain_until = LATER;
    }
    if (one_in(d, 2))
        t->subject = 1U << roll(d, 6);
    if (one_in(d, 2))
        t->nature = NATURE_FACT + roll(d, 2);
    if (one_in(d, 10))
        t->duress = DURESS_ALLEGED + roll(d, 2);
    if (one_in(d, 6))
        t->urgency = roll(d, 4);
    if (one_in(d, 8))
        t->pap = roll(d, 5);
    if (one_in(d, 4))
        t->source_grade = one_in(d, 2) ? 'X' : 'A' + roll(d, 6);
    if (one_in(d, 4))
        t->info_grade = '1' + roll(d, 6);
    if (one_in(d, 6))
        t->language = bytes_of("fr");
    if (one_in(d, 25))
        *t = (struct terms){.why = "odd"};
}

struct random_world {
    struct world s;
    struct rooms rooms[8];
    struct bytes compartments[PARTIES_MOST];
};

static void
random_records(struct dice *d, struct world *s)
{
    size_t i;

    s->f.release_count = roll(d, 4);
    for (i = 0; i < s->f.release_count; i++)
        s->releases[i] =
            (struct facts_release){.originator =
                                       one_in(d, 6) ? random_org(d) : s->item.originator,
                .item = one_in(d, 8) ? other_hash
                    : one_in(d, 8)   ? parent_hash
                                     : item_hash,
                .recipient = one_in(d, 4) ? random_org(d) : s->f.recipient,
                .purpose = one_in(d, 4) ? random_purpose(d) : s->f.purpose,
                .permits = roll(d, 4),
                .from = one_in(d, 6) ? random_time(d) : EARLIER - 1,
                .until = one_in(d, 6) ? random_time(d) : LATER,
                .withdrawn_at = one_in(d, 6) ? random_time(d) : 0};
    s->f.hold_count = roll(d, 3);
    for (i = 0; i < s->f.hold_count; i++)
        s->holds[i] =
            (struct facts_hold){.body = one_in(d, 2) ? s->f.self : random_org(d),
                .ground = roll(d, 4),
                .told_at = random_time(d),
                .lifted_at = one_in(d, 2) ? 0 : random_time(d)};
    s->f.assurance_count = roll(d, 3);
    for (i = 0; i < s->f.assurance_count; i++)
        s->assurances[i] =
            (struct facts_assurance){.id = one_in(d, 4) ? other_id : assurance_id,
                .recipient = one_in(d, 6) ? random_org(d) : s->f.recipient,
                .covers = one_in(d, 3) ? roll(d, 8) : RISK_MASK,
                .from = one_in(d, 6) ? random_time(d) : EARLIER,
                .until = one_in(d, 6) ? random_time(d) : LATER,
                .risk_assessed_at = one_in(d, 6) ? random_time(d) : EARLIER};
    s->f.member_count = roll(d, 3);
    for (i = 0; i < s->f.member_count; i++)
        s->members[i] = (struct facts_member){.group = one_in(d, 6) ? other_id : group_id,
            .owner = one_in(d, 3) ? random_org(d) : s->item.originator,
            .org = one_in(d, 2) ? s->f.recipient : random_org(d),
            .since = one_in(d, 6) ? random_time(d) : EARLIER,
            .until = one_in(d, 4) ? random_time(d) : 0};
    s->f.exception_count = roll(d, 3);
    for (i = 0; i < s->f.exception_count; i++)
        s->exceptions[i] =
            (struct facts_exception){.item = one_in(d, 4) ? parent_hash : item_hash,
                .officer = one_in(d, 8) ? (struct bytes){0} : bytes_of("officer"),
                .from = one_in(d, 6) ? random_time(d) : EARLIER,
                .until = one_in(d, 6) ? random_time(d) : LATER,
                .withdrawn_at = one_in(d, 6) ? random_time(d) : 0};
}

static void
random_parents(struct dice *d, struct random_world *r)
{
    struct world *s = &r->s;
    struct hash from;
    size_t i;

    s->f.parent_count = one_in(d, 3) ? 1 + roll(d, 2) : 0;
    for (i = 0; i < s->f.parent_count; i++) {
        from = random_org(d);
        random_terms(d, &from, &s->parent_terms[i], &r->rooms[2 + i]);
        s->parents[i] = (struct facts_item){.hash = parent_hash,
            .author = one_in(d, 5) ? random_org(d) : from,
            .terms = one_in(d, 40) ? NULL : &s->parent_terms[i],
            .made_at = one_in(d, 3) ? random_time(d) : EARLIER,
            .originator_unknown = one_in(d, 20),
            .received_from = one_in(d, 2) ? random_org(d) : from,
            .duress_later = one_in(d, 20) ? DURESS_ALLEGED : DURESS_NONE};
    }
}

/* Who asks and for what: mostly someone for whom it is in order. */
static void
random_people(struct dice *d, struct world *s, enum terms_act act)
{
    s->f.act = act;
    s->f.asker = one_in(d, 2) ? eu : random_org(d);
    s->f.self = one_in(d, 4) ? random_org(d) : s->f.asker;
    if (one_in(d, 2))
        s->f.person = one_in(d, 2) ? mira_id : clerk_id;
    s->f.who = one_in(d, 25) ? (struct bytes){0} : bytes_of("officer");
    s->f.recipient = random_org(d);
    s->f.recipient_third = one_in(d, 3);
    s->f.recipient_adequate = one_in(d, 2);
    s->f.assurance_needed = one_in(d, 3) ? roll(d, 8) : 0;
    s->f.purpose = random_purpose(d);
    s->f.reason = one_in(d, 12) ? (struct bytes){0} : bytes_of("because");
    s->f.surface = one_in(d, 3) ? roll(d, 8) : SURFACE_COURT;
    s->f.carries = one_in(d, 4) ? roll(d, CARRY_ALL + 1) : CARRY_ALL;
    s->f.recalled = one_in(d, 12);
    s->f.quarantined = one_in(d, 20);
    s->f.resigned = !one_in(d, 4);
    s->f.can_log = !one_in(d, 25);
    s->f.refusal = one_in(d, 6);
    s->f.now = one_in(d, 40) ? 0 : NOW;
    s->f.rules_off = one_in(d, 3) ? roll(d, 8) : 0;
    s->f.asked_at = random_time(d);
    s->f.question_from = one_in(d, 4) ? random_org(d) : s->f.recipient;
}

/* One in six have all acts of them be about terms that restrict nothing. */
static void
random_facts(struct dice *d, struct random_world *r)
{
    static const struct bytes known[] = {{(const uint8_t *)"blue", 4},
        {(const uint8_t *)"red", 3}};
    struct world *s = &r->s;
    struct hash from = one_in(d, 4) ? random_org(d) : eu;

    world_open(s, ACT_NONE, &eu);
    random_people(d, s, 1 + roll(d, ACTS - 1));
    if (one_in(d, 6))
        s->item = open_terms(&from);
    else
        random_terms(d, &from, &s->item, &r->rooms[0]);
    random_terms(d, &eu, &s->proposed, &r->rooms[1]);
    if (one_in(d, 3))
        s->proposed = s->item;
    random_terms(d, &eu, &s->question, &r->rooms[4]);
    random_terms(d, &eu, &s->about, &r->rooms[5]);
    if (one_in(d, 2))
        s->about = s->item;
    s->f.item = (struct facts_item){.hash = item_hash,
        .author = one_in(d, 6) ? random_org(d) : from,
        .terms = one_in(d, 40) ? NULL : &s->item,
        .originator_unknown = one_in(d, 12),
        .received_from = one_in(d, 2) ? random_org(d) : from,
        .received_at = one_in(d, 3) ? random_time(d) : EARLIER,
        .duress_later = one_in(d, 20) ? DURESS_ESTABLISHED : DURESS_NONE};
    s->f.compartments = random_subset(d, known, 2, r->compartments);
    if (one_in(d, 20))
        s->f.about = NULL;
    if (one_in(d, 20))
        s->f.question = NULL;
    if (one_in(d, 20))
        s->f.proposed = NULL;
    random_records(d, s);
    random_parents(d, r);
}

#endif
