"""Deliveries on their way: every alert reaches its reader once by its id, or stands in the dead letters."""

from dataclasses import replace

import pytest

from pipeline.alerts.alert import Delivery, DeliveryState, Message
from pipeline.errors import DeliveryError
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.flow.sweep import release, sweep
from tests.fakes.flow import (
    START,
    FakeClock,
    FakeQueue,
    FakeReceiver,
    alert,
    delivery,
    refuse,
    retry_every_minute,
)
from tests.fakes.store import FakeStore


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk() -> FakeReceiver:
    return FakeReceiver("desk")


@pytest.fixture
def parts(store: FakeStore, clock: FakeClock, desk: FakeReceiver) -> DeliverParts:
    return DeliverParts(
        store=store,
        receivers={"desk": desk, "other": FakeReceiver("other"), "dashboard": None},
        retry=retry_every_minute,
        now=clock,
    )


def add(store: FakeStore, name: str, receiver: str = "desk", group: str | None = None, **alert_: str) -> str:
    one = replace(alert(name), **alert_)  # type: ignore[arg-type]
    made = delivery(one, receiver, group=group)
    with store.write() as tx:
        assert tx.add_alert(one, [made])
    return made.id


def stored(store: FakeStore, one: str) -> Delivery:
    with store.read() as tx:
        found = tx.delivery(one)
    assert found is not None
    return found


def test_is_sent_once_and_the_attempt_kept(store: FakeStore, desk: FakeReceiver, parts: DeliverParts) -> None:
    one = add(store, "1")
    deliver([one], parts)
    deliver([one], parts)
    assert desk.ids == [one]
    assert [a.id for a in desk.got[0].alerts] == ["alert-1"]
    done = stored(store, one)
    assert done.state is DeliveryState.DELIVERED
    assert [(a.number, a.ok, a.status, a.answer) for a in done.attempts] == [(1, True, "250", "2.0.0 OK")]


