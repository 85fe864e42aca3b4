"""The identity ladder: which marks make an entry a known article, and which do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.article import Article
from pipeline.articles.entry import MOST_REVISIONS, edited, new_article
from pipeline.articles.identity import Match, Same, mark, match, usable_keys
from pipeline.feeds.feed import Entry, Feed

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
FEED = Feed(url="https://wire.test/feed", name="Wire", outlet="wire.test", language="en")
TITLE = "Iranian minister arrives in Baku for talks"


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "feed_id": FEED.id,
        "guid": "g1",
        "link": "https://wire.test/1",
        "title": TITLE,
        "summary": "He was received at the airport by his counterpart on Monday.",
        "content_html": None,
        "published": NOW,
        "updated": None,
        "language": None,
    }
    return Entry(**fields | changes)


class Known:
    """The articles and keys that a store would hold."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.keys: dict[str, str] = {}

    def see(self, *entries: Entry, feed: Feed = FEED, at: datetime = NOW) -> list[Match]:
        found = []
        for marked in mark(entries, feed.outlet):
            result = match(marked, self.keys, self.articles.get, at)
            found.append(result)
            if result.same is Same.NEW:
                self.articles[marked.article_id] = new_article(marked, feed, at)
            for key in usable_keys(marked, self.keys, result.article_id):
                self.keys.setdefault(key, result.article_id)
        return found


@pytest.fixture
def known() -> Known:
    known = Known()
    assert known.see(entry())[0].same is Same.NEW
    return known


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, Same.KNOWN),
        ({"published": NOW + timedelta(days=1)}, Same.KNOWN),
        ({"guid": "changed"}, Same.KNOWN),
        ({"link": "http://www.wire.test/1/?utm_source=rss"}, Same.KNOWN),
        ({"link": "https://m.wire.test/1", "guid": None}, Same.KNOWN),
        ({"link": "https://wire.test/1/amp"}, Same.KNOWN),
        ({"link": "https://wire.test/1-new-slug"}, Same.KNOWN),
        ({"title": TITLE.upper()}, Same.KNOWN),
        ({"summary": "The visit was called off."}, Same.EDITED),
        ({"title": f"{TITLE} (updated)"}, Same.EDITED),
        ({"link": "https://wire.test/new-slug", "summary": "He was received at the airport."}, Same.EDITED),
        ({"link": None, "title": "A wholly different headline"}, Same.EDITED),
        ({"guid": "g2", "link": "https://wire.test/2"}, Same.KNOWN),
        ({"guid": "g2", "link": "https://wire.test/2", "published": NOW + timedelta(days=9)}, Same.KNOWN),
        ({"guid": "g2", "link": "https://wire.test/2", "title": "Oil price climbs again"}, Same.NEW),
        ({"link": "https://wire.test/2", "title": "Oil price climbs again"}, Same.NEW),
    ],
)
def test_what_counts_as_the_same_article(known: Known, changes: dict[str, Any], same: Same) -> None:
    assert known.see(entry(**changes))[0].same is same


def test_a_guid_that_is_a_url_may_change_scheme_and_host() -> None:
    known = Known()
    known.see(entry(guid="http://old.test/stories/77", link=None))
    assert known.see(entry(guid="https://www.new.test/stories/77", link=None))[0].same is Same.KNOWN


def test_a_guid_that_all_items_share_is_not_believed() -> None:
    known = Known()
    entries = [
        entry(guid="same", link=f"https://wire.test/{n}", title=f"Headline number {n} of today")
        for n in range(9)
    ]
    assert [m.same for m in known.see(*entries)] == [Same.NEW] * 9
    assert [m.same for m in known.see(*entries)] == [Same.KNOWN] * 9


def test_a_link_that_all_items_share_is_not_believed() -> None:
    known = Known()
    entries = [
        entry(guid=f"g{n}", link="https://wire.test/live", title=f"Headline number {n} today")
        for n in range(9)
    ]
    assert [m.same for m in known.see(*entries)] == [Same.NEW] * 9
    assert [m.same for m in known.see(*entries)] == [Same.KNOWN] * 9


def test_items_without_guid_and_link_are_told_apart_by_their_words() -> None:
    known = Known()
    entries = [entry(guid=None, link=None, title=f"Headline number {n} of a long day") for n in range(5)]
    assert [m.same for m in known.see(*entries)] == [Same.NEW] * 5
    assert [m.same for m in known.see(*entries)] == [Same.KNOWN] * 5


