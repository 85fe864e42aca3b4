"""Real readers on loopback: a mail server, a webhook endpoint, a chat service, and the fake."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.alerts.alert import Alert, Message, Reason
from pipeline.alerts.decide import snapshot
from tests.fakes.things import NOON, alert, incident

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
OLD_SECRET = "whsec_" + "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk"


def told(name: str = "one", **changes: Any) -> Alert:
    """An alert with the snapshot that deciding makes."""
    return alert(name, **{"snapshot": snapshot(incident(name))} | changes)


def message(*alerts: Alert, **changes: Any) -> Message:
    return Message(**{"id": "delivery_0a1b2c", "receiver": "desk", "alerts": alerts or (told(),)} | changes)


HOSTILE = told(
    because="<b>because</b>",
    reason=Reason.CORRECTED,
    changes=("a\r\nBcc: everybody@evil.example",),
    snapshot={
        **snapshot(incident()),
        "subject": 'x\r\nBcc: everybody@evil.example\r\n\r\n<script>alert("1")</script> @everyone',
        "participants": [{"name": "<img src=x onerror=alert(2)>\u202egnp.exe", "country": None}],
        "sources": [
            {
                "outlet": "evil.example\nX-Evil: 1",
                "url": "javascript:alert(3)",
                "title": "</title><script>alert(4)</script>\x00\x1b[31m",
                "published": "not a time",
                "evidence": ['"><script>alert(5)</script>', "\ud800 lone"],
            }
        ],
    },
)


# ---------------------------------------------------------------- mail


@dataclass
class Mailbox:
    """A handler for aiosmtpd that keeps what it takes and answers as it is told."""

    answers: dict[str, str] = field(default_factory=dict)
    """Reply to RCPT by address."""
    data_answers: list[str] = field(default_factory=list)
    """Replies to DATA, used up one by one; then it takes."""
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 2.1.5 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else "250 2.0.0 queued as 7"
        if answer == "drop":  # taken, but the answer never comes
            answer = "250 kept"
            self._keep(envelope)
            assert server.transport is not None
            server.transport.abort()
        elif answer.startswith("250"):
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self.kept.append((str(envelope.mail_from), envelope.rcpt_tos[0], envelope.content))

    @property
    def mails(self) -> list[EmailMessage]:
        """What came, as an independent parser reads it."""
        found = [message_from_bytes(raw, policy=policy.default) for _, _, raw in self.kept]
        assert all(isinstance(m, EmailMessage) for m in found)
        return found  # type: ignore[return-value]

    @property
    def got(self) -> list[str]:
        return [to for _, to, _ in self.kept]


class MailServer(Controller):
    """aiosmtpd on a free port of loopback."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


ServeMail = Callable[..., int]


@pytest.fixture
def serve_mail() -> Iterator[ServeMail]:
    """Starts a mail server over a handler; gives its port."""
    with contextlib.ExitStack() as running:

        def start(mailbox: Mailbox, **options: Any) -> int:
            server = MailServer(mailbox, hostname="127.0.0.1", port=0, **options)
            server.start()
            running.callback(server.stop)
            return int(server.port)

        yield start


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one user."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        right = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    return authenticate


@pytest.fixture
def talk() -> Iterator[Callable[[bytes], int]]:
    """Starts a server that says these bytes to whoever calls and nothing more; gives its port."""
    with contextlib.ExitStack() as running:

        def start(greeting: bytes) -> int:
            listener = socket.create_server(("127.0.0.1", 0))
            held: list[socket.socket] = []

            def serve() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        call, _ = listener.accept()
                        held.append(call)
                        call.sendall(greeting)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()

            def stop() -> None:
                with contextlib.suppress(OSError):
                    listener.shutdown(socket.SHUT_RDWR)
                listener.close()
                for call in held:
                    call.close()
                thread.join(5)

            running.callback(stop)
            return int(listener.getsockname()[1])

        yield start


# ---------------------------------------------------------------- http


@dataclass
class Endpoint:
    """An HTTP endpoint that keeps what is posted and answers as it is told."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """Path, headers in small letters, body."""
    port: int = 0
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook/T0K3N?key=hunter2"


Serve = Callable[..., Endpoint]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts an HTTP server; gives the endpoint."""
    with contextlib.ExitStack() as running:

        def start(context: ssl.SSLContext | None = None, **answer: Any) -> Endpoint:
            endpoint = Endpoint(**answer)

            class Handler(BaseHTTPRequestHandler):
                def do_POST(self) -> None:
                    length = int(self.headers.get("Content-Length", 0))
                    headers = {k.lower(): v for k, v in self.headers.items()}
                    endpoint.calls.append((self.path, headers, self.rfile.read(length)))
                    self.send_response(endpoint.status)
                    for name, value in endpoint.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(endpoint.body)))
                    self.end_headers()
                    with contextlib.suppress(OSError):
                        self.wfile.write(endpoint.body)

                def log_message(self, format: str, *args: object) -> None:
                    pass

            server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            server.daemon_threads = True
            if context is not None:
                server.socket = context.wrap_socket(server.socket, server_side=True)
                endpoint.scheme = "https"
            endpoint.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()

            def stop() -> None:
                server.shutdown()
                server.server_close()
                thread.join(5)

            running.callback(stop)
            return endpoint

        yield start


@pytest.fixture
def noon() -> Callable[[], Any]:
    return lambda: NOON
