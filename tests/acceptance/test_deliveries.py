"""`araxes deliveries` and the lists, as a person calls them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import child_environment
from pipeline.alerts.alert import DeliveryState
from pipeline.edge.store import open_store
from pipeline.ports import Store
from tests.integration.web.conftest import NOW, fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'araxes.sqlite'}")
    fill(store)
    yield store
    store.close()


def araxes(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers", *args],
        env=child_environment(data_dir=str(folder)),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("what", ["events", "incidents", "alerts", "deliveries", "feeds"])
def test_lists_print_json_lines_and_tables(store: Store, tmp_path: Path, what: str) -> None:
    shown = araxes(tmp_path, what)
    assert shown.returncode == 0, shown.stderr
    rows = [json.loads(line) for line in araxes(tmp_path, what, "--json").stdout.splitlines()]
    assert rows
    assert all(isinstance(row, dict) for row in rows)


def test_the_dead_letter_list_shows_every_attempt_and_sends_again(store: Store, tmp_path: Path) -> None:
    assert "550 no such <user>" in araxes(tmp_path, "deliveries", "list", "--state", "dead").stdout
    attempts = araxes(tmp_path, "deliveries", "show", "dlv_1", "--json").stdout
    assert json.loads(attempts)["answer"] == "no such <user>"
    done = araxes(tmp_path, "deliveries", "replay", "--state", "dead", "--json")
    assert json.loads(done.stdout) == {"id": "dlv_1", "state": "pending"}
    with store.read() as tx:
        delivery = tx.delivery("dlv_1")
    assert delivery is not None
    assert delivery.state is DeliveryState.PENDING
    assert delivery.next_attempt > NOW
    assert len(delivery.attempts) == 1


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["deliveries", "replay"], "say which"),
        (["deliveries", "replay", "nothing"], "there is no delivery 'nothing'"),
        (["deliveries", "list", "--since", "lately"], "'lately' is no time"),
        (["events", "--country", "Iran"], "is no country"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_code_2(
    store: Store, tmp_path: Path, args: list[str], says: str
) -> None:
    done = araxes(tmp_path, *args)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
