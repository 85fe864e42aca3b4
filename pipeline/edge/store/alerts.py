"""Alerts, deliveries with their attempts, silences and switched-off receivers: the transactional outbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from pipeline.alerts.alert import Alert, Attempt, Delivery, DeliveryState
from pipeline.edge.store import schema
from pipeline.edge.store.documents import ALERT, SILENCE
from pipeline.edge.store.statements import (
    add,
    add_returning,
    between,
    chunks,
    counts,
    found,
    has_countries,
    insert,
    pairs,
    put,
)
from pipeline.errors import StoreError
from pipeline.ports import Filter, Silence

ALERTS, DELIVERIES, ATTEMPTS = schema.alerts, schema.deliveries, schema.attempts
SILENCES, DISABLED, INCIDENTS = schema.silences, schema.disabled_receivers, schema.incidents

INCIDENT = "incident"
"""The kind of what is told that is an alert."""


class Alerts:
    """`pipeline.ports.AlertStore` on one connection."""

    connection: Connection

    def add_alert(self, alert: Alert, deliveries: Sequence[Delivery]) -> bool:
        row = {
            "id": alert.id,
            "kind": INCIDENT,
            "incident_id": alert.incident_id,
            "story_id": alert.story_id,
            "reason": alert.reason.value,
            "raised": alert.raised,
            "doc": ALERT.dump(alert),
        }
        if not add_returning(self.connection, ALERTS, [row]):
            return False
        add(self.connection, DELIVERIES, [_row(d) for d in sorted(deliveries, key=lambda d: d.id)])
        for delivery in deliveries:
            self._add_attempts(delivery)
        return True

    def alert(self, alert_id: str) -> Alert | None:
        doc = self.connection.scalar(
            select(ALERTS.c.doc).where(ALERTS.c.id == alert_id, ALERTS.c.kind == INCIDENT)
        )
        return None if doc is None else ALERT.load(doc)

    def alerts_of(self, incident_id: str) -> list[Alert]:
        query = select(ALERTS.c.doc).where(ALERTS.c.incident_id == incident_id)
        return [
            ALERT.load(doc) for doc in self.connection.scalars(query.order_by(ALERTS.c.raised, ALERTS.c.id))
        ]

    def find_alerts(self, where: Filter) -> list[Alert]:
        query = select(ALERTS.c.doc).where(ALERTS.c.kind == INCIDENT, *between(ALERTS.c.raised, where))
        if where.state is not None:
            query = query.where(ALERTS.c.reason == where.state)
        if where.types or where.countries or where.text:
            incidents = select(INCIDENTS.c.id).where(
                INCIDENTS.c.id == ALERTS.c.incident_id,
                has_countries(INCIDENTS.c.countries, where.countries),
            )
            if where.types:
                incidents = incidents.where(INCIDENTS.c.type.in_([t.value for t in where.types]))
            if where.text:
                incidents = incidents.where(found(INCIDENTS.c.search, where.text))
            query = query.where(incidents.exists())
        query = query.order_by(ALERTS.c.raised.desc(), ALERTS.c.id)
        return [ALERT.load(d) for d in self.connection.scalars(query.limit(where.limit).offset(where.offset))]

    def count_alerts(self) -> dict[str, int]:
        return counts(self.connection, ALERTS.c.reason, ALERTS.c.kind == INCIDENT)

    def count_deliveries(self) -> dict[str, int]:
        return counts(self.connection, DELIVERIES.c.state)

    def delivery(self, delivery_id: str) -> Delivery | None:
        rows = self.connection.execute(select(DELIVERIES).where(DELIVERIES.c.id == delivery_id)).all()
        return next(iter(self._deliveries(rows)), None)

    def find_deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        receiver: str | None = None,
        alert_id: str | None = None,
        incident_id: str | None = None,
        group: str | None = None,
        since: datetime | None = None,
        limit: int = 1000,
    ) -> list[Delivery]:
        query = select(DELIVERIES)
        if state is not None:
            query = query.where(DELIVERIES.c.state == state.value)
        if receiver is not None:
            query = query.where(DELIVERIES.c.receiver == receiver)
        if alert_id is not None:
            query = query.where(DELIVERIES.c.alert_id == alert_id)
        if group is not None:
            query = query.where(DELIVERIES.c.grouping == group)
        if since is not None:
            query = query.where(DELIVERIES.c.created >= since)
        if incident_id is not None:
            query = query.join(ALERTS, ALERTS.c.id == DELIVERIES.c.alert_id).where(
                ALERTS.c.incident_id == incident_id
            )
        query = query.order_by(DELIVERIES.c.created.desc(), DELIVERIES.c.id).limit(limit)
        return self._deliveries(self.connection.execute(query).all())

    def due_deliveries(self, now: datetime, limit: int) -> list[str]:
        query = (
            select(DELIVERIES.c.id)
            .where(DELIVERIES.c.state == DeliveryState.PENDING.value, DELIVERIES.c.next_attempt <= now)
            .order_by(DELIVERIES.c.next_attempt, DELIVERIES.c.id)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def claim_delivery(self, delivery_id: str, now: datetime, until: datetime) -> Delivery | None:
        # One statement: of two that claim at once, the second finds the row changed by the first.
        claimed = self.connection.scalar(
            update(DELIVERIES)
            .where(
                DELIVERIES.c.id == delivery_id,
                DELIVERIES.c.state == DeliveryState.PENDING.value,
                DELIVERIES.c.next_attempt <= now,
            )
            .values(next_attempt=until)
            .returning(DELIVERIES.c.id)
        )
        return None if claimed is None else self.delivery(delivery_id)

    def record_attempt(
        self, delivery_id: str, attempt: Attempt, *, state: DeliveryState, next_attempt: datetime
    ) -> None:
        stored = self.connection.scalar(select(DELIVERIES.c.state).where(DELIVERIES.c.id == delivery_id))
        if stored is None:
            raise StoreError(f"delivery {delivery_id} is not stored; nothing can be recorded", permanent=True)
        self._add_attempt(delivery_id, attempt)
        self.connection.execute(
            update(DELIVERIES)
            # Two workers may both have tried, when a lease ran out: what was delivered stays so.
            .where(DELIVERIES.c.id == delivery_id, DELIVERIES.c.state != DeliveryState.DELIVERED.value)
            .values(state=state.value, next_attempt=next_attempt)
        )

    def save_delivery(self, delivery: Delivery) -> None:
        put(self.connection, DELIVERIES, _row(delivery))
        self._add_attempts(delivery)

    def earlier_messages(self, story_id: str, receiver: str, before: datetime) -> list[str]:
        query = (
            select(DELIVERIES.c.id)
            .join(ALERTS, ALERTS.c.id == DELIVERIES.c.alert_id)
            .where(
                ALERTS.c.story_id == story_id,
                DELIVERIES.c.receiver == receiver,
                DELIVERIES.c.state == DeliveryState.DELIVERED.value,
                DELIVERIES.c.created < before,
            )
            .order_by(DELIVERIES.c.created, DELIVERIES.c.id)
        )
        return list(self.connection.scalars(query))

    def silences(self, now: datetime) -> list[Silence]:
        query = select(SILENCES.c.doc).where(SILENCES.c.ends > now).order_by(SILENCES.c.starts, SILENCES.c.id)
        return [SILENCE.load(doc) for doc in self.connection.scalars(query)]

    def save_silence(self, silence: Silence) -> None:
        row = {
            "id": silence.id,
            "starts": silence.starts,
            "ends": silence.ends,
            "doc": SILENCE.dump(silence),
        }
        put(self.connection, SILENCES, row)

    def disable_receiver(self, receiver: str, at: datetime, why: str) -> None:
        add(self.connection, DISABLED, [{"name": receiver, "at": at, "why": why}])

    def enable_receiver(self, receiver: str) -> None:
        self.connection.execute(delete(DISABLED).where(DISABLED.c.name == receiver))

    def disabled_receivers(self) -> dict[str, str]:
        return pairs(self.connection, select(DISABLED.c.name, DISABLED.c.why).order_by(DISABLED.c.name))

    def _deliveries(self, rows: Sequence[Any]) -> list[Delivery]:
        tries: dict[str, list[Attempt]] = {row.id: [] for row in rows}
        for part in chunks(list(tries)):
            query = select(ATTEMPTS).where(ATTEMPTS.c.delivery_id.in_(part)).order_by(ATTEMPTS.c.number)
            for row in self.connection.execute(query):
                tries[row.delivery_id].append(
                    Attempt(
                        number=row.number,
                        at=row.at,
                        ok=row.ok,
                        status=row.status,
                        latency_ms=row.latency_ms,
                        answer=row.answer,
                    )
                )
        return [
            Delivery(
                id=row.id,
                alert_id=row.alert_id,
                receiver=row.receiver,
                state=DeliveryState(row.state),
                next_attempt=row.next_attempt,
                created=row.created,
                attempts=tuple(tries[row.id]),
                group=row.grouping,
                extra=json.loads(row.extra),
            )
            for row in rows
        ]

    def _add_attempts(self, delivery: Delivery) -> None:
        rows = [_attempt_row(delivery.id, attempt) for attempt in delivery.attempts]
        add(self.connection, ATTEMPTS, rows)

    def _add_attempt(self, delivery_id: str, attempt: Attempt) -> None:
        row = _attempt_row(delivery_id, attempt)
        last = select(func.max(ATTEMPTS.c.number)).where(ATTEMPTS.c.delivery_id == delivery_id)
        while True:
            number = insert(self.connection, ATTEMPTS).values(row).on_conflict_do_nothing()
            if self.connection.scalar(number.returning(ATTEMPTS.c.number)) is not None:
                return
            same = select(ATTEMPTS.c.number).where(ATTEMPTS.c.delivery_id == delivery_id)
            if self.connection.scalar(same.where(ATTEMPTS.c.at == attempt.at)) is not None:
                return  # recorded already
            row["number"] = (self.connection.scalar(last) or 0) + 1


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "alert_id": delivery.alert_id,
        "receiver": delivery.receiver,
        "state": delivery.state.value,
        "next_attempt": delivery.next_attempt,
        "created": delivery.created,
        "grouping": delivery.group,
        "extra": json.dumps(delivery.extra, ensure_ascii=False, sort_keys=True),
    }


def _attempt_row(delivery_id: str, attempt: Attempt) -> dict[str, Any]:
    return {
        "delivery_id": delivery_id,
        "number": attempt.number,
        "at": attempt.at,
        "ok": attempt.ok,
        "status": attempt.status,
        "latency_ms": attempt.latency_ms,
        "answer": attempt.answer,
    }
