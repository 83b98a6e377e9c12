"""Photos of an activity: added a few at a time, shown small on its page, whole when opened."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns import actions
from campaigns.forms import PhotoForm, WithdrawForm
from campaigns.models import ActivityPhoto
from campaigns.views.activities import changeable, may_change
from jurisdiction.access import Permission
from jurisdiction.actions import QuotaReached, withdraw_picture
from jurisdiction.doors import requires, show_picture


@requires(Permission.CAMPAIGN_RECORD)
def photo_create(request, pk):
    activity = changeable(request.user, pk)
    is_upload = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if is_upload else PhotoForm()
    if form.is_valid():
        try:
            n = actions.add_photos(activity=activity, by=request.user, **form.cleaned_data)
            messages.success(request, kept(n))
            return redirect(activity)
        except (QuotaReached, actions.PhotosFull) as refusal:
            form.add_error("pictures", str(refusal))
        except actions.Stale:
            form.add_error(None, _("This activity was withdrawn meanwhile: nothing was kept."))
    context = {"form": form, "row": activity, "title": _("Add photos"), "submit": _("Save")}
    return render(request, "campaigns/deed_form.html", context)


def kept(n):
    if not n:
        return _("These pictures were there already.")
    return ngettext("%(n)d picture kept.", "%(n)d pictures kept.", n) % {"n": n}


@require_safe
@requires(Permission.CAMPAIGN_READ)
def photo(request, pk):
    return show_picture(request, ActivityPhoto.objects.visible_to(request.user), pk)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def photo_preview(request, pk):
    rows = ActivityPhoto.objects.visible_to(request.user)
    return show_picture(request, rows, pk, is_preview=True)


@requires(Permission.CAMPAIGN_RECORD)
def photo_withdraw(request, pk):
    rows = ActivityPhoto.objects.visible_to(request.user, Permission.CAMPAIGN_RECORD)
    rows = rows.standing().listed().select_related("activity__area")
    picture = get_object_or_404(rows, pk=pk)
    if not may_change(request.user, picture.activity):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_picture(picture=picture, by=request.user, **form.cleaned_data)
        messages.success(request, _("The photo was withdrawn. No page shows it any more."))
        return redirect(picture.activity)
    context = {"form": form, "row": picture.activity, "title": _("Withdraw the photo")}
    return render(request, "campaigns/deed_form.html", context | {"submit": _("Withdraw")})
