"""Which incident each event of an article joins, opens, or as context leaves alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pipeline.events.event import EventType, Status
from pipeline.incidents import when
from pipeline.incidents.compare import JoinRules, Likeness, likeness
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report


class Action(StrEnum):
    """What becomes of an event."""

    OPEN = "open"
    JOIN = "join"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """The decision for one event. `incident` is None unless it joins one."""

    report: Report
    action: Action
    incident: Incident | None
    because: str
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class _Pair:
    score: float
    index: int
    incident: Incident
    likeness: Likeness


def join(reports: Sequence[Report], candidates: Sequence[Incident], rules: JoinRules) -> list[Joining]:
    """Decide for all events of one article together: each incident takes one event at most.

    The surest pairs go first, trips before what happened on them. What joins nothing opens an incident,
    unless it is background.
    """
    decided: dict[int, Joining] = {}
    stories: set[str] = set()
    for trips in (True, False):
        turn = [i for i, r in enumerate(reports) if (r.event.type is EventType.VISIT) is trips]
        found = _assign({i: reports[i] for i in turn}, candidates, frozenset(stories), rules)
        stories |= {j.incident.story_id for j in found.values() if j.incident}
        decided |= found
    return [decided[i] for i in range(len(reports))]


def _assign(
    reports: Mapping[int, Report], candidates: Sequence[Incident], stories: frozenset[str], rules: JoinRules
) -> dict[int, Joining]:
    pairs: list[_Pair] = []
    nearest: dict[int, _Pair] = {}
    for i, report in reports.items():
        floor = rules.background if report.event.status is Status.BACKGROUND else rules.threshold
        for incident in candidates:
            if incident.type is not report.event.type:
                continue
            found = likeness(report, incident, rules, on_trip=incident.story_id in stories)
            pair = _Pair(found.score, i, incident, found)
            if found.score >= floor:
                pairs.append(pair)
            elif found.score > (nearest[i].score if i in nearest else floor - 0.15):
                nearest[i] = pair
    pairs.sort(key=lambda p: (-p.score, p.index, p.incident.opened, p.incident.id))
    taken: set[str] = set()
    joined: dict[int, Joining] = {}
    for pair in pairs:
        report = reports[pair.index]
        if pair.index in joined or pair.incident.id in taken:
            continue
        if report.event.status is Status.BACKGROUND and not report.event.date_start:
            chosen = _latest(
                [p for p in pairs if p.index == pair.index and p.incident.id not in taken], rules
            )
        else:
            chosen = pair
        taken.add(chosen.incident.id)
        joined[pair.index] = Joining(
            report=report,
            action=Action.JOIN,
            incident=chosen.incident,
            because="; ".join(chosen.likeness.because),
            likeness=chosen.score,
        )
    fits = {p.index for p in pairs}
    joined = _in_reading_order(joined)
    return {i: joined.get(i) or _alone(r, i in fits, nearest.get(i)) for i, r in reports.items()}


def _in_reading_order(joined: Mapping[int, Joining]) -> dict[int, Joining]:
    """Events of one article that differ in nothing ("was there in 2016 and in 2018") take their incidents
    in the order of time."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, joining in joined.items():
        event = joining.report.event
        shown = tuple(e.text for e in event.evidence)
        key = (
            event.type,
            event.status,
            event.origin,
            event.participants,
            event.date_start,
            event.place,
            shown,
        )
        alike.setdefault(key, []).append(i)
    ordered = dict(joined)
    for same_events in alike.values():
        told = sorted(
            (joined[i] for i in same_events),
            key=lambda j: (
                (when.of_incident(j.incident).last, j.incident.id) if j.incident else (date.min, "")
            ),
        )
        for i, joining in zip(sorted(same_events), told, strict=True):
            ordered[i] = replace(joining, report=joined[i].report)
    return ordered


def _latest(pairs: Sequence[_Pair], rules: JoinRules) -> _Pair:
    """Of several that context fits about equally, the latest: news recalls the last time, unless it
    says which."""
    near = [p for p in pairs if pairs[0].score - p.score <= rules.margin]
    return max(near, key=lambda p: (when.of_incident(p.incident).last, p.score))


def _alone(report: Report, fits: bool, nearest: _Pair | None) -> Joining:
    background = report.event.status is Status.BACKGROUND
    if fits:
        because = "the incident that it fits is taken by another event of the article"
    elif nearest:
        why = "; ".join(nearest.likeness.because)
        because = f"the nearest, {nearest.incident.id}, is only {nearest.score:.2f} alike ({why})"
    else:
        because = "nothing like it is known"
    return Joining(
        report=report,
        action=Action.IGNORE if background else Action.OPEN,
        incident=None,
        because=f"context opens no incident; {because}" if background else because,
    )
