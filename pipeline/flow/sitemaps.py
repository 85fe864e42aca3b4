"""Follow an index of sitemaps (sitemaps.org) to the sitemaps that hold the news, one level deep."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pipeline.articles.url import site_of
from pipeline.errors import AraxesError, FeedError
from pipeline.feeds.document import Document, Refusal, Sitemap
from pipeline.feeds.feed import Entry
from pipeline.ports import Response

MOST_SITEMAPS = 4
"""Sitemaps of an index that are asked."""
MOST_PAGES = 1000
"""Pages that are taken from an index, the newest; one of sitemaps may name millions."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Fetch = Callable[[str], Awaitable[Response]]
Parse = Callable[[Response], Awaitable[Document]]


async def follow(index: Document, url: str, fetch: Fetch, parse: Parse) -> Document:
    """The index with the pages of its news as entries. Sitemaps that fail are refusals; FeedError when all
    do, or none may be asked."""
    chosen = choose(index.sitemaps, url)
    if not chosen:
        raise FeedError(
            f"{url} is an index of {len(index.sitemaps)} sitemaps, none of which is on its own site"
        )
    answers = await asyncio.gather(*(_read(one.url, fetch, parse) for one in chosen))
    entries: list[Entry] = []
    refused: list[Refusal] = []
    failed = 0
    for answer in answers:
        if isinstance(answer, str):
            failed += 1
            refused.append(Refusal(position=-1, reason=answer))
        else:
            entries += answer.entries
            refused += answer.refused
    if failed == len(answers):
        raise FeedError(f"{url} is an index of sitemaps that cannot be read: {refused[0].reason}")
    newest = sorted(entries, key=lambda e: e.published or _NEVER, reverse=True)
    if len(newest) > MOST_PAGES:
        refused.append(
            Refusal(position=MOST_PAGES, reason=f"{len(newest) - MOST_PAGES} older pages are left out")
        )
    kept = tuple(replace(e, position=n) for n, e in enumerate(newest[:MOST_PAGES]))
    return replace(index, entries=kept, refused=tuple(refused))


def choose(sitemaps: Sequence[Sitemap], url: str) -> list[Sitemap]:
    """Those to ask: of the index's own site, those named after news, else the ones changed last."""
    site = site_of(url)
    own = [s for s in dict.fromkeys(sitemaps) if _within(site_of(s.url), site)]
    news = [s for s in own if "news" in urlsplit(s.url).path.lower()]
    # Where no times are given, sites number their sitemaps upwards: the last is the newest.
    dated = sorted(enumerate(news or own), key=lambda p: (p[1].modified or _NEVER, p[0]), reverse=True)
    return [s for _, s in dated[:MOST_SITEMAPS]]


def _within(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}") or site.endswith(f".{host}")


async def _read(url: str, fetch: Fetch, parse: Parse) -> Document | str:
    try:
        response = await fetch(url)
        if response.status != 200:
            return f"{url} did not give its sitemap (status {response.status})"
        document = await parse(response)
    except AraxesError as error:
        return str(error)
    if document.sitemaps:
        return f"{url} is an index within an index; add it as a feed of its own"
    if document.version != "sitemap":
        return f"{url} is no sitemap"
    return document
