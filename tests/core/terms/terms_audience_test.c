/*
 * Each rule by its name: what it refuses, what it lets pass, and that nothing else
 * decided.  Here P01 to P06 and P17: who may have an item.
 */
#include "world.h"

static struct world s;

static void
test_p01(void)
{
    struct decision d;

    world_open(&s, ACT_READ, &un);
    ALLOWED(&s, "open terms are readable");
    s.f.item.terms = NULL;
    DENIED(&s, RULE_P01, "no terms: not for a recipient");
    s.f.asker = eu;
    ALLOWED(&s, "no terms: for the author");
    s.f.act = ACT_SHARE;
    DENIED(&s, RULE_P01, "no terms: the author gives it to nobody");
    world_open(&s, ACT_READ, &un);
    s.item = (struct terms){.why = "tlp: a value that is not known here"};
    DENIED(&s, RULE_P01, "unreadable terms: not for a recipient");
    tap_ok(!terms_decide(&s.f, &d) && d.hidden, "and the item stays hidden");
    s.item = open_terms(&eu);
    s.item.tlp = TLP_NONE;
    DENIED(&s, RULE_P01, "terms without a marking are no terms");
    s.item = open_terms(&eu);
    s.item.valid_from = NOW + 1;
    DENIED(&s, RULE_P01, "terms that begin later");
    s.f.asker = eu;
    ALLOWED(&s, "the originator sees it before");
    world_open(&s, ACT_NONE, &eu);
    DENIED(&s, RULE_P01, "no act");
    s.f.act = ACTS;
    DENIED(&s, RULE_P01, "an act from the future");
    memset(&s, 0, sizeof(s));
    s.f.act = ACT_READ;
    DENIED(&s, RULE_P01, "facts left zero allow nothing");
}

static void
test_p02(void)
{
    struct terms *parent;
    struct facts_release *r;
    struct decision d;

    world_open(&s, ACT_SHARE, &un);
    s.item = open_terms(&un);
    s.f.item.author = un;
    parent = world_parent(&s, &eu);
    ALLOWED(&s, "made from an open parent");
    parent->owner_consent = CONSENT_ASK;
    DENIED(&s, RULE_P02, "a parent that asks for consent");
    tap_ok(!terms_decide(&s.f, &d) && d.under == RULE_P03, "P03 is named beneath");
    r = world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "its originator released the excerpt");
    r->item = parent_hash;
    ALLOWED(&s, "or the parent itself");
    r->item = other_hash;
    DENIED(&s, RULE_P02, "a release of something else");
    s.f.release_count = 0;
    s.f.recipient = eu;
    ALLOWED(&s, "back to the parent's originator");
    s.f.recipient = court;
    *parent = open_terms(&eu);
    parent = world_parent(&s, &ngo);
    parent->tlp = TLP_AMBER;
    DENIED(&s, RULE_P02, "each parent counts, not only the first");

    world_open(&s, ACT_DERIVE, &un);
    s.item = open_terms(&un);
    s.f.item.author = un;
    parent = world_parent(&s, &eu);
    s.parents[0].received_from = eu;
    ALLOWED(&s, "derive from an open parent");
    parent->tlp = TLP_AMBER;
    DENIED(&s, RULE_P02, "derive with a lower marking than the parent's");
    s.item.tlp = TLP_AMBER;
    ALLOWED(&s, "derive with the parent's marking");
    parent->duress = DURESS_ALLEGED;
    s.item.duress = DURESS_ALLEGED;
    DENIED(&s, RULE_P02, "derive from a parent under duress");
}

