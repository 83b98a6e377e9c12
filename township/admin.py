from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
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

    def get_urls(self):
        # "View on site" would tell which rows exist to somebody who may not see them.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
