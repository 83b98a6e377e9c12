"""Files, due slots, visits and tests for other systems: the rows of the pages, as JSON."""

from functools import partial

from django.db.models import Prefetch
from rest_framework import serializers

from casefiles import actions
from casefiles.api.rows import HangingSerializer, PlaceSerializer, RecordSerializer
from casefiles.filters import CaseFilter, SlotFilter, TestFilter, VisitFilter
from casefiles.forms import TestForm, VisitForm
from casefiles.models import CaseFile, CorrectionRequest, DrugTest, DueSlot, Visit
from casefiles.models.corrections import disputed
from jurisdiction.access import Permission
from jurisdiction.api import endpoint, entry, recorded, row_answer, rows_answer, typed
from jurisdiction.doors import fetch
from jurisdiction.terms import TokenScope


class FileRow(PlaceSerializer):
    """A row of the list of files. Numbers that identify are masked, everywhere."""

    id_number_masked = serializers.CharField(read_only=True)
    is_disputed = serializers.BooleanField(read_only=True)

    class Meta:
        model = CaseFile
        fields = [
            "id", "name", "sex", "birth_date", "id_number_masked", "village", "village_name",
            "group", "measure", "control_state", "abstinence", "risk_level", "enrolled_on",
            "closed_on", "close_reason", "is_disputed",
        ]  # fmt: skip


class File(FileRow):
    """One file, with what its page shows, and which of its columns the person disputes."""

    phone_masked = serializers.CharField(read_only=True)
    control_contact_phone_masked = serializers.CharField(read_only=True)
    help_contact_phone_masked = serializers.CharField(read_only=True)
    guardian_phone_masked = serializers.CharField(read_only=True)
    disputed_columns = serializers.SerializerMethodField()

    class Meta(FileRow.Meta):
        fields = [
            *FileRow.Meta.fields, "alias", "ethnicity", "id_missing_reason", "phone_masked",
            "living_address", "household_address", "is_away", "away_to", "employment",
            "has_low_income", "is_three_nos", "category", "measure_from", "measure_to",
            "control_contact", "control_contact_phone_masked", "help_contact",
            "help_contact_phone_masked", "guardian", "guardian_relation", "guardian_phone_masked",
            "remarks", "disputed_columns",
        ]  # fmt: skip

    def get_disputed_columns(self, case) -> list[str]:
        return sorted({request.column for request in case.disputes if request.column})


class SlotRow(HangingSerializer):
    rule = serializers.CharField(source="rule_label", read_only=True)

    class Meta:
        model = DueSlot
        fields = [
            "id", "case", "case_name", "village", "village_name", "kind", "every",
            "rule", "opens_on", "due_on", "closes_on", "state", "reason_code",
        ]  # fmt: skip


class VisitRow(RecordSerializer):
    is_disputed = serializers.BooleanField(read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id", "case", "case_name", "village", "village_name", "slot", "visited_on", "mode",
            "outcome", "place", "companion", "is_unchanged", "needs_follow_up", "recorded_by",
            "recorded_at", "withdrawn_at", "is_disputed",
        ]  # fmt: skip


class VisitRecord(VisitRow):
    """One visit, with what was written in each block of form F4."""

    class Meta(VisitRow.Meta):
        fields = [
            *VisitRow.Meta.fields, *Visit.BLOCKS, "help_given", "follow_up", "withdrawn_reason",
        ]  # fmt: skip


class TestRow(RecordSerializer):
    __test__ = False  # a row, not a test case

    is_disputed = serializers.BooleanField(read_only=True)

    class Meta:
        model = DrugTest
        fields = [
            "id", "case", "case_name", "village", "village_name", "slot", "tested_on",
            "sample_kind", "result", "tester_1", "tester_2", "note", "recorded_by", "recorded_at",
            "withdrawn_at", "is_disputed",
        ]  # fmt: skip


class TestRecord(TestRow):
    """One test with all of form F8."""

    items = serializers.JSONField(read_only=True)

    class Meta(TestRow.Meta):
        fields = [
            *TestRow.Meta.fields,
            *(name for name in TestForm.COLUMNS if name not in TestRow.Meta.fields),
            "items", "edition", "corrects", "correction_reason", "objection_until", "kept_until",
            "withdrawn_reason",
        ]  # fmt: skip


