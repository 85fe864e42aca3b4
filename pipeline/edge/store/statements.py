"""SQL that both databases speak, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from pipeline.ports import Filter

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

Insert = sqlite.Insert | postgresql.Insert

CHUNK = 1000
"""Values bound into one IN: SQLite takes 32,766 in all."""


def insert(connection: Connection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def put(connection: Connection, table: Table, *rows: Mapping[str, Any]) -> None:
    """Insert the rows, or replace those of the same primary key. All rows have the same columns."""
    if not rows:
        return
    keys = {c.name for c in table.primary_key}
    new = insert(connection, table)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=sorted(keys),
            set_={name: new.excluded[name] for name in rows[0] if name not in keys},
        ),
        list(rows),
    )


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there; the others stay as they are."""
    if rows:
        connection.execute(insert(connection, table).on_conflict_do_nothing(), list(rows))


def add_returning(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """As `add`; ids of those that were new."""
    if not rows:
        return []
    statement: ReturningInsert[tuple[str]] = (
        insert(connection, table).on_conflict_do_nothing().returning(table.c.id)
    )
    new = set(connection.scalars(statement, list(rows)))
    return [row["id"] for row in rows if row["id"] in new]


def pairs(connection: Connection, query: Select[A, B]) -> dict[A, B]:
    """The two columns of a query, as a mapping."""
    return dict(connection.execute(query).all())


def bounded(key: str) -> str:
    """The key, or its digest where it is longer than 64 bytes: PostgreSQL indexes at most some 2,700."""
    data = key.encode("utf-8", "backslashreplace")
    if len(data) <= 64 and b"\0" not in data:
        return data.decode()
    return f"#{blake2b(data, digest_size=24).hexdigest()}"


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def counts(connection: Connection, column: ColumnElement[str], *where: ColumnElement[bool]) -> dict[str, int]:
    """How many rows have each value of the column."""
    return pairs(connection, select(column, func.count()).where(*where).group_by(column))


def country_list(countries: Sequence[str]) -> str:
    """Countries as a column holds them, so that each can be searched: `,AZE,IRN,`."""
    return f",{','.join(sorted(countries))}," if countries else ""


def has_countries(column: ColumnElement[str], countries: frozenset[str]) -> ColumnElement[bool]:
    """All of these take part."""
    return and_(True, *(column.contains(f",{c},", autoescape=True) for c in sorted(countries)))


def between(column: ColumnElement[Any], where: Filter) -> list[ColumnElement[bool]]:
    """`since` counts, `until` no longer."""
    limits = []
    if where.since is not None:
        limits.append(column >= where.since)
    if where.until is not None:
        limits.append(column < where.until)
    return limits


def found(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """The column holds the text, letters of any case."""
    return func.lower(column).contains(text.lower(), autoescape=True)
