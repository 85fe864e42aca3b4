"""When to poll a feed next, and what is known about it after a poll. Pure: outcome and state in, state out.

Intervals follow the feed's own rhythm within its bounds; servers are obeyed (max-age, Expires, ttl,
skipHours, Retry-After) within bounds of ours; failures back off without ever ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import pairwise
from statistics import median

from pipeline.feeds.document import Hints
from pipeline.feeds.feed import Feed, FeedHealth, FeedState

_LOOKS_PER_GAP = {1: 10, 2: 5, 3: 3}
"""How often we look within the usual time between two entries, by tier."""
_HINT_BOUND = {1: timedelta(minutes=15), 2: timedelta(minutes=30), 3: timedelta(hours=1)}
"""ttl and updatePeriod are often a plugin's default, not the outlet's wish: obeyed up to here, by tier."""
_FRESH_BOUND = timedelta(hours=1)
"""max-age and Expires: before their end the same bytes would come."""
UNKNOWN = timedelta(minutes=15)
"""The interval of a feed whose rhythm is not known yet."""
_JITTER = 0.1
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=1)
_RETRY_AFTER_BOUND = timedelta(days=1)
_BARE_429 = timedelta(minutes=15)
_MUTED = timedelta(days=7)
"""A feed that is gone (410) is asked once a week whether it has come back."""
_KEPT_ARRIVALS = 50
_QUIET_AT_LEAST = timedelta(hours=12)
_QUIET_GAPS = 6
_CONFIGURED_AGAIN = 5
"""After so many failures at an address that a redirect led to, the configured one is tried again."""
_WHOLE_EVERY = timedelta(days=1)
"""So often the whole feed is asked for, whatever its validators: some servers answer 304 for ever."""


class Result(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one poll brought."""

    result: Result
    status: int | None = None
    """HTTP status; 0 where we refused to ask or to read on, None where no answer came."""
    error: str | None = None
    """A sentence, when it failed."""
    permanent_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    keep_validators: bool = False
    """The answer gave no new ones and the old ones still hold (304), or it must not give any."""
    body_digest: str | None = None
    fresh_for: timedelta | None = None
    retry_after: timedelta | None = None
    hints: Hints | None = None
    """None: as before."""
    arrivals: Sequence[datetime] = ()
    """Times of the entries that were new."""
    entries: int = 0
    title: str | None = None
    hub: str | None = None
    fault: str | None = None
    items: str | None = None
    extra: dict[str, str] = field(default_factory=dict)


def after(feed: Feed, state: FeedState, outcome: Outcome, now: datetime) -> FeedState:
    """The feed's state after a poll, with the time of the next one."""
    state = replace(state, last_poll=now, polls=state.polls + 1)
    if outcome.result is Result.GONE:
        return replace(
            state,
            health=FeedHealth.GONE,
            failures=state.failures + 1,
            error=outcome.error,
            error_since=state.error_since or now,
            interval=_MUTED,
            next_poll_after=now + _jittered(_MUTED, state),
        )
    if outcome.result is Result.FAILED:
        return _after_failure(feed, state, outcome, now)
    return _after_success(feed, state, outcome, now)


def rhythm(state: FeedState) -> timedelta | None:
    """The usual time between two arrivals (the median of the last gaps); None while it is not known."""
    gaps = _gaps(state.arrivals)
    return timedelta(seconds=median(g.total_seconds() for g in gaps)) if len(gaps) >= 3 else None


def quiet_after(state: FeedState) -> timedelta | None:
    """The silence after which a feed counts as quiet: several times its longer gaps. None: not known yet."""
    gaps = sorted(_gaps(state.arrivals))
    if len(gaps) < 5:
        return None
    return max(_QUIET_AT_LEAST, _QUIET_GAPS * gaps[int(len(gaps) * 0.9)])


def wants_whole(state: FeedState, now: datetime) -> bool:
    """Whether to leave the validators out this time."""
    whole = state.extra.get("whole_at")
    return whole is None or now - datetime.fromisoformat(whole) >= _WHOLE_EVERY


