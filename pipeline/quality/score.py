"""Scores of predicted against gold events, as `docs/guidelines.md` (Scoring) defines them."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.events.event import Status
from pipeline.quality.gold import GoldArticle, Predicted, Row, focus

LEVELS = ("full", "type+countries", "type+status", "type")
TRIO = frozenset({"AZE", "ISR", "IRN"})


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """All that one article adds to the figures; figures of a set are sums over its articles."""

    id: str
    relevance: Counts
    levels: Mapping[str, Counts]
    by_type: Mapping[str, Counts]
    by_status: Mapping[str, Counts]
    news: Counts
    matched: tuple[tuple[Row, Row], ...]
    """Pairs (gold, predicted) with equal type, status and countries."""
    missed: tuple[Row, ...]
    false: tuple[Row, ...]
    fields: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """place, date_start, from, to → (right, asked)."""
    participants: Counts = Counts()


def fold(text: str | None) -> str:
    """Lower-case letters, digits and blanks without accents."""
    decomposed = unicodedata.normalize("NFKD", text or "").replace("ə", "a").replace("Ə", "A")
    return "".join(c for c in decomposed if c.isalnum() or c == " ").casefold().strip()


def surname(name: str) -> str:
    parts = fold(name).split()
    return parts[-1] if parts else ""


def surnames(event: Row) -> set[str]:
    return {surname(p["name"]) for p in event.get("participants") or () if p.get("name")}


def key(event: Row, level: str = "full") -> tuple[object, ...]:
    """What must be equal for two events to match at a level."""
    countries = tuple(sorted(event.get("countries") or ()))
    kind, status = event.get("type"), event.get("status")
    return {
        "full": (kind, status, countries),
        "type+countries": (kind, countries),
        "type+status": (kind, status),
        "type": (kind,),
    }[level]


def alike(gold: Row, predicted: Row) -> int:
    """How many attributes two matching events share; pairs the likelier ones first."""
    same_place = fold(gold.get("place")) == fold(predicted.get("place"))
    same_day = gold.get("date_start") == predicted.get("date_start")
    return same_place + same_day + len(surnames(gold) & surnames(predicted))


def pair(gold: Sequence[Row], predicted: Sequence[Row], level: str = "full") -> list[tuple[int, int]]:
    """One-to-one pairs (index in gold, index in predicted) of events with equal keys, most alike first."""
    candidates = sorted(
        (-alike(g, p), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if key(g, level) == key(p, level)
    )
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, i, j in candidates:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


def score_article(
    gold: GoldArticle, predicted: Predicted | None, watched: frozenset[str] = TRIO, min_countries: int = 2
) -> ArticleScore:
    """Score one article; without a prediction everything in it is missed."""
    said = predicted or Predicted(gold.id, False, ())
    wanted, given = (
        focus(gold.events, watched, min_countries),
        focus(said.events, watched, min_countries),
    )
    levels = {}
    for level in LEVELS:
        hits = len(pair(wanted, given, level))
        levels[level] = Counts(hits, len(given) - hits, len(wanted) - hits)
    pairs = pair(wanted, given)
    hit_wanted, hit_given = {i for i, _ in pairs}, {j for _, j in pairs}
    missed = tuple(g for i, g in enumerate(wanted) if i not in hit_wanted)
    false = tuple(p for j, p in enumerate(given) if j not in hit_given)
    matched = tuple((wanted[i], given[j]) for i, j in pairs)
    news_wanted = [g for g in wanted if g.get("status") != Status.BACKGROUND]
    news_given = [p for p in given if p.get("status") != Status.BACKGROUND]
    news_hits = len(pair(news_wanted, news_given))
    asked: dict[str, tuple[int, int]] = {}
    people = Counts()
    for g, p in matched:
        for name in ("place", "date_start", "from", "to"):
            if g.get(name) is not None:
                right, total = asked.get(name, (0, 0))
                asked[name] = (right + (fold(g[name]) == fold(p.get(name))), total + 1)
        gold_names, given_names = surnames(g), surnames(p)
        people += Counts(
            len(gold_names & given_names), len(given_names - gold_names), len(gold_names - given_names)
        )
    return ArticleScore(
        id=gold.id,
        relevance=Counts(
            int(said.relevant and gold.relevant),
            int(said.relevant and not gold.relevant),
            int(gold.relevant and not said.relevant),
        ),
        levels=levels,
        by_type=_split("type", matched, missed, false),
        by_status=_split("status", matched, missed, false),
        news=Counts(news_hits, len(news_given) - news_hits, len(news_wanted) - news_hits),
        matched=matched,
        missed=missed,
        false=false,
        fields=asked,
        participants=people,
    )


def _split(
    name: str, matched: Sequence[tuple[Row, Row]], missed: Sequence[Row], false: Sequence[Row]
) -> dict[str, Counts]:
    tp = Counter(str(g.get(name)) for g, _ in matched)
    fn = Counter(str(g.get(name)) for g in missed)
    fp = Counter(str(p.get(name)) for p in false)
    return {value: Counts(tp[value], fp[value], fn[value]) for value in sorted({*tp, *fn, *fp})}


def total(scores: Sequence[ArticleScore], of: Callable[[ArticleScore], Counts]) -> Counts:
    return sum((of(s) for s in scores), Counts())


def total_fields(scores: Sequence[ArticleScore]) -> dict[str, tuple[int, int]]:
    """place, date_start, from, to → (right, asked) over all matched events."""
    sums: dict[str, tuple[int, int]] = {}
    for score in scores:
        for name, (right, asked) in score.fields.items():
            before = sums.get(name, (0, 0))
            sums[name] = (before[0] + right, before[1] + asked)
    return sums


def interval(
    scores: Sequence[ArticleScore],
    figure: Callable[[Sequence[ArticleScore]], float],
    *,
    samples: int = 1000,
    seed: int = 20230419,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap (Efron and Tibshirani 1993) over articles: events of one are not independent."""
    if not scores:
        return 0.0, 0.0
    draw = random.Random(seed)  # noqa: S311  # resampling, not a secret
    found = sorted(figure(draw.choices(scores, k=len(scores))) for _ in range(samples))
    cut = (1 - level) / 2
    return found[int(cut * samples)], found[min(samples - 1, int((1 - cut) * samples))]


