"""Areas: the national list loaded whole, and one area renamed."""

import re
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from jurisdiction.models import Area, FormerName

PAGE = 5000
CODE = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3}(\d{2})?)?)?)?)?", re.ASCII)
NAME_LENGTH = Area._meta.get_field("name").max_length
SHOWN = 5


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
