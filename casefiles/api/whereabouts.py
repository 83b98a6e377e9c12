"""Where persons are: leave and return, moves of files, contact that is lost."""

from functools import partial

from django.utils import timezone
from rest_framework import serializers

from casefiles.api.rows import PaperSerializer
from casefiles.filters.leave import LeaveFilter
from casefiles.filters.losing import LostFilter
from casefiles.filters.transfers import TransferFilter
from casefiles.models import CaseFile, ContactAttempt, FoundAgain, Leave, LostDecision, Transfer
from casefiles.models.losing import standings
from casefiles.sheets.losing import with_story
from casefiles.terms import ControlState
from casefiles.terms.leave import LeaveStatus
from casefiles.terms.losing import LostStatus
from jurisdiction.access import Permission, can_in
from jurisdiction.api import ChoiceOfToday, NumberOfToday, endpoint, row_answer, rows_answer


class LeaveRow(PaperSerializer):
    status = ChoiceOfToday(Leave.status, choices=LeaveStatus.choices)
    days = serializers.IntegerField(read_only=True, allow_null=True)
    days_late = NumberOfToday(Leave.days_late)
    needs_report = serializers.BooleanField(read_only=True)

    class Meta:
        model = Leave
        fields = [
            *PaperSerializer.OF_FILE, "reason", "county", "leaves_county", "from_on", "to_on",
            "days", "needs_report", "report_on", "state", "status", "returned_on", "days_late",
            "withdrawn_reason", *PaperSerializer.ENTERED,
        ]  # fmt: skip


class LeaveRecord(LeaveRow):
    """One leave with all of form F9; its phone number is masked."""

    phone_masked = serializers.CharField(read_only=True)

    class Meta(LeaveRow.Meta):
        fields = [
            *LeaveRow.Meta.fields, "address", "host", "phone_masked", "transport", "report_note",
            "tested_on", "away_office", "away_test_plan", "family", "village_opinion",
            "police_opinion", "approver", "decided_on", "comment", "return_note",
        ]  # fmt: skip


class TransferRow(serializers.ModelSerializer):
    """A move that was offered, with its answer; the name is the one on the offer."""

    case_name = serializers.CharField(source="name", read_only=True)
    from_village_name = serializers.CharField(source="from_village.name", read_only=True)
    to_area_name = serializers.CharField(source="to_area.name", read_only=True)
    answered_by = serializers.CharField(source="answered_by.name", read_only=True, allow_null=True)
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = Transfer
        fields = [
            "id", "case", "case_name", "from_village", "from_village_name", "to_area",
            "to_area_name", "to_village", "reason", "keeps_household", "document_no", "offered_on",
            "state", "answered_on", "answered_by", "answer_reason", *PaperSerializer.ENTERED,
        ]  # fmt: skip


class Told(serializers.Serializer):
    day = serializers.DateField()
    words = serializers.CharField()


class TransferRecord(TransferRow):
    """One move. The sending side reads the file's story until it, in Chinese, and nothing later."""

    story = Told(many=True, source="told", read_only=True)

    class Meta(TransferRow.Meta):
        fields = [*TransferRow.Meta.fields, "address", "story"]


class AttemptRow(serializers.ModelSerializer):
    class Meta:
        model = ContactAttempt
        fields = ["tried_on", "tried_at", "way", "outcome", "whom", "note"]


class LostDecisionRow(serializers.ModelSerializer):
    class Meta:
        model = LostDecision
        fields = ["lost_since", "counted", "missed", "reason", "document_no", "decided_on"]


class FoundRow(serializers.ModelSerializer):
    class Meta:
        model = FoundAgain
        fields = ["found_on", "how", "state", "place", "note", "document_no"]


class LostRow(serializers.Serializer):
    """Where contact with a person stands: silence, search, each decision that it was lost, and
    each finding again; the latest first. What was withdrawn stays out."""

    case = serializers.IntegerField(source="case.pk")
    case_name = serializers.CharField(source="case.name")
    village = serializers.CharField(source="case.village_id")
    village_name = serializers.CharField(source="case.village.name")
    control_state = serializers.ChoiceField(
        choices=ControlState.choices, source="case.control_state"
    )
    status = serializers.ChoiceField(choices=LostStatus.choices, allow_null=True)
    silent_since = serializers.DateField(source="traces.since")
    days = serializers.IntegerField()
    missed = serializers.IntegerField(source="traces.missed")
    attempts_in_vain = serializers.IntegerField(source="traces.attempts")
    times_lost = serializers.IntegerField(source="case.lost_count")
    attempts = AttemptRow(many=True, source="case.tried")
    decisions = LostDecisionRow(many=True, source="case.losses")
    found = FoundRow(many=True, source="case.foundagains")


def leaves_of(officer):
    return Leave.objects.visible_to(officer).select_related("case__village", "recorded_by")


@endpoint(Permission.FILE_READ, answers=LeaveRow(many=True), filterset=LeaveFilter)
def leave_list(request):
    leaves = LeaveFilter(request.GET, queryset=leaves_of(request.user), request=request)
    return rows_answer(request, leaves, LeaveRow)


@endpoint(Permission.FILE_READ, answers=LeaveRecord)
def leave_detail(request, pk):
    return row_answer(request, leaves_of(request.user), pk, LeaveRecord)


def transfers_of(officer):
    rows = Transfer.objects.visible_to(officer).defer("history")
    return rows.select_related("from_village", "to_area", "recorded_by", "answered_by")


@endpoint(Permission.FILE_READ, answers=TransferRow(many=True), filterset=TransferFilter)
def transfer_list(request):
    moves = TransferFilter(request.GET, queryset=transfers_of(request.user), request=request)
    return rows_answer(request, moves, TransferRow)


@endpoint(Permission.FILE_READ, answers=TransferRecord)
def transfer_detail(request, pk):
    ready = partial(with_kept, request.user)
    return row_answer(request, transfers_of(request.user), pk, TransferRecord, ready)


def with_kept(officer, transfers):
    """The moves, each with the story that this officer may read."""
    for row in transfers:
        results = can_in(officer, Permission.TEST_READ, row.from_village_id)
        sent = can_in(officer, Permission.FILE_READ, row.from_village_id)
        kept = row.story(results=results) if sent else []
        row.told = [{"day": day, "words": words} for day, words in kept]
    return transfers


@endpoint(Permission.FILE_READ, answers=LostRow(many=True), filterset=LostFilter)
def lost_list(request):
    cases = CaseFile.objects.visible_to(request.user).select_related("village")
    lost = LostFilter(request.GET, queryset=cases, request=request)
    return rows_answer(request, lost, LostRow, partial(contact_of, cases))


def contact_of(cases, page):
    """Where contact stands with those of the files that are on this page."""
    today = timezone.localdate()
    shown = cases.filter(pk__in=[case.pk for case in page])
    return standings(with_story(shown), today)
