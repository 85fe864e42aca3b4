"""Send deliveries: claim in the store, send, record. At least once to the wire, with ids that stay the same,
so that a reader can tell a second copy (`Message-ID`, `webhook-id`).

Every receiver has a thread of its own and one that fails is left alone for the rest of the batch: a host
that hangs holds nobody up. The store is used by the calling thread alone.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.alerts.alert import Attempt, Delivery, DeliveryState, Message
from pipeline.alerts.unsubscribe import unsubscribed
from pipeline.errors import DeliveryError
from pipeline.identity import stable_id
from pipeline.ports import Now, Receiver, Store, Transaction

Retry = Callable[[int, datetime, float | None], datetime | None]
"""When to try again after so many attempts, the last one now, the receiver having asked to wait for so many
seconds; None: give up."""

SLOW = timedelta(seconds=5)
"""A message that has been on its way for longer is to a receiver in trouble."""
MOST_EARLIER = 20
"""Earlier messages of a story that a message refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverParts:
    """What sending needs from the outside."""

    store: Store
    receivers: Mapping[str, Receiver | None]
    """By name; None for one that only reads the dashboard and the API."""
    retry: Retry
    now: Now
    lease: timedelta = timedelta(minutes=3)
    """For so long a claimed delivery is left to the process that claimed it."""
    patience: float = 90.0
    """Seconds after which a receiver that has not even failed counts as failed. Below `lease`."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message with the deliveries it carries."""

    message: Message
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a parcel. Without an attempt, its receiver had just failed and it was left for later."""

    parcel: Parcel
    attempt: Attempt | None
    error: DeliveryError | None = None


def deliver(ids: Sequence[str], parts: DeliverParts, *, patient: bool = False) -> list[str]:
    """Send those of the deliveries that are due; gives the ids that a patient worker should send.

    Unless `patient`, deliveries to receivers that are failing are handed back: trying them takes as long
    as their time-outs, and the others should not wait for that.
    """
    parcels, handed_back = _claim(ids, parts, patient=patient)
    for outcome in _send_all(parcels, parts):
        _record(outcome, parts)
    return handed_back


def send_again(store: Store, ids: Sequence[str], now: datetime) -> list[str]:
    """Make deliveries pending again, due now, with their ids and attempts as they are; ids of those found.
    The retry schedule begins anew."""
    found = []
    with store.write() as tx:
        for one in ids:
            delivery = tx.delivery(one)
            if delivery is not None:
                # What is asked for again goes to every address again, and its retries count from here.
                extra = {k: v for k, v in delivery.extra.items() if k != "done"}
                extra["tried_before"] = str(len(delivery.attempts))
                tx.save_delivery(
                    replace(delivery, state=DeliveryState.PENDING, next_attempt=now, extra=extra)
                )
                found.append(one)
    return found


def _claim(ids: Sequence[str], parts: DeliverParts, *, patient: bool) -> tuple[list[Parcel], list[str]]:
    """Lease what is due. What cannot be sent at all is ended here, with an attempt that says why."""
    parcels: list[Parcel] = []
    handed_back: list[str] = []
    failing: dict[str, bool] = {}
    now = parts.now()
    with parts.store.write(exclusive=True) as tx:
        disabled = tx.disabled_receivers()
        for one in ids:
            known = tx.delivery(one)
            if known is None or known.state is not DeliveryState.PENDING or known.next_attempt > now:
                continue
            name = known.receiver
            if not patient:
                if name not in failing:
                    failing[name] = _in_trouble(tx, name, now, now + parts.lease - SLOW)
                if failing[name]:
                    handed_back.append(one)
                    continue
            if tx.claim_delivery(one, now, now + parts.lease) is None:
                continue
            if name in disabled:
                _end(tx, known, now, ok=False, status="disabled", answer=disabled[name])
            elif name not in parts.receivers:
                why = f"config/routes.yaml has no receiver {name!r}; add it and replay the delivery"
                _end(tx, known, now, ok=False, status="unknown", answer=why)
            elif parts.receivers[name] is None:
                _end(tx, known, now, ok=True, status="shown", answer="on the dashboard and in the API")
            else:
                parcels.append(_pack(tx, known, now, now + parts.lease))
    return parcels, handed_back


def _in_trouble(tx: Transaction, receiver: str, now: datetime, leased_until: datetime) -> bool:
    """Whether the receiver's last try failed, or has been under way for so long that it may hang."""
    for delivery in tx.find_deliveries(state=DeliveryState.PENDING, receiver=receiver, limit=200):
        under_way = "message" in delivery.extra and now < delivery.next_attempt <= leased_until
        if (delivery.attempts and not delivery.attempts[-1].ok) or under_way:
            return True
    return False


