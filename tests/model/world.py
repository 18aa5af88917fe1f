"""A small world that goes on, and the questions asked in it: steps for the program and the model.

Items are made, combined, given, recalled, held and put to court; releases, assurances,
exceptions and memberships begin and end; time passes.  At every step somebody asks for one act,
with the facts that hold then.  Most steps are made nearly right first -- the purpose is one of
the item's, the consent is there -- and spoilt in one or two places then, so that late rules have
their say as often as early ones.
"""
import beside
import model
import terms as fields

ORGS = [c * 64 for c in "abcdef"]
PEOPLE = {o: [f"01900000-0000-7000-8000-{o[:11]}{n}" for n in (1, 2)] for o in ORGS}
GROUPS = [f"01900000-0000-7000-9000-00000000000{n}" for n in (1, 2, 3)]
PURPOSES = ["aid", "prosecution", "prevention"]
COMPARTMENTS = ["blue", "green"]
HOUR, DAY = beside.HOUR, 24 * beside.HOUR
START = 1800000000000000  # in 2027
ACT_WEIGHTS = {model.READ: 12, model.LIST: 10, model.SHARE: 14, model.FORWARD: 4, model.EXPORT: 12,
               model.ANSWER: 14, model.ENTER: 6, model.GRADE: 4, model.ASK: 5, model.HOLD: 4,
               model.DERIVE: 6, model.RELEASE: 4, model.CORRECT: 5, model.RETERM: 6,
               model.RECALL: 5, model.ERASE: 4, model.EXPIRE: 4, model.UNHOLD: 4, model.HIT: 8}


