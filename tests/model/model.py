"""The rules P01-P27, written down a second time from their words, to hold the program against.

Each rule is one function, under its number and its sentence in our own words.  It looks at one
act and says YES (it was asked, and does not object), NO (it objects), MARK (the act becomes a
visible mark) or nothing.  The lowest number that objects decides.

Written from the text of the rules and the words of terms.h, by one who has not read the program.
The words leave much open: which acts a rule is asked of, what happens to who has an item already.
Where the two differed first and both readings were sound, one was chosen: such places say
"Choice:", so that counsel can find them, and docs/terms.md tells of those that weigh.
"""
import beside
import terms as fields
from facts import *  # noqa: F403 -- the words that the rules use
from terms import CLEAR, GREEN, HANDLING, NOBODY, RED, RISKS, THIRD


# ---- The rules --------------------------------------------------------------------------------------------


def P01(f, item=None):
    """Deny by default: what has no terms, or terms that are not understood, is for its author only."""
    item = item or f.item
    if f.act == NONE or f.act > HIT:
        return NO
    if f.act in ENDING:
        return None
    if in_force(f, item):
        return YES
    if item.understood():
        # Choice: before valid_from the terms open nothing; its originator goes on, but not in public.
        if f.act in LEAVING and f.surface == PUBLIC:
            return NO
        mine = is_originator(f, f.asker, item) or (f.act not in LEAVING and is_author(f.asker, item))
        return YES if mine or f.act not in SEEING | {HIT} else NO
    # Choice: to its author it is shown, and the author may mend and hold it; no more.
    return YES if is_author(f.asker, item) and f.act in (READ, LIST, HOLD, CORRECT, RETERM) else NO


def P02(f):
    """What is made from others is at most as free as each of them, and is for those whom all of its
    parents are for, unless a parent's originator released the excerpt."""
    if not f.parents or f.act not in SEEING | {HIT}:
        return None
    for p in f.parents:
        # The excerpt's release widens who may have it; the fields stay as strict.
        # Choice: of its own item the originator may make a freer one, for it may lower it (P07).
        own = is_originator(f, f.asker, p)
        if f.act == DERIVE and p.understood() and not own and not (
                f.item.understood() and fields.narrower_or_equal(f.item.terms, p.terms)):
            return NO
        if f.act == DERIVE and expired(f, p):
            return NO
        for rule in INHERITED:
            if rule(f, p) == NO:
                return NO
    return YES


def P03(f, item=None):
    """Nothing goes on to others without a consent that its originator signed, which names the item,
    the recipient, the purpose and an end date."""
    item = item or f.item
    if f.act == RELEASE and not item.originator_unknown:
        return YES if is_originator(f, f.asker, item) else NO
    if not passes_on(f, item):
        return None
    t = item.terms
    if not needs_consent(f, t):
        return YES
    if t.onward_transfer == fields.ONWARD.index("no"):
        return NO
    named = for_purpose(f, consents(f, item, f.recipient, PERMIT_ONWARD))
    return YES if any(not_over(c, f.now) for c in named) else NO


def P04(f, item=None):
    """A consent is for whom it names, from its day on, and ends at once when it is withdrawn."""
    item = item or f.item
    if not passes_on(f, item) or not needs_consent(f, item.terms):
        return None
    return YES if consented(f, item, f.recipient, PERMIT_ONWARD) else NO


def P05(f):
    """Where the originator is not known, the holder acts as originator, and nobody else does."""
    if not f.item.originator_unknown or f.act not in OF_ORIGINATOR | {RECALL}:
        return None
    return YES if is_originator(f, f.asker, f.item) else NO


def P06(f, item=None):
    """RED is for named people, AMBER+STRICT for one organisation, AMBER for it and its listed
    clients, GREEN never for the public."""
    item = item or f.item
    if f.act not in SEEING | {HIT} or not item.understood():
        return None
    if "P06" in both_ends(f, item):
        return NO
    if f.act in LEAVING and f.surface == PUBLIC:
        f.noted["P26"] = NO if item.terms.tlp != CLEAR else YES
        return NO if not_public(f, item.terms) else YES
    return YES


def both_ends(f, item):
    """Which rules object to who gives or sees it, and to who gets it.

    Choice: of who tells a hit only the other end is asked: it tells no more than that there is something.
    """
    said = []
    if f.act != HIT and not asked_before(f):
        said.append(audience(f, item, f.asker, f.person, False))
    if f.act in LEAVING:
        said.append(receiver(f, item))
    return said


def asked_before(f):
    """Who gives was asked when a person gave it, and it is sent now."""
    return f.shared_before and f.act in (SHARE, FORWARD)


