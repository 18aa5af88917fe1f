/*
 * The decision against a model written from the text of the rules in another shape: for
 * every act all objections are gathered, and the one with the lowest number must decide.
 * The run counts how often each rule decided each way and fails below a minimum.
 */
#include "random.h"

#define BIT(n) (UINT32_C(1) << (n))

struct asked {
    const struct facts *f;
    const struct facts_item *it;
    bool parent;
    bool good;         /* terms that can be read */
    struct terms t;    /* all zero otherwise */
    struct hash owner; /* the originator in effect */
    struct hash to;    /* who will see it */
    enum terms_act act;
    bool gives, uses;
};

static bool
act_in(enum terms_act act, const enum terms_act *list)
{
    for (; *list != ACT_NONE; list++)
        if (*list == act)
            return true;
    return false;
}
#define AMONG(act, ...) act_in((act), (const enum terms_act[]){__VA_ARGS__, ACT_NONE})

static struct asked
ask(const struct facts *f, const struct facts_item *it, enum terms_act act, bool parent)
{
    struct asked a = {.f = f, .it = it, .parent = parent, .act = act};

    a.gives = AMONG(act, ACT_SHARE, ACT_FORWARD, ACT_EXPORT, ACT_ANSWER, ACT_HIT);
    a.uses = AMONG(act, ACT_READ, ACT_LIST, ACT_ENTER, ACT_GRADE, ACT_ASK, ACT_HOLD,
        ACT_DERIVE);
    a.to = a.gives ? f->recipient : f->asker;
    a.good = it->terms != NULL && it->terms->readable;
    if (a.good)
        a.t = *it->terms;
    a.owner = it->originator_unknown ? f->self : a.good ? a.t.originator : it->author;
    return a;
}

static bool
everyone(const struct asked *a)
{
    return a->gives ? a->f->surface == SURFACE_PUBLIC : !is(&a->f->asker, &a->f->asker);
}

static bool
owner_acts(const struct asked *a)
{
    return is(&a->f->asker, &a->owner);
}

static bool
at_home(const struct asked *a)
{
    return is(&a->to, &a->owner) || is(&a->to, &a->it->author);
}

/* How ${to} stands to a list: not on it; through a group it was in once; in one that it is in
 * now; in one in which it is by the time that counts for the act, or on the list itself. */
enum { OUT, ONCE = 1, PRESENT = 2, FITS = 4 };

static unsigned
stands(const struct asked *a, struct terms_list list)
{
    unsigned how = OUT;

    if (!is(&a->to, &a->to))
        return OUT;
    if (holds_item(list, a->to.at, 32))
        return ONCE | PRESENT | FITS;
    for (size_t i = 0; i < a->f->member_count * list.count; i++) {
        struct facts_member m = a->f->members[i / list.count];
        struct bytes party = list.at[i % list.count];
        bool late = party.len % 16 == 1, present = m.until == 0 || m.until > a->f->now,
             kept = m.until == 0 || m.until > a->it->made_at,
             begun = m.since <= a->it->made_at;

        if (party.len == 32 || !is(&m.org, &a->to) || m.since > a->f->now ||
            memcmp(party.at, m.group.at, 16) != 0 ||
            memcmp(party.len >= 48 ? party.at + 16 : a->owner.at, m.owner.at, 32) != 0)
            continue;
        how |= ONCE | (present ? PRESENT : 0);
        if ((begun || late) && (a->gives ? present : kept))
            how |= FITS;
    }
    return how;
}

static bool
party_in(const struct asked *a, struct terms_list list)
{
    return stands(a, list) != OUT;
}

/* Is there a consent by the owner for this item and receiver, whose end lies behind
 * ${when}; of this purpose if ${exact}; begun and not taken back if ${live}? */
