"""Every deed on a standard and its score sheets; nothing changes once the year is frozen."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jurisdiction.history import KeyReused as KeyReused
from jurisdiction.history import Stale as Stale
from jurisdiction.history import content_hash, insert_once
from responsibility import scoring
from responsibility.indicators import assess, assessed_villages, evidence
from responsibility.models import (
    Bonus,
    FrozenMeasure,
    GradeLimit,
    Item,
    ManualScore,
    Section,
    Standard,
    Veto,
    VetoCase,
)

EVIDENCE = ("case", "name", "what", "period", "is_minor")
SCHEME = Path(__file__).parents[1] / "standard.toml"


class Frozen(Exception):
    """The year's assessment is frozen: reopen it first."""


class Awaited(Exception):
    """Points are still to be entered; `rows` are pairs of a sheet and an item."""

    def __init__(self, rows):
        super().__init__(f"{len(rows)} items are awaited")
        self.rows = rows


class WrongPoints(Exception):
    """Points do not make 100, lie below what a village was given, or no grade begins at 0."""


class VetoNotInForce(Exception):
    """The veto is off: it needs the document that authorises it."""


def default_scheme():
    """The complete 100-point scheme (form F14) from which a new standard is copied."""
    return scoring.load_scheme(SCHEME.read_text(encoding="utf-8"))


@transaction.atomic
def set_up_standard(*, township, year, by):
    """Make the standard of a year from the default scheme. Returns it; an existing one as it is."""
    standard, is_new = Standard.objects.get_or_create(township=township, year=year)
    if not is_new:
        return standard
    scheme = default_scheme()
    sections = {
        row["code"]: Section.objects.create(standard=standard, **row) for row in scheme.sections
    }
    Item.objects.bulk_create(
        Item(**row | {"section": sections[row["section"]]}) for row in scheme.items
    )
    GradeLimit.objects.bulk_create(GradeLimit(standard=standard, **row) for row in scheme.grades)
    VetoCase.objects.bulk_create(VetoCase(standard=standard, **row) for row in scheme.veto_cases)
    return standard


@transaction.atomic
def revise_standard(*, standard, version, items, grades, is_veto_enabled, veto_document_no, by):
    """Change requirements, points, deductions, grades and the veto of a standard read at `version`.

    `items` maps item ids to columns, `grades` grade ids to limits. Returns the standard. Raises
    Stale, Frozen and WrongPoints.
    """
    standard = lock_open(standard)
    if standard.version != version:
        raise Stale
    for row in Item.objects.filter(section__standard=standard, pk__in=items):
        save_changed(row, items[row.pk])
    for row in standard.grade_limits.filter(pk__in=grades):
        save_changed(row, {"at_least": grades[row.pk]})
    check_points(standard)
    standard.is_veto_enabled, standard.veto_document_no = is_veto_enabled, veto_document_no
    standard.version += 1
    standard.save(update_fields=["is_veto_enabled", "veto_document_no", "version"])
    return standard


