"""Dataclasses to JSON documents and back. Times are kept in UTC."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from pipeline.alerts.alert import Alert, Decision
from pipeline.alerts.notice import Notice, Standing
from pipeline.articles.article import Article, Revision
from pipeline.events.event import Event, Reading
from pipeline.feeds.feed import Feed, FeedState
from pipeline.feeds.websub import Subscription
from pipeline.incidents.incident import Incident, Story
from pipeline.ports import Silence

D = TypeVar("D")


class Document(Generic[D]):
    """How one dataclass is written and read."""

    def __init__(self, kind: type[D]) -> None:
        self._adapter = TypeAdapter(kind)

    def dump(self, value: D) -> str:
        """Times that are naive raise ValueError: that is a bug, not a fault of the data."""
        return json.dumps(
            self._adapter.dump_python(value), default=_plain, ensure_ascii=False, separators=(",", ":")
        )

    def load(self, doc: str) -> D:
        return self._adapter.validate_json(doc)


def storable(value: str) -> str:
    """The text with what no database holds (NUL, lone surrogates) as U+FFFD."""
    value = value.replace("\0", "\ufffd")
    try:
        value.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")


ALERT = Document(Alert)
ARTICLE = Document(Article)
DECISION = Document(Decision)
EVENT = Document(Event)
FEED = Document(Feed)
FEED_STATE = Document(FeedState)
INCIDENT = Document(Incident)
NOTICE = Document(Notice)
READING = Document(Reading)
REVISION = Document(Revision)
SILENCE = Document(Silence)
STANDING = Document(Standing)
STORY = Document(Story)
SUBSCRIPTION = Document(Subscription)
