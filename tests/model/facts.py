"""The facts of one act, and the words that the rules use: originator, consent, member, audience.

See model.py, which holds the rules themselves.
"""
import terms as fields
from terms import AMBER, AMBER_STRICT, CAVEATS, CLEAR, HANDLING, NOBODY, RED, THIRD

(NONE, READ, LIST, SHARE, FORWARD, EXPORT, ANSWER, ENTER, GRADE, ASK, HOLD, DERIVE, RELEASE,
 CORRECT, RETERM, RECALL, ERASE, EXPIRE, UNHOLD, HIT) = range(20)
(NO_SURFACE, COURT, PAGE, PRINT, STIX, MISP, CSV, PUBLIC) = range(8)
PERMIT_ONWARD, PERMIT_JUDICIAL = 1, 2
NO_GROUND, JUDICIAL_RECEIPT, ENTERED, EXONERATING = range(4)
UN_LEVELS, INTERPOL_LEVELS, LIMITE = 1, 2, 4

GIVING = {SHARE, FORWARD, EXPORT, ANSWER}  # a byte leaves
SEEING = GIVING | {READ, LIST, ENTER, GRADE, ASK, HOLD, DERIVE}  # one who may not know it, may none
LEAVING = GIVING | {HIT}  # something leaves, be it no more than that there is something
ENDING = {RECALL, ERASE, EXPIRE, UNHOLD}  # nothing is shown by these
OF_ORIGINATOR = {RELEASE, CORRECT}

YES, NO, MARK = "yes", "no", "mark"
NOBODYS_PERSON = "00000000-0000-0000-0000-000000000000"


class Item:
    """The record acted on, or a parent of it, as far as terms are concerned."""

    def __init__(self, said):
        self.hash = said.get("hash", NOBODY)
        self.author = said.get("author", NOBODY)
        self.made_at = said.get("made_at", 0)
        self.terms = fields.read(said["terms"]) if "terms" in said else None
        self.originator_unknown = said.get("originator_unknown", False)
        self.received_from = said.get("received_from", NOBODY)
        self.received_at = said.get("received_at", 0)
        self.duress_later = said.get("duress_later", 0)

    def understood(self):
        return self.terms is not None and self.terms.readable


class Facts:
    """Who does what with which item, and what is known about it.  What is not said is zero."""

    TEXT = {"who": "", "purpose": "", "reason": "", "person": NOBODYS_PERSON, "self": NOBODY,
            "asker": NOBODY, "recipient": NOBODY, "question_from": NOBODY}
    NUMBER = ("act surface assurance_needed carries asked_at now rules_off recipient_third"
              " recipient_adequate recalled quarantined resigned can_log refusal shared_before").split()
    LISTS = "releases holds assurances members exceptions".split()

    def __init__(self, said):
        for name, absent in self.TEXT.items():
            setattr(self, name, said.get(name, absent))
        for name in self.NUMBER:
            setattr(self, name, said.get(name, 0))
        for name in self.LISTS:
            setattr(self, name, said.get(name, ()))
        for name in ("proposed", "question", "about"):
            setattr(self, name, fields.read(said[name]) if name in said else None)
        self.compartments = frozenset(said.get("compartments", ()))
        self.item = Item(said.get("item", {}))
        self.parents = [Item(p) for p in said.get("parents", ())]
        self.noted = {}  # rules that speak through another: P26 through P06
        self.by_group = False  # was it looked at who is in a group?


# ---- Words that the rules use ----------------------------------------------------------------------


def originator(f, item):
    """P05: whose information it is; the holder stands in for one who is not known.

    Choice: without terms that are understood, the author is taken for the originator.
    """
    if item.originator_unknown:
        return f.self
    return item.terms.originator if item.understood() else item.author


def is_author(org, item):
    return org != NOBODY and org == item.author


def is_originator(f, org, item):
    return org != NOBODY and org == originator(f, item)


def in_force(f, item):
    """Have its terms begun?"""
    return item.understood() and item.terms.valid_from <= f.now


def consents(f, item, recipient, permit):
    """P03: what the originator signed that names item, recipient, purpose and an end.

    Of a parent it may name the parent, or the excerpt that was made from it (P02).
    """
    return [r for r in f.releases
            if is_originator(f, r.get("originator", NOBODY), item)
            and r.get("item", NOBODY) != NOBODY and r["item"] in (item.hash, f.item.hash)
            and recipient != NOBODY and r.get("recipient", NOBODY) == recipient
            and r.get("permits", 0) & permit]


