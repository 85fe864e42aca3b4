"""Fencing tokens: what keeps a process that lost its role, and does not know it yet, from writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from pipeline.edge.store import schema
from pipeline.edge.store.statements import put
from pipeline.errors import FencedError

STEM = "fence:"
"""Tokens stand among the heartbeats: both say which process holds which role."""
BEATS = schema.heartbeats


class Fences:
    """`pipeline.ports.FenceStore` on one connection."""

    connection: Connection

    def take_fence(self, role: str, at: datetime) -> int:
        token = self._token(role) + 1
        put(self.connection, BEATS, {"name": STEM + role, "at": at, "note": str(token)})
        return token

    def check_fence(self, role: str, token: int) -> None:
        latest = self._token(role)
        if latest > token:
            raise FencedError(f"another {role} has taken over (token {latest}, ours is {token})")

    def _token(self, role: str) -> int:
        # Shared lock: nobody takes the next token between this look and our commit (SQLite has one writer).
        query = select(BEATS.c.note).where(BEATS.c.name == STEM + role).with_for_update(read=True)
        return int(self.connection.scalar(query) or 0)
