"""One happening, one alert, whatever newsrooms do to the text: read by the service's own extractor."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.settings import Settings
from pipeline.alerts.rules import Rules
from pipeline.events.event import EventType
from pipeline.ports import Extractor, Gate
from pipeline.quality.gold import GoldArticle, read_gold
from tests.fakes.store import FakeStore
from workers import bootstrap
from workers.bench.edits import EDITS, edited, thrice
from workers.bench.once import Carried, against, carry
from workers.cli.evaluate import PACKAGED_GOLD

FEW = ("dev-001", "dev-004", "dev-012", "dev-025", "dev-034", "dev-039", "dev-040", "dev-058")
"""A plan, a trip, talks of three, an approval, a digest, a commentary, a denial, an interview."""


@pytest.fixture(scope="module")
def gate() -> Gate:
    return bootstrap.gate(Settings())


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return bootstrap.extractor(Settings())


@pytest.fixture(scope="module")
def gold() -> dict[str, GoldArticle]:
    return {row.id: row for row in read_gold(PACKAGED_GOLD)}


@pytest.fixture(scope="module")
def few(gold: dict[str, GoldArticle]) -> list[GoldArticle]:
    return [gold[name] for name in FEW]


@pytest.fixture(scope="module")
def once(few: Sequence[GoldArticle], gate: Gate, extractor: Extractor) -> Carried:
    return carry(few, FakeStore(), gate, extractor, Rules())


def with_copies(articles: Sequence[GoldArticle], edit: str, first: bool) -> list[GoldArticle]:
    """Each article and one edited copy, which comes before it or after it."""
    chance = random.Random(edit)
    found = []
    for row in articles:
        later = row.published + timedelta(hours=5)
        copy = edited(replace(row, id=f"{row.id}.1", url=f"https://copy.example/{row.id}"), [edit], chance)
        own = replace(row, id=f"{row.id}.0")
        found += [replace(own, published=later), copy] if first else [own, replace(copy, published=later)]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", [False, True], ids=["after", "before"])
@pytest.mark.parametrize("edit", sorted(EDITS))
def test_a_copy_raises_nothing_further_and_loses_nothing(
    few: Sequence[GoldArticle], once: Carried, gate: Gate, extractor: Extractor, edit: str, first: bool
) -> None:
    found = against(once, carry(with_copies(few, edit, first), FakeStore(), gate, extractor, Rules()), 0)
    assert (found.further, found.lost) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_three_times_within_a_day(
    few: Sequence[GoldArticle], once: Carried, gate: Gate, extractor: Extractor, seed: int
) -> None:
    found = against(once, carry(thrice(few, seed), FakeStore(), gate, extractor, Rules()), seed)
    assert (found.further, found.lost, found.differing) == ((), (), ())


@pytest.mark.slow
def test_a_trip_called_off_in_an_update_comes_through(
    gold: dict[str, GoldArticle], gate: Gate, extractor: Extractor
) -> None:
    plan = gold["dev-001"]
    off = updated(plan, "will pay a state visit to Azerbaijan", "has called off a state visit to Azerbaijan")
    found = carry([plan, off], FakeStore(), gate, extractor, Rules())
    assert [a[3] for a in found.alerts if a[1] == "visit"] == ["planned", "cancelled"]


@pytest.mark.slow
def test_another_day_in_an_update_comes_through(
    gold: dict[str, GoldArticle], gate: Gate, extractor: Extractor
) -> None:
    row = gold["dev-031"]
    store = FakeStore()
    moved = updated(row, "will arrive here Tuesday", "will arrive here Thursday")
    carry([row, moved], store, gate, extractor, Rules())
    with store.read() as tx:
        days = [e.event.date_start for e in tx.events_of("dev-031.1") if e.event.type is EventType.VISIT]
    assert date(2016, 2, 25) in days
    assert date(2016, 2, 23) not in days


def updated(row: GoldArticle, old: str, new: str) -> GoldArticle:
    text = row.text.replace(old, new)
    assert text != row.text
    later = row.published + timedelta(hours=5)
    return replace(row, id=f"{row.id}.1", url="https://copy.example/update", published=later, text=text)
