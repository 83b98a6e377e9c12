from django.core.management.base import BaseCommand
from django.utils import timezone

from casefiles.actions.imports import erase_left_behind


class Command(BaseCommand):
    help = "Erases uploaded roster sheets that nobody confirmed within a day."

    def handle(self, **options):
        erased = erase_left_behind(now=timezone.now())
        self.stdout.write(f"erased {erased} roster sheets")
