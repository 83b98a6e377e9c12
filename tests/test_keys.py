"""Sealed numbers: bound to their place, sealed anew under a new key, never in a dump."""

import base64
import uuid
from datetime import date
from io import StringIO

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.actions import keys
from casefiles.models import CaseFile, RosterImport, VisitPhoto
from jurisdiction import vault
from paperwork.pictures import CleanPicture
from tests.cast import code
from tests.conftest import sign_in_as

FIRST, SECOND, STRANGE = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2, 9))
PLACES = st.sampled_from(["casefile", "rosterimport"]).flatmap(
    lambda table: st.builds(
        lambda column, row: f"{table}.{column}.{row}",
        st.sampled_from(["id_number", "phone", "content"]),
        st.uuids(),
    )
)
CLEAR = st.binary(max_size=60)


@pytest.fixture(autouse=True)
def as_owner(django_db_setup, django_db_blocker):
    """Sealing anew changes the history too, which the application's role may only add to."""
    with django_db_blocker.unblock():
        sign_in_as("TONGXIN_OWNER_URL")
        yield
        sign_in_as("DATABASE_URL")


@pytest.fixture(autouse=True)
def ring(settings):
    """ring("1:...,2:...") is what TONGXIN_KEYS says from now on; at first only one key."""

    def turn(text):
        settings.VAULT_KEYS = text
        vault.key_ring.cache_clear()

    turn(f"1:{FIRST}")
    yield turn
    vault.key_ring.cache_clear()


