"""Letters of responsibility: the register, one letter, a year's batch, what became of each."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission, can
from jurisdiction.doors import (
    exporting,
    fetch,
    listing,
    printing,
    requires,
    take_out,
    trace,
    without_page,
)
from jurisdiction.terms import AccessKind
from responsibility import actions, sheets
from responsibility.doors import place_of
from responsibility.filters import LetterFilter
from responsibility.forms import (
    ChooseForm,
    IssueForm,
    RefuseForm,
    ReplaceForm,
    SignForm,
    WithdrawForm,
)
from responsibility.indicators import recipients, state_of
from responsibility.letters import LetterArchive, LetterDocument, LetterPages, printed_letter
from responsibility.models import Letter, Signature
from responsibility.terms import LetterLevel
from responsibility.views.assessment import deed_page

MOST_DOCUMENTS = 300
WITHDRAWING_MEANS = gettext_lazy(
    "The letter keeps its number and stays in the register; the party can be issued another."
)
REPLACING_MEANS = gettext_lazy(
    "A signed letter is never changed. The new one has the same number, the next version and the "
    "newest text, and is signed anew."
)


def letter_filter(request):
    rows = Letter.objects.visible_to(request.user).with_parties()
    return LetterFilter(request.GET, queryset=rows, request=request)


def archive_filter(request):
    rows = Letter.objects.visible_to(request.user).with_parties().select_related("text")
    return LetterFilter(request.GET, queryset=rows, request=request)


@require_safe
@requires(Permission.LETTER_READ)
def letter_list(request):
    today = timezone.localdate()
    return listing(
        request,
        letter_filter(request),
        "responsibility/letter_list.html",
        export=reverse("responsibility:letter-export"),
        archive=reverse("responsibility:letter-archive"),
        pages=reverse("responsibility:letter-pages"),
        ready=lambda rows: [(row, row.is_late(today), row.is_expired(today)) for row in rows],
    )


@require_safe
@requires(Permission.LETTER_READ)
def letter_list_print(request):
    back = reverse("responsibility:letter-list")
    return printing(request, letter_filter(request), sheets.letter_paper, back)


@requires(Permission.FILE_EXPORT)
def letter_export(request):
    back = reverse("responsibility:letter-list")
    return exporting(request, letter_filter(request), sheets.letter_sheet, back)


@requires(Permission.FILE_EXPORT)
def letter_archive(request):
    """All letters that the list shows, as Word files in one archive."""
    return in_one_go(request, archive_of)


@requires(Permission.FILE_EXPORT)
def letter_pages(request):
    """All letters that the list shows, for the printer, each beginning on a page of its own."""
    return in_one_go(request, pages_of, answer=as_pages)


def in_one_go(request, document, **how):
    back = reverse("responsibility:letter-list")
    narrowed = archive_filter(request)
    if narrowed.is_valid() and narrowed.qs.count() > MOST_DOCUMENTS:
        most = _("At most %(n)s letters go in one go. Choose a village or a level first.")
        messages.error(request, most % {"n": MOST_DOCUMENTS})
        return redirect(f"{back}?{without_page(request)}")
    return exporting(request, narrowed, document, back, **how)


def archive_of(rows, request):
    return LetterArchive(sheets.letter_sheet(rows, request), rows)


def pages_of(rows, request):
    return LetterPages(sheets.letter_sheet(rows, request), rows)


def as_pages(request, pages, asked, stamp):
    context = {
        "letters": pages.printed(), "stamp": stamp,
        "back": f"{reverse('responsibility:letter-list')}?{without_page(request)}",
    }  # fmt: skip
    return render(request, "responsibility/letter_pages.html", context)


@require_safe
@requires(Permission.LETTER_READ)
def letter_print(request, pk):
    letter = readable(request, pk)
    context = {"letter": letter} | printed_letter(letter)
    return render(request, "responsibility/letter_print.html", context)


@requires(Permission.FILE_EXPORT, Permission.LETTER_READ)
def letter_document(request, pk):
    """A letter as a Word file leaves the house through the register, under-18s' never."""
    rows = Letter.objects.visible_to(request.user, Permission.FILE_EXPORT).leaving()
    letter = fetch(request, rows.with_parties().select_related("text"), pk=pk)
    back = reverse("responsibility:letter-detail", args=[pk])
    files = rows.files_of([letter])
    return take_out(request, lambda: LetterDocument(letter), back, n=1, files=files)


def readable(request, pk):
    rows = Letter.objects.visible_to(request.user).with_parties().select_related("text")
    return fetch(request, rows, pk=pk)


@require_safe
@requires(Permission.LETTER_READ)
def letter_detail(request, pk):
    rows = Letter.objects.visible_to(request.user).with_parties()
    letter = fetch(request, rows.select_related("text", "issued_by"), pk=pk)
    today = timezone.localdate()
    context = {
        "letter": letter,
        "pictures": scans_of(letter, may_withdraw=can_answer(request.user, letter)),
        "may_scan": letter.is_standing and can_answer(request.user, letter),
        "signatures": Signature.objects.visible_to(request.user).filter(letter=letter),
        "versions": rows.filter(
            township=letter.township_id, year=letter.year, number=letter.number
        ).exclude(pk=pk),
        "is_late": letter.is_late(today),
        "is_expired": letter.is_expired(today),
        "answers": letter.may_be_answered and can_answer(request.user, letter),
        "exports": can(request.user, Permission.FILE_EXPORT),
        "edits": letter.is_standing and can(request.user, Permission.LETTER_EDIT),
    }
    return render(request, "responsibility/letter_detail.html", context)


