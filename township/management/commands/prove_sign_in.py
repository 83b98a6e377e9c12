import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jurisdiction.models import Posting
from jurisdiction.terms import Capacity


class Command(BaseCommand):
    help = "In the restored copy of a drill: gives an officer a new password and signs in with it."

    def handle(self, **options):
        if os.environ.get("TONGXIN_DRILL") != "1":
            raise CommandError("This changes a password: only bin/backup --drill may run it.")
        officer = someone_who_serves()
        password = secrets.token_urlsafe(24)
        officer.set_password(password)
        officer.save(update_fields=["password"])
        pages = sign_in(officer, password)
        self.stdout.write(
            f"signed in as {Capacity(capacity_of(officer)).label}: {', '.join(pages)}"
        )


def someone_who_serves():
    """A village cadre if there is one: the second factor of the office stays with its owner."""
    today = timezone.localdate()
    serving = Posting.objects.in_force(today).filter(officer__is_active=True)
    cadres = serving.filter(capacity=Capacity.VILLAGE_CADRE)
    posting = cadres.order_by("pk").first() or serving.order_by("pk").first()
    if posting is None:
        raise CommandError("Nobody serves in this copy: there is no account to sign in with.")
    return posting.officer


def capacity_of(officer):
    return Posting.objects.in_force(timezone.localdate()).filter(officer=officer).first().capacity


def sign_in(officer, password):
    """Returns the pages that were opened; raises when one of them did not open."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    browser = Client(SERVER_NAME=host)
    how = {"secure": settings.BEHIND_TLS}
    account = {"login": officer.username, "password": password}
    browser.post(reverse("account_login"), account, **how)
    if browser.session.get("_auth_user_id") != str(officer.pk):
        raise CommandError("The restored house let nobody in.")
    answer = browser.get(reverse("home"), follow=True, **how)
    if answer.status_code != 200:
        raise CommandError(f"The first page answered {answer.status_code}.")
    return [reverse("account_login"), answer.request["PATH_INFO"]]
