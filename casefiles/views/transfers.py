"""Moving files: offered by the office, answered by the receiving side, listed for both."""

from django.contrib import messages
from django.db.models import Q, Value
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions, sheets
from casefiles.filters.transfers import TransferFilter
from casefiles.forms.transfers import AnswerForm, OfferForm
from casefiles.models import CaseFile, Handover, Transfer
from casefiles.views.papers import create_paper, editable_case
from jurisdiction.access import Permission, area_codes, can_in
from jurisdiction.doors import exporting, fetch, listing, printing, requires
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel

PLACE = "casefiles:transfer-list"
REFUSALS = {
    actions.AlreadyOffered: gettext_lazy("Another offer of this file is not answered yet."),
}
STALE = gettext_lazy("This offer was answered or taken back meanwhile, or the file has changed.")


def transfers_of(officer):
    rows = Transfer.objects.visible_to(officer).defer("history")
    return rows.select_related(
        "from_village", "to_area", "to_village", "recorded_by", "answered_by"
    )


def transfer_filter(request):
    return TransferFilter(request.GET, queryset=transfers_of(request.user), request=request)


@requires(Permission.FILE_EXPORT)
def transfer_export(request):
    return exporting(request, transfer_filter(request), sheets.transfer_sheet, reverse(PLACE))


@require_safe
@requires(Permission.FILE_READ)
def transfer_print(request):
    return printing(request, transfer_filter(request), sheets.transfer_sheet, reverse(PLACE))


@require_safe
@requires(Permission.FILE_READ)
def transfer_list(request):
    export = reverse("casefiles:transfer-export")
    return listing(request, transfer_filter(request), "casefiles/transfer_list.html", export=export)


@requires(Permission.FILE_EDIT)
def transfer_create(request, pk):
    case = editable_case(request, pk)
    return create_paper(
        request,
        case,
        OfferForm,
        _("Offer a move"),
        initial={"offered_on": timezone.localdate()},
        deed=actions.offer_transfer,
        refusals=REFUSALS,
        places=places_for(case),
    )


def places_for(case):
    """The other villages of the file's township, and the other townships in the house."""
    township = case.village.township_code
    inside = Q(level=AreaLevel.VILLAGE, code__startswith=township) & ~Q(pk=case.village_id)
    outside = Q(level=AreaLevel.TOWNSHIP) & ~Q(pk=township)
    areas = Area.objects.in_force(timezone.localdate()).filter(inside | outside)
    return list(areas.order_by("-level", "code"))


@require_safe
@requires(Permission.FILE_READ)
def transfer_detail(request, pk):
    """The offer; for the side that sent the file, its story until the move and nothing later."""
    transfer = fetch(request, transfers_of(request.user), pk=pk)
    reader, village = request.user, transfer.from_village_id
    sent = can_in(reader, Permission.FILE_READ, village)
    results = can_in(reader, Permission.TEST_READ, village)
    cases = CaseFile.objects.visible_to(reader).filter(pk=transfer.case_id)
    context = {
        "transfer": transfer,
        "case": cases.first(),
        "story": transfer.story(results=results) if sent else [],
        "may_answer": Transfer.objects.answerable_by(reader).filter(pk=pk).exists(),
        "may_withdraw": transfer.is_open and can_in(reader, Permission.FILE_EDIT, village),
    }
    return render(request, "casefiles/transfer_detail.html", context)


@requires(Permission.TRANSFER_ANSWER)
def transfer_answer(request, pk):
    rows = Transfer.objects.answerable_by(request.user).defer("history")
    transfer = fetch(request, rows.select_related("from_village", "to_area"), pk=pk)
    villages = villages_for(request.user, transfer)
    form = AnswerForm(request.POST or None, transfer=transfer, villages=villages)
    if request.method == "POST" and form.is_valid() and answered(request, transfer, form):
        return redirect(transfer)
    context = {"form": form, "transfer": transfer}
    status = 409 if form.non_field_errors() else 200
    return render(request, "casefiles/transfer_form.html", context, status=status)


def villages_for(officer, transfer):
    """Where the file may go: villages of the offered area for which the officer answers."""
    codes = area_codes(officer, Permission.TRANSFER_ANSWER)
    areas = Area.objects.in_force(timezone.localdate()).of_level(AreaLevel.VILLAGE)
    inside = within("code", [transfer.to_area_id]) & within("code", codes)
    return list(areas.filter(inside).order_by("code"))


def answered(request, transfer, form):
    """Whether the answer was written; where not, the form says why."""
    data, done = form.cleaned_data, {"by": request.user, "today": timezone.localdate()}
    done |= {"transfer": transfer, "version": data["version"], "reason": data["reason"]}
    try:
        if data["is_accepted"]:
            actions.accept_transfer(to_village=data["to_village"], **done)
        else:
            actions.refuse_transfer(**done)
    except (actions.Stale, actions.OwnOffer):
        form.add_error(None, STALE)
        return False
    except actions.Disputed:
        said = _(
            "A request for correction waits on this file. The sending office decides it first."
        )
        form.add_error(None, said)
        return False
    except actions.DoubleThere:
        said = _("A file with this ID number is open there. Ask the offices to merge the two.")
        form.add_error("to_village", said)
        return False
    messages.success(request, _("The answer is written down."))
    return True


@require_POST
@requires(Permission.FILE_EDIT)
def transfer_withdraw(request, pk):
    rows = Transfer.objects.visible_to(request.user, Permission.FILE_EDIT)
    transfer = fetch(request, rows.filter(from_village__code__in=sending(request.user)), pk=pk)
    try:
        version = int(request.POST.get("version", ""))
        actions.withdraw_transfer(transfer=transfer, version=version, by=request.user)
    except (ValueError, actions.Stale):
        messages.warning(request, STALE)
    else:
        messages.success(request, _("Withdrawn."))
    return redirect(transfer)


def sending(officer):
    """The villages from which the officer may send files, as a query."""
    areas = Area.objects.visible_to(officer, Permission.FILE_EDIT)
    return areas.of_level(AreaLevel.VILLAGE).values("code")


def takeover_questions(officer, today):
    """What the page of due work says of what waits for the officer to take it over: moves of files
    and handovers between cadres, as (sentence, address). One query for both."""
    moves = Transfer.objects.answerable_by(officer).order_by().values_list(Value("move"), "pk")
    handovers = Handover.objects.acceptable_by(officer).order_by()
    found = moves.union(handovers.values_list(Value("handover"), "pk"), all=True)
    waiting = {"move": [], "handover": []}
    for what, pk in found:
        waiting[what].append(pk)
    return [*told_of_moves(waiting["move"]), *told_of_handovers(waiting["handover"])]


def told_of_moves(waiting):
    sentence = ngettext(
        "%(n)d move of a file waits for your answer",
        "%(n)d moves of files wait for your answer",
        len(waiting),
    )
    if waiting:
        yield sentence % {"n": len(waiting)}, f"{reverse(PLACE)}?state=offered"


def told_of_handovers(waiting):
    sentence = ngettext(
        "%(n)d handover waits for you to take over",
        "%(n)d handovers wait for you to take over",
        len(waiting),
    )
    address = f"{reverse('responsibility:handover-list')}?state=offered"
    if len(waiting) == 1:
        address = reverse("responsibility:handover-detail", args=waiting)
    if waiting:
        yield sentence % {"n": len(waiting)}, address
