from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casefiles import sheets
from casefiles.actions import imports as actions
from casefiles.forms import CaseForm
from jurisdiction.access import Permission, can
from jurisdiction.models import Officer
from jurisdiction.wall import officer_scope
from paperwork.reading import Unreadable


class Command(BaseCommand):
    help = "Say what a roster workbook would do, row by row; with --confirm, write it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--officer", required=True, help="sign-in name of who loads it")
        parser.add_argument("--confirm", action="store_true", help="write, all or nothing")
        parser.add_argument(
            "--without-problems", action="store_true", help="leave out the rows with problems"
        )
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])

    def handle(self, *, file, language, **options):
        with translation.override(language):
            self.load(file, **options)

    def load(self, file, *, officer, confirm, without_problems, **options):
        officer = self.officer(officer)
        content = self.content(file)
        with officer_scope(officer):
            plan = self.plan(content, officer)
            self.show(plan)
            if confirm:
                self.write(file, content, plan, officer, without_problems)

    def officer(self, username):
        officer = Officer.objects.filter(username=username).first()
        if officer is None or not can(officer, Permission.FILE_IMPORT):
            raise CommandError(_("%s may not load a roster.") % username)
        return officer

    def content(self, file):
        try:
            return file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from error

    def plan(self, content, officer, *, lock=False):
        try:
            return sheets.plan_roster(BytesIO(content), officer, CaseForm, lock=lock)
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem

    def show(self, plan):
        for row in plan.new:
            self.say(row, _("new"), f"{row.columns['village'].name} {row.sex}")
        for row in plan.changed:
            for label, old, new in row.changes:
                self.say(row, _("changed"), f"{label}: {old} → {new}")
        for row in plan.stale:
            self.say(row, _("changed meanwhile"), "")
        for row in plan.problems:
            for letter, header, reason in row.reasons:
                self.say(row, _("problem"), f"{letter} {header}: {reason}")
        self.stdout.write(
            _("New %(new)s, changed %(changed)s, unchanged %(unchanged)s, problems %(problems)s.")
            % {
                "new": len(plan.new),
                "changed": len(plan.changed),
                "unchanged": len(plan.unchanged),
                "problems": len(plan.problems),
            }
        )

    def say(self, row, kind, text):
        self.stdout.write(f"{row.number}\t{kind}\t{row.name}\t{text}")

    def write(self, file, content, plan, officer, without_problems):
        stored = actions.store_roster(content=content, file_name=file.name, by=officer)
        try:
            actions.confirm_roster(
                stored=stored,
                shown=plan.digest(),
                plan_again=lambda: self.plan(content, officer, lock=True),
                without_problems=without_problems,
                by=officer,
                today=timezone.localdate(),
            )
        except actions.HasProblems:
            raise CommandError(
                _(
                    "Nothing was written. Correct the rows with problems, or leave them out with "
                    "--without-problems."
                )
            ) from None
        except (actions.PlanChanged, IntegrityError):
            raise CommandError(
                _("Nothing was written: the roster changed meanwhile. Run the command again.")
            ) from None
        self.stdout.write(_("Written."))