def test_a_failure_is_tried_again_by_the_schedule_then_given_up(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    desk.trouble = refuse(status="451")
    one = add(store, "1")
    for attempt in range(1, 6):
        deliver([one], parts, patient=True)
        deliver([one], parts, patient=True)  # not due: changes nothing
        assert [a.number for a in stored(store, one).attempts] == list(range(1, attempt + 1))
        clock.pass_(seconds=61)
    assert stored(store, one).state is DeliveryState.DEAD
    assert {a.status for a in stored(store, one).attempts} == {"451"}


def test_retry_after_is_obeyed(store: FakeStore, desk: FakeReceiver, parts: DeliverParts) -> None:
    desk.trouble = refuse(status="503", retry_after=300.0)
    one = add(store, "1")
    deliver([one], parts)
    assert 299 < (stored(store, one).next_attempt - START).total_seconds() < 301


def test_who_got_it_is_left_out_of_the_next_try(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    one = add(store, "1")
    for done in ({"b@desk.example", "a@desk.example"}, {"c@desk.example"}):
        desk.trouble = refuse(status="451", done=done)
        deliver([one], parts, patient=True)
        clock.pass_(seconds=61)
    desk.trouble = lambda message: None
    deliver([one], parts, patient=True)
    assert desk.got[0].skip == {"a@desk.example", "b@desk.example", "c@desk.example"}
    assert stored(store, one).state is DeliveryState.DELIVERED


def test_who_unsubscribed_is_left_out(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    with store.write() as tx:
        tx.disable_receiver("desk <a@desk.example>", clock(), "unsubscribed")
        tx.disable_receiver("other <b@desk.example>", clock(), "unsubscribed")
    deliver([add(store, "1")], parts)
    assert desk.got[0].skip == {"a@desk.example"}


def test_a_refusal_for_good_ends_this_one_only(
    store: FakeStore, desk: FakeReceiver, parts: DeliverParts
) -> None:
    first, second = add(store, "1"), add(store, "2")

    def trouble(message: Message) -> None:
        if message.id == first:
            raise DeliveryError("no such user", permanent=True, status="550")

    desk.trouble = trouble
    deliver([first, second], parts)
    assert stored(store, first).state is DeliveryState.DEAD
    assert stored(store, second).state is DeliveryState.DELIVERED


def test_gone_switches_the_receiver_off_and_keeps_its_letters(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    desk.trouble = refuse(permanent=True, gone=True, status="410")
    first, second = add(store, "1"), add(store, "2")
    deliver([first, second], parts)
    with store.read() as tx:
        assert "desk" in tx.disabled_receivers()
    clock.pass_(minutes=2)
    deliver([second], parts, patient=True)
    assert {stored(store, i).state for i in (first, second)} == {DeliveryState.DEAD}
    assert sorted(stored(store, i).attempts[-1].status for i in (first, second)) == ["410", "disabled"]


def test_a_receiver_in_trouble_holds_up_nobody(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    tried = []

    def trouble(message: Message) -> None:
        tried.append(message.id)
        raise DeliveryError("timed out")

    desk.trouble = trouble
    to_desk = [add(store, str(n)) for n in range(5)]
    to_other = [add(store, f"o{n}", "other") for n in range(5)]
    deliver(to_desk + to_other, parts)
    assert tried == to_desk[:1]  # the others of a failing host are not tried in the same batch
    assert {stored(store, i).state for i in to_other} == {DeliveryState.DELIVERED}
    assert sum(len(stored(store, i).attempts) for i in to_desk) == 1
    late = add(store, "late")
    assert deliver([late], parts) == [late]  # for the patient lane
    assert tried == to_desk[:1]
    clock.pass_(minutes=2)
    desk.trouble = lambda message: None
    deliver([*to_desk, late], parts, patient=True)
    assert {stored(store, i).state for i in [*to_desk, late]} == {DeliveryState.DELIVERED}


def test_a_receiver_that_may_hang_is_left_to_the_patient(
    store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
) -> None:
    under_way = add(store, "1", group="g1")

    def hang(message: Message) -> None:
        """Meanwhile, in another process."""
        desk.trouble = lambda message: None
        late = add(store, "2", group="g2")
        clock.pass_(seconds=2)
        assert deliver([late], parts) == []  # two seconds are no trouble
        clock.pass_(seconds=10)
        later = add(store, "3", group="g3")
        assert deliver([later], parts) == [later]

    desk.trouble = hang
    deliver([under_way], parts)
    assert stored(store, under_way).state is DeliveryState.DELIVERED


def test_a_receiver_that_hangs_is_given_up_on(store: FakeStore, parts: DeliverParts) -> None:
    import threading

    never = threading.Event()
    hanging = FakeReceiver("desk", trouble=lambda message: never.wait(5) and None)
    parts = replace(parts, receivers={"desk": hanging}, patience=0.05)
    first, second = add(store, "1"), add(store, "2")
    deliver([first, second], parts)
    never.set()
    assert [a.status for a in stored(store, first).attempts] == ["hung"]
    assert stored(store, first).state is DeliveryState.PENDING
    assert stored(store, second).attempts == ()


def test_a_bug_in_a_transport_loses_nothing(
    store: FakeStore, desk: FakeReceiver, parts: DeliverParts
) -> None:
    def trouble(message: Message) -> None:
        raise KeyError("oops")

    desk.trouble = trouble
    one = add(store, "1")
    deliver([one], parts)
    assert stored(store, one).state is DeliveryState.PENDING
    assert "KeyError" in stored(store, one).attempts[0].answer


def test_nobody_to_send_to(store: FakeStore, parts: DeliverParts) -> None:
    lost, shown = add(store, "1", "removed"), add(store, "2", "dashboard")
    deliver([lost, shown], parts)
    assert stored(store, lost).state is DeliveryState.DEAD
    assert "no receiver 'removed'" in stored(store, lost).attempts[0].answer
    assert stored(store, shown).state is DeliveryState.DELIVERED


class TestGroups:
    def test_a_group_goes_out_in_one_message(
        self, store: FakeStore, desk: FakeReceiver, parts: DeliverParts
    ) -> None:
        ids = [add(store, str(n), group="g") for n in range(3)]
        alone = add(store, "alone")
        deliver([ids[1], alone], parts)
        assert sorted(len(m.alerts) for m in desk.got) == [1, 3]
        assert {stored(store, i).state for i in ids} == {DeliveryState.DELIVERED}
        deliver(ids, parts)
        assert len(desk.got) == 2

    def test_what_was_tried_stays_the_same_when_the_group_grows(
        self, store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
    ) -> None:
        seen: list[tuple[str, int]] = []

        def lost_answer(message: Message) -> None:
            seen.append((message.id, len(message.alerts)))
            raise DeliveryError("timed out")  # it got there, its answer did not

        desk.trouble = lost_answer
        first = [add(store, str(n), group="g") for n in range(2)]
        deliver(first, parts)
        later = add(store, "later", group="g")
        clock.pass_(minutes=2)
        desk.trouble = lambda message: seen.append((message.id, len(message.alerts)))
        deliver([*first, later], parts, patient=True)
        assert len(seen) == 3
        assert seen[1] == seen[0]
        assert seen[2] == (later, 1)
        assert {stored(store, i).state for i in [*first, later]} == {DeliveryState.DELIVERED}

    def test_a_message_names_the_earlier_ones_of_its_story(
        self, store: FakeStore, clock: FakeClock, desk: FakeReceiver, parts: DeliverParts
    ) -> None:
        ids = [add(store, str(n), group="g", story_id="trip") for n in range(2)]
        deliver(ids, parts)
        clock.pass_(minutes=1)
        one = replace(alert("later"), story_id="trip")
        with store.write() as tx:
            tx.add_alert(one, [delivery(one, "desk", clock())])
        deliver([delivery(one, "desk").id], parts)
        assert desk.got[1].earlier == (desk.got[0].id,)


class TestSweep:
    def test_finds_what_is_due_and_not_held(self, store: FakeStore, clock: FakeClock) -> None:
        one, two = add(store, "1"), add(store, "2")
        queue = FakeQueue()
        queue.enqueue_deliveries([two])
        assert sweep(store, queue, clock()).deliveries == 1
        assert queue.deliveries == [(two,), (one,)]
        assert sweep(store, queue, clock()).deliveries == 0
        queue.flush()
        assert sweep(store, queue, clock()).deliveries == 2

    def test_a_dead_workers_leases_can_be_given_up(
        self, store: FakeStore, clock: FakeClock, parts: DeliverParts, desk: FakeReceiver
    ) -> None:
        one = add(store, "1")
        with store.write() as tx:
            assert tx.claim_delivery(one, clock(), parts.now() + parts.lease)
        deliver([one], parts)
        assert desk.got == []
        release(store, [one, "art_unknown"], clock())
        deliver([one], parts)
        assert desk.ids == [one]
