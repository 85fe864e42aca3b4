"""Join what an article reports to incidents, decide whom to tell, and put the deliveries into the outbox.

Everything happens in the caller's one exclusive transaction: events, incidents, stories, decisions,
alerts and deliveries are saved together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from pipeline.alerts import decide as deciding
from pipeline.alerts import group
from pipeline.alerts.alert import Decision, Delivery, DeliveryState, Reason
from pipeline.alerts.labels import labels
from pipeline.alerts.mute import silenced
from pipeline.alerts.route import route
from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState
from pipeline.events.event import EventType, Reading, Status
from pipeline.incidents import keys, lifecycle, match, story
from pipeline.incidents.compare import JoinRules
from pipeline.incidents.incident import Incident
from pipeline.incidents.match import Action, Joining
from pipeline.incidents.report import Report, event_ids
from pipeline.ports import StoredEvent, Transaction

REMEMBERED_GROUP = timedelta(days=2)
"""How far back a group's last message is looked for; longer than any sensible `group_interval`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one incident: as it was, as it is, and the decision."""

    before: Incident | None
    after: Incident
    decision: Decision
    deliveries: tuple[str, ...] = ()


def join_reading(
    tx: Transaction, article: Article, reading: Reading, rules: Rules, now: datetime
) -> list[str]:
    """Join an article's events; ids of the new deliveries, due now or later.

    Joining an article again (a revision, a second try after a crash) replaces its earlier events. Nobody
    is told a second time unless something changed.
    """
    return [d for outcome in join_outcomes(tx, article, reading, rules, now) for d in outcome.deliveries]


def join_outcomes(
    tx: Transaction, article: Article, reading: Reading, rules: Rules, now: datetime
) -> list[Outcome]:
    """The same with everything that was decided, for `replay`, `backtest` and tests."""
    reports = reports_of(article, reading)
    joinings = match.join(reports, _candidates(tx, reports, rules.join), rules.join)
    touched = _absorb(joinings, now)
    for incident in _told_before(tx, reports, article):
        before, after = touched.get(incident.id, (incident, incident))
        kept = [s.event_id for s in after.sources if s.event_id in {j.report.id for j in joinings}]
        touched[incident.id] = (before, lifecycle.withdraw(after, article.id, kept, article.published, now))
    changed = {
        i: pair for i, pair in touched.items() if pair[0] is None or _told_differently(pair[0], pair[1])
    }
    bound = _bind(tx, [after for _, after in _in_order(changed.values())], now)
    outcomes = []
    for before, after in _in_order(changed.values()):
        outcomes.append(_settle(tx, before, bound[after.id], article, rules, now))
    if article.state is not ArticleState.DUPLICATE:
        tx.save_events(article.id, _stored(article, joinings))
    return outcomes


def reports_of(article: Article, reading: Reading) -> list[Report]:
    """The article's events as reports, trips first, then documents, then talks."""
    found = [
        Report(
            id=event_id,
            article_id=article.id,
            outlet=article.outlet,
            url=article.url,
            title=article.title,
            published=article.published,
            event=event,
            independent=article.duplicate_of is None,
            copies=article.duplicate_of,
        )
        for event_id, event in zip(event_ids(article.id, reading.events), reading.events, strict=True)
    ]
    return sorted(found, key=lambda r: story.ORDER.index(r.event.type))


def _candidates(tx: Transaction, reports: Sequence[Report], rules: JoinRules) -> list[Incident]:
    found: dict[str, Incident] = {}
    for report in reports:
        event = report.event
        moments = {report.published}
        if event.date_start:
            moments.add(datetime.combine(event.date_start, time(12), tzinfo=UTC))
        if event.status is Status.BACKGROUND:
            moments.discard(report.published)
        for moment in moments:
            days = rules.window_days if moment == report.published else 4
            for incident in tx.candidates(
                type=event.type, countries=event.countries, around=moment, days=days
            ):
                found[incident.id] = incident
        wanted = [*keys.of_event(event), *(keys.of_article(a) for a in sorted(report.own_articles))]
        for incident in tx.recall(type=event.type, keys=wanted):
            found[incident.id] = incident
    return sorted(found.values(), key=lambda i: (i.opened, i.id))


def _told_before(tx: Transaction, reports: Sequence[Report], article: Article) -> list[Incident]:
    """The incidents that an earlier revision of the article told."""
    if article.revision == 1:
        return []
    key = [keys.of_article(article.id)]
    return [incident for type_ in EventType for incident in tx.recall(type=type_, keys=key)]


def _absorb(joinings: Sequence[Joining], now: datetime) -> dict[str, tuple[Incident | None, Incident]]:
    touched: dict[str, tuple[Incident | None, Incident]] = {}
    for joining in joinings:
        if joining.action is Action.JOIN and joining.incident is not None:
            before, after = touched.get(joining.incident.id, (joining.incident, joining.incident))
            touched[after.id] = (before, lifecycle.absorb(after, joining.report, now))
        elif joining.action is Action.OPEN:
            opened = lifecycle.open_incident(joining.report, now)
            touched[opened.id] = (None, opened)
    return touched


def _told_differently(before: Incident, after: Incident) -> bool:
    return replace(before, updated=after.updated) != after


def _in_order(
    pairs: Iterable[tuple[Incident | None, Incident]],
) -> list[tuple[Incident | None, Incident]]:
    return sorted(pairs, key=lambda p: (story.ORDER.index(p[1].type), p[1].id))


