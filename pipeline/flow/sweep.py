"""Find what should be moving and is not, and put it on its way again. The store knows; a queue may forget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.alerts.alert import DeliveryState
from pipeline.articles.article import ArticleState
from pipeline.ports import Queue, Store

BATCH = 20
"""Articles per job: enough to share a process and a batch of the model, few enough to be done in a minute."""
MOST = 2000
"""Articles, and deliveries, put on their way by one sweep."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were put on their way."""

    articles: int = 0
    deliveries: int = 0


def sweep(store: Store, queue: Queue, now: datetime) -> Swept:
    """Enqueue articles and deliveries that are due and that the queue does not hold already."""
    with store.read() as tx:
        articles = tx.unfinished_articles(now, MOST)
        deliveries = tx.due_deliveries(now, MOST)
        begun = {a.id for a in tx.articles(articles) if a.attempts} if articles else set()
    held = queue.held() if articles or deliveries else frozenset()
    fresh = [i for i in articles if i not in held and i not in begun]
    for start in range(0, len(fresh), BATCH):
        queue.enqueue_articles(fresh[start : start + BATCH])
    # What was begun before and not ended may end its worker: alone, it takes nobody along.
    again = [i for i in articles if i not in held and i in begun]
    for one in again:
        queue.enqueue_articles([one])
    due = [i for i in deliveries if i not in held]
    if due:
        queue.enqueue_deliveries(due)
    return Swept(articles=len(fresh) + len(again), deliveries=len(due))


def release(store: Store, ids: Sequence[str], now: datetime) -> None:
    """Give up the leases on these articles and deliveries: the process that held them is known to be dead."""
    with store.write() as tx:
        for article in tx.articles(ids):
            if article.state is ArticleState.NEW and article.attempts:
                tx.save_article(replace(article, next_attempt=now))
        for one in ids:
            delivery = tx.delivery(one)
            if delivery is not None and delivery.state is DeliveryState.PENDING:
                tx.save_delivery(replace(delivery, next_attempt=min(delivery.next_attempt, now)))
