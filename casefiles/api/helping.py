"""Plans of help with their measures, help records, help letters, assessments of risk.

What lies sealed in the data base (health, associates, factors of risk) is on the pages only.
"""

from django.db.models import Exists, Prefetch
from django.utils import timezone
from rest_framework import serializers

from casefiles.api.rows import CaseRow, PaperSerializer
from casefiles.filters.help_letters import HelpLetterFilter
from casefiles.filters.helping import HelpRecordFilter
from casefiles.filters.plans import PlanFilter
from casefiles.filters.risk import RiskFilter
from casefiles.models import (
    CaseFile,
    HelpLetter,
    HelpLetterSignature,
    HelpMeasure,
    HelpPlan,
    HelpRecord,
    PlanReview,
    ProgressNote,
    RiskAssessment,
)
from casefiles.models.help_letters import on_paper
from casefiles.models.plans import measures_of, standing_plan, with_plans
from casefiles.models.risk import with_last
from casefiles.terms import FOUR_IN_ONE, RiskLevel
from casefiles.terms.bag import RUNNING
from jurisdiction.access import Permission
from jurisdiction.api import TextOfToday, endpoint, row_answer, rows_answer


class PlanSummary(serializers.ModelSerializer):
    badge = TextOfToday(HelpPlan.badge)

    class Meta:
        model = HelpPlan
        fields = [
            "id", "edition", "state", "badge", "valid_from", "approver", "decided_on",
            "review_due_on",
        ]  # fmt: skip


class HelpPlanRow(CaseRow):
    """A file with its plan in force or its latest edition, and how its measures stand."""

    plan = PlanSummary(allow_null=True)
    has_undecided = serializers.BooleanField()
    measures = serializers.IntegerField(source="n")
    measures_ended = serializers.IntegerField(source="ended")
    measures_overdue = serializers.IntegerField(source="overdue")


class NoteRow(serializers.ModelSerializer):
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = ProgressNote
        fields = ["happened_on", "done", "state", "outcome", "recorded_by", "recorded_at"]


class HelpMeasureRow(serializers.ModelSerializer):
    """One thing that a plan promises; `plan` is the edition that began it."""

    owner = serializers.CharField(source="owner_label", read_only=True)
    against = serializers.CharField(source="lack.kind", read_only=True, allow_null=True)
    badge = TextOfToday(HelpMeasure.badge)
    notes = NoteRow(many=True, read_only=True)

    class Meta:
        model = HelpMeasure
        fields = [
            "id", "plan", "kind", "content", "against", "owner", "due_on", "state", "badge",
            "outcome", "ended_on", "notes",
        ]  # fmt: skip


class ReviewRow(serializers.ModelSerializer):
    is_late = serializers.BooleanField(read_only=True)
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = PlanReview
        fields = [
            "held_on", "due_on", "is_late", "present", "findings", "result", "recorded_by",
        ]  # fmt: skip


class HelpPlanRecord(PaperSerializer):
    """One edition of a plan with its measures and reviews, without its sealed words."""

    badge = TextOfToday(HelpPlan.badge)
    measures = HelpMeasureRow(many=True, source="carried", read_only=True)
    reviews = ReviewRow(many=True, read_only=True)

    class Meta:
        model = HelpPlan
        fields = [
            *PaperSerializer.OF_FILE, "edition", "reason", "state", "badge", "economy", "needs",
            "risk_points", "goals", "drafter", "valid_from", "agreed_on", "approver",
            "decided_on", "comment", "review_due_on", "measures", "reviews",
            *PaperSerializer.ENTERED,
        ]  # fmt: skip


class HelpRow(PaperSerializer):
    class Meta:
        model = HelpRecord
        fields = [
            *PaperSerializer.OF_FILE, "kind", "happened_on", "place", "parties", "names",
            "content", "attitude", "problems", "decision", *PaperSerializer.ENTERED,
            "withdrawn_at", "withdrawn_reason",
        ]  # fmt: skip


class LetterSummary(serializers.ModelSerializer):
    badge = TextOfToday(HelpLetter.badge)

    class Meta:
        model = HelpLetter
        fields = ["id", "edition", "state", "badge", "term_from", "term_to", "signed_on"]


class HelpLetterRow(CaseRow):
    """A file with the latest edition of its letter, and which of the four has not signed it."""

    letter = LetterSummary(allow_null=True)
    waits_for = serializers.ListField(child=serializers.CharField())
    has_paper = serializers.BooleanField()


class SignatureRow(serializers.ModelSerializer):
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = HelpLetterSignature
        fields = ["party", "signer", "signed_on", "absent_reason", "recorded_by", "recorded_at"]


class HelpLetterRecord(PaperSerializer):
    """One edition of the letter (form F6) with its signatures."""

    badge = TextOfToday(HelpLetter.badge)
    signatures = SignatureRow(many=True, read_only=True)

    class Meta:
        model = HelpLetter
        fields = [
            *PaperSerializer.OF_FILE, "edition", "reason", "state", "badge", "term_from",
            "term_to", "family_duties", "village_duties", "township_duties", "police_duties",
            "targets", "rewards", "confidentiality", "copies", "signed_on", "signatures",
            *PaperSerializer.ENTERED,
        ]  # fmt: skip


