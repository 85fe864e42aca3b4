"""Polling against a real server, rule by rule: what is asked, what is kept, when it is asked again."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import brotli
import pytest
import zstandard

from pipeline.articles.article import Article, ArticleState
from pipeline.edge.fetch import HttpFetcher
from pipeline.feeds.feed import Feed, FeedHealth, FeedState
from pipeline.feeds.schedule import Result
from pipeline.flow.poll import PollParts, Settled, poll
from pipeline.ports import Filter
from tests.fakes.site import Asked, Reply, Site, hanging, site
from tests.fakes.store import FakeStore

NOW = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SY = 'xmlns:{}="http://purl.org/rss/1.0/modules/syndication/"'


class Reader:
    """One feed of a site, polled at will with a clock that stands where the test puts it."""

    def __init__(self, web: Site) -> None:
        self.web = web
        self.store = FakeStore()
        self.now = NOW
        self.secrets: dict[str, str] = {}
        self.feed = Feed(url=f"{web.base}/feed", name="News", outlet="news.test")

    def add(self, **changes: Any) -> None:
        self.feed = replace(self.feed, **changes)
        with self.store.write() as tx:
            tx.sync_feeds([self.feed])

    def poll(self, answer: Reply | None = None, *, after: timedelta = MINUTE, **limits: Any) -> Settled:
        if answer is not None:
            self.web.answer("/feed", answer)
        with self.store.read() as tx:
            known = tx.feed(self.feed.id)
        if known is None:
            self.add()
        self.now += after

        async def run() -> list[Settled]:
            door = HttpFetcher(
                user_agent="Araxes/0.1 (+test)", allow_networks=("127.0.0.0/8",), read_timeout=0.5
            )
            parts = PollParts(
                fetcher=door,
                store=self.store,
                now=lambda: self.now,
                secret=self.secrets.get,
                agent="Araxes/0.1",
                **limits,
            )
            try:
                return [s async for s in poll([(self.feed, self.state)], parts)]
            finally:
                await door.aclose()

        return asyncio.run(run())[0]

    @property
    def state(self) -> FeedState:
        with self.store.read() as tx:
            found = tx.feed(self.feed.id)
        assert found is not None
        return found[1]

    @property
    def articles(self) -> list[Article]:
        with self.store.read() as tx:
            return tx.find_articles(Filter(limit=100_000))

    @property
    def wait(self) -> timedelta:
        assert self.state.next_poll_after is not None
        return self.state.next_poll_after - self.now

    @property
    def asked(self) -> Asked:
        return self.web.asked[-1]


@pytest.fixture
def reader() -> Iterator[Reader]:
    with site() as web:
        yield Reader(web)


def rss(*items: str, head: str = "") -> bytes:
    channel = f"<channel><title>News</title>{head}{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def item(
    n: int | str,
    title: str | None = None,
    *,
    text: str = "",
    guid: str | None = None,
    when: datetime | None = None,
) -> str:
    parts = [
        f"<title>{title or f'Minister {n} arrives in Baku for talks'}</title>",
        f"<link>https://news.test/{n}</link>",
    ]
    if guid:
        parts.append(f'<guid isPermaLink="false">{guid}</guid>')
    if when:
        parts.append(f"<pubDate>{format_datetime(when)}</pubDate>")
    if text:
        parts.append(f"<description>{text}</description>")
    return f"<item>{''.join(parts)}</item>"


# ------------------------------------------------------------------ conditional requests


def test_validators_are_stored_and_sent_back_byte_for_byte(reader: Reader) -> None:
    tag, date = 'W/"\xe9-1"', "Tue, 20 Jan 2026 11:00:00 gmt"
    reader.poll(Reply(rss(item(1)), headers={"ETag": tag, "Last-Modified": date}))
    assert "if-none-match" not in reader.asked.headers
    reader.poll(Reply(status=304))
    assert reader.asked.headers["if-none-match"] == tag
    assert reader.asked.headers["if-modified-since"] == date
    assert (reader.state.etag, reader.state.last_modified) == (tag, date)


def test_a_304_may_bring_new_validators_and_keeps_the_rest(reader: Reader) -> None:
    reader.poll(
        Reply(rss(item(1)), headers={"ETag": '"1"', "Last-Modified": "Tue, 20 Jan 2026 11:00:00 GMT"})
    )
    reader.poll(Reply(status=304, headers={"ETag": '"2"'}))
    assert reader.state.etag == '"2"'
    assert reader.state.last_modified == "Tue, 20 Jan 2026 11:00:00 GMT"
    assert reader.state.health is FeedHealth.OK


def test_a_whole_answer_without_validators_forgets_the_old_ones(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1)), headers={"ETag": '"1"'}))
    reader.poll(Reply(rss(item(2))))
    assert reader.state.etag is None


def test_once_a_day_the_whole_feed_is_asked_for(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1)), headers={"ETag": '"1"'}))
    reader.poll(Reply(status=304), after=timedelta(hours=25))
    assert "if-none-match" not in reader.asked.headers


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)]
)
def test_compressed_feeds(reader: Reader, coding: str, compress: Any) -> None:
    settled = reader.poll(Reply(compress(rss(item(1))), headers={"Content-Encoding": coding}))
    assert len(settled.new) == 1


# ------------------------------------------------------------------ when to come back


@pytest.mark.parametrize(
    ("headers", "head", "least", "most"),
    [
        ({"Cache-Control": "public, max-age=1800"}, "", 27, 33),
        ({"Cache-Control": "max-age=1800", "Age": "600"}, "", 18, 22),
        ({"Cache-Control": "max-age=864000"}, "", 54, 66),
        ({"Cache-Control": "no-cache, max-age=1800"}, "", 6, 9),
        ({"Expires": "Tue, 20 Jan 2026 12:31:00 GMT", "Date": "Tue, 20 Jan 2026 12:01:00 GMT"}, "", 27, 33),
        ({"Expires": "0"}, "", 6, 9),
        ({}, "<ttl>20</ttl>", 18, 22),
        ({}, "<ttl>100000</ttl>", 27, 33),
        ({}, "<ttl>-5</ttl>", 6, 9),
        ({}, "<ttl>soon</ttl>", 6, 9),
        ({}, f"<x:updatePeriod {SY.format('x')}>hourly</x:updatePeriod>", 27, 33),
        ({}, f"<sy:updatePeriod {SY.format('sy')}>hourly</sy:updatePeriod>"
             f"<sy:updateFrequency {SY.format('sy')}>3</sy:updateFrequency>", 18, 22),
        ({}, "<skipHours><hour>12</hour><hour>13</hour></skipHours>", 118, 120),
        ({}, "<skipDays><day>Tuesday</day></skipDays>", 718, 720),
        ({}, "", 6, 9),
    ],
)  # fmt: skip
def test_hints_are_obeyed_within_bounds(
    reader: Reader, headers: dict[str, str], head: str, least: int, most: int
) -> None:
    reader.poll(Reply(rss(item(1), head=head), headers=headers))
    assert least * MINUTE <= reader.wait <= most * MINUTE


def test_a_feed_can_be_told_to_ignore_hints(reader: Reader) -> None:
    reader.add(ignore_hints=True)
    reader.poll(Reply(rss(item(1), head="<ttl>600</ttl>"), headers={"Cache-Control": "max-age=3600"}))
    assert reader.wait < 9 * MINUTE


def test_hints_of_the_document_hold_while_it_is_unchanged(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1), head="<ttl>20</ttl>"), headers={"ETag": '"1"'}))
    reader.poll(Reply(status=304))
    assert reader.wait >= 18 * MINUTE


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("date", [False, True])
def test_retry_after_is_obeyed_in_both_forms(reader: Reader, status: int, date: bool) -> None:
    value = format_datetime(NOW + 41 * MINUTE, usegmt=True) if date else "2400"
    reader.poll(Reply(status=status, headers={"Retry-After": value}))
    assert reader.wait == timedelta(minutes=40)
    assert reader.state.health is FeedHealth.FAILING


def test_a_bare_429_waits_and_slows_down_afterwards(reader: Reader) -> None:
    reader.add(min_interval=timedelta(minutes=10))
    reader.poll(Reply(rss(item(1))))
    before = reader.state.interval
    reader.poll(Reply(status=429))
    assert reader.wait >= 13 * MINUTE
    reader.poll(Reply(rss(item(1))))
    after = reader.state.interval
    assert before is not None
    assert after is not None
    assert after > before


def test_failures_back_off_without_end(reader: Reader) -> None:
    waits = []
    for _ in range(12):
        reader.poll(Reply(status=500))
        waits.append(reader.wait)
    assert waits[0] <= 2 * MINUTE
    assert waits[3] > 2 * waits[1]
    assert max(waits) <= timedelta(hours=6.6)
    assert reader.state.failures == 12
    reader.poll(Reply(rss(item(1))))
    assert reader.state.failures == 0
    assert reader.state.error is None


# ------------------------------------------------------------------ moved and gone


def test_permanent_moves_are_kept_and_temporary_ones_are_not(reader: Reader) -> None:
    web = reader.web
    web.answer("/feed", Reply(status=301, headers={"Location": "/new"}))
    web.answer("/new", Reply(status=308, headers={"Location": "/newer"}))
    web.answer("/newer", Reply(status=307, headers={"Location": "/cdn"}))
    web.answer("/cdn", Reply(rss(item(1))))
    reader.poll()
    assert reader.state.url == f"{web.base}/newer"
    reader.poll()
    assert [a.path for a in web.asked[-2:]] == ["/newer", "/cdn"]


def test_a_move_to_something_that_is_no_feed_is_not_kept(reader: Reader) -> None:
    reader.web.answer("/feed", Reply(status=301, headers={"Location": "/login"}))
    reader.web.answer("/login", Reply(b"<html><title>Please sign in</title></html>"))
    settled = reader.poll()
    assert "web page titled 'Please sign in'" in (settled.outcome.error or "")
    assert reader.state.url == f"{reader.web.base}/feed"


def test_after_many_failures_at_a_new_address_the_configured_one_is_tried(reader: Reader) -> None:
    reader.web.answer("/feed", Reply(status=301, headers={"Location": "/new"}))
    reader.web.answer("/new", Reply(rss(item(1))))
    reader.poll()
    reader.web.answer("/new", Reply(status=404))
    for _ in range(5):
        reader.poll()
    assert reader.state.url == reader.feed.url


def test_410_mutes_but_never_for_good(reader: Reader) -> None:
    reader.poll(Reply(status=410))
    assert reader.state.health is FeedHealth.GONE
    assert timedelta(days=6) < reader.wait < timedelta(days=8)
    reader.poll(Reply(rss(item(1))), after=timedelta(days=8))
    assert reader.state.health is FeedHealth.OK


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Reply(b"<!doctype html><html><title>Our news</title>"), "web page titled 'Our news'"),
        (Reply(b"<html><head><title>Just a moment...</title>"), "access check"),
        (Reply(b""), "empty answer"),
        (Reply(b"  \n "), "empty answer"),
        (Reply(b"\x1f\x8b\x08\x00junk"), "damaged|ends early"),
        (Reply(gzip.compress(rss(item(1)))[:-20], headers={"Content-Encoding": "gzip"}), "ends early"),
        (Reply(gzip.compress(b"x" * 30_000_000), headers={"Content-Encoding": "gzip"}), "larger than"),
        (Reply(b"x" * 3_000_000), "bytes large"),
        (Reply(b"%PDF-1.7"), "PDF"),
        (Reply(b"just words"), "neither RSS"),
        (Reply(b'{"title": "no feed"}'), "no JSON Feed"),
        (Reply(b'{"items": ['), "damaged JSON"),
        (Reply(b"<rss><channel><title>cut"), "broke off|damaged"),
        (Reply(status=404), "status 404"),
        (Reply(status=403, headers={"cf-mitigated": "challenge"}), "Cloudflare challenge"),
        (Reply(status=401), "asks for a login"),
        (Reply(status=500), "status 500"),
        (Reply(pieces=hanging), "no byte came"),
        (Reply(b"x" * 100, cut=5), "broke off"),
        (Reply(status=302, headers={"Location": "/feed"}), "redirects in a loop"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "private network"),
    ],
)  # fmt: skip
def test_bad_answers_become_a_sentence_and_lose_nothing(reader: Reader, answer: Reply, says: str) -> None:
    import re

    reader.poll(Reply(rss(item(1)), headers={"ETag": '"1"'}))
    settled = reader.poll(answer, max_bytes=2_000_000)
    assert re.search(says, settled.outcome.error or "")
    assert reader.state.error == settled.outcome.error
    assert reader.state.error_since == reader.now
    assert reader.state.next_poll_after is not None
    assert reader.state.etag == '"1"'
    assert len(reader.articles) == 1
    reader.poll(Reply(rss(item(2), item(1))))
    assert len(reader.articles) == 2


def test_ten_thousand_items(reader: Reader) -> None:
    settled = reader.poll(Reply(rss(*(item(n, f"Item number {n} of many more") for n in range(10_000)))))
    assert len(settled.new) == 10_000


def test_dates_that_cannot_be(reader: Reader) -> None:
    reader.poll(
        Reply(
            rss(
                item("none"),
                item("far", when=datetime(2038, 1, 19, tzinfo=UTC)),
                item("past", when=datetime(1970, 1, 1, tzinfo=UTC)),
                item("good", when=NOW - timedelta(hours=3)),
            )
        )
    )
    by_url = {a.url: a for a in reader.articles}
    for name in ("none", "far", "past"):
        article = by_url[f"https://news.test/{name}"]
        assert (article.published, article.published_guessed) == (reader.now, True)
    assert by_url["https://news.test/good"].published == NOW - timedelta(hours=3)
    assert not by_url["https://news.test/good"].published_guessed


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "iso-8859-1", "application/xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "", "text/xml; charset=us-ascii"),
        ("windows-1251", "windows-1251", "text/xml"),
        ("windows-1251", "", "application/rss+xml; charset=windows-1251"),
        ("utf-16", "utf-16", "application/xml"),
    ],
)
def test_conflicting_charsets(reader: Reader, encoding: str, declared: str, header: str) -> None:
    title = "Президент Азербайджана принял министра"
    declaration = f' encoding="{declared}"' if declared else ""
    entry = f"<item><title>{title}</title><link>https://n.test/1</link></item>"
    body = f'<?xml version="1.0"{declaration}?><rss version="2.0"><channel>{entry}</channel></rss>'
    reader.poll(Reply(body.encode(encoding), headers={"Content-Type": header}))
    assert [a.title for a in reader.articles] == [title]


def test_a_feed_that_is_not_well_formed_is_read_and_marked(reader: Reader) -> None:
    reader.poll(
        Reply(
            b"<rss version='2.0'><channel>"
            + item(1, "Talks & more <b>in Baku today").encode()
            + b"</channel></rss>"
        )
    )
    assert len(reader.articles) == 1
    assert reader.state.extra["fault"]


def test_a_feed_that_was_cut_off_is_asked_for_again_in_full(reader: Reader) -> None:
    whole = rss(item(1), item(2), item(3))
    reader.poll(Reply(whole[:-120], headers={"ETag": '"1"'}))
    assert reader.state.etag is None
    reader.poll(Reply(whole, headers={"ETag": '"1"'}))
    assert {a.url for a in reader.articles} == {f"https://news.test/{n}" for n in (1, 2, 3)}


# ------------------------------------------------------------------ per feed


def test_a_feeds_own_agent_headers_and_login(reader: Reader) -> None:
    reader.add(
        user_agent="Mozilla/5.0 (compatible; {agent})",
        headers=(("X-Api-Key", "secret:news-key"), ("X-Plain", "p")),
        auth_secret="news-login",
    )
    reader.secrets = {"news-key": "k3y", "news-login": "user:pass"}
    reader.poll(Reply(rss(item(1))))
    headers = reader.asked.headers
    assert headers["user-agent"] == "Mozilla/5.0 (compatible; Araxes/0.1)"
    assert (headers["x-api-key"], headers["x-plain"]) == ("k3y", "p")
    assert headers["authorization"] == "Basic dXNlcjpwYXNz"


def test_a_missing_secret_is_a_failure_that_says_so(reader: Reader) -> None:
    reader.add(auth_secret="news-login")
    settled = reader.poll(Reply(rss(item(1))))
    assert "ARAXES_SECRET_NEWS_LOGIN" in (settled.outcome.error or "")
    assert reader.web.asked == []


# ------------------------------------------------------------------ identity


def test_an_unchanged_feed_brings_nothing_and_a_new_item_once(reader: Reader) -> None:
    assert len(reader.poll(Reply(rss(*(item(n) for n in range(20))))).new) == 20
    assert reader.poll(Reply(rss(*(item(n) for n in range(20)), head="<ttl>1</ttl>"))).new == ()
    assert len(reader.poll(Reply(rss(*(item(n) for n in range(21))))).new) == 1
    assert len(reader.articles) == 21


def test_an_edit_makes_a_revision_and_is_read_again(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1, text="He will arrive on Monday.", guid="a"))))
    (before,) = reader.articles
    with reader.store.write() as tx:
        tx.save_article(replace(before, state=ArticleState.EXTRACTED, attempts=1))
    settled = reader.poll(Reply(rss(item(1, text="The visit was called off.", guid="a"))))
    (after,) = reader.articles
    assert (settled.new, settled.edited) == ((), (before.id,))
    assert (after.revision, after.state, after.attempts) == (2, ArticleState.NEW, 0)
    assert after.text == "The visit was called off."
    with reader.store.read() as tx:
        assert [r.text for r in tx.revisions(before.id)] == ["He will arrive on Monday."]
    assert reader.poll(Reply(rss(item(1, text="The visit was called off.", guid="a")))).edited == ()


def test_a_new_date_on_old_words_is_nothing_new(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1, when=NOW - timedelta(hours=2)))))
    settled = reader.poll(Reply(rss(item(1, when=NOW))))
    assert (settled.new, settled.edited) == ((), ())
    assert reader.articles[0].published == NOW - timedelta(hours=2)


def test_one_guid_for_all_items_hides_none(reader: Reader) -> None:
    reader.poll(Reply(rss(*(item(n, guid="same") for n in range(5)))))
    settled = reader.poll(Reply(rss(item(9, "President receives the Iranian envoy", guid="same"))))
    assert len(reader.articles) == 6
    assert len(settled.new) == 1


def test_another_feed_with_the_same_article_adds_no_revision(reader: Reader) -> None:
    reader.poll(Reply(rss(item(1, text="Long words here.", guid="a"))))
    first = reader.feed
    reader.feed = replace(first, url=f"{reader.web.base}/other")
    reader.web.answer("/other", Reply(rss(item(1, text="Other words.", guid="z"))))
    with reader.store.write() as tx:
        tx.sync_feeds([first, reader.feed])
    settled = reader.poll()
    assert (settled.new, settled.edited, len(reader.articles)) == ((), (), 1)
    reader.web.answer("/other", Reply(rss(item(1, text="Other words.", guid="z"), head="<ttl>9</ttl>")))
    assert reader.poll().edited == ()


# ------------------------------------------------------------------ indexes of sitemaps


def sitemap(*numbers: int) -> bytes:
    pages = "".join(
        f"<url><loc>https://news.test/{n}</loc><news:news><news:title>Minister {n} is in Baku</news:title>"
        f"<news:publication_date>2026-03-03T{n % 24:02}:00:00Z</news:publication_date></news:news></url>"
        for n in numbers
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{pages}</urlset>'.encode()


def index(*urls: str) -> bytes:
    named = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex>{named}</sitemapindex>".encode()


def test_an_index_is_followed_to_its_news_and_asked_anew_each_time(reader: Reader) -> None:
    news = reader.web.answer("/news-1.xml", Reply(gzip.compress(sitemap(1, 2))))
    pages = reader.web.answer("/pages.xml", Reply(sitemap(9)))
    reader.web.answer("/feed", Reply(index(pages, news), headers={"etag": '"same"'}))
    assert len(reader.poll().new) == 2
    reader.web.answer("/news-1.xml", Reply(sitemap(1, 2, 3)))
    assert len(reader.poll().new) == 1
    assert "/pages.xml" not in {asked.path for asked in reader.web.asked}
    assert "if-none-match" not in reader.asked.headers


def test_an_index_within_bounds(reader: Reader) -> None:
    many = [reader.web.answer(f"/news-{n}.xml", Reply(sitemap(n))) for n in range(9)]
    inner = reader.web.answer("/news-9.xml", Reply(index(many[0])))
    reader.web.answer("/feed", Reply(index("https://elsewhere.test/news.xml", *many, inner)))
    settled = reader.poll()
    assert {a.url for a in reader.articles} == {f"https://news.test/{n}" for n in (6, 7, 8)}
    assert [r.reason for r in settled.refused] == [
        f"{inner} is an index within an index; add it as a feed of its own"
    ]
    reader.web.answer("/news-8.xml", Reply(sitemap(*range(100, 1300))))
    settled = reader.poll()
    assert len(settled.new) == 998
    assert "202 older pages are left out" in {r.reason for r in settled.refused}


def test_an_index_none_of_whose_sitemaps_answers_is_a_failure(reader: Reader) -> None:
    lost = reader.web.answer("/news.xml", Reply(status=404))
    reader.web.answer("/feed", Reply(index(lost)))
    assert "did not give its sitemap (status 404)" in (reader.poll().outcome.error or "")
    reader.web.answer("/feed", Reply(index("https://elsewhere.test/news.xml")))
    assert "none of which is on its own site" in (reader.poll().outcome.error or "")


# ------------------------------------------------------------------ never a silent stop


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=410),
        Reply(status=404),
        Reply(status=500),
        Reply(status=429, headers={"retry-after": "99999999"}),
        Reply(status=301, headers={"location": "/feed"}),
        Reply(status=308, headers={"location": "/gone"}),
        Reply(rss(head="<ttl>99999999</ttl><skipDays>" + "".join(
            f"<day>{d}</day>"
            for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        ) + "</skipDays>"), headers={"cache-control": "max-age=99999999"}),
        Reply(b"<html><title>This account is suspended</title></html>"),
    ],
    ids=["410", "404", "500", "429 for years", "loop", "moved to nothing", "never come back", "suspended"],
)  # fmt: skip
def test_nothing_ever_stops_being_polled(reader: Reader, answer: Reply) -> None:
    reader.web.answer("/feed", answer)
    for _ in range(30):
        settled = reader.poll()
        assert timedelta(0) < reader.wait <= timedelta(days=8)
        if settled.outcome.result in (Result.FAILED, Result.GONE):
            assert reader.state.error
            assert reader.state.error_since
            assert reader.state.health in (FeedHealth.FAILING, FeedHealth.GONE)
        reader.now += reader.wait
    reader.web.answer("/feed", Reply(rss(item(1))))
    reader.poll()
    assert reader.state.health is FeedHealth.OK
    assert reader.state.error is None
