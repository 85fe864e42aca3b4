"""Two real articles that started it all; they are read beside the repository and are not part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ports import Extractor
from pipeline.quality.gold import read_gold
from pipeline.quality.score import fold, score_article
from workers.cli.evaluate import read_all

SEEDS = Path(__file__).parents[2].parent / "shared" / "gold" / "seeds.jsonl"


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.exists(), reason="the seed articles are not beside the repository")
def test_every_event_of_the_seeds_is_found_and_nothing_else(extractor: Extractor) -> None:
    gold = read_gold(SEEDS)
    said, _ = read_all(extractor, gold)
    for article in gold:
        score = score_article(article, said[article.id])
        assert not score.missed, f"{article.id} misses {score.missed}"
        assert not score.false, f"{article.id} invents {score.false}"
        for wanted, given in score.matched:
            for name in ("place", "from", "to"):
                if wanted["status"] == "background" and name == "place":
                    continue
                assert fold(given[name]) == fold(wanted[name]), (
                    article.id,
                    wanted["type"],
                    name,
                    given[name],
                )
        alerts = sorted((e["type"], e["status"]) for e in said[article.id].events if e["alert"])
        assert alerts == sorted((e["type"], e["status"]) for e in article.events if e["alert"])


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.exists(), reason="the seed articles are not beside the repository")
def test_what_the_seeds_tell_of_other_states_is_read_as_well(extractor: Extractor) -> None:
    gold = read_gold(SEEDS)
    said, _ = read_all(extractor, gold)
    for article in gold:
        rows = {
            which: sorted(
                (e["type"], e["status"], tuple(e["countries"]), e["from"] or "", e["to"] or "")
                for e in events
                if e["type"] != "other" and not e["in_scope"]
            )
            for which, events in (("gold", article.events), ("read", said[article.id].events))
        }
        assert rows["read"] == rows["gold"], article.id
