"""What the villages owe and record: ten-day checks, exchanges, the survey. It shows nobody."""

from functools import partial

from django.utils import timezone
from rest_framework import serializers

from casefiles.api.rows import PlaceSerializer
from casefiles.filters import DutyFilter
from casefiles.filters.survey import SurveyFilter
from casefiles.models import InfoExchange, TenDayCheck, VillageDuty
from casefiles.models.survey import with_figures
from casefiles.terms import DutyKind
from jurisdiction.access import Permission
from jurisdiction.api import TextOfToday, endpoint, row_answer, rows_answer


class DutyRow(PlaceSerializer):
    badge = TextOfToday(VillageDuty.badge)

    class Meta:
        model = VillageDuty
        fields = [
            "id", "village", "village_name", "kind", "opens_on", "closes_on", "state", "badge",
        ]  # fmt: skip


RECORDED = (
    "id", "duty", "happened_on", "recorded_by", "recorded_at", "withdrawn_at", "withdrawn_reason",
)  # fmt: skip


class CheckRecord(serializers.ModelSerializer):
    """One ten-day check (form F12)."""

    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = TenDayCheck
        fields = [
            *RECORDED, "is_nil", *TenDayCheck.COUNTS, *TenDayCheck.SURVEY, "checker", "remark",
        ]  # fmt: skip


class ExchangeRecord(serializers.ModelSerializer):
    """One exchange of information (form F11)."""

    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = InfoExchange
        fields = [
            *RECORDED, "host", "attendees", *InfoExchange.COUNTS, "situation", "decisions",
            "next_on",
        ]  # fmt: skip


class DutyRecord(DutyRow):
    """One duty with the checks or exchanges of its days, also those that were withdrawn."""

    checks = CheckRecord(many=True, read_only=True)
    exchanges = ExchangeRecord(many=True, read_only=True)

    class Meta(DutyRow.Meta):
        fields = [*DutyRow.Meta.fields, "checks", "exchanges"]


class Counted(serializers.IntegerField):
    """A count of the village's check; null where it has not checked yet."""

    def __init__(self):
        super().__init__(read_only=True, allow_null=True)

    def bind(self, field_name, parent):
        self.source = f"tendaycheck.{field_name}"
        super().bind(field_name, parent)


class Told(serializers.IntegerField):
    """A figure of the files; null where nothing was kept of days that ended long ago."""

    def __init__(self):
        super().__init__(read_only=True, allow_null=True)

    def get_attribute(self, instance):
        return instance.told.get(self.field_name)


class SurveyRow(PlaceSerializer):
    """A village in ten days (form F12): what it counted, and what its files say."""

    households_total = Counted()
    households_entered = Counted()
    away_province = Counted()
    away_prefecture = Counted()
    suspected_traffickers = Counted()
    suspected_users = Counted()
    serving_sentence = Counted()
    released_prisoners = Counted()
    in_detention = Counted()
    compulsory_isolation = Told()
    maintenance_treatment = Told()
    abstinent_3y = Told()
    community_detox = Told()
    community_recovery = Told()
    lost_contact = Told()
    deceased = Told()

    class Meta:
        model = VillageDuty
        fields = [
            "id", "village", "village_name", "opens_on", "closes_on", "households_total",
            "households_entered", "away_province", "away_prefecture", "suspected_traffickers",
            "suspected_users", "serving_sentence", "released_prisoners", "compulsory_isolation",
            "maintenance_treatment", "in_detention", "abstinent_3y", "community_detox",
            "community_recovery", "lost_contact", "deceased",
        ]  # fmt: skip


def duties_of(officer):
    return VillageDuty.objects.visible_to(officer).select_related("village")


@endpoint(Permission.FILE_READ, answers=DutyRow(many=True), filterset=DutyFilter, shows_nobody=True)
def duty_list(request):
    begun = duties_of(request.user).filter(opens_on__lte=timezone.localdate())
    return rows_answer(request, DutyFilter(request.GET, queryset=begun, request=request), DutyRow)


@endpoint(Permission.FILE_READ, answers=DutyRecord, shows_nobody=True)
def duty_detail(request, pk):
    ready = partial(with_records, request.user)
    return row_answer(request, duties_of(request.user), pk, DutyRecord, ready)


def with_records(officer, duties):
    """The duties, each with the records of its village and kind in its days."""
    for duty in duties:
        duty.checks = records_of(officer, duty, TenDayCheck)
        duty.exchanges = records_of(officer, duty, InfoExchange)
    return duties


def records_of(officer, duty, model):
    if duty.kind != model.KIND:
        return []
    days = (duty.opens_on, duty.closes_on)
    rows = model.objects.visible_to(officer).select_related("recorded_by")
    return rows.filter(village=duty.village_id, happened_on__range=days)


def told_to(officer, duties):
    return with_figures(duties, officer, timezone.localdate())


@endpoint(
    Permission.FILE_READ, answers=SurveyRow(many=True), filterset=SurveyFilter, shows_nobody=True
)
def survey(request):
    duties = duties_of(request.user).filter(kind=DutyKind.TEN_DAY_CHECK)
    duties = duties.select_related("tendaycheck").order_by("village")
    rows = SurveyFilter(request.GET, queryset=duties, request=request)
    return rows_answer(request, rows, SurveyRow, partial(told_to, request.user))
