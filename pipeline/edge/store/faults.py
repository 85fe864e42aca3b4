"""What a database driver complains of, as one sentence and whether trying again can help."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, TimeoutError

from pipeline.errors import StoreError

_SQLITE: dict[int, tuple[str, bool]] = {
    sqlite3.SQLITE_BUSY: ("is locked by another process; try again, or end what holds it open", False),
    sqlite3.SQLITE_LOCKED: ("is locked by another connection; try again", False),
    sqlite3.SQLITE_READONLY: ("is read-only; make the file and its folder writable", True),
    sqlite3.SQLITE_PERM: ("may not be opened; make the file and its folder writable", True),
    sqlite3.SQLITE_FULL: ("is full; free some space on its disk", False),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened; make sure that its folder exists and is writable", True),
    sqlite3.SQLITE_CORRUPT: ("is damaged; restore it from a backup", True),
    sqlite3.SQLITE_NOTADB: ("is no SQLite database; name another file", True),
    sqlite3.SQLITE_IOERR: ("cannot be read or written; look at its disk", False),
    sqlite3.SQLITE_CONSTRAINT: ("refuses a row: it belongs to one that is not stored", True),
}

_POSTGRES: dict[str, tuple[str, bool]] = {
    # Classes and codes of https://www.postgresql.org/docs/current/errcodes-appendix.html, longest first.
    "28P01": ("refuses the user or the password; mend ARAXES_DATABASE_URL", True),
    "28": ("refuses the user; mend ARAXES_DATABASE_URL or the server's pg_hba.conf", True),
    "3D000": ("does not exist; create it or mend ARAXES_DATABASE_URL", True),
    "42501": ("does not give this user the rights it needs; grant them", True),
    "25006": ("is read-only; write in a `write` transaction on the primary server", True),
    "53100": ("is full; free some space on its disk", False),
    "53300": ("has no connection to spare; raise max_connections or run fewer workers", False),
    "55P03": ("is locked by another transaction; try again", False),
    "57014": ("cancelled the statement; try again", False),
    "57": ("is stopping or starting; try again", False),
    "40": ("had two transactions in each other's way; try again", False),
    "23": ("refuses a row: it belongs to one that is not stored", True),
    "08": ("cannot be reached; make sure that it runs", False),
}

# While connecting psycopg gives no code, only the server's words.
_CONNECTING = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28"),
    ('role "', "28"),
    ("does not exist", "3D000"),
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("starting up", "57"),
    ("shutting down", "57"),
)


@contextmanager
def told(url: URL, *, reading: bool = False) -> Iterator[None]:
    """Turn what SQLAlchemy raises into StoreError. What shows a bug of ours passes as it is."""
    try:
        yield
    except TimeoutError as error:
        raise StoreError(f"{shown(url)} has no connection free; use fewer threads") from error
    except DBAPIError as error:
        found = _fault(error.orig)
        if found is None:
            raise
        words, permanent = found
        if reading and words == _SQLITE[sqlite3.SQLITE_READONLY][0]:
            words = "was opened for reading; write in a `write` transaction"
        raise StoreError(f"{shown(url)} {words}", permanent=permanent) from error


def shown(url: URL) -> str:
    """The database as people know it, without its password."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    where = f"{url.host or 'localhost'}:{url.port or 5432}" if url.host else "this machine"
    return f"the database {url.database} on {where}"


def _fault(error: BaseException | None) -> tuple[str, bool] | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code & 0xFF)
    if isinstance(error, psycopg.Error):
        state: Any = error.sqlstate
        if state is None and isinstance(error, psycopg.OperationalError):
            message = str(error)
            state = next((code for words, code in _CONNECTING if words in message), "08")
        return next((fault for code, fault in _POSTGRES.items() if (state or "?").startswith(code)), None)
    return None
