"""Notices about feeds, and what was told of which feed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from pipeline.alerts.alert import Delivery
from pipeline.alerts.notice import Notice, Standing
from pipeline.edge.store import schema
from pipeline.edge.store.alerts import ALERTS, Alerts
from pipeline.edge.store.documents import NOTICE, STANDING
from pipeline.edge.store.statements import add_returning, put

STANDINGS = schema.standings
FEEDS = "feeds"
"""The kind of what is told that is a notice."""


class Notices(Alerts):
    """`pipeline.ports.NoticeStore` on one connection, beside the alerts whose table and outbox it shares."""

    def add_notice(self, notice: Notice, deliveries: Sequence[Delivery]) -> bool:
        row = {
            "id": notice.id,
            "kind": FEEDS,
            "incident_id": "",
            "story_id": notice.thread,
            "reason": notice.state.value,
            "raised": notice.raised,
            "doc": NOTICE.dump(notice),
        }
        if not add_returning(self.connection, ALERTS, [row]):
            return False
        for delivery in sorted(deliveries, key=lambda d: d.id):
            self.save_delivery(delivery)
        return True

    def notice(self, notice_id: str) -> Notice | None:
        query = select(ALERTS.c.doc).where(ALERTS.c.id == notice_id, ALERTS.c.kind == FEEDS)
        doc = self.connection.scalar(query)
        return None if doc is None else NOTICE.load(doc)

    def find_notices(self, limit: int) -> list[Notice]:
        query = select(ALERTS.c.doc).where(ALERTS.c.kind == FEEDS)
        query = query.order_by(ALERTS.c.raised.desc(), ALERTS.c.id).limit(limit)
        return [NOTICE.load(doc) for doc in self.connection.scalars(query)]

    def standings(self) -> list[Standing]:
        query = select(STANDINGS.c.doc).order_by(STANDINGS.c.feed_id)
        return [STANDING.load(doc) for doc in self.connection.scalars(query)]

    def save_standings(self, standings: Sequence[Standing]) -> None:
        rows = {s.feed_id: {"feed_id": s.feed_id, "doc": STANDING.dump(s)} for s in standings}
        put(self.connection, STANDINGS, *(rows[feed_id] for feed_id in sorted(rows)))
