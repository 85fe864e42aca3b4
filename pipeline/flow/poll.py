"""Poll feeds: fetch, parse, find what is new, save, say which articles are to be processed.

`look` talks to the wire and knows no store; `settle` writes many looks in one transaction and knows no wire.
A look whose settling fails is simply looked at again: nothing has been remembered that was not saved.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from pipeline.articles.article import Article
from pipeline.articles.entry import edited, new_article
from pipeline.articles.identity import Marked, Match, Same, mark, match, usable_keys
from pipeline.articles.url import site_of
from pipeline.errors import (
    AraxesError,
    FeedError,
    FencedError,
    FetchError,
    RefusedError,
    StoreError,
    TooLargeError,
)
from pipeline.feeds.document import Document, Refusal
from pipeline.feeds.feed import Feed, FeedState
from pipeline.feeds.freshness import fresh_for, retry_after
from pipeline.feeds.parse import parse
from pipeline.feeds.schedule import Outcome, Result, after, wants_whole
from pipeline.flow.sitemaps import follow
from pipeline.ports import Fetcher, Now, Request, Response, Store, Transaction

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
PARSE_LIMIT = 60.0
"""Seconds after which a document counts as unreadable."""
_LINGER = 0.1
"""Seconds in which looks gather to be saved together."""
_HUB_LINK = re.compile(r"<([^>]+)>\s*;[^,]*\brel\s*=\s*\"?[^\",;]*\bhub\b", re.IGNORECASE)


class Parse(Protocol):
    """`pipeline.feeds.parse.parse` away from the event loop. FeedError as there, and for a document that
    takes too long or brings the parser down."""

    async def __call__(
        self, body: bytes, *, feed_id: str, url: str, headers: Mapping[str, str], known: str
    ) -> Document: ...


async def parse_in_thread(
    body: bytes, *, feed_id: str, url: str, headers: Mapping[str, str], known: str
) -> Document:
    """`Parse` on asyncio's own threads, which cannot be ended: for commands, not for the scheduler."""
    try:
        async with asyncio.timeout(PARSE_LIMIT):
            return await asyncio.to_thread(
                parse, body, feed_id=feed_id, url=url, headers=headers, known=known
            )
    except TimeoutError:
        raise FeedError(
            f"{url} could not be parsed within {PARSE_LIMIT:g} s; its document is set aside"
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollParts:
    """What polling needs from the outside."""

    fetcher: Fetcher
    store: Store
    now: Now
    secret: Callable[[str], str | None] = lambda name: None
    """The secret that a feed's configuration calls by this name."""
    agent: str = ""
    """What `{agent}` stands for in a feed's own user agent."""
    parse: Parse = parse_in_thread
    max_bytes: int = 10_000_000
    time_limit: float = 30.0
    """Seconds for one fetch, redirects included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a feed brought, not yet saved."""

    feed: Feed
    state: FeedState
    outcome: Outcome
    at: datetime
    document: Document | None = None
    wire_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A look that has been saved."""

    feed: Feed
    state: FeedState
    """The new state, with the time of the next poll."""
    outcome: Outcome
    new: tuple[str, ...] = ()
    """Ids of articles that are new."""
    edited: tuple[str, ...] = ()
    """Ids of articles that have a new revision."""
    refused: tuple[Refusal, ...] = ()

    @property
    def to_process(self) -> tuple[str, ...]:
        return self.new + self.edited


async def poll(
    feeds: Iterable[tuple[Feed, FeedState]], parts: PollParts, *, at_once: int = 64, batch: int = 100
) -> AsyncIterator[Settled]:
    """Look at all of the feeds now and save what came, batch by batch, as it comes. Whoever asks for them
    is not held to their times."""
    wanted = iter(feeds)
    seen: list[Look] = []

    async def work() -> None:
        for feed, state in wanted:
            seen.append(await look(feed, state, parts))

    workers = asyncio.gather(*(work() for _ in range(at_once)))
    try:
        while not workers.done() or seen:
            if len(seen) < batch and not workers.done():
                await asyncio.wait({workers}, timeout=_LINGER)
            looks, seen[:] = seen[:batch], seen[batch:]
            if looks:
                for settled in await asyncio.to_thread(settle, looks, parts.store):
                    yield settled
        await workers
    finally:
        workers.cancel()


async def look(feed: Feed, state: FeedState, parts: PollParts) -> Look:
    """Fetch and parse a feed. Every failure is an outcome; nothing is raised for it."""
    try:
        request = _request(feed, state, parts)
        response = await parts.fetcher.get(request)
    except AraxesError as error:
        # We refused, or stopped reading: that says nothing about the server's health.
        status = (
            0
            if isinstance(error, RefusedError | TooLargeError) or not isinstance(error, FetchError)
            else None
        )
        outcome = Outcome(result=Result.FAILED, status=status, error=str(error))
        return Look(feed=feed, state=state, outcome=outcome, at=parts.now())
    now = parts.now()
    try:
        return await _read(feed, state, response, parts, now)
    except FeedError as error:
        outcome = Outcome(result=Result.FAILED, status=response.status, error=str(error))
        return Look(feed=feed, state=state, outcome=outcome, at=now, wire_bytes=response.wire_bytes)


def claim(states: Sequence[FeedState], store: Store, fence: tuple[str, int]) -> None:
    """Note in the store that these feeds are being looked at, before they are: whoever takes over from a
    process that dies meanwhile does not ask them again within their interval. FencedError as `settle`."""
    with store.write() as tx:
        tx.check_fence(*fence)
        tx.save_feed_states(states)


def settle(looks: Sequence[Look], store: Store, fence: tuple[str, int] | None = None) -> list[Settled]:
    """Save looks in one transaction: articles, revisions, keys and the feeds' new states.

    `fence` is the role and token of the process that polls; FencedError when another has taken over.
    A look that cannot be saved is set apart and counts as failed. StoreError: the store cannot be written
    now; nothing was saved and the looks are to be made again.
    """
    try:
        return _settle_all(looks, store, fence)
    except FencedError:
        raise
    except StoreError as error:
        if not error.permanent:
            raise
        spoilt: Exception = error
    except Exception as error:
        spoilt = error
    if len(looks) == 1:
        return _settle_all([_spoilt(looks[0], spoilt)], store, fence)
    return [settled for one in looks for settled in settle([one], store, fence)]


def _settle_all(looks: Sequence[Look], store: Store, fence: tuple[str, int] | None) -> list[Settled]:
    with store.write() as tx:
        if fence is not None:
            tx.check_fence(*fence)
        settled = [_settle(one, tx) for one in looks]
        tx.save_feed_states([s.state for s in settled])
    return settled


def _settle(one: Look, tx: Transaction) -> Settled:
    outcome = one.outcome
    new: list[str] = []
    changed: list[str] = []
    if one.document is not None and one.document.entries:
        fresh: list[tuple[Article, tuple[str, ...]]] = []
        for marked, found, known in _matched(one, tx):
            if found.same is Same.NEW:
                article = new_article(marked, one.feed, one.at)
                fresh.append((article, usable_keys(marked, known, article.id)))
            elif found.same is not Same.KNOWN and _absorb(one, marked, found, known, tx):
                changed.append(found.article_id)
        new = tx.add_articles(fresh) if fresh else []
        added = set(new)
        arrivals = tuple(one.at if a.published_guessed else a.published for a, _ in fresh if a.id in added)
        outcome = replace(outcome, arrivals=arrivals, entries=len(new))
    return Settled(
        feed=one.feed,
        state=after(one.feed, one.state, outcome, one.at),
        outcome=outcome,
        new=tuple(new),
        edited=tuple(changed),
        refused=one.document.refused if one.document else (),
    )


def _matched(one: Look, tx: Transaction) -> list[tuple[Marked, Match, dict[str, str]]]:
    assert one.document is not None
    marks = mark(one.document.entries, one.feed.outlet)
    known = tx.known(one.feed.id, [key for marked in marks for key in marked.keys])
    loaded: dict[str, Article | None] = {}

    def load(article_id: str) -> Article | None:
        if article_id not in loaded:
            loaded[article_id] = tx.article(article_id)
        return loaded[article_id]

    matched = []
    for marked in marks:
        found = match(marked, known, load, one.at)
        matched.append((marked, found, known))
    return matched


def _absorb(one: Look, marked: Marked, found: Match, known: dict[str, str], tx: Transaction) -> bool:
    """Note a known article's further keys and, if it was edited, its new revision (True then)."""
    tx.add_keys(one.feed.id, found.article_id, usable_keys(marked, known, found.article_id))
    if found.same is not Same.EDITED:
        return False
    article = tx.article(found.article_id)
    if article is None:
        return False
    revised = edited(article, marked, one.feed, one.at)
    if revised is None:
        return False
    tx.save_revision(revised[1])
    tx.save_article(revised[0])
    return True


def _spoilt(one: Look, error: Exception) -> Look:
    outcome = Outcome(
        result=Result.FAILED, status=0, error=f"what {one.feed.name} sent cannot be saved ({error})"[:500]
    )
    return replace(one, outcome=outcome, document=None)


async def _read(feed: Feed, state: FeedState, response: Response, parts: PollParts, now: datetime) -> Look:
    headers = response.headers
    status = response.status
    if status == 304:
        outcome = Outcome(
            result=Result.UNCHANGED,
            status=status,
            keep_validators=True,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            permanent_url=response.permanent_url,
            fresh_for=fresh_for(headers, now),
        )
        return Look(feed=feed, state=state, outcome=outcome, at=now, wire_bytes=response.wire_bytes)
    if status == 410:
        outcome = Outcome(
            result=Result.GONE, status=status, error=f"{response.url} is gone for good (status 410)"
        )
        return Look(feed=feed, state=state, outcome=outcome, at=now, wire_bytes=response.wire_bytes)
    if not 200 <= status < 300:
        outcome = Outcome(
            result=Result.FAILED,
            status=status,
            error=_refusal(response),
            retry_after=retry_after(headers, now),
        )
        return Look(feed=feed, state=state, outcome=outcome, at=now, wire_bytes=response.wire_bytes)
    digest = blake2b(response.body, digest_size=12).hexdigest()
    outcome = Outcome(
        result=Result.UNCHANGED,
        status=status,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        permanent_url=response.permanent_url,
        fresh_for=fresh_for(headers, now),
        body_digest=digest,
        hub=_hub(headers.get("link", "")),
        extra={"whole_at": now.isoformat()},
    )
    if digest == state.body_digest and state.last_success is not None:
        return Look(feed=feed, state=state, outcome=outcome, at=now, wire_bytes=response.wire_bytes)
    document = await parts.parse(
        response.body,
        feed_id=feed.id,
        url=response.url,
        headers=response.headers,
        known=state.extra.get("items", ""),
    )
    if document.sitemaps:
        # The index may stay the same while its sitemaps change: it is always asked for in full.
        document = await _followed(feed, document, response, parts)
        outcome = replace(outcome, etag=None, last_modified=None, body_digest="index")
    if document.cut_short:
        outcome = replace(outcome, etag=None, last_modified=None, body_digest="cut short")
    outcome = replace(
        outcome,
        result=Result.CHANGED,
        hints=document.hints,
        title=document.title or None,
        hub=document.hub or outcome.hub,
        fault=document.fault,
        items="" if document.cut_short else document.items,
        extra=outcome.extra if document.self_url is None else {**outcome.extra, "topic": document.self_url},
    )
    return Look(
        feed=feed, state=state, outcome=outcome, at=now, document=document, wire_bytes=response.wire_bytes
    )


async def _followed(feed: Feed, index: Document, response: Response, parts: PollParts) -> Document:
    async def fetch(url: str) -> Response:
        asked = _request(feed, FeedState(feed_id=feed.id, url=url), parts)
        if site_of(url) != site_of(response.url):  # a login is for the host it was given for
            headers = {n: v for n, v in asked.headers.items() if n != "authorization"}
            asked = replace(asked, headers=headers)
        return await parts.fetcher.get(asked)

    async def read(answer: Response) -> Document:
        return await parts.parse(
            answer.body, feed_id=feed.id, url=answer.url, headers=answer.headers, known=""
        )

    return await follow(index, response.url, fetch, read)


def _request(feed: Feed, state: FeedState, parts: PollParts) -> Request:
    headers = {"accept": ACCEPT}
    if feed.user_agent:
        headers["user-agent"] = feed.user_agent.replace("{agent}", parts.agent)
    for name, value in feed.headers:
        headers[name.lower()] = _revealed(value, parts)
    if feed.auth_secret:
        pair = _revealed(f"secret:{feed.auth_secret}", parts)
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
    if not wants_whole(state, parts.now()):
        if state.etag:
            headers["if-none-match"] = state.etag
        if state.last_modified:
            headers["if-modified-since"] = state.last_modified
    return Request(
        url=state.url,
        headers=headers,
        max_bytes=parts.max_bytes,
        total_timeout=parts.time_limit,
        proxy=_revealed(feed.proxy, parts) if feed.proxy else None,
    )


def _revealed(value: str, parts: PollParts) -> str:
    """The value, or the secret it names as `secret:NAME`."""
    if not value.startswith("secret:"):
        return value
    name = value.removeprefix("secret:")
    found = parts.secret(name)
    if found is None:
        raise FeedError(
            f"the secret {name} is not set; set ARAXES_SECRET_{name.upper().replace('-', '_')} or …_FILE"
        )
    return found


def _refusal(response: Response) -> str:
    status, url = response.status, response.url
    said = {
        401: "asks for a login; give the feed an auth_secret",
        403: "turns us away",
        404: "has no feed there; see whether it has moved",
        429: "says that we ask too often",
        503: "is not available now",
    }.get(status)
    if response.headers.get("cf-mitigated") == "challenge":
        said = "answered with an access check (a Cloudflare challenge)"
    if said is None:
        said = "has a fault of its own" if status >= 500 else "did not give the feed"
    return f"{url} {said} (status {status})"


def _hub(link: str) -> str | None:
    found = _HUB_LINK.search(link)
    return found[1] if found and found[1].startswith(("http://", "https://")) else None
