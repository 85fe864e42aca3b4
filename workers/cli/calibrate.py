"""`araxes calibrate`: fit confidence to gold articles, and show on held-back folds what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from config.confidence import write_confidence
from config.settings import load_settings
from pipeline.events.confidence import features
from pipeline.events.event import Event
from pipeline.ports import Text
from pipeline.quality.calibration import Bin, brier, calibration_error, log_loss, reliability
from pipeline.quality.fit import Example, fit, held_back
from pipeline.quality.gold import GoldArticle, focus, predicted, read_gold
from pipeline.quality.score import TRIO, pair
from workers.cli.evaluate import PACKAGED_GOLD


def calibrate(
    gold: Annotated[list[Path] | None, typer.Argument(help="Gold articles to fit to.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of articles.")] = 10,
    ridge: Annotated[float, typer.Option(min=0.01, help="Penalty on each squared weight.")] = 4.0,
    write: Annotated[
        bool, typer.Option("--write", help="Write confidence.yaml of the configuration.")
    ] = False,
) -> None:
    """Fit the weights of confidence.

    Prints the reliability of the reader's first score and of the fitted confidence on held-back folds: each
    event is judged by weights that no event of its article had a part in. The folds come from a fixed seed.
    """
    settings = load_settings()
    articles = [a for path in gold or [PACKAGED_GOLD] for a in read_gold(path)]
    examples = _examples(articles)
    console = Console(highlight=False)
    console.print(
        f"{len(examples)} events of {len(articles)} articles, {sum(e.right for e in examples)} right"
    )
    _print(console, "first score", [(e.first, e.right) for e in examples])
    _print(console, f"fitted, {folds} held-back folds", held_back(examples, folds=folds, ridge=ridge))
    if write:
        path = settings.config_dir / "confidence.yaml"
        about = f"Fitted to {len(examples)} events of {len(articles)} gold articles, ridge {ridge:g}."
        write_confidence(path, fit(examples, ridge=ridge), about)
        console.print(f"wrote {path}")


def _examples(articles: Sequence[GoldArticle]) -> list[Example]:
    from workers.bootstrap import extractor

    reader = extractor(load_settings(), calibrated=False)
    found: list[Example] = []
    for article, reading in zip(articles, reader.read([Text.of(a) for a in articles]), strict=True):
        found += _judged(article, reading.events)
    return found


def _judged(article: GoldArticle, events: Sequence[Event]) -> list[Example]:
    """The scored events of one article, each right or not."""
    rows = predicted({"id": article.id, "events": [e.to_gold() for e in events]}).events
    scored = focus(rows, TRIO)
    right = {id(scored[j]) for _, j in pair(focus(article.events, TRIO), scored)}
    kept = {id(row) for row in scored}
    return [
        Example(article.id, features(event), event.confidence, id(row) in right)
        for event, row in zip(events, rows, strict=True)
        if id(row) in kept
    ]


def _print(console: Console, name: str, pairs: Sequence[tuple[float, bool]]) -> None:
    bins: list[Bin] = reliability(pairs, bins=5)
    table = Table(name, "events", "mean", "right", box=None, pad_edge=False)
    for one in bins:
        table.add_row(f"{one.low:.1f}–{one.high:.1f}", str(one.count), f"{one.mean:.2f}", f"{one.right:.2f}")
    console.print()
    console.print(table)
    error, loss = calibration_error(bins), log_loss(pairs)
    console.print(f"calibration error {error:.3f}, Brier score {brier(pairs):.3f}, log loss {loss:.3f}")