static bool
consent(const struct asked *a, unsigned permit, int64_t when, bool exact, bool live)
{
    for (size_t i = 0; i < a->f->release_count; i++) {
        struct facts_release r = a->f->releases[i];

        if (!is(&r.originator, &a->owner) || !is(&r.recipient, &a->to))
            continue;
        if (!is(&r.item, &a->it->hash) && !is(&r.item, &a->f->item.hash))
            continue;
        if ((r.permits & permit) == 0 || when >= r.until)
            continue;
        if (exact &&
            (r.purpose.len == 0 || r.purpose.len != a->f->purpose.len ||
                memcmp(r.purpose.at, a->f->purpose.at, r.purpose.len) != 0))
            continue;
        if (live && (when < r.from || (r.withdrawn_at != 0 && when >= r.withdrawn_at)))
            continue;
        return true;
    }
    return false;
}

static int64_t
got_at(const struct asked *a)
{
    return a->f->item.received_at != 0 ? a->f->item.received_at : a->f->now;
}

static bool
let_in(const struct asked *a)
{
    return a->gives ? consent(a, PERMIT_ONWARD, a->f->now, true, true)
                    : consent(a, PERMIT_ONWARD, got_at(a), false, true);
}

static bool
owner_must_agree(const struct asked *a)
{
    if (a->t.owner_consent == CONSENT_ASK || a->t.onward_transfer >= ONWARD_ASK)
        return true;
    if (a->t.handling & HANDLING_H2 || a->t.classification[SCHEME_EU] != 0)
        return true;
    if (a->gives && a->f->recipient_third && a->t.third_country & THIRD_ASK)
        return true;
    if (!(a->f->rules_off & SWITCH_UN_LEVELS) && a->t.classification[SCHEME_UN] >= 2)
        return true;
    return !(a->f->rules_off & SWITCH_INTERPOL_LEVELS) &&
        a->t.classification[SCHEME_INTERPOL] >= 2;
}

static bool
over(const struct asked *a)
{
    if (a->f->recalled && !is(&a->f->self, &a->owner))
        return true;
    return a->t.retain_until && a->t.retain_until <= a->f->now;
}

/* Called back by ourselves: we look at it, and that is all. */
static bool
only_looked_at(const struct asked *a)
{
    return a->f->recalled && !over(a);
}

static bool
kept(const struct asked *a)
{
    for (size_t i = 0; i < a->f->hold_count; i++) {
        struct facts_hold h = a->f->holds[i];
        bool lifted = h.lifted_at != 0 && h.lifted_at <= a->f->now;
        bool told = h.told_at != 0 && h.told_at <= a->f->now;

        if (lifted || h.ground == HOLD_NO_GROUND)
            continue;
        if (is(&h.body, &a->f->self) ||
            (h.ground == HOLD_ENTERED && told && is(&a->owner, &a->f->self)))
            return true;
    }
    return false;
}

/* P06 as a question: may ${to} be among those who have it? */
static bool
audience(const struct asked *a)
{
    bool file = a->gives && owner_acts(a) && !everyone(a) && !is(&a->to, &a->to);
    bool list = a->t.releasable_to.set ||
        a->t.caveats & (CAVEAT_EYES_ONLY | CAVEAT_RELEASABLE_TO);
    bool straight = !a->gives && is(&a->it->received_from, &a->owner);

    if (everyone(a))
        return a->t.tlp <= TLP_CLEAR && !list && a->t.not_releasable_to.count == 0 &&
            a->t.need_to_know.count == 0 &&
            (!(a->t.caveats & CAVEAT_LIMITE) || a->f->rules_off & SWITCH_LIMITE);
    if (a->uses && !all_in(a->t.need_to_know, a->f->compartments))
        return false;
    if (a->t.tlp == TLP_RED && a->gives)
        return false;
    if (at_home(a) || file)
        return true;
    if (a->t.tlp == TLP_RED || stands(a, a->t.not_releasable_to) & PRESENT)
        return false;
    if (let_in(a))
        return true;
    if (list && !party_in(a, a->t.releasable_to))
        return false;
    switch (a->t.tlp) {
    case TLP_AMBER_STRICT:
        if (a->gives)
            return owner_acts(a) &&
                (!a->t.releasable_to.set || holds_item(a->t.releasable_to, a->to.at, 32));
        return straight;
    case TLP_AMBER:
        return a->gives && owner_acts(a) ? true
                                         : straight || party_in(a, a->t.releasable_to);
    default:
        return true;
    }
}

