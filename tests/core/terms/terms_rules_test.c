/*
 * Each rule by its name: what it refuses, what it lets pass, and that nothing else
 * decided.  Here P07 to P27 without P17, the table, and the story of the
 * demonstration told in facts.
 */
#include "world.h"

static struct world s;

static void
test_p07_p20_p24(void)
{
    world_open(&s, ACT_RETERM, &eu);
    s.item.tlp = TLP_AMBER;
    ALLOWED(&s, "the originator lowers a marking");
    s.f.resigned = false;
    DENIED(&s, RULE_P24, "by a new item, not by an edit");
    s.f.resigned = true;
    s.f.asker = un;
    DENIED(&s, RULE_P07, "a holder does not, by import or merge");
    s.proposed.tlp = TLP_AMBER_STRICT;
    ALLOWED(&s, "a holder may tighten");
    s.f.proposed = NULL;
    DENIED(&s, RULE_P07, "to no terms at all: no");
    world_open(&s, ACT_CORRECT, &eu);
    ALLOWED(&s, "the originator corrects");
    s.f.asker = un;
    DENIED(&s, RULE_P20, "nobody else does");
}

static void
test_p08_p09(void)
{
    static const struct bytes one[] = {{(const uint8_t *)"prosecution", 11}};
    struct facts_release *r;

    world_open(&s, ACT_READ, &un);
    s.item.purpose = (struct terms_list){one, 1, true};
    ALLOWED(&s, "read for a purpose of the item");
    s.f.purpose = bytes_of("aid");
    DENIED(&s, RULE_P08, "read for another");
    s.f.purpose = (struct bytes){0};
    DENIED(&s, RULE_P08, "read for none");
    s.f.asker = s.f.self = eu;
    DENIED(&s, RULE_P08, "at the originator's too");
    world_open(&s, ACT_READ, &court);
    s.item.owner_consent = CONSENT_ASK;
    s.f.item.received_from = un;
    r = world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "read for the purpose of the release");
    s.f.purpose = bytes_of("aid");
    DENIED(&s, RULE_P08, "read for another than the release's");
    s.f.purpose = bytes_of("prosecution");
    r->withdrawn_at = NOW;
    ALLOWED(&s, "withdrawal takes nothing back by itself");
    r->withdrawn_at = EARLIER;
    DENIED(&s, RULE_P08, "what came after it was never covered");

    world_open(&s, ACT_ENTER, &court);
    ALLOWED(&s, "judicial use: yes");
    s.item.judicial_use = JUDICIAL_ASK;
    DENIED(&s, RULE_P09, "judicial use: ask");
    r = world_release(&s, &court, PERMIT_ONWARD);
    DENIED(&s, RULE_P09, "a release to pass on is none for judicial use");
    r->permits = PERMIT_JUDICIAL;
    ALLOWED(&s, "asked and permitted");
    s.item.handling = HANDLING_H2;
    ALLOWED(&s, "H2 says nothing of judicial use");
    s.item.judicial_use = JUDICIAL_NO;
    DENIED(&s, RULE_P09, "judicial use: no");
    s.item.judicial_use = JUDICIAL_YES;
    s.item.handling = HANDLING_H1;
    r->permits = PERMIT_ONWARD;
    DENIED(&s, RULE_P09, "H1");
    s.f.asker = s.f.self = eu;
    ALLOWED(&s, "its own item the originator enters");
    world_open(&s, ACT_EXPORT, &un);
    s.f.surface = SURFACE_COURT;
    s.item.handling = HANDLING_H1;
    DENIED(&s, RULE_P09, "a court package is judicial use");
    s.f.surface = SURFACE_CSV;
    ALLOWED(&s, "a table is not");
}

