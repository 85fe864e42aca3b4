"""A web server on loopback that answers exactly the bytes a test wants, and keeps what it was asked."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A request as it came: header names in lower case, values as latin-1."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What to answer. `pieces` are sent one by one, each when the iterator yields it, without a length."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[threading.Event], Iterator[bytes]] | None = None
    cut: int | None = None
    """Close the connection after so many bytes of the body, whatever the length said."""


Answer = Reply | Callable[[Asked], Reply]


class Site:
    """`base` is its address; `answer` sets what a path gives; `asked` is what came."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        site = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    while site._serve(self):
                        pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 256

            def get_request(self) -> tuple[object, object]:  # type: ignore[override]
                connection, address = super().get_request()
                if context is not None:
                    connection = context.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                return connection, address

            def handle_error(self, request: object, client_address: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        scheme = "http" if context is None else "https"
        self.port = self._server.server_address[1]
        self.base = f"{scheme}://127.0.0.1:{self.port}"

    def answer(self, path: str, answer: Answer) -> str:
        """Set what a path gives; its address."""
        self.answers[path] = answer
        return self.base + path

    def _serve(self, handler: socketserver.StreamRequestHandler) -> bool:
        line = handler.rfile.readline(65536).decode("latin-1").split()
        if len(line) < 2:
            return False
        headers = {}
        while (raw := handler.rfile.readline(65536).decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = raw.partition(":")
            headers[name.lower()] = value.strip()
        asked = Asked(line[1], headers)
        with self._lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = self.answers.get(asked.path, Reply(b"nothing here", 404))
            reply = answer(asked) if callable(answer) else answer
            return self._send(handler, reply)
        finally:
            with self._lock:
                self.at_once -= 1

    def _send(self, handler: socketserver.StreamRequestHandler, reply: Reply) -> bool:
        given = {n.lower() for n in reply.headers}
        lines = [f"HTTP/1.1 {reply.status} Told", *(f"{n}: {v}" for n, v in reply.headers.items())]
        if reply.pieces is None and "content-length" not in given and reply.status != 304:
            lines.append(f"Content-Length: {len(reply.body)}")
        if reply.pieces is not None:
            lines.append("Connection: close")
        handler.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        if reply.pieces is not None:
            for piece in reply.pieces(self.stopping):
                handler.wfile.write(piece)
            return False
        handler.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        return reply.cut is None


@contextmanager
def site(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site."""
    served = Site(context)
    thread = threading.Thread(target=served._server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.stopping.set()
        served._server.shutdown()
        served._server.server_close()
        thread.join(5)


def hanging(stopping: threading.Event) -> Iterator[bytes]:
    """Sends nothing more."""
    stopping.wait(30)
    yield b""


def endless(stopping: threading.Event) -> Iterator[bytes]:
    """Sends a little, for ever."""
    while not stopping.wait(0.02):
        yield b"<item/>"
