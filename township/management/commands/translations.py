from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from township import translations

FOLDERS = (
    "township",
    "jurisdiction",
    "casefiles",
    "campaigns",
    "responsibility",
    "paperwork",
    "templates",
)


class Command(BaseCommand):
    help = "Compare the translatable strings of the code with the Chinese catalogue."
    requires_system_checks = ()

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="list what is missing; exit 1")
        what.add_argument("--update", action="store_true", help="add new strings, retire old ones")
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR)

    def handle(self, *, check, root, **options):
        path = root / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        found = translations.collect(root, [f for f in FOLDERS if (root / f).is_dir()])
        catalogue = read_catalogue(path)
        if check:
            self.check_catalogue(catalogue, found)
        else:
            self.update_catalogue(catalogue, found, path)

    def check_catalogue(self, catalogue, found):
        rows = translations.problems(catalogue, found)
        for problem, context, msgid, files in rows:
            place = f" [{context}]" if context else ""
            self.stdout.write(f"{problem}: {msgid!r}{place} ({', '.join(files)})")
        if rows:
            raise CommandError(f"{len(rows)} of {len(found)} strings are not in order.")
        self.stdout.write(f"{len(found)} strings are translated.")

    def update_catalogue(self, catalogue, found, path):
        added, vanished = translations.update(catalogue, found)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        self.stdout.write(f"{len(added)} added, {len(vanished)} retired, {len(found)} in use.")


def read_catalogue(path):
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "Tongxin",
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue
