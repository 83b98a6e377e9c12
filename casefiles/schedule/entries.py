"""What the office asks about entries: the same text again and again, many at once, very late.

A question and never a finding: a phone without signal sends a day's visits at once, and paper
arrives late. Nothing of this enters a score.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casefiles.terms.entries import DoubtStatus, DoubtStep, EntryDoubt

LOOK_BACK = timedelta(days=90)  # since an entry was made


@dataclass(frozen=True)
class Limits:
    """From where on an office asks: visits of one text, visits in minutes, days between visit and
    entry."""

    same_texts: int = 5
    fast_visits: int = 20
    fast_minutes: int = 10
    late_days: int = 20


@dataclass(frozen=True)
class Entry:
    """One visit as it was entered: by whom, made on which day, entered when, in which words."""

    key: int
    author: int
    made_on: date
    entered_on: date
    entered_at: datetime
    text: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True)
class Doubt:
    """One question: its kind, whom it asks, and the keys of its entries, the first entered first.

    `name` is what it keeps while entries come and grow too old: of the same text its author and
    words, of the others the first entry.
    """

    kind: EntryDoubt
    author: int
    keys: tuple
    name: tuple

    @property
    def first(self):
        return self.keys[0]


def doubts(entries):
    """The Doubts about these entries, in the order of their first entry."""
    by_author = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.entered_at, entry.key)):
        by_author[entry.author].append(entry)
    found = []
    for rows in by_author.values():
        found += [*same_texts(rows), *bursts(rows), *late(rows)]
    return sorted(found, key=lambda doubt: (doubt.first, doubt.kind))


def same_texts(rows):
    """One author's entries that say the same, marks and spaces aside; no text says nothing."""
    by_text = defaultdict(list)
    for row in rows:
        if words := plain(row.text):
            by_text[words].append(row)
    return [
        doubt(EntryDoubt.SAME_TEXT, same) for same in by_text.values()
        if len(same) >= same[0].limits.same_texts
    ]  # fmt: skip


def plain(text):
    return "".join(letter for letter in text if letter.isalnum())


def bursts(rows):
    """Each longest row of entries in which every so many lie within so many minutes."""
    found, burst = [], []
    for last, row in enumerate(rows):
        limits = row.limits
        first = last - limits.fast_visits + 1
        if first < 0 or row.entered_at - rows[first].entered_at > minutes(limits):
            continue
        if burst and burst[-1] >= first:
            burst.append(last)
        else:
            found += [burst] if burst else []
            burst = list(range(first, last + 1))
    found += [burst] if burst else []
    return [doubt(EntryDoubt.FAST, [rows[place] for place in places]) for places in found]


def minutes(limits):
    return timedelta(minutes=limits.fast_minutes)


def late(rows):
    """Each entry made so many days after its visit, or more."""
    return [
        doubt(EntryDoubt.LATE, [row]) for row in rows
        if (row.entered_on - row.made_on).days >= row.limits.late_days
    ]  # fmt: skip


def doubt(kind, rows):
    first = rows[0]
    name = name_of(kind, first.author, first.key, first.text)
    return Doubt(kind, first.author, tuple(row.key for row in rows), name)


def name_of(kind, author, key, text):
    """What tells a question from others, by its first entry: its author, key and text."""
    return (kind, author, plain(text)) if kind == EntryDoubt.SAME_TEXT else (kind, key)


def status_of(entered_at, steps):
    """Where a question stands whose last entry was made at `entered_at`.

    `steps` are (step, instant) in order; answered or closed, it asks again after another entry.
    """
    if not steps or entered_at > steps[-1][1]:
        return DoubtStatus.OPEN
    step, _said_at = steps[-1]
    return DoubtStatus.CLOSED if step == DoubtStep.CLOSE else DoubtStatus.ANSWERED
