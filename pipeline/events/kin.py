"""Which events of an article belong together: a trip, its talks and papers, and what shares their people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status

CONFERRING = (EventType.MEETING, EventType.AGREEMENT)


def told(draft: Draft) -> list[Draft]:
    """The draft and all that was merged into it."""
    return [draft, *draft.sources]


def same_time(one: Draft, two: Draft) -> bool:
    """Both news or both background."""
    return (one.status is Status.BACKGROUND) == (two.status is Status.BACKGROUND)


def same_item(one: Draft, two: Draft) -> bool:
    """Not of two different stories of a digest."""
    return one.item is None or two.item is None or one.item == two.item


def at_odds(one: Draft, two: Draft) -> bool:
    """Both name people, and nobody is in both."""
    return bool(one.people and two.people and not one.people & two.people)


class Kinship:
    """Looks events of one article up by what they share."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts

    def visits(self) -> list[Draft]:
        return [d for d in self._drafts if d.type is EventType.VISIT]

    def trips(self, draft: Draft) -> list[Draft]:
        """Trips that talks or papers can belong to, the likeliest first."""
        found = [
            v
            for v in self.visits()
            if same_time(v, draft)
            and v.status is not Status.HYPOTHETICAL
            and set(v.countries) <= set(draft.countries)
            and (draft.place_country is None or draft.place_country == v.destination)
            and (draft.type is EventType.AGREEMENT or not at_odds(draft, v))
        ]
        return sorted(
            found,
            key=lambda v: (
                v.status is not draft.status,
                not (v.people & draft.people),
                abs(v.sentence - draft.sentence),
            ),
        )

    def kin(self, draft: Draft) -> Iterator[Draft]:
        """Events whose place is also this one's, the likeliest first."""
        if draft.status is Status.BACKGROUND:
            yield from (d for d in self._drafts if d is not draft and self._told_with(draft, d))
            return
        if draft.type is not EventType.VISIT:
            yield from self.trips(draft)
        enough = 1 if draft.type is EventType.VISIT else 2
        near = [
            d
            for d in self._drafts
            if d is not draft
            and d.type is not EventType.OTHER
            and same_time(d, draft)
            and d.status is not Status.HYPOTHETICAL
            and (d.status is draft.status or d.type is not EventType.VISIT)
            and same_item(d, draft)
            and (
                len(d.people & draft.people) >= enough
                or (d.countries == draft.countries and not at_odds(d, draft))
            )
        ]
        yield from sorted(
            near, key=lambda d: (d.status is not draft.status, abs(d.sentence - draft.sentence))
        )

    def _told_with(self, draft: Draft, other: Draft) -> bool:
        """Context is kept to its own sentence, or to the next if it has the same people."""
        if not same_time(draft, other) or not set(draft.countries) & set(other.countries):
            return False
        reach = 1 if draft.people & other.people else 0
        return any(abs(a.sentence - b.sentence) <= reach for a in told(draft) for b in told(other))
