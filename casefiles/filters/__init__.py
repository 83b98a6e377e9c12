"""One search form both filters a list and exports it: what you see is what you download."""

import re

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles import names
from casefiles.filters.places import PlaceFilterSet
from casefiles.models import (
    CaseFile,
    CorrectionRequest,
    DrugTest,
    DueSlot,
    RehabOrder,
    Sealing,
    SealOpening,
    VillageDuty,
    Visit,
)
from casefiles.models.seats import asked_by, seat_label
from casefiles.models.team import not_acknowledged, with_empty_seat
from casefiles.terms import (
    FOUR_IN_ONE,
    NOT_ENTERED,
    ORDERED_MEASURES,
    Abstinence,
    AlarmColour,
    BagPart,
    CloseReason,
    ControlState,
    DutyKind,
    Measure,
    OpeningGround,
    OpeningState,
    OrderState,
    RiskLevel,
    SlotKind,
    TestResult,
    VisitMode,
    VisitOutcome,
)
from jurisdiction.access import Permission
from jurisdiction.models import AccessEvent
from paperwork.text import clean_text

FILE_NO = re.compile(r"[0-9]{1,9}")


class CaseFilter(PlaceFilterSet):
    STATUS = [("open", _("Open files")), ("closed", _("Closed files")), ("all", _("All files"))]
    LACKING = [("any", _("Any part")), *BagPart.choices]
    MEASURE = [*Measure.choices, (NOT_ENTERED, _("Not entered"))]

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    measure = df.ChoiceFilter(
        choices=MEASURE, method="under_measure", label=_("Measure"), empty_label=_("All")
    )
    control_state = df.ChoiceFilter(
        choices=ControlState, label=_("Control state"), empty_label=_("All")
    )
    abstinence = df.ChoiceFilter(choices=Abstinence, label=_("Abstinence"), empty_label=_("All"))
    risk_level = df.ChoiceFilter(choices=RiskLevel, label=_("Risk level"), empty_label=_("All"))
    lacking = df.ChoiceFilter(
        choices=LACKING, method="lacks", label=_("Bag lacks"), empty_label=_("—")
    )
    alarm = df.ChoiceFilter(
        choices=AlarmColour, method="in_colour", label=_("Visit or test due"), empty_label=_("All")
    )
    doubled = df.ChoiceFilter(
        choices=[("id_number", _("Same ID number"))],
        method="with_double",
        label=_("Two files of one person"),
        empty_label=_("—"),
    )
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", "open")
        super().__init__(data, *args, **options)

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def under_measure(self, rows, name, value):
        return rows.filter(measure="" if value == NOT_ENTERED else value)

    def lacks(self, rows, name, value):
        return rows.bag_incomplete() if value == "any" else rows.lacking(value)

    def in_colour(self, rows, name, value):
        slots = DueSlot.objects.in_colour(value, self.today)
        return rows.filter(Exists(slots.filter(case=OuterRef("pk"))))

    def with_double(self, rows, name, value):
        return rows.doubled(among=CaseFile.objects.visible_to(self.request.user))

    def in_status(self, rows, name, value):
        if value == "all":
            return rows
        return rows.filter(closed_on__isnull=value == "open")