static bool
risk_met(const struct asked *a, unsigned risk)
{
    const struct terms_list *ids = &a->t.assurances[risk];
    size_t want = ids->count == 0 ? 1 : ids->count, met = 0;

    for (size_t k = 0; k < want; k++)
        for (size_t i = 0; i < a->f->assurance_count; i++) {
            struct facts_assurance s = a->f->assurances[i];
            bool live = s.from <= a->f->now && a->f->now < s.until;
            bool assessed = s.risk_assessed_at > 0 && s.risk_assessed_at <= a->f->now;

            if (is(&s.recipient, &a->f->recipient) && s.covers & BIT(risk) && live &&
                assessed &&
                (ids->count == 0 || memcmp(ids->at[k].at, s.id.at, 16) == 0)) {
                met++;
                break;
            }
        }
    return met == want;
}

static bool
transfer_in_order(const struct asked *a)
{
    unsigned risks = a->f->assurance_needed;

    if (a->f->recipient_third) {
        if (a->t.third_country & THIRD_NO)
            return false;
        if (a->t.third_country & THIRD_ADEQUATE && !a->f->recipient_adequate)
            return false;
        if (a->t.third_country & THIRD_ASSURED)
            risks |= 7;
    }
    for (unsigned i = 0; i < RISKS; i++)
        if (risks & BIT(i) && !risk_met(a, i))
            return false;
    return true;
}

/* Field by field: nothing in ${a} opens what ${b} closes. */
static bool
no_wider(const struct terms *a, const struct terms *b)
{
    bool list_a = a->releasable_to.set || a->caveats & 6;
    bool list_b = b->releasable_to.set || b->caveats & 6;
    bool lacking_a = terms_incomplete(a), lacking_b = terms_incomplete(b);

    if (!b->readable)
        return !a->readable;
    if (!a->readable)
        return true;
    if (b->tlp == TLP_AMBER && !list_b && list_a && a->tlp <= TLP_AMBER)
        return false;
    if ((list_b && !list_a) || (list_b && !all_in(a->releasable_to, b->releasable_to)))
        return false;
    if (b->purpose.set && (!a->purpose.set || !all_in(a->purpose, b->purpose)))
        return false;
    for (size_t i = 0; i < RISKS; i++)
        if (!all_in(b->assurances[i], a->assurances[i]))
            return false;
    for (size_t i = 0; i < SCHEMES; i++)
        if (b->classification[i] > a->classification[i])
            return false;
    if (b->retain_until && (!a->retain_until || a->retain_until > b->retain_until))
        return false;
    if (b->review_by && (!a->review_by || a->review_by > b->review_by))
        return false;
    if (b->third_country & ~a->third_country && a->third_country != THIRD_NO)
        return false;
    return !(b->tlp > a->tlp || b->pap > a->pap || b->owner_consent > a->owner_consent ||
        b->judicial_use > a->judicial_use || b->onward_transfer > a->onward_transfer ||
        b->duress > a->duress || b->valid_from > a->valid_from ||
        (b->handling & ~a->handling) || (b->caveats & ~a->caveats) ||
        (b->personal && !a->personal) || (lacking_b && !lacking_a) ||
        !all_in(b->handling_text, a->handling_text) ||
        !all_in(b->need_to_know, a->need_to_know) ||
        !all_in(b->not_releasable_to, a->not_releasable_to));
}

/* P22 as a question: is a group the only way to it, and is that way shut by its time? */
static bool
out_of_time(const struct asked *a)
{
    bool file = a->gives && owner_acts(a) && !is(&a->to, &a->to), group = false;

    for (size_t i = 0; i < a->t.releasable_to.count; i++)
        group = group || a->t.releasable_to.at[i].len != 32;
    return group && !everyone(a) && !at_home(a) && !file && !let_in(a) &&
        !(stands(a, a->t.releasable_to) & FITS);
}

