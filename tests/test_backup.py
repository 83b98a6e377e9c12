"""Copies of everything: whole or refused, the same rows again, and nothing in clear on the way."""

import base64
import io
import json
import os
import re
import stat
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from casefiles import identity
from casefiles.models import CaseFile
from township import inventory, strongbox
from township.demonstration.duplicates import STORIES
from township.demonstration.load import load_demonstration

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))

import house  # noqa: E402 - the commands' own modules, which lie in bin/
import safe  # noqa: E402

KEY, OTHER_KEY = (base64.b64encode(bytes([n]) * 32).decode() for n in (3, 4))
MASTER = strongbox.MasterKey(KEY)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
SOURCE, TARGET = f"copied_source_{WORKER}", f"copied_target_{WORKER}"
CHUNK = 64


# The encrypted file


@pytest.fixture(autouse=True, scope="module")
def small_chunks():
    """So that a short text has many of them."""
    usual, strongbox.CHUNK_BYTES = strongbox.CHUNK_BYTES, CHUNK
    yield
    strongbox.CHUNK_BYTES = usual


def boxed(entries, master=MASTER):
    file = io.BytesIO()
    writer = strongbox.Writer(file, master)
    for name, blocks in entries:
        writer.entry(name, blocks)
    writer.finish()
    return file.getvalue()


def unboxed(content, master=MASTER):
    reader = strongbox.Reader(io.BytesIO(content), master)
    return [(name, b"".join(blocks)) for name, blocks in reader.entries()]


ENTRIES = st.lists(
    st.tuples(
        st.text("ab/照片", min_size=1, max_size=9), st.lists(st.binary(max_size=150), max_size=3)
    ),
    max_size=3,
)
SEALED_CHUNK = CHUNK + strongbox.TAG_BYTES


@cache
def boxed_once():
    return boxed([("a", [bytes(range(256))]), ("b", [b"second" * 20])])


def chunks_of(box):
    head, rest = box[: strongbox.HEAD_BYTES], box[strongbox.HEAD_BYTES :]
    return head, [rest[n : n + SEALED_CHUNK] for n in range(0, len(rest), SEALED_CHUNK)]


@given(entries=ENTRIES)
def test_what_went_in_comes_out(entries):
    assert unboxed(boxed(entries)) == [(name, b"".join(blocks)) for name, blocks in entries]


@given(where=st.integers(0), flip=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused(where, flip):
    box = bytearray(boxed_once())
    box[where % len(box)] ^= flip
    with pytest.raises(strongbox.CannotOpen):
        unboxed(bytes(box))


@given(kept=st.integers(0))
def test_a_file_cut_short_anywhere_is_refused(kept):
    box = boxed_once()
    with pytest.raises(strongbox.CannotOpen):
        unboxed(box[: kept % len(box)])


@given(order=st.permutations(range(6)))
def test_blocks_in_another_order_are_refused(order):
    head, chunks = chunks_of(boxed_once())
    assert len(chunks) == 7
    moved = [chunks[number] for number in order] + chunks[6:]
    if moved != chunks:
        with pytest.raises(strongbox.CannotOpen):
            unboxed(head + b"".join(moved))


@pytest.mark.parametrize("number", range(7))
def test_a_block_left_out_or_repeated_is_refused(number):
    head, chunks = chunks_of(boxed_once())
    for changed in (
        chunks[:number] + chunks[number + 1 :],
        chunks[: number + 1] + chunks[number:],
    ):
        with pytest.raises(strongbox.CannotOpen):
            unboxed(head + b"".join(changed))


def test_a_block_of_another_copy_under_the_same_key_is_refused():
    head, chunks = chunks_of(boxed_once())
    _, others = chunks_of(boxed([("a", [bytes(range(256))]), ("b", [b"second" * 20])]))
    with pytest.raises(strongbox.CannotOpen, match="block 3 does not open"):
        unboxed(head + b"".join([*chunks[:2], others[2], *chunks[3:]]))


def test_words_after_the_end_are_refused():
    with pytest.raises(strongbox.CannotOpen):
        unboxed(boxed_once() + b"more")


def test_another_key_is_told_as_such():
    with pytest.raises(strongbox.CannotOpen, match="Wrong key"):
        unboxed(boxed_once(), strongbox.MasterKey(OTHER_KEY))


def test_a_passphrase_opens_what_it_closed_and_nothing_else():
    long = strongbox.MasterKey("four plain words here")
    box = boxed([("a", [b"text"])], long)
    assert unboxed(box, long) == [("a", b"text")]
    with pytest.raises(strongbox.CannotOpen, match="Wrong key"):
        unboxed(box, strongbox.MasterKey("four plain words hear"))
    with pytest.raises(strongbox.CannotOpen, match="made with a passphrase"):
        unboxed(box)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"9" * 8).decode()])
