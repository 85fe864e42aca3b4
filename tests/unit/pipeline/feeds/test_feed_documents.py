"""Documents of every format, and of none."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import FeedError, InputError
from pipeline.feeds.discover import named_feeds, usual_places
from pipeline.feeds.document import Document
from pipeline.feeds.feed import Entry, Feed
from pipeline.feeds.opml import read_opml, write_opml
from pipeline.feeds.parse import parse
from pipeline.feeds.plain import plain, plain_line
from workers.bench.fuzz import Report, examine, fuzz, mutate
from workers.bench.samples import all_formats

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
SAMPLES = all_formats("http://news.test", NOW)


def read(body: bytes, known: str = "") -> Document:
    return parse(body, feed_id="f", url="http://news.test/feed", known=known)


@pytest.mark.parametrize(
    ("name", "version", "title", "link", "published"),
    [
        ("rss", "rss20", "Minister number 1 arrives in Baku for talks on transit",
         "http://news.test/news/1.html", 1 / 60),
        ("atom", "atom10", "Talks & visit 1", "http://news.test/a/1", 1),
        ("rdf", "rss10", "Hosts receive guest 1", "http://news.test/r/1", 1),
        ("json", "json11", "Envoy 1 in Tehran", "http://news.test/j/1", 1),
        ("sitemap", "sitemap", "Signing 1", "http://news.test/s/1", 1),
    ],
)  # fmt: skip
def test_formats(name: str, version: str, title: str, link: str, published: float) -> None:
    document = read(SAMPLES[name])
    assert (document.version, len(document.entries), document.refused) == (version, 12, ())
    entry = document.entries[1]
    assert (entry.title, entry.link, entry.published) == (title, link, NOW - timedelta(hours=published))


def test_what_the_head_says() -> None:
    document = read(SAMPLES["atom"])
    assert (document.title, document.language) == ("Sample", "en")
    assert (document.hub, document.self_url) == ("http://news.test/hub", "http://news.test/atom")
    assert document.entries[0].authors == ("Desk",)
    assert read(SAMPLES["rdf"]).hints.update_every == timedelta(hours=1)  # type: ignore[union-attr]


def test_gdelt_lists() -> None:
    body = json.dumps(
        {
            "articles": [
                {
                    "url": "https://trend.az/1",
                    "title": "Baku talks",
                    "seendate": "20260120T101500Z",
                    "domain": "trend.az",
                    "language": "English",
                },
                {"title": "no link"},
            ]
        }
    )
    document = read(body.encode())
    assert document.entries[0].outlet == "trend.az"
    assert document.entries[0].published == datetime(2026, 1, 20, 10, 15, tzinfo=UTC)
    assert [r.position for r in document.refused] == [1]
    assert read(b"{}").entries == ()


def test_json_of_odd_shapes() -> None:
    items = [7, {}, {"id": 5}, {"url": "javascript:x", "title": "t"}, {"id": "x", "date_published": "soon"}]
    document = read(json.dumps({"version": "x", "items": items}).encode())
    assert [e.guid for e in document.entries] == ["5", None, "x"]
    assert [r.position for r in document.refused] == [0, 1]


def test_an_index_of_sitemaps_names_them() -> None:
    named = "<sitemap><loc>https://a.test/1.xml</loc><lastmod>2026-03-01</lastmod></sitemap>"
    document = read(f"<sitemapindex>{named}<sitemap/></sitemapindex>".encode())
    assert document.version == "sitemapindex"
    assert [s.url for s in document.sitemaps] == ["https://a.test/1.xml"]
    assert document.sitemaps[0].modified is not None
    with pytest.raises(FeedError, match="names no sitemap"):
        read(b"<sitemapindex></sitemapindex>")


@pytest.mark.parametrize(("root", "one"), [("rss", "item"), ("urlset", "url")])
def test_no_file_of_ours_gets_into_a_feed(root: str, one: str) -> None:
    entity = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    fields = "<title>&x; a</title><link>http://a.test/</link><loc>http://a.test/&x;</loc>"
    body = f"{entity}<{root}><{one}>{fields}</{one}></{root}>"
    assert "root:" not in str(read(body.encode()))


def test_links_that_run_code_are_dropped() -> None:
    links = ("javascript:alert(1)", "file:///etc/passwd")
    items = "".join(f"<item><title>A</title><link>{link}</link></item>" for link in links)
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    assert [e.link for e in read(body).entries] == [None, None]


def test_items_seen_byte_for_byte_are_left_out() -> None:
    before = read(SAMPLES["rss"])
    body = SAMPLES["rss"].replace(
        b"<item>", b"<item><title>New</title><link>http://news.test/n</link></item><item>", 1
    )
    after = read(body, known=before.items)
    assert [(e.title, e.position) for e in after.entries] == [("New", 0)]
    assert after.unchanged == 12
    same = read(SAMPLES["rss"].replace(b"<language>", b"<ttl>5</ttl><language>"), known=before.items)
    assert (same.entries, same.unchanged) == ((), 12)


def test_leaving_out_never_loses_an_item() -> None:
    chance = random.Random(4)

    def bare(entries: tuple[Entry, ...]) -> set[Entry]:
        return {replace(e, position=0, language=None) for e in entries}

    for n in range(90):
        body = SAMPLES[("rss", "atom", "rdf")[n % 3]]
        other = mutate(body, list(SAMPLES.values()), chance)
        try:
            before, whole = read(mutate(body, [body], chance) if n % 2 else body), read(other)
        except FeedError:
            continue
        assert bare(whole.entries) <= bare(before.entries) | bare(read(other, known=before.items).entries)


def test_injured_documents_neither_crash_nor_hang_nor_lose() -> None:
    report = fuzz(SAMPLES, 250, seed=7)
    assert report.good, report.row()
    assert report.entries > 600


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 300_000,
        b"<a " * 300_000,
        b"<rss>" + b"<item>" * 2_000,
        b"<rss><item>" + b"<div>" * 5_000,
        b"<rss><channel><item><title>" + b"&" * 100_000,
        b"\x00" * 1000,
        b"\xff\xfe" + "<rss><channel><item><title>x</title></item></channel></rss>".encode("utf-16-le"),
        b"[" * 100_000,
        b'{"items": [' + b"[" * 100_000,
        b"<!DOCTYPE x [" + b"<!ENTITY a '&b;&b;'>" * 1000 + b"]><rss><item><title>&a;",
    ],
)
def test_junk_ends_soon(body: bytes) -> None:
    report = Report()
    examine("junk", body, report)
    assert report.good, report.row()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two <b>bold</b></p>", "One\n\nTwo bold"),
        ("a<br>b", "a\nb"),
        ("x<script>alert(1)</script>y<style>p{}</style>", "xy"),
        ("AT&amp;T &lt; IBM", "AT&T < IBM"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("nul\x00 and \x1b escape", "nul and escape"),
        ("<img src=x onerror=alert(1)>hello", "hello"),
        ("", ""),
        (None, ""),
    ],
)
def test_plain_text(html: str | None, text: str) -> None:
    assert plain(html) == text


def test_plain_line_and_depth() -> None:
    assert plain_line("<p>a</p>\n<p>b</p>") == "a b"
    assert "deep" in plain("<div>" * 100 + "deep")
    assert plain("<div>" * 3000 + "deep") in ("deep", "")


# ------------------------------------------------------------------ lists of feeds


def test_opml_out_and_in() -> None:
    feeds = [
        Feed(
            url=f"https://{n}.test/rss", name=f'News & "{n}"', outlet=n, country="AZE", language="en", tier=1
        )
        for n in "ab"
    ]
    outlines, left_out = read_opml(write_opml(feeds, NOW))
    assert [(o.url, o.title, o.outlet, o.country, o.tier, o.language) for o in outlines] == [
        (f.url, f.name, f.outlet, "AZE", 1, "en") for f in feeds
    ]
    assert left_out == []


def test_opml_of_other_writers() -> None:
    body = b"""<?xml version="1.0"?>
    <opml version="1.0"><body><outline text="Folder & more"><outline TEXT="A" XMLURL="https://a.test/rss"/>
    <outline title="A again" xmlUrl="https://a.test/rss"/><outline type="rss" text="B" url="feed://b.test/rss"/>
    <outline text="page" type="link" url="https://c.test/"/><outline text="bad" xmlUrl="file:///etc/passwd"/></outline>
    """
    outlines, left_out = read_opml(body)
    assert [(o.url, o.title) for o in outlines] == [("https://a.test/rss", "A"), ("http://b.test/rss", "B")]
    assert outlines[0].folder[0].startswith("Folder")
    assert len(left_out) == 2


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"no xml", b"<opml><body/></opml>"])
def test_no_opml(body: bytes) -> None:
    with pytest.raises(InputError, match="no OPML"):
        read_opml(body)


def test_feeds_that_a_page_names() -> None:
    html = b"""<html><head><base href="https://cdn.test/x/">
      <link rel="alternate" type="application/rss+xml" title="Comments feed" href="comments.xml">
      <link rel="alternate" type="application/atom+xml" title="News" href="/atom.xml">
      <link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel=stylesheet href=a.css>
      </head><body><a href="../feeds/main.rss">RSS</a></body></html>"""
    assert [c.url for c in named_feeds(html, "https://site.test/")] == [
        "https://cdn.test/atom.xml",
        "https://cdn.test/x/comments.xml",
        "https://cdn.test/feeds/main.rss",
    ]
    assert named_feeds(b"", "https://site.test/") == []
    assert usual_places("https://site.test/az/")[0].url == "https://site.test/az/feed/"


def test_the_outlets_name_is_no_part_of_a_gathered_title() -> None:
    source = "<source url='https://www.wire.test'>The Wire</source>"
    body = f"<rss><channel><item><title>A visit - The Wire</title>{source}</item></channel></rss>".encode()
    (entry,) = read(body).entries
    assert (entry.title, entry.outlet) == ("A visit", "wire.test")
