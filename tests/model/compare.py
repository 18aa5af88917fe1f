"""Ask program and model the same questions, print what differs and how often each rule decided.

    compare.py DRIVER STEPS SEED [LEAST [PROCESSES]]     TAP; LEAST: how often, each way

A rule "objects" in a step that it decides with a denial or a mark, or where what stands beside the
decision finds something (a receipt overdue, a sentence mixed); it "lets pass" in a step where it
was asked and did not object.  P26 speaks through P06, and is counted where it was looked at whether the
public gets it.
"""
import collections
import concurrent.futures
import json
import subprocess
import sys

import facts
import steps

BATCH = 2000
WORLD = 100000  # steps, then another world begins: in one that is too old, time ends
SHOWN = 3


def ask(driver, asked):
    """The program's answers, in order."""
    text = "".join(json.dumps(s) + "\n" for s in asked)
    ran = subprocess.run([driver], input=text, capture_output=True, text=True)
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    if ran.returncode != 0 or len(said) != len(asked):
        raise SystemExit(f"# the driver ended with {ran.returncode}: {ran.stderr}")
    return said


def differs(step, said):
    """What the model says, if it is something else; None if not."""
    ours, _ = steps.answer(step)
    return None if ours == said else ours


def smaller(v, top=True):
    """The same with one thing less."""
    if isinstance(v, dict):
        for k in v:
            if not top or k not in ("do", "act"):
                yield {a: b for a, b in v.items() if a != k}
        for k in v:
            for x in smaller(v[k], False):
                yield {**v, k: x}
    elif isinstance(v, list):
        for i in range(len(v)):
            yield v[:i] + v[i + 1:]
        for i in range(len(v)):
            for x in smaller(v[i], False):
                yield v[:i] + [x] + v[i + 1:]


def minimal(driver, step):
    """As little as shows a difference; a few rounds, each with one start of the driver."""
    for _ in range(60):
        tries = list(smaller(step))
        for less, said in zip(tries, ask(driver, tries)):
            try:
                if "fault" not in said and differs(less, steps.comparable(less, said)) is not None:
                    step = less
                    break
            except (KeyError, TypeError, ValueError):
                continue  # too little for a question
        else:
            break
    return step


def tally(count, step, said, says):
    decided = said.get("rule", "")
    for rule, say in says.items():
        count[rule, "objects" if say != facts.YES else "passes"] += 1
    if step["do"] == "decide":
        count["decide", said["verdict"]] += 1
        for flag in ("hidden", "due", "held", "late"):
            count[flag, said[flag]] += 1
        count["decided", decided] += 1
    else:
        count["beside", step["do"]] += 1


def run(job):
    """A run of its own: how often what was decided, and the first differences."""
    driver, amount, seed = job
    count, found = collections.Counter(), []
    done = 0
    while done < amount:
        if done % WORLD == 0:
            source = steps.Steps(f"{seed}/{done}" if done else seed)
        asked = [source.next() for _ in range(min(BATCH, amount - done))]
        for step, said in zip(asked, ask(driver, asked)):
            done += 1
            said = steps.comparable(step, said)
            ours, says = steps.answer(step)
            tally(count, step, ours, says)
            if ours != said:
                count["differences", ""] += 1
                if len(found) < SHOWN:
                    found.append((seed, done, step, said, ours))
    return count, found


def tell(driver, found):
    for seed, n, step, said, ours in found[:SHOWN]:
        print(f"# seed {seed}, step {n}: {json.dumps(step)}")
        for name in sorted(set(said) | set(ours)):
            if said.get(name) != ours.get(name):
                print(f"#   {name}: program {said.get(name)}, model {ours.get(name)}")
        less = minimal(driver, step)
        print(f"#   smaller {json.dumps(less)}")
        print(f"#   program {ask(driver, [less])[0]}")


def table(count, least):
    """One line a rule; those that decided too seldom."""
    seldom = []
    for rule in [r.__name__ for r in steps.model.RULES]:
        objects, passes = count[rule, "objects"], count[rule, "passes"]
        few = min(objects, passes) < least
        print(f"#   {rule}  objects {objects:8}  lets pass {passes:8}{'  too seldom' if few else ''}")
        if few:
            seldom.append(rule)
    for flag in ("hidden", "due", "held", "late"):
        print(f"#   {flag:6}  {count[flag, True]:8} yes {count[flag, False]:8} no")
        if min(count[flag, True], count[flag, False]) < least:
            seldom.append(flag)
    print("#   verdicts " + ", ".join(f"{v} {count['decide', v]}" for v in ("allow", "deny", "mark")))
    print("#   beside " + ", ".join(f"{k} {n}" for (of, k), n in sorted(count.items()) if of == "beside"))
    return seldom


def main(driver, amount, seed, least=100, processes=1):
    share = [(driver, amount // processes + (n < amount % processes), seed + n) for n in range(processes)]
    if processes == 1:
        results = [run(share[0])]
    else:
        with concurrent.futures.ProcessPoolExecutor(processes) as pool:
            results = list(pool.map(run, share))
    count, found = collections.Counter(), []
    for c, f in results:
        count.update(c)
        found += f
    print(f"# {amount} steps, seed {seed}, {processes} process(es)")
    seldom = table(count, least)
    tell(driver, found)
    differ = count["differences", ""]
    print("1..2")
    print(f"{'not ' if differ else ''}ok 1 - program and model say the same in {amount} steps, seed {seed}: {differ} differences")
    print(f"{'not ' if seldom else ''}ok 2 - every rule decided at least {least} steps each way" + (": not " + " ".join(seldom) if seldom else ""))
    return 1 if differ or seldom else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
