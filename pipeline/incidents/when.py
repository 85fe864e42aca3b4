"""When an event or incident can have begun, as a span of days: told, or bounded by status and publication.

A report without a day still says something: what has "occurred" began within the 14 days before
publication, what is "planned" begins after it, and what is "background" began before those 14 days
(docs/guidelines.md, Status).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.events.event import Event, Status
from pipeline.incidents.incident import Incident, Source

NEWS = timedelta(days=14)
"""Older than this, and an event is background."""
HORIZON = timedelta(days=540)
"""An undated plan may come true this much later."""
CALLED_OFF = timedelta(days=30)
"""An undated plan that was called off was meant for about this time after the report."""


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included. `told` when a text gave the day; else they are bounds."""

    first: date
    last: date
    told: bool

    def gap(self, other: Days) -> int:
        """Days between the two; 0 when they touch."""
        return max(0, (other.first - self.last).days, (self.first - other.last).days)


def of_event(event: Event, published: datetime) -> Days:
    """The days on which the event can have begun (or, where told, from its first to its last)."""
    if event.date_start:
        return Days(event.date_start, max(event.date_end or event.date_start, event.date_start), True)
    return _bounds(event.status, published.date())


def of_incident(incident: Incident) -> Days:
    """The same of an incident: as told, else what its sources leave open."""
    if incident.date_start:
        end = max(incident.date_end or incident.date_start, incident.date_start)
        return Days(incident.date_start, end, True)
    return _left_open([s for s in incident.sources if not s.withdrawn] or list(incident.sources), incident)


def _left_open(sources: list[Source], incident: Incident) -> Days:
    if not sources:
        return _bounds(incident.status, incident.opened.date())
    by_status: dict[Status, list[date]] = {}
    for source in sources:
        by_status.setdefault(source.status, []).append(source.published.date())
    if incident.status is Status.CANCELLED:
        days = [day for found in by_status.values() for day in found]
        return Days(min(days) - NEWS, max(days) + CALLED_OFF, False)
    if occurred := by_status.get(Status.OCCURRED):
        return Days(min(occurred) - NEWS, min(occurred), False)
    for status in (Status.PLANNED, Status.HYPOTHETICAL):
        if ahead := by_status.get(status):
            # While it is still ahead, each report moves the earliest day; the last possible day stays.
            return Days(max(ahead), max(min(ahead) + HORIZON, max(ahead)), False)
    return _bounds(incident.status, min(s.published for s in sources).date())


def _bounds(status: Status, published: date) -> Days:
    match status:
        case Status.OCCURRED:
            return Days(published - NEWS, published, False)
        case Status.BACKGROUND:
            return Days(date.min, published - NEWS, False)
        case Status.CANCELLED:
            return Days(published - NEWS, published + HORIZON, False)
        case _:
            return Days(published, published + HORIZON, False)
