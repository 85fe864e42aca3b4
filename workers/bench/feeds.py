"""Polling measured: against a bare HTTP client, against the `reader` library, and under hostile servers."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from config.settings import Settings
from pipeline import clock
from pipeline.errors import InputError
from pipeline.feeds.feed import Feed
from pipeline.flow.poll import PollParts, poll
from pipeline.ports import Filter, Store
from workers import bootstrap
from workers.bench.feedserver import ITEMS, FeedServer, feed_server
from workers.scheduler.parsing import ParsePool
from workers.scheduler.polling import Polling

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Feeds that have not changed, against a bare loop of the same conditional requests."""

    feeds: int
    rounds: int
    bare_cpu: float
    """Seconds of CPU of one httpx.AsyncClient that asks one feed after the other: its cheapest use."""
    bare_concurrent_cpu: float
    """The same with 32 requests under way, as a poller would use it."""
    our_cpu: float
    """Fetching, deciding and saving the feeds' states."""
    our_seconds: float
    received_by_server: float
    """Bytes per feed that we send."""
    sent_by_server: float
    """Bytes per feed that we are sent."""

    @property
    def ratio(self) -> float:
        return self.our_cpu / self.bare_cpu

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Feeds of 20 items with one new item a cycle, side by side with `reader`."""

    feeds: int
    cycles: int
    our_feeds_per_second: float
    our_cpu_per_feed: float
    reader_feeds_per_second: float
    """The better of one and four workers."""
    reader_cpu_per_feed: float
    items_expected: int
    items_found: int
    items_found_by_reader: int
    found_twice: int

    @property
    def ratio(self) -> float:
        return self.our_feeds_per_second / self.reader_feeds_per_second

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """Many feeds, some of which hang, fail, or never end."""

    feeds: int
    hanging: int
    failing: int
    streaming: int
    interval: float
    cycles: int
    polls: int
    first_cycle_seconds: float
    """Until every feed that is well had been read once, with 20 items each."""
    lateness_p50: float
    lateness_p99: float
    lateness_max: float
    """Seconds, of the feeds that are well, after the first cycle."""
    lateness_p99_by_cycle: tuple[float, ...]
    megabytes: tuple[int, ...]
    """Resident memory after each cycle."""
    loop_cpu_share: float
    threads: int

    def row(self) -> dict[str, Any]:
        return asdict(self)


def measure_unchanged(settings: Settings, *, feeds: int, rounds: int, say: Say) -> Unchanged:
    with feed_server() as server, _scratch(settings) as (local, store):
        _watch(store, server, "steady", feeds)
        say("the first look fills the store")
        asyncio.run(_poll_all(local, store))
        bare, concurrent, ours, seconds = [], [], [], []
        server.reset()
        counts: dict[str, Any] = {}
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}")
            bare.append(asyncio.run(_bare(server, feeds, at_once=1)))
            concurrent.append(asyncio.run(_bare(server, feeds, at_once=32)))
            server.reset()
            cpu, wall = asyncio.run(_poll_all(local, store))
            counts = server.counts()
            ours.append(cpu)
            seconds.append(wall)
    return Unchanged(
        feeds=feeds,
        rounds=rounds,
        bare_cpu=median(bare),
        bare_concurrent_cpu=median(concurrent),
        our_cpu=median(ours),
        our_seconds=median(seconds),
        received_by_server=counts["received"] / feeds,
        sent_by_server=counts["sent"] / feeds,
    )


def measure_news(settings: Settings, *, feeds: int, cycles: int, say: Say) -> News:
    with feed_server() as server, _scratch(settings) as (local, store):
        _watch(store, server, "news", feeds)
        theirs = _Reader(local.data_dir, server, feeds)
        say("the first look, 20 items a feed")
        asyncio.run(_poll_all(local, store))
        theirs.update(1)
        ours_cpu, ours_wall = [], []
        their: dict[int, list[tuple[float, float]]] = {1: [], 4: []}
        cycle = 0
        for number in range(1, cycles + 1):
            say(f"cycle {number} of {cycles}")
            # Each reader's turn begins with an item that is new to it; who comes first changes.
            for workers in (1, 4) if number % 2 else (4, 1):
                cycle += 1
                server.cycle(cycle)
                cpu, wall = asyncio.run(_poll_all(local, store))
                ours_cpu.append(cpu)
                ours_wall.append(wall)
                their[workers].append(theirs.update(workers))
        best = min(their.values(), key=lambda runs: median(wall for _, wall in runs))
        with store.read() as tx:
            articles = tx.find_articles(Filter(limit=10_000_000))
        found = [a.url for a in articles]
        return News(
            feeds=feeds,
            cycles=2 * cycles,
            our_feeds_per_second=feeds / median(ours_wall),
            our_cpu_per_feed=median(ours_cpu) / feeds,
            reader_feeds_per_second=feeds / median(wall for _, wall in best),
            reader_cpu_per_feed=median(cpu for cpu, _ in best) / feeds,
            items_expected=feeds * (ITEMS + cycle),
            items_found=len(set(found)),
            items_found_by_reader=theirs.count(),
            found_twice=len(found) - len(set(found)),
        )


def measure_hostile(settings: Settings, *, feeds: int, cycles: int, interval: float, say: Say) -> Hostile:
    hanging, failing, streaming = feeds * 5 // 100, feeds * 5 // 100, feeds // 100
    kinds = ["hang"] * hanging + ["fail"] * failing + ["stream"] * streaming
    kinds += ["steady"] * (feeds - len(kinds))
    random.Random(1).shuffle(kinds)  # noqa: S311  # the same order each time
    with feed_server() as server, _scratch(settings) as (local, store):
        span = timedelta(seconds=interval)
        watched = [
            Feed(
                url=f"http://feed{n}.test:{server.port}/{kind}/{n}",
                name=f"{kind} {n}",
                outlet=f"feed{n}.test",
                min_interval=span,
                max_interval=span,
                tier=1,
                ignore_hints=True,
            )
            for n, kind in enumerate(kinds)
        ]
        with store.write() as tx:
            tx.sync_feeds(watched)
        return asyncio.run(
            _hostile(local, store, watched, (hanging, failing, streaming), cycles, interval, say)
        )


async def _hostile(
    settings: Settings,
    store: Store,
    feeds: Sequence[Feed],
    bad: tuple[int, int, int],
    cycles: int,
    interval: float,
    say: Say,
) -> Hostile:
    from concurrent.futures import ThreadPoolExecutor

    # A core of a busy machine polls a few hundred feeds a second; starting all at once would measure that.
    parsing = ParsePool()
    parts = _parts(settings, store, parsing)

    async def enqueue(ids: Sequence[str]) -> None:
        pass

    polling = Polling(parts, token=1, enqueue=enqueue, fenced=lambda: None, threads=ThreadPoolExecutor(2))
    megabytes, threads = [], 0
    say("first cycle")
    well = {f.id for f in feeds if f.name.startswith("steady")}
    started = time.perf_counter()
    await polling.start()
    while any(w.state.polls == 0 for i, w in polling.watched.items() if i in well):
        await asyncio.sleep(0.5)
    first = time.perf_counter() - started
    await asyncio.sleep(interval)
    polling.figures.late.clear()
    polls, cpu, began = polling.figures.polls, time.process_time(), time.perf_counter()
    late: list[float] = []
    by_cycle: list[float] = []
    for number in range(1, cycles + 1):
        await asyncio.sleep(interval)
        these = sorted(seconds for feed_id, seconds in polling.figures.late if feed_id in well)
        by_cycle.append(round(_share(these, 0.99), 3))
        late += these
        polling.figures.late.clear()
        gc.collect()
        megabytes.append(_status()["VmRSS"] // 1000)
        threads = max(threads, _status()["Threads"])
        say(f"cycle {number} of {cycles}: {polling.figures.polls - polls} polls, {megabytes[-1]} MB")
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    polls = polling.figures.polls - polls
    await polling.stop(0.1)
    await parts.fetcher.aclose()
    await parsing.aclose()
    late.sort()
    return Hostile(
        feeds=len(feeds),
        hanging=bad[0],
        failing=bad[1],
        streaming=bad[2],
        interval=interval,
        cycles=cycles,
        polls=polls,
        first_cycle_seconds=round(first, 1),
        lateness_p50=round(_share(late, 0.5), 3),
        lateness_p99=round(_share(late, 0.99), 3),
        lateness_max=round(late[-1], 3),
        lateness_p99_by_cycle=tuple(by_cycle),
        megabytes=tuple(megabytes),
        loop_cpu_share=round(share, 3),
        threads=threads,
    )


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _status() -> dict[str, int]:
    """`VmRSS` (kB) and `Threads` of this process, from /proc/self/status (Linux)."""
    pairs = (line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(value.split()[0]) for name, value in pairs if name in ("VmRSS", "Threads")}


def _of_children() -> float:
    """CPU seconds of processes that have ended: the parsers."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _poll_all(settings: Settings, store: Store) -> tuple[float, float]:
    """CPU and wall seconds of polling every feed once."""
    parsing = ParsePool()
    parts = _parts(settings, store, parsing)
    with store.read() as tx:
        feeds = tx.feeds()
    cpu, children, wall = time.process_time(), _of_children(), time.perf_counter()
    async for settled in poll(feeds, parts):
        if settled.outcome.error:
            raise InputError(f"the local server failed: {settled.outcome.error}")
    spent, took = time.process_time() - cpu, time.perf_counter() - wall
    await parts.fetcher.aclose()
    await parsing.aclose()
    return spent + _of_children() - children, took


