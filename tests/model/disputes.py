"""Where the words of the rules seem to speak against the program: both sides stand in the code."""

# What the words seem to say, where the program says otherwise.  While nobody has decided, the
# program's side is taken, and the comparison can go on: CONCEDED names those.
DISPUTES = {
    "originator kept": "P07: who is not originator may not make itself one by other terms, to lower them next",
    "giver": "P06: who may not have an item (compartment, list, group, bar) may not give it either",
    "RED onward": "P06: RED goes to named people, so its holder may give it to one, and back to its originator",
    "excerpt": "P02: who was let have the excerpt may have it, even if the parent was RED or barred that one",
    "no purpose": "P03: a consent that names no purpose is none, also where it is asked who may know",
    "late hold": "P27: what is not yet erased can be held, also once recalled, ended or quarantined",
    "purpose given": "P08: who reads says what for, also where the item sets no limit to purposes",
    "why": "P14: why is logged of every act, so an act without purpose and reason is not done",
    "ended parent": "P12: what ended is not used, so nothing is made from one's own item that ended",
    "person in both": "P02: a person named in one list is in the intersection with the person's organisation",
}
CONCEDED = set(DISPUTES)


def ours(dispute):
    """Is the side of the words taken?"""
    return dispute not in CONCEDED
