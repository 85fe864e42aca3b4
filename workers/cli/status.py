"""`araxes status`: how the service is doing, from the store and the queue server."""

from __future__ import annotations

import json
import socket
from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.settings import load_settings
from pipeline import clock
from pipeline.errors import QueueError
from pipeline.feeds.feed import Feed, FeedState
from pipeline.feeds.trouble import concern
from pipeline.ports import Store
from workers import bootstrap
from workers.queues import RedisQueue

ALIVE = timedelta(seconds=90)
"""A process whose last heartbeat is older counts as not running."""
FORGOTTEN = timedelta(days=1)
"""A process whose last heartbeat is older is not shown."""


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    healthy: Annotated[
        str | None,
        typer.Option(
            metavar="PROCESS",
            help="Only tell whether this process (scheduler, worker, web) lives on this host: exit 0 or 1.",
        ),
    ] = None,
) -> None:
    """Show processes, queues, feeds by health, articles and deliveries by state.

    Examples:

        araxes status

        araxes status --json

        araxes status --healthy worker
    """
    settings = load_settings()
    store = bootstrap.store(settings)
    now = clock.now()
    if healthy is not None:
        raise typer.Exit(0 if lives(store, healthy, now) else 1)
    found = {
        "processes": processes(store, now),
        "queues": queue_lengths(bootstrap.queue(settings)),
        **counts(store),
    }
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        show(found, Console())


def lives(store: Store, process: str, now: datetime) -> bool:
    """Whether a process of this kind beat lately on this host. A container's host name is its own."""
    host = socket.gethostname()
    for name, (at, _) in store.beats().items():
        kind, *rest = name.split(":")
        if kind == process and (not rest or rest[0] == host) and now - at < ALIVE:
            return True
    return False


def processes(store: Store, now: datetime) -> list[dict[str, Any]]:
    """Each process that beat within a day, with the age of its heartbeat in seconds."""
    return [
        {
            "name": name,
            "alive": now - at < ALIVE,
            "beat_seconds_ago": int((now - at).total_seconds()),
            "note": note,
        }
        for name, (at, note) in sorted(store.beats().items())
        if now - at < FORGOTTEN
    ]


def queue_lengths(queue: RedisQueue) -> dict[str, Any]:
    """Waiting and failed jobs by queue, or the sentence why they cannot be told."""
    try:
        waiting, failed = queue.lengths(), queue.failed()
    except QueueError as error:
        return {"error": str(error)}
    return {name: {"waiting": n, "failed": failed[name]} for name, n in waiting.items()}


def counts(store: Store) -> dict[str, Any]:
    """What the store holds."""
    with store.read() as tx:
        return {
            "feeds": dict(sorted(Counter(state.health.value for _, state in tx.feeds()).items())),
            "articles": {state.value: n for state, n in sorted(tx.count_articles().items())},
            "events": dict(sorted(tx.count_events().items())),
            "incidents": dict(sorted(tx.count_incidents().items())),
            "alerts": dict(sorted(tx.count_alerts().items())),
            "deliveries": dict(sorted(tx.count_deliveries().items())),
            "feeds_to_look_after": concerns(tx.feeds()),
            "receivers_off": tx.disabled_receivers(),
        }


def concerns(feeds: list[tuple[Feed, FeedState]]) -> list[str]:
    """A sentence for each core feed that somebody should look after."""
    now = clock.now()
    return [said for feed, state in feeds if (said := concern(feed, state, now))]


def show(found: dict[str, Any], console: Console) -> None:
    """For people."""
    table = Table("process", "state", "last heartbeat", "", box=None, pad_edge=False)
    for one in found["processes"]:
        state = "[green]runs[/]" if one["alive"] else "[red]gone[/]"
        table.add_row(one["name"], state, f"{one['beat_seconds_ago']} s ago", one["note"])
    console.print(
        table if found["processes"] else "No process has run within a day; `araxes run` starts them."
    )
    if "error" in found["queues"]:
        console.print(f"[red]{escape(found['queues']['error'])}[/]")
    else:
        table = Table("queue", "waiting", "failed", box=None, pad_edge=False)
        for name, numbers in found["queues"].items():
            table.add_row(name, str(numbers["waiting"]), str(numbers["failed"]))
        console.print(table)
    for what in ("feeds", "articles", "events", "incidents", "alerts", "deliveries"):
        told = ", ".join(f"{name} {n}" for name, n in found[what].items()) or "none"
        console.print(f"[bold]{what}[/]: {told}")
    for said in found["feeds_to_look_after"]:
        console.print(f"[red]{escape(said)}[/]")
    for name, why in found["receivers_off"].items():
        console.print(f"[red]receiver {escape(name)} is switched off: {escape(why)}[/]")
