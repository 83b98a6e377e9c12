from django.core.management.base import BaseCommand

from jurisdiction import audit
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Chains the events since the last sealing by their hashes, and prints the chain's head."

    @house_scope("seal the audit chain")
    def handle(self, **options):
        sealed, head = audit.seal_events()
        self.stdout.write(f"sealed {sealed} events\nhead {head}")
