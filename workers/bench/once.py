"""One happening, one alert: what changes when every article comes three times, each copy edited."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from pipeline.alerts.rules import Rules
from pipeline.flow.replay import Replay
from pipeline.incidents.incident import Incident
from pipeline.ports import Extractor, Gate, Store
from pipeline.quality.gold import GoldArticle
from workers.bench.edits import thrice

Alert = tuple[str, str, tuple[str, ...], str]
"""Article, type, countries and status told."""
Key = tuple[str, tuple[str, ...], str, frozenset[str]]
"""An incident by what it is and which articles tell it: type, countries, status, articles."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a run raised and what it knew at its end."""

    alerts: tuple[Alert, ...]
    incidents: dict[str, frozenset[Key]]
    """By article: the incidents in scope that it or a copy of it tells."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Three times over with one seed, against once."""

    seed: int
    once: int
    thrice: int
    further: tuple[Alert, ...]
    lost: tuple[Alert, ...]
    differing: tuple[str, ...]
    """Articles that stand with other incidents, or with the same in another state."""

    def row(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "alerts_once": self.once,
            "alerts_thrice": self.thrice,
            "further": [_alert_row(a) for a in self.further],
            "lost": [_alert_row(a) for a in self.lost],
            "differing": list(self.differing),
        }


def measure(
    settings: Settings,
    articles: Sequence[GoldArticle],
    seeds: Iterable[int],
    progress: Callable[[str], None] = lambda step: None,
) -> list[Seed]:
    """Carry the articles once, and for each seed three times with other edits, through the real stages."""
    from workers import bootstrap

    gate, extractor, rules = (
        bootstrap.gate(settings),
        bootstrap.extractor(settings),
        bootstrap.rules(settings),
    )

    def run(rows: Iterable[GoldArticle]) -> Carried:
        with tempfile.TemporaryDirectory(prefix="araxes-bench-") as folder:
            own = settings.model_copy(update={"data_dir": Path(folder), "database_url": None})
            store = bootstrap.store(own)
            try:
                return carry(rows, store, gate, extractor, rules)
            finally:
                store.close()

    progress("once")
    once = run(articles)
    found = []
    for seed in seeds:
        progress(f"three times, seed {seed}")
        found.append(against(once, run(thrice(articles, seed)), seed))
    return found


def carry(
    articles: Iterable[GoldArticle], store: Store, gate: Gate, extractor: Extractor, rules: Rules
) -> Carried:
    """Carry articles in the order of publication; copies (`.0` to `.2`) count as their article."""
    service = Replay(store=store, gate=gate, extractor=extractor, rules=rules)
    alerts: list[Alert] = []
    ids: set[str] = set()
    for article in sorted((a.as_fed() for a in articles), key=lambda a: (a.published, a.id)):
        for outcome in service.carry(article).outcomes:
            after = outcome.after
            ids.add(after.id)
            if outcome.decision.alerts:
                alerts.append((_base(article.id), after.type.value, after.countries, after.status.value))
    told: dict[str, set[Key]] = defaultdict(set)
    with store.read() as tx:
        for incident in filter(None, map(tx.incident, sorted(ids))):
            if incident.in_scope and incident.merged_into is None:
                key = _key(incident)
                for name in key[3]:
                    told[name].add(key)
    return Carried(tuple(alerts), {name: frozenset(keys) for name, keys in told.items()})


def against(once: Carried, three: Carried, seed: int) -> Seed:
    """What the second run did otherwise."""
    first, second = Counter(once.alerts), Counter(three.alerts)
    names = sorted(once.incidents.keys() | three.incidents.keys())
    return Seed(
        seed=seed,
        once=len(once.alerts),
        thrice=len(three.alerts),
        further=tuple(sorted((second - first).elements())),
        lost=tuple(sorted((first - second).elements())),
        differing=tuple(n for n in names if once.incidents.get(n) != three.incidents.get(n)),
    )


def _key(incident: Incident) -> Key:
    articles = frozenset(_base(s.article_id) for s in incident.sources if not s.withdrawn)
    return (incident.type.value, incident.countries, incident.status.value, articles)


def _base(article_id: str) -> str:
    name, dot, number = article_id.rpartition(".")
    return name if dot and number in ("0", "1", "2") else article_id


def _alert_row(alert: Alert) -> dict[str, Any]:
    article, type_, countries, status = alert
    return {"article": article, "type": type_, "countries": list(countries), "status": status}
