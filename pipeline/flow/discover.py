"""Find the feeds of a web site by asking it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from pipeline.articles.url import canonical_url, site_of
from pipeline.errors import AraxesError, FeedError, InputError
from pipeline.feeds.discover import Candidate, named_feeds, usual_places
from pipeline.feeds.document import Document
from pipeline.feeds.parse import parse
from pipeline.flow.poll import ACCEPT
from pipeline.flow.sitemaps import follow
from pipeline.ports import Fetcher, Request, Response

_MOST = 12
"""Candidates that are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that answers."""

    url: str
    title: str
    version: str
    entries: int
    newest: datetime | None
    language: str | None


async def discover(url: str, fetcher: Fetcher) -> list[Found]:
    """The feeds at an address, the best first: itself if it is one, those its page names, or those at the
    usual places. FetchError when the address does not answer, InputError when there is no feed."""
    response = await fetcher.get(
        Request(url=url, headers={"accept": f"text/html, {ACCEPT}"}, total_timeout=30)
    )
    if response.status < 400:
        try:
            document = parse(response.body, feed_id="", url=response.url, headers=response.headers)
        except FeedError:
            pass
        else:
            document = await _followed(document, response.url, fetcher)
            return [_found(response.permanent_url or url, document, "")]
    candidates = named_feeds(response.body, response.url) if response.status < 400 else []
    found = await _ask(candidates[:_MOST], fetcher)
    if not found:
        found = await _ask(usual_places(response.url), fetcher)
    if not found:
        said = f" (it answers with status {response.status})" if response.status >= 400 else ""
        raise InputError(f"{url} has no feed that we could find{said}; name the feed's own address")
    return found


async def _ask(candidates: list[Candidate], fetcher: Fetcher) -> list[Found]:
    answers = await asyncio.gather(*(_try(candidate, fetcher) for candidate in candidates))
    unique: dict[str, Found] = {}
    for found in answers:
        if found is not None:
            unique.setdefault(canonical_url(found.url), found)
    return list(unique.values())


async def _try(candidate: Candidate, fetcher: Fetcher) -> Found | None:
    try:
        response = await fetcher.get(Request(url=candidate.url, headers={"accept": ACCEPT}, total_timeout=20))
        if response.status != 200:
            return None
        document = parse(response.body, feed_id="", url=response.url, headers=response.headers)
        document = await _followed(document, response.url, fetcher)
    except AraxesError:
        return None
    return _found(response.permanent_url or candidate.url, document, candidate.title)


async def _followed(document: Document, url: str, fetcher: Fetcher) -> Document:
    if not document.sitemaps:
        return document

    async def fetch(sitemap: str) -> Response:
        return await fetcher.get(Request(url=sitemap, headers={"accept": ACCEPT}, total_timeout=20))

    async def read(answer: Response) -> Document:
        return parse(answer.body, feed_id="", url=answer.url, headers=answer.headers)

    return await follow(document, url, fetch, read)


def _found(url: str, document: Document, title: str) -> Found:
    return Found(
        url=url,
        title=document.title or title or site_of(url),
        version=document.version,
        entries=len(document.entries),
        newest=document.newest,
        language=document.language,
    )
