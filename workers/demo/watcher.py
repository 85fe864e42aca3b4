"""Watch the service at work, live, and judge at the end what its readers got."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline import clock
from pipeline.alerts.alert import Alert
from pipeline.errors import StoreError
from pipeline.ports import Filter, Store
from workers.demo.receivers import HookServer, Mail, MailServer
from workers.demo.site import Sample, Site

PATIENCE = 150.0
"""Seconds after which what has not arrived counts as missing."""
SETTLE = 4.0
"""Seconds to wait for a second copy after everything arrived."""

Key = tuple[str, str, tuple[str, ...], str]
"""Type, status, countries and reason of an alert."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the readers of one kind should have got and did not, or got and should not have."""

    missing: tuple[Key, ...]
    unexpected: tuple[Key, ...]

    @property
    def good(self) -> bool:
        return not self.missing and not self.unexpected


def compare(wanted: Counter[Key], got: Counter[Key]) -> Outcome:
    """The difference both ways; an alert that came twice is unexpected once."""
    return Outcome(tuple((wanted - got).elements()), tuple((got - wanted).elements()))


def wanted(sample: Sample) -> Counter[Key]:
    """What the sample says every reader must get."""
    return Counter((a["type"], a["status"], tuple(a["countries"]), a["reason"]) for a in sample.alerts)


def key_of(alert: Alert) -> Key:
    """What an alert tells."""
    told = alert.snapshot
    return (told["type"], told["status"], tuple(told["countries"]), alert.reason.value)


class Watcher:
    """Looks at the store and at the receivers until everything has arrived, or time is up."""

    def __init__(
        self,
        console: Console,
        sample: Sample,
        site: Site,
        mails: MailServer,
        hooks: HookServer,
        service: subprocess.Popen[bytes],
        open_store: Callable[[], Store],
    ) -> None:
        self.console, self.sample, self.site = console, sample, site
        self.mails, self.hooks, self.service = mails, hooks, service
        self.open_store = open_store
        self.store: Store | None = None
        self.started = clock.now()
        self.counts: dict[str, dict[str, int]] = {}
        self.alerts: dict[str, Alert] = {}
        self.messages: dict[str, list[str]] = {}
        """Ids of the alerts in each message, by the id that its Message-ID begins with."""
        self.polled = 0
        self.shown = 0
        self.tick = threading.Event()

    @property
    def seconds(self) -> float:
        return (clock.now() - self.started).total_seconds()

    def until_done(self) -> None:
        """Show progress and each mail as it arrives, until nothing more is to be expected."""
        complete_at: float | None = None
        with Live(self.progress(), console=self.console, refresh_per_second=4, transient=True) as live:
            while self.seconds < PATIENCE and self.service.poll() is None:
                self.look()
                articles = self.counts.get("articles", {})
                if sum(articles.values()) >= self.site.standing and not articles.get("new"):
                    self.site.begin()
                for mail in self.mails.mails[self.shown :]:
                    live.console.print(shown(mail))
                    self.shown += 1
                live.update(self.progress())
                if self.complete():
                    complete_at = complete_at or self.seconds
                    if self.seconds - complete_at >= SETTLE:
                        break
                else:
                    complete_at = None
                self.tick.wait(0.25)
        self.look()

    def look(self) -> None:
        """Read from the store what has happened so far; before the service made it there is nothing."""
        try:
            if self.store is None:
                self.store = self.open_store()
            with self.store.read() as tx:
                self.counts = {
                    "articles": {str(k): v for k, v in tx.count_articles().items() if v},
                    "events": tx.count_events(),
                    "incidents": tx.count_incidents(),
                    "alerts": tx.count_alerts(),
                    "deliveries": tx.count_deliveries(),
                }
                self.alerts = {a.id: a for a in tx.find_alerts(Filter())}
                self.messages = {}
                for delivery in tx.find_deliveries():
                    message = delivery.extra.get("message", delivery.id)
                    self.messages.setdefault(message, []).append(delivery.alert_id)
                self.polled = sum(state.polls > 0 for _, state in tx.feeds())
        except StoreError:
            return

    def complete(self) -> bool:
        """Whether the site is done, every article has ended and every wanted alert has arrived."""
        articles, deliveries = self.counts.get("articles", {}), self.counts.get("deliveries", {})
        return (
            self.site.elapsed > self.sample.last_change + 4
            and sum(articles.values()) >= len(self.sample.articles)
            and not articles.get("new")
            and not deliveries.get("pending")
            and all(not outcome.missing for outcome in self.outcomes().values())
        )

    def outcomes(self) -> dict[str, Outcome]:
        """By kind of receiver."""
        by_mail = Counter(self.keys(i for mail in self.mails.mails for i in self.messages.get(mail.id, ())))
        by_hook = Counter(self.keys(i for call in self.hooks.calls for i in call.alerts))
        return {
            "mail": compare(wanted(self.sample), by_mail),
            "webhook": compare(wanted(self.sample), by_hook),
        }

    def keys(self, alert_ids: Iterable[str]) -> Iterator[Key]:
        """What these alerts tell."""
        return (key_of(self.alerts[i]) for i in alert_ids if i in self.alerts)

    def progress(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        table.add_row("[bold]seconds", f"{self.seconds:.0f}")
        table.add_row(
            "[bold]feeds polled", f"{self.polled} of {len(self.sample.feeds)}, {self.site.polls} requests"
        )
        for name, counts in self.counts.items():
            table.add_row(
                f"[bold]{name}", "  ".join(f"{key} {n}" for key, n in sorted(counts.items())) or "-"
            )
        table.add_row(
            "[bold]received", f"{len(self.mails.mails)} mails, {len(self.hooks.calls)} webhook calls"
        )
        return Panel(table, title="Araxes at work", expand=False)

    def report(self) -> int:
        """The summary; 0 when every alert arrived exactly once at every receiver."""
        for call in self.hooks.calls:
            self.console.print(
                f"[dim]webhook {call.id} signature verified:[/] {call.event.get('subject', '')}"
            )
        self.console.print(self.progress())
        code = 0
        if self.service.poll() is not None:
            self.console.print(f"[red]The service ended early with code {self.service.returncode}.")
            code = 1
        for name, outcome in self.outcomes().items():
            if outcome.good:
                self.console.print(
                    f"[green]{name}: all {len(self.sample.alerts)} expected alerts arrived, each once"
                )
                continue
            code = 1
            self.console.print(f"[red]{name}: not as expected")
            for sign, keys in (("-", outcome.missing), ("+", outcome.unexpected)):
                for type_, status, countries, reason in keys:
                    self.console.print(f"  {sign} {type_} {status} {'-'.join(countries)} ({reason})")
        for refused in self.hooks.refused:
            code = 1
            self.console.print(f"[red]webhook with a wrong signature: {refused}")
        return code


def shown(mail: Mail) -> RenderableType:
    """A mail as its reader sees it."""
    return Panel(
        Group(Text(str(mail.message["Subject"]), style="bold"), Text(mail.text.strip())),
        title=f"mail to {', '.join(mail.recipients)}",
        title_align="left",
    )
