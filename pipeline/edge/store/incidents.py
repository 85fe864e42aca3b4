"""Incidents, stories and decisions, and the index that finds the incidents an event may belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select

from pipeline.alerts.alert import Decision
from pipeline.edge.store import schema
from pipeline.edge.store.documents import DECISION, INCIDENT, STORY
from pipeline.edge.store.statements import (
    add,
    between,
    bounded,
    country_list,
    counts,
    found,
    has_countries,
    insert,
    pairs,
    put,
)
from pipeline.errors import StoreError
from pipeline.events.event import EventType
from pipeline.incidents.incident import Incident, Story
from pipeline.ports import Filter

INCIDENTS, SPANS, KEYS = schema.incidents, schema.incident_spans, schema.incident_keys
STORIES, DECISIONS = schema.stories, schema.decisions

SPAN_DAYS = 16
"""Days in one span of the index: some half of the window that joining asks for."""
MAX_SPANS = 64
"""An incident whose dates lie further apart than so many spans is indexed around both ends only."""
MAX_MERGES = 100


class Incidents:
    """`pipeline.ports.IncidentStore` on one connection."""

    connection: Connection

    def candidates(
        self, *, type: EventType, countries: Sequence[str], around: datetime, days: int
    ) -> list[Incident]:
        around = around.astimezone(UTC)
        low, high = around - timedelta(days=days), around + timedelta(days=days)
        shared = sorted(set(countries))
        spans = range(_span(low.date()), _span(high.date()) + 1)
        near = select(SPANS.c.incident_id).where(SPANS.c.type == type.value, SPANS.c.span.in_(spans))
        if shared:
            near = near.where(SPANS.c.country.in_(shared))
        if len(shared) >= 2:
            near = near.group_by(SPANS.c.incident_id).having(func.count(SPANS.c.country.distinct()) >= 2)
        dated = and_(
            INCIDENTS.c.date_start <= high.date().isoformat(), INCIDENTS.c.date_end >= low.date().isoformat()
        )
        query = (
            select(INCIDENTS.c.doc)
            .where(
                INCIDENTS.c.id.in_(near),
                INCIDENTS.c.merged_into.is_(None),
                or_(dated, INCIDENTS.c.updated.between(low, high)),
            )
            .order_by(INCIDENTS.c.opened, INCIDENTS.c.id)
        )
        return [INCIDENT.load(doc) for doc in self.connection.scalars(query)]

    def recall(self, *, type: EventType, keys: Sequence[str], limit: int = 50) -> list[Incident]:
        latest: dict[str, datetime] = {}
        for key in dict.fromkeys(keys):  # one by one, so that each reads `limit` rows of its index at most
            query = (
                select(KEYS.c.incident_id, KEYS.c.updated)
                .where(KEYS.c.type == type.value, KEYS.c.key == bounded(key))
                .order_by(KEYS.c.updated.desc(), KEYS.c.incident_id)
                .limit(limit)
            )
            latest.update(pairs(self.connection, query))
        ids = sorted(latest)
        ids.sort(key=lambda incident_id: latest[incident_id], reverse=True)
        found_ids = select(INCIDENTS.c.id, INCIDENTS.c.doc).where(INCIDENTS.c.id.in_(ids[:limit]))
        docs = pairs(self.connection, found_ids)
        return [INCIDENT.load(docs[incident_id]) for incident_id in ids[:limit]]

    def incident(self, incident_id: str) -> Incident | None:
        for _ in range(MAX_MERGES):
            doc = self.connection.scalar(select(INCIDENTS.c.doc).where(INCIDENTS.c.id == incident_id))
            if doc is None:
                return None
            incident = INCIDENT.load(doc)
            if incident.merged_into is None:
                return incident
            incident_id = incident.merged_into
        raise StoreError(f"incident {incident_id} is merged in a circle; split it again", permanent=True)

    def find_incidents(self, where: Filter) -> list[Incident]:
        query = select(INCIDENTS.c.doc).where(
            INCIDENTS.c.merged_into.is_(None),
            *between(INCIDENTS.c.updated, where),
            has_countries(INCIDENTS.c.countries, where.countries),
        )
        if where.types:
            query = query.where(INCIDENTS.c.type.in_([t.value for t in where.types]))
        if where.state is not None:
            query = query.where(INCIDENTS.c.status == where.state)
        if where.text:
            query = query.where(found(INCIDENTS.c.search, where.text))
        query = query.order_by(INCIDENTS.c.updated.desc(), INCIDENTS.c.id)
        return [
            INCIDENT.load(d) for d in self.connection.scalars(query.limit(where.limit).offset(where.offset))
        ]

    def save_incident(self, incident: Incident) -> None:
        row = _row(incident)
        new = insert(self.connection, INCIDENTS).values(row)
        saved = self.connection.scalar(
            new.on_conflict_do_update(
                index_elements=["id"], set_=row, where=INCIDENTS.c.version == incident.version - 1
            ).returning(INCIDENTS.c.id)
        )
        if saved is None:
            raise StoreError(f"incident {incident.id} was changed meanwhile; read it again and decide anew")
        self._index(incident)

    def _index(self, incident: Incident) -> None:
        for table in (SPANS, KEYS):
            self.connection.execute(delete(table).where(table.c.incident_id == incident.id))
        if incident.merged_into is not None:
            return
        add(
            self.connection,
            SPANS,
            [
                {"type": incident.type.value, "span": span, "country": country, "incident_id": incident.id}
                for span in sorted(_spans(incident))
                for country in sorted(set(incident.countries)) or [""]
            ],
        )
        add(
            self.connection,
            KEYS,
            [
                {
                    "type": incident.type.value,
                    "key": key,
                    "incident_id": incident.id,
                    "updated": incident.updated,
                }
                for key in sorted({bounded(key) for key in incident.keys})
            ],
        )

    def story(self, story_id: str) -> Story | None:
        doc = self.connection.scalar(select(STORIES.c.doc).where(STORIES.c.id == story_id))
        return None if doc is None else STORY.load(doc)

    def save_story(self, story: Story) -> None:
        row = {"id": story.id, "updated": story.updated, "doc": STORY.dump(story)}
        put(self.connection, STORIES, row)

    def incidents_of_story(self, story_id: str) -> list[Incident]:
        query = (
            select(INCIDENTS.c.doc)
            .where(INCIDENTS.c.story_id == story_id, INCIDENTS.c.merged_into.is_(None))
            .order_by(INCIDENTS.c.opened, INCIDENTS.c.id)
        )
        return [INCIDENT.load(doc) for doc in self.connection.scalars(query)]

    def count_incidents(self) -> dict[str, int]:
        return counts(self.connection, INCIDENTS.c.type, INCIDENTS.c.merged_into.is_(None))

    def save_decision(self, decision: Decision, at: datetime) -> None:
        row = {
            "incident_id": decision.incident_id,
            "article_id": decision.article_id,
            "reason": decision.reason.value,
            "at": at,
            "doc": DECISION.dump(decision),
        }
        add(self.connection, DECISIONS, [row])

    def decisions(self, incident_id: str) -> list[tuple[datetime, Decision]]:
        query = select(DECISIONS.c.at, DECISIONS.c.doc).where(DECISIONS.c.incident_id == incident_id)
        rows = self.connection.execute(query.order_by(DECISIONS.c.at, DECISIONS.c.seq))
        return [(at, DECISION.load(doc)) for at, doc in rows]


def _row(incident: Incident) -> dict[str, Any]:
    start = incident.date_start or incident.date_end
    end = incident.date_end or incident.date_start
    return {
        "id": incident.id,
        "story_id": incident.story_id,
        "type": incident.type.value,
        "status": incident.status.value,
        "countries": country_list(incident.countries),
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "opened": incident.opened,
        "updated": incident.updated,
        "merged_into": incident.merged_into,
        "version": incident.version,
        "search": _search(incident),
        "doc": INCIDENT.dump(incident),
    }


def _span(day: date) -> int:
    return day.toordinal() // SPAN_DAYS


def _spans(incident: Incident) -> set[int]:
    """The spans that the incident's dates and its last update touch."""
    spans = {_span(incident.updated.astimezone(UTC).date())}
    start = incident.date_start or incident.date_end
    end = incident.date_end or incident.date_start
    if start and end:
        dated = range(_span(start), _span(end) + 1)
        half = MAX_SPANS // 2
        spans.update(dated if len(dated) <= MAX_SPANS else [*dated[:half], *dated[-half:]])
    return spans


def _search(incident: Incident) -> str:
    words = [
        incident.place or "",
        incident.subject or "",
        *(p.name for p in incident.participants),
        *(s.title for s in incident.sources),
    ]
    return "\n".join(w.lower() for w in words if w)
