"""Loading and generating a township: the same for the same seed, once, of the size asked for."""

import hashlib
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from casefiles.models import (
    BagDocument,
    CaseFile,
    DrugTest,
    DueSlot,
    StateChange,
    Visit,
)
from jurisdiction.models import Area, Unit
from jurisdiction.terms import AreaLevel
from responsibility.indicators import assess, assessed_villages
from responsibility.models import Standard, Veto
from responsibility.terms import Grade
from township.demonstration.duplicates import PLACE_OF_TWINS
from township.demonstration.load import load_demonstration

TODAY = date(2026, 11, 18)
MODELS = (Area, Unit, CaseFile, StateChange, BagDocument, DueSlot, Visit, DrugTest)
# Primary keys come from sequences; sealed columns and moments of writing differ by nature.
DIFFERS = {"id", "case", "slot", "recorded_by", "id_number_sealed", "phone_sealed",
           "control_contact_phone_sealed", "help_contact_phone_sealed", "content_hash"}  # fmt: skip


def fingerprint():
    digest = hashlib.sha256()
    for model in MODELS:
        columns = [f.name for f in model._meta.concrete_fields if f.name not in DIFFERS]
        for row in model.objects.order_by("pk").values_list(*columns):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def generated(**options):
    try:
        with transaction.atomic():
            call_command(
                "generate_township",
                villages=3,
                persons=45,
                years=1,
                today=TODAY,
                stdout=StringIO(),
                **options,
            )
            print_ = fingerprint()
            raise transaction.TransactionManagementError
    except transaction.TransactionManagementError:
        return print_


def test_the_same_seed_gives_the_same_township_and_another_seed_another(db):
    first = generated(seed=7)
    assert first == generated(seed=7)
    assert first != generated(seed=8)


def test_a_generated_township_has_the_size_that_was_asked_for(db):
    call_command(
        "generate_township",
        villages=4,
        persons=20,
        years=1,
        townships=2,
        today=TODAY,
        stdout=StringIO(),
    )
    assert Area.objects.of_level(AreaLevel.TOWNSHIP).count() == 2
    assert Area.objects.of_level(AreaLevel.VILLAGE).count() == 8
    assert CaseFile.objects.count() == 40
    with pytest.raises(CommandError, match="exists"):
        call_command("generate_township", stdout=StringIO())


def test_the_demonstration_is_loaded_once(db):
    assert load_demonstration(today=TODAY, persons=60, years=1)
    assert not load_demonstration(today=TODAY, persons=60, years=1)
    twins = CaseFile.objects.filter(
        living_address__endswith=PLACE_OF_TWINS, enrolled_on=TODAY - timedelta(days=20)
    )
    assert CaseFile.objects.count() == 60 + 5 + twins.count()
    assert twins.exists()


def test_the_code_of_the_moment_is_printed_alone(db):
    out = StringIO()
    call_command("demo_code", stdout=out)
    assert re.fullmatch(r"\d{6}  \(for \d+ s / \d+ 秒内有效\)\n", out.getvalue())


def test_a_data_base_without_the_demonstration_names_no_account(db):
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert out.getvalue() == "The demonstration is not loaded.\n"


def test_past_years_are_frozen_and_last_year_holds_the_veto(db):
    load_demonstration(today=TODAY, persons=60, years=2)
    years = Standard.objects.order_by("year").values_list("year", "frozen_by__username")
    assert list(years) == [(2025, "officer"), (2026, None)]
    veto = Veto.objects.get()
    assert (veto.standard.year, veto.village.name) == (2025, "三汇村")
    standard = Standard.objects.get(year=2025)
    villages = assessed_villages(standard=standard, today=TODAY)
    sheets = assess(standard=standard, villages=villages, today=TODAY).sheets
    assert {s.name for s in sheets if s.reckoning.grade == Grade.UNQUALIFIED} == {"三汇村"}
