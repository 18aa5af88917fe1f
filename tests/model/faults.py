"""Faults planted in the model, to see that the comparison finds them.

    faults.py DRIVER                named faults, each to be found within 20,000 steps; TAP
    faults.py DRIVER flips [N/M]    every comparison, and, or, not and small number of the model turned
                                    over, one at a time; the N-th of M shares; prints those not found

The program's answers to the steps are asked for once; the model is loaded anew with each fault.
"""
import ast
import copy
import os
import sys
import types

import compare
import steps

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ("terms", "beside", "facts", "model")
STEPS, SEED = 20000, 1

# What, where, and the words that take the place of others (which stand there once).
FAULTS = [
    ("P01: terms that nobody understands are shown to all", "model",
     "return YES if is_author(f.asker, item) and f.act in", "return YES if f.act in"),
    ("P01: an unknown field is passed over", "terms", "or set(part) - set(FIELDS) or", "or"),
    ("P01: a missing field is passed over", "terms", 'or set(REQUIRED) - set(part):', "or False:"),
    ("P01: terms that begin later hold at once", "facts", "item.terms.valid_from <= f.now", "True"),
    ("P02: parents are not asked", "model", "if not f.parents or f.act not in SEEING | {HIT}:", "if True:"),
    ("P02: a derived item may be freer than its parent", "model", "if f.act == DERIVE and p.understood() and not own and", "if False and"),
    ("P02: the first parent stands for all", "model", "for p in f.parents:\n        # The", "for p in f.parents[:1]:\n        # The"),
    ("P02: the released excerpt does not count", "facts", "in (item.hash, f.item.hash)", "in (item.hash,)"),
    ("P02: combining takes the wider list", "terms", "return frozenset([p for p in mine if covers(b, p)] +", "return frozenset(list(mine) + list(theirs) +"),
    ("P02: a group and its later members have nothing in common", "terms", 'or (is_group(party) and party + "+later" in list_))', ")"),
    ("P02: a person and its organisation have nothing in common", "terms", 'or ("/" in party and org_of(party) in list_ and t.tlp != RED)', ""),
    ("P02: an organisation under RED brings its persons", "terms", "in list_ and t.tlp != RED)", "in list_)"),
    ("P03: onward without consent", "model", "return YES if any(not_over(c, f.now) for c in named) else NO", "return YES"),
    ("P03: a consent for another purpose serves", "facts", 'c.get("purpose", "") == f.purpose]', "True]"),
    ("P03: a consent without end serves", "facts", 'paper.get("until", 0) != 0 and day <', 'paper.get("until", 0) == 0 or day <'),
    ("P03: anybody signs the consent", "facts", 'if is_originator(f, r.get("originator", NOBODY), item)\n', "if True\n"),
    ("P03: a consent for another item serves", "facts", 'and r.get("item", NOBODY) != NOBODY and r["item"] in (item.hash, f.item.hash)', ""),
    ("P04: a consent is transferable", "facts", 'r.get("recipient", NOBODY) == recipient', "True"),
    ("P04: withdrawal ignored", "facts", ' and not 0 < paper.get("withdrawn_at", 0) <= day', ""),
    ("P04: a consent that begins later serves now", "facts", 'paper.get("from", 0) <= day and', ""),
    ("P04: withdrawal takes effect an instant late", "facts", '0 < paper.get("withdrawn_at", 0) <= day', '0 < paper.get("withdrawn_at", 0) < day'),
    ("P05: nobody stands in for an unknown originator", "facts", "if item.originator_unknown:\n        return f.self", "if item.originator_unknown:\n        return NOBODY"),
    ("P05: anybody acts for an unknown originator", "model", "return None\n    return YES if is_originator(f, f.asker, f.item) else NO\n\n\ndef P06", "return None\n    return YES\n\n\ndef P06"),
    ("P06: RED is for whole organisations", "facts", "if t.tlp == RED and not by_name:", "if False:"),
    ("P06: RED does not go back to whose it is", "model", "if not back and not (own and", "if not (own and"),
    ("P06: RED goes on by any holder", "model", "if not back and not (own and named_people", "if not back and not (named_people"),
    ("P06: RED is read whoever gave it", "facts", "if t.tlp == RED and not giving and not is_originator(f, item.received_from, item):", "if False:"),
    ("P06: who gave is asked again when it is sent", "model", "if f.act != HIT and not asked_before(f):", "if f.act != HIT:"),
    ("P06: AMBER+STRICT goes to listed clients", "facts", "and not (t.tlp == AMBER and listed)", "and not listed"),
    ("P06: AMBER goes to anybody", "facts", "if t.tlp in (AMBER, AMBER_STRICT) and", "if t.tlp in (AMBER_STRICT,) and"),
    ("P06: GREEN goes to the public", "facts", "if t.tlp != CLEAR or t.rel", "if t.tlp > 2 or t.rel"),
    ("P06: one compartment of two is enough", "facts", "not t.need_to_know <= f.compartments:", "t.need_to_know and not t.need_to_know & f.compartments:"),
    ("P06: a barred organisation gets it", "facts", "if barred(f, t, org):", "if False:"),
    ("P07: a holder lowers the marking", "model", "return YES if same and fields.narrower_or_equal(f.proposed, f.item.terms) else NO", "return YES if same else NO"),
    ("P07: a holder keeps it longer", "terms", "        and not_later(a.retain_until, b.retain_until)\n", ""),
    ("P08: any purpose will do", "model", "if item.terms.purpose is not None and f.purpose not in item.terms.purpose:", "if False:"),
    ("P08: the consent's purpose does not bind", "model", "return YES if came_freely(f, item) or f.purpose in had_by_consent(f, item, f.asker) else NO", "return YES"),
    ("P09: consent to pass on lets it into court", "model", "else f.recipient, PERMIT_JUDICIAL)", "else f.recipient, PERMIT_ONWARD | PERMIT_JUDICIAL)"),
    ("P09: H1 is not heeded", "model", ' and not t.handling & HANDLING["H1"]', ""),
    ("P10: what is denied is listed", "model", "return NO if who_may_know(f) else YES", "return YES"),
    ("P10: a denial tells that there is something", "model", '"hidden": verdict == "deny" and bool(who_may_know(f))', '"hidden": False'),
    ("P11: any hit is told", "model", "    t = item.terms\n    never =", "    return YES\n    t = item.terms\n    never ="),
    ("P11: of AMBER without a list a hit is told", "model", "if t.releasable_to is None and t.tlp > GREEN:", "if False:"),
    ("P11: of AMBER, to whom a release for a court names", "model", "return YES if consented(f, item, f.recipient, PERMIT_ONWARD) else NO\n    return NO if",
     "return YES if consented(f, item, f.recipient, 3) else NO\n    return NO if"),
    ("P11: what is in a compartment is told of", "model", "if t.need_to_know or never:", "if never:"),
    ("P11: what never goes on is told of", "model", "if t.need_to_know or never:", "if t.need_to_know:"),
    ("P11: its originator is not told what it knows", "model", "    if is_originator(f, f.recipient, item) or is_author(f.recipient, item):\n        return YES\n    t =", "    t ="),
    ("P11: who tells is asked as if it gave", "model", "if f.act != HIT and not asked_before(f):", "if not asked_before(f):"),
    ("P11: whom the terms do not name is told", "model", "    if f.act in LEAVING:\n        said.append", "    if f.act in GIVING:\n        said.append"),
    ("P11: a hit needs the consent that its item needs", "facts", "    if f.act not in GIVING or not item.understood():\n        return False\n    return not stays",
     "    if f.act not in LEAVING or not item.understood():\n        return False\n    return not stays"),
    ("P11: what was recalled is told of", "model", "    if f.act not in LEAVING | SEEING - {LIST} or f.act == HOLD:\n        return None\n    over",
     "    if f.act not in SEEING - {LIST} or f.act == HOLD:\n        return None\n    over"),
    ("P11: a parent is not asked", "model", "P08, P09, P11, P15,", "P08, P09, P15,"),
    ("P12: retention ends a microsecond late", "facts", "0 < item.terms.retain_until <= f.now", "0 < item.terms.retain_until < f.now"),
    ("P12: what was recalled is used on", "model", "if not over and not recalled:", "if not over:"),
    ("P13: anybody recalls", "model", "if f.act != RECALL:\n        return None\n    return YES if is_originator(f, f.asker, f.item) else NO", "if f.act != RECALL:\n        return None\n    return YES"),
    ("P13: the last who got it hears first", "beside", "return min(waiting)[2] if waiting", "return max(waiting)[2] if waiting"),
    ("P14: done although it cannot be logged", "model", 'whole = f.can_log and f.who != ""', 'whole = f.who != ""'),
    ("P14: what another originated goes for no purpose", "model", "    elif f.act in LEAVING and not stays_home(f, f.item) and not asked_before(f):", "    elif False:"),
    ("P14: one's own goes for a purpose only", "model", "    elif f.act in LEAVING and not stays_home(f, f.item) and not asked_before(f):", "    elif f.act in LEAVING and not asked_before(f):"),
    ("P14: why is asked again when it is sent", "model", "not stays_home(f, f.item) and not asked_before(f):\n        why", "not stays_home(f, f.item):\n        why"),
    ("P15: a legal basis is not needed", "terms", "said = t.purpose and t.legal_basis and", "said = t.purpose and"),
    ("P15: incomplete personal data leave", "model", "return YES if f.act not in LEAVING and home else NO", "return YES if home else NO"),
    ("P16: a flag that came later is not heeded", "model", "if not item.terms.duress and not item.duress_later:", "if not item.terms.duress:"),
    ("P16: an exception without an officer's name", "model", 'and e.get("officer", "") != "" ', ""),
    ("P16: an exception for another item", "model", 'if e.get("item", NOBODY) == item.hash\n', "if True\n"),
    ("P17: an expired assurance counts", "model", 'and stood(a, f.now) and', "and"),
    ("P17: no risk assessment is needed", "model", 'and 0 < a.get("risk_assessed_at", 0) <= f.now]', "]"),
    ("P17: an assurance of another risk counts", "model", 'for a in valid if a.get("covers", 0) >> n & 1}', "for a in valid}"),
    ("P17: a third country that is not adequate", "model", 'or (third & THIRD["adequate"] and not f.recipient_adequate)', ""),
    ("P18: 72 hours are three working days", "beside", "2: 72,", "2: 120,"),
    ("P18: a refusal without reason", "model", 'return YES if f.reason != "" else NO', "return YES"),
    ("P19: an answer wider than the question", "model", "if q.purpose is not None and not (", "if False and not ("),
    ("P19: an answer to another than who asked", "model", "or f.recipient != f.question_from:", "or False:"),
    ("P20: anybody corrects", "model", "    if f.act != CORRECT:\n        return None\n", "    if True:\n        return None\n"),
    ("P20: the version that came last is shown", "beside", "return min(own)[2] if own", "return own[-1][2] if own"),
    ("P21: a quarantined item is used", "model", "return NO if f.quarantined else YES", "return YES"),
    ("P21: two versions prove equivocation", "beside", '("key", "id", "version")', '("key", "id")'),
    ("P22: who left the group still gets it", "facts", ' and (not m.get("until", 0) or day < m["until"])', ""),
    ("P22: who left gets it in that very instant", "facts", 'or day < m["until"])', 'or day <= m["until"])'),
    ("P22: who left loses what it had", "facts", "return was_in(m, f.now) or was_in(m, f.item.received_at or f.now)", "return was_in(m, f.now)"),
    ("P22: who had left when it came reads what was made before", "facts", "was_in(m, f.item.received_at or f.now)", "was_in(m, f.item.made_at)"),
    ("P22: who is to join gets it already", "facts", 'and org != NOBODY and m.get("since", 0) <= f.now\n', "and org != NOBODY\n"),
    ("P22: who joins later gets what is older", "facts", "old_enough = later or (", "old_enough = True or ("),
    ("P22: who joins as it is made is too late", "facts", 'm.get("since", 0) <= item.made_at', 'm.get("since", 0) < item.made_at'),
    ("P22: +later is not heeded", "facts", "old_enough = later or (", "old_enough = False or ("),
    ("P22: another's group of the same id serves", "facts", """f"group:{m.get('group', NOBODYS_PERSON)}@{m.get('owner', NOBODY)}" == group""",
     """f"group:{m.get('group', NOBODYS_PERSON)}" == group.split("@")[0]"""),
    ("P22: a group that names no owner is its author's", "terms", 'return group + ("" if "@" in group else', 'return group.split("@")[0] + ("" if False else'),
    ("P22: the group of a parent is not asked", "model", "P16, P17, P22, P25]", "P16, P17, P25]"),
    ("P22: a barred group bars nobody", "facts", "    return any(was_in(m, f.now) for p in t.not", "    return False and any(was_in(m, f.now) for p in t.not"),
    ("P22: whom its originator releases it to needs the group", "facts",
     "if consented(f, item, org, PERMIT_ONWARD) if giving else had_by_consent(f, item, org):\n        return None  #", "if False:\n        return None  #"),
    ("P23: confidence beside likelihood", "beside", "if terms and CONFIDENCE.search(sentence):", "if False:"),
    ("P24: a marking is edited", "model", "return YES if f.resigned else NO", "return YES"),
    ("P25: a format need not carry the terms", "model", " or carry_needed(item.terms) & ~f.carries else YES", " else YES"),
    ("P26: AMBER on the public site", "facts", "if t.tlp != CLEAR or t.rel", "if t.tlp in (2, 4, 5) or t.rel"),
    ("P27: recall erases what a court holds", "model", "return MARK if is_held(f) else YES", "return YES"),
    ("P27: a body that only passed it on holds it", "facts", 'if h.get("ground", 0) == NO_GROUND or 0 <', "if 0 <"),
    ("P27: the originator holds before it was told", "facts", "told = 0 < h.get(\"told_at\", 0) <= f.now", "told = True"),
    ("P27: another lifts the hold", "model", 'if h.get("body", NOBODY) == f.asker != NOBODY\n', "if True\n"),
]


