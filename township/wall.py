"""The second wall, laid and inspected: policies, triggers and grants of every person-bound table.

Person-bound is a file, whatever has a key `case` to a file, their histories, and the tables of
PLACED. Laying runs as the owner after every migration; serving is refused while a stone is missing.
"""

from dataclasses import dataclass
from hashlib import md5

from django.apps import apps
from django.conf import settings
from django.db import connection

from jurisdiction.wall import house_role

APPS = ("jurisdiction", "casefiles", "campaigns", "responsibility", "township")

VILLAGES, MINORS, SEALED, REGISTERS = (
    f"(string_to_array(current_setting('tongxin.{name}', true), ','))"
    for name in ("villages", "minor_villages", "sealed_villages", "register_villages")
)
OPERATIONS = ("insert", "update", "delete")
ME = "current_setting('tongxin.officer', true)"
OF_AGE = "birth_date <= ((now() AT TIME ZONE 'Asia/Shanghai')::date - interval '18 years')::date"

A_FILE = f"""
    village_id = ANY {VILLAGES}
    AND ({OF_AGE} OR village_id = ANY {MINORS})
"""
UNSEALED = f"""
    sealed_on IS NULL OR village_id = ANY {SEALED}
    OR (village_id = ANY {REGISTERS} AND tongxin_is_open(id))
"""
IN_MY_VILLAGES = f"village_id = ANY {VILLAGES}"
IN_MY_REGISTERS = f"village_id = ANY {REGISTERS}"
HANGS_ON_A_FILE = "EXISTS (SELECT FROM casefiles_casefile file WHERE file.id = {table}.{key})"
# Where some rows name a file and others show nobody (letters with villages, say).
HANGS_PERHAPS = "case_id IS NULL OR " + HANGS_ON_A_FILE
# What an officer loaded or took out, in whichever posting: another system, which acts in one of
# them, sees none of it.
BY_HAND = "coalesce(current_setting('tongxin.posting', true), '') = ''"
MY_SHEETS = f"uploaded_by_id::text = {ME} AND {BY_HAND}"
MY_EXPORTS = f"officer_id::text = {ME} AND {BY_HAND}"
# What is only counted, inside `figures_scope`: sheets of the townships whose figures are open.
SHEETS_COUNTED = f"""
    current_setting('tongxin.scope', true) = 'figures' AND EXISTS (
        SELECT FROM unnest{VILLAGES} AS code WHERE starts_with(code, township_id)
    )
"""
# A file that is offered to another village or township: seen by both sides, whoever holds it.
# Offers to a whole township reach its office, not its cadres.
A_TRANSFER = f"""
    (ARRAY[from_village_id, to_area_id, to_village_id]::text[] && {VILLAGES}
        OR EXISTS (SELECT FROM unnest{REGISTERS} AS code WHERE starts_with(code, to_area_id)))
    AND ({OF_AGE} OR from_village_id = ANY {MINORS}
        OR EXISTS (SELECT FROM unnest{MINORS} AS code WHERE starts_with(code, to_area_id)))
    AND (state <> 'withdrawn' OR from_village_id = ANY {VILLAGES}) AND NOT is_sealed
"""  # noqa: S608 - a constant
# Tables that hold persons and hang on no single file, and registers that stay to be read when the
# file is sealed: what of them an officer may see.
PLACED = {
    "casefiles.Sealing": IN_MY_REGISTERS,
    "casefiles.SealOpening": IN_MY_REGISTERS,
    "casefiles.Transfer": A_TRANSFER,
    "casefiles.RosterImport": MY_SHEETS,
    "campaigns.CampaignImport": MY_SHEETS,
    "jurisdiction.Export": f"{MY_EXPORTS} OR villages::text[] && {VILLAGES}",
    "jurisdiction.AccessEvent": f"officer_id::text = {ME} OR villages::text[] && {VILLAGES}",
}

