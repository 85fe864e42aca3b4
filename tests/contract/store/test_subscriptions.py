from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pipeline.feeds.websub import Subscription, SubscriptionState
from pipeline.ports import Store
from tests.fakes.things import NOON


def test_subscriptions_are_found_by_their_token(store: Store) -> None:
    one = Subscription(
        feed_id="feed_1",
        hub="https://hub.test/",
        topic="https://t.test/",
        token="tok-1",
        secret="s",
        asked=NOON,
    )
    two = replace(one, feed_id="feed_2", token="tok-2")
    active = replace(one, state=SubscriptionState.ACTIVE, until=NOON + timedelta(days=7))
    with store.write() as tx:
        tx.save_subscription(one)
        tx.save_subscription(two)
        tx.save_subscription(active)
    with store.read() as tx:
        assert tx.subscriptions() == [active, two]
        assert tx.subscription("tok-1") == active
        assert tx.subscription("tok-3") is None
