from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.alert import Attempt, Delivery, DeliveryState, Reason
from pipeline.alerts.group import Plan, group_of, next_digest, plan
from pipeline.alerts.labels import labels
from pipeline.alerts.mute import held_until, new_silence, silenced
from pipeline.alerts.receivers import EmailTo, ReceiverRule
from pipeline.alerts.route import Target
from pipeline.alerts.rules import Digest, Route, Rules, TimeInterval, TimeSpan
from pipeline.errors import InputError
from pipeline.incidents import lifecycle
from tests.fakes.reports import at, report, visit

FOUND = labels(lifecycle.open_incident(report(visit("Shimon Peres")), at()), Reason.NEW)
BAKU = ZoneInfo("Asia/Baku")  # UTC+4, without summer time
NIGHTS = TimeInterval(name="nights", spans=(TimeSpan(start=time(22), end=time(7)),))
OFFICE = TimeInterval(
    name="office", spans=(TimeSpan(start=time(9), end=time(18), weekdays=frozenset(range(5))),)
)


def rules(zone: str = "Asia/Baku", **route: object) -> Rules:
    root = replace(Route(path="route", receiver="desk"), **route)  # type: ignore[arg-type]
    desk = ReceiverRule(name="desk", email=EmailTo(to=("desk@example.org",)), time_zone=zone)
    return Rules(root=root, receivers=(desk,), intervals=(NIGHTS, OFFICE))


def baku(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=BAKU)  # 9 March 2026 is a Monday


class TestSilences:
    def test_all_matchers_must_match_and_only_in_its_time(self) -> None:
        one = new_silence(['type="visit"', "outlets>=1"], owner="me", reason="r", starts=at(0), ends=at(1))
        assert silenced(FOUND, "desk", [one], at(0.5)) is one
        assert silenced(FOUND, "desk", [one], at(1)) is None
        assert silenced(FOUND, "desk", [one], at(-0.1)) is None
        two = new_silence(['type="visit"', "outlets>=2"], owner="me", reason="r", starts=at(0), ends=at(1))
        assert silenced(FOUND, "desk", [two], at(0.5)) is None

    def test_for_one_receiver(self) -> None:
        one = new_silence(["receiver=desk"], owner="me", reason="r", starts=at(0), ends=at(1))
        assert silenced(FOUND, "desk", [one], at(0.5)) is one
        assert silenced(FOUND, "chat", [one], at(0.5)) is None

    def test_a_bad_matcher_is_refused(self) -> None:
        with pytest.raises(InputError, match="no label"):
            new_silence(["colour=red"], owner="me", reason="r", starts=at(0), ends=at(1))


class TestQuietHours:
    def test_they_are_told_in_the_receivers_time_zone(self) -> None:
        by = rules(mute_time_intervals=("nights",))
        assert held_until(by.root, by, baku(9, 21, 59)) is None
        assert held_until(by.root, by, baku(9, 22)) == (baku(10, 7), "nights")
        assert held_until(by.root, by, baku(10, 6, 59)) == (baku(10, 7), "nights")
        assert held_until(by.root, by, baku(10, 7)) is None
        elsewhere = rules("UTC", mute_time_intervals=("nights",))
        assert held_until(elsewhere.root, elsewhere, baku(9, 23)) is None  # 19:00 UTC

    def test_active_hours_hold_back_outside_them_over_the_weekend(self) -> None:
        by = rules(active_time_intervals=("office",))
        assert held_until(by.root, by, baku(13, 17)) is None
        held = held_until(by.root, by, baku(13, 18, 30))
        assert held is not None
        assert held[0] == baku(16, 9)

    @given(st.integers(0, 7 * 24 * 60))
    def test_what_is_held_comes_out_in_an_open_minute(self, minutes: int) -> None:
        by = rules(mute_time_intervals=("nights",))
        now = baku(9, 0) + timedelta(minutes=minutes)
        held = held_until(by.root, by, now)
        if held is not None:
            assert now < held[0] <= now + timedelta(hours=9)
            assert held_until(by.root, by, held[0]) is None


NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def fellow(seconds: int, state: DeliveryState = DeliveryState.PENDING) -> Delivery:
    when = NOW + timedelta(seconds=seconds)
    tries = (Attempt(number=1, at=when, ok=True, status="250", latency_ms=1, answer=""),)
    return Delivery(
        id=f"d{seconds}",
        alert_id="a",
        receiver="desk",
        state=state,
        next_attempt=when,
        created=when,
        attempts=tries if state is DeliveryState.DELIVERED else (),
    )


def planned(fellows: list[Delivery], **route: object) -> Plan:
    by = rules("UTC", **route)
    return plan(Target("desk", by.root, ""), FOUND, fellows, by, NOW)


class TestGrouping:
    def test_the_first_waits_for_others(self) -> None:
        assert planned([], group_wait=timedelta(seconds=30)).at == NOW + timedelta(seconds=30)

    def test_the_next_goes_along_with_what_waits(self) -> None:
        assert planned([fellow(12)]).at == NOW + timedelta(seconds=12)
        assert planned([fellow(-12)]).at == NOW

    def test_later_ones_wait_for_the_interval(self) -> None:
        sent = fellow(-20, DeliveryState.DELIVERED)
        assert planned([sent], group_interval=timedelta(minutes=5)).at == NOW + timedelta(seconds=280)
        long_ago = fellow(-900, DeliveryState.DELIVERED)
        assert planned([long_ago], group_wait=timedelta(seconds=5)).at == NOW + timedelta(seconds=5)

    def test_groups_follow_the_labels(self) -> None:
        target = Target("desk", Route(path="route", receiver="desk", group_by=("type",)), "")
        other = {**FOUND, "story": ("another",)}
        assert group_of(target, FOUND) == group_of(target, other)
        assert group_of(target, FOUND) != group_of(target, {**FOUND, "type": ("call",)})
        by_story = Target("desk", Route(path="route", receiver="desk"), "")
        assert group_of(by_story, FOUND) != group_of(by_story, other)

    def test_none_grouped(self) -> None:
        alone = Target("desk", Route(path="route", receiver="desk", group_by=("...",)), "")
        assert group_of(alone, FOUND) != group_of(alone, {**FOUND, "incident": ("another",)})

    def test_quiet_hours_collect_into_one_message(self) -> None:
        now = datetime(2026, 3, 9, 23, tzinfo=UTC)
        by = rules("UTC", mute_time_intervals=("nights",))
        plans = [plan(Target("desk", by.root, ""), FOUND, [], by, now + timedelta(hours=h)) for h in (0, 3)]
        assert plans[0] == plans[1]
        assert plans[0].at == datetime(2026, 3, 10, 7, tzinfo=UTC)


class TestDigests:
    def test_daily_at_the_receivers_hour(self) -> None:
        assert next_digest(Digest(every="day", at=time(7, 30)), NOW, "Asia/Baku") == baku(10, 7, 30)
        assert next_digest(Digest(every="day", at=time(7, 30)), baku(10, 7, 29), "Asia/Baku") == baku(
            10, 7, 30
        )

    def test_weekly(self) -> None:
        assert next_digest(Digest(every="week", at=time(8), weekday=4), NOW, "UTC") == datetime(
            2026, 3, 13, 8, tzinfo=UTC
        )

    def test_all_of_a_digest_are_one_group(self) -> None:
        one = planned([], digest=Digest(every="day"))
        other = planned([fellow(-5)], digest=Digest(every="day"))
        assert one == other
