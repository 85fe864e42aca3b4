"""Fetch the pages of new articles, all at once, and decide what to do where that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipeline.articles.article import Article
from pipeline.articles.language import primary
from pipeline.articles.text import Page, read_page, stands_for
from pipeline.errors import FetchError, PageError
from pipeline.feeds.freshness import retry_after
from pipeline.ports import Fetcher, Gate, Now, Request, Response

URGENT = (timedelta(seconds=10),)
"""Pauses before another try at a page when the feed's own words may already hold news. Then they must do."""
PATIENT = (timedelta(minutes=1), timedelta(minutes=10))
"""The same when the feed's words promise nothing."""
LONGEST_PAUSE = timedelta(minutes=15)
"""A `Retry-After` beyond this is not waited for: the article is read from the feed's words."""

PAGE_BYTES = 6_000_000
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An article with its page's text where there is one. With `again_at`, the page deserves another try."""

    article: Article
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no page. `pause` is what the server asked us to wait."""

    reason: str
    transient: bool = False
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where pages come from. Without `door` none are fetched and the feed's text must do (replays, tests)."""

    door: Callable[[], Fetcher] | None = None
    """Opens a Fetcher for one batch; it is closed afterwards."""
    seconds: float = 20.0
    """Time limit of a page."""

    def read(self, articles: Sequence[Article], gate: Gate, now: Now) -> list[Fetched]:
        wanted = [a for a in articles if self.door and a.fetch_page and a.url]
        answers: dict[str, Response | Failure] = {}
        if wanted and self.door:
            answers = dict(
                zip((a.id for a in wanted), asyncio.run(self._get_all(self.door, wanted, now)), strict=True)
            )
        return [_decide(a, answers.get(a.id), gate, now()) for a in articles]

    async def _get_all(
        self, door: Callable[[], Fetcher], articles: Sequence[Article], now: Now
    ) -> list[Response | Failure]:
        fetcher = door()
        try:
            return await asyncio.gather(*(_get(fetcher, a, now, self.seconds) for a in articles))
        finally:
            await fetcher.aclose()


async def _get(fetcher: Fetcher, article: Article, now: Now, seconds: float) -> Response | Failure:
    try:
        answer = await fetcher.get(
            Request(
                url=article.url,
                headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"},
                max_bytes=PAGE_BYTES,
                total_timeout=seconds,
                obey_robots=True,
            )
        )
    except FetchError as error:
        return Failure(str(error), transient=not error.permanent)
    if answer.status == 200:
        return answer
    return Failure(
        f"the server answered {answer.status}",
        transient=answer.status in (408, 425, 429) or answer.status >= 500,
        pause=retry_after(answer.headers, now()),
    )


def _decide(article: Article, answer: Response | Failure | None, gate: Gate, now: datetime) -> Fetched:
    if answer is None:
        return Fetched(article=article)
    failure: Failure
    if isinstance(answer, Failure):
        failure = answer
    else:
        try:
            page = read_page(answer.body, content_type=answer.headers.get("content-type", ""), url=answer.url)
        except PageError as error:
            failure = Failure(str(error))
        else:
            wrong = stands_for(page, title=article.title, text=article.text)
            if wrong is None:
                return Fetched(article=_with_page(article, page, now))
            failure = Failure(wrong)
    kept = replace(article, page_error=failure.reason)
    pauses = URGENT if gate.judge(article.title, article.text).worth_parsing else PATIENT
    wait = failure.pause or timedelta(0)
    if failure.transient and article.attempts <= len(pauses) and wait <= LONGEST_PAUSE:
        return Fetched(article=kept, again_at=now + max(pauses[article.attempts - 1], wait))
    return Fetched(article=kept)


def _with_page(article: Article, page: Page, now: datetime) -> Article:
    published, guessed = article.published, article.published_guessed
    if guessed and page.published and _EARLIEST <= page.published <= now + timedelta(days=1):
        published, guessed = page.published, False
    return replace(
        article,
        title=article.title or page.title,
        text=page.text,
        text_from="page",
        page_error="the page is longer than what is kept; its end was cut off" if page.cut else None,
        language=article.language or primary(page.language),
        published=published,
        published_guessed=guessed,
    )
