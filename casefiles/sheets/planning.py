"""What a roster sheet would do: every row new, changed, unchanged, or a problem with its reasons.

The natural key is the ID number. A row without one is the person of the same name, birth date and
village, if there is exactly one; a row of our own export, where numbers are masked, is found by its
file number as long as name or birth date agree. A row that carries the mark of our own export is
edited as the page would edit it (`editing`). What lies outside the officer's area is not looked
at: such a person is new here, and the officer learns nothing.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casefiles import identity
from casefiles.models import CaseFile
from casefiles.schedule import is_minor
from casefiles.sheets.cells import TERMS, birth_date_inside, read_cells, settle_days, settle_group
from casefiles.sheets.columns import REQUIRED, SEALED, chinese_header, recognise_header
from casefiles.sheets.editing import STALE, read_edited, refuse_another, taken_elsewhere
from casefiles.sheets.exports import ROSTER
from jurisdiction import vault
from jurisdiction.access import Permission
from jurisdiction.models import Area
from jurisdiction.sheets.cells import Unclear
from jurisdiction.sheets.marks import MARK, Mark, read_mark
from jurisdiction.sheets.places import Places
from jurisdiction.sheets.plans import NEW, PROBLEM, UNCHANGED, Plan, RowProblem
from paperwork.reading import read_sheet
from paperwork.text import clean_text

# What the form asks for where it sees no number, though the sheet has one that cannot be read.
FOLLOWS_FROM_NUMBER = ("id_missing_reason", "birth_date", "sex")
FILE_NO = re.compile("[0-9]{1,18}")
CHANGED = "changed"


@dataclass
class Proposal:
    """One row of the sheet and what it would do."""

    number: int
    name: str
    kind: str = PROBLEM
    case: CaseFile | None = None
    columns: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    reasons: list = field(default_factory=list)  # (column letter, header, reason)
    cells: dict = field(default_factory=dict)
    labels: dict = field(default_factory=dict)
    born: date | None = None  # as far as the row can be read
    mark: Mark | None = None  # of a row of our own sheet

    @property
    def changes(self):
        """What would change, as (column, from, to) to be read; sealed numbers masked."""
        return [
            (self.labels[name], shown(name, self.before[name]), shown(name, value))
            for name, value in self.columns.items()
        ]

    @property
    def sex(self):
        return shown("sex", self.columns["sex"])

    def fingerprint(self):
        return [
            self.number, self.kind, self.case and self.case.pk, self.mark and self.mark.version,
            dict(zip(self.columns, map(str, self.columns.values()), strict=True)),
            dict(zip(self.before, map(str, self.before.values()), strict=True)),
        ]  # fmt: skip


def shown(name, value):
    if value in ("", None):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in SEALED:
        return identity.mask_id(value) if name == "id_number" else identity.mask_phone(value)
    if name in TERMS:
        return TERMS[name](value).label
    return date_format(value) if isinstance(value, date) else str(value)


class RosterPlan(Plan):
    KINDS: ClassVar = (NEW, CHANGED, UNCHANGED, STALE)

    def leaving_problems(self, today):
        """(rows that may leave the house again, how many persons under 18 stay out of them)."""
        rows = [row for row in self.problems if not (row.born and is_minor(row.born, today))]
        return rows, len(self.problems) - len(rows)

    @property
    def changed(self):
        return self.of_kind(CHANGED)

    @property
    def is_return(self):
        """Whether the sheet is one of our own that comes back."""
        return MARK in self.columns

    @property
    def stale(self):
        return self.of_kind(STALE)


def plan_roster(file, officer, form_class, *, lock=False):
    """Read a workbook and say what each row would do. Raises paperwork.reading.Unreadable.

    `form_class` is the page's form, by which each row is cleaned. With `lock`, inside a
    transaction, the files it compares with stay as they are until its end.
    """
    sheet = read_roster(file)
    return Planner(officer, sheet.columns, form_class, lock=lock).plan(sheet)


def read_roster(file):
    """The list in a workbook, not looked into yet. Raises paperwork.reading.Unreadable."""
    return read_sheet(
        file,
        recognise=recognise_header,
        required=REQUIRED,
        labels={name: chinese_header(name) for name in REQUIRED},
    )


def day_of(values):
    born = values.get("birth_date")
    return born if isinstance(born, date) else None


class Planner:
    def __init__(self, officer, columns, form_class, *, lock):
        self.today = timezone.localdate()
        self.columns = columns
        areas = Area.objects.visible_to(officer, Permission.FILE_IMPORT).in_force(self.today)
        self.places = Places(list(areas))
        self.register = Register(officer, lock=lock)
        self.form = form_class(villages=self.places.villages, groups=self.places.groups)
        self.labels = {name: field.label for name, field in self.form.fields.items()}
        self.seen = {}

    def plan(self, sheet):
        proposals = [self.propose(row) for row in sheet.rows]
        return RosterPlan("roster_plan", proposals, sheet.columns, sheet.ignored, sheet.unread)

    def propose(self, row):
        name = clean_text(row.cells.get("name"))
        proposal = Proposal(row.number, name, cells=row.cells, labels=self.labels)
        cells = {key: cell for key, cell in row.cells.items() if key != MARK}
        if clean_text(row.cells.get(MARK)):
            reasons = self.edit(proposal, row, cells)
        else:
            reasons = self.load(proposal, row, cells)
        if reasons and proposal.kind != STALE:
            proposal.kind = PROBLEM
        proposal.reasons = [self.locate(name, reason) for name, reason in reasons.items()]
        return proposal

    def edit(self, proposal, row, cells):
        """Propose what was changed in a row of our own sheet. Returns the reasons against it."""
        try:
            mark = read_mark(ROSTER, row.cells[MARK], cells)
            case = self.register.marked(mark)
            proposal.mark, proposal.case, proposal.born = mark, case, case.birth_date
            self.meet_once(row, {}, case)
        except Unclear as problem:
            return {MARK: str(problem)}
        except RowProblem as problem:
            return {problem.column: problem.reason}
        if mark.is_untouched:
            proposal.kind = UNCHANGED
            return {}
        values, reasons = read_edited(cells, case, self.places)
        if "id_number" in values:
            values["id_number"] = canonical(values["id_number"], self.today)
            taken_elsewhere(values, reasons, case, self.register.numbered(values["id_number"]))
        refuse_another(values, reasons, case, cells)
        settle_days(values, cells, case)
        self.examine(proposal, values, reasons)
        if mark.version != str(case.version) and (reasons or proposal.kind == CHANGED):
            proposal.kind = STALE
        return reasons

    def load(self, proposal, row, cells):
        """Propose what a row of an office's own sheet says. Returns the reasons against it."""
        values, reasons = read_cells(cells, self.places)
        file_no = values.pop("file_no", "")
        if "id_number" in values:
            values["id_number"] = canonical(values["id_number"], self.today)
        proposal.born = birth_date_inside(values.get("id_number", "")) or day_of(values)
        try:
            proposal.case = self.register.find(values, file_no)
            self.meet_once(row, values, proposal.case)
        except RowProblem as problem:
            reasons[problem.column] = problem.reason
        else:
            settle_group(values, reasons, self.places, proposal.case)
            settle_days(values, cells, proposal.case)
            self.examine(proposal, values, reasons)
        if MARK in self.columns and proposal.case and proposal.kind == CHANGED:
            reasons.setdefault(MARK, lost_mark())
        return reasons

    def meet_once(self, row, values, case):
        """The same person twice in one sheet is a problem of the second row."""
        key = case.pk if case else key_of(values)
        first = self.seen.setdefault(key, row.number)
        if key and first != row.number:
            raise RowProblem(
                "id_number" if values.get("id_number") else "name",
                _("This person stands in row %s already. Leave one of the two.") % first,
            )

    def examine(self, proposal, values, reasons):
        """Clean the row with the page's form: its errors become reasons, its columns the change."""
        case = proposal.case
        stored = self.form.stored_values(case) if case else {}
        if not self.form.examine(stored | values, case):
            without = FOLLOWS_FROM_NUMBER if "id_number" in reasons else ()
            for name, errors in self.form.errors.items():
                if name not in without:
                    reasons.setdefault(name, " ".join(errors))
        elif not reasons:
            self.settle(proposal, self.form.columns())

    def settle(self, proposal, columns):
        case = proposal.case
        if case is None:
            proposal.kind, proposal.columns = NEW, columns
            return
        before = {name: getattr(case, name) for name in columns}
        changed = [name for name in columns if columns[name] != before[name]]
        proposal.kind = CHANGED if changed else UNCHANGED
        proposal.columns = {name: columns[name] for name in changed}
        proposal.before = {name: before[name] for name in changed}

    def locate(self, name, reason):
        """Column letter, header and reason; no letter where the sheet has no such column."""
        if name in self.columns:
            return (*self.columns[name], reason)
        return "", chinese_header(name), reason


