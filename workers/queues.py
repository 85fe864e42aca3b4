"""The queues in Redis or Valkey: names, job ids, and the connection. Jobs carry ids and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from pipeline.errors import ConfigError, QueueError
from pipeline.identity import stable_id

ARTICLES = "articles"
DELIVERIES = "deliveries"
PATIENT = "deliveries-patient"
"""Deliveries to receivers that are failing: what takes as long as a time-out stands in nobody's way here."""
NAMES = (DELIVERIES, ARTICLES, PATIENT)
"""In the order in which a worker of all queues serves them."""

JOB_SECONDS = 170
"""A job's time limit; below the leases of `pipeline.flow`, so that what it began is free when it ends."""
FAILED_SECONDS = 7 * 24 * 3600
"""How long the dashboard shows a failed job."""
BATCH = 50
"""Deliveries per job."""


def connect(url: str) -> Redis:
    """A client that tries again for about a second, then lets RedisError pass."""
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=5,
            health_check_interval=30,
            retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 4),
        )
    except ValueError:
        raise ConfigError(
            [
                "ARAXES_REDIS_URL: not an address of Redis; write redis://host:6379/0, rediss://… or unix:///path"
            ]
        ) from None


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Turn what redis-py raises into QueueError."""
    try:
        yield
    except RedisError as error:
        raise QueueError(
            f"{doing}: the queue server does not answer ({type(error).__name__}: {error})"
        ) from error


class RedisQueue:
    """`pipeline.ports.Queue` on RQ."""

    def __init__(self, connection: Redis) -> None:
        self.connection = connection

    def queue(self, name: str) -> RqQueue:
        return RqQueue(
            name, connection=self.connection, serializer=JSONSerializer, default_timeout=JOB_SECONDS
        )

    def enqueue_articles(self, ids: Sequence[str]) -> None:
        if ids:
            self._enqueue(ARTICLES, "workers.jobs.process_articles", ids)

    def enqueue_deliveries(self, ids: Sequence[str], *, patient: bool = False) -> None:
        name = PATIENT if patient else DELIVERIES
        for start in range(0, len(ids), BATCH):
            self._enqueue(name, "workers.jobs.send_deliveries", ids[start : start + BATCH], patient)

    def held(self) -> frozenset[str]:
        with told("looking at the queues"):
            ids = {i for name in NAMES for i in self.queue(name).get_job_ids()}
            jobs = Job.fetch_many(sorted(ids), connection=self.connection, serializer=JSONSerializer)
            return frozenset(one for job in jobs if job is not None for one in ids_of(job))

    def lengths(self) -> dict[str, int]:
        """Waiting jobs by queue."""
        with told("looking at the queues"):
            return {name: self.queue(name).count for name in NAMES}

    def failed(self) -> dict[str, int]:
        """Failed jobs by queue."""
        with told("looking at the queues"):
            return {name: self.queue(name).failed_job_registry.count for name in NAMES}

    def left_by(self, worker: str) -> dict[str, list[str]]:
        """Ids by queue in what a worker of this name was busy with when it died; forgets the worker."""
        key = f"rq:worker:{worker}"
        with told("looking for unfinished jobs"):
            members: Any = self.connection.smembers(f"{key}:executions")
            jobs = Job.fetch_many(
                sorted({m.decode().split(":")[0] for m in members}),
                connection=self.connection,
                serializer=JSONSerializer,
            )
            left: dict[str, list[str]] = {}
            for job in jobs:
                if job is not None:
                    left.setdefault(job.origin, []).extend(ids_of(job))
                    job.delete()
            self.connection.delete(key, f"{key}:executions")
        return left

    def _enqueue(self, name: str, function: str, ids: Sequence[str], *more: object) -> None:
        queue = self.queue(name)
        job_id = stable_id(name, *ids)
        with told(f"enqueueing in {name}"):
            for _ in range(2):
                try:
                    queue.enqueue(
                        function,
                        args=(list(ids), *more),
                        job_id=job_id,
                        unique=True,
                        result_ttl=0,
                        failure_ttl=FAILED_SECONDS,
                        description=f"{len(ids)} {name}",
                    )
                    return
                except DuplicateJobError:
                    if self._alive(queue, job_id):
                        return
                    # Failed, or forgotten by RQ half-way: its hash would block this batch for ever.
                    self._delete(job_id)

    def _alive(self, queue: RqQueue, job_id: str) -> bool:
        if queue.get_job_position(job_id) is not None:
            return True
        return job_id in queue.started_job_registry.get_job_ids()

    def _delete(self, job_id: str) -> None:
        try:
            Job.fetch(job_id, connection=self.connection, serializer=JSONSerializer).delete()
        except NoSuchJobError:
            self.connection.delete(f"rq:job:{job_id}")


def ids_of(job: Job) -> list[str]:
    """The ids a job carries; none when it is none of ours."""
    try:
        ids = job.args[0]
    except Exception:  # not our job: anything may be in it
        return []
    return [i for i in ids if isinstance(i, str)] if isinstance(ids, list) else []


class RobotsMemory:
    """Keeps what sites answered for /robots.txt between the batches of the readers, each of which is a
    process of its own. Without a queue server it knows nothing, and sites are asked again."""

    def __init__(self, connection: Redis) -> None:
        self.connection = connection

    def recall(self, origin: str) -> tuple[int, bytes] | None:
        """Status and body, while they hold."""
        try:
            found: Any = self.connection.get(f"araxes:robots:{origin}")
        except RedisError:
            return None
        status, _, body = (found or b"").partition(b"\n")
        return (int(status), body) if status.isdigit() else None

    def keep(self, origin: str, status: int, body: bytes, seconds: float) -> None:
        with suppress(RedisError):
            self.connection.set(
                f"araxes:robots:{origin}", b"%d\n%s" % (status, body), ex=max(int(seconds), 1)
            )
