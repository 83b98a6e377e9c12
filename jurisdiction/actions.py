"""Deeds on areas, accounts, postings, the ways into an account, pictures, and uploaded sheets."""

import re
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from jurisdiction import vault
from jurisdiction.history import content_hash, insert_once
from jurisdiction.models import (
    Area,
    FormerName,
    RetentionDecision,
    import_models,
    picture_models,
)

PAGE = 5000
SECRETS = "mfa_authenticator.data"  # where the vault binds secrets of the second factor
CODE = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3}(\d{2})?)?)?)?)?", re.ASCII)
NAME_LENGTH = Area._meta.get_field("name").max_length
SHOWN = 5
KEPT = timedelta(days=1)  # an uploaded sheet that nobody confirms
PICTURES_A_DAY = 200  # [M] of one officer, in the whole house


class BadDivisions(Exception):
    """The list of divisions cannot be loaded; the message says where and why."""


@dataclass
class DivisionReport:
    """What loading a list changed. Renamed areas as (code, old, new), others as (code, name)."""

    new: int
    renamed: list
    vanished: list
    reopened: list
    unchanged: int


@transaction.atomic
def load_divisions(*, rows, on):
    """Bring the areas in line with a national list (统计用区划代码) as of the day `on`.

    `rows` yields (line number, code, name) and is read once, a few thousand at a time. New areas
    are made, renamed ones keep their former name, vanished ones end on that day; nothing is
    deleted. An area can only vanish where the list speaks: in a county (for villager groups: in a
    village) of which it names other areas of the same level. Returns a DivisionReport. Raises
    BadDivisions, and then nothing has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(LISTED)
        execute_values(cursor.cursor, "INSERT INTO listed VALUES %s", checked(rows), page_size=PAGE)
        cursor.execute("ANALYZE listed")
        refuse_any(cursor, TWICE, _("listed more than once"))
        refuse_any(cursor, ORPHANED, _("the area above it is neither listed nor known"))
        renamed = run(cursor, RENAMED)
        cursor.execute(KEEP_FORMER_NAMES, {"on": on})
        cursor.execute(RENAME)
        reopened = run(cursor, REOPEN, on)
        vanished = run(cursor, END, on)
        cursor.execute(ADD, {"on": on})
        new = cursor.rowcount
        ((listed,),) = run(cursor, "SELECT count(*) FROM listed")
        cursor.execute("DROP TABLE listed")
    touched = {code for code, *_names in renamed} | {code for code, _name in reopened}
    return DivisionReport(new, renamed, vanished, reopened, listed - new - len(touched))


def checked(rows):
    """The rows with trimmed names; raises BadDivisions at the first that cannot be an area."""
    empty = True
    for line, code, name in rows:
        empty, name = False, name.strip()
        if problem := problem_of(code, name):
            raise BadDivisions(_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem})
        yield code, name
    if empty:
        raise BadDivisions(_("The list holds no area."))


def problem_of(code, name):
    if not CODE.fullmatch(code):
        return _("“%s” is no division code: it has 2, 4, 6, 9, 12 or 14 digits.") % code[:40]
    if len(code) in (9, 12) and code.endswith("000"):
        return _("“%s” is filled up with zeros; leave them out.") % code
    if not name or not name.isprintable():
        return _("the name is empty or holds characters that cannot be printed.")
    if len(name) > NAME_LENGTH:
        return _("the name is longer than %s characters.") % NAME_LENGTH
    return None


def refuse_any(cursor, query, reason):
    codes = [code for (code,) in run(cursor, query)]
    if codes:
        more = " …" if len(codes) > SHOWN else ""
        raise BadDivisions(f"{', '.join(codes[:SHOWN])}{more}: {reason}")


def run(cursor, query, on=None):
    cursor.execute(query, {"on": on, "most": SHOWN + 1})
    return cursor.fetchall()


@transaction.atomic
def rename_area(*, area, name, on):
    """Give an area a new name as of a day; the old one is kept beside it. Returns the area."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    if area.name != name:
        FormerName.objects.create(area=area, name=area.name, valid_to=on)
        area.name = name
        area.save(update_fields=["name"])
    return area


@transaction.atomic
def reseal_second_factors():
    """Seal the secrets of second factors anew under the newest key.

    Returns (how many rows, places that do not open); a value that does not open stays as it is.
    """
    stuck, done = [], 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        old = {name: sealed for name, sealed in sealed_secrets(row) if is_waiting(sealed)}
        try:
            anew = {name: vault.reseal(sealed, place=SECRETS) for name, sealed in old.items()}
        except vault.CannotOpen:
            stuck.append(place_of_secret(row))
            continue
        row.data |= {name: b64encode(sealed).decode() for name, sealed in anew.items()}
        row.save(update_fields=["data"])
        done += bool(anew)
    return done, stuck