def receiver(f, item):
    """Which rule objects to the recipient; a surface without one is nobody who is named."""
    t = item.terms
    own = is_originator(f, f.asker, item)
    if t.tlp == RED and not excerpt_released(f, item, f.recipient, True):
        # RED goes on from its originator's hand alone; to give it back there is not to give it on.
        back = is_originator(f, f.recipient, item) or is_author(f.recipient, item)
        if not back and not (own and named_people(t, f.recipient, None)):
            return "P06"
    if f.recipient == NOBODY and own:
        return "P06" if t.tlp == RED else None
    return audience(f, item, f.recipient, None, True)


def P07(f):
    """Only its originator sets a lower marking.

    Choice: terms that cannot be read are no marking at all, whoever proposes them.
    """
    if f.act != RETERM:
        return None
    if f.proposed is None or not f.proposed.readable:
        return NO
    if is_originator(f, f.asker, f.item):
        return YES
    if not f.item.understood():
        return NO
    same = f.proposed.originator == f.item.terms.originator
    return YES if same and fields.narrower_or_equal(f.proposed, f.item.terms) else NO


def P08(f, item=None):
    """The purpose that a reader gives must be one of the item's.

    Choice: asked of reading and of entering in a proceeding; who has it by a consent is held to the
    purpose that the consent named.
    """
    item = item or f.item
    if f.act not in (READ, ENTER):
        return None
    if f.purpose == "":
        return NO  # of what cannot be understood, too
    if not item.understood():
        return None
    if item.terms.purpose is not None and f.purpose not in item.terms.purpose:
        return NO
    return YES if came_freely(f, item) or f.purpose in had_by_consent(f, item, f.asker) else NO


def came_freely(f, item):
    """Did the asker get it from its originator, or without need of a consent?"""
    if is_author(f.asker, item):
        return True
    from_source = is_originator(f, item.received_from, item)
    return is_originator(f, f.asker, item) or from_source or not needs_consent(f, item.terms)


def P09(f, item=None):
    """Use in court (H1) is a permission apart from passing on (H2); the one does not give the other.

    Choice: what goes to a court from another than its originator needs both, each naming the court.
    """
    item = item or f.item
    if not (f.act == ENTER or (f.act == EXPORT and f.surface == COURT)) or not item.understood():
        return None
    if is_originator(f, f.asker, item):
        return YES
    t = item.terms
    if t.judicial_use == fields.JUDICIAL.index("no"):
        return NO
    if t.judicial_use == fields.JUDICIAL.index("yes") and not t.handling & HANDLING["H1"]:
        return YES
    return YES if consented(f, item, f.asker if f.act == ENTER else f.recipient, PERMIT_JUDICIAL) else NO


def P10(f):
    """That something exists is told only to those who may know it."""
    if f.act != LIST:
        return None
    return NO if who_may_know(f) else YES


def P11(f, item=None):
    """That something is held is told to another at most, and only where its originator allows that it
    be known: to whom its list names, by itself or by a group; without a list to anybody while it is
    CLEAR or GREEN; and to whom a release names.  What is in a compartment, or never goes on from
    here, is told to nobody.

    Choice: its originator and author know it already.
    """
    item = item or f.item
    if f.act != HIT or not item.understood():
        return None
    if is_originator(f, f.recipient, item) or is_author(f.recipient, item):
        return YES
    t = item.terms
    never = t.onward_transfer == fields.ONWARD.index("no") and not is_originator(f, f.asker, item)
    if t.need_to_know or never:
        return NO
    if t.releasable_to is None and t.tlp > GREEN:
        return YES if consented(f, item, f.recipient, PERMIT_ONWARD) else NO
    return NO if t.releasable_to is not None and f.recipient == NOBODY else YES  # P06 looked who is named


def P12(f, item=None):
    """What was recalled, or whose time is over, is erased by all who hold it: it is not used.

    Choice: its originator reads what it recalled itself, and does nothing else with it.  Who holds it
    for justice goes on reading it, entering it and putting it out to a court.
    """
    item = item or f.item
    if f.act in (ERASE, EXPIRE):
        own = f.asker == f.self != NOBODY
        return YES if own and (f.act == ERASE or is_due(f)) else NO
    if f.act not in LEAVING | SEEING - {LIST} or f.act == HOLD:
        return None
    over = expired(f, item)
    recalled = f.recalled and item is f.item and not (
        f.act == READ and is_originator(f, f.asker, item) and is_originator(f, f.self, item))
    if not over and not recalled:
        return YES
    for_court = f.act in (READ, ENTER, HOLD) or (f.act == EXPORT and f.surface == COURT)
    return YES if for_court and is_held(f) else NO