static void
test_p03_p04_p17(void)
{
    struct facts_release *r;
    struct facts_assurance *a;

    world_forward(&s);
    DENIED(&s, RULE_P03, "no release");
    r = world_release(&s, &court, PERMIT_ONWARD);
    DENIED(&s, RULE_P17, "a release, but no assurance");
    a = world_assurance(&s, &court);
    ALLOWED(&s, "a release and an assurance");
    s.f.act = ACT_SHARE;
    ALLOWED(&s, "by the name of share it is the same act");
    s.f.act = ACT_FORWARD;

    r->recipient = ngo;
    DENIED(&s, RULE_P03, "a release for another recipient");
    r->recipient = court;
    r->purpose = bytes_of("aid");
    DENIED(&s, RULE_P03, "a release for another purpose");
    r->purpose = s.f.purpose = (struct bytes){0};
    DENIED(&s, RULE_P03, "a release without a purpose");
    r->purpose = s.f.purpose = bytes_of("prosecution");
    r->item = other_hash;
    DENIED(&s, RULE_P03, "a release of another version");
    r->item = item_hash;
    r->until = NOW;
    DENIED(&s, RULE_P03, "a release that has ended");
    r->until = 0;
    DENIED(&s, RULE_P03, "a release without an end");
    r->until = NOW + 1;
    ALLOWED(&s, "a release on its last moment");
    r->originator = un;
    DENIED(&s, RULE_P03, "a release by the holder");
    r->originator = eu;
    r->permits = PERMIT_JUDICIAL;
    DENIED(&s, RULE_P03, "a release for judicial use is none for passing on");
    r->permits = PERMIT_ONWARD;
    r->withdrawn_at = NOW;
    DENIED(&s, RULE_P04, "a release withdrawn just now");
    r->withdrawn_at = NOW + 1;
    ALLOWED(&s, "a release withdrawn later");
    r->from = NOW + 1;
    DENIED(&s, RULE_P04, "a release that has not begun");
    r->from = NOW;

    a->until = NOW;
    DENIED(&s, RULE_P17, "an assurance that has ended");
    a->until = LATER;
    a->from = NOW + 1;
    DENIED(&s, RULE_P17, "an assurance that has not begun");
    a->from = NOW;
    a->risk_assessed_at = 0;
    DENIED(&s, RULE_P17, "an assurance without a risk assessment");
    a->risk_assessed_at = NOW + 1;
    DENIED(&s, RULE_P17, "a risk assessment dated tomorrow");
    a->risk_assessed_at = NOW;
    a->covers = 1U << RISK_TORTURE;
    DENIED(&s, RULE_P17, "an assurance that covers one risk of three");
    s.f.assurance_needed = 1U << RISK_TORTURE;
    ALLOWED(&s, "which is enough where that is the risk");
    a->recipient = ngo;
    DENIED(&s, RULE_P17, "an assurance by another");
    s.f.assurance_needed = 0;
    ALLOWED(&s, "no risk, no assurance");
}

static void
test_consent_sources(void)
{
    static const struct bytes ids[] = {{other_id.at, 16}};
    struct facts_assurance *a;

    world_open(&s, ACT_FORWARD, &un);
    ALLOWED(&s, "same terms, no consent asked");
    s.item.onward_transfer = ONWARD_ASK;
    DENIED(&s, RULE_P03, "onward_transfer asks");
    (void)world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "and is answered");
    s.item.onward_transfer = ONWARD_NO;
    DENIED(&s, RULE_P03, "no onward transfer, whatever release");
    s.f.recipient = eu;
    ALLOWED(&s, "but back to the originator");

    world_open(&s, ACT_FORWARD, &un);
    s.item.handling = HANDLING_H2;
    DENIED(&s, RULE_P03, "H2");
    s.item.handling = HANDLING_H1;
    ALLOWED(&s, "H1 says nothing of passing on");
    s.item.classification[SCHEME_EU] = 1;
    DENIED(&s, RULE_P03, "EU classified");
    s.item.classification[SCHEME_EU] = 0;
    s.item.classification[SCHEME_UN] = 2;
    DENIED(&s, RULE_P03, "UN confidential");
    s.f.rules_off = SWITCH_UN_LEVELS;
    ALLOWED(&s, "UN confidential with the K rule off");
    s.item.classification[SCHEME_INTERPOL] = 2;
    DENIED(&s, RULE_P03, "INTERPOL restricted");
    s.f.rules_off |= SWITCH_INTERPOL_LEVELS;
    ALLOWED(&s, "INTERPOL restricted with the K rule off");
    s.item.classification[SCHEME_EU] = 1;
    s.f.rules_off = ~0U;
    DENIED(&s, RULE_P03, "what rests on V cannot be switched off");

    world_open(&s, ACT_SHARE, &eu);
    s.f.recipient_third = true;
    s.item.third_country = THIRD_NO;
    DENIED(&s, RULE_P17, "no third country");
    s.item.third_country = THIRD_ADEQUATE;
    DENIED(&s, RULE_P17, "only adequate ones");
    s.f.recipient_adequate = true;
    ALLOWED(&s, "an adequate one");
    s.item.third_country = THIRD_ASSURED;
    DENIED(&s, RULE_P17, "only assured ones");
    a = world_assurance(&s, &court);
    ALLOWED(&s, "an assured one");
    s.item.assurances[RISK_TORTURE] = (struct terms_list){ids, 1, true};
    DENIED(&s, RULE_P17, "another assurance than the one named");
    a->id = other_id;
    ALLOWED(&s, "the one named");
    s.item.third_country = THIRD_ASK;
    ALLOWED(&s, "the originator does not ask itself");
    s.f.asker = s.f.self = un;
    DENIED(&s, RULE_P03, "the holder asks");
    s.f.recipient_third = false;
    ALLOWED(&s, "but not for others");

    world_open(&s, ACT_RELEASE, &eu);
    ALLOWED(&s, "the originator consents");
    s.f.asker = un;
    DENIED(&s, RULE_P03, "nobody else does");
}

