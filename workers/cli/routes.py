"""`araxes routes test`: where an event would go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import clock
from pipeline.alerts import group
from pipeline.alerts.alert import Reason
from pipeline.alerts.decide import decide
from pipeline.alerts.labels import Labels, labels
from pipeline.alerts.mute import Silence, silenced
from pipeline.alerts.route import route
from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article
from pipeline.errors import InputError
from pipeline.events.event import Event, EventType, Participant, Status
from pipeline.flow.curate import need
from pipeline.incidents import lifecycle
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report
from workers.cli.options import Json, moment, opened, print_rows, selection

app = typer.Typer(no_args_is_help=True, help="Where alerts go.")


@app.callback()
def routes() -> None:
    """Where alerts go."""


@app.command("test")
def try_out(
    incident: Annotated[str | None, typer.Option(help="Take this stored incident.")] = None,
    type: Annotated[EventType, typer.Option(help="Or make one up: its type,")] = EventType.VISIT,
    status: Annotated[Status, typer.Option(help="its status,")] = Status.OCCURRED,
    country: Annotated[list[str] | None, typer.Option(help="who takes part (alpha-3); repeatable,")] = None,
    origin: Annotated[str | None, typer.Option("--from", help="of a visit: whose,")] = None,
    destination: Annotated[str | None, typer.Option("--to", help="and where to,")] = None,
    actor: Annotated[list[str] | None, typer.Option(help="named people, repeatable,")] = None,
    confidence: Annotated[float, typer.Option(min=0, max=1, help="confidence,")] = 1.0,
    outlets: Annotated[int, typer.Option(min=1, help="number of independent outlets.")] = 1,
    reason: Annotated[Reason, typer.Option(help="The reason of the alert.")] = Reason.NEW,
    at: Annotated[str | None, typer.Option(help="As if it were this time; default: now.")] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Folder with the routes.yaml to test; default: the configured one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show which receivers an alert would go to, when, and why. Nothing is stored or sent.

    Example: araxes routes test --type agreement --country AZE --country ISR --confidence 0.7
    """
    from config.routes import load_routes
    from config.settings import load_settings
    from config.watch import load_watch

    settings = load_settings()
    by = load_routes(rules or settings.config_dir)
    now = moment(at, clock.now()) if at else clock.now()
    silences: list[Silence] = []
    if incident is not None:
        with opened() as store, store.read() as tx:
            known = need(tx, incident)
            silences = tx.silences(now)
    else:
        named = [*(country or ()), *(c for c in (origin, destination) if c)]
        codes = tuple(sorted(selection(None, None, named, now).countries))
        if len(codes) < 2:
            raise InputError("an event has two countries or more; give --country twice, or --from and --to")
        event = Event(
            type=type,
            status=status,
            countries=codes,
            in_scope=load_watch(settings.config_dir).in_scope(codes),
            category="",
            origin=origin.upper() if origin else None,
            destination=destination.upper() if destination else None,
            participants=tuple(Participant(name, None) for name in actor or ()),
            confidence=confidence,
        )
        known = _made_up(event, outlets, now)
    rows = destinations(known, reason, by, silences, now)
    columns = {"receiver": "receiver", "outcome": "outcome", "at": "at", "because": "because"}
    print_rows(rows, columns, as_json)


def destinations(
    incident: Incident, reason: Reason, rules: Rules, silences: list[Silence], now: datetime
) -> list[dict[str, Any]]:
    """A row per receiver: what would happen, when, and why."""
    decision = decide(None, _untold(incident), _article(incident, now), rules.alerts, now)
    if not decision.alerts:
        return [{"receiver": None, "outcome": decision.reason.value, "at": None, "because": decision.because}]
    found: Labels = labels(incident, reason)
    rows = []
    for target in route(found, rules):
        receiver = rules.receiver(target.receiver)
        if receiver is None or not receiver.sends:
            outcome, at = "dashboard and API", now
        elif silence := silenced(found, target.receiver, silences, now):
            outcome, at = f"muted by silence {silence.id}", now
        else:
            plan = group.plan(target, found, [], rules, now)
            outcome, at = (f"held back by {plan.held_by}" if plan.held_by else "sent"), plan.at
        rows.append(
            {
                "receiver": target.receiver,
                "outcome": outcome,
                "at": at.astimezone(UTC).isoformat(timespec="seconds"),
                "because": target.because,
            }
        )
    return rows


def _untold(incident: Incident) -> Incident:
    return replace(incident, told=())


def _article(incident: Incident, now: datetime) -> Article:
    return Article(id="test", url="", outlet="test", title="", published=now, first_seen=now)


def _made_up(event: Event, outlets: int, now: datetime) -> Incident:
    reports = [
        Report(
            id=f"test-{n}",
            article_id=f"test-{n}",
            outlet=f"outlet-{n}",
            url="",
            title="",
            published=now,
            event=event,
        )
        for n in range(outlets)
    ]
    made = lifecycle.open_incident(reports[0], now)
    for report in reports[1:]:
        made = lifecycle.absorb(made, report, now)
    return made
