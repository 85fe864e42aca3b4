"""Read short made-up texts with the extractor as it is shipped."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.events.event import Event
from pipeline.ports import Extractor, Text

PUBLISHED = datetime(2024, 6, 12, 12, tzinfo=UTC)
"""A Wednesday."""


class Reader:
    """The extractor with every state watched."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    def events(self, text: str, title: str = "") -> list[Event]:
        reading = next(
            iter(self._extractor.read([Text(article_id="t", title=title, text=text, published=PUBLISHED)]))
        )
        return list(reading.events)

    def codes(self, text: str, of_type: str) -> list[str]:
        """`AZE-IRN occurred` of the events of one type, sorted."""
        return sorted(
            f"{'-'.join(e.countries)} {e.status.value}" for e in self.events(text) if e.type.value == of_type
        )
