"""Photos of a visit: added on a page after it, shown one by one, withdrawn with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
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
    context = {"form": form, "visit": visit, "photos": photos_of(visit, request.user)}
    return render(request, "casefiles/photo_form.html", context)


def keep(request, form, visit):
    """Whether the photos are kept; otherwise the form says why not."""
    try:
        n = actions.add_photos(visit=visit, by=request.user, pictures=form.cleaned_data["photos"])
    except (actions.TooManyPhotos, QuotaReached) as problem:
        form.add_error("photos", str(problem))
        return False
    if n:
        messages.success(request, ngettext("%(n)d photo kept.", "%(n)d photos kept.", n) % {"n": n})
    else:
        messages.success(request, _("These photos were there already."))
    return True


def photos_of(visit, officer):
    """The photos of a visit, without the pictures themselves: (photo, may be withdrawn)."""
    photos = visit.photos.standing().listed()
    return [(photo, may_withdraw_photo(officer, photo, visit.case)) for photo in photos]


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
