"""Run the real service against the demo's site and show what its readers get."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from config.settings import PACKAGED, child_environment, load_settings
from pipeline import clock
from workers import bootstrap
from workers.demo.receivers import HookServer, MailServer
from workers.demo.site import Site, load_sample
from workers.demo.watcher import Watcher
from workers.lifeline import die_with

READER = "reader@example.org"


def run_demo(console: Console, *, stay: bool = False, mails_to: Path | None = None) -> int:
    """0 when every alert of the sample arrived exactly once at every receiver, 1 with a diff otherwise.

    With `mails_to`, each mail is kept in that folder as it came.
    """
    now = clock.now
    # Ended from outside it cleans up as well, instead of leaving the service behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sample = load_sample(now())
    secret = "whsec_" + b64encode(secrets.token_bytes(24)).decode()
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="araxes-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        site = stack.enter_context(Site(sample, now))
        mails = stack.enter_context(MailServer())
        hooks = stack.enter_context(HookServer(secret))
        configuration(folder / "config", site, hooks)
        env = child_environment(
            config_dir=str(folder / "config"),
            data_dir=str(folder / "data"),
            allow_networks="127.0.0.0/8",
            smtp_host="127.0.0.1",
            smtp_port=str(mails.port),
            smtp_from="araxes@example.org",
            web_port="0" if not stay else "8750",
            page_timeout="3",
            log_format="json",
            secret_demo_webhook=secret,
        )
        service = stack.enter_context(running(env, folder / "service.log"))
        settings = load_settings(env)
        watch = Watcher(console, sample, site, mails, hooks, service, lambda: bootstrap.store(settings))
        watch.until_done()
        code = watch.report()
        if mails_to is not None:
            mails_to.mkdir(parents=True, exist_ok=True)
            for number, mail in enumerate(mails.mails, 1):
                (mails_to / f"{number:02}.eml").write_bytes(mail.message.as_bytes())
        if code:
            keep = Path(tempfile.mkdtemp(prefix="araxes-demo-log-")) / "service.log"
            shutil.copyfile(folder / "service.log", keep)
            console.print(f"The service's log: {keep}")
        if stay and service.poll() is None:
            console.print(
                f"Dashboard: [bold]http://127.0.0.1:{settings.web_port}[/]   (Ctrl-C ends the demo)"
            )
            with contextlib.suppress(KeyboardInterrupt):
                service.wait()
        return code


def configuration(folder: Path, site: Site, hooks: HookServer) -> None:
    """The packaged configuration, with the demo's feeds and receivers in the place of the real ones."""
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "py.typed", "__pycache__"))
    feeds = [
        {"name": f.name, "url": site.base + f.path, "outlet": f.outlet, "tier": 1, "language": "en",
         "min_interval": "2s", "max_interval": "4s"}
        for f in site.sample.feeds
    ]  # fmt: skip
    (folder / "feeds.yaml").write_text(yaml.safe_dump({"feeds": feeds}, sort_keys=False))
    routes: dict[str, Any] = {
        "receivers": [
            {"name": "mail", "email": {"to": [READER]}},
            {"name": "hook", "webhook": {"url": hooks.url, "secrets": ["demo-webhook"]}},
        ],
        "route": {
            "receiver": "mail",
            "group_by": ["..."],
            "group_wait": "0s",
            "group_interval": "1s",
            "routes": [{"receiver": "mail", "continue": True}, {"receiver": "hook"}],
        },
    }
    (folder / "routes.yaml").write_text(yaml.safe_dump(routes, sort_keys=False))


@contextlib.contextmanager
def running(env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`araxes run` in its own process group; ended warmly, then for good."""
    with log.open("wb") as output:
        service = subprocess.Popen(
            [sys.executable, "-m", "workers", "run"],
            env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=partial(die_with, os.getpid()),
        )  # fmt: skip
        try:
            yield service
        finally:
            service.send_signal(signal.SIGTERM)
            try:
                service.wait(12)
            except subprocess.TimeoutExpired:
                os.killpg(service.pid, signal.SIGKILL)
                service.wait()
