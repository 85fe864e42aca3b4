"""What each part of the reading brings: the gold set read without it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from config.settings import Settings
from pipeline.ports import Text
from pipeline.quality.gold import GoldArticle, Predicted
from pipeline.quality.score import ArticleScore, score_article, total, total_fields
from workers import bootstrap

PARTS = ("gate", "structure", "dates", "coreference", "roles", "actors")
"""`roles`: who held which office when; `actors`: people's names in the gazetteer altogether."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """The figures without one part; `nothing` is the whole reading."""

    without: str
    events: float
    """F1 of events (full)."""
    news: float
    relevance: float
    place: float
    date: float
    participants: float
    seconds: float

    def row(self) -> dict[str, Any]:
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def ablate(
    settings: Settings,
    gold: Sequence[GoldArticle],
    parts: Sequence[str] = PARTS,
    progress: Callable[[str], None] = lambda step: None,
) -> Iterator[Ablation]:
    """The whole reading first, then without each part."""
    for part in ("nothing", *parts):
        progress(f"reading without {part}")
        gate = None if part == "gate" else bootstrap.gate(settings)
        reader = bootstrap.extractor(settings, without=() if part in ("nothing", "gate") else (part,))
        begin = time.perf_counter()
        texts = [Text.of(a) for a in gold if gate is None or gate.judge(a.title, a.text).worth_parsing]
        said = {r.article_id: Predicted.of(r) for r in reader.read(texts)}
        seconds = time.perf_counter() - begin
        yield _figures(part, [score_article(a, said.get(a.id)) for a in gold], seconds)


def _figures(part: str, scores: Sequence[ArticleScore], seconds: float) -> Ablation:
    fields = total_fields(scores)

    def share(name: str) -> float:
        right, asked = fields.get(name, (0, 0))
        return right / asked if asked else 0.0

    return Ablation(
        without=part,
        events=total(scores, lambda s: s.levels["full"]).f1,
        news=total(scores, lambda s: s.news).f1,
        relevance=total(scores, lambda s: s.relevance).f1,
        place=share("place"),
        date=share("date_start"),
        participants=total(scores, lambda s: s.participants).f1,
        seconds=seconds,
    )
