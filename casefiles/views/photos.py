"""Photos of a visit: added on a page after it, shown one by one, withdrawn with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casefiles import actions
from casefiles.forms import VisitPhotosForm, WithdrawForm
from casefiles.models import Visit, VisitPhoto
from jurisdiction.access import Permission, can_in
from jurisdiction.actions import QuotaReached, withdraw_picture
from jurisdiction.doors import fetch, requires, show_picture


@requires(Permission.VISIT_RECORD)
def photo_create(request, pk):
    visits = Visit.objects.visible_to(request.user, Permission.VISIT_RECORD).standing()
    visit = fetch(request, visits.select_related("case"), pk=pk)
    is_sent = request.method == "POST"
    form = VisitPhotosForm(request.POST, request.FILES) if is_sent else VisitPhotosForm()
    if form.is_valid() and keep(request, form, visit):
        return redirect(visit)
    context = {"form": form, "case": visit.case, "pictures": photos_of(visit, request.user)}
    context |= {"hangs_on": visit, "day": visit.visited_on, "title": _("Photos of the visit")}
    return render(request, "casefiles/picture_form.html", context)


def keep(request, form, visit):
    """Whether the photos are kept; otherwise the form says why not."""
    try:
        n = actions.add_photos(visit=visit, by=request.user, pictures=form.cleaned_data["photos"])
    except (actions.TooManyPhotos, QuotaReached) as problem:
        form.add_error("photos", str(problem))
        return False
    say_how_many(request, n)
    return True


def say_how_many(request, n):
    said = _("These pictures were there already.")
    if n:
        said = ngettext("%(n)d picture kept.", "%(n)d pictures kept.", n) % {"n": n}
    messages.success(request, said)


def photos_of(visit, officer):
    """The photos of a visit as pages draw them, without the pictures themselves."""
    photos = visit.photos.standing().listed()
    return [
        drawn(
            photo,
            "photo",
            _("Photo %(n)d") % {"n": n},
            may_withdraw=may_withdraw_photo(officer, photo, visit.case),
        )
        for n, photo in enumerate(photos, 1)
    ]


def drawn(picture, kind, label, *, may_withdraw):
    """One picture with its addresses: `kind` begins the names of its routes."""
    show, preview, withdraw = (
        reverse(f"casefiles:{kind}-{deed}", args=[picture.pk])
        for deed in ("show", "preview", "withdraw")
    )
    return {
        "row": picture, "label": label, "show": show, "preview": preview,
        "withdraw": withdraw if may_withdraw else "",
    }  # fmt: skip


@require_safe
@requires(Permission.FILE_READ)
def photo_show(request, pk, *, is_preview=False):
    photos = VisitPhoto.objects.visible_to(request.user).select_related("case")
    return show_picture(request, photos, pk, is_preview=is_preview)


@requires(Permission.VISIT_RECORD)
def photo_withdraw(request, pk):
    photos = VisitPhoto.objects.visible_to(request.user, Permission.VISIT_RECORD)
    photo = fetch(request, photos.standing().listed().select_related("case", "visit"), pk=pk)
    if not may_withdraw_photo(request.user, photo, photo.case):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_picture(picture=photo, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. No page shows this photo any more."))
        return redirect(photo.visit)
    title = _("Withdraw a photo of the visit of %(day)s") % {"day": photo.visit.visited_on}
    context = {"form": form, "case": photo.case, "title": title, "submit": _("Withdraw")}
    return render(request, "casefiles/deed_form.html", context)


def may_withdraw_photo(officer, photo, case):
    """As with visits: whoever added it, and the office of the village where the person lives."""
    own = photo.uploaded_by_id == officer.pk
    return own or can_in(officer, Permission.VISIT_WITHDRAW, case.village_id)
