"""Which article an entry is: the identity ladder.

No single mark of an entry can be trusted. Outlets repeat one guid for every item, give none, or change them
when an item is edited; links change with slugs, hosts and campaigns. So an entry is asked for several marks,
and they are tried from the most to the least telling:

1. its canonical URL (across all feeds);
2. its guid, within the feed, if nothing speaks against it;
3. its guid without scheme and host, if it is a URL (a site moved to https or another host);
4. exactly the same words, near in time;
5. the same title, near in time, with much the same text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from rapidfuzz import fuzz

from pipeline.articles.article import Article
from pipeline.articles.url import canonical_url, url_key
from pipeline.feeds.feed import Entry
from pipeline.feeds.plain import plain
from pipeline.identity import stable_id

_NEAR = timedelta(days=3)
_ALIKE = 80.0
_SAME_TEXT = 90.0
_TELLING_WORDS = 6
_WORD = re.compile(r"\w+")


class Same(StrEnum):
    """What an entry is to the articles that are known."""

    NEW = "new"
    KNOWN = "known"
    """Nothing about it has changed."""
    EDITED = "edited"
    """An article of this feed whose words have changed."""
    ELSEWHERE = "elsewhere"
    """An article that another feed brought: this feed now carries it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An entry with its marks."""

    entry: Entry
    article_id: str
    """The id it has if it is new."""
    url: str
    """Canonical; empty when it has no usable link."""
    keys: tuple[str, ...]
    """Identity keys, the most telling first. `url:` counts across feeds, the others within the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the ladder found, and on which rung."""

    same: Same
    article_id: str
    rung: str = ""


def text_of(entry: Entry) -> str:
    """The entry's words: its full content where it is longer than the summary."""
    content = plain(entry.content_html) if entry.content_html else ""
    return content if len(content) > len(entry.summary) else entry.summary


def mark(entries: Sequence[Entry], outlet: str) -> list[Marked]:
    """The entries with their marks, doubles within the document left out.

    A guid or link that several different items of the document share tells nothing and is not used.
    """
    links = [url_key(e.link) if e.link else "" for e in entries]
    titles = [_folded(e.title) for e in entries]
    shared_guids = _shared(
        [e.guid or "" for e in entries], [link or t for link, t in zip(links, titles, strict=True)]
    )
    shared_links = _shared(
        links, [f"{e.guid} {t}" for e, t in zip(entries, titles, strict=True)], both=titles
    )
    seen: set[str] = set()
    marked = []
    for entry, link, title in zip(entries, links, titles, strict=True):
        guid = entry.guid if entry.guid not in shared_guids else None
        usable = link if link not in shared_links else ""
        who = entry.outlet or outlet
        words = _digest(title, _folded(text_of(entry)))
        if usable:
            article_id = stable_id("art", usable)
        elif guid:
            article_id = stable_id("art", who, "guid", guid)
        else:
            article_id = stable_id("art", who, "text", words)
        if article_id in seen:
            continue
        seen.add(article_id)
        keys = [f"url:{usable}"] if usable else []
        if guid:
            keys.append(f"guid:{guid}")
            alias = _alias(guid)
            if alias:
                keys.append(f"alias:{alias}")
        keys.append(f"text:{words}")
        if len(title) >= 12:
            keys.append(f"title:{_digest(title)}")
        marked.append(
            Marked(
                entry=entry,
                article_id=article_id,
                url=canonical_url(entry.link) if entry.link else "",
                keys=tuple(keys),
            )
        )
    return marked


