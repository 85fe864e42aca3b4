"""Parsing in processes of its own: off the event loop, on every core, and killed when it takes too long."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from pipeline.errors import FeedError
from pipeline.feeds.document import Document
from workers.parser import DOCUMENT

LIMIT = 20.0
"""Seconds that one document may keep a parser busy. Ten megabytes of usual feed take about ten."""
MOST = 4


class ParsePool:
    """`pipeline.flow.poll.Parse` over a few processes. One that hangs or dies over a document is
    replaced, and the document refused; the other feeds go on."""

    def __init__(self, processes: int | None = None, limit: float = LIMIT) -> None:
        self._free: asyncio.LifoQueue[asyncio.subprocess.Process | None] = asyncio.LifoQueue()
        for _ in range(processes or min(max(os.cpu_count() or 1, 2), MOST)):
            self._free.put_nowait(None)  # started when first needed
        self._limit = limit
        self._running: set[asyncio.subprocess.Process] = set()
        self._ending: set[asyncio.Task[object]] = set()
        self.killed = 0

    async def __call__(
        self, body: bytes, *, feed_id: str, url: str, headers: Mapping[str, str], known: str
    ) -> Document:
        head = json.dumps({"feed_id": feed_id, "url": url, "headers": dict(headers), "known": known}).encode()
        process = await self._free.get()
        try:
            if process is None or process.returncode is not None:
                process = await self._start()
            async with asyncio.timeout(self._limit):
                answer = await _ask(process, head, body)
        except TimeoutError:
            self._kill(process)
            process = None
            raise FeedError(
                f"{url} could not be parsed within {self._limit:g} s; its document is set aside"
            ) from None
        except (asyncio.IncompleteReadError, OSError):
            self._kill(process)
            process = None
            raise FeedError(f"{url} could not be parsed: its document brought the parser down") from None
        except BaseException:  # cancelled amid the frames: what it answers now would be taken for another's
            self._kill(process)
            process = None
            raise
        finally:
            self._free.put_nowait(process)
        if answer[:1] == b"-":
            raise FeedError(answer[1:].decode("utf-8", "replace"))
        return DOCUMENT.validate_json(answer[1:])

    async def aclose(self) -> None:
        """End the processes."""
        for process in list(self._running):
            self._kill(process)
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "workers.parser",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is for the scheduler, which ends its parsers
        )
        self._running.add(process)
        return process

    def _kill(self, process: asyncio.subprocess.Process | None) -> None:
        if process is not None:
            self.killed += 1
            self._running.discard(process)
            with suppress(ProcessLookupError):
                process.kill()
            # Reads what is left, so that the pipes close and the process is reaped.
            ending = asyncio.create_task(process.communicate())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


async def _ask(process: asyncio.subprocess.Process, head: bytes, body: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    for frame in (head, body):
        process.stdin.write(len(frame).to_bytes(4, "big"))
        process.stdin.write(frame)
    await process.stdin.drain()
    size = await process.stdout.readexactly(4)
    return await process.stdout.readexactly(int.from_bytes(size, "big"))
