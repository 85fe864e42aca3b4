"""`araxes extract`: read articles offline and print their events in the gold format."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from workers.cli.texts import read_texts, read_time


class Scope(StrEnum):
    """Between whom events are coded."""

    WATCHED = "watched"
    ANY = "any"


def extract(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Text, HTML, or JSON Lines in the gold format; none: standard input."),
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When a plain text was published, e.g. 2023-04-19 (default: now).")
    ] = None,
    scope: Annotated[Scope, typer.Option(help="`any` codes events between all states.")] = Scope.WATCHED,
) -> None:
    """Read articles and print one line for each: `{"id", "relevant", "events"}`.

    Offline, without servers. JSON Lines need `text`; `title`, `id` and `published` are used where given.
    In a plain text the first line is the title.

    `araxes extract < articles.jsonl` · `araxes extract page.html --published 2025-03-18`
    """
    from workers.bootstrap import extractor

    when = read_time(published) if published is not None else None
    texts = list(read_texts(files or [], when))
    reader = extractor(load_settings(), scope=scope.value)
    for reading in reader.read(texts):
        row = {
            "id": reading.article_id,
            "relevant": reading.relevant,
            "events": [e.to_gold() for e in reading.events],
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
