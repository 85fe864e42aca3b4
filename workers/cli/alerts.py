"""`araxes alerts`, `araxes events`: what was told, and what was read."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipeline import clock
from pipeline.alerts.alert import Alert
from pipeline.alerts.notice import Notice
from pipeline.ports import StoredEvent
from workers.cli.options import Countries, Json, Limit, Since, Types, opened, print_rows, selection

alerts = typer.Typer(no_args_is_help=True)
events = typer.Typer(no_args_is_help=True)


@alerts.callback()
def _alerts() -> None:
    """What was told, to whom, and why."""


@events.callback()
def _events() -> None:
    """What each article reports."""


@alerts.command("list")
def list_alerts(
    since: Since = None,
    type: Types = None,
    country: Countries = None,
    reason: Annotated[str | None, typer.Option(help="Only this reason, e.g. status_changed.")] = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """List alerts, the newest first, with the state of their deliveries."""
    where = selection(since, type, country, clock.now(), limit=limit, state=reason)
    with opened() as store, store.read() as tx:
        rows = [
            {
                **alert_row(a),
                "deliveries": [f"{d.receiver} {d.state.value}" for d in tx.find_deliveries(alert_id=a.id)],
            }
            for a in tx.find_alerts(where)
        ]
    columns = {
        "raised": "raised",
        "reason": "reason",
        "type": "type",
        "status": "status",
        "countries": "countries",
        "title": "title",
        "deliveries": "deliveries",
        "id": "id",
    }
    print_rows(rows, columns, as_json)


@alerts.command("notices")
def list_notices(limit: Limit = 100, as_json: Json = False) -> None:
    """List what was told about feeds that need attention, the newest first, with its deliveries."""
    with opened() as store, store.read() as tx:
        rows = [
            {
                **notice_row(n),
                "deliveries": [f"{d.receiver} {d.state.value}" for d in tx.find_deliveries(alert_id=n.id)],
            }
            for n in tx.find_notices(limit)
        ]
    columns = {
        "raised": "raised",
        "state": "state",
        "because": "because",
        "feeds": "feeds",
        "deliveries": "deliveries",
        "id": "id",
    }
    print_rows(rows, columns, as_json)


@events.command("list")
def list_events(
    since: Since = None,
    type: Types = None,
    country: Countries = None,
    status: Annotated[str | None, typer.Option(help="Only this status.")] = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """List events, the newest article first."""
    where = selection(since, type, country, clock.now(), limit=limit, state=status)
    with opened() as store, store.read() as tx:
        rows = [event_row(s) for s in tx.find_events(where)]
    columns = {
        "type": "type",
        "status": "status",
        "countries": "countries",
        "who": "who",
        "place": "place",
        "date_start": "date",
        "confidence": "sure",
        "article": "article",
        "incident": "incident",
    }
    print_rows(rows, columns, as_json)


def alert_row(alert: Alert) -> dict[str, Any]:
    """An alert as one row."""
    told = alert.snapshot
    sources = told.get("sources") or [{}]
    return {
        "id": alert.id,
        "raised": alert.raised,
        "reason": alert.reason.value,
        "because": alert.because,
        "type": told.get("type"),
        "status": told.get("status"),
        "countries": told.get("countries"),
        "title": next((s.get("title") for s in sources if s.get("article") == alert.article_id), ""),
        "incident": alert.incident_id,
        "story": alert.story_id,
        "article": alert.article_id,
        "changes": list(alert.changes),
    }


def notice_row(notice: Notice) -> dict[str, Any]:
    """A notice as one row."""
    return {
        "id": notice.id,
        "raised": notice.raised,
        "state": notice.state.value,
        "because": notice.because,
        "feeds": [f"{t.name} {t.kind.value}" for t in notice.troubles],
        "remaining": notice.remaining,
        "outage": notice.outage,
        "thread": notice.thread,
    }


def event_row(stored: StoredEvent) -> dict[str, Any]:
    """An event as one row, in the gold format with ids."""
    return {
        "id": stored.id,
        "article": stored.article_id,
        **stored.event.to_gold(stored.incident_id),
        "who": [p.name for p in stored.event.participants],
        "because": stored.because,
    }
