"""/healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from pipeline.errors import StoreError
from pipeline.feeds.trouble import concern
from workers.queues import ARTICLES, DELIVERIES, NAMES

if TYPE_CHECKING:
    from workers.web.app import WebParts

STALE = timedelta(seconds=90)
"""A process whose last heartbeat is older counts as not running."""

router = APIRouter(tags=["health"])


def readiness(parts: WebParts) -> dict[str, str]:
    """Each part with `ok` or what is wrong with it."""
    checks: dict[str, str] = {}
    try:
        parts.store.ping()
        checks["store"] = "ok"
        beats = parts.store.beats()
    except StoreError as error:
        checks["store"], beats = str(error), {}
    try:
        parts.redis.ping()
        checks["redis"] = "ok"
    except RedisError as error:
        checks["redis"] = f"does not answer: {type(error).__name__}"
    ages: dict[str, list[timedelta]] = {"scheduler": [], "reader": [], "sender": []}
    for name, (at, doing) in beats.items():
        for part in _parts(name, doing):
            ages[part].append(parts.now() - at)
    for part, known in ages.items():
        if not known:
            checks[part] = "no heartbeat yet"
        elif min(known) > STALE:
            checks[part] = f"last heartbeat {int(min(known).total_seconds())} s ago"
        else:
            checks[part] = "ok"
    return checks


def _parts(name: str, doing: str) -> list[str]:
    """What a process that beats does: a worker reads, sends or both, by the queues that it names."""
    kind = name.partition(":")[0]
    if kind != "worker":
        return [kind] if kind == "scheduler" else []
    queues = {q.strip() for q in doing.rpartition(":")[2].split(",")}
    found = [("reader", {ARTICLES}), ("sender", {DELIVERIES})]
    return [part for part, served in found if queues & served]


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The web process itself is alive."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Store, Redis, scheduler, a reader and a sender all work; 503 and the reason otherwise."""
    checks = readiness(request.app.state.parts)
    ready = all(value == "ok" for value in checks.values())
    return JSONResponse({"ready": ready, "checks": checks}, status_code=200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Prometheus text format, counted from the store at scrape time: true whichever process did the work."""
    registry = CollectorRegistry()
    registry.register(_Collector(request.app.state.parts))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Collector:
    def __init__(self, parts: WebParts) -> None:
        self.parts = parts

    def collect(self) -> Iterator[Metric]:
        parts = self.parts
        checks = readiness(parts)
        up = GaugeMetricFamily("araxes_up", "1 when the part works", labels=["part"])
        for part, state in checks.items():
            up.add_metric([part], float(state == "ok"))
        yield up
        if checks["store"] == "ok":
            yield from self._store()
        if checks["redis"] == "ok":
            length = GaugeMetricFamily("araxes_queue_length", "Jobs waiting", labels=["queue"])
            for name in NAMES:
                waiting: Any = parts.redis.llen(f"rq:queue:{name}")
                length.add_metric([name], float(waiting))
            yield length

    def _store(self) -> Iterator[Metric]:
        now = self.parts.now()
        with self.parts.store.read() as tx:
            feeds = tx.feeds()
            counts: list[tuple[str, str, str, dict[str, int]]] = [
                (
                    "araxes_articles",
                    "Articles by end state",
                    "state",
                    {str(k): v for k, v in tx.count_articles().items()},
                ),
                ("araxes_events", "Events by type", "type", tx.count_events()),
                ("araxes_incidents", "Incidents by type", "type", tx.count_incidents()),
                ("araxes_alerts", "Alerts by reason", "reason", tx.count_alerts()),
                ("araxes_deliveries", "Deliveries by state", "state", tx.count_deliveries()),
            ]
        health: dict[str, int] = {}
        overdue = 0.0
        for _, state in feeds:
            health[state.health.value] = health.get(state.health.value, 0) + 1
            if state.next_poll_after is not None:
                overdue = max(overdue, (now - state.next_poll_after).total_seconds())
        counts.append(("araxes_feeds", "Enabled feeds by health", "health", health))
        for name, text, label, values in counts:
            family = GaugeMetricFamily(name, text, labels=[label])
            for key, value in values.items():
                family.add_metric([key], float(value))
            yield family
        attention = GaugeMetricFamily(
            "araxes_feed_needs_attention",
            "Core feeds that fail for too long, went quiet or are gone",
            labels=["feed"],
        )
        for feed, state in feeds:
            if concern(feed, state, now):
                attention.add_metric([feed.name], 1.0)
        yield attention
        yield GaugeMetricFamily("araxes_poll_overdue_seconds", "How late the latest feed is", value=overdue)