def _pack(tx: Transaction, delivery: Delivery, now: datetime, until: datetime) -> Parcel:
    """The message that this delivery goes out in, with the others of its group.

    What is in a message is settled before it is first sent: a try that is repeated must carry the same
    under the same id, and what joins the group later gets a message of its own.
    """
    members = [delivery]
    if delivery.group is not None:
        fellows = tx.find_deliveries(
            state=DeliveryState.PENDING, receiver=delivery.receiver, group=delivery.group
        )
        settled = delivery.extra.get("message")
        for fellow in fellows:
            same = fellow.extra.get("message") == settled and fellow.id != delivery.id
            if same and (settled or tx.claim_delivery(fellow.id, now, until) is not None):
                members.append(fellow)
        members.sort(key=lambda d: (d.created, d.id))
        if len(members) > 1:
            name = settled or stable_id("msg", *sorted(d.id for d in members))
            members = [replace(d, next_attempt=until, extra={**d.extra, "message": name}) for d in members]
        elif settled is None:
            members = [
                replace(delivery, next_attempt=until, extra={**delivery.extra, "message": delivery.id})
            ]
        for member in members:
            tx.save_delivery(member)
    alerts = [a for d in members if (a := tx.alert(d.alert_id)) is not None]
    notice = None if alerts else tx.notice(delivery.alert_id)
    earlier: dict[str, None] = {}
    threads = [notice.thread] if notice else [a.story_id for a in alerts]
    for story in dict.fromkeys(threads):
        for past in tx.earlier_messages(story, delivery.receiver, members[0].created)[-MOST_EARLIER:]:
            told = tx.delivery(past)
            earlier[told.extra.get("message", past) if told else past] = None
    message = Message(
        id=members[0].extra.get("message", delivery.id),
        receiver=delivery.receiver,
        alerts=tuple(alerts),
        notice=notice,
        earlier=tuple(earlier),
        routes=tuple(dict.fromkeys(d.extra["route"] for d in members if "route" in d.extra)),
        skip=frozenset(json.loads(members[0].extra.get("done", "[]")))
        | unsubscribed(tx.disabled_receivers(), delivery.receiver),
    )
    return Parcel(message, tuple(members))


def _send_all(parcels: Sequence[Parcel], parts: DeliverParts) -> list[Outcome]:
    """Send, one thread per receiver; outcomes of all parcels."""
    lanes: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        lanes.setdefault(parcel.message.receiver, []).append(parcel)
    done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    for name, lane in lanes.items():
        receiver = parts.receivers[name]
        assert receiver is not None
        # Daemons: a receiver that hangs for ever must not keep the process from ending.
        threading.Thread(
            target=_send_lane, args=(receiver, lane, done, parts.now), name=f"send {name}", daemon=True
        ).start()
    outcomes: dict[str, Outcome] = {}
    deadline = parts.now() + timedelta(seconds=parts.patience)
    while len(outcomes) < len(parcels):
        left = (deadline - parts.now()).total_seconds()
        try:
            outcome = done.get(timeout=max(left, 0.01))
        except queue.Empty:
            break
        outcomes[outcome.parcel.message.id] = outcome
    for lane in lanes.values():
        hung = [p for p in lane if p.message.id not in outcomes]
        for place, parcel in enumerate(hung):
            error = DeliveryError(f"no answer within {parts.patience:.0f} s")
            attempt = _attempt(parcel, parts.now(), ok=False, status="hung", answer=str(error))
            outcomes[parcel.message.id] = Outcome(parcel, None if place else attempt, error)
    return list(outcomes.values())


def _send_lane(
    receiver: Receiver, lane: Sequence[Parcel], done: queue.SimpleQueue[Outcome], now: Now
) -> None:
    failed: DeliveryError | None = None
    for parcel in lane:
        if failed is not None:
            done.put(Outcome(parcel, None, failed))
            continue
        began = now()
        try:
            status, answer = receiver.send(parcel.message)
        except DeliveryError as error:
            attempt = _attempt(parcel, began, ok=False, status=error.status, answer=str(error), ended=now())
            done.put(Outcome(parcel, attempt, error))
            failed = None if error.permanent and not error.gone else error
        except Exception as error:  # a bug of a transport must not lose the others
            said = DeliveryError(f"{type(error).__name__}: {error}")
            attempt = _attempt(parcel, began, ok=False, status="error", answer=str(said), ended=now())
            done.put(Outcome(parcel, attempt, said))
        else:
            attempt = _attempt(parcel, began, ok=True, status=status, answer=answer, ended=now())
            done.put(Outcome(parcel, attempt))


def _record(outcome: Outcome, parts: DeliverParts) -> None:
    now = parts.now()
    error, attempt = outcome.error, outcome.attempt
    with parts.store.write() as tx:
        if error is not None and error.gone:
            tx.disable_receiver(outcome.parcel.message.receiver, now, str(error))
        for delivery in outcome.parcel.deliveries:
            before = int(delivery.extra.get("tried_before", "0"))
            made = len(delivery.attempts) - before + (attempt is not None)
            if error is None:
                state, at = DeliveryState.DELIVERED, now
            else:
                asked = error.retry_after
                again = None if error.permanent and attempt else parts.retry(max(made, 1), now, asked)
                state = DeliveryState.DEAD if again is None else DeliveryState.PENDING
                at = again or now
            if error is not None and error.done:
                stored = tx.delivery(delivery.id) or delivery
                reached = {*json.loads(stored.extra.get("done", "[]")), *error.done}
                extra = {**stored.extra, "done": json.dumps(sorted(reached))}
                tx.save_delivery(replace(stored, extra=extra))
            if attempt is not None:
                numbered = replace(attempt, number=made)
                tx.record_attempt(delivery.id, numbered, state=state, next_attempt=at)
            else:
                tx.save_delivery(replace(delivery, next_attempt=at))


def _attempt(
    parcel: Parcel, at: datetime, *, ok: bool, status: str, answer: str, ended: datetime | None = None
) -> Attempt:
    return Attempt(
        number=len(parcel.deliveries[0].attempts) + 1,
        at=at,
        ok=ok,
        status=status,
        latency_ms=int(((ended or at) - at).total_seconds() * 1000),
        answer=answer[:500],
    )


def _end(tx: Transaction, delivery: Delivery, now: datetime, *, ok: bool, status: str, answer: str) -> None:
    attempt = Attempt(
        number=len(delivery.attempts) + 1, at=now, ok=ok, status=status, latency_ms=0, answer=answer[:500]
    )
    state = DeliveryState.DELIVERED if ok else DeliveryState.DEAD
    tx.record_attempt(delivery.id, attempt, state=state, next_attempt=now)
