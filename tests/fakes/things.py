"""Things to test with: each is whole and plausible, and takes what a test wants to be different."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pipeline.alerts.alert import Alert, Delivery, Reason
from pipeline.articles.article import Article
from pipeline.events.event import Event, EventType, Evidence, Instrument, Participant, Status, Value
from pipeline.feeds.feed import Feed
from pipeline.identity import stable_id
from pipeline.incidents.incident import Incident, Source, StatusChange
from pipeline.ports import StoredEvent

NOON = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def feed(name: str = "one", **changes: Any) -> Feed:
    fields: dict[str, Any] = {"url": f"https://{name}.example/rss", "name": name, "outlet": name}
    return Feed(**fields | changes)


def article(name: str = "one", **changes: Any) -> Article:
    url = f"https://outlet.example/{name}"
    fields: dict[str, Any] = {
        "id": stable_id("article", url),
        "url": url,
        "outlet": "outlet.example",
        "title": f"Bayramov visits Tehran ({name})",
        "text": "Foreign Minister Jeyhun Bayramov arrived in Tehran on Monday.",
        "language": "en",
        "published": NOON,
        "first_seen": NOON,
    }
    return Article(**fields | changes)


def event(**changes: Any) -> Event:
    fields: dict[str, Any] = {
        "type": EventType.VISIT,
        "status": Status.OCCURRED,
        "countries": ("AZE", "IRN"),
        "in_scope": True,
        "category": "CONSULT",
        "mode": "visit",
        "cameo": "042",
        "origin": "AZE",
        "destination": "IRN",
        "participants": (Participant("Jeyhun Bayramov", "AZE", "bayramov"),),
        "place": "Tehran",
        "place_country": "IRN",
        "date_start": date(2024, 5, 20),
        "date_end": date(2024, 5, 20),
        "evidence": (Evidence("arrived in Tehran", 32, 49),),
        "confidence": 0.93,
        "reasons": ("visit.arrive",),
    }
    return Event(**fields | changes)


def agreement(**changes: Any) -> Event:
    fields: dict[str, Any] = {
        "type": EventType.AGREEMENT,
        "category": "AGREE",
        "mode": None,
        "origin": None,
        "destination": None,
        "subject": "gas swap",
        "instrument": Instrument.MOU,
        "value": Value(Decimal("1.50"), "USD"),
    }
    return event(**fields | changes)


def stored(article_id: str, number: int = 0, incident_id: str | None = None, **changes: Any) -> StoredEvent:
    return StoredEvent(
        id=stable_id("event", article_id, str(number)),
        article_id=article_id,
        event=event(**changes),
        incident_id=incident_id,
    )


def source(outlet: str = "outlet.example", **changes: Any) -> Source:
    fields: dict[str, Any] = {
        "article_id": stable_id("article", outlet),
        "event_id": stable_id("event", outlet),
        "outlet": outlet,
        "url": f"https://{outlet}/news/1",
        "title": "Bayramov visits Tehran",
        "published": NOON,
        "status": Status.OCCURRED,
        "evidence": ("Foreign Minister Jeyhun Bayramov arrived in Tehran on Monday.",),
    }
    return Source(**fields | changes)


def incident(name: str = "one", **changes: Any) -> Incident:
    fields: dict[str, Any] = {
        "id": stable_id("incident", name),
        "story_id": stable_id("story", name),
        "type": EventType.VISIT,
        "status": Status.OCCURRED,
        "countries": ("AZE", "IRN"),
        "in_scope": True,
        "origin": "AZE",
        "destination": "IRN",
        "participants": (Participant("Jeyhun Bayramov", "AZE", "bayramov"),),
        "place": "Tehran",
        "place_country": "IRN",
        "date_start": date(2024, 5, 20),
        "date_end": date(2024, 5, 20),
        "category": "CONSULT",
        "opened": NOON,
        "updated": NOON,
        "history": (StatusChange(Status.OCCURRED, NOON, "article_1", "first report"),),
        "sources": (source(),),
    }
    return Incident(**fields | changes)


def alert(name: str = "one", **changes: Any) -> Alert:
    fields: dict[str, Any] = {
        "id": stable_id("alert", name),
        "incident_id": stable_id("incident", name),
        "story_id": stable_id("story", name),
        "reason": Reason.NEW,
        "because": "no incident like it is known",
        "changes": (),
        "article_id": stable_id("article", name),
        "raised": NOON,
        "snapshot": {"type": "visit"},
    }
    return Alert(**fields | changes)


def delivery(name: str = "one", receiver: str = "desk", **changes: Any) -> Delivery:
    alert_id = stable_id("alert", name)
    fields: dict[str, Any] = {
        "id": stable_id("delivery", alert_id, receiver),
        "alert_id": alert_id,
        "receiver": receiver,
        "next_attempt": NOON,
        "created": NOON,
    }
    return Delivery(**fields | changes)
