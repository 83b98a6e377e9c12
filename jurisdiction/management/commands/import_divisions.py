from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from jurisdiction.actions import BadDivisions, load_divisions
from jurisdiction.sheets import read_divisions


class Command(BaseCommand):
    help = "Loads a national list of divisions (code,name), and says what changed."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a text file with the header line code,name")

    def handle(self, file, **options):
        try:
            report = load_divisions(rows=read_divisions(file), on=timezone.localdate())
        except BadDivisions as error:
            raise CommandError(
                _("%(problem)s\nNothing was loaded.") % {"problem": error}
            ) from error
        for line in lines_of(report):
            self.stdout.write(line)


def lines_of(report):
    for code, old, new in report.renamed:
        yield _("renamed  %(code)s  %(old)s → %(new)s") % {"code": code, "old": old, "new": new}
    for code, name in report.vanished:
        yield _("vanished  %(code)s  %(name)s") % {"code": code, "name": name}
    for code, name in report.reopened:
        yield _("listed again  %(code)s  %(name)s") % {"code": code, "name": name}
    yield _(
        "%(new)d new, %(renamed)d renamed, %(vanished)d vanished, "
        "%(reopened)d listed again, %(unchanged)d unchanged"
    ) % {
        "new": report.new,
        "renamed": len(report.renamed),
        "vanished": len(report.vanished),
        "reopened": len(report.reopened),
        "unchanged": report.unchanged,
    }