def told(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def versions(model=CaseFile, column="id_number"):
    sealed = model._base_manager.order_by("pk").values_list(f"{column}_sealed", flat=True)
    return [vault.version_of(value) for value in sealed if value]


# The seal


@given(clear=CLEAR, place=PLACES)
def test_a_sealed_value_opens_in_its_place(clear, place):
    assert vault.unseal_bytes(vault.seal_bytes(clear, place=place), place=place) == clear


@given(clear=CLEAR, place=PLACES, other=PLACES)
def test_a_value_moved_to_another_row_or_column_does_not_open(clear, place, other):
    sealed = vault.seal_bytes(clear, place=place)
    if other != place:
        with pytest.raises(vault.CannotOpen):
            vault.unseal_bytes(sealed, place=other)


@given(clear=CLEAR, place=PLACES, where=st.integers(0), flip=st.integers(1, 255))
def test_a_damaged_byte_anywhere_keeps_it_shut(clear, place, where, flip):
    sealed = bytearray(vault.seal_bytes(clear, place=place))
    sealed[where % len(sealed)] ^= flip
    with pytest.raises(vault.CannotOpen):
        vault.unseal_bytes(sealed, place=place)


@given(clear=CLEAR, place=PLACES, kept=st.integers(0))
def test_a_value_cut_short_does_not_open(clear, place, kept):
    sealed = vault.seal_bytes(clear, place=place)
    with pytest.raises(vault.CannotOpen):
        vault.unseal_bytes(sealed[: kept % len(sealed)], place=place)


@given(pieces=st.lists(st.text()))
def test_the_index_of_pieces_is_that_of_their_whole_text(pieces):
    whole = vault.blind_index("".join(pieces), purpose="roster_plan")
    assert vault.blind_index_of_all(pieces, purpose="roster_plan") == whole


@pytest.mark.parametrize("other", [f"1:{STRANGE}", f"2:{FIRST}", f"1:{STRANGE},2:{FIRST}"])
def test_another_ring_opens_nothing(ring, other):
    sealed = vault.seal("532101199001010018", place="casefile.id_number.x")
    ring(other)
    with pytest.raises(vault.CannotOpen):
        vault.unseal(sealed, place="casefile.id_number.x")


def test_the_highest_version_seals_and_all_of_them_open(ring):
    old = vault.seal("13800001111", place="casefile.phone.x")
    ring(f"2:{SECOND},1:{FIRST}")
    new = vault.seal("13800001111", place="casefile.phone.x")
    assert (vault.version_of(old), vault.version_of(new)) == (1, 2)
    assert vault.unseal(old, place="casefile.phone.x") == "13800001111"


@pytest.mark.parametrize(
    "text",
    ["", FIRST, "1:", "1:short", "one:" + FIRST, f"256:{FIRST}",
     f"1:{FIRST},1:{SECOND}", f"1:{FIRST},", "1:密钥"],
)  # fmt: skip
def test_a_malformed_ring_is_refused_with_its_name(ring, text):
    ring(text)
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_KEYS") as refusal:
        vault.key_ring()
    assert FIRST not in str(refusal.value)


# Rotation


OPEN = {"responsibility.LetterTemplate.content"}  # the office's own form, which names nobody


def test_every_binary_column_is_one_that_the_rotation_knows():
    binary = {
        str(field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    known = {
        f"{model._meta.label}.{column}_sealed"
        for model, columns in keys.sealed_models().items()
        for column in columns
    }
    assert binary - known == OPEN
    assert "casefiles.CaseFileEvent.id_number_sealed" in known
    assert "casefiles.RosterImport.content_sealed" in known


def test_rotation_seals_files_sheets_and_their_history_anew(heping, make_case, officer, ring):
    case = make_case(heping, phone="13800001111")
    sheet = RosterImport(uploaded_by=officer, file_name="a.xlsx", township=heping)
    sheet.content_sealed = vault.seal_bytes(b"rows", place=sheet.place_of("content"))
    sheet.save()
    ring(f"1:{FIRST},2:{SECOND}")
    told("rotate_keys")
    ring(f"2:{SECOND}")  # the old key is gone
    case, sheet = CaseFile.objects.get(), RosterImport.objects.get()
    assert case.phone == "13800001111"
    assert vault.unseal_bytes(sheet.content_sealed, place=sheet.place_of("content")) == b"rows"
    assert set(versions(CaseFile.pgh_event_model)) == {2}
    assert told("check_keys").endswith("Every sealed value opens.\n")


def test_rotation_changes_nothing_that_is_read_and_leaves_its_trace(heping, make_case, ring):
    case = make_case(heping)
    before = CaseFile.objects.values().get()
    ring(f"1:{FIRST},2:{SECOND}")
    told("rotate_keys")
    after = CaseFile.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"id_number_sealed"}
    event = CaseFile.pgh_event_model.objects.filter(pgh_obj=case, pgh_label="update").latest("pk")
    assert event.pgh_context.metadata["command"] == "rotate_keys"


def test_an_interrupted_rotation_goes_on_where_it_was(heping, make_case, ring):
    numbers = [make_case(heping).id_number for _ in range(5)]
    ring(f"1:{FIRST},2:{SECOND}")
    keys.reseal_batch(CaseFile, after=0, size=2)
    assert versions() == [2, 2, 1, 1, 1]
    events = CaseFile.pgh_event_model.objects.filter(pgh_label="insert").count()
    lines = told("rotate_keys", batch=2).splitlines()
    assert lines[0] == f"newest key: 2; rows to seal anew: {3 + events}"
    assert lines[1:3] == [f"casefiles_casefile: {n} of {3 + events}" for n in (2, 3)]
    assert lines[-1].endswith(f": {3 + events} of {3 + events}")
    assert [case.id_number for case in CaseFile.objects.order_by("pk")] == numbers
    assert told("rotate_keys") == "newest key: 2; rows to seal anew: 0\n"


class Interrupted(StringIO):
    """A terminal at which somebody presses Ctrl+C after some lines."""

    def __init__(self, *, after):
        super().__init__()
        self.left = after

    def write(self, text):
        self.left -= "visitphoto:" in text
        if self.left < 0:
            raise KeyboardInterrupt
        return super().write(text)


def test_pictures_are_sealed_anew_in_small_batches_that_outlive_an_interruption(
    heping, make_case, officer, ring
):
    visit, _new = actions.record_visit(
        case=make_case(heping), key=uuid.uuid4(), by=officer, visited_on=date(2026, 11, 2),
        mode="phone", outcome="found",
    )  # fmt: skip
    pictures = [
        CleanPicture(content=bytes([n]), preview=b"small", kind="jpeg", width=4, height=3)
        for n in range(5)
    ]
    actions.add_photos(visit=visit, pictures=pictures, by=officer)
    ring(f"1:{FIRST},2:{SECOND}")
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_keys", batch=2, stdout=Interrupted(after=1))
    assert versions(VisitPhoto, "content") == versions(VisitPhoto, "preview") == [2, 2, 2, 2, 1]
    assert "casefiles_visitphoto" in told("rotate_keys")
    ring(f"2:{SECOND}")  # the old key is gone
    photos = VisitPhoto.objects.order_by("pk")
    assert [photo.content for photo in photos] == [picture.content for picture in pictures]
    assert {photo.preview for photo in photos} == {b"small"}
    assert keys.batch_of(VisitPhoto) < keys.batch_of(CaseFile)


def test_a_damaged_value_is_named_and_does_not_stop_the_others(heping, make_case, ring):
    first, second = make_case(heping), make_case(heping)
    CaseFile.objects.filter(pk=first.pk).update(id_number_sealed=second.id_number_sealed)
    with pytest.raises(CommandError, match=f"casefiles_casefile {first.pk}: ") as refusal:
        told("check_keys")
    assert second.id_number not in str(refusal.value)
    ring(f"1:{FIRST},2:{SECOND}")
    with pytest.raises(CommandError, match=f"casefiles_casefile {first.pk}: "):
        told("rotate_keys", batch=1)
    assert versions() == [1, 2]


def test_check_keys_counts_by_version_and_names_an_idle_key(heping, make_case, ring):
    make_case(heping)
    ring(f"1:{FIRST},2:{SECOND}")
    make_case(heping)
    lines = told("check_keys").splitlines()
    assert "casefiles_casefile: key 1: 1, key 2: 1" in lines
    told("rotate_keys")
    assert "key 1 seals nothing here" in told("check_keys")


def test_rotation_seals_second_factors_anew(officer, ring):
    RecoveryCodes.activate(officer)
    ring(f"1:{FIRST},2:{SECOND}")
    assert "mfa_authenticator: key 1: 2" in told("check_keys").splitlines()
    assert told("rotate_keys").splitlines()[-1] == "mfa_authenticator: 2"
    ring(f"2:{SECOND}")  # the old key is gone
    assert "mfa_authenticator: key 2: 2" in told("check_keys").splitlines()
    assert officer.authenticator_set.get(type="totp").wrap().validate_code(code())
    assert len(officer.authenticator_set.get(type="recovery_codes").wrap().generate_codes()) == 10


def test_a_second_factor_that_does_not_open_is_named(officer, ring):
    ring(f"2:{SECOND}")
    named = f"mfa_authenticator {officer.authenticator_set.get().pk}"
    for command in ("check_keys", "rotate_keys"):
        with pytest.raises(CommandError, match=named):
            told(command)
