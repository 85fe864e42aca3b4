from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.articles.article import ArticleState, Revision
from pipeline.errors import StoreError
from pipeline.events.event import EventType
from pipeline.feeds.feed import FeedState, FeedYield
from pipeline.ports import Filter, Store
from tests.fakes.things import DAY, HOUR, NOON, article, feed, stored


def test_feeds_follow_the_configuration_and_keep_what_polling_learnt(store: Store) -> None:
    one, two, own = feed("one"), feed("two", min_interval=timedelta(minutes=5)), feed("own")
    state = FeedState(
        feed_id=one.id, url=one.url, etag='W/"é"', interval=timedelta(seconds=90), arrivals=(NOON,)
    )
    with store.write() as tx:
        tx.sync_feeds([one, two])
        assert tx.add_feed(own)
        assert not tx.add_feed(own)
        tx.save_feed_state(state)
    with store.write() as tx:
        tx.sync_feeds([two])
    with store.read() as tx:
        assert [f.name for f, _ in tx.feeds()] == ["own", "two"]
        assert [(f.name, f.enabled) for f, _ in tx.feeds(enabled_only=False)] == [
            ("one", False),
            ("own", True),
            ("two", True),
        ]
        assert tx.feed(one.id) == (replace(one, enabled=False), state)
        assert tx.feed(two.id) == (two, FeedState(feed_id=two.id, url=two.url))
        assert tx.feed("feed_none") is None
    with store.write() as tx:
        tx.sync_feeds([one, two])
        assert tx.remove_feed(own.id)
        assert not tx.remove_feed(own.id)
        tx.save_feed_state(FeedState(feed_id=own.id, url=own.url))  # its last poll ends after its removal
    with store.read() as tx:
        assert [(f.name, s.etag) for f, s in tx.feeds()] == [("one", 'W/"é"'), ("two", None)]


def test_many_states_at_once(store: Store) -> None:
    states = [FeedState(feed_id=f"feed_{n}", url="https://x.example", polls=n) for n in range(2000)]
    with store.write() as tx:
        tx.sync_feeds([feed("one")])
        tx.save_feed_states([])
        tx.save_feed_states(states)
        own = FeedState(feed_id=feed("one").id, url="https://moved.example", polls=1)
        tx.save_feed_states([own, replace(own, polls=2)])
        assert tx.feeds() == [(feed("one"), replace(own, polls=2))]


def test_a_feed_that_was_switched_off_can_be_added_again(store: Store) -> None:
    with store.write() as tx:
        tx.sync_feeds([feed("one")])
        tx.sync_feeds([])
        assert tx.add_feed(feed("one", tier=1))
        tx.sync_feeds([])
        assert [(f.name, f.tier) for f, _ in tx.feeds()] == [("one", 1)]


def test_articles_come_back_as_they_were(store: Store) -> None:
    full = article(
        text='Quote " backslash \\ tab \t\n\nçğı ə 𝄞 {"a": 1}',
        language=None,
        published=datetime(2024, 5, 20, 16, 0, 0, 123456, tzinfo=timezone(timedelta(hours=4))),
        state=ArticleState.FAILED,
        reason="Traceback …",
        guid="tag:1",
        feed_id="feed_1",
        attempts=3,
        next_attempt=NOON,
        published_guessed=True,
    )
    with store.write() as tx:
        assert tx.add_articles([(full, ["url:a"])]) == [full.id]
    with store.read() as tx:
        found = tx.article(full.id)
        assert found == full
        assert found is not None
        assert found.published.utcoffset() is not None
        assert tx.articles(["none", full.id, full.id]) == [full]
        assert tx.article("none") is None


