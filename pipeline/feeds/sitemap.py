"""News sitemaps (sitemaps.org with Google's news extension): a source for outlets without feeds."""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.errors import FeedError
from pipeline.feeds.document import Document, Hints, Refusal, Sitemap
from pipeline.feeds.feed import Entry
from pipeline.feeds.jsonfeed import read_iso
from pipeline.feeds.plain import plain_line


def read_sitemap(body: bytes, feed_id: str, url: str) -> Document:
    """The sitemap's pages as entries, or what an index names; FeedError for a damaged document."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError(f"{url} is a damaged sitemap ({error})") from None
    if root is None:
        raise FeedError(f"{url} is a damaged sitemap")
    if _name(root) == "sitemapindex":
        named = tuple(
            Sitemap(url=loc, modified=read_iso(_child(node, "lastmod")))
            for node in root
            if (loc := _child(node, "loc")).lower().startswith(("http://", "https://"))
        )
        if not named:
            raise FeedError(f"{url} is an index that names no sitemap")
        return Document(version="sitemapindex", sitemaps=named, hints=Hints())
    entries: list[Entry] = []
    refused: list[Refusal] = []
    position = -1
    for node in root:
        if _name(node) != "url":
            continue
        position += 1
        link = _child(node, "loc")
        if not link.lower().startswith(("http://", "https://")):
            refused.append(Refusal(position=position, reason="the page has no address"))
            continue
        news = next((n for n in node if _name(n) == "news"), None)
        publication = next((n for n in news if _name(n) == "publication"), None) if news is not None else None
        modified = read_iso(_child(node, "lastmod"))
        entries.append(
            Entry(
                feed_id=feed_id,
                guid=None,
                link=link,
                title=plain_line(_child(news, "title")) if news is not None else "",
                summary="",
                content_html=None,
                published=(read_iso(_child(news, "publication_date")) if news is not None else None)
                or modified,
                updated=modified,
                language=(_child(publication, "language") or None) if publication is not None else None,
                position=position,
            )
        )
    return Document(version="sitemap", entries=tuple(entries), refused=tuple(refused), hints=Hints())


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _child(node: Any, name: str) -> str:
    return next(((c.text or "").strip() for c in node if _name(c) == name), "")
