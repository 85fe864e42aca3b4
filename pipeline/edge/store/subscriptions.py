"""WebSub subscriptions."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pipeline.edge.store import schema
from pipeline.edge.store.documents import SUBSCRIPTION
from pipeline.edge.store.statements import put
from pipeline.feeds.websub import Subscription

TABLE = schema.subscriptions


class Subscriptions:
    """`pipeline.ports.SubscriptionStore` on one connection."""

    connection: Connection

    def subscriptions(self) -> list[Subscription]:
        query = select(TABLE.c.doc).order_by(TABLE.c.feed_id)
        return [SUBSCRIPTION.load(doc) for doc in self.connection.scalars(query)]

    def subscription(self, token: str) -> Subscription | None:
        doc = self.connection.scalar(select(TABLE.c.doc).where(TABLE.c.token == token))
        return None if doc is None else SUBSCRIPTION.load(doc)

    def save_subscription(self, subscription: Subscription) -> None:
        row = {
            "feed_id": subscription.feed_id,
            "token": subscription.token,
            "doc": SUBSCRIPTION.dump(subscription),
        }
        put(self.connection, TABLE, row)
