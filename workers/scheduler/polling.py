"""The polling of a leading scheduler: one APScheduler job per feed, looks settled in batches.

A job claims its feed in the store, then looks (fetch and parse). Claims and looks of the same moment are
saved together, off the event loop, and the feed's job is then set to the time that the new state names.
Should that fail, the job's own trigger brings it back: no feed is ever forgotten.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from pipeline.errors import FencedError, StoreError
from pipeline.feeds.feed import Feed, FeedState
from pipeline.feeds.hosts import HostPauses, host_of
from pipeline.feeds.schedule import Outcome, Result
from pipeline.feeds.trouble import concern
from pipeline.flow.poll import Look, PollParts, Settled, claim, look, settle
from workers.scheduler.leader import ROLE

T = TypeVar("T")
log = structlog.get_logger()

SAFETY = timedelta(minutes=10)
"""A job whose next time was never set comes back after this."""
JOB_SECONDS = 300.0
"""The longest that a look may take, waiting for its host's turn included."""
BATCH = 200
"""Looks per transaction."""
LINGER = 0.1
"""Seconds that claims and looks wait for others to be saved with."""
AGAIN = timedelta(seconds=30)
"""When to look again after the store could not be written."""
PER_SECOND = 100
"""Overdue feeds started per second, so that a start after a pause is no stampede."""


@dataclass(slots=True)
class Watched:
    """A feed in memory, with its stored state."""

    feed: Feed
    state: FeedState
    due: datetime


@dataclass(slots=True)
class Figures:
    """What polling has done, for the heartbeat and the benchmarks."""

    polls: int = 0
    failures: int = 0
    new: int = 0
    edited: int = 0
    wire_bytes: int = 0
    late: deque[tuple[str, float]] = field(default_factory=lambda: deque(maxlen=20_000))
    """Feed ids with the seconds between a feed's time and the start of its look."""

    def lateness(self, share: float = 0.99) -> float:
        """The lateness that this share of the last polls stayed below, in seconds."""
        late = sorted(seconds for _, seconds in self.late)
        return late[min(int(len(late) * share), len(late) - 1)] if late else 0.0


