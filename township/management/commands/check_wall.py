from django.core.management.base import BaseCommand, CommandError

from township import wall


class Command(BaseCommand):
    help = "Say what is missing of the second wall; nothing serves while something is."

    def handle(self, **options):
        if gaps := wall.gaps():
            listed = "\n".join(gaps)
            raise CommandError(f"The second wall has gaps; run raise_wall:\n{listed}")
        for stone in wall.stones():
            self.stdout.write(stone.table)
