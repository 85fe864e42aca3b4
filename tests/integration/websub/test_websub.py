"""WebSub with a real hub, a real subscriber's web process and real HTTP, all on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from pipeline import clock
from pipeline.edge.fetch import HttpFetcher
from pipeline.edge.store import open_store
from pipeline.feeds.feed import Feed, FeedState
from pipeline.feeds.websub import LEASE, Subscription, SubscriptionState, confirm, due, signed
from pipeline.flow.poll import PollParts, poll
from pipeline.flow.websub import HubParts, subscribe_due
from pipeline.ports import Filter, Store
from tests.fakes.flow import FakeQueue
from tests.fakes.site import Reply, Site, site
from tests.fakes.things import NOON
from workers.web import websub


@dataclass
class Hub:
    """A hub as the specification describes it: verifies intent, then distributes with a signature."""

    subscribers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Callback by topic, with its secret."""
    answers: list[tuple[int, str]] = field(default_factory=list)
    base: str = ""

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/hub")
        async def subscribe(request: Request) -> Response:
            asked = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
            if asked.get("hub.mode") != "subscribe" or "hub.callback" not in asked:
                return Response("bad request", 400)
            asyncio.get_running_loop().run_in_executor(None, self.verify, asked)
            return Response(status_code=202)

        return app

    def verify(self, asked: dict[str, str]) -> None:
        query = urlencode(
            {
                "hub.mode": "subscribe",
                "hub.topic": asked["hub.topic"],
                "hub.challenge": "ch4llenge",
                "hub.lease_seconds": asked["hub.lease_seconds"],
            }
        )
        answer = httpx.get(f"{asked['hub.callback']}?{query}")
        self.answers.append((answer.status_code, answer.text))
        if answer.text == "ch4llenge":
            self.subscribers[asked["hub.topic"]] = (asked["hub.callback"], asked["hub.secret"])

    def publish(self, topic: str, body: bytes, secret: str | None = None) -> int:
        callback, shared = self.subscribers[topic]
        signature = hmac.new((secret or shared).encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/rss+xml"}
        return httpx.post(callback, content=body, headers=headers).status_code


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'araxes.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as served:
        yield served


def served(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    for base in served(hub.app()):
        hub.base = base
        yield hub


@dataclass
class Subscriber:
    base: str
    queue: FakeQueue


@pytest.fixture
def subscriber(store: Store) -> Iterator[Subscriber]:
    app, queue = FastAPI(), FakeQueue()

    @dataclass
    class Parts:
        store: Store
        queue: FakeQueue
        now: object = clock.now

    app.state.parts = Parts(store, queue)
    app.include_router(websub.router)
    for base in served(app):
        yield Subscriber(base, queue)


def rss(hub: Hub, web: Site, *numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Headline number {n} today</title><link>https://n.test/{n}</link></item>"
        for n in numbers
    )
    links = "".join(
        f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="{rel}" href="{href}"/>'
        for rel, href in (("hub", f"{hub.base}/hub"), ("self", f"{web.base}/feed"))
    )
    return f"<rss version='2.0'><channel><title>N</title>{links}{items}</channel></rss>".encode()


def until(done: object, seconds: float = 10) -> None:
    for _ in range(int(seconds * 100)):
        if done():  # type: ignore[operator]
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")


def test_from_subscription_to_pushed_article(
    store: Store, web: Site, hub: Hub, subscriber: Subscriber
) -> None:
    url = web.answer("/feed", Reply(rss(hub, web, 1)))
    feed = Feed(url=url, name="N", outlet="n")
    with store.write() as tx:
        tx.sync_feeds([feed])

    async def run() -> list[Subscription]:
        door = HttpFetcher(user_agent="x", allow_networks=("127.0.0.0/8",))
        with store.read() as tx:
            feeds = tx.feeds()
        async for _ in poll(feeds, PollParts(fetcher=door, store=store, now=clock.now)):
            pass
        parts = HubParts(fetcher=door, store=store, now=clock.now, public_url=subscriber.base)
        asked = await subscribe_due(parts)
        assert await subscribe_due(parts) == []
        await door.aclose()
        return asked

    (asked,) = asyncio.run(run())
    assert (asked.error, asked.topic) == (None, url)
    until(lambda: hub.subscribers)
    assert hub.answers == [(200, "ch4llenge")]
    with store.read() as tx:
        current = tx.subscription(asked.token)
    assert current is not None
    assert current.state is SubscriptionState.ACTIVE
    assert current.until is not None
    assert timedelta(days=6) < current.until - clock.now() <= LEASE

    assert hub.publish(url, rss(hub, web, 2)) == 202
    assert hub.publish(url, rss(hub, web, 2)) == 202
    assert hub.publish(url, rss(hub, web, 3), secret="somebody else's") == 202
    assert hub.publish(url, b"<html>no feed</html>") == 202
    with store.read() as tx:
        articles = tx.find_articles(Filter())
        state = tx.feed(feed.id)
    assert {a.url for a in articles} == {"https://n.test/1", "https://n.test/2"}
    assert len(subscriber.queue.held()) == 1
    assert state is not None
    assert state[1].next_poll_after is not None


def test_a_check_of_what_nobody_asked_for_is_refused(subscriber: Subscriber) -> None:
    query = urlencode({"hub.mode": "subscribe", "hub.topic": "x", "hub.challenge": "c"})
    assert httpx.get(f"{subscriber.base}/websub/made-up?{query}").status_code == 404
    assert httpx.post(f"{subscriber.base}/websub/made-up", content=b"<rss/>").status_code == 202


def test_a_hub_that_refuses_is_asked_again_later(store: Store, web: Site, hub: Hub) -> None:
    web.answer("/hub", Reply(b"no such topic", 404))
    feed = Feed(url=f"{web.base}/feed", name="N", outlet="n")
    state = FeedState(feed_id=feed.id, url=feed.url, hub=f"{web.base}/hub", extra={"topic": feed.url})
    with store.write() as tx:
        tx.sync_feeds([feed])
        tx.save_feed_state(state)

    async def run() -> list[Subscription]:
        door = HttpFetcher(user_agent="x", allow_networks=("127.0.0.0/8",))
        found = await subscribe_due(
            HubParts(fetcher=door, store=store, now=clock.now, public_url="http://me.test")
        )
        await door.aclose()
        return found

    (asked,) = asyncio.run(run())
    assert "status 404: no such topic" in (asked.error or "")
    assert not due(feed, state, asked, asked.asked + timedelta(minutes=30))
    assert due(feed, state, asked, asked.asked + timedelta(minutes=61))


SUBSCRIPTION = Subscription(
    feed_id="f", hub="https://hub.test/", topic="https://t.test/", token="t", secret="key", asked=NOON
)


def test_leases_are_renewed_in_time() -> None:
    feed = Feed(url="https://t.test/", name="N", outlet="n")
    state = FeedState(feed_id="f", url=feed.url, hub="https://hub.test/", extra={"topic": "https://t.test/"})
    active, challenge = confirm(
        SUBSCRIPTION,
        {
            "hub.mode": "subscribe",
            "hub.topic": "https://t.test/",
            "hub.challenge": "c",
            "hub.lease_seconds": "864000",
        },
        NOON,
    )
    assert challenge == "c"
    assert not due(feed, state, active, NOON + timedelta(days=7))
    assert due(feed, state, active, NOON + timedelta(days=8.1))
    moved = FeedState(
        feed_id="f", url=feed.url, hub="https://other.test/", extra={"topic": "https://t.test/"}
    )
    assert due(feed, moved, active, NOON)
    assert not due(feed, FeedState(feed_id="f", url=feed.url), None, NOON)


def test_denials_and_wrong_topics() -> None:
    denied, said = confirm(
        SUBSCRIPTION, {"hub.mode": "denied", "hub.topic": "https://t.test/", "hub.reason": "no"}, NOON
    )
    assert (denied.state, denied.error, said) == (SubscriptionState.DENIED, "the hub refuses: no", "")
    for query in ({}, {"hub.mode": "subscribe", "hub.topic": "https://else.test/", "hub.challenge": "c"}):
        assert confirm(SUBSCRIPTION, query, NOON) == (SUBSCRIPTION, None)


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=00", "md5=abc", "=", "sha1"])
def test_what_is_not_signed_is_not_believed(header: str) -> None:
    assert not signed(SUBSCRIPTION, b"body", header)
    good = hmac.new(b"key", b"body", hashlib.sha1).hexdigest()
    assert signed(SUBSCRIPTION, b"body", f"sha1={good}")
