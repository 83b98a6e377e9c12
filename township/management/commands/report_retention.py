from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from jurisdiction.wall import house_scope
from township.retention import RULES, past_end


class Command(BaseCommand):
    help = "Says of each kind of record how many are past their time; erases and prolongs nothing."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="a day (default: today)")

    @house_scope("report retention")
    def handle(self, *, on, **options):
        for label, rule in RULES.items():
            if n := past_end(label, on or timezone.localdate()).count():
                span = f"{rule.years} years from {rule.column} [{rule.mark}]"
                self.stdout.write(f"{n} {label} past {span}: {rule.then}")
