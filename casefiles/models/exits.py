"""Which orders come to their end, and who stays past it (按期解除): conditions over many orders."""

from datetime import timedelta

from django.db.models import Count, Prefetch, Q

from casefiles.models.orders import OrderStep
from casefiles.schedule import exits, orders
from casefiles.terms import OrderMove, OrderState
from casefiles.terms.exits import ExitStatus

# From where a release is the next step; whoever is suspended or was never there has no exit yet.
MAY_END = orders.UNDER_WAY | {OrderState.TRANSFERRING}


def last_reminded(status, today):
    """The days between which the end lies for this reminder: (first, last), both included."""
    days = {ExitStatus.TODAY: (0, 0), ExitStatus.WITHIN_30: (1, 30), ExitStatus.WITHIN_90: (31, 90)}
    return [today + timedelta(days=n) for n in days[status]]


def in_exit(status, today):
    """A condition: the order stands so today (`schedule.exits.exit_of`)."""
    may_end = Q(state__in=MAY_END, case__closed_on=None)
    holds = Q(stays_until__gte=today)
    if status == ExitStatus.KEPT:
        return may_end & Q(ends_on__lt=today) & (Q(stays_until=None) | ~holds)
    if status == ExitStatus.STAYS:
        return may_end & Q(ends_on__lt=today) & holds
    return may_end & Q(ends_on__range=last_reminded(status, today))


def ending(rows, today):
    """The orders that end within the longest reminder, or have ended already."""
    line = today + timedelta(days=orders.REMINDED[0])
    return rows.filter(state__in=MAY_END, case__closed_on=None, ends_on__lte=line)


def exit_counts(rows, today):
    """How many stand at each reminder, or past the end. One query."""
    return rows.aggregate(**{s.value: Count("pk", filter=in_exit(s, today)) for s in ExitStatus})


def with_stays(rows):
    """Each order with the grounds for staying that were entered and stand."""
    stays = OrderStep.objects.standing().filter(move=OrderMove.STAY)
    return rows.prefetch_related(Prefetch("steps", stays, to_attr="stays"))


def exit_status(order, today):
    """The reminder due today for this order: an ExitStatus, or None."""
    if order.state not in MAY_END or order.ends_on is None:
        return None
    return exits.exit_of(order.ends_on, order.stays_until, today)


def stay_of(order):
    """The step that holds the last ground for staying; the order was loaded `with_stays`."""
    return order.stays[-1] if order.stays else None
