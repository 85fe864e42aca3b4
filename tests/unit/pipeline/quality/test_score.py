"""The scores: equal to the reference script where it is at hand, and to hand-counted cases everywhere."""

from __future__ import annotations

import importlib.util
import io
import json
import random
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.quality.calibration import brier, calibration_error, reliability
from pipeline.quality.gold import predicted, read_gold
from pipeline.quality.score import (
    TRIO,
    Counts,
    bcubed,
    confusion,
    incident_labels,
    interval,
    score_alerts,
    score_article,
    total,
    total_fields,
)

REPOSITORY = Path(__file__).parents[4]
GOLD = REPOSITORY / "tests" / "quality" / "gold" / "dev.jsonl"
REFERENCE = REPOSITORY.parent / "shared" / "gold" / "score.py"


def _event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "visit",
        "status": "occurred",
        "countries": ["AZE", "ISR"],
        "from": "ISR",
        "to": "AZE",
        "place": "Baku",
        "date_start": "2023-04-19",
        "participants": [{"name": "Eli Cohen", "country": "ISR"}],
        "alert": True,
        "incident": "i1",
        **changes,
    }


def _file(tmp_path: Path, *events: dict[str, Any], relevant: bool = True) -> Path:
    row = {
        "id": "a",
        "published": "2023-04-19T12:00:00Z",
        "title": "t",
        "text": "x",
        "relevant": relevant,
        "events": list(events),
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def _score(tmp_path: Path, gold: list[dict[str, Any]], said: list[dict[str, Any]]) -> Any:
    article = read_gold(_file(tmp_path, *gold))[0]
    return score_article(article, predicted({"id": "a", "relevant": True, "events": said}))


def test_an_event_matches_by_type_status_and_countries(tmp_path: Path) -> None:
    score = _score(
        tmp_path,
        [_event(), _event(type="meeting")],
        [_event(countries=["ISR", "AZE"]), _event(type="meeting", status="planned")],
    )
    assert score.levels["full"] == Counts(1, 1, 1)
    assert score.levels["type+countries"] == Counts(2, 0, 0)
    assert score.by_type["meeting"] == Counts(0, 1, 1)
    assert score.relevance == Counts(1, 0, 0)


def test_events_of_other_types_or_outside_the_scope_do_not_count(tmp_path: Path) -> None:
    outside = _event(countries=["ISR", "TKM"])
    other = _event(type="other")
    assert _score(tmp_path, [outside, other], [other, outside]).levels["full"] == Counts()


def test_background_is_left_out_of_news(tmp_path: Path) -> None:
    score = _score(tmp_path, [_event(), _event(status="background")], [_event()])
    assert score.levels["full"] == Counts(1, 0, 1)
    assert score.news == Counts(1, 0, 0)


def test_of_two_candidates_the_one_with_more_in_common_is_matched(tmp_path: Path) -> None:
    right = _event()
    wrong = _event(place="Ganja", date_start=None, participants=[])
    score = _score(tmp_path, [_event()], [wrong, right])
    assert score.matched[0][1] == right
    assert score.false == (wrong,)
    assert total_fields([score])["place"] == (1, 1)


def test_surnames_match_whatever_the_accents(tmp_path: Path) -> None:
    score = _score(
        tmp_path,
        [_event(participants=[{"name": "Gideon Sa’ar"}, {"name": "İlham Əliyev"}])],
        [_event(participants=[{"name": "Saar"}, {"name": "Ilham Aliyev"}, {"name": "Eli Cohen"}])],
    )
    assert score.participants == Counts(2, 1, 0)


def test_confusion_pairs_what_differs_in_one_thing_only(tmp_path: Path) -> None:
    score = _score(tmp_path, [_event()], [_event(status="planned"), _event(type="call")])
    assert confusion([score], "status")["occurred", "planned"] == 1
    assert confusion([score], "status")["-", "occurred"] == 1


def test_bcubed_is_one_for_equal_clusters_and_less_for_merged_ones() -> None:
    assert bcubed([("a", "x"), ("a", "x"), ("b", "y")]) == (1, 1, 1)
    precision, recall, f1 = bcubed([("a", "x"), ("b", "x")])
    assert (precision, recall) == (0.5, 1.0)
    assert f1 == pytest.approx(2 / 3)


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    gold = read_gold(GOLD)[:20]
    scores = [score_article(a, None) for a in gold[:10]] + [
        score_article(a, predicted({"id": a.id, "relevant": a.relevant, "events": a.events}))
        for a in gold[10:]
    ]

    def f1(some: Any) -> float:
        return total(some, lambda s: s.levels["full"]).f1

    low, high = interval(scores, f1, samples=200)
    assert low < f1(scores) < high
    assert (low, high) == interval(scores, f1, samples=200)


def test_reliability_of_a_confident_liar() -> None:
    pairs = [(0.9, True), (0.9, False), (0.1, False), (1.0, True)]
    table = reliability(pairs, bins=10)
    assert [(b.count, b.right) for b in table] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    assert 0 < calibration_error(table) < 0.3
    assert brier([(1.0, True), (0.0, False)]) == 0


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "published": "yesterday", "title": "", "text": ""}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl:1: published 'yesterday' is no time"):
        read_gold(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl:1: no valid JSON"):
        read_gold(path)


# ------------------------------------------------------------ against the reference script


def _reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _noisy(seed: int) -> list[dict[str, Any]]:
    """The gold events with faults of every kind, as a bad extractor would give them."""
    chance = random.Random(seed)
    rows = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        events = []
        for event in article["events"]:
            changed = dict(event)
            dice = chance.random()
            if dice < 0.15:
                continue
            if dice < 0.3:
                changed["status"] = chance.choice(["occurred", "planned", "background"])
            elif dice < 0.4:
                changed["type"] = chance.choice(["visit", "meeting", "agreement"])
            elif dice < 0.5:
                changed["countries"] = sorted(chance.sample(["AZE", "ISR", "IRN", "TUR"], 2))
            if chance.random() < 0.2:
                changed["place"] = "Elsewhere"
            if chance.random() < 0.2:
                changed["date_start"] = None
            if chance.random() < 0.2:
                changed["participants"] = changed["participants"][:1]
            if chance.random() < 0.2:
                changed["incident"] = "merged"
            events.append(changed)
            if chance.random() < 0.1:
                events.append(dict(changed))
        relevant = article["relevant"] if chance.random() < 0.9 else not article["relevant"]
        rows.append({"id": article["id"], "relevant": relevant, "events": events})
    return [r for r in rows if chance.random() < 0.95]


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference script is not beside the repository")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equal_to_the_reference_script(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _noisy(seed)
    alerts = [
        {"article": r["id"], "type": e["type"], "status": e["status"], "countries": e["countries"]}
        for r in rows
        for e in r["events"]
        if e["alert"]
    ]
    for name, lines in (("predicted", rows), ("alerts", alerts)):
        (tmp_path / f"{name}.jsonl").write_text(
            "".join(json.dumps(r) + "\n" for r in lines), encoding="utf-8"
        )
    argv = [
        "score.py",
        str(GOLD),
        str(tmp_path / "predicted.jsonl"),
        "--alerts",
        str(tmp_path / "alerts.jsonl"),
    ]
    monkeypatch.setattr(sys, "argv", argv)
    reference, printed = _reference(), io.StringIO()
    with redirect_stdout(printed):
        reference.main()

    gold = read_gold(GOLD)
    said = {r["id"]: predicted(r) for r in rows}
    scores = [score_article(a, said.get(a.id), TRIO) for a in gold]

    def row(name: str, counts: Counts) -> str:
        return str(reference.row(name, counts.tp, counts.fp, counts.fn))

    expected = [row("relevance", total(scores, lambda s: s.relevance))]
    for level in ("full", "type+countries", "type+status", "type"):
        expected.append(row(f"events ({level})", total(scores, lambda s, at=level: s.levels[at])))
    expected += [
        row("  " + name, total(scores, lambda s, at=name: s.by_type.get(at, Counts())))
        for name in ("visit", "meeting", "call", "agreement", "representation")
    ]
    expected += [
        f"    {name:<24} right {right}/{asked} = {right / asked:.3f}"
        for name, (right, asked) in total_fields(scores).items()
    ]
    expected.append(row("    participants", total(scores, lambda s: s.participants)))
    p, r, f = bcubed(incident_labels(scores))
    expected.append(f"    {'joining (B-cubed)':<24} P {p:.3f}  R {r:.3f}  F1 {f:.3f}   events")
    expected.append(row("news (full, no background)", total(scores, lambda s: s.news)))
    counts, repeats = score_alerts(gold, alerts)
    expected.append(row("alerts (repeat = false)", counts) + f"   of the false, repeats {repeats}")
    for line in expected:
        assert line in printed.getvalue()
