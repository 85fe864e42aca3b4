"""`araxes init DIR`: an editable copy of the configuration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from config.settings import PACKAGED
from pipeline.errors import InputError


def init(
    directory: Annotated[Path, typer.Argument(help="Folder to write; made if it is not there.")],
    force: Annotated[bool, typer.Option(help="Overwrite files that are there.")] = False,
) -> None:
    """Write an editable copy of the configuration.

    Example: `araxes init my-config`, edit the files, then
    `ARAXES_CONFIG_DIR=my-config araxes check`.
    """
    copies = {source: directory / source.relative_to(PACKAGED) for source in sorted(PACKAGED.rglob("*.yaml"))}
    there = [target for target in copies.values() if target.exists()]
    if there and not force:
        raise InputError(
            f"{there[0]} is there already; choose another folder, "
            f"or overwrite {len(there)} files with --force"
        )
    try:
        for source, target in copies.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    except OSError as error:
        raise InputError(
            f"{directory}: cannot write there: {error.strerror}; choose another folder"
        ) from None
    typer.echo(f"Wrote {len(copies)} files to {directory}. Check them with:")
    typer.echo(f"  ARAXES_CONFIG_DIR={directory} araxes check")
