"""Bytes to entries. feedparser reads RSS, RDF and Atom; JSON Feed and sitemaps have readers of their own.

`feedparser.parse` is only ever given a stream: a str or bytes could name a local file or an address.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.sax import SAXException  # only to know what feedparser was told

import feedparser

from pipeline.errors import FeedError
from pipeline.feeds.dates import from_struct
from pipeline.feeds.document import Document, Refusal
from pipeline.feeds.feed import Entry
from pipeline.feeds.hints import read_hints
from pipeline.feeds.jsonfeed import read_json
from pipeline.feeds.plain import plain, plain_line
from pipeline.feeds.reduce import cut, read_items
from pipeline.feeds.sitemap import read_sitemap

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(rb"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>", b":rss>", b":feed>", b"</rdf>")
_CHALLENGES = (
    b"just a moment...", b"cf-chl", b"cf_chl", b"challenge-platform", b"captcha", b"attention required!",
    b"checking your browser", b"access denied", b"ddos-guard", b"incapsula", b"enable javascript and cookies",
    b"are you a robot", b"verify you are human",
)  # fmt: skip
_STUMBLES = re.compile(
    rb"<textinput\b.*?</textinput\s*>|</?(?:[\w.-]+:)?(?:width|height)\b[^>]*>", re.IGNORECASE | re.DOTALL
)
_NO_CHARACTER = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}));")
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse(
    body: bytes, *, feed_id: str, url: str, headers: Mapping[str, str] | None = None, known: str = ""
) -> Document:
    """The document's entries in its order. `known` is `Document.items` of the last poll: items with the same
    bytes are left out. FeedError, in one sentence, when the answer is no feed."""
    headers = headers or {}
    body = _in_utf8(body)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:1]
    if not start:
        raise FeedError(f"{url} sent an empty answer instead of a feed")
    if start in (b"{", b"["):
        return read_json(body, feed_id, url)
    head = body[:4096]
    sitemap, feed = _SITEMAP.search(head), _XML_FEED.search(head)
    if sitemap is not None and (feed is None or sitemap.start() < feed.start()):
        return read_sitemap(body, feed_id, url)
    if body[:5] == b"%PDF-":
        raise FeedError(f"{url} sent a PDF instead of a feed")
    _refuse_page(body, head, url)
    if _is_ascii_like(body) and not _XML_FEED.search(body):
        raise FeedError(_no_feed(body, url, None))  # feedparser could chew on it for minutes
    content_type = _content_type(body, headers.get("content-type", ""))
    parts = cut(body, content_type)
    if parts is not None and known:
        reduced, positions = parts.without(read_items(known))
        if not positions:
            return Document(version="", unchanged=len(parts.parts), items=parts.items)
        if len(positions) < len(parts.parts):
            try:
                document, damaged = _read_xml(reduced, feed_id, url, content_type, headers, positions)
            except FeedError:
                damaged = True
            if not damaged:
                return replace(document, unchanged=len(parts.parts) - len(positions), items=parts.items)
    document, damaged = _read_xml(body, feed_id, url, content_type, headers, None)
    if parts is None or damaged:
        # How a damaged item is read depends on what stands around it: the whole is read every time.
        return document
    return replace(document, items=parts.items)


def _read_xml(
    body: bytes,
    feed_id: str,
    url: str,
    content_type: str,
    headers: Mapping[str, str],
    positions: tuple[int, ...] | None,
) -> tuple[Document, bool]:
    """The document, and whether its XML is damaged. `positions` are those of its items in the whole one."""
    given = {"content-location": url}
    if content_type:
        given["content-type"] = content_type
    if "content-language" in headers:
        given["content-language"] = headers["content-language"]
    try:
        parsed = _parsed(body, given)
    except Exception as error:  # feedparser's own bugs on hostile input must not stop a poll
        try:
            parsed = _parsed(_mended(body), given)
        except Exception:
            raise FeedError(f"{url} cannot be parsed ({type(error).__name__}: {error})") from error
        parsed["bozo"], parsed["bozo_exception"] = True, SAXException(f"{type(error).__name__}: {error}")
    feed = parsed["feed"]
    version = parsed.get("version") or ""
    fault = _fault(parsed)
    if not parsed["entries"] and not version:
        raise FeedError(_no_feed(body, url, fault))
    if not parsed["entries"] and fault and _cut_short(body):
        raise FeedError(f"{url} broke off before its first item ({fault})")
    language = _word(_raw(feed, "language"))
    entries: list[Entry] = []
    refused: list[Refusal] = []
    for n, item in enumerate(parsed["entries"]):
        position = positions[n] if positions is not None and n < len(positions) else n
        try:
            entry = _entry(item, feed_id, language, position)
        except Exception as error:  # one odd item must not take the others with it
            refused.append(
                Refusal(position=position, reason=f"cannot be read ({type(error).__name__}: {error})")
            )
            continue
        if entry is None:
            refused.append(Refusal(position=position, reason="the item has no guid, link, title or text"))
        else:
            entries.append(entry)
    cut_off = bool(fault) and _cut_short(body)
    if cut_off and entries and _open_item(body):
        # Half an item would become an article of its own when the whole one comes.
        half = entries.pop()
        refused.append(Refusal(position=half.position, reason="the document broke off within the item"))
    links = _links(feed)
    document = Document(
        version=version,
        entries=tuple(entries),
        refused=tuple(refused),
        title=plain_line(_raw(feed, "title")),
        language=language,
        site=_web(_raw(feed, "link")),
        hub=links.get("hub"),
        self_url=links.get("self"),
        hints=read_hints(body, feed),
        fault=fault,
        cut_short=cut_off,
    )
    return document, isinstance(parsed.get("bozo_exception"), SAXException)


def _parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _mended(body: bytes) -> bytes:
    """The document without what feedparser's loose parser is known to fail on: widths and heights (of
    images) whose tags do not match, text inputs within items, references to no character."""
    return _NO_CHARACTER.sub(_character, _STUMBLES.sub(b"", body))


def _character(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if number < 0x110000 else b"\xef\xbf\xbd"


def _entry(item: Any, feed_id: str, language: str | None, position: int) -> Entry | None:
    def get(key: str) -> Any:
        return _raw(item, key)

    guid = _line(get("id"))
    link = _web(get("feedburner_origlink")) or _web(get("link")) or _first_link(item)
    title = plain_line(get("title"))
    content = max((str(c.get("value") or "") for c in get("content") or ()), key=len, default="")
    summary = plain(get("summary"))
    if not (guid or link or title or summary or content.strip()):
        return None
    published = from_struct(get("published_parsed")) or from_struct(get("created_parsed"))
    updated = from_struct(get("updated_parsed"))
    source = get("source")
    outlet = None
    if isinstance(source, dict):
        named = plain_line(_raw(source, "title"))
        outlet = _host(_raw(source, "href")) or named or None
        if named and title != f" - {named}":
            title = title.removesuffix(f" - {named}")  # as Google News writes it
    names = [plain_line(_raw(a, "name")) for a in get("authors") or () if isinstance(a, dict)]
    content_language = next((c.get("language") for c in get("content") or () if c.get("language")), None)
    return Entry(
        feed_id=feed_id,
        guid=guid,
        link=link,
        title=title,
        summary=summary,
        content_html=content if content.strip() else None,
        published=published or updated,
        updated=updated,
        language=_word(get("language")) or _word(content_language) or language,
        authors=tuple(name for name in names if name),
        outlet=outlet,
        position=position,
    )


def _raw(item: Any, key: str) -> Any:
    """What feedparser stored under the key. Its own look-up guesses other keys, with warnings."""
    return dict.get(item, key)


def _content_type(body: bytes, declared: str) -> str:
    """The content type to parse by. A charset that the server or the document names is often wrong; bytes
    beyond ASCII that are valid UTF-8 are UTF-8, since text in any other charset hardly ever looks so."""
    if body[:3] == _BOMS[0] or (not body.startswith(_BOMS[1:]) and not body.isascii() and _is_utf8(body)):
        return "application/xml; charset=utf-8"
    charset = _CHARSET.search(declared)
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"


def _in_utf8(body: bytes) -> bytes:
    """UTF-16 and UTF-32 with a byte order mark as UTF-8: feedparser reads them only when the document's
    declaration says so as well."""
    for mark, charset in _WIDE:
        if body.startswith(mark):
            try:
                return _BOMS[0] + body[len(mark) :].decode(charset).encode()
            except UnicodeError:
                return body  # a byte too many shifts all that follow: feedparser guesses better then
    return body


def _is_ascii_like(body: bytes) -> bool:
    """Whether tags can be looked for in the bytes: not UTF-16, UTF-32 or EBCDIC."""
    start = body[:256]
    return b"\0" not in start and not start.startswith((*_BOMS[1:], b"\x4c\x6f\xa7\x94"))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A cut in the middle of the last character is no other charset.
        return error.reason == "unexpected end of data" and error.start >= len(body) - 3
    return True


def _refuse_page(body: bytes, head: bytes, url: str) -> None:
    """FeedError for HTML with status 200: a challenge, a login, an error page, the site's front page."""
    page, feed = _HTML.search(head), _XML_FEED.search(head)
    if page is None or (feed is not None and feed.start() < page.start()):
        return
    lower = body[:100_000].lower()
    if any(mark in lower for mark in _CHALLENGES):
        raise FeedError(f"{url} answered with an access check (captcha or challenge page) instead of a feed")
    title = _PAGE_TITLE.search(body[:100_000])
    named = f" titled {plain_line(title[1].decode('utf-8', 'replace'))[:80]!r}" if title else ""
    raise FeedError(
        f"{url} answered with a web page{named} instead of a feed; `araxes feeds add` finds a site's feed"
    )


