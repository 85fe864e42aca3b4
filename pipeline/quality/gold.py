"""Gold articles (`docs/guidelines.md`): what a careful analyst would code, one article a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from pipeline.articles.article import Article
from pipeline.errors import InputError
from pipeline.events.event import FOCUS_TYPES, Reading

Row = Mapping[str, Any]
"""An event in the gold format."""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    id: str
    outlet: str
    language: str
    published: datetime
    url: str
    title: str
    text: str
    relevant: bool
    events: tuple[Row, ...]
    labelled: bool = True
    """False where the line has no events: an article to read, not to score."""

    def as_fed(self) -> Article:
        """The article as a feed with full texts would have given it."""
        at = self.published
        published = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        return Article(
            id=self.id,
            url=self.url,
            outlet=self.outlet or "unknown",
            title=_resolved(self.title),
            text=_resolved(self.text),
            language=self.language,
            published=published,
            first_seen=published,
            fetch_page=False,
        )


def _resolved(text: str) -> str:
    """Without entities and runs of spaces, as what comes from a feed or page is."""
    return re.sub(r"(?<=\S)[^\S\n]+(?=\S)", " ", unescape(text))


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a system said about one article."""

    id: str
    relevant: bool
    events: tuple[Row, ...]

    @classmethod
    def of(cls, reading: Reading) -> Predicted:
        return cls(reading.article_id, reading.relevant, tuple(e.to_gold() for e in reading.events))


def focus(events: Iterable[Row], watched: frozenset[str], min_countries: int = 2) -> list[Row]:
    """The events that are scored: of a focus type, with enough watched countries."""
    return [
        e
        for e in events
        if e.get("type") in FOCUS_TYPES and len(watched & set(e.get("countries") or ())) >= min_countries
    ]


def read_gold(path: Path) -> list[GoldArticle]:
    """Read a gold file; InputError names file, line and what is wrong."""
    return [_article(row, f"{path}:{number}") for number, row in _lines(path)]


def read_predicted(path: Path) -> dict[str, Predicted]:
    """Read predictions by article id."""
    found = {}
    for number, row in _lines(path):
        if "id" not in row:
            raise InputError(f"{path}:{number}: no id; each line needs the id of its article")
        found[str(row["id"])] = predicted(row)
    return found


def predicted(row: Row) -> Predicted:
    return Predicted(str(row["id"]), bool(row.get("relevant")), tuple(row.get("events") or ()))


def _lines(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; name a .jsonl file of gold articles") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read it: {error}; make it a readable UTF-8 file") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: no valid JSON: {error.msg}; one article a line") from None
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: not an object; one article a line")
        yield number, row


def _article(row: dict[str, Any], where: str) -> GoldArticle:
    missing = [name for name in ("id", "published", "title", "text") if name not in row]
    if missing:
        raise InputError(f"{where}: {', '.join(missing)} missing; see docs/guidelines.md, Fields")
    try:
        published = datetime.fromisoformat(str(row["published"]).replace("Z", "+00:00"))
    except ValueError:
        raise InputError(
            f"{where}: published {row['published']!r} is no time; write e.g. 2023-04-19T18:05:00Z"
        ) from None
    return GoldArticle(
        id=str(row["id"]),
        outlet=str(row.get("outlet") or ""),
        language=str(row.get("language") or "en"),
        published=published,
        url=str(row.get("url") or ""),
        title=str(row["title"]),
        text=str(row["text"]),
        relevant=bool(row.get("relevant")),
        events=tuple(row.get("events") or ()),
        labelled="events" in row,
    )
