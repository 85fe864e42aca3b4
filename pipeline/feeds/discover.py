"""Which feeds a web page names, and where sites keep theirs when no page names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from pipeline.feeds.plain import plain_line

_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "application/xml": 2,
    "text/xml": 2,
    "application/json": 3,
}
USUAL = (
    "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/index.rss", "feed.json",
    "sitemap-news.xml", "news-sitemap.xml", "sitemap_news.xml",
)  # fmt: skip
"""Paths to try where a page names no feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a feed."""

    url: str
    title: str = ""
    named: bool = False
    """The page says in its head that this is its feed."""


def named_feeds(html: bytes, url: str) -> list[Candidate]:
    """Feeds that the page names in its head, the best first, then links that look like feeds."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(html[:3_000_000], parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    base = next((n.get("href") for n in root.iter("base") if n.get("href")), "")
    base = _join(url, base) or url
    ranked: list[tuple[int, Candidate]] = []
    for node in root.iter("link"):
        rel = str(node.get("rel") or "").lower().split()
        kind = _TYPES.get(str(node.get("type") or "").lower().partition(";")[0].strip())
        if kind is None or not ({"alternate", "feed"} & set(rel)):
            continue
        title = plain_line(node.get("title"))
        # Comments are no news.
        late = 5 if "comment" in f"{title} {node.get('href')}".lower() else 0
        _add(ranked, kind + late, base, node, title, named=True)
    for node in root.iter("a"):
        href = str(node.get("href") or "")
        path = urlsplit(href).path.lower() if len(href) < 2000 else ""
        if path.endswith((".rss", ".rdf", "rss.xml", "atom.xml", "feed.xml")) or path.rstrip("/").rpartition(
            "/"
        )[2] in ("rss", "feed", "feeds", "atom"):
            _add(ranked, 10, base, node, plain_line("".join(node.itertext())), named=False)
    unique: dict[str, Candidate] = {}
    for _, candidate in sorted(ranked, key=lambda pair: pair[0]):
        unique.setdefault(candidate.url, candidate)
    return list(unique.values())


def usual_places(url: str) -> list[Candidate]:
    """Where feeds usually lie: below the page, then below the site."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}/"
    below = url.partition("?")[0].partition("#")[0]
    below = below if below.endswith("/") else below + "/"
    places = [urljoin(below, path) for path in USUAL[:3]] if below != site else []
    places += [urljoin(site, path) for path in USUAL]
    return [Candidate(url=place) for place in dict.fromkeys(places)]


def _add(
    ranked: list[tuple[int, Candidate]], rank: int, base: str, node: Any, title: str, *, named: bool
) -> None:
    url = _join(base, str(node.get("href") or ""))
    if url:
        ranked.append((rank, Candidate(url=url, title=title[:200], named=named)))


def _join(base: str, href: str) -> str:
    href = href.strip()
    href = href.replace("feed://", "http://", 1).removeprefix("feed:")
    try:
        url = urljoin(base, href) if href else ""
    except ValueError:
        return ""
    return url.partition("#")[0] if url.lower().startswith(("http://", "https://")) else ""
