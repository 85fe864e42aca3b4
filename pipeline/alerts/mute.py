"""Silences drop, quiet hours delay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.alerts.labels import Labels, matcher, matches, parse_matcher
from pipeline.alerts.rules import Matcher, Route, Rules, TimeInterval, TimeSpan
from pipeline.identity import stable_id

_LABEL = re.compile(r"([A-Za-z_]+)\s*(=~|!~|!=|>=|<=|=|>|<)?")
_LONGEST = timedelta(days=14)
"""Quiet hours that never end within two weeks do not hold anything back further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Mutes alerts that match, until it ends. All matchers must match.

    A matcher is a label with its operator, where that is not `=`, and a value:
    `("type", "visit")`, `("actor=~", ".*Aliyev")`.
    """

    id: str
    matchers: tuple[tuple[str, str], ...]
    owner: str
    reason: str
    starts: datetime
    ends: datetime


def new_silence(
    matchers: Iterable[str], *, owner: str, reason: str, starts: datetime, ends: datetime
) -> Silence:
    """A silence from matchers in their notation; InputError when one is none."""
    read = [parse_matcher(text) for text in matchers]
    pairs = tuple((m.label if m.operator == "=" else f"{m.label}{m.operator}", m.value) for m in read)
    parts = [part for pair in pairs for part in pair]
    return Silence(
        id=stable_id("silence", owner, starts.isoformat(), *parts),
        matchers=pairs,
        owner=owner,
        reason=reason,
        starts=starts,
        ends=ends,
    )


def read_matcher(pair: tuple[str, str]) -> Matcher:
    """A silence's matcher, ready to match; InputError when it is none."""
    match = _LABEL.fullmatch(pair[0].strip())
    return matcher(match[1], match[2] or "=", pair[1]) if match else matcher(pair[0], "=", pair[1])


def silenced(found: Labels, receiver: str, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The silence that mutes an alert with these labels for the receiver, or None."""
    seen = {**found, "receiver": (receiver,)}
    for silence in silences:
        if silence.starts <= now < silence.ends and all(
            matches(read_matcher(pair), seen) for pair in silence.matchers
        ):
            return silence
    return None


def held_until(route: Route, rules: Rules, now: datetime) -> tuple[datetime, str] | None:
    """Until when quiet hours hold a route's messages back, and the interval's name; None outside them.

    Quiet are the route's `mute_time_intervals`, and all but its `active_time_intervals`.
    """
    receiver = rules.receiver(route.receiver)
    zone = receiver.time_zone if receiver else "UTC"
    known = {i.name: i for i in rules.intervals}
    quiet = [known[name] for name in route.mute_time_intervals]
    active = [known[name] for name in route.active_time_intervals]

    def why(at: datetime) -> str | None:
        for interval in quiet:
            if within(interval, at, zone):
                return interval.name
        if active and not any(within(i, at, zone) for i in active):
            return f"outside {', '.join(i.name for i in active)}"
        return None

    name = why(now)
    if name is None:
        return None
    # Spans begin and end on whole minutes; look for the first that is not quiet.
    at = now.replace(second=0, microsecond=0)
    while at < now + _LONGEST:
        at += timedelta(minutes=1)
        if why(at) is None:
            return at, name
    return None


def within(interval: TimeInterval, at: datetime, zone: str) -> bool:
    """Whether the time lies in the interval, told in the interval's own zone or else in `zone`."""
    local = at.astimezone(ZoneInfo(interval.location or zone))
    return any(_within(span, local) for span in interval.spans)


def _within(span: TimeSpan, local: datetime) -> bool:
    clock, today = local.time(), local.weekday()
    if span.start < span.end:
        return today in span.weekdays and span.start <= clock < span.end
    yesterday = (today - 1) % 7
    return (today in span.weekdays and clock >= span.start) or (
        yesterday in span.weekdays and clock < span.end
    )