def match(
    marked: Marked, known: Mapping[str, str], load: Callable[[str], Article | None], now: datetime
) -> Match:
    """Climb the ladder. `known` maps identity keys to article ids, `load` gives an article by its id."""
    found = {key.partition(":")[0]: known[key] for key in marked.keys if key in known}
    article_id, rung = _climb(marked, found, load, now)
    if article_id is None:
        return Match(same=Same.NEW, article_id=marked.article_id)
    if found.get("text") == article_id:
        return Match(same=Same.KNOWN, article_id=article_id, rung=rung)
    here = rung != "url" or article_id in (found.get("guid"), found.get("alias"))
    if not here:
        article = load(article_id)
        here = article is not None and article.feed_id == marked.entry.feed_id
    return Match(same=Same.EDITED if here else Same.ELSEWHERE, article_id=article_id, rung=rung)


def usable_keys(marked: Marked, known: Mapping[str, str], article_id: str) -> tuple[str, ...]:
    """The keys to store for the article: without those that already belong to another one."""
    return tuple(key for key in marked.keys if known.get(key, article_id) == article_id)


def _climb(
    marked: Marked, found: Mapping[str, str], load: Callable[[str], Article | None], now: datetime
) -> tuple[str | None, str]:
    if "url" in found:
        return found["url"], "url"
    for rung in ("guid", "alias"):
        if rung in found:
            article = load(found[rung])
            if article is not None and _agrees(marked, article):
                return article.id, rung
    if "text" in found:
        article = load(found["text"])
        if article is not None and _telling(marked.entry) and _may_be(marked.entry, article, now):
            return article.id, "text"
    if "title" in found:
        article = load(found["title"])
        if article is not None and _may_be(marked.entry, article, now) and _same_text(marked.entry, article):
            return article.id, "title"
    return None, ""


def _agrees(marked: Marked, article: Article) -> bool:
    """A guid is believed unless link and title both say that this is another item."""
    if not marked.url or not article.url or url_key(marked.url) == url_key(article.url):
        return True
    one, other = _folded(marked.entry.title), _folded(article.title)
    return not one or not other or fuzz.ratio(one, other) >= _ALIKE


def _may_be(entry: Entry, article: Article, now: datetime) -> bool:
    """Near in time and, in a feed that gathers from several outlets, of the same outlet."""
    return entry.outlet in (None, article.outlet) and _near(entry, article, now)


def _near(entry: Entry, article: Article, now: datetime) -> bool:
    when = entry.published or now
    return min(abs(when - article.published), abs(now - article.first_seen)) <= _NEAR


def _telling(entry: Entry) -> bool:
    return len(_WORD.findall(f"{entry.title} {entry.summary}")) >= _TELLING_WORDS


def _same_text(entry: Entry, article: Article) -> bool:
    mine, theirs = _folded(text_of(entry))[:5000], _folded(article.text)[:5000]
    if not mine or not theirs:
        return not mine and not theirs and _telling(entry)
    if article.text_from == "page":
        return fuzz.partial_ratio(mine[:500], theirs) >= _SAME_TEXT
    return fuzz.ratio(mine, theirs) >= _SAME_TEXT


def _shared(
    values: Sequence[str], others: Sequence[str], both: Sequence[str] | None = None
) -> frozenset[str]:
    """Values that stand with different others (and, where given, with different `both`)."""
    if len(Counter(values)) == len(values):
        return frozenset()
    seen: dict[str, set[str]] = {}
    twins: dict[str, set[str]] = {}
    for n, value in enumerate(values):
        if value:
            seen.setdefault(value, set()).add(others[n])
            twins.setdefault(value, set()).add(both[n] if both is not None else others[n])
    return frozenset(
        value for value, different in seen.items() if len(different) > 1 and len(twins[value]) > 1
    )


def _alias(guid: str) -> str:
    """A guid that is a URL, without scheme and host; empty when that leaves too little."""
    found = re.match(r"https?://[^/?#]+(/.+)", guid, re.IGNORECASE)
    rest = found[1].rstrip("/") if found else ""
    return rest if len(rest) >= 6 else ""


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _digest(*parts: str) -> str:
    digest = blake2b(digest_size=12)
    for part in parts:
        data = part.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return digest.hexdigest()
