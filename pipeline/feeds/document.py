"""What a fetched document turned out to hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.feeds.feed import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An item of the document that makes no entry, and why."""

    position: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the document says about when to come back. None and empty: it says nothing."""

    ttl: timedelta | None = None
    """RSS 2.0 `<ttl>`, given there in minutes."""
    skip_hours: frozenset[int] = frozenset()
    """RSS 2.0 `<skipHours>`: hours 0–23 (GMT) in which to leave the feed alone."""
    skip_days: frozenset[int] = frozenset()
    """RSS 2.0 `<skipDays>`: days, Monday is 0 (GMT)."""
    update_every: timedelta | None = None
    """RSS 1.0 syndication module: `sy:updatePeriod` divided by `sy:updateFrequency`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap that an index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed feed."""

    version: str
    """`rss20`, `atom10`, `rss10`, …, `json1`, `sitemap`, `gdelt`; empty where the document does not tell."""
    entries: tuple[Entry, ...] = ()
    """In document order; without those that were unchanged since the last poll."""
    refused: tuple[Refusal, ...] = ()
    unchanged: int = 0
    """Items left out because the last poll had seen exactly the same bytes."""
    title: str = ""
    language: str | None = None
    site: str | None = None
    """The web page the feed belongs to."""
    hub: str | None = None
    self_url: str | None = None
    hints: Hints | None = None
    """None: the document's head was the same as at the last poll, so what it said still stands."""
    fault: str | None = None
    """What is wrong with the document although it could be read (not well-formed, wrong charset)."""
    cut_short: bool = False
    """The end is missing: its validators must not be kept, or the rest would never be asked for."""
    sitemaps: tuple[Sitemap, ...] = ()
    """What an index of sitemaps names; its own pages are none."""
    items: str = ""
    """Digests of the items, for the next poll's `known`."""

    @property
    def newest(self) -> datetime | None:
        return max((e.published for e in self.entries if e.published), default=None)