async def _bare(server: FeedServer, feeds: int, at_once: int) -> float:
    """CPU seconds of conditional requests by httpx alone."""
    wanted = iter(range(feeds))
    async with httpx.AsyncClient() as client:
        cpu = time.process_time()

        async def work() -> None:
            for n in wanted:
                answer = await client.get(
                    f"{server.base}/steady/{n}", headers={"If-None-Match": '"steady-1"'}
                )
                if answer.status_code != 304:
                    raise InputError(f"the local server answered {answer.status_code} instead of 304")

        await asyncio.gather(*(work() for _ in range(at_once)))
        return time.process_time() - cpu


class _Reader:
    """The `reader` library over the same feeds."""

    def __init__(self, folder: Path, server: FeedServer, feeds: int) -> None:
        try:
            from reader import make_reader
        except ImportError:
            raise InputError(
                "the reader library is not installed; `pip install reader sgmllib3k` (it is a dev extra)"
            ) from None
        logging.getLogger("reader").setLevel(logging.ERROR)
        self._reader = make_reader(str(folder / "reader.sqlite"))
        for n in range(feeds):
            self._reader.add_feed(f"{server.base}/news/{n}")

    def update(self, workers: int) -> tuple[float, float]:
        cpu, wall = time.process_time(), time.perf_counter()
        self._reader.update_feeds(scheduled=False, workers=workers)
        return time.process_time() - cpu, time.perf_counter() - wall

    def count(self) -> int:
        return self._reader.get_entry_counts().total or 0


@contextmanager
def _scratch(settings: Settings) -> Any:
    """Settings that keep everything in a folder that is thrown away, and may fetch from loopback."""
    with tempfile.TemporaryDirectory(prefix="araxes-bench-") as folder:
        local = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "database_url": None,
                "allow_networks": ("127.0.0.0/8",),
            }
        )
        store = bootstrap.store(local)
        try:
            yield local, store
        finally:
            store.close()


def _watch(store: Store, server: FeedServer, kind: str, feeds: int) -> None:
    with store.write() as tx:
        tx.sync_feeds(
            [Feed(url=f"{server.base}/{kind}/{n}", name=f"{kind} {n}", outlet=f"o{n}") for n in range(feeds)]
        )


def _parts(settings: Settings, store: Store, parsing: ParsePool) -> PollParts:
    """The parts as in production, with a resolver that finds every name on loopback."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    return replace(
        bootstrap.poll_parts(settings, store, parsing),
        fetcher=bootstrap.fetcher(settings, resolve=resolve),
        now=clock.now,
    )
