"""Signing in and out, by allauth; accounts are made by the office, so nothing to sign up."""

from allauth.account import views as signing
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp.views import deactivate_totp
from django.urls import path
from django.views.generic import RedirectView

from jurisdiction import views
from jurisdiction.forms import SignInForm

urlpatterns = [
    path("", views.account, name="account"),
    path("login/", signing.LoginView.as_view(form_class=SignInForm), name="account_login"),
    path("logout/", signing.logout, name="account_logout"),
    path("inactive/", signing.account_inactive, name="account_inactive"),
    path("password/change/", signing.password_change, name="account_change_password"),
    path("reauthenticate/", signing.reauthenticate, name="account_reauthenticate"),
    # allauth leads here after each change of the second factor
    path("code/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("code/ask/", codes.authenticate, name="mfa_authenticate"),
    path("code/ask-again/", codes.reauthenticate, name="mfa_reauthenticate"),
    path("code/enrol/", views.Enrol.as_view(), name="mfa_activate_totp"),
    path("code/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("code/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "code/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("sessions/end-others/", views.other_sessions_end, name="other_sessions_end"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("search/", views.search, name="search"),
    path("exports/", views.export_list, name="export_list"),
    path("exports/export/", views.export_export, name="export_export"),
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/new/", views.token_create, name="token_create"),
    path("tokens/<int:pk>/end/", views.token_end, name="token_end"),
    path("officers/<int:pk>/", views.officer_access, name="officer_access"),
    path(
        "officers/<int:pk>/sessions/end/", views.officer_sessions_end, name="officer_sessions_end"
    ),
    path(
        "officers/<int:pk>/code/remove/",
        views.officer_second_factor_remove,
        name="officer_second_factor_remove",
    ),
]
