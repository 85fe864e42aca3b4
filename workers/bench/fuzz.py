"""Break sample feeds in thousands of ways and see that the parser gives entries or a sentence, in time."""

from __future__ import annotations

import io
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import feedparser

from pipeline.errors import FeedError
from pipeline.feeds.parse import parse

LIMIT = 10.0
"""Seconds after which parsing counts as hanging."""
TOKENS = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<item>", b"</item>", b"<entry>", b"</entry>", b"<channel>"),
    *(
        b"</rss>",
        b"&",
        b"&amp;",
        b"&#0;",
        b"&#x1F600;",
        b"&lt;",
        b"<",
        b">",
        b'"',
        b"'",
        b"\x00",
        b"\xff\xfe",
    ),
    *(b"\xef\xbb\xbf", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<?xml version='1.0' encoding='utf-16'?>"),
    *(
        b"xmlns=''",
        b"</",
        b"<script>",
        b"{",
        b"}",
        b"[",
        b"null",
        b"1e999",
        b"<guid>",
        b"<link/>",
        b"<title>",
    ),
    *(b"\r", b"\xe2\x80\xa8", b"<description>", b"<pubDate>9999</pubDate>", b"<content:encoded>"),
    b"<div" * 300,
    b"A" * 5000,
)


@dataclass(slots=True)
class Report:
    """What came of the mutations."""

    mutations: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    entries: int = 0
    refused: int = 0
    documents_refused: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Mutations of which feedparser sees more entries than ours become entries or named refusals."""
    sentences: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        return not (self.crashes or self.hangs or self.lost)

    def row(self) -> dict[str, Any]:
        return {
            "mutations": self.mutations,
            "seconds": round(self.seconds, 2),
            "slowest_seconds": round(self.slowest, 3),
            "entries": self.entries,
            "items_refused": self.refused,
            "documents_refused": self.documents_refused,
            "crashes": self.crashes,
            "hangs": self.hangs,
            "lost": self.lost,
        }


def fuzz(
    samples: Mapping[str, bytes], count: int, seed: int, progress: Callable[[int], None] = lambda n: None
) -> Report:
    """Parse `count` mutations; the same seed gives the same. For the main thread (SIGALRM)."""
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    report = Report()
    names = sorted(samples)
    started = time.perf_counter()
    for n in range(count):
        name = names[n % len(names)]
        body = mutate(samples[name], [samples[other] for other in names], chance)
        examine(f"{name}, seed {seed}, mutation {n}", body, report)
        report.mutations += 1
        progress(report.mutations)
    report.seconds = time.perf_counter() - started
    return report


def examine(label: str, body: bytes, report: Report) -> None:
    """Parse one document and compare with what feedparser sees in it."""
    began = time.perf_counter()
    try:
        with _limited(LIMIT):
            document = parse(body, feed_id="fuzz", url="http://fuzz.test/feed")
    except FeedError as error:
        report.documents_refused += 1
        report.sentences[str(error)[:40]] += 1
        return
    except _HangError:
        report.hangs.append(label)
        return
    except Exception as error:  # this is what fuzzing looks for
        report.crashes.append(f"{label}: {type(error).__name__}: {error}"[:300])
        return
    finally:
        report.slowest = max(report.slowest, time.perf_counter() - began)
    report.entries += len(document.entries)
    report.refused += len(document.refused)
    if document.version in ("sitemap", "gdelt") or document.version.startswith("json"):
        return
    seen = len(feedparser.parse(io.BytesIO(body), sanitize_html=False)["entries"])  # noqa: TID251  # a stream
    if len(document.entries) + len(document.refused) < seen:
        report.lost.append(
            f"{label}: feedparser sees {seen}, we {len(document.entries)}+{len(document.refused)}"
        )


def mutate(body: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The document with one to eight injuries."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        if not data:
            break
        at = chance.randrange(len(data))
        kind = chance.randrange(9)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.choice((1, 3, 20, 300))]
        elif kind == 2:
            data[at:at] = chance.choice(TOKENS)
        elif kind == 3:
            data[at:at] = data[at : at + chance.choice((5, 50, 500))]
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            other = chance.choice(others)
            data[at:at] = other[chance.randrange(len(other)) :][:400]
        elif kind == 6:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 4, 16))))
        elif kind == 7:
            token = chance.choice(TOKENS)
            data = bytearray(bytes(data).replace(token, chance.choice(TOKENS), chance.randint(1, 5)))
        else:
            text = bytes(data).decode("utf-8", "replace")
            data = bytearray(
                text.encode(chance.choice(("utf-16", "utf-8-sig", "utf-32", "cp1252")), "replace")
            )
    return bytes(data[:2_000_000])


class _HangError(BaseException):
    pass


@contextmanager
def _limited(seconds: float) -> Any:
    def ring(signum: int, frame: FrameType | None) -> None:
        raise _HangError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
