"""How alike an event and an incident are: who, when, where and what, and what contradicts.

Likeness is a weighted sum of the four, each between 0 and 1; a plain contradiction (another visitor, another
week) ends it whatever the rest says. Weights were set on the development set by
`araxes replay --gold-events`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.events.event import EventType, Participant, Status
from pipeline.incidents import places, when, wording
from pipeline.incidents.incident import Incident
from pipeline.incidents.names import same, words
from pipeline.incidents.report import Report


@dataclass(frozen=True, slots=True)
class Weights:
    """What each aspect counts for; they sum to 1."""

    who: float
    when: float
    where: float
    what: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRules:
    """Thresholds of joining."""

    threshold: float = 0.60
    """From this likeness an event joins an incident."""
    background: float = 0.66
    """What is told as context must be surer: a wrong tie confirms what nobody reported."""
    margin: float = 0.12
    """Of incidents that context fits this equally, it means the latest."""
    window_days: int = 21
    """How far around a report's day the store is searched without a name."""
    weights: Mapping[EventType, Weights] = field(
        default_factory=lambda: {
            EventType.VISIT: Weights(0.40, 0.25, 0.15, 0.20),
            EventType.MEETING: Weights(0.45, 0.30, 0.10, 0.15),
            EventType.CALL: Weights(0.45, 0.40, 0.00, 0.15),
            EventType.AGREEMENT: Weights(0.20, 0.35, 0.15, 0.30),
            EventType.REPRESENTATION: Weights(0.25, 0.30, 0.10, 0.35),
            EventType.OTHER: Weights(0.15, 0.30, 0.10, 0.45),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike an event and an incident are, 0 to 1 (above 1: this article was joined there before),
    and why. `conflict` names what contradicts; then the score is 0."""

    score: float
    because: tuple[str, ...]
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class _Aspect:
    value: float
    because: str
    conflict: bool = False


def likeness(report: Report, incident: Incident, rules: JoinRules, *, on_trip: bool = False) -> Likeness:
    """How alike they are; both must be of one type. `on_trip`: the article tells the incident's trip."""
    event = report.event
    told_before = any(s.article_id in report.own_articles for s in incident.sources)
    if clash := _parties_clash(report, incident):
        return Likeness(score=0.0, because=(clash,), conflict=clash)
    who = _who(report, incident)
    on_trip = on_trip and event.type in (EventType.MEETING, EventType.AGREEMENT)
    on = _when(report, incident, who, on_trip)
    where = _where(report, incident)
    what = _what(report, incident)
    for aspect in (who, on, where):
        if aspect.conflict and not (told_before and aspect is not who):
            return Likeness(score=0.0, because=(aspect.because,), conflict=aspect.because)
    weights = rules.weights[event.type]
    score = (
        weights.who * who.value
        + weights.when * on.value
        + weights.where * where.value
        + weights.what * what.value
    )
    because = tuple(a.because for a in (who, on, where, what) if a.because)
    if set(event.countries) != set(incident.countries):
        score -= 0.08
        because += ("one report names fewer countries",)
    if on_trip:
        # What is signed on one occasion is one agreement, however differently it is described.
        score += 0.24 if event.type is EventType.AGREEMENT else 0.14
        because += ("on the same trip",)
    if event.status is Status.BACKGROUND and incident.status is Status.HYPOTHETICAL:
        score -= 0.12
        because += ("nobody reported that it came to be",)
    if told_before:
        score += 0.5
        because = ("this article was joined here before", *because)
    return Likeness(score=round(max(0.0, score), 4), because=because)


def _parties_clash(report: Report, incident: Incident) -> str | None:
    event = report.event
    if event.type is EventType.VISIT:
        if (event.origin, event.destination) != (incident.origin, incident.destination):
            return (
                f"from {event.origin} to {event.destination}, not {incident.origin} to {incident.destination}"
            )
        return None
    mine, theirs = set(event.countries), set(incident.countries)
    if mine == theirs:
        return None
    if event.type in (EventType.MEETING, EventType.CALL) or not (mine <= theirs or theirs <= mine):
        return f"between {', '.join(event.countries)}, not {', '.join(incident.countries)}"
    return None


def _who(report: Report, incident: Incident) -> _Aspect:
    event = report.event
    mine, theirs = list(event.participants), list(incident.participants)
    if event.type is EventType.VISIT:
        mine = [p for p in mine if p.country in (event.origin, None)]
        theirs = [p for p in theirs if p.country in (event.origin, None)]
    if not mine or not theirs:
        return _unnamed(report, incident)
    pairs = [(same(a, b), a, b) for a in mine for b in theirs]
    hits = [(sure, a, b) for sure, a, b in pairs if sure > 0]
    if not hits:
        strict = event.type in (EventType.VISIT, EventType.MEETING, EventType.CALL, EventType.REPRESENTATION)
        clash = strict and bool({p.country for p in mine} & {p.country for p in theirs})
        names = f"{_list(mine)}, not {_list(theirs)}"
        return _Aspect(0.2, f"who: {names}", conflict=clash)
    sure, a, b = max(hits, key=lambda h: h[0])
    shown = a.name if a.name == b.name else f"{a.name} is {b.name}"
    if event.type not in (EventType.MEETING, EventType.CALL):
        return _Aspect(sure, f"who: {shown}")
    return _counterparts(report, incident, mine, theirs, hits, shown)


def _counterparts(
    report: Report,
    incident: Incident,
    mine: list[Participant],
    theirs: list[Participant],
    hits: list[tuple[float, Participant, Participant]],
    shown: str,
) -> _Aspect:
    """For talks, every side that both name must have somebody in common."""
    met = {a.country for _, a, _ in hits}
    named = {p.country for p in mine} & {p.country for p in theirs}
    missing = named - met
    if missing and len(missing) >= len(met):
        return _Aspect(0.0, f"who: with {_list(mine)}, not {_list(theirs)}", conflict=True)
    if len(report.event.countries) == 2 and missing:
        return _Aspect(0.0, f"who: with {_list(mine)}, not {_list(theirs)}", conflict=True)
    if len(met) >= min(2, len(report.event.countries)):
        return _Aspect(1.0 - 0.2 * len(missing), f"who: {_list(a for _, a, _ in hits)}")
    # One side is named by one report only: its office must not speak against it. Three states or more
    # at one table are rarer than two, so the same set says more.
    many = 0.15 if len(report.event.countries) > 2 else 0.0
    value = _office(report, incident, 0.8 + many, 0.65 + many, 0.25)
    return _Aspect(value, f"who: {shown}, counterpart not named in both")


def _unnamed(report: Report, incident: Incident) -> _Aspect:
    value = _office(report, incident, 0.75, 0.6, 0.2)
    return _Aspect(value, "who: not named by both" + (", office fits" if value == 0.75 else ""))


def _office(report: Report, incident: Incident, fits: float, silent: float, clashes: float) -> float:
    mine = frozenset[str]().union(*(wording.offices(e.text) for e in report.event.evidence))
    theirs = frozenset[str]().union(*(wording.offices(e) for s in incident.sources for e in s.evidence))
    if not mine or not theirs:
        return silent
    return fits if mine & theirs else clashes


def _when(report: Report, incident: Incident, who: _Aspect, on_trip: bool) -> _Aspect:
    event = report.event
    named = None
    if event.status is Status.BACKGROUND and not event.date_start:
        named = _named_time(report, incident)
        if named is False:
            return _Aspect(0.0, "when: the text names another year or month", conflict=True)
    mine, theirs = when.of_event(event, report.published), when.of_incident(incident)
    gap = mine.gap(theirs)
    if incident.status is Status.CANCELLED and (
        clash := _after_cancelled(report, incident, gap, mine.told and theirs.told)
    ):
        return _Aspect(0.0, clash, conflict=True)
    if mine.told and theirs.told:
        return _both_told(report, incident, who, gap, on_trip)
    if gap > 1:
        return _Aspect(0.0, f"when: {gap} days apart", conflict=True)
    if event.status is Status.BACKGROUND:
        return (
            _Aspect(0.9, "when: the text names its year or month")
            if named
            else _Aspect(0.6, "when: before, no day told")
        )
    both_done = event.status is Status.OCCURRED and incident.status is Status.OCCURRED
    told = "one report tells no day" if mine.told or theirs.told else "neither tells a day"
    return _Aspect(_nearness(_apart(report, incident), both_done), f"when: fits, {told}")


def _apart(report: Report, incident: Incident) -> int:
    """Days between a report's day, or else its publication, and those of the incident."""
    day = report.event.date_start or report.published.date()
    days = [s.published.date() for s in incident.sources if s.status is not Status.BACKGROUND]
    if incident.date_start:
        days = [incident.date_start]
    return min((abs((day - d).days) for d in days), default=0)


def _nearness(days: int, both_done: bool) -> float:
    """News without a day is mostly of the day: what two reports say has happened happened about then.
    A plan may come true any time."""
    if both_done:
        return 0.9 if days <= 1 else 0.65 if days <= 3 else 0.45 if days <= 7 else 0.3
    return 0.8 if days <= 14 else 0.65 if days <= 60 else 0.6


def _both_told(report: Report, incident: Incident, who: _Aspect, gap: int, on_trip: bool) -> _Aspect:
    event = report.event
    if gap == 0:
        return _Aspect(1.0, f"when: {event.date_start}")
    long = event.type is EventType.VISIT
    if gap == 1:
        return _Aspect(0.85 if long else 0.6, "when: a day apart")
    if long and gap <= 3:
        return _Aspect(0.6, f"when: {gap} days apart, within one trip")
    if on_trip and gap <= 4:
        return _Aspect(0.5, f"when: {gap} days apart, on one trip")
    ahead = {event.status, incident.status} & {Status.PLANNED, Status.HYPOTHETICAL, Status.CANCELLED}
    if ahead and gap <= 14 and who.value >= 0.8:
        return _Aspect(0.4, f"when: {gap} days apart, a date moved")
    return _Aspect(0.0, f"when: {gap} days apart", conflict=True)


def _after_cancelled(report: Report, incident: Incident, gap: int, both_told: bool) -> str | None:
    """Whether a report after the cancellation is of a new happening: a postponed trip is a new incident."""
    if report.event.status not in (Status.PLANNED, Status.OCCURRED, Status.HYPOTHETICAL):
        return None
    cancelled = max(
        (c.at for c in incident.history if c.status is Status.CANCELLED), default=incident.updated
    )
    if both_told:
        return f"when: called off, now {gap} days from the old date" if gap > 1 else None
    late = (report.published - cancelled).days
    return f"when: told {late} days after it was called off" if late >= 3 else None


def _named_time(report: Report, incident: Incident) -> bool | None:
    """Whether the years and months that the evidence names fit the incident; None where it names none."""
    days = when.of_incident(incident)
    if (days.last - days.first).days > 60:
        return None
    texts = [e.text for e in report.event.evidence]
    years = frozenset[int]().union(*map(wording.years, texts))
    months = frozenset[int]().union(*map(wording.months, texts))
    if years and not any(days.first.year <= y <= days.last.year for y in years):
        return False
    span = {days.first.month, days.last.month}
    if months and (years or (report.published.date() - days.last).days < 330) and not months & span:
        return False
    return True if years or months else None


def _where(report: Report, incident: Incident) -> _Aspect:
    event = report.event
    relation = places.relation(event.place, event.place_country, incident.place, incident.place_country)
    if relation is places.Relation.SAME:
        return _Aspect(1.0, f"where: {event.place}")
    if relation is places.Relation.WITHIN:
        return _Aspect(0.8, f"where: {event.place} and {incident.place}")
    if relation is places.Relation.UNKNOWN:
        return _Aspect(0.6, "")
    apart = event.type in (EventType.MEETING, EventType.AGREEMENT) and relation is places.Relation.ELSEWHERE
    return _Aspect(0.2, f"where: {event.place}, not {incident.place}", conflict=apart)


def _what(report: Report, incident: Incident) -> _Aspect:
    event = report.event
    mine = [e.text for e in event.evidence] + ([event.subject] if event.subject else [])
    own = [s for s in incident.sources if s.independent]  # a copy says what its original did
    theirs = [e for s in own[-6:] for e in s.evidence]
    if incident.subject:
        theirs.append(incident.subject)
    value = min(1.0, 2 * wording.shared(mine, theirs))
    if event.subject and incident.subject:
        value = max(value, min(1.0, 1.5 * wording.shared([event.subject], [incident.subject])))
        if words(event.subject) == words(incident.subject):
            value = 1.0
    if _other_sum(mine, theirs):
        return _Aspect(0.0, "what: another sum of money")
    if event.type is EventType.OTHER and event.category != incident.category:
        return _Aspect(value / 2, "what: another kind")
    return _Aspect(value, f"what: {value:.0%} of the wording" if value else "what: no wording in common")


def _other_sum(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    a = frozenset[str]().union(*map(wording.sums, mine))
    b = frozenset[str]().union(*map(wording.sums, theirs))
    return bool(a and b and not a & b)


def _list(people: Iterable[Participant]) -> str:
    return ", ".join(dict.fromkeys(p.name for p in people)) or "nobody named"
