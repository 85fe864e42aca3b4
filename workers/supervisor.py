"""`araxes run`: starts the processes of one machine, restarts what dies, and stops everything together."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import structlog

from pipeline.errors import InputError
from workers import lifeline

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead process is started again: doubled each time, until it has lived for `STEADY`."""
STEADY = 60.0
STOP_SECONDS = 6.0
"""How long processes may take to stop when asked to; then they are killed."""
LAST_SECONDS = 2.0
"""The same for those that stop last."""
LOOK = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A process to keep running."""

    name: str
    command: tuple[str, ...]
    last: bool = False
    """Started before the others and stopped after them: they need it."""
    ready: Callable[[], bool] | None = None
    """Whether it can be used yet."""
    before: Callable[[int], None] | None = None
    """Called before each start with the number of starts that failed at once."""
    stdout: Path | None = None


@dataclass(slots=True)
class Running:
    """A program's present process, and when it may be started again."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0
    starts: list[int] = field(default_factory=list)


class Supervisor:
    """Keeps programs running until `stop`. Single-threaded, so that it may fork."""

    def __init__(
        self,
        programs: Sequence[Program],
        now: Callable[[], float],
        *,
        stop_seconds: float = STOP_SECONDS,
        look: float = LOOK,
    ) -> None:
        """`now` gives monotonic seconds; `look` is how often it looks after its processes."""
        self._now, self._stop_seconds, self._look = now, stop_seconds, look
        self._stop = threading.Event()
        self.running = [Running(p) for p in sorted(programs, key=lambda p: not p.last)]

    def stop(self, *_: object) -> None:
        """Ask it to end; a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Start everything, restart what dies, until told to stop."""
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self.stop)
        try:
            for one in self.running:
                if self._stop.is_set():
                    break
                self._start(one)
                if one.program.ready:
                    self._await(one, one.program.ready)
            while not self._stop.wait(self._look):
                for one in self.running:
                    self._look_after(one)
        finally:
            self._stop_all()

    def _look_after(self, one: Running) -> None:
        now = self._now()
        if one.process is None:
            if now >= one.due:
                self._start(one)
            return
        code = one.process.poll()
        if code is None:
            if one.failures and now - one.started > STEADY:
                one.failures = 0
            return
        one.process = None
        one.failures += 1
        pause = min(FIRST_PAUSE * 2 ** (one.failures - 1), LONGEST_PAUSE)
        one.due = now + pause
        log.error("process ended", name=one.program.name, how=_how(code), seconds_to_restart=pause)

    def _start(self, one: Running) -> None:
        program, parent = one.program, os.getpid()
        if program.before:
            program.before(one.failures)
        output: IO[bytes] | None = program.stdout.open("ab") if program.stdout else None
        try:
            one.process = subprocess.Popen(  # noqa: S603  # our own commands
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A group of its own: Ctrl-C reaches us alone, and we stop everything in order.
                process_group=0,
                preexec_fn=lambda: lifeline.die_with(parent),  # we have no threads
            )
        finally:
            if output:
                output.close()
        one.started = self._now()
        one.starts.append(one.process.pid)
        log.info("process started", name=program.name, pid=one.process.pid)

    def _await(self, one: Running, ready: Callable[[], bool]) -> None:
        deadline = self._now() + 10
        while not self._stop.wait(self._look) and not ready():
            self._look_after(one)
            if self._now() > deadline:
                log.error("process is not ready after 10 s; going on", name=one.program.name)
                return

    def _stop_all(self) -> None:
        log.info("stopping")
        self._end([r for r in self.running if not r.program.last], self._stop_seconds)
        self._end([r for r in self.running if r.program.last], LAST_SECONDS)
        log.info("stopped")

    def _end(self, some: Sequence[Running], seconds: float) -> None:
        alive = [r.process for r in some if r.process is not None and r.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = self._now() + seconds
        for process in alive:
            try:
                process.wait(max(deadline - self._now(), 0.01))
            except subprocess.TimeoutExpired:
                log.warning("process did not stop in time and is killed", pid=process.pid)
                process.kill()
                process.wait()


def _how(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


class DataLock:
    """The right to run on a data directory; the kernel gives it back when we end, however we end."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "araxes.lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> DataLock:
        """Raises InputError when another `araxes run` has it."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{self._path.parent}: cannot be written: {error.strerror}; "
                "set ARAXES_DATA_DIR to a folder that can"
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise InputError(
                f"{self._path.parent}: another `araxes run` (PID {holder}) works in this data directory; "
                "stop it first, or set ARAXES_DATA_DIR to another folder"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def araxes(*arguments: str) -> tuple[str, ...]:
    """The command line of one of our own processes."""
    return (sys.executable, "-m", "workers", *arguments)
