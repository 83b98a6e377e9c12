from functools import partial
from itertools import groupby

from django.core.management.commands import migrate
from django.db.migrations.operations.models import IndexOperation


class Command(migrate.Command):
    """Django's own, spared from making models anew that nobody asks for."""

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action == "apply_start":
            render_once_per_row(migration.operations)
        super().migration_progress_callback(action, migration, fake)


def render_once_per_row(operations):
    """Make the models of the moment anew once after a row of triggers, constraints and indexes.

    After each operation Django makes every model anew that is related to the one it touched: with
    us nearly all. Operations that change no column ask their model for its table and columns only,
    so the models before a row of them serve until its end, and all are made anew for what follows.
    """
    for is_bare, row in groupby(operations, lambda each: isinstance(each, IndexOperation)):
        *others, last = row
        if is_bare and others:
            for operation in others:
                operation.state_forwards = partial(keep_models, operation.state_forwards)
            last.state_forwards = partial(forget_models, last.state_forwards)


def keep_models(state_forwards, app_label, state):
    rendered = state.__dict__.pop("apps", None)
    state_forwards(app_label, state)
    if rendered is not None:
        state.apps = rendered


def forget_models(state_forwards, app_label, state):
    state.__dict__.pop("apps", None)
    state_forwards(app_label, state)
