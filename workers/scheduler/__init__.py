"""The scheduler process: polls the feeds and sweeps up what should be moving."""

from __future__ import annotations

import structlog

from config.settings import Settings
from workers.scheduler.service import SchedulerParts, serve


def run(settings: Settings) -> None:
    """Run until told to stop. ConfigError when the configuration is wrong, StoreError when the
    database cannot be opened."""
    from config.feeds import load_feeds
    from pipeline import clock
    from workers import bootstrap
    from workers.scheduler.leader import Leadership

    feeds = load_feeds(settings.config_dir)
    rules = bootstrap.rules(settings)
    store = bootstrap.store(settings)
    with store.write() as tx:
        before = {feed.id: feed for feed, _ in tx.feeds()}
        tx.sync_feeds(feeds)
        polled = {feed.id for feed, _ in tx.feeds()}
    for feed_id, feed in before.items():
        if feed_id not in polled:
            why = "it left the configuration or was switched off there"
            structlog.get_logger().warning("feed is no longer polled", feed=feed.name, url=feed.url, why=why)
    queue = bootstrap.queue(settings)
    try:
        serve(
            lambda: SchedulerParts(
                poll=lambda pool: bootstrap.poll_parts(settings, store, pool),
                store=store,
                queue=queue,
                leadership=Leadership(redis=queue.connection, store=store, now=clock.now),
                now=clock.now,
                rules=rules,
                public_url=settings.public_url,
            )
        )
    finally:
        store.close()