def written(at):
    """An instant as text; days counted from 1970 by civil reckoning."""
    rest, fraction = divmod(at, 1000000)
    days, second = divmod(rest, 86400)
    z = days + 719468
    era, doe = divmod(z, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day, month = doy - (153 * mp + 2) // 5 + 1, mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (month <= 2)
    return (f"{year:04}-{month:02}-{day:02}T{second // 3600:02}:{second // 60 % 60:02}:"
            f"{second % 60:02}.{fraction:06}Z")


def as_of_now(papers):
    """Copies: the world goes on."""
    return [dict(p) for p in papers]


class Thing:
    """An item of the world, and who got it from whom."""

    def __init__(self, number, author, terms, parents, made_at):
        self.hash = f"{number:064x}"
        self.author, self.terms, self.parents = author, terms, parents
        self.made_at = made_at
        self.unknown = self.recalled = self.quarantined = False
        self.duress_later = 0
        self.road = {}
        self.releases, self.holds, self.exceptions = [], [], []

    def owner(self):
        t = self.terms
        said = t.get("originator") if isinstance(t, dict) else None
        return said if isinstance(said, str) and said in PEOPLE else self.author


class World:
    def __init__(self, rng):
        self.rng, self.now, self.made = rng, START, 0
        self.things, self.assurances, self.members = [], [], []
        for _ in range(12):
            self.make()

    # ---- Chance ----

    def chance(self, p):
        return self.rng.random() < p

    def some(self, of, p):
        return [x for x in of if self.chance(p)]

    def about_now(self):
        """Often exactly now, or a step beside it: there the rules change their mind."""
        return self.now + self.rng.choice((0, 0, 1, -1, HOUR, -HOUR, DAY, -DAY, 30 * DAY, -30 * DAY))

    def later(self):
        return self.now + self.rng.choice((1, HOUR, DAY, 30 * DAY))

    # ---- Terms ----

    def party(self):
        k = self.rng.random()
        org = self.rng.choice(ORGS)
        if k < 0.45:
            return org
        return self.group() if k < 0.65 else f"{org}/{self.rng.choice(PEOPLE[org])}"

    def group(self):
        """The originator's own, or another's; for those who join later, too, or not."""
        owner = "@" + self.rng.choice(ORGS) if self.chance(0.4) else ""
        return "group:" + self.rng.choice(GROUPS) + owner + self.rng.choice(("", "", "+later"))

    def parties(self):
        return sorted({self.party() for _ in range(self.rng.choice((0, 1, 2, 3, 5)))})

    def terms(self, originator):
        r, c = self.rng, self.rng.choice
        t = {"originator": originator, "owner_consent": c(("none", "none", "ask")),
             "tlp": c(fields.TLP[1:]), "duress_flag": "none", "language": c(("en", "fr"))}
        if self.chance(0.12):
            t["duress_flag"] = c(fields.DURESS[1:])
        if self.chance(0.2):
            t["pap"] = c(fields.PAP[1:])
        if self.chance(0.25):
            codes = self.some(["H0", "H1", "H2", "H3"], 0.35)
            t["handling"] = {"codes": codes}
            if "H3" in codes:
                t["handling"]["text"] = sorted({c(("by hand", "by post")) for _ in range(2)})
        if self.chance(0.2):
            t["classification"] = {s: c(v[1:]) for s, v in fields.LEVELS.items() if self.chance(0.4)}
        if self.chance(0.45) or (t["tlp"] == "TLP:RED" and self.chance(0.8)):
            t["releasable_to"] = self.parties()
            if t["tlp"] == "TLP:RED" and self.chance(0.8):
                who = [f"{o}/{p}" for o in ORGS for p in PEOPLE[o]]
                t["releasable_to"] = sorted(set(t["releasable_to"]) | set(r.sample(who, 5)))
        if self.chance(0.2):
            t["not_releasable_to"] = self.parties()
        if self.chance(0.2):
            t["caveats"] = self.some(["LIMITE"] + ["EYES ONLY", "RELEASABLE TO"] * ("releasable_to" in t), 0.5)
        if self.chance(0.15):
            t["need_to_know"] = self.some(COMPARTMENTS, 0.6)
        if self.chance(0.6):
            t["purpose"] = sorted(self.some(PURPOSES, 0.6))
        t["judicial_use"] = c(fields.JUDICIAL[1:])
        t["onward_transfer"] = c(("same-terms", "same-terms", "ask", "ask", "no"))
        t["third_country"] = c(("ask", "adequate", "assured", "no", ["adequate", "assured"], ["ask", "adequate"]))
        if self.chance(0.15):
            t["assurances"] = {risk: [self.assurance_id()] for risk in fields.RISKS if self.chance(0.5)}
        for name, p, at in (("retain_until", 0.3, self.about_now() + DAY), ("valid_from", 0.12, self.about_now() - DAY),
                            ("review_by", 0.1, self.later())):
            if self.chance(p):
                t[name] = written(at)
        if self.chance(0.3):
            t["personal"] = True
            whole = {"purpose": PURPOSES[:2], "legal_basis": ["act 12"], "retain_until": written(self.later() + 30 * DAY),
                     "data_subject_category": self.some(list(fields.SUBJECTS), 0.3) or ["witness"],
                     "fact_or_opinion": c(fields.NATURE[1:])}
            missing = c(list(whole)) if self.chance(0.25) else None
            for name, value in whole.items():
                if name != missing:
                    t.setdefault(name, value)
        if self.chance(0.2):
            t["source_grade"] = c("ABCDEFX")
        if self.chance(0.2):
            t["info_grade"] = c("123456")
        if self.chance(0.3):
            t["urgency"] = c(fields.URGENCY)
        for name in [n for n in ("judicial_use", "onward_transfer", "third_country") if self.chance(0.1)]:
            del t[name]
        if self.chance(0.04):
            self.garble(t)
        return t

    def garble(self, t):
        """One field that nobody can read."""
        name = self.rng.choice(list(t) + ["newer_field"])
        if self.chance(0.3) and name in fields.REQUIRED:
            del t[name]
        else:
            t[name] = self.rng.choice(("other", "", [], {}, 1, True, ["other"]))

    def stricter(self, t):
        """The same terms, or narrower ones; now and then wider."""
        t = {n: v for n, v in t.items()}
        for _ in range(self.rng.choice((0, 1, 2))):
            name = self.rng.choice(("tlp", "judicial_use", "onward_transfer", "owner_consent", "purpose",
                                    "releasable_to", "caveats", "need_to_know", "retain_until", "pap", "handling",
                                    "duress_flag", "valid_from", "third_country", "personal", "not_releasable_to"))
            other = self.terms(t.get("originator", ORGS[0]))
            if name in other:
                t[name] = other[name]
            else:
                t.pop(name, None)
        return t

    # ---- What happens ----

    def make(self, parents=()):
        self.made += 1
        author = self.rng.choice(ORGS)
        owner = author if self.chance(0.9) else self.rng.choice(ORGS)
        t = self.terms(owner)
        if parents and self.chance(0.7) and all(isinstance(p.terms, dict) for p in parents):
            t = self.joined(parents, owner) or t
        if self.chance(0.02):
            t = None
        thing = Thing(self.made, author, t, list(parents), self.now)
        thing.unknown = self.chance(0.08)
        for org in ORGS:
            if org != author and self.chance(0.5):
                thing.road[org] = (owner if self.chance(0.7) else self.rng.choice(ORGS), self.now)
        self.things.append(thing)
        if len(self.things) > 40:
            self.things.pop(self.rng.randrange(20))
        return thing

    def joined(self, parents, owner):
        """Terms as strict as those of all parents, as JSON; None where they cannot be written so."""
        first = dict(parents[0].terms)
        for p in parents[1:]:
            a, b = fields.read_anew(first), fields.read_anew(p.terms)
            if not (a.readable and b.readable):
                return None
            for name, order in (("tlp", fields.TLP), ("pap", fields.PAP), ("judicial_use", fields.JUDICIAL),
                                ("onward_transfer", fields.ONWARD), ("owner_consent", fields.CONSENT),
                                ("duress_flag", fields.DURESS)):
                values = [x[name] for x in (first, p.terms) if name in x]
                if values:
                    first[name] = max(values, key=order.index)
            for name in ("releasable_to", "purpose", "retain_until"):
                if name in p.terms and name not in first:
                    first[name] = p.terms[name]
                elif name in p.terms and name != "retain_until":
                    first[name] = sorted(set(first[name]) & set(p.terms[name]))
        first["originator"] = owner
        return first

    def of_group(self, party, thing):
        """The group's id, and whose it is."""
        group, _, owner = party.removeprefix("group:").removesuffix("+later").partition("@")
        return group, owner or thing.owner()

    def join(self, group, owner, org):
        """For a while, or until it leaves; now and then who left comes back."""
        m = {"group": group, "owner": owner, "org": org, "since": self.about_now(),
             "until": self.about_now() if self.chance(0.3) else 0}
        self.members.append(m)
        del self.members[:-14]
        return m

    def release(self, thing, recipient, purpose, permits, of=None):
        source = of or thing
        k = {"originator": source.owner(), "item": thing.hash, "recipient": recipient, "purpose": purpose,
             "permits": permits, "from": self.now - self.rng.choice((0, HOUR)), "until": self.later()}
        if self.chance(0.12):
            name = self.rng.choice(("originator", "recipient", "purpose", "permits", "from", "until", "item"))
            k[name] = {"originator": self.rng.choice(ORGS), "recipient": self.rng.choice(ORGS),
                       "purpose": self.rng.choice(PURPOSES + [""]), "permits": self.rng.choice((0, 1, 2, 3)),
                       "from": self.about_now(), "until": self.rng.choice((0, self.about_now())),
                       "item": self.rng.choice(self.things).hash}[name]
        if self.chance(0.12):
            k["withdrawn_at"] = self.about_now()
        thing.releases.append(k)
        del thing.releases[:-6]

    def assurance_id(self):
        return f"01900000-0000-7000-a000-00000000000{self.rng.randrange(6)}"

    def assure(self, recipient, covers):
        a = {"id": self.assurance_id(), "recipient": recipient, "covers": covers,
             "from": self.now - self.rng.choice((0, HOUR)), "until": self.later(), "risk_assessed_at": self.now - self.rng.choice((0, HOUR))}
        if self.chance(0.3):
            name = self.rng.choice(("covers", "from", "until", "risk_assessed_at", "recipient"))
            a[name] = {"covers": self.rng.randrange(8), "from": self.about_now(),
                       "until": self.rng.choice((0, self.about_now())), "recipient": self.rng.choice(ORGS),
                       "risk_assessed_at": self.rng.choice((0, self.about_now()))}[name]
        self.assurances.append(a)
        del self.assurances[:-8]

    def hold(self, thing, body):
        thing.holds.append({"body": body, "ground": self.rng.choice((0, 1, 2, 2, 3)),
                            "told_at": self.rng.choice((0, self.now, self.about_now())),
                            "lifted_at": self.about_now() if self.chance(0.2) else 0})
        del thing.holds[:-3]

    def except_(self, thing):
        e = {"item": thing.hash, "officer": "judge", "from": self.now - self.rng.choice((0, HOUR)), "until": self.later()}
        if self.chance(0.3):
            e[self.rng.choice(("from", "until", "withdrawn_at"))] = self.rng.choice((0, self.about_now()))
        if self.chance(0.06):
            e["officer"] = ""
        thing.exceptions.append(e)
        del thing.exceptions[:-3]

    def happen(self):
        """One thing happens in the world."""
        r = self.rng
        self.now += r.choice((0, 1, 1, 1000, HOUR, 5 * HOUR))
        thing, org = r.choice(self.things), r.choice(ORGS)
        what = r.randrange(12)
        if what < 2:
            self.make(r.sample(self.things, r.choice((1, 2))) if self.chance(0.3) else ())
        elif what == 2:
            self.release(thing, org, r.choice(PURPOSES), r.choice((1, 2, 3)))
        elif what == 3 and thing.releases:
            r.choice(thing.releases)["withdrawn_at"] = self.now
        elif what == 4:
            self.join(r.choice(GROUPS), r.choice(ORGS), org)
        elif what == 5 and self.members:
            r.choice(self.members)["until"] = self.now
        elif what == 6:
            self.hold(thing, org)
        elif what == 7 and thing.holds:
            r.choice(thing.holds)["lifted_at"] = self.about_now()
        elif what == 8:
            thing.recalled = self.chance(0.7)
        elif what == 9:
            thing.quarantined = self.chance(0.5)
        elif what == 10 and self.chance(0.4):
            thing.duress_later = r.choice((0, 1, 2))
        else:
            thing.road[org] = (r.choice(ORGS), self.now)

    # ---- What is asked ----

    def facts_item(self, thing, asker):
        i = {"hash": thing.hash, "author": thing.author, "made_at": thing.made_at}
        if thing.terms is not None:
            i["terms"] = thing.terms
        if thing.unknown:
            i["originator_unknown"] = True
        if asker in thing.road:
            i["received_from"], i["received_at"] = thing.road[asker]
        if thing.duress_later:
            i["duress_later"] = thing.duress_later
        return i

    def ask(self):
        """The next step: somebody asks for one act."""
        r, act = self.rng, self.rng.choices(list(ACT_WEIGHTS), ACT_WEIGHTS.values())[0]
        thing = r.choice(self.things)
        if act == model.DERIVE and self.chance(0.8):
            thing = self.make(r.sample(self.things, r.choice((1, 1, 2))))
        asker = thing.owner() if self.chance(0.35) else r.choice(ORGS)
        if act in model.OF_ORIGINATOR | {model.DERIVE} and self.chance(0.6):
            asker = thing.owner()
        me = asker if self.chance(0.9) else r.choice(ORGS)
        f = {"do": "decide", "act": act, "self": me, "asker": asker, "who": "anna", "now": self.now, "can_log": True,
             "person": r.choice(PEOPLE[asker]), "purpose": r.choice(PURPOSES), "reason": "because", "carries": 2047}
        f["compartments"] = self.some(COMPARTMENTS, 0.8)
        self.give(f, thing)
        self.nearly_right(f, thing)
        self.gather(f, thing)
        for _ in range(r.choice((0, 0, 1, 1, 2))):
            self.spoil(f)
        return f

    def give(self, f, thing):
        """To whom, where to, in answer to what."""
        r, act = self.rng, f["act"]
        if act in model.LEAVING and (act != model.EXPORT or self.chance(0.5)):
            f["recipient"] = r.choice([o for o in ORGS if o != f["asker"]])
        if act == model.EXPORT:
            f["surface"] = r.choice((1, 1, 2, 3, 4, 5, 6, 7, 7))
        if act in model.LEAVING and self.chance(0.05):
            f["shared_before"] = True
        if act in model.LEAVING and self.chance(0.4):
            f["recipient_third"] = True
            f["recipient_adequate"] = self.chance(0.7)
        if act in model.LEAVING and self.chance(0.3):
            f["assurance_needed"] = r.randrange(1, 8)
        if act in (model.ASK, model.RETERM):
            f["proposed"] = self.stricter(thing.terms) if isinstance(thing.terms, dict) and self.chance(0.85) \
                else self.terms(thing.owner())
            if act == model.ASK and self.chance(0.8):
                f["proposed"]["urgency"] = r.choice(fields.URGENCY[1:])
            f["resigned"] = self.chance(0.75)
        if act == model.ANSWER:
            f["question"] = self.terms(f["recipient"])
            f["question_from"] = f["recipient"]
            f["asked_at"] = self.now - r.choice((0, HOUR, 8 * HOUR, 8 * HOUR + 1, 72 * HOUR, 72 * HOUR + 1, 168 * HOUR, 168 * HOUR + 1))
            f["refusal"] = self.chance(0.25)
            if self.chance(0.5):
                about = r.choice(self.things).terms
                f["about"] = thing.terms if isinstance(thing.terms, dict) and self.chance(0.8) else about or {}

    def nearly_right(self, f, thing):
        """What the rules ask for is there, mostly."""
        r, t, act = self.rng, thing.terms, f["act"]
        if not isinstance(t, dict) or self.chance(0.1):
            return
        if isinstance(t.get("purpose"), list) and t["purpose"] and self.chance(0.93):
            f["purpose"] = r.choice(t["purpose"])
        if f["asker"] != thing.owner() and f["asker"] not in thing.road and self.chance(0.8):
            thing.road[f["asker"]] = (thing.owner(), self.now - r.choice((0, DAY)))
        named = t.get("releasable_to")
        for p in named if isinstance(named, list) else ():  # whom a list means by a group is mostly in it
            if isinstance(p, str) and p.startswith("group:") and self.chance(0.5):
                m = self.join(*self.of_group(p, thing), f.get("recipient") if self.chance(0.5) and "recipient" in f else f["asker"])
                m["since"] = thing.made_at + r.choice((0, -1, -HOUR, -HOUR, 1, HOUR))
        people = [p for p in (named if isinstance(named, list) else ()) if isinstance(p, str) and p.startswith(f["asker"] + "/")]
        if people and self.chance(0.85):
            f["person"] = r.choice(people).split("/")[1]
        f["compartments"] = COMPARTMENTS if self.chance(0.9) else f["compartments"]
        if act == model.ANSWER and self.chance(0.85):
            asked = f["question"].get("purpose")
            if isinstance(asked, list) and f["purpose"] not in asked:
                asked.append(f["purpose"])
        if act in model.LEAVING and "recipient" in f and self.chance(0.8 if act != model.HIT else 0.3):
            permits = r.choice((1, 1, 3, 2)) if f.get("surface") != model.COURT else r.choice((2, 2, 3, 1))
            self.release(thing, f["recipient"], f["purpose"], permits)
            for p in thing.parents:
                if self.chance(0.7):
                    self.release(thing, f["recipient"], f["purpose"], permits, p)
        if act == model.ENTER and self.chance(0.8):
            self.release(thing, f["asker"], f["purpose"], r.choice((2, 2, 3, 1)))
        if thing.parents and self.chance(0.5):
            for p in thing.parents:
                self.release(thing, f["asker"], f["purpose"], r.choice((1, 3)), p)
        if f.get("assurance_needed") or f.get("recipient_third"):
            for _ in range(r.choice((0, 1, 2))):
                self.assure(f.get("recipient", f["asker"]), r.choice((7, f.get("assurance_needed", 7))))
        if (t.get("duress_flag") != "none" or thing.duress_later) and self.chance(0.6):
            self.except_(thing)
        if act in (model.UNHOLD, model.ERASE, model.EXPIRE, model.RECALL) and self.chance(0.4):
            self.hold(thing, f["asker"])

    def gather(self, f, thing):
        f["item"] = self.facts_item(thing, f["asker"])
        f["parents"] = [self.facts_item(p, f["asker"]) for p in thing.parents]
        of = [thing] + thing.parents
        f["releases"] = as_of_now(r for t in of for r in t.releases)
        f["exceptions"] = as_of_now(e for t in of for e in t.exceptions)
        f["holds"] = as_of_now(thing.holds)
        f["assurances"], f["members"] = as_of_now(self.assurances), as_of_now(self.members)
        f["grouped"] = self.chance(0.5)
        f["recalled"] = thing.recalled and self.chance(0.5)
        f["quarantined"] = thing.quarantined and self.chance(0.4)
        if self.chance(0.05):
            f["rules_off"] = self.rng.randrange(8)

    def spoil(self, f):
        """One fact is another, or missing."""
        r = self.rng
        name = r.choice(("self", "asker", "who", "person", "recipient", "purpose", "reason", "carries", "can_log",
                         "now", "resigned", "recalled", "compartments", "question_from", "parents", "releases",
                         "members", "surface", "act", "item", "shared_before", "made_at", "question", "about", "paper", "paper"))
        if name in ("self", "asker", "recipient", "question_from"):
            f[name] = r.choice(ORGS + [fields.NOBODY])
        elif name in ("who", "reason", "question", "about", "compartments", "person", "releases", "members"):
            f.pop(name, None)
        elif name == "purpose":
            f[name] = r.choice(PURPOSES + ["", "other"])
        elif name == "carries":
            f[name] &= ~(1 << r.randrange(11))
        elif name in ("can_log", "resigned", "recalled", "shared_before"):
            f[name] = not f.get(name, False)
        elif name == "now" and self.chance(0.5):
            f[name] = r.choice((0, self.about_now()))
        elif name == "surface":
            f[name] = r.randrange(8)
        elif name == "act" and self.chance(0.3):
            f[name] = r.randrange(21)
        elif name == "made_at":
            f["item"]["made_at"] = r.choice((0, self.about_now()))
        elif name == "paper":  # one of the papers leaves something unsaid
            papers = [p for of in ("releases", "holds", "assurances", "members", "exceptions") for p in f.get(of, ())]
            if papers:
                paper = r.choice(papers)
                del paper[r.choice(list(paper))]
        elif name == "item" and self.chance(0.2):
            f[name] = {k: v for k, v in f[name].items() if k != r.choice(list(f[name]))}