def save_changed(row, columns):
    """Write the columns that differ, and nothing else."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)


def check_points(standard):
    points = Item.objects.filter(section__standard=standard).values_list("points", flat=True)
    limits = standard.grade_limits.values_list("at_least", flat=True)
    given = ManualScore.objects.filter(item__section__standard=standard)
    if (
        sum(points) != scoring.MAX_TOTAL
        or min(limits) != 0
        or given.filter(points__gt=F("item__points")).exists()
    ):
        raise WrongPoints


@transaction.atomic
def enter_score(*, item, village, version, points, is_not_applicable, reason, by):
    """Enter the points of one item by hand, or that it does not apply, with the reason.

    `version` is that of the entry as it was read, 0 where there was none. The same content again
    changes nothing. Returns the entry. Raises Stale, Frozen, and ValueError for points outside
    the item or an item that is measured.
    """
    lock_open(item.section.standard)
    if not item.is_manual or (points is not None and not 0 <= points <= item.points):
        raise ValueError(f"item {item.code} takes no {points} points")
    content = {
        "points": None if is_not_applicable else points,
        "is_not_applicable": is_not_applicable,
        "reason": reason,
    }
    row = ManualScore.objects.filter(item=item, village=village).first()
    if row and all(getattr(row, name) == value for name, value in content.items()):
        return row
    if version != (row.version if row else 0):
        raise Stale
    signed = content | {"entered_by": by, "entered_at": timezone.now(), "version": version + 1}
    if row is None:
        return ManualScore.objects.create(item=item, village=village, **signed)
    save_changed(row, signed)
    return row


@transaction.atomic
def grant_bonus(*, standard, village, key, kind, points, reason, document_no, by):
    """Grant a village bonus points; of all together at most 5 count.

    `key` is the UUID of the drawn form: sent twice, it grants once. Returns the bonus. Raises
    Frozen and KeyReused.
    """
    lock_open(standard)
    content = {"kind": kind, "points": points, "reason": reason, "document_no": document_no}
    return once(Bonus, key, by, standard=standard, village=village, **content)


@transaction.atomic
def record_veto(*, standard, village, key, veto_case, fact, evidence, document_no, decided_on, by):
    """Record that a veto case was decided against a village: its grade is the lowest.

    `key` is the UUID of the drawn form. Returns the veto. Raises Frozen, KeyReused, and
    VetoNotInForce where the standard has no document that authorises it.
    """
    standard = lock_open(standard)
    if not standard.is_veto_enabled:
        raise VetoNotInForce
    content = {
        "veto_case": veto_case,
        "fact": fact,
        "evidence": evidence,
        "document_no": document_no,
        "decided_on": decided_on,
    }
    return once(Veto, key, by, standard=standard, village=village, **content)


def once(model, key, by, **columns):
    """The row that this key of the officer made before, or a new one. Raises KeyReused."""
    signed = {"recorded_by": by, "idempotency_key": key}
    return insert_once(model, signed, content_hash(**columns), **columns)[0]


@transaction.atomic
def withdraw(*, row, reason, by):
    """Take back a bonus or a veto entered in error; it stays, struck through. Raises Frozen."""
    lock_open(row.standard)
    row = type(row).objects.get(pk=row.pk)
    if not row.is_withdrawn:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return row


@transaction.atomic
def freeze_standard(*, standard, today, by):
    """Freeze a year: keep what was counted, with its evidence, and let nothing be entered any more.

    Returns the standard; a frozen one as it is. Raises Awaited while points are to be entered.
    """
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if standard.is_frozen:
        return standard
    villages = assessed_villages(standard=standard, today=today)
    assessment = assess(standard=standard, villages=villages, today=today)
    if assessment.awaited:
        raise Awaited(assessment.awaited)
    FrozenMeasure.objects.bulk_create(frozen_rows(assessment, today))
    standard.frozen_at, standard.frozen_by = timezone.now(), by
    standard.counted_until = max(assessment.counted_until, date(standard.year, 1, 1))
    save_frozen(standard)
    return standard


def frozen_rows(assessment, today):
    behind = {}
    for miss in evidence(assessment, today=today):
        content = {name: getattr(miss, name) for name in EVIDENCE}
        behind.setdefault((miss.village, miss.key), []).append(content)
    for sheet in assessment.sheets:
        for row in sheet.measured.values():
            yield FrozenMeasure(
                standard=assessment.standard,
                village_id=sheet.village,
                village_name=sheet.name,
                key=row.key,
                numerator=row.numerator,
                denominator=row.denominator,
                parts=row.parts,
                evidence=behind.get((sheet.village, row.key), []),
            )


@transaction.atomic
def reopen_standard(*, standard, reason, by):
    """Reopen a frozen year, with the reason: it counts what stands today again.

    Who froze, who reopened, and what was frozen stay in the history. Returns the standard.
    """
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if standard.is_frozen:
        standard.frozen_measures.all().delete()
        standard.frozen_at = standard.frozen_by = standard.counted_until = None
        standard.reopened_reason = reason
        save_frozen(standard)
    return standard


def save_frozen(standard):
    standard.version += 1
    standard.save(
        update_fields=["frozen_at", "frozen_by", "counted_until", "reopened_reason", "version"]
    )


def lock_open(standard):
    """The standard, locked so that nobody freezes it meanwhile. Raises Frozen."""
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if standard.is_frozen:
        raise Frozen
    return standard
