"""Whether an incident's change is worth an alert, and the named reason."""

from __future__ import annotations

from datetime import datetime

from pipeline.alerts.alert import Alert, Decision, Reason
from pipeline.alerts.rules import AlertRules
from pipeline.articles.article import Article
from pipeline.events.event import Status
from pipeline.identity import stable_id
from pipeline.incidents.incident import Incident
from pipeline.incidents.lifecycle import changes, withdrawn

RETRACTED = "retracted"
_STATUSES = frozenset(s.value for s in Status)


def decide(
    before: Incident | None, after: Incident, article: Article, rules: AlertRules, now: datetime
) -> Decision:
    """The decision for one incident after one article.

    `before` is the incident as it was, None when the article opened it. An incident is told once for
    each status (`after.told` says which were), whatever repeats, corrects or contradicts it in between.
    """
    found = changes(before, after)

    def decision(reason: Reason, because: str) -> Decision:
        return Decision(
            incident_id=after.id,
            article_id=article.id,
            reason=reason,
            because=because,
            changes=tuple(str(c) for c in found),
        )

    if not after.in_scope:
        return decision(
            Reason.OUT_OF_SCOPE,
            f"between {', '.join(after.countries)}: not enough watched countries take part",
        )
    if after.type not in rules.types:
        return decision(Reason.NOT_ALERTABLE, f"a {after.type.value} is not among alerts.types")
    if withdrawn(after):
        if not after.told:
            return decision(Reason.NOT_ALERTABLE, "withdrawn before anybody was told")
        if RETRACTED in after.told:
            return decision(Reason.DUPLICATE, "its withdrawal was told already")
        return _if_wanted(decision(Reason.RETRACTED, "the only source took it back"), rules)
    if after.status not in rules.statuses:
        return decision(Reason.NOT_ALERTABLE, f"{after.status.value} is not among alerts.statuses")
    if after.confidence < rules.min_confidence:
        return decision(
            Reason.BELOW_CONFIDENCE,
            f"confidence {after.confidence:.2f} is below alerts.min_confidence {rules.min_confidence:.2f}",
        )
    if rules.max_age is not None and now - article.published > rules.max_age:
        return decision(Reason.NOT_ALERTABLE, f"published {(now - article.published).days} days ago, too old")
    if not after.told:
        return _if_wanted(decision(Reason.NEW, f"first report of this {after.type.value}"), rules)
    if after.status.value not in after.told:
        last = next((t for t in reversed(after.told) if t in _STATUSES), "")
        return _if_wanted(decision(Reason.STATUS_CHANGED, f"{last} before, {after.status.value} now"), rules)
    outlets = len(after.outlets)
    news = any(s.article_id == article.id and s.status is not Status.BACKGROUND for s in after.sources)
    reached = max((n for n in rules.corroborated_at if n <= outlets), default=0)
    if (
        reached
        and news
        and len(before.outlets if before else ()) < reached
        and _corroborated(after) < reached
    ):
        return _if_wanted(
            decision(Reason.CORROBORATED, f"{outlets} independent outlets report it now"), rules
        )
    corrected = [c for c in found if c.correction]
    if corrected and _state(after) not in after.told:
        return _if_wanted(decision(Reason.CORRECTED, "; ".join(map(str, corrected))), rules)
    what = "; ".join(map(str, found)) or "nothing new in it"
    return decision(Reason.DUPLICATE, f"{after.status.value} was told already; {what}")


def told(after: Incident, reason: Reason) -> tuple[str, ...]:
    """What to remember as told once the alert is raised."""
    marks = [after.status.value]
    if reason is Reason.CORROBORATED:
        marks = [f"corroborated:{len(after.outlets)}"]
    elif reason is Reason.CORRECTED:
        marks = [_state(after)]
    elif reason is Reason.RETRACTED:
        marks = [RETRACTED, after.status.value]
    return tuple(dict.fromkeys((*after.told, *marks)))


def alert_of(decision: Decision, after: Incident, now: datetime) -> Alert:
    """The alert of a decision that alerts. Its id follows from the incident, the kind of news and the
    state told, so that deciding twice gives the same alert."""
    news = "status" if decision.reason in (Reason.NEW, Reason.STATUS_CHANGED) else decision.reason.value
    told_state = {
        Reason.CORROBORATED: str(len(after.outlets)),
        Reason.CORRECTED: _state(after),
    }.get(decision.reason, after.status.value)
    return Alert(
        id=stable_id("alert", after.id, news, told_state),
        incident_id=after.id,
        story_id=after.story_id,
        reason=decision.reason,
        because=decision.because,
        changes=decision.changes,
        article_id=decision.article_id,
        raised=now,
        snapshot=snapshot(after),
    )


def snapshot(incident: Incident) -> dict[str, object]:
    """The incident as told, in plain JSON values, frozen for rendering (`docs/reference/alert.md`)."""
    return {
        "id": incident.id,
        "story": incident.story_id,
        "type": incident.type.value,
        "status": incident.status.value,
        "category": incident.category,
        "countries": list(incident.countries),
        "from": incident.origin,
        "to": incident.destination,
        "participants": [
            {"name": p.name, "country": p.country, "actor": p.actor_id} for p in incident.participants
        ],
        "place": incident.place,
        "place_country": incident.place_country,
        "date_start": incident.date_start.isoformat() if incident.date_start else None,
        "date_end": incident.date_end.isoformat() if incident.date_end else None,
        "subject": incident.subject,
        "instrument": incident.instrument.value if incident.instrument else None,
        "confidence": round(incident.confidence, 3),
        "independent_outlets": sorted(incident.outlets),
        "history": [
            {"status": c.status.value, "at": c.at.isoformat(), "article": c.article_id, "reason": c.reason}
            for c in incident.history
        ],
        "sources": [
            {
                "article": s.article_id,
                "outlet": s.outlet,
                "url": s.url,
                "title": s.title,
                "published": s.published.isoformat(),
                "status": s.status.value,
                "independent": s.independent,
                "withdrawn": s.withdrawn,
                "evidence": list(s.evidence),
            }
            for s in incident.sources
        ],
    }


def _if_wanted(decision: Decision, rules: AlertRules) -> Decision:
    if decision.reason in rules.reasons:
        return decision
    return Decision(
        incident_id=decision.incident_id,
        article_id=decision.article_id,
        reason=Reason.DUPLICATE,
        because=f"{decision.because}; {decision.reason.value} is not among alerts.reasons",
        changes=decision.changes,
    )


def _corroborated(incident: Incident) -> int:
    """The largest number of outlets that was told."""
    return max(
        (int(t.removeprefix("corroborated:")) for t in incident.told if t.startswith("corroborated:")),
        default=0,
    )


def _state(incident: Incident) -> str:
    """The told details, as one mark."""
    names = sorted(p.name for p in incident.participants)
    return stable_id(
        "details", str(incident.date_start), str(incident.date_end), incident.place or "", *names
    )
