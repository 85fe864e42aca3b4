"""A worker through all that can befall it: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from rq import Worker as RqWorker

from config.settings import Settings
from pipeline.articles.article import Article, ArticleState
from pipeline.ports import Store
from tests.fakes.flow import article
from tests.integration.workers.conftest import Server
from workers import bootstrap
from workers.queues import ARTICLES, RedisQueue

ROOT = Path(__file__).parents[3]


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.05)


class Bench:
    """A data directory with its queue server and worker."""

    def __init__(self, data_dir: Path) -> None:
        self.server = Server(data_dir)
        self.settings = Settings(data_dir=data_dir, log_format="json")
        self.store: Store = bootstrap.store(self.settings)
        self.worker: subprocess.Popen[bytes] | None = None
        self.log = data_dir / "log"

    @property
    def queue(self) -> RedisQueue:
        return bootstrap.queue(self.settings)

    def start_worker(self) -> subprocess.Popen[bytes]:
        env = os.environ | {"ARAXES_DATA_DIR": str(self.settings.data_dir), "ARAXES_LOG_FORMAT": "json"}
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.workers.reading", "reader-1"],
                cwd=ROOT,
                env=env,
                stderr=log,
            )
        return self.worker

    def add(self, name: str, text: str = "A minister is in Baku.") -> None:
        with self.store.write() as tx:
            tx.add_articles([(article(name, text), [])])
        self.queue.enqueue_articles([f"art_{name}"])

    def stored(self, name: str) -> Article:
        with self.store.read() as tx:
            found = tx.article(f"art_{name}")
        assert found is not None
        return found

    def done(self, *names: str) -> Callable[[], bool]:
        return lambda: all(self.stored(n).state is ArticleState.EXTRACTED for n in names)

    def sent(self) -> list[str]:
        path = self.settings.data_dir / "sent"
        return path.read_text().split() if path.exists() else []

    def horse(self, name: str = "1") -> int:
        """The process that is reading a SLOW article."""
        path = self.settings.data_dir / f"seen-art_{name}"
        until(lambda: path.exists() and bool(path.read_text()))
        return int(path.read_text())

    def events(self) -> list[str]:
        return [
            json.loads(line)["event"] for line in self.log.read_text().splitlines() if line.startswith("{")
        ]

    def end(self) -> None:
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()
        self.server.kill()
        self.store.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.end()


def test_reads_sends_beats_and_stops(bench: Bench) -> None:
    bench.server.start()
    worker = bench.start_worker()
    bench.add("1")
    until(lambda: len(bench.sent()) == 1)
    (name,) = bench.store.beats()
    assert name.startswith("worker:")
    assert name.endswith(":reader-1")
    worker.terminate()
    assert worker.wait(10) == 0
    assert RqWorker.count(connection=bench.server.client()) == 0


def test_told_to_stop_it_ends_the_job_at_hand(bench: Bench) -> None:
    bench.server.start()
    worker = bench.start_worker()
    bench.add("1", "SLOW: a minister is in Baku.")
    bench.horse()
    worker.terminate()
    threading.Event().wait(0.5)
    assert worker.poll() is None  # it waits for the job
    (bench.settings.data_dir / "go").touch()
    assert worker.wait(10) == 0
    assert bench.done("1")()


def test_its_fork_killed_the_work_is_done_at_once(bench: Bench) -> None:
    bench.server.start()
    bench.start_worker()
    bench.add("1", "SLOW: a minister is in Baku.")
    os.kill(bench.horse(), signal.SIGKILL)
    until(bench.done("1"))
    until(lambda: len(bench.sent()) == 1)
    assert "unfinished work is put on its way again" in bench.events()


def test_killed_itself_its_fork_dies_and_its_successor_goes_on(bench: Bench) -> None:
    bench.server.start()
    worker = bench.start_worker()
    bench.add("1", "SLOW: a minister is in Baku.")
    horse = psutil.Process(bench.horse())
    worker.kill()
    worker.wait()
    until(lambda: not horse.is_running() or horse.status() == psutil.STATUS_ZOMBIE)
    bench.start_worker()
    until(bench.done("1"))
    until(lambda: len(bench.sent()) == 1)


def test_the_queue_server_is_down_at_the_start_and_dies_later(bench: Bench) -> None:
    bench.start_worker()
    until(lambda: "queue server lost, trying again" in bench.events())
    bench.server.start()
    bench.add("1")
    until(bench.done("1"))
    bench.server.kill()
    bench.server.start()
    bench.add("2")
    until(bench.done("2"))
    until(lambda: len(bench.sent()) == 2)


def test_everything_in_redis_is_lost_while_it_waits_and_while_it_works(bench: Bench) -> None:
    bench.server.start()
    bench.start_worker()
    bench.add("1")
    until(lambda: len(bench.sent()) == 1)  # nobody sweeps here: what is flushed before stays lost
    bench.server.client().flushall()
    bench.add("2", "SLOW: a minister is in Baku.")
    bench.horse("2")
    bench.server.client().flushall()
    (bench.settings.data_dir / "go").touch()
    bench.add("3")
    until(bench.done("2", "3"))
    until(lambda: RqWorker.count(connection=bench.server.client()) == 1)
    until(lambda: len(set(bench.sent())) == 3)
    assert len(bench.sent()) == 3


def test_a_job_that_takes_too_long_is_no_articles_fault(bench: Bench) -> None:
    bench.server.start()
    bench.start_worker()
    with bench.store.write() as tx:
        tx.add_articles([(article("1", "STUCK in Baku."), [])])
    bench.queue.queue(ARTICLES).enqueue(
        "workers.jobs.process_articles", args=(["art_1"],), job_id="short", job_timeout=1
    )
    until(lambda: bench.queue.failed()[ARTICLES] == 1)
    assert bench.stored("1").state is ArticleState.NEW
    assert bench.stored("1").attempts == 1
