from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.alerts.alert import Attempt, DeliveryState, Reason
from pipeline.errors import StoreError
from pipeline.events.event import EventType
from pipeline.ports import Filter, Silence, Store
from tests.fakes.things import DAY, HOUR, NOON, alert, delivery, incident

FAILED = Attempt(number=1, at=NOON, ok=False, status="503", latency_ms=12, answer="busy")
SENT = Attempt(number=2, at=NOON + HOUR, ok=True, status="200", latency_ms=9, answer="ok")


def test_an_alert_is_added_once_with_its_deliveries(store: Store) -> None:
    one = alert(snapshot={"type": "visit", "sources": [{"url": "https://x.example/ə"}]})
    desk, phone = delivery(), delivery(receiver="phone", group="g", extra={"why": "route[1]"})
    with store.write() as tx:
        assert tx.add_alert(one, [desk, phone])
        assert not tx.add_alert(replace(one, because="changed"), [delivery(receiver="late")])
    with store.read() as tx:
        assert tx.alert(one.id) == one
        assert tx.alert("none") is None
        assert tx.alerts_of(one.incident_id) == [one]
        assert tx.delivery(phone.id) == phone
        assert tx.delivery("none") is None
        assert {d.id for d in tx.find_deliveries(alert_id=one.id)} == {desk.id, phone.id}
        assert tx.count_alerts() == {"new": 1}
        assert tx.count_deliveries() == {"pending": 2}


def test_finding_alerts(store: Store) -> None:
    one, two = alert("one"), alert("two", raised=NOON - DAY, reason=Reason.RETRACTED)
    with store.write() as tx:
        tx.add_alert(one, [])
        tx.add_alert(two, [])
        tx.save_incident(incident("one", type=EventType.AGREEMENT, countries=("AZE", "ISR")))
        tx.save_incident(incident("two"))

        def found(**where: object) -> list[str]:
            return [a.id for a in tx.find_alerts(Filter(**where))]  # type: ignore[arg-type]

        assert found() == [one.id, two.id]
        assert found(until=NOON) == [two.id]
        assert found(state="retracted") == [two.id]
        assert found(types=frozenset({EventType.AGREEMENT})) == [one.id]
        assert found(countries=frozenset({"IRN"})) == [two.id]
        assert found(text="bayramov", limit=1, offset=1) == [two.id]


def test_finding_deliveries(store: Store) -> None:
    one = delivery("one", group="g")
    two = delivery("two", receiver="phone", created=NOON - DAY, state=DeliveryState.DEAD)
    with store.write() as tx:
        tx.add_alert(alert("one"), [one])
        tx.add_alert(alert("two"), [two])
        assert tx.find_deliveries() == [one, two]
        assert tx.find_deliveries(limit=1) == [one]
        assert tx.find_deliveries(state=DeliveryState.DEAD) == [two]
        assert tx.find_deliveries(receiver="phone") == [two]
        assert tx.find_deliveries(group="g") == [one]
        assert tx.find_deliveries(since=NOON) == [one]
        assert tx.find_deliveries(incident_id=alert("two").incident_id) == [two]
        assert tx.find_deliveries(alert_id=one.alert_id, state=DeliveryState.DEAD) == []


def test_a_delivery_is_claimed_by_one_worker_until_its_lease_ends(store: Store) -> None:
    one = delivery()
    with store.write() as tx:
        tx.add_alert(alert(), [one])
        assert tx.due_deliveries(NOON - HOUR, 10) == []
        assert tx.due_deliveries(NOON, 10) == [one.id]
        assert tx.claim_delivery(one.id, NOON - HOUR, NOON) is None
        assert tx.claim_delivery(one.id, NOON, NOON + HOUR) == replace(one, next_attempt=NOON + HOUR)
        assert tx.claim_delivery(one.id, NOON, NOON + HOUR) is None
        assert tx.due_deliveries(NOON, 10) == []
        assert tx.claim_delivery(one.id, NOON + HOUR, NOON + DAY) is not None
        assert tx.claim_delivery("none", NOON, NOON + DAY) is None


def test_due_deliveries_come_oldest_first(store: Store) -> None:
    young, old = delivery("young"), delivery("old", next_attempt=NOON - HOUR)
    with store.write() as tx:
        tx.add_alert(alert("young"), [young])
        tx.add_alert(alert("old"), [old])
        assert tx.due_deliveries(NOON, 10) == [old.id, young.id]
        assert tx.due_deliveries(NOON, 1) == [old.id]


