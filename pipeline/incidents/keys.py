"""The keys by which the store finds what a late report may mean, whatever its age.

The days around a report find most incidents. A plan that comes true a year later, or a trip told as
background, is found by who, between whom and where instead.
"""

from __future__ import annotations

from pipeline.events.event import Event, EventType
from pipeline.incidents.incident import Incident
from pipeline.incidents.names import surnames, words
from pipeline.incidents.places import country_named
from pipeline.incidents.wording import terms


def of_event(event: Event) -> tuple[str, ...]:
    """The keys to look under for an event."""
    return _keys(event, event.place_country or event.place)


def of_article(article_id: str) -> str:
    """The key of everything that an article told."""
    return f"article:{article_id}"


def of_incident(incident: Incident) -> tuple[str, ...]:
    """The keys to file an incident under."""
    told = _keys(incident, incident.place_country or incident.place)
    return (*told, *sorted({of_article(s.article_id) for s in incident.sources}))


def _keys(of: Event | Incident, host: str | None) -> tuple[str, ...]:
    type_ = of.type
    between = f"{of.origin}>{of.destination}" if type_ is EventType.VISIT else "+".join(of.countries)
    people = [p for p in of.participants if type_ is not EventType.VISIT or p.country in (of.origin, None)]
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
        if host and (len(of.countries) > 2 or not people):
            found.add(f"{between}@{_state(host)}")
        if len(people) == 1:
            found |= {f"{between}/{name}" for name in names[0]}
    else:
        found |= {f"{between}/{name}" for p in people for name in surnames(p.name)}
        if type_ is EventType.REPRESENTATION and host:
            found.add(f"{between}@{_state(host)}")
        if type_ is EventType.AGREEMENT and of.subject:
            found |= {f"{between}#{term}" for term in sorted(terms(of.subject))[:12]}
    return tuple(sorted(found))


def _state(host: str) -> str:
    """The host's code, or the place's own words where nobody told its country."""
    if len(host) == 3 and host.isupper():
        return host
    return country_named(host) or " ".join(words(host))
