"""Whatever feedparser sees in a document becomes an entry here, or a refusal with its reason."""

from __future__ import annotations

import io
import warnings
from typing import Any

import feedparser
import pytest

from pipeline.errors import FeedError
from pipeline.feeds.parse import parse
from tests.fakes.families import WORDS, cases, item, rss

URL = "https://n.test/feed"


def seen(body: bytes, headers: dict[str, str]) -> Any:
    """What feedparser makes of it; None where it fails."""
    given = {**headers, "content-location": URL}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return feedparser.parse(  # a stream
                io.BytesIO(body), response_headers=given, sanitize_html=False, resolve_relative_uris=False
            )
        except Exception:
            return None


def test_nothing_that_feedparser_sees_is_lost() -> None:
    count, refused, faults = 0, 0, []
    for name, body, headers in cases():
        count += 1
        theirs = seen(body, headers)
        expected = theirs["entries"] if theirs else []
        try:
            document = parse(body, feed_id="feed_1", url=URL, headers=headers)
        except FeedError:
            refused += bool(expected)
            continue
        if len(document.entries) + len(document.refused) < len(expected):
            faults.append(f"{name}: {len(expected)} seen, {len(document.entries)} read")
        if len(document.entries) != len(expected):
            continue
        for ours, entry in zip(document.entries, expected, strict=True):
            guid, link = dict.get(entry, "id"), dict.get(entry, "link") or ""
            if guid and ours.guid != " ".join(guid.split()) and guid.isascii():
                faults.append(f"{name}: guid {ours.guid!r}, seen {guid!r}")
            if link.startswith("http") and not (ours.link or "").startswith(link[:8]):
                faults.append(f"{name}: link {ours.link!r}, seen {link!r}")
            if dict.get(entry, "title", "").isalnum() and not ours.title:
                faults.append(f"{name}: the title {entry['title']!r} is lost")
    assert not faults, "\n".join(faults)
    assert count > 1000
    assert refused <= 2  # a web page around a feed


@pytest.mark.parametrize("charset", sorted(set(WORDS) - {"utf-7", "cp037", "cp500", "cp1140"}))
def test_a_declared_charset_is_read(charset: str) -> None:
    text = f"<?xml version='1.0' encoding='{charset}'?>" + rss(
        f"<item><title>{WORDS[charset]}</title></item>"
    )
    document = parse(text.encode(charset), feed_id="feed_1", url=URL)
    assert [e.title for e in document.entries] == [WORDS[charset]]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("declared", ["", " encoding='iso-8859-1'"])
@pytest.mark.parametrize("served", ["text/xml", "application/xml; charset=windows-1251"])
def test_a_byte_order_mark_counts_more_than_a_declaration(charset: str, declared: str, served: str) -> None:
    text = f"<?xml version='1.0'{declared}?>" + rss("<item><title>Bakı səfəri</title></item>")
    document = parse(text.encode(charset), feed_id="feed_1", url=URL, headers={"content-type": served})
    assert [e.title for e in document.entries] == ["Bakı səfəri"]


@pytest.mark.parametrize(
    "odd",
    [
        "<title>A &#1114112; B &</title>",
        "<title>A & B</title></width>",
        "<title>A & B</title><image></height></image>",
        "<title>A & B</title><textinput><title>T</title><name>q</name></textinput>",
    ],
)
def test_what_brings_feedparser_down_costs_no_other_item(odd: str) -> None:
    body = rss(f"<item>{odd}</item>" + item(2)).encode()
    assert seen(body, {}) is None
    document = parse(body, feed_id="feed_1", url=URL)
    assert [e.title[:1] for e in document.entries] == ["A", "I"]
    assert document.fault
