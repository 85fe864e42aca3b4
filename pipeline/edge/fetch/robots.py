"""robots.txt (RFC 9309), read once a day per site, parsed by protego."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from protego import Protego

from pipeline.errors import FetchError, RefusedError
from pipeline.ports import Request, Response

MAX_BYTES = 512 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
KEEP = 24 * 3600.0  # RFC 9309 §2.4: not longer than a day
KEEP_FAILURE = 600.0
MAX_CRAWL_DELAY = 10.0
_SITES = 2_000


@dataclass(frozen=True, slots=True)
class _Rules:
    until: float
    parsed: Protego | None
    """None: everything is allowed."""
    failure: str | None = None


class RobotsMemory(Protocol):
    """Keeps what sites answered for processes that live shorter than the answer holds."""

    def recall(self, origin: str) -> tuple[int, bytes] | None:
        """Status and body, while they hold."""
        ...

    def keep(self, origin: str, status: int, body: bytes, seconds: float) -> None: ...


class Robots:
    """Answers whether a page may be fetched, and how long to pause between pages."""

    def __init__(
        self,
        get: Callable[[Request], Awaitable[Response]],
        user_agent: str,
        memory: RobotsMemory | None = None,
    ) -> None:
        self._get = get
        self._memory = memory
        self._token = user_agent.partition("/")[0].strip() or user_agent
        self._rules: OrderedDict[str, _Rules] = OrderedDict()
        self._reading: dict[str, asyncio.Future[_Rules]] = {}

    async def check(self, origin: str, url: str, proxy: str | None = None) -> float:
        """The crawl delay in seconds; RefusedError when the site does not want the page fetched, FetchError
        while its robots.txt cannot be had (RFC 9309 §2.3.1.4: then nothing may be fetched)."""
        rules = await self._of(origin, proxy)
        if rules.failure:
            raise FetchError(f"{origin}/robots.txt cannot be read ({rules.failure}), so its pages must wait")
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(url, self._token):
            raise RefusedError(f"{origin}/robots.txt does not allow {self._token} to fetch {url}")
        return min(float(rules.parsed.crawl_delay(self._token) or 0.0), MAX_CRAWL_DELAY)

    async def _of(self, origin: str, proxy: str | None) -> _Rules:
        loop = asyncio.get_running_loop()
        known = self._rules.get(origin)
        if known and known.until > loop.time():
            self._rules.move_to_end(origin)
            return known
        if origin in self._reading:
            return await asyncio.shield(self._reading[origin])
        future = self._reading[origin] = loop.create_future()
        try:
            rules = await self._read(origin, proxy)
        except BaseException as error:
            future.cancel()
            raise error
        finally:
            del self._reading[origin]
        future.set_result(rules)
        self._rules[origin] = rules
        while len(self._rules) > _SITES:
            self._rules.popitem(last=False)
        return rules

    async def _read(self, origin: str, proxy: str | None) -> _Rules:
        now = asyncio.get_running_loop().time()
        known = self._memory.recall(origin) if self._memory else None
        if known is not None:
            return _rules(*known, now)
        status, body = await self._ask(origin, proxy)
        rules = _rules(status, body, now)
        if self._memory:
            self._memory.keep(origin, status, body, rules.until - now)
        return rules

    async def _ask(self, origin: str, proxy: str | None) -> tuple[int, bytes]:
        """Status and body; status 0 and the reason when there is no answer."""
        try:
            answer = await self._get(
                Request(
                    url=f"{origin}/robots.txt",
                    max_bytes=MAX_BYTES,
                    total_timeout=20,
                    max_redirects=5,
                    proxy=proxy,
                )
            )
        except FetchError as error:
            return 0, str(error).encode()
        return answer.status, answer.body if answer.status < 400 else b""


def _rules(status: int, body: bytes, now: float) -> _Rules:
    if status == 0:
        return _Rules(now + KEEP_FAILURE, None, body.decode())
    if status >= 500 or status == 429:
        return _Rules(now + KEEP_FAILURE, None, f"status {status}")
    if status >= 400:
        return _Rules(now + KEEP, None)
    return _Rules(now + KEEP, Protego.parse(body.decode("utf-8", "replace")))
