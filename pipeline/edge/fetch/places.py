"""Who may fetch now: places overall, places per host, and the pause between two requests to one host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    users: int = 0
    free_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Places:
    """A limit on requests under way.

    A request that has waited for its server for `patience` seconds hands its place on and waits among the
    patient ones: waiting costs nothing, and a handful of servers that hang must not stop all others.
    """

    def __init__(self, *, total: int, patient: int, per_host: int, patience: float = 1.0) -> None:
        self._brisk = asyncio.Semaphore(total)
        self._waiting = 0
        self._max_waiting = patient
        self._per_host = per_host
        self._patience = patience
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def one(self, host: str, gap: float) -> AsyncIterator[None]:
        """Hold a place at the host and one overall; `gap` seconds must lie between starts at the host."""
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(asyncio.Semaphore(self._per_host))
        entry.users += 1
        try:
            async with entry.places:
                if gap:
                    await self._await_turn(entry, gap)
                async with self._overall():
                    yield
        finally:
            entry.users -= 1
            if not entry.users and entry.free_at <= asyncio.get_running_loop().time():
                self._hosts.pop(host, None)
            elif len(self._hosts) > 10_000:
                self._forget_idle()

    @staticmethod
    async def _await_turn(entry: _Host, gap: float) -> None:
        loop = asyncio.get_running_loop()
        async with entry.turn:
            await asyncio.sleep(max(0.0, entry.free_at - loop.time()))
            entry.free_at = loop.time() + gap

    @asynccontextmanager
    async def _overall(self) -> AsyncIterator[None]:
        await self._brisk.acquire()
        patient = False

        def step_aside() -> None:
            nonlocal patient
            if self._waiting < self._max_waiting:
                self._waiting += 1
                patient = True
                self._brisk.release()

        timer = asyncio.get_running_loop().call_later(self._patience, step_aside)
        try:
            yield
        finally:
            timer.cancel()
            if patient:
                self._waiting -= 1
            else:
                self._brisk.release()

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        for host in [h for h, e in self._hosts.items() if not e.users and e.free_at <= now]:
            del self._hosts[host]
