"""Where the words of the rules seem to speak against the program: both sides stand in the code."""

# What the words seem to say, where the program says otherwise.  While nobody has decided, the
# program's side is taken, and the comparison can go on: CONCEDED names those.
DISPUTES = {
    "RED onward": "P06: RED goes to named people, so its holder may give it to one, and back to its originator",
    "why": "P14: why is logged of every act, so an act without purpose and reason is not done",
    "person in both": "P02: a person named in one list is in the intersection with the person's organisation",
}
CONCEDED = {"RED onward", "why", "person in both"}


def ours(dispute):
    """Is the side of the words taken?"""
    return dispute not in CONCEDED