def test_attempts_are_kept_and_move_the_delivery(store: Store) -> None:
    one = delivery()
    with store.write() as tx:
        tx.add_alert(alert(), [one])
        tx.record_attempt(one.id, FAILED, state=DeliveryState.PENDING, next_attempt=NOON + HOUR)
        assert tx.delivery(one.id) == replace(one, attempts=(FAILED,), next_attempt=NOON + HOUR)
        tx.record_attempt(one.id, SENT, state=DeliveryState.DELIVERED, next_attempt=NOON + HOUR)
        done = tx.delivery(one.id)
        assert done is not None
        assert (done.state, done.attempts) == (DeliveryState.DELIVERED, (FAILED, SENT))
        assert tx.due_deliveries(NOON + DAY, 10) == []
        assert tx.claim_delivery(one.id, NOON + DAY, NOON + 2 * DAY) is None


def test_what_was_delivered_stays_so_and_no_attempt_is_lost(store: Store) -> None:
    one = delivery()
    late = replace(FAILED, at=NOON + DAY, answer="timed out")
    with store.write() as tx:
        tx.add_alert(alert(), [one])
        tx.record_attempt(one.id, replace(SENT, number=1), state=DeliveryState.DELIVERED, next_attempt=NOON)
        for _ in range(2):
            tx.record_attempt(one.id, late, state=DeliveryState.PENDING, next_attempt=NOON)
        found = tx.delivery(one.id)
        assert found is not None
        assert found.state is DeliveryState.DELIVERED
        assert found.attempts == (replace(SENT, number=1), replace(late, number=2))


def test_a_replay_keeps_the_attempts(store: Store) -> None:
    one = delivery()
    with store.write() as tx:
        tx.add_alert(alert(), [one])
        tx.record_attempt(one.id, FAILED, state=DeliveryState.DEAD, next_attempt=NOON)
        tx.save_delivery(replace(one, state=DeliveryState.PENDING, next_attempt=NOON + DAY))
        found = tx.delivery(one.id)
        assert found == replace(one, next_attempt=NOON + DAY, attempts=(FAILED,))


def test_what_belongs_to_no_alert_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.save_delivery(delivery())
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.record_attempt("none", FAILED, state=DeliveryState.DEAD, next_attempt=NOON)


def test_a_story_is_threaded_from_what_the_receiver_got(store: Store) -> None:
    story = "story_1"
    first = delivery("first", created=NOON - DAY, state=DeliveryState.DELIVERED)
    second = delivery("second", created=NOON - HOUR, state=DeliveryState.DELIVERED)
    dead = delivery("dead", created=NOON - HOUR, state=DeliveryState.DEAD)
    phone = delivery("first", receiver="phone", created=NOON - DAY, state=DeliveryState.DELIVERED)
    other = delivery("other", created=NOON - DAY, state=DeliveryState.DELIVERED)
    with store.write() as tx:
        tx.add_alert(alert("second", story_id=story), [second])
        tx.add_alert(alert("first", story_id=story), [first, phone])
        tx.add_alert(alert("dead", story_id=story), [dead])
        tx.add_alert(alert("other", story_id="story_2"), [other])
        assert tx.earlier_messages(story, "desk", NOON) == [first.id, second.id]
        assert tx.earlier_messages(story, "desk", second.created) == [first.id]
        assert tx.earlier_messages(story, "phone", NOON) == [phone.id]
        assert tx.earlier_messages("none", "desk", NOON) == []


def test_silences_until_they_end(store: Store) -> None:
    def silence(name: str, starts: int, ends: int) -> Silence:
        return Silence(
            id=name,
            matchers=(("type", "visit"),),
            owner="desk",
            reason="summit",
            starts=NOON + starts * HOUR,
            ends=NOON + ends * HOUR,
        )

    with store.write() as tx:
        tx.save_silence(silence("over", -2, 0))
        tx.save_silence(silence("coming", 1, 2))
        tx.save_silence(silence("now", -1, 1))
        assert [s.id for s in tx.silences(NOON)] == ["now", "coming"]
        tx.save_silence(silence("now", -1, 0))
        assert tx.silences(NOON) == [silence("coming", 1, 2)]


def test_receivers_are_switched_off_and_on(store: Store) -> None:
    with store.write() as tx:
        tx.disable_receiver("hook", NOON, "410 Gone")
        tx.disable_receiver("hook", NOON + HOUR, "again")
        tx.disable_receiver("alpha", NOON, "asked")
        assert tx.disabled_receivers() == {"alpha": "asked", "hook": "410 Gone"}
        tx.enable_receiver("hook")
        tx.enable_receiver("hook")
        assert tx.disabled_receivers() == {"alpha": "asked"}
