"""`araxes demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from workers.demo.runner import run_demo


def demo(
    stay: Annotated[
        bool, typer.Option("--stay", help="Keep it running and print the dashboard's address.")
    ] = False,
    mails: Annotated[Path | None, typer.Option(help="Keep each mail in this folder, as .eml.")] = None,
) -> None:
    """Show the whole service at work on a sample, on this machine.

    Starts a local news site, a mail server and a webhook endpoint, runs `araxes run` against them and
    shows every alert as its reader gets it. Exits 0 when each expected alert arrived exactly once at
    every receiver, 1 with a diff otherwise.
    """
    raise typer.Exit(run_demo(Console(), stay=stay, mails_to=mails))
