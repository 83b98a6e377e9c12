"""When a signed-in session ends."""

from datetime import timedelta

LONGEST_SESSION = timedelta(hours=12)  # one working day, however busy
LONGEST_IDLE = timedelta(minutes=60)
SLACK = timedelta(minutes=1)  # a clock that is put right may jump back a little


def has_ended(began_at, last_seen_at, now):
    """Whether a session that began and was last used at these instants is over at `now`.

    A clock that was set back far ends it too: an instant of the future proves nothing.
    """
    is_short = -SLACK <= now - began_at < LONGEST_SESSION
    is_busy = -SLACK <= now - last_seen_at < LONGEST_IDLE
    return not (is_short and is_busy)
