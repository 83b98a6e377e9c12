"""The responsibility letter of assistance of one person: drafted, signed, printed; the list."""

from django.contrib import messages
from django.db.models import Exists, Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, letters, schedule, sheets
from casefiles.filters.help_letters import HelpLetterFilter
from casefiles.forms.help_letters import HelpLetterForm, SignatureForm
from casefiles.models import CaseFile, HelpLetter
from casefiles.models.help_letters import on_paper, with_letter_work
from casefiles.terms import FOUR_IN_ONE
from casefiles.terms.bag import HelpLetterWork
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from jurisdiction.access import Permission, can
from jurisdiction.doors import exporting, fetch, listing, requires

REFUSALS = {
    actions.LetterUnsigned: gettext_lazy("An edition of this letter is not signed by all yet."),
    actions.PartySigned: gettext_lazy("This party has signed already."),
}
SIGNED = gettext_lazy("Somebody has signed this letter. Draft its next edition.")
KEPT = ("version", "reason", "term_from", "term_to")


@requires(Permission.PLAN_DRAFT)
def help_letter_create(request, pk):
    """The first letter with the usual words, or the next edition with those of the last."""
    case = editable_case(request, pk, Permission.PLAN_DRAFT)
    latest = case.helpletters.first()
    if latest and latest.is_unsigned:
        return redirect(latest)
    words = HelpLetterForm.stored_values(latest) if latest else letters.usual_help_letter()
    today = timezone.localdate()
    initial = {name: words[name] for name in words if name not in KEPT}
    initial |= {"term_from": today, "term_to": schedule.year_from(today)}
    return create_paper(
        request, case, HelpLetterForm, _("Draft the help responsibility letter"),
        initial=initial, deed=actions.draft_help_letter, refusals=REFUSALS,
        is_change=latest is not None,
    )  # fmt: skip


@requires(Permission.PLAN_DRAFT)
def help_letter_update(request, pk):
    letter = editable_paper(request, HelpLetter, pk, Permission.PLAN_DRAFT)
    if not letter.may_be_edited:
        messages.warning(request, SIGNED)
        return redirect(letter)
    return update_paper(
        request, letter, HelpLetterForm, _("Correct the help responsibility letter"),
        deed=actions.correct_help_letter, to=letter, is_change=letter.edition > 1,
        refusals={actions.LetterSigned: SIGNED},
    )  # fmt: skip


@requires(Permission.PLAN_DRAFT)
def help_letter_sign(request, pk):
    letter = editable_paper(request, HelpLetter, pk, Permission.PLAN_DRAFT)
    signed = set(letter.signatures.values_list("party", flat=True))
    parties = [role.value for role in FOUR_IN_ONE if role not in signed]
    if request.method != "POST" and not parties:
        return redirect(letter)
    party = request.GET.get("party")
    initial = {"signed_on": timezone.localdate(), "party": party if party in parties else ""}
    return create_paper(
        request, letter.case, SignatureForm, _("Note a signature"), initial=initial,
        deed=lambda model, **content: actions.sign_help_letter(model, letter=letter, **content),
        to=letter, refusals=REFUSALS,
        parties=[role.value for role in FOUR_IN_ONE],
    )  # fmt: skip


@require_safe
@requires(Permission.FILE_READ)
def help_letter_detail(request, pk):
    letter = letter_to_read(request, pk)
    return render(request, "casefiles/help_letter_detail.html", letter_contents(letter))


@require_safe
@requires(Permission.FILE_READ)
def help_letter_print(request, pk):
    """Form F6 on A4, in Chinese; on a copy that others get (`?copy`), the person is ×××."""
    letter = letter_to_read(request, pk)
    context = letter_contents(letter) | {"is_copy": "copy" in request.GET}
    return render(request, "casefiles/help_letter_print.html", context)


def letter_to_read(request, pk):
    found = HelpLetter.objects.visible_to(request.user)
    return fetch(request, found.select_related("case__village", "recorded_by"), pk=pk)


def letter_contents(letter):
    signatures = {row.party: row for row in letter.signatures.select_related("recorded_by")}
    return {
        "letter": letter,
        "case": letter.case,
        "badge_word": letter.badge(timezone.localdate()),
        "parties": [
            (role, letter.duties_of(role.value), signatures.get(role)) for role in FOUR_IN_ONE
        ],
        "editions": letter.case.helpletters.exclude(pk=letter.pk),
    }


def letter_of(case, today):
    """What the page of a file shows of the letter: the one in force, and one not signed by all."""
    found = list(case.helpletters.all())
    signed = next((letter for letter in found if letter.state == "signed"), None)
    return {
        "signed": signed,
        "badge": signed.badge(today) if signed else "",
        "unsigned": next((letter for letter in found if letter.is_unsigned), None),
    }


def help_letter_filter(request):
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village", "group")
    cases = cases.annotate(has_paper=Exists(on_paper()))
    written = Prefetch("helpletters", HelpLetter.objects.prefetch_related("signatures"))
    return HelpLetterFilter(request.GET, queryset=cases.prefetch_related(written), request=request)


@requires(Permission.FILE_EXPORT)
def help_letter_export(request):
    back = reverse("casefiles:help-letter-list")
    return exporting(request, help_letter_filter(request), sheets.help_letter_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def help_letter_list(request):
    today = timezone.localdate()
    return listing(
        request,
        help_letter_filter(request),
        "casefiles/help_letter_list.html",
        export=reverse("casefiles:help-letter-export"),
        ready=lambda rows: [letter_row(case, today) for case in rows],
    )


def letter_row(case, today):
    """One line of the list; `case` has its letters and their signatures loaded."""
    latest = next(iter(case.helpletters.all()), None)
    signed = {row.party for row in latest.signatures.all()} if latest else set()
    return {
        "case": case,
        "letter": latest,
        "badge": latest.badge(today) if latest else "",
        "waits_for": [role for role in FOUR_IN_ONE if latest and role not in signed],
    }


def letter_questions(officer, today):
    """The letters whose term ends soon, for whoever drafts them: (sentence, address)."""
    if not can(officer, Permission.PLAN_DRAFT):
        return []
    cases = CaseFile.objects.visible_to(officer, Permission.PLAN_DRAFT).open()
    n = with_letter_work(cases, HelpLetterWork.ENDING, today).count()
    sentence = ngettext(
        "%(n)d help responsibility letter ends within 30 days",
        "%(n)d help responsibility letters end within 30 days",
        n,
    )
    address = f"{reverse('casefiles:help-letter-list')}?work={HelpLetterWork.ENDING}"
    return [(sentence % {"n": n}, address)] if n else []
