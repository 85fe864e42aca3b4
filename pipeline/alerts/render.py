"""Words for an alert: subject, plain text and HTML. All of it may come from hostile pages.

Jinja escapes whatever goes into HTML; control characters and bidirectional overrides, which could make a
line read as something else, are taken out; only http and https become links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pycountry
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.alerts.alert import Alert, Message, Reason
from pipeline.alerts.notice import Notice

MAX_SUBJECT = 160
MAX_TITLE = 300
MAX_QUOTE = 600
MAX_SOURCES = 6
MAX_QUOTES = 3
MAX_FEEDS = 40
"""Feeds that a notice names; more are counted."""

_STATUS = {
    "occurred": "took place",
    "planned": "planned",
    "cancelled": "cancelled",
    "hypothetical": "only talked about",
    "background": "mentioned in passing",
}
_REASON = {
    Reason.NEW: "New",
    Reason.STATUS_CHANGED: "Changed",
    Reason.CORROBORATED: "Confirmed by more outlets",
    Reason.CORRECTED: "Corrected",
    Reason.RETRACTED: "Withdrawn",
}
# C0 and C1 controls, and what reorders text: U+061C, U+200E/F, U+202A-E, U+2066-9.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words. `subject` is one line."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Source:
    outlet: str
    title: str
    url: str | None
    published: str
    quotes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _View:
    """One alert as the templates show it."""

    reason: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    sources: tuple[_Source, ...]
    more_sources: int
    outlets: tuple[str, ...]
    because: str
    link: str | None


def render(
    message: Message,
    *,
    zone: str = "UTC",
    public_url: str | None = None,
    unsubscribe: str | None = None,
) -> Rendered:
    """The message for people. Times are told in the IANA time zone `zone`; with a `public_url` each alert
    links to its incident's page."""
    tz = ZoneInfo(zone)
    if message.notice is not None:
        return _notice(message.notice, tz, public_url, unsubscribe)
    views = [_view(alert, tz, public_url) for alert in message.alerts]
    context = {
        "subject": _subject(views),
        "alerts": views,
        "routes": [plain(route) for route in message.routes],
        "follows": bool(message.earlier),
        "unsubscribe": unsubscribe,
    }
    return Rendered(
        subject=context["subject"],  # type: ignore[arg-type]
        text=_templates().get_template("alert.txt").render(context).strip() + "\n",
        html=_templates().get_template("alert.html").render(context),
    )


def notice_headline(notice: Notice) -> str:
    """A notice in one line: `Feeds firing: Report.az has failed since …`."""
    return _cut(f"Feeds {notice.state.value}: {plain(notice.because)}", MAX_SUBJECT)


def _notice(notice: Notice, tz: ZoneInfo, public_url: str | None, unsubscribe: str | None) -> Rendered:
    base = (public_url or "").rstrip("/")
    context = {
        "subject": notice_headline(notice),
        "state": notice.state.value,
        "because": _cut(plain(notice.because), MAX_QUOTE),
        "feeds": [
            {
                "name": _cut(plain(t.name), MAX_TITLE),
                "kind": t.kind.value,
                "says": _cut(plain(t.says), MAX_QUOTE),
                "url": plain(t.url),
                "link": safe_url(t.url),
                "since": _time(t.since.isoformat(), tz),
            }
            for t in notice.troubles[:MAX_FEEDS]
        ],
        "more": max(0, len(notice.troubles) - MAX_FEEDS),
        "remaining": notice.remaining,
        "watched": notice.watched,
        "link": safe_url(f"{base}/feeds") if base else None,
        "unsubscribe": unsubscribe,
    }
    return Rendered(
        subject=notice_headline(notice),
        text=_templates().get_template("notice.txt").render(context).strip() + "\n",
        html=_templates().get_template("notice.html").render(context),
    )


def headline(snapshot: Mapping[str, Any]) -> str:
    """An incident in one line: `Visit planned: Azerbaijan to Iran, Jeyhun Bayramov`."""
    kind = plain(snapshot.get("type") or "event")
    status = plain(snapshot.get("status"))
    word = {"occurred": "", "planned": " planned", "cancelled": " cancelled"}.get(status, f" ({status})")
    what = kind.capitalize()
    if kind == "other":
        what = plain(snapshot.get("category") or "Event").capitalize()
    parts = [_between(snapshot)]
    subject = snapshot.get("subject")
    people = [plain(p.get("name")) for p in snapshot.get("participants") or ()]
    if subject:
        parts.append(plain(subject))
    elif people:
        parts.append(people[0] if len(people) == 1 else f"{people[0]} and {len(people) - 1} more")
    return _cut(f"{what}{word if status else ''}: {', '.join(p for p in parts if p)}", MAX_SUBJECT)


def plain(value: object) -> str:
    """Any text as one harmless line."""
    return " ".join(_INVISIBLE.sub(" ", str(value or "")).split())