class Polling:
    """Polls all enabled feeds of the store until `stop`. Lives in one event loop."""

    def __init__(
        self,
        parts: PollParts,
        *,
        token: int,
        enqueue: Callable[[Sequence[str]], Awaitable[None]],
        fenced: Callable[[], None],
        threads: ThreadPoolExecutor,
    ) -> None:
        """`enqueue` is told of articles to process; `fenced` is called when another scheduler has taken
        over. `threads` run the store."""
        self.parts = parts
        self.figures = Figures()
        self.pauses = HostPauses()
        self.watched: dict[str, Watched] = {}
        self._fence = (ROLE, token)
        self._enqueue = enqueue
        self._fenced = fenced
        self._threads = threads
        self._claims: list[tuple[Watched, asyncio.Future[bool]]] = []
        self._waiting: list[Look] = []
        self._came = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None
        self._concerns: dict[str, str] = {}
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone="UTC",
        )

    async def start(self) -> None:
        """Read the feeds and begin. StoreError when they cannot be read."""
        await self.refresh()
        self._saver = asyncio.create_task(self._save_for_ever())
        self._scheduler.start()

    async def refresh(self) -> None:
        """Take up feeds that were added, drop those that left, follow changed configurations."""
        stored = {feed.id: (feed, state) for feed, state in await self._off_loop(self._read_feeds)}
        for feed_id in [i for i in self.watched if i not in stored]:
            left = self.watched.pop(feed_id)
            why = "it was removed, switched off or left the configuration"
            log.warning("feed is no longer polled", feed=left.feed.name, url=left.state.url, why=why)
            with suppress(JobLookupError):
                self._scheduler.remove_job(feed_id)
        now = self.parts.now()
        started = 0
        for feed_id, (feed, state) in stored.items():
            known = self.watched.get(feed_id)
            if known is not None:
                known.feed = feed
                if state.polls > known.state.polls:  # somebody polled it by hand
                    known.state = state
                    self._set(known, state.next_poll_after or now)
                continue
            due = state.next_poll_after
            if due is None or due <= now:
                due = now + timedelta(seconds=started / PER_SECOND)
                started += 1
            self.watched[feed_id] = Watched(feed=feed, state=state, due=due)
            self._scheduler.add_job(
                self._job,
                IntervalTrigger(seconds=SAFETY.total_seconds()),
                args=(feed_id,),
                id=feed_id,
                next_run_time=due,
            )

    async def stop(self, seconds: float = 3.0) -> None:
        """Begin nothing new, give running looks some seconds, save what was seen."""
        if self._scheduler.running:
            self._scheduler.pause()
        running = [
            t for t in asyncio.all_tasks() if getattr(t.get_coro(), "__name__", "") == "run_coroutine_job"
        ]
        if running:
            await asyncio.wait(running, timeout=seconds)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._saver is not None:
            self._saver.cancel()
            with suppress(asyncio.CancelledError):
                await self._saver
        if self._waiting:
            await self._save(self._waiting)
            self._waiting = []

    async def _job(self, feed_id: str) -> None:
        watched = self.watched.get(feed_id)
        if watched is None:
            return
        now = self.parts.now()
        host = host_of(watched.state.url)
        paused = self.pauses.until(host, now)
        if paused is not None and not watched.feed.ignore_backoff:
            # Not all at once when the pause ends.
            self._set(watched, paused + timedelta(seconds=random.uniform(0, 10)))  # noqa: S311  # no secret
            return
        if not await self._claimed(watched):
            return
        self.figures.late.append((feed_id, (self.parts.now() - watched.due).total_seconds()))
        try:
            async with asyncio.timeout(JOB_SECONDS):
                seen = await look(watched.feed, watched.state, self.parts)
        except TimeoutError:
            seen = self._gave_up(watched)
        self.pauses.record(host, seen.outcome, seen.at)
        self._waiting.append(seen)
        self._came.set()

    async def _claimed(self, watched: Watched) -> bool:
        """Wait until the feed is claimed; False when it could not be, and comes again later."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._claims.append((watched, done))
        self._came.set()
        return await done

    def _gave_up(self, watched: Watched) -> Look:
        return Look(
            feed=watched.feed,
            state=watched.state,
            outcome=Outcome(
                result=Result.FAILED,
                error=f"{watched.state.url} was not read within {JOB_SECONDS:g} s; its host is slow",
            ),
            at=self.parts.now(),
        )

    async def _save_for_ever(self) -> None:
        while True:
            await self._came.wait()
            if len(self._waiting) < BATCH:
                await asyncio.sleep(LINGER)
            self._came.clear()
            claims, self._claims = self._claims, []
            if claims:
                await self._save_claims(claims)
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if self._waiting:
                self._came.set()
            if batch:
                await self._save(batch)

    async def _save_claims(self, claims: list[tuple[Watched, asyncio.Future[bool]]]) -> None:
        now = self.parts.now()
        states = [
            replace(w.state, next_poll_after=now + (w.state.interval or w.feed.min_interval))
            for w, _ in claims
        ]
        saved = False
        try:
            await self._off_loop(lambda: claim(states, self.parts.store, self._fence))
            saved = True
        except FencedError as error:
            log.warning("stepping down", why=str(error))
            self._fenced()
        except StoreError as error:
            log.error("the store cannot be written; feeds wait", why=str(error), feeds=len(claims))
        except Exception:  # a bug must not end the saving of all feeds
            log.exception("claiming feeds failed")
        finally:
            for watched, done in claims:
                if not saved:
                    self._set(watched, now + AGAIN)
                if not done.done():
                    done.set_result(saved)

    async def _save(self, batch: list[Look]) -> None:
        try:
            settled = await self._off_loop(lambda: settle(batch, self.parts.store, self._fence))
        except FencedError as error:
            log.warning("stepping down", why=str(error))
            self._fenced()
            return
        except StoreError as error:
            log.error("what the feeds brought cannot be saved; they are polled again", why=str(error))
            again = self.parts.now() + AGAIN
            for one in batch:
                if (watched := self.watched.get(one.feed.id)) is not None:
                    self._set(watched, again)
            return
        except Exception:  # a bug: say so, and let the jobs' own triggers bring the feeds back
            log.exception("saving a batch of polls failed")
            return
        for seen, saved in zip(batch, settled, strict=True):
            self._note(seen, saved)
        ids = [article_id for one in settled for article_id in one.to_process]
        if ids:
            await self._enqueue(ids)

    def _note(self, seen: Look, settled: Settled) -> None:
        figures, outcome = self.figures, settled.outcome
        figures.polls += 1
        figures.wire_bytes += seen.wire_bytes
        figures.new += len(settled.new)
        figures.edited += len(settled.edited)
        feed, state = settled.feed, settled.state
        if outcome.result in (Result.FAILED, Result.GONE):
            figures.failures += 1
            assert state.next_poll_after is not None
            log.warning(
                "feed failed",
                feed=feed.name,
                why=outcome.error,
                again=f"{state.next_poll_after:%Y-%m-%d %H:%M:%S}",
            )
        elif seen.state.failures:
            log.info("feed works again", feed=feed.name)
        for refusal in settled.refused[:3]:
            log.info("item left out", feed=feed.name, position=refusal.position, why=refusal.reason)
        watched = self.watched.get(feed.id)
        if watched is not None:
            watched.state = state
            self._set(watched, state.next_poll_after or self.parts.now() + SAFETY)
        said = concern(feed, state, seen.at)
        if said is None:
            self._concerns.pop(feed.id, None)
        elif feed.id not in self._concerns:
            self._concerns[feed.id] = said
            log.error("core feed needs attention", feed=feed.name, why=said)

    def _set(self, watched: Watched, due: datetime) -> None:
        watched.due = due
        with suppress(JobLookupError):
            self._scheduler.modify_job(watched.feed.id, next_run_time=due)

    def _read_feeds(self) -> list[tuple[Feed, FeedState]]:
        with self.parts.store.read() as tx:
            return tx.feeds()

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
