"""Signing in, and what the office enters about areas, accounts and postings.

The admin sets `by` on the forms that judge what their user may do.
"""

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission, appointable, can_in, may_appoint
from jurisdiction.forms.versions import VersionedModelForm
from jurisdiction.models import Area, Officer, Posting, Unit
from jurisdiction.terms import AreaLevel

CODE_LENGTH = 20  # six digits, or eight of a recovery code, with spaces between
CODE_LIFE = 90  # seconds: thirty, and as many before and after for clocks that go wrong


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class CodeField:
    """The field for a code: digits on a phone's keyboard, and one label wherever it is asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the app")
        field.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "maxlength": CODE_LENGTH,
        }


class UsedOnce:
    """A code that let somebody in lets nobody in again, for as long as it is valid."""

    def clean_code(self):
        code = super().clean_code()
        digits = "".join(filter(str.isalnum, code))
        if not cache.add(f"code-used:{self.user.pk}:{digits}", True, timeout=CODE_LIFE):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CodeField, UsedOnce, AuthenticateForm):
    pass


class CodeAgainForm(CodeField, UsedOnce, ReauthenticateForm):
    pass


class EnrolForm(CodeField, ActivateTOTPForm):
    pass


class AreaForm(VersionedModelForm):
    by = None

    class Meta:
        model = Area
        fields = ("code", "name", "valid_from", "valid_to", "successors")

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not can_in(self.by, Permission.AREA_MANAGE, code):
            raise ValidationError(_("This code lies outside the areas that you manage."))
        parent = Area(code=code).parent_code
        if len(code) > AreaLevel.COUNTY and not Area.objects.filter(code=parent).exists():
            raise ValidationError(_("The area above it, %s, is not known.") % parent)
        return code


class UnitForm(VersionedModelForm):
    class Meta:
        model = Unit
        fields = ("name", "kind", "area", "first_responsible_person", "valid_from", "valid_to")


class LowerCaseName(forms.CharField):
    def to_python(self, value):
        return super().to_python(value).lower()


class OfficerForm(VersionedModelForm):
    class Meta:
        model = Officer
        fields = ("username", "name", "office", "is_active")
        field_classes = {"username": LowerCaseName}


class NewOfficerForm(BaseUserCreationForm):
    class Meta:
        model = Officer
        fields = ("username", "name", "office")
        field_classes = {"username": LowerCaseName}


class NewPasswordForm(AdminPasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # An account is disabled by its own tick, not by taking its password away.
        self.fields.pop("usable_password", None)


class PostingForm(VersionedModelForm):
    by = None

    class Meta:
        model = Posting
        fields = ("officer", "area", "capacity", "valid_from", "valid_to")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "capacity" in self.fields:
            self.offer_capacities()

    def offer_capacities(self):
        mine = {
            capacity
            for posting in self.by.postings_in_force
            for capacity in appointable(self.by, posting.area_id)
        }
        field = self.fields["capacity"]
        field.choices = [choice for choice in field.choices if choice[0] in mine | {""}]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("The end must lie after the beginning."))
        if not {"officer", "area", "capacity"} <= data.keys():
            return
        posting = Posting(officer=data["officer"], area=data["area"], capacity=data["capacity"])
        if posting.officer == self.by:
            self.add_error("officer", _("Nobody appoints themselves."))
        elif not may_appoint(self.by, posting):
            self.add_error("capacity", _("You do not appoint to this capacity in this area."))
