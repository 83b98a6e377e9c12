"""Which readings the office looks at twice. They are questions, never judgements."""

from statistics import median

NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # hours; whoever works in the village enters in the evening
MANY = 20  # files opened in one day that are nothing unusual for anybody
TIMES_USUAL = 3


def usual(counts):
    """The median of files opened on the earlier days on which there was any reading; 0 if none."""
    return median(counts) if counts else 0


def is_unusual(count, earlier):
    """Whether so many files in one day are far beyond this officer's own earlier days."""
    return count > max(MANY, TIMES_USUAL * usual(earlier))
