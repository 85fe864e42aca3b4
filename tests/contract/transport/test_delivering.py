"""Deliveries through a real store to real readers in trouble: nothing lost, each once by its id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.alerts.alert import Delivery, DeliveryState
from pipeline.alerts.retry import next_attempt
from pipeline.edge.store import open_store
from pipeline.edge.transport.email import EmailReceiver, Smtp
from pipeline.edge.transport.webhook import WebhookReceiver
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.ports import Receiver, Store
from tests.contract.transport.conftest import SECRET, Mailbox, Serve, ServeMail, told
from tests.fakes.flow import FakeClock
from tests.fakes.things import delivery, incident


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'araxes.sqlite'}")
    yield store
    store.close()


def raise_alert(store: Store, clock: FakeClock, *receivers: str) -> dict[str, Delivery]:
    made = {r: delivery(receiver=r, next_attempt=clock.at, created=clock.at) for r in receivers}
    with store.write() as tx:
        tx.save_incident(incident())
        tx.add_alert(told(), list(made.values()))
    return made


def work_off(store: Store, clock: FakeClock, receivers: Mapping[str, Receiver | None]) -> None:
    """What sweeper and workers do, until nothing is pending."""

    def retry(attempts: int, now: datetime, asked: float | None) -> datetime | None:
        return next_attempt(attempts, now, asked, 0)

    parts = DeliverParts(store=store, receivers=receivers, retry=retry, now=clock)
    for _ in range(20):
        with store.read() as tx:
            pending = tx.find_deliveries(state=DeliveryState.PENDING)
        if not pending:
            return
        clock.at = max(clock.at, min(d.next_attempt for d in pending)) + timedelta(seconds=1)
        with store.read() as tx:
            due = tx.due_deliveries(clock.at, 100)
        deliver(due, parts, patient=True)
    pytest.fail("deliveries stay pending for ever")


def test_readers_in_trouble(store: Store, serve: Serve, serve_mail: ServeMail) -> None:
    clock = FakeClock()
    mailbox = Mailbox(answers={"b@desk.example": "451 4.2.1 greylisted"}, data_answers=["250 ok", "drop"])
    hook, gone = serve(status=503, headers={"Retry-After": "600"}), serve(status=410)
    smtp = Smtp(host="127.0.0.1", port=serve_mail(mailbox), sender="araxes@araxes.example")
    to = ("a@desk.example", "b@desk.example", "c@desk.example")
    receivers: dict[str, Receiver | None] = {
        "mail": EmailReceiver("mail", to, smtp),
        "hook": WebhookReceiver("hook", hook.url, [SECRET], source="urn:x", allow_networks=["127.0.0.0/8"]),
        "gone": WebhookReceiver("gone", gone.url, [SECRET], source="urn:x", allow_networks=["127.0.0.0/8"]),
    }
    made = raise_alert(store, clock, *receivers)

    parts = DeliverParts(
        store=store, receivers=receivers, retry=lambda n, at, asked: next_attempt(n, at, asked, 0), now=clock
    )
    began = clock.at
    deliver([d.id for d in made.values()], parts)
    with store.read() as tx:
        waiting = tx.delivery(made["hook"].id)
    assert waiting is not None
    assert waiting.next_attempt - began >= timedelta(seconds=600)  # as the endpoint asked
    hook.status = 204
    mailbox.answers.clear()
    work_off(store, clock, receivers)

    # a got it at once, c's connection broke after it was taken, b was greylisted.
    assert Counter(mailbox.got) == {"a@desk.example": 1, "b@desk.example": 1, "c@desk.example": 2}
    assert {str(m["Message-ID"]) for m in mailbox.mails} == {f"<{made['mail'].id}@araxes.example>"}
    assert [headers["webhook-id"] for _, headers, _ in hook.calls] == [made["hook"].id] * 2
    assert hook.calls[0][2] == hook.calls[1][2]
    with store.read() as tx:
        states = {d.receiver: d.state for d in tx.find_deliveries()}
        tries = {d.receiver: [(a.ok, a.status) for a in d.attempts] for d in tx.find_deliveries()}
        disabled = tx.disabled_receivers()
    assert states == {
        "mail": DeliveryState.DELIVERED,
        "hook": DeliveryState.DELIVERED,
        "gone": DeliveryState.DEAD,
    }
    assert tries["hook"] == [(False, "503"), (True, "204")]
    assert tries["gone"] == [(False, "410")]
    assert list(disabled) == ["gone"]
    assert len(gone.calls) == 1


def test_a_reader_that_never_recovers_is_given_up_after_three_days(store: Store, serve: Serve) -> None:
    clock = FakeClock()
    hook = serve(status=500, body=b"boom")
    receivers: dict[str, Receiver | None] = {
        "hook": WebhookReceiver("hook", hook.url, [SECRET], source="urn:x", allow_networks=["127.0.0.0/8"])
    }
    made = raise_alert(store, clock, "hook")
    began = clock.at
    work_off(store, clock, receivers)
    with store.read() as tx:
        dead = tx.delivery(made["hook"].id)
    assert dead is not None
    assert dead.state is DeliveryState.DEAD
    assert len(dead.attempts) == len(hook.calls) == 10
    assert all("answered 500: boom" in a.answer for a in dead.attempts)
    assert timedelta(days=3) < clock.at - began < timedelta(days=4)
    assert len({headers["webhook-id"] for _, headers, _ in hook.calls}) == 1