# What the household's village sees of a person who lives elsewhere, with the owner's eyes: four
# columns, and none of what hangs on the file. The join keeps it from being written through.
HOUSEHOLDS = f"""
CREATE VIEW casefiles_householdperson WITH (security_barrier) AS
    SELECT file.id, file.name, file.birth_date, file.control_state, file.household_village_id,
        living.code AS living_village_id
    FROM casefiles_casefile file JOIN jurisdiction_area living ON living.code = file.village_id
    WHERE file.household_village_id = ANY {VILLAGES} AND file.household_village_id <> living.code
        AND file.closed_on IS NULL AND file.sealed_on IS NULL
        AND (file.{OF_AGE} OR file.household_village_id = ANY {MINORS})
"""  # noqa: S608 - a constant
VIEW = "casefiles_householdperson"
# Whether two officers have opened a sealed file that is not closed again. With the owner's eyes:
# the openings hang on the file, and a policy that asked them would ask itself.
IS_OPEN = """
CREATE OR REPLACE FUNCTION tongxin_is_open(file bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.casefiles_sealopening
        WHERE case_id = file AND opened_at IS NOT NULL AND expires_at > now()
    )
$$
"""
NEVER_OPEN = """
CREATE OR REPLACE FUNCTION tongxin_is_open(file bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


@dataclass(frozen=True)
class Stone:
    """One table of the wall: which rows an officer sees, and which an officer may write."""

    model: type
    seen: str
    written: str

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def words(self):
        """What this code lays, as a hash: another one beside a policy is of other code."""
        return md5(f"{self.seen}|{self.written}".encode(), usedforsecurity=False).hexdigest()

    @property
    def is_history(self):
        return is_history(self.model)

    @property
    def is_append_only(self):
        return self.is_history or is_append_only(self.model)


def stones():
    """Every person-bound table, files first."""
    found = [stone_of(model) for model in apps.get_models() if model._meta.app_label in APPS]
    return [stone for stone in found if stone]


def stone_of(model):
    label, of = model._meta.label, getattr(model, "pgh_tracked_model", model)
    table = model._meta.db_table
    if is_file(of):
        if of is model:
            return Stone(model, rule_of_files(model), IN_MY_VILLAGES)
        return Stone(model, HANGS_ON_A_FILE.format(table=table, key="pgh_obj_id"), "true")
    if label in PLACED:
        written = PLACED[label]
        seen = f"{written} OR {SHEETS_COUNTED}" if written == MY_SHEETS else written
        return Stone(model, seen, written)
    if key := key_to_a_file(of):
        seen = (HANGS_PERHAPS if key.null else HANGS_ON_A_FILE).format(table=table, key="case_id")
        return Stone(model, seen, seen if of is model else "true")
    return None


def rule_of_files(model):
    columns = {field.name for field in model._meta.get_fields()}
    return f"{A_FILE} AND ({UNSEALED})" if "sealed_on" in columns else A_FILE


def key_to_a_file(model):
    """The model's key `case` to a file, or None."""
    keys = (field for field in model._meta.concrete_fields if field.name == "case")
    return next((k for k in keys if k.is_relation and is_file(k.related_model)), None)


def is_file(model):
    return model._meta.label == "casefiles.CaseFile"


def is_history(model):
    return hasattr(model, "pgh_tracked_model")


def is_append_only(model):
    """Its rows say what happened: the application adds to them and changes none."""
    return is_history(model) or getattr(model, "APPEND_ONLY", False)


# Laying


def lay():
    """Lay every stone anew, in one transaction of the owner. May be repeated."""
    web, house = map(connection.ops.quote_name, (settings.WEB_ROLE, house_role()))
    with connection.cursor() as cursor:
        make_house_role(cursor, web, house)
        open_tables(cursor, f"{web}, {house}")
        cursor.execute(IS_OPEN if "casefiles_sealopening" in tables(cursor) else NEVER_OPEN)
        cursor.execute("ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER")
        cursor.execute("ALTER FUNCTION _pgh_attach_context() SET search_path = public, pg_temp")
        for stone in stones():
            lay_stone(cursor, stone, web, house)
        let_rows_move(cursor, house)
        lay_view(cursor, f"{web}, {house}")