def check_second_factors():
    """Open every secret. Returns (counts by key version, places that do not open)."""
    versions, stuck = Counter(), []
    for row in Authenticator.objects.order_by("pk"):
        for _name, sealed in sealed_secrets(row):
            versions[vault.version_of(sealed)] += 1
            try:
                vault.unseal_bytes(sealed, place=SECRETS)
            except vault.CannotOpen as error:
                stuck.append(f"{place_of_secret(row)}: {error}")
    return versions, stuck


def sealed_secrets(row):
    """What allauth keeps in this row through our adapter: the app's secret or the codes' seed."""
    return [(name, b64decode(row.data[name])) for name in ("secret", "seed") if name in row.data]


def is_waiting(sealed):
    return vault.version_of(sealed) != vault.newest_version()


def place_of_secret(row):
    return f"mfa_authenticator {row.pk}"


@transaction.atomic
def enrol_second_factor(*, officer, secret):
    """Ask the officer for a code of this secret (base32) from now on, without a page."""
    TOTP.activate(officer, secret)


@transaction.atomic
def remove_second_factor(*, officer, by):
    """Forget the officer's second factor and recovery codes, and end all sessions.

    For a lost phone: whoever must have one is led to enrol anew at the next sign-in. `by` is None
    when the server's own operator does it, and then no page shows who it was.
    """
    officer.authenticator_set.all().delete()
    end_sessions(officer=officer, by=by)
    note_deed(officer, by, _("Removed the second factor."))


@transaction.atomic
def end_sessions(*, officer, by, but=None):
    """End the officer's sessions, except the one with the session key `but`. Returns how many."""
    sessions = list(officer.usersession_set.exclude(session_key=but))
    for session in sessions:
        session.end()
    note_deed(officer, by, _("Ended the sessions."))
    return len(sessions)


def note_deed(officer, by, words):
    """In the account's history; what officers do to their own account is not the office's."""
    if by and by != officer:
        LogEntry.objects.log_actions(by.pk, [officer], CHANGE, words, single_object=True)


LISTED = "CREATE TEMPORARY TABLE listed (code varchar(14), name varchar(80)) ON COMMIT DROP"

TWICE = """
SELECT code FROM listed GROUP BY code HAVING count(*) > 1 ORDER BY code LIMIT %(most)s"""

# Counties and what is above them may stand alone: a county's own list begins with itself.
ORPHANED = """
SELECT code FROM listed
CROSS JOIN LATERAL (SELECT left(code, CASE length(code)
    WHEN 14 THEN 12 WHEN 12 THEN 9 ELSE 6 END) AS above) parent
WHERE length(code) > 6
  AND NOT EXISTS (SELECT FROM listed WHERE listed.code = above)
  AND NOT EXISTS (SELECT FROM jurisdiction_area area WHERE area.code = above)
ORDER BY code LIMIT %(most)s"""

RENAMED = """
SELECT code, area.name, listed.name FROM jurisdiction_area area JOIN listed USING (code)
WHERE area.name <> listed.name ORDER BY code"""

KEEP_FORMER_NAMES = """
INSERT INTO jurisdiction_formername (area_id, name, valid_to)
SELECT code, area.name, %(on)s FROM jurisdiction_area area JOIN listed USING (code)
WHERE area.name <> listed.name"""

RENAME = """
UPDATE jurisdiction_area area SET name = listed.name, version = area.version + 1 FROM listed
WHERE listed.code = area.code AND area.name <> listed.name"""

REOPEN = """
UPDATE jurisdiction_area area SET valid_to = NULL, version = area.version + 1 FROM listed
WHERE listed.code = area.code AND area.valid_to <= %(on)s
RETURNING area.code, area.name"""

# An area ends no earlier than the day after its first.
END = """
WITH spoken AS (
    SELECT DISTINCT left(code, CASE length(code) WHEN 14 THEN 12 ELSE 6 END) AS place,
        length(code) AS level
    FROM listed WHERE length(code) > 6
), gone AS (
    SELECT area.code FROM jurisdiction_area area
    JOIN spoken ON spoken.level = area.level
        AND spoken.place = left(area.code, CASE area.level WHEN 14 THEN 12 ELSE 6 END)
    LEFT JOIN listed ON listed.code = area.code
    WHERE listed.code IS NULL
)
UPDATE jurisdiction_area area
SET valid_to = GREATEST(%(on)s::date, area.valid_from + 1), version = area.version + 1
WHERE valid_to IS NULL AND (
    code IN (SELECT code FROM gone)
    OR level = 14 AND left(code, 12) IN (SELECT code FROM gone)
)
RETURNING code, name"""

# The first list of a county says nothing about when its areas began.
ADD = """
INSERT INTO jurisdiction_area (code, version, name, valid_from)
SELECT code, 1, name, CASE WHEN length(code) > 6 AND left(code, 6) IN (
    SELECT left(code, 6) FROM jurisdiction_area WHERE level > 6
) THEN %(on)s::date END
FROM listed WHERE NOT EXISTS (SELECT FROM jurisdiction_area area WHERE area.code = listed.code)"""