def test_what_no_database_holds_is_replaced(url: str) -> None:
    from pipeline.edge.store import open_store

    odd = article(title="a\0b\ud800c", text="d\0e", guid="f\0\udfff")
    store = open_store(url)
    with store.write() as tx:
        tx.add_articles([(odd, ["guid:f\0\udfff"])])
    with store.read() as tx:
        found = tx.article(odd.id)
        assert found is not None
        assert (found.title, found.text) == ("a\ufffdb\ufffdc", "d\ufffde")
        assert tx.known("", ["guid:f\0\udfff"]) == {"guid:f\0\udfff": odd.id}
    store.close()


def test_an_article_is_new_once(store: Store) -> None:
    one, two = article("one"), article("two")
    with store.write() as tx:
        assert tx.add_articles([(one, ["url:1"]), (two, ["url:2"]), (one, ["url:1b"])]) == [one.id, two.id]
    with store.write() as tx:
        assert tx.add_articles([(replace(one, title="changed"), ["url:1c"])]) == []
        assert tx.article(one.id) == one
        assert tx.known("feed", ["url:1", "url:1b", "url:1c", "url:2", "url:3"]) == {
            "url:1": one.id,
            "url:1b": one.id,
            "url:1c": one.id,
            "url:2": two.id,
        }


def test_keys_count_within_a_feed_but_urls_everywhere(store: Store) -> None:
    one = article("one", feed_id="feed_1")
    two = article("two", feed_id="feed_2")
    with store.write() as tx:
        tx.add_articles([(one, ["guid:7", "url:x"]), (two, ["guid:7", "url:x"])])
        tx.add_keys("feed_1", one.id, ["guid:8", "guid:7"])
    with store.read() as tx:
        asked = ["guid:7", "guid:8", "url:x"]
        assert tx.known("feed_1", asked) == {"guid:7": one.id, "guid:8": one.id, "url:x": one.id}
        assert tx.known("feed_2", asked) == {"guid:7": two.id, "url:x": one.id}
        assert tx.known("feed_3", asked) == {"url:x": one.id}
        assert tx.known("feed_1", []) == {}


def test_very_long_keys_and_urls_are_kept_apart(store: Store) -> None:
    long = "url:https://outlet.example/?" + "x" * 10_000
    one = article("one", url=long.removeprefix("url:"))
    with store.write() as tx:
        tx.add_articles([(one, [long])])
        assert tx.known("feed", [long, long + "y"]) == {long: one.id}
        assert tx.article_by_url(one.url) == one
        assert tx.article_by_url(one.url + "y") is None
        assert tx.article_by_url("") is None


def test_thousands_of_keys_at_once(store: Store) -> None:
    keys = [f"url:{n}" for n in range(3000)]
    with store.write() as tx:
        tx.add_articles([(article(), keys)])
        assert len(tx.known("feed", keys)) == 3000


def test_saving_an_article_again_replaces_it_and_keeps_revisions(store: Store) -> None:
    one = article()
    first = Revision(article_id=one.id, revision=1, title="a", text="b", seen=NOON)
    with store.write() as tx:
        tx.add_articles([(one, [])])
        changed = replace(one, title="later", state=ArticleState.EXTRACTED, revision=3)
        tx.save_article(changed)
        tx.save_revision(replace(first, revision=2))
        tx.save_revision(first)
        tx.save_revision(first)
        assert tx.article(one.id) == changed
        assert tx.revisions(one.id) == [first, replace(first, revision=2)]
        assert tx.count_articles() == {ArticleState.EXTRACTED: 1}


def test_what_belongs_to_no_article_is_refused(store: Store) -> None:
    revision = Revision(article_id="none", revision=1, title="", text="", seen=NOON)
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.save_revision(revision)
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.save_bands("none", ["b"])
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.add_keys("feed", "none", ["url:1"])


def test_unfinished_articles_wait_for_their_time(store: Store) -> None:
    old = article("old", first_seen=NOON - DAY)
    young = article("young")
    later = article("later", next_attempt=NOON + HOUR)
    done = article("done", state=ArticleState.IRRELEVANT)
    with store.write() as tx:
        tx.add_articles([(a, []) for a in (young, later, old, done)])
        assert tx.unfinished_articles(NOON, 10) == [old.id, young.id]
        assert tx.unfinished_articles(NOON, 1) == [old.id]
        assert set(tx.unfinished_articles(NOON + HOUR, 10)) == {old.id, young.id, later.id}


