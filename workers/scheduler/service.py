"""The scheduler process: stands by, leads, polls, sweeps, beats, and stops warmly."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import structlog

from pipeline.alerts.rules import Rules
from pipeline.errors import AraxesError, FencedError, StoreError
from pipeline.flow.notify import notify
from pipeline.flow.poll import PollParts
from pipeline.flow.sweep import BATCH as ARTICLES_PER_JOB
from pipeline.flow.sweep import sweep
from pipeline.flow.websub import HubParts, subscribe_due
from pipeline.ports import Now, Queue, Store
from workers.scheduler.leader import RENEW, ROLE, Leadership, Standing
from workers.scheduler.parsing import ParsePool
from workers.scheduler.polling import Polling

T = TypeVar("T")
log = structlog.get_logger()

BEAT = timedelta(seconds=5)
SWEEP = timedelta(seconds=5)
NOTICES = timedelta(seconds=10)
"""How often feeds are looked over for what people should be told."""
HUBS = timedelta(seconds=60)
"""How often subscriptions at WebSub hubs are looked after."""
REFRESH = timedelta(seconds=30)
"""How soon feeds that were added or removed elsewhere are noticed."""
STOP_SECONDS = 3.0
SWITCH = 0.001
"""Seconds after which a computing thread lets another have the interpreter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerParts:
    """What the scheduler needs from the outside."""

    poll: Callable[[ParsePool], PollParts]
    """Builds the polling parts in the running event loop."""
    store: Store
    queue: Queue
    leadership: Leadership
    now: Now
    rules: Rules = field(default_factory=Rules)
    """Whom to tell about feeds that need attention."""
    public_url: str | None = None
    """Where WebSub hubs reach our web process; None: feeds are only polled."""


