"""`araxes evaluate`, `explain` and `calibrate` on small inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.quality.fit import Example, fit, held_back
from workers.cli import app

EVENT: dict[str, Any] = {
    "type": "visit",
    "status": "occurred",
    "in_scope": True,
    "alert": True,
    "countries": ["AZE", "ISR"],
    "from": "ISR",
    "to": "AZE",
    "participants": [{"name": "Eli Cohen", "country": "ISR"}],
    "place": "Baku",
    "date_start": "2023-04-19",
    "date_end": None,
    "evidence": ["Israeli Foreign Minister Eli Cohen arrived in Baku on Wednesday"],
    "incident": "i",
}
ARTICLE: dict[str, Any] = {
    "id": "a",
    "outlet": "wire",
    "language": "en",
    "published": "2023-04-19T12:00:00Z",
    "url": "https://wire.example/a",
    "title": "Cohen in Baku",
    "text": "Israeli Foreign Minister Eli Cohen arrived in Baku on Wednesday.",
    "relevant": True,
    "events": [EVENT],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    return path


def _run(*args: str) -> str:
    result = CliRunner().invoke(app, list(args), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_evaluate_scores_a_file_of_predictions(gold: Path, tmp_path: Path) -> None:
    said = tmp_path / "said.jsonl"
    wrong = {**EVENT, "status": "planned", "reasons": ["visit.go: arrived"]}
    said.write_text(json.dumps({"id": "a", "relevant": True, "events": [wrong]}) + "\n", encoding="utf-8")
    output = _run("evaluate", str(gold), "--predicted", str(said), "--errors", "--json", "--by", "type")
    rows = [json.loads(line) for line in output.splitlines()]
    figures = {r["figure"]: r for r in rows if "figure" in r}
    assert figures["relevance"]["f1"] == 1.0
    assert (figures["events (full)"]["tp"], figures["events (full)"]["fn"]) == (0, 1)
    assert figures["events (type+countries)"]["f1"] == 1.0
    assert figures["type: visit"]["fp"] == 1
    faults = [r for r in rows if "fault" in r]
    assert [(f["fault"], f["status"]) for f in faults] == [("miss", "occurred"), ("false", "planned")]
    assert "read as visit planned" in faults[0]["why"]
    assert faults[1]["why"] == "visit.go: arrived"


@pytest.mark.slow
def test_evaluate_reads_the_articles_itself(gold: Path) -> None:
    assert "events (full)" in _run("evaluate", str(gold), "--samples", "10")


@pytest.mark.slow
def test_explain_shows_names_events_and_reasons(gold: Path) -> None:
    row = json.loads(_run("explain", str(gold), "--json"))
    assert row["gate"]["worth_parsing"]
    assert row["events"][0]["type"] == "visit"
    assert row["events"][0]["reasons"]
    span = row["events"][0]["spans"][0]
    assert ARTICLE[span["field"]][span["start"] : span["end"]] == row["events"][0]["evidence"][0]
    assert {m["name"] for m in row["mentions"]} >= {"Eli Cohen", "Baku"}
    shown = _run("explain", str(gold))
    assert "visit occurred" in shown
    assert "ISR → AZE" in shown


def test_weights_follow_what_errs_and_are_the_same_each_time() -> None:
    examples = [Example(f"a{i}", {"weak": float(i % 2)}, 0.7, i % 2 == 0 or i % 10 == 1) for i in range(200)]
    learnt = fit(examples)
    assert learnt.weights["weak"] < -1
    assert learnt.score({"weak": 0.0}) > 0.8 > 0.4 > learnt.score({"weak": 1.0})
    assert learnt == fit(examples)
    assert held_back(examples, folds=5) == held_back(examples, folds=5)


def test_no_examples_give_no_opinion() -> None:
    assert fit([]).score({"anything": 1.0}) == 0.5
