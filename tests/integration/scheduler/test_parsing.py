"""The parser processes: same answers as the parser, and killed when a document takes too long."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import pytest

from pipeline.errors import FeedError
from pipeline.feeds.parse import parse
from workers.scheduler.parsing import ParsePool

URL = "http://n.test/feed"
RSS = """<rss version='2.0'><channel><title>N</title><ttl>30</ttl><skipHours><hour>3</hour></skipHours>
<item><title>Baku &amp; Tehran \U0001f30d</title><link>https://n.test/1</link><guid>g1</guid>
<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item><item/></channel></rss>""".encode()
SLOW = b"<rss version='2.0'><channel>" + b"<item><b <i \xff" * 300_000
"""Tags that never close keep feedparser's loose parser busy for some 15 s."""


async def asked(pool: ParsePool, body: bytes) -> Any:
    return await pool(body, feed_id="feed_1", url=URL, headers={}, known="")


def test_a_document_comes_back_as_the_parser_read_it() -> None:
    async def run() -> Any:
        pool = ParsePool(1)
        try:
            with pytest.raises(FeedError, match=f"{URL} sent an empty answer instead of a feed"):
                await asked(pool, b"")
            return await asked(pool, RSS)
        finally:
            await pool.aclose()

    assert asyncio.run(run()) == parse(RSS, feed_id="feed_1", url=URL)


def test_a_document_that_takes_too_long_is_refused_and_holds_up_no_other() -> None:
    async def run() -> None:
        pool = ParsePool(1, limit=2)
        try:
            await asked(pool, RSS)  # the process is up
            slow = asyncio.create_task(asked(pool, SLOW))
            await asyncio.sleep(0.1)
            well = asyncio.create_task(asked(pool, RSS))
            with pytest.raises(FeedError, match="could not be parsed within 2 s; its document is set aside"):
                await slow
            assert len((await well).entries) == 1
            assert pool.killed == 1
        finally:
            await pool.aclose()

    asyncio.run(run())


def test_a_parser_that_dies_is_replaced_and_its_document_refused() -> None:
    async def run() -> None:
        pool = ParsePool(1, limit=30)
        try:
            await asked(pool, RSS)
            (process,) = pool._running
            slow = asyncio.create_task(asked(pool, SLOW))
            await asyncio.sleep(0.1)
            os.kill(process.pid, signal.SIGKILL)
            with pytest.raises(FeedError, match="brought the parser down"):
                await slow
            assert len((await asked(pool, RSS)).entries) == 1
        finally:
            await pool.aclose()

    asyncio.run(run())


def test_who_no_longer_waits_gets_no_other_feeds_document() -> None:
    async def run() -> None:
        pool = ParsePool(1, limit=30)
        try:
            await asked(pool, RSS)
            slow = asyncio.create_task(asked(pool, SLOW))
            await asyncio.sleep(0.1)
            slow.cancel()
            assert (await asked(pool, RSS)).title == "N"
        finally:
            await pool.aclose()

    asyncio.run(run())
