"""A real Valkey, started as `araxes run` starts it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from workers import valkey
from workers.queues import RedisQueue, connect


class Server:
    """The embedded queue server of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return valkey.url(self.data_dir)

    def client(self) -> Redis:
        return connect(self.url)

    def start(self) -> None:
        valkey.prepare(self.data_dir)
        self.process = subprocess.Popen(valkey.command(self.data_dir))
        for _ in range(200):
            try:
                self.client().ping()
                return
            except RedisError:
                threading.Event().wait(0.05)
        raise AssertionError("Valkey does not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def queue(server: Server) -> RedisQueue:
    client = server.client()
    client.flushall()
    return RedisQueue(client)
