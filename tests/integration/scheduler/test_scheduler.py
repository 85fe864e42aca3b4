"""The scheduler process: polls, hands over, does without its queue server, and stops warmly."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from structlog.testing import capture_logs

from pipeline import clock
from pipeline.edge.fetch import HttpFetcher
from pipeline.edge.store import open_store
from pipeline.errors import QueueError
from pipeline.feeds.feed import Feed, FeedHealth
from pipeline.flow.poll import PollParts
from pipeline.ports import Filter, Store
from tests.fakes.flow import FakeQueue
from tests.fakes.site import Asked, Reply, Site, hanging, site
from workers import valkey
from workers.scheduler import leader
from workers.scheduler.leader import KEY, Leadership, Standing
from workers.scheduler.service import Scheduler, SchedulerParts

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def queue_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("valkey")
    valkey.prepare(folder)
    process = subprocess.Popen(valkey.command(folder), stdout=subprocess.DEVNULL)
    url = valkey.url(folder)
    for _ in range(200):
        with suppress(RedisError):
            Redis.from_url(url).ping()
            break
        threading.Event().wait(0.05)
    yield url
    process.terminate()
    process.wait()


@pytest.fixture
def redis(queue_server: str) -> Iterator[Redis]:
    client = Redis.from_url(queue_server)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'araxes.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as served:
        yield served


def rss(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Headline number {n} of today</title><link>https://n.test/{n}</link></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>".encode()


def nowhere() -> Redis:
    return Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))


def watch(store: Store, *urls: str, **changes: Any) -> list[Feed]:
    feeds = [
        replace(
            Feed(url=u, name=u[-12:], outlet="n", tier=1, min_interval=SECOND, max_interval=SECOND), **changes
        )
        for u in urls
    ]
    with store.write() as tx:
        tx.sync_feeds(feeds)
    return feeds


def scheduler(store: Store, redis: Redis, queue: Any = None, **door: Any) -> Scheduler:
    def poll(pool: Any) -> PollParts:
        settings = {"user_agent": "x", "allow_networks": ("127.0.0.0/8",), "per_host": 50} | door
        return PollParts(fetcher=HttpFetcher(**settings), store=store, now=clock.now, parse=pool)

    return Scheduler(
        SchedulerParts(
            poll=poll,
            store=store,
            queue=queue or FakeQueue(),
            leadership=Leadership(redis=redis, store=store, now=clock.now),
            now=clock.now,
        )
    )


async def until(done: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(0.02)


def test_it_polls_saves_and_hands_on_what_is_new(store: Store, redis: Redis, web: Site) -> None:
    served = [1, 2]
    web.answer("/feed", lambda asked: Reply(rss(*served)))
    (feed,) = watch(store, f"{web.base}/feed")
    queue = FakeQueue()

    async def run() -> None:
        one = scheduler(store, redis, queue)
        task = asyncio.create_task(one.run())
        await until(lambda: len(queue.held()) == 2)
        served.append(3)
        await until(lambda: len(queue.held()) == 3)
        one.stop()
        await task

    asyncio.run(run())
    with store.read() as tx:
        articles = tx.find_articles(Filter())
        found = tx.feed(feed.id)
    assert {a.url for a in articles} == {f"https://n.test/{n}" for n in (1, 2, 3)}
    assert queue.held() == {a.id for a in articles}
    assert found is not None
    assert found[1].health is FeedHealth.OK
    assert "1 feeds" in store.beats()["scheduler"][1]
    assert redis.get(KEY) is None


def test_a_feed_that_hangs_holds_up_no_other(store: Store, redis: Redis, web: Site) -> None:
    web.answer("/hang", Reply(pieces=hanging))
    counts: dict[str, int] = {}

    def counted(asked: Asked) -> Reply:
        counts[asked.path] = counts.get(asked.path, 0) + 1
        return Reply(rss(1))

    urls = [web.answer(f"/{n}", counted) for n in range(10)]
    watch(store, *urls, *(f"{web.base}/hang?{n}" for n in range(3)))
    for n in range(3):
        web.answer(f"/hang?{n}", Reply(pieces=hanging))

    async def run() -> None:
        one = scheduler(store, redis)
        task = asyncio.create_task(one.run())
        await until(lambda: len(counts) == 10 and min(counts.values()) >= 3)
        one.stop()
        await task

    asyncio.run(run())


def test_without_the_queue_server_it_polls_on_into_the_store(store: Store, web: Site) -> None:
    class Away(FakeQueue):
        def enqueue_articles(self, ids: Any) -> None:
            raise QueueError("the queue server does not answer")

    web.answer("/feed", Reply(rss(1, 2)))
    watch(store, f"{web.base}/feed")
    nobody = nowhere()

    async def run() -> None:
        one = scheduler(store, nobody, Away())
        task = asyncio.create_task(one.run())
        await until(lambda: one.polling is not None and one.polling.figures.polls >= 2)
        one.stop()
        await task

    asyncio.run(run())
    with store.read() as tx:
        assert len(tx.unfinished_articles(clock.now(), 10)) == 2


def test_feeds_that_are_added_and_removed_are_noticed(store: Store, redis: Redis, web: Site) -> None:
    urls = [web.answer(f"/{n}", Reply(rss(n))) for n in range(2)]
    watch(store, urls[0])

    async def run() -> None:
        one = scheduler(store, redis)
        task = asyncio.create_task(one.run())
        await until(lambda: one.polling is not None and one.polling.figures.polls >= 1)
        assert one.polling is not None
        watch(store, urls[1])
        await one.polling.refresh()
        assert [w.feed.url for w in one.polling.watched.values()] == [urls[1]]
        await until(lambda: any(a.path == "/1" for a in web.asked))
        one.stop()
        await task

    asyncio.run(run())


def test_a_successor_takes_over_and_asks_no_feed_twice(
    store: Store, redis: Redis, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "HOLD", timedelta(seconds=1))
    urls = [web.answer(f"/{n}", Reply(rss(n))) for n in range(20)]
    watch(store, *urls, min_interval=timedelta(minutes=5), max_interval=timedelta(minutes=5))

    async def run() -> None:
        first, second = scheduler(store, redis), scheduler(store, redis)
        leading = asyncio.create_task(first.run())
        await until(lambda: first.polling is not None and first.polling.figures.polls == 20)
        standing_by = asyncio.create_task(second.run())
        await asyncio.sleep(0.3)
        assert second.polling is None
        first.parts.leadership.resign = lambda: None  # type: ignore[method-assign]  # as if it were killed
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)
        await until(lambda: second.polling is not None)
        await asyncio.sleep(1.0)
        second.stop()
        await standing_by

    asyncio.run(run())
    assert sorted(a.path for a in web.asked) == sorted(f"/{n}" for n in range(20))


# ------------------------------------------------------------------ the election


def candidate(store: Store, redis: Redis) -> Leadership:
    return Leadership(redis=redis, store=store, now=clock.now)


def test_one_leads_and_the_next_follows_with_a_later_token(store: Store, redis: Redis) -> None:
    first, second = candidate(store, redis), candidate(store, redis)
    assert (first.step(), second.step()) == (Standing.LEADS, Standing.STANDS_BY)
    token = first.token
    assert token is not None
    assert first.step() is Standing.LEADS
    assert first.token == token
    first.resign()
    assert second.step() is Standing.LEADS
    assert second.token is not None
    assert second.token > token


def test_a_forgotten_lock_is_taken_back(store: Store, redis: Redis) -> None:
    first, second = candidate(store, redis), candidate(store, redis)
    first.step()
    redis.flushall()
    assert first.step() is Standing.LEADS
    assert second.step() is Standing.STANDS_BY


def test_a_leader_whose_lock_went_to_another_steps_down(store: Store, redis: Redis) -> None:
    first, second = candidate(store, redis), candidate(store, redis)
    first.step()
    redis.flushall()
    assert second.step() is Standing.LEADS
    assert first.step() is Standing.STANDS_BY
    assert first.token is None


def test_while_redis_is_away_the_heartbeat_in_the_store_decides(store: Store) -> None:
    nobody = nowhere()
    store.beat("scheduler", clock.now(), "alive")
    assert candidate(store, nobody).step() is Standing.STANDS_BY
    store.beat("scheduler", clock.now() - timedelta(minutes=1), "dead")
    assert candidate(store, nobody).step() is Standing.LEADS_ALONE


def test_what_a_fenced_leader_still_saw_is_not_saved(store: Store, redis: Redis, web: Site) -> None:
    web.answer("/feed", Reply(rss(1)))
    watch(store, f"{web.base}/feed")

    async def run() -> None:
        one = scheduler(store, redis)
        task = asyncio.create_task(one.run())
        await until(lambda: one.polling is not None and one.polling.figures.polls >= 1)
        web.answer("/feed", Reply(rss(1, 2)))
        redis.set(KEY, "another", px=60_000)
        with store.write(exclusive=True) as tx:
            tx.take_fence("scheduler", clock.now())
        await until(lambda: one.polling is None)
        one.stop()
        await task

    asyncio.run(run())
    with store.read() as tx:
        assert [a.url for a in tx.find_articles(Filter())] == ["https://n.test/1"]


def test_a_feed_that_is_taken_out_is_named_in_the_log(store: Store, redis: Redis, web: Site) -> None:
    web.answer("/feed", Reply(rss(1)))
    watch(store, f"{web.base}/feed")

    async def run() -> list[Any]:
        one = scheduler(store, redis)
        task = asyncio.create_task(one.run())
        await until(lambda: one.polling is not None and one.polling.figures.polls > 0)
        with store.write() as tx:
            tx.sync_feeds([])
        with capture_logs() as logs:
            assert one.polling is not None
            await one.polling.refresh()
        one.stop()
        await task
        return logs

    (said,) = [entry for entry in asyncio.run(run()) if entry["event"] == "feed is no longer polled"]
    assert said["url"] == f"{web.base}/feed"
