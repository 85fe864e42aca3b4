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
        news = [e for e in score.missed if e["status"] != "background"]
        assert not news, f"{article.id} misses {news}"
        assert not [e for e in score.false if e["status"] != "background"], article.id
        for wanted, given in score.matched:
            if wanted["status"] == "background":
                continue
            for name in ("place", "from", "to"):
                assert fold(given[name]) == fold(wanted[name]), (
                    article.id,
                    wanted["type"],
                    name,
                    given[name],
                )
        alerts = sorted((e["type"], e["status"]) for e in said[article.id].events if e["alert"])
        assert alerts == sorted((e["type"], e["status"]) for e in article.events if e["alert"])
