"""The demonstration township 清溪镇, and a neighbour whose people its officers never see."""

from django.db import transaction

from jurisdiction.models import Officer
from township.demonstration import (
    assessments,
    bags,
    breaches,
    cast,
    drawings,
    duplicates,
    duties,
    entries,
    handovers,
    leave,
    losing,
    moves,
    orders,
    places,
    promises,
    publicity,
    reports,
    residence,
    rights,
    risk,
    tasks,
    titles,
)
from township.demonstration.write import first_day_of, write_township

SEED = 626
YEARS = 3
PERSONS = 300
NEIGHBOUR_PERSONS = 5


@transaction.atomic
def load_demonstration(*, today, persons=PERSONS, years=YEARS, seed=SEED):
    """Fill a data base without any officer. Returns whether it was such a one."""
    if Officer.objects.exists():
        return False
    township = places.demonstration_township()
    neighbour = places.neighbour_township()
    write_township(township, persons=persons, years=years, seed=seed, today=today, with_cast=True)
    write_township(neighbour, persons=NEIGHBOUR_PERSONS, years=years, seed=seed, today=today)
    officer = Officer.objects.get(username="officer")
    orders.tell_orders(township, officer, seed=seed, today=today)
    bags.tell_bags(township, officer, seed=seed, today=today)
    leave.tell_leave(township, officer, seed=seed, today=today)
    breaches.tell_breaches(township, officer, seed=seed, today=today)
    losing.tell_losing(township, officer, seed=seed, today=today)
    residence.tell_residence(township, officer, seed=seed, today=today)
    moves.tell_moves(township, officer, seed=seed, today=today)
    tasks.tell_tasks(township, officer, seed=seed, today=today)
    risk.tell_risk(township, officer, seed=seed, today=today)
    publicity.tell_publicity(township, officer, seed=seed, today=today, years=years)
    titles.tell_titles(township, officer, seed=seed, today=today)
    promises.tell_promises(township, officer, seed=seed, today=today, years=years)
    duties.tell_duties(township, officer, seed=seed, today=today, years=years)
    assessments.tell_assessments(township, officer, seed=seed, today=today, years=years)
    rights.tell_rights(township, officer, seed=seed, today=today)
    duplicates.tell_duplicates(township, officer, seed=seed, today=today)
    entries.tell_entries(officer, seed=seed)
    drawings.tell_pictures(township, seed=seed)
    cast.retire_predecessor(township, first_day_of(today, years), today)
    handovers.tell_handovers(township, officer, seed=seed, today=today)
    reports.tell_reports(township, officer, seed=seed, today=today)
    return True
