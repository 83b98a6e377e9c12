from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from jurisdiction.models import Area
from jurisdiction.wall import house_scope
from township.demonstration import places
from township.demonstration.write import write_township

MOST_TOWNSHIPS = 800


class Command(BaseCommand):
    help = "Invent townships of any size, with persons, visits and tests; same seed, same data."

    def add_arguments(self, parser):
        parser.add_argument("--villages", type=int, default=12, help="in each township")
        parser.add_argument("--persons", type=int, default=300, help="in each township")
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--townships", type=int, default=1)
        parser.add_argument("--township-code", default=f"{places.COUNTY}201", help="of the first")
        parser.add_argument("--name", default="", help="of the first township")
        parser.add_argument("--today", type=parse_date, default=None, help="as 2026-11-23")

    @house_scope("invent a township")
    def handle(self, *, villages, persons, years, seed, townships, township_code, name, **options):
        check_sizes(villages, persons, years, townships, township_code)
        today = options["today"] or timezone.localdate()
        for number in range(townships):
            code = f"{int(township_code) + number:09d}"
            names = places.TOWNSHIP_NAMES
            title = name if name and not number else names[number % len(names)]
            place = places.invent_township(Random(f"{seed}:{code}"), code, title, villages)
            visits = write_township(place, persons=persons, years=years, seed=seed, today=today)
            self.stdout.write(f"{code} {title}: {persons} persons, {visits} visits")


def check_sizes(villages, persons, years, townships, township_code):
    if not 1 <= villages <= 300 or not 1 <= townships <= MOST_TOWNSHIPS:
        raise CommandError("Villages: 1 to 300. Townships: 1 to 800.")
    if not 0 <= persons <= 5000 or not 1 <= years <= 10:
        raise CommandError("Persons: at most 5,000 in a township. Years: 1 to 10.")
    if len(township_code) != 9 or not township_code.startswith(places.COUNTY):
        raise CommandError(f"The township code has 9 digits and begins with {places.COUNTY}.")
    if Area.objects.filter(pk=township_code).exists():
        raise CommandError(f"The township {township_code} exists. Choose another code.")
