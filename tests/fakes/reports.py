"""Reports of happenings, one word of difference at a time, and a service that joins them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState
from pipeline.events.event import Event, EventType, Evidence, Participant, Reading, Status
from pipeline.flow.join import Outcome, join_outcomes
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report
from pipeline.ports import Filter
from tests.fakes.store import FakeStore

DAY = datetime(2026, 3, 10, 9, tzinfo=UTC)


def at(days: float = 0) -> datetime:
    return DAY + timedelta(days=days)


def visit(*names: str, said: str = "landed in the Azerbaijani capital", **changes: Any) -> Event:
    """A visit from Israel to Azerbaijan by the named."""
    fields: dict[str, Any] = {
        "type": EventType.VISIT,
        "status": Status.OCCURRED,
        "countries": ("AZE", "ISR"),
        "in_scope": True,
        "category": "CONSULT",
        "origin": "ISR",
        "destination": "AZE",
        "participants": tuple(Participant(n, "ISR") for n in names),
        "place": "Baku",
        "place_country": "AZE",
        "evidence": (Evidence(said, 0, len(said)),),
    }
    return Event(**fields | changes)


def meeting(*people: tuple[str, str], said: str = "held talks", **changes: Any) -> Event:
    """Talks of the named (name, country) in Baku."""
    fields: dict[str, Any] = {
        "type": EventType.MEETING,
        "origin": None,
        "destination": None,
        "participants": tuple(Participant(n, c) for n, c in people),
    }
    return visit(said=said, **fields | changes)


def agreement(subject: str, said: str = "signed the documents", **changes: Any) -> Event:
    """Documents signed in Baku."""
    fields: dict[str, Any] = {
        "type": EventType.AGREEMENT,
        "category": "AGREE",
        "origin": None,
        "destination": None,
        "subject": subject,
    }
    return visit(said=said, **fields | changes)


def report(event: Event, published: datetime = DAY, name: str = "one", **changes: Any) -> Report:
    fields: dict[str, Any] = {
        "id": f"event-{name}",
        "article_id": f"article-{name}",
        "outlet": f"outlet-{name}",
        "url": f"https://{name}.example/",
        "title": "",
        "published": published,
        "event": event,
    }
    return Report(**fields | changes)


def on(day: int, month: int = 3) -> date:
    return date(2026, month, day)


@dataclass
class Desk:
    """Joins readings in a store in memory, as the service does."""

    rules: Rules = field(default_factory=Rules)
    store: FakeStore = field(default_factory=FakeStore)

    def read(
        self,
        name: str,
        *events: Event,
        published: datetime = DAY,
        now: datetime | None = None,
        **changes: Any,
    ) -> list[Outcome]:
        """Add (or edit) an article that reports these events, and join it."""
        fields: dict[str, Any] = {
            "id": name,
            "url": f"https://{name}.example/",
            "outlet": name,
            "title": name,
            "published": published,
            "first_seen": published,
            "state": ArticleState.EXTRACTED,
        }
        article = Article(**fields | changes)
        reading = Reading(article_id=name, relevant=True, events=events)
        with self.store.write(exclusive=True) as tx:
            if not tx.add_articles([(article, [f"url:{article.url}"])]):
                known = tx.article(name)
                assert known is not None
                article = replace(article, revision=known.revision + 1)
                tx.save_article(article)
            tx.save_reading(reading)
            return join_outcomes(tx, article, reading, self.rules, now or published)

    def incidents(self) -> list[Incident]:
        with self.store.read() as tx:
            return sorted(tx.find_incidents(Filter()), key=lambda i: (i.opened, i.id))

    def told(self) -> list[tuple[str, str, str]]:
        """The alerts, oldest first: reason, type, status."""
        with self.store.read() as tx:
            found = sorted(tx.find_alerts(Filter()), key=lambda a: (a.raised, a.id))
        return [(a.reason.value, str(a.snapshot["type"]), str(a.snapshot["status"])) for a in found]

    def parts(self) -> set[frozenset[str]]:
        """Which articles belong together."""
        return {frozenset(s.article_id for s in i.sources) for i in self.incidents()}
