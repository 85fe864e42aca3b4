"""A fetched page as an article's text: bytes in, title and paragraphs out, or why there are none."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura

from pipeline.errors import PageError

HTML_CAP = 2_000_000
"""Characters of HTML we look at: real articles end far earlier, and reading time grows with it."""
TEXT_CAP = 100_000
"""Characters of text we keep, some 16,000 words."""
STUB = 250
"""A page with fewer characters of text is no article when the feed told us more."""

_HTML_TYPES = {"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"}
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an archive"),
    (b"\x1f\x8b", "compressed data"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
# C0 and C1 controls but tab and newline, and the marks that reorder what a reader sees (UAX #9).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_TAG = re.compile(r"<[^<>]{0,500}>")
_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_BLANK = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says. Everything is plain text without control characters."""

    title: str
    text: str
    """Paragraphs separated by blank lines, at most `TEXT_CAP` characters."""
    language: str | None
    """BCP 47 primary tag that the page declares; pages are often wrong about it."""
    canonical_url: str | None
    """Absolute, as the page gives it; not a site's front page."""
    published: datetime | None
    cut: bool = False
    """The page or its text was longer than we keep."""


def read_page(body: bytes, *, content_type: str = "", url: str = "") -> Page:
    """The article on a page.

    Raises PageError, with the reason, for a PDF, an image, other binary data, an empty page and a page
    without an article.
    """
    html, cut = _decode(body, content_type)
    try:
        found: Any = trafilatura.bare_extraction(
            html,
            url=url or None,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"outputformat": "%Y-%m-%dT%H:%M:%S%z", "extensive_search": False},
        )
    except Exception as error:  # a parser's trouble with somebody's page must not stop the batch
        raise PageError(f"the page cannot be read as HTML: {type(error).__name__}: {error}") from error
    text = paragraphs(found.text or "") if found is not None else ""
    if not text:
        raise PageError("the page holds no article text")
    title = one_line(found.title or "")
    head, _, rest = text.partition("\n\n")
    if rest and head == title:
        text = rest
    declared = re.search(r"""<html[^>]{0,300}?\slang\s*=\s*["']?([A-Za-z]{2,3})\b""", html[:5000])
    return Page(
        title=title,
        text=text[:TEXT_CAP],
        language=declared[1].lower() if declared else None,
        canonical_url=_canonical(found.url, url),
        published=_time(found.date),
        cut=cut or len(text) > TEXT_CAP,
    )


def paragraphs(text: str) -> str:
    """The text's lines as paragraphs separated by blank lines, without control characters."""
    text = _clean(text)
    lines = (_BLANK.sub(" ", line).strip() for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """A title as one line of plain text: no markup, no control characters, at most 500 characters."""
    text = _TAG.sub(" ", _SCRIPT.sub(" ", _clean(text)))
    return " ".join(text.split())[:500]


def stands_for(page: Page, *, title: str, text: str) -> str | None:
    """None when the page is the article of which the feed gave title and text, else what is wrong with it.

    A wall, a cookie notice or a "not found" page with status 200 says less than the feed did, or
    nothing of what the title speaks of.
    """
    if len(page.text) < STUB and len(page.text) < len(text):
        return f"the page shows only {len(page.text)} characters, less than the feed (a paywall or a notice)"
    asked = set(_WORD.findall(title.casefold()))
    if len(asked) >= 3 and not asked & set(_WORD.findall(f"{page.title}\n{page.text}".casefold())):
        return "the page holds none of the words of the title (a wall, a notice or another page)"
    return None


def _decode(body: bytes, content_type: str) -> tuple[str, bool]:
    """The page as characters: the charset of HTTP, then of the page, then UTF-8, then a guess."""
    header = Message()
    header["Content-Type"] = content_type or "text/html"
    kind = header.get_content_type() if content_type else ""
    for magic, what in _MAGIC:
        if body.startswith(magic):
            raise PageError(f"the page is {what}, which is not read")
    if kind not in _HTML_TYPES:
        raise PageError(f"the page is {kind}, which is not read")
    if not body.strip():
        raise PageError("the page is empty")
    body, cut = body[: HTML_CAP * 2], len(body) > HTML_CAP
    meta = _META_CHARSET.search(body[:4096])
    charsets = (_bom(body), header.get_content_charset(), meta[1].decode("ascii") if meta else None, "utf-8")
    if body.count(0) * 20 > len(body) and not any(c and c.startswith("utf-16") for c in charsets):
        raise PageError("the page is binary data, which is not read")
    for charset in charsets:
        if charset is None:
            continue
        try:
            return body.decode(charset)[:HTML_CAP], cut
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data" and error.start > len(body) - 8:
                return body[: error.start].decode(charset)[:HTML_CAP], cut
        except (LookupError, ValueError):
            continue
    guessed: str = trafilatura.utils.decode_file(body)
    return guessed[:HTML_CAP], cut


def _bom(body: bytes) -> str | None:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if body.startswith(codecs.BOM_UTF8) else None


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _canonical(found: str | None, url: str) -> str | None:
    if not found:
        return None
    absolute = urljoin(url, found)
    parts = urlsplit(absolute)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path in ("", "/"):
        return None
    return absolute


def _time(found: str | None) -> datetime | None:
    if not found:
        return None
    try:
        at = datetime.fromisoformat(found)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
