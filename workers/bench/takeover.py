"""Kill the leading scheduler and see how soon the other leads, and whether any feed is asked twice."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from redis import Redis
from redis.exceptions import RedisError

from config.settings import Settings, child_environment
from pipeline import clock
from pipeline.errors import InputError
from workers import bootstrap, valkey
from workers.bench.feedserver import feed_server
from workers.scheduler.leader import KEY

EARLY = 0.85
"""Jitter takes up to a tenth off an interval; two requests closer than this share of it are one too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What happened to the feeds of a killed leader."""

    feeds: int
    interval: float
    seconds_to_lead: float
    """From the kill until the successor holds the lock."""
    seconds_to_poll: float
    """From the kill until the successor's first request."""
    requests: int
    asked_twice: int
    """Requests that came earlier than the interval allows."""
    never_asked_again: int
    """Feeds without a request after the kill (within two intervals)."""

    def row(self) -> dict[str, Any]:
        return asdict(self)


def measure_takeover(*, feeds: int, interval: float, say: Callable[[str], None]) -> Takeover:
    with tempfile.TemporaryDirectory(prefix="araxes-bench-") as folder, feed_server() as server:
        data = Path(folder)
        entries = [
            {
                "name": f"feed {n}",
                "url": f"{server.base}/steady/{n}",
                "outlet": f"o{n}",
                "tier": 2,
                "min_interval": f"{interval:.0f}s",
                "max_interval": f"{interval:.0f}s",
                "ignore_hints": True,
            }
            for n in range(feeds)
        ]
        (data / "feeds.yaml").write_text(yaml.safe_dump({"feeds": entries}))
        routes = {"receivers": [{"name": "dashboard"}], "route": {"receiver": "dashboard"}}
        (data / "routes.yaml").write_text(yaml.safe_dump(routes))
        valkey.prepare(data)
        processes = [
            subprocess.Popen(valkey.command(data), stdout=subprocess.DEVNULL)  # noqa: S603  # our own
        ]
        try:
            redis = _await_redis(valkey.url(data))
            settings = Settings.model_construct(data_dir=data)
            bootstrap.store(settings).close()  # the schema, once
            environment = child_environment(
                config_dir=folder,
                data_dir=folder,
                redis_url=valkey.url(data),
                allow_networks="127.0.0.0/8",
                log_level="error",
            )
            first = _scheduler(environment)
            processes.append(first)
            holder = _await_change(redis, None, 30)
            second = _scheduler(environment)
            processes.append(second)
            say(f"two intervals under the first leader ({2 * interval:.0f} s)")
            _wait(2 * interval)
            say("the leader is killed")
            first.kill()
            killed = clock.now().timestamp()
            _await_change(redis, holder, 60)
            led = clock.now().timestamp()
            say(f"the successor leads after {led - killed:.1f} s; two intervals more")
            _wait(2 * interval + 5)
            asked: Any = server.counts()["asked"]
        finally:
            for process in reversed(processes):
                process.kill()
                process.wait()
    gaps = [b - a for times in asked.values() for a, b in pairwise(times)]
    afterwards = [t for times in asked.values() for t in times if t > killed + 0.5]
    return Takeover(
        feeds=feeds,
        interval=interval,
        seconds_to_lead=round(led - killed, 1),
        seconds_to_poll=round(min(afterwards, default=float("inf")) - killed, 1),
        requests=sum(map(len, asked.values())),
        asked_twice=sum(gap < EARLY * interval for gap in gaps),
        never_asked_again=sum(max(times) < killed for times in asked.values()),
    )


def _scheduler(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "workers", "scheduler"], env=environment)


def _await_redis(url: str) -> Redis:
    client = Redis.from_url(url)
    for _ in range(200):
        try:
            client.ping()
            return client
        except RedisError:
            _wait(0.05)
    raise InputError("the embedded Valkey does not start")


def _await_change(redis: Redis, holder: bytes | None, seconds: float) -> bytes:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found: Any = redis.get(KEY)
        if found is not None and found != holder:
            return bytes(found)
        _wait(0.05)
    raise InputError(f"no scheduler took the lead within {seconds:g} s")


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)