def make_house_role(cursor, web, house):
    """Roles belong to the whole server: what stands is left alone, for whoever lays beside us."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [house_role()])
    if not cursor.fetchone():
        cursor.execute(f"CREATE ROLE {house} NOLOGIN")
    cursor.execute(
        "SELECT rolinherit, pg_has_role(rolname, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [house_role(), settings.WEB_ROLE],
    )
    inherits, is_member = cursor.fetchone()
    if inherits:
        cursor.execute(f"ALTER ROLE {web} NOINHERIT")
    if not is_member:
        cursor.execute(f"GRANT {house} TO {web}")


def open_tables(cursor, roles):
    """Rows of every table; of those that say what happened, new ones only; nothing of its shape."""
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {roles}")
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {roles}")
    everything = "SELECT, INSERT, UPDATE, DELETE"
    cursor.execute(f"GRANT {everything} ON ALL TABLES IN SCHEMA public TO {roles}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {roles}")
    for model in append_only_models():
        cursor.execute(f'REVOKE UPDATE, DELETE ON "{model._meta.db_table}" FROM {roles}')
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {roles}")


def append_only_models():
    context = apps.get_model("pghistory", "Context")
    return [*filter(is_append_only, apps.get_models()), context]


def let_rows_move(cursor, house):
    """When two files of one person are merged, the house moves also what is only added to: it may
    write the key to the file, and nothing else of such a row (docs/adr/0019-merging.md)."""
    for stone in stones():
        if stone.is_append_only and not stone.is_history and key_to_a_file(stone.model):
            cursor.execute(f'GRANT UPDATE (case_id) ON "{stone.table}" TO {house}')


def lay_stone(cursor, stone, web, house):
    table = f'"{stone.table}"'
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    for name in policies_of(cursor, stone.table):
        cursor.execute(f'DROP POLICY "{name}" ON {table}')
    cursor.execute(
        f"CREATE POLICY officer ON {table} TO {web} "
        f"USING ({stone.seen}) WITH CHECK ({stone.written})"
    )
    aloud = "(starts_with(current_setting('tongxin.scope', true), 'house: '))"
    cursor.execute(f"CREATE POLICY house ON {table} TO {house} USING {aloud} WITH CHECK {aloud}")
    for name, told in meanings_of(cursor, stone).items():
        cursor.execute(f"COMMENT ON POLICY \"{name}\" ON {table} IS '{told}'")


def lay_view(cursor, roles):
    cursor.execute(f"DROP VIEW IF EXISTS {VIEW}")
    cursor.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND "
                   "column_name = 'household_village_id'", ["casefiles_casefile"])  # fmt: skip
    if not cursor.fetchone():
        return  # an older state of the migrations
    cursor.execute(HOUSEHOLDS)
    cursor.execute(f"REVOKE ALL ON {VIEW} FROM {roles}")
    cursor.execute(f"GRANT SELECT ON {VIEW} TO {roles}")
    cursor.execute(f"COMMENT ON VIEW {VIEW} IS '{view_of(cursor)[0]}'")


def view_of(cursor):
    """(hash of what the view shows, what `lay_view` wrote beside it)."""
    cursor.execute(
        "SELECT md5(concat_ws('|', pg_get_viewdef(oid), reloptions)), "
        "obj_description(oid, 'pg_class') FROM pg_class WHERE relname = %s AND relkind = 'v'",
        [VIEW],
    )
    return cursor.fetchone()


def view_gaps(cursor):
    found = view_of(cursor)
    if not found:
        yield f"{VIEW} is missing: raise_wall lays it."
    elif found[0] != found[1]:
        yield f"{VIEW} was changed: raise_wall lays it anew."
    else:
        yield from grant_gaps(cursor, VIEW, ("INSERT", "UPDATE", "DELETE"))


# Inspecting


def gaps():
    """What is missing of the wall, in sentences; asked as the role that serves."""
    with connection.cursor() as cursor:
        found = list(role_gaps(cursor))
        there = tables(cursor)
        for stone in stones():
            found += stone_gaps(cursor, stone, there)
        found += view_gaps(cursor)
        for model in append_only_models():
            found += grant_gaps(cursor, model._meta.db_table, ("UPDATE", "DELETE", "TRUNCATE"))
    return found


def role_gaps(cursor):
    cursor.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit "
        "FROM pg_roles WHERE rolname = session_user"
    )
    powers = ("a superuser", "past policies", "maker of roles", "maker of data bases", "inheriting")
    for power, held in zip(powers, cursor.fetchone(), strict=True):
        if held:
            yield f"The web's role is {power}."
    cursor.execute("SELECT relname FROM pg_class WHERE relowner = session_user::regrole LIMIT 3")
    for (name,) in cursor.fetchall():
        yield f"The web's role owns {name}."
    cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
    if cursor.fetchone()[0]:
        yield "The web's role may make tables."


def stone_gaps(cursor, stone, there):
    if stone.table not in there:
        yield f"{stone.table} is missing: migrate first."
        return
    cursor.execute(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
        [stone.table],
    )
    if cursor.fetchone() != (True, True):
        yield f"{stone.table} has no forced row-level security."
    if sorted(policies_of(cursor, stone.table)) != ["house", "officer"]:
        yield f"{stone.table} has other policies than its two."
    elif meanings_of(cursor, stone) != noted_meanings(cursor, stone.table):
        yield f"{stone.table} has a policy that was changed: raise_wall lays it anew."
    if not stone.is_append_only and triggers_of(cursor, stone.table) < {
        "insert",
        "update",
        "delete",
    }:
        yield f"{stone.table} keeps no history of every insert, update and delete."
    yield from grant_gaps(cursor, stone.table, ("TRUNCATE", "TRIGGER", "REFERENCES"))
    cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [stone.table])
    if not cursor.fetchone()[0]:
        yield f"The web's role may not read {stone.table}."


def grant_gaps(cursor, table, forbidden):
    for power in forbidden:
        cursor.execute("SELECT has_table_privilege(%s, %s)", [table, power])
        if cursor.fetchone()[0]:
            yield f"The web's role may {power} {table}."


def policies_of(cursor, table):
    cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [table])
    return [name for (name,) in cursor.fetchall()]


def meanings_of(cursor, stone):
    """{policy: hash of whom it is for, when, and what it lets pass}, as PostgreSQL has it now, and
    of what this code would lay."""
    cursor.execute(
        "SELECT polname, md5(concat_ws('|', polcmd, polpermissive, polroles::regrole[], "
        "pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))) "
        "FROM pg_policy WHERE polrelid = %s::regclass",
        [stone.table],
    )
    return {name: f"{meaning} {stone.words}" for name, meaning in cursor.fetchall()}


def noted_meanings(cursor, table):
    """What `lay_stone` wrote beside each policy when it laid it."""
    cursor.execute(
        "SELECT polname, obj_description(oid, 'pg_policy') FROM pg_policy "
        "WHERE polrelid = %s::regclass",
        [table],
    )
    return dict(cursor.fetchall())


def triggers_of(cursor, table):
    """The operations after which a history trigger runs."""
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'", [table]
    )
    names = [name for (name,) in cursor.fetchall()]
    return {
        operation for operation in OPERATIONS
        if any(name.startswith(f"pgtrigger_{operation}_{operation}") for name in names)
    }  # fmt: skip


def tables(cursor):
    return set(connection.introspection.table_names(cursor))
