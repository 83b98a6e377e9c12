"""Assessing a person's risk (form F10), and setting the factors by which that is done."""

from django.db import transaction

from casefiles import risk
from casefiles.actions.files import Stale, save_columns
from casefiles.actions.slots import open_due_slots
from casefiles.models import CaseFile, RiskFactor, RiskStandard
from casefiles.models.risk import standard_of
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.models import Area


@transaction.atomic
def assess_risk(model, *, case, key, by, today, standard, ticked, level, next_on, **content):
    """Write down an assessment; the level that a person decided is the file's from now on.

    `ticked` are the keys of factors of `standard`; an empty `level` or `next_on` is the reckoned
    one. What the new level asks for is opened today; open slots keep what made them. Returns
    (assessment, is_new). Raises KeyReused, and Stale where another scale holds by now.
    """
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, ticked=ticked, level=level, next_on=next_on, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    present = standard_of(case.village_id)
    if present.pk != standard:
        raise Stale
    reckoned = reckon(present, ticked, content["assessed_on"], level)
    made, is_new = insert_once(
        model, signed, digest, case=case, standard=present, last_level=case.risk_level,
        **content, **reckoned | ({"next_on": next_on} if next_on else {}),
    )  # fmt: skip
    if case.risk_level != made.level:
        case.risk_level = made.level
        save_columns(case, ["risk_level"])
        open_due_slots(on=today, cases=CaseFile.objects.filter(pk=case.pk))
    return made, is_new


def reckon(standard, ticked, on, level):
    """The columns that follow from what was ticked."""
    found = [factor for factor in standard.factors.all() if factor.pk in ticked]
    rules = [factor.rule for factor in found]
    computed = risk.level_of(rules, standard.scale)
    return {
        "factors": "\n".join(factor.told for factor in found),
        "score": risk.score(rules),
        "computed_level": computed,
        "level": level or computed,
        "next_on": risk.next_on(on, level or computed, standard.scale),
    }


@transaction.atomic
def write_risk_standard(*, township, version, factors, by, **content):
    """Write the next version of a township's scale, which was read at `version` (0: none yet).

    `factors` are (label, points, is_trigger). Assessments keep the version that they were made by.
    The same again changes nothing. Returns the version. Raises Stale.
    """
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    present = RiskStandard.objects.filter(area=township).first()
    if present and is_the_same(present, factors, content):
        return present
    if version != (present.version if present else 0):
        raise Stale
    made = RiskStandard.objects.create(area=township, version=version + 1, written_by=by, **content)
    for position, (label, points, is_trigger) in enumerate(factors):
        RiskFactor.objects.create(
            standard=made, position=position, label=label, points=points, is_trigger=is_trigger
        )
    return made


def is_the_same(standard, factors, content):
    stored = {name: getattr(standard, name) for name in content}
    return (stored, sorted(standard.factor_columns())) == (content, sorted(factors))
