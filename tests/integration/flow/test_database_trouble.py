"""The flow on a real SQLite file that is locked, full or read-only: nobody's fault, nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from pipeline.articles.article import ArticleState
from pipeline.edge.store import SqlStore, open_store
from pipeline.errors import StoreError
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.flow.process import ProcessParts, process
from pipeline.flow.sweep import sweep
from tests.fakes.flow import (
    FakeClock,
    FakeExtractor,
    FakeGate,
    FakeQueue,
    FakeReceiver,
    article,
    join_each,
    retry_every_minute,
)

ARTICLES = 60


class Flow:
    """Everything between new articles and sent messages, in one process on one database file."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock, self.desk = path, FakeClock(), FakeReceiver("desk")
        self.store = open_store(f"sqlite:///{path}")
        with self.store.write() as tx:
            tx.add_articles([(article(str(n)), []) for n in range(ARTICLES)])

    def run(self, store: SqlStore) -> None:
        queue = FakeQueue()
        reading = ProcessParts(
            store=store,
            gate=FakeGate(),
            extractor=FakeExtractor(),
            join=join_each("desk"),
            now=self.clock,
        )
        sending = DeliverParts(
            store=store, receivers={"desk": self.desk}, retry=retry_every_minute, now=self.clock
        )
        sweep(store, queue, self.clock())
        for batch in queue.articles:
            queue.enqueue_deliveries(process(batch, reading))
        for batch in queue.deliveries:
            deliver(batch, sending)

    def verify(self) -> None:
        """In the end all is well."""
        self.clock.pass_(minutes=4)
        self.run(self.store)
        with self.store.read() as tx:
            assert tx.count_articles() == {ArticleState.EXTRACTED: ARTICLES}
            assert tx.count_deliveries() == {"delivered": ARTICLES}
        assert len(set(self.desk.ids)) == ARTICLES  # a reader knows a second copy by its id


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    flow = Flow(tmp_path / "araxes.sqlite")
    yield flow
    flow.store.close()


def test_locked(flow: Flow) -> None:
    impatient = open_store(f"sqlite:///{flow.path}?timeout=0.05")
    with closing(sqlite3.connect(flow.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another process"):
            flow.run(impatient)
        other.execute("ROLLBACK")
    impatient.close()
    assert flow.desk.got == []
    flow.verify()


def test_read_only(flow: Flow) -> None:
    read_only = open_store(f"sqlite:///file:{flow.path}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="is read-only"):
        flow.run(read_only)
    read_only.close()
    assert flow.desk.got == []
    flow.verify()


@pytest.mark.parametrize("spare", [0, 2, 4, 8])
def test_full(flow: Flow, spare: int) -> None:
    """With ever more pages to spare it gets ever further, and what it began is always whole."""
    full = open_store(f"sqlite:///{flow.path}")
    full.close()

    @event.listens_for(full.engines.current(), "connect")
    def limit(connection: sqlite3.Connection, record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + spare}")

    with pytest.raises(StoreError, match="is full; free some space on its disk"):
        flow.run(full)
    full.close()
    flow.verify()
