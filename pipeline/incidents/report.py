"""A report: one event together with what its article adds to it (who published it, and when)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.events.event import Event
from pipeline.identity import stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One event of one article, ready to be joined."""

    id: str
    """The event's id, see `event_ids`."""
    article_id: str
    outlet: str
    url: str
    title: str
    published: datetime
    event: Event
    independent: bool = True
    """False when the article is a copy of another outlet's."""
    copies: str | None = None
    """The article that this one repeats, if any."""

    @property
    def own_articles(self) -> frozenset[str]:
        """This article and the one it repeats: what they were joined to before, they stay with."""
        return frozenset(a for a in (self.article_id, self.copies) if a)


def event_ids(article_id: str, events: tuple[Event, ...]) -> tuple[str, ...]:
    """A stable id per event: what it says decides, not its place in the list, so re-reading keeps ids."""
    seen: dict[tuple[str, ...], int] = {}
    ids = []
    for event in events:
        what = (
            event.type.value,
            ",".join(event.countries),
            event.origin or "",
            event.destination or "",
            *sorted(p.name for p in event.participants),
        )
        seen[what] = seen.get(what, 0) + 1
        ids.append(stable_id("event", article_id, *what, str(seen[what])))
    return tuple(ids)