/* P11 as a question: has the originator let this body know of such things? */
static bool
hit_meant(const struct asked *a)
{
    bool list = a->t.releasable_to.set ||
        a->t.caveats & (CAVEAT_EYES_ONLY | CAVEAT_RELEASABLE_TO);

    if (a->t.need_to_know.count != 0)
        return false;
    if (a->t.onward_transfer == ONWARD_NO && !owner_acts(a))
        return false;
    return let_in(a) || (list ? party_in(a, a->t.releasable_to) : a->t.tlp < TLP_AMBER);
}

/* The rules that speak about an item's terms, and so also about a parent's. */
static uint32_t
objections_of_terms(const struct asked *a)
{
    bool gives_on =
        a->gives && a->act != ACT_HIT && !owner_acts(a) && (everyone(a) || !at_home(a));
    bool before_court = !owner_acts(a) &&
        (a->act == ACT_ENTER || (a->act == ACT_EXPORT && a->f->surface == SURFACE_COURT));
    uint32_t no = 0;

    if (!a->gives && !a->uses)
        return 0;
    if (!a->good &&
        !(is(&a->f->asker, &a->it->author) &&
            AMONG(a->act, ACT_READ, ACT_LIST, ACT_HOLD)))
        return BIT(1); /* nothing else can be said of it */
    if (a->t.valid_from > a->f->now &&
        (a->gives ? !owner_acts(a) || everyone(a) : !at_home(a)))
        no |= BIT(1);
    if (gives_on && a->t.onward_transfer == ONWARD_NO)
        no |= BIT(3);
    if (gives_on && owner_must_agree(a)) {
        if (!consent(a, PERMIT_ONWARD, a->f->now, true, false))
            no |= BIT(3);
        else if (!consent(a, PERMIT_ONWARD, a->f->now, true, true))
            no |= BIT(4);
    }
    if (!audience(a))
        no |= BIT(6);
    if (AMONG(a->act, ACT_READ, ACT_ENTER)) {
        if (a->t.purpose.set &&
            !holds_item(a->t.purpose, a->f->purpose.at, a->f->purpose.len))
            no |= BIT(8);
        if (!at_home(a) && !is(&a->it->received_from, &a->owner) && owner_must_agree(a) &&
            !consent(a, PERMIT_ONWARD, got_at(a), true, true))
            no |= BIT(8);
    }
    if (before_court &&
        (a->t.judicial_use == JUDICIAL_NO ||
            ((a->t.judicial_use == JUDICIAL_ASK || a->t.handling & HANDLING_H1) &&
                !consent(a, PERMIT_JUDICIAL, a->f->now, true, true))))
        no |= BIT(9);
    if (terms_incomplete(&a->t) && (a->gives || !at_home(a)))
        no |= BIT(15);
    if ((a->gives || a->act == ACT_GRADE || (a->act == ACT_DERIVE && a->parent)) &&
        (a->t.duress != DURESS_NONE || a->it->duress_later != DURESS_NONE))
        no |= BIT(16);
    if (a->gives && !transfer_in_order(a))
        no |= BIT(17);
    if (out_of_time(a))
        no |= BIT(22);
    if (a->act == ACT_HIT && !at_home(a) && !hit_meant(a))
        no |= BIT(11);
    if (a->act == ACT_EXPORT &&
        (a->f->surface == SURFACE_NONE ||
            (terms_carry_needed(&a->t) & ~a->f->carries) != 0))
        no |= BIT(25);
    return no;
}

static uint32_t
lowest(uint32_t mask)
{
    for (uint32_t i = 0; i < RULES; i++)
        if (mask & BIT(i))
            return i;
    return 0;
}

