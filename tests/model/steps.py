"""The questions, one after the other: most grow out of the world, some aim at one rule, and some
are about what stands beside the decision.
"""
import random

import beside
import facts
import model
import terms as fields
from world import COMPARTMENTS, DAY, GROUPS, HOUR, ORGS, PEOPLE, PURPOSES, Thing, World, written

HASHES = [c * 64 for c in "0123456789abcdef"]
IDS = ["01900000-0000-7000-8000-00000000000" + c for c in "012"]


def beginning_of(year):
    """Microseconds from 1970 to it."""
    return sum(366 if y % 4 == 0 and (y % 100 or y % 400 == 0) else 365 for y in range(1970, year)) * DAY


class Steps(World):
    """An endless run of steps from one seed."""

    KINDS = (("decide", 49), ("aimed", 36), ("pair", 4), ("read", 3), ("recall", 2), ("shown", 2),
             ("equivocation", 2), ("clock", 2), ("lint", 2))

    def __init__(self, seed):
        super().__init__(random.Random(seed))

    def next(self):
        self.happen()
        kind = self.rng.choices([k for k, _ in self.KINDS], [n for _, n in self.KINDS])[0]
        if kind == "decide":
            return self.ask()
        return getattr(self, kind)()

    # ---- Aimed at one rule: all is right, and then the one thing that it asks for is chance ----

    def aimed(self):
        r, c = self.rng, self.rng.choice
        origin, me, other = r.sample(ORGS, 3)
        t = {"originator": origin, "owner_consent": "none", "tlp": "TLP:GREEN", "duress_flag": "none", "language": "en",
             "onward_transfer": "same-terms", "judicial_use": "yes", "third_country": "adequate"}
        self.made += 1
        thing = Thing(self.made, origin, t, [], self.now - c((0, 1, HOUR, DAY)))
        thing.road[me] = (origin, self.now - c((0, HOUR, DAY)))
        f = {"do": "decide", "act": facts.READ, "self": me, "asker": me, "who": "anna", "now": self.now, "can_log": True,
             "person": c(PEOPLE[me]), "purpose": c(PURPOSES), "reason": "because", "carries": 2047,
             "compartments": COMPARTMENTS}
        getattr(self, "aim_" + c(self.AIMS))(f, thing, origin, me, other)
        f["item"] = self.facts_item(thing, f["asker"])
        f["releases"], f["exceptions"] = thing.releases, thing.exceptions
        f["parents"] = [self.facts_item(p, f["asker"]) for p in thing.parents]
        if self.chance(0.1):
            self.spoil(f)
        return f

    AIMS = ("P12", "P14", "P24", "P22", "P08", "P16", "P25", "P04", "P04", "P05", "P06", "P09", "P15", "P16", "P17", "P18", "P19", "P20", "P21", "P22", "P25", "P26", "P27", "P02", "P11", "P11", "P22", "P22", "P22", "P22", "P22", "P22",
            "P04", "P05", "P09")

    def giving(self, f, other):
        f["act"], f["recipient"] = self.rng.choice((facts.SHARE, facts.FORWARD)), other

    def aim_P02(self, f, thing, origin, me, other):
        """A derived item, of one or two parents."""
        c = self.rng.choice
        f["act"] = c((facts.READ, facts.LIST, facts.DERIVE, facts.GRADE))
        for n in range(c((1, 2))):
            p = Thing(self.made + (n + 1) * 1000000, c(ORGS), {**thing.terms, "originator": c(ORGS)}, [], self.about_now())
            p.terms["tlp"] = c(("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:RED"))
            p.road[me] = (p.owner(), self.now)
            if self.chance(0.4):
                p.terms["releasable_to"] = sorted({me, c(ORGS)} if self.chance(0.6) else {other})
            elif self.chance(0.4):
                p.terms["releasable_to"] = ["group:" + GROUPS[0] + c(("", "+later"))]
                self.in_groups(f, me, p)
            if self.chance(0.2):
                p.terms["duress_flag"] = "alleged"
            thing.parents.append(p)
            if self.chance(0.4):
                self.release(thing, me, f["purpose"] if self.chance(0.9) else "", c((1, 3)), p)
        if self.chance(0.4):
            thing.terms["tlp"] = c(("TLP:CLEAR", "TLP:AMBER"))

    def aim_P04(self, f, thing, origin, me, other):
        """Onward by a consent that has begun, is to begin, is over or withdrawn."""
        self.giving(f, other)
        thing.terms["onward_transfer"] = "ask"
        for _ in range(self.rng.choice((1, 1, 2))):
            self.release(thing, other, f["purpose"], self.rng.choice((1, 3)))
            last = thing.releases[-1]
            if self.chance(0.3):
                last["withdrawn_at"] = self.about_now()
            if self.chance(0.3):
                last["from"] = self.about_now()

    def aim_P05(self, f, thing, origin, me, other):
        """Whoever acts as originator, where nobody is known to be."""
        f["act"] = self.rng.choice((facts.RELEASE, facts.CORRECT, facts.RECALL))
        thing.unknown = self.chance(0.9)
        if self.chance(0.5):
            f["self"] = other

    def aim_P06(self, f, thing, origin, me, other):
        """Named people, one organisation, listed clients."""
        c = self.rng.choice
        f["act"] = c((facts.READ, facts.LIST, facts.SHARE, facts.GRADE, facts.ENTER))
        if f["act"] == facts.SHARE:
            f["recipient"] = other
            f["asker"] = f["self"] = c((origin, me))
        thing.terms["tlp"] = c(fields.TLP[1:])
        if self.chance(0.6):
            thing.terms["releasable_to"] = sorted(self.some(
                [me, other, f"{me}/{f['person']}", f"{other}/{PEOPLE[other][0]}", "group:" + GROUPS[0]], 0.5))
        if self.chance(0.3):
            thing.terms["not_releasable_to"] = sorted(self.some([me, other, f"{me}/{f['person']}", "group:" + GROUPS[1]], 0.3))
        if self.chance(0.3):
            thing.terms["need_to_know"] = ["blue"]
            f["compartments"] = c(([], ["blue"], ["green"]))
        if self.chance(0.3):
            thing.road[me] = (c(ORGS), self.now)
        self.in_groups(f, c((me, other)), thing)

    def in_groups(self, f, org, thing):
        """Stretches that begin and end about when it was made, when it came, and now."""
        c = self.rng.choice
        came = thing.road[org][1] if org in thing.road else self.now
        named = [p for of in ("releasable_to", "not_releasable_to") for p in thing.terms.get(of, ()) if p.startswith("group:")]
        for _ in range(c((0, 1, 1, 1, 2))):
            group, owner = GROUPS[1], c(ORGS)
            if named and self.chance(0.9):
                group, owner = self.of_group(c(named), thing)
            when = sorted(c((self.now, came, thing.made_at)) + c((0, -1, 1, -HOUR, HOUR)) for _ in "ab")
            f.setdefault("members", []).append(
                {"group": group, "owner": owner, "org": org if self.chance(0.9) else c(ORGS),
                 "since": max(0, when[0] - c((0, 0, 30 * DAY))), "until": c((0, when[1]))})

    def aim_P11(self, f, thing, origin, me, other):
        """A hit, on what its originator lets be known, and on what not."""
        c = self.rng.choice
        f["act"], f["recipient"] = facts.HIT, c((other, other, other, other, origin))
        f["asker"] = f["self"] = c((origin, me, me))
        thing.terms["tlp"] = c(fields.TLP[1:4])
        thing.terms["onward_transfer"] = c(("same-terms", "ask", "ask", "no"))
        if self.chance(0.3):
            thing.terms["releasable_to"] = sorted({c((other, me, f"{other}/{PEOPLE[other][0]}")), "group:" + GROUPS[0]})
            self.in_groups(f, other, thing)
        if self.chance(0.2):
            thing.terms["need_to_know"] = ["blue"]
        if self.chance(0.4):
            self.release(thing, other, f["purpose"], c((1, 2, 2, 3)))
        if self.chance(0.1):
            f["reason"] = f["purpose"] = ""
        if self.chance(0.2):
            thing.parents.append(Thing(self.made + 1000000, me, {**thing.terms, "originator": c((me, origin)), "tlp": c(fields.TLP[1:4])}, [], self.about_now()))
            if self.chance(0.4):
                thing.parents[-1].terms["releasable_to"] = ["group:" + GROUPS[0] + c(("", "+later"))]
                self.in_groups(f, other, thing.parents[-1])
        f["recalled"] = self.chance(0.05)

    def aim_P08(self, f, thing, origin, me, other):
        """A purpose of the item's, of the consent's, another, none."""
        c = self.rng.choice
        f["act"] = c((facts.READ, facts.READ, facts.ENTER))
        if self.chance(0.6):
            thing.terms["purpose"] = self.some(PURPOSES, 0.6)
        if self.chance(0.5):
            thing.terms["onward_transfer"] = "ask"
            thing.road[me] = (other, self.now - c((0, HOUR)))
            for _ in range(c((0, 1, 1, 2))):
                self.release(thing, me, c(PURPOSES), c((1, 1, 3)))

    def aim_P09(self, f, thing, origin, me, other):
        """In court, by the one permission, the other or both."""
        c = self.rng.choice
        f["act"] = c((facts.ENTER, facts.ENTER, facts.EXPORT))
        thing.terms["judicial_use"] = c(("yes", "ask", "ask", "no"))
        thing.terms["handling"] = {"codes": self.some(["H1", "H2"], 0.3)}
        to = me
        if f["act"] == facts.EXPORT:
            f["surface"], f["recipient"], to = facts.COURT, other, other
        for _ in range(c((0, 1, 2))):
            self.release(thing, to, f["purpose"], c((1, 2, 2, 3)))

    def aim_P12(self, f, thing, origin, me, other):
        """At the very end of its time, in any year: where calendars go wrong."""
        c = self.rng.choice
        year = c((1970, 1971, 1972, 1999, 2000, 2001, 2026, 2027, 2028, 2099, 2100, 2101, 2200, 2250))  # JSON's integers end in 2255
        at = beginning_of(year) + c((1, self.rng.randrange(366))) * DAY + c((-1, 0, 1, HOUR, self.rng.randrange(DAY)))
        at = max(at, 1)
        thing.terms[c(("retain_until", "valid_from"))] = written(at)
        f["act"], f["now"] = c((facts.READ, facts.EXPIRE, facts.GRADE)), at + c((-1, 0, 1))
        thing.road[me] = (origin, 0)

    def aim_P14(self, f, thing, origin, me, other):
        """Given on, or put out, with and without a purpose or a reason."""
        c = self.rng.choice
        f["act"], f["recipient"] = c((facts.SHARE, facts.FORWARD, facts.EXPORT, facts.HIT)), c((other, other, origin))
        f["surface"], f["shared_before"] = facts.STIX, self.chance(0.4)
        f["asker"] = f["self"] = c((origin, me))
        thing.terms["tlp"] = c(("TLP:GREEN", "TLP:RED"))
        thing.terms["releasable_to"] = [other, f"{me}/{f['person']}", f"{other}/{PEOPLE[other][0]}"]
        for name in ("purpose", "reason"):
            if self.chance(0.7):
                f[name] = ""
        f["can_log"] = self.chance(0.9)

    def aim_P15(self, f, thing, origin, me, other):
        """Personal data, whole or with one field missing."""
        c = self.rng.choice
        f["act"] = c((facts.SHARE, facts.READ, facts.LIST, facts.GRADE, facts.ERASE))
        f["recipient"] = other
        if self.chance(0.3):
            f["asker"] = f["self"] = origin
        thing.terms.update(personal=True, purpose=PURPOSES, legal_basis=["act 12"], data_subject_category=["witness"],
                           retain_until="2099-01-01T00:00:00.000000Z", fact_or_opinion="fact")
        if self.chance(0.6):
            del thing.terms[c(("purpose", "legal_basis", "data_subject_category", "retain_until", "fact_or_opinion"))]

    def aim_P16(self, f, thing, origin, me, other):
        """Under duress, with and without an exception, at the edges of its time."""
        c = self.rng.choice
        f["act"] = c((facts.GRADE, facts.SHARE, facts.EXPORT, facts.READ))
        f["recipient"], f["surface"] = other, facts.STIX
        if self.chance(0.5):
            thing.terms["duress_flag"] = c(fields.DURESS)
        else:
            thing.duress_later = c((0, 1, 2))
        for _ in range(c((0, 1, 1, 2))):
            self.except_(thing)

    def aim_P17(self, f, thing, origin, me, other):
        """Where a risk is, with and without assurances of it."""
        c = self.rng.choice
        self.giving(f, other)
        f["assurance_needed"] = c((0, 1, 2, 3, 4, 7))
        f["recipient_third"], f["recipient_adequate"] = self.chance(0.5), self.chance(0.7)
        thing.terms["third_country"] = c(("adequate", "assured", "no", ["adequate", "assured"]))
        if self.chance(0.3):
            thing.terms["assurances"] = {c(fields.RISKS): [self.assurance_id()]}
        kept, self.assurances = self.assurances, []
        for _ in range(c((0, 1, 1, 2, 3))):
            self.assure(other, c((7, 7, f["assurance_needed"])))
        f["assurances"], self.assurances = self.assurances, kept

    def aim_P18(self, f, thing, origin, me, other):
        """A question with and without urgency, a refusal with and without reason."""
        c = self.rng.choice
        if self.chance(0.5):
            f["act"], f["proposed"] = facts.ASK, {**thing.terms, "urgency": c(fields.URGENCY)}
        else:
            self.aim_P19(f, thing, origin, me, other)
            f["refusal"] = self.chance(0.8)
            f["reason"] = c(("", "not ours"))

    def aim_P19(self, f, thing, origin, me, other):
        """An answer, as wide as the question or wider."""
        c = self.rng.choice
        f["act"], f["recipient"], f["question_from"] = facts.ANSWER, other, c((other, other, other, me))
        f["question"] = {**thing.terms, "originator": other, "urgency": c(fields.URGENCY)}
        f["asked_at"] = self.now - c((0, 8, 72, 168)) * HOUR - c((-1, 0, 1))
        if self.chance(0.6):
            f["question"]["purpose"] = self.some(PURPOSES, 0.7)
        if self.chance(0.6):
            thing.terms["purpose"] = self.some(PURPOSES, 0.5)
        if self.chance(0.4):
            f["about"] = {**thing.terms, "tlp": c(("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"))}

    def aim_P20(self, f, thing, origin, me, other):
        """A correction by the originator or another."""
        f["act"] = facts.CORRECT
        f["asker"] = f["self"] = self.rng.choice((origin, me))

    def aim_P21(self, f, thing, origin, me, other):
        """Two contents under one version."""
        self.giving(f, other)
        f["act"] = self.rng.choice((facts.READ, facts.SHARE, facts.GRADE, facts.LIST, facts.ENTER, facts.CORRECT))
        f["quarantined"] = self.chance(0.5)

    def aim_P22(self, f, thing, origin, me, other):
        """Members of now, of before, of later."""
        c = self.rng.choice
        f["act"] = c((facts.READ, facts.LIST, facts.SHARE, facts.SHARE, facts.EXPORT, facts.HIT))
        f["recipient"] = other
        f["surface"] = c((2, 3))
        f["asker"] = f["self"] = me if f["act"] in (facts.READ, facts.LIST) else c((origin, me))
        f["shared_before"] = self.chance(0.15)
        thing.terms["releasable_to" if self.chance(0.85) else "not_releasable_to"] = ["group:" + GROUPS[0] + c(("", "@" + other, "@" + origin)) + c(("", "+later"))]
        thing.terms["tlp"] = c(fields.TLP[1:5])
        thing.made_at = c((thing.made_at, thing.made_at, thing.made_at, 0))
        if self.chance(0.8):
            self.in_groups(f, me, thing)
        if self.chance(0.8):
            self.in_groups(f, other, thing)
        if self.chance(0.2):
            thing.terms["releasable_to"] = sorted(set(thing.terms.get("releasable_to", ())) | {c(ORGS)})

    def aim_P24(self, f, thing, origin, me, other):
        """Other terms: by whom, how, and how strict."""
        c = self.rng.choice
        f["act"] = facts.RETERM
        f["asker"] = f["self"] = c((origin, me))
        f["proposed"] = self.stricter(thing.terms) if self.chance(0.5) else dict(thing.terms)
        f["resigned"] = self.chance(0.7)
        if self.chance(0.2):
            f["proposed"]["originator"] = c((me, other))

    def aim_P25(self, f, thing, origin, me, other):
        """A format that can say it, or not."""
        c = self.rng.choice
        f["act"], f["surface"] = facts.EXPORT, c((2, 3, 4, 5, 6))
        if self.chance(0.5):
            f["recipient"] = other
        if self.chance(0.4):
            thing.terms.update(self.rng.choice(({"pap": "RED"}, {"caveats": ["LIMITE"]}, {"handling": {"codes": ["H0"]}},
                                                {"releasable_to": [me, other]}, {"valid_from": "2020-01-01T00:00:00.000000Z"},
                                                {"classification": {"UN": "Unclassified"}}, {"purpose": PURPOSES})))
        f["carries"] = c((2047, 2047 & ~(1 << self.rng.randrange(11)), 257, 1 << self.rng.randrange(11)))

    def aim_P26(self, f, thing, origin, me, other):
        """Out to the public."""
        c = self.rng.choice
        f["act"], f["surface"] = facts.EXPORT, facts.PUBLIC
        f["asker"] = f["self"] = c((origin, me))
        thing.terms["tlp"] = c(("TLP:CLEAR", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"))
        if self.chance(0.2):
            thing.terms["caveats"] = ["LIMITE"]
            f["rules_off"] = c((0, 4, 3))

    def aim_P27(self, f, thing, origin, me, other):
        """Holds of one's own and of others, in force, lifted, not yet told."""
        c = self.rng.choice
        f["act"] = c((facts.ERASE, facts.EXPIRE, facts.RECALL, facts.UNHOLD, facts.READ, facts.ENTER, facts.HOLD))
        f["asker"] = f["self"] = c((origin, me))
        if f["act"] == facts.RECALL:
            f["asker"] = origin
        f["recalled"] = self.chance(0.6)
        if self.chance(0.4):
            thing.terms["retain_until"] = "2027-01-15T08:00:00.000000Z"
        for _ in range(c((0, 1, 2))):
            self.hold(thing, c((f["self"], f["self"], other)))
        f["holds"] = thing.holds

    # ---- Beside the decision ----

    def pair(self):
        a = self.terms(self.rng.choice(ORGS[:2]))
        b = self.rng.choice((self.stricter(a), dict(a), self.terms(self.rng.choice(ORGS[:2]))))
        if self.chance(0.5):
            lists = [sorted(set(self.parties())) for _ in "ab"]
            if self.chance(0.3):  # the same groups, with those who join later, too
                lists[1] = sorted({p + "+later" if p.startswith("group:") and not p.endswith("+later") else p for p in lists[0]})
            elif self.chance(0.4):  # persons here, their organisations there; or both
                lists[1] = sorted({c for p in lists[0] for c in self.some((p, p.split("/")[0]), 0.6)})
            a["releasable_to"], b["releasable_to"] = lists if self.chance(0.5) else (lists[0], lists[0][:1])
        return {"do": "pair", "a": a, "b": b} if self.chance(0.5) else {"do": "pair", "a": b, "b": a}

    def read(self):
        t = self.terms(self.rng.choice(ORGS))
        if self.chance(0.3):
            self.garble(t)
        if self.chance(0.4):
            c = self.rng.choice
            t[c(("retain_until", "valid_from", "review_by"))] = (
                f"{c((1969, 1970, 2000, 2100, 2027, 2028, 9999)):04}-{c((0, 1, 2, 2, 4, 12, 13)):02}-{c((0, 1, 28, 29, 30, 31, 32)):02}"
                f"T{c((0, 23, 23, 24)):02}:{c((0, 59, 59, 60)):02}:{c((0, 59, 59, 60)):02}.000000Z")
        return {"do": "read", "terms": t}

    def recall(self):
        c = self.rng.choice
        return {"do": "recall", "patience": self.rng.randrange(6), "now": self.rng.randrange(12), "deliveries": [
            {"to": c(HASHES), "at": self.rng.randrange(4), "position": n * 7 % 5, "recalled_at": c((0, 0, self.rng.randrange(10))),
             "answered_at": c((0, self.rng.randrange(10)))} for n in self.rng.sample(range(5), self.rng.randrange(6))]}

    def shown(self):
        c = self.rng.choice
        return {"do": "shown", "originator": c(HASHES[:4]), "versions": [
            {"author": c(HASHES[:4]), "hash": h, "version": self.rng.randrange(4)}
            for h in self.rng.sample(HASHES, self.rng.randrange(6))]}

    def equivocation(self):
        c = self.rng.choice
        one = {"key": c(HASHES[:3]), "id": c(IDS), "version": self.rng.randrange(3), "content": c(HASHES)}
        two = {**one, "content": c(HASHES)}
        if self.chance(0.5):
            name = c(("key", "id", "version", "content"))
            two[name] = {"key": c(HASHES[:3]), "id": c(IDS), "version": self.rng.randrange(3), "content": one["content"]}[name]
        return {"do": "equivocation", "claims": [one, two]}

    def clock(self):
        c = self.rng.choice
        at = c((0, 1, self.now))
        return {"do": "clock", "urgency": self.rng.randrange(5), "act": self.rng.randrange(21), "asked_at": at,
                "now": max(0, at + c((0, 8, 72, 168, 167)) * HOUR + c((-1, 0, 1)))}

    def lint(self):
        c, words = self.rng.choice, beside.ALL_WORDS
        text = "The attack is " + c(words + ["", "planned"])
        text += c(("", "", " and " + c(words), " or un" + c(words)))
        text += c(("", "", " with " + c(("high", "low", "moderate", "medium", "full")) + " confidence", ", in confidence")) + "."
        return {"do": "lint", "sentence": text.upper() if self.chance(0.2) else text, "yardstick": c((0, 1, 2, 4, 8, 3, 15))}


# ---- The model's answer to any step ---------------------------------------------------------------------


def decide(step):
    return model.decide(step)


def pair(step):
    a, b = fields.read(step["a"]), fields.read(step["b"])
    narrower = fields.narrower_or_equal(a, b)
    says = {"P07": model.YES if narrower else model.NO}
    both = fields.join(a, b)
    if not both.readable:
        return {"narrower": narrower, "readable": False}, says
    said = {"narrower": narrower, "readable": True, "same": a.originator == b.originator,
            "none": both.originator == fields.NOBODY, "incomplete": fields.incomplete(both), "joined": plain(both)}
    return said, says


def plain(t):
    """Terms as something to compare: what is incomplete is written without legal basis, to stay so."""
    said = {name: getattr(t, name) for name in fields.Terms.__slots__ if name not in ("readable", "incomplete", "originator")}
    if fields.incomplete(t):
        said["legal_basis"] = frozenset()
    return said


def read(step):
    t = fields.read(step["terms"])
    if not t.readable:
        return {"readable": False}, {"P01": model.NO}
    missing = fields.incomplete(t)
    return {"readable": True, "carry": model.carry_needed(t), "incomplete": missing, "by_person": model.by_person(t),
            "written": plain(t)}, {"P01": model.YES, "P15": model.NO if missing else model.YES}


def recall(step):
    late = [beside.overdue(d, step["patience"], step["now"]) for d in step["deliveries"]]
    return {"next": beside.recall_next(step["deliveries"]), "overdue": late}, {"P13": model.NO if any(late) else model.YES}


def shown(step):
    n = beside.shown(step["originator"], step["versions"])
    return {"shown": n}, {"P20": model.NO if n == len(step["versions"]) else model.YES}


def equivocation(step):
    proof = beside.equivocation(*step["claims"])
    return {"proof": proof}, {"P21": model.NO if proof else model.YES}


def clock(step):
    late = beside.is_late(step["urgency"], step["asked_at"], step["now"])
    return {"deadline": beside.deadline(step["urgency"], step["asked_at"]), "late": late,
            "log": model.log_needs(step["act"])}, {"P18": model.NO if late else model.YES}


def lint(step):
    found = beside.lint(step["sentence"], step["yardstick"])
    return {"clean": found == beside.CLEAN, "finding": found}, {"P23": model.NO if found else model.YES}


ANSWERS = {f.__name__: f for f in (decide, pair, read, recall, shown, equivocation, clock, lint)}


def answer(step):
    """What the model says to a step, and which rules had their say in it."""
    return ANSWERS[step["do"]](step)


def comparable(step, said):
    """The program's answer in the form of the model's."""
    for name in ("joined", "written"):
        if name in said:
            part = dict(said[name])
            if said.get("none"):
                part["originator"] = ORGS[0]
            t = fields.read_anew(part)
            said[name] = plain(t) if t.readable else "not readable"
    for name in ("under", "applied"):
        said.pop(name, None)
    return said
