"""How a task goes on, and whom it has reached by now. Pure: nothing here writes or decides."""

OPEN, ACKNOWLEDGED, ANSWERED, CLOSED = "open", "acknowledged", "answered", "closed"
UNCLOSED = (OPEN, ACKNOWLEDGED, ANSWERED)
# move -> (from which states, to which; None leaves it where it is)
MOVES = {
    "acknowledge": ((OPEN,), ACKNOWLEDGED),
    "answer": ((OPEN, ACKNOWLEDGED), ANSWERED),
    "press": ((OPEN, ACKNOWLEDGED), None),
    "return": ((ANSWERED,), ACKNOWLEDGED),
    "reassign": (UNCLOSED, None),
    "close": (UNCLOSED, CLOSED),
    "confirm": (UNCLOSED, CLOSED),
    "not_confirmed": (UNCLOSED, CLOSED),
}
CONFIRMING = ("confirm", "not_confirmed")
OUTCOMES = {"close": "done", "confirm": "confirmed", "not_confirmed": "not_confirmed"}
# Whom a task reaches next while it is not answered in time.
NEXT_LEVEL = {"village": "office", "police": "office", "office": "leader"}


class IllegalMove(Exception):
    """This task cannot go on like this from where it stands."""


def moved(state, move, *, is_report):
    """The state after a move. A report, and nothing else, ends by what the police say.

    Raises IllegalMove.
    """
    before, after = MOVES[move]
    ends = move in OUTCOMES
    if state not in before or (ends and is_report != (move in CONFIRMING)):
        raise IllegalMove
    return after or state


def moves_from(state, *, is_report):
    """The moves that are open from this state, in their order."""
    return [
        move
        for move, (before, _after) in MOVES.items()
        if state in before and (move not in OUTCOMES or is_report == (move in CONFIRMING))
    ]


def is_overdue(state, due_on, today):
    """Whether the seat owes an answer, and its day is past."""
    return state in (OPEN, ACKNOWLEDGED) and due_on < today


def reached(seat, state, due_on, today, days):
    """The seat that an unanswered task has reached: one level up for every `days` past its day.

    Reckoned whenever it is looked at: the task itself stays with its seat.
    """
    level, late = seat, (today - due_on).days
    while is_overdue(state, due_on, today) and late > 0 and level in NEXT_LEVEL:
        level, late = NEXT_LEVEL[level], late - days
    return level
