from jurisdiction.schedule.reading import NIGHT_BEGINS, NIGHT_ENDS, is_unusual, usual
from jurisdiction.schedule.sessions import (
    LONGEST_IDLE,
    LONGEST_SESSION,
    has_ended,
)

__all__ = [
    "LONGEST_IDLE",
    "LONGEST_SESSION",
    "NIGHT_BEGINS",
    "NIGHT_ENDS",
    "has_ended",
    "is_unusual",
    "usual",
]