static void
test_p10(void)
{
    struct decision d;

    world_open(&s, ACT_LIST, &ngo);
    ALLOWED(&s, "what may be seen is listed");
    s.item.tlp = TLP_AMBER;
    s.f.item.received_from = nobody;
    DENIED(&s, RULE_P10, "what may not is not");
    tap_ok(!terms_decide(&s.f, &d) && d.under == RULE_P06 && d.hidden,
        "with the rule that hides it beneath");
    s.f.act = ACT_READ;
    DENIED(&s, RULE_P06, "reading it is refused");
    tap_ok(!terms_decide(&s.f, &d) && d.hidden, "as if it were missing");
    world_open(&s, ACT_READ, &un);
    s.item.purpose = (struct terms_list){NULL, 0, true};
    tap_ok(!terms_decide(&s.f, &d) && d.rule == RULE_P08 && !d.hidden,
        "a wrong purpose is refused openly: the asker knows the item");
    world_open(&s, ACT_FORWARD, &un);
    s.item.owner_consent = CONSENT_ASK;
    tap_ok(!terms_decide(&s.f, &d) && !d.hidden, "a missing consent too");
}

static void
test_p12_p13_p27(void)
{
    struct facts_hold *h;
    struct decision d;

    world_open(&s, ACT_READ, &un);
    s.item.retain_until = NOW + 1;
    ALLOWED(&s, "before its retention ends");
    s.item.retain_until = NOW;
    DENIED(&s, RULE_P12, "after");
    tap_ok(!terms_decide(&s.f, &d) && d.due && !d.hidden, "it is due, and known");
    s.f.act = ACT_EXPIRE;
    ALLOWED(&s, "and expires");
    s.item.retain_until = 0;
    DENIED(&s, RULE_P12, "what is not due does not");
    s.f.recalled = true;
    ALLOWED(&s, "recalled, it ends");
    s.f.act = ACT_SHARE;
    DENIED(&s, RULE_P12, "recalled, it is not given on");
    s.f.act = ACT_LIST;
    ALLOWED(&s, "its header stays");
    world_open(&s, ACT_READ, &eu);
    s.f.recalled = true;
    ALLOWED(&s, "who recalled it still reads its own copy");
    tap_ok(terms_decide(&s.f, &d) && !d.due, "which is not due");
    s.f.act = ACT_EXPIRE;
    DENIED(&s, RULE_P12, "and does not expire");
    s.f.act = ACT_ERASE;
    ALLOWED(&s, "until it erases it");
    s.f.act = ACT_SHARE;
    DENIED(&s, RULE_P12, "it gives it to nobody any more");
    s.f.act = ACT_DERIVE;
    DENIED(&s, RULE_P12, "and makes nothing of it");
    s.f.act = ACT_READ;
    s.item.retain_until = NOW;
    DENIED(&s, RULE_P12, "nor reads it when its retention has ended");
    world_open(&s, ACT_ERASE, &un);
    ALLOWED(&s, "a holder erases its copy");
    s.f.self = eu;
    DENIED(&s, RULE_P12, "but nobody else's");

    world_open(&s, ACT_RECALL, &eu);
    ALLOWED(&s, "the originator recalls");
    s.f.self = un;
    ALLOWED(&s, "and is obeyed");
    s.f.asker = ngo;
    DENIED(&s, RULE_P13, "nobody else is");

    world_open(&s, ACT_RECALL, &eu);
    s.f.self = court;
    h = world_hold(&s, &court, HOLD_ENTERED);
    MARKED(&s, "the body that entered it keeps it");
    s.f.self = un;
    ALLOWED(&s, "the one that passed it on erases");
    s.f.self = eu;
    ALLOWED(&s, "the recall itself goes out from the originator");
    s.f.act = ACT_ERASE;
    MARKED(&s, "whose own copy is held, once told");
    h->told_at = 0;
    ALLOWED(&s, "not before");
    h->told_at = NOW + 1;
    ALLOWED(&s, "nor on what it learns tomorrow");
    h->told_at = NOW;
    h->ground = HOLD_JUDICIAL_RECEIPT;
    ALLOWED(&s, "a receipt for judicial use binds the receiver only");
    s.f.self = s.f.asker = court;
    MARKED(&s, "but binds it");
    h->ground = HOLD_EXONERATING;
    MARKED(&s, "as does what may exonerate");
    h->ground = HOLD_NO_GROUND;
    ALLOWED(&s, "without a ground there is no hold");
    h->ground = HOLD_ENTERED;
    h->lifted_at = NOW;
    ALLOWED(&s, "a lifted hold is none");
    h->lifted_at = 0;
    s.f.act = ACT_EXPIRE;
    s.item.retain_until = NOW;
    MARKED(&s, "held, it does not expire");
    s.f.act = ACT_READ;
    ALLOWED(&s, "held, it is still read there");
    s.f.act = ACT_SHARE;
    s.f.recipient = ngo;
    DENIED(&s, RULE_P12, "but not given on");
    s.f.act = ACT_UNHOLD;
    ALLOWED(&s, "the body lifts its hold");
    s.f.asker = eu;
    DENIED(&s, RULE_P27, "and nobody else");
}

