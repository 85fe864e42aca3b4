"""When: the time expressions of a news text, worked out against its day of publication.

The conventions are those of news in English. A bare weekday is the nearest one in the direction of the verb
(past: the latest, today included; future: the next, today included). `Next Monday` is the Monday of the next
week, weeks beginning on Sunday. A day without a year is the one nearest to publication. Expressions that lean
on another event (`the next day`, `two days later`, `on the second day of the visit`) are marked anaphoric and
are resolved by `DateMention.resolved`.

An expression always denotes an interval (`first` to `last`); only where that is fixed to days do `date_start`
and `date_end` say so, as the guidelines want.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum


class Precision(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    VAGUE = "vague"
    """An interval that the words do not fix, or none at all."""


class Direction(StrEnum):
    """Where the time lies, seen from the day of publication."""

    PAST = "past"
    PRESENT = "present"
    """The day of publication lies in it."""
    FUTURE = "future"
    UNKNOWN = "unknown"


class DateKind(StrEnum):
    ABSOLUTE = "absolute"
    """Names its own day, month or year: `9 February 2010`, `June 28`, `in 1997`."""
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    """Counts from publication: `yesterday`, `last month`."""
    ANAPHORIC = "anaphoric"
    """Counts from another event: `the next day`, `in the afternoon`."""
    DURATION = "duration"
    """How long something lasts: `a two-day visit`. `shift` holds the days."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression. Offsets are in characters of the text that was searched."""

    start: int
    end: int
    text: str
    kind: DateKind
    precision: Precision
    first: date | None = None
    last: date | None = None
    direction: Direction = Direction.UNKNOWN
    other: date | None = None
    """Weekdays and days without a year: the day it is if the verb points the other way."""
    shift: int | None = None
    """Anaphoric: days from the anchor's first day; durations: how many days."""
    from_end: bool = False
    """Anaphoric: counts from the anchor's last day."""
    preposition: str = ""
    """`since`, `until`, `from`, `by`, `before`, `after`, where one of them stands before it."""

    @property
    def date_start(self) -> date | None:
        """The day, or the first of a span of days; None where the words fix no day."""
        return self.first if self.precision is Precision.DAY else None

    @property
    def date_end(self) -> date | None:
        """The last of a span of days; None for a single day."""
        return self.last if self.precision is Precision.DAY and self.last != self.first else None

    def toward(self, direction: Direction) -> DateMention:
        """The same words when the verb points to the past or the future, where that makes a difference."""
        if self.other is None or self.first is None or direction not in (Direction.PAST, Direction.FUTURE):
            return self
        earlier, later = sorted((self.first, self.other))
        wanted = earlier if direction is Direction.PAST else later
        if wanted == self.first:
            return self
        span = (self.last or self.first) - self.first
        turned = Direction.PRESENT if self.direction is Direction.PRESENT else direction
        return replace(self, first=wanted, last=wanted + span, other=self.first, direction=turned)

    def resolved(self, first: date, last: date | None = None) -> DateMention:
        """An anaphoric expression worked out against the day(s) of the event it leans on."""
        if self.kind is not DateKind.ANAPHORIC or self.shift is None:
            return self
        day = (last or first if self.from_end else first) + timedelta(days=self.shift)
        return replace(self, first=day, last=day)


def find_dates(
    text: str,
    published: datetime | date,
    *,
    anchor: tuple[date, date | None] | None = None,
) -> tuple[DateMention, ...]:
    """The time expressions of a text in order; none overlaps another.

    `published` counts in its own time zone: give the article's local time where it is known, or the day of
    its dateline. With `anchor` anaphoric expressions come resolved against it.
    """
    from pipeline.events.date_rules import RULES, Context  # the rules build on the types above

    today = published.date() if isinstance(published, datetime) else published
    context = Context(text, today)
    found: list[DateMention] = []
    for pattern, build in RULES:
        for match in pattern.finditer(text):
            mention = build(match, context)
            if mention is not None:
                found.append(mention)
    kept = _longest(found)
    kept = [_with_preposition(text, m) for m in _joined(text, kept)]
    kept = [
        m if m.direction is not Direction.UNKNOWN else replace(m, direction=direction(m, today)) for m in kept
    ]
    if anchor is not None:
        kept = [m.resolved(*anchor) for m in kept]
    return tuple(kept)


def direction(mention: DateMention, today: date) -> Direction:
    """Where the interval of a mention lies, seen from a day."""
    if mention.first is None and mention.last is None:
        return Direction.UNKNOWN
    if mention.last is not None and mention.last < today:
        return Direction.PAST
    if mention.first is not None and mention.first > today:
        return Direction.FUTURE
    return Direction.PRESENT


def story_day(dateline: str | None, published: datetime) -> date:
    """The day on which the story speaks: its dateline's, if that is within a day of publication.

    Publication times are in UTC, but `today` in a text is where the reporter sits.
    """
    if dateline:
        for mention in find_dates(dateline, published):
            day = mention.date_start
            if day is not None and abs((day - published.date()).days) <= 1:
                return day
    return published.date()


def _longest(found: list[DateMention]) -> list[DateMention]:
    kept: list[DateMention] = []
    free = 0
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if mention.start >= free:
            kept.append(mention)
            free = mention.end
    return kept


_GLUE = re.compile(r"\s*(?:,|\(|,\s*on|\(on)?\s*")
_CLOSE = re.compile(r"\s*\)")
_SAME = (DateKind.WEEKDAY, DateKind.RELATIVE, DateKind.ABSOLUTE)


def _joined(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """Make one expression of `Monday and Tuesday (November 23-24)` or `today (Wednesday)`."""
    joined: list[DateMention] = []
    for mention in mentions:
        if joined:
            last = joined[-1]
            between = text[last.end : mention.start]
            if (
                _GLUE.fullmatch(between)
                and last.kind in _SAME
                and mention.kind in _SAME
                and _agree(last, mention)
            ):
                exact = mention if mention.kind is DateKind.ABSOLUTE else last
                end = mention.end
                close = _CLOSE.match(text, end)
                if "(" in between and close:
                    end = close.end()
                joined[-1] = replace(
                    exact, start=last.start, end=end, text=text[last.start : end], other=None
                )
                continue
        joined.append(mention)
    return joined


def _agree(one: DateMention, two: DateMention) -> bool:
    """Whether both can name the same time: one interval lies in the other, or the weekdays are equal."""
    if one.first is None or two.first is None or one.last is None or two.last is None:
        return False
    if two.kind is DateKind.ABSOLUTE and one.kind is DateKind.WEEKDAY and two.precision is Precision.DAY:
        return one.first.weekday() == two.first.weekday()
    return (one.first <= two.first and two.last <= one.last) or (
        two.first <= one.first and one.last <= two.last
    )


_PREPOSITION = re.compile(
    r"\b(since|until|till|from|by|before|after|through)\s+(?:(?:late|early|the|about|around)\s+)?$",
    re.IGNORECASE,
)


def _with_preposition(text: str, mention: DateMention) -> DateMention:
    found = _PREPOSITION.search(text, max(0, mention.start - 24), mention.start)
    if found is None:
        return mention
    return replace(
        mention, preposition={"till": "until", "through": "until"}.get(found[1].lower(), found[1].lower())
    )
