"""Back-off by host and port: one feed's 429 or dead server spares the host its other feeds too."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipeline.feeds.schedule import Outcome, Result

_PAUSE = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)


def host_of(url: str) -> str:
    """Host and port of a URL: the unit in which servers are spared."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return url
    return f"{(parts.hostname or '').lower()}:{port}"


class HostPauses:
    """Which hosts to leave alone, and until when."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._strikes: dict[str, int] = {}

    def record(self, host: str, outcome: Outcome, now: datetime) -> None:
        """Learn from a poll. Only what concerns the whole host counts: 429, 503 and no answer at all."""
        if outcome.result is not Result.FAILED or outcome.status not in (None, 429, 503):
            self._until.pop(host, None)
            self._strikes.pop(host, None)
            return
        strikes = self._strikes[host] = self._strikes.get(host, 0) + 1
        pause = min(outcome.retry_after or _PAUSE * 2 ** min(strikes - 1, 10), _LONGEST)
        if outcome.status is None and strikes == 1:
            return  # one broken connection says little about the host
        self._until[host] = now + pause

    def until(self, host: str, now: datetime) -> datetime | None:
        """The end of the pause, or None when the host may be asked."""
        until = self._until.get(host)
        if until is not None and until <= now:
            del self._until[host]
            return None
        return until
