"""Feeds and what polling has learnt about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, case, delete, func, select, update

from pipeline.articles.article import ArticleState
from pipeline.edge.store import schema
from pipeline.edge.store.documents import FEED, FEED_STATE
from pipeline.edge.store.statements import insert, put
from pipeline.feeds.feed import Feed, FeedState, FeedYield

FEEDS, STATE = schema.feeds, schema.feed_state
ARTICLES, EVENTS = schema.articles, schema.events


class Feeds:
    """`pipeline.ports.FeedStore` on one connection."""

    connection: Connection

    def sync_feeds(self, feeds: Sequence[Feed]) -> None:
        self.connection.execute(update(FEEDS).where(FEEDS.c.source == "config").values(enabled=False))
        rows = {feed.id: _row(feed, "config") for feed in feeds}
        put(self.connection, FEEDS, *(rows[feed_id] for feed_id in sorted(rows)))

    def add_feed(self, feed: Feed) -> bool:
        row = _row(feed, "user")
        statement = (
            insert(self.connection, FEEDS)
            .values(row)
            # One that left the configuration, or was switched off, comes back as the user's own.
            .on_conflict_do_update(index_elements=["id"], set_=row, where=FEEDS.c.enabled.is_(False))
            .returning(FEEDS.c.id)
        )
        return self.connection.scalar(statement) is not None

    def remove_feed(self, feed_id: str) -> bool:
        self.connection.execute(delete(STATE).where(STATE.c.feed_id == feed_id))
        return self.connection.execute(delete(FEEDS).where(FEEDS.c.id == feed_id)).rowcount > 0

    def feeds(self, *, enabled_only: bool = True) -> list[tuple[Feed, FeedState]]:
        query = _joined().order_by(FEEDS.c.url)
        if enabled_only:
            query = query.where(FEEDS.c.enabled)
        return [_pair(row) for row in self.connection.execute(query)]

    def feed(self, feed_id: str) -> tuple[Feed, FeedState] | None:
        row = self.connection.execute(_joined().where(FEEDS.c.id == feed_id)).first()
        return None if row is None else _pair(row)

    def save_feed_state(self, state: FeedState) -> None:
        self.save_feed_states([state])

    def save_feed_states(self, states: Sequence[FeedState]) -> None:
        rows = {s.feed_id: {"feed_id": s.feed_id, "doc": FEED_STATE.dump(s)} for s in states}
        put(self.connection, STATE, *(rows[feed_id] for feed_id in sorted(rows)))

    def feed_yields(self) -> dict[str, FeedYield]:
        read = func.sum(case((ARTICLES.c.state == ArticleState.EXTRACTED.value, 1), else_=0))
        found = (
            select(EVENTS.c.article_id, func.count().label("events")).group_by(EVENTS.c.article_id).subquery()
        )
        query = (
            select(ARTICLES.c.feed_id, func.count(), read, func.coalesce(func.sum(found.c.events), 0))
            .join(found, found.c.article_id == ARTICLES.c.id, isouter=True)
            .where(ARTICLES.c.feed_id.is_not(None))
            .group_by(ARTICLES.c.feed_id)
        )
        return {
            feed_id: FeedYield(articles=articles, relevant=int(relevant), events=int(events))
            for feed_id, articles, relevant, events in self.connection.execute(query)
        }


def _row(feed: Feed, source: str) -> dict[str, Any]:
    return {
        "id": feed.id,
        "url": feed.url,
        "source": source,
        "enabled": feed.enabled,
        "doc": FEED.dump(feed),
    }


def _joined() -> Any:
    return select(FEEDS.c.doc, FEEDS.c.enabled, STATE.c.doc.label("state")).join(
        STATE, STATE.c.feed_id == FEEDS.c.id, isouter=True
    )


def _pair(row: Any) -> tuple[Feed, FeedState]:
    feed = FEED.load(row.doc)
    if feed.enabled != row.enabled:
        feed = replace(feed, enabled=row.enabled)
    state = FEED_STATE.load(row.state) if row.state else FeedState(feed_id=feed.id, url=feed.url)
    return feed, state
