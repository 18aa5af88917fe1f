"""Where the words of the rules seem to speak against the program: both sides stand in the code."""

# What the words seem to say, where the program says otherwise.  While nobody has decided, the
# program's side is taken, and the comparison can go on: CONCEDED names those.
DISPUTES = {
    "came after leaving": "P22: who left a group reads only what came while it was in, by the day on which it came, not was made",
}
CONCEDED = set(DISPUTES)


def ours(dispute):
    """Is the side of the words taken?"""
    return dispute not in CONCEDED
