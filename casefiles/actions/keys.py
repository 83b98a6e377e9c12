"""Sealing everything anew under the newest key, and looking whether everything still opens."""

from collections import Counter

from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, F, Func, Q, Value

from jurisdiction import vault
from jurisdiction.models import Picture

BATCH = 500
PICTURES = 10  # of a megabyte or less each
SUFFIX = "_sealed"


def sealed_models():
    """Every table with sealed columns, and the columns' names; event tables come last.

    Events repeat sealed values: left as they are, they would need the old keys for ever.
    """
    found = [(model, sealed_columns(model)) for model in apps.get_models()]
    return dict(sorted((pair for pair in found if pair[1]), key=lambda pair: is_event(pair[0])))


def sealed_columns(model):
    names = [f.name for f in model._meta.concrete_fields if isinstance(f, BinaryField)]
    return [name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)]


def batch_of(model):
    """How many rows of this table are taken into memory at once."""
    return PICTURES if issubclass(model, Picture) else BATCH


def is_event(model):
    return hasattr(model, "pgh_tracked_model")


def place_in(row, column):
    """An event's values are bound to the row whose event it is."""
    return getattr(row, "pgh_tracked_model", type(row)).place_of(row, column)


def waiting_rows(model):
    """Rows with a value that another key than the newest has sealed."""
    newest = bytes([vault.newest_version()])
    rows, waiting = model._base_manager.all(), Q()
    for column in sealed_columns(model):
        version = Func(
            F(column + SUFFIX), Value(1), Value(1), function="substr", output_field=BinaryField()
        )
        rows = rows.alias(**{f"{column}_version": version})
        # Absent values compare as unknown, so they wait for nothing.
        waiting |= Q(**{f"{column}_version__lt": newest}) | Q(**{f"{column}_version__gt": newest})
    return rows.filter(waiting)


def count_waiting():
    """How many rows `reseal_batch` has yet to seal anew, in all tables."""
    return sum(waiting_rows(model).count() for model in sealed_models())


@transaction.atomic
def reseal_batch(model, *, after, size=BATCH):
    """Seal the next rows beyond the primary key `after` anew under the newest key.

    What is sealed anew is what no longer waits, so an interrupted rotation goes on where it was.
    Returns (rows, places that do not open); no rows mean that this table is at its end. A value
    that does not open stays as it is.
    """
    rows = waiting_rows(model).filter(pk__gt=after).order_by("pk")
    rows = list(rows.select_for_update(of=("self",))[:size])
    columns = sealed_columns(model)
    stuck = [place for row in rows for place in reseal_row(row, columns)]
    if rows:
        model._base_manager.bulk_update(rows, [column + SUFFIX for column in columns])
    return rows, stuck


def reseal_row(row, columns):
    """Returns the places whose values do not open."""
    stuck = []
    for column, sealed in values_of(row, columns):
        place = place_in(row, column)
        try:
            setattr(row, column + SUFFIX, vault.reseal(sealed, place=place))
        except vault.CannotOpen:
            stuck.append(f"{row._meta.db_table} {row.pk}: {place}")
    return stuck


def values_of(row, columns):
    """The row's sealed values as (column, value)."""
    values = [(column, getattr(row, column + SUFFIX)) for column in columns]
    return [(column, value) for column, value in values if value is not None]


def check_table(model):
    """Open every sealed value of a table. Returns (counts by key version, places that do not open).

    Neither holds anything clear.
    """
    versions, stuck = Counter(), []
    columns = sealed_columns(model)
    for row in model._base_manager.iterator(chunk_size=batch_of(model)):
        for column, sealed in values_of(row, columns):
            versions[vault.version_of(sealed)] += 1
            try:
                vault.unseal_bytes(sealed, place=place_in(row, column))
            except vault.CannotOpen as error:
                stuck.append(f"{row._meta.db_table} {row.pk}: {error}")
    return versions, stuck
