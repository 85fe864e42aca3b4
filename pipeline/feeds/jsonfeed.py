"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and the article lists of GDELT's DOC API."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import FeedError
from pipeline.feeds.dates import sane
from pipeline.feeds.document import Document, Hints, Refusal
from pipeline.feeds.feed import Entry
from pipeline.feeds.plain import plain, plain_line


def read_json(body: bytes, feed_id: str, url: str) -> Document:
    """The document; FeedError when it is JSON of another kind, or damaged."""
    try:
        data = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise FeedError(f"{url} is damaged JSON; it may have been cut off") from None
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return _json_feed(data, feed_id)
    if isinstance(data, dict) and (isinstance(data.get("articles"), list) or data == {}):
        return _gdelt(data, feed_id)
    raise FeedError(f"{url} is JSON, but no JSON Feed: it has no list of items")


def _json_feed(data: dict[str, Any], feed_id: str) -> Document:
    entries: list[Entry] = []
    refused: list[Refusal] = []
    language = _text(data.get("language")) or None
    for position, item in enumerate(data["items"]):
        if not isinstance(item, dict):
            refused.append(Refusal(position=position, reason="the item is no JSON object"))
            continue
        html, text = _text(item.get("content_html")), _text(item.get("content_text"))
        # The specification asks for text ids; numbers are common and to be taken as text.
        guid = _text(item.get("id")) or None
        link = _web(item.get("url")) or _web(item.get("external_url")) or (_web(guid) if guid else None)
        title = plain_line(_text(item.get("title")))
        summary = plain(_text(item.get("summary"))) or text.strip()
        if not (guid or link or title or summary or html):
            refused.append(Refusal(position=position, reason="the item has no id, link, title or text"))
            continue
        people = item.get("authors") or [item.get("author")]
        entries.append(
            Entry(
                feed_id=feed_id,
                guid=guid,
                link=link,
                title=title,
                summary=summary,
                content_html=html or None,
                published=read_iso(item.get("date_published")),
                updated=read_iso(item.get("date_modified")),
                language=_text(item.get("language")) or language,
                authors=_names(people),
                position=position,
            )
        )
    hubs = data.get("hubs")
    hub = (
        next(
            (
                _web(h.get("url"))
                for h in hubs
                if isinstance(h, dict) and str(h.get("type")).lower() == "websub"
            ),
            None,
        )
        if isinstance(hubs, list)
        else None
    )
    version = "json11" if _text(data.get("version")).rstrip("/").endswith("1.1") else "json1"
    return Document(
        version=version,
        entries=tuple(entries),
        refused=tuple(refused),
        title=plain_line(_text(data.get("title"))),
        language=language,
        site=_web(data.get("home_page_url")),
        hub=hub,
        self_url=_web(data.get("feed_url")),
        hints=Hints(),
    )


def _gdelt(data: dict[str, Any], feed_id: str) -> Document:
    entries: list[Entry] = []
    refused: list[Refusal] = []
    for position, item in enumerate(data.get("articles", ())):
        link = _web(item.get("url")) if isinstance(item, dict) else None
        if link is None:
            refused.append(Refusal(position=position, reason="the item has no link"))
            continue
        entries.append(
            Entry(
                feed_id=feed_id,
                guid=None,
                link=link,
                title=plain_line(_text(item.get("title"))),
                summary="",
                content_html=None,
                published=_seen(item.get("seendate")),
                updated=None,
                language=_GDELT_LANGUAGES.get(_text(item.get("language")).lower()),
                outlet=_text(item.get("domain")).removeprefix("www.") or None,
                position=position,
            )
        )
    return Document(version="gdelt", entries=tuple(entries), refused=tuple(refused), hints=Hints())


_GDELT_LANGUAGES = {
    "english": "en", "azerbaijani": "az", "persian": "fa", "hebrew": "he", "russian": "ru", "turkish": "tr",
    "arabic": "ar", "french": "fr", "german": "de", "spanish": "es", "armenian": "hy", "georgian": "ka",
}  # fmt: skip


def read_iso(value: object) -> datetime | None:
    """A date of RFC 3339, or nothing."""
    if not isinstance(value, str):
        return None
    try:
        return sane(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        return None


def _seen(value: object) -> datetime | None:
    try:
        return sane(datetime.strptime(_text(value), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
    except ValueError:
        return None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # JSON can hold lone surrogates
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _web(value: object) -> str | None:
    text = _text(value).strip()
    return text if text.lower().startswith(("http://", "https://")) and len(text) < 4000 else None


def _names(people: object) -> tuple[str, ...]:
    if not isinstance(people, list):
        return ()
    return tuple(plain_line(_text(p.get("name"))) for p in people if isinstance(p, dict) and p.get("name"))