def P13(f):
    """A recall is the originator's, and is obeyed by everybody who got the item."""
    if f.act != RECALL:
        return None
    return YES if is_originator(f, f.asker, f.item) else NO


def P14(f):
    """Whatever is done is logged -- who, when, why, to whom -- or is not done.

    Choice: what holds, lifts, recalls or erases has a reason, of one's own too; giving, putting out
    and telling of what another originated, but back there, has a purpose or a reason.  Reading's purpose is P08's;
    what is written is an entry of its own; what the node must do by itself (expiry, sending what was
    shared) has the rule for a reason.
    """
    if f.act == LIST:
        return None
    why = True
    if f.act in (HOLD, UNHOLD, RECALL, ERASE):
        why = f.reason != ""
    elif f.act in LEAVING and not stays_home(f, f.item) and not asked_before(f):
        why = f.purpose != "" or f.reason != ""
    to = f.act not in LEAVING or f.recipient != NOBODY or (f.act == EXPORT and f.surface != NO_SURFACE)
    whole = f.can_log and f.who != "" and f.now > 0 and why and to
    return YES if whole else NO


def P15(f, item=None):
    """Personal data without subject, purpose, legal basis, retention or nature stay at home."""
    item = item or f.item
    if f.act not in SEEING | {HIT} or not item.understood() or not item.terms.personal:
        return None
    if not fields.incomplete(item.terms):
        return YES
    # Choice: local is with its originator or author, who go on working at it; others do not see it.
    home = is_originator(f, f.asker, item) or is_author(f.asker, item)
    return YES if f.act not in LEAVING and home else NO


def P16(f, item=None):
    """What may have been got under duress is not graded, combined, shared or put out, unless an
    officer who is named excepts this item until a day."""
    item = item or f.item
    if f.act not in LEAVING | {GRADE, DERIVE} or not item.understood():
        return None
    if f.act == DERIVE and item is f.item:
        return None  # Choice: what is made is not what is combined; its parents are
    if not item.terms.duress and not item.duress_later:
        return YES
    excepted = [e for e in f.exceptions if e.get("item", NOBODY) == item.hash
                and e.get("officer", "") != "" and stood(e, f.now)]
    return YES if excepted else NO


def P17(f, item=None):
    """Where torture or death threaten, nothing goes without an assurance that is valid now and a
    risk assessment; to a third country only as the terms say."""
    item = item or f.item
    if f.act not in LEAVING or not item.understood():
        return None
    valid = [a for a in f.assurances if a.get("recipient", NOBODY) == f.recipient != NOBODY
             and stood(a, f.now) and 0 < a.get("risk_assessed_at", 0) <= f.now]
    third = item.terms.third_country if f.recipient_third else 0
    for n, risk in enumerate(RISKS):
        # Choice: "assured" is of every risk, and each assurance that the terms name is needed.
        if f.assurance_needed >> n & 1 or third & THIRD["assured"]:
            found = {a.get("id") for a in valid if a.get("covers", 0) >> n & 1}
            if not found or not item.terms.assurances[risk] <= found:
                return NO
    if third & THIRD["no"] or (third & THIRD["adequate"] and not f.recipient_adequate):
        return NO
    return YES


def P18(f):
    """A question carries its urgency; an answer that comes late is shown as late; a refusal has a
    reason."""
    if f.act == ASK:
        return YES if f.proposed and f.proposed.readable and f.proposed.urgency else NO
    if not is_refusal(f):
        return None
    return YES if f.reason != "" else NO


def P19(f):
    """An answer is at most as wide as the question's purpose and the item's terms, and goes to who
    asked.

    Choice: its terms' purposes are among the question's.  A refusal needs only to go to who asked.
    """
    if f.act != ANSWER:
        return None
    q = f.question
    if q is None or not q.readable or f.question_from in (NOBODY,) or f.recipient != f.question_from:
        return NO
    if f.refusal:
        return YES
    if q.purpose is not None and not (f.item.understood() and f.item.terms.purpose is not None
                                      and f.item.terms.purpose <= q.purpose):
        return NO
    if f.about is not None and not (f.item.understood() and f.about.readable
                                    and fields.narrower_or_equal(f.item.terms, f.about)):
        return NO
    return YES


def P20(f):
    """A correction is the originator's, and replaces what is shown."""
    if f.act != CORRECT:
        return None
    return YES if is_originator(f, f.asker, f.item) or (
        not f.item.understood() and f.asker == f.item.author != NOBODY) else NO


def P21(f):
    """Two contents signed under one id and version: nobody uses either.

    Choice: its originator may correct or recall it; that it exists is no secret to who may know it.
    """
    if f.act not in LEAVING | SEEING - {LIST} or f.act == HOLD:
        return None
    return NO if f.quarantined else YES


