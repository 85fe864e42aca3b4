"""Articles on their way through the steps: each ends in a named state with a reason, nothing is lost."""

from dataclasses import replace

import pytest

from pipeline.articles.article import Article, ArticleState
from pipeline.errors import FetchError, RefusedError, StoreError
from pipeline.events.event import Reading
from pipeline.flow.pages import Pages
from pipeline.flow.process import ProcessParts, process
from pipeline.flow.sweep import sweep
from pipeline.ports import Transaction
from tests.fakes.flow import (
    FakeClock,
    FakeExtractor,
    FakeFetcher,
    FakeGate,
    FakeQueue,
    article,
    join_each,
    page,
)
from tests.fakes.store import FakeStore

LONG = (
    "The prime minister of Israel arrived in Baku on Monday for talks with the president of Azerbaijan, "
    "officials of both countries said, adding that energy and trade were on the agenda of the visit. " * 3
)
HTML = f"<html lang=en><body><article><h1>Report</h1><p>{LONG}</p></article></body></html>".encode()


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def parts(store: FakeStore, clock: FakeClock) -> ProcessParts:
    return ProcessParts(
        store=store, gate=FakeGate(), extractor=FakeExtractor(), join=join_each("desk"), now=clock
    )


def add(store: FakeStore, *articles: Article) -> list[str]:
    with store.write() as tx:
        return tx.add_articles([(a, [f"url:{a.url}"]) for a in articles])


def stored(store: FakeStore, name: str) -> Article:
    with store.read() as tx:
        found = tx.article(f"art_{name}")
    assert found is not None
    return found


def fetching(parts: ProcessParts, fetcher: FakeFetcher) -> ProcessParts:
    return replace(parts, pages=Pages(door=lambda: fetcher))


def test_an_article_with_news_is_read_and_its_deliveries_named(store: FakeStore, parts: ProcessParts) -> None:
    ids = add(store, article("1"))
    deliveries = process(ids, parts)
    done = stored(store, "1")
    assert done.state is ArticleState.EXTRACTED
    assert done.reason == "reports visit planned AZE-ISR"
    with store.read() as tx:
        assert tx.reading("art_1") is not None
        assert [d.receiver for d in map(tx.delivery, deliveries) if d] == ["desk"]


def test_what_names_nobody_is_irrelevant_and_never_parsed(store: FakeStore, parts: ProcessParts) -> None:
    assert process(add(store, article("1", "Rain in London.")), parts) == []
    assert stored(store, "1").state is ArticleState.IRRELEVANT
    assert stored(store, "1").reason == "names Baku 0 times"
    assert isinstance(parts.extractor, FakeExtractor)
    assert parts.extractor.batches == []


def test_another_language_is_kept_and_says_whom_it_names(store: FakeStore, parts: ProcessParts) -> None:
    text = (
        "İsrailin baş naziri bazar ertəsi Bakuya (Baku) səfər edib və Azərbaycan Prezidenti ilə görüşüb. " * 3
    )
    process(add(store, article("1", text)), parts)
    assert stored(store, "1").state is ArticleState.UNPARSED
    assert stored(store, "1").reason == "in az, which no pipeline reads; names AZE 6"
    assert stored(store, "1").language == "az"


def test_poison_is_set_aside_with_its_traceback_and_the_batch_goes_on(
    store: FakeStore, parts: ProcessParts
) -> None:
    names = [str(n) for n in range(9)]
    texts = ["POISON in Baku" if n == "5" else "A minister is in Baku." for n in names]
    deliveries = process(add(store, *map(article, names, texts)), parts)
    states = {n: stored(store, n).state for n in names}
    assert states.pop("5") is ArticleState.FAILED
    assert set(states.values()) == {ArticleState.EXTRACTED}
    assert "ValueError: cannot read art_5" in stored(store, "5").reason
    assert "Traceback" in stored(store, "5").reason
    assert len(deliveries) == 8


