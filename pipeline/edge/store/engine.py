"""Engines for SQLite and PostgreSQL that survive a fork, and how their transactions begin."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import StoreError

LOCK_TIMEOUT = 30
"""Seconds to wait for another writer before giving up."""

_EXCLUSIVE = 0x4172617865730001
"""Number of the PostgreSQL advisory lock that admits one exclusive writer at a time."""


def parse_url(url: str) -> URL:
    """The URL, or StoreError where it is no database we can use. The password never shows."""
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError(
            "the database URL cannot be read; "
            "write sqlite:////path/to/file or postgresql+psycopg://user:password@host/database",
            permanent=True,
        ) from None
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(f"{kind} is no database Araxes can use; use SQLite or PostgreSQL", permanent=True)
    if parsed.database in (None, "", ":memory:"):
        raise StoreError(
            "SQLite in memory cannot be shared between processes; name a file: sqlite:////path/to/file",
            permanent=True,
        )
    return parsed


class Engines:
    """The engine of the current process. A forked child gets its own: a connection that crosses a fork
    corrupts SQLite's locks and PostgreSQL's protocol. The parent's is kept, unused and unclosed."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._pid = os.getpid()
        self._engine = _create(url)
        self._inherited: list[Engine] = []

    def current(self) -> Engine:
        if self._pid != os.getpid():
            self._inherited.append(self._engine)
            self._engine, self._pid = _create(self.url), os.getpid()
        return self._engine

    def close(self) -> None:
        self.current().dispose()


def begin_read(connection: Connection) -> None:
    """Begin a transaction that sees one state of the database and cannot write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def end_read(connection: Connection) -> None:
    """End it and make the connection fit for writing again."""
    connection.exec_driver_sql("ROLLBACK")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = OFF")


def begin_write(connection: Connection, *, exclusive: bool) -> None:
    """Begin a transaction that writes. SQLite admits one writer at a time anyway."""
    if connection.dialect.name == "sqlite":
        # IMMEDIATE: a transaction that reads first and writes later would fail when another wrote between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql("BEGIN")
    if exclusive:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_EXCLUSIVE})")


def _create(url: URL) -> Engine:
    # AUTOCOMMIT: SQLAlchemy and the driver begin nothing by themselves; the functions above do.
    if url.get_backend_name() == "sqlite":
        given = url.query.get("timeout")
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # errors would quote whole articles
            connect_args={} if given else {"timeout": LOCK_TIMEOUT},
        )
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    ours = f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT}s"
    settings = f"{ours} {url.query.get('options', '')}".strip()  # of two, the last counts
    return create_engine(
        url.difference_update_query(["options"]),
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_pre_ping=True,  # the server may have been restarted
        connect_args={"options": settings, "connect_timeout": 10, "application_name": "araxes"},
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # With WAL, NORMAL never corrupts; a power cut may take the last transactions, always whole and from
    # the end, so that what is lost is done again and nothing is half done.
    connection.execute("PRAGMA synchronous = NORMAL")
    # Unlike the built-in, which knows ASCII only; PostgreSQL's knows all of Unicode.
    connection.create_function("lower", 1, _lower, deterministic=True)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Another process is switching, or the file is read-only; the mode stays in the file.
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY):
                raise


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
