"""The only reader of the time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time; tests and replays pass their own."""

    def __call__(self) -> datetime: ...


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
