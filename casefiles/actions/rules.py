"""What an office sets for itself: its numbers, its seats, and what its kits test for."""

from django.db import transaction
from django.utils import timezone

from casefiles.actions.files import Stale
from casefiles.models import DrugItem, OfficeRules, TeamSeat
from jurisdiction.models import Area


@transaction.atomic
def set_rules(*, township, version, by, **numbers):
    """Set the numbers of a township, which were read at `version` (0: none set yet).

    The same again changes nothing; what was reckoned before keeps its days. Returns the rules.
    Raises Stale.
    """
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    rules = OfficeRules.objects.filter(area=township).first()
    if rules and all(getattr(rules, name) == value for name, value in numbers.items()):
        return rules
    if version != (rules.version if rules else 0):
        raise Stale
    rules = rules or OfficeRules(area=township, version=0)
    for name, value in numbers.items():
        setattr(rules, name, value)
    rules.version, rules.written_by, rules.written_at = rules.version + 1, by, timezone.now()
    rules.save()
    return rules


def set_item(*, name, is_in_use, by):
    """Say of an item whether kits test for it. Returns it; tests keep what they found."""
    return DrugItem.objects.update_or_create(name=name, defaults={"is_in_use": is_in_use})[0]


@transaction.atomic
def set_seat(*, township, name, version, by, **content):
    """Set duties and use of one seat of a township's helping teams, read at `version` (0: none).

    `name` is a TeamRole or the office's own word. The same again changes nothing; members keep
    their seats. Returns the seat. Raises Stale.
    """
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    seat = TeamSeat.objects.filter(area=township, name=name).first()
    if seat and all(getattr(seat, key) == value for key, value in content.items()):
        return seat
    if version != (seat.version if seat else 0):
        raise Stale
    seat = seat or TeamSeat(area=township, name=name, version=0)
    for key, value in content.items():
        setattr(seat, key, value)
    seat.version, seat.written_by, seat.written_at = seat.version + 1, by, timezone.now()
    seat.save()
    return seat
