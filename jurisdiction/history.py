"""History by data base trigger: bulk updates and raw SQL leave theirs too."""

import pghistory


def tracked(**options):
    """Keep every insert, update and delete of the model's rows as an event, with its officer.

    `exclude` names columns that no event repeats. Each model gets trackers of its own: copies of
    one set in the settings lose the operation that a trigger per statement needs.
    """
    trackers = pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    return pghistory.track(*trackers, **options)