def _bind(tx: Transaction, incidents: Sequence[Incident], now: datetime) -> dict[str, Incident]:
    """Give each incident its story: that of its trip, or one of its own. A trip that turns up after its
    talks takes them into its story."""
    bound: dict[str, Incident] = {}
    trips = [i for i in incidents if i.type is EventType.VISIT]
    for incident in incidents:
        alone = len(tx.incidents_of_story(incident.story_id)) <= 1
        if incident.type is not EventType.VISIT and alone:
            if found := story.trip_of(incident, [*trips, *_trips_near(tx, incident, trips)]):
                incident = replace(incident, story_id=found[0].story_id)
        elif incident.type is EventType.VISIT and alone and (taken := _story_of_part(tx, incident)):
            incident = replace(incident, story_id=taken)
            trips = [incident if t.id == incident.id else t for t in trips]
        bound[incident.id] = incident
    for incident in bound.values():
        known = tx.story(incident.story_id)
        head = known or story.open_story(incident)
        if incident.type is EventType.VISIT:
            head = replace(head, title=story.title(incident))
        tx.save_story(replace(head, updated=now))
    return bound


def _trips_near(tx: Transaction, incident: Incident, own: Sequence[Incident]) -> list[Incident]:
    if incident.type not in story.BOUND:
        return []
    around = _around(incident)
    near = tx.candidates(
        type=EventType.VISIT, countries=incident.countries, around=around, days=story.NEARBY.days
    )
    mine = {t.id for t in own}
    return [t for t in near if t.id not in mine]


def _story_of_part(tx: Transaction, trip: Incident) -> str | None:
    for type_ in story.BOUND:
        for part in tx.candidates(
            type=type_, countries=trip.countries, around=_around(trip), days=story.NEARBY.days
        ):
            if story.part_of(trip, part):
                return part.story_id
    return None


def _around(incident: Incident) -> datetime:
    if incident.date_start:
        return datetime.combine(incident.date_start, time(12), tzinfo=UTC)
    return max(s.published for s in incident.sources) if incident.sources else incident.opened


def _settle(
    tx: Transaction, before: Incident | None, after: Incident, article: Article, rules: Rules, now: datetime
) -> Outcome:
    """Decide for one incident and save it, with its alert and deliveries where it alerts."""
    decision = deciding.decide(before, after, article, rules.alerts, now)
    deliveries: list[Delivery] = []
    if decision.alerts:
        alert = deciding.alert_of(decision, after, now)
        deliveries, held = _deliveries(tx, after, decision, rules, now)
        if deliveries and all(d.state is DeliveryState.MUTED for d in deliveries):
            why = "; ".join(dict.fromkeys(d.extra["silence"] for d in deliveries))
            decision = replace(decision, reason=Reason.MUTED, because=why)
        after = replace(after, told=deciding.told(after, alert.reason))
        after = _saved(tx, before, after)
        if not tx.add_alert(alert, deliveries):
            deliveries = []
        for why in held:
            note = replace(decision, reason=Reason.QUIET_HOURS, because=why)
            tx.save_decision(note, now)
    else:
        after = _saved(tx, before, after)
    tx.save_decision(decision, now)
    to_send = tuple(d.id for d in deliveries if d.state is DeliveryState.PENDING)
    return Outcome(before, after, decision, to_send)


def _saved(tx: Transaction, before: Incident | None, after: Incident) -> Incident:
    after = replace(after, version=before.version + 1 if before else 1)
    tx.save_incident(after)
    return after


def _deliveries(
    tx: Transaction, after: Incident, decision: Decision, rules: Rules, now: datetime
) -> tuple[list[Delivery], list[str]]:
    """A delivery for each receiver that sends; and what quiet hours hold back, in words."""
    alert = deciding.alert_of(decision, after, now)
    found = labels(after, decision.reason)
    silences = tx.silences(now)
    made: list[Delivery] = []
    held: list[str] = []
    for target in route(found, rules):
        receiver = rules.receiver(target.receiver)
        if receiver is None or not receiver.sends:
            continue
        if silence := silenced(found, target.receiver, silences, now):
            why = (
                f"silence {silence.id} of {silence.owner} until {silence.ends.isoformat()}: {silence.reason}"
            )
            plan = group.Plan(now, group.group_of(target, found))
            muted = group.delivery(alert, target, plan, now)
            made.append(replace(muted, state=DeliveryState.MUTED, extra={**muted.extra, "silence": why}))
            continue
        fellows = tx.find_deliveries(
            receiver=target.receiver, group=group.group_of(target, found), since=now - REMEMBERED_GROUP
        )
        plan = group.plan(target, found, fellows, rules, now)
        if plan.held_by:
            held.append(f"{target.receiver}: held back by {plan.held_by}")
        made.append(group.delivery(alert, target, plan, now))
    return made, held


def _stored(article: Article, joinings: Sequence[Joining]) -> list[StoredEvent]:
    opened = {j.report.id: lifecycle.incident_id(j.report) for j in joinings if j.action is Action.OPEN}
    return [
        StoredEvent(
            id=j.report.id,
            article_id=article.id,
            event=j.report.event,
            incident_id=j.incident.id if j.incident else opened.get(j.report.id),
            because=j.because,
        )
        for j in joinings
    ]
