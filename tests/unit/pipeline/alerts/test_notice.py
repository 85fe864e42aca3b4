"""Notices about feeds: told once, together, again after a while, and when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline.alerts.alert import Message
from pipeline.alerts.cloudevent import NOTICE_TYPE, cloudevent, schema
from pipeline.alerts.notice import Notice, NoticeRules, NoticeState, Standing, decide_notices
from pipeline.alerts.render import render
from pipeline.feeds.feed import Feed, FeedHealth, FeedState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RULES = NoticeRules(receivers=("desk",))
Pair = tuple[Feed, FeedState]


def core(n: int) -> Feed:
    return Feed(url=f"https://n{n}.test/rss", name=f"News {n}", outlet=f"n{n}.test", tier=1)


def well(n: int) -> Pair:
    feed = core(n)
    return feed, FeedState(feed_id=feed.id, url=feed.url, health=FeedHealth.OK, last_poll=NOW + 9 * HOUR)


def failed(n: int, since: datetime = NOW) -> Pair:
    feed, state = well(n)
    return feed, replace(state, health=FeedHealth.FAILING, failures=9, error="it is away", error_since=since)


class Watch:
    """Decides minute by minute and keeps what was told, as the store does."""

    def __init__(self, rules: NoticeRules = RULES) -> None:
        self.rules = rules
        self.standings: dict[str, Standing] = {}
        self.notices: list[Notice] = []

    def run(self, feeds: Sequence[Pair], start: datetime, end: datetime) -> list[Notice]:
        raised: list[Notice] = []
        at = start
        while at < end:
            notices, changed = decide_notices(feeds, list(self.standings.values()), self.rules, at)
            # A second decision on the same state is the same decision.
            again, _ = decide_notices(feeds, list(self.standings.values()), self.rules, at)
            assert [n.id for n in again] == [n.id for n in notices]
            self.standings |= {s.feed_id: s for s in changed}
            raised += notices
            at += MINUTE
        self.notices += raised
        assert len({n.id for n in self.notices}) == len(self.notices)
        return raised


def others(count: int) -> list[Pair]:
    return [well(n) for n in range(100, 100 + count)]


def test_one_trouble_is_told_once_and_its_end_once() -> None:
    watch = Watch()
    told = watch.run([failed(1), *others(5)], NOW, NOW + 3 * HOUR)
    assert [(n.state, n.because) for n in told] == [
        (NoticeState.FIRING, "News 1 has failed since 2026-03-01 12:00 UTC: it is away")
    ]
    assert NOW + 45 * MINUTE < told[0].raised < NOW + 49 * MINUTE
    over = watch.run([well(1), *others(5)], NOW + 3 * HOUR, NOW + 6 * HOUR)
    assert [n.state for n in over] == [NoticeState.RESOLVED]
    assert over[0].because == "News 1 answers again; it had failed since 2026-03-01 12:00 UTC"
    assert over[0].thread == told[0].thread


def test_what_fails_too_short_is_not_told() -> None:
    watch = Watch()
    assert watch.run([failed(1), *others(5)], NOW, NOW + 40 * MINUTE) == []
    assert watch.run([well(1), *others(5)], NOW + 40 * MINUTE, NOW + 3 * HOUR) == []


def test_everything_failing_is_one_notice_and_one_end_though_feeds_fail_and_recover_one_by_one() -> None:
    watch = Watch()
    down = [failed(n, NOW + n * MINUTE) for n in range(78)]
    told = watch.run(down[:40] + [well(n) for n in range(40, 78)], NOW, NOW + 45 * MINUTE)
    told += watch.run(down, NOW + 45 * MINUTE, NOW + 4 * HOUR)
    assert len(told) == 1
    assert told[0].outage
    assert len(told[0].troubles) == 78
    assert "look at our own connection" in told[0].because
    half = [well(n) for n in range(39)] + down[39:]
    assert watch.run(half, NOW + 4 * HOUR, NOW + 4.5 * HOUR) == []
    over = watch.run([well(n) for n in range(78)], NOW + 4.5 * HOUR, NOW + 8 * HOUR)
    assert [n.state for n in over] == [NoticeState.RESOLVED]
    assert len(over[0].troubles) == 78


def test_those_that_stay_ill_after_an_outage_do_not_hold_back_its_end() -> None:
    watch = Watch()
    watch.run([failed(n) for n in range(10)], NOW, NOW + HOUR)
    rest = [well(n) for n in range(9)] + [failed(9)]
    over = watch.run(rest, NOW + HOUR, NOW + 4 * HOUR)
    assert [n.state for n in over] == [NoticeState.RESOLVED]
    assert over[0].because == "9 core feeds are in order again; 1 still need attention"


def test_a_feed_that_comes_and_goes_is_not_a_stream_of_mails() -> None:
    watch = Watch()
    at = NOW
    for _ in range(24):  # an hour down, some minutes up, for more than a day
        watch.run([failed(1, at), *others(5)], at, at + HOUR)
        watch.run([well(1), *others(5)], at + HOUR, at + HOUR + 5 * MINUTE)
        at += HOUR + 5 * MINUTE
    assert [n.state for n in watch.notices] == [NoticeState.FIRING] * 3  # at its start, and every 12 hours


def test_a_feed_that_recovers_and_fails_anew_is_told_at_most_once_in_the_interval() -> None:
    watch = Watch()
    at = NOW
    for _ in range(12):  # two hours down, two hours up, for two days
        watch.run([failed(1, at), *others(5)], at, at + 2 * HOUR)
        watch.run([well(1), *others(5)], at + 2 * HOUR, at + 4 * HOUR)
        at += 4 * HOUR
    fired = [n.raised for n in watch.notices if n.state is NoticeState.FIRING]
    resolved = [n for n in watch.notices if n.state is NoticeState.RESOLVED]
    assert 3 <= len(fired) <= 4
    assert all(b - a >= RULES.repeat_interval for a, b in pairwise(fired))
    assert len(resolved) == len(fired)


def test_what_lasts_is_told_again_and_the_rest_is_counted() -> None:
    watch = Watch()
    feeds = [failed(1), failed(2, NOW + 2 * HOUR), *others(8)]
    told = watch.run(feeds[:1] + others(9), NOW, NOW + 2 * HOUR)
    told += watch.run(feeds, NOW + 2 * HOUR, NOW + 13 * HOUR)
    assert [[t.name for t in n.troubles] for n in told] == [["News 1"], ["News 2"], ["News 1"]]
    assert told[2].because.startswith("still News 1 has failed since")
    assert told[2].remaining == 1
    assert told[2].thread == told[0].thread


def test_an_outage_that_lasts_is_told_again_as_one() -> None:
    watch = Watch()
    down = [failed(n, NOW + n * MINUTE) for n in range(30)]
    told = watch.run(down[:10] + [well(n) for n in range(10, 20)], NOW, NOW + 50 * MINUTE)
    told += watch.run(down, NOW + 50 * MINUTE, NOW + 20 * HOUR)
    assert [len(n.troubles) for n in told] == [10, 30]
    assert told[1].because.startswith("30 of 30 core feeds still fail at the same time")


def test_a_feed_gone_quiet_is_told_and_is_over_with_its_next_article() -> None:
    hourly = tuple(NOW - n * HOUR for n in range(20))
    feed, state = well(1)
    quiet = replace(state, health=FeedHealth.QUIET, last_new_entry=NOW, arrivals=hourly)
    watch = Watch()
    told = watch.run([(feed, quiet), *others(3)], NOW + 13 * HOUR, NOW + 14 * HOUR)
    assert "brought nothing new since 2026-03-01 12:00 UTC" in told[0].because
    over = watch.run([(feed, state), *others(3)], NOW + 14 * HOUR, NOW + 15 * HOUR)
    assert "brings news again" in over[0].because


def test_a_feed_taken_out_is_said_to_be_no_longer_watched() -> None:
    watch = Watch()
    watch.run([failed(1), *others(3)], NOW, NOW + HOUR)
    over = watch.run(others(3), NOW + HOUR, NOW + 2 * HOUR)
    assert over[0].because == "News 1 is no longer watched as a core feed"


def test_nobody_is_told_of_an_end_who_does_not_want_to() -> None:
    watch = Watch(replace(RULES, send_resolved=False))
    watch.run([failed(1), *others(3)], NOW, NOW + HOUR)
    assert watch.run([well(1), *others(3)], NOW + HOUR, NOW + 3 * HOUR) == []
    assert watch.standings[core(1).id].trouble is None


def test_a_feed_that_goes_quiet_in_an_outage_is_told_by_itself() -> None:
    watch = Watch()
    down = [failed(n) for n in range(5)]
    watch.run([*down, well(9)], NOW, NOW + HOUR)
    feed, state = well(9)
    quiet = (feed, replace(state, health=FeedHealth.QUIET, last_new_entry=NOW))
    (told,) = watch.run([*down, quiet, failed(6, NOW + HOUR)], NOW + HOUR, NOW + 2 * HOUR)
    assert not told.outage
    assert [t.name for t in told.troubles] == ["News 9"]


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_nobody_is_told_twice_or_too_often(hours: list[list[bool]]) -> None:
    """Each list says which of six feeds fail for the next half hour."""
    watch, since, at = Watch(), [NOW] * 6, NOW
    fired: dict[str, list[datetime]] = {}
    open_: set[str] = set()
    for fails in hours:
        feeds = [failed(n, since[n]) if bad else well(n) for n, bad in enumerate(fails)]
        since = [since[n] if bad else at + 30 * MINUTE for n, bad in enumerate(fails)]
        for notice in watch.run(feeds, at, at + 30 * MINUTE):
            ids = {t.feed_id for t in notice.troubles}
            if notice.state is NoticeState.RESOLVED:
                assert ids <= open_ | {s.feed_id for s in watch.standings.values() if s.times}
                open_ -= ids
            else:
                open_ |= ids
                for feed_id in ids:
                    fired.setdefault(feed_id, []).append(notice.raised)
        at += 30 * MINUTE
    watch.run([well(n) for n in range(6)], at, at + 3 * HOUR)
    assert all(s.trouble is None for s in watch.standings.values())  # all is well, and known to be
    for times in fired.values():
        assert all(b - a >= RULES.repeat_interval for a, b in pairwise(times))


def message() -> Message:
    feed, state = failed(1)
    hostile = (replace(feed, name="<b>News</b> & 1\r\nBcc: x"), replace(state, url="javascript:alert(1)"))
    told = Watch().run([hostile, *others(3)], NOW, NOW + HOUR)
    return Message(id="delivery_1", receiver="desk", alerts=(), notice=told[0])


def test_the_event_keeps_to_its_published_schema() -> None:
    event = cloudevent(message(), source="urn:araxes")
    Draft202012Validator(schema("notice")).validate(event)
    assert event["type"] == NOTICE_TYPE
    assert event == cloudevent(message(), source="urn:araxes")


def test_the_mail_is_harmless_and_says_all() -> None:
    words = render(
        message(), zone="Asia/Baku", public_url="https://araxes.test", unsubscribe="https://u.test/"
    )
    assert "\n" not in words.subject
    assert words.subject.startswith("Feeds firing: ")
    assert "<b>" not in words.html
    assert 'href="javascript' not in words.html
    for text in (words.text, words.html):
        assert "it is away" in text
        assert "1 March 2026, 16:00" in text
        assert "https://araxes.test/feeds" in text
        assert "4 core feeds are watched" in text
        assert "https://u.test/" in text
