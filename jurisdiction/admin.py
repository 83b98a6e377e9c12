"""The office's desk for areas, units, accounts and postings: each sees their own subtree."""

import re

# They register models, which have to be there before they are taken away below.
import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from jurisdiction import actions
from jurisdiction.access import Permission, can, may_appoint, may_keep
from jurisdiction.forms import (
    AreaForm,
    NewOfficerForm,
    NewPasswordForm,
    OfficerForm,
    PostingForm,
    UnitForm,
)
from jurisdiction.models import Area, FormerName, Officer, Posting, Unit

# Capacities take the place of groups, nobody signs in by e-mail, and the ways into an account have
# a page of their own.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


ROW_NUMBER = re.compile("[0-9]{1,18}")


class NumberSelect(AutocompleteSelect):
    """Django's own asks for whatever was sent as the chosen row when it draws a form again."""

    def optgroups(self, name, value, attr=None):
        numbers = [chosen for chosen in value if ROW_NUMBER.fullmatch(str(chosen))]
        return super().optgroups(name, numbers, attr)


class ScopedAdmin(admin.ModelAdmin):
    """Rows and choices of the areas in which the officer holds the permission; no deleting."""

    permission = None
    actions = None
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user, self.permission)

    def lookup_allowed(self, lookup, value, request):
        """What the filters beside the list ask for. The stock rule also lets patterns through."""
        name, _, how = lookup.partition("__")
        shown = {entry if isinstance(entry, str) else entry[0] for entry in self.list_filter}
        return name in shown and how in ("exact", "isnull", "isempty")

    def get_changeform_initial_data(self, request):
        """A form begins empty, whatever the address says."""
        return {}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = NumberSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(
            db_field, request, queryset=self.choices(db_field, request), **kwargs
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, queryset=self.choices(db_field, request), **kwargs
        )

    def choices(self, db_field, request):
        return db_field.related_model.objects.visible_to(request.user, self.permission)

    def render_change_form(self, request, context, **options):
        answer = super().render_change_form(request, context, **options)
        if getattr(context["adminform"].form, "is_stale", False):
            answer.status_code = 409
        return answer

    def save_model(self, request, obj, form, change):
        if change:
            obj.version = form.cleaned_data["read_version"] + 1
        super().save_model(request, obj, form, change)

    def has_module_permission(self, request):
        return can(request.user, self.permission)

    def has_view_permission(self, request, obj=None):
        return can(request.user, self.permission)

    def has_add_permission(self, request):
        return can(request.user, self.permission)

    def has_change_permission(self, request, obj=None):
        return can(request.user, self.permission)

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return True  # the page around it has been let through

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class FormerNames(ReadOnlyInline):
    model = FormerName
    fields = ("name", "valid_to")


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    permission = Permission.AREA_MANAGE
    form = AreaForm
    fields = ("code", "name", "valid_from", "valid_to", "successors")
    autocomplete_fields = ("successors",)
    list_display = ("code", "name", "level", "valid_from", "valid_to")
    list_filter = ("level", ("valid_to", admin.EmptyFieldListFilter))
    search_fields = ("^code", "name")
    inlines = (FormerNames,)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        elsewhere = obj.successors.exclude(pk__in=self.get_queryset(request)).exists()
        # A choice that is not offered would be lost on saving.
        return ("code", "successors") if elsewhere else ("code",)

    def save_model(self, request, obj, form, change):
        if change and "name" in form.changed_data:
            actions.rename_area(area=obj, name=obj.name, on=timezone.localdate())
        super().save_model(request, obj, form, change)


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    permission = Permission.UNIT_MANAGE
    form = UnitForm
    fields = UnitForm.Meta.fields
    autocomplete_fields = ("area",)
    list_display = ("name", "kind", "area", "first_responsible_person", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("area",)
    search_fields = ("name", "first_responsible_person", "^area__code", "area__name")


class PostingsOfOfficer(ReadOnlyInline):
    model = Posting
    fields = ("area", "capacity", "valid_from", "valid_to")

    def get_queryset(self, request):
        mine = super().get_queryset(request).visible_to(request.user)
        return mine.select_related("area", "officer")


@admin.register(Officer)
class OfficerAdmin(ScopedAdmin, UserAdmin):
    permission = Permission.OFFICER_MANAGE
    form = OfficerForm
    add_form = NewOfficerForm
    change_password_form = NewPasswordForm
    fieldsets = ((None, {"fields": ("username", "name", "office", "is_active", "ways_in")}),)
    add_fieldsets = ((None, {"fields": ("username", "name", "office", "password1", "password2")}),)
    readonly_fields = ("ways_in",)
    autocomplete_fields = ("office",)
    filter_horizontal = ()
    list_display = ("username", "name", "office", "is_active", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("office",)
    search_fields = ("username", "name")
    inlines = (PostingsOfOfficer,)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        postings = obj.postings.not_ended(timezone.localdate())
        return obj != request.user and may_keep(request.user, obj, postings)

    @admin.display(description=_("signing in"))
    def ways_in(self, officer):
        pages = (
            (reverse("admin:auth_user_password_change", args=[officer.pk]), _("New password")),
            (reverse("officer_access", args=[officer.pk]), _("Sessions and second factor")),
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', pages)


@admin.register(Posting)
class PostingAdmin(ScopedAdmin):
    permission = Permission.OFFICER_MANAGE
    form = PostingForm
    fields = PostingForm.Meta.fields
    autocomplete_fields = ("officer", "area")
    list_display = ("officer", "area", "capacity", "valid_from", "valid_to")
    list_filter = ("capacity", ("valid_to", admin.EmptyFieldListFilter))
    list_select_related = ("officer", "area")
    search_fields = ("officer__username", "officer__name", "^area__code", "area__name")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        return may_appoint(request.user, obj)
