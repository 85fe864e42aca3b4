"""The `araxes` command. Each command lives in a module of its own that is imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.errors import AraxesError


class Lazy(NamedTuple):
    """Where a command is: a function, or a `typer.Typer` with subcommands."""

    module: str
    attribute: str
    help: str
    """One line for `araxes --help`, which must not import anything."""


COMMANDS: dict[str, Lazy] = {
    # run the service
    "run": Lazy("workers.cli.run", "run", "Run the whole service on this machine, in the foreground."),
    "scheduler": Lazy(
        "workers.cli.run", "scheduler", "Run only the scheduler: polls feeds, sweeps the store."
    ),
    "worker": Lazy("workers.cli.run", "worker", "Run only a worker: reads articles, sends alerts."),
    "web": Lazy("workers.cli.run", "web", "Run only the web process: dashboard, API, metrics."),
    "init": Lazy("workers.cli.init", "init", "Write an editable copy of the configuration."),
    "check": Lazy("workers.cli.check", "check", "Validate all configuration and settings."),
    "demo": Lazy("workers.cli.demo", "demo", "Show the whole service at work on a sample, on this machine."),
    "status": Lazy("workers.cli.status", "status", "Show processes, queues, feeds, articles and deliveries."),
    # reading
    "extract": Lazy("workers.cli.extract", "extract", "Read articles and print their events as JSON Lines."),
    "explain": Lazy(
        "workers.cli.explain", "explain", "Show why an article was read so, an incident told or not."
    ),
    "evaluate": Lazy(
        "workers.cli.evaluate", "evaluate", "Score the readings on gold articles; show each fault."
    ),
    "calibrate": Lazy(
        "workers.cli.calibrate", "calibrate", "Fit the confidence of readings to gold articles."
    ),
    "bench": Lazy("workers.cli.bench", "bench", "Measure speed against a yardstick, side by side."),
    # feeds
    "feeds": Lazy("workers.cli.feed_look", "app", "The feeds: list, show, test, add, import and export."),
    "poll": Lazy("workers.cli.feeds", "poll", "Poll feeds once, now."),
    # incidents and alerts
    "incidents": Lazy("workers.cli.incidents", "app", "What happened: list, show, merge, split incidents."),
    "alerts": Lazy("workers.cli.alerts", "alerts", "What was told, to whom, and why."),
    "deliveries": Lazy("workers.cli.deliveries", "app", "What was sent: list, show attempts, send again."),
    "events": Lazy("workers.cli.alerts", "events", "What each article reports."),
    "silences": Lazy("workers.cli.silences", "app", "Mute alerts that match, until a time."),
    "routes": Lazy("workers.cli.routes", "app", "Test where an alert would go."),
    "backtest": Lazy("workers.cli.backtest", "backtest", "Show what changed rules would have told."),
    "replay": Lazy("workers.cli.replay", "replay", "Carry articles through the real stages, unsent."),
}


class LazyGroup(TyperGroup):
    """Lists commands without importing them; imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=entry.help, short_help=entry.help) if entry else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if command is not None and name is not None else command, rest


class ListGroup(TyperGroup):
    """A group of commands over data: without a command it lists, so `araxes events --json` works."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        lists = not args or (args[0].startswith("-") and args[0] not in ("-h", "--help"))
        if lists and "list" in self.commands:
            args = ["list", *args]
        return super().parse_args(ctx, args)


def load(name: str) -> Any:
    """Import a command."""
    entry = COMMANDS[name]
    found = getattr(importlib.import_module(entry.module), entry.attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        found = alone
    else:
        found.info.cls = ListGroup
        found.info.no_args_is_help = False
        found._add_completion = False
    command = typer.main.get_command(found)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""Examples:

`araxes run` — watch the packaged feeds, dashboard at http://127.0.0.1:8750

`araxes init my-config && ARAXES_CONFIG_DIR=my-config araxes check` — an editable configuration

`araxes extract --help` — more on one command""",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"araxes {version('araxes')}")
        raise typer.Exit


@app.callback()
def araxes(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    """Watch news feeds and tell people, with proof, when a new visit or agreement between
    Azerbaijan, Israel and Iran appears."""


def main(argv: list[str] | None = None) -> Any:
    """Run the command line. What Araxes raises on purpose becomes its sentence on stderr and exit code 2;
    tracebacks are for bugs."""
    try:
        return app(args=argv, prog_name="araxes")
    except AraxesError as error:
        for line in str(error).splitlines() or [type(error).__name__]:
            sys.stderr.write(f"araxes: {line}\n")
        raise SystemExit(2) from None
    except BrokenPipeError:  # `araxes events | head`
        sys.stderr.close()
        raise SystemExit(141) from None
