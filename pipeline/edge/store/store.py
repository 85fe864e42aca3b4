"""Opening the store, and its transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, select
from sqlalchemy.exc import SQLAlchemyError

from pipeline.edge.store import schema
from pipeline.edge.store.articles import Articles
from pipeline.edge.store.engine import Engines, begin_read, begin_write, end_read, parse_url
from pipeline.edge.store.events import Events
from pipeline.edge.store.faults import shown, told
from pipeline.edge.store.feeds import Feeds
from pipeline.edge.store.fences import STEM, Fences
from pipeline.edge.store.incidents import Incidents
from pipeline.edge.store.migrate import migrate
from pipeline.edge.store.notices import Notices
from pipeline.edge.store.statements import put
from pipeline.edge.store.subscriptions import Subscriptions
from pipeline.errors import StoreError


def open_store(url: str) -> SqlStore:
    """The store at a SQLAlchemy URL, its schema brought up to date. Several processes may do so at once.

    Raises StoreError, with one sentence for the user, when that cannot be done.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not parsed.query.get("uri"):
        folder = Path(str(parsed.database)).resolve().parent
        if not folder.is_dir():
            raise StoreError(
                f"{shown(parsed)} cannot be opened: the folder {folder} does not exist; create it",
                permanent=True,
            )
    store = SqlStore(parsed)
    try:
        migrate(store.engines)
    except BaseException:
        store.close()
        raise
    return store


class Transaction(Fences, Subscriptions, Feeds, Articles, Events, Incidents, Notices):
    """All of the store on one connection, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class SqlStore:
    """`pipeline.ports.Store` over SQLite or PostgreSQL. Safe for threads and after a fork."""

    def __init__(self, url: URL) -> None:
        self.engines = Engines(url)

    def __repr__(self) -> str:
        return f"SqlStore({shown(self.engines.url)})"

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with (
            told(self.engines.url, reading=True),
            self.engines.current().connect() as connection,
        ):
            begin_read(connection)
            try:
                yield Transaction(connection)
            finally:
                _quietly(end_read, connection)

    @contextmanager
    def write(self, *, exclusive: bool = False) -> Iterator[Transaction]:
        with told(self.engines.url), self.engines.current().connect() as connection:
            begin_write(connection, exclusive=exclusive)
            try:
                yield Transaction(connection)
            except BaseException:
                _quietly(_roll_back, connection)
                raise
            try:
                connection.exec_driver_sql("COMMIT")
            except SQLAlchemyError:
                _quietly(_roll_back, connection)
                raise

    def beat(self, name: str, at: datetime, note: str = "") -> None:
        with self.write() as tx:
            put(tx.connection, schema.heartbeats, {"name": name, "at": at, "note": note})

    def beats(self) -> dict[str, tuple[datetime, str]]:
        with self.read() as tx:
            rows = tx.connection.execute(select(schema.heartbeats))
            return {row.name: (row.at, row.note) for row in rows if not row.name.startswith(STEM)}

    def ping(self) -> None:
        with told(self.engines.url), self.engines.current().connect() as connection:
            begin_write(connection, exclusive=False)
            try:
                # Deletes nothing, yet needs all that writing needs.
                connection.execute(schema.heartbeats.delete().where(schema.heartbeats.c.name == ""))
            finally:
                _quietly(_roll_back, connection)

    def close(self) -> None:
        self.engines.close()


def _roll_back(connection: Connection) -> None:
    connection.exec_driver_sql("ROLLBACK")


def _quietly(end: Callable[[Connection], None], connection: Connection) -> None:
    """End a transaction; where even that fails, throw the connection away and let the first fault be told."""
    try:
        end(connection)
    except SQLAlchemyError:
        with suppress(SQLAlchemyError):
            connection.invalidate()
