"""Entries to articles: a new one, or the next revision of a known one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.articles.article import Article, ArticleState, Revision
from pipeline.articles.identity import Marked, text_of
from pipeline.articles.url import site_of
from pipeline.feeds.feed import Entry, Feed

_SKEW = timedelta(minutes=5)
"""A clock may run so far ahead; a date beyond is no date (a wrong zone, a scheduled item, a typing error)."""
_WHOLE = 1500
"""Characters of content from which on it may be the whole article."""
_CUT = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|read more|continue reading|read the full \w+)\W*$", re.IGNORECASE
)
_APPEARED = re.compile(r"\n*The post .{1,300} (?:appeared first on|first appeared on) .{1,100}$", re.DOTALL)
_SUFFIX = re.compile(r"\s+[-–—|]\s+([^-–—|]{2,60})$")
MOST_REVISIONS = 20
"""Some feeds change with every poll (counters, advertisements); beyond it edits are not followed."""


def new_article(marked: Marked, feed: Feed, now: datetime) -> Article:
    """The article that an entry brings."""
    entry = marked.entry
    published, guessed = _published(entry, now)
    text = clean_text(entry)
    return Article(
        id=marked.article_id,
        url=marked.url,
        outlet=entry.outlet or feed.outlet or site_of(feed.url),
        title=clean_title(entry),
        text=text,
        language=_primary(feed.language or entry.language),
        published=published,
        published_guessed=guessed,
        first_seen=now,
        feed_id=feed.id,
        guid=entry.guid,
        fetch_page=feed.fetch_pages and bool(marked.url) and not _whole(entry, text),
    )


def edited(article: Article, marked: Marked, feed: Feed, now: datetime) -> tuple[Article, Revision] | None:
    """The article with its new words, to be read again, and the revision that keeps the old ones.

    None when it has been edited too often. The time of publication stays: a new date on old news is no news.
    """
    if article.revision >= MOST_REVISIONS:
        return None
    text = clean_text(marked.entry)
    return (
        replace(
            article,
            title=clean_title(marked.entry) or article.title,
            text=text,
            revision=article.revision + 1,
            state=ArticleState.NEW,
            reason="edited by its outlet",
            duplicate_of=None,
            text_from="feed",
            page_error=None,
            attempts=0,
            next_attempt=None,
            fetch_page=feed.fetch_pages and bool(article.url) and not _whole(marked.entry, text),
        ),
        Revision(
            article_id=article.id, revision=article.revision, title=article.title, text=article.text, seen=now
        ),
    )


def clean_title(entry: Entry) -> str:
    """The title; an aggregator's ` - Publisher` at its end is cut off."""
    title = entry.title
    if entry.outlet:
        title = _SUFFIX.sub("", title)
    return title[:1000]


def clean_text(entry: Entry) -> str:
    """The entry's words without the plugin's line about where the post appeared first."""
    return _APPEARED.sub("", text_of(entry)).strip()


def _whole(entry: Entry, text: str) -> bool:
    return bool(entry.content_html) and len(text) >= _WHOLE and not _CUT.search(text)


def _published(entry: Entry, now: datetime) -> tuple[datetime, bool]:
    when = entry.published
    if when is None or when > now + _SKEW:
        return now, True
    return min(when, now), False


def _primary(tag: str | None) -> str | None:
    if not tag:
        return None
    return re.split(r"[-_]", tag.strip())[0].lower() or None
