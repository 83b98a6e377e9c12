from django.core.management.base import BaseCommand
from django.utils import timezone

from jurisdiction.actions import erase_left_behind
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Erases uploaded sheets that nobody confirmed within a day."

    @house_scope("erase sheets left behind")
    def handle(self, **options):
        erased = erase_left_behind(now=timezone.now())
        self.stdout.write(f"erased {erased} sheets")