def source(name):
    with open(os.path.join(HERE, name + ".py"), encoding="utf-8") as file:
        return file.read()


SOURCES = {name: source(name) for name in FILES}


def load(changed):
    """The model's modules anew, of these sources or compiled trees; steps.py then asks them."""
    kept = {name: sys.modules.pop(name, None) for name in FILES}
    try:
        for name in FILES:
            module = types.ModuleType(name)
            sys.modules[name] = module
            exec(compile(changed.get(name, SOURCES[name]), name, "exec"), module.__dict__)
        return {name: sys.modules[name] for name in FILES}
    finally:
        sys.modules.update({name: module for name, module in kept.items() if module is not None})


def found_after(modules, asked, said):
    """The number of the first step that differs; None: none does."""
    saved = steps.model, steps.beside, steps.fields
    steps.model, steps.beside, steps.fields = modules["model"], modules["beside"], modules["terms"]
    try:
        for n, (step, program) in enumerate(zip(asked, said), 1):
            try:
                if steps.answer(step)[0] != program:
                    return n
            except Exception:  # a fault that breaks the model shows as well
                return n
        return None
    finally:
        steps.model, steps.beside, steps.fields = saved


def ask_program(driver, amount):
    """The steps, the program's answers in the form of the model's, and both whole."""
    run = steps.Steps(SEED)
    asked = [run.next() for _ in range(amount)]
    said = []
    for n in range(0, amount, compare.BATCH):
        part = asked[n:n + compare.BATCH]
        said += [steps.comparable(step, a) for step, a in zip(part, compare.ask(driver, part))]
    return asked, said