class AssessmentSummary(serializers.ModelSerializer):
    badge = TextOfToday(RiskAssessment.badge)

    class Meta:
        model = RiskAssessment
        fields = [
            "id", "assessed_on", "score", "computed_level", "last_level", "level", "reason",
            "assessor", "reviewer", "next_on", "badge",
        ]  # fmt: skip


class RiskRow(CaseRow):
    """A file with its level and its last assessment."""

    risk_level = serializers.ChoiceField(choices=RiskLevel.choices)
    last = AssessmentSummary(allow_null=True)


class RiskRecord(PaperSerializer):
    """One assessment (form F10), without the factors that were ticked."""

    badge = TextOfToday(RiskAssessment.badge)
    scale = serializers.CharField(source="standard", read_only=True)

    class Meta:
        model = RiskAssessment
        fields = [
            *PaperSerializer.OF_FILE, *AssessmentSummary.Meta.fields[1:], "measures_changed",
            "scale", *PaperSerializer.ENTERED,
        ]  # fmt: skip


def open_cases(officer):
    return CaseFile.objects.visible_to(officer).open().select_related("village")


@endpoint(Permission.FILE_READ, answers=HelpPlanRow(many=True), filterset=PlanFilter)
def plan_list(request):
    cases = with_plans(open_cases(request.user))
    plans = PlanFilter(request.GET, queryset=cases, request=request)
    return rows_answer(request, plans, HelpPlanRow, with_work)


def with_work(cases):
    today = timezone.localdate()
    for case in cases:
        running = [measure for measure in case.promised if measure.state in RUNNING]
        case.plan = standing_plan(case)
        case.has_undecided = any(plan.is_undecided for plan in case.helpplans.all())
        case.n, case.ended = len(case.promised), len(case.promised) - len(running)
        case.overdue = sum(measure.due_on < today for measure in running)
    return cases


@endpoint(Permission.FILE_READ, answers=HelpPlanRecord)
def plan_detail(request, pk):
    plans = HelpPlan.objects.visible_to(request.user).select_related("case__village", "recorded_by")
    plans = plans.prefetch_related("reviews__recorded_by")
    return row_answer(request, plans, pk, HelpPlanRecord, with_carried)


def with_carried(plans):
    for plan in plans:
        plan.carried = measures_of(plan)
    return plans


def help_of(officer):
    return HelpRecord.objects.visible_to(officer).select_related("case__village", "recorded_by")


@endpoint(Permission.FILE_READ, answers=HelpRow(many=True), filterset=HelpRecordFilter)
def help_record_list(request):
    records = HelpRecordFilter(request.GET, queryset=help_of(request.user), request=request)
    return rows_answer(request, records, HelpRow)


@endpoint(Permission.FILE_READ, answers=HelpRow)
def help_record_detail(request, pk):
    return row_answer(request, help_of(request.user), pk, HelpRow)


@endpoint(Permission.FILE_READ, answers=HelpLetterRow(many=True), filterset=HelpLetterFilter)
def help_letter_list(request):
    written = Prefetch("helpletters", HelpLetter.objects.prefetch_related("signatures"))
    cases = open_cases(request.user).annotate(has_paper=Exists(on_paper()))
    letters = HelpLetterFilter(
        request.GET, queryset=cases.prefetch_related(written), request=request
    )
    return rows_answer(request, letters, HelpLetterRow, with_letter)


def with_letter(cases):
    for case in cases:
        case.letter = next(iter(case.helpletters.all()), None)
        signed = {row.party for row in case.letter.signatures.all()} if case.letter else set()
        case.waits_for = [role for role in FOUR_IN_ONE if case.letter and role not in signed]
    return cases


@endpoint(Permission.FILE_READ, answers=HelpLetterRecord)
def help_letter_detail(request, pk):
    letters = HelpLetter.objects.visible_to(request.user)
    letters = letters.select_related("case__village", "recorded_by")
    return row_answer(
        request, letters.prefetch_related("signatures__recorded_by"), pk, HelpLetterRecord
    )


@endpoint(Permission.FILE_READ, answers=RiskRow(many=True), filterset=RiskFilter)
def risk_list(request):
    cases = with_last(open_cases(request.user)).prefetch_related("riskassessments")
    risks = RiskFilter(request.GET, queryset=cases, request=request)
    return rows_answer(request, risks, RiskRow, with_assessment)


def with_assessment(cases):
    for case in cases:
        case.last = next(iter(case.riskassessments.all()), None)
    return cases


@endpoint(Permission.FILE_READ, answers=RiskRecord)
def risk_detail(request, pk):
    rows = RiskAssessment.objects.visible_to(request.user)
    rows = rows.select_related("case__village", "recorded_by", "standard")
    return row_answer(request, rows, pk, RiskRecord)
