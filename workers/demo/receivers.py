"""The demo's readers: a mail server and a webhook endpoint that keep what they are sent."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader got it."""

    id: str
    """The part of its Message-ID before the at sign: the message's id in the store."""
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""


@dataclass(frozen=True, slots=True)
class Call:
    """A webhook call whose signature was right."""

    id: str
    event: dict[str, Any]

    @property
    def alerts(self) -> list[str]:
        """Ids of the alerts it carries."""
        return [alert["id"] for alert in self.event["data"]["alerts"]]


class MailServer:
    """An SMTP server on a loopback port."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        # The controller wants to know its port before it listens.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(
            Mail(str(message["Message-ID"]).strip("<>").partition("@")[0], tuple(envelope.rcpt_tos), message)
        )
        return "250 kept"

    def __enter__(self) -> MailServer:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()


class HookServer:
    """A webhook endpoint that takes only what is signed with its secret (Standard Webhooks)."""

    def __init__(self, secret: str) -> None:
        self.calls: list[Call] = []
        self.refused: list[str] = []
        verifier = Webhook(secret)
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    verifier.verify(body, dict(self.headers.items()))
                except WebhookVerificationError as error:
                    hooks.refused.append(str(error))
                    self.send_response(401)
                else:
                    hooks.calls.append(Call(str(self.headers["webhook-id"]), json.loads(body)))
                    self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/araxes"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> HookServer:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
