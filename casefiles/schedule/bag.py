"""What a person's bag owes: when its plan is reviewed, and which papers belong into it."""

from jurisdiction.schedule.windows import add_months

REVIEW_MONTHS = 6  # form F3: reviewed every six months


def review_due_on(day):
    """The last day on which a plan that is in force, or was reviewed, since `day` is reviewed."""
    return add_months(day, REVIEW_MONTHS)
