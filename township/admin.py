from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class OfficeSite(AdminSite):
    """The stock admin, entered by the product's own sign-in, for those who appoint."""

    site_header = site_title = "Tongxin"
    index_title = _("Areas, units, officers and postings")

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_staff

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """One door only: the other one counts the wrong passwords."""
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        """The same: a stolen session must not try old passwords without being counted."""
        return redirect("account_change_password")

    def admin_view(self, view, cacheable=False):
        """The stock pages hand what was sent to PostgreSQL, which takes no NUL."""
        guarded = super().admin_view(view, cacheable)

        @wraps(view)
        def without_nul(request, *args, **kwargs):
            if holds_nul(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return without_nul

    def get_urls(self):
        # "View on site" would tell which rows exist to somebody who may not see them.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]


def holds_nul(request):
    sent = [*request.GET.lists(), *request.POST.lists()]
    return "\0" in request.path or any("\0" in text for _name, texts in sent for text in texts)
