"""Putting papers into a person's bag, and correcting them without losing a colleague's words."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.records import lock_file
from jurisdiction.history import content_hash, insert_once


@transaction.atomic
def add_paper(model, *, case, key, by, **content):
    """Put one paper into the bag. `key` is the UUID of the drawn form, `content` its columns.

    Returns (paper, is_new): the same key with the same content returns the first. Raises KeyReused.
    """
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    return insert_once(model, signed, content_hash(case=case, **content), case=case, **content)


@transaction.atomic
def correct_paper(*, paper, version, by, **content):
    """Change columns of a paper that was read at `version`; the history keeps what stood before.

    Returns the names of the changed columns. Raises Stale.
    """
    paper = type(paper).objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.version != version:
        raise Stale
    changed = [name for name, value in content.items() if value != getattr(paper, name)]
    for name in changed:
        setattr(paper, name, content[name])
    if changed:
        paper.version += 1
        paper.save(update_fields=["version", *(stored_name(paper, name) for name in changed)])
    return changed


def stored_name(paper, name):
    """The column under which a value lies, sealed or not."""
    return f"{name}_sealed" if hasattr(paper, f"{name}_sealed") else name