def _after_success(feed: Feed, state: FeedState, outcome: Outcome, now: datetime) -> FeedState:
    extra = {**state.extra, **outcome.extra}
    extra.pop("slowed", None)
    arrivals = tuple(sorted((*outcome.arrivals, *state.arrivals), reverse=True)[:_KEPT_ARRIVALS])
    if outcome.items is not None:
        extra["items"] = outcome.items
    _put(extra, "fault", outcome.fault if outcome.result is Result.CHANGED else extra.get("fault"))
    if outcome.hints is not None:
        _put(extra, "hints", _dump_hints(outcome.hints))
    hints = _load_hints(extra.get("hints", ""))
    state = replace(
        state,
        url=outcome.permanent_url or state.url,
        etag=state.etag if outcome.keep_validators and outcome.etag is None else outcome.etag,
        last_modified=state.last_modified
        if outcome.keep_validators and outcome.last_modified is None
        else outcome.last_modified,
        body_digest=outcome.body_digest or state.body_digest,
        last_success=now,
        last_new_entry=max(outcome.arrivals, default=None)
        if state.last_new_entry is None
        else max([*outcome.arrivals, state.last_new_entry]),
        failures=0,
        error=None,
        error_since=None,
        arrivals=arrivals,
        entries_seen=state.entries_seen + outcome.entries,
        title=outcome.title or state.title,
        hub=outcome.hub or state.hub,
        extra=extra,
    )
    slowed = _eased(feed, float(state.extra.get("floor", 0)))
    _put(extra, "floor", f"{slowed:.0f}" if slowed else None)
    interval = max(_adaptive(feed, state, now), timedelta(seconds=slowed))
    if not feed.ignore_hints:
        said = [
            min(h, _HINT_BOUND.get(feed.tier, _FRESH_BOUND)) for h in (hints.ttl, hints.update_every) if h
        ]
        if outcome.fresh_for:
            said.append(min(outcome.fresh_for, _FRESH_BOUND))
        interval = max([interval, *said])
    interval = _within(feed, interval)
    due = now + _jittered(interval, state)
    if not feed.ignore_hints:
        due = _outside_skipped(due, hints)
    quiet = quiet_after(state)
    is_quiet = quiet is not None and state.last_new_entry is not None and now - state.last_new_entry > quiet
    return replace(
        state,
        interval=interval,
        next_poll_after=due,
        health=FeedHealth.QUIET if is_quiet else FeedHealth.OK,
    )


def _after_failure(feed: Feed, state: FeedState, outcome: Outcome, now: datetime) -> FeedState:
    failures = state.failures + 1
    extra = dict(state.extra)
    base = max(feed.min_interval, min(_FIRST_RETRY, feed.max_interval))
    wait = min(base * 2 ** min(failures - 1, 20), max(feed.max_interval, _LONGEST_RETRY))
    if outcome.status == 429:
        # We asked too often: wait, and ask less often afterwards.
        before = state.interval or base
        floor = min(max(2 * before, 2 * feed.min_interval).total_seconds(), 3600.0)
        extra["floor"] = f"{floor:.0f}"
        if outcome.retry_after is None:
            wait = max(wait, _BARE_429)
    wait = _jittered(wait, state)
    if outcome.retry_after is not None and outcome.status in (429, 503):
        wait = max(wait if outcome.status == 429 else base, min(outcome.retry_after, _RETRY_AFTER_BOUND))
    url = state.url
    if failures % _CONFIGURED_AGAIN == 0:
        url = feed.url
    return replace(
        state,
        url=url,
        failures=failures,
        error=outcome.error,
        error_since=state.error_since or now,
        health=FeedHealth.FAILING,
        next_poll_after=now + wait,
        extra=extra,
    )


def _adaptive(feed: Feed, state: FeedState, now: datetime) -> timedelta:
    gap = rhythm(state)
    if gap is None:
        return UNKNOWN / (4 - min(feed.tier, 3))
    if state.last_new_entry is not None:
        # A feed that is silent for longer than usual need not be asked as often as on a busy day.
        gap = max(gap, (now - state.last_new_entry) / 4)
    return gap / _LOOKS_PER_GAP.get(feed.tier, 3)


def _within(feed: Feed, interval: timedelta) -> timedelta:
    return min(max(interval, feed.min_interval), max(feed.max_interval, feed.min_interval))


def _jittered(interval: timedelta, state: FeedState) -> timedelta:
    """The interval up to a tenth shorter or longer, so that feeds drift apart; the same for the same poll."""
    digest = blake2b(f"{state.feed_id}:{state.polls}".encode(), digest_size=4).digest()
    chance = int.from_bytes(digest, "big") / 2**32
    return interval * (1 + _JITTER * (2 * chance - 1))


def _eased(feed: Feed, floor: float) -> float:
    """A floor that a 429 set, a little lower with each success."""
    floor *= 0.9
    return floor if floor > feed.min_interval.total_seconds() else 0.0


def _outside_skipped(due: datetime, hints: Hints) -> datetime:
    for _ in range(24 * 2):  # at most two days: the bound on what a feed may ask for
        if due.hour not in hints.skip_hours and due.weekday() not in hints.skip_days:
            break
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def _gaps(arrivals: Sequence[datetime]) -> list[timedelta]:
    """Times between arrivals; items that came in one breath are one arrival."""
    times: list[datetime] = []
    for when in sorted(arrivals, reverse=True):
        if not times or times[-1] - when >= timedelta(seconds=30):
            times.append(when)
    return [a - b for a, b in pairwise(times)]


def _put(extra: dict[str, str], key: str, value: str | None) -> None:
    if value:
        extra[key] = value
    else:
        extra.pop(key, None)


def _dump_hints(hints: Hints) -> str:
    if hints == Hints():
        return ""
    spans = [f"{s.total_seconds():.0f}" if s else "" for s in (hints.ttl, hints.update_every)]
    sets = [" ".join(map(str, sorted(v))) for v in (hints.skip_hours, hints.skip_days)]
    return ";".join([*spans, *sets])


def _load_hints(text: str) -> Hints:
    if not text:
        return Hints()
    ttl, every, hours, days = text.split(";")
    return Hints(
        ttl=timedelta(seconds=int(ttl)) if ttl else None,
        update_every=timedelta(seconds=int(every)) if every else None,
        skip_hours=frozenset(map(int, hours.split())),
        skip_days=frozenset(map(int, days.split())),
    )