def lost_mark():
    return _(
        "This row has lost the mark with which it was exported, so nobody can tell what was "
        "changed in it. Export the list anew and change it there."
    )


def key_of(values):
    """What makes a new person the same as another new one in this sheet; None if nothing does."""
    if values.get("id_number"):
        return values["id_number"]
    key = values.get("name"), values.get("birth_date"), values.get("village")
    return key if all(key) else None


def canonical(number, today):
    """The checked number in its 18 characters; what is wrong stays, for the form to say so."""
    try:
        return identity.to_18(identity.check_id(number, today))
    except identity.IdentityProblem:
        return identity.normalise_id(number)


class Register:
    """The files in the officer's area, found by what a row says."""

    def __init__(self, officer, *, lock):
        cases = CaseFile.objects.visible_to(officer, Permission.FILE_IMPORT)
        cases = cases.select_related("village", "group").defer("search_tokens").with_order()
        cases = cases.order_by("pk")
        if lock:
            cases = cases.select_for_update(no_key=True, of=("self",))
        self.by_pk, self.by_number, self.by_identity = {}, {}, {}
        for case in cases:
            self.by_pk[case.pk] = case
            if case.id_number_index:
                self.by_number.setdefault(case.id_number_index, []).append(case)
            self.by_identity.setdefault(identity_of(case), []).append(case)

    def find(self, values, file_no):
        """The file of this row, or None for a new person. Raises RowProblem."""
        number = values.get("id_number", "")
        found = self.numbered(number)
        if found:
            return the_open_one(found, values.get("village"))
        case = self.with_file_no(file_no, values)
        if case:
            return the_open_one([case], case.village_id)
        return self.alike(values, number)

    def numbered(self, number):
        return (
            self.by_number.get(vault.blind_index(number, purpose="id_number"), []) if number else []
        )

    def marked(self, mark):
        """The open file of a row of our own sheet. Raises RowProblem."""
        case = self.by_pk.get(int(mark.row))
        if case is None:
            raise RowProblem(
                MARK,
                _(
                    "This file is not among those that you may change any more: it has left your "
                    "area or was sealed."
                ),
            )
        return the_open_one([case], case.village_id)

    def with_file_no(self, file_no, values):
        """By its file number, unless neither name nor birth date agree: then it is another's."""
        case = self.by_pk.get(int(file_no)) if FILE_NO.fullmatch(file_no) else None
        if case is None:
            return None
        agrees = values.get("name") == case.name or values.get("birth_date") == case.birth_date
        return case if agrees else None

    def alike(self, values, number):
        """By name, birth date and village, where no number decides."""
        key = (
            values.get("name"),
            birth_date_inside(number) or values.get("birth_date"),
            values.get("village"),
        )
        found = self.by_identity.get(key, [])
        if not found:
            return None
        if number and all(case.id_number_index for case in found):
            raise RowProblem(
                "id_number",
                _(
                    "A file with this name and birth date in this village has another ID number. "
                    "Check the number; if the file is wrong, correct it there."
                ),
            )
        if number:
            found = [case for case in found if not case.id_number_index]
        if len([case for case in found if not case.is_closed]) > 1:
            raise RowProblem(
                "name",
                _("Several files have this name, birth date and village. Write the ID number."),
            )
        return the_open_one(found, values.get("village"))


def identity_of(case):
    return case.name, case.birth_date, case.village_id


def the_open_one(found, village):
    """The open file, the one in the row's village first. Raises RowProblem."""
    standing = [case for case in found if not case.is_closed]
    here = [case for case in standing if case.village_id == village]
    if len(standing) == 1 or here:
        return (here or standing)[0]
    if standing:
        raise RowProblem(
            "village",
            _("This person has open files in several villages. Write the village of one of them."),
        )
    raise RowProblem(
        "name", _("The file %s is closed. Reopen it first, then load the row.") % found[0].file_no
    )
