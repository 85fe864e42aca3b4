"""`araxes run` as a user starts it: any of its processes is killed in the middle of a stream of news, its
queue server is emptied, and it is killed itself. Every alert arrives at every reader, none twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
import yaml

from config.settings import PACKAGED, Settings
from pipeline.articles.article import ArticleState
from workers import bootstrap
from workers.demo.receivers import HookServer, MailServer

SECRET = "whsec_" + b64encode(b"k" * 24).decode()
OFFICES = [
    "agriculture",
    "transport",
    "energy",
    "culture",
    "health",
    "economy",
    "tourism",
    "justice",
    "education",
]
FIRST = ["Ronit", "Behrouz", "Elchin", "Dov", "Farid"]
LAST = ["Har-Even", "Kamrani", "Huseynbeyli", "Shalev", "Rahmani", "Aslanova", "Navon"]
STATES = [
    ("Israeli", "Azerbaijan", "Baku"),
    ("Iranian", "Azerbaijan", "Baku"),
    ("Azerbaijani", "Israel", "Jerusalem"),
]
PUBLISHED = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)


def story(n: int) -> tuple[str, str]:
    """Title and text of the n-th report; each is of a visit of its own."""
    adjective, country, capital = STATES[n % 3]
    office, name = OFFICES[n % len(OFFICES)], f"{FIRST[n % 5]} {LAST[n % 7]}"
    day = (PUBLISHED + timedelta(days=3 + 5 * n)).strftime("%-d %B")
    title = f"{adjective} {office} minister {name} to visit {country} on {day}"
    text = (
        f"{adjective} {office.capitalize()} Minister {name} will pay an official visit to {country} on {day}"
        f", the ministry said.\n\nIn {capital} the minister will speak about {office} with the hosts. "
        f"No other visit of the kind numbered {n} is planned, the ministry added in its short statement."
    )
    return title, text


class Paper:
    """A news site whose feed grows when told to."""

    def __init__(self) -> None:
        self.shown = 0
        paper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = paper.page(self.path)
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(found)))
                self.send_header("Content-Type", "text/xml" if self.path == "/feed" else "text/html")
                self.end_headers()
                self.wfile.write(found)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str) -> bytes:
        if path == "/feed":
            items = "".join(
                f"<item><guid>{n}</guid><link>{self.base}/{n}.html</link><title>{story(n)[0]}</title>"
                f"<pubDate>{format_datetime(PUBLISHED)}</pubDate></item>"
                for n in range(self.shown)
            )
            return f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'.encode()
        number = path.strip("/").removesuffix(".html")
        if not number.isdigit():
            return b""
        title, text = story(int(number))
        body = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
        return f"<html lang=en><body><article><h1>{title}</h1>{body}</article></body></html>".encode()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Service:
    """`araxes run` in a process of its own."""

    def __init__(self, folder: Path, paper: Paper, mails: MailServer, hooks: HookServer) -> None:
        self.folder = folder
        config = folder / "config"
        shutil.copytree(PACKAGED, config, ignore=shutil.ignore_patterns("*.py", "py.typed", "__pycache__"))
        feed = {
            "name": "Paper",
            "url": f"{paper.base}/feed",
            "outlet": "paper",
            "min_interval": "1s",
            "max_interval": "2s",
        }
        (config / "feeds.yaml").write_text(yaml.safe_dump({"feeds": [feed]}))
        routes = {
            "receivers": [
                {"name": "mail", "email": {"to": ["reader@example.org"]}},
                {"name": "hook", "webhook": {"url": hooks.url, "secrets": ["kill-test"]}},
            ],
            "route": {
                "receiver": "mail",
                "group_by": ["..."],
                "group_wait": "0s",
                "routes": [{"receiver": "mail", "continue": True}, {"receiver": "hook"}],
            },
        }
        (config / "routes.yaml").write_text(yaml.safe_dump(routes))
        self.values = {
            "config_dir": str(config),
            "data_dir": str(folder / "data"),
            "allow_networks": "127.0.0.0/8",
            "smtp_host": "127.0.0.1",
            "smtp_port": str(mails.port),
            "web_port": "0",
            "log_format": "json",
        }
        self.settings = Settings.model_validate(self.values | {"allow_networks": ("127.0.0.0/8",)})
        self.log = folder / "log"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("ARAXES_")}
        env |= {f"ARAXES_{k.upper()}": v for k, v in self.values.items()}
        env["ARAXES_SECRET_KILL_TEST"] = SECRET
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "workers", "run"], env=env, stdout=log, stderr=log)

    def child(self, *words: str) -> psutil.Process | None:
        """The process whose command line holds these words."""
        with suppress(psutil.Error):
            for one in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    line = one.cmdline()
                    if all(any(w in part for part in line) for w in words):
                        return one
        return None

    def kill(self, *words: str) -> None:
        until(lambda: self.child(*words) is not None, f"{words} runs")
        found = self.child(*words)
        assert found is not None
        found.kill()

    def flush(self) -> None:
        until(self._flushed, "Valkey answers")

    def _flushed(self) -> bool:
        with suppress(Exception):
            return bool(bootstrap.redis(self.settings).flushall())
        return False

    def kill_all(self) -> None:
        """Kill `araxes run` itself; start it anew."""
        left = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        _, alive = psutil.wait_procs(left, timeout=10)
        assert not alive, "orphans"
        self.process = self.start()

    def end(self) -> None:
        left = (
            psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        )
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0
        assert not [p for p in left if p.is_running()], "orphans"


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for: {what}"
        threading.Event().wait(0.1)


@pytest.fixture
def readers() -> Iterator[tuple[MailServer, HookServer]]:
    with MailServer() as mails, HookServer(SECRET) as hooks:
        yield mails, hooks


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_alert_arrives_and_none_twice(tmp_path: Path, readers: tuple[MailServer, HookServer]) -> None:
    mails, hooks = readers
    with ExitStack() as stack:
        paper = Paper()
        stack.callback(paper.close)
        service = Service(tmp_path, paper, mails, hooks)
        stack.callback(lambda: service.process.kill())
        blows: list[Callable[[], None]] = [
            lambda: service.kill("reader-1"),
            lambda: service.kill("valkey-server"),
            lambda: service.kill("sender-1"),
            service.flush,
            lambda: service.kill("scheduler"),
            lambda: service.kill("reader-2"),
            lambda: service.kill("web"),
            service.kill_all,
            lambda: service.kill("patient-sender"),
        ]
        until(lambda: service.child("scheduler") is not None, "the scheduler runs")
        second = service.start()
        assert second.wait(30) == 2
        assert "another `araxes run`" in service.log.read_text()
        paper.shown = 2
        store = bootstrap.store(service.settings)
        stack.callback(store.close)

        def articles() -> dict[ArticleState, int]:
            with store.read() as tx:
                return tx.count_articles()

        for blow in blows:
            # In the middle: articles have come since, and not all of them are at their readers.
            paper.shown += 2
            known = sum(articles().values())
            until(lambda: sum(articles().values()) > known or paper.shown == known, "news is found")  # noqa: B023
            blow()
        total = paper.shown

        def arrived() -> bool:
            return len({m.id for m in mails.mails}) >= total and len({c.id for c in hooks.calls}) >= total

        try:
            until(arrived, "all alerts", 120)
        except AssertionError:
            with store.read() as tx:
                print(tx.count_articles(), tx.count_deliveries(), tx.count_alerts())
            for one in psutil.Process(service.process.pid).children(recursive=True):
                if "workers" in one.cmdline():
                    one.send_signal(signal.SIGUSR1)  # shows where it hangs
            threading.Event().wait(1)
            print(service.log.read_text()[-20000:])
            raise
        service.end()
        assert articles() == {ArticleState.EXTRACTED: total}
        with store.read() as tx:
            assert tx.count_alerts() == {"new": total}
            assert tx.count_deliveries() == {"delivered": 2 * total}
        for ids in ([m.id for m in mails.mails], [c.id for c in hooks.calls]):
            assert len(set(ids)) == total, Counter(ids)
        alerts = Counter(alert for call in {c.id: c for c in hooks.calls}.values() for alert in call.alerts)
        assert set(alerts.values()) == {1}
