from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from pipeline.edge.store import open_store, schema
from pipeline.edge.store.engine import parse_url
from pipeline.errors import StoreError
from pipeline.ports import Filter, Store
from tests.fakes.things import HOUR, NOON, alert, article, delivery, incident

forking = multiprocessing.get_context("fork")
spawning = multiprocessing.get_context("spawn")


def in_processes(context: Any, work: Callable[..., object], *arguments: tuple[Any, ...]) -> list[Any]:
    """What `work` returns for each tuple of arguments, each in a process of its own, all at once."""
    answers = context.Queue()
    start = context.Event()
    processes = [context.Process(target=_work, args=(start, answers, work, a)) for a in arguments]
    for process in processes:
        process.start()
    start.set()
    results = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    return results


def _work(start: Any, answers: Any, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    start.wait(60)
    try:
        answers.put(work(*arguments))
    except BaseException as error:
        answers.put(repr(error))


def test_an_exception_takes_everything_back(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx.add_articles([(article(), ["url:1"])])
            assert tx.find_articles(Filter())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx:
        assert tx.find_articles(Filter()) == []
        assert tx.known("feed", ["url:1"]) == {}
    with store.write() as tx:  # the connection is fit for use again
        tx.add_articles([(article(), ["url:1"])])


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match=r"reading|read-only") as caught, store.read() as tx:
        tx.save_article(article())
    assert caught.value.permanent
    with store.write() as tx:
        tx.save_article(article())


def test_reading_sees_one_state(store: Store) -> None:
    with store.read() as tx:
        assert tx.find_articles(Filter()) == []
        with store.write() as other:
            other.add_articles([(article(), [])])
        assert tx.find_articles(Filter()) == []
    with store.read() as tx:
        assert len(tx.find_articles(Filter())) == 1


def test_threads_that_write_at_once_lose_nothing(store: Store) -> None:
    def write(number: int) -> list[str]:
        with store.write() as tx:
            return tx.add_articles([(article(str(n)), [f"url:{n}"]) for n in (number % 5, number)])

    with ThreadPoolExecutor(4) as threads:
        new = [i for ids in threads.map(write, range(20)) for i in ids]
    assert len(new) == len(set(new)) == 20
    with store.read() as tx:
        assert len(tx.find_articles(Filter())) == 20


def test_exclusive_writers_take_turns(store: Store) -> None:
    with store.write() as tx:
        tx.save_incident(incident())

    def join(_: int) -> None:
        with store.write(exclusive=True) as tx:
            (found,) = tx.find_incidents(Filter())
            tx.save_incident(replace(found, version=found.version + 1))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(join, range(12)))
    with store.read() as tx:
        assert tx.find_incidents(Filter())[0].version == 13


def test_heartbeats(store: Store) -> None:
    store.ping()
    store.beat("worker-1", NOON, "idle")
    store.beat("worker-1", NOON + HOUR)
    store.beat("scheduler", NOON)
    assert store.beats() == {"worker-1": (NOON + HOUR, ""), "scheduler": (NOON, "")}


# ---------------------------------------------------------------- processes


def add(url: str, first: int) -> list[str]:
    store = open_store(url)
    new = []
    for number in range(10):
        with store.write() as tx:
            new += tx.add_articles(
                [(article(str(number)), [f"url:{number}"]), (article(f"{first}-{number}"), [])]
            )
    store.close()
    return new


def test_processes_that_start_and_write_at_once(url: str) -> None:
    """On an empty database: each may find itself the one that creates it."""
    new = in_processes(spawning, add, *[(url, n) for n in range(3)])
    assert sorted(len(ids) for ids in new) != [], new
    ids = [i for each in new for i in each]
    assert len(ids) == len(set(ids)) == 10 + 3 * 10
    store = open_store(url)
    with store.read() as tx:
        assert len(tx.find_articles(Filter())) == 40
    store.close()


def claim(url: str) -> bool:
    store = open_store(url)
    try:
        with store.write() as tx:
            return tx.claim_delivery(delivery().id, NOON, NOON + HOUR) is not None
    finally:
        store.close()


def test_of_processes_that_claim_one_delivery_one_wins(url: str) -> None:
    store = open_store(url)
    with store.write() as tx:
        tx.add_alert(alert(), [delivery()])
    store.close()
    assert sorted(in_processes(forking, claim, *[(url,)] * 4)) == [False, False, False, True]


