"""A feed as configured, what polling learnt about it, and what one poll produced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.identity import stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the user configured it. `id` follows from the configured URL alone."""

    url: str
    name: str
    outlet: str
    """Who publishes: one word or host, the unit in which independent sources are counted."""
    country: str | None = None
    """ISO 3166 alpha-3 of the publisher."""
    language: str | None = None
    """BCP 47 tag, as configured."""
    tier: int = 2
    """1 core, 2 useful, 3 optional."""
    enabled: bool = True
    min_interval: timedelta = timedelta(minutes=1)
    max_interval: timedelta = timedelta(hours=6)
    headers: tuple[tuple[str, str], ...] = ()
    user_agent: str | None = None
    proxy: str | None = None
    auth_secret: str | None = None
    """Name of the secret that holds `user:password` for basic authentication; never the secret."""
    ignore_backoff: bool = False
    """Poll even while its host is being left alone because of another feed's failure."""
    ignore_hints: bool = False
    """Poll by its own rhythm whatever max-age, ttl and the like say."""
    fetch_pages: bool = True
    """False where the feed's own content is the whole article."""

    @property
    def id(self) -> str:
        return stable_id("feed", self.url)


class FeedHealth(StrEnum):
    """How a feed is doing, for people."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    QUIET = "quiet"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What polling has learnt about a feed; replaced whole by each poll."""

    feed_id: str
    url: str
    """Where we poll now: the configured URL until a 301 or 308 moved it."""
    etag: str | None = None
    """Byte for byte as the server sent it (latin-1)."""
    last_modified: str | None = None
    body_digest: str | None = None
    next_poll_after: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_new_entry: datetime | None = None
    failures: int = 0
    """Consecutive failed polls."""
    error: str | None = None
    error_since: datetime | None = None
    health: FeedHealth = FeedHealth.NEW
    interval: timedelta | None = None
    """The interval the last poll settled on."""
    arrivals: tuple[datetime, ...] = ()
    """Times at which the newest entries arrived, newest first, at most 50: the feed's rhythm."""
    polls: int = 0
    entries_seen: int = 0
    title: str | None = None
    hub: str | None = None
    """WebSub hub the feed names, if any."""
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedYield:
    """What a feed was good for."""

    articles: int = 0
    relevant: int = 0
    """Articles that were read for events."""
    events: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a fetched feed, before we know whether we have it already."""

    feed_id: str
    guid: str | None
    link: str | None
    title: str
    """Plain text."""
    summary: str
    """Plain text; empty when the feed gives none."""
    content_html: str | None
    """The entry's own full content as HTML, when the feed carries one."""
    published: datetime | None
    updated: datetime | None
    language: str | None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    """Set where the feed itself aggregates (`<source>`), else the feed's outlet counts."""
    position: int = 0
    """0 is the first entry of the document."""
