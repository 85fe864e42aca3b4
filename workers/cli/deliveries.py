"""`araxes deliveries`: what was sent to whom, every attempt, and sending it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from pipeline import clock
from pipeline.alerts.alert import Alert, Delivery, DeliveryState
from pipeline.alerts.notice import Notice
from pipeline.errors import InputError
from pipeline.flow.deliver import send_again
from pipeline.ports import Transaction
from workers.cli.options import Json, Limit, Since, moment, opened, print_rows

app = typer.Typer(no_args_is_help=False)

Receiver = Annotated[str | None, typer.Option(help="Only this receiver.")]
State = Annotated[
    DeliveryState | None, typer.Option(help="Only in this state; `dead` is the dead-letter list.")
]
Incident = Annotated[str | None, typer.Option(help="Only about this incident.")]


@app.callback()
def _deliveries() -> None:
    """What was sent to whom: list it, show every attempt, send it again."""


@app.command("list")
def list_deliveries(
    receiver: Receiver = None,
    state: State = None,
    incident: Incident = None,
    since: Since = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """List deliveries, the newest first.

    Example: `araxes deliveries list --state dead --since 7d`
    """
    with opened() as store, store.read() as tx:
        found = _find(tx, receiver, state, incident, since)[:limit]
        rows = [_row(d, tx.alert(d.alert_id), tx.notice(d.alert_id)) for d in found]
    columns = {
        "created": "created",
        "receiver": "receiver",
        "state": "state",
        "tries": "tries",
        "last": "last answer",
        "alert": "alert",
        "id": "id",
    }
    print_rows(rows, columns, as_json)


@app.command("show")
def show(delivery: Annotated[str, typer.Argument(help="Id of a delivery.")], as_json: Json = False) -> None:
    """Show every attempt of a delivery: when, with which status, how long it took, what was answered."""
    with opened() as store, store.read() as tx:
        found = tx.delivery(delivery)
        if found is None:
            raise InputError(f"there is no delivery {delivery!r}; `araxes deliveries list` shows them")
    rows = [
        {
            "number": a.number,
            "at": a.at,
            "ok": a.ok,
            "status": a.status,
            "ms": a.latency_ms,
            "answer": a.answer,
        }
        for a in found.attempts
    ]
    columns = {"number": "try", "at": "at", "ok": "ok", "status": "status", "ms": "ms", "answer": "answer"}
    print_rows(rows, columns, as_json)


@app.command("replay")
def replay(
    delivery: Annotated[list[str] | None, typer.Argument(help="Ids of deliveries.")] = None,
    receiver: Receiver = None,
    state: State = None,
    incident: Incident = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Send deliveries again: these, or all that match. Ids stay, so a reader that has one recognises it.

    They leave within a minute, when the sweeper comes by.

    Examples: `araxes deliveries replay delivery_1b2c…` ·
    `araxes deliveries replay --receiver newsroom --state dead --since 3d`
    """
    if not delivery and not any((receiver, state, incident, since)):
        raise InputError("say which: ids, or --receiver, --state, --incident or --since")
    now = clock.now()
    with opened() as store:
        with store.read() as tx:
            ids = list(delivery or [])
            missing = [i for i in ids if tx.delivery(i) is None]
            if missing:
                raise InputError(f"there is no delivery {missing[0]!r}; `araxes deliveries list` shows them")
            if not ids:
                ids = [d.id for d in _find(tx, receiver, state, incident, since)]
        again = send_again(store, ids, now)
    print_rows([{"id": i, "state": "pending"} for i in again], {"id": "id", "state": "state"}, as_json)


def _find(
    tx: Transaction,
    receiver: str | None,
    state: DeliveryState | None,
    incident: str | None,
    since: str | None,
) -> list[Delivery]:
    after: datetime | None = moment(since, clock.now()) if since else None
    return tx.find_deliveries(receiver=receiver, state=state, incident_id=incident, since=after)


def _row(delivery: Delivery, alert: Alert | None, notice: Notice | None) -> dict[str, Any]:
    last = delivery.attempts[-1] if delivery.attempts else None
    told = alert.snapshot if alert else {}
    return {
        "id": delivery.id,
        "created": delivery.created,
        "receiver": delivery.receiver,
        "state": delivery.state.value,
        "tries": len(delivery.attempts),
        "last": f"{last.status} {last.answer}"[:80] if last else "",
        "next_attempt": delivery.next_attempt if delivery.state is DeliveryState.PENDING else None,
        "alert": f"feeds {notice.state.value}: {notice.because}"[:100]
        if notice
        else f"{told.get('type', '')} {told.get('status', '')} {'-'.join(told.get('countries') or [])}",
        "incident": alert.incident_id if alert else None,
        "notice": notice.id if notice else None,
    }
