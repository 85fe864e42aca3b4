"""Which dates of feeds can be believed at all."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime

_EARLIEST = datetime(
    1990, 1, 1, tzinfo=UTC
)  # before the web: a zero, an empty default, a clock without battery
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def sane(value: datetime) -> datetime | None:
    """The time in UTC; None when it lies outside what a news feed can mean. A time without zone is UTC."""
    try:
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return value if _EARLIEST <= value < _LATEST else None


def from_struct(value: time.struct_time | None) -> datetime | None:
    """feedparser's UTC tuple as a time."""
    if value is None:
        return None
    try:
        return sane(datetime.fromtimestamp(calendar.timegm(value), UTC))
    except (ValueError, OverflowError, OSError, TypeError):
        return None
