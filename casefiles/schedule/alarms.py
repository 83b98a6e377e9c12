"""Yellow and red: how near its due day, or how far past it, something still open lies."""

YELLOW, RED = "yellow", "red"


def alarm(due_on, today, *, yellow, red):
    """RED from `red` days past the due day, YELLOW from `yellow` days before it, else "".

    The office sets both numbers; whether the thing is still open is the caller's to know.
    """
    late = (today - due_on).days
    if late >= red:
        return RED
    return YELLOW if late >= -yellow else ""