def test_a_join_that_raises_costs_one_article_and_saves_nothing_of_it(
    store: FakeStore, parts: ProcessParts
) -> None:
    def join(tx: Transaction, a: Article, *rest: object) -> list[str]:
        if a.id == "art_1":
            raise RuntimeError("cannot join")
        return []

    process(add(store, article("1"), article("2")), replace(parts, join=join))
    assert stored(store, "1").state is ArticleState.FAILED
    assert stored(store, "2").state is ArticleState.EXTRACTED
    with store.read() as tx:
        assert tx.reading("art_1") is None


def test_a_database_in_trouble_is_nobodys_fault(
    store: FakeStore, clock: FakeClock, parts: ProcessParts
) -> None:
    def join(*_: object) -> list[str]:
        raise StoreError("the database is locked by another process")

    ids = add(store, article("1"))
    with pytest.raises(StoreError):
        process(ids, replace(parts, join=join))
    assert stored(store, "1").state is ArticleState.NEW
    queue = FakeQueue()
    assert sweep(store, queue, clock()).articles == 0  # still leased
    clock.pass_(minutes=4)
    assert sweep(store, queue, clock()).articles == 1
    process(queue.articles[0], parts)
    assert stored(store, "1").state is ArticleState.EXTRACTED


def test_twice_is_once(store: FakeStore, parts: ProcessParts) -> None:
    ids = add(store, article("1"))
    assert len(process(ids, parts)) == 1
    assert process(ids, parts) == []
    assert process(["art_unknown"], parts) == []


def test_of_two_that_race_the_second_saves_nothing(store: FakeStore, parts: ProcessParts) -> None:
    ids = add(store, article("1"))

    class Slow(FakeExtractor):
        def read(self, texts):  # type: ignore[no-untyped-def]
            clock = parts.now
            assert isinstance(clock, FakeClock)
            clock.pass_(minutes=4)  # the lease runs out while this one reads
            assert len(process(ids, parts)) == 1
            return super().read(texts)

    assert process(ids, replace(parts, extractor=Slow())) == []
    assert stored(store, "1").state is ArticleState.EXTRACTED


def test_an_edit_during_reading_wins(store: FakeStore, parts: ProcessParts) -> None:
    ids = add(store, article("1"))

    class Editing(FakeExtractor):
        def read(self, texts):  # type: ignore[no-untyped-def]
            with store.write() as tx:
                tx.save_article(article("1", "Edited: a minister is in Baku.", revision=2))
            return super().read(texts)

    assert process(ids, replace(parts, extractor=Editing())) == []
    assert stored(store, "1").state is ArticleState.NEW
    assert len(process(ids, parts)) == 1
    assert stored(store, "1").text.startswith("Edited")


def test_what_ends_its_worker_again_and_again_is_set_aside(
    store: FakeStore, clock: FakeClock, parts: ProcessParts
) -> None:
    class Killed(BaseException):
        pass

    class Killer(FakeExtractor):
        def read(self, texts):  # type: ignore[no-untyped-def]
            raise Killed

    ids = add(store, article("1"))
    for _ in range(parts.limits.most_begun):
        with pytest.raises(Killed):
            process(ids, replace(parts, extractor=Killer()))
        clock.pass_(minutes=4)
    assert process(ids, parts) == []
    assert stored(store, "1").state is ArticleState.FAILED
    assert "begun 6 times" in stored(store, "1").reason


