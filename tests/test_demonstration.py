"""The invented township, with every state that is to be seen."""

from datetime import date
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.models import Activity, Title
from campaigns.terms import TitleState
from casefiles.models import (
    BagScan,
    CaseFile,
    CorrectionRequest,
    DrugTest,
    DueSlot,
    FoundAgain,
    Handover,
    Leave,
    Merge,
    RehabOrder,
    ResidenceNotice,
    RiskAssessment,
    Sealing,
    SealOpening,
    StateChange,
    Task,
    TenDayCheck,
    Transfer,
    VillageDuty,
    Visit,
    VisitPhoto,
)
from casefiles.models.balance import months_of
from casefiles.models.breaches import counters_of, with_counted
from casefiles.models.entries import questions_for
from casefiles.models.exits import exit_status
from casefiles.models.losing import FOLLOWED, asking, standings
from casefiles.models.merging import pairs_among
from casefiles.models.residence import living_apart
from casefiles.schedule import is_minor
from casefiles.terms import (
    CloseReason,
    ControlState,
    Decision,
    DutyKind,
    OpeningState,
    OrderState,
    SlotKind,
    SlotState,
    VisitMode,
    VisitOutcome,
)
from casefiles.terms.balance import ReportStatus
from casefiles.terms.breaches import BreachGround, BreachStatus
from casefiles.terms.duplicates import Likeness
from casefiles.terms.entries import DoubtStatus, EntryDoubt
from casefiles.terms.exits import ExitStatus
from casefiles.terms.leave import LeaveStatus
from casefiles.terms.losing import LostStatus
from casefiles.terms.moves import TransferState
from casefiles.terms.residence import NoticeStatus
from jurisdiction.models import Area, Officer, Posting, Unit
from jurisdiction.terms import AreaLevel, Capacity, UnitKind
from township.demonstration.cast import CAST
from township.demonstration.load import load_demonstration
from township.demonstration.passwords import PASSWORD, SECOND_FACTOR_SECRET

TODAY = date(2026, 11, 18)
QINGXI, HEPING = "990101101", "990101101201"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(today=TODAY, persons=90, years=1)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded, db):
    """The township of these tests; each leaves it as it found it."""


def test_titles_stand_in_every_state_and_attendances_are_a_figure_of_their_own(demonstration):
    assert set(Title.objects.values_list("state", flat=True)) == set(TitleState)
    assert Activity.objects.filter(attendances__gt=F("people")).exists()


def test_every_fate_of_a_file_is_planted(demonstration):
    cases = CaseFile.objects.filter(village__code__startswith=QINGXI)
    assert set(cases.values_list("control_state", flat=True)) == set(ControlState.values)
    assert set(cases.exclude(close_reason="").values_list("close_reason", flat=True)) == {
        CloseReason.DECEASED, CloseReason.MOVED_OUT, CloseReason.RELEASED_AND_ABSTINENT,
        CloseReason.WRONG_REGISTRATION, CloseReason.DUPLICATE,
    }  # fmt: skip
    assert [is_minor(case.birth_date, TODAY) for case in cases].count(True) == 1
    assert cases.filter(id_number_sealed=None).exclude(id_missing_reason="").count() == 3
    assert cases.filter(is_away=True).exists()
    assert cases.exclude(household_address__contains=F("village__name")).exists()
    assert cases.filter(slots__in=DueSlot.objects.exclude(village=F("case__village"))).exists()


def test_every_likeness_of_two_files_is_planted_and_what_becomes_of_a_pair(demonstration):
    found = pairs_among(CaseFile.objects.filter(village__code__startswith=QINGXI))
    assert {reason for pair in found for reason in pair.reasons} == set(Likeness)
    assert [pair.said is None for pair in found].count(False) == 1
    assert {merge.is_undone for merge in Merge.objects.all()} == {True, False}


def test_every_kind_and_state_of_a_question_about_entries_is_planted(demonstration):
    asked = list(questions_for(Officer.objects.get(username="officer")))
    assert {question.kind for question in asked} == set(EntryDoubt)
    assert {question.status for question in asked} == set(DoubtStatus)
    assert len(asked) < 20


def test_every_state_of_an_order_is_planted(demonstration):
    orders = RehabOrder.objects.filter(case__village__code__startswith=QINGXI)
    assert set(orders.values_list("state", flat=True)) == set(OrderState.values)
    asked = {order.question(TODAY) for order in orders}
    assert asked == {"", "report_overdue", "transfer_overdue", "no_agreement", "kept_too_long"}
    assert orders.exclude(latest_end_on=F("ends_on")).exists()
    assert orders.filter(stays_until__gte=TODAY).count() == 1
    led = orders.filter(state=OrderState.EXECUTING)
    assert not led.exclude(case__measure_to=F("ends_on")).exists()


