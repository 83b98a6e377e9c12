from django.core.management.base import BaseCommand, CommandError

from jurisdiction import actions
from jurisdiction.models import Officer


class Command(BaseCommand):
    help = "Remove an account's second factor: for the last administrator, whose office nobody is."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        officer = Officer.objects.filter(username=username).first()
        if officer is None:
            raise CommandError(f"No account has the sign-in name {username}.")
        actions.remove_second_factor(officer=officer, by=None)
        self.stdout.write(f"{username} signs in by password and then enrols anew.")
