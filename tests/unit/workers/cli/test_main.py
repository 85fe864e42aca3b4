"""The `araxes` command itself: quick help, lazy commands, errors as sentences."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.errors import ConfigError
from workers import cli
from workers.cli import COMMANDS, Lazy, load, main


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "workers", *arguments], capture_output=True, text=True)


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import sys; from workers.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('spacy', 'fastapi', 'sqlalchemy', 'rq')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    for name in COMMANDS:
        assert name in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_loads_and_has_help(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert command.help


def test_version() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("araxes ")


def test_an_unknown_command_is_refused() -> None:
    done = run("rnu")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_what_is_raised_on_purpose_becomes_sentences(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "fails", Lazy("tests.unit.workers.cli.test_main", "fails", "Fails."))
    with pytest.raises(SystemExit) as ended:
        main(["fails"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "araxes: a.yaml:1: wrong; mend it\naraxes: b.yaml:2: too\n"


def fails() -> None:
    """Fails."""
    raise ConfigError(["a.yaml:1: wrong; mend it", "b.yaml:2: too"])


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "bug", Lazy("tests.unit.workers.cli.test_main", "bug", "Bug."))
    with pytest.raises(ZeroDivisionError):
        main(["bug"])


def bug() -> None:
    """Bug."""
    raise ZeroDivisionError


def test_shell_completion_is_offered() -> None:
    assert cli.app._add_completion


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ARAXES_WEB_HOST", "0.0.0.0", "no login is set"),
        ("ARAXES_REDIS_URL", "http://x", "ARAXES_REDIS_URL: not an address of Redis"),
        ("ARAXES_WRKERS", "2", "no such setting"),
        ("ARAXES_CONFIG_DIR", "/nonexistent", "no such file"),
        ("ARAXES_DATABASE_URL", "mysql://user:hunter22@host/db", "use SQLite or PostgreSQL"),
    ],
)
def test_run_says_at_once_what_is_wrong(
    variable: str,
    value: str,
    said: str,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ARAXES_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ARAXES_LOG_LEVEL", "error")
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as ended:
        main(["run"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert said in err
    assert "hunter22" not in err
    assert "Traceback" not in err