def country(code: object) -> str:
    """A country's usual English name by its ISO 3166 alpha-3 code; the code itself where it has none."""
    return _country(plain(code))


def safe_url(value: object) -> str | None:
    """The address if it may be clicked: http or https, with nothing in it that could end it early."""
    url = str(value or "")
    if re.fullmatch(r"https?://[^\s<>\"'`\\^{|}\x00-\x20\x7f-\x9f]+", url) and not _INVISIBLE.search(url):
        return url
    return None


def _subject(views: Sequence[_View]) -> str:
    if not views:
        return "Nothing to tell"
    first = views[0]
    start = "" if first.reason == _REASON[Reason.NEW] else f"{first.reason}: "
    if len(views) == 1:
        return _cut(start + first.headline, MAX_SUBJECT)
    return _cut(f"{len(views)} alerts: {first.headline}, and more", MAX_SUBJECT)


def _view(alert: Alert, tz: ZoneInfo, public_url: str | None) -> _View:
    shown = alert.snapshot
    sources = [s for s in shown.get("sources") or () if isinstance(s, Mapping)]
    # What was told by the article that raised the alert comes first, then independent outlets.
    sources.sort(
        key=lambda s: (
            s.get("article") != alert.article_id,
            bool(s.get("withdrawn")),
            not s.get("independent", True),
        )
    )
    base = (public_url or "").rstrip("/")
    return _View(
        reason=_REASON.get(alert.reason, plain(alert.reason).capitalize()),
        headline=headline(shown),
        facts=tuple(_facts(shown)),
        changes=tuple(plain(change) for change in alert.changes),
        sources=tuple(_source(s, tz) for s in sources[:MAX_SOURCES]),
        more_sources=max(0, len(sources) - MAX_SOURCES),
        outlets=tuple(plain(o) for o in shown.get("independent_outlets") or ()),
        because=plain(alert.because),
        link=safe_url(f"{base}/incidents/{alert.incident_id}") if base else None,
    )


def _facts(shown: Mapping[str, Any]) -> list[tuple[str, str]]:
    status = str(shown.get("status") or "")
    people = [
        f"{plain(p.get('name'))} ({country(p['country'])})" if p.get("country") else plain(p.get("name"))
        for p in shown.get("participants") or ()
    ]
    facts = [
        ("Status", _STATUS.get(status, plain(status))),
        ("Between", _between(shown)),
        ("Who", "; ".join(people)),
        ("Where", _place(shown)),
        ("When", _when(shown.get("date_start"), shown.get("date_end"))),
        ("About", plain(shown.get("subject"))),
        ("Document", plain(shown.get("instrument"))),
        ("Confidence", f"{shown['confidence']:.0%}" if shown.get("confidence") is not None else ""),
    ]
    return [(name, _cut(value, MAX_QUOTE)) for name, value in facts if value]


def _between(shown: Mapping[str, Any]) -> str:
    origin, destination = shown.get("from"), shown.get("to")
    if origin and destination:
        return f"{country(origin)} to {country(destination)}"
    names = [country(code) for code in shown.get("countries") or ()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _place(shown: Mapping[str, Any]) -> str:
    place, where = plain(shown.get("place")), shown.get("place_country")
    if not where or country(where) == place:
        return place
    return f"{place}, {country(where)}" if place else country(where)


def _when(start: object, end: object) -> str:
    first, last = _date(start) or _date(end), _date(end) or _date(start)
    if first is None or last is None:
        return ""
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last)}"
    return f"{_day(first)} – {_day(last)}"


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _source(source: Mapping[str, Any], tz: ZoneInfo) -> _Source:
    quotes = dict.fromkeys(plain(q) for q in source.get("evidence") or ())
    notes = []
    if source.get("withdrawn"):
        notes.append("withdrawn since")
    if not source.get("independent", True):
        notes.append("syndicated copy")
    return _Source(
        outlet=plain(source.get("outlet")) or "unknown outlet",
        title=_cut(plain(source.get("title")), MAX_TITLE),
        url=safe_url(source.get("url")),
        published=_time(source.get("published"), tz),
        quotes=tuple(_cut(q, MAX_QUOTE) for q in list(quotes)[:MAX_QUOTES] if q),
        note=", ".join(notes),
    )


def _time(value: object, tz: ZoneInfo) -> str:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    if at.tzinfo is None:
        return ""
    local = at.astimezone(tz)
    return f"{_day(local.date())}, {local:%H:%M} {_zone_name(local)}"


def _zone_name(local: datetime) -> str:
    """`UTC`, `CET`; where a zone has no letters of its own, its distance from UTC."""
    name = plain(local.tzname())
    return f"UTC{name}" if name.startswith(("+", "-")) else name


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@lru_cache(maxsize=512)
def _country(code: str) -> str:
    found = pycountry.countries.get(alpha_3=code)
    return code if found is None else str(getattr(found, "common_name", found.name))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.alerts", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