class Scheduler:
    """Runs until `stop`."""

    def __init__(self, parts: SchedulerParts) -> None:
        self.parts = parts
        self.polling: Polling | None = None
        self._stop = asyncio.Event()
        self._lost = asyncio.Event()
        # Threads that compute keep the interpreter for 5 ms at a time. One that saves gives it up with every
        # statement and would wait that long to get it back, a thousand times in a transaction.
        sys.setswitchinterval(SWITCH)
        self._parsing = ParsePool()
        self._poll_parts: PollParts | None = None
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="store")
        self._election = ThreadPoolExecutor(1, thread_name_prefix="election")
        self._said: dict[str, str] = {}

    def stop(self) -> None:
        """Ask it to end; a signal handler."""
        self._stop.set()

    async def run(self) -> None:
        """Stand by until we lead; lead until told to stop or taken over."""
        self._poll_parts = self.parts.poll(self._parsing)
        beats = asyncio.create_task(self._every(BEAT, self._beat))
        sweeps = asyncio.create_task(self._every(SWEEP, self._sweep))
        refreshes = asyncio.create_task(self._every(REFRESH, self._refresh))
        hubs = asyncio.create_task(self._every(HUBS, self._subscribe))
        notices = asyncio.create_task(self._every(NOTICES, self._notify))
        try:
            while not self._stop.is_set():
                await self._elect()
                await self._pause(RENEW.total_seconds())
        finally:
            for task in (beats, sweeps, refreshes, hubs, notices):
                task.cancel()
            await self._retire()
            await self._poll_parts.fetcher.aclose()
            with suppress(AraxesError):
                await self._in(self._election, self.parts.leadership.resign)
            await self._parsing.aclose()
            self._threads.shutdown(wait=False)
            self._election.shutdown(wait=False)
            log.info("scheduler stopped")

    async def _elect(self) -> None:
        if self._lost.is_set():
            self._lost.clear()
            self.parts.leadership.token = None
            await self._retire()
        try:
            standing = await self._in(self._election, self.parts.leadership.step)
        except StoreError as error:
            self._say("store", f"the store cannot be used: {error}")
            return
        self._say("standing", standing.value)
        if standing is Standing.STANDS_BY:
            await self._retire()
        elif self.polling is None:
            await self._take_up()

    async def _take_up(self) -> None:
        token = self.parts.leadership.token
        assert token is not None
        assert self._poll_parts is not None
        polling = Polling(
            self._poll_parts,
            token=token,
            enqueue=self._enqueue,
            fenced=self._lost.set,
            threads=self._threads,
        )
        try:
            await polling.start()
        except StoreError as error:
            self._say("store", f"the feeds cannot be read: {error}")
            return
        self._said.pop("store", None)
        self.polling = polling
        log.info("leading", feeds=len(polling.watched), token=token)
        await self._beat()

    async def _retire(self) -> None:
        polling, self.polling = self.polling, None
        if polling is not None:
            await polling.stop(STOP_SECONDS)

    async def _enqueue(self, ids: Sequence[str]) -> None:
        def work() -> None:
            for start in range(0, len(ids), ARTICLES_PER_JOB):
                self.parts.queue.enqueue_articles(ids[start : start + ARTICLES_PER_JOB])

        if self._said.get("queue"):
            return  # known to be away: the sweeper asks again and brings these along
        try:
            await self._in(self._threads, work)
            self._say("queue", "")
        except AraxesError as error:
            self._say("queue", f"articles wait in the store until the queue server is back: {error}")

    async def _sweep(self) -> None:
        if self.polling is None:
            return
        try:
            swept = await self._in(
                self._threads, lambda: sweep(self.parts.store, self.parts.queue, self.parts.now())
            )
            self._say("queue", "")
            if swept.articles or swept.deliveries:
                log.info("swept up", articles=swept.articles, deliveries=swept.deliveries)
        except AraxesError as error:
            self._say("queue", f"nothing can be put on its way now: {error}")

    async def _refresh(self) -> None:
        if self.polling is not None:
            with suppress(StoreError):
                await self.polling.refresh()

    async def _subscribe(self) -> None:
        if self.polling is None or self.parts.public_url is None or self._poll_parts is None:
            return
        hub = HubParts(
            fetcher=self._poll_parts.fetcher,
            store=self.parts.store,
            now=self.parts.now,
            public_url=self.parts.public_url,
        )
        with suppress(StoreError):
            for asked in await subscribe_due(hub):
                if asked.error:
                    log.warning("hub does not take a subscription", hub=asked.hub, why=asked.error)

    async def _notify(self) -> None:
        """Tell about core feeds that need attention; the sweeper sends what this puts into the outbox."""
        polling, token = self.polling, self.parts.leadership.token
        if polling is None or token is None:
            return
        feeds = [(w.feed, w.state) for w in polling.watched.values() if w.feed.tier == 1]
        try:
            raised = await self._in(
                self._threads,
                lambda: notify(feeds, self.parts.store, self.parts.rules, self.parts.now(), (ROLE, token)),
            )
        except FencedError:
            self._lost.set()
            return
        except StoreError as error:
            log.error("notices about feeds wait until the store can be written", why=str(error))
            return
        for notice in raised:
            log.warning("notice about feeds", state=notice.state.value, why=notice.because)

    async def _beat(self) -> None:
        polling = self.polling
        if "standing" not in self._said:
            return  # nothing is decided yet
        if polling is None:
            name, note = f"{ROLE}-standby:{socket.gethostname()}", "stands by"
        else:
            figures = polling.figures
            name = ROLE
            note = (
                f"{len(polling.watched)} feeds, {figures.polls} polls, {figures.failures} failed, "
                f"{figures.new} new articles, lateness p99 {figures.lateness():.1f} s"
            )
        with suppress(StoreError):
            await self._in(self._threads, lambda: self.parts.store.beat(name, self.parts.now(), note))

    async def _every(self, span: timedelta, step: Callable[[], object]) -> None:
        while True:
            try:
                await step()  # type: ignore[misc]
            except Exception:  # a bug: say so and go on with the rest
                log.exception("a regular task failed")
            await asyncio.sleep(span.total_seconds())

    async def _pause(self, seconds: float) -> None:
        stop, lost = asyncio.create_task(self._stop.wait()), asyncio.create_task(self._lost.wait())
        await asyncio.wait({stop, lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        lost.cancel()

    def _say(self, topic: str, text: str) -> None:
        """Log what has changed, once."""
        if self._said.get(topic, "") == text:
            return
        before = self._said.get(topic)
        self._said[topic] = text
        if text:
            log.warning(text) if topic != "standing" else log.info(f"this scheduler {text}")
        elif before:
            log.info("the queue server is back")

    @staticmethod
    async def _in(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, work)


def serve(build: Callable[[], SchedulerParts]) -> None:
    """Run a scheduler in this process until SIGTERM or SIGINT."""
    _open_files()
    asyncio.run(_serve(build))


async def _serve(build: Callable[[], SchedulerParts]) -> None:
    scheduler = Scheduler(build())
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, scheduler.stop)
    await scheduler.run()


def _open_files() -> None:
    """Thousands of feeds want more sockets than the usual soft limit of 1,024 files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
