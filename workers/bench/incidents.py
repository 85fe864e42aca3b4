"""Joining speed: what an event costs in a store of many incidents, against a store of few."""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from config.settings import Settings
from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState
from pipeline.events.event import Event, EventType, Evidence, Participant, Reading, Status
from pipeline.flow.join import join_reading
from pipeline.identity import stable_id
from pipeline.incidents import lifecycle
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report
from pipeline.ports import Store

START = datetime(2000, 1, 1, tzinfo=UTC)
A_DAY = 11.0
"""Incidents a day, in both stores: what makes the larger one larger is its age. 100,000 are 25 years of
everything that happens between three states."""
_TYPES = (EventType.VISIT, EventType.MEETING, EventType.AGREEMENT, EventType.CALL, EventType.REPRESENTATION)
_PAIRS = (("AZE", "ISR"), ("AZE", "IRN"), ("IRN", "ISR"))
_CITIES = {"AZE": "Baku", "ISR": "Jerusalem", "IRN": "Tehran"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds to join one article's event in a store of so many incidents."""

    incidents: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Result:
    few: Measured
    many: Measured

    @property
    def ratio(self) -> float:
        """How many times as much joining costs in the larger store, by medians."""
        return self.many.median_ms / self.few.median_ms

    def row(self) -> dict[str, Any]:
        return {
            "few": self.few.incidents,
            "few_median_ms": round(self.few.median_ms, 3),
            "few_p95_ms": round(self.few.p95_ms, 3),
            "many": self.many.incidents,
            "many_median_ms": round(self.many.median_ms, 3),
            "many_p95_ms": round(self.many.p95_ms, 3),
            "ratio": round(self.ratio, 3),
        }


def measure(
    settings: Settings,
    *,
    few: int = 1_000,
    many: int = 100_000,
    events: int = 300,
    progress: Callable[[str], None] = lambda step: None,
) -> Result:
    """Fill two stores and join the same kinds of events in both, by turns, so that a slow moment of the
    machine falls on both."""
    from workers import bootstrap

    with tempfile.TemporaryDirectory(prefix="araxes-bench-") as folder:
        stores = []
        for size in (few, many):
            own = settings.model_copy(update={"data_dir": Path(folder) / str(size), "database_url": None})
            store = bootstrap.store(own)
            progress(f"filling a store with {size:,} incidents")
            fill(store, size)
            stores.append((size, store))
        try:
            progress("joining")
            times: dict[int, list[float]] = {few: [], many: []}
            for n in range(events):
                for size, store in stores:
                    times[size].append(_join_one(store, size, n))
        finally:
            for _, store in stores:
                store.close()
    return Result(_measured(few, times[few]), _measured(many, times[many]))


def fill(store: Store, size: int) -> None:
    """Put so many incidents into the store, `A_DAY` a day, the last ones today."""
    batch: list[Incident] = []
    for incident in incidents(size):
        batch.append(incident)
        if len(batch) == 2000:
            _save(store, batch)
            batch = []
    _save(store, batch)


def incidents(size: int) -> Iterator[Incident]:
    """Plausible incidents: a few hundred people, repeated trips, half with a day."""
    chance = random.Random(7)  # noqa: S311  # a bench wants the same data each time, not secrets
    for n in range(size):
        yield lifecycle.open_incident(_report(chance, n, _day(n)), _day(n))


def _day(n: int) -> datetime:
    return START + timedelta(days=n / A_DAY)


def _save(store: Store, batch: Sequence[Incident]) -> None:
    with store.write(exclusive=True) as tx:
        for incident in batch:
            tx.save_incident(incident)


def _report(chance: random.Random, n: int, published: datetime) -> Report:
    type_ = chance.choice(_TYPES)
    countries = chance.choice(_PAIRS)
    origin, host = chance.sample(countries, 2)
    people = (_person(chance, origin), _person(chance, host))
    visit = type_ is EventType.VISIT
    said = f"{people[0].name} {type_.value} in {_CITIES[host]} about matter {chance.randrange(400)}"
    event = Event(
        type=type_,
        status=chance.choice((Status.OCCURRED, Status.OCCURRED, Status.PLANNED)),
        countries=countries,
        in_scope=True,
        category="CONSULT",
        origin=origin if visit else None,
        destination=host if visit else None,
        participants=people[:1] if visit else people,
        place=_CITIES[host],
        place_country=host,
        date_start=published.date() if chance.random() < 0.5 else None,
        subject=f"matter {chance.randrange(400)}" if type_ is EventType.AGREEMENT else None,
        evidence=(Evidence(said, 0, len(said)),),
    )
    return Report(
        id=f"event-{n}",
        article_id=f"article-{n}",
        outlet=f"outlet-{n % 50}",
        url="",
        title="",
        published=published,
        event=event,
    )


_SYLLABLES = (
    "ba",
    "del",
    "fir",
    "gon",
    "hat",
    "jam",
    "kel",
    "lor",
    "mir",
    "nus",
    "pet",
    "ruz",
    "sol",
    "tav",
    "zer",
)


def _person(chance: random.Random, country: str) -> Participant:
    number = chance.randrange(300)
    given, rest = divmod(number, 15)
    name = f"{_SYLLABLES[given % 15]}{_SYLLABLES[rest]} {_SYLLABLES[rest]}{_SYLLABLES[given % 15]}ov"
    return Participant(f"{name.title()}{'i' * (given // 15)}", country)


def _join_one(store: Store, size: int, n: int) -> float:
    chance = random.Random(n)  # noqa: S311
    published = _day(size) + timedelta(minutes=n)
    report = _report(chance, n, published)
    article = Article(
        id=stable_id("article", "bench", str(n)),
        url=f"https://bench.example/{n}",
        outlet=report.outlet,
        title="bench",
        published=published,
        first_seen=published,
        state=ArticleState.EXTRACTED,
    )
    with store.write() as tx:
        tx.add_articles([(article, [f"url:{article.url}"])])
    reading = Reading(article_id=article.id, relevant=True, events=(report.event,))
    rules = Rules()
    began = perf_counter()
    with store.write(exclusive=True) as tx:
        join_reading(tx, article, reading, rules, published)
    return (perf_counter() - began) * 1000


def _measured(size: int, times: list[float]) -> Measured:
    return Measured(size, statistics.median(times), statistics.quantiles(times, n=20)[-1])