static void
test_p14_p15_p16(void)
{
    struct facts_exception *e;
    static const struct bytes one[] = {{(const uint8_t *)"prosecution", 11}};

    world_open(&s, ACT_READ, &un);
    s.f.can_log = false;
    DENIED(&s, RULE_P14, "no log, no reading");
    s.f.can_log = true;
    s.f.who = (struct bytes){0};
    DENIED(&s, RULE_P14, "nobody's name in the log");
    s.f.who = bytes_of("officer");
    s.f.act = ACT_HOLD;
    s.f.reason = (struct bytes){0};
    DENIED(&s, RULE_P14, "a hold without a reason");
    world_open(&s, ACT_SHARE, &eu);
    s.f.recipient = nobody;
    DENIED(&s, RULE_P14, "given to nobody");
    s.f.act = ACT_EXPORT;
    ALLOWED(&s, "a file needs no recipient");
    s.f.purpose = s.f.reason = (struct bytes){0};
    ALLOWED(&s, "one's own goes out for no purpose that is stated");
    world_open(&s, ACT_SHARE, &un);
    s.f.purpose = (struct bytes){0};
    ALLOWED(&s, "another's goes on for a reason");
    s.f.reason = (struct bytes){0};
    DENIED(&s, RULE_P14, "and not for none");
    s.f.recipient = eu;
    ALLOWED(&s, "but back to whose it is");
    s.f.recipient = court;
    s.f.shared_before = true;
    ALLOWED(&s, "or where that was stated before it is sent");
    s.f.act = ACT_HIT;
    DENIED(&s, RULE_P14, "which telling of a hit is not");

    world_open(&s, ACT_SHARE, &eu);
    s.item.personal = true;
    s.item.purpose = s.item.legal_basis = (struct terms_list){one, 1, true};
    s.item.retain_until = LATER;
    s.item.subject = SUBJECT_VICTIM;
    s.item.nature = NATURE_FACT;
    ALLOWED(&s, "complete personal data");
    s.item.subject = 0;
    DENIED(&s, RULE_P15, "no subject category");
    s.item.subject = SUBJECT_VICTIM;
    s.item.nature = NATURE_UNSAID;
    DENIED(&s, RULE_P15, "neither fact nor assessment");
    s.item.nature = NATURE_FACT;
    s.item.retain_until = 0;
    DENIED(&s, RULE_P15, "no retention");
    s.item.retain_until = LATER;
    s.item.legal_basis.count = 0;
    DENIED(&s, RULE_P15, "no legal basis");
    s.item.legal_basis.count = 1;
    s.item.purpose.set = false;
    s.item.purpose.count = 0;
    DENIED(&s, RULE_P15, "no purpose");
    s.f.act = ACT_READ;
    ALLOWED(&s, "it stays, and is used there");
    s.f.asker = un;
    DENIED(&s, RULE_P15, "but not elsewhere");
    s.item.personal = false;
    ALLOWED(&s, "other data needs none of this");

    world_open(&s, ACT_SHARE, &eu);
    s.item.duress = DURESS_ALLEGED;
    DENIED(&s, RULE_P16, "duress alleged: not shared");
    s.item.duress = DURESS_NONE;
    s.f.item.duress_later = DURESS_ESTABLISHED;
    DENIED(&s, RULE_P16, "a flag that came later counts");
    s.f.act = ACT_EXPORT;
    DENIED(&s, RULE_P16, "not exported");
    s.f.act = ACT_GRADE;
    DENIED(&s, RULE_P16, "not graded");
    e = &s.exceptions[s.f.exception_count++];
    *e = (struct facts_exception){.item = item_hash,
        .officer = bytes_of("officer"),
        .from = EARLIER,
        .until = LATER};
    ALLOWED(&s, "but by an officer's exception");
    e->officer.len = 0;
    DENIED(&s, RULE_P16, "which names the officer,");
    e->officer = bytes_of("officer");
    e->until = 0;
    DENIED(&s, RULE_P16, "and its end,");
    e->until = LATER;
    e->withdrawn_at = NOW;
    DENIED(&s, RULE_P16, "and counts until it is withdrawn,");
    e->withdrawn_at = 0;
    e->item = other_hash;
    DENIED(&s, RULE_P16, "for the item that it names");
    s.f.act = ACT_READ;
    ALLOWED(&s, "but read");
    s.f.act = ACT_DERIVE;
    ALLOWED(&s, "and writing down that there was duress is allowed");
}

