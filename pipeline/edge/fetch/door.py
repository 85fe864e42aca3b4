"""`HttpFetcher`: GET with every guard that hostile input asks for."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote

import httpcore
import httpx

from pipeline.edge.addresses import AddressGuard
from pipeline.edge.dial import GuardedBackend, Resolve, SystemResolver
from pipeline.edge.fetch.decode import ACCEPT_ENCODING, decode
from pipeline.edge.fetch.places import Places
from pipeline.edge.fetch.pools import KEEP, HostPools
from pipeline.edge.fetch.robots import Robots, RobotsMemory
from pipeline.errors import FetchError, RefusedError, TooLargeError
from pipeline.ports import Request, Response

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HARMLESS = frozenset(
    {"accept", "accept-language", "user-agent", "if-none-match", "if-modified-since", "cache-control"}
)
"""What may follow a redirect to another origin; anything else may hold a secret meant for the first."""
_BIG = 1_000_000
"""Bodies above this many bytes are decompressed off the event loop."""


class HttpFetcher:
    """Implements `pipeline.ports.Fetcher` on httpx's engine, for one event loop."""

    def __init__(
        self,
        *,
        user_agent: str,
        allow_networks: Iterable[str] = (),
        concurrency: int = 32,
        per_host: int = 2,
        connect_timeout: float = 10.0,
        read_timeout: float = 20.0,
        page_gap: float = 0.1,
        max_waiting: int = 1000,
        resolve: Resolve | None = None,
        ssl_context: ssl.SSLContext | None = None,
        robots_memory: RobotsMemory | None = None,
    ) -> None:
        """`concurrency` limits requests at work; `max_waiting` those that have waited long for a server
        (see `Places`). `page_gap` is the pause in seconds between two pages of one host."""
        self._agent = user_agent.encode("latin-1", "replace")
        self._resolver = None if resolve else SystemResolver()
        self._resolve: Resolve = resolve or self._resolver  # type: ignore[assignment]
        self._guard = AddressGuard(allow_networks)
        self._ssl = ssl_context or httpx.create_ssl_context(trust_env=False)
        self._per_pool = concurrency + max_waiting
        self._pools = HostPools(self._new_pool)
        self._places = Places(total=concurrency, patient=max_waiting, per_host=per_host)
        self._robots = Robots(self.get, user_agent, robots_memory)
        self._gap = page_gap
        self._timeouts = {
            "connect": connect_timeout,
            "read": read_timeout,
            "write": read_timeout,
            "pool": connect_timeout,
        }

    async def get(self, request: Request) -> Response:
        """Fetch, following redirects. Any status is a Response; FetchError says what went wrong."""
        url = request.url
        headers = {name.lower(): value for name, value in request.headers.items()}
        hops: list[tuple[int, str, str]] = []
        seen = {url}
        loop = asyncio.get_running_loop()
        started = loop.time()
        while True:
            target = _target(url)
            gap = 0.0
            if request.obey_robots:
                gap = max(self._gap, await self._robots.check(target.origin, url, request.proxy))
            async with self._places.one(target.netloc, gap):
                left = request.total_timeout - (loop.time() - started) if hops else request.total_timeout
                status, answer, body, wire = await self._within(left, target, headers, request)
            location = answer.get("location")
            kept = request.form is None or status in (307, 308)
            if status not in _REDIRECTS or not location or not kept:
                body = await self._decode(body, answer.get("content-encoding", ""), request)
                return Response(
                    url=url,
                    status=status,
                    headers=answer,
                    body=body,
                    wire_bytes=wire,
                    elapsed=loop.time() - started,
                    hops=tuple(hops),
                )
            onward = _join(url, location)
            hops.append((status, url, onward))
            if onward in seen:
                raise RefusedError(f"{request.url} redirects in a loop ({url} leads back to {onward})")
            if len(hops) > request.max_redirects:
                raise RefusedError(f"{request.url} redirects more than {request.max_redirects} times")
            seen.add(onward)
            if not _same_site(target, _target(onward)):
                headers = {n: v for n, v in headers.items() if n in _HARMLESS}
            url = onward

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pools.aclose()
        if self._resolver is not None:
            self._resolver.close()

    async def _within(
        self, seconds: float, target: _Target, headers: Mapping[str, str], request: Request
    ) -> tuple[int, dict[str, str], bytes, int]:
        began = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                try:
                    return await self._once(target, headers, request, began)
                except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError) as error:
                    if not _stale(error) or request.form is not None:
                        raise
                    # The server hung up on an idle connection as we reached for it: GET is safe to repeat.
                    return await self._once(target, headers, request, began)
        except TimeoutError:
            if not began.is_set():
                raise FetchError(f"{target.text} did not answer within {request.total_timeout:g} s") from None
            raise TooLargeError(
                f"{target.text} did not finish within {request.total_timeout:g} s; the rest was not read"
            ) from None
        except httpcore.TimeoutException as error:
            raise FetchError(f"{target.text} timed out: {error}") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
            raise FetchError(f"{target.text} cannot be fetched: {_reason(error)}") from None
        except (ssl.SSLError, OSError) as error:
            raise FetchError(f"{target.text} cannot be fetched: {error}") from None

    async def _once(
        self, target: _Target, headers: Mapping[str, str], request: Request, began: asyncio.Event
    ) -> tuple[int, dict[str, str], bytes, int]:
        if request.proxy is not None and target.literal and not self._guard.allows(target.host):
            raise RefusedError(f"{target.text} lies inside a private network; a proxy is no way around that")
        sent = [(b"Host", target.host_header), (b"Accept", b"*/*"), (b"User-Agent", self._agent)]
        sent = [(n, v) for n, v in sent if n.decode().lower() not in headers]
        sent.append((b"Accept-Encoding", ACCEPT_ENCODING.encode()))
        sent += [
            (_clean(name), _clean(value))
            for name, value in headers.items()
            if name not in ("accept-encoding", "content-length", "transfer-encoding", "connection")
        ]
        body = request.form.encode() if request.form is not None else None
        if body is not None:
            sent += [
                (b"Content-Type", b"application/x-www-form-urlencoded"),
                (b"Content-Length", str(len(body)).encode()),
            ]
        async with self._pools.use(target.origin, request.proxy) as pool:
            response = await pool.handle_async_request(
                httpcore.Request(
                    "GET" if body is None else "POST",
                    target.url,
                    headers=sent,
                    content=body,
                    extensions={"timeout": self._timeouts},
                )
            )
            began.set()
            try:
                return await self._read(response, target, request)
            finally:
                await response.aclose()

    @staticmethod
    async def _read(
        response: httpcore.Response, target: _Target, request: Request
    ) -> tuple[int, dict[str, str], bytes, int]:
        answer: dict[str, str] = {}
        for raw_name, raw_value in response.headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            answer[name] = f"{answer[name]}, {value}" if name in answer else value
        length = answer.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > request.max_bytes:
            raise TooLargeError(
                f"{target.text} is {int(length):,} bytes large; the limit is {request.max_bytes:,}"
            )
        pieces = []
        wire = 0
        async for piece in response.aiter_stream():
            wire += len(piece)
            if wire > request.max_bytes:
                raise TooLargeError(
                    f"{target.text} is larger than {request.max_bytes:,} bytes; the rest was not read"
                )
            pieces.append(piece)
        return response.status, answer, b"".join(pieces), wire

    async def _decode(self, body: bytes, coding: str, request: Request) -> bytes:
        if not body:
            return body
        try:
            if len(body) > _BIG and (coding or body[:2] == b"\x1f\x8b"):
                return await asyncio.to_thread(decode, body, coding, request.max_bytes)
            return decode(body, coding, request.max_bytes)
        except FetchError as error:
            raise type(error)(f"{request.url}: {error}") from None

    def _new_pool(self, proxy: str | None) -> httpcore.AsyncConnectionPool:
        exempt: frozenset[str] = frozenset()
        via = None
        if proxy is not None:
            where = httpx.URL(proxy)
            exempt = frozenset({where.host})
            auth = (
                (unquote(where.username).encode(), unquote(where.password).encode())
                if where.username
                else None
            )
            bare = httpcore.URL(scheme=where.raw_scheme, host=where.raw_host, port=where.port, target=b"/")
            via = httpcore.Proxy(bare, auth=auth)
        return httpcore.AsyncConnectionPool(
            ssl_context=self._ssl,
            proxy=via,
            max_connections=self._per_pool,
            keepalive_expiry=KEEP,
            network_backend=GuardedBackend(self._guard, self._resolve, exempt),
        )


