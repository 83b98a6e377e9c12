"""One migrated data base from which each worker's own is copied, kept for the runs to come."""

import fcntl
import hashlib
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

PREFIX = "template_"
DRAFT = f"{PREFIX}draft"


def template():
    """Its name. Whoever comes first migrates it, as the owner; the others wait."""
    name = f"{PREFIX}{digest_of_migrations()}"
    with alone():
        if name not in (found := templates()):
            for old in found:  # of other migrations, or of a run that was ended
                run(f'DROP DATABASE "{old}"')
            run(f'CREATE DATABASE "{DRAFT}"')
            with connected_to(DRAFT):
                call_command("migrate", verbosity=0)
                call_command("raise_wall", verbosity=0)
            run(f'ALTER DATABASE "{DRAFT}" RENAME TO "{name}"')
    return name


def digest_of_migrations():
    """Changes with any migration and any version: no migration reads other code of ours."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def alone():
    with open(settings.VAR_DIR / "template.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def templates():
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return {name for (name,) in cursor.fetchall()}


def run(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def connected_to(name):
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()  # nobody may be there when it is copied or renamed
        connection.settings_dict["NAME"] = before
