"""Events and whole readings of articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from pipeline.edge.store import schema
from pipeline.edge.store.documents import EVENT, READING
from pipeline.edge.store.statements import (
    add,
    between,
    country_list,
    counts,
    found,
    has_countries,
    put,
)
from pipeline.errors import StoreError
from pipeline.events.event import Reading
from pipeline.ports import Filter, StoredEvent

EVENTS, READINGS, ARTICLES = schema.events, schema.readings, schema.articles


class Events:
    """`pipeline.ports.EventStore` on one connection."""

    connection: Connection

    def save_events(self, article_id: str, events: Sequence[StoredEvent]) -> None:
        published = self.connection.scalar(select(ARTICLES.c.published).where(ARTICLES.c.id == article_id))
        if published is None:
            raise StoreError(
                f"article {article_id} is not stored; store it before its events", permanent=True
            )
        self.connection.execute(delete(EVENTS).where(EVENTS.c.article_id == article_id))
        rows = [
            {
                "id": stored.id,
                "article_id": article_id,
                "position": position,
                "incident_id": stored.incident_id,
                "because": stored.because,
                "type": stored.event.type.value,
                "status": stored.event.status.value,
                "published": published,
                "countries": country_list(stored.event.countries),
                "confidence": stored.event.confidence,
                "search": _search(stored),
                "doc": EVENT.dump(stored.event),
            }
            for position, stored in enumerate(events)
        ]
        add(self.connection, EVENTS, rows)

    def save_reading(self, reading: Reading) -> None:
        row = {"article_id": reading.article_id, "doc": READING.dump(reading)}
        put(self.connection, READINGS, row)

    def reading(self, article_id: str) -> Reading | None:
        doc = self.connection.scalar(select(READINGS.c.doc).where(READINGS.c.article_id == article_id))
        return None if doc is None else READING.load(doc)

    def events_of(self, article_id: str) -> list[StoredEvent]:
        query = _select().where(EVENTS.c.article_id == article_id).order_by(EVENTS.c.position)
        return [_stored(row) for row in self.connection.execute(query)]

    def find_events(self, where: Filter) -> list[StoredEvent]:
        query = _select().where(
            *between(EVENTS.c.published, where), has_countries(EVENTS.c.countries, where.countries)
        )
        if where.types:
            query = query.where(EVENTS.c.type.in_([t.value for t in where.types]))
        if where.state is not None:
            query = query.where(EVENTS.c.status == where.state)
        if where.text:
            query = query.where(found(EVENTS.c.search, where.text))
        query = query.order_by(EVENTS.c.published.desc(), EVENTS.c.article_id, EVENTS.c.position)
        return [
            _stored(row) for row in self.connection.execute(query.limit(where.limit).offset(where.offset))
        ]

    def count_events(self) -> dict[str, int]:
        return counts(self.connection, EVENTS.c.type)


def _select() -> Any:
    return select(EVENTS.c.id, EVENTS.c.article_id, EVENTS.c.incident_id, EVENTS.c.because, EVENTS.c.doc)


def _stored(row: Any) -> StoredEvent:
    return StoredEvent(
        id=row.id,
        article_id=row.article_id,
        event=EVENT.load(row.doc),
        incident_id=row.incident_id,
        because=row.because,
    )


def _search(stored: StoredEvent) -> str:
    event = stored.event
    words = [
        event.place or "",
        event.subject or "",
        *(p.name for p in event.participants),
        *(e.text for e in event.evidence),
    ]
    return "\n".join(w.lower() for w in words if w)