# ---- Flips ------------------------------------------------------------------------------------------------

OTHER = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
         ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}


def places(tree):
    """Where something can be turned over: (node's number, which part of it)."""
    for n, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            yield from ((n, part) for part in range(len(node.ops)))
        elif isinstance(node, ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
            yield n, 0
        elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)):
            yield n, 0


def flip(tree, n, part):
    """A copy with that place turned over, and what was done in words."""
    tree = copy.deepcopy(tree)
    node = list(ast.walk(tree))[n]
    was = ast.unparse(node)
    if isinstance(node, ast.Compare):
        node.ops[part] = OTHER[type(node.ops[part])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
    else:
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    ast.fix_missing_locations(tree)
    return tree, f"line {node.lineno}: {was}  ->  {ast.unparse(node)}"


def flips(driver, share):
    mine, of = map(int, share.split("/"))
    asked, said = ask_program(driver, STEPS)
    tried, left = 0, []
    for name in FILES[1:]:
        tree = ast.parse(SOURCES[name])
        for k, (n, part) in enumerate(places(tree)):
            if k % of != mine - 1:
                continue
            tried += 1
            changed, words = flip(tree, n, part)
            try:
                found = found_after(load({name: changed}), asked, said)
            except Exception:
                found = 0
            if found is None:
                left.append(f"{name}.py {words}")
                print("# not found: " + left[-1], flush=True)
    print(f"# {tried} flips, {tried - len(left)} found, {len(left)} not")
    return 0


def main(driver):
    asked, said = ask_program(driver, STEPS)
    print(f"1..{len(FAULTS) + 1}")
    sound = found_after(load({}), asked, said)
    print(f"{'not ' if sound else ''}ok 1 - without a fault nothing differs")
    failed = bool(sound)
    for n, (what, name, old, new) in enumerate(FAULTS, 2):
        if SOURCES[name].count(old) != 1:
            print(f"not ok {n} - {what}: {name}.py has its place {SOURCES[name].count(old)} times")
            failed = True
            continue
        found = found_after(load({name: SOURCES[name].replace(old, new)}), asked, said)
        failed |= found is None
        print(f"{'not ' if found is None else ''}ok {n} - {what}: " + (f"found after {found} steps" if found else "not found"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(flips(sys.argv[1], sys.argv[3] if len(sys.argv) > 3 else "1/1") if "flips" in sys.argv else main(sys.argv[1]))
