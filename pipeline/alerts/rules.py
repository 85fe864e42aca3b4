"""The rules that decide, mute, route and group; built from `config/routes.yaml` and `config/watch.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal

from pipeline.alerts.alert import ALERTING, Reason
from pipeline.alerts.notice import NoticeRules
from pipeline.alerts.receivers import ReceiverRule
from pipeline.events.event import NEWS_STATUSES, EventType, Status
from pipeline.incidents.compare import JoinRules

Operator = Literal["=", "!=", "=~", "!~", ">=", "<=", ">", "<"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on one label, in Alertmanager's notation (`type="visit"`, `actor=~".*Aliyev"`).

    Labels may hold several values (`country`, `pair`, `actor`, `outlet`): `=` and `=~` want one of them
    to match, `!=` and `!~` none. Regular expressions match the whole value, letters of any case.
    """

    label: str
    operator: Operator
    value: str
    pattern: re.Pattern[str] | None = None

    def __str__(self) -> str:
        return f'{self.label}{self.operator}"{self.value}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A repeating span: from `start` up to `end` on these weekdays (0 is Monday).

    Where `end` is not after `start`, it lasts into the next day.
    """

    start: time = time(0)
    end: time = time(0)
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInterval:
    """A named set of spans. Its time zone, or else the receiver's, says when they are."""

    name: str
    spans: tuple[TimeSpan, ...]
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Collect instead of send: one message a day or a week, at a time of the receiver's day."""

    every: Literal["day", "week"]
    at: time = time(7)
    weekday: int = 0
    """For weekly digests; 0 is Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A node of the routing tree, in Alertmanager's words."""

    path: str
    """Where it is in the file, e.g. `route.routes[1]`; names the route to people and in group keys."""
    receiver: str
    matchers: tuple[Matcher, ...] = ()
    goes_on: bool = False
    """`continue`: look at the routes after this one as well."""
    group_by: tuple[str, ...] = ("story",)
    group_wait: timedelta = timedelta(seconds=5)
    group_interval: timedelta = timedelta(minutes=1)
    mute_time_intervals: tuple[str, ...] = ()
    active_time_intervals: tuple[str, ...] = ()
    digest: Digest | None = None
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """What is worth an alert at all."""

    types: frozenset[EventType] = frozenset({EventType.VISIT, EventType.AGREEMENT})
    statuses: frozenset[Status] = NEWS_STATUSES
    min_confidence: float = 0.0
    reasons: frozenset[Reason] = frozenset({Reason.NEW, Reason.STATUS_CHANGED, Reason.RETRACTED})
    """Which of the alerting reasons are told; the others are only recorded."""
    corroborated_at: tuple[int, ...] = ()
    """Numbers of independent outlets that are worth an alert of their own."""
    max_age: timedelta | None = None
    """Articles published longer ago than this update incidents and alert nobody."""

    def __post_init__(self) -> None:
        assert self.reasons <= ALERTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that joining and alerting go by, for one process."""

    alerts: AlertRules = field(default_factory=AlertRules)
    join: JoinRules = field(default_factory=JoinRules)
    root: Route = field(default_factory=lambda: Route(path="route", receiver="dashboard"))
    receivers: tuple[ReceiverRule, ...] = (ReceiverRule(name="dashboard"),)
    intervals: tuple[TimeInterval, ...] = ()
    notices: NoticeRules = field(default_factory=NoticeRules)
    """What is told about feeds, and to whom."""

    def receiver(self, name: str) -> ReceiverRule | None:
        return next((r for r in self.receivers if r.name == name), None)
