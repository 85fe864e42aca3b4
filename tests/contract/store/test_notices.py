from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pipeline.alerts.alert import Attempt, Delivery, DeliveryState
from pipeline.alerts.notice import Notice, NoticeState, Standing
from pipeline.edge.store import open_store
from pipeline.feeds.trouble import Trouble, TroubleKind
from pipeline.ports import Filter, Store
from tests.fakes.things import DAY, HOUR, NOON, alert, delivery

TROUBLE = Trouble(
    feed_id="feed_1",
    name="Nə",
    url="https://n.test/",
    outlet="n",
    kind=TroubleKind.QUIET,
    since=NOON,
    says="x",
)
NOTICE = Notice(
    id="notice_1", thread="notice_1", state=NoticeState.FIRING, because="b", raised=NOON, troubles=(TROUBLE,)
)


def to(notice: Notice, name: str = "dlv_1", receiver: str = "desk") -> Delivery:
    return replace(delivery(), id=name, alert_id=notice.id, receiver=receiver, created=notice.raised)


def test_a_notice_is_added_once_with_its_deliveries_and_is_no_alert(store: Store) -> None:
    with store.write() as tx:
        assert tx.add_notice(NOTICE, [to(NOTICE)])
        assert not tx.add_notice(replace(NOTICE, because="changed"), [to(NOTICE, "dlv_2")])
        tx.add_alert(alert(), [])
    with store.read() as tx:
        assert tx.notice(NOTICE.id) == NOTICE
        assert tx.notice(alert().id) is None
        assert tx.alert(NOTICE.id) is None
        assert tx.find_alerts(Filter()) == [alert()]
        assert tx.count_alerts() == {"new": 1}
        assert [d.id for d in tx.find_deliveries(alert_id=NOTICE.id)] == ["dlv_1"]
        assert tx.due_deliveries(NOON + DAY, 10) == ["dlv_1"]


def test_notices_of_one_thread_follow_each_other(store: Store) -> None:
    later = replace(NOTICE, id="notice_2", state=NoticeState.RESOLVED, raised=NOON + HOUR)
    sent = Attempt(number=1, at=NOON, ok=True, status="250", latency_ms=1, answer="ok")
    with store.write() as tx:
        tx.add_notice(NOTICE, [to(NOTICE)])
        tx.add_notice(later, [to(later, "dlv_2")])
        tx.record_attempt("dlv_1", sent, state=DeliveryState.DELIVERED, next_attempt=NOON)
        assert tx.find_notices(10) == [later, NOTICE]
        assert tx.find_notices(1) == [later]
        assert tx.earlier_messages("notice_1", "desk", NOON + HOUR) == ["dlv_1"]


def test_what_was_told_of_a_feed_is_replaced(store: Store) -> None:
    one = Standing(feed_id="feed_1", trouble=TROUBLE, noticed=NOON)
    with store.write() as tx:
        tx.save_standings([one, replace(one, feed_id="feed_2")])
        tx.save_standings([replace(one, told=NOON, times=1, thread="notice_1")])
    with store.read() as tx:
        assert [(s.feed_id, s.told) for s in tx.standings()] == [("feed_1", NOON), ("feed_2", None)]


def test_a_database_from_before_notices_keeps_its_alerts(tmp_path: Path) -> None:
    path = tmp_path / "araxes.sqlite"
    with closing(open_store(f"sqlite:///{path}")) as store, store.write() as tx:
        tx.add_alert(alert(), [delivery()])
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "ALTER TABLE alerts DROP COLUMN kind; DROP TABLE standings; "
            "UPDATE alembic_version SET version_num = '0002';"
        )
    with closing(open_store(f"sqlite:///{path}")) as store, store.write() as tx:
        assert tx.find_alerts(Filter()) == [alert()]
        assert tx.find_deliveries() == [delivery()]
        assert tx.add_notice(NOTICE, [to(NOTICE, "dlv_9")])