def P22(f, item=None):
    """A group is its owner's.  Who joins later gets what is older only if the terms say so, and who
    left gets nothing new at once.

    Choice: whoever is in a group that is barred is barred, whenever it joined; P06 says so.
    """
    item = item or f.item
    if f.act not in SEEING | {HIT} or not item.understood():
        return None
    f.by_group = False
    said = both_ends(f, item)
    if not f.by_group:
        return None
    return NO if "P22" in said else YES


def P23(f):
    """Confidence and likelihood stand apart: of sentences, see beside.py."""
    return None


def P24(f):
    """A marking is never edited: another marking is a newly signed item."""
    if f.act != RETERM:
        return None
    return YES if f.resigned else NO


def P25(f, item=None):
    """What is put out carries its terms, or is not put out.

    Choice: those of its parents too; and a surface that is not named can say nothing.
    """
    item = item or f.item
    if f.act != EXPORT or not item.understood():
        return None
    return NO if f.surface == NO_SURFACE or carry_needed(item.terms) & ~f.carries else YES


LOG_WHO, LOG_WHEN, LOG_WHY, LOG_TO_WHOM = 1, 2, 4, 8


def log_needs(act):
    """P14: what an entry in the log says of this act."""
    if act == LIST or act == NONE or act > HIT:
        return 0
    why = act in LEAVING | {READ, ENTER, HOLD, RECALL, ERASE, UNHOLD}
    return LOG_WHO | LOG_WHEN | (LOG_WHY if why else 0) | (LOG_TO_WHOM if act in LEAVING else 0)


def by_person(t):
    """P06: does it hang on the person, not only on the organisation?"""
    named = any("/" in p for p in list(t.releasable_to or ()) + list(t.not_releasable_to))
    return t.tlp == RED or bool(t.need_to_know) or named


def carry_needed(t):
    """Which terms of an item a format must be able to say."""
    mask = 1 if t.tlp > CLEAR else 0
    mask |= 2 if t.pap > CLEAR else 0  # PAP's CLEAR forbids nothing, as TLP's
    mask |= 4 if t.handling else 0
    mask |= 8 if any(t.classification.values()) else 0
    mask |= 16 if t.caveats else 0
    mask |= 32 if t.releasable_to is not None or t.not_releasable_to or t.need_to_know else 0
    mask |= 64 if t.purpose is not None else 0
    mask |= 128 if t.judicial_use > 1 else 0
    mask |= 256  # every item says something of third countries
    mask |= 512 if t.retain_until or t.valid_from else 0
    mask |= 1024 if t.duress else 0
    return mask


def P26(f):
    """The public gets CLEAR items only."""
    if f.act != EXPORT or f.surface != PUBLIC or not f.item.understood():
        return None
    return YES if f.item.terms.tlp == CLEAR else NO


def P27(f):
    """A body that holds it for justice keeps it against recall, expiry and erasure, and says why,
    until that body itself lifts the hold."""
    if f.act == UNHOLD:
        mine = [h for h in f.holds if h.get("body", NOBODY) == f.asker != NOBODY
                and h.get("ground", 0) != NO_GROUND and not 0 < h.get("lifted_at", 0) <= f.now]
        return YES if mine else NO
    if f.act in (ERASE, EXPIRE) or (f.act == RECALL and not is_originator(f, f.self, f.item)):
        return MARK if is_held(f) else YES
    return None


RULES = [P01, P02, P03, P04, P05, P06, P07, P08, P09, P10, P11, P12, P13, P14, P15, P16, P17, P18,
         P19, P20, P21, P22, P23, P24, P25, P26, P27]
INHERITED = [P01, P03, P04, P06, P08, P09, P11, P15, P16, P17, P22, P25]


# ---- The decision -------------------------------------------------------------------------------------------


def decide(said):
    """The lowest rule that objects decides; if none does, the act is allowed.

    P10 speaks for whatever keeps somebody from knowing that the item exists: of LIST it decides
    alone, and of any other act that is denied it says whether the denial itself must be hidden.
    """
    f = Facts(said)
    verdict, decided, says = "allow", "", {}
    for rule in [P10] if f.act == LIST else RULES:
        say = rule(f)
        if say is None:
            continue
        says[rule.__name__] = say
        if say != YES:
            verdict, decided = ("deny" if say == NO else "mark"), rule.__name__
            break
    late = f.act == ANSWER and f.question is not None and f.question.readable and \
        beside.is_late(f.question.urgency, f.asked_at, f.now)
    answer = {"verdict": verdict, "rule": decided, "hidden": verdict == "deny" and bool(who_may_know(f)),
              "due": is_due(f), "held": is_held(f), "late": late}
    return answer, {**f.noted, **says}
