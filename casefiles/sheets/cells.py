"""From the cells of one roster row to what the form takes, with a reason for what it cannot."""

from functools import partial

from django.utils.translation import gettext as _

from casefiles import identity
from casefiles.sheets.columns import HEADERS, SEALED, chinese_word
from casefiles.synonyms import recognise_term
from casefiles.terms import (
    Abstinence,
    ControlState,
    Education,
    IdMissingReason,
    MaritalStatus,
    Measure,
    PersonCategory,
    ReasonCode,
    RiskLevel,
    Sex,
    WayOfUse,
)
from jurisdiction.sheets.cells import (
    STRUCK_OUT,
    Unclear,
    not_a_word,
    read_count,
    read_day,
    read_tick,
)
from jurisdiction.sheets.places import UnknownPlace, split_group
from jurisdiction.synonyms import recognise_boolean
from paperwork.dates import is_month_only
from paperwork.text import CellError, clean_text, looks_rounded

TERMS = {
    "sex": Sex,
    "id_missing_reason": IdMissingReason,
    "education": Education,
    "marital_status": MaritalStatus,
    "category": PersonCategory,
    "way_of_use": WayOfUse,
    "reason_code": ReasonCode,
    "measure": Measure,
    "control_state": ControlState,
    "abstinence": Abstinence,
    "risk_level": RiskLevel,
}
DAYS = ("birth_date", "first_found_on", "measure_from", "measure_to", "enrolled_on")
TICKS = ("has_low_income", "has_crime_history", "is_three_nos", "is_away")
COUNTS = ("times_treated", "lost_count")


def read_cells(cells, places):
    """(values, reasons) of a row. An empty cell gives neither, so it leaves what is stored."""
    values, reasons = {}, {}
    for name, cell in cells.items():
        text = clean_text(cell)
        if not text or is_left_out(name, text):
            continue
        try:
            values[name] = read_cell(name, cell, text)
        except Unclear as problem:
            reasons[name] = str(problem)
    read_id_column(values)
    read_village(values, reasons, places)
    infer(values, cells)
    return values, reasons


def is_left_out(name, text):
    """Struck out, or masked as our own exports print the numbers."""
    if name in SEALED and "*" in text:
        return True
    if name in TERMS:
        return text in STRUCK_OUT and recognise_term(TERMS[name], text) is None
    if name in TICKS:
        return text in STRUCK_OUT and recognise_boolean(text) is None
    return text in STRUCK_OUT and name not in ("crime_note", "remarks")


def read_cell(name, cell, text):
    if isinstance(cell, CellError):
        raise Unclear(cell.message)
    return READERS[name](cell, text)


def read_text(name, cell, text):
    return cell if name == "remarks" and isinstance(cell, str) else text


def read_number(cell, text):
    if looks_rounded(cell):
        raise Unclear(
            _(
                "Excel has rounded this number: its last digits are lost. Format the column as "
                "text and type the number anew."
            )
        )
    return text


def read_term(name, cell, text):
    value = recognise_term(TERMS[name], text)
    if value is None:
        raise not_a_word(text, [chinese_word(TERMS[name], choice) for choice in TERMS[name]])
    return value


def reader_of(name):
    for names, reader in (
        (TERMS, partial(read_term, name)),
        (DAYS, lambda cell, text: read_day(cell)),
        (TICKS, lambda cell, text: read_tick(text)),
        (COUNTS, lambda cell, text: read_count(text, "次回")),
        (("file_no", *SEALED), read_number),
    ):
        if name in names:
            return reader
    return partial(read_text, name)


READERS = {name: reader_of(name) for name in HEADERS}


def read_id_column(values):
    """Offices write the reason into the column of the number that is missing."""
    reason = recognise_term(IdMissingReason, values.get("id_number", ""))
    if reason and "id_number" in values:
        values.setdefault("id_missing_reason", reason)
        del values["id_number"]


def read_village(values, reasons, places):
    """The village's code; a group written behind its name moves to the group."""
    if "village" not in values:
        return
    name, inside = split_group(values.pop("village"))
    if inside:
        values.setdefault("group", inside)
    village = find(reasons, "village", places.village, name)
    if village:
        values["village"] = village.code


def settle_group(values, reasons, places, case):
    """The group's code, in the village of the row or of the stored file."""
    group = values.pop("group", "")
    village = places.by_code.get(values.get("village")) or (case and case.village)
    if case and village != case.village:
        values["group"] = ""  # the old village's group does not move along
    if group and village:
        found = find(reasons, "group", places.group, village, group)
        values["group"] = found.code if found else ""


def settle_days(values, cells, case):
    """A month without its day does not contradict a day of that month which is known already."""
    for name in filter(values.__contains__, DAYS):
        known = getattr(case, name, None)
        if name == "birth_date":
            known = known or birth_date_inside(values.get("id_number", ""))
        if known and is_month_only(cells[name]) and same_month(known, values[name]):
            values[name] = known


def birth_date_inside(number):
    try:
        return identity.birth_date_of(number)
    except ValueError:
        return None


def same_month(one, other):
    return (one.year, one.month) == (other.year, other.month)


def find(reasons, column, search, *words):
    try:
        return search(*words)
    except UnknownPlace as problem:
        reasons[column] = str(problem)


def infer(values, cells):
    """What one column says about another that the sheet does not have."""
    if values.get("away_to") and "is_away" not in cells:
        values["is_away"] = True
    if values.get("is_away") is False:
        values["away_to"] = ""
    # The grid's list of states (codes 05, 06) says in one word how long a person has abstained.
    if "abstinence" not in cells:
        spoken = recognise_term(Abstinence, clean_text(cells.get("control_state")))
        if spoken:
            values["abstinence"] = spoken
