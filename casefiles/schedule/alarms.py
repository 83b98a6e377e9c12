"""Yellow and red: how near its due day, or how far past it, something still open lies."""

from datetime import date, timedelta

YELLOW, RED = "yellow", "red"


def alarm(due_on, today, *, yellow, red):
    """RED from `red` days past the due day, YELLOW from `yellow` days before it, else "".

    The office sets both numbers; whether the thing is still open is the caller's to know.
    """
    late = (today - due_on).days
    if late >= red:
        return RED
    return YELLOW if late >= -yellow else ""


def days_in(colour, today, *, yellow, red):
    """The first and the last due day of what stands in this colour (`alarm`), both included."""
    last_red = today - timedelta(days=red)
    if colour == RED:
        return date.min, last_red
    return last_red + timedelta(days=1), today + timedelta(days=yellow)