def test_every_status_of_a_leave_is_planted(demonstration):
    leaves = list(Leave.objects.all())
    assert {leave.status(TODAY) for leave in leaves} == set(LeaveStatus)
    assert any(leave.lacks_report for leave in leaves)
    assert any(leave.days_late(TODAY) for leave in leaves if leave.returned_on)
    assert not all(leave.leaves_county for leave in leaves)


def test_everything_that_losing_contact_can_ask_is_planted_and_somebody_is_found(demonstration):
    rows = asking(CaseFile.objects.filter(village__code__startswith=QINGXI), TODAY)
    assert {row.status for row in rows} == set(LostStatus)
    assert FoundAgain.objects.exists()


def test_no_file_that_asks_is_passed_over(demonstration):
    """Most files are not looked at, since they have neither a missed slot nor an attempt."""
    files = CaseFile.objects.all()
    followed = standings(files.open().filter(control_state__in=FOLLOWED), TODAY)
    asked = {row.case.pk for row in followed if row.status}
    assert {row.case.pk for row in asking(files, TODAY)} == asked < {s.case.pk for s in followed}
    decided = {row.case.pk for row in followed if row.may_be_decided}
    assert decided <= {row.case.pk for row in asking(files, TODAY, searched=True)} <= asked


def test_households_elsewhere_and_every_status_of_a_notice_are_planted(demonstration):
    assert living_apart(CaseFile.objects.filter(village__code__startswith=QINGXI)).count() >= 3
    assert {notice.status for notice in ResidenceNotice.objects.all()} == set(NoticeStatus)


def test_every_state_of_a_move_is_planted(demonstration):
    assert set(Transfer.objects.values_list("state", flat=True)) == set(TransferState)


def test_a_handover_waits_and_another_was_accepted(demonstration):
    assert set(Handover.objects.values_list("state", flat=True)) == {"offered", "accepted"}
    [waiting], [done] = (Handover.objects.filter(state=s) for s in ("offered", "accepted"))
    assert Task.objects.unclosed().filter(assignee=waiting.from_officer.name).count() == 1
    named = CaseFile.objects.filter(pk__in=done.cases, control_contact=done.from_officer.name)
    assert named.count() == 2


def test_half_a_year_of_months_is_submitted_and_the_last_does_not_balance(demonstration):
    firsts = [date(2026, month, 1) for month in range(5, 11)]
    found = months_of(Area.objects.get(pk=QINGXI), firsts, TODAY)
    assert [month.status for month in found] == [ReportStatus.SUBMITTED] * 5 + [
        ReportStatus.UNBALANCED
    ]
    assert [bool(month.problems) for month in found] == [False] * 3 + [True, False, True]
    assert [bool(month.report and month.report.note) for month in found] == [
        False, False, False, True, False, False,
    ]  # fmt: skip


def test_checks_and_exchanges_are_done_late_missed_and_open(demonstration):
    for kind in DutyKind:
        duties = VillageDuty.objects.filter(kind=kind, village__code__startswith=QINGXI)
        assert set(duties.values_list("state", flat=True)) == {"done", "missed", "open"}
    checks = TenDayCheck.objects.exclude(duty=None).select_related("duty")
    assert {check.is_late for check in checks} == {True, False}
    assert {check.is_nil for check in checks} == {True, False}
    assert all(each.duty.opens_on <= each.happened_on <= each.duty.closes_on for each in checks)


def test_every_status_of_a_counter_is_planted(demonstration):
    orders = with_counted(RehabOrder.objects.select_related("case"))
    counters = [counter for order in orders for counter in counters_of(order, TODAY)]
    assert {counter.status for counter in counters} == set(BreachStatus)
    proposed = {c.ground for c in counters if c.status == BreachStatus.PROPOSED}
    assert proposed == set(BreachGround)
    assert any(counter.admonitions for counter in counters)


def test_levels_of_risk_are_as_reckoned_or_decided_with_a_reason_and_one_is_overdue(demonstration):
    rows = list(RiskAssessment.objects.all())
    assert {row.level for row in rows} == {"high", "medium", "low"}
    assert any(row.differs for row in rows)
    assert {row.badge(TODAY) for row in rows} == {"done", "overdue"}


def test_every_reminder_of_an_end_is_planted(demonstration):
    told = {exit_status(order, TODAY) for order in RehabOrder.objects.all()}
    assert told == {None, *ExitStatus}


def test_files_are_to_be_sealed_sealed_and_opened_by_two_officers(demonstration):
    assert CaseFile.objects.due_for_sealing(TODAY).exists()
    assert Sealing.objects.count() == 4
    states = {opening.state(timezone.now()) for opening in SealOpening.objects.all()}
    assert states == {OpeningState.ASKED, OpeningState.OPEN, OpeningState.REFUSED}


def test_requests_for_correction_wait_are_followed_and_are_not(demonstration):
    decided = CorrectionRequest.objects.values_list("decision", flat=True)
    assert sorted(decided) == ["", Decision.GRANTED, Decision.REFUSED]


