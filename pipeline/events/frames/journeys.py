"""Visits told by their end: `returned from Y`, `back from Y`, `flew home`; arrivals that name no place.

A way home, or an arrival of which the sentence does not say where, says that somebody was abroad. Where that
was, the text tells by the talks he had or the paper he signed: such journeys wait until it is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.frames.visitors import Place, kind_of, make_visits, visitors_of
from pipeline.events.refs import Ref
from pipeline.events.scene import OLD, Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_OF_OFFICE = frozenset(
    {"term", "tenure", "mission", "posting", "post", "border", "consultations", "recalled"}
)
HOME = "home"
"""The key of a journey that leads home."""
_REACH = 8
"""How many sentences may lie between a journey and the talks that it belongs to."""


def left_from(scene: Scene, trigger: Trigger, visitors: list[Ref], verdict: Verdict) -> bool:
    """`returned from Baku`, `flew home from Tehran`, `left Baku`: he was there until then."""
    s, v = scene.s, trigger.head
    if not _OF_OFFICE.isdisjoint(s.lower[v : s.clause_end(v)]):
        return False  # "left Baku at the end of his term"
    if s.lower[v].startswith(("left", "leav", "depart")) and s.refs[min(len(s) - 1, v + 1)] is not None:
        gone = _abroad(scene, v + 1, visitors)
        if gone is not None:
            return was_there(scene, trigger, visitors, gone[:1], verdict)
    for _, k in s.after(v, frozenset({"from"}), min(len(s), trigger.end + 8)):
        if (found := _abroad(scene, k, visitors)) is not None:
            return was_there(scene, trigger, visitors, found, verdict)
    return False


def was_there(
    scene: Scene, trigger: Trigger, visitors: list[Ref], places: list[Place], verdict: Verdict
) -> bool:
    """A visit that a way back tells of; the day of the way back is no day of its beginning."""
    if verdict.status is None or verdict.status is Status.HYPOTHETICAL:
        return False
    when = scene.when(trigger.head, verdict)
    old = when.last is not None and when.last < scene.published - OLD
    plain = When(None, None, when.last, when.first, when.reason, own=when.own) if old else When()
    status = Status.OCCURRED if verdict.status is Status.PLANNED else verdict.status
    back = Verdict(status, f"the way back: {verdict.reason}", "past", verdict.firm)
    made = len(scene.drafts)
    make_visits(scene, trigger, visitors, places, back, whens=[plain])
    for draft in scene.drafts[made:]:
        draft.until = when.start
    return len(scene.drafts) > made


def _abroad(scene: Scene, k: int, visitors: list[Ref]) -> list[Place] | None:
    """The place at a token and those listed with it, if nobody of the travellers lives there."""
    places = [(*p, m) for m in scene.s.coordinated(k) if (p := scene.as_place(m)) is not None]
    if not places or any(r.country == p[0] for p in places for r in visitors):
        return None
    return places


def back_from(scene: Scene, trigger: Trigger) -> None:
    """`Mustafayev, just back from Tehran, said`; `on his return from Baku, Sadegh said`."""
    s, at = scene.s, trigger.end - 1
    if "from" not in s.lower[trigger.start : trigger.end + 3]:
        return
    start = next(k for k in range(trigger.start, trigger.end + 3) if s.lower[k] == "from") - 1
    after = s.after(start, frozenset({"from"}), min(len(s), start + 8))
    visitors = _traveller(scene, trigger)
    if not after or not visitors:
        return
    places = _abroad(scene, after[0][1], visitors)
    if places is None:
        return
    verb = s.governor(at)
    verdict = scene.judge.of_verb(s, verb) if verb is not None else Verdict(Status.OCCURRED, "back", "past")
    if verdict.status is None or verdict.status in (Status.HYPOTHETICAL, Status.CANCELLED):
        verdict = Verdict(Status.OCCURRED, "back from there", "past")
    was_there(scene, trigger, visitors, places, verdict)


def _traveller(scene: Scene, trigger: Trigger) -> list[Ref]:
    """Whose return it is: its owner, the subject of the sentence, or the person named right before."""
    s = scene.s
    owner = next(
        (
            k
            for k in range(trigger.start - 1, max(-1, trigger.start - 4), -1)
            if s.lower[k] in ("his", "her", "their", "'s")
        ),
        None,
    )
    tokens: list[int] = []
    if owner is not None and s.lower[owner] == "'s":
        tokens = [owner - 1]
    elif (
        owner is not None
        and (
            named := next(
                (k for k in range(trigger.end, len(s)) if s.deps[k] in ("nsubj", "nsubjpass")), None
            )
        )
        is not None
        and kind_of(s, named)
    ):
        tokens = s.coordinated(named)
    if not tokens:
        verb = s.governor(trigger.end - 1)
        tokens = s.subject(verb) if verb is not None else []
    if not tokens:
        tokens = [
            k for k in range(trigger.start - 1, -1, -1) if kind_of(s, k) in ("person", "role", "group")
        ][:1]
    found = visitors_of(scene, scene.who(tokens, humans=True, bodies=False))
    return [r for r in found if r.kind in ("person", "role", "group") and not r.ambassador]


def wait(scene: Scene, trigger: Trigger, visitors: list[Ref], verdict: Verdict, *, home: bool) -> None:
    """Keep a journey whose place the sentence does not tell, until the whole text is read."""
    if verdict.status not in (Status.OCCURRED, Status.PLANNED, Status.BACKGROUND):
        return
    people = [r for r in visitors if r.kind in ("person", "role") and r.country and not r.ambassador]
    for state in dict.fromkeys(r.country for r in people if r.country):
        ours = [r for r in people if r.country == state]
        draft = scene.draft(trigger, EventType.VISIT, ours, (state,))
        draft.origin = state
        draft.key = HOME if home else ""
        if scene.settle(draft, verdict, scene.when(trigger.head, verdict)):
            scene.journeys.append(draft)


def close(journeys: Sequence[Draft], drafts: Sequence[Draft]) -> list[Draft]:
    """The visits that journeys of no named place were, by the talks and papers of those who made them."""
    made: list[Draft] = []
    for journey in journeys:
        known = any(
            d.type is EventType.VISIT and d.origin == journey.origin and d.people & journey.people
            for d in (*drafts, *made)
        )
        event = None if known else _reason(journey, drafts)
        if event is None or event.place_country is None or journey.origin is None:
            continue
        host = event.place_country
        journey.destination = journey.place_country = host
        journey.city = event.city
        journey.countries = tuple(sorted({journey.origin, host}))
        if journey.key == HOME:
            journey.until, journey.date_start, journey.date_end = journey.date_start, event.date_start, None
            journey.status = event.status
        journey.note(f"visit: the {event.type.value} was in {event.city or host}")
        made.append(journey)
    return made


def _reason(journey: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The talks or the paper abroad that the traveller had a part in, the nearest."""
    found = [
        d
        for d in drafts
        if d.type in (EventType.MEETING, EventType.AGREEMENT, EventType.REPRESENTATION)
        and d.people & journey.people
        and d.place_country in d.countries
        and d.place_country != journey.origin
        and d.status not in (Status.CANCELLED, Status.HYPOTHETICAL)
        and (d.status is Status.BACKGROUND) == (journey.status is Status.BACKGROUND)
        and abs(d.sentence - journey.sentence) <= _REACH
    ]
    return min(found, key=lambda d: abs(d.sentence - journey.sentence), default=None)
