from django.core.management.base import BaseCommand, CommandError

from jurisdiction import audit
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Looks whether the sealed events are as they were sealed; names the first that is not."

    def add_arguments(self, parser):
        parser.add_argument("--head", help="the head that was printed and kept elsewhere")

    @house_scope("verify the audit chain")
    def handle(self, *, head, **options):
        try:
            verified, found = audit.verify_events(head)
        except audit.Broken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"verified {verified} events\nhead {found}")
