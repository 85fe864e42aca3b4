"""`araxes feeds show` and `araxes feeds test`: one feed, as it is known and as it answers now."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from config.settings import Settings, load_settings
from pipeline import clock
from pipeline.articles.identity import mark
from pipeline.articles.url import site_of
from pipeline.errors import InputError
from pipeline.feeds.feed import Feed, FeedState, FeedYield
from pipeline.feeds.schedule import Result, quiet_after
from pipeline.flow.poll import Look, look
from workers import bootstrap
from workers.cli.feeds import app, pick, row
from workers.cli.options import Json, opened, print_rows

Which = Annotated[str, typer.Argument(metavar="FEED", help="Its URL, name or id.")]
_SHOWN = 10


@app.command()
def show(feed: Which, as_json: Json = False) -> None:
    """Show all that is known about a feed: configuration, health, rhythm, what its server asked for."""
    now = clock.now()
    with opened() as store:
        found, state = pick(store, [feed])[0]
        with store.read() as tx:
            good_for = tx.feed_yields().get(found.id, FeedYield())
            told = next((s for s in tx.standings() if s.feed_id == found.id and s.trouble), None)
    quiet = quiet_after(state)
    facts = {
        **row(found, state, good_for, now),
        "min_interval_seconds": found.min_interval.total_seconds(),
        "max_interval_seconds": found.max_interval.total_seconds(),
        "quiet_after_seconds": quiet.total_seconds() if quiet else None,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "hub": state.hub,
        "trouble_told": told.told.isoformat(timespec="seconds") if told and told.told else None,
    }
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    table = Table("what", "value", show_header=False, box=None)
    for name, value in facts.items():
        if value not in (None, ""):
            table.add_row(name.replace("_", " "), str(value))
    Console(highlight=False, markup=False).print(table)


@app.command("test")
def ask(
    feed: Annotated[str, typer.Argument(help="A feed's URL, or the URL, name or id of one that is polled.")],
    as_json: Json = False,
) -> None:
    """Fetch a feed now and show what would be read of it. Nothing is stored, and its schedule stays.

    Example: araxes feeds test https://oc-media.org/feed/
    """
    settings = load_settings()
    seen = asyncio.run(_look(_known(feed), settings))
    document, outcome = seen.document, seen.outcome
    if document is None or outcome.result is not Result.CHANGED:
        raise InputError(outcome.error or f"{seen.state.url} brought nothing")
    rows: list[dict[str, Any]] = [
        {
            "position": m.entry.position,
            "published": m.entry.published.isoformat(timespec="seconds") if m.entry.published else None,
            "title": m.entry.title,
            "link": m.url,
            "outlet": m.entry.outlet or seen.feed.outlet,
            "language": m.entry.language,
            "has_content": bool(m.entry.content_html),
        }
        for m in mark(document.entries, seen.feed.outlet)
    ]
    if not as_json:
        moved = f", moved for good to {outcome.permanent_url}" if outcome.permanent_url else ""
        typer.echo(
            f"{document.version} {document.title!r}, {document.language or 'no language'}, "
            f"{seen.wire_bytes} bytes{moved}; {len(document.entries)} items, {len(rows)} different, "
            f"{len(document.refused)} refused"
        )
        if document.fault:
            typer.echo(f"not well-formed, but readable: {document.fault}")
    columns = {"published": "published", "title": "title", "link": "link"}
    print_rows(rows if as_json else rows[:_SHOWN], columns, as_json)
    if not as_json and len(rows) > _SHOWN:
        typer.echo(f"and {len(rows) - _SHOWN} more; --json shows all")
    for refusal in document.refused:
        typer.echo(f"left out: item {refusal.position}: {refusal.reason}", err=True)


def _known(text: str) -> Feed:
    with opened() as store:
        try:
            return pick(store, [text])[0][0]
        except InputError:
            if "://" not in text:
                raise
    return Feed(url=text, name=text, outlet=site_of(text))


async def _look(feed: Feed, settings: Settings) -> Look:
    with opened() as store:
        parts = bootstrap.poll_parts(settings, store)
        try:
            return await look(feed, FeedState(feed_id=feed.id, url=feed.url), parts)
        finally:
            await parts.fetcher.aclose()
