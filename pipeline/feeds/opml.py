"""OPML 1.0 and 2.0 (opml.org): feed lists in and out. Reading is lenient: few writers keep to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from pipeline.errors import InputError
from pipeline.feeds.feed import Feed
from pipeline.feeds.plain import plain_line

_NS = "urn:araxes:opml"
_OWN = ("outlet", "country", "tier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed of an OPML document."""

    url: str
    title: str
    language: str | None = None
    outlet: str | None = None
    country: str | None = None
    tier: int | None = None
    folder: tuple[str, ...] = ()
    """Titles of the outlines around it, outermost first."""


def read_opml(body: bytes) -> tuple[list[Outline], list[str]]:
    """The feeds of a document, each once, and a sentence for each outline that is none. InputError when the
    document is no OPML."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or not any(_name(node) == "outline" for node in root.iter()):
        raise InputError("this is no OPML: it holds no <outline>; export the list from your reader as OPML")
    outlines: dict[str, Outline] = {}
    left_out = []
    for node, folder in _outlines(root, ()):
        given = {name.rpartition("}")[2].lower(): value.strip() for name, value in node.attrib.items()}
        url = given.get("xmlurl") or (
            given.get("url", "") if given.get("type", "").lower() in ("rss", "atom") else ""
        )
        title = plain_line(given.get("title") or given.get("text"))
        if not url:
            if not len(node):
                left_out.append(f"{title or 'an outline without a name'}: no xmlUrl")
            continue
        url = url.replace("feed://", "http://", 1).removeprefix("feed:")
        if not url.lower().startswith(("http://", "https://")):
            left_out.append(f"{title or url}: {url!r} is no web address")
            continue
        tier = given.get("tier", "")
        outlines.setdefault(
            url,
            Outline(
                url=url,
                title=title or url,
                language=given.get("language") or None,
                outlet=given.get("outlet") or None,
                country=given.get("country") or None,
                tier=int(tier) if tier in ("1", "2", "3") else None,
                folder=folder,
            ),
        )
    return list(outlines.values()), left_out


def write_opml(feeds: Iterable[Feed], now: datetime) -> bytes:
    """The feeds as OPML 2.0; outlet, country and tier stand in a namespace of our own."""
    root = etree.Element("opml", version="2.0", nsmap={"araxes": _NS})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Araxes feeds"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = etree.SubElement(
            body, "outline", type="rss", text=feed.name, title=feed.name, xmlUrl=feed.url
        )
        if feed.language:
            outline.set("language", feed.language)
        for name in _OWN:
            value = getattr(feed, name)
            if value is not None:
                outline.set(f"{{{_NS}}}{name}", str(value))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _outlines(node: Any, folder: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    stack = [(node, folder)]
    while stack:
        at, around = stack.pop()
        if _name(at) == "outline":
            yield at, around
            given = {name.lower(): value for name, value in at.attrib.items()}
            if "xmlurl" not in given:
                around = (*around, plain_line(given.get("title") or given.get("text")))
        stack += [(child, around) for child in reversed(at)]


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
