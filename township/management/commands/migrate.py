from functools import partial
from itertools import groupby

from django.core.management.commands import migrate
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.models import IndexOperation

WITHOUT_COLUMNS = IndexOperation  # triggers, constraints and indexes
ROWS = (WITHOUT_COLUMNS, AddField, CreateModel)


class Command(migrate.Command):
    """Django's own, spared from making models anew that nobody asks for."""

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action == "apply_start":
            render_once_per_row(migration.operations)
        super().migration_progress_callback(action, migration, fake)


def render_once_per_row(operations):
    """Make the models of the moment anew once in a row of operations of one kind.

    After each operation Django makes every model anew that is related to the one it touched: with
    us nearly all. Triggers, constraints and indexes ask their model for its table and columns only,
    so the models before a row of them serve until its end, and all are made anew for what follows.
    A new column asks for nothing but itself, and so does a new table: the models after a row of
    them serve each of the row.
    """
    for kind, row in groupby(operations, kind_of):
        first, *others = row
        if kind is None or not others:
            continue
        if kind is WITHOUT_COLUMNS:
            *others, last = first, *others
            for operation in others:
                operation.state_forwards = partial(keep_models, operation.state_forwards)
            last.state_forwards = partial(forget_models, [last.state_forwards])
        else:
            steps = [operation.state_forwards for operation in (first, *others)]
            first.state_forwards = partial(forget_models, steps)
            for operation in others:
                operation.state_forwards = done_already


def kind_of(operation):
    """Which operations beside it may share its models; None for those that need their own."""
    return next((kind for kind in ROWS if isinstance(operation, kind)), None)


def keep_models(state_forwards, app_label, state):
    rendered = state.__dict__.pop("apps", None)
    state_forwards(app_label, state)
    if rendered is not None:
        state.apps = rendered


def forget_models(steps, app_label, state):
    state.__dict__.pop("apps", None)
    for state_forwards in steps:
        state_forwards(app_label, state)


def done_already(app_label, state):
    """The first of the row has done it."""
