"""Signing in: no self sign-up, and an account counts only while it is active."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend


class OfficerBackend(AuthenticationBackend):
    """allauth's own, without Django's permission tables: postings say who may."""

    def get_all_permissions(self, user_obj, obj=None):
        return set()


class OfficeAdapter(DefaultAccountAdapter):
    """Accounts are made by the office."""

    def is_open_for_signup(self, request):
        return False