static void
test_p18_p19_p21_p25(void)
{
    static const struct bytes aid[] = {{(const uint8_t *)"aid", 3}};
    struct decision d;

    world_open(&s, ACT_ASK, &un);
    ALLOWED(&s, "a question with a clock");
    s.proposed.urgency = URGENCY_NONE;
    DENIED(&s, RULE_P18, "a question without");

    world_open(&s, ACT_ANSWER, &eu);
    ALLOWED(&s, "an answer to the asker");
    s.f.question_from = un;
    DENIED(&s, RULE_P19, "an answer to another");
    s.f.question_from = court;
    s.question.purpose = (struct terms_list){aid, 1, true};
    DENIED(&s, RULE_P19, "an answer for any purpose");
    s.item.purpose = s.question.purpose;
    ALLOWED(&s, "an answer for the question's purpose");
    s.about.tlp = TLP_GREEN;
    DENIED(&s, RULE_P19, "an answer wider than the item asked about");
    s.f.refusal = true;
    ALLOWED(&s, "a refusal gives nothing");
    s.f.reason = (struct bytes){0};
    DENIED(&s, RULE_P18, "but says why");
    s.f.reason = bytes_of("sources");
    s.f.asked_at = 1;
    s.f.now = 2 + 72 * TIME_HOUR;
    tap_ok(terms_decide(&s.f, &d) && d.late, "a late answer is allowed, and late");

    world_open(&s, ACT_READ, &un);
    s.f.quarantined = true;
    DENIED(&s, RULE_P21, "quarantine");
    s.f.act = ACT_LIST;
    ALLOWED(&s, "its headers stay visible");

    world_open(&s, ACT_EXPORT, &eu);
    s.item.handling = HANDLING_H2;
    s.f.surface = SURFACE_MISP;
    s.f.carries = CARRY_TLP;
    DENIED(&s, RULE_P25, "H2 to a format that knows only TLP");
    s.f.carries |= CARRY_HANDLING;
    ALLOWED(&s, "H2 to one that knows handling codes");
    s.f.surface = SURFACE_NONE;
    DENIED(&s, RULE_P25, "to no known format");
}

/* EU writes, UN gets, the court is to get it, EU recalls. */
/* EU's AMBER item for its group goes to the court, or is read there, which was in from and
 * until then. */
static struct facts_member *
p22_row(enum terms_act act, int64_t since, int64_t until)
{
    static const struct bytes group[] = {GROUP};

    world_open(&s, act, act == ACT_SHARE ? &eu : &court);
    s.item.tlp = TLP_AMBER;
    s.item.releasable_to = (struct terms_list){group, 1, true};
    return world_member(&s, &court, since, until);
}