def test_a_visit_has_a_photo_and_a_paper_its_scans(demonstration):
    assert VisitPhoto.objects.count() == 3
    assert BagScan.objects.exists()


def test_a_file_that_came_back_from_custody_owed_nothing_meanwhile(demonstration):
    back = StateChange.objects.filter(
        old_value=ControlState.IN_CUSTODY, new_value=ControlState.IN_CONTROL
    ).first()
    slots = back.case.slots.of_kind(SlotKind.VISIT).order_by("period_on")
    states = list(slots.values_list("state", flat=True))
    excused = [n for n, state in enumerate(states) if state == SlotState.EXCUSED]
    assert excused == list(range(excused[0], excused[-1] + 1))
    assert excused[-1] < len(states) - 1


def test_visits_are_late_missed_extra_by_phone_and_in_vain(demonstration):
    visits = Visit.objects.all()
    assert visits.filter(recorded_at__date__gt=F("visited_on")).exists()
    assert visits.filter(mode=VisitMode.PHONE).exists()
    assert visits.exclude(outcome=VisitOutcome.FOUND).exists()
    assert visits.met().filter(slot=None).exists()
    missed = DueSlot.objects.of_kind(SlotKind.VISIT).missed(TODAY).count()
    owed = DueSlot.objects.of_kind(SlotKind.VISIT).owed().filter(closes_on__lt=TODAY).count()
    assert 0.04 < missed / owed < 0.25
    assert visits.values("family").distinct().count() > 60


def test_the_work_list_of_a_cadre_shows_overdue_due_today_and_next_seven_days(demonstration):
    slots = DueSlot.objects.filter(village=HEPING, kind=SlotKind.VISIT).actionable(TODAY)
    days = [(slot.due_on - TODAY).days for slot in slots]
    assert min(days) < 0
    assert 0 in days
    assert any(0 < day <= 7 for day in days)


def test_a_done_slot_has_the_record_that_closed_it_inside_its_window(demonstration):
    for model, kind in ((Visit, SlotKind.VISIT), (DrugTest, SlotKind.TEST)):
        day = "visited_on" if model is Visit else "tested_on"
        closing = model.objects.exclude(slot=None)
        assert closing.count() == DueSlot.objects.of_kind(kind).done().count()
        assert not closing.exclude(slot__state=SlotState.DONE).exists()
        assert not closing.exclude(case=F("slot__case")).exists()
        assert not closing.filter(**{f"{day}__lt": F("slot__opens_on")}).exists()
        assert not closing.filter(**{f"{day}__gt": F("slot__closes_on")}).exists()
        assert not model.objects.filter(**{f"{day}__gte": TODAY}).exists()
        assert not model.objects.filter(**{f"{day}__lt": F("case__enrolled_on")}).exists()
        assert not model.objects.filter(recorded_at__date__lt=F(day)).exists()


def test_one_village_has_no_person_and_one_has_no_school(demonstration):
    villages = set(Area.objects.filter(code__startswith=QINGXI).of_level(AreaLevel.VILLAGE))
    assert len(villages) == 12
    lived_in = {case.village for case in CaseFile.objects.select_related("village")}
    assert {village.name for village in villages - lived_in} == {"向阳村"}
    schools = Unit.objects.filter(kind=UnitKind.SCHOOL).select_related("area")
    assert {v.name for v in villages - {school.area for school in schools}} == {"高坪村"}


def test_the_cast_has_one_officer_for_each_capacity_and_one_password(demonstration):
    posted = Posting.objects.in_force(TODAY).values_list("officer__username", "capacity").distinct()
    assert {row for row in posted if row[0] in {username for username, *_ in CAST}} == {
        (username, capacity) for username, _, capacity, _ in CAST
    }
    assert Officer.objects.get(username="heping_cadre").check_password(PASSWORD)
    assert not Officer.objects.get(username="former_cadre").has_usable_password()
    assert {p.area_id for p in Posting.objects.filter(capacity=Capacity.VILLAGE_HEAD)} == {HEPING}


def test_the_accounts_are_printed_with_their_password_once(demonstration):
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(CAST) + 7
    assert [line.split()[0] for line in lines[2:-5]] == [username for username, *_ in CAST]
    assert out.getvalue().count(PASSWORD) == 1
    assert out.getvalue().count(SECOND_FACTOR_SECRET) == 1


def test_whoever_needs_a_second_factor_is_marked_and_has_the_printed_one(demonstration):
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    marked = [line.split()[0] for line in out.getvalue().splitlines() if line.endswith(" *")]
    assert marked == ["officer", "police", "county", "administrator"]
    enrolled = Officer.objects.filter(authenticator__type="totp")
    assert set(enrolled.values_list("username", flat=True)) == {*marked, "officer_990101102"}
    for officer in enrolled:
        secret = get_adapter().decrypt(officer.authenticator_set.get().data["secret"])
        assert secret == SECOND_FACTOR_SECRET
