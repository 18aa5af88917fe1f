/*
 * A small world for the tests of terms: four organisations, one group, three purposes,
 * and facts in which everything is in order, to be broken one by one or at random.
 */
#ifndef TESTS_CORE_TERMS_WORLD_H
#define TESTS_CORE_TERMS_WORLD_H

#include "core/terms/terms.h"
#include "tests/tap.h"

#define NOW INT64_C(1000000)
#define LATER (NOW + 1000)
#define EARLIER (NOW - 1000)

static const struct hash nobody;
static const struct hash eu = {{0xe0}}, un = {{0x40}}, court = {{0xc0}}, ngo = {{0x90}};
static const struct hash item_hash = {{1}}, parent_hash = {{2}}, other_hash = {{3}};
static const struct uuid group_id = {{7}}, assurance_id = {{8}}, other_id = {{9}};
static const char *const purpose_names[] = {"counter-terrorism", "prosecution", "aid"};

/* Lists are lent; these hold what the tests put into them. */
#define LIST(...)                                             \
    ((struct terms_list){(const struct bytes[]){__VA_ARGS__}, \
        COUNT_OF(((const struct bytes[]){__VA_ARGS__})), true})
#define ORG(org)     \
    {                \
        (org).at, 32 \
    }
/* In the order of their bytes, as every set of parties is. */
static const uint8_t mira[TERMS_PERSON] = {[0] = 0x40, [32] = 5},
                     clerk[TERMS_PERSON] = {[0] = 0xc0, [32] = 6};
static const struct uuid mira_id = {{5}}, clerk_id = {{6}};
#define PERSON(person)           \
    {                            \
        (person), sizeof(person) \
    }
/* The same, with members who join later. */
static const uint8_t group_later[17] = {7, [16] = 1};
#define GROUP_LATER     \
    {                   \
        group_later, 17 \
    }
#define GROUP           \
    {                   \
        group_id.at, 16 \
    }

struct world {
    struct facts f;
    struct terms item, parent, proposed, question, about;
    struct facts_item parents[2];
    struct terms parent_terms[2];
    struct facts_release releases[3];
    struct facts_hold holds[2];
    struct facts_assurance assurances[2];
    struct facts_member members[2];
    struct facts_exception exceptions[2];
};

/* Terms that restrict nothing. */
__attribute__((unused)) static struct terms
open_terms(const struct hash *originator)
{
    struct terms t;

    terms_default(originator, &t);
    t.tlp = TLP_CLEAR;
    t.owner_consent = CONSENT_NONE;
    t.onward_transfer = ONWARD_SAME_TERMS;
    t.judicial_use = JUDICIAL_YES;
    t.third_country = 0;
    return t;
}

/* ${asker} does ${act} on EU's item, whose terms are open: all in order.  The world must
 * stay where it is: the facts point into it. */
__attribute__((unused)) static void
world_open(struct world *s, enum terms_act act, const struct hash *asker)
{
    memset(s, 0, sizeof(*s));
    s->item = open_terms(&eu);
    s->proposed = open_terms(&eu);
    s->proposed.urgency = URGENCY_72H;
    s->question = s->proposed;
    s->about = open_terms(&eu);
    s->f = (struct facts){
        .act = act,
        .self = *asker,
        .asker = *asker,
        .who = bytes_of("officer"),
        .recipient = court,
        .purpose = bytes_of("prosecution"),
        .reason = bytes_of("because"),
        .surface = SURFACE_CSV,
        .carries = CARRY_ALL,
        .item = {.hash = item_hash,
            .author = eu,
            .made_at = EARLIER,
            .terms = &s->item,
            .received_from = eu,
            .received_at = EARLIER},
        .parents = s->parents,
        .releases = s->releases,
        .holds = s->holds,
        .assurances = s->assurances,
        .members = s->members,
        .exceptions = s->exceptions,
        .resigned = true,
        .can_log = true,
        .proposed = &s->proposed,
        .question = &s->question,
        .about = &s->about,
        .question_from = court,
        .asked_at = EARLIER,
        .now = NOW,
    };
    if (act == ACT_DERIVE)
        s->f.item.author = *asker;
    if (hash_equal(asker, &eu))
        s->f.item.received_from = nobody;
}

/* EU's consent that ${to} gets the item, for prosecution, in force now. */
__attribute__((unused)) static struct facts_release *
world_release(struct world *s, const struct hash *to, unsigned permits)
{
    struct facts_release *r = &s->releases[s->f.release_count++];

    *r = (struct facts_release){.originator = eu,
        .item = item_hash,
        .recipient = *to,
        .purpose = bytes_of("prosecution"),
        .permits = permits,
        .from = EARLIER - 1,
        .until = LATER};
    return r;
}

__attribute__((unused)) static struct facts_assurance *
world_assurance(struct world *s, const struct hash *to)
{
    struct facts_assurance *a = &s->assurances[s->f.assurance_count++];

    *a = (struct facts_assurance){.id = assurance_id,
        .recipient = *to,
        .covers = RISK_MASK,
        .from = EARLIER,
        .until = LATER,
        .risk_assessed_at = EARLIER};
    return a;
}

__attribute__((unused)) static struct facts_hold *
world_hold(struct world *s, const struct hash *body, enum terms_hold_ground ground)
{
    struct facts_hold *h = &s->holds[s->f.hold_count++];

    *h = (struct facts_hold){.body = *body, .ground = ground, .told_at = EARLIER};
    return h;
}

/* ${org} was in EU's group. */
__attribute__((unused)) static struct facts_member *
world_member(struct world *s, const struct hash *org, int64_t since, int64_t until)
{
    struct facts_member *m = &s->members[s->f.member_count++];

    *m = (struct facts_member){group_id, eu, *org, since, until};
    return m;
}

/* Make the item one derived from a parent by ${originator}, with open terms. */
__attribute__((unused)) static struct terms *
world_parent(struct world *s, const struct hash *originator)
{
    size_t n = s->f.parent_count++;

    s->parent_terms[n] = open_terms(originator);
    s->parents[n] = (struct facts_item){.hash = parent_hash,
        .author = *originator,
        .made_at = EARLIER,
        .terms = &s->parent_terms[n]};
    return &s->parent_terms[n];
}

/* UN is to pass EU's AMBER item on to the court, where there is a risk. */
__attribute__((unused)) static void
world_forward(struct world *s)
{
    world_open(s, ACT_FORWARD, &un);
    s->item.tlp = TLP_AMBER;
    s->item.owner_consent = CONSENT_ASK;
    s->f.assurance_needed = RISK_MASK;
}

/* Expect an answer; on failure show the one that came. */
__attribute__((unused)) static void
expect(const struct world *s, enum terms_verdict verdict, enum terms_rule rule,
    const char *what)
{
    struct decision d;
    bool allowed = terms_decide(&s->f, &d);

    if (!tap_ok(d.verdict == verdict && d.rule == rule &&
                allowed == (verdict == TERMS_ALLOW) && d.reason != NULL &&
                d.change != NULL,
            "%s: %s %s", what, terms_verdict_name(verdict), terms_rule_id(rule)))
        printf("#   got %s %s: %s\n", terms_verdict_name(d.verdict), d.id, d.reason);
}
#define ALLOWED(s, what) expect((s), TERMS_ALLOW, RULE_NONE, (what))
#define DENIED(s, rule, what) expect((s), TERMS_DENY, (rule), (what))
#define MARKED(s, what) expect((s), TERMS_MARK, RULE_P27, (what))

#endif
