"""What readers live through: one happening, told by many articles, becomes one incident and few alerts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alerts.alert import DeliveryState, Reason
from pipeline.alerts.mute import new_silence
from pipeline.alerts.receivers import EmailTo, ReceiverRule
from pipeline.alerts.rules import AlertRules, Route, Rules, TimeInterval, TimeSpan
from pipeline.events.event import Event, Status
from pipeline.flow import curate
from tests.fakes.reports import Desk, agreement, at, meeting, on, visit

PLAN = visit("Shimon Peres", status=Status.PLANNED, date_start=on(12))
TRIP = visit("Shimon Peres", date_start=on(12))
OFF = visit("Shimon Peres", status=Status.CANCELLED)
DESK = ReceiverRule(name="desk", email=EmailTo(to=("desk@example.org",)), time_zone="UTC")
SENDING = Rules(receivers=(DESK,), root=Route(path="route", receiver="desk"))


def test_planned_occurred_cancelled_is_one_incident_told_three_times() -> None:
    desk = Desk()
    desk.read("a", PLAN)
    desk.read("b", TRIP, published=at(2))
    desk.read("c", OFF, published=at(3))
    assert desk.told() == [
        ("new", "visit", "planned"),
        ("status_changed", "visit", "occurred"),
        ("status_changed", "visit", "cancelled"),
    ]
    [incident] = desk.incidents()
    assert [c.status.value for c in incident.history] == ["planned", "occurred", "cancelled"]


def test_a_status_is_told_once_however_often_it_returns() -> None:
    desk = Desk()
    for day, event in enumerate([PLAN, TRIP, OFF, TRIP, OFF, TRIP]):
        desk.read(f"a{day}", event, published=at(2 + day / 10))
    assert [status for _, _, status in desk.told()] == ["planned", "occurred", "cancelled"]


def test_only_visits_and_agreements_in_scope_alert() -> None:
    desk = Desk()
    outcomes = desk.read(
        "a",
        TRIP,
        agreement("double taxation", date_start=on(12)),
        meeting(("Shimon Peres", "ISR"), ("Ilham Aliyev", "AZE"), date_start=on(12)),
        replace(TRIP, countries=("ISR", "KAZ"), destination="KAZ", in_scope=False, place="Astana"),
    )
    assert sorted((o.after.type.value, o.decision.reason.value) for o in outcomes) == [
        ("agreement", "new"),
        ("meeting", "not_alertable"),
        ("visit", "new"),
        ("visit", "out_of_scope"),
    ]


class TestTwice:
    def test_joining_the_same_reading_again_changes_nothing(self) -> None:
        desk = Desk()
        desk.read("a", PLAN, agreement("gas", status=Status.PLANNED))
        before = desk.incidents(), desk.told()
        assert desk.read("a", PLAN, agreement("gas", status=Status.PLANNED)) == []
        assert (desk.incidents(), desk.told()) == before

    def test_deciding_twice_gives_the_same_ids(self) -> None:
        runs = []
        for _ in range(2):
            desk = Desk(rules=SENDING)
            desk.read("a", PLAN)
            desk.read("b", TRIP, published=at(2))
            runs.append((sorted(desk.store.tables.alerts), sorted(desk.store.tables.deliveries)))
        assert runs[0] == runs[1]
        assert len(runs[0][0]) == len(runs[0][1]) == 2

    def test_an_edit_that_corrects_the_day_is_no_second_alert(self) -> None:
        desk = Desk()
        desk.read("a", PLAN)
        [outcome] = desk.read("a", replace(PLAN, date_start=on(14)), published=at(0.1))
        assert outcome.decision.reason is Reason.DUPLICATE
        assert outcome.decision.changes == ("date: 2026-03-12 → 2026-03-14",)
        assert len(desk.incidents()) == 1

    def test_an_edit_can_be_told_as_corrected_once(self) -> None:
        rules = Rules(alerts=AlertRules(reasons=frozenset({Reason.NEW, Reason.CORRECTED})))
        desk = Desk(rules=rules)
        desk.read("a", PLAN)
        for _ in range(2):
            desk.read("a", replace(PLAN, date_start=on(14)), published=at(0.1))
        assert [reason for reason, _, _ in desk.told()] == ["new", "corrected"]

    def test_an_edit_that_takes_the_event_back_retracts(self) -> None:
        desk = Desk()
        desk.read("a", TRIP)
        [outcome] = desk.read("a", published=at(0.1))
        assert outcome.decision.reason is Reason.RETRACTED
        assert desk.read("a", published=at(0.2)) == []
        [incident] = desk.incidents()
        assert [s.withdrawn for s in incident.sources] == [True]


class TestOutlets:
    def test_corroboration_is_told_when_asked_for_and_counts_no_copies(self) -> None:
        rules = Rules(
            alerts=AlertRules(reasons=frozenset({Reason.NEW, Reason.CORROBORATED}), corroborated_at=(3,))
        )
        desk = Desk(rules=rules)
        for name, copy_of in (("a", None), ("b", "a"), ("c", "a"), ("d", None), ("e", None), ("f", None)):
            desk.read(name, TRIP, duplicate_of=copy_of)
        assert [reason for reason, _, _ in desk.told()] == ["new", "corroborated"]
        [incident] = desk.incidents()
        assert (len(incident.sources), incident.outlets) == (6, {"a", "d", "e", "f"})

    def test_what_the_reader_is_unsure_of_is_told_when_a_surer_report_comes(self) -> None:
        desk = Desk(rules=Rules(alerts=AlertRules(min_confidence=0.8)))
        [first] = desk.read("a", replace(TRIP, confidence=0.5))
        [second] = desk.read("b", replace(TRIP, confidence=0.9))
        assert (first.decision.reason, second.decision.reason) == (Reason.BELOW_CONFIDENCE, Reason.NEW)


class TestStories:
    TALKS = meeting(("Shimon Peres", "ISR"), ("Ilham Aliyev", "AZE"), date_start=on(12))
    PAPERS = agreement("gas", date_start=on(12))

    def test_a_trip_its_talks_and_its_documents_share_a_story(self) -> None:
        desk = Desk()
        desk.read("a", TRIP, self.TALKS, self.PAPERS)
        assert len({i.story_id for i in desk.incidents()}) == 1

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_told_one_by_one_in_any_order(self, order: tuple[int, ...]) -> None:
        desk = Desk()
        events = [TRIP, self.TALKS, self.PAPERS]
        for i in order:
            desk.read(f"a{i}", events[i], published=at(2))
        stories = {i.type.value: i.story_id for i in desk.incidents()}
        assert stories["meeting"] == stories["visit"]
        if order.index(0) < order.index(2):
            assert stories["agreement"] == stories["visit"]

    def test_other_peoples_talks_stand_alone(self) -> None:
        desk = Desk()
        desk.read("a", TRIP)
        desk.read("b", meeting(("Moshe Yaalon", "ISR"), ("Zakir Hasanov", "AZE"), date_start=on(12)))
        assert len({i.story_id for i in desk.incidents()}) == 2


class TestDeliveries:
    def test_a_silence_mutes_and_a_later_status_is_told(self) -> None:
        desk = Desk(rules=SENDING)
        silence = new_silence(['actor=~".*Peres"'], owner="me", reason="enough", starts=at(-1), ends=at(1))
        with desk.store.write() as tx:
            tx.save_silence(silence)
        [muted] = desk.read("a", PLAN)
        assert (muted.decision.reason, muted.deliveries) == (Reason.MUTED, ())
        assert silence.id in muted.decision.because
        [repeat] = desk.read("b", PLAN, published=at(1.5))
        assert repeat.decision.reason is Reason.DUPLICATE
        [told] = desk.read("c", TRIP, published=at(2))
        assert (told.decision.reason, len(told.deliveries)) == (Reason.STATUS_CHANGED, 1)
        states = sorted(d.state for d in desk.store.tables.deliveries.values())
        assert states == [DeliveryState.MUTED, DeliveryState.PENDING]

    def test_quiet_hours_delay(self) -> None:
        nights = TimeInterval(name="nights", spans=(TimeSpan(start=time(22), end=time(7)),))
        root = Route(path="route", receiver="desk", mute_time_intervals=("nights",))
        desk = Desk(rules=Rules(receivers=(DESK,), root=root, intervals=(nights,)))
        late = at().replace(hour=23)
        [outcome] = desk.read("a", TRIP, published=late)
        [delivery] = desk.store.tables.deliveries.values()
        assert delivery.next_attempt == (late + timedelta(days=1)).replace(hour=7, tzinfo=UTC)
        with desk.store.read() as tx:
            reasons = [d.reason for _, d in tx.decisions(outcome.after.id)]
        assert sorted(reasons) == [Reason.NEW, Reason.QUIET_HOURS]

    def test_alerts_of_a_story_travel_together(self) -> None:
        desk = Desk(rules=SENDING)
        desk.read("a", TRIP, agreement("gas", date_start=on(12)))
        groups = {d.group for d in desk.store.tables.deliveries.values()}
        assert (len(desk.store.tables.deliveries), len(groups)) == (2, 1)


class TestByHand:
    def test_what_was_merged_stays_merged(self) -> None:
        desk = Desk()
        other = visit("Moshe Yaalon", date_start=on(12))
        desk.read("a", TRIP)
        desk.read("b", other)
        a, b = desk.incidents()
        with desk.store.write(exclusive=True) as tx:
            curate.merge(tx, a.id, b.id, "me", at(1))
        assert desk.read("c", other, published=at(1))[0].after.id == a.id
        assert desk.parts() == {frozenset("abc")}
        assert len(desk.told()) == 2

    def test_what_was_split_stays_split(self) -> None:
        desk = Desk()
        desk.read("a", TRIP)
        desk.read("b", TRIP)
        [whole] = desk.incidents()
        with desk.store.write(exclusive=True) as tx:
            _, leaves = curate.split(tx, whole.id, ["b"], "me", at(1))
        desk.read("b", replace(TRIP, date_start=on(13)), published=at(0.1))
        assert desk.parts() == {frozenset("a"), frozenset("b")}
        with desk.store.read() as tx:
            assert [e.incident_id for e in tx.events_of("b")] == [leaves.id]
        assert len(desk.told()) == 1


CLEAR: Sequence[tuple[str, Event, float]] = (
    ("peres-plan", PLAN, 0),
    ("peres-trip", TRIP, 2),
    ("peres-again", replace(TRIP, date_end=on(13)), 2.4),
    ("yaalon", visit("Moshe Yaalon", date_start=on(12)), 2),
    ("yaalon-too", visit("Moshe Ya’alon", date_start=on(12)), 2.1),
    ("peres-autumn", visit("Shimon Peres", date_start=on(1, 10)), 205),
    ("talks", meeting(("Shimon Peres", "ISR"), ("Aliyev", "AZE"), date_start=on(12)), 2.2),
    ("talks-too", meeting(("Peres", "ISR"), ("Ilham Aliyev", "AZE"), date_start=on(12)), 2.3),
    ("other-talks", meeting(("Peres", "ISR"), ("Zakir Hasanov", "AZE"), date_start=on(12)), 2.3),
)


@settings(max_examples=60, deadline=None)
@given(st.permutations(CLEAR))
def test_order_of_arrival_does_not_change_the_incidents(order: Sequence[tuple[str, Event, float]]) -> None:
    desk = Desk()
    for n, (name, event, day) in enumerate(order):
        desk.read(name, event, published=at(day), now=at(300 + n))
    assert desk.parts() == {
        frozenset({"peres-plan", "peres-trip", "peres-again"}),
        frozenset({"yaalon", "yaalon-too"}),
        frozenset({"peres-autumn"}),
        frozenset({"talks", "talks-too"}),
        frozenset({"other-talks"}),
    }
    told = [(a.incident_id, a.snapshot["status"]) for a in desk.store.tables.alerts.values()]
    assert len(told) == len(set(told))