def files_of(officer):
    rows = CaseFile.objects.visible_to(officer).select_related("village")
    return rows.annotate(is_disputed=disputed())


@endpoint(Permission.FILE_READ, answers=FileRow(many=True), filterset=CaseFilter)
def file_list(request):
    cases = files_of(request.user)
    return rows_answer(request, CaseFilter(request.GET, queryset=cases, request=request), FileRow)


@endpoint(Permission.FILE_READ, answers=File)
def file_detail(request, pk):
    waiting = Prefetch("correctionrequests", CorrectionRequest.objects.undecided(), "disputes")
    return row_answer(request, files_of(request.user).prefetch_related(waiting), pk, File)


@endpoint(Permission.FILE_READ, answers=SlotRow(many=True), filterset=SlotFilter)
def slot_list(request):
    slots = DueSlot.objects.visible_to(request.user)
    slots = slots.select_related("case", "village", "schedule")
    slots = slots.order_by("-closes_on", "village", "pk")
    return rows_answer(request, SlotFilter(request.GET, queryset=slots, request=request), SlotRow)


class Made(serializers.Serializer):
    """What became of a record that was sent: its number, the slot it closed, whether it is new."""

    id = serializers.IntegerField()
    slot = serializers.IntegerField(allow_null=True)
    is_new = serializers.BooleanField()


class VisitContent(serializers.ModelSerializer):
    """Form F4, as its page asks for it."""

    class Meta:
        model = Visit
        fields = [*VisitForm.ROUTINE, *VisitForm.DETAILS]


class TestContent(serializers.ModelSerializer):
    """Form F8, as its page asks for it; items by their numbers, such as item_3."""

    __test__ = False  # columns, not a test case

    class Meta:
        model = DrugTest
        fields = list(TestForm.COLUMNS)


@entry(Permission.VISIT_RECORD, scope=TokenScope.VISITS, asks=VisitContent, answers=Made)
def visit_entry(request, pk, key):
    cases = CaseFile.objects.visible_to(request.user, Permission.VISIT_RECORD).with_was_met()
    case = open_file(request, cases, pk)
    names = [*VisitForm.ROUTINE, *VisitForm.DETAILS]
    form = VisitForm(typed(request, names) | {"key": key}, case=case)
    return recorded(form, key, partial(actions.record_visit, case=case, by=request.user))


@entry(Permission.TEST_RECORD, scope=TokenScope.TESTS, asks=TestContent, answers=Made)
def test_entry(request, pk, key):
    case = open_file(request, CaseFile.objects.visible_to(request.user, Permission.TEST_RECORD), pk)
    names = [name for name in TestForm(case=case).fields if name != "key"]
    form = TestForm(typed(request, names) | {"key": key}, case=case)
    return recorded(form, key, partial(actions.record_test, case=case, by=request.user))


def open_file(request, cases, pk):
    """The open file to which something is added, traced, or 404."""
    return fetch(request, cases.open().select_related("village"), pk=pk)


def visits_of(officer):
    visits = Visit.objects.visible_to(officer).select_related("case", "village", "recorded_by")
    return visits.annotate(is_disputed=disputed("visit"))


@endpoint(Permission.FILE_READ, answers=VisitRow(many=True), filterset=VisitFilter)
def visit_list(request):
    visits = VisitFilter(request.GET, queryset=visits_of(request.user), request=request)
    return rows_answer(request, visits, VisitRow)


@endpoint(Permission.FILE_READ, answers=VisitRecord)
def visit_detail(request, pk):
    return row_answer(request, visits_of(request.user), pk, VisitRecord)


def tests_of(officer):
    tests = DrugTest.objects.visible_to(officer, Permission.TEST_READ)
    tests = tests.select_related("case", "village", "recorded_by")
    return tests.annotate(is_disputed=disputed("test"))


@endpoint(Permission.TEST_READ, answers=TestRow(many=True), filterset=TestFilter)
def test_list(request):
    tests = TestFilter(request.GET, queryset=tests_of(request.user), request=request)
    return rows_answer(request, tests, TestRow)


@endpoint(Permission.TEST_READ, answers=TestRecord)
def test_detail(request, pk):
    return row_answer(request, tests_of(request.user), pk, TestRecord)