def test_a_weak_key_is_refused(text):
    with pytest.raises(strongbox.WeakKey, match="32 bytes in base64"):
        strongbox.MasterKey(text)


# A data base of its own, with the demonstration in it


@contextmanager
def connected_to(name):
    """Django's connection leads to that data base."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@pytest.fixture(scope="module")
def source(django_db_setup, django_db_blocker):
    """The address of a small demonstration, all of it committed."""
    with django_db_blocker.unblock():
        tested, address = connection.settings_dict["NAME"], os.environ["TONGXIN_OWNER_URL"]
        # A data base in use is no template, and a browser test's server may still hold a line.
        connection.close()
        safe.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", tested
        )
        for name in (SOURCE, TARGET):
            safe.execute(f'DROP DATABASE IF EXISTS "{name}"')
        safe.execute(f'CREATE DATABASE "{SOURCE}" TEMPLATE "{tested}"')
        with connected_to(SOURCE):
            load_demonstration(today=date(2026, 11, 18), persons=45, years=1)
            CaseFile.objects.order_by("pk").first().save()  # an event repeats its sealed columns
    yield psycopg2.extensions.make_dsn(address, dbname=SOURCE)
    safe.execute(f'DROP DATABASE "{SOURCE}"')


@pytest.fixture(autouse=True)
def office(monkeypatch, tmp_path):
    """Folders and keys for one test."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TONGXIN_BACKUP_KEY", KEY)
    monkeypatch.delenv("TONGXIN_BACKUP_DIR", raising=False)
    return tmp_path


@pytest.fixture
def served(monkeypatch, source):
    """The demonstration is what is served now; yields its address."""
    monkeypatch.setenv("TONGXIN_OWNER_URL", source)
    return source


