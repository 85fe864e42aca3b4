"""A connection pool per host. httpcore's pool looks at all of its connections, several times, for every
request; thousands of feeds through one pool would spend most of their time there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpcore

KEEP = 5.0
"""Seconds that an unused connection is kept for the host's next page."""
_MOST_IDLE = 32


@dataclass(slots=True)
class _Held:
    pool: httpcore.AsyncConnectionPool
    users: int = 0
    idle_since: float = 0.0


class HostPools:
    """Pools by key; those that nobody uses are closed after a while."""

    def __init__(self, make: Callable[[str | None], httpcore.AsyncConnectionPool]) -> None:
        """`make` gives a new pool, through a proxy if one is named."""
        self._make = make
        self._pools: OrderedDict[tuple[str | None, str], _Held] = OrderedDict()
        self._idle = 0

    @asynccontextmanager
    async def use(self, origin: str, proxy: str | None) -> AsyncIterator[httpcore.AsyncConnectionPool]:
        """The pool of an origin, for the length of a request."""
        key = (proxy, origin)
        held = self._pools.get(key)
        if held is None:
            held = self._pools[key] = _Held(self._make(proxy))
        elif not held.users:
            self._idle -= 1
        held.users += 1
        try:
            yield held.pool
        finally:
            held.users -= 1
            if not held.users:
                self._idle += 1
                held.idle_since = asyncio.get_running_loop().time()
                self._pools.move_to_end(key)
                await self._close_surplus(held.idle_since)

    async def aclose(self) -> None:
        """Close all of them."""
        for held in self._pools.values():
            await held.pool.aclose()
        self._pools.clear()
        self._idle = 0

    async def _close_surplus(self, now: float) -> None:
        """Close pools that have been idle for too long or are too many, the longest idle first."""
        closing = []
        for key, held in self._pools.items():
            if held.users:
                continue
            if self._idle <= _MOST_IDLE and now - held.idle_since < KEEP:
                break
            closing.append(key)
            self._idle -= 1
        for held in [self._pools.pop(key) for key in closing]:
            await held.pool.aclose()
