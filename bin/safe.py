"""What bin/backup and bin/restore do: one encrypted file out, and the same rows back in."""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import tomllib
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import house
import psycopg2
from psycopg2.extensions import parse_dsn

from township import inventory, postgres, strongbox

DUMP, MANIFEST = "database.dump", "manifest.json"
ENDING, STAMP = ".backup", "%Y%m%dT%H%M%S%fZ"
FORMAT = 1
BLOCK = 1 << 18
FIELD_KEYS = ("TONGXIN_KEYS", "TONGXIN_INDEX_KEY")


# Where things are


def folder_of_copies():
    return Path(os.environ.get("TONGXIN_BACKUP_DIR") or house.var_dir() / "backups")


def address():
    """Of the role that sees every row; the web's own may not."""
    return os.environ["TONGXIN_OWNER_URL"]


def master_key():
    """TONGXIN_BACKUP_KEY, or the first line of the file that TONGXIN_BACKUP_KEY_FILE names."""
    text = os.environ.get("TONGXIN_BACKUP_KEY", "")
    if not text and (file := os.environ.get("TONGXIN_BACKUP_KEY_FILE")):
        text = Path(file).read_text().strip()
    if not text:
        raise house.Refusal(
            "No key for the copies. Make one and keep it away from this machine too:\n"
            "  openssl rand -base64 32 > /safe/place/backup.key\n"
            "then set TONGXIN_BACKUP_KEY_FILE=/safe/place/backup.key "
            "(or TONGXIN_BACKUP_KEY, a key or a passphrase)."
        )
    return strongbox.MasterKey(text)


# PostgreSQL's own programs


@contextmanager
def program(name, *arguments, database=None, **pipes):
    """Run one; refuses with its own words when it fails. No password stands on its command line."""
    parts = parse_dsn(address()) | ({"dbname": database} if database else {})
    known = {"dbname": "DATABASE"}
    environment = {f"PG{known.get(key, key.upper())}": value for key, value in parts.items()}
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [house.programs_folder() / name, *arguments],
            env={"PATH": os.defpath, "LC_ALL": "C", **environment}, stderr=words, **pipes,
        )  # fmt: skip
        try:
            yield process
        except BrokenPipeError:
            pass  # it has ended early, and says why below
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode:
            words.seek(0)
            raise house.Refusal(f"{name} failed:\n{words.read().decode(errors='replace').strip()}")


def dumped(snapshot):
    options = ["--format=custom", "--no-owner", f"--snapshot={snapshot}"]
    with program("pg_dump", *options, stdout=subprocess.PIPE) as process:
        while block := process.stdout.read(BLOCK):
            yield block


def execute(sql, *values, database=None):
    """One statement outside any transaction; its first column, if it answers."""
    parts = parse_dsn(address()) | ({"dbname": database} if database else {})
    connection = psycopg2.connect(**parts)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []
    finally:
        connection.close()


# Making a copy


def make_copy(folder):
    """One moment of everything in one new file, read back before it gets its name."""
    master = master_key()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = folder / f"tongxin-{datetime.now(UTC).strftime(STAMP)}{ENDING}"
    draft = final.with_suffix(".part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            write_copy(strongbox.Writer(file, master))
            file.flush()
            os.fsync(file.fileno())
        manifest = verified(draft, master)
        draft.rename(final)
        sync_folder(folder)
    except OSError as error:
        raise house.Refusal(f"No copy was made: {error.strerror} ({error.filename})") from error
    finally:
        draft.unlink(missing_ok=True)
    return final, manifest


def write_copy(box):
    files = {}
    with inventory.snapshot(address()) as (cursor, snapshot):
        manifest = describe(cursor)
        files[DUMP] = box.entry(DUMP, dumped(snapshot))
    box.entry(MANIFEST, [json.dumps(manifest | {"files": files}).encode()])
    box.finish()


def describe(cursor):
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text())["project"]
    applied = "SELECT app, name FROM django_migrations ORDER BY app, name"
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(),
        "application": project["version"],
        "postgresql": inventory.ask(cursor, "SHOW server_version")[0][0],
        "migrations": inventory.ask(cursor, applied),
        "roles": [role for (role,) in inventory.ask(cursor, inventory.ROLES)],
        "keys": fingerprints(),
        **inventory.take_inventory(cursor),
    }


def sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def forget_old_copies(folder, keep):
    for path in copies_in(folder)[:-keep]:
        path.unlink()


def copies_in(folder):
    """Oldest first: the name begins with its time."""
    return sorted(folder.glob(f"tongxin-*{ENDING}"))


# The keys of the fields: which ones, never what they are


