"""Bring the schema up to date at start, however many processes start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from pipeline.edge.store.engine import Engines, begin_write
from pipeline.edge.store.faults import shown, told
from pipeline.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engines: Engines) -> None:
    """Run the migrations that are missing, all in one transaction that no other process shares."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with told(engines.url), engines.current().connect() as connection:
        if _revision(connection) == head:
            return
        begin_write(connection, exclusive=True)
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        except CommandError:
            connection.exec_driver_sql("ROLLBACK")
            raise StoreError(
                f"{shown(engines.url)} was written by a newer Araxes; upgrade this one", permanent=True
            ) from None
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
