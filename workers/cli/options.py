"""The options that data commands share, and how they print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.errors import InputError
from pipeline.events.event import EventType
from pipeline.ports import Filter, Store

Since = Annotated[
    str | None, typer.Option(help="Not older than this: a span back (90m, 24h, 7d) or an ISO date or time.")
]
Types = Annotated[list[EventType] | None, typer.Option("--type", help="Only this type; repeatable.")]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", help="Only where this country takes part (alpha-3); repeatable, all must."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
Limit = Annotated[int, typer.Option(min=1, help="At most so many.")]

_SPANS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, now: datetime, *, ahead: bool = False) -> datetime:
    """`24h` (back from now, or ahead of it), `2026-01-05`, `2026-01-05T12:00Z`; InputError else."""
    span = re.fullmatch(r"(\d+)([mhdw])", text.strip())
    if span:
        length = timedelta(**{_SPANS[span[2]]: int(span[1])})
        return now + length if ahead else now - length
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(
            f"{text!r} is no time; write a span such as 24h or 7d, a date, or e.g. 2026-01-05T12:00Z"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def selection(
    since: str | None,
    types: list[EventType] | None,
    countries: list[str] | None,
    now: datetime,
    *,
    limit: int = 1000,
    state: str | None = None,
) -> Filter:
    """The store's filter for what the options ask."""
    codes = {part.strip().upper() for text in countries or () for part in text.split(",") if part.strip()}
    for code in sorted(codes):
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise InputError(f"{code!r} is no country; write an ISO 3166 alpha-3 code, e.g. AZE")
    return Filter(
        since=moment(since, now) if since else None,
        types=frozenset(types or ()),
        countries=frozenset(codes),
        state=state,
        limit=limit,
    )


@contextmanager
def opened() -> Iterator[Store]:
    """The store of the settings, closed afterwards."""
    from config.settings import load_settings
    from workers import bootstrap

    store = bootstrap.store(load_settings())
    try:
        yield store
    finally:
        store.close()


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], as_json: bool) -> None:
    """JSON Lines with everything, or a table of these columns (key to heading)."""
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200
    table = Table(box=None, pad_edge=False)
    for key, heading in columns.items():
        table.add_column(heading, no_wrap=key == "id", overflow="fold")
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  # the number is printed below
        table.add_row(*(_cell(row.get(key)) for key in columns))
    if count:
        console.print(table)
    else:
        console.print("Nothing matches.")


def _cell(value: Any) -> str:
    from rich.markup import escape

    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return escape(", ".join(str(v) for v in value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return escape(str(value))