def fingerprints():
    """Says whether the right keys are at hand. A hash of 32 random bytes tells nothing of them."""
    entries = (field_key("TONGXIN_KEYS") or "").split(",") + [field_key("TONGXIN_INDEX_KEY") or ""]
    hashed = (
        hashlib.sha256(b"tongxin key " + entry.strip().encode()) for entry in entries if entry
    )
    return sorted(each.hexdigest()[:16] for each in hashed)


def field_key(name):
    """As house.prepare_environment finds it, but never making one up."""
    kept = house.var_dir() / "secrets" / name
    return os.environ.get(name) or (kept.read_text() if kept.exists() else None)


def refuse_other_keys(manifest):
    if missing := set(manifest["keys"]) - set(fingerprints()):
        raise house.Refusal(
            f"{len(missing)} of the {len(manifest['keys'])} field keys of this copy are not here: "
            "ID and phone numbers would stay shut. A copy never holds them. Put the kept ones into "
            f"{house.var_dir() / 'secrets'} ({', '.join(FIELD_KEYS)}) or into the environment. "
            "To restore all the same: --without-keys. Nothing was changed."
        )


# Verifying a copy


def verified(path, master):
    """Read the whole copy and compare every file with the manifest, which it returns."""
    found, text = {}, b""
    with path.open("rb") as file:
        for name, blocks in strongbox.Reader(file, master).entries():
            digest, size = hashlib.sha256(), 0
            for block in blocks:
                digest.update(block)
                size += len(block)
                text += block if name == MANIFEST else b""
            found[name] = {"bytes": size, "sha256": digest.hexdigest()}
    found.pop(MANIFEST, None)
    manifest = json.loads(text or b"{}")
    if manifest.get("format") != FORMAT or manifest["files"] != found:
        raise strongbox.CannotOpen("The files in this copy are not those of its manifest.")
    return manifest


# Restoring


def restore_copy(path, manifest, master, database=None):
    """Into an empty data base, all or nothing; compares every table before it says yes."""
    make_roles(manifest["roles"])
    feed_pg_restore(path, master, database)
    if lines := compare(manifest, database):
        empty_again(database)
        told = "\n".join(lines)
        raise house.Refusal(f"What was restored is not what was copied; taken back:\n{told}")


def feed_pg_restore(path, master, database):
    options = ["--single-transaction", "--exit-on-error", "--no-owner"]
    name = database or parse_dsn(address())["dbname"]
    with (
        path.open("rb") as file,
        program(
            "pg_restore", *options, f"--dbname={name}", database=database, stdin=subprocess.PIPE
        ) as process,
    ):
        for name, blocks in strongbox.Reader(file, master).entries():
            if name == DUMP:
                for block in blocks:
                    process.stdin.write(block)
                process.stdin.close()


def compare(manifest, database=None):
    parts = parse_dsn(address()) | ({"dbname": database} if database else {})
    with inventory.snapshot(psycopg2.extensions.make_dsn(**parts)) as (cursor, _):
        return inventory.differences(manifest, inventory.take_inventory(cursor))


def make_roles(names):
    """Grants and policies name them; whether and how they sign in is the office's matter."""
    there = set(execute("SELECT rolname FROM pg_roles"))
    for name in names:
        if name not in there:
            execute(f'CREATE ROLE "{name}" NOLOGIN')


def is_empty(database=None):
    return execute(f"SELECT count(*) FROM ({inventory.USER_TABLES}) t", database=database) == [0]  # noqa: S608 - our own constant


def empty_again(database):
    if database:
        execute(f'DROP DATABASE "{database}"')
    else:
        execute("DROP SCHEMA public CASCADE")
        execute("CREATE SCHEMA public")


def refuse_unknown_migrations(manifest):
    known = {(app, file.stem) for app in house.APPS for file in migrations_of(app)}
    for app, name in manifest["migrations"]:
        if app in house.APPS and (app, name) not in known:
            raise house.Refusal(
                f"This copy was made by a newer Tongxin ({app} {name} is unknown here). "
                "Install that one first. Nothing was changed."
            )


def migrations_of(app):
    return (house.ROOT / app / "migrations").glob("[0-9]*.py")


# The drill


def drill(path, master):
    """Restore a copy into a fresh cluster, compare, open every number, sign in; say how long."""
    begun = time.monotonic()
    with house.step(f"Verified {path.name}"):
        manifest = verified(path, master)
    refuse_other_keys(manifest)
    house.prepare_environment(house.var_dir())
    with empty_cluster():
        with house.step("Restored and compared"):
            restore_copy(path, manifest, master)
        house.prepare_files()
        with house.step("Brought to the present tables, opened every number, signed in"):
            os.environ["TONGXIN_DRILL"] = "1"
            house.run_commands(
                ["migrate", "--verbosity", "0"], ["raise_wall"], ["check_keys"], ["verify_audit"]
            )  # the chain before the drill itself signs in and so adds to it
            house.run_commands(["prove_sign_in"])
    rows = sum(table["rows"] for table in manifest["tables"].values())
    age = datetime.now(UTC) - datetime.fromisoformat(manifest["made_at"])
    print(f"{len(manifest['tables'])} tables, {rows} rows, pictures among them: same")
    print(f"RPO now: {age.total_seconds() / 3600:.2f} h since this copy")
    print(f"RTO measured: {time.monotonic() - begun:.0f} s, without installing a machine")


