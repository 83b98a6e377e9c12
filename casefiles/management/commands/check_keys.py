from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from casefiles.actions import keys
from jurisdiction import vault
from jurisdiction.actions import check_second_factors
from jurisdiction.wall import house_scope


class Command(BaseCommand):
    help = "Opens every sealed value, history included, and counts them by key version."

    @house_scope("check the keys")
    def handle(self, **options):
        total, stuck = Counter(), []
        for table, (versions, failed) in checked():
            self.stdout.write(f"{table}: {told(versions)}")
            total, stuck = total + versions, stuck + failed
        self.stdout.write(f"in all: {told(total)}")
        for version in sorted(vault.key_ring().keys() - total.keys()):
            self.stdout.write(f"key {version} seals nothing here")
        if stuck:
            listed = "\n".join(stuck)
            raise CommandError(f"{len(stuck)} sealed values do not open:\n{listed}")
        self.stdout.write("Every sealed value opens.")


def checked():
    """Every table with sealed values, and what opening them came to."""
    for model in keys.sealed_models():
        yield model._meta.db_table, keys.check_table(model)
    yield "mfa_authenticator", check_second_factors()


def told(versions):
    counts = [f"key {version}: {versions[version]}" for version in sorted(versions, key=str)]
    return ", ".join(counts) or "nothing sealed"