/* What is asked only of the item itself. */
static uint32_t
objections_of_item(const struct asked *a)
{
    const struct facts *f = a->f;
    bool unknown = a->it->originator_unknown, local = is(&f->asker, &f->self);
    bool proceeding = AMONG(a->act, ACT_READ, ACT_HOLD, ACT_ENTER) ||
        (a->act == ACT_EXPORT && f->surface == SURFACE_COURT);
    bool nowhere = !is(&f->recipient, &f->recipient) &&
        !(a->act == ACT_EXPORT && f->surface != SURFACE_NONE);
    bool mute =
        AMONG(a->act, ACT_RECALL, ACT_ERASE, ACT_HOLD, ACT_UNHOLD) && f->reason.len == 0;
    uint32_t no = 0;

    if (!a->good &&
        (a->act == ACT_RELEASE ||
            (AMONG(a->act, ACT_CORRECT, ACT_RETERM) && !is(&f->asker, &a->it->author))))
        no |= BIT(1);
    if (a->act == ACT_RELEASE && !unknown && !owner_acts(a))
        no |= BIT(3);
    if (AMONG(a->act, ACT_RELEASE, ACT_CORRECT, ACT_RECALL) && unknown && !local)
        no |= BIT(5);
    if (a->act == ACT_RECALL && !unknown && !owner_acts(a))
        no |= BIT(13);
    if (a->act == ACT_CORRECT && !unknown && !owner_acts(a))
        no |= BIT(20);
    if (a->act == ACT_RETERM) {
        if (f->proposed == NULL || !f->proposed->readable ||
            (!owner_acts(a) && !no_wider(f->proposed, &a->t)))
            no |= BIT(7);
        if (!f->resigned)
            no |= BIT(24);
    }
    if ((a->gives || (a->uses && a->act != ACT_LIST)) && over(a) &&
        !(proceeding && kept(a)))
        no |= BIT(12);
    if ((a->gives || AMONG(a->act, ACT_ENTER, ACT_GRADE, ACT_ASK, ACT_HOLD, ACT_DERIVE) ||
            (a->act == ACT_READ && !local)) &&
        only_looked_at(a) && !(proceeding && kept(a)))
        no |= BIT(12);
    if (AMONG(a->act, ACT_ERASE, ACT_EXPIRE) && !local)
        no |= BIT(12);
    if (a->act == ACT_EXPIRE && !over(a))
        no |= BIT(12);
    if (a->act != ACT_LIST &&
        (!f->can_log || f->who.len == 0 || f->now == 0 || mute || (a->gives && nowhere)))
        no |= BIT(14);
    if (f->quarantined && (a->gives || (a->uses && a->act != ACT_LIST)))
        no |= BIT(21);
    return no;
}

static uint32_t
objections_of_talk(const struct asked *a)
{
    const struct facts *f = a->f;
    uint32_t no = 0;
    bool asked = f->question != NULL && f->question->readable;

    if (a->act == ACT_ASK &&
        (f->proposed == NULL || !f->proposed->readable ||
            f->proposed->urgency == URGENCY_NONE))
        no |= BIT(18);
    if (a->act == ACT_ANSWER) {
        if (f->refusal && f->reason.len == 0)
            no |= BIT(18);
        if (!asked || !is(&f->recipient, &f->question_from))
            no |= BIT(19);
        if (asked && !f->refusal && f->about != NULL && !no_wider(&a->t, f->about))
            no |= BIT(19);
        if (asked && !f->refusal && f->question->purpose.set &&
            (!a->t.purpose.set || !all_in(a->t.purpose, f->question->purpose)))
            no |= BIT(19);
    }
    return no;
}

/* The model's answer: verdict, rule, and the rule beneath. */
static enum terms_verdict
model(const struct facts *f, enum terms_act act, uint32_t *rule, uint32_t *under)
{
    struct asked a = ask(f, &f->item, act, false);
    uint32_t no =
        objections_of_terms(&a) | objections_of_item(&a) | objections_of_talk(&a);
    uint32_t of_parent = 0;

    for (size_t i = 0; i < f->parent_count && (a.gives || a.uses); i++) {
        struct asked p = ask(f, &f->parents[i], act, true);
        uint32_t its = objections_of_terms(&p);

        if (its != 0 && of_parent == 0)
            of_parent = lowest(its);
        if (its != 0 || (act == ACT_DERIVE && !owner_acts(&p) && !no_wider(&a.t, &p.t)))
            no |= BIT(2);
    }
    *rule = lowest(no);
    *under = *rule == 2 && of_parent != 0 ? of_parent : *rule;
    if (*rule != 0 && act == ACT_LIST)
        *rule = 10;
    if (*rule != 0)
        return TERMS_DENY;
    if (AMONG(act, ACT_ERASE, ACT_EXPIRE, ACT_RECALL) && kept(&a) &&
        !(act == ACT_RECALL && is(&f->asker, &f->self))) {
        *rule = *under = 27;
        return TERMS_MARK;
    }
    if (act == ACT_UNHOLD) {
        *rule = *under = 27;
        for (size_t i = 0; i < f->hold_count; i++)
            if (is(&f->holds[i].body, &f->asker) &&
                f->holds[i].ground != HOLD_NO_GROUND &&
                !(f->holds[i].lifted_at != 0 && f->holds[i].lifted_at <= f->now))
                *rule = *under = 0;
    }
    return *rule == 0 ? TERMS_ALLOW : TERMS_DENY;
}