@pytest.fixture(scope="module")
def copy(source, tmp_path_factory):
    """One whole copy of the demonstration, its photos included; nobody may change it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("copies")
        patch.setenv("VAR_DIR", str(folder / "var"))
        patch.setenv("TONGXIN_BACKUP_KEY", KEY)
        patch.setenv("TONGXIN_OWNER_URL", source)
        path, _ = safe.make_copy(folder / "copies")
        return path


@pytest.fixture
def target(served):
    yield TARGET
    safe.execute(f'DROP DATABASE IF EXISTS "{TARGET}"')


def inventory_of(address):
    with inventory.snapshot(address) as (cursor, _):
        return inventory.take_inventory(cursor)


def entries_of(path):
    with path.open("rb") as file:
        reader = strongbox.Reader(file, MASTER)
        return [(name, b"".join(blocks)) for name, blocks in reader.entries()]


def rewritten(path, folder, change):
    """The same copy with another manifest, under the same key."""
    entries = dict(entries_of(path))
    manifest = json.loads(entries.pop(safe.MANIFEST))
    change(manifest)
    entries[safe.MANIFEST] = json.dumps(manifest).encode()
    written = folder / "rewritten.backup"
    written.write_bytes(boxed([(name, [content]) for name, content in entries.items()]))
    return written


# Backup


def test_a_copy_is_one_file_for_its_owner_only(copy):
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_manifest_tells_every_table_file_and_migration(copy, source):
    manifest = safe.verified(copy, MASTER)
    assert set(manifest["files"]) == {"database.dump"}
    assert manifest["tables"]["public.casefiles_visitphoto"]["rows"] == 3
    assert {"tables": manifest["tables"], "sequences": manifest["sequences"]} == inventory_of(
        source
    )
    assert manifest["tables"]["public.casefiles_casefile"]["rows"] == 50 + len(STORIES)
    assert ["casefiles", "0001_files_slots_records"] in manifest["migrations"]
    assert manifest["application"] == "0.1.0"


def test_a_copy_holds_no_key_of_the_fields(copy):
    keys = [os.environ[name] for name in safe.FIELD_KEYS]
    content = b"".join(content for _, content in entries_of(copy))
    for key in [*keys, *(key.partition(":")[2] for key in keys)]:
        assert key == "" or key.encode() not in content


def test_a_copy_that_cannot_be_finished_leaves_nothing(served, monkeypatch, office):
    broken = office / "bin"
    broken.mkdir()
    (broken / "pg_dump").write_text("#!/bin/sh\necho half\necho 'no space left' >&2\nexit 1\n")
    (broken / "pg_dump").chmod(0o755)
    monkeypatch.setenv("TONGXIN_PG_BIN", str(broken))
    with pytest.raises(house.Refusal, match="pg_dump failed:\nno space left"):
        safe.backup(["--to", str(office / "copies")])
    assert list((office / "copies").iterdir()) == []


def test_only_the_newest_copies_are_kept_when_asked(office):
    for day in (1, 2, 3):
        (office / f"tongxin-2026110{day}T000000000000Z.backup").touch()
    safe.forget_old_copies(office, 2)
    assert [path.name[14:16] for path in safe.copies_in(office)] == ["02", "03"]


def test_without_a_key_a_copy_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.delenv("TONGXIN_BACKUP_KEY")
    with pytest.raises(house.Refusal, match="openssl rand -base64 32"):
        safe.backup([])


# Restore


def test_a_copy_restores_every_row_and_lets_people_in(
    copy, target, served, django_db_blocker, monkeypatch, capsys
):
    assert safe.restore([str(copy), "--into", target]) == 0
    restored = psycopg2.extensions.make_dsn(served, dbname=target)
    assert inventory_of(restored) == inventory_of(served)
    monkeypatch.setenv("TONGXIN_DRILL", "1")
    with django_db_blocker.unblock(), connected_to(target):
        call_command("prove_sign_in")
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == "signed in as Village cadre: /account/login/, /due/"


def test_a_table_that_differs_after_restoring_is_named(copy, target):
    safe.restore([str(copy), "--into", target])
    first = "(SELECT min(id) FROM casefiles_visit)"
    for change in (
        f"UPDATE casefiles_visit SET companion = 'x' WHERE id = {first}",  # noqa: S608
        "DELETE FROM casefiles_bagscan",
        "DROP TABLE cache",
        "SELECT setval('casefiles_drugtest_id_seq', 1)",
    ):
        safe.execute(change, database=target)
    told = safe.verified(copy, MASTER)
    documents, last = (
        told["tables"]["public.casefiles_bagscan"]["rows"],
        told["sequences"]["public.casefiles_drugtest_id_seq"],
    )
    assert [line for line in safe.compare(told, target) if "event" not in line] == [
        "public.cache: only in the copy",
        f"public.casefiles_bagscan: 0 rows instead of {documents}",
        "public.casefiles_visit: the rows are not the same",
        f"public.casefiles_drugtest_id_seq: the sequence stands before {last}",
    ]


@pytest.fixture
def hostile(copy, office):
    """hostile(name) is a copy that must not be restored."""
    content = copy.read_bytes()
    kinds = {
        "damaged": content[:5000] + b"x" + content[5001:],
        "truncated": content[: len(content) // 2],
        "cut at a block": content[: strongbox.HEAD_BYTES + 20 * SEALED_CHUNK],
        "empty": b"",
        "text": b"not a copy",
    }

    def make(name):
        path = office / "hostile.backup"
        path.write_bytes(kinds[name])
        return path

    return make


@pytest.mark.parametrize("name", ["damaged", "truncated", "cut at a block", "empty", "text"])
def test_a_damaged_copy_is_refused_and_live_data_stays(hostile, served, target, name):
    before = inventory_of(served)
    with pytest.raises(house.Refusal, match="damaged.*Nothing was changed"):
        safe.restore([str(hostile(name)), "--into", target])
    assert inventory_of(served) == before
    assert safe.execute("SELECT 1 FROM pg_database WHERE datname = %s", target) == []


def test_a_wrong_key_is_refused(copy, served, target, monkeypatch):
    monkeypatch.setenv("TONGXIN_BACKUP_KEY", OTHER_KEY)
    with pytest.raises(house.Refusal, match="Wrong key.*Nothing was changed"):
        safe.restore([str(copy), "--into", target])


def test_a_data_base_with_tables_is_never_restored_into(copy, served):
    before = inventory_of(served)
    with pytest.raises(house.Refusal, match="not empty; nothing was changed"):
        safe.restore([str(copy)])
    with pytest.raises(house.Refusal, match=f"{SOURCE} exists; nothing was changed"):
        safe.restore([str(copy), "--into", SOURCE])
    with pytest.raises(house.Refusal, match="no name for a data base"):
        safe.restore([str(copy), "--into", 'x"; DROP DATABASE y'])
    assert inventory_of(served) == before


def test_rows_that_are_not_the_manifests_are_taken_back(copy, office, target):
    def one_row_more(manifest):
        manifest["tables"]["public.casefiles_visit"]["rows"] += 1

    changed = rewritten(copy, office, one_row_more)
    with pytest.raises(house.Refusal, match="taken back:\npublic.casefiles_visit: "):
        safe.restore([str(changed), "--into", target])
    assert safe.execute("SELECT 1 FROM pg_database WHERE datname = %s", target) == []


def test_a_copy_of_a_newer_tongxin_is_refused(copy, office, target):
    changed = rewritten(copy, office, lambda m: m["migrations"].append(["casefiles", "9999_new"]))
    with pytest.raises(house.Refusal, match="newer Tongxin .casefiles 9999_new"):
        safe.restore([str(changed), "--into", target])


def test_a_manifest_of_other_files_is_refused(copy, office):
    changed = rewritten(copy, office, lambda m: m["files"].pop("database.dump"))
    with pytest.raises(strongbox.CannotOpen, match="not those of its manifest"):
        safe.verified(changed, MASTER)


def test_without_the_keys_of_the_fields_the_operator_is_told_first(copy, target, monkeypatch):
    monkeypatch.setenv("TONGXIN_KEYS", f"1:{OTHER_KEY}")
    with pytest.raises(house.Refusal, match="1 of the 2 field keys of this copy are not here"):
        safe.restore([str(copy), "--into", target])


def test_only_a_drill_may_set_a_password(db, heping_cadre):
    with pytest.raises(CommandError, match="only bin/backup --drill"):
        call_command("prove_sign_in")


def test_a_server_that_may_forget_is_not_served():
    with pytest.raises(house.Refusal, match="PostgreSQL runs with fsync = off"):
        house.refuse_forgetful(os.environ["DATABASE_URL"])


# What a stolen dump tells

HEX = re.compile(
    rb"\\\\x[0-9a-f]*|\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b"
    rb"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
ID_NUMBER = re.compile(rb"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE = re.compile(rb"(?<!\d)1[3-9]\d{9}(?!\d)")


def told_numbers(dump):
    """ID and mobile numbers in a plain dump. In hex, digits mean nothing: its bytes are read."""
    held = b"\n".join(
        bytes.fromhex(found[3:].decode()) for found in HEX.findall(dump) if found[:1] == b"\\"
    )
    readable = HEX.sub(b" ", dump) + b"\n" + held
    return ID_NUMBER.findall(readable) + MOBILE.findall(readable)


def plain_dump():
    with safe.program("pg_dump", stdout=subprocess.PIPE) as process:
        return process.stdout.read()


def test_a_dump_of_the_demonstration_tells_no_id_and_no_phone_number(served):
    dump = plain_dump()
    assert len(HEX.findall(dump)) > 500
    assert told_numbers(dump) == []


def test_what_is_in_the_dump_is_what_would_have_been_told(served, target, copy):
    """Planted in a remark and in a binary column, they are found."""
    number = identity.make_id("530102", date(1990, 5, 1), 7, "male").encode()
    safe.restore([str(copy), "--into", target])
    safe.execute(
        "UPDATE casefiles_casefile SET remarks = '电话13800001111。', phone_sealed = %s "
        "WHERE id = (SELECT min(id) FROM casefiles_casefile)", number, database=target,
    )  # fmt: skip
    with safe.program("pg_dump", database=target, stdout=subprocess.PIPE) as process:
        assert set(told_numbers(process.stdout.read())) == {number, b"13800001111"}


def test_no_number_of_a_file_stands_in_the_dump(served, django_db_blocker):
    dump, clear = plain_dump(), set()
    with django_db_blocker.unblock(), connected_to(SOURCE):
        for case in CaseFile.objects.all():
            clear |= {case.id_number, case.phone, case.help_contact_phone} - {""}
    assert len(clear) > 60
    assert [number for number in clear if number.encode() in dump] == []
