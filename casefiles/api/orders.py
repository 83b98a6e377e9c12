"""Orders of detox and recovery, those that come to their end, and counters of breaches."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casefiles.api.rows import PaperSerializer
from casefiles.filters import OrderFilter
from casefiles.filters.breaches import BreachFilter
from casefiles.filters.exits import ExitFilter
from casefiles.models import OrderStep, RehabOrder
from casefiles.models.breaches import counters_of, with_counted
from casefiles.models.exits import exit_status, stay_of, with_stays
from casefiles.terms.breaches import BreachGround, BreachStatus
from casefiles.terms.exits import ExitStatus
from jurisdiction.access import Permission
from jurisdiction.api import (
    ChoiceOfToday,
    NumberOfToday,
    TextOfToday,
    endpoint,
    row_answer,
    rows_answer,
)


def left_of_term(order, today):
    return order.days_left(today) if order.is_running else None


class OrderRow(PaperSerializer):
    """An order with its state and end; `question` is what somebody has to answer about it."""

    question = TextOfToday(RehabOrder.question)
    days_left = NumberOfToday(left_of_term, allow_null=True)
    days_late = NumberOfToday(RehabOrder.days_late)

    class Meta:
        model = RehabOrder
        fields = [
            *PaperSerializer.OF_FILE, "measure", "document_no", "organ", "decided_on",
            "received_on", "state", "report_by", "is_late_excused", "term_from", "ends_on",
            "stays_until", "question", "days_left", "days_late", *PaperSerializer.ENTERED,
        ]  # fmt: skip


class StepRow(serializers.ModelSerializer):
    """One step; `corrects` is the step that it takes back."""

    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = OrderStep
        fields = [
            "id", "move", "happened_on", "document_no", "organ", "reason", "place", "ground",
            "until", "corrects", "recorded_by", "recorded_at",
        ]  # fmt: skip


class OrderRecord(OrderRow):
    """One order with all that its paper says, and its line of steps."""

    steps = StepRow(many=True, read_only=True)

    class Meta(OrderRow.Meta):
        fields = [
            *OrderRow.Meta.fields, "months", "printed_end_on", "credited_days",
            "credit_document_no", "began_on", "taken_over_on", "latest_end_on", "steps",
        ]  # fmt: skip


class Stay(serializers.Serializer):
    """The ground on which somebody stays past the end."""

    ground = serializers.CharField()
    document_no = serializers.CharField()
    until = serializers.DateField()


class ExitRow(OrderRow):
    status = ChoiceOfToday(exit_status, choices=ExitStatus.choices, allow_null=True)
    stay = serializers.SerializerMethodField()

    class Meta(OrderRow.Meta):
        fields = [*OrderRow.Meta.fields, "status", "stay"]

    @extend_schema_field(Stay(allow_null=True))
    def get_stay(self, order):
        stay = stay_of(order)
        return Stay(stay).data if stay else None


class Decided(serializers.Serializer):
    """What an officer decided about a counter."""

    counted = serializers.IntegerField()
    is_serious = serializers.BooleanField()
    reason = serializers.CharField()
    document_no = serializers.CharField()
    decided_on = serializers.DateField()


class CounterRow(serializers.Serializer):
    """One counter of articles 20 and 21: how much is counted, and what was decided about it."""

    ground = serializers.ChoiceField(choices=BreachGround.choices)
    number = serializers.IntegerField()
    limit = serializers.IntegerField()
    status = serializers.ChoiceField(choices=BreachStatus.choices)
    told = serializers.CharField()
    decision = Decided(allow_null=True)


class BreachRow(OrderRow):
    counters = serializers.SerializerMethodField()

    class Meta(OrderRow.Meta):
        fields = [*OrderRow.Meta.fields, "counters"]

    @extend_schema_field(CounterRow(many=True))
    def get_counters(self, order):
        asking = (c for c in counters_of(order, self.context["today"]) if c.asks_something)
        return CounterRow(asking, many=True).data


def orders_of(officer, permission=None):
    orders = RehabOrder.objects.visible_to(officer, permission)
    return orders.select_related("case__village", "recorded_by")


@endpoint(Permission.FILE_READ, answers=OrderRow(many=True), filterset=OrderFilter)
def order_list(request):
    orders = OrderFilter(request.GET, queryset=orders_of(request.user), request=request)
    return rows_answer(request, orders, OrderRow)


@endpoint(Permission.FILE_READ, answers=OrderRecord)
def order_detail(request, pk):
    orders = orders_of(request.user).prefetch_related("steps__recorded_by")
    return row_answer(request, orders, pk, OrderRecord)


@endpoint(Permission.FILE_READ, answers=ExitRow(many=True), filterset=ExitFilter)
def exit_list(request):
    orders = with_stays(orders_of(request.user).order_by("ends_on", "pk"))
    return rows_answer(request, ExitFilter(request.GET, queryset=orders, request=request), ExitRow)


@endpoint(Permission.TEST_READ, answers=BreachRow(many=True), filterset=BreachFilter)
def breach_list(request):
    orders = with_counted(orders_of(request.user, Permission.TEST_READ))
    return rows_answer(
        request, BreachFilter(request.GET, queryset=orders, request=request), BreachRow
    )
