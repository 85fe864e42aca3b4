"""Saving looks: all in one transaction, one that cannot be saved set apart, a fenced process shut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.articles.article import Article
from pipeline.errors import FencedError, StoreError
from pipeline.feeds.document import Document
from pipeline.feeds.feed import Entry, Feed, FeedHealth, FeedState
from pipeline.feeds.schedule import Outcome, Result
from pipeline.flow.poll import Look, claim, settle
from pipeline.ports import Filter
from tests.fakes.store import FakeStore, FakeTransaction

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


def look(name: str) -> Look:
    feed = Feed(url=f"https://{name}.test/feed", name=name, outlet=name)
    entry = Entry(
        feed_id=feed.id,
        guid=name,
        link=f"https://{name}.test/1",
        title=f"A headline of {name} for today",
        summary="",
        content_html=None,
        published=NOW,
        updated=None,
        language="en",
    )
    return Look(
        feed=feed,
        state=FeedState(feed_id=feed.id, url=feed.url),
        outcome=Outcome(result=Result.CHANGED, status=200),
        at=NOW,
        document=Document(version="rss20", entries=(entry,)),
    )


class Picky(FakeStore):
    """Raises when an article of the outlet `poison` is added."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    @contextmanager
    def write(self, *, exclusive: bool = False) -> Iterator[FakeTransaction]:
        error = self.error

        class Transaction(FakeTransaction):
            def add_articles(self, articles: Sequence[tuple[Article, Sequence[str]]]) -> list[str]:
                if any(article.outlet == "poison" for article, _ in articles):
                    raise error
                return super().add_articles(articles)

        with super().write(exclusive=exclusive) as tx:
            yield Transaction(tx.tables, writable=True)


def outlets(store: FakeStore) -> set[str]:
    with store.read() as tx:
        return {a.outlet for a in tx.find_articles(Filter())}


@pytest.mark.parametrize("error", [ValueError("odd text"), StoreError("refused", permanent=True)])
def test_what_cannot_be_saved_is_set_apart_and_the_others_go_on(error: Exception) -> None:
    store = Picky(error)
    settled = settle([look("one"), look("poison"), look("two")], store)
    assert [len(s.new) for s in settled] == [1, 0, 1]
    assert outlets(store) == {"one", "two"}
    assert settled[1].state.health is FeedHealth.FAILING
    assert "what poison sent cannot be saved" in (settled[1].state.error or "")
    assert settled[1].state.next_poll_after is not None


def test_a_store_that_cannot_be_written_now_saves_nothing_and_says_so() -> None:
    store = Picky(StoreError("locked"))
    with pytest.raises(StoreError, match="locked"):
        settle([look("one"), look("poison")], store)
    assert outlets(store) == set()


def test_a_process_that_was_succeeded_saves_nothing() -> None:
    store = FakeStore()
    with store.write(exclusive=True) as tx:
        stale, _ = tx.take_fence("scheduler", NOW), tx.take_fence("scheduler", NOW)
    one = look("one")
    calls: list[Any] = [
        lambda: settle([one], store, ("scheduler", stale)),
        lambda: claim([one.state], store, ("scheduler", stale)),
    ]
    for call in calls:
        with pytest.raises(FencedError):
            call()
    assert outlets(store) == set()
    assert store.tables.feed_state == {}


def test_two_feeds_with_one_article_in_one_batch_make_one_article() -> None:
    first, second = look("one"), look("two")
    assert second.document is not None
    shared = Document(
        version="rss20",
        entries=tuple(
            Entry(**{**{f: getattr(e, f) for f in e.__slots__}, "link": "http://www.one.test/1/"})
            for e in second.document.entries
        ),
    )
    store = FakeStore()
    second = Look(feed=second.feed, state=second.state, outcome=second.outcome, at=NOW, document=shared)
    settled = settle([first, second], store)
    assert [len(s.new) for s in settled] == [1, 0]
    assert outlets(store) == {"one"}
