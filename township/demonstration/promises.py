"""Letters of every level and year, most of them signed; and the resident cadres' monthly checks."""

import uuid
from datetime import date, datetime, timedelta
from random import Random

import pgtrigger
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from casefiles.models import TenDayCheck
from jurisdiction.models import Area, Posting
from jurisdiction.terms import Capacity
from responsibility import actions
from responsibility.models import Letter, Signature
from responsibility.terms import LetterLevel, LetterState, Party
from township.demonstration import cast, people
from township.demonstration.write import first_day_of

LEVELS = [level for level in LetterLevel if level != LetterLevel.COUNTY_TOWNSHIP]
RESIDENTS = ("吴建华", "彭晓燕", "蒋志远")
VILLAGES_EACH = 4
REFUSAL = "村班子正在换届，新班子到任后再签。"
SIGNED = ["state", "answered_on", "signer_b", "contact", "members", "issued_at"]


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_promises(township, officer, *, seed, today, years):
    """Issue each year's letters; sign most until the day before `today`, and refuse one."""
    area = Area.objects.get(pk=township.code)
    diligence = {village.code: village.diligence for village in township.villages}
    for year in range(today.year - years + 1, today.year + 1):
        rng = Random(f"{seed}:promises:{township.code}:{year}")
        for level in LEVELS:
            letters = actions.issue_letters(
                township=area, year=year, level=level, by=officer, today=today,
                sign_by=date(year, 3, 31), signer_a="周国栋",
            )  # fmt: skip
            answer(rng, letters, diligence, officer, today)
        inspect(rng, township, year, today, first_day_of(today, years))
    refused = Letter.objects.filter(state=LetterState.DUE).order_by("-year", "number").first()
    if refused:
        actions.refuse_letter(
            letter=refused, refused_on=today - timedelta(days=1), reason=REFUSAL, by=officer
        )


def answer(rng, letters, diligence, officer, today):
    """Sign the letters of the diligent."""
    signed = []
    for letter in letters:
        day = date(letter.year, rng.randint(1, 3), rng.randint(5, 27))
        letter.issued_at = timezone.make_aware(datetime(letter.year, 1, 4, 9, 30))
        if day < today and rng.random() < diligence.get(letter.village_code, 1) ** 0.5:
            sign(rng, letter, day)
            signed.append(letter)
    Letter.objects.bulk_update(letters, SIGNED)
    Signature.objects.bulk_create(
        Signature(
            letter=letter, case_id=letter.case_id, party=party, name=name or "周国栋",
            signed_on=letter.answered_on, recorded_by=officer,
        )
        for letter in signed
        for party, name in ((Party.A, letter.signer_a), (Party.B, letter.signer_b))
    )  # fmt: skip


def sign(rng, letter, day):
    letter.state, letter.answered_on = LetterState.SIGNED, day
    letter.signer_b = letter.signer_b or people.invent_name(rng, rng.choice(("male", "female")))
    if letter.level == LetterLevel.TOWNSHIP_VILLAGE:
        letter.contact = people.invent_name(rng, "female")
        letter.members = f"{letter.signer_b}、{letter.contact}"


def inspect(rng, township, year, today, first_day):
    """A check in most months by the cadre who is resident in the village."""
    last = min(date(year, 12, 31), today - timedelta(days=1))
    residents = residents_of(township, first_day)
    TenDayCheck.objects.bulk_create(
        TenDayCheck(
            village_id=village.code, recorded_by_id=residents[village.code], happened_on=day,
            is_nil=True, idempotency_key=uuid.UUID(int=rng.getrandbits(128), version=4),
            remark="驻村干部每月督查。",
        )
        for village in township.villages
        for month in range(1, 13)
        if (day := date(year, month, rng.randint(11, 20))) <= last
        and rng.random() < village.diligence**0.5
    )  # fmt: skip


def residents_of(township, first_day):
    """{village: its resident cadre}: whoever is posted there, else one for four villages."""
    kept = Posting.objects.filter(
        capacity=Capacity.RESIDENT_CADRE, area__code__startswith=township.code
    )
    found = dict(kept.values_list("area", "officer"))
    lacking = [village.code for village in township.villages if village.code not in found]
    for place, name in enumerate(RESIDENTS):
        codes = lacking[place * VILLAGES_EACH : (place + 1) * VILLAGES_EACH]
        if codes:
            officer = cast.appoint(
                f"resident_{place + 1}", name, Capacity.RESIDENT_CADRE, codes, first_day,
                make_password(None),
            )  # fmt: skip
            found |= dict.fromkeys(codes, officer.pk)
    return found
