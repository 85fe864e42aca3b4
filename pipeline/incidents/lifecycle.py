"""The life of an incident: opened by a report, changed by later ones, merged and split by hand.

What is told later never sets back what was known: a report counts by its time of publication, not by
its arrival. A denial is a state, not a deletion; no operation loses a source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.events.event import Event, EventType, Participant, Status
from pipeline.identity import stable_id
from pipeline.incidents import keys, places
from pipeline.incidents.incident import Incident, Source, StatusChange
from pipeline.incidents.names import same, words
from pipeline.incidents.report import Report

_RANK = {Status.BACKGROUND: 0, Status.HYPOTHETICAL: 1, Status.PLANNED: 2, Status.OCCURRED: 3}


@dataclass(frozen=True, slots=True)
class Change:
    """What a report changed. A correction replaces something told before; the rest adds to it."""

    field: str
    before: str
    after: str

    @property
    def correction(self) -> bool:
        return self.field in ("date", "place", "participants") and bool(self.before)

    def __str__(self) -> str:
        return f"{self.field}: {self.before or 'not known'} → {self.after}"


def open_incident(report: Report, now: datetime) -> Incident:
    """The incident that a report opens. Its id follows from the event, so that opening twice gives one."""
    event = report.event
    return _with_keys(
        Incident(
            id=incident_id(report),
            story_id=stable_id("story", incident_id(report)),
            type=event.type,
            status=event.status,
            countries=event.countries,
            in_scope=event.in_scope,
            origin=event.origin,
            destination=event.destination,
            participants=event.participants,
            place=event.place,
            place_country=event.place_country,
            date_start=event.date_start,
            date_end=event.date_end,
            subject=event.subject,
            instrument=event.instrument,
            category=event.category,
            confidence=event.confidence,
            opened=now,
            updated=now,
            history=(StatusChange(event.status, report.published, report.article_id, "first report"),),
            sources=(_source(report),),
        )
    )


def incident_id(report: Report) -> str:
    """The id of the incident that the report would open."""
    return stable_id("incident", report.id)


def absorb(incident: Incident, report: Report, now: datetime) -> Incident:
    """The incident after one more report. Absorbing the same report twice changes nothing more."""
    event = report.event
    others = tuple(s for s in incident.sources if s.event_id != report.id)
    sources = tuple(sorted((*others, _source(report)), key=lambda s: (s.published, s.event_id)))
    stale = any(s.published > report.published for s in others)
    status, why = next_status(incident, event.status, report.published)
    history = incident.history
    if status is not incident.status:
        history = (*history, StatusChange(status, report.published, report.article_id, why))
    merged = replace(
        incident,
        status=status,
        history=history,
        sources=sources,
        in_scope=incident.in_scope or event.in_scope,
        confidence=max(incident.confidence, event.confidence),
        countries=max((incident.countries, event.countries), key=len),
        category=incident.category or event.category,
        subject=incident.subject or event.subject,
        instrument=incident.instrument or event.instrument,
        updated=max(incident.updated, now),
    )
    return _with_keys(_details(merged, event, stale=stale, revised=len(others) < len(incident.sources)))


def next_status(incident: Incident, told: Status, published: datetime) -> tuple[Status, str]:
    """The status after a report, and why. `occurred` outranks `planned` whichever came first; a
    cancellation counts against what was published before it, and is undone only by what comes later."""
    now = incident.status
    since = incident.history[-1].at if incident.history else incident.opened
    if told is now or told is Status.BACKGROUND:
        return now, ""
    if told is Status.CANCELLED:
        if published < since:
            return now, ""
        return told, "called off or denied"
    if now is Status.CANCELLED:
        if published > since and told is Status.OCCURRED:
            return told, "reported as done after it was called off"
        return now, ""
    if _RANK[told] > _RANK[now]:
        return told, {Status.OCCURRED: "reported as done", Status.PLANNED: "announced"}.get(told, "")
    return now, ""


def withdraw(
    incident: Incident, article_id: str, kept: Iterable[str], published: datetime, now: datetime
) -> Incident:
    """The incident after an edit of the article that no longer tells it (`kept`: event ids it still
    tells). The source stays on record; when none is left that stands, the incident is cancelled."""
    kept = frozenset(kept)
    gone = [s for s in incident.sources if s.article_id == article_id and s.event_id not in kept]
    if all(s.withdrawn for s in gone):
        return incident
    sources = tuple(replace(s, withdrawn=True) if s in gone else s for s in incident.sources)
    changed = replace(incident, sources=sources, updated=max(incident.updated, now))
    if any(not s.withdrawn for s in sources) or incident.status is Status.CANCELLED:
        return changed
    step = StatusChange(Status.CANCELLED, published, article_id, "withdrawn by its only source")
    return replace(changed, status=Status.CANCELLED, history=(*incident.history, step))


def withdrawn(incident: Incident) -> bool:
    """True when every article that told it has taken it back."""
    return bool(incident.sources) and all(s.withdrawn for s in incident.sources)


def merge(into: Incident, other: Incident, now: datetime, owner: str) -> tuple[Incident, Incident]:
    """Two incidents found to be one: the first with all sources of both, and the second pointing to it."""
    sources = {s.event_id: s for s in (*other.sources, *into.sources)}
    status = into.status
    latest = sorted((*into.history, *other.history), key=lambda c: c.at)
    for step in latest:
        status, _ = next_status(replace(into, status=status, history=(step,)), step.status, step.at)
    merged = replace(
        into,
        status=status,
        history=tuple(latest),
        sources=tuple(sorted(sources.values(), key=lambda s: (s.published, s.event_id))),
        participants=_people(into.participants, other.participants),
        countries=tuple(sorted({*into.countries, *other.countries})),
        in_scope=into.in_scope or other.in_scope,
        place=into.place if not places.more_exact(other.place, into.place) else other.place,
        place_country=into.place_country or other.place_country,
        date_start=into.date_start or other.date_start,
        date_end=into.date_end if into.date_start else other.date_end,
        subject=into.subject or other.subject,
        instrument=into.instrument or other.instrument,
        confidence=max(into.confidence, other.confidence),
        opened=min(into.opened, other.opened),
        updated=now,
        told=tuple(dict.fromkeys((*into.told, *other.told))),
        version=into.version + 1,
        extra={**other.extra, **into.extra, f"merged:{other.id}": f"{owner}, {now.isoformat()}"},
    )
    emptied = replace(
        other,
        merged_into=into.id,
        updated=now,
        version=other.version + 1,
        extra={**other.extra, "merged_by": f"{owner}, {now.isoformat()}"},
    )
    return _with_keys(merged), emptied


def split(
    incident: Incident, reports: Sequence[Report], apart: Iterable[str], now: datetime, owner: str
) -> tuple[Incident, Incident]:
    """An incident found to be two: what stays, and a new one of the articles in `apart`.

    `reports` are all reports of the incident; both halves are told anew from theirs. What was alerted
    before counts as told for both, so that a split alerts nobody.
    """
    apart = frozenset(apart)
    inside = [r for r in reports if r.article_id in apart]
    outside = [r for r in reports if r.article_id not in apart]
    stamp = f"{owner}, {now.isoformat()}"
    left = [s for s in incident.sources if s.article_id not in apart]
    taken = [s for s in incident.sources if s.article_id in apart]
    stays = retell(incident, outside, left, now)
    leaves = retell(
        replace(
            incident,
            id=stable_id("incident", "split", incident.id, *sorted(apart)),
            opened=now,
            extra={f"split_from:{incident.id}": stamp},
        ),
        inside,
        taken,
        now,
    )
    return (
        replace(stays, version=incident.version + 1, extra={**incident.extra, f"split:{leaves.id}": stamp}),
        replace(leaves, version=1),
    )


def retell(
    incident: Incident, reports: Iterable[Report], sources: Iterable[Source], now: datetime
) -> Incident:
    """The incident as these reports tell it, in order of publication; identity and what was told stay.

    `sources` are those it must keep: one whose report is gone (its article was edited since) stays on
    record as it was.
    """
    ordered = sorted(reports, key=lambda r: (r.published, r.id))
    kept = {s.event_id: s for s in sources}
    if not ordered:
        return _with_keys(replace(incident, sources=tuple(kept.values()), updated=now))
    told = open_incident(ordered[0], now)
    for report in ordered[1:]:
        told = absorb(told, report, now)
    all_sources = {s.event_id: s for s in told.sources} | kept
    return _with_keys(
        replace(
            told,
            id=incident.id,
            story_id=incident.story_id,
            opened=incident.opened,
            told=incident.told,
            version=incident.version,
            extra=incident.extra,
            sources=tuple(sorted(all_sources.values(), key=lambda s: (s.published, s.event_id))),
        )
    )


def changes(before: Incident | None, after: Incident) -> tuple[Change, ...]:
    """What differs between two states of an incident, for people."""
    if before is None:
        return ()
    found = []
    for field, old, new in (
        ("status", before.status.value, after.status.value),
        ("date", _days(before), _days(after)),
        ("place", before.place or "", after.place or ""),
        ("participants", _names(before.participants), _names(after.participants)),
        ("subject", before.subject or "", after.subject or ""),
        ("countries", ", ".join(before.countries), ", ".join(after.countries)),
    ):
        if old != new:
            if field == "participants" and _only_adds(before.participants, after.participants):
                found.append(Change("also named", "", _added(before.participants, after.participants) or new))
            elif field == "place" and places.more_exact(after.place, before.place):
                found.append(Change("place told exactly", "", new))
            else:
                found.append(Change(field, old, new))
    return tuple(found)


def _source(report: Report) -> Source:
    return Source(
        article_id=report.article_id,
        event_id=report.id,
        outlet=report.outlet,
        url=report.url,
        title=report.title,
        published=report.published,
        status=report.event.status,
        independent=report.independent,
        evidence=tuple(e.text for e in report.event.evidence),
    )


def _details(incident: Incident, event: Event, *, stale: bool, revised: bool) -> Incident:
    if event.status is Status.BACKGROUND:
        return incident  # context confirms; what it says of days and names is the least exact
    people = incident.participants
    if revised and not stale and event.participants:
        people = _revised(people, event)
    start, end = incident.date_start, incident.date_end
    if (event.date_start and start is None) or (
        event.date_start and not stale and start and not _within(incident, event)
    ):
        start, end = event.date_start, event.date_end
    elif event.date_start == start and event.date_end and not (stale and end):
        end = event.date_end
    place, country = incident.place, incident.place_country
    moved = event.place and places.relation(event.place, event.place_country, place, country)
    if places.more_exact(event.place, place) or (
        moved is places.Relation.NEAR and revised and not stale and event.place
    ):
        place, country = event.place, event.place_country or country
    return replace(
        incident,
        participants=_people(people, event.participants),
        date_start=start,
        date_end=end,
        place=place,
        place_country=country or event.place_country,
    )


def _within(incident: Incident, event: Event) -> bool:
    """A day inside the known span corrects nothing; for a trip, nor does a day after its arrival that
    tells no end of its own (its talks on the second day)."""
    start, day = incident.date_start, event.date_start
    if start is None or day is None or start == day:
        return True
    if start <= day <= (incident.date_end or start):
        return True
    happened = event.status is Status.OCCURRED and any(
        c.status is Status.OCCURRED for c in incident.history[:-1] or incident.history
    )
    return incident.type is EventType.VISIT and happened and 0 < (day - start).days <= 3


def _people(known: tuple[Participant, ...], told: tuple[Participant, ...]) -> tuple[Participant, ...]:
    people = list(known)
    for one in told:
        for i, other in enumerate(people):
            if same(one, other) > 0:
                people[i] = _fuller(other, one)
                break
        else:
            people.append(one)
    return tuple(people)


def _revised(known: tuple[Participant, ...], event: Event) -> tuple[Participant, ...]:
    """An edited article no longer names somebody of a side that it still names: it corrected itself."""
    sides = {p.country for p in event.participants}
    return tuple(
        p for p in known if p.country not in sides or any(same(p, other) > 0 for other in event.participants)
    )


def _fuller(known: Participant, told: Participant) -> Participant:
    name = told.name if len(words(told.name)) > len(words(known.name)) else known.name
    return Participant(name, known.country or told.country, known.actor_id or told.actor_id)


def _with_keys(incident: Incident) -> Incident:
    return replace(incident, keys=keys.of_incident(incident))


def _days(incident: Incident) -> str:
    if incident.date_start is None:
        return ""
    if incident.date_end and incident.date_end != incident.date_start:
        return f"{incident.date_start} to {incident.date_end}"
    return str(incident.date_start)


def _names(people: tuple[Participant, ...]) -> str:
    return ", ".join(p.name for p in people)


def _only_adds(before: tuple[Participant, ...], after: tuple[Participant, ...]) -> bool:
    return all(any(same(old, new) > 0 for new in after) for old in before)


def _added(before: tuple[Participant, ...], after: tuple[Participant, ...]) -> str:
    return ", ".join(p.name for p in after if not any(same(p, old) > 0 for old in before))