def confusion(scores: Sequence[ArticleScore], name: str) -> Counter[tuple[str, str]]:
    """(gold value, predicted value) → how often, for `type` or `status`.

    Matched events lie on the diagonal. Missed and false events of one article that agree in countries and in
    the other of the two count as confused; what is left counts against `-`.
    """
    other = "status" if name == "type" else "type"
    table: Counter[tuple[str, str]] = Counter()
    for score in scores:
        for g, _ in score.matched:
            table[str(g[name]), str(g[name])] += 1
        left = list(score.false)
        for g in score.missed:
            same = [
                p
                for p in left
                if sorted(p.get("countries") or ()) == sorted(g.get("countries") or ())
                and p.get(other) == g.get(other)
                and p.get(name) != g.get(name)
            ]
            if same:
                best = max(same, key=lambda p: alike(g, p))
                left.remove(best)
                table[str(g[name]), str(best[name])] += 1
            else:
                table[str(g[name]), "-"] += 1
        for p in left:
            table["-", str(p[name])] += 1
    return table


def bcubed(labels: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """B³ precision, recall and F1 of predicted against gold clusters (Bagga and Baldwin 1998).

    `labels` holds (gold incident, predicted incident) of each matched event.
    """
    if not labels:
        return 0.0, 0.0, 0.0
    gold_sizes = Counter(g for g, _ in labels)
    given_sizes = Counter(p for _, p in labels)
    both = Counter(labels)
    precision = sum(both[label] / given_sizes[label[1]] for label in labels) / len(labels)
    recall = sum(both[label] / gold_sizes[label[0]] for label in labels) / len(labels)
    return precision, recall, 2 * precision * recall / (precision + recall)


def incident_labels(scores: Sequence[ArticleScore]) -> list[tuple[str, str]]:
    return [
        (str(g["incident"]), str(p["incident"])) for s in scores for g, p in s.matched if p.get("incident")
    ]


def score_alerts(gold: Sequence[GoldArticle], alerts: Sequence[Row]) -> tuple[Counts, int]:
    """Counts of alerts, and how many of the false ones repeat a right one.

    An alert is right when its article carries a gold event with `alert` and the same type, status and
    countries, and it is the first for that incident and status.
    """
    by_id = {a.id: a for a in gold}
    wanted = {(e["incident"], e["status"]) for a in gold for e in a.events if e["alert"]}
    raised: set[tuple[str, str]] = set()
    wrong = repeats = 0
    for alert in alerts:
        article = by_id.get(str(alert["article"]))
        found = [
            (e["incident"], e["status"])
            for e in (article.events if article else ())
            if e["alert"]
            and e["type"] == alert["type"]
            and e["status"] == alert["status"]
            and sorted(alert["countries"]) == e["countries"]
        ]
        fresh = [f for f in found if f not in raised]
        if fresh:
            raised.add(fresh[0])
        elif found:
            repeats += 1
        else:
            wrong += 1
    return Counts(len(raised), wrong + repeats, len(wanted - raised)), repeats
