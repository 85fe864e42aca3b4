"""`araxes extract`: read articles offline and print their events in the gold format."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import load_settings
from pipeline import clock
from pipeline.errors import AraxesError, InputError
from pipeline.ports import Text

MAX_BYTES = 50_000_000
"""A larger file is refused; cut it into several."""


class Scope(StrEnum):
    """Between whom events are coded."""

    WATCHED = "watched"
    ANY = "any"


def extract(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Text, HTML, or JSON Lines in the gold format; none: standard input."),
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When a plain text was published, e.g. 2023-04-19 (default: now).")
    ] = None,
    scope: Annotated[Scope, typer.Option(help="`any` codes events between all states.")] = Scope.WATCHED,
) -> None:
    """Read articles and print one line for each: `{"id", "relevant", "events"}`.

    Offline, without servers. JSON Lines need `text`; `title`, `id` and `published` are used where given.
    In a plain text the first line is the title.

    `araxes extract < articles.jsonl` · `araxes extract page.html --published 2025-03-18`
    """
    from workers.bootstrap import extractor

    when = _when(published) if published is not None else None
    texts = list(_texts(files or [], when))
    reader = extractor(load_settings(), scope=scope.value)
    for reading in reader.read(texts):
        row = {
            "id": reading.article_id,
            "relevant": reading.relevant,
            "events": [e.to_gold() for e in reading.events],
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _texts(files: list[Path], published: datetime | None) -> Iterator[Text]:
    if not files:
        yield from _parse("standard input", sys.stdin.buffer.read(MAX_BYTES + 1), published)
    for path in files:
        try:
            with path.open("rb") as stream:
                body = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise InputError(f"{path}: cannot read it: {error.strerror}; name a readable file") from None
        yield from _parse(str(path), body, published)


def _parse(name: str, body: bytes, published: datetime | None) -> Iterator[Text]:
    if len(body) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES // 10**6} MB; cut it into several files")
    head = body.lstrip()[:200].lower()
    if head.startswith((b"<", b"\xef\xbb\xbf<")):
        yield _page(name, body, published)
        return
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: no UTF-8 text (byte {error.start}); convert it to UTF-8") from None
    if text.lstrip().startswith("{"):
        yield from _lines(name, text, published)
    else:
        title, _, rest = text.strip().partition("\n")
        if rest.strip():
            yield _text(name, title, rest.strip(), published)
        else:
            yield _text(name, "", title, published)


def _page(name: str, body: bytes, published: datetime | None) -> Text:
    from pipeline.articles.text import read_page

    try:
        page = read_page(body)
    except AraxesError as error:
        raise InputError(f"{name}: {error}; give the text itself or another page") from None
    return _text(name, page.title, page.text, published or page.published)


def _lines(name: str, text: str, published: datetime | None) -> Iterator[Text]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            row: Any = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{where}: no JSON: {error}; write one article a line") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise InputError(f"{where}: no article: needs a string `text`; see docs/guidelines.md")
        title = row.get("title") or ""
        if not isinstance(title, str):
            raise InputError(f"{where}: `title` is no string; mend it")
        given = row.get("published")
        when = published
        if given is not None:
            if not isinstance(given, str):
                raise InputError(f"{where}: `published` is no string; write 2023-04-19T18:05:00Z")
            when = _when(given, where)
        yield _text(str(row.get("id") or where), title, row["text"], when, str(row.get("outlet") or ""))


def _text(name: str, title: str, text: str, published: datetime | None, outlet: str = "") -> Text:
    return Text(article_id=name, title=title, text=text, published=published or clock.now(), outlet=outlet)


def _when(text: str, where: str = "--published") -> datetime:
    try:
        if len(text) <= 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise InputError(f"{where}: {text!r} is no time; write 2023-04-19 or 2023-04-19T18:05:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