static void
test_p05(void)
{
    world_open(&s, ACT_FORWARD, &un);
    s.item.owner_consent = CONSENT_ASK;
    s.item.tlp = TLP_AMBER;
    s.f.item.author = ngo;
    DENIED(&s, RULE_P03, "a known originator is asked");
    s.f.item.originator_unknown = true;
    ALLOWED(&s, "the holder acts for an unknown one");
    s.f.act = ACT_RELEASE;
    ALLOWED(&s, "and consents");
    s.f.asker = ngo;
    DENIED(&s, RULE_P05, "another does not");
    s.f.act = ACT_CORRECT;
    DENIED(&s, RULE_P05, "nor corrects");
    s.f.act = ACT_RECALL;
    DENIED(&s, RULE_P05, "nor recalls");
}

/* EU's item of this marking goes from ${asker} to the court, or is read by it. */
static void
p06_row(enum terms_tlp tlp, const struct hash *asker, enum terms_act act)
{
    world_open(&s, act, asker);
    s.item.tlp = tlp;
}

static void
test_p06_persons(void)
{
    static const struct bytes un_list[] = {ORG(un)}, mira_list[] = {PERSON(mira)};

    p06_row(TLP_RED, &eu, ACT_SHARE);
    s.f.recipient = un;
    s.item.releasable_to = (struct terms_list){un_list, 1, true};
    DENIED(&s, RULE_P06, "RED does not go to an organisation");
    s.item.releasable_to = (struct terms_list){mira_list, 1, true};
    ALLOWED(&s, "but to a named person of it");
    s.f.recipient = court;
    DENIED(&s, RULE_P06, "and to no other body");
    s.f.recipient = nobody;
    s.f.act = ACT_EXPORT;
    DENIED(&s, RULE_P06, "nor into a file");
    p06_row(TLP_RED, &un, ACT_READ);
    s.item.releasable_to = (struct terms_list){mira_list, 1, true};
    DENIED(&s, RULE_P06, "whoever is not named does not read it");
    s.f.person = clerk_id;
    DENIED(&s, RULE_P06, "nor does another person");
    s.f.person = mira_id;
    ALLOWED(&s, "who is named does");
    s.f.act = ACT_SHARE;
    s.f.recipient = ngo;
    (void)world_release(&s, &ngo, PERMIT_ONWARD);
    DENIED(&s, RULE_P06, "and gives it to nobody, release or not");
    p06_row(TLP_GREEN, &un, ACT_READ);
    s.f.person = mira_id;
    s.item.not_releasable_to = (struct terms_list){mira_list, 1, true};
    DENIED(&s, RULE_P06, "a person who is barred does not read it");
    s.f.person = clerk_id;
    ALLOWED(&s, "others there do");
    s.f.act = ACT_LIST;
    s.f.person = mira_id;
    DENIED(&s, RULE_P10, "who is barred does not know of it");
}

