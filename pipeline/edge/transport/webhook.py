"""Webhooks: Standard Webhooks headers and signatures around a CloudEvents body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import asyncio
import binascii
import json
import ssl
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx
from standardwebhooks import Webhook

from pipeline import clock
from pipeline.alerts.alert import Message
from pipeline.alerts.cloudevent import CONTENT_TYPE, cloudevent
from pipeline.alerts.render import plain
from pipeline.edge.addresses import AddressGuard
from pipeline.edge.dial import GuardedBackend, SystemResolver
from pipeline.errors import ConfigError, DeliveryError, RefusedError

TIMEOUT = 15.0
"""Seconds for the whole call, from the name look-up to the answer."""
KEPT = 500
"""Bytes of the answer that are kept."""


class WebhookReceiver:
    """`pipeline.ports.Receiver` that posts alerts to an endpoint."""

    def __init__(
        self,
        name: str,
        url: str,
        secrets: Sequence[str],
        *,
        source: str,
        user_agent: str = "Araxes",
        allow_networks: Iterable[str] = (),
        ssl_context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        """`secrets` sign, each for itself, so that an endpoint may know the old one or the new one.
        `source` is the URI that names this installation. ConfigError where an argument cannot be used."""
        self.name = name
        self._url = httpx.URL(url)
        if self._url.scheme not in ("http", "https") or not self._url.host:
            raise ConfigError([f"receiver {name}: the webhook's URL must begin with https:// or http://"])
        self._signers = tuple(_signer(name, secret) for secret in secrets)
        if not self._signers:
            raise ConfigError(
                [f"receiver {name}: a webhook needs a secret; make one with `openssl rand -base64 32`"]
            )
        self._source = source
        self._agent = user_agent
        self._guard = AddressGuard(allow_networks)
        self._ssl = ssl_context
        self._timeout = timeout
        self._now = now

    def __repr__(self) -> str:
        return f"WebhookReceiver({self.name!r}, {self._where})"  # a path or query may hold a token

    @property
    def _where(self) -> str:
        return f"{self._url.scheme}://{self._url.netloc.rpartition(b'@')[2].decode()}"

    def send(self, message: Message) -> tuple[str, str]:
        """Post it. The status is the HTTP status, the answer its first bytes."""
        body = json.dumps(
            cloudevent(message, source=self._source), ensure_ascii=False, sort_keys=True
        ).encode("utf-8", "replace")
        # Threads that deliver have no event loop; this one lives as long as the call.
        return asyncio.run(self._post(message.id, body))

    def headers(self, message_id: str, body: bytes) -> dict[str, str]:
        """The headers of one try; the time and thus the signature are new on each."""
        at = self._now().astimezone(UTC)
        text = body.decode()
        return {
            "content-type": CONTENT_TYPE,
            "user-agent": self._agent,
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(s.sign(message_id, at, text) for s in self._signers),
        }

    async def _post(self, message_id: str, body: bytes) -> tuple[str, str]:
        resolver = SystemResolver()
        if self._ssl is None:
            self._ssl = httpx.create_ssl_context(trust_env=False)
        try:
            async with (
                asyncio.timeout(self._timeout),
                httpcore.AsyncConnectionPool(
                    ssl_context=self._ssl,
                    http2=False,
                    network_backend=GuardedBackend(self._guard, resolver),
                ) as pool,
                pool.stream(
                    "POST",
                    httpcore.URL(
                        scheme=self._url.raw_scheme,
                        host=self._url.raw_host,
                        port=self._url.port,
                        target=self._url.raw_path,
                    ),
                    headers=self._all_headers(message_id, body),
                    content=body,
                ) as response,
            ):
                answer = await _first_bytes(response)
                return self._judge(response, answer)
        except TimeoutError:
            raise DeliveryError(
                f"{self._where} did not answer within {self._timeout:g} s", status="timeout"
            ) from None
        except RefusedError as error:
            raise DeliveryError(f"{self._where}: {error}", permanent=True, status="refused") from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise DeliveryError(f"{self._where}: {plain(error)[:200]}", status=_kind(error)) from None
        finally:
            resolver.close()

    def _all_headers(self, message_id: str, body: bytes) -> list[tuple[bytes, bytes]]:
        headers = [
            ("host", self._url.netloc.rpartition(b"@")[2].decode()),
            ("content-length", str(len(body))),
            ("connection", "close"),
            *self.headers(message_id, body).items(),
        ]
        if self._url.userinfo:
            pair = f"{self._url.username}:{self._url.password}".encode()
            headers.append(("authorization", f"Basic {binascii.b2a_base64(pair, newline=False).decode()}"))
        return [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]

    def _judge(self, response: httpcore.Response, answer: str) -> tuple[str, str]:
        status = response.status
        if 200 <= status < 300:
            return str(status), answer
        said = f"{self._where} answered {status}" + (f": {answer}" if answer else "")
        if status == 410:
            raise DeliveryError(f"{said} (410: it wants no more)", permanent=True, gone=True, status="410")
        if 300 <= status < 400:
            said = f"{self._where} answered {status}; redirects are not followed, mend the URL"
        after = None
        if status in (429, 503):
            headers = {name.lower(): value for name, value in response.headers}
            after = retry_after(headers.get(b"retry-after", b"").decode("latin-1"), self._now())
        # The specification wants retries for every other status: an endpoint that refuses today may be
        # mended tomorrow, and nothing is lost by asking again.
        raise DeliveryError(said, status=str(status), retry_after=after)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that `Retry-After` asks to wait (RFC 9110 §10.2.3: seconds or a date), or None."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), 10**9))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(0.0, (at - now).total_seconds())


async def _first_bytes(response: httpcore.Response) -> str:
    kept = b""
    async for part in response.aiter_stream():
        kept += part
        if len(kept) >= KEPT:
            break
    return plain(kept[:KEPT].decode("utf-8", "replace"))


def _kind(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "timeout"
    return "unreachable" if isinstance(error, httpcore.ConnectError | OSError) else "broken"


def _signer(name: str, secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except Exception:  # whatever it raises may quote the secret
        raise ConfigError(
            [f"receiver {name}: its secret is no base64; make one with `openssl rand -base64 32`"]
        ) from None
