"""The supervisor over real processes: restarts, stops warmly, leaves nothing behind."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pipeline.errors import InputError
from workers.supervisor import DataLock, Program, Supervisor

HERE = """
import time
from workers.supervisor import Program, Supervisor
"""
SLEEP = "import time; time.sleep(600)"
WARM = """
import signal, sys, time, pathlib
def stop(*_):
    pathlib.Path(sys.argv[1]).write_text("warm")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
time.sleep(600)
"""


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.02)


def supervise(programs: str) -> subprocess.Popen[bytes]:
    """A supervisor in a process of its own."""
    code = f"{HERE}\nSupervisor([{programs}], time.monotonic, stop_seconds=2).run()"
    return subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def program(name: str, code: str, *arguments: object, last: bool = False) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return f"Program(name={name!r}, command={command!r}, last={last})"


def children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_restarts_what_is_killed() -> None:
    supervisor = supervise(program("one", SLEEP) + ", " + program("two", SLEEP))
    try:
        until(lambda: len(children(supervisor)) == 2)
        first = children(supervisor)
        first[0].kill()
        until(lambda: len(children(supervisor)) == 2 and first[0] not in children(supervisor))
        assert first[1] in children(supervisor)  # the other was left alone
    finally:
        supervisor.terminate()
        assert supervisor.wait(10) == 0


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_stops_warmly_in_order(tmp_path: Path, signum: signal.Signals) -> None:
    supervisor = supervise(
        program("needed", WARM, tmp_path / "needed", last=True)
        + ", "
        + program("one", WARM, tmp_path / "one")
    )
    until(lambda: len(children(supervisor)) == 2)
    threading.Event().wait(0.3)  # let them install their handlers
    started = children(supervisor)
    supervisor.send_signal(signum)
    assert supervisor.wait(10) == 0
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"needed": "warm", "one": "warm"}
    assert (tmp_path / "one").stat().st_mtime <= (tmp_path / "needed").stat().st_mtime
    assert not any(p.is_running() for p in started)


def test_what_does_not_stop_is_killed() -> None:
    stubborn = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"
    supervisor = supervise(program("stubborn", stubborn))
    until(lambda: len(children(supervisor)) == 1)
    threading.Event().wait(0.3)
    (child,) = children(supervisor)
    supervisor.terminate()
    assert supervisor.wait(12) == 0
    assert not child.is_running()


def test_killed_itself_it_leaves_no_orphan() -> None:
    supervisor = supervise(program("one", SLEEP) + ", " + program("two", SLEEP))
    until(lambda: len(children(supervisor)) == 2)
    left = children(supervisor)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in left))


def test_what_dies_at_once_is_restarted_ever_more_slowly() -> None:
    time_, started = [0.0], []

    def now() -> float:
        time_[0] += 0.1
        return time_[0]

    def before(failures: int) -> None:
        assert failures == len(started)
        started.append(time_[0])
        if len(started) == 6:
            supervisor.stop()

    dies = Program(name="dies", command=(sys.executable, "-c", "raise SystemExit(3)"), before=before)
    supervisor = Supervisor([dies], now, look=0.001)
    handlers = {s: signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        supervisor.run()
    finally:
        for signum, handler in handlers.items():
            signal.signal(signum, handler)
    pauses = [b - a for a, b in itertools.pairwise(started)]
    for pause, least in zip(pauses, [0.5, 1, 2, 4, 8], strict=True):
        assert pause >= least


def test_a_data_directory_has_one_master(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match=rf"another `araxes run` \(PID {os.getpid()}\)")
    with DataLock(tmp_path), refused, DataLock(tmp_path):
        pass
    with DataLock(tmp_path):
        pass  # given back


def test_a_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="ARAXES_DATA_DIR"), DataLock(tmp_path / "file" / "data"):
        pass
