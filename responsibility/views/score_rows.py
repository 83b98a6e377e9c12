"""The rows of the summary and of a score sheet, rounded for print; the total was rounded once."""

from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from campaigns.terms import KEY_AUDIENCES, Occasion
from casefiles.terms import BagPart
from jurisdiction.access import Permission, can_in
from responsibility.indicators.measures import (
    ACTIVITIES,
    CASES,
    DUTIES,
    LETTERS,
    OWED,
    SLOTS,
    TEAMS,
)
from responsibility.scoring import AWAITED, NOT_APPLICABLE, rounded
from responsibility.terms import SIGNED_DOWN, Grade, ItemState, MeasureKey


def summary_rows(assessment):
    return [
        {
            "sheet": sheet,
            "sections": [section_points(section) for section in sheet.reckoning.sections],
            "bonus": rounded(Fraction(sheet.reckoning.bonus)),
            "total": sheet.reckoning.total,
            "grade": grade_label(sheet.reckoning),
            "awaited": sum(s.state == AWAITED for s in sheet.reckoning.items),
            "awaited_points": rounded(sheet.reckoning.awaited),
        }
        for sheet in assessment.sheets
    ]


def section_points(section):
    return rounded(section.got) if section.full else "—"


def grade_label(reckoning):
    return Grade(reckoning.grade).label if reckoning.grade else ""


def item_rows(assessment, sheet, reader):
    """One dict for each item: what was counted with its links, points full and got, the reason."""
    opens = opened_pages(reader, sheet.village) if not assessment.standard.is_frozen else ()
    sections = {section.code: section for section in sheet.reckoning.sections}
    rows, last = [], None
    for item, score in zip(assessment.items, sheet.reckoning.items, strict=True):
        heading = item.section if item.section_id != last else None
        section = heading_cells(heading, sections[item.section.code])
        rows.append(section | item_cells(item, score, sheet, opens))
        last = item.section_id
    return rows


def heading_cells(heading, section):
    return {
        "section": heading,
        "section_points": section_points(section),
        "section_full": rounded(section.full),
    }


def item_cells(item, score, sheet, opens):
    return {
        "item": item,
        "state": ItemState(score.state).label,
        "is_awaited": score.state == AWAITED,
        "applies": score.state != NOT_APPLICABLE,
        "measured": counted(sheet.measured.get(item.measure), opens),
        "points": item.points.normalize(),
        "full": rounded(score.full) if score.full != item.points else None,
        "got": rounded(score.got),
        "lost": score.got < score.full,
        "entry": sheet.entered.get(item.code),
    }


def opened_pages(reader, village):
    """The lists that show this reader every row of the village: minors are in the counts."""
    both = (Permission.FILE_READ, Permission.MINOR_READ)
    files = (CASES, SLOTS, TEAMS) if all(can_in(reader, p, village) for p in both) else ()
    duties = (DUTIES,) if can_in(reader, Permission.FILE_READ, village) else ()
    letters = (LETTERS,) if can_in(reader, Permission.LETTER_READ, village) else ()
    owed = (OWED,) if files and letters else ()
    activities = (ACTIVITIES,) if can_in(reader, Permission.CAMPAIGN_READ, village) else ()
    return (*files, *duties, *letters, *owed, *activities)


def counted(measured, pages):
    """Numerator and denominator, each with the address of its rows where the reader may open it."""
    if measured is None:
        return None
    opens = measured.page in pages
    return {
        "good": (measured.numerator, link(measured, measured.good) if opens else ""),
        "whole": (measured.denominator, link(measured, measured.whole) if opens else ""),
        "bad": link(measured, measured.bad)
        if opens and measured.bad and sum(measured.parts.values())
        else "",
        "rate": f"{100 * measured.value:.1f} %" if measured.denominator else "—",
    }


def link(measured, filters):
    if not filters:
        return ""
    return f"{reverse(measured.page)}?{urlencode(filters)}"


def award_rows(sheet):
    return [*(("bonus", row) for row in sheet.bonuses), *(("veto", row) for row in sheet.vetoes)]


def awaited_rows(assessment):
    """(sheet, its awaited items) for every village with one."""
    rows = {}
    for sheet, item in assessment.awaited:
        rows.setdefault(sheet.village, (sheet, []))[1].append(item)
    return list(rows.values())


WHAT = {
    "incomplete": gettext_lazy("Roster row incomplete"),
    "no_file": gettext_lazy("No papers in the bag"),
    "no_team": gettext_lazy("A seat of the four is empty"),
    "lost": gettext_lazy("Lost contact"),
    "missed": gettext_lazy("Missed"),
    "no_members": gettext_lazy("No members of the group named"),
    "no_signer_b": gettext_lazy("No first responsible person named"),
    "no_contact": gettext_lazy("No contact named"),
    "missing_month": gettext_lazy("No check by the resident cadre"),
    "unbound_month": gettext_lazy("Neither village head nor village cadre posted"),
    **{
        f"unsigned_{level.value}": format_lazy("{} · {}", gettext_lazy("Not signed"), level.label)
        for level in SIGNED_DOWN
    },
    "missing_quarter": gettext_lazy("Nothing in the quarter"),
    "no_board": gettext_lazy("No board"),
    "few_slogans": gettext_lazy("Fewer than two permanent slogans"),
    "households_short": gettext_lazy("Leaflets have not reached every household"),
    **{
        f"no_{word.value}": format_lazy("{} · {}", gettext_lazy("Lacking"), word.label)
        for word in (*Occasion, *KEY_AUDIENCES)
    },
    **{part.value: format_lazy("{} · {}", gettext_lazy("Lacking"), part.label) for part in BagPart},
}

# What a resident cadre's check was, by the name of its table.
CHECKS = {"visit": gettext_lazy("Visit"), "tendaycheck": gettext_lazy("Ten-day check")}


def evidence_rows(misses):
    """(miss, indicator and what is missing); people under 18 stay out of what leaves the files."""
    return [
        (miss, f"{MeasureKey(miss.key).label} · {WHAT[miss.what]}")
        for miss in misses
        if not miss.is_minor
    ]
