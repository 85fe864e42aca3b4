"""A worker: takes jobs from the queues and forks for each, with everything heavy loaded before."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Worker as RqWorker
from rq import worker_registration
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty

from config.settings import Settings
from pipeline import clock
from pipeline.errors import QueueError, StoreError
from pipeline.identity import stable_id
from workers import bootstrap, jobs, lifeline, queues

log = structlog.get_logger()

BEAT = timedelta(seconds=5)
"""How often a worker says in the store that it lives."""
LONGEST_WAIT = 10.0
"""Seconds between tries to reach the queue server, at most."""


class Overtime(BaseException):
    """The job's time is up. Not an Exception: it is no article's fault, and nothing may take it for one."""


class Alarm(UnixSignalDeathPenalty):
    """RQ's time limit, with an exception that passes through."""

    def handle_death_penalty(self, signum: int, frame: FrameType | None) -> None:
        if self._exception is JobTimeoutException:
            raise Overtime(f"the job took longer than {self._timeout} s")
        super().handle_death_penalty(signum, frame)  # type: ignore[no-untyped-call]


class Worker(RqWorker):
    """RQ's worker that tells the store it lives, survives the loss of its own record in Redis, and whose
    forks die with it."""

    death_penalty_class = Alarm
    max_connection_wait_time = LONGEST_WAIT

    def __init__(self, ready: jobs.Prepared, names: Sequence[str], name: str, beat_as: str) -> None:
        self.ready, self.beat_as = ready, beat_as
        self.beaten: datetime | None = None
        self.stopping = False
        self.killed: str | None = None
        super().__init__(
            list(names),
            name=name,
            connection=bootstrap.redis(ready.settings),
            serializer=JSONSerializer,
            worker_ttl=25,  # asks for jobs for 10 s at a time, so that heartbeats come that often
            job_monitoring_interval=10,
            maintenance_interval=60,
            work_horse_killed_handler=self.horse_killed,
            log_job_description=False,
        )

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        self.beat()
        super().heartbeat(timeout, pipeline)
        if pipeline is None and not self.connection.hexists(self.key, "birth"):
            # Redis has lost everything: without a record of us the dashboards would not know us.
            self.connection.hset(self.key, mapping=self.serialize())
            self.connection.expire(self.key, self.worker_ttl + 60)
            worker_registration.register(self)

    def beat(self) -> None:
        now = clock.now()
        if self.beaten is not None and now - self.beaten < BEAT:
            return
        self.beaten = now
        try:
            self.ready.store.beat(self.beat_as, now, f"pid {os.getpid()}: {', '.join(self.queue_names())}")
        except StoreError as error:
            log.warning("no heartbeat", error=str(error))

    def main_work_horse(self, job: Job, queue: Any) -> None:
        lifeline.die_with(self.pid or 0)
        super().main_work_horse(job, queue)

    def horse_killed(self, job: Job, pid: int, status: int, usage: Any) -> None:
        """The kernel, or somebody, killed the fork in the middle of a job. RQ has yet to write that down."""
        self.killed = job.id

    def handle_job_failure(self, job: Job, queue: Any, *more: Any, **named: Any) -> None:
        super().handle_job_failure(job, queue, *more, **named)
        if self.killed == job.id:
            self.killed = None
            jobs.give_up_leases(self.ready, job.origin, queues.ids_of(job), "the process at work was killed")

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def run(
    settings: Settings,
    names: Sequence[str] = queues.NAMES,
    name: str | None = None,
    prepare: Callable[[Settings, Sequence[str]], jobs.Prepared] = jobs.prepare,
) -> None:
    """Work until told to stop by SIGTERM or SIGINT; then end the job at hand first.

    `name` stays the same from one start to the next: a worker that finds what a dead one of its name
    had begun puts it on its way again at once. Without a name that waits until leases run out.
    """
    stop = threading.Event()
    host = socket.gethostname()
    ready = prepare(settings, names)
    jobs.use(ready)
    if name:  # two services on one host may share a queue server
        own = stable_id(f"{host}.{name}", str(settings.data_dir.resolve()))
    else:
        own = f"{host}.{os.getpid()}-{random.getrandbits(32):08x}"
    beat_as = f"worker:{host}:{name or os.getpid()}"
    log.info("worker started", queues=list(names))
    wait = 0.5
    while not stop.is_set():
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        worker: Worker | None = None
        try:
            for queue, ids in (bootstrap.queue(settings).left_by(own) if name else {}).items():
                jobs.give_up_leases(ready, queue, ids, "an earlier worker of this name was killed")
            worker = Worker(ready, names, own, beat_as)
            worker.work(logging_level=None)
            wait = 0.5
        except (RedisError, QueueError, ValueError) as error:
            log.warning("queue server lost, trying again", error=str(error), seconds=wait)
        if worker is not None and worker.stopping:
            break
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        stop.wait(wait)
        wait = min(wait * 2, LONGEST_WAIT)
    ready.store.close()
    log.info("worker stopped")