static void
test_p22(void)
{
    static const struct bytes later[] = {GROUP_LATER}, both[] = {GROUP, ORG(court)};
    static uint8_t of_un[48] = {7};
    struct facts_member *m;
    struct bytes named = {of_un, sizeof(of_un)};
    struct decision d;

    m = p22_row(ACT_SHARE, EARLIER, 0);
    ALLOWED(&s, "a member when it was made, and now");
    m->since = EARLIER + 1;
    DENIED(&s, RULE_P22, "one who joined after it was made");
    s.item.releasable_to.at = later;
    ALLOWED(&s, "but where the terms speak of later members");
    m->until = NOW;
    DENIED(&s, RULE_P22, "who have not left again");
    m = p22_row(ACT_SHARE, EARLIER, NOW);
    DENIED(&s, RULE_P22, "one who left just now");
    m->until = NOW + 1;
    ALLOWED(&s, "one who leaves in a moment");
    m->until = NOW;
    (void)world_member(&s, &court, NOW, 0);
    DENIED(&s, RULE_P22, "one who left and is back is one who joined later");
    s.item.releasable_to = (struct terms_list){both, 2, true};
    ALLOWED(&s, "the body itself on the list");
    m = p22_row(ACT_SHARE, EARLIER, NOW);
    (void)world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "or a release");

    m = p22_row(ACT_READ, EARLIER, NOW);
    ALLOWED(&s, "what came while one was in is read on");
    m->until = EARLIER;
    DENIED(&s, RULE_P22, "not what was made after");
    tap_ok(!terms_decide(&s.f, &d) && d.hidden, "of which one does not know");
    m->since = EARLIER + 1;
    m->until = 0;
    DENIED(&s, RULE_P22, "nor what was made before one joined");
    s.item.releasable_to.at = later;
    ALLOWED(&s, "unless the terms speak of later members");

    m = p22_row(ACT_SHARE, EARLIER, 0);
    m->owner = un;
    DENIED(&s, RULE_P06, "another's group of that id is not the originator's");
    memcpy(of_un + 16, un.at, 32);
    s.item.releasable_to = (struct terms_list){&named, 1, true};
    ALLOWED(&s, "but where the terms name its owner");
    s.item.not_releasable_to = (struct terms_list){&named, 1, true};
    DENIED(&s, RULE_P06, "whom a group is barred by, now");
    m->until = NOW;
    DENIED(&s, RULE_P22, "and not when it has left");
    s.f.item.made_at = 0;
    DENIED(&s, RULE_P22, "of unknown age, it is older than any group");
}

static void
test_p11(void)
{
    static const struct bytes list[] = {ORG(court)}, others[] = {ORG(ngo)},
                              rooms[] = {{(const uint8_t *)"red", 3}};

    world_open(&s, ACT_HIT, &eu);
    s.item.owner_consent = CONSENT_ASK;
    s.item.onward_transfer = ONWARD_ASK;
    s.item.tlp = TLP_GREEN;
    ALLOWED(&s, "a community may know, and ask");
    s.f.asker = s.f.self = un;
    ALLOWED(&s, "of a holder too: consent is what is asked then");
    s.item.onward_transfer = ONWARD_NO;
    DENIED(&s, RULE_P11, "but not of what never goes on from there");
    s.item.onward_transfer = ONWARD_ASK;
    s.item.tlp = TLP_AMBER;
    DENIED(&s, RULE_P06, "AMBER ends at one body");
    s.f.asker = s.f.self = eu;
    DENIED(&s, RULE_P11, "also for its originator, while it names nobody");
    s.item.releasable_to = (struct terms_list){list, 1, true};
    ALLOWED(&s, "who is on the list is told");
    s.item.releasable_to.at = others;
    DENIED(&s, RULE_P06, "who is not is not");
    (void)world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "but by a release");
    s.item.need_to_know = (struct terms_list){rooms, 1, true};
    DENIED(&s, RULE_P11, "of a compartment nobody outside is told");
    s.f.recipient = eu;
    ALLOWED(&s, "whose it is knows of it");
    s.f.recipient = court;
    s.item = open_terms(&eu);
    s.item.not_releasable_to = (struct terms_list){list, 1, true};
    DENIED(&s, RULE_P06, "nor one who is barred");
    s.item = open_terms(&eu);
    world_parent(&s, &ngo)->tlp = TLP_AMBER;
    DENIED(&s, RULE_P02, "nor of what is made from something it may not know of");
}

static void
test_story(void)
{
    struct facts_release *onward;

    world_open(&s, ACT_SHARE, &eu);
    terms_default(&eu, &s.item);
    s.item.tlp = TLP_AMBER;
    s.f.recipient = un;
    ALLOWED(&s, "story: EU shares with UN");
    world_forward(&s);
    terms_default(&eu, &s.item);
    s.item.tlp = TLP_AMBER;
    DENIED(&s, RULE_P03, "story: UN may not pass it on");
    onward = world_release(&s, &court, PERMIT_ONWARD | PERMIT_JUDICIAL);
    DENIED(&s, RULE_P17, "story: consent, no assurance");
    (void)world_assurance(&s, &court);
    ALLOWED(&s, "story: consent and assurance");
    s.f.act = ACT_READ;
    s.f.asker = s.f.self = court;
    s.f.item.received_from = un;
    ALLOWED(&s, "story: the court reads");
    s.f.act = ACT_ENTER;
    ALLOWED(&s, "story: the court enters it");
    onward->permits = PERMIT_ONWARD;
    DENIED(&s, RULE_P09, "story: which needed a permission of its own");
    (void)world_hold(&s, &court, HOLD_ENTERED);
    s.f.act = ACT_RECALL;
    s.f.asker = eu;
    MARKED(&s, "story: recalled, the court keeps it");
    s.f.self = un;
    ALLOWED(&s, "story: recalled, UN erases");
    s.f.self = eu;
    s.f.act = ACT_ERASE;
    MARKED(&s, "story: EU cannot erase it either");
}

