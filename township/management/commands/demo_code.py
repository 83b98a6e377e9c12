from django.core.management.base import BaseCommand

from jurisdiction.sign_in import present_code
from township.demonstration.passwords import SECOND_FACTOR_SECRET


class Command(BaseCommand):
    help = "Print the code that the demonstration's second factor asks for now."
    requires_system_checks = ()

    def handle(self, **options):
        code, seconds = present_code(SECOND_FACTOR_SECRET)
        self.stdout.write(f"{code}  (for {seconds} s / {seconds} 秒内有效)")
