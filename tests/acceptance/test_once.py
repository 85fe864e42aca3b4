"""Each happening once: the development articles as they came, and three times over."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.settings import load_settings
from pipeline.alerts.rules import Rules
from pipeline.flow.replay import Carried, Replay
from pipeline.quality.gold import GoldArticle, predicted, read_gold
from pipeline.quality.score import bcubed, incident_labels, score_alerts, score_article
from tests.fakes.store import FakeStore
from workers import bootstrap
from workers.cli.evaluate import PACKAGED_GOLD
from workers.cli.replay import GoldExtractor, OpenGate, alert_lines, carry_all, event_line, replay

Run = list[tuple[GoldArticle, Carried]]


def run(articles: Sequence[GoldArticle], service: Replay | None = None) -> Run:
    by_gold = Replay(store=FakeStore(), gate=OpenGate(), extractor=GoldExtractor(articles), rules=Rules())
    return list(carry_all(service or by_gold, articles))


def alerts(found: Run) -> list[dict[str, Any]]:
    return [line for row, carried in found for line in alert_lines(row, carried)]


@pytest.fixture(scope="module")
def gold() -> list[GoldArticle]:
    return read_gold(PACKAGED_GOLD)


@pytest.fixture(scope="module")
def once(gold: list[GoldArticle]) -> Run:
    return run(gold)


def joining(found: Run) -> float:
    """B³ F1 of the incidents."""
    scores = [score_article(row, predicted(event_line(row, carried))) for row, carried in found]
    return bcubed(incident_labels(scores))[2]


def test_with_perfect_readings_joining_and_alerts_are_right(gold: list[GoldArticle], once: Run) -> None:
    counts, repeats = score_alerts(gold, alerts(once))
    assert (counts.precision, counts.recall, repeats) == (1.0, 1.0, 0)
    assert joining(once) >= 0.99


def test_other_happenings_too() -> None:
    """Reports of 2022 to 2026, written after the rules of joining (docs/decisions/0020)."""
    reports = read_gold(Path(__file__).parents[1] / "data/joining/reports.jsonl")
    found = run(reports)
    counts, repeats = score_alerts(reports, alerts(found))
    assert (counts.precision, counts.recall, repeats) == (1.0, 1.0, 0)
    assert joining(found) >= 0.99


def thrice(gold: Sequence[GoldArticle], seed: int) -> Iterator[GoldArticle]:
    """Each article and two copies under other addresses, edited a little, in any order within a day."""
    chance = random.Random(seed)
    for row in gold:
        hours = [0.0, chance.uniform(0, 24), chance.uniform(0, 24)]
        chance.shuffle(hours)
        for n, late in enumerate(hours):
            yield replace(
                row,
                id=f"{row.id}.{n}",
                url=f"https://copy{n}.example/{row.id}",
                outlet=f"{row.outlet}{n or ''}",
                published=row.published + timedelta(hours=late),
                text=edited(row.text, chance) if n else row.text,
            )


def edited(text: str, chance: random.Random) -> str:
    paragraphs = text.split("\n\n")
    for edit in chance.sample(["credit", "note", "cut", "synonym", "quotes"], 2):
        if edit == "credit":
            paragraphs.append("(Reporting by the Tbilisi bureau; editing by J. Smith)")
        elif edit == "note":
            paragraphs[0] = f"(Adds details) {paragraphs[0]}"
        elif edit == "cut" and len(paragraphs) > 3:
            paragraphs.pop()
        elif edit == "synonym":
            paragraphs = [p.replace(" said ", " told reporters ") for p in paragraphs]
        elif edit == "quotes":
            paragraphs = [p.replace("“", '"').replace("”", '"') for p in paragraphs]
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize("seed", [1, 2])
def test_three_times_over_gives_the_same_incidents_and_no_further_alert(
    gold: list[GoldArticle], once: Run, seed: int
) -> None:
    found = run(list(thrice(gold, seed)))
    known: dict[str, list[str | None]] = {}
    for row, carried in found:
        ids = sorted((t.incident_id or "") for t in carried.told)
        name = row.id.rsplit(".", 1)[0]
        assert known.setdefault(name, ids) == ids
    incidents = {t.incident_id for _, carried in found for t in carried.told} - {None}
    assert len(incidents) == len({t.incident_id for _, carried in once for t in carried.told} - {None})

    def counted(raised: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
        return Counter((a["article"].rsplit(".", 1)[0], a["type"], a["status"]) for a in raised)

    assert counted(alerts(found)) == counted(alerts(once))


def test_the_command_writes_what_a_scorer_reads(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    lines = PACKAGED_GOLD.read_text(encoding="utf-8").splitlines()[:6]
    few.write_text("\n".join(lines), encoding="utf-8")
    events, raised = tmp_path / "events.jsonl", tmp_path / "alerts.jsonl"
    replay(few, events=events, alerts=raised, gold_events=True)
    told = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    assert {row["id"] for row in told} == {json.loads(line)["id"] for line in lines}
    assert any(e.get("incident") for row in told for e in row["events"])
    first = json.loads(raised.read_text(encoding="utf-8").splitlines()[0])
    assert {"article", "type", "status", "countries", "reason", "incident"} <= set(first)


@pytest.mark.slow
def test_read_by_the_service_itself(gold: list[GoldArticle]) -> None:
    settings = load_settings({})
    service = Replay(
        store=FakeStore(),
        gate=bootstrap.gate(settings),
        extractor=bootstrap.extractor(settings),
        rules=bootstrap.rules(settings),
    )
    found = run(gold, service)
    counts, repeats = score_alerts(gold, alerts(found))
    assert repeats == 0
    assert joining(found) >= 0.95
    assert counts.precision >= 0.92
    assert counts.recall >= 0.92
    assert all(event_line(row, carried)["state"] != "failed" for row, carried in found)
