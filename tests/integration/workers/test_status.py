"""`araxes status` over a real store and a real Valkey, and without one."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from pipeline import clock
from tests.fakes.flow import article
from tests.integration.workers.conftest import Server
from workers import bootstrap
from workers.cli import main
from workers.queues import RedisQueue


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["status", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARAXES_DATA_DIR", str(tmp_path))
    store = bootstrap.store(Settings(data_dir=tmp_path))
    now = clock.now()
    host = socket.gethostname()
    store.beat("scheduler", now, "78 feeds")
    store.beat(f"worker:{host}:reader-1", now - timedelta(minutes=5))
    store.beat("worker:elsewhere:reader-1", now)
    store.beat("worker:long-gone:reader-1", now - timedelta(days=3))
    with store.write() as tx:
        tx.add_articles([(article("1"), [])])
        tx.disable_receiver("hook", now, "HTTP 410 [gone]")
    store.close()
    return tmp_path


def test_tells_what_is_there(
    data_dir: Path,
    server: Server,
    queue: RedisQueue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ARAXES_REDIS_URL", server.url)
    queue.enqueue_articles(["art_1"])
    assert call("--json") == 0
    found = json.loads(capsys.readouterr().out)
    alive = {
        p["name"].split(":")[1] if ":" in p["name"] else p["name"]: p["alive"] for p in found["processes"]
    }
    assert alive == {"scheduler": True, socket.gethostname(): False, "elsewhere": True}
    assert found["queues"]["articles"] == {"waiting": 1, "failed": 0}
    assert found["articles"] == {"new": 1}
    assert call() == 0
    shown = capsys.readouterr().out
    assert "articles: new 1" in shown
    assert "receiver hook is switched off: HTTP 410 [gone]" in shown


def test_without_a_queue_server_it_tells_the_rest(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert "does not answer" in found["queues"]["error"]
    assert found["articles"] == {"new": 1}


@pytest.mark.parametrize(("process", "code"), [("scheduler", 0), ("worker", 1), ("web", 1)])
def test_health_check_of_this_host(data_dir: Path, process: str, code: int) -> None:
    assert call("--healthy", process) == code
