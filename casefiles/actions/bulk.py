"""One deed on many files: each by the page's own deed, at the version that was shown."""

import uuid

from django.db import transaction

from casefiles.actions.files import Stale, correct_case
from casefiles.actions.records import lock_file
from casefiles.actions.schedules import set_own_schedule
from casefiles.models import CaseFile, OwnSchedule


@transaction.atomic
def reassign_files(*, chosen, by, today, **columns):
    """Give files another control or help contact. `chosen` are (file, version as shown).

    A file that has these columns already counts as done, so that the same sending again changes
    nothing. Returns (files done, files that somebody changed meanwhile).
    """
    done, stale = [], []
    for case, version in chosen:
        if all(getattr(case, name) == value for name, value in columns.items()):
            done.append(case)
            continue
        try:
            correct_case(case=case, version=version, by=by, today=today, **columns)
        except Stale:
            stale.append(case)
        else:
            done.append(case)
    return done, stale


@transaction.atomic
def plan_files(*, chosen, key, by, today, **content):
    """Give files a schedule of their own each, with one reason. `chosen` as `reassign_files`.

    `key` is the drawn form's: the same sending again makes nothing. Returns (files done, files
    that somebody changed meanwhile). Raises KeyReused for another content.
    """
    done, stale = [], []
    for case, version in chosen:
        lock_file(case.pk)
        if CaseFile.objects.only("version").get(pk=case.pk).version != version:
            stale.append(case)
            continue
        own = uuid.uuid5(key, str(case.pk))
        set_own_schedule(OwnSchedule, case=case, key=own, by=by, today=today, **content)
        done.append(case)
    return done, stale
