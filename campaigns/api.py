"""Activities with their materials, their totals, and the year's plan, for other systems."""

from rest_framework import serializers
from rest_framework.response import Response

from campaigns.filters import ActivityFilter, PlanFilter
from campaigns.indicators import summary_figures
from campaigns.models import Activity, Material, PlanSlot
from jurisdiction.access import Permission
from jurisdiction.api import endpoint, narrowed, row_answer, rows_answer


class MaterialRow(serializers.ModelSerializer):
    class Meta:
        model = Material
        fields = ["kind", "lasting", "quantity", "unit", "issues", "places", "households"]


class ActivityRow(serializers.ModelSerializer):
    area_name = serializers.CharField(source="area.name", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True, default="")
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)
    materials = MaterialRow(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = [
            "id", "kind", "occasion", "happened_on", "theme", "area", "area_name", "place",
            "began_at", "unit_name", "organiser", "partners", "speaker", "media",
            "is_leader_present", "audiences", "sessions",
            "people", "attendances", "content", "cost", "materials", "recorded_by", "recorded_at",
            "withdrawn_at",
        ]  # fmt: skip


class PlanRow(serializers.ModelSerializer):
    area_name = serializers.CharField(source="area.name", read_only=True)

    class Meta:
        model = PlanSlot
        fields = [
            "id", "area", "area_name", "item", "opens_on", "closes_on", "activity",
            "excused_reason",
        ]  # fmt: skip


class KindTotal(serializers.Serializer):
    """Three figures that are never added to each other."""

    kind = serializers.CharField()
    records = serializers.IntegerField()
    sessions = serializers.IntegerField()
    people = serializers.IntegerField()
    attendances = serializers.IntegerField()


class MaterialTotal(serializers.Serializer):
    """Quantities of two units are never added."""

    kind = serializers.CharField()
    lasting = serializers.CharField()
    unit = serializers.CharField()
    quantity = serializers.IntegerField()
    issues = serializers.IntegerField()
    places = serializers.IntegerField()
    households = serializers.IntegerField()


class CampaignFigures(serializers.Serializer):
    kinds = KindTotal(many=True)
    materials = MaterialTotal(many=True)


def activities_of(officer):
    rows = Activity.objects.visible_to(officer).select_related("area", "unit", "recorded_by")
    return rows.prefetch_related("materials")


def activity_filter(request):
    return ActivityFilter(request.GET, queryset=activities_of(request.user), request=request)


@endpoint(Permission.CAMPAIGN_READ, answers=ActivityRow(many=True), filterset=ActivityFilter)
def activity_list(request):
    return rows_answer(request, activity_filter(request), ActivityRow)


@endpoint(Permission.CAMPAIGN_READ, answers=ActivityRow)
def activity_detail(request, pk):
    return row_answer(request, activities_of(request.user), pk, ActivityRow)


@endpoint(Permission.CAMPAIGN_READ, answers=CampaignFigures, filterset=ActivityFilter)
def figures(request):
    kinds, materials = summary_figures(narrowed(request, activity_filter(request)))
    return Response(CampaignFigures({"kinds": kinds, "materials": materials}).data)


@endpoint(Permission.CAMPAIGN_READ, answers=PlanRow(many=True), filterset=PlanFilter)
def plan(request):
    slots = PlanSlot.objects.visible_to(request.user).select_related("area")
    return rows_answer(request, PlanFilter(request.GET, queryset=slots, request=request), PlanRow)