class SlotFilter(PlaceFilterSet):
    STATUS = [
        ("open", _("Open")),
        ("overdue", _("Overdue")),
        ("missed", _("Missed")),
        ("done", _("Done")),
        ("excused", _("Excused")),
        ("cancelled", _("Cancelled")),
        ("owed", _("All that count as due")),
    ]

    kind = df.ChoiceFilter(choices=SlotKind, label=_("Kind"), empty_label=_("All"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=_("All")
    )
    alarm = df.ChoiceFilter(
        choices=AlarmColour, method="in_colour", label=_("Alarm"), empty_label=_("All")
    )
    closes_from = df.DateFilter(field_name="closes_on", lookup_expr="gte", label=_("Ends from"))
    closes_to = df.DateFilter(field_name="closes_on", lookup_expr="lte", label=_("Ends until"))

    class Meta:
        model = DueSlot
        fields = []

    def in_colour(self, rows, name, value):
        return rows.in_colour(value, self.today)

    def in_status(self, rows, name, value):
        named = {
            "open": rows.actionable(self.today),
            "overdue": rows.overdue(self.today),
            "missed": rows.missed(self.today),
            "owed": rows.owed(),
        }
        return named[value] if value in named else rows.filter(state=value)


class DutyFilter(PlaceFilterSet):
    STATUS = [
        ("open", _("Open")),
        ("missed", _("Missed")),
        ("done", _("Done")),
    ]

    kind = df.ChoiceFilter(choices=DutyKind, label=_("Kind"), empty_label=_("All"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=_("All")
    )
    closes_from = df.DateFilter(field_name="closes_on", lookup_expr="gte", label=_("Ends from"))
    closes_to = df.DateFilter(field_name="closes_on", lookup_expr="lte", label=_("Ends until"))

    class Meta:
        model = VillageDuty
        fields = []

    def in_status(self, rows, name, value):
        named = {"open": rows.actionable(self.today), "missed": rows.missed(self.today)}
        return named[value] if value in named else rows.filter(state=value)


class VisitFilter(PlaceFilterSet):
    date_from = df.DateFilter(field_name="visited_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="visited_on", lookup_expr="lte", label=_("Until"))
    mode = df.ChoiceFilter(choices=VisitMode, label=_("How"), empty_label=_("All"))
    outcome = df.ChoiceFilter(choices=VisitOutcome, label=_("Result"), empty_label=_("All"))
    needs_follow_up = df.ChoiceFilter(
        choices=[("True", _("Yes")), ("False", _("No"))],
        label=_("Follow-up needed"),
        empty_label=_("All"),
    )

    class Meta:
        model = Visit
        fields = []


class TestFilter(PlaceFilterSet):
    __test__ = False  # a filter, not a test case

    date_from = df.DateFilter(field_name="tested_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="tested_on", lookup_expr="lte", label=_("Until"))
    result = df.ChoiceFilter(choices=TestResult, label=_("Result"), empty_label=_("All"))

    class Meta:
        model = DrugTest
        fields = []


class ReadingFilter(df.FilterSet):
    """Readings with their questions (`with_questions`) of one day, which `day` tells."""

    QUESTIONS = [
        ("night", _("At night")),
        ("outside", _("Outside the caseload")),
        ("all", _("All readings")),
    ]

    day = df.DateFilter(field_name="read_at", lookup_expr="date", label=_("Day"), required=True)
    question = df.ChoiceFilter(
        choices=QUESTIONS,
        method="with_question",
        label=_("Question"),
        empty_label=_("Any question"),
    )
    officer = df.CharFilter(field_name="officer__name", lookup_expr="contains", label=_("Officer"))

    class Meta:
        model = AccessEvent
        fields = []

    @property
    def chosen_day(self):
        """The day asked for; today while the answer is none."""
        return self.form.cleaned_data["day"] if self.is_valid() else timezone.localdate()

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        asked = self.form.cleaned_data["question"]
        return rows if asked else rows.filter(Q(is_night=True) | Q(is_outside=True))

    def with_question(self, rows, name, value):
        return rows if value == "all" else rows.filter(**{f"is_{value}": True})


class TeamFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    empty = df.ChoiceFilter(
        choices=[], method="with_empty", label=_("Empty seat"), empty_label=_("All")
    )
    duties = df.ChoiceFilter(
        choices=[("open", _("not acknowledged yet"))], method="with_duties",
        label=_("Duties"), empty_label=_("All"),
    )  # fmt: skip

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.seats = asked_by(self.request.user)
        labels = [(name, seat_label(name)) for name in self.seats]
        sets = [("four", _("Any of the four")), ("any", _("Any seat that is asked"))]
        self.filters["empty"].extra["choices"] = [*sets, *labels]

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def with_empty(self, rows, name, value):
        seats = {"four": FOUR_IN_ONE, "any": self.seats}.get(value, [value])
        return with_empty_seat(rows, self.today, seats)

    def with_duties(self, rows, name, value):
        return not_acknowledged(rows, self.today)


class SealFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    close_reason = df.ChoiceFilter(
        choices=CloseReason, label=_("Reason for closing"), empty_label=_("All")
    )

    class Meta:
        model = CaseFile
        fields = []

    def search(self, rows, name, value):
        return rows.search(clean_text(value))


class NumberFilter(PlaceFilterSet):
    """Registers without names are searched by the number of the file."""

    q = df.CharFilter(method="search", label=_("File number"))

    def search(self, rows, name, value):
        number = clean_text(value)
        return rows.filter(case=int(number)) if FILE_NO.fullmatch(number) else rows.none()


class SealedFilter(NumberFilter):
    close_reason = df.ChoiceFilter(
        choices=CloseReason, label=_("Reason for closing"), empty_label=_("All")
    )
    date_from = df.DateFilter(field_name="sealed_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="sealed_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Sealing
        fields = []


class OpeningFilter(NumberFilter):
    PLACES = Permission.OPENING_DECIDE

    ground = df.ChoiceFilter(choices=OpeningGround, label=_("Legal ground"), empty_label=_("All"))
    status = df.ChoiceFilter(
        choices=OpeningState, method="in_status", label=_("Status"), empty_label=_("All")
    )

    class Meta:
        model = SealOpening
        fields = []

    def in_status(self, rows, name, value):
        return rows.in_state(value, timezone.now())


class OnFileFilter(PlaceFilterSet):
    """Rows that hang on a file: by its village, and by the person's name."""

    village = df.ChoiceFilter(
        field_name="case__village", label=_("Village"), choices=[], empty_label=_("All villages")
    )
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))

    def search(self, rows, name, value):
        tokens = names.query_tokens(clean_text(value))
        return rows.filter(case__search_tokens__contains=tokens) if tokens else rows.none()


class CorrectionFilter(OnFileFilter):
    STATUS = [("open", _("Open")), ("overdue", _("Overdue")), ("decided", _("Decided"))]

    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=_("All")
    )

    class Meta:
        model = CorrectionRequest
        fields = []

    def in_status(self, rows, name, value):
        named = {"open": rows.undecided(), "overdue": rows.overdue(self.today)}
        return named[value] if value in named else rows.decided()


class OrderFilter(OnFileFilter):
    MEASURES = [(measure.value, measure.label) for measure in ORDERED_MEASURES]
    STATUS = [
        ("running", _("All that run")),
        ("report_overdue", _("Report-in overdue")),
        ("transfer_overdue", _("Report-in at the new place overdue")),
        ("no_agreement", _("No agreement yet")),
        *OrderState.choices,
        ("all", _("All")),
    ]

    measure = df.ChoiceFilter(choices=MEASURES, label=_("Measure"), empty_label=_("All"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )
    ends_from = df.DateFilter(field_name="ends_on", lookup_expr="gte", label=_("Ends from"))
    ends_to = df.DateFilter(field_name="ends_on", lookup_expr="lte", label=_("Ends until"))

    class Meta:
        model = RehabOrder
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", "running")
        super().__init__(data, *args, **options)

    def in_status(self, rows, name, value):
        named = {
            "all": rows,
            "running": rows.running(),
            "report_overdue": rows.report_in_overdue(self.today),
            "transfer_overdue": rows.transfer_overdue(self.today),
            "no_agreement": rows.without_agreement(),
        }
        return named[value] if value in named else rows.filter(state=value)
