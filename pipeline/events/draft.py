"""Drafts: events as single sentences report them, before they are put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.events.event import EventType, Instrument, Status, Value
from pipeline.events.refs import Ref


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the text spoke of: what `it`, `the document`, `neither` may mean."""

    sentence: int
    countries: tuple[str, ...]
    instrument: str
    parties: tuple[Ref, ...]
    subject: str | None = None
    old: date | None = None
    background: bool = False


@dataclass(slots=True, eq=False)
class Draft:
    """One report of an event by one trigger."""

    type: EventType
    pattern: str
    """Id of the lexicon entry that fired."""
    sentence: int
    at: int
    """Token of the trigger within its sentence."""
    parties: tuple[Ref, ...]
    """Everyone who takes part; for a visit the travellers."""
    countries: tuple[str, ...]
    origin: str | None = None
    destination: str | None = None
    city: str | None = None
    place_country: str | None = None
    status: Status = Status.OCCURRED
    date_start: date | None = None
    date_end: date | None = None
    until: date | None = None
    """Its last day, where the text tells only how long it lasts."""
    dated: bool = False
    """The date stands in the trigger's own clause."""
    old: date | None = None
    """The latest day that an old event can have happened on (`in June 2009`)."""
    instrument: Instrument | None = None
    subject: str | None = None
    value: Value | None = None
    category: str = ""
    number: int | None = None
    """`two accords`."""
    evidence: tuple[int, int] = (0, 0)
    """Offsets in the document's `whole`."""
    title: bool = False
    definite: bool = False
    """An anaphoric mention (`the visit`): it may add to another draft but is none by itself."""
    context: bool = False
    """Its parties are not named with it but come from what the text told before."""
    echo: bool = False
    """A document only spoken of: it adds to one that is signed, else it is of old."""
    multilateral: bool = False
    weak: bool = False
    firm: bool = True
    """The tense or a word says so; False for present tense and bare nouns."""
    key: str = ""
    item: int | None = None
    reasons: list[str] = field(default_factory=list)
    sources: list[Draft] = field(default_factory=list)

    @property
    def people(self) -> frozenset[str]:
        return frozenset(r.key for r in self.parties if r.key and r.kind in ("person", "role"))

    def note(self, reason: str) -> None:
        if reason and reason not in self.reasons:
            self.reasons.append(reason)
