"""When a delivery is tried again: the schedule that Standard Webhooks recommends, for every transport.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
(Deliverability and reliability): ten tries over some three days, with jitter.
"""

from __future__ import annotations

from datetime import datetime, timedelta

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait before the first try, the second, …"""
JITTER = 0.1
"""Up to so much of the wait is added, so that what failed together is not tried again together."""
LONGEST = timedelta(hours=24)
"""A receiver may ask us to wait, but not for longer than this."""


def next_attempt(attempts: int, now: datetime, asked: float | None, draw: float) -> datetime | None:
    """When to try again after so many attempts, the last of which ended now; None: give up.

    `asked` are the seconds that the receiver wants us to wait at least (Retry-After); `draw` is a random
    number from 0 to 1.
    """
    if attempts >= len(SCHEDULE):
        return None
    wait = SCHEDULE[attempts] * (1 + JITTER * draw)
    if asked is not None:
        wait = max(wait, min(timedelta(seconds=max(asked, 0)), LONGEST))
    return now + wait