def _no_feed(body: bytes, url: str, fault: str | None) -> str:
    if fault and _XML_FEED.search(body[:4096]):
        return f"{url} sent a damaged feed without a readable item ({fault})"
    shown = body[:40].decode("utf-8", "replace")
    return f"{url} sent neither RSS, Atom, JSON Feed nor a sitemap (it begins {shown!r})"


def _fault(parsed: Any) -> str | None:
    if not parsed.get("bozo"):
        return None
    error = parsed.get("bozo_exception")
    text = " ".join(str(error or "").split())
    return (text or type(error).__name__)[:300]


def _cut_short(body: bytes) -> bool:
    end = body[-2048:].lower()
    return not any(mark in end for mark in _ENDS)


def _open_item(body: bytes) -> bool:
    opened = max(body.rfind(b"<item"), body.rfind(b"<entry"))
    return opened > max(body.rfind(b"</item"), body.rfind(b"</entry"))


def _links(feed: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in _raw(feed, "links") or ():
        rel, href = str(link.get("rel") or ""), _web(link.get("href"))
        if rel and href:
            found.setdefault(rel, href)
    return found


def _first_link(item: Any) -> str | None:
    links = _raw(item, "links") or ()
    by_rel = {str(link.get("rel")): web for link in reversed(links) if (web := _web(link.get("href")))}
    return next((by_rel[rel] for rel in ("alternate", "related", "via", "self") if rel in by_rel), None)


def _web(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    if not text.lower().startswith(("http://", "https://")) or len(text) > 4000:
        return None
    return "".join(c for c in text if c > " ") or None


def _host(value: object) -> str | None:
    web = _web(value)
    if web is None:
        return None
    host = web.split("/")[2].rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    return host or None


def _line(value: object) -> str | None:
    text = " ".join(str(value).split()) if isinstance(value, str) else ""
    return text[:4000].encode("utf-8", "replace").decode() or None


def _word(value: object) -> str | None:
    text = str(value or "").strip()
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", text) else None
