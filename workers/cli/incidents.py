"""`araxes incidents`: list, show, merge, split."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from pipeline import clock
from pipeline.alerts.decide import snapshot
from pipeline.flow import curate
from pipeline.incidents.incident import Incident
from pipeline.incidents.story import title
from pipeline.ports import Transaction
from workers.cli.options import Countries, Json, Limit, Since, Types, opened, print_rows, selection

app = typer.Typer(no_args_is_help=True, help="What happened, joined from the reports of many articles.")


@app.command("list")
def list_(
    since: Since = None,
    type: Types = None,
    country: Countries = None,
    status: Annotated[str | None, typer.Option(help="Only this status.")] = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """List incidents, the last updated first."""
    where = selection(since, type, country, clock.now(), limit=limit, state=status)
    with opened() as store, store.read() as tx:
        found = tx.find_incidents(where)
    print_rows(
        (row(i) for i in found),
        {
            "updated": "updated",
            "type": "type",
            "status": "status",
            "countries": "countries",
            "title": "who and where",
            "date_start": "date",
            "outlets": "outlets",
            "id": "id",
        },
        as_json,
    )


@app.command()
def show(incident_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """Show an incident: its history, its sources, each decision and what was sent."""
    with opened() as store, store.read() as tx:
        incident = curate.need(tx, incident_id)
        whole = {**row(incident), **snapshot(incident), **_chain(tx, incident)}
    if as_json:
        print_rows([whole], {}, True)
    else:
        _print(whole)


@app.command()
def merge(
    into: Annotated[str, typer.Argument(metavar="ID", help="The incident that stays.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The incident that is the same.")],
    owner: Annotated[str | None, typer.Option(help="Who decides this; default: you.")] = None,
    as_json: Json = False,
) -> None:
    """Say that two incidents are the same happening. Sources of both are kept; nobody is alerted."""
    with opened() as store, store.write(exclusive=True) as tx:
        merged = curate.merge(tx, into, other, owner or getpass.getuser(), clock.now())
    print_rows([row(merged)], {"id": "id", "title": "who and where", "sources": "sources"}, as_json)


@app.command()
def split(
    incident_id: Annotated[str, typer.Argument(metavar="ID")],
    article: Annotated[
        list[str], typer.Option("--article", help="An article that reports something else; repeatable.")
    ],
    owner: Annotated[str | None, typer.Option(help="Who decides this; default: you.")] = None,
    as_json: Json = False,
) -> None:
    """Say that some articles of an incident report another happening. Nobody is alerted."""
    with opened() as store, store.write(exclusive=True) as tx:
        halves = curate.split(tx, incident_id, article, owner or getpass.getuser(), clock.now())
    print_rows(map(row, halves), {"id": "id", "title": "who and where", "sources": "sources"}, as_json)


def row(incident: Incident) -> dict[str, Any]:
    """An incident as one row."""
    return {
        "id": incident.id,
        "story": incident.story_id,
        "type": incident.type.value,
        "status": incident.status.value,
        "countries": list(incident.countries),
        "in_scope": incident.in_scope,
        "title": title(incident),
        "place": incident.place,
        "date_start": incident.date_start.isoformat() if incident.date_start else None,
        "outlets": len(incident.outlets),
        "sources": len(incident.sources),
        "told": list(incident.told),
        "opened": incident.opened,
        "updated": incident.updated,
        "version": incident.version,
    }


def _chain(tx: Transaction, incident: Incident) -> dict[str, Any]:
    return {
        "by_hand": dict(incident.extra),
        "decisions": [
            {
                "at": at.isoformat(),
                "reason": d.reason.value,
                "because": d.because,
                "article": d.article_id,
                "changes": list(d.changes),
            }
            for at, d in tx.decisions(incident.id)
        ],
        "alerts": [
            {"id": a.id, "reason": a.reason.value, "raised": a.raised.isoformat(), "because": a.because}
            for a in tx.alerts_of(incident.id)
        ],
        "deliveries": [
            {
                "id": d.id,
                "receiver": d.receiver,
                "state": d.state.value,
                "next_attempt": d.next_attempt.isoformat(),
                "attempts": len(d.attempts),
                **d.extra,
            }
            for d in tx.find_deliveries(incident_id=incident.id)
        ],
    }


def _print(whole: dict[str, Any]) -> None:
    console = Console(highlight=False)

    def line(text: str) -> None:
        console.print(escape(text), soft_wrap=True)

    line(f"{whole['type']} {whole['status']}, {', '.join(whole['countries'])}: {whole['title']}")
    line(f"{whole['id']}, story {whole['story']}, confidence {whole['confidence']}")
    for key, heading in (("history", "History"), ("sources", "Sources"), ("decisions", "Decisions")):
        console.print(f"\n[bold]{heading}[/bold]")
        for one in whole[key]:
            line(_line(key, one))
            for quote in one.get("evidence", ()):
                line(f"    “{quote}”")
    if whole["by_hand"]:
        console.print("\n[bold]By hand[/bold]")
        for what, who in whole["by_hand"].items():
            line(f"{what}: {who}")
    console.print("\n[bold]Deliveries[/bold]")
    for one in whole["deliveries"]:
        line(f"{one['receiver']}: {one['state']}, {one['attempts']} tries, {one.get('route')}  {one['id']}")
    if not whole["deliveries"]:
        line("none")


def _line(kind: str, one: dict[str, Any]) -> str:
    if kind == "history":
        return f"{_short(one['at'])}  {one['status']}: {one['reason']} ({one['article']})"
    if kind == "sources":
        marks = [w for w, on in (("copy", not one["independent"]), ("withdrawn", one["withdrawn"])) if on]
        shown = f" [{', '.join(marks)}]" if marks else ""
        return f"{_short(one['published'])}  {one['outlet']}{shown}: {one['title']}  {one['url']}"
    return f"{_short(one['at'])}  {one['reason']}: {one['because']} ({one['article']})"


def _short(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%Y-%m-%d %H:%M")
