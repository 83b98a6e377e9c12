"""Writing an invented township into the data base, in bulk."""

import uuid
from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random

import pgtrigger
from django.db import transaction
from django.utils import timezone

from casefiles import names
from casefiles.models import BagDocument, CaseFile, DrugTest, DueSlot, StateChange, Visit
from casefiles.models.schedules import RuleBook
from casefiles.schedule import add_months
from casefiles.terms import BagPart, SlotKind, StateAspect
from jurisdiction.history import content_hash
from jurisdiction.models import Area, Unit
from township.demonstration import cast, people, places, work

BATCH = 1000
RECORDS = {SlotKind.VISIT: Visit, SlotKind.TEST: DrugTest}
SEALED = ("id_number", "phone", "control_contact_phone", "help_contact_phone")


def first_day_of(today, years):
    """The first day of the month that lies that many years back."""
    return add_months(today.replace(day=1), -12 * years)


@transaction.atomic
@pgtrigger.ignore()  # a history of invented rows would double the time
def write_township(township, *, persons, years, seed, today, with_cast=False):
    """Write a township with that many persons and years of work. Returns the number of visits.

    The same arguments write the same rows; only sealed columns and passwords differ.
    """
    rng = Random(f"{seed}:{township.code}")
    first_day = first_day_of(today, years)
    write_places(rng, township)
    appointed = cast.appoint_cast(township, first_day).values() if with_cast else ()
    officer, cadres = cast.appoint_others(township, first_day, appointed)
    folk = people.invent_people(rng, township, persons, first_day, today)
    cases = write_cases(rng, folk)
    write_histories(rng, cases, folk, officer)
    write_bags(rng, cases, officer, today)
    diligence = {village.code: village.diligence for village in township.villages}
    rules = RuleBook(today, []).of_township(township.code)
    told = []
    for case, person in zip(cases, folk, strict=True):
        keeps_up = diligence[person.homes[0][1]]
        for owed in (work.owed_visits, work.owed_tests):
            rows = owed(rng, person, rules, keeps_up, first_day, today)
            told += [(case, slot) for slot in rows]
    return write_work(rng, told, officer, cadres, today)


def write_places(rng, township):
    rows = [(code, name) for code, name in places.ABOVE.items()]
    rows.append((township.code, township.name))
    for village in township.villages:
        rows.append((village.code, village.name))
        rows += [(code, f"第{int(code[-2:])}组") for code in village.group_codes()]
    Area.objects.bulk_create(
        [Area(code=code, name=name) for code, name in rows], ignore_conflicts=True
    )
    Unit.objects.bulk_create(
        Unit(
            area_id=code,
            kind=kind,
            name=name,
            first_responsible_person=people.invent_name(rng, "male"),
        )
        for code, kind, name in township.units
    )


def write_cases(rng, folk):
    return CaseFile.objects.bulk_create([new_case(rng, p) for p in folk], batch_size=BATCH)


def new_case(rng, person):
    _, village, group = person.homes[-1]
    columns = {name: value for name, value in person.columns.items() if name not in SEALED}
    case = CaseFile(
        **columns,
        village_id=village,
        group_id=group,
        enrolled_on=person.enrolled_on,
        control_state=person.states[-1][1],
        closed_on=person.closed_on,
        close_reason=person.close_reason,
        seal_id=new_key(rng),
        created_at=evening(rng, person.enrolled_on),
        search_tokens=names.search_tokens(columns["name"], columns["alias"]),
    )
    for name in SEALED:
        setattr(case, name, person.columns.get(name, ""))
    return case


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def evening(rng, day):
    minutes = rng.randint(16 * 60 + 30, 21 * 60 + 40)
    return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))


def write_histories(rng, cases, folk, officer):
    """The first entry of each of the three states, and what happened later."""
    rows = []
    for case, person in zip(cases, folk, strict=True):
        rows += [first_entry(rng, case, person, aspect, officer) for aspect in StateAspect]
        rows += later_entries(rng, case, person, officer)
    StateChange.objects.bulk_create(rows, batch_size=BATCH)


def first_entry(rng, case, person, aspect, officer):
    is_control = aspect == StateAspect.CONTROL_STATE
    return StateChange(
        case=case,
        aspect=aspect,
        changed_on=person.enrolled_on,
        recorded_by=officer,
        new_value=person.states[0][1] if is_control else getattr(case, aspect),
        recorded_at=evening(rng, person.enrolled_on),
    )


def later_entries(rng, case, person, officer):
    for (_, old), (day, new) in pairwise(person.states):
        yield StateChange(
            case=case,
            aspect=StateAspect.CONTROL_STATE,
            old_value=old,
            new_value=new,
            changed_on=day,
            document_no=f"云公禁通字〔{day.year}〕{rng.randint(1, 300)}号",
            reason="据派出所通报变更",
            recorded_by=officer,
            recorded_at=evening(rng, day),
        )


def write_bags(rng, cases, officer, today):
    """Most bags hold their two papers; some still lack one."""
    shares = ((BagPart.HELP_MEASURES, 0.94, 3), (BagPart.RESPONSIBILITY_LETTER, 0.91, 1))
    BagDocument.objects.bulk_create(
        new_document(rng, case, part, pages, officer, today)
        for case in cases
        for part, share, pages in shares
        if rng.random() < share
    )


def new_document(rng, case, part, pages, officer, today):
    day = min(case.enrolled_on + timedelta(days=rng.randint(3, 40)), today - work.DAY)
    content = {"part": part, "dated_on": day, "pages": pages, "remark": ""}
    return BagDocument(
        case=case,
        recorded_by=officer,
        recorded_at=evening(rng, day),
        idempotency_key=new_key(rng),
        content_hash=content_hash(case=case, **content),
        **content,
    )


def write_work(rng, told, officer, cadres, today):
    """Slots first, so that the records can point to them. Returns the number of visits."""
    slots = DueSlot.objects.bulk_create(
        (DueSlot(case=case, **owed.columns) for case, owed in told), batch_size=BATCH
    )
    records = {kind: [] for kind in RECORDS}
    for (case, owed), slot in zip(told, slots, strict=True):
        by = cadres[slot.village_id] if slot.kind == SlotKind.VISIT else officer
        records[slot.kind] += [
            new_record(rng, case, slot, record, record is owed.closing, by, today)
            for record in owed.records
        ]
    for kind, model in RECORDS.items():
        model.objects.bulk_create(records[kind], batch_size=BATCH)
    return len(records[SlotKind.VISIT])


def new_record(rng, case, slot, record, closes, by, today):
    content = record["content"]
    entered_on = min(record["day"] + record["lag"], max(today - work.DAY, record["day"]))
    return RECORDS[slot.kind](
        case=case,
        village_id=slot.village_id,
        slot=slot if closes else None,
        recorded_by=by,
        recorded_at=evening(rng, entered_on),
        idempotency_key=new_key(rng),
        content_hash=content_hash(case=case, **content),
        **content,
    )
