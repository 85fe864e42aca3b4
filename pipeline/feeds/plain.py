"""HTML fragments of feeds to plain text: tags gone, paragraphs kept, nothing that could run left."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from lxml import etree

_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
        ),
        *(
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
        ),
        *("pre", "section", "table", "tr", "ul"),
    }
)
_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head", "title"}
)
_TAG = re.compile(r"<(?:[a-zA-Z/!?])")
_ANY_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*\n\s*")
_MOST = 2_000_000
"""Characters of one fragment that are looked at."""


def plain(html: str | None) -> str:
    """The text of a fragment: paragraphs separated by blank lines, spaces collapsed, entities resolved."""
    if not html:
        return ""
    html = _CONTROL.sub(" ", html[:_MOST])
    if _TAG.search(html):
        text = _of_markup(html)
    elif "&" in html:
        text = _CONTROL.sub(" ", unescape(html))
    else:
        text = html
    text = _SPACES.sub(" ", text)
    return _BREAKS.sub("\n\n", text).strip()


def plain_line(html: str | None) -> str:
    """Like `plain`, in one line: for titles and names."""
    return " ".join(plain(html).split())


def _of_markup(html: str) -> str:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(f"<div>{html}</div>".encode(), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if root is None:
        return _CONTROL.sub(" ", unescape(_ANY_TAG.sub(" ", html)))
    pieces: list[str] = []
    _walk(root, pieces)
    return _CONTROL.sub(" ", "".join(pieces))


def _walk(root: Any, pieces: list[str]) -> None:
    skipped = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag
        if event == "start":
            if tag in _DROPPED:
                skipped += 1
            if skipped:
                continue
            if tag in _BLOCKS:
                pieces.append("\n\n")
            elif tag == "br":
                pieces.append("\n")
            elif tag == "td":
                pieces.append(" ")
            if node.text:
                pieces.append(_flat(node.text))
        else:
            if tag in _DROPPED:
                skipped -= 1
            if skipped:
                continue
            if tag in _BLOCKS:
                pieces.append("\n\n")
            if node.tail:
                pieces.append(_flat(node.tail))


def _flat(text: str) -> str:
    # Line breaks in the source of HTML mean nothing more than a space.
    return text.replace("\r", " ").replace("\n", " ")
