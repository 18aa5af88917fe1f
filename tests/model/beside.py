"""What stands beside the decision: P13's ledger, P18's clocks, P20's order, P21's proof, P23's lint."""
import re

HOUR = 3600 * 1000000
NOBODY = "0" * 64
URGENT_HOURS = {0: 0, 1: 168, 2: 72, 3: 8}
ICD203, PHIA, STIX_DNI, STIX_WEP = 1, 2, 4, 8
CLEAN, BOTH, YARDSTICK, UNDECLARED = range(4)

# Likelihood words of the four yardsticks, as their publishers list them.
WORDS = {
    ICD203: "almost no chance|remote|very unlikely|highly improbable|unlikely|improbable|roughly even chance"
            "|roughly even odds|likely|probable|very likely|highly probable|almost certain|nearly certain",
    PHIA: "remote chance|highly unlikely|unlikely|realistic possibility|likely|probable|highly likely|almost certain",
    STIX_DNI: "almost no chance|remote|very unlikely|highly improbable|unlikely|improbable|roughly even chance"
              "|likely|probable|very likely|highly probable|almost certain|nearly certain",
    STIX_WEP: "impossible|highly unlikely|almost certainly not|unlikely|probably not|even chance|likely|probable"
              "|highly likely|almost certain|certain",
}
ALL_WORDS = sorted({w for words in WORDS.values() for w in words.split("|")}, key=len, reverse=True)
LIKELIHOOD = re.compile(r"(?<![\w-])(" + "|".join(ALL_WORDS) + r")(?![\w-])", re.IGNORECASE)
CONFIDENCE = re.compile(r"(?<![\w-])(high|moderate|medium|low)\s+confidence(?![\w-])", re.IGNORECASE)


def deadline(urgency, asked_at):
    """P18: 8, 72 or 168 hours from the asking; 0 when no clock runs."""
    hours = URGENT_HOURS.get(urgency, 0)
    return asked_at + hours * HOUR if hours and asked_at else 0


def is_late(urgency, asked_at, now):
    """P18: an answer given at the last instant is still in time."""
    return deadline(urgency, asked_at) != 0 and now > deadline(urgency, asked_at)


def recall_next(deliveries):
    """P13: a recall goes to those who got the item, in the order in which they got it."""
    waiting = [(d.get("at", 0), d.get("position", 0), n) for n, d in enumerate(deliveries) if not d.get("recalled_at", 0)]
    return min(waiting)[2] if waiting else len(deliveries)


def overdue(delivery, patience, now):
    """P13: the recall went there, long enough ago, and no receipt came."""
    sent = delivery.get("recalled_at", 0)
    return bool(sent) and not delivery.get("answered_at", 0) and now - sent >= patience


def shown(originator, versions):
    """P20: the originator's highest version, in whatever order they came.

    Choice: of two under one version (P21) the one whose hash is lower, so that all nodes agree.
    """
    own = [(-v.get("version", 0), v["hash"], n) for n, v in enumerate(versions) if v["author"] == originator != NOBODY]
    return min(own)[2] if own else len(versions)


def equivocation(a, b):
    """P21: one key, one id, one version, two contents."""
    return a["key"] != NOBODY and all(a[n] == b[n] for n in ("key", "id", "version")) and a["content"] != b["content"]


def lint(sentence, yardstick):
    """P23: confidence and likelihood apart, and likelihood in the words of one declared yardstick."""
    terms = [m.group(1).lower() for m in LIKELIHOOD.finditer(sentence)]
    if terms and CONFIDENCE.search(sentence):
        return BOTH
    for term in terms:
        if yardstick == 0:
            return UNDECLARED
        if not any(term in words.split("|") for of, words in WORDS.items() if of & yardstick):
            return YARDSTICK
    return CLEAN
