"""An event: what one article reports, as `docs/guidelines.md` defines it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class EventType(StrEnum):
    """The focus types, and `other` for every further interaction between states."""

    VISIT = "visit"
    MEETING = "meeting"
    CALL = "call"
    AGREEMENT = "agreement"
    REPRESENTATION = "representation"
    OTHER = "other"


FOCUS_TYPES = frozenset(EventType) - {EventType.OTHER}


class Status(StrEnum):
    """How real an event is at the time of publication."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"


NEWS_STATUSES = frozenset({Status.OCCURRED, Status.PLANNED, Status.CANCELLED})


class Instrument(StrEnum):
    """The kind of document of an agreement."""

    TREATY = "treaty"
    AGREEMENT = "agreement"
    MOU = "mou"
    PROTOCOL = "protocol"
    CONTRACT = "contract"
    LICENCE = "licence"
    DECLARATION = "declaration"
    ROADMAP = "roadmap"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person or body that takes part, by its full canonical name as far as the article tells it."""

    name: str
    country: str | None
    """ISO 3166 alpha-3."""
    actor_id: str | None = None
    """Id in `config/actors.yaml` or `config/organisations.yaml`, where known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that carries the event: an exact substring of the title or the text."""

    text: str
    start: int
    """Offset in characters in `field`."""
    end: int
    field: str = "text"
    """`title` or `text`."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an agreement is worth: an amount and an ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one article reports."""

    type: EventType
    status: Status
    countries: tuple[str, ...]
    """ISO 3166 alpha-3, sorted, everyone who takes part."""
    in_scope: bool
    """At least two watched countries take part (`config/watch.yaml`)."""
    category: str
    """PLOVER event type, e.g. CONSULT, AGREE, COOPERATE, ACCUSE."""
    mode: str | None = None
    """PLOVER mode, e.g. visit, meet, phone."""
    cameo: str | None = None
    """CAMEO root or code, e.g. 042."""
    origin: str | None = None
    """Visits: the visitor's country (`from` in JSON)."""
    destination: str | None = None
    """Visits: the country visited (`to` in JSON)."""
    participants: tuple[Participant, ...] = ()
    place: str | None = None
    place_country: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    subject: str | None = None
    instrument: Instrument | None = None
    value: Value | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    """0 to 1, calibrated: the share of such events that are right."""
    reasons: tuple[str, ...] = ()
    """Which pattern fired and what decided status, date and place; shown by `araxes explain`."""

    @property
    def alertable(self) -> bool:
        """A visit or agreement in scope that is news (the `alert` flag of the gold format)."""
        return (
            self.in_scope
            and self.type in (EventType.VISIT, EventType.AGREEMENT)
            and self.status in NEWS_STATUSES
        )

    def to_gold(self, incident: str | None = None) -> dict[str, Any]:
        """The event in the gold format (`docs/guidelines.md`, Fields), with confidence and category."""
        row: dict[str, Any] = {
            "type": self.type.value,
            "status": self.status.value,
            "in_scope": self.in_scope,
            "alert": self.alertable,
            "countries": list(self.countries),
            "from": self.origin,
            "to": self.destination,
            "participants": [{"name": p.name, "country": p.country} for p in self.participants],
            "place": self.place,
            "date_start": self.date_start.isoformat() if self.date_start else None,
            "date_end": self.date_end.isoformat() if self.date_end else None,
            "subject": self.subject,
            "instrument": self.instrument.value if self.instrument else None,
            "value": {"amount": str(self.value.amount), "currency": self.value.currency}
            if self.value
            else None,
            "evidence": [e.text for e in self.evidence],
            "category": self.category,
            "mode": self.mode,
            "cameo": self.cameo,
            "confidence": round(self.confidence, 3),
        }
        if incident is not None:
            row["incident"] = incident
        return row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger that the extractor looked at and did not make an event of, and why."""

    text: str
    start: int
    end: int
    type: EventType
    reason: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that names an actor, a country or a place."""

    text: str
    start: int
    end: int
    kind: str
    """`person`, `organisation`, `country`, `place`, `role`."""
    name: str
    """Canonical name."""
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the extractor has to say about one article."""

    article_id: str
    relevant: bool
    """Reports at least one in-scope event of any type that is not background."""
    events: tuple[Event, ...]
    candidates: tuple[Candidate, ...] = ()
    mentions: tuple[Mention, ...] = ()
    reason: str = ""
    """Why there is nothing, when there is nothing."""
