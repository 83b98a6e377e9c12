from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
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
        return secure_admin_login(super().login)(request, extra_context)