def test_the_same_item_twice_in_a_document_is_one() -> None:
    assert len(mark([entry(), entry(link="http://www.wire.test/1")], "wire.test")) == 1


def test_the_same_headline_weeks_later_is_a_new_article(known: Known) -> None:
    later = NOW + timedelta(days=30)
    again = entry(guid="g2", link="https://wire.test/2", published=later)
    assert known.see(again, at=later)[0].same is Same.NEW


def test_another_feed_of_the_article_is_no_edit(known: Known) -> None:
    other = replace(FEED, url="https://other.test/feed", outlet="other.test")
    shared = {k: v for k, v in known.keys.items() if k.startswith("url:")}
    marked = mark([entry(feed_id=other.id, guid="o1", summary="Other words")], other.outlet)[0]
    assert match(marked, shared, known.articles.get, NOW).same is Same.ELSEWHERE


ENTRIES = st.builds(
    lambda guid, link, title: entry(guid=guid, link=link, title=title),
    st.sampled_from([None, "a", "b", "https://wire.test/x/y"]),
    st.sampled_from([None, "https://wire.test/1", "http://www.wire.test/1/", "https://wire.test/2"]),
    st.sampled_from(["", "One headline of several words", "Another headline of several words"]),
)


@given(st.lists(ENTRIES, max_size=8))
def test_seeing_the_same_document_again_brings_nothing(entries: list[Entry]) -> None:
    known = Known()
    known.see(*entries)
    count = len(known.articles)
    assert all(m.same is not Same.NEW for m in known.see(*entries))
    assert len(known.articles) == count


# ------------------------------------------------------------------ the article itself


def made(**changes: Any) -> Article:
    return new_article(mark([entry(**changes)], FEED.outlet)[0], FEED, NOW)


def test_an_aggregators_suffix_is_cut_and_its_source_is_the_outlet() -> None:
    article = made(title="Minister lands in Baku - Trend News Agency", outlet="trend.az")
    assert (article.title, article.outlet) == ("Minister lands in Baku", "trend.az")
    assert made(title="A visit - and its reasons").title == "A visit - and its reasons"


def test_a_whole_text_in_the_feed_needs_no_page() -> None:
    whole = "<p>" + "A sentence of the article. " * 80 + "</p>"
    assert not made(content_html=whole).fetch_page
    assert made(content_html=whole + "<p>Read more…</p>").fetch_page
    assert made().fetch_page
    assert not made(link=None).fetch_page


def test_a_revision_keeps_the_time_and_ends_at_a_bound() -> None:
    article = made()
    marked = mark([entry(summary="New words", published=NOW + timedelta(hours=5))], FEED.outlet)[0]
    result = edited(article, marked, FEED, NOW)
    assert result is not None
    assert result[0].published == article.published
    assert (result[0].revision, result[1].revision, result[1].text) == (2, 1, article.text)
    assert edited(replace(article, revision=MOST_REVISIONS), marked, FEED, NOW) is None


def from_google(token: str, **changes: Any) -> Entry:
    """An item of a search that gathers from outlets, with a link that only Google can resolve."""
    link = f"https://news.google.com/rss/articles/CBMi{token}"
    fields = {"guid": f"CBMi{token}", "link": link, "summary": TITLE, "outlet": "wire.test"}
    return entry(**fields | changes)


def test_a_search_that_gives_an_item_a_new_link_brings_no_new_article() -> None:
    known = Known()
    feed = Feed(url="https://news.google.com/rss/search?q=baku", name="Search", outlet="google-news")
    first = known.see(from_google("AAAAAAAAAAAAAAAA"), feed=feed)[0]
    again = known.see(from_google("BBBBBBBBBBBBBBBB"), feed=feed)[0]
    assert (again.same, again.article_id) == (Same.KNOWN, first.article_id)


def test_the_same_title_of_another_outlet_is_another_article() -> None:
    known = Known()
    feed = Feed(url="https://news.google.com/rss/search?q=baku", name="Search", outlet="google-news")
    known.see(from_google("AAAAAAAAAAAAAAAA"), feed=feed)
    other = known.see(from_google("BBBBBBBBBBBBBBBB", outlet="paper.test"), feed=feed)[0]
    assert other.same is Same.NEW
    assert {a.outlet for a in known.articles.values()} == {"wire.test", "paper.test"}
