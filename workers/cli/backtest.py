"""`araxes backtest`: what changed rules or routes would have told, from the articles already read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from config.settings import Settings
from pipeline import clock
from pipeline.alerts.alert import Alert
from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState
from pipeline.errors import InputError
from pipeline.events.event import Reading
from pipeline.flow.replay import Replay
from pipeline.ports import Filter, Store, Text
from pipeline.relevance.verdict import Verdict
from workers.cli.alerts import alert_row
from workers.cli.options import Json, Since, moment, opened, print_rows

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Would:
    """An alert that a run raised, and where it went: receiver to time or state."""

    alert: Alert
    where: tuple[tuple[str, str], ...]


def backtest(
    rules: Annotated[
        Path | None,
        typer.Option(
            help="Folder with the changed routes.yaml; default: the configured one, against what was told."
        ),
    ] = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Carry the stored articles through changed rules: alerts gained, lost and changed. Nothing is sent.

    Readings are taken as stored. With --rules, both the configured and the changed rules are run over the
    same articles, so the difference is the rules' alone.
    """
    from config.routes import load_routes
    from config.settings import load_settings

    settings = load_settings()
    now = clock.now()
    with opened() as store:
        where = Filter(since=moment(since, now) if since else None, limit=_PAGE)
        articles, readings = stored(store, where)
        current = load_routes(settings.config_dir)
        if rules is None:
            before = told(store, where)
            after = run(articles, readings, current, settings)
        else:
            changed = load_routes(rules)
            before = run(articles, readings, current, settings)
            after = run(articles, readings, changed, settings)
    rows = differences(before, after)
    print_rows(
        rows,
        {
            "outcome": "outcome",
            "reason": "reason",
            "type": "type",
            "status": "status",
            "countries": "countries",
            "title": "title",
            "before": "before",
            "after": "after",
        },
        as_json,
    )
    if not as_json:
        counts = {k: sum(r["outcome"] == k for r in rows) for k in ("gained", "lost", "changed")}
        shown = ", ".join(f"{n} {k}" for k, n in counts.items())
        Console(highlight=False).print(
            f"{len(articles)} articles, {len(before)} alerts before, {len(after)} after: {shown}"
        )


def stored(store: Store, where: Filter) -> tuple[list[Article], dict[str, Reading]]:
    """The articles that were read, in the order we saw them, and their readings."""
    articles: list[Article] = []
    readings: dict[str, Reading] = {}
    with store.read() as tx:
        for state in (ArticleState.EXTRACTED, ArticleState.DUPLICATE):
            offset = 0
            while page := tx.find_articles(replace(where, state=state.value, offset=offset)):
                articles += page
                offset += len(page)
        for article in articles:
            source = article.duplicate_of if article.state is ArticleState.DUPLICATE else article.id
            reading = tx.reading(source or article.id)
            if reading is not None:
                readings[article.id] = replace(reading, article_id=article.id)
    known = [a for a in articles if a.id in readings]
    return sorted(known, key=lambda a: (a.first_seen, a.published, a.id)), readings


def run(
    articles: Sequence[Article], readings: dict[str, Reading], rules: Rules, settings: Settings
) -> dict[str, Would]:
    """The alerts that the rules raise over the articles, by id, in a store of their own."""
    from workers import bootstrap

    with tempfile.TemporaryDirectory(prefix="araxes-backtest-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "database_url": None})
        store = bootstrap.store(own)
        try:
            service = Replay(store=store, gate=_Open(), extractor=_Stored(readings), rules=rules)
            quiet = Console(stderr=True)
            for article in track(
                articles, "replaying", console=quiet, transient=True, disable=not quiet.is_terminal
            ):
                service.carry(
                    replace(article, state=ArticleState.NEW, duplicate_of=None, attempts=0, next_attempt=None)
                )
            return told(store, Filter(limit=_PAGE))
        finally:
            store.close()


def told(store: Store, where: Filter) -> dict[str, Would]:
    """The alerts of a store, by id, with where each went."""
    found: dict[str, Would] = {}
    with store.read() as tx:
        offset = 0
        while page := tx.find_alerts(replace(where, offset=offset)):
            for alert in page:
                deliveries = tx.find_deliveries(alert_id=alert.id)
                went = sorted((d.receiver, "muted" if d.extra.get("silence") else "sent") for d in deliveries)
                found[alert.id] = Would(alert, tuple(went))
            offset += len(page)
    return found


def differences(before: dict[str, Would], after: dict[str, Would]) -> list[dict[str, Any]]:
    """A row for each alert that one run raised and the other did not, or sent elsewhere."""
    rows = []
    for alert_id in sorted(before.keys() | after.keys(), key=lambda i: _order(before.get(i) or after[i])):
        old, new = before.get(alert_id), after.get(alert_id)
        if old and new and old.where == new.where and old.alert.reason is new.alert.reason:
            continue
        outcome = "changed" if old and new else "gained" if new else "lost"
        known = new or old
        assert known is not None
        rows.append(
            {
                **alert_row(known.alert),
                "outcome": outcome,
                "before": _went(old),
                "after": _went(new),
            }
        )
    return rows


def _order(would: Would) -> tuple[Any, str]:
    return (would.alert.raised, would.alert.id)


def _went(would: Would | None) -> list[str]:
    if would is None:
        return []
    return [f"{receiver} {state}" for receiver, state in would.where] or ["dashboard"]


class _Open:
    """Lets every article through: it was read once."""

    def judge(self, title: str, text: str) -> Verdict:
        return Verdict(True, {}, "read before")


class _Stored:
    """Reads what was read before."""

    def __init__(self, readings: dict[str, Reading]) -> None:
        self._readings = readings

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        for text in texts:
            found = self._readings.get(text.article_id)
            if found is None:
                raise InputError(f"article {text.article_id} has no stored reading; process it first")
            yield found
