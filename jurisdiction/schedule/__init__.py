from jurisdiction.schedule.sessions import (
    LONGEST_IDLE,
    LONGEST_SESSION,
    has_ended,
)

__all__ = ["LONGEST_IDLE", "LONGEST_SESSION", "has_ended"]
