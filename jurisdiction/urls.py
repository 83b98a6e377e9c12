"""Signing in and out, by allauth; accounts are made by the office, so nothing to sign up."""

from allauth.account import views
from django.urls import path

from jurisdiction.forms import SignInForm

urlpatterns = [
    path("login/", views.LoginView.as_view(form_class=SignInForm), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
