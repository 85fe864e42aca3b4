"""Which incidents belong to one story: a trip, the talks held and the documents signed on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.events.event import EventType
from pipeline.incidents import places, when
from pipeline.incidents.incident import Incident, Story
from pipeline.incidents.names import same

ORDER = (
    EventType.VISIT,
    EventType.AGREEMENT,
    EventType.MEETING,
    EventType.CALL,
    EventType.REPRESENTATION,
    EventType.OTHER,
)
"""Trips first: what happens on them is bound to them."""


NEARBY = timedelta(days=10)
"""How far around an incident its trip is looked for."""

BOUND = (EventType.MEETING, EventType.AGREEMENT, EventType.REPRESENTATION)
"""What can happen on a trip."""


def trip_of(incident: Incident, trips: Sequence[Incident]) -> tuple[Incident, str] | None:
    """The trip that an incident belongs to, and why; None when it stands alone."""
    if incident.type not in BOUND:
        return None
    fitting = [
        (score, trip, why) for trip in trips if (found := _belongs(incident, trip)) for score, why in [found]
    ]
    if not fitting:
        return None
    _, trip, why = max(fitting, key=lambda f: (f[0], f[1].status is incident.status, *_order(f[1])))
    return trip, why


def _order(trip: Incident) -> tuple[date, list[str], str]:
    """Of trips that fit equally, the latest; by what they say, not by an id that a copy would change."""
    return trip.date_start or date.min, sorted(p.name for p in trip.participants), trip.id


def part_of(trip: Incident, incident: Incident) -> str | None:
    """Why an incident belongs to a trip; None when it does not."""
    found = _belongs(incident, trip)
    return found[1] if found else None


def open_story(incident: Incident) -> Story:
    """The story of an incident that belongs to none yet."""
    return Story(
        id=incident.story_id, title=title(incident), opened=incident.opened, updated=incident.updated
    )


def title(incident: Incident) -> str:
    """A line that names the story: who and where, as far as known."""
    who = ", ".join(p.name for p in incident.participants[:2]) or " and ".join(incident.countries)
    where = f" in {incident.place}" if incident.place else ""
    what = incident.subject if incident.type is EventType.AGREEMENT and incident.subject else None
    return f"{what}: {who}{where}" if what else f"{who}{where}"


def _belongs(incident: Incident, trip: Incident) -> tuple[float, str] | None:
    if trip.type is not EventType.VISIT or incident.type is EventType.VISIT:
        return None
    if trip.origin not in incident.countries:
        return None
    if trip.destination not in incident.countries and incident.type is not EventType.MEETING:
        return None
    there = places.relation(incident.place, incident.place_country, trip.place, trip.place_country)
    if there is places.Relation.ELSEWHERE or (
        incident.place is None and incident.type is EventType.REPRESENTATION
    ):
        return None
    apart = when.of_incident(incident).gap(when.of_incident(trip))
    if apart > 2:
        return None
    travellers = [p for p in trip.participants if p.country in (trip.origin, None)]
    together = [p.name for p in travellers for q in incident.participants if same(p, q) > 0]
    one_article = bool(
        {s.article_id for s in incident.sources if not s.withdrawn} & {s.article_id for s in trip.sources}
    )
    close = incident.date_start is not None and trip.date_start is not None and apart <= 1
    at_place = there in (places.Relation.SAME, places.Relation.WITHIN)
    if together and (one_article or close or at_place):
        return 3.0 + one_article + close, f"{together[0]} is on the trip"
    if incident.type is EventType.MEETING and incident.participants and travellers:
        return None  # talks of other people
    if one_article and at_place:
        return 2.0 + close, "told in one article, at the same place and time"
    if close and at_place and incident.type is EventType.AGREEMENT:
        return 1.0, "at the same place and time, between the same countries"
    return None
