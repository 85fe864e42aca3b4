"""A core feed starts to fail: its operator is told by mail and webhook, once, and again when it works."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from pipeline import clock
from pipeline.alerts.alert import DeliveryState
from pipeline.alerts.cloudevent import schema
from pipeline.alerts.notice import NoticeRules, NoticeState
from pipeline.alerts.receivers import EmailTo, ReceiverRule, WebhookTo
from pipeline.alerts.retry import next_attempt
from pipeline.alerts.rules import Rules
from pipeline.edge.fetch import HttpFetcher
from pipeline.edge.store import open_store
from pipeline.edge.transport.email import EmailReceiver, Smtp
from pipeline.edge.transport.webhook import WebhookReceiver
from pipeline.feeds.feed import Feed
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.flow.poll import PollParts
from pipeline.ports import Receiver, Store
from tests.acceptance.test_deliveries import araxes
from tests.contract.transport.conftest import SECRET, Endpoint, Mailbox
from tests.contract.transport.conftest import serve as serve
from tests.contract.transport.conftest import serve_mail as serve_mail
from tests.fakes.flow import FakeQueue
from tests.fakes.site import Reply, Site, site
from workers.scheduler import service
from workers.scheduler.leader import Leadership
from workers.scheduler.service import Scheduler, SchedulerParts

SECOND = timedelta(seconds=1)
RSS = b"<rss version='2.0'><channel><title>N</title><item><title>A headline of today</title>"
RSS += b"<link>https://n.test/1</link></item></channel></rss>"
RULES = Rules(
    receivers=(
        ReceiverRule(name="operator", email=EmailTo(to=("ops@example.org",))),
        ReceiverRule(name="pager", webhook=WebhookTo(url="http://127.0.0.1", secrets=("s",))),
    ),
    notices=NoticeRules(
        receivers=("operator", "pager"),
        group_wait=timedelta(0),
        group_interval=timedelta(0),
        resolve_wait=timedelta(0),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'araxes.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as served:
        yield served


def running(store: Store, queue: FakeQueue) -> Scheduler:
    def poll(pool: Any) -> PollParts:
        door = HttpFetcher(user_agent="x", allow_networks=("127.0.0.0/8",))
        return PollParts(fetcher=door, store=store, now=clock.now, parse=pool)

    nowhere = Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
    leadership = Leadership(redis=nowhere, store=store, now=clock.now)
    # Without a queue server the store alone decides who leads; the first token is taken here.
    with store.write(exclusive=True) as tx:
        leadership.token = tx.take_fence("scheduler", clock.now())
    return Scheduler(
        SchedulerParts(poll=poll, store=store, queue=queue, leadership=leadership, now=clock.now, rules=RULES)
    )


async def while_running(store: Store, queue: FakeQueue, *steps: Callable[[], bool]) -> None:
    one = running(store, queue)
    task = asyncio.create_task(one.run())
    async with asyncio.timeout(30):
        for step in steps:
            while not step():
                await asyncio.sleep(0.05)
    one.stop()
    await task


def test_a_failing_core_feed_is_told_and_told_to_work_again(
    store: Store,
    web: Site,
    tmp_path: Path,
    serve: Callable[..., Endpoint],
    serve_mail: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "NOTICES", 0.1 * SECOND)
    monkeypatch.setattr(service, "SWEEP", 0.1 * SECOND)
    hook, box = serve(), Mailbox()
    port = serve_mail(box)
    receivers: dict[str, Receiver | None] = {
        "operator": EmailReceiver("operator", ("ops@example.org",), Smtp(host="127.0.0.1", port=port)),
        "pager": WebhookReceiver(
            "pager", hook.url, [SECRET], source="urn:araxes", allow_networks=("127.0.0.0/8",)
        ),
    }
    parts = DeliverParts(
        store=store,
        receivers=receivers,
        retry=lambda made, now, asked: next_attempt(made, now, asked, 0.0),
        now=clock.now,
    )
    feed = Feed(
        url=web.answer("/feed", Reply(RSS)),
        name="Core News",
        outlet="n.test",
        tier=1,
        min_interval=SECOND,
        max_interval=SECOND,
    )
    with store.write() as tx:
        tx.sync_feeds([feed])
    queue = FakeQueue()

    def state() -> Any:
        with store.read() as tx:
            found = tx.feed(feed.id)
        assert found is not None
        return found[1]

    def works() -> bool:
        return state().last_success is not None

    def fails() -> bool:
        web.answer("/feed", Reply(b"gone fishing", status=500))
        return bool(state().failures)

    asyncio.run(while_running(store, queue, works, fails))
    with store.read() as tx:
        assert tx.find_notices(10) == []  # it has failed for some seconds only
    with store.write() as tx:  # two hours pass
        failed = state()
        tx.save_feed_state(replace(failed, error_since=failed.error_since - timedelta(hours=2)))

    def told(count: int) -> Callable[[], bool]:
        def step() -> bool:
            due = [i for i in queue.held() if i.startswith("delivery_")]
            deliver(due, parts)
            return len(box.kept) >= count and len(hook.calls) >= count

        return step

    asyncio.run(while_running(store, queue, told(1)))
    web.answer("/feed", Reply(RSS))
    asyncio.run(while_running(store, queue, told(2)))
    asyncio.run(while_running(store, queue, told(2)))  # another scheduler takes over: nothing more is told

    with store.read() as tx:
        notices = tx.find_notices(10)
        deliveries = tx.find_deliveries()
    assert sorted(n.state for n in notices) == [NoticeState.FIRING, NoticeState.RESOLVED]
    assert len(deliveries) == 4
    assert {d.state for d in deliveries} == {DeliveryState.DELIVERED}

    first, second = box.mails
    assert first["Subject"].startswith("Feeds firing: Core News has failed since")
    assert second["Subject"].startswith("Feeds resolved: Core News answers again")
    assert second["In-Reply-To"] == first["Message-ID"]
    events = [json.loads(body) for _, _, body in hook.calls]
    for event in events:
        Draft202012Validator(schema("notice")).validate(event)
    assert [e["data"]["notice"]["status"] for e in events] == ["firing", "resolved"]
    assert events[1]["data"]["earlier"] == [events[0]["id"]]

    listed = [json.loads(x) for x in araxes(tmp_path, "alerts", "notices", "--json").stdout.splitlines()]
    assert [row["state"] for row in listed] == ["resolved", "firing"]
    rows = [json.loads(x) for x in araxes(tmp_path, "deliveries", "list", "--json").stdout.splitlines()]
    assert all(row["alert"].startswith("feeds ") for row in rows)
    again = araxes(tmp_path, "deliveries", "replay", rows[0]["id"], "--json")
    assert json.loads(again.stdout)["state"] == "pending"
