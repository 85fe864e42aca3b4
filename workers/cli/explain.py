"""`araxes explain`: why an article was read as it was, and why an incident was told or not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Rich

from config.settings import load_settings
from pipeline.errors import InputError
from pipeline.events.event import Event, Reading
from pipeline.events.structure import Segment, segment
from pipeline.ports import Text
from pipeline.relevance.verdict import Verdict
from workers.cli.texts import read_texts, read_time

if TYPE_CHECKING:
    from pipeline.ports import Store

_MENTION = {
    "person": "cyan",
    "organisation": "magenta",
    "country": "green",
    "place": "yellow",
    "role": "blue",
}
_SILENT = "dim"
_EVIDENCE = "bold"
_TURNED_DOWN = "underline red"


def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="An article id, an incident id, a file of gold lines, or a text file; - is stdin."
        ),
    ],
    only: Annotated[
        str | None, typer.Option("--id", help="Of a file with several articles: this one.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When a plain text was published, e.g. 2023-04-19 (default: now).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Show how an article is read: names, parts of the text, events with their sentences and reasons, and the
    triggers that were turned down and why. For an incident: its sources, history, decisions and deliveries.
    """
    settings = load_settings()
    console = Console(highlight=False)
    path = Path(what)
    if what == "-" or path.is_file():
        from workers import bootstrap

        when = read_time(published) if published is not None else None
        given = read_texts([] if what == "-" else [path], when)
        texts = [t for t in given if only in (None, t.article_id)]
        if not texts:
            raise InputError(f"{what}: no article {only} in it; leave --id out to see all")
        gate = bootstrap.gate(settings)
        for text, reading in zip(texts, bootstrap.extractor(settings).read(texts), strict=True):
            _show(console, text, reading, gate.judge(text.title, text.text), as_json)
        return
    from workers import bootstrap

    store = bootstrap.store(settings)
    try:
        shown = _stored_article(console, store, what, as_json) or _stored_incident(
            console, store, what, as_json
        )
    finally:
        store.close()
    if not shown:
        raise InputError(
            f"{what}: no such file, article or incident; `araxes events` and `araxes incidents` list ids"
        )


# ------------------------------------------------------------ an article


def _show(console: Console, text: Text, reading: Reading, verdict: Verdict | None, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(as_row(text, reading, verdict), ensure_ascii=False))
    else:
        console.print(render(text, reading, verdict))


def as_row(text: Text, reading: Reading, verdict: Verdict | None) -> dict[str, Any]:
    """All that is known of one reading, as one JSON object."""
    return {
        "id": text.article_id,
        "relevant": reading.relevant,
        "gate": None
        if verdict is None
        else {"worth_parsing": verdict.worth_parsing, "named": verdict.named, "reason": verdict.reason},
        "reason": reading.reason,
        "segments": [
            {"kind": s.kind.value, "field": s.field, "start": s.start, "end": s.end, "item": s.item}
            for s in segment(text.title, text.text)
        ],
        "mentions": [
            {
                "text": m.text,
                "start": m.start,
                "end": m.end,
                "kind": m.kind,
                "name": m.name,
                "country": m.country,
            }
            for m in reading.mentions
        ],
        "events": [
            {
                **e.to_gold(),
                "reasons": list(e.reasons),
                "spans": [{"field": s.field, "start": s.start, "end": s.end} for s in e.evidence],
            }
            for e in reading.events
        ],
        "candidates": [
            {"text": c.text, "start": c.start, "end": c.end, "type": c.type.value, "reason": c.reason}
            for c in reading.candidates
        ],
    }


def render(text: Text, reading: Reading, verdict: Verdict | None = None) -> Group:
    """The text with names and evidence marked, then every event and every candidate with its reason."""
    parts: list[Any] = [Rich(text.title or "(no title)", style="bold")]
    parts.append(
        Rich(f"{text.article_id}  {text.outlet}  {text.published:%a %Y-%m-%d %H:%M %Z}", style="dim")
    )
    if verdict is not None:
        parts.append(Rich(f"gate: {verdict.reason}", style="dim"))
    parts += [Rich(), *_marked(text, reading), Rich()]
    for number, event in enumerate(reading.events, 1):
        parts += _event(number, event)
    if not reading.events:
        parts.append(Rich(f"no event: {reading.reason or 'no trigger was found'}"))
    if reading.candidates:
        parts.append(Rich("turned down:", style="bold"))
        parts += [_candidate(c.type.value, c.text, c.reason) for c in reading.candidates]
    parts.append(
        Rich("relevant" if reading.relevant else f"not relevant {reading.reason}".rstrip(), style="bold")
    )
    return Group(*parts, Rich())


def _marked(text: Text, reading: Reading) -> Iterator[Any]:
    """The text, segment by segment; what reports nothing is dimmed and named."""
    whole = Rich(text.text)
    for mention in reading.mentions:
        whole.stylize(_MENTION.get(mention.kind, "green"), mention.start, mention.end)
    for event in reading.events:
        for span in event.evidence:
            if span.field == "text":
                whole.stylize(_EVIDENCE, span.start, span.end)
    for candidate in reading.candidates:
        whole.stylize(_TURNED_DOWN, candidate.start, candidate.end)
    for part in segment("", text.text):
        yield _segment(part, whole)


