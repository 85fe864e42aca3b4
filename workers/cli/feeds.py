"""`araxes feeds` and `araxes poll`: what is polled, how it is doing, and polling it now."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from config.feeds import FeedEntry, load_feeds
from config.settings import Settings, load_settings
from pipeline import clock
from pipeline.articles.url import canonical_url, site_of
from pipeline.errors import FetchError, InputError, QueueError
from pipeline.feeds.feed import Feed, FeedState, FeedYield
from pipeline.feeds.opml import read_opml, write_opml
from pipeline.feeds.schedule import rhythm
from pipeline.feeds.trouble import concern
from pipeline.flow.discover import Found, discover
from pipeline.flow.poll import Settled
from pipeline.flow.poll import poll as poll_feeds
from pipeline.flow.sweep import BATCH as ARTICLES_PER_JOB
from pipeline.ports import Store
from workers import bootstrap
from workers.cli.options import Json, opened, print_rows

app = typer.Typer(no_args_is_help=True, help="The feeds: list, show, test, add, remove, import and export.")


@app.command("list")
def list_(
    trouble: Annotated[
        bool, typer.Option("--trouble", help="Only those that fail, are quiet or gone.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Disabled ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the feeds: last success, next poll, error and its age, rhythm and yield.

    Examples:

        araxes feeds list

        araxes feeds list --trouble

        araxes feeds list --json | jq 'select(.tier == 1)'
    """
    now = clock.now()
    with opened() as store:
        if not _enabled(store):  # nothing has run yet: show what would be polled
            _sync(store, load_settings())
        with store.read() as tx:
            feeds = tx.feeds(enabled_only=not every)
            yields = tx.feed_yields()
    rows = [row(feed, state, yields.get(feed.id, FeedYield()), now) for feed, state in feeds]
    if trouble:
        rows = [r for r in rows if r["health"] in ("failing", "quiet", "gone")]
    rows.sort(key=lambda r: (r["tier"], r["name"]))
    print_rows(
        rows if as_json else [_shown(r, now) for r in rows],
        {
            "tier": "tier",
            "name": "name",
            "health": "health",
            "success": "last success",
            "next": "next poll",
            "every": "every",
            "pace": "rhythm",
            "yield": "articles/read/events",
            "trouble": "trouble",
        },
        as_json,
    )


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A feed, or a web site whose feeds are to be found.")],
    name: Annotated[str | None, typer.Option(help="Default: the feed's title.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who publishes. Default: the host.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166 alpha-3 of the publisher.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1. Default: what the feed says.")] = None,
    tier: Annotated[int, typer.Option(min=1, max=3, help="1 core, 2 useful, 3 optional.")] = 2,
    every: Annotated[bool, typer.Option("--all", help="Add all feeds that a site names.")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="Add the address without asking it.")] = False,
    as_json: Json = False,
) -> None:
    """Add a feed by its address, or find the feeds of a web site. The scheduler takes it up within 30 s.

    Examples:

        araxes feeds add https://oc-media.org/

        araxes feeds add https://en.trend.az/feeds/index.rss --tier 1 --country AZE
    """
    settings = load_settings()
    found = [_blind(url)] if blind else asyncio.run(_discover(url, settings))
    several = len(found) > 1
    rows: list[dict[str, Any]] = []
    there: list[dict[str, Any]] = []
    polled: list[str] = []
    with opened() as store, store.write() as tx:
        known = {canonical_url(f.url): f for f, _ in tx.feeds()}
        for one in found:
            feed = _feed(one, None if several else name, outlet, country, language, tier)
            twin = known.get(canonical_url(feed.url))
            if twin is not None:
                polled.append(f"{feed.url} is polled already, as {twin.name!r}")
                there.append({"added": False, "name": twin.name, "url": twin.url, "id": twin.id})
            elif (every or not rows) and not (several and not every and polled):
                tx.add_feed(feed)
                rows.append(
                    {"added": True, "name": feed.name, "url": feed.url, "id": feed.id, "entries": one.entries}
                )
    left = len(found) - len(rows) - len(polled)
    more = f"; {url} has {left} more, which --all adds" if left else ""
    if not rows:
        raise InputError(f"nothing was added: {'; '.join(polled)}{more}")
    columns = {"name": "added", "url": "url", "entries": "entries"}
    print_rows(there + rows if as_json else rows, columns, as_json)
    for sentence in polled:
        typer.echo(sentence, err=True)
    if left:
        typer.echo(f"{url} has {left} more, which --all adds:", err=True)
        for one in found:
            if one.url not in {r["url"] for r in rows}:
                typer.echo(f"  {one.url}  {one.title}, {one.entries} entries", err=True)


