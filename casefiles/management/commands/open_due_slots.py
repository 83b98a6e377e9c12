from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from casefiles import actions
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Opens the due slots of the present month and half-year, and marks ended ones missed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", type=date.fromisoformat, help="a day of the period (default: today)"
        )

    @house_scope("open due slots")
    def handle(self, *, on, **options):
        opened = actions.open_due_slots(on=on or timezone.localdate())
        self.stdout.write(f"opened {opened} due slots")
