from django.core.management.base import BaseCommand
from django.db import transaction

from township import wall


class Command(BaseCommand):
    help = "Lay the second wall anew: policies and grants of every person-bound table (as owner)."

    @transaction.atomic
    def handle(self, **options):
        wall.lay()
        self.stdout.write(f"the wall stands around {len(wall.stones())} tables")
