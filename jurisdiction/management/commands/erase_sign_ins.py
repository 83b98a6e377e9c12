from django.core.management.base import BaseCommand
from django.utils import timezone

from jurisdiction.audit import erase_sign_ins


class Command(BaseCommand):
    help = "Erases sign-ins and refused tries that are past their 180 days (as owner)."

    def handle(self, **options):
        erased = erase_sign_ins(now=timezone.now())
        self.stdout.write(f"erased {erased} sign-ins")