static void
test_p06(void)
{
    static const struct bytes both_list[] = {ORG(un), ORG(court)};
    static const struct bytes court_list[] = {ORG(court)}, group_list[] = {GROUP};
    static const struct bytes ngo_list[] = {ORG(ngo)},
                              red_room[] = {{(const uint8_t *)"red", 3}};

    p06_row(TLP_RED, &eu, ACT_SHARE);
    DENIED(&s, RULE_P06, "RED is not shared");
    (void)world_release(&s, &court, PERMIT_ONWARD);
    DENIED(&s, RULE_P06, "RED is not shared by release");
    s.f.act = ACT_EXPORT;
    DENIED(&s, RULE_P06, "RED is not exported");
    s.f.act = ACT_READ;
    ALLOWED(&s, "RED is read at home");
    s.f.asker = un;
    DENIED(&s, RULE_P06, "RED is not read elsewhere");
    p06_row(TLP_RED, &un, ACT_SHARE);
    s.item.releasable_to = (struct terms_list){(struct bytes[]){PERSON(mira)}, 1, true};
    s.f.person = mira_id;
    DENIED(&s, RULE_P06, "who is named under RED does not give it on");
    s.f.recipient = eu;
    ALLOWED(&s, "but back to whose it is");
    s.f.surface = SURFACE_PUBLIC;
    DENIED(&s, RULE_P06, "not by way of the public");

    p06_row(TLP_GREEN, &eu, ACT_EXPORT);
    s.f.surface = SURFACE_PUBLIC;
    DENIED(&s, RULE_P06, "GREEN is not public");
    s.item.tlp = TLP_CLEAR;
    ALLOWED(&s, "CLEAR is");
    s.item.caveats = CAVEAT_LIMITE;
    DENIED(&s, RULE_P06, "LIMITE is not");
    s.f.rules_off = SWITCH_LIMITE;
    ALLOWED(&s, "unless the K rule is off");
    s.item.not_releasable_to = (struct terms_list){ngo_list, 1, true};
    DENIED(&s, RULE_P06, "nor is what is barred to one");
    p06_row(TLP_GREEN, &un, ACT_READ);
    s.f.asker = nobody;
    DENIED(&s, RULE_P06, "GREEN is not read by nobody in particular");

    p06_row(TLP_AMBER_STRICT, &eu, ACT_SHARE);
    ALLOWED(&s, "AMBER+STRICT goes to the organisation named by the act");
    s.item.releasable_to = (struct terms_list){both_list, 2, true};
    ALLOWED(&s, "or by the list");
    s.f.asker = s.f.self = un;
    s.f.item.received_from = eu;
    DENIED(&s, RULE_P06, "but not on from there, listed or not");
    (void)world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "except by release");
    p06_row(TLP_AMBER_STRICT, &eu, ACT_SHARE);
    s.item.releasable_to = (struct terms_list){group_list, 1, true};
    (void)world_member(&s, &court, EARLIER, 0);
    DENIED(&s, RULE_P06, "AMBER+STRICT does not go to a group");
    s.item.tlp = TLP_AMBER;
    ALLOWED(&s, "AMBER does");
    s.members[0].until = NOW;
    DENIED(&s, RULE_P22, "not to one who left it");
    s.members[0] = (struct facts_member){group_id, eu, court, NOW + 1, 0};
    DENIED(&s, RULE_P06, "nor to one who is not in yet");

    p06_row(TLP_AMBER, &un, ACT_FORWARD);
    DENIED(&s, RULE_P06, "AMBER without clients stays");
    s.item.releasable_to = (struct terms_list){court_list, 1, true};
    DENIED(&s, RULE_P06, "who is not listed does not give it to who is");
    s.item.releasable_to = (struct terms_list){both_list, 2, true};
    ALLOWED(&s, "AMBER goes to a listed client");
    s.item.not_releasable_to = (struct terms_list){court_list, 1, true};
    (void)world_release(&s, &court, PERMIT_ONWARD);
    DENIED(&s, RULE_P06, "not_releasable_to wins over list and release");
    p06_row(TLP_AMBER, &un, ACT_READ);
    ALLOWED(&s, "AMBER is read where the originator sent it");
    s.f.item.received_from = ngo;
    DENIED(&s, RULE_P06, "but not where it came by another way");
    (void)world_release(&s, &un, PERMIT_ONWARD);
    ALLOWED(&s, "except by release");
    s.releases[0].until = EARLIER;
    DENIED(&s, RULE_P06, "that was in force when it came");
    p06_row(TLP_GREEN, &eu, ACT_SHARE);
    s.item.releasable_to = (struct terms_list){ngo_list, 1, true};
    DENIED(&s, RULE_P06, "a list limits GREEN too");
    s.item.releasable_to = (struct terms_list){NULL, 0, false};
    s.item.caveats = CAVEAT_EYES_ONLY;
    DENIED(&s, RULE_P06, "EYES ONLY without a list is for nobody");
    p06_row(TLP_GREEN, &un, ACT_READ);
    s.item.need_to_know = (struct terms_list){red_room, 1, true};
    DENIED(&s, RULE_P06, "need to know");
    s.f.compartments = s.item.need_to_know;
    ALLOWED(&s, "and knowing");
}

int
main(void)
{
    test_p01();
    test_p02();
    test_p03_p04_p17();
    test_consent_sources();
    test_p05();
    test_p06();
    test_p06_persons();
    return tap_end();
}