@app.command()
def remove(feed: Annotated[str, typer.Argument(help="Its URL, name or id.")]) -> None:
    """Remove a feed that was added. Its articles stay. One from feeds.yaml is removed there."""
    settings = load_settings()
    with opened() as store:
        found = pick(store, [feed])[0][0]
        if any(f.id == found.id for f in load_feeds(settings.config_dir)):
            raise InputError(
                f"{found.name} comes from {settings.config_dir / 'feeds.yaml'}; remove it there, "
                "or write `enabled: false`"
            )
        with store.write() as tx:
            tx.remove_feed(found.id)
    typer.echo(f"Removed {found.name} ({found.url}).")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file; - reads standard input.")],
    tier: Annotated[int, typer.Option(min=1, max=3, help="For feeds that name none.")] = 2,
    as_json: Json = False,
) -> None:
    """Add the feeds of an OPML file, as any reader exports it."""
    try:
        body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}; name an OPML file") from None
    outlines, left_out = read_opml(body)
    rows = []
    with opened() as store, store.write() as tx:
        known = {canonical_url(f.url) for f, _ in tx.feeds()}
        for one in outlines:
            feed = Feed(
                url=one.url,
                name=one.title,
                outlet=one.outlet or site_of(one.url),
                country=one.country,
                language=one.language,
                tier=one.tier or tier,
            )
            added = canonical_url(one.url) not in known and tx.add_feed(feed)
            known.add(canonical_url(one.url))
            rows.append({"added": added, "name": feed.name, "url": feed.url, "id": feed.id})
    print_rows(rows, {"added": "added", "name": "name", "url": "url"}, as_json)
    for sentence in left_out:
        typer.echo(f"left out: {sentence}", err=True)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Default: standard output.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Disabled ones too.")] = False,
) -> None:
    """Write the feeds as OPML."""
    with opened() as store, store.read() as tx:
        feeds = [feed for feed, _ in tx.feeds(enabled_only=not every)]
    body = write_opml(feeds, clock.now())
    if file is None:
        sys.stdout.buffer.write(body)
        return
    try:
        file.write_bytes(body)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}; choose another file") from None


