"""The helping team of one person, and the list of teams with an empty seat."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters import TeamFilter
from casefiles.forms.team import MemberForm
from casefiles.models import CaseFile, TeamMember
from casefiles.models.seats import asked, seat_label, seats_by_township, seats_of
from casefiles.models.team import empty_seats
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.models import Officer


@requires(Permission.FILE_EDIT)
def member_create(request, pk):
    case = editable_case(request, pk)
    role = request.GET.get("role")
    seats = seats_of(case.village_id)
    initial = {
        "serves_from": timezone.localdate(),
        "role": role if role in {seat.name for seat in seats} else "",
    }
    title = _("Name a member of the helping team")
    return create_paper(
        request, case, MemberForm, title, initial=initial, accounts=accounts_for(case), seats=seats
    )


@requires(Permission.FILE_EDIT)
def member_update(request, pk):
    member = editable_paper(request, TeamMember, pk)
    title = _("Correct a member of the helping team")
    return update_paper(
        request, member, MemberForm, title, accounts=accounts_for(member.case),
        seats=seats_of(member.case.village_id),
    )  # fmt: skip


def accounts_for(case):
    """Officers who serve the person's village: by a posting there or above it."""
    return Officer.objects.serving(case.village_id, timezone.localdate())


def team_of(case, today):
    """The seats of a team: role, what it answers for, its members, whether it is empty."""
    members = list(case.teammembers.select_related("officer"))
    seats = seats_of(case.village_id)
    empty = empty_seats(members, today, asked(seats))
    held = [(member.role, member, member.serves_on(today)) for member in members]
    return [
        {
            "role": seat.name,
            "label": seat.label,
            "duty": seat.duty,
            "members": [(member, serves) for role, member, serves in held if role == seat.name],
            "is_empty": seat.name in empty,
        }
        for seat in seats
        if (seat.is_in_use and seat.is_asked) or any(role == seat.name for role, *_rest in held)
    ]


def team_filter(request):
    today = timezone.localdate()
    serving = Prefetch("teammembers", TeamMember.objects.in_force(today), to_attr="serving")
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village", "group")
    return TeamFilter(request.GET, queryset=cases.prefetch_related(serving), request=request)


@requires(Permission.FILE_EXPORT)
def team_export(request):
    return exporting(
        request, team_filter(request), sheets.team_sheet, reverse("casefiles:team-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def team_list(request):
    today, seats = timezone.localdate(), seats_by_township()
    return listing(
        request,
        team_filter(request),
        "casefiles/team_list.html",
        export=reverse("casefiles:team-export"),
        ready=lambda rows: [
            (case, case.serving, empty_words(case, today, seats(case.village_id))) for case in rows
        ],
    )


def empty_words(case, today, seats):
    return [seat_label(name) for name in empty_seats(case.serving, today, asked(seats))]
