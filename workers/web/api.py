"""The JSON API under /api: what the dashboard shows, for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from pipeline.alerts.alert import Alert, Delivery, DeliveryState
from pipeline.alerts.notice import Notice
from pipeline.articles.article import Article
from pipeline.events.event import EventType
from pipeline.feeds.feed import FeedState
from pipeline.flow.deliver import send_again
from pipeline.incidents.incident import Incident
from pipeline.ports import Filter
from workers.web.answers import missing
from workers.web.health import readiness

if TYPE_CHECKING:
    from workers.web.app import WebParts

router = APIRouter(prefix="/api", tags=["data"])

_incident = TypeAdapter(Incident)
_alert = TypeAdapter(Alert)
_notice = TypeAdapter(Notice)
_article = TypeAdapter(Article)
_delivery = TypeAdapter(Delivery)
_state = TypeAdapter(FeedState)


class Where(BaseModel):
    """The filters that lists take."""

    model_config = ConfigDict(extra="forbid")

    since: datetime | None = Field(None, description="ISO 8601 time; UTC where it has no zone")
    type: EventType | None = None
    country: str | None = Field(
        None,
        pattern=r"^([A-Z]{3}(,[A-Z]{3})*)?$",
        description="ISO 3166 alpha-3; several with commas: all take part",
    )
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0)

    @field_validator("since", "type", "country", mode="before")
    @classmethod
    def _empty_is_all(cls, value: object) -> object:
        """A form sends the fields that were left empty as well."""
        return None if value == "" else value


def where(selected: Where) -> Filter:
    """The store's filter for what was asked."""
    since = selected.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return Filter(
        since=since,
        types=frozenset({selected.type} if selected.type else ()),
        countries=frozenset(selected.country.split(",") if selected.country else ()),
        limit=selected.limit,
        offset=selected.offset,
    )


@router.get("/status")
def status(request: Request) -> dict[str, Any]:
    """What runs and how much there is."""
    parts = request.app.state.parts
    with parts.store.read() as tx:
        return {
            "checks": readiness(parts),
            "articles": {str(k): v for k, v in tx.count_articles().items()},
            "events": tx.count_events(),
            "incidents": tx.count_incidents(),
            "alerts": tx.count_alerts(),
            "deliveries": tx.count_deliveries(),
        }


@router.get("/events")
def events(request: Request, selected: Annotated[Where, Query()]) -> list[dict[str, Any]]:
    """Events, newest article first, in the gold format with ids."""
    with request.app.state.parts.store.read() as tx:
        return [
            {"id": s.id, "article": s.article_id, **s.event.to_gold(s.incident_id)}
            for s in tx.find_events(where(selected))
        ]


@router.get("/incidents")
def incidents(request: Request, selected: Annotated[Where, Query()]) -> list[Any]:
    """Incidents, last updated first."""
    with request.app.state.parts.store.read() as tx:
        return [_incident.dump_python(i, mode="json") for i in tx.find_incidents(where(selected))]


@router.get("/incidents/{incident_id}")
def incident(request: Request, incident_id: str) -> Any:
    """One incident with its history, sources, decisions and alerts."""
    with request.app.state.parts.store.read() as tx:
        found = tx.incident(incident_id)
        if found is None:
            raise missing("incident", incident_id)
        return _incident.dump_python(found, mode="json") | {
            "decisions": [
                {"at": at.isoformat(), "reason": d.reason, "because": d.because, "article": d.article_id}
                for at, d in tx.decisions(found.id)
            ],
            "alerts": [_alert.dump_python(a, mode="json") for a in tx.alerts_of(found.id)],
        }


@router.get("/articles/{article_id}")
def article(request: Request, article_id: str) -> Any:
    """One article with its state, the reason for it and its events."""
    with request.app.state.parts.store.read() as tx:
        found = tx.article(article_id)
        if found is None:
            raise missing("article", article_id)
        return _article.dump_python(found, mode="json") | {
            "events": [s.event.to_gold(s.incident_id) for s in tx.events_of(article_id)]
        }


@router.get("/alerts")
def alerts(request: Request, selected: Annotated[Where, Query()]) -> list[Any]:
    """Alerts, newest first."""
    with request.app.state.parts.store.read() as tx:
        return [_alert.dump_python(a, mode="json") for a in tx.find_alerts(where(selected))]


@router.get("/notices")
def notices(request: Request) -> list[Any]:
    """What was told about feeds that need attention, newest first."""
    with request.app.state.parts.store.read() as tx:
        return [_notice.dump_python(n, mode="json") for n in tx.find_notices(500)]


@router.get("/feeds")
def feeds(request: Request) -> list[dict[str, Any]]:
    """Feeds with their polling state."""
    with request.app.state.parts.store.read() as tx:
        return [
            {
                "id": feed.id,
                "name": feed.name,
                "configured_url": feed.url,
                "outlet": feed.outlet,
                "tier": feed.tier,
                "enabled": feed.enabled,
                **_state.dump_python(state, mode="json", exclude={"arrivals", "extra"}),
            }
            for feed, state in tx.feeds(enabled_only=False)
        ]


@router.get("/deliveries")
def deliveries(
    request: Request, state: DeliveryState | None = None, receiver: str | None = None
) -> list[Any]:
    """Deliveries with every attempt, newest first."""
    with request.app.state.parts.store.read() as tx:
        return [
            _delivery.dump_python(d, mode="json")
            for d in tx.find_deliveries(state=state, receiver=receiver, limit=500)
        ]


@router.post("/deliveries/{delivery_id}/replay", status_code=202)
def replay(request: Request, delivery_id: str) -> dict[str, str]:
    """Send a delivery once more. Its id stays, so a reader that has it recognises it."""
    requeue(request.app.state.parts, delivery_id)
    return {"delivery": delivery_id, "state": "pending"}


def requeue(parts: WebParts, delivery_id: str) -> None:
    """Send a delivery again, now."""
    if not send_again(parts.store, [delivery_id], parts.now()):
        raise missing("delivery", delivery_id)
    parts.queue.enqueue_deliveries([delivery_id])