def poll(
    feed: Annotated[
        list[str] | None, typer.Argument(help="URLs, names or ids. Default: all enabled.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Poll feeds once, now, whatever their schedule says.

    Examples:

        araxes poll

        araxes poll https://oc-media.org/feed/ --json
    """
    settings = load_settings()
    with opened() as store:
        _sync(store, settings)
        chosen = pick(store, feed) if feed else _enabled(store)
        settled = asyncio.run(_poll(chosen, settings, store))
        ids = [article_id for one in settled for article_id in one.to_process]
        _enqueue(ids, settings)
    now = clock.now()
    rows = [_polled(one, now) for one in settled]
    print_rows(
        rows,
        {
            "name": "name",
            "result": "result",
            "new": "new",
            "edited": "edited",
            "left_out": "left out",
            "next": "next poll",
            "error": "error",
        },
        as_json,
    )


def row(feed: Feed, state: FeedState, good_for: FeedYield, now: datetime) -> dict[str, Any]:
    """All that is known about a feed's health, as data."""
    pace = rhythm(state)
    return {
        "id": feed.id,
        "name": feed.name,
        "url": state.url,
        "configured_url": feed.url,
        "outlet": feed.outlet,
        "country": feed.country,
        "language": feed.language,
        "tier": feed.tier,
        "enabled": feed.enabled,
        "health": state.health.value,
        "last_poll": _iso(state.last_poll),
        "last_success": _iso(state.last_success),
        "last_new_entry": _iso(state.last_new_entry),
        "next_poll": _iso(state.next_poll_after),
        "interval_seconds": state.interval.total_seconds() if state.interval else None,
        "rhythm_seconds": pace.total_seconds() if pace else None,
        "failures": state.failures,
        "error": state.error,
        "error_since": _iso(state.error_since),
        "fault": state.extra.get("fault"),
        "polls": state.polls,
        "articles": good_for.articles,
        "relevant": good_for.relevant,
        "events": good_for.events,
        "concern": concern(feed, state, now),
    }


def _shown(r: dict[str, Any], now: datetime) -> dict[str, Any]:
    since = f" (for {_span(now - datetime.fromisoformat(r['error_since']))})" if r["error_since"] else ""
    return {
        "tier": r["tier"],
        "name": r["name"],
        "health": r["health"],
        "success": _ago(r["last_success"], now),
        "next": _ago(r["next_poll"], now),
        "every": _span(timedelta(seconds=r["interval_seconds"])) if r["interval_seconds"] else "",
        "pace": _span(timedelta(seconds=r["rhythm_seconds"])) if r["rhythm_seconds"] else "",
        "yield": f"{r['articles']}/{r['relevant']}/{r['events']}",
        "trouble": f"{r['error']}{since}" if r["error"] else r["concern"] or r["fault"] or "",
    }


async def _discover(url: str, settings: Settings) -> list[Found]:
    fetcher = bootstrap.fetcher(settings)
    try:
        if "://" in url:
            return await discover(url, fetcher)
        try:
            return await discover(f"https://{url}", fetcher)
        except FetchError:
            return await discover(f"http://{url}", fetcher)
    finally:
        await fetcher.aclose()


def _blind(url: str) -> Found:
    return Found(url=url, title=site_of(url), version="", entries=0, newest=None, language=None)


def _feed(
    found: Found, name: str | None, outlet: str | None, country: str | None, language: str | None, tier: int
) -> Feed:
    try:
        entry = FeedEntry(
            name=name or found.title or site_of(found.url),
            url=found.url,
            outlet=outlet,
            country=country,
            language=language or (found.language or "").partition("-")[0].lower() or None,
            tier=tier,
        )
    except ValueError as error:
        raise InputError("; ".join(str(line).strip() for line in str(error).splitlines()[1:3])) from None
    return replace(entry.to_feed())


async def _poll(chosen: Sequence[tuple[Feed, FeedState]], settings: Settings, store: Store) -> list[Settled]:
    parts = bootstrap.poll_parts(settings, store)
    settled: list[Settled] = []
    try:
        with Progress(transient=True, disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task("polling", total=len(chosen))
            async for one in poll_feeds(chosen, parts):
                settled.append(one)
                progress.advance(bar)
    finally:
        await parts.fetcher.aclose()
    return settled


def _enqueue(ids: Sequence[str], settings: Settings) -> None:
    if not ids:
        return
    try:
        queue = bootstrap.queue(settings)
        for start in range(0, len(ids), ARTICLES_PER_JOB):
            queue.enqueue_articles(ids[start : start + ARTICLES_PER_JOB])
    except QueueError as error:
        typer.echo(f"{len(ids)} articles wait in the store until a scheduler runs: {error}", err=True)


def _sync(store: Store, settings: Settings) -> None:
    feeds = load_feeds(settings.config_dir)
    with store.write() as tx:
        tx.sync_feeds(feeds)


def _enabled(store: Store) -> list[tuple[Feed, FeedState]]:
    with store.read() as tx:
        return tx.feeds()


def pick(store: Store, wanted: Sequence[str]) -> list[tuple[Feed, FeedState]]:
    """The feeds that are called so; InputError when one is none."""
    with store.read() as tx:
        feeds = tx.feeds(enabled_only=False)
    picked = []
    for text in wanted:
        found = [
            p for p in feeds if text in (p[0].id, p[0].url, p[1].url) or text.lower() == p[0].name.lower()
        ]
        if not found:
            raise InputError(f"{text!r} is no feed's URL, name or id; `araxes feeds list --all` shows them")
        if len(found) > 1:
            raise InputError(
                f"{len(found)} feeds are called {text!r}; name one by its URL: {found[0][0].url}, …"
            )
        picked.append(found[0])
    return picked


def _polled(one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "name": one.feed.name,
        "url": one.state.url,
        "result": one.outcome.result.value,
        "new": len(one.new),
        "edited": len(one.edited),
        "left_out": len(one.refused),
        "refused": [{"position": r.position, "reason": r.reason} for r in one.refused],
        "next": _ago(_iso(one.state.next_poll_after), now),
        "error": one.outcome.error,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _ago(text: str | None, now: datetime) -> str:
    if text is None:
        return ""
    span = now - datetime.fromisoformat(text)
    return f"{_span(span)} ago" if span > timedelta() else f"in {_span(-span)}"


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