@contextmanager
def empty_cluster():
    """Beside the served one, and gone afterwards. What it holds may be lost: the copy stays."""
    house.var_dir().mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="drill-", dir=house.var_dir()))
    home.rmdir()
    programs, home = postgres.within_reach(house.programs_folder(), home, print)
    outside = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "TONGXIN_OWNER_URL")}
    try:
        with postgres.Server(programs, home, postgres.UNSAFE_AND_FAST) as server:
            os.environ |= {"DATABASE_URL": server.url, "TONGXIN_OWNER_URL": server.owner_url}
            yield
    finally:
        shutil.rmtree(home, ignore_errors=True)
        for name in outside:
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in outside.items() if value})


# Commands


def backup(arguments):
    options = argparse.ArgumentParser(prog="bin/backup")
    options.add_argument("--to", type=Path, default=folder_of_copies(), metavar="FOLDER")
    options.add_argument("--keep", type=positive, metavar="N", help="afterwards keep the newest N")
    options.add_argument("--verify", type=Path, metavar="FILE", help="read a copy, change nothing")
    options.add_argument("--drill", action="store_true", help="prove that the newest copy restores")
    chosen = options.parse_args(arguments)
    with refusals():
        if chosen.verify:
            manifest = verified(chosen.verify, master_key())
            print(f"Whole: made {manifest['made_at']}, {len(manifest['tables'])} tables.")
        elif chosen.drill:
            drill(newest_in(chosen.to), master_key())
        else:
            back_up(chosen.to, chosen.keep)
    return 0


def back_up(folder, keep):
    begun = time.monotonic()
    master_key()  # refuses before a server is started
    with house.database():
        path, manifest = make_copy(folder)
    if keep:
        forget_old_copies(folder, keep)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"{path}: {len(manifest['tables'])} tables, {rows} rows, {path.stat().st_size:,} bytes")
    print(f"Written, read back and compared in {time.monotonic() - begun:.1f} s")


def positive(text):
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)


def newest_in(folder):
    if not (found := copies_in(folder)):
        raise house.Refusal(f"No copy in {folder}. Make one: bin/backup")
    return found[-1]


def restore(arguments):
    options = argparse.ArgumentParser(prog="bin/restore")
    options.add_argument("file", type=Path)
    options.add_argument("--into", metavar="NAME", help="a new data base instead of the empty one")
    options.add_argument("--without-keys", action="store_true")
    chosen = options.parse_args(arguments)
    begun = time.monotonic()
    with refusals():
        master = master_key()
        with house.step("Verified the copy"):
            manifest = verified(chosen.file, master)
        refuse_unknown_migrations(manifest)
        if not chosen.without_keys:
            refuse_other_keys(manifest)
        with house.database():
            put_back(chosen, manifest, master)
    print(f"Every table is as it was at {manifest['made_at']} ({time.monotonic() - begun:.1f} s).")
    return 0


def put_back(chosen, manifest, master):
    if chosen.into:
        make_database(chosen.into)
    elif not is_empty():
        raise house.Refusal(
            "The data base is not empty; nothing was changed. Restore beside it: --into NAME, "
            "or begin with an empty one (docs/operations.md)."
        )
    try:
        restore_copy(chosen.file, manifest, master, chosen.into)
    except BaseException:
        if chosen.into:
            execute(f'DROP DATABASE IF EXISTS "{chosen.into}"')
        raise


def make_database(name):
    if not name.isidentifier() or not name.isascii():
        raise house.Refusal(f"{name} is no name for a data base: letters, digits and _ only.")
    if execute("SELECT 1 FROM pg_database WHERE datname = %s", name):
        raise house.Refusal(f"The data base {name} exists; nothing was changed.")
    execute(f'CREATE DATABASE "{name}"')


@contextmanager
def refusals():
    """Whatever a person can mend comes as a sentence."""
    try:
        yield
    except (strongbox.CannotOpen, strongbox.WeakKey) as error:
        raise house.Refusal(f"{error} Nothing was changed.") from error
    except (FileNotFoundError, IsADirectoryError) as error:
        raise house.Refusal(f"{error.filename}: {error.strerror}") from error
    except psycopg2.Error as error:
        raise house.Refusal(f"The data base says: {str(error).strip()}") from error
