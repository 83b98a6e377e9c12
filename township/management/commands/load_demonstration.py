from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date

from jurisdiction.wall import house_scope
from township.demonstration.load import load_demonstration


class Command(BaseCommand):
    help = "Load the invented demonstration township into a data base without any officer."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=parse_date, default=None, help="as 2026-11-23")

    @house_scope("load the demonstration")
    def handle(self, *, today, **options):
        if load_demonstration(today=today or timezone.localdate()):
            self.stdout.write("Loaded the demonstration township.")
        else:
            self.stdout.write("This data base is in use: nothing was loaded.")