def not_over(paper, day):
    """P03: it names an end, and that is later; without an end it is nothing."""
    return paper.get("until", 0) != 0 and day < paper["until"]


def stood(paper, day):
    """P04: on that day it had begun, and was neither over nor withdrawn."""
    return paper.get("from", 0) <= day and not_over(paper, day) and not 0 < paper.get("withdrawn_at", 0) <= day


def for_purpose(f, consents_):
    """Those that name the purpose of the act; who names none, has none."""
    return [c for c in consents_ if f.purpose != "" and c.get("purpose", "") == f.purpose]


def consented(f, item, recipient, permit):
    """Does one stand now, for this purpose?"""
    return any(stood(c, f.now) for c in for_purpose(f, consents(f, item, recipient, permit)))


def had_by_consent(f, item, org):
    """The purposes for which the originator let this one have it.  A consent is not retroactive, and
    who got it while one stood keeps it until it is recalled (P04): the day of receipt decides.

    Choice: that of the item, for its parents too; any of the purposes is enough to be among those
    who may have it, to read it is for that purpose (P08).
    """
    return {c.get("purpose", "") for c in consents(f, item, org, PERMIT_ONWARD)
            if stood(c, f.item.received_at or f.now) and c.get("purpose", "") != ""}


def memberships(f, org, group):
    """Its stretches of time in this group of this owner, as far as they have begun."""
    return [m for m in f.members if m.get("org", NOBODY) == org and org != NOBODY and m.get("since", 0) <= f.now
            and f"group:{m.get('group', NOBODYS_PERSON)}@{m.get('owner', NOBODY)}" == group]


def was_in(m, day):
    """Who leaves is out from that very instant on."""
    return m.get("since", 0) <= day and (not m.get("until", 0) or day < m["until"])


def expired(f, item):
    return item.understood() and 0 < item.terms.retain_until <= f.now


def is_held(f):
    """P27: a body that entered it, got it for judicial use or marked it possibly exonerating holds
    it; of what was entered in a proceeding the originator is a holder too, once told."""
    for h in f.holds:
        if h.get("ground", 0) == NO_GROUND or 0 < h.get("lifted_at", 0) <= f.now:
            continue
        body = h.get("body", NOBODY)
        if body != NOBODY and body == f.self:
            return True
        told = 0 < h.get("told_at", 0) <= f.now
        if h["ground"] == ENTERED and told and is_originator(f, f.self, f.item):
            return True
    return False


def is_due(f):
    """P12: to be erased here unless it is held: recalled by another, or past its retention."""
    return bool(expired(f, f.item) or (f.recalled and not is_originator(f, f.self, f.item)))


def is_refusal(f):
    return f.act == ANSWER and f.refusal


# ---- Who may have an item: P06, P11 and P22 ------------------------------------------------------------------


def named_people(t, org, person):
    """Is that person of that organisation named?  Without a person: is anybody of it?"""
    for party in t.releasable_to or ():
        if "/" in party and fields.org_of(party) == org:
            if person is None or party == f"{org}/{person}":
                return True
    return False


def barred(f, t, org):
    """Is the organisation among those who may not, or in a group that is?"""
    if org in t.not_releasable_to:
        return True
    return any(was_in(m, f.now) for p in t.not_releasable_to for m in memberships(f, org, fields.group_of(p)[0]))


def by_groups(f, item, org, giving):
    """Which rule objects to an organisation that a list may mean by a group only.

    P06: it never was in one of them.  P22: it is not in now, or it joined when the item was there
    already and the terms do not speak of who joins later.  Who left keeps what it had, and gets nothing.

    Choice: without a gap: who comes back is one who joined later.
    """
    said = "P06"
    for group, later in map(fields.group_of, item.terms.releasable_to):
        for m in memberships(f, org, group):
            f.by_group, said = True, "P22"
            old_enough = later or (m.get("since", 0) <= item.made_at
                                   and item.made_at > 0)
            if old_enough and (was_in(m, f.now) if giving else still_has(f, m)):
                return None
    return said


def still_has(f, m):
    """Of one who reads it: is it in, or did it come while it was?  Of what came nobody knows when, it
    is in now, or not."""
    return was_in(m, f.now) or was_in(m, f.item.received_at or f.now)


