"""Read what a document says about when to come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pipeline.feeds.document import Hints

_SKIP_HOURS = re.compile(rb"<skipHours\b[^>]*>(.{0,4000}?)</skipHours\s*>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays\b[^>]*>(.{0,4000}?)</skipDays\s*>", re.DOTALL | re.IGNORECASE)
_HOUR = re.compile(rb"<hour\b[^>]*>\s*(\d{1,2})\s*</hour", re.IGNORECASE)
_DAY = re.compile(rb"<day\b[^>]*>\s*([A-Za-z]+)\s*</day", re.IGNORECASE)
_DAYS = {
    name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}  # RSS 2.0 writes them out; three letters tell them apart
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def read_hints(body: bytes, feed: Mapping[str, Any]) -> Hints:
    """The hints of a feed: `body` is the document (its head is enough), `feed` what feedparser made of it."""
    return Hints(
        ttl=_ttl(feed.get("ttl")),
        skip_hours=_skip_hours(body),
        skip_days=_skip_days(body),
        update_every=_update_every(feed),
    )


def _ttl(value: object) -> timedelta | None:
    number = _number(value)
    return timedelta(minutes=number) if number and number > 0 else None


def _skip_hours(body: bytes) -> frozenset[int]:
    found = _SKIP_HOURS.search(body)
    if found is None:
        return frozenset()
    hours = {int(h) % 24 for h in _HOUR.findall(found[1]) if int(h) <= 24}  # RSS 0.91 counted 1–24
    return frozenset(hours) if len(hours) < 24 else frozenset()


def _skip_days(body: bytes) -> frozenset[int]:
    found = _SKIP_DAYS.search(body)
    if found is None:
        return frozenset()
    names = (d[:3].decode("ascii").lower() for d in _DAY.findall(found[1]))
    days = {_DAYS[name] for name in names if name in _DAYS}
    return frozenset(days) if len(days) < 7 else frozenset()


def _update_every(feed: Mapping[str, Any]) -> timedelta | None:
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is None:
        return None
    times = _number(feed.get("sy_updatefrequency")) or 1
    return period / times if times > 0 else period


def _number(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