static uint64_t against[RULES], passed[RULES], by_act[ACTS][3];

static bool
same(const struct facts *f, uint64_t number)
{
    uint32_t rule, under, list_rule, list_under;
    enum terms_verdict verdict = model(f, f->act, &rule, &under);
    bool hidden = verdict == TERMS_DENY &&
        model(f, ACT_LIST, &list_rule, &list_under) != TERMS_ALLOW;
    struct decision d;
    bool allowed = terms_decide(f, &d);

    by_act[f->act][d.verdict]++;
    if (!allowed) {
        against[d.rule]++;
        if (d.under != d.rule)
            against[d.under]++;
    } else {
        for (uint32_t i = 1; i < RULES; i++)
            passed[i] += d.applied >> i & 1;
    }
    if (d.verdict == verdict && d.rule == rule && d.under == under &&
        d.hidden == hidden && allowed == (verdict == TERMS_ALLOW))
        return true;
    printf("# facts %llu, act %s: decided %s %s under %s%s, model %s P%02u under "
           "P%02u%s\n",
        (unsigned long long)number, terms_act_name(f->act), terms_verdict_name(d.verdict),
        d.id, terms_rule_id(d.under), d.hidden ? " hidden" : "",
        terms_verdict_name(verdict), rule, under, hidden ? " hidden" : "");
    return false;
}

/* Rules that decide; P11, P22 and P26 come later, P23 is a lint. */
static const enum terms_rule deciding[] = {RULE_P01, RULE_P02, RULE_P03, RULE_P04,
    RULE_P05, RULE_P06, RULE_P07, RULE_P08, RULE_P09, RULE_P10, RULE_P11, RULE_P12,
    RULE_P13, RULE_P14, RULE_P15, RULE_P16, RULE_P17, RULE_P18, RULE_P19, RULE_P20,
    RULE_P21, RULE_P22, RULE_P24, RULE_P25, RULE_P27};

int
main(void)
{
    static struct random_world world;
    uint64_t seed = from_environment("TERMS_SEED", 20240607);
    uint64_t count = from_environment("TERMS_COUNT", 400000);
    struct dice d = {seed != 0 ? seed : 1};
    uint64_t i, differ = 0;

    printf("# seed %llu, %llu facts\n", (unsigned long long)seed,
        (unsigned long long)count);
    for (i = 0; i < count && differ < 20; i++) {
        random_facts(&d, &world);
        if (!same(&world.s.f, i))
            differ++;
    }
    tap_ok(differ == 0, "decision and model agree on %llu facts",
        (unsigned long long)count);
    for (i = 0; i < COUNT_OF(deciding); i++)
        tap_ok(against[deciding[i]] >= 100 && passed[deciding[i]] >= 100,
            "%s decided against %llu times, was met in %llu allowed acts",
            terms_rule_id(deciding[i]), (unsigned long long)against[deciding[i]],
            (unsigned long long)passed[deciding[i]]);
    for (i = 1; i < ACTS; i++)
        tap_ok(by_act[i][TERMS_ALLOW] >= 100 && by_act[i][TERMS_DENY] >= 100,
            "%s: %llu denied, %llu allowed, %llu marked",
            terms_act_name((enum terms_act)i), (unsigned long long)by_act[i][TERMS_DENY],
            (unsigned long long)by_act[i][TERMS_ALLOW],
            (unsigned long long)by_act[i][TERMS_MARK]);
    return tap_end();
}
