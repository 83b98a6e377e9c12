"""A row of our own roster sheet that comes back: which cells were changed, and into what.

Unlike in an office's own sheet, an empty cell says something here: it was emptied.
"""

from django.utils.translation import gettext as _

from casefiles.sheets.cells import TICKS, is_left_out, read_cells, settle_group
from casefiles.sheets.columns import SEALED
from casefiles.sheets.exports import printed
from paperwork.text import clean_text

STALE = "stale"
# What the page does not let stand empty, or would fill by itself.
NEVER_EMPTY = {
    "name", "village", "sex", "birth_date", "control_state", "abstinence", "risk_level",
    "lost_count", "enrolled_on", *TICKS, *SEALED,
}  # fmt: skip


def read_edited(cells, case, places):
    """(values, reasons) of a row; `values` are what the form takes, emptied cells among them."""
    values, reasons = read_cells(cells, places)
    written = values.pop("file_no", "")
    if written and written != case.file_no:
        reasons["file_no"] = _("The number of a file is never changed. Export the list anew.")
    emptied = [name for name, cell in cells.items() if was_emptied(name, cell, case)]
    settle_group(values, reasons, places, case)
    for name in emptied:
        if name in NEVER_EMPTY:
            reasons[name] = _("This cell cannot be emptied by a sheet. Do it on the page.")
        elif name != "file_no":
            values.setdefault(name, "")
    for name in SEALED:
        if name in cells and has_new_mask(clean_text(cells[name]), getattr(case, f"{name}_masked")):
            reasons[name] = _("Write the whole number, or leave the masked one as it was.")
    return values, reasons


def was_emptied(name, cell, case):
    text = clean_text(cell)
    is_empty = not text or (name not in SEALED and is_left_out(name, text))
    return is_empty and clean_text(printed(case, name)) not in ("", text)


def has_new_mask(text, masked):
    return "*" in text and text != masked


def refuse_another(values, reasons, case, cells):
    """Where nothing that names a person agrees, the row was written over with another one."""
    same_number = clean_text(cells.get("file_no")) == case.file_no
    known = (values.get("name"), case.name), (values.get("birth_date"), case.birth_date)
    if not same_number and all(written != stored for written, stored in known):
        reasons["name"] = _(
            "Nothing here is of %(name)s any more, to whom this row belongs. Put a new person "
            "into a row of its own, with an empty mark."
        ) % {"name": case.name}


def taken_elsewhere(values, reasons, case, found):
    """`found` are the files that hold the row's ID number already."""
    if any(other.pk != case.pk and not other.is_closed for other in found):
        reasons["id_number"] = _("Another open file has this ID number.")
