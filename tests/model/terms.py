"""The 27 fields of handling terms: read, compared and combined (P01, P02, P07, P15).

Written from the fields and rules as they stand in words; where these leave a choice, see model.py.
Values of a field stand in order of strictness: the stricter one has the larger number.
"""
import re

TLP = ["", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
CLEAR, GREEN, AMBER, AMBER_STRICT, RED = 1, 2, 3, 4, 5
PAP = ["", "CLEAR", "GREEN", "AMBER", "RED"]
CONSENT = ["", "none", "ask"]
JUDICIAL = ["", "yes", "ask", "no"]
ONWARD = ["", "same-terms", "ask", "no"]
DURESS = ["none", "alleged", "established"]
NATURE = ["", "fact", "assessment"]
URGENCY = ["none", "168h", "72h", "8h"]
THIRD = {"ask": 1, "adequate": 2, "assured": 4, "no": 8}
HANDLING = {"H0": 1, "H1": 2, "H2": 4, "H3": 8}
CAVEATS = {"LIMITE": 1, "EYES ONLY": 2, "RELEASABLE TO": 4}
SUBJECTS = {"suspect": 1, "convicted": 2, "victim": 4, "witness": 8, "contact": 16, "other": 32}
LEVELS = {
    "EU": ["", "R-UE/EU-R", "C-UE/EU-C", "S-UE/EU-S", "TS-UE/EU-TS"],
    "UN": ["", "Unclassified", "Confidential", "Strictly confidential"],
    "INTERPOL": ["", "FOR OFFICIAL USE ONLY", "RESTRICTED", "CONFIDENTIAL"],
}
RISKS = ["torture", "death-penalty", "fair-trial"]

HEX = "[0-9a-f]{64}"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ORG_FORM = re.compile(HEX)
ID_FORM = re.compile(UUID)
PARTY_FORM = re.compile(f"{HEX}|{HEX}/{UUID}|group:{UUID}(@{HEX})?(\\+later)?")
TIME_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z")
LANGUAGE_FORM = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NOBODY = "0" * 64


class NotUnderstood(Exception):
    """A field or a value that cannot be read (P01)."""


class Terms:
    """What may be done with one item.  A list that is None sets no limit; an empty one: nobody."""

    __slots__ = (
        "readable originator owner_consent tlp pap handling handling_text classification caveats"
        " releasable_to not_releasable_to purpose legal_basis need_to_know judicial_use"
        " onward_transfer third_country assurances retain_until review_by valid_from personal"
        " incomplete subject nature source_grade info_grade duress urgency language"
    ).split()

    def copy(self):
        other = Terms()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other


# ---- Reading: what is not understood is shown to nobody (P01) ----------------------------------


def one_of(values, what):
    def read(v):
        if v not in values or v == "" or not isinstance(v, str):
            raise NotUnderstood(what)
        return values.index(v)

    return read


def texts(v):
    if not isinstance(v, list) or any(not isinstance(t, str) or t == "" for t in v):
        raise NotUnderstood("list")
    if len(set(v)) != len(v):
        raise NotUnderstood("twice")
    return frozenset(v)


def mask_of(bits):
    def read(v):
        mask = 0
        for name in texts(v):
            if name not in bits:
                raise NotUnderstood(name)
            mask |= bits[name]
        return mask

    return read


def parties(v):
    found = texts(v)
    if any(not PARTY_FORM.fullmatch(p) for p in found):
        raise NotUnderstood("party")
    return found


def owned(list_, originator_):
    """P22: a group is of its owner; where none is named, of the item's originator."""
    if list_ is None:
        return None
    found = frozenset(with_owner(p, originator_) if is_group(p) else p for p in list_)
    if len(found) != len(list_):
        raise NotUnderstood("twice")
    return found


def with_owner(party, originator_):
    group, later = group_of(party)
    return group + ("" if "@" in group else "@" + originator_) + ("+later" if later else "")


def is_group(party):
    return party.startswith("group:")


def group_of(party):
    """The group itself, and does it speak of those who join later, too?"""
    return party.removesuffix("+later"), party.endswith("+later")


def instant(v):
    """Microseconds since 1970, from YYYY-MM-DDThh:mm:ss.ffffffZ."""
    m = TIME_FORM.fullmatch(v) if isinstance(v, str) else None
    if not m:
        raise NotUnderstood("time")
    year, month, day, hour, minute, second, fraction = map(int, m.groups())
    if not (1970 <= year and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):
        raise NotUnderstood("time")
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if not 1 <= day <= length[month - 1]:
        raise NotUnderstood("time")
    past = year - 1
    days = year * 365 + past // 4 - past // 100 + past // 400 + sum(length[: month - 1]) + day
    days -= 1970 * 365 + 1969 // 4 - 1969 // 100 + 1969 // 400 + 1
    at = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000000 + fraction
    if at == 0:
        raise NotUnderstood("time")  # Choice: the first instant is no date: 0 says that there is none
    return at


def third_country(v):
    if isinstance(v, str):
        return mask_of(THIRD)([v])
    mask = mask_of(THIRD)(v)
    if len(v) < 2 or mask & THIRD["no"]:
        raise NotUnderstood("third_country")
    return mask


def handling(v):
    if not isinstance(v, dict) or set(v) - {"codes", "text"} or "codes" not in v:
        raise NotUnderstood("handling")
    codes = mask_of(HANDLING)(v.get("codes", []))
    words = texts(v.get("text", []))
    if bool(codes & HANDLING["H3"]) != bool(words):
        raise NotUnderstood("H3 and its text")
    return codes, words


def classification(v):
    if not isinstance(v, dict) or set(v) - set(LEVELS):
        raise NotUnderstood("classification")
    return {s: one_of(LEVELS[s], s)(v[s]) if s in v else 0 for s in LEVELS}


def assurances(v):
    if not isinstance(v, dict) or set(v) - set(RISKS):
        raise NotUnderstood("assurances")
    found = {risk: texts(v.get(risk, [])) for risk in RISKS}
    if any(not ID_FORM.fullmatch(i) for ids in found.values() for i in ids):
        raise NotUnderstood("assurances")
    return found


def language(v):
    if not isinstance(v, str) or not LANGUAGE_FORM.fullmatch(v):
        raise NotUnderstood("language")
    return v


def truth(v):
    if not isinstance(v, bool):
        raise NotUnderstood("truth")
    return v


def originator(v):
    if not isinstance(v, str) or not ORG_FORM.fullmatch(v) or v == NOBODY:
        raise NotUnderstood("originator")
    return v


REQUIRED = ("originator", "owner_consent", "tlp", "duress_flag", "language")
FIELDS = {
    "originator": ("originator", originator, None),
    "owner_consent": ("owner_consent", one_of(CONSENT, "owner_consent"), None),
    "tlp": ("tlp", one_of(TLP, "tlp"), None),
    "pap": ("pap", one_of(PAP, "pap"), 0),
    "handling": (None, handling, None),
    "classification": ("classification", classification, {s: 0 for s in LEVELS}),
    "caveats": ("caveats", mask_of(CAVEATS), 0),
    "releasable_to": ("releasable_to", parties, None),
    "not_releasable_to": ("not_releasable_to", parties, frozenset()),
    "purpose": ("purpose", texts, None),
    "legal_basis": ("legal_basis", texts, frozenset()),
    "need_to_know": ("need_to_know", texts, frozenset()),
    "judicial_use": ("judicial_use", one_of(JUDICIAL, "judicial_use"), 2),
    "onward_transfer": ("onward_transfer", one_of(ONWARD, "onward_transfer"), 2),
    "third_country": ("third_country", third_country, 1),
    "assurances": ("assurances", assurances, {r: frozenset() for r in RISKS}),
    "retain_until": ("retain_until", instant, 0),
    "review_by": ("review_by", instant, 0),
    "valid_from": ("valid_from", instant, 0),
    "personal": ("personal", truth, False),
    "data_subject_category": ("subject", mask_of(SUBJECTS), 0),
    "fact_or_opinion": ("nature", one_of(NATURE, "fact_or_opinion"), 0),
    "source_grade": ("source_grade", one_of([""] + list("ABCDEFX"), "source_grade"), 0),
    "info_grade": ("info_grade", one_of([""] + list("123456"), "info_grade"), 0),
    "duress_flag": ("duress", one_of(DURESS, "duress_flag"), None),
    "urgency": ("urgency", one_of(URGENCY, "urgency"), 0),
    "language": ("language", language, None),
}


REMEMBERED = {}  # what was read, by the part itself: the same few are asked about again and again


def read(part):
    """P01: a missing field, an unknown field or an unknown value: the terms are not readable."""
    known = REMEMBERED.get(id(part))
    if known is None or known[0] is not part:
        if len(REMEMBERED) > 1000:
            REMEMBERED.clear()
        known = REMEMBERED[id(part)] = (part, read_anew(part))
    return known[1]


def read_anew(part):
    t = Terms()
    t.handling, t.handling_text, t.incomplete = 0, frozenset(), False
    try:
        if not isinstance(part, dict) or set(part) - set(FIELDS) or set(REQUIRED) - set(part):
            raise NotUnderstood("fields")
        for name, (to, how, absent) in FIELDS.items():
            if name == "handling":
                if name in part:
                    t.handling, t.handling_text = how(part[name])
            else:
                setattr(t, to, how(part[name]) if name in part else absent)
        t.releasable_to = owned(t.releasable_to, t.originator)
        t.not_releasable_to = owned(t.not_releasable_to, t.originator)
        if t.caveats & (CAVEATS["EYES ONLY"] | CAVEATS["RELEASABLE TO"]) and t.releasable_to is None:
            raise NotUnderstood("a caveat that needs a list of who may have it")
        t.readable = True
    except NotUnderstood:
        t = Terms()
        t.readable = False
    return t


# ---- P15 ----------------------------------------------------------------------------------------


def incomplete(t):
    """P15: personal data of which purpose, legal basis, retention, subject or nature is not said."""
    if t.incomplete:
        return True
    said = t.purpose and t.legal_basis and t.retain_until and t.subject and t.nature
    return t.personal and not said


# ---- P02: combining takes the strictest of each field --------------------------------------------


def org_of(party):
    return party.split("/")[0]


def covers(t, party):
    """Is this party among those who may have it, by its own name, or as a person of an organisation,
    or as those of a group there who do not join later?  RED is for people who are named: an
    organisation on its list brings nobody of it."""
    list_ = audience(t)
    return (party in list_ or ("/" in party and org_of(party) in list_ and t.tlp != RED)
            or (is_group(party) and party + "+later" in list_))


def within_both(a, b):
    """Whom both let in; a list that is None sets no limit."""
    mine, theirs = audience(a), audience(b)
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    return frozenset([p for p in mine if covers(b, p)] + [p for p in theirs if covers(a, p)])


def audience(t):
    """P06: RED is for people who are named; where none is, for nobody."""
    return frozenset() if t.tlp == RED and t.releasable_to is None else t.releasable_to


def clients_come(t, other):
    """P06: would a list of the other's, where this AMBER has none, bring clients in?"""
    return t.tlp == AMBER and t.releasable_to is None and other.releasable_to is not None


def earliest(a, b):
    return min(a, b) if a and b else a or b


def join(a, b):
    """P02: the strictest of each field.  Their originator is kept where it is the same."""
    t = Terms()
    t.readable = a.readable and b.readable
    if not t.readable:
        return t
    t.originator = a.originator if a.originator == b.originator else NOBODY
    for name in "owner_consent tlp pap judicial_use onward_transfer valid_from duress urgency".split():
        setattr(t, name, max(getattr(a, name), getattr(b, name)))
    for name in "handling handling_text caveats not_releasable_to need_to_know subject".split():
        setattr(t, name, getattr(a, name) | getattr(b, name))
    if a.releasable_to is None and b.releasable_to is None:
        t.releasable_to = None
    else:
        t.releasable_to = within_both(a, b)
    # Choice: an AMBER without list has no clients; so that it gets none, the sum is AMBER+STRICT.
    if t.tlp == AMBER and (clients_come(a, b) or clients_come(b, a)):
        t.tlp = AMBER_STRICT
    t.purpose = a.purpose if b.purpose is None else b.purpose if a.purpose is None else a.purpose & b.purpose
    t.legal_basis = a.legal_basis | b.legal_basis
    t.classification = {s: max(a.classification[s], b.classification[s]) for s in LEVELS}
    either = a.third_country | b.third_country
    t.third_country = THIRD["no"] if either & THIRD["no"] else either
    t.assurances = {r: a.assurances[r] | b.assurances[r] for r in RISKS}
    t.retain_until = earliest(a.retain_until, b.retain_until)
    t.review_by = earliest(a.review_by, b.review_by)
    t.personal = a.personal or b.personal
    t.incomplete = incomplete(a) or incomplete(b)
    t.nature = max(a.nature, b.nature)
    t.source_grade = max(a.source_grade, b.source_grade)
    t.info_grade = max(a.info_grade, b.info_grade)
    t.language = a.language if a.language == b.language else "mul"
    return t


# ---- P07: is one marking as strict as another in every field that restricts? ----------------------


def inside(a, b):
    """Is the list of those who may as narrow as another?  None is everybody."""
    mine = audience(a)
    return audience(b) is None or (mine is not None and all(covers(b, p) for p in mine))


def not_later(a, b):
    return b == 0 or 0 < a <= b


def narrower_or_equal(a, b):
    if not a.readable:
        return True
    if not b.readable:
        return False
    return (
        a.tlp >= b.tlp
        and a.pap >= b.pap
        and a.owner_consent >= b.owner_consent
        and a.judicial_use >= b.judicial_use
        and a.onward_transfer >= b.onward_transfer
        and a.duress >= b.duress
        and a.valid_from >= b.valid_from
        and not_later(a.retain_until, b.retain_until)
        and not_later(a.review_by, b.review_by)
        and a.handling & b.handling == b.handling
        and a.handling_text >= b.handling_text
        and a.caveats & b.caveats == b.caveats
        and a.not_releasable_to >= b.not_releasable_to
        and a.need_to_know >= b.need_to_know
        and inside(a, b)
        and not (a.tlp == AMBER and clients_come(b, a))
        and (b.purpose is None or (a.purpose is not None and a.purpose <= b.purpose))
        and all(a.classification[s] >= b.classification[s] for s in LEVELS)
        and all(a.assurances[r] >= b.assurances[r] for r in RISKS)
        and (a.third_country == THIRD["no"] or a.third_country & b.third_country == b.third_country)
        and (a.personal or not b.personal)
        and (incomplete(a) or not incomplete(b))
    )
