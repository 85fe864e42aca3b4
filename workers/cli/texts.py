"""Articles to read offline: plain text, a page, or JSON Lines in the gold format."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline import clock
from pipeline.errors import AraxesError, InputError
from pipeline.ports import Text

MAX_BYTES = 50_000_000
"""A larger file is refused; cut it into several."""


def read_texts(files: Sequence[Path], published: datetime | None) -> Iterator[Text]:
    """The articles of the files, or of standard input where none is named. `published` stands in for articles
    that do not say when they appeared. Raises InputError with file and line for what is no article.
    """
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
            when = read_time(given, where)
        yield Text(
            article_id=str(row.get("id") or where),
            title=title,
            text=row["text"],
            published=when or clock.now(),
            language=str(row.get("language") or "en"),
            outlet=str(row.get("outlet") or ""),
        )


def _text(name: str, title: str, text: str, published: datetime | None) -> Text:
    return Text(article_id=name, title=title, text=text, published=published or clock.now())


def read_time(text: str, where: str = "--published") -> datetime:
    """A day (its noon) or a moment in ISO 8601, in UTC where no zone is told."""
    try:
        if len(text) <= 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise InputError(f"{where}: {text!r} is no time; write 2023-04-19 or 2023-04-19T18:05:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