def excerpt_released(f, item, org, giving):
    """P02: what was made from this parent was released to that organisation by its originator."""
    return item is not f.item and bool(
        consented(f, item, org, PERMIT_ONWARD) if giving else had_by_consent(f, item, org))


def audience(f, item, org, person, giving):
    """Which rule objects to this organisation, or person of it, having the item; None: none does.

    Choice: a consent of the originator opens what lists and AMBER close, not RED, bars, compartments.
    Choice: the originator's own people need no naming by RED, but are held to compartments and bars.

    ${giving}: it is handed over to an organisation, whose own node then looks who of its people
    asks; else somebody there reads it.
    """
    t, by_list = item.terms, None
    if excerpt_released(f, item, org, giving):
        return None
    if not giving and not t.need_to_know <= f.compartments:
        return "P06"  # whoever needs not know it, of whichever organisation
    if person is not None and f"{org}/{person}" in t.not_releasable_to:
        return "P06"  # a person may be barred, the originator's own too
    if is_originator(f, org, item) or is_author(org, item):
        return None
    if org == NOBODY and not giving:
        return "P06" if not_public(f, t) else None
    if barred(f, t, org):
        return "P06"
    by_name = named_people(t, org, None if giving else person)
    if t.tlp == RED and not by_name:
        return "P06"
    if t.tlp == RED and not giving and not is_originator(f, item.received_from, item):
        return "P06"  # from its originator's own hand alone
    if consented(f, item, org, PERMIT_ONWARD) if giving else had_by_consent(f, item, org):
        return None  # its originator itself named this one
    listed = by_name or (t.releasable_to is not None and org in t.releasable_to)
    if t.releasable_to is not None and not listed:
        # Choice: a group is not one organisation, so AMBER+STRICT is not given by way of one.
        by_list = "P06" if giving and t.tlp == AMBER_STRICT else by_groups(f, item, org, giving)
        if by_list == "P06":
            return "P06"
        listed = True
    if t.tlp in (AMBER, AMBER_STRICT) and not (t.tlp == AMBER and listed):
        # The one organisation: whom the originator gave it to, or let have it.
        road = is_originator(f, f.asker if giving else item.received_from, item)
        if not road:
            return "P06"
    return by_list


def who_may_know(f):
    """P10: which rule keeps the asker from knowing that there is such an item; None: none does."""
    if kept_from(f, f.item) == "P01":
        return "P01"
    for p in f.parents:
        if kept_from(f, p):
            return "P02"
    return kept_from(f, f.item)


def kept_from(f, item):
    """Which rule keeps the asker from an item by its own terms."""
    if not item.understood():
        return None if is_author(f.asker, item) else "P01"
    if not in_force(f, item) and not is_originator(f, f.asker, item) and not is_author(f.asker, item):
        return "P01"
    who = audience(f, item, f.asker, f.person, False)
    if who is None and fields.incomplete(item.terms) and not (
            is_originator(f, f.asker, item) or is_author(f.asker, item)):
        return "P15"
    return who


def passes_on(f, item):
    """Is it given by another than its originator, and to another?"""
    if f.act not in GIVING or not item.understood():
        return False
    return not stays_home(f, item)


def stays_home(f, item):
    """Does its originator give it, or is it given back to where it is from?"""
    back = f.surface != PUBLIC and (is_originator(f, f.recipient, item) or is_author(f.recipient, item))
    return is_originator(f, f.asker, item) or back


def needs_consent(f, t):
    """Unless the terms themselves let it go on as it is, and nothing else asks for consent.

    Choice: UN and INTERPOL levels above the lowest ask for it, as the EU's do.
    """
    if f.act in GIVING and f.recipient_third and t.third_country & THIRD["ask"]:
        return True
    free = t.onward_transfer == fields.ONWARD.index("same-terms")
    free = free and t.owner_consent == fields.CONSENT.index("none")
    return not free or bool(t.handling & HANDLING["H2"]) or classified(f, t)


def classified(f, t):
    """Above what is open, in one of the schemes; two of them rest on what counsel has to confirm."""
    level = t.classification
    return (level["EU"] > 0 or (level["UN"] > 1 and not f.rules_off & UN_LEVELS)
            or (level["INTERPOL"] > 1 and not f.rules_off & INTERPOL_LEVELS))


def not_public(f, t):
    if t.tlp != CLEAR or t.releasable_to is not None or t.not_releasable_to or t.need_to_know:
        return True
    return bool(t.caveats & CAVEATS["LIMITE"]) and not f.rules_off & LIMITE
