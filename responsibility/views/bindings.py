"""Who answers for which village and person, with every gap."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from responsibility import sheets
from responsibility.filters import BindingFilter
from responsibility.indicators.bindings import (
    SEATS,
    person_gaps,
    village_bindings,
    village_groups,
)


def binding_filter(request):
    areas = Area.objects.visible_to(request.user, Permission.FILE_READ)
    villages = list(areas.of_level(AreaLevel.VILLAGE).values_list("code", "name"))
    codes, today = [code for code, _name in villages], timezone.localdate()
    bindings, groups = village_bindings(codes, today), village_groups(codes, today)
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village", "group")
    return BindingFilter(
        request.GET,
        queryset=cases,
        request=request,
        villages=villages,
        bindings=bindings,
        groups=groups,
    )


@requires(Permission.FILE_EXPORT)
def binding_export(request):
    back = reverse("responsibility:binding-list")
    return exporting(request, binding_filter(request), sheets.binding_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def binding_list(request):
    narrowed = binding_filter(request)
    bindings, groups = narrowed.bindings, narrowed.groups
    asked = request.GET.get("village")
    villages = [
        (name, bindings[code].cells, labels(bindings[code].gaps), groups_of(code, groups))
        for code, name in narrowed.filters["village"].extra["choices"]
        if asked in (None, "", code)
    ]
    return listing(
        request, narrowed, "responsibility/binding_list.html",
        export=reverse("responsibility:binding-export"), villages=villages,
        ready=lambda rows: [
            (
                case,
                groups.get(case.group_id),
                labels(person_gaps(case, bindings[case.village_id], groups)),
            )
            for case in rows
        ],
    )  # fmt: skip


def groups_of(village, groups):
    return [group for code, group in groups.items() if code.startswith(village)]


def labels(gaps):
    return [SEATS[gap] for gap in gaps]
