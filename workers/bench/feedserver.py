"""A web server for measuring pollers: it costs little itself and counts what it is asked.

Runs in a process of its own (`python -m workers.bench.feedserver`), prints its port, and answers:

- `/steady/N` – a feed that never changes, with an ETag
- `/news/N` – a feed of 20 items, of which one is new in each cycle; no validators
- `/hang/N`, `/fail/N`, `/stream/N` – what their names say
- `/-/cycle/K` – sets the cycle; `/-/counts` – what was asked, as JSON; `/-/reset`
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.request import urlopen  # noqa: TID251  # the bench talks to its own server

from workers.bench.samples import rss

ITEMS = 20
_ETAG = b'"steady-1"'
_NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


class _Counts:
    def __init__(self) -> None:
        self.cycle = 0
        self.requests = 0
        self.received = 0
        self.sent = 0
        self.asked: dict[str, list[float]] = {}
        self.documents: dict[tuple[str, int], bytes] = {}

    def document(self, path: str) -> bytes:
        number = int(path.rpartition("/")[2])
        cycle = self.cycle if path.startswith("/news/") else 0
        key = (path, cycle)
        if key not in self.documents:
            if len(self.documents) > 3000:
                self.documents.clear()
            first = number * 100_000 + cycle
            self.documents[key] = rss(
                range(first + ITEMS - 1, first - 1, -1),
                f"http://feed{number}.test",
                _NOW,
                title=f"Feed {number}",
            )
        return self.documents[key]


class _Protocol(asyncio.Protocol):
    def __init__(self, counts: _Counts) -> None:
        self.counts = counts
        self.data = b""
        self.streaming: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if self.streaming is not None:
            self.streaming.cancel()

    def data_received(self, data: bytes) -> None:
        self.counts.received += len(data)
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            request, self.data = self.data[:end], self.data[end + 4 :]
            self.answer(request)

    def answer(self, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        if path.startswith("/-/"):
            self.control(path)
            return
        self.counts.requests += 1
        self.counts.asked.setdefault(path, []).append(time.time())  # noqa: TID251  # a measurement
        kind = path.split("/")[1]
        if kind == "steady" and _ETAG in request:
            self.send(b"HTTP/1.1 304 Not Modified\r\nETag: " + _ETAG + b"\r\n\r\n")
        elif kind in ("steady", "news"):
            body = self.counts.document(path)
            tag = b"ETag: " + _ETAG + b"\r\n" if kind == "steady" else b""
            self.send(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n%sContent-Length: %d\r\n\r\n"
                % (tag, len(body))
                + body
            )
        elif kind == "fail":
            self.send(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")
        elif kind == "stream":
            self.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel>")
            self.stream()

    def stream(self) -> None:
        self.send(b"<item><title>more and more</title></item>" * 20)
        self.streaming = asyncio.get_running_loop().call_later(0.2, self.stream)

    def control(self, path: str) -> None:
        counts, body = self.counts, b"{}"
        if path.startswith("/-/cycle/"):
            counts.cycle = int(path.rpartition("/")[2])
        elif path == "/-/reset":
            counts.requests = counts.received = counts.sent = 0
            counts.asked = {}
        elif path == "/-/counts":
            body = json.dumps(
                {
                    "requests": counts.requests,
                    "received": counts.received,
                    "sent": counts.sent,
                    "asked": counts.asked,
                }
            ).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, data: bytes) -> None:
        self.counts.sent += len(data)
        self.transport.write(data)


class FeedServer:
    """A running server, from the measuring side."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"

    def cycle(self, number: int) -> None:
        self._get(f"/-/cycle/{number}")

    def reset(self) -> None:
        self._get("/-/reset")

    def counts(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self._get("/-/counts"))
        return found

    def _get(self, path: str) -> bytes:
        with urlopen(self.base + path, timeout=60) as answer:  # noqa: S310  # our own server
            body: bytes = answer.read()
            return body


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """Start the server in its own process."""
    process = subprocess.Popen(  # our own module
        [sys.executable, "-m", "workers.bench.feedserver"], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield FeedServer(int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)


async def _serve() -> None:
    counts = _Counts()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Protocol(counts), "127.0.0.1", 0, backlog=4096
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
