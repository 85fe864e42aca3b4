"""The jobs: what a worker does with the ids it gets. A few lines each; the work is in `pipeline.flow`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from config.settings import Settings, load_settings
from pipeline import clock
from pipeline.errors import QueueError, StoreError
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.flow.process import ProcessParts, process
from pipeline.flow.sweep import release
from pipeline.ports import Queue, Store
from workers import bootstrap, queues

log = structlog.get_logger()


@dataclass(slots=True)
class Prepared:
    """What is loaded once, before a worker forks for its first job."""

    settings: Settings
    store: Store
    queue: Queue
    process: ProcessParts | None = None
    deliver: DeliverParts | None = None


_prepared: Prepared | None = None


def prepare(settings: Settings, names: Sequence[str]) -> Prepared:
    """Load what the jobs of these queues need; forked children inherit it."""
    store = bootstrap.store(settings)
    ready = Prepared(settings, store, bootstrap.queue(settings))
    if queues.ARTICLES in names:
        ready.process = bootstrap.process_parts(settings, store)
    if {queues.DELIVERIES, queues.PATIENT} & set(names):
        ready.deliver = bootstrap.deliver_parts(settings, store)
    return ready


def use(ready: Prepared) -> None:
    """The jobs of this process and of its forks work with these."""
    global _prepared
    _prepared = ready


def process_articles(ids: list[str]) -> None:
    """Carry articles from their page to their incidents, and put the deliveries on their way."""
    ready = _ready()
    if ready.process is None:
        ready.process = bootstrap.process_parts(ready.settings, ready.store)
    try:
        due = process(ids, ready.process)
        if due:
            ready.queue.enqueue_deliveries(due)
    except (StoreError, QueueError) as error:
        _left_to_the_sweeper(error, ids)


def send_deliveries(ids: list[str], patient: bool) -> None:
    """Send deliveries; those to receivers that fail go to the patient lane."""
    ready = _ready()
    if ready.deliver is None:
        ready.deliver = bootstrap.deliver_parts(ready.settings, ready.store)
    try:
        slow = deliver(ids, ready.deliver, patient=patient)
        if slow:
            ready.queue.enqueue_deliveries(slow, patient=True)
    except (StoreError, QueueError) as error:
        _left_to_the_sweeper(error, ids)


def give_up_leases(ready: Prepared, queue: str, ids: Sequence[str], why: str) -> None:
    """Put on their way again what a process that is dead had begun, one by one: one of them may have been
    its end."""
    try:
        release(ready.store, ids, clock.now())
        for one in ids:
            if queue == queues.ARTICLES:
                ready.queue.enqueue_articles([one])
            else:
                ready.queue.enqueue_deliveries([one], patient=queue == queues.PATIENT)
        log.warning("unfinished work is put on its way again", queue=queue, ids=len(ids), because=why)
    except (StoreError, QueueError) as error:
        _left_to_the_sweeper(error, ids)


def _ready() -> Prepared:
    if _prepared is None:
        use(prepare(load_settings(), ()))
    assert _prepared is not None
    return _prepared


def _left_to_the_sweeper(error: Exception, ids: Sequence[str]) -> None:
    log.warning("left to the sweeper", error=str(error), ids=len(ids))
