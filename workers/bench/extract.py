"""How fast articles are read, against plain `nlp.pipe` of the same model over the same articles."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from config.gazetteer import load_gazetteer
from config.settings import Settings
from config.watch import load_watch
from pipeline.gazetteer.entries import Trap
from pipeline.gazetteer.match import Match, Matcher, country_of
from pipeline.ports import Extractor, Gate, Text
from pipeline.quality.gold import GoldArticle, Predicted
from pipeline.quality.score import score_article, total
from workers import bootstrap

_CHUNK = 100
"""Articles that one way reads before the other has its turn."""
_STAND_INS = {
    "person": ("Ana Costa", "Erik Lund", "Maria Silva", "Jonas Berg", "Paulo Reis", "Ingrid Dahl"),
    "surname": ("Costa", "Lund", "Silva", "Berg", "Reis", "Dahl"),
    "organisation": ("the national oil company", "the coast guard", "the central bank"),
    "country": ("Portugal", "Norway", "Chile"),
    "demonym": ("Portuguese", "Norwegian", "Chilean"),
    "metonym": ("the government", "the cabinet"),
    "capital": ("Lisbon", "Oslo", "Santiago"),
    "place": ("Porto", "Bergen", "Valparaiso"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run measured; times are medians over the rounds, in seconds."""

    relevant_articles: int
    relevant_words: int
    relevant_plain: float
    relevant_ours: float
    relevant_ratio: float
    """Plain time over ours, articles that pass the gate."""
    stream_articles: int
    stream_words: int
    stream_share: float
    """Share of articles in the stream that pass the gate."""
    stream_plain: float
    stream_ours: float
    stream_ratio: float
    gate_microseconds: float
    """The gate's time per article of the stream."""
    f1: float
    """Events (full) on the gold set as the service reads it: gate first, promising sentences only."""
    f1_parsing_everything: float
    """The same without the gate, every sentence parsed."""
    rounds: int

    def row(self) -> dict[str, Any]:
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def measure(
    settings: Settings,
    gold: Sequence[GoldArticle],
    *,
    relevant: int = 210,
    stream: int = 1000,
    share: float = 0.03,
    rounds: int = 3,
    seed: int = 1,
    progress: Callable[[str], None] = lambda step: None,
) -> Figures:
    """Read `relevant` articles that pass the gate, and a stream of which `share` do, both ways in turn.

    The rest of the stream are the same articles with the watched names exchanged for others, so that length
    and style are the same and only the names differ. The two ways take turns every hundred articles.
    """
    progress("loading the model twice: whole, and as the extractor uses it")
    plain = bootstrap.plain_model(settings)
    gate, ours = bootstrap.gate(settings), bootstrap.extractor(settings)
    texts = [Text.of(a) for a in gold]
    passing = [t for t in texts if gate.judge(t.title, t.text).worth_parsing]
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    many = _filled(passing, relevant)
    others = [t for t in _strangers(settings, texts, draw) if not gate.judge(t.title, t.text).worth_parsing]
    wanted = round(stream * share)
    mixed = [*_filled(passing, wanted), *_filled(others, stream - wanted)]
    draw.shuffle(mixed)

    _plainly(plain, passing[:8])  # warm both up
    _as_service(gate, ours, passing[:8])
    times: dict[str, list[float]] = {}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        for name, batch in (("relevant", many), ("stream", mixed)):
            plainly = ours_too = 0.0
            for at in range(0, len(batch), _CHUNK):  # turn about, so that both meet the same machine
                chunk = batch[at : at + _CHUNK]
                plainly += _timed(partial(_plainly, plain, chunk))
                ours_too += _timed(partial(_as_service, gate, ours, chunk))
            times.setdefault(f"{name}_plain", []).append(plainly)
            times.setdefault(f"{name}_ours", []).append(ours_too)
    medians = {name: statistics.median(values) for name, values in times.items()}
    gate_time = _timed(lambda: [gate.judge(t.title, t.text) for t in mixed]) / len(mixed)

    progress("F1 with and without the gate")
    everything = bootstrap.extractor(settings, parse_all=True)
    return Figures(
        relevant_articles=len(many),
        relevant_words=_words(many),
        relevant_plain=medians["relevant_plain"],
        relevant_ours=medians["relevant_ours"],
        relevant_ratio=medians["relevant_plain"] / medians["relevant_ours"],
        stream_articles=len(mixed),
        stream_words=_words(mixed),
        stream_share=sum(gate.judge(t.title, t.text).worth_parsing for t in mixed) / len(mixed),
        stream_plain=medians["stream_plain"],
        stream_ours=medians["stream_ours"],
        stream_ratio=medians["stream_plain"] / medians["stream_ours"],
        gate_microseconds=gate_time * 1e6,
        f1=_f1(gold, gate, ours),
        f1_parsing_everything=_f1(gold, None, everything),
        rounds=rounds,
    )


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _plainly(nlp: Any, texts: Sequence[Text]) -> int:
    return sum(len(doc) for doc in nlp.pipe(f"{t.title}\n\n{t.text}" for t in texts))


def _as_service(gate: Gate, extractor: Extractor, texts: Sequence[Text]) -> int:
    passing = (t for t in texts if gate.judge(t.title, t.text).worth_parsing)
    return sum(len(reading.events) for reading in extractor.read(passing))


def _f1(gold: Sequence[GoldArticle], gate: Gate | None, extractor: Extractor) -> float:
    texts = [Text.of(a) for a in gold if gate is None or gate.judge(a.title, a.text).worth_parsing]
    said = {r.article_id: Predicted.of(r) for r in extractor.read(texts)}
    scores = [score_article(a, said.get(a.id)) for a in gold]
    return total(scores, lambda s: s.levels["full"]).f1


def _filled(texts: Sequence[Text], count: int) -> list[Text]:
    """`count` texts, the given ones again and again."""
    return [texts[i % len(texts)] for i in range(count)]


def _words(texts: Sequence[Text]) -> int:
    return sum(len(t.title.split()) + len(t.text.split()) for t in texts)


def _strangers(settings: Settings, texts: Sequence[Text], draw: random.Random) -> Iterator[Text]:
    """The texts with every watched name exchanged for one that nobody watches."""
    watched = frozenset(load_watch(settings.config_dir).countries)
    gazetteer = load_gazetteer(settings.config_dir, with_cities=False)
    matcher = Matcher(gazetteer, surnames=True)
    for text in texts:
        yield Text(
            article_id=f"{text.article_id}-stranger",
            title=_exchanged(text.title, matcher, watched, draw),
            text=_exchanged(text.text, matcher, watched, draw),
            published=text.published,
            language=text.language,
            outlet=text.outlet,
        )


def _exchanged(text: str, matcher: Matcher, watched: frozenset[str], draw: random.Random) -> str:
    parts: list[str] = []
    at = 0
    for match in matcher.find(text):
        if watched & _stands_for(match):
            parts += [text[at : match.start], draw.choice(_STAND_INS.get(match.kind, ("the sea",)))]
            at = match.end
    return "".join([*parts, text[at:]])


def _stands_for(match: Match) -> set[str]:
    named = {match.country} if match.country else set()
    return named | {c for e in match.entries if not isinstance(e, Trap) for c in country_of(e)}