class _Target:
    """A URL taken apart for the wire."""

    __slots__ = ("host", "host_header", "literal", "netloc", "origin", "scheme", "text", "url")

    def __init__(self, text: str) -> None:
        try:
            parsed = httpx.URL(text)
            port = parsed.port
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
            raise RefusedError(f"{text[:200]!r} is no URL ({error})") from None
        if parsed.scheme not in ("http", "https"):
            raise RefusedError(f"{text[:200]!r} is neither http nor https; nothing else is fetched")
        if not parsed.raw_host:
            raise RefusedError(f"{text[:200]!r} names no host")
        self.text = text
        self.scheme = parsed.scheme
        self.host = parsed.host
        self.netloc = parsed.netloc.decode("ascii")
        self.origin = f"{parsed.scheme}://{self.netloc}"
        self.host_header = parsed.netloc
        self.url = httpcore.URL(
            scheme=parsed.raw_scheme, host=parsed.raw_host, port=port, target=parsed.raw_path
        )
        self.literal = _is_address(self.host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


@lru_cache(maxsize=8192)
def _target(url: str) -> _Target:
    return _Target(url)


def _join(base: str, location: str) -> str:
    with contextlib.suppress(UnicodeError):
        # Servers send raw UTF-8 here; the header reached us as latin-1.
        location = location.encode("latin-1").decode("utf-8")
    try:
        joined = httpx.URL(base).join(location.strip())
        return str(joined.copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise RefusedError(f"{base} redirects to {location[:200]!r}, which is no URL ({error})") from None


def _same_site(one: _Target, other: _Target) -> bool:
    """Same origin, or the step from http to https on the same host."""
    if one.origin == other.origin:
        return True
    return one.host == other.host and (one.scheme, other.scheme) == ("http", "https")


def _clean(value: str) -> bytes:
    """Header bytes as they came (latin-1); a line break would smuggle in a second header."""
    if "\r" in value or "\n" in value or "\0" in value:
        raise RefusedError(f"the header value {value[:60]!r} holds a line break; mend the feed's headers")
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8")


def _stale(error: Exception) -> bool:
    return "without sending a response" in str(error) or isinstance(error, httpcore.WriteError)


def _reason(error: Exception) -> str:
    text = str(error)
    if "without sending a response" in text:
        return "the server hung up without an answer"
    if "incomplete" in text or "peer closed" in text:
        return "the answer broke off before its end"
    return text or type(error).__name__
