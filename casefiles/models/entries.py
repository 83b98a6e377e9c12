"""Questions about entries with their rows, and what was answered: nothing of it is a penalty."""

from collections import defaultdict

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.papers import Paper, once_per_key
from casefiles.models.reckoned import Reckoned
from casefiles.models.records import Visit
from casefiles.models.rules import OfficeRules
from casefiles.schedule.entries import LOOK_BACK, Entry, Limits, doubts, name_of, status_of
from casefiles.terms.entries import DoubtStatus, DoubtStep, EntryDoubt
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel

SHAPES = {
    DoubtStatus.OPEN: "overdue", DoubtStatus.ANSWERED: "due", DoubtStatus.CLOSED: "done",
}  # fmt: skip


@tracked()
class EntryAnswer(Paper):
    """What was said to a question: an answer, or the closing word. It hangs on the file of the
    question's first visit at that time, which names the question together with its kind."""

    APPEND_ONLY = True

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="entry_answers")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryDoubt)
    step = models.CharField(_("step"), max_length=10, choices=DoubtStep)
    counted = models.PositiveIntegerField(_("entries then"))
    text = models.CharField(_("text"), max_length=300)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer about entries")
        verbose_name_plural = _("answers about entries")
        constraints = [
            once_per_key("entryanswer"),
            models.CheckConstraint(condition=~Q(text=""), name="entryanswer_says_something"),
        ]

    def __str__(self):
        return self.text


class EntryQuestion:
    """One question with its visits and what was said."""

    def __init__(self, doubt, visits, answers):
        self.kind, self.visits, self.answers = doubt.kind, visits, answers
        steps = [(row.step, row.recorded_at) for row in answers]
        self.status = status_of(max(visit.recorded_at for visit in visits), steps)
        self.shape = SHAPES[self.status]

    @property
    def first(self):
        return self.visits[0]

    @property
    def author(self):
        return self.first.recorded_by

    @property
    def villages(self):
        return list(dict.fromkeys(visit.village for visit in self.visits))

    @property
    def last_words(self):
        return self.answers[-1] if self.answers else None

    @property
    def text(self):
        return text_of(self.first) if self.kind == EntryDoubt.SAME_TEXT else ""


class EntryQuestions(Reckoned):
    """The questions about some visits: one query for what was entered of all of them, one for the
    visits that are asked about, and one for what was answered."""

    def reckon(self):
        rows = recent(self.source)
        found = doubts(entries_of(rows))
        if not found:
            return []
        asked = rows.filter(pk__in={key for doubt in found for key in doubt.keys})
        visits = asked.select_related("case__village", "village", "recorded_by").in_bulk()
        said = answers_to(found, self.source)
        return [
            EntryQuestion(doubt, [visits[key] for key in doubt.keys],
                          said.get(doubt.name, []))
            for doubt in found
        ]  # fmt: skip

    @staticmethod
    def files_of(rows):
        return [(v.case_id, v.case.village_id) for question in rows for v in question.visits]


def recent(visits):
    return visits.filter(recorded_at__gte=timezone.now() - LOOK_BACK, withdrawn_at=None)


def doubts_with_status(visits):
    """(Doubt, DoubtStatus) of each question about these visits, without their rows: two queries."""
    entries = entries_of(recent(visits))
    found, entered_at = doubts(entries), {entry.key: entry.entered_at for entry in entries}
    said = steps_of(found) if found else {}
    return [
        (doubt, status_of(max(entered_at[key] for key in doubt.keys), said.get(doubt.name, [])))
        for doubt in found
    ]


def steps_of(found):
    """{name of the question: (step, instant) of its answers in their order}; one query."""
    said = defaultdict(list)
    rows = answers(found).values_list(
        "kind", "step", "recorded_at", "visit", "visit__recorded_by",
        *(f"visit__{block}" for block in Visit.BLOCKS),
    )  # fmt: skip
    for kind, step, said_at, visit, author, *blocks in rows:
        said[name_of(kind, author, visit, joined(blocks))].append((step, said_at))
    return said


def answers_to(found, visits):
    """{name of the question: the answers in their order} among these visits; one query."""
    said = defaultdict(list)
    rows = answers(found).filter(visit__in=visits.order_by())
    for row in rows.select_related("recorded_by", "visit"):
        visit = row.visit
        name = name_of(row.kind, visit.recorded_by_id, visit.pk, text_of(visit))
        said[name].append(row)
    return said


def answers(found):
    """What was said to these questions. Words to the same text may hang on a visit that is too old
    by now to be asked about."""
    firsts, authors = ({getattr(doubt, name) for doubt in found} for name in ("first", "author"))
    same_text = Q(kind=EntryDoubt.SAME_TEXT, visit__recorded_by__in=authors)
    return EntryAnswer.objects.filter(Q(visit__in=firsts) | same_text)


def entries_of(rows):
    """These visits for the pure rules, without making a Visit of each: an office has thousands."""
    columns = ("pk", "recorded_by", "visited_on", "recorded_at", "limits", *Visit.BLOCKS)
    rows = rows.annotate(limits=limits_of(OuterRef("village_id"))).order_by()
    return [
        Entry(
            key=key, author=author, made_on=made_on, entered_on=timezone.localdate(entered_at),
            entered_at=entered_at, text=joined(blocks),
            limits=Limits(**limits) if limits else Limits(),
        )
        for key, author, made_on, entered_at, limits, *blocks in rows.values_list(*columns)
    ]  # fmt: skip


def text_of(visit):
    return joined(getattr(visit, block) for block in Visit.BLOCKS)


def joined(blocks):
    return " ".join(filter(None, blocks))


def limits_of(village):
    """An expression: the limits of the township of this village, or nothing: the defaults."""
    rules = OfficeRules.objects.filter(area=Left(village, AreaLevel.TOWNSHIP.value))
    names = Limits.__dataclass_fields__
    return Subquery(rules.values(limits=JSONObject(**{name: name for name in names})))


def doubts_waiting_for(officer):
    """(Doubt, DoubtStatus) of the questions that may wait for the officer's word: about the own
    entries, and about those of everybody who has answered."""
    said = EntryAnswer.objects.filter(recorded_at__gte=timezone.now() - LOOK_BACK)
    authors = Q(recorded_by=officer) | Q(recorded_by__in=said.values("visit__recorded_by"))
    return doubts_with_status(questions_for(officer).source.filter(authors))


def questions_for(officer):
    """The questions that concern an officer: about the own entries, and about everybody's where the
    officer may withdraw another's visit."""
    kept = within("village__code", area_codes(officer, Permission.VISIT_WITHDRAW))
    visits = Visit.objects.visible_to(officer, Permission.VISIT_RECORD)
    return EntryQuestions(visits.filter(kept | Q(recorded_by=officer)))