# Pictures (docs/adr/0009-uploads.md)


class QuotaReached(Exception):
    """The officer has uploaded as many pictures today as one may; the message says how many."""

    def __str__(self):
        return _("You have added %(n)s pictures today, the most for one day. Go on tomorrow.") % {
            "n": PICTURES_A_DAY
        }


@transaction.atomic
def keep_picture(model, *, picture, by, caption="", taken_on=None, **hangs_on):
    """Seal a `CleanPicture` (paperwork.pictures) into a row of this model.

    `hangs_on` are the keys to what it belongs to, such as case and visit. Returns (row, is_new):
    a picture that stands there already is not kept twice. Raises QuotaReached.
    """
    same = model.objects.standing().filter(sha256=picture.sha256, **hangs_on)
    if earlier := same.first():
        return earlier, False
    if pictures_today(by) >= PICTURES_A_DAY:
        raise QuotaReached
    row = model(uploaded_by=by, caption=caption, taken_on=taken_on, **hangs_on)
    row.put(picture)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if earlier := same.first():  # sent twice in the same moment
            return earlier, False
        raise
    return row, True


def pictures_today(officer):
    """How many pictures the officer has uploaded since midnight, withdrawn ones too."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(
        model.objects.filter(uploaded_by=officer, uploaded_at__gte=midnight).count()
        for model in picture_models()
    )


@transaction.atomic
def withdraw_picture(*, picture, reason, by):
    """Take back a picture added in error: the row stays and says why, no page shows it any more."""
    picture = type(picture).objects.select_for_update().get(pk=picture.pk)
    if not picture.is_withdrawn:
        picture.withdrawn_at, picture.withdrawn_by = timezone.now(), by
        picture.withdrawn_reason = reason
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return picture


# Retention (docs/adr/0014-rights.md)


def decide_retention(*, kind, area, choice, keep_until, reason, document_no, key, by):
    """Write down what an office decided about records past their time; nothing is erased here.

    Returns (decision, is_new). Raises KeyReused for the key of another decision.
    """
    columns = {
        "kind": kind,
        "area": area,
        "choice": choice,
        "keep_until": keep_until,
        "reason": reason,
        "document_no": document_no,
    }
    signed = {"decided_by": by, "key": key}
    return insert_once(RetentionDecision, signed, content_hash(**columns), **columns)


# Uploaded sheets: kept sealed between preview and confirmation, then written all or nothing


class PlanChanged(Exception):
    """What the sheet would do changed since the preview: look again."""


class HasProblems(Exception):
    """Some rows have problems, and nobody agreed to leave them out."""


def store_sheet(model, *, content, file_name, plan, by, township, **columns):
    """Keep an uploaded sheet, sealed, until it is confirmed or a day has passed.

    `plan` is what the preview will show, `township` the code of the area that its confirmation
    locks. Sheets left behind longer than a day are erased.
    """
    erase_left_behind(now=timezone.now())
    stored = model(
        uploaded_by=by, file_name=file_name[-200:], plan_digest=plan.digest(),
        township_id=township, **columns,
    )  # fmt: skip
    stored.content_sealed = vault.seal_bytes(content, place=stored.place_of("content"))
    stored.save()
    return stored


def sheet_content(stored):
    """The bytes of a sheet that waits for its confirmation; None when it was erased or is late."""
    if not stored.content_sealed or stored.uploaded_at < timezone.now() - KEPT:
        return None
    return vault.unseal_bytes(stored.content_sealed, place=stored.place_of("content"))


def erase_left_behind(*, now):
    """Erase the content of sheets that nobody confirmed within a day. Returns how many."""
    late = {"uploaded_at__lt": now - KEPT, "content_sealed__isnull": False}
    waiting = (model.objects.waiting().filter(**late) for model in import_models())
    return sum(rows.update(content_sealed=None) for rows in waiting)


@transaction.atomic
def confirm_sheet(*, stored, shown, plan_again, without_problems, write):
    """Do by `write(plan)` what the preview showed: all of it or nothing. Returns the import.

    `shown` is the digest of the plan that the officer saw; `plan_again()` makes the plan anew, now
    that nobody else can write. A second confirmation returns the first one's result. Raises
    PlanChanged when the two differ, HasProblems when rows have problems and `without_problems` is
    not set.
    """
    stored = type(stored).objects.select_for_update().get(pk=stored.pk)
    if stored.confirmed_at:
        return stored
    # One import at a time in a township; single rows are locked by the plan itself.
    Area.objects.select_for_update(no_key=True).get(pk=stored.township_id)
    plan = plan_again()
    if plan is None or plan.digest() != shown:  # None: erased while this waited for its turn
        raise PlanChanged
    if plan.problems and not without_problems:
        raise HasProblems
    write(plan)
    done = plan.counts() | {
        "plan_digest": shown, "content_sealed": None, "confirmed_at": timezone.now(),
    }  # fmt: skip
    for name, value in done.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(done))
    return stored