def scans_of(letter, *, may_withdraw=False):
    """The scans of a letter as pages draw them, without the pictures themselves."""
    return [
        {
            "row": scan,
            "label": _("Page %(n)d") % {"n": n},
            "show": reverse("responsibility:letter-scan", args=[scan.pk]),
            "preview": reverse("responsibility:letter-scan-preview", args=[scan.pk]),
            "withdraw": reverse("responsibility:letter-scan-withdraw", args=[scan.pk])
            if may_withdraw
            else "",
        }
        for n, scan in enumerate(letter.scans.standing().listed(), 1)
    ]


def can_answer(officer, letter):
    return Letter.objects.answerable_by(officer).contains(letter)


@requires(Permission.LETTER_EDIT)
def letter_issue(request):
    """First which letters, then who gets one, then the deed."""
    place = place_of(request, Permission.LETTER_EDIT)
    today = timezone.localdate()
    asked = "level" in request.GET
    chosen = ChooseForm(request.GET if asked else None, initial={"year": today.year})
    context = {"place": place, "choose": chosen}
    if not (asked and chosen.is_valid()):
        trace(request, AccessKind.LIST, [])
        return render(request, "responsibility/letter_issue.html", context)
    year, level = chosen.cleaned_data["year"], chosen.cleaned_data["level"]
    form = IssueForm(request.POST or None, year=year)
    if request.method == "POST" and form.is_valid():
        return issued(request, place.township, year, level, form.cleaned_data)
    found = parties_of(request, place.township, year, level, today)
    owing = sum(state_of(*pair) == "none" for pair in found)
    context |= {
        "form": form, "parties": found, "owing": owing, "year": year,
        "level": LetterLevel(level).label, "code": level,
        "text": actions.present_text(township=place.township, level=level),
    }  # fmt: skip
    return render(request, "responsibility/letter_issue.html", context)


def parties_of(request, township, year, level, today):
    """(recipient, standing letter or None) for everybody who is owed one; that is noted."""
    cases = CaseFile.objects.visible_to(request.user)
    found = list(recipients(level=level, codes=[township.pk], today=today, cases=cases))
    files = [(recipient.case, recipient.village) for recipient in found if recipient.case]
    trace(request, AccessKind.LIST, files)
    letters = Letter.objects.visible_to(request.user).standing().of_year(year)
    letters = letters.filter(level=level).select_related("township")
    have = {letter.party_key: letter for letter in letters}
    return [(recipient, have.get(recipient.key)) for recipient in found]


def issued(request, township, year, level, content):
    letters = actions.issue_letters(
        township=township, year=year, level=level, by=request.user,
        today=timezone.localdate(), **content,
    )  # fmt: skip
    n = len(letters)
    text = ngettext("%(n)s letter is issued.", "%(n)s letters are issued.", n)
    messages.success(request, text % {"n": n})
    return redirect(f"{reverse('responsibility:letter-list')}?year={year}&level={level}")


@requires(Permission.LETTER_SIGN)
def letter_sign(request, pk):
    letter = answerable(request, pk)
    return letter_page(
        request, letter, SignForm(request.POST or None, letter=letter), actions.sign_letter,
        title=_("Record the signatures"), submit=_("Record"),
        message=_("The signatures are recorded."),
    )  # fmt: skip


@requires(Permission.LETTER_SIGN)
def letter_refuse(request, pk):
    letter = answerable(request, pk)
    return letter_page(
        request, letter, RefuseForm(request.POST or None, letter=letter), actions.refuse_letter,
        title=_("Record a refusal"), submit=_("Record"),
        message=_("The refusal is recorded. The letter may still be signed."),
    )  # fmt: skip


def answerable(request, pk):
    return fetch(request, Letter.objects.answerable_by(request.user).with_parties(), pk=pk)


@requires(Permission.LETTER_EDIT)
def letter_withdraw(request, pk):
    letter = editable(request, pk)
    return letter_page(
        request, letter, WithdrawForm(request.POST or None, letter=letter), actions.withdraw_letter,
        title=_("Withdraw a letter"), submit=_("Withdraw"),
        message=_("Withdrawn. The letter stays in the register."), means=WITHDRAWING_MEANS,
    )  # fmt: skip


@requires(Permission.LETTER_EDIT)
def letter_replace(request, pk):
    letter = editable(request, pk)
    return letter_page(
        request, letter, ReplaceForm(request.POST or None, letter=letter), actions.replace_letter,
        title=_("Replace a letter"), submit=_("Replace"),
        message=_("Replaced. The new letter is to be signed."), means=REPLACING_MEANS,
    )  # fmt: skip


def editable(request, pk):
    rows = Letter.objects.visible_to(request.user, Permission.LETTER_EDIT)
    return fetch(request, rows.with_parties(), pk=pk)


def letter_page(request, letter, form, deed, *, means="", **context):
    """The form of a deed on a letter; back to the letter afterwards."""
    return deed_page(
        request, form, letter.get_absolute_url(), deed=partial(deed, letter=letter),
        explanation=f"{letter.title} · {letter.party_b}　{means}", **context,
    )  # fmt: skip
