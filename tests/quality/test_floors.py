"""The reading is at least as right as it was.

A floor that is missed fails here. To raise one, edit floors.json and run
`python -m tests.quality.digest --write`. The digest in docs/quality.md covers floors and gold articles, so
neither can change unnoticed; a floor that is lowered needs a reason, which stays on record.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ports import Extractor
from pipeline.quality.gold import read_gold
from pipeline.quality.score import score_article
from tests.quality import digest
from workers.cli.evaluate import figures, read_all

FLOORS = digest.floors()


def _figures(path: Path, extractor: Extractor) -> dict[str, float]:
    gold = read_gold(path)
    said, _ = read_all(extractor, gold)
    rows = figures(gold, [score_article(a, said.get(a.id)) for a in gold], None, samples=0)
    return {row["figure"]: row["f1"] if "f1" in row else row.get("share", 0.0) for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_no_floor_is_missed(name: str, extractor: Extractor) -> None:
    found = _figures(digest.GOLD / name, extractor)
    missed = {f: (found[f], floor) for f, floor in FLOORS[name].items() if found[f] < floor}
    assert not missed, f"{name}: figure below its floor (found, floor): {missed}"


def test_floors_and_gold_articles_are_those_on_record() -> None:
    assert digest.shown() == digest.table(), (
        "floors or gold articles differ from docs/quality.md; run `python -m tests.quality.digest --write`"
    )


def test_every_gold_file_has_floors() -> None:
    assert {p.name for p in digest.GOLD.glob("*.jsonl")} == set(FLOORS)


def test_a_floor_is_not_lowered_without_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, floors = tmp_path / "quality.md", tmp_path / "floors.json"
    page.write_text("<!-- floors -->\n\n<!-- /floors -->", encoding="utf-8")
    monkeypatch.setattr(digest, "PAGE", page)
    monkeypatch.setattr(digest, "FLOORS", floors)
    floors.write_text('{"x.jsonl": {"relevance": 0.9}, "lowered": []}', encoding="utf-8")
    digest.write(None)
    floors.write_text('{"x.jsonl": {"relevance": 0.8}, "lowered": []}', encoding="utf-8")
    with pytest.raises(SystemExit, match="floors would be lowered"):
        digest.write(None)
    assert digest.shown() != digest.table()
    digest.write("the gold articles grew")
    assert digest.shown() == digest.table()
    assert digest.lowered()[0]["why"] == "the gold articles grew"
