"""What HTTP headers say about when to come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,])(s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])", re.IGNORECASE)


def http_date(value: str) -> datetime | None:
    """A date of RFC 9110 §5.6.7 in UTC; None when it is none."""
    try:
        when = parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """`Retry-After` (RFC 9110 §10.2.3) as a delay from now, in both of its forms: seconds or a date."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value[:8]))  # a longer one is nonsense, and int() has its limits
    when = http_date(value)
    return max(when - now, timedelta()) if when is not None else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """For how long the answer counts as fresh (RFC 9111 §4.2), None when the server does not say."""
    control = headers.get("cache-control", "")
    if _NO_STORE.search(control):
        return None
    ages = {name.lower(): int(seconds) for name, seconds in _MAX_AGE.findall(control)}
    if "max-age" in ages:
        age = headers.get("age", "").strip()
        spent = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
        return timedelta(seconds=max(ages["max-age"] - spent, 0))
    expires = http_date(headers["expires"]) if "expires" in headers else None
    if expires is None:
        return None
    sent = http_date(headers["date"]) if "date" in headers else None
    return max(expires - (sent or now), timedelta())
