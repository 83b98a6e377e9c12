from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from casefiles import actions
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Opens what is due in the present ten days, month and half-year; marks ended missed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", type=date.fromisoformat, help="a day of the period (default: today)"
        )

    @house_scope("open due slots")
    def handle(self, *, on, **options):
        on = on or timezone.localdate()
        opened, duties = actions.open_due_slots(on=on), actions.open_village_duties(on=on)
        self.stdout.write(f"opened {opened} due slots and {duties} village duties")
