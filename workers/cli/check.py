"""`araxes check`: is everything that users edit in order?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.feeds import load_feeds
from config.gazetteer import load_gazetteer
from config.lexicon import load_lexicon
from config.load import collect
from config.routes import load_routes
from config.settings import Settings, load_settings, secret
from config.watch import load_watch
from pipeline.errors import ConfigError
from pipeline.events.event import Event, EventType
from pipeline.events.lexicon import Entry, Example, Lexicon
from pipeline.ports import Extractor, Text
from workers import bootstrap


def check(
    settings: Annotated[
        bool, typer.Option("--settings", help="List all settings with their values.")
    ] = False,
    examples: Annotated[
        bool, typer.Option(help="Read the examples that stand beside each lexicon entry; takes some seconds.")
    ] = True,
) -> None:
    """Validate all configuration, secrets and settings. Each fault is named with file and line; exit code 2.

    Example: `ARAXES_CONFIG_DIR=my-config araxes check`.
    """
    console = Console()
    now = load_settings()
    if settings:
        console.print(_table(now))
        return
    folder = now.config_dir
    watch, gazetteer, lexicon, feeds, rules, _ = collect(
        lambda: load_watch(folder),
        lambda: load_gazetteer(folder),
        lambda: load_lexicon(folder),
        lambda: load_feeds(folder),
        lambda: load_routes(folder, secret),
        lambda: bootstrap.receivers(now),
    )
    ran = 0
    if examples:
        faults, ran = check_examples(lexicon, bootstrap.extractor(now, scope="any"), folder / "lexicon")
        if faults:
            raise ConfigError(faults)
    enabled = sum(f.enabled for f in feeds)
    console.print(
        f"[green]In order:[/] {enabled} feeds ({len(feeds) - enabled} disabled), "
        f"{len(rules.receivers)} receivers, notices about feeds to "
        f"{', '.join(rules.notices.receivers) or 'nobody (set notices.receivers)'}, "
        f"watching {', '.join(sorted(watch.countries))}, "
        f"{len(gazetteer.actors)} actors, {len(lexicon.entries)} lexicon entries, "
        f"{ran} examples read as they say."
    )


def check_examples(lexicon: Lexicon, extractor: Extractor, where: Path) -> tuple[list[str], int]:
    """Read every example of the lexicon: a fault for each that is not read as it says, and their number.

    An example of an entry must give each event that it names; it may give others, which belong to other
    entries. Those of `examples.yaml` must give what they name and nothing else.
    """
    cases: list[tuple[Entry | None, Example]] = [
        (entry, example) for entry in lexicon.entries for example in entry.examples
    ]
    cases += [(None, example) for example in lexicon.examples]
    texts = [
        Text(
            article_id=str(n),
            title="",
            text=example.text,
            published=datetime.combine(example.published, time(12), tzinfo=UTC),
        )
        for n, (_, example) in enumerate(cases)
    ]
    faults = []
    for (entry, example), reading in zip(cases, extractor.read(texts), strict=True):
        if entry is None:
            others = any(code.startswith("other") for code in example.codes)
            found = codes(e for e in reading.events if others or e.type is not EventType.OTHER)
            right = sorted(found) == sorted(example.codes)
            name = f"{where / 'examples.yaml'}"
        else:
            found = codes(e for e in reading.events if entry.category in (None, e.category))
            right = set(example.codes) <= set(found)
            name = f"{where / entry.type.value}.yaml: {entry.id}"
        if not right:
            faults.append(
                f"{name}: {example.text!r} should give {', '.join(example.codes) or 'nothing'} "
                f"and gives {', '.join(sorted(found)) or 'nothing'}; mend the lexicon or the example"
            )
    return faults, len(cases)


def codes(events: Iterable[Event]) -> list[str]:
    """Events as examples write them: `visit IRN>AZE occurred`, `agreement AZE-IRN planned`."""
    states = ((e, f"{e.origin}>{e.destination}" if e.origin else "-".join(e.countries)) for e in events)
    return [f"{e.type.value} {countries} {e.status.value}" for e, countries in states]


def _table(settings: Settings) -> Table:
    table = Table("setting", "value", title="Settings")
    for name in Settings.model_fields:
        table.add_row(f"ARAXES_{name.upper()}", str(getattr(settings, name)))
    return table
