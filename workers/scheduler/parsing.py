"""Parsing off the event loop, on a few threads that may be given up."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

SWITCH = 0.001
"""Seconds after which a computing thread lets another have the interpreter."""


class ParsePool:
    """`pipeline.flow.poll.OffLoop`. A thread that does not come back within its caller's time limit cannot
    be ended; it is left behind and a fresh one takes its place, so that other feeds go on."""

    def __init__(self, threads: int = 2) -> None:
        # Threads that compute keep the interpreter for 5 ms at a time. A thread that saves gives it up with
        # every statement and would wait that long to get it back, a thousand times in a transaction.
        sys.setswitchinterval(SWITCH)
        self._threads = threads
        self._pool = self._fresh()
        self.left_behind = 0

    async def __call__(self, work: Callable[[], T], /) -> T:
        pool = self._pool
        future = pool.submit(work)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if future.running() and pool is self._pool:
                self.left_behind += 1
                pool.shutdown(wait=False)  # what it was given already it still does
                self._pool = self._fresh()
            raise

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _fresh(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="parse")