def test_a_store_is_usable_on_both_sides_of_a_fork(url: str) -> None:
    """As under RQ, which forks for every job from a process that has the store open."""
    store = open_store(url)
    with store.write() as tx:
        tx.add_articles([(article("before"), [])])
    with store.read() as held:  # even while the parent is in a transaction
        assert len(held.find_articles(Filter())) == 1
        for number in range(3):
            child = os.fork()
            if child == 0:
                try:
                    with store.write() as tx:
                        tx.add_articles([(article(f"child {number}"), [])])
                    os._exit(0)
                except BaseException:
                    os._exit(1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert len(held.find_articles(Filter())) == 1
    with store.write() as tx:
        tx.add_articles([(article("after"), [])])
        assert len(tx.find_articles(Filter())) == 5
    store.close()


# ---------------------------------------------------------------- the schema


def test_migrations_and_tables_agree(url: str) -> None:
    open_store(url).close()
    engine = create_engine(parse_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    open_store(url).close()
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer Araxes; upgrade") as caught:
        open_store(url)
    assert caught.value.permanent


# ---------------------------------------------------------------- bad cases, each one sentence


@pytest.mark.parametrize(
    "bad", ["nonsense", "mysql://u:hunter2@h/d", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_urls_that_name_no_database(bad: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(bad)
    assert caught.value.permanent
    assert "hunter2" not in str(caught.value)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the folder .*none does not exist; create it") as caught:
        open_store(f"sqlite:///{tmp_path / 'none' / 'araxes.sqlite'}")
    assert caught.value.permanent


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("nothing of the sort, and long enough to have a header" * 20)
    with pytest.raises(StoreError, match="is no SQLite database; name another file"):
        open_store(f"sqlite:///{tmp_path / 'text'}")


def test_a_locked_database(sqlite_url: str) -> None:
    store = open_store(f"{sqlite_url}?timeout=0.05")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="is locked by another process; try again") as caught, store.write():
        pass
    assert not caught.value.permanent
    with pytest.raises(StoreError, match="locked"):
        store.ping()
    with store.read() as tx:  # readers are not held up
        assert tx.find_articles(Filter()) == []
    other.execute("ROLLBACK")
    other.close()
    store.ping()
    store.close()


def test_a_locked_row(postgres_url: str) -> None:
    short = postgres_url.replace("options=", "options=-c+lock_timeout%3D50ms+")
    store, other = open_store(postgres_url), open_store(short)
    with (
        store.write(exclusive=True),
        pytest.raises(StoreError, match="locked by another") as caught,
        other.write(exclusive=True),
    ):
        pass
    assert not caught.value.permanent
    store.close()
    other.close()


def test_a_read_only_database(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    path = sqlite_url.removeprefix("sqlite:///")
    store = open_store(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="is read-only; make the file and its folder writable") as caught:
        store.ping()
    assert caught.value.permanent
    store.close()


def test_a_full_database(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.write() as tx:
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar()
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with (
        pytest.raises(StoreError, match="is full; free some space on its disk") as caught,
        store.write() as tx,
    ):
        tx.add_articles([(article(text="x" * 1_000_000), [])])
    assert not caught.value.permanent
    with store.read() as tx:
        assert tx.find_articles(Filter()) == []
    store.close()


def test_a_read_only_server(postgres_url: str) -> None:
    open_store(postgres_url).close()
    store = open_store(postgres_url.replace("options=", "options=-c+default_transaction_read_only%3Don+"))
    with pytest.raises(StoreError, match="is read-only") as caught:
        store.ping()
    assert caught.value.permanent
    store.close()


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreError, match=r"araxes on 127.0.0.1:1 cannot be reached") as caught:
        open_store("postgresql://user:hunter2@127.0.0.1:1/araxes")
    assert not caught.value.permanent
    assert "hunter2" not in str(caught.value)


def test_a_database_and_a_user_that_do_not_exist(postgres: str) -> None:
    with pytest.raises(StoreError, match="does not exist; create it"):
        open_store(postgres.replace("/postgres?", "/nowhere?"))
    with pytest.raises(StoreError, match="refuses the user"):
        open_store(postgres.replace("//postgres:", "//nobody:hunter2"))


def test_secrets_do_not_show(postgres: str) -> None:
    from pipeline.edge.store import SqlStore

    store = SqlStore(parse_url("postgresql://user:hunter2@db.example/araxes"))
    assert "hunter2" not in repr(store)
    assert "db.example" in repr(store)
    store.close()


def test_writers_wait_for_each_other(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write() as tx:
            tx.add_articles([(article("held"), [])])
            inside.set()
            leave.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(30)
    threading.Timer(0.2, leave.set).start()
    with store.write() as tx:
        assert len(tx.find_articles(Filter())) == 1
    thread.join()
    store.close()
