"""`araxes bench feeds`: polling measured against yardsticks in the same run."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from config.settings import load_settings

app = typer.Typer(
    no_args_is_help=True, help="Polling: unchanged feeds, news, hostile servers, broken documents."
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def unchanged(
    feeds: Annotated[int, typer.Option(min=10)] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="Figures are medians.")] = 5,
    as_json: Json = False,
) -> None:
    """CPU of polling unchanged feeds against a bare httpx loop of the same conditional requests."""
    from workers.bench.feeds import measure_unchanged

    with _status() as status:
        found = measure_unchanged(load_settings(), feeds=feeds, rounds=rounds, say=status.update)
    _print(
        found.row(),
        as_json,
        f"{feeds} unchanged feeds: {found.our_cpu:.2f} s of CPU with deciding and saving, "
        f"{found.our_seconds:.2f} s in all; bare httpx {found.bare_cpu:.2f} s one by one "
        f"(ratio {found.ratio:.2f}), {found.bare_concurrent_cpu:.2f} s with 32 at once; "
        f"{found.received_by_server:.0f} bytes sent and {found.sent_by_server:.0f} received per feed",
    )


@app.command()
def news(
    feeds: Annotated[int, typer.Option(min=10)] = 1000,
    cycles: Annotated[int, typer.Option(min=1, help="Cycles for each number of reader's workers.")] = 3,
    as_json: Json = False,
) -> None:
    """Feeds of 20 items with one new item a cycle, side by side with the `reader` library."""
    from workers.bench.feeds import measure_news

    with _status() as status:
        found = measure_news(load_settings(), feeds=feeds, cycles=cycles, say=status.update)
    _print(
        found.row(),
        as_json,
        f"{found.our_feeds_per_second:.0f} feeds/s ({found.our_cpu_per_feed * 1000:.1f} ms of CPU each); "
        f"reader {found.reader_feeds_per_second:.0f} feeds/s ({found.reader_cpu_per_feed * 1000:.1f} ms); "
        f"ratio {found.ratio:.1f}. {found.items_found} of {found.items_expected} items found, "
        f"{found.found_twice} twice (reader: {found.items_found_by_reader})",
    )


@app.command()
def hostile(
    feeds: Annotated[int, typer.Option(min=100)] = 5000,
    cycles: Annotated[int, typer.Option(min=1)] = 20,
    interval: Annotated[float, typer.Option(min=1, help="Seconds between two polls of a feed.")] = 30,
    as_json: Json = False,
) -> None:
    """The scheduler over feeds of which 5 % hang, 5 % fail and 1 % never end: lateness and memory."""
    import structlog

    from workers.bench.feeds import measure_hostile

    # Hundreds of feeds fail on purpose.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with _status() as status:
        found = measure_hostile(
            load_settings(), feeds=feeds, cycles=cycles, interval=interval, say=status.update
        )
    _print(
        found.row(),
        as_json,
        f"{feeds} feeds every {interval:g} s, {found.hanging} hang, {found.failing} fail, {found.streaming} "
        f"never end: all others read once in {found.first_cycle_seconds} s, "
        f"then {found.polls} polls in {cycles} cycles; the others late by {found.lateness_p50} s "
        f"(median), {found.lateness_p99} s (p99), {found.lateness_max} s (most); "
        f"memory {found.megabytes[0]} MB after the first cycle, {found.megabytes[-1]} MB after the last; "
        f"{found.threads} threads",
    )


@app.command()
def takeover(
    feeds: Annotated[int, typer.Option(min=10)] = 200,
    interval: Annotated[float, typer.Option(min=5, help="Seconds between two polls of a feed.")] = 20,
    as_json: Json = False,
) -> None:
    """Two schedulers, the leading one killed: how soon the other leads, and no feed asked twice."""
    from workers.bench.takeover import measure_takeover

    with _status() as status:
        found = measure_takeover(feeds=feeds, interval=interval, say=status.update)
    _print(
        found.row(),
        as_json,
        f"{feeds} feeds every {interval:g} s: the successor led {found.seconds_to_lead} s after the kill and "
        f"asked its first feed after {found.seconds_to_poll} s; of {found.requests} requests "
        f"{found.asked_twice} came within the interval; {found.never_asked_again} feeds were not asked again",
    )


@app.command()
def fuzz(
    mutations: Annotated[int, typer.Option(min=1)] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same mutations.")] = 1,
    as_json: Json = False,
) -> None:
    """Broken documents: no crash, no hang, and every item that feedparser sees is read or refused by name."""
    from workers.bench.fuzz import fuzz as run
    from workers.bench.samples import all_formats

    samples = all_formats("http://fuzz.test", datetime(2026, 1, 20, tzinfo=UTC))
    with _status() as status:
        report = run(samples, mutations, seed, lambda n: status.update(f"{n} of {mutations}"))
    _print(
        report.row(),
        as_json,
        f"{report.mutations} mutations in {report.seconds:.1f} s (slowest {report.slowest * 1000:.0f} ms): "
        f"{report.entries} entries, {report.refused} items and {report.documents_refused} documents refused "
        f"by name, {len(report.crashes)} crashes, {len(report.hangs)} hangs, {len(report.lost)} documents "
        "with lost items",
    )
    if not report.good:
        raise typer.Exit(1)


def _status() -> Any:
    return Console(stderr=True, highlight=False).status("measuring")


def _print(row: Mapping[str, Any], as_json: bool, text: str) -> None:
    typer.echo(json.dumps(row) if as_json else text)
