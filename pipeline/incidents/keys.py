"""The keys by which the store finds what a late report may mean, whatever its age.

The days around a report find most incidents. A plan that comes true a year later, or a trip told as
background, is found by who, between whom and where instead.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.events.event import Event, EventType, Participant
from pipeline.incidents.incident import Incident
from pipeline.incidents.names import skeleton, surnames, words


def of_event(event: Event) -> tuple[str, ...]:
    """The keys to look under for an event."""
    return _keys(
        event.type, event.countries, event.origin, event.destination, event.participants, event.place
    )


def of_article(article_id: str) -> str:
    """The key of everything that an article told."""
    return f"article:{article_id}"


def of_incident(incident: Incident) -> tuple[str, ...]:
    """The keys to file an incident under."""
    told = _keys(
        incident.type,
        incident.countries,
        incident.origin,
        incident.destination,
        incident.participants,
        incident.place,
    )
    return (*told, *sorted({of_article(s.article_id) for s in incident.sources}))


def _keys(
    type_: EventType,
    countries: tuple[str, ...],
    origin: str | None,
    destination: str | None,
    participants: Iterable[Participant],
    place: str | None,
) -> tuple[str, ...]:
    between = f"{origin}>{destination}" if type_ is EventType.VISIT else "+".join(countries)
    people = [p for p in participants if type_ is not EventType.VISIT or p.country in (origin, None)]
    found: set[str] = set()
    if type_ in (EventType.MEETING, EventType.CALL):
        # A head of state meets so many that pairs say more; whoever is named alone is found alone.
        names = [sorted(surnames(p.name)) for p in people]
        found |= {
            f"{between}/{'&'.join(sorted((a, b)))}"
            for i, left in enumerate(names)
            for right in names[i + 1 :]
            for a in left
            for b in right
        }
        if len(countries) > 2 and place:
            found.add(f"{between}@{' '.join(words(place))}")
        if len(people) == 1:
            found |= {f"{between}/{name}" for name in names[0]}
    else:
        found |= {f"{between}/{name}" for p in people for name in surnames(p.name)}
        if type_ is EventType.REPRESENTATION and place and not people:
            found.add(f"{between}@{skeleton(' '.join(words(place)))}")
    return tuple(sorted(found))