class TestPages:
    def test_the_page_replaces_the_feeds_words(self, store: FakeStore, parts: ProcessParts) -> None:
        one = article("1", "In short.", fetch_page=True)
        fetcher = FakeFetcher({one.url: HTML})
        process(add(store, one), fetching(parts, fetcher))
        done = stored(store, "1")
        assert (done.text_from, done.page_error, done.state) == ("page", None, ArticleState.EXTRACTED)
        assert done.text.startswith("The prime minister of Israel arrived")
        assert fetcher.asked[0].obey_robots
        assert fetcher.closed == 1

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (RefusedError("robots.txt forbids it"), "robots.txt forbids it"),
            (page("", status=404), "the server answered 404"),
            (page("", status=403), "the server answered 403"),
            (page("", b"%PDF-1.4"), "the page is a PDF, which is not read"),
            (
                page("", b"<html><body><p>Sign in to read this article.</p></body></html>"),
                "less than the feed",
            ),
            (page("", b""), "the page is empty"),
        ],
    )
    def test_where_there_is_no_page_the_feed_must_do(
        self, store: FakeStore, parts: ProcessParts, answer: object, said: str
    ) -> None:
        one = article("1", LONG, fetch_page=True)
        process(add(store, one), fetching(parts, FakeFetcher({one.url: answer})))  # type: ignore[dict-item]
        done = stored(store, "1")
        assert done.state is ArticleState.EXTRACTED
        assert done.text == LONG
        assert said in (done.page_error or "")

    def test_a_page_in_trouble_gets_another_try(
        self, store: FakeStore, clock: FakeClock, parts: ProcessParts
    ) -> None:
        one = article("1", "Rain in London.", fetch_page=True)
        ids = add(store, one)
        assert process(ids, fetching(parts, FakeFetcher({one.url: FetchError("timed out")}))) == []
        waiting = stored(store, "1")
        assert (waiting.state, waiting.page_error) == (ArticleState.NEW, "timed out")
        assert process(ids, parts) == []  # not yet
        clock.pass_(minutes=2)
        process(ids, fetching(parts, FakeFetcher({one.url: HTML})))
        assert stored(store, "1").state is ArticleState.EXTRACTED

    def test_news_does_not_wait_long_for_its_page(
        self, store: FakeStore, clock: FakeClock, parts: ProcessParts
    ) -> None:
        one = article("1", fetch_page=True)
        ids = add(store, one)
        dead = fetching(parts, FakeFetcher({one.url: FetchError("timed out")}))
        assert process(ids, dead) == []
        clock.pass_(seconds=11)
        assert len(process(ids, dead)) == 1
        assert stored(store, "1").text_from == "feed"
        assert stored(store, "1").page_error == "timed out"

    def test_retry_after_is_honoured_within_reason(
        self, store: FakeStore, clock: FakeClock, parts: ProcessParts
    ) -> None:
        one, two = (article(n, "Rain.", fetch_page=True) for n in "12")
        busy = FakeFetcher(
            {
                one.url: page(one.url, status=503, retry_after="120"),
                two.url: page(two.url, status=429, retry_after="Tue, 06 Jan 2026 12:00:00 GMT"),
            }
        )
        process(add(store, one, two), fetching(parts, busy))
        again = stored(store, "1").next_attempt
        assert again is not None
        assert 115 < (again - clock()).total_seconds() < 125
        assert stored(store, "2").state is ArticleState.IRRELEVANT  # a day is too long to wait


class TestCopies:
    class Same:
        """Texts are alike when they are the same."""

        def copied(
            self, tx: Transaction, one: Article, reading: Reading | None = None
        ) -> tuple[str, str] | None:
            near = [i for i in tx.near([one.text], one.first_seen) if i != one.id]
            return (near[0], "repeats it word for word") if near else None

        def edited(self, tx: Transaction, one: Article, reading: Reading) -> None:
            return None

        def remember(self, tx: Transaction, one: Article) -> None:
            tx.save_bands(one.id, [one.text])

    def test_a_copy_is_a_source_of_the_same_events(self, store: FakeStore, parts: ProcessParts) -> None:
        heard = []

        def join(tx: Transaction, a: Article, reading: object, now: object) -> list[str]:
            heard.append((a.id, a.duplicate_of, getattr(reading, "article_id", None)))
            return []

        parts = replace(parts, likeness=self.Same(), join=join)
        process(add(store, article("1"), article("2")), parts)
        copy = stored(store, "2")
        assert (copy.state, copy.duplicate_of) == (ArticleState.DUPLICATE, "art_1")
        assert copy.reason == "repeats it word for word"
        assert heard == [("art_1", None, "art_1"), ("art_2", "art_1", "art_2")]
