"""Which of several schedulers leads: a lock in Redis, a fencing token in the store.

The lock decides quickly who leads. It cannot be trusted alone (Redis may forget it, a paused process may
believe that it still holds it), so every write carries the token that was taken from the store with the
lead, and the store refuses a token that is no longer the latest.
"""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from pipeline.ports import Now, Store

ROLE = "scheduler"
KEY = "araxes:scheduler:leader"
HOLD = timedelta(seconds=12)
"""For so long the lock outlives its holder. With one try every `RENEW`, a successor leads within 30 s."""
RENEW = timedelta(seconds=3)
LOST = timedelta(seconds=20)
"""While Redis is away, a leader whose heartbeat in the store is older counts as dead."""

_IF_OURS = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end "
_RENEW = _IF_OURS + "return redis.call('pexpire', KEYS[1], ARGV[2])"
_RELEASE = _IF_OURS + "return redis.call('del', KEYS[1])"


class Standing(StrEnum):
    """What a try to lead, or to keep the lead, came to."""

    LEADS = "leads"
    LEADS_ALONE = "leads without the lock: the queue server is away"
    STANDS_BY = "stands by"


@dataclass
class Leadership:
    """This process's part in the election. Blocking: call it off the event loop."""

    redis: Redis
    store: Store
    now: Now
    token: int | None = None
    """The fencing token while we lead."""

    def __post_init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def step(self) -> Standing:
        """Try to lead, or to keep leading. StoreError when the token cannot be taken."""
        try:
            holds = self._renew() if self.token is not None else self._lock()
            standing = Standing.LEADS if holds else Standing.STANDS_BY
        except RedisError:
            alone = self.token is not None or self._leader_is_dead()
            standing = Standing.LEADS_ALONE if alone else Standing.STANDS_BY
        if standing is Standing.STANDS_BY:
            self.token = None
        elif self.token is None:
            with self.store.write(exclusive=True) as tx:
                self.token = tx.take_fence(ROLE, self.now())
        return standing

    def resign(self) -> None:
        """Give the lock back so that a successor need not wait."""
        self.token = None
        with suppress(RedisError):  # it expires by itself
            self._script(_RELEASE, self.name)

    def _lock(self) -> bool:
        taken = self.redis.set(KEY, self.name, nx=True, px=_milliseconds(HOLD))
        return bool(taken) or self._renew_own()

    def _renew(self) -> bool:
        # A forgotten lock (FLUSHALL, restart) is ours again unless somebody else was quicker.
        return self._renew_own() or bool(self.redis.set(KEY, self.name, nx=True, px=_milliseconds(HOLD)))

    def _renew_own(self) -> bool:
        return bool(self._script(_RENEW, self.name, _milliseconds(HOLD)))

    def _script(self, script: str, *args: str | int) -> Any:
        return self.redis.eval(script, 1, KEY, *args)

    def _leader_is_dead(self) -> bool:
        beat = self.store.beats().get(ROLE)
        return beat is None or self.now() - beat[0] > LOST


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
