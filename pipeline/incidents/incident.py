"""Incidents and stories: one real happening, joined from the events of many articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.events.event import EventType, Instrument, Participant, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article's report of an incident."""

    article_id: str
    event_id: str
    outlet: str
    url: str
    title: str
    published: datetime
    status: Status
    independent: bool = True
    """False for a syndicated copy: it adds no independent outlet."""
    evidence: tuple[str, ...] = ()
    withdrawn: bool = False
    """The article was edited and says it no longer: kept for the record, counted no more."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A step in an incident's history."""

    status: Status
    at: datetime
    article_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One real happening. `id` is stable: it follows from the event that opened it."""

    id: str
    story_id: str
    type: EventType
    status: Status
    countries: tuple[str, ...]
    in_scope: bool
    origin: str | None = None
    destination: str | None = None
    participants: tuple[Participant, ...] = ()
    place: str | None = None
    place_country: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    subject: str | None = None
    instrument: Instrument | None = None
    category: str = ""
    confidence: float = 1.0
    opened: datetime
    updated: datetime
    history: tuple[StatusChange, ...] = ()
    sources: tuple[Source, ...] = ()
    merged_into: str | None = None
    keys: tuple[str, ...] = ()
    """What a later report can find it by, whatever its age (`incidents.keys`); the store indexes them."""
    told: tuple[str, ...] = ()
    """What has been alerted already: statuses, and words such as `corroborated:3`."""
    version: int = 1
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def outlets(self) -> frozenset[str]:
        """The independent outlets that report it."""
        return frozenset(s.outlet for s in self.sources if s.independent and not s.withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Incidents that belong together: a trip with its meetings and the documents signed on it."""

    id: str
    title: str
    opened: datetime
    updated: datetime
