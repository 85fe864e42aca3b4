"""When a feed is polled next, and when somebody should look after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.document import Hints
from pipeline.feeds.feed import Feed, FeedHealth, FeedState
from pipeline.feeds.freshness import fresh_for, http_date, retry_after
from pipeline.feeds.hosts import HostPauses, host_of
from pipeline.feeds.schedule import Outcome, Result, after, quiet_after, rhythm
from pipeline.feeds.trouble import concern

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
FEED = Feed(url="https://wire.test/feed", name="Wire", outlet="wire.test", tier=1)
START = FeedState(feed_id=FEED.id, url=FEED.url)
OK = Outcome(result=Result.UNCHANGED, status=200)


def failed(status: int | None = 500, **changes: Any) -> Outcome:
    return Outcome(result=Result.FAILED, status=status, error="it failed", **changes)


def every(gap: timedelta, count: int = 20, until: datetime = NOW) -> tuple[datetime, ...]:
    return tuple(until - n * gap for n in range(count))


def with_rhythm(gap: timedelta, until: datetime = NOW) -> FeedState:
    return replace(START, arrivals=every(gap, until=until), last_new_entry=until)


def test_a_busy_feed_is_asked_more_often_than_a_slow_one() -> None:
    busy = after(FEED, with_rhythm(timedelta(minutes=10)), OK, NOW)
    slow = after(FEED, with_rhythm(timedelta(hours=10)), OK, NOW)
    assert busy.interval == timedelta(minutes=1)
    assert slow.interval == timedelta(hours=1)
    assert rhythm(busy) == timedelta(minutes=10)


def test_intervals_stay_within_the_feeds_bounds() -> None:
    feed = replace(FEED, min_interval=timedelta(minutes=3), max_interval=timedelta(minutes=30))
    assert after(feed, with_rhythm(timedelta(seconds=40)), OK, NOW).interval == timedelta(minutes=3)
    assert after(feed, with_rhythm(timedelta(days=9)), OK, NOW).interval == timedelta(minutes=30)


def test_core_feeds_are_asked_more_often_than_optional_ones() -> None:
    state = with_rhythm(timedelta(hours=2))
    intervals = [after(replace(FEED, tier=t), state, OK, NOW).interval for t in (1, 2, 3)]
    assert intervals == sorted(intervals, key=lambda i: i or timedelta())
    assert len(set(intervals)) == 3


def test_jitter_spreads_feeds_and_is_the_same_for_the_same_poll() -> None:
    times = {after(FEED, replace(START, feed_id=f"feed_{n}"), OK, NOW).next_poll_after for n in range(50)}
    assert len(times) == 50
    assert after(FEED, START, OK, NOW) == after(FEED, START, OK, NOW)


@given(
    st.sampled_from([1, 2, 3]),
    st.lists(
        st.sampled_from(
            [
                OK,
                replace(OK, fresh_for=timedelta(days=400)),
                replace(OK, hints=Hints(ttl=timedelta(days=9), skip_hours=frozenset(range(23)))),
                replace(OK, hints=Hints(skip_days=frozenset(range(6)))),
                failed(),
                failed(429),
                failed(429, retry_after=timedelta(days=4000)),
                failed(None),
                Outcome(result=Result.GONE, status=410, error="gone"),
            ]
        ),
        max_size=40,
    ),
)
def test_no_feed_is_ever_left_without_a_next_time(tier: int, outcomes: list[Outcome]) -> None:
    feed, state, now = replace(FEED, tier=tier), START, NOW
    for outcome in outcomes:
        state = after(feed, state, outcome, now)
        assert state.next_poll_after is not None
        assert timedelta() < state.next_poll_after - now <= timedelta(days=8)
        now = state.next_poll_after
    assert state.polls == len(outcomes)


def test_a_feed_goes_quiet_against_its_own_rhythm() -> None:
    state = with_rhythm(timedelta(hours=1), until=NOW - timedelta(hours=11))
    assert after(FEED, state, OK, NOW).health is FeedHealth.OK
    later = after(FEED, state, OK, NOW + timedelta(hours=3))
    assert later.health is FeedHealth.QUIET
    assert "brought nothing new since 2026-01-20 01:00 UTC" in (concern(FEED, later, NOW) or "")
    weekly = with_rhythm(timedelta(days=7), until=NOW - timedelta(days=20))
    assert after(FEED, weekly, OK, NOW).health is FeedHealth.OK
    assert quiet_after(START) is None
    again = after(FEED, later, replace(OK, arrivals=(NOW,)), NOW + timedelta(hours=3))
    assert again.health is FeedHealth.OK


def test_a_core_feed_that_fails_too_long_is_a_concern_and_others_are_not() -> None:
    state = after(FEED, with_rhythm(timedelta(minutes=20)), failed(), NOW)
    assert concern(FEED, state, NOW + timedelta(minutes=50)) is None
    said = concern(FEED, state, NOW + timedelta(minutes=70))
    assert said == "Wire has failed since 2026-01-20 12:00 UTC: it failed"
    assert concern(replace(FEED, tier=2), state, NOW + timedelta(days=7)) is None
    gone = after(FEED, START, Outcome(result=Result.GONE, status=410, error="gone"), NOW)
    assert "gone for good" in (concern(FEED, gone, NOW) or "")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Tue, 20 Jan 2026 12:02:00 GMT"}, 120),
        ({"retry-after": "Tue, 20 Jan 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: int | None) -> None:
    found = retry_after(headers, NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=60"}, 60),
        ({"cache-control": 'private, MAX-AGE="60"'}, 60),
        ({"cache-control": "max-age=60", "age": "100"}, 0),
        ({"cache-control": "max-age=60", "expires": "Tue, 20 Jan 2026 15:00:00 GMT"}, 60),
        ({"cache-control": "no-store, max-age=60"}, None),
        ({"cache-control": "s-maxage=60"}, None),
        ({"expires": "Tue, 20 Jan 2026 12:01:00 GMT"}, 60),
        ({"expires": "Tue, 20 Jan 2026 12:01:00 GMT", "date": "Tue, 20 Jan 2026 12:00:30 GMT"}, 30),
        ({"expires": "-1"}, None),
        ({"cache-control": "max-age=none"}, None),
    ],
)
def test_freshness(headers: dict[str, str], seconds: int | None) -> None:
    assert fresh_for(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text(max_size=40))
def test_any_header_can_be_read(value: str) -> None:
    http_date(value)
    retry_after({"retry-after": value}, NOW)
    fresh_for({"cache-control": value, "expires": value, "age": value, "date": value}, NOW)


def test_one_feeds_429_spares_its_host() -> None:
    pauses, host = HostPauses(), host_of("https://Wire.test/feed")
    assert host == "wire.test:443"
    assert host_of("http://wire.test:8080/x") == "wire.test:8080"
    pauses.record(host, failed(429, retry_after=timedelta(minutes=5)), NOW)
    assert pauses.until(host, NOW) == NOW + timedelta(minutes=5)
    assert pauses.until(host_of("https://other.test/"), NOW) is None
    assert pauses.until(host, NOW + timedelta(minutes=6)) is None
    pauses.record(host, failed(404), NOW)
    assert pauses.until(host, NOW) is None


def test_a_host_that_does_not_answer_twice_is_spared() -> None:
    pauses = HostPauses()
    pauses.record("h:80", failed(None), NOW)
    assert pauses.until("h:80", NOW) is None
    pauses.record("h:80", failed(None), NOW)
    assert pauses.until("h:80", NOW) is not None
    pauses.record("h:80", OK, NOW)
    assert pauses.until("h:80", NOW) is None
