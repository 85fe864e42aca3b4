"""Carry new articles from the store through page, gate, extractor and joining, and back into the store.

Safe to run twice, at the same time, and to be killed at any point: an article is begun by a lease in the
store, and its outcome is saved in one transaction that first makes sure that nobody else was quicker.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.articles.article import Article, ArticleState
from pipeline.articles.language import identify
from pipeline.errors import StoreError
from pipeline.events.event import Reading
from pipeline.flow.pages import Pages
from pipeline.ports import Extractor, Gate, Now, Store, Text, Transaction

Join = Callable[[Transaction, Article, Reading, datetime], list[str]]
"""Saves the events, joins them to incidents and decides on alerts; gives ids of new deliveries."""


class Likeness(Protocol):
    """Finds the earlier text that an article repeats."""

    def copied(
        self, tx: Transaction, article: Article, reading: Reading | None = None
    ) -> tuple[str, str] | None:
        """Id of the article that this one repeats, and how that shows; None for a text of its own, and for a
        copy whose reading tells what that of the original missed."""
        ...

    def edited(self, tx: Transaction, article: Article, reading: Reading) -> tuple[str, Reading] | None:
        """Of an edited copy: the article it was made from, and what it reports; None for others.
        It was read, and is no independent source."""
        ...

    def remember(self, tx: Transaction, article: Article) -> None:
        """Keep what later articles are compared with."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often."""

    lease: timedelta = timedelta(minutes=3)
    """For so long a begun article is left to the process that began it."""
    most_begun: int = 6
    """An article that was begun so often and never ended kills its workers: it is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessParts:
    """What the steps of an article need from the outside."""

    store: Store
    gate: Gate
    extractor: Extractor
    join: Join
    now: Now
    pages: Pages = field(default_factory=Pages)
    likeness: Likeness | None = None
    languages: frozenset[str] = frozenset({"en"})
    """Languages that the extractor reads (BCP 47 primary tags)."""
    limits: Limits = field(default_factory=Limits)


def process(ids: Sequence[str], parts: ProcessParts) -> list[str]:
    """Process those of the articles that are new and due; ids of the deliveries that are to be sent.

    An article that makes a step raise is quarantined as FAILED with the traceback as its reason, and
    the others go on. StoreError is not the article's fault: it passes, and the sweeper comes back to
    what was not ended.
    """
    worth_reading = []
    for fetched in parts.pages.read(_begin(ids, parts), parts.gate, parts.now):
        article = fetched.article
        if fetched.again_at is not None:
            _save(replace(article, next_attempt=fetched.again_at), parts)
            continue
        try:
            article = _judge(article, parts)
        except Exception as error:  # quarantine: the batch goes on
            _quarantine(article, error, parts)
            continue
        if article.state.final:
            _save(article, parts)
        else:
            worth_reading.append(article)
    deliveries: list[str] = []
    for article, reading in _read(worth_reading, parts):
        try:
            if isinstance(reading, Exception):
                raise reading
            deliveries += _settle(article, reading, parts)
        except StoreError:
            raise
        except Exception as error:  # quarantine: the batch goes on
            _quarantine(article, error, parts)
    return deliveries


def _begin(ids: Sequence[str], parts: ProcessParts) -> list[Article]:
    """Lease the articles that are new and due, so that nobody else begins them meanwhile."""
    now = parts.now()
    begun = []
    with parts.store.write() as tx:
        for article in tx.articles(ids):
            if article.state is not ArticleState.NEW or (article.next_attempt or now) > now:
                continue
            if article.attempts >= parts.limits.most_begun:
                tx.save_article(
                    _ended(
                        article,
                        ArticleState.FAILED,
                        f"begun {article.attempts} times and never ended: something in it ends the worker; "
                        "the worker's log shows what",
                    )
                )
                continue
            article = replace(article, attempts=article.attempts + 1, next_attempt=now + parts.limits.lease)
            tx.save_article(article)
            begun.append(article)
    return sorted(begun, key=lambda a: (a.published, a.first_seen, a.id))


def _judge(article: Article, parts: ProcessParts) -> Article:
    """The article with its language, and with its end state where it is not worth reading."""
    language = identify(f"{article.title}\n\n{article.text}", article.language)
    article = replace(article, language=language)
    verdict = parts.gate.judge(article.title, article.text)
    if language is not None and language not in parts.languages:
        named = ", ".join(f"{country} {n}" for country, n in sorted(verdict.named.items()) if n)
        return _ended(
            article,
            ArticleState.UNPARSED,
            f"in {language}, which no pipeline reads; names {named or 'no watched country'}",
        )
    if not verdict.worth_parsing:
        return _ended(article, ArticleState.IRRELEVANT, verdict.reason)
    return article


def _read(articles: Sequence[Article], parts: ProcessParts) -> Iterator[tuple[Article, Reading | Exception]]:
    """Each article with its reading, or with what the extractor raised for it. A batch that raises is
    halved until the article that does it stands alone."""
    if not articles:
        return
    try:
        readings = list(parts.extractor.read([Text.of(a) for a in articles]))
        pairs = list(zip(articles, readings, strict=True))
    except StoreError:
        raise
    except Exception as error:  # whose fault it is shows when halved
        if len(articles) == 1:
            yield articles[0], error
            return
        half = len(articles) // 2
        yield from _read(articles[:half], parts)
        yield from _read(articles[half:], parts)
    else:
        yield from pairs


def _settle(article: Article, reading: Reading, parts: ProcessParts) -> list[str]:
    """Save everything that follows from a reading, or nothing, in one transaction."""
    now = parts.now()
    with parts.store.write(exclusive=True) as tx:
        if not _still_ours(tx, article):
            return []
        copied = parts.likeness.copied(tx, article, reading) if parts.likeness else None
        if copied is not None:
            original, how = copied
            heard = tx.reading(original)
            article = replace(_ended(article, ArticleState.DUPLICATE, how), duplicate_of=original)
            tx.save_article(article)
            tx.save_events(article.id, [])
            return parts.join(tx, article, replace(heard, article_id=article.id), now) if heard else []
        made_from = None
        if parts.likeness and (found := parts.likeness.edited(tx, article, reading)):
            made_from, reading = found
        article = replace(_ended(article, ArticleState.EXTRACTED, _told(reading)), duplicate_of=made_from)
        tx.save_article(article)
        tx.save_reading(reading)
        if parts.likeness:
            parts.likeness.remember(tx, article)
        return parts.join(tx, article, reading, now)


def _told(reading: Reading) -> str:
    if not reading.events:
        return reading.reason or "read; it reports no event"
    return "reports " + ", ".join(
        f"{e.type.value} {e.status.value} {'-'.join(e.countries)}" for e in reading.events[:10]
    )


def _ended(article: Article, state: ArticleState, reason: str) -> Article:
    return replace(article, state=state, reason=reason, attempts=0, next_attempt=None, duplicate_of=None)


def _still_ours(tx: Transaction, article: Article) -> bool:
    """Whether the stored article is as we began it: nobody ended it, began it again or edited it."""
    stored = tx.article(article.id)
    return (
        stored is not None
        and stored.state is ArticleState.NEW
        and stored.revision == article.revision
        and (article.state.final or stored.attempts == article.attempts)
    )


def _save(article: Article, parts: ProcessParts) -> None:
    with parts.store.write() as tx:
        if _still_ours(tx, article):
            tx.save_article(article)


def _quarantine(article: Article, error: Exception, parts: ProcessParts) -> None:
    """Set the article aside as it was stored: what we made of it may be what is wrong."""
    if isinstance(error, StoreError):
        raise error
    shown = "".join(traceback.format_exception(error))[-4000:].replace("\0", "")
    with parts.store.write() as tx:
        stored = tx.article(article.id)
        if stored is not None and _still_ours(tx, article):
            tx.save_article(_ended(stored, ArticleState.FAILED, shown))
