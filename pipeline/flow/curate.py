"""Merge and split incidents by hand. Both are remembered, lose no source and alert nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from pipeline.articles.article import Article, ArticleState
from pipeline.errors import InputError
from pipeline.events.event import Reading
from pipeline.flow.join import reports_of
from pipeline.incidents import lifecycle
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report
from pipeline.ports import Transaction


def need(tx: Transaction, incident_id: str) -> Incident:
    """The incident, following merges; InputError when there is none."""
    incident = tx.incident(incident_id)
    if incident is None:
        raise InputError(f"there is no incident {incident_id!r}; `araxes incidents list` shows them")
    return incident


def merge(tx: Transaction, into_id: str, other_id: str, owner: str, now: datetime) -> Incident:
    """Make two incidents one; the first stays."""
    into, other = need(tx, into_id), need(tx, other_id)
    if into.id == other.id:
        raise InputError(f"{other_id} is {into.id} already; name two incidents")
    if into.type is not other.type:
        raise InputError(
            f"{into.id} is a {into.type.value}, {other.id} a {other.type.value}; only one type merges"
        )
    merged, emptied = lifecycle.merge(into, other, now, owner)
    tx.save_incident(merged)
    tx.save_incident(emptied)
    _point(tx, other, {s.event_id for s in other.sources}, merged.id)
    return merged


def split(
    tx: Transaction, incident_id: str, articles: Collection[str], owner: str, now: datetime
) -> tuple[Incident, Incident]:
    """Make the named articles' reports an incident of their own. Gives what stays, and the new one."""
    incident = need(tx, incident_id)
    known = {s.article_id for s in incident.sources}
    unknown = sorted(set(articles) - known)
    if unknown:
        raise InputError(
            f"{', '.join(unknown)}: no source of {incident.id}; its sources are {', '.join(sorted(known))}"
        )
    if not articles or set(articles) == known:
        raise InputError(
            f"a split must leave {incident.id} an article and take one; name some of its sources"
        )
    stays, leaves = lifecycle.split(incident, _reports(tx, incident), articles, now, owner)
    tx.save_incident(stays)
    tx.save_incident(leaves)
    _point(tx, leaves, {s.event_id for s in leaves.sources}, leaves.id)
    return stays, leaves


def _reports(tx: Transaction, incident: Incident) -> list[Report]:
    """The incident's reports, from the readings of its articles (a copy reports what its original does)."""
    reports = []
    for article in tx.articles(sorted({s.article_id for s in incident.sources})):
        reading = _reading(tx, article)
        wanted = {s.event_id for s in incident.sources if s.article_id == article.id}
        if reading is not None:
            reports += [r for r in reports_of(article, reading) if r.id in wanted]
    return reports


def _reading(tx: Transaction, article: Article) -> Reading | None:
    copy = article.state is ArticleState.DUPLICATE and article.duplicate_of
    found = tx.reading(article.duplicate_of if copy and article.duplicate_of else article.id)
    return replace(found, article_id=article.id) if found else None


def _point(tx: Transaction, incident: Incident, event_ids: Collection[str], to: str) -> None:
    for article_id in sorted({s.article_id for s in incident.sources if s.event_id in event_ids}):
        events = tx.events_of(article_id)
        moved = [replace(e, incident_id=to) if e.id in event_ids else e for e in events]
        if moved != events:
            tx.save_events(article_id, moved)
