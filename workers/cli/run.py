"""`araxes run`, `scheduler`, `worker`, `web`: the processes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Annotated

import typer

from config.feeds import load_feeds
from config.load import collect
from config.settings import Settings, load_settings
from config.watch import load_watch
from pipeline import clock
from pipeline.errors import AraxesError, InputError
from workers import bootstrap, logs, queues, valkey
from workers.supervisor import DataLock, Program, Supervisor, araxes


def run(
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Worker processes (default: ARAXES_WORKERS, else 2).")
    ] = None,
) -> None:
    """Run the whole service on this machine, in the foreground, until Ctrl-C or SIGTERM.

    Starts an embedded Valkey unless ARAXES_REDIS_URL is set, the scheduler, the workers and the web
    process; restarts what dies. Keeps everything in ARAXES_DATA_DIR unless ARAXES_DATABASE_URL is set.

    Examples:

        araxes run

        araxes run --workers 4

        ARAXES_DATA_DIR=/var/lib/araxes ARAXES_LOG_FORMAT=json araxes run
    """
    settings = load_settings()
    logs.set_up(settings, "run")
    with DataLock(settings.data_dir):
        check(settings)
        Supervisor(programs(settings, workers or settings.workers), time.monotonic).run()


def check(settings: Settings) -> None:
    """Find out at once, and all of it at once, what the processes would stumble over one by one."""
    from workers.web.app import check_binding

    folder = settings.config_dir
    collect(
        lambda: load_feeds(folder),
        lambda: load_watch(folder),
        lambda: bootstrap.receivers(settings),
        lambda: check_binding(settings),
        lambda: queues.connect(bootstrap.redis_url(settings)).close(),
    )
    bootstrap.store(settings).close()


def programs(settings: Settings, workers: int) -> list[Program]:
    """The processes of one machine. Sending has workers of its own, so that reading never waits for a
    mail server; and what fails has another, so that sending never waits for what fails."""
    started = [] if settings.redis_url is not None else [embedded(settings)]
    started += [
        Program(name="scheduler", command=araxes("scheduler")),
        Program(name="web", command=araxes("web")),
    ]
    lanes = [(f"reader-{n}", queues.ARTICLES) for n in range(1, workers + 1)]
    lanes += [
        (f"sender-{n}", queues.DELIVERIES) for n in (1, 2)
    ]  # while one waits for a host, the other sends
    lanes += [("patient-sender", queues.PATIENT)]
    started += [
        Program(name=name, command=araxes("worker", "--name", name, "--queue", queue))
        for name, queue in lanes
    ]
    return started


def embedded(settings: Settings) -> Program:
    """The embedded Valkey."""

    def before(failures: int) -> None:
        valkey.prepare(settings.data_dir)
        if failures >= 3:
            valkey.set_aside(settings.data_dir, f"{clock.now():%Y%m%dT%H%M%S}")

    def ready() -> bool:
        with contextlib.suppress(Exception):
            return bool(bootstrap.redis(settings).ping())
        return False

    return Program(
        name="valkey",
        command=tuple(valkey.command(settings.data_dir)),
        last=True,
        before=before,
        ready=ready,
        stdout=valkey.folder(settings.data_dir) / "valkey.log",
    )


def scheduler() -> None:
    """Run only the scheduler: it polls the feeds and sweeps up what should be moving.

    Any number may run; one leads, the others take over within 30 s when it dies.
    """
    from workers.scheduler import run as serve

    settings = load_settings()
    logs.set_up(settings, "scheduler")
    serve(settings)


def worker(
    queue: Annotated[
        list[str] | None,
        typer.Option(help=f"Only this queue; may be repeated. One of {', '.join(queues.NAMES)}."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            help="The same over restarts: what a killed worker of this name had begun is taken up at once."
        ),
    ] = None,
) -> None:
    """Run only a worker: it reads articles and sends alerts. Run as many as you like.

    Examples:

        araxes worker

        araxes worker --queue articles
    """
    from workers.worker import run as serve

    unknown = set(queue or ()) - set(queues.NAMES)
    if unknown:
        raise InputError(f"no queue {', '.join(sorted(unknown))}; there are {', '.join(queues.NAMES)}")
    settings = load_settings()
    logs.set_up(settings, name or "worker")
    serve(settings, tuple(queue or queues.NAMES), name)


def web() -> None:
    """Run only the web process: dashboard, JSON API, queue dashboard, health and metrics.

    Binds ARAXES_WEB_HOST and ARAXES_WEB_PORT; anything but loopback needs ARAXES_WEB_TOKEN.
    """
    import uvicorn

    from workers.web.app import WebParts, create_app

    settings = load_settings()
    logs.set_up(settings, "web")
    store = bootstrap.store(settings)
    queue = bootstrap.queue(settings)
    app = create_app(
        WebParts(
            settings=settings,
            store=store,
            queue=queue,
            redis=queue.connection,
            redis_url=bootstrap.redis_url(settings),
            now=clock.now,
            receivers=tuple(r.name for r in bootstrap.rules(settings).receivers),
        )
    )
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(10):
            with contextlib.suppress(AraxesError):
                store.beat(f"web:{socket.gethostname()}", clock.now())

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
    try:
        uvicorn.run(
            app,
            host=settings.web_host,
            port=settings.web_port,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    finally:
        ended.set()
