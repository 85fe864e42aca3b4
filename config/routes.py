"""`routes.yaml`: what is worth an alert, who gets it, when, and together with what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from config.load import Strict, read_yaml
from pipeline.alerts.alert import Reason
from pipeline.alerts.labels import LABELS, parse_matcher
from pipeline.alerts.notice import NoticeRules
from pipeline.alerts.receivers import AppriseTo, EmailTo, ReceiverRule, WebhookTo
from pipeline.alerts.rules import AlertRules, Digest, Matcher, Route, Rules, TimeInterval, TimeSpan
from pipeline.errors import ConfigError, InputError
from pipeline.events.event import EventType, Status

_DEFAULT = AlertRules()
_NOTICES = NoticeRules()
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?:\d+[smhd])+")


def duration(value: object) -> timedelta:
    """`30s`, `5m`, `1h30m`, `2d`."""
    text = str(value).strip()
    if text != "0" and not _DURATION.fullmatch(text):
        raise ValueError("is no duration; write e.g. 30s, 5m, 1h30m or 2d")
    return timedelta(seconds=sum(int(n) * _UNITS[u] for n, u in re.findall(r"(\d+)([smhd])", text)))


def clock_time(value: object) -> time:
    """`07:30`; `24:00` is the end of the day."""
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"([01]\d|2[0-4]):([0-5]\d)", str(value))
    if not match or str(value) > "24:00":
        raise ValueError("is no time of day; write it in quotes, e.g. '07:30'")
    return time(int(match[1]) % 24, int(match[2]))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone; write an IANA name, e.g. Asia/Baku") from None
    return value


def _matcher(value: object) -> Matcher:
    try:
        return parse_matcher(str(value))
    except InputError as error:
        raise ValueError(str(error)) from None


def _secret_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value):
        raise ValueError(
            "is no name of a secret; write a name, e.g. newsroom-hook, and put the secret itself into "
            "ARAXES_SECRET_NEWSROOM_HOOK"
        )
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+", value):
        raise ValueError("is no mail address; write e.g. desk@example.org")
    return value


def _label(value: str) -> str:
    if value != "..." and value not in LABELS:
        raise ValueError(f"is no label; labels are {', '.join(LABELS)}, or ['...'] for no grouping")
    return value


def _days(value: object) -> frozenset[int]:
    found: set[int] = set()
    for part in value if isinstance(value, list) else [value]:
        first, _, last = str(part).lower().partition(":")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError("is no weekday; write e.g. monday, or monday:friday")
        a, b = DAYS.index(first), DAYS.index(last or first)
        found |= set(range(a, b + 1)) if a <= b else set(range(a, 7)) | set(range(b + 1))
    return frozenset(found)


Duration = Annotated[timedelta, BeforeValidator(duration)]
ClockTime = Annotated[time, BeforeValidator(clock_time)]
Zone = Annotated[str, AfterValidator(_zone)]
Match = Annotated[Matcher, BeforeValidator(_matcher)]
SecretName = Annotated[str, AfterValidator(_secret_name)]
Address = Annotated[str, AfterValidator(_address)]
Label = Annotated[str, AfterValidator(_label)]
Weekdays = Annotated[frozenset[int], BeforeValidator(_days)]


class _Email(Strict):
    to: list[Address] = Field(min_length=1)


class _Webhook(Strict):
    url: str
    secrets: list[SecretName] = Field(min_length=1, max_length=5)

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no web address; write e.g. https://example.org/hook")
        if parts.username or parts.password:
            raise ValueError("must not carry a user or password; receivers know us by the signature")
        return url


class _Apprise(Strict):
    url_secret: SecretName


class _Receiver(Strict):
    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")
    email: _Email | None = None
    webhook: _Webhook | None = None
    apprise: _Apprise | None = None
    time_zone: Zone = "UTC"

    @model_validator(mode="after")
    def _one(self) -> _Receiver:
        if sum(t is not None for t in (self.email, self.webhook, self.apprise)) > 1:
            raise ValueError("has several transports; make each a receiver of its own and use continue: true")
        return self


class _Span(Strict):
    start_time: ClockTime
    end_time: ClockTime


class _Times(Strict):
    times: list[_Span] = Field(default_factory=list)
    weekdays: Weekdays = frozenset(range(7))


class _Interval(Strict):
    name: str
    location: Zone | None = None
    time_intervals: list[_Times] = Field(min_length=1)


class _Digest(Strict):
    every: Literal["day", "week"]
    at: ClockTime = time(7)
    weekday: Literal[DAYS] = "monday"  # type: ignore[valid-type]


class _Route(Strict):
    receiver: str | None = None
    matchers: list[Match] = Field(default_factory=list)
    continue_: bool = Field(default=False, alias="continue")
    group_by: list[Label] | None = None
    group_wait: Duration | None = None
    group_interval: Duration | None = None
    mute_time_intervals: list[str] = Field(default_factory=list)
    active_time_intervals: list[str] = Field(default_factory=list)
    digest: _Digest | None = None
    routes: list[_Route] = Field(default_factory=list)


class _Root(_Route):
    receiver: str

    @model_validator(mode="after")
    def _takes_all(self) -> _Root:
        if self.matchers or self.continue_:
            raise ValueError("takes every alert; move matchers and continue to a route below it")
        return self


class _Alerts(Strict):
    types: frozenset[EventType] = _DEFAULT.types
    statuses: frozenset[Status] = _DEFAULT.statuses
    min_confidence: float = Field(default=_DEFAULT.min_confidence, ge=0, le=1)
    reasons: frozenset[Reason] = _DEFAULT.reasons
    corroborated_at: list[int] = Field(default_factory=list)
    max_age: Duration | None = None

    @field_validator("corroborated_at")
    @classmethod
    def _several(cls, counts: list[int]) -> list[int]:
        if any(n < 2 for n in counts):
            raise ValueError("counts independent outlets, from 2 on: the first report is `new`")
        return counts


class _Notices(Strict):
    receivers: list[str] = Field(default_factory=list)
    group_wait: Duration = _NOTICES.group_wait
    group_interval: Duration = _NOTICES.group_interval
    repeat_interval: Duration = _NOTICES.repeat_interval
    resolve_wait: Duration = _NOTICES.resolve_wait
    send_resolved: bool = _NOTICES.send_resolved

    @field_validator("repeat_interval")
    @classmethod
    def _not_always(cls, value: timedelta) -> timedelta:
        if value < timedelta(minutes=5):
            raise ValueError("is too short; write 5m or more, e.g. 12h")
        return value


class RoutesFile(Strict):
    """The file as written."""

    alerts: _Alerts = Field(default_factory=_Alerts)
    receivers: list[_Receiver] = Field(min_length=1)
    route: _Root
    time_intervals: list[_Interval] = Field(default_factory=list)
    notices: _Notices = Field(default_factory=_Notices)


def load_routes(folder: Path, secret: Callable[[str], str | None] | None = None) -> Rules:
    """Read `routes.yaml` of a configuration folder; ConfigError names each fault.

    With `secret` (`config.settings.secret`), each secret that a receiver names must be set.
    """
    path = folder / "routes.yaml"
    file = read_yaml(path, RoutesFile)
    receivers = tuple(_receiver(r) for r in file.receivers)
    intervals = tuple(_interval(i) for i in file.time_intervals)
    faults = [
        *_doubled(path, "receiver", [r.name for r in receivers]),
        *_doubled(path, "time interval", [i.name for i in intervals]),
        *_unknown(path, "route", file.route, {r.name for r in receivers}, {i.name for i in intervals}),
        *_unknown_notified(path, file.notices.receivers, {r.name for r in receivers}),
    ]
    if secret is not None:
        faults += [
            f"{path}: receiver {r.name}: secret {name!r} is not set; set "
            f"ARAXES_SECRET_{name.upper().replace('-', '_')} or …_FILE"
            for r in receivers
            for name in _secrets(r)
            if not secret(name)
        ]
    if faults:
        raise ConfigError(faults)
    return Rules(
        alerts=_alerts(file.alerts),
        root=_route(file.route, "route", Route(path="route", receiver=file.route.receiver)),
        receivers=receivers,
        intervals=intervals,
        notices=NoticeRules(
            receivers=tuple(dict.fromkeys(file.notices.receivers)),
            group_wait=file.notices.group_wait,
            group_interval=file.notices.group_interval,
            repeat_interval=file.notices.repeat_interval,
            resolve_wait=file.notices.resolve_wait,
            send_resolved=file.notices.send_resolved,
        ),
    )


def _alerts(file: _Alerts) -> AlertRules:
    reasons = file.reasons | ({Reason.CORROBORATED} if file.corroborated_at else frozenset())
    return AlertRules(
        types=file.types,
        statuses=file.statuses,
        min_confidence=file.min_confidence,
        reasons=reasons,
        corroborated_at=tuple(sorted(file.corroborated_at)),
        max_age=file.max_age,
    )


def _receiver(file: _Receiver) -> ReceiverRule:
    return ReceiverRule(
        name=file.name,
        email=EmailTo(to=tuple(file.email.to)) if file.email else None,
        webhook=WebhookTo(url=file.webhook.url, secrets=tuple(file.webhook.secrets))
        if file.webhook
        else None,
        apprise=AppriseTo(url_secret=file.apprise.url_secret) if file.apprise else None,
        time_zone=file.time_zone,
    )


def _interval(file: _Interval) -> TimeInterval:
    spans = tuple(
        TimeSpan(start=span.start_time, end=span.end_time, weekdays=times.weekdays)
        for times in file.time_intervals
        for span in times.times or [_Span(start_time=time(0), end_time=time(0))]
    )
    return TimeInterval(name=file.name, spans=spans, location=file.location)


def _route(file: _Route, path: str, parent: Route) -> Route:
    """As in Alertmanager, a route takes from its parent what it does not say itself, but for matchers,
    time intervals, `continue` and `digest`."""
    own = Route(
        path=path,
        receiver=file.receiver or parent.receiver,
        matchers=tuple(file.matchers),
        goes_on=file.continue_,
        group_by=tuple(file.group_by) if file.group_by is not None else parent.group_by,
        group_wait=parent.group_wait if file.group_wait is None else file.group_wait,
        group_interval=parent.group_interval if file.group_interval is None else file.group_interval,
        mute_time_intervals=tuple(file.mute_time_intervals),
        active_time_intervals=tuple(file.active_time_intervals),
        digest=Digest(every=file.digest.every, at=file.digest.at, weekday=DAYS.index(file.digest.weekday))
        if file.digest
        else None,
    )
    children = tuple(_route(r, f"{path}.routes[{i}]", own) for i, r in enumerate(file.routes))
    return replace(own, routes=children)


def _secrets(receiver: ReceiverRule) -> tuple[str, ...]:
    if receiver.webhook:
        return receiver.webhook.secrets
    return (receiver.apprise.url_secret,) if receiver.apprise else ()


def _doubled(path: Path, what: str, names: list[str]) -> list[str]:
    return [
        f"{path}: {what} {n!r} stands twice; keep one"
        for n in sorted({n for n in names if names.count(n) > 1})
    ]


def _unknown(path: Path, where: str, route: _Route, receivers: set[str], intervals: set[str]) -> list[str]:
    faults = []
    if route.receiver is not None and route.receiver not in receivers:
        faults.append(
            f"{path}: {where}.receiver: there is no receiver {route.receiver!r}; "
            f"add it to receivers or name one of {', '.join(sorted(receivers))}"
        )
    for name in (*route.mute_time_intervals, *route.active_time_intervals):
        if name not in intervals:
            faults.append(f"{path}: {where}: there is no time interval {name!r}; add it to time_intervals")
    for i, child in enumerate(route.routes):
        faults += _unknown(path, f"{where}.routes[{i}]", child, receivers, intervals)
    return faults


def _unknown_notified(path: Path, named: list[str], receivers: set[str]) -> list[str]:
    return [
        f"{path}: notices.receivers: there is no receiver {name!r}; add it to receivers or name one of "
        f"{', '.join(sorted(receivers))}"
        for name in named
        if name not in receivers
    ]
