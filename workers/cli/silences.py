"""`araxes silences`: mute alerts for a while."""

from __future__ import annotations

import getpass
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline import clock
from pipeline.alerts.mute import Silence, new_silence, read_matcher
from pipeline.errors import InputError
from workers.cli.options import Json, moment, opened, print_rows

app = typer.Typer(no_args_is_help=True, help="Mute alerts that match, until a time.")

_COLUMNS = {"matchers": "matchers", "ends": "ends", "owner": "owner", "reason": "reason", "id": "id"}


@app.command()
def add(
    matchers: Annotated[
        list[str],
        typer.Argument(help="All must match, e.g. 'type=\"visit\"' 'pair=\"AZE-IRN\"' 'receiver=\"desk\"'."),
    ],
    reason: Annotated[str, typer.Option(help="Why, for those who wonder.")],
    until: Annotated[str, typer.Option(help="When it ends: a span ahead (2h, 7d) or an ISO time.")],
    owner: Annotated[str | None, typer.Option(help="Who answers for it; default: you.")] = None,
    starts: Annotated[str | None, typer.Option(help="When it starts; default: now.")] = None,
    as_json: Json = False,
) -> None:
    """Add a silence. What it mutes is recorded as muted and is not sent later."""
    now = clock.now()
    begin = moment(starts, now, ahead=True) if starts else now
    end = moment(until, now, ahead=True)
    if end <= max(now, begin):
        raise InputError(f"a silence until {until!r} has ended before it begins; name a later time")
    silence = new_silence(matchers, owner=owner or getpass.getuser(), reason=reason, starts=begin, ends=end)
    with opened() as store, store.write() as tx:
        tx.save_silence(silence)
    print_rows([_row(silence)], _COLUMNS, as_json)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the silences that have not ended."""
    with opened() as store, store.read() as tx:
        found = tx.silences(clock.now())
    print_rows(map(_row, found), _COLUMNS, as_json)


@app.command()
def end(silence_id: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> None:
    """End a silence now."""
    now = clock.now()
    with opened() as store, store.write() as tx:
        found = next((s for s in tx.silences(now) if s.id == silence_id), None)
        if found is None:
            raise InputError(f"no silence {silence_id!r} is in force; `araxes silences list` shows them")
        ended = replace(found, ends=now)
        tx.save_silence(ended)
    print_rows([_row(ended)], _COLUMNS, as_json)


def _row(silence: Silence) -> dict[str, object]:
    return {
        "id": silence.id,
        "matchers": [str(read_matcher(pair)) for pair in silence.matchers],
        "owner": silence.owner,
        "reason": silence.reason,
        "starts": _time(silence.starts),
        "ends": _time(silence.ends),
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="minutes")
