"""`araxes bench`: speed, each figure against a yardstick in the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.settings import load_settings
from pipeline.quality.gold import read_gold
from workers.cli import bench_feeds
from workers.cli.evaluate import PACKAGED_GOLD

bench = typer.Typer(no_args_is_help=True, help="Measure speed against a yardstick, side by side in one run.")


bench.add_typer(bench_feeds.app, name="feeds")


@bench.callback()
def _group() -> None:
    """Measure speed against a yardstick, side by side in one run."""


@bench.command()
def extract(
    gold: Annotated[Path, typer.Argument(help="Gold articles to read again and again.")] = PACKAGED_GOLD,
    relevant: Annotated[int, typer.Option(min=1, help="Articles that pass the gate.")] = 210,
    stream: Annotated[int, typer.Option(min=10, help="Articles of the mixed stream.")] = 1000,
    share: Annotated[float, typer.Option(min=0, max=1, help="Share of the stream that is relevant.")] = 0.03,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; times are medians.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Reading speed against plain `nlp.pipe` of the same model over the same articles.

    `relevant_ratio`: articles that pass the gate. `stream_ratio`: a stream of which 3 % do. Also F1 on the
    gold set as the service reads it and when everything is parsed.
    """
    from workers.bench.extract import measure

    settings, articles = load_settings(), read_gold(gold)
    steps = Console(stderr=True, highlight=False)
    with steps.status("reading") as status:
        found = measure(
            settings,
            articles,
            relevant=relevant,
            stream=stream,
            share=share,
            rounds=rounds,
            progress=status.update,
        )
    if as_json:
        typer.echo(json.dumps(found.row()))
        return
    table = Table("", "articles", "words", "nlp.pipe", "Araxes", "ratio", box=None, pad_edge=False)
    for name in ("relevant", "stream"):
        row = found.row()
        table.add_row(
            "pass the gate" if name == "relevant" else f"stream, {found.stream_share:.1%} pass",
            str(row[f"{name}_articles"]),
            str(row[f"{name}_words"]),
            f"{row[f'{name}_plain']:.2f} s",
            f"{row[f'{name}_ours']:.2f} s",
            f"{row[f'{name}_ratio']:.1f}",
        )
    console = Console(highlight=False)
    console.print(table)
    console.print(f"gate {found.gate_microseconds:.0f} µs per article, median of {found.rounds} rounds")
    console.print(f"events (full) F1 {found.f1:.4f}; parsing everything {found.f1_parsing_everything:.4f}")


@bench.command()
def incidents(
    few: Annotated[int, typer.Option(min=10, help="Incidents in the small store.")] = 1_000,
    many: Annotated[int, typer.Option(min=10, help="Incidents in the large store.")] = 100_000,
    events: Annotated[int, typer.Option(min=20, help="Events joined in each.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """What joining an event costs among many incidents, against few. `ratio` is that of the medians."""
    from workers.bench.incidents import measure

    steps = Console(stderr=True, highlight=False)
    with steps.status("filling") as status:
        found = measure(load_settings(), few=few, many=many, events=events, progress=status.update)
    if as_json:
        typer.echo(json.dumps(found.row()))
        return
    table = Table("incidents", "median", "95 %", box=None, pad_edge=False)
    for one in (found.few, found.many):
        table.add_row(f"{one.incidents:,}", f"{one.median_ms:.2f} ms", f"{one.p95_ms:.2f} ms")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"ratio {found.ratio:.2f}")


@bench.command()
def once(
    gold: Annotated[Path, typer.Argument(help="Articles in the gold format; their events are not used.")] = (
        PACKAGED_GOLD
    ),
    seeds: Annotated[int, typer.Option(min=1, help="How often, each time with other edits and times.")] = 5,
    first: Annotated[int, typer.Option(min=0, help="The first seed.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one for each seed.")] = False,
) -> None:
    """Alerts when every article comes three times within a day, edited as newsrooms do, against once.

    `further`: alerts that the copies raised. `lost`: alerts that once raised and three times did not.
    `differ`: articles that stand with other incidents, or the same in another state.
    """
    from workers.bench.once import measure

    settings, articles = load_settings(), read_gold(gold)
    steps = Console(stderr=True, highlight=False)
    with steps.status("reading") as status:
        found = measure(settings, articles, range(first, first + seeds), progress=status.update)
    if as_json:
        for one in found:
            typer.echo(json.dumps(one.row()))
        return
    table = Table("seed", "once", "thrice", "further", "lost", "differ", "", box=None, pad_edge=False)
    for one in found:
        named = (*(f"+{a[0]}" for a in one.further), *(f"-{a[0]}" for a in one.lost), *one.differing)
        counts = (one.seed, one.once, one.thrice, len(one.further), len(one.lost), len(one.differing))
        table.add_row(*map(str, counts), " ".join(dict.fromkeys(named)))
    Console(highlight=False).print(table)


@bench.command()
def ablation(
    gold: Annotated[Path, typer.Argument(help="Gold articles.")] = PACKAGED_GOLD,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """What each part of the reading brings: the gold set read without it."""
    from workers.bench.ablation import ablate

    settings, articles = load_settings(), read_gold(gold)
    steps = Console(stderr=True, highlight=False)
    names = ("without", "events", "news", "relevance", "place", "date", "participants", "seconds")
    table = Table(*names, box=None, pad_edge=False)
    with steps.status("reading") as status:
        for found in ablate(settings, articles, progress=status.update):
            if as_json:
                typer.echo(json.dumps(found.row()))
            row = found.row()
            table.add_row(*(f"{row[n]:.3f}" if isinstance(row[n], float) else str(row[n]) for n in names))
    if not as_json:
        Console(highlight=False).print(table)