def test_near_duplicates_share_a_band(store: Store) -> None:
    old, one, two = article("old", first_seen=NOON - 9 * DAY), article("one"), article("two")
    with store.write() as tx:
        tx.add_articles([(a, []) for a in (old, one, two)])
        tx.save_bands(old.id, ["a"])
        tx.save_bands(one.id, ["a", "b", "b"])
        tx.save_bands(two.id, ["c"])
        assert tx.near(["a", "b", "x"], NOON - DAY) == [one.id]
        assert tx.near(["a", "c"], NOON - 10 * DAY) == [old.id, *sorted([one.id, two.id])]
        tx.save_bands(one.id, ["d"])
        assert tx.near(["a"], NOON - DAY) == []
        assert tx.near([], NOON - DAY) == []


def test_finding_articles(store: Store) -> None:
    one = article("one", title="ƏLIYEV in Tel Aviv")
    two = article("two", published=NOON - DAY, text="100%_sure", state=ArticleState.EXTRACTED)
    three = article("three", published=NOON - 2 * DAY)
    with store.write() as tx:
        tx.add_articles([(a, []) for a in (two, one, three)])
        tx.save_events(two.id, [stored(two.id, countries=("AZE", "ISR"))])
        tx.save_events(three.id, [stored(three.id, type=EventType.MEETING)])
    with store.read() as tx:

        def found(**where: object) -> list[str]:
            return [a.id for a in tx.find_articles(Filter(**where))]  # type: ignore[arg-type]

        assert found() == [one.id, two.id, three.id]
        assert found(limit=1, offset=1) == [two.id]
        assert found(since=NOON - DAY, until=NOON) == [two.id]
        assert found(state="extracted") == [two.id]
        assert found(text="əliyev IN") == [one.id]
        assert found(text="0%_S") == [two.id]
        assert found(text="%") == [two.id]
        assert found(types=frozenset({EventType.MEETING})) == [three.id]
        assert found(countries=frozenset({"AZE"})) == [two.id, three.id]
        assert found(countries=frozenset({"AZE", "ISR"})) == [two.id]
        assert found(countries=frozenset({"AZE", "ISR"}), types=frozenset({EventType.MEETING})) == []


def test_a_time_without_a_zone_is_a_bug(url: str) -> None:
    from pipeline.edge.store import open_store

    store = open_store(url)
    naive = datetime(2024, 5, 20)  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a zone"), store.write() as tx:
        tx.save_article(article(published=naive))
    with store.read() as tx:
        assert tx.find_articles(Filter()) == []
    store.close()


def test_times_come_back_in_utc(url: str) -> None:
    from pipeline.edge.store import open_store

    east = timezone(timedelta(hours=9))
    store = open_store(url)
    store.beat("worker", NOON.astimezone(east), "busy")
    assert store.beats() == {"worker": (NOON, "busy")}
    assert store.beats()["worker"][0].tzinfo is UTC
    store.close()


def test_what_each_feed_was_good_for(store: Store) -> None:
    rich = [article(f"rich-{n}", feed_id="feed_rich") for n in range(3)]
    with store.write() as tx:
        tx.add_articles([(a, ()) for a in [*rich, article("poor", feed_id="feed_poor"), article("none")]])
        tx.save_article(replace(rich[0], state=ArticleState.EXTRACTED))
        tx.save_events(rich[0].id, [stored(rich[0].id, n) for n in range(2)])
        yields = tx.feed_yields()
    assert yields["feed_rich"] == FeedYield(articles=3, relevant=1, events=2)
    assert yields["feed_poor"] == FeedYield(articles=1)
