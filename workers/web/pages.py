"""The pages of the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from pipeline.alerts.alert import DeliveryState
from pipeline.articles.article import Revision
from pipeline.articles.likeness import edits
from pipeline.events.event import Event, EventType
from pipeline.ports import Filter
from workers.web.answers import missing, render
from workers.web.api import Where, requeue, where
from workers.web.health import readiness

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(request: Request) -> Response:
    """What runs, what was found, what was told."""
    parts = request.app.state.parts
    now = parts.now()
    checks = readiness(parts)
    with parts.store.read() as tx:
        feeds = tx.feeds()
        troubled = sorted(
            ((f, s) for f, s in feeds if s.failures or s.health.value in ("failing", "quiet", "gone")),
            key=lambda pair: (pair[0].tier, pair[0].name),
        )
        context = {
            "alerts": tx.find_alerts(Filter(limit=12)),
            "articles": {str(k): v for k, v in tx.count_articles().items()},
            "events": tx.count_events(),
            "incidents": tx.count_incidents(),
            "deliveries": tx.count_deliveries(),
            "recent": tx.find_incidents(Filter(since=now - timedelta(days=7), limit=12)),
        }
    return render(request, "overview.html", checks=checks, feeds=feeds, troubled=troubled[:12], **context)


@router.get("/incidents")
def incidents(request: Request, selected: Annotated[Where, Query()]) -> Response:
    with request.app.state.parts.store.read() as tx:
        rows = tx.find_incidents(where(selected))
    return render(request, "incidents.html", rows=rows, selected=selected, types=list(EventType))


@router.get("/incidents/{incident_id}")
def incident(request: Request, incident_id: str) -> Response:
    with request.app.state.parts.store.read() as tx:
        found = tx.incident(incident_id)
        if found is None:
            raise missing("incident", incident_id)
        alerts = tx.alerts_of(found.id)
        context = {
            "incident": found,
            "story": [i for i in tx.incidents_of_story(found.story_id) if i.id != found.id],
            "decisions": tx.decisions(found.id),
            "alerts": alerts,
            "deliveries": [d for a in alerts for d in tx.find_deliveries(alert_id=a.id)],
        }
    return render(request, "incident.html", **context)


@router.get("/events")
def events(request: Request, selected: Annotated[Where, Query()]) -> Response:
    with request.app.state.parts.store.read() as tx:
        rows = tx.find_events(where(selected))
        articles = {a.id: a for a in tx.articles([r.article_id for r in rows])}
    return render(
        request, "events.html", rows=rows, articles=articles, selected=selected, types=list(EventType)
    )


@router.get("/articles/{article_id}")
def article(request: Request, article_id: str) -> Response:
    with request.app.state.parts.store.read() as tx:
        found = tx.article(article_id)
        if found is None:
            raise missing("article", article_id)
        stored = tx.events_of(article_id)
        reading = tx.reading(article_id)
        revisions = tx.revisions(article_id)
    return render(
        request,
        "article.html",
        article=found,
        stored=stored,
        reading=reading,
        revisions=[(r, edits(r.text, later)) for r, later in _with_next(revisions, found.text)],
        title_parts=marked(found.title, [s.event for s in stored], "title"),
        text_parts=marked(found.text, [s.event for s in stored], "text"),
    )


def _with_next(revisions: list[Revision], now: str) -> list[tuple[Revision, str]]:
    """Each earlier text with the one that replaced it."""
    later = [*(r.text for r in revisions[1:]), now]
    return list(zip(revisions, later, strict=False))  # without revisions, the text alone replaced none


@router.get("/feeds")
def feeds(request: Request) -> Response:
    with request.app.state.parts.store.read() as tx:
        rows = sorted(tx.feeds(enabled_only=False), key=lambda pair: (pair[0].tier, pair[0].name))
        notices = tx.find_notices(10)
    return render(request, "feeds.html", rows=rows, notices=notices)


@router.get("/deliveries")
def deliveries(request: Request, state: DeliveryState | None = None) -> Response:
    with request.app.state.parts.store.read() as tx:
        rows = tx.find_deliveries(state=state, limit=200)
        alerts = {d.alert_id: tx.alert(d.alert_id) for d in rows}
        notices = {d.alert_id: tx.notice(d.alert_id) for d in rows if alerts[d.alert_id] is None}
        disabled = tx.disabled_receivers()
    return render(
        request,
        "deliveries.html",
        rows=rows,
        alerts=alerts,
        notices=notices,
        disabled=disabled,
        state=state,
        states=list(DeliveryState),
    )


@router.post("/deliveries/replay")
def replay_delivery(request: Request, delivery_id: Annotated[str, Form()]) -> Response:
    requeue(request.app.state.parts, delivery_id)
    return RedirectResponse("/deliveries", status_code=303)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text, with the numbers (from 1) of the events whose evidence covers it."""

    text: str
    events: tuple[int, ...] = ()


def marked(text: str, events: list[Event], field: str) -> list[Part]:
    """The text cut at the ends of all evidence spans, so that overlapping spans can be shown."""
    spans = [
        (e.start, e.end, n) for n, event in enumerate(events, 1) for e in event.evidence if e.field == field
    ]
    cuts = sorted(
        {0, len(text)} | {min(max(c, 0), len(text)) for start, end, _ in spans for c in (start, end)}
    )
    return [
        Part(text[a:b], tuple(sorted({n for start, end, n in spans if start <= a and b <= end})))
        for a, b in pairwise(cuts)
    ]
