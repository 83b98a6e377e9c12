"""The dashboard's figures, the assessment and the register of letters, for other systems."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from jurisdiction.access import Permission
from jurisdiction.api import endpoint, row_answer, rows_answer
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from responsibility import indicators
from responsibility.doors import month_of, place_of, standard_of
from responsibility.filters import LetterFilter
from responsibility.models import Letter
from responsibility.scoring import rounded

AREA = OpenApiParameter("area", description="Division code of the township")
MONTH = OpenApiParameter("month", description="As 2026-03; without it, this month")


class Figure(serializers.Serializer):
    """A count of one village, such as `visit.now.done` or `control_state.in_control`."""

    village = serializers.CharField()
    figure = serializers.CharField()
    n = serializers.IntegerField()


class Figures(serializers.Serializer):
    township = serializers.CharField()
    month = serializers.DateField()
    figures = Figure(many=True)


class ItemPoints(serializers.Serializer):
    item = serializers.CharField()
    full = serializers.DecimalField(6, 2)
    got = serializers.DecimalField(6, 2)
    state = serializers.CharField()


class ScoreSheet(serializers.Serializer):
    """The score sheet of one village; without a total where nothing applies yet."""

    village = serializers.CharField()
    name = serializers.CharField()
    total = serializers.DecimalField(6, 2, allow_null=True)
    grade = serializers.CharField(allow_null=True)
    is_vetoed = serializers.BooleanField()
    items = ItemPoints(many=True)


class AssessmentYear(serializers.Serializer):
    township = serializers.CharField()
    year = serializers.IntegerField()
    counted_until = serializers.DateField()
    is_frozen = serializers.BooleanField()
    sheets = ScoreSheet(many=True)


class LetterRow(serializers.ModelSerializer):
    title = serializers.CharField(read_only=True)
    party_a = serializers.CharField(read_only=True)
    party_b = serializers.CharField(read_only=True)

    class Meta:
        model = Letter
        fields = [
            "id", "title", "year", "number", "version", "level", "area", "case", "party_a",
            "party_b", "signer_a", "signer_b", "valid_from", "valid_to", "sign_by", "state",
            "answered_on", "reason",
        ]  # fmt: skip


@endpoint(Permission.FIGURES_READ, answers=Figures, parameters=[AREA, MONTH])
def figures(request):
    today = timezone.localdate()
    place, month = place_of(request, Permission.FIGURES_READ), month_of(request, today)
    areas = Area.objects.visible_to(request.user).of_level(AreaLevel.VILLAGE)
    villages = list(areas.below(place.township.code).values_list("code", flat=True))
    found = indicators.township_figures(
        month=month, villages=villages, today=today, reader=request.user
    )
    rows = [
        {"village": village, "figure": ".".join(figure), "n": n}
        for (village, figure), n in sorted(found.counts.items())
    ]
    answer = {"township": place.township.code, "month": month, "figures": rows}
    return Response(Figures(answer).data)


@endpoint(Permission.ASSESSMENT_READ, answers=AssessmentYear, parameters=[AREA])
def assessment(request, year):
    place, today = place_of(request, Permission.ASSESSMENT_READ), timezone.localdate()
    standard = standard_of(request, year, None, place)
    among = Area.objects.visible_to(request.user, Permission.ASSESSMENT_READ)
    villages = indicators.assessed_villages(standard=standard, today=today, among=among)
    if not villages:
        raise Http404
    found = indicators.assess(standard=standard, villages=villages, today=today)
    answer = {
        "township": place.township.code,
        "year": year,
        "counted_until": found.counted_until,
        "is_frozen": standard.is_frozen,
        "sheets": [sheet_row(sheet) for sheet in found.sheets],
    }
    return Response(AssessmentYear(answer).data)


def sheet_row(sheet):
    reckoning = sheet.reckoning
    return {
        "village": sheet.village,
        "name": sheet.name,
        "total": reckoning.total,
        "grade": reckoning.grade,
        "is_vetoed": reckoning.is_vetoed,
        "items": [
            {
                "item": score.item.code,
                "full": rounded(score.full),
                "got": rounded(score.got),
                "state": score.state,
            }
            for score in reckoning.items
        ],
    }


@endpoint(Permission.LETTER_READ, answers=LetterRow(many=True), filterset=LetterFilter)
def letter_list(request):
    letters = Letter.objects.visible_to(request.user).with_parties()
    letters = LetterFilter(request.GET, queryset=letters, request=request)
    return rows_answer(request, letters, LetterRow)


@endpoint(Permission.LETTER_READ, answers=LetterRow)
def letter_detail(request, pk):
    return row_answer(
        request, Letter.objects.visible_to(request.user).with_parties(), pk, LetterRow
    )