def _segment(part: Segment, whole: Rich) -> Padding:
    line = whole[part.start : part.end]
    if not part.carries_events:
        line.stylize(_SILENT)
    label = part.kind.value if part.item is None else f"{part.kind.value} {part.item}"
    return Padding(Rich.assemble((f"{label:<12}", "dim"), line), (0, 0, 0, 0))


def _event(number: int, event: Event) -> Iterator[Any]:
    way = f" {event.origin} → {event.destination}" if event.origin else ""
    head = f"{number}. {event.type} {event.status}  {'-'.join(event.countries)}{way}"
    scope = "" if event.in_scope else "  out of scope"
    codes = " ".join(c for c in (event.category, event.mode, event.cameo) if c)
    yield Rich.assemble((head, "bold"), (f"{scope}  {codes}  confidence {event.confidence:.2f}", "dim"))
    facts = Table(box=None, show_header=False, padding=(0, 1, 0, 3))
    for name, value in (
        ("who", ", ".join(f"{p.name} ({p.country or '?'})" for p in event.participants)),
        ("where", event.place or ""),
        ("when", _when(event)),
        ("what", " ".join(str(v) for v in (event.instrument, event.subject) if v)),
        ("value", f"{event.value.amount} {event.value.currency}" if event.value else ""),
    ):
        if value:
            facts.add_row(name, value)
    for span in event.evidence:
        facts.add_row("says", f"“{span.text}”" + (" (title)" if span.field == "title" else ""))
    for reason in event.reasons:
        facts.add_row("why", reason, style="dim")
    yield facts
    yield Rich()


def _when(event: Event) -> str:
    if event.date_start is None:
        return ""
    return f"{event.date_start} to {event.date_end}" if event.date_end else str(event.date_start)


def _candidate(kind: str, text: str, reason: str) -> Rich:
    return Rich.assemble("   ", (text, _TURNED_DOWN), f"  {kind}: ", (reason, "dim"))


# ------------------------------------------------------------ from the store


def _stored_article(console: Console, store: Store, ident: str, as_json: bool) -> bool:
    with store.read() as tx:
        article = tx.article(ident)
        if article is None:
            return False
        reading = tx.reading(ident)
        joined = tx.events_of(ident)
    text = Text.of(article)
    state = {"state": article.state.value, "reason": article.reason, "url": article.url}
    if as_json:
        row: dict[str, Any] = {"id": article.id, **state}
        if reading is not None:
            row = {**as_row(text, reading, None), **state}
        row["joined"] = [{"event": e.id, "incident": e.incident_id, "because": e.because} for e in joined]
        typer.echo(json.dumps(row, ensure_ascii=False))
        return True
    if reading is not None:
        console.print(render(text, reading))
    else:
        console.print(Rich(article.title, style="bold"))
    console.print(f"{article.state}: {article.reason}", markup=False)
    for stored in joined:
        kind = f"{stored.event.type} {stored.event.status}"
        console.print(f"   {kind} → {stored.incident_id or 'no incident'}: {stored.because}", markup=False)
    return True


def _stored_incident(console: Console, store: Store, ident: str, as_json: bool) -> bool:
    with store.read() as tx:
        incident = tx.incident(ident)
        if incident is None:
            return False
        decisions = tx.decisions(incident.id)
        alerts = tx.alerts_of(incident.id)
        deliveries = tx.find_deliveries(incident_id=incident.id)
    rows: list[tuple[datetime, str, str]] = []
    rows += [
        (s.published, "report", f"{s.outlet} says {s.status}: {s.title} ({s.article_id})")
        for s in incident.sources
    ]
    rows += [(h.at, "status", f"{h.status}: {h.reason} ({h.article_id})") for h in incident.history]
    rows += [
        (at, "decision", f"{d.reason}: {d.because}" + (f" [{', '.join(d.changes)}]" if d.changes else ""))
        for at, d in decisions
    ]
    rows += [(a.raised, "alert", f"{a.reason}: {a.because} ({a.id})") for a in alerts]
    for delivery in deliveries:
        rows.append(
            (delivery.created, "delivery", f"to {delivery.receiver}: {delivery.state} ({delivery.id})")
        )
        rows += [
            (t.at, "attempt", f"{delivery.receiver} {'ok' if t.ok else 'failed'} {t.status} {t.answer}")
            for t in delivery.attempts
        ]
    rows.sort(key=lambda r: r[0])
    if as_json:
        for at, kind, words in rows:
            row = {"incident": incident.id, "at": at.isoformat(), "step": kind, "what": words}
            typer.echo(json.dumps(row, ensure_ascii=False))
        return True
    names = ", ".join(p.name for p in incident.participants)
    console.print(
        Rich(
            f"{incident.id}  {incident.type} {incident.status}  {'-'.join(incident.countries)}", style="bold"
        )
    )
    console.print(
        f"{names or 'nobody named'}  {incident.place or ''}  {incident.date_start or ''}  "
        f"story {incident.story_id}  {_count(incident.outlets, 'independent outlet')}",
        markup=False,
    )
    table = Table("when", "what", "", box=None, pad_edge=False)
    for at, kind, words in rows:
        table.add_row(f"{at:%Y-%m-%d %H:%M:%S}", kind, Rich(words))
    console.print(table)
    return True


def _count(things: Iterable[str], name: str) -> str:
    number = len(list(things))
    return f"{number} {name}" + ("" if number == 1 else "s")
