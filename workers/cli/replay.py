"""`araxes replay`: carry articles in the gold format through the real stages, nothing sent."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from pipeline.errors import InputError
from pipeline.events.event import Event, EventType, Evidence, Instrument, Participant, Reading, Status
from pipeline.flow.replay import Carried, Replay
from pipeline.gazetteer.countries import cities
from pipeline.gazetteer.fold import key
from pipeline.incidents.places import country_named
from pipeline.ports import Extractor, Gate, Text
from pipeline.quality.gold import GoldArticle, Row, read_gold
from pipeline.relevance.verdict import Verdict


def replay(
    file: Annotated[
        Path, typer.Argument(help="Articles in the gold format, `events` may be missing; - is stdin.")
    ],
    events: Annotated[
        Path | None, typer.Option(help="Write each article with its events and their incidents here.")
    ] = None,
    alerts: Annotated[Path | None, typer.Option(help="Write each alert here, in the order raised.")] = None,
    gold_events: Annotated[
        bool,
        typer.Option("--gold-events", help="Join the file's events instead of reading its articles."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Carry articles through gate, reading, joining and alert decision, in the order of their publication.

    Runs in one process with a temporary store; the clock follows `published`; nothing is fetched or sent.
    Give both outputs to a scorer, or compare them with those of another version.
    """
    from config.settings import load_settings
    from workers import bootstrap

    articles = read_gold(Path("/dev/stdin") if str(file) == "-" else file)
    _distinct(articles, file)
    settings = load_settings()
    gate: Gate
    extractor: Extractor
    if gold_events:
        gate, extractor = OpenGate(), GoldExtractor(articles)
    else:
        gate, extractor = bootstrap.gate(settings), bootstrap.extractor(settings)
    rules = bootstrap.rules(settings)
    with tempfile.TemporaryDirectory(prefix="araxes-replay-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "database_url": None})
        store = bootstrap.store(own)
        try:
            service = Replay(store=store, gate=gate, extractor=extractor, rules=rules)
            counts = _run(service, articles, events, alerts)
        finally:
            store.close()
    if as_json:
        typer.echo(json.dumps(counts))
        return
    console = Console(highlight=False)
    console.print(
        f"{counts['articles']} articles, {counts['events']} events, {counts['incidents']} incidents, "
        f"{counts['alerts']} alerts"
    )


def _run(
    service: Replay, articles: Sequence[GoldArticle], events: Path | None, alerts: Path | None
) -> dict[str, int]:
    counts = {"articles": 0, "events": 0, "incidents": 0, "alerts": 0}
    incidents: set[str] = set()
    with _open(events) as told, _open(alerts) as raised:
        for row, carried in carry_all(service, articles):
            line = event_line(row, carried)
            told.write(json.dumps(line, ensure_ascii=False) + "\n")
            for alert in alert_lines(row, carried):
                raised.write(json.dumps(alert, ensure_ascii=False) + "\n")
                counts["alerts"] += 1
            counts["articles"] += 1
            counts["events"] += len(carried.told)
            incidents |= {t.incident_id for t in carried.told if t.incident_id}
    return {**counts, "incidents": len(incidents)}


def carry_all(service: Replay, articles: Iterable[GoldArticle]) -> Iterator[tuple[GoldArticle, Carried]]:
    """Each article with what became of it, in the order of publication."""
    ordered = sorted(((row.as_fed(), row) for row in articles), key=lambda a: (a[0].published, a[0].id))
    quiet = Console(stderr=True)
    for article, row in track(
        ordered, "reading", console=quiet, transient=True, disable=not quiet.is_terminal
    ):
        yield row, service.carry(article)


def event_line(row: GoldArticle, carried: Carried) -> dict[str, Any]:
    """The article's line for a scorer: the gold format with `incident` filled in."""
    return {
        "id": row.id,
        "outlet": row.outlet,
        "language": row.language,
        "published": row.published.isoformat(),
        "url": row.url,
        "title": row.title,
        "state": carried.article.state.value,
        "reason": carried.article.reason,
        "relevant": carried.relevant,
        "events": [{**t.event.to_gold(t.incident_id), "because": t.because} for t in carried.told],
    }


def alert_lines(row: GoldArticle, carried: Carried) -> list[dict[str, Any]]:
    """A line for each alert that the article raised."""
    return [
        {
            "article": row.id,
            "type": o.after.type.value,
            "status": o.after.status.value,
            "countries": list(o.after.countries),
            "reason": o.decision.reason.value,
            "because": o.decision.because,
            "incident": o.after.id,
            "story": o.after.story_id,
        }
        for o in carried.outcomes
        if o.decision.alerts
    ]


class OpenGate:
    """Lets every article through: its events are given."""

    def judge(self, title: str, text: str) -> Verdict:
        return Verdict(True, {}, "the events are given")


class GoldExtractor:
    """Reads the events that the file gives."""

    def __init__(self, articles: Sequence[GoldArticle]) -> None:
        unlabelled = next((a.id for a in articles if not a.labelled), None)
        if unlabelled is not None:
            raise InputError(
                f"article {unlabelled} has no events; leave --gold-events out to read the articles"
            )
        self._rows = {a.id: a for a in articles}

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        for text in texts:
            row = self._rows[text.article_id]
            found = tuple(event_of(e, f"article {row.id}") for e in row.events)
            yield Reading(article_id=row.id, relevant=row.relevant, events=found)


def event_of(row: Row, where: str) -> Event:
    """An event from the gold format; InputError when a field holds what it cannot."""
    try:
        return _event_of(row)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{where}: an event is not in the gold format: {error}; see docs/guidelines.md"
        ) from None


def _event_of(row: Row) -> Event:
    place = row.get("place")
    return Event(
        type=EventType(row["type"]),
        status=Status(row["status"]),
        countries=tuple(sorted(row["countries"])),
        in_scope=bool(row["in_scope"]),
        category=str(row.get("category") or ""),
        mode=row.get("mode"),
        cameo=row.get("cameo"),
        origin=row.get("from"),
        destination=row.get("to"),
        participants=tuple(_participant(p) for p in row.get("participants") or ()),
        place=place,
        place_country=_country_of(place) if place else None,
        date_start=_day(row.get("date_start")),
        date_end=_day(row.get("date_end")),
        subject=row.get("subject"),
        instrument=Instrument(row["instrument"]) if row.get("instrument") else None,
        evidence=tuple(Evidence(str(e), 0, len(str(e))) for e in row.get("evidence") or ()),
        confidence=float(row.get("confidence", 1.0)),
    )


@cache
def _cities() -> dict[str, str]:
    return cities()


def _country_of(place: str) -> str | None:
    return country_named(place) or _cities().get(key(place))


def _participant(row: Mapping[str, Any]) -> Participant:
    return Participant(str(row["name"]), row.get("country"))


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _distinct(articles: Sequence[GoldArticle], file: Path) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise InputError(f"{file}: id {article.id!r} stands twice; give each article an id of its own")
        seen.add(article.id)


def _open(path: Path | None) -> IO[str]:
    try:
        return (path or Path("/dev/null")).open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{path}: cannot write it: {error.strerror}; name a file that can be written"
        ) from None
