"""Dialling: resolve, check every address, connect to an address that was checked.

The check sits between the name look-up and the connect, so a name that answers differently the second time
(DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from pipeline.edge.addresses import AddressGuard
from pipeline.errors import RefusedError

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to addresses; raises OSError when the name is unknown."""

_LOOKUPS = 32  # name look-ups under way at once; each holds a thread while the system's resolver waits


class SystemResolver:
    """The system's name look-up, on a few threads of its own so that slow names hold up nothing else."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, self._look_up, host, port)
        return list(dict.fromkeys(str(info[4][0]) for info in found))

    @staticmethod
    def _look_up(host: str, port: int) -> list[Any]:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's way to the network, with the address check built in."""

    def __init__(self, guard: AddressGuard, resolve: Resolve, exempt: frozenset[str] = frozenset()) -> None:
        self._guard = guard
        self._resolve = resolve
        self._exempt = exempt
        """Hosts dialled unchecked: the proxy that the operator configured."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                return await self._dial(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no connection to {host}:{port} within {timeout:g} s") from None

    async def _dial(self, host: str, port: int) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be looked up ({_why(error)})") from None
        allowed = [a for a in addresses if host in self._exempt or self._guard.allows(a)]
        if not allowed:
            raise RefusedError(
                f"{host} is at {', '.join(addresses) or 'no address'}, inside a private network; "
                "Araxes dials public addresses only (ARAXES_ALLOW_NETWORKS excepts networks)"
            )
        failure: OSError | None = None
        for address in allowed:
            try:
                reader, writer = await asyncio.open_connection(address, port)
            except OSError as error:
                failure = error
            else:
                return _Stream(reader, writer)
        assert failure is not None
        raise httpcore.ConnectError(f"{host}:{port} does not take connections ({_why(failure)})")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise RefusedError(f"{path} is a local socket; Araxes fetches over http and https only")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Stream(httpcore.AsyncNetworkStream):
    """An asyncio stream in httpcore's terms."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            async with asyncio.timeout(timeout):
                return await self._reader.read(max_bytes)
        except TimeoutError:
            raise httpcore.ReadTimeout(f"no byte came for {timeout:g} s") from None
        except OSError as error:
            raise httpcore.ReadError(f"the connection broke ({_why(error)})") from None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        try:
            self._writer.write(buffer)
            async with asyncio.timeout(timeout):
                await self._writer.drain()
        except TimeoutError:
            raise httpcore.WriteTimeout(f"the request could not be sent within {timeout:g} s") from None
        except (OSError, RuntimeError) as error:
            raise httpcore.WriteError(f"the connection broke ({_why(error)})") from None

    async def aclose(self) -> None:
        # Abort, don't linger: a TLS peer that never answers close_notify would hold the socket.
        self._writer.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError:
            await self.aclose()
            raise httpcore.ConnectTimeout(f"no TLS handshake within {timeout:g} s") from None
        except ssl.SSLCertVerificationError as error:
            await self.aclose()
            raise httpcore.ConnectError(
                f"its certificate is not valid for {server_hostname}: {error.verify_message}"
            ) from None
        except OSError as error:
            await self.aclose()
            raise httpcore.ConnectError(f"TLS failed ({_why(error)})") from None
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # httpcore asks this of an idle connection: has the peer hung up?
            return self._reader.at_eof() or self._writer.transport.is_closing()
        names = {"ssl_object": "ssl_object", "client_addr": "sockname", "server_addr": "peername"}
        return self._writer.get_extra_info(names.get(info, info))


def _why(error: BaseException) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return str(reason) or type(error).__name__