static void
test_table(void)
{
    const struct terms_clause *c, *last = NULL;
    uint32_t seen = 0;
    bool ordered = true, told = true, switches = true;
    size_t n;

    for (n = 0; (c = terms_clause_at(n)) != NULL; last = c, n++) {
        ordered = ordered && (last == NULL || last->rule <= c->rule);
        told = told && c->facts != 0 && c->schemes[0] != '\0' && c->reason[0] != '\0' &&
            c->change[0] != '\0';
        switches = switches && (c->off != 0) == (strstr(c->schemes, "(K") != NULL);
        seen |= UINT32_C(1) << c->rule;
    }
    tap_ok(ordered, "%zu clauses stand in the order of their rules", n);
    tap_ok(told, "each says its facts, schemes, reason and remedy");
    tap_ok(switches, "those that rest on a K part, and only those, are switchable");
    tap_ok(seen == 0x0b7ffffeU, "P01-P22, P24, P25 and P27 decide (%08x)",
        (unsigned)seen);
}

/* Ways around a rule, by another act or in two steps. */
static void
test_around(void)
{
    static const struct bytes room[] = {{(const uint8_t *)"red", 3}};
    struct terms *parent;

    world_open(&s, ACT_RETERM, &un);
    s.proposed = s.item;
    ALLOWED(&s, "terms that stay as strict are anyone's to set");
    s.proposed.originator = un;
    DENIED(&s, RULE_P07, "but nobody makes itself the originator, to lower them next");

    world_open(&s, ACT_SHARE, &un);
    s.item.need_to_know = (struct terms_list){room, 1, true};
    DENIED(&s, RULE_P06, "who is not in the compartment does not give it either");
    s.f.shared_before = true;
    ALLOWED(&s, "what somebody gave who was is sent");
    s.f.shared_before = false;
    s.f.compartments = s.item.need_to_know;
    ALLOWED(&s, "who is in it does");

    world_open(&s, ACT_EXPORT, &un);
    s.item.need_to_know = (struct terms_list){room, 1, true};
    s.f.shared_before = true;
    DENIED(&s, RULE_P06, "that a share was decided before spares no other act");

    world_open(&s, ACT_HOLD, &un);
    s.f.recalled = true;
    ALLOWED(&s, "what is recalled and not erased yet can still be held for the defence");
    s.f.quarantined = true;
    ALLOWED(&s, "and what is in quarantine");

    world_open(&s, ACT_READ, &un);
    s.f.purpose.len = 0;
    DENIED(&s, RULE_P08, "who reads says what for, be it for any purpose");

    world_open(&s, ACT_DERIVE, &un);
    parent = world_parent(&s, &un);
    ALLOWED(&s, "something is made from one's own item");
    parent->retain_until = NOW;
    DENIED(&s, RULE_P02, "not when its time is over");

    world_open(&s, ACT_READ, &court);
    s.f.item.author = s.item.originator = un;
    parent = world_parent(&s, &eu);
    parent->tlp = TLP_RED;
    DENIED(&s, RULE_P02, "what was made from RED is for those it names");
    (void)world_release(&s, &court, PERMIT_ONWARD);
    ALLOWED(&s, "or whom its originator released the excerpt to");
}

int
main(void)
{
    test_p07_p20_p24();
    test_p08_p09();
    test_p10();
    test_p12_p13_p27();
    test_p14_p15_p16();
    test_p18_p19_p21_p25();
    test_p11();
    test_p22();
    test_story();
    test_table();
    test_around();
    return tap_end();
}
