"""`araxes evaluate`: how right the readings are on gold articles, and what exactly is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from config.settings import load_settings
from pipeline.ports import Extractor, Text
from pipeline.quality.calibration import brier, calibration_error, outcomes, reliability
from pipeline.quality.gold import GoldArticle, Predicted, Row, read_gold, read_predicted
from pipeline.quality.score import (
    LEVELS,
    ArticleScore,
    Counts,
    bcubed,
    confusion,
    fold,
    incident_labels,
    interval,
    score_article,
    total,
    total_fields,
)

PACKAGED_GOLD = Path(__file__).parents[2] / "tests" / "quality" / "gold" / "dev.jsonl"


class By(StrEnum):
    """How `--by` splits the figures."""

    TYPE = "type"
    STATUS = "status"
    OUTLET = "outlet"
    CATEGORY = "category"


def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Gold articles, one a line (docs/guidelines.md).")
    ] = PACKAGED_GOLD,
    predicted: Annotated[
        Path | None, typer.Option(help="Score this file of predictions instead of reading the articles.")
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Print each miss and false hit with its reason.")
    ] = False,
    by: Annotated[By | None, typer.Option(help="Split the figures.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    samples: Annotated[int, typer.Option(min=0, help="Bootstrap samples; 0: no intervals.")] = 1000,
) -> None:
    """Score the reading of gold articles, with 95 % bootstrap intervals.

    Prints the scores of docs/guidelines.md, confusion tables of types and of status and the reliability of
    confidence. With --errors also each miss and false hit, its sentence and what the extractor thought.
    """
    articles = read_gold(gold)
    if predicted is not None:
        said: dict[str, Predicted] = read_predicted(predicted)
        thoughts: dict[str, Sequence[Row]] = {}
    else:
        from workers.bootstrap import extractor

        said, thoughts = read_all(extractor(load_settings()), articles)
    scores = [score_article(a, said.get(a.id)) for a in articles]
    if as_json:
        for row in figures(articles, scores, by, samples):
            typer.echo(json.dumps(row, ensure_ascii=False))
        if errors:
            for row in faults(articles, scores, thoughts):
                typer.echo(json.dumps(row, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(f"{len(articles)} articles of {gold.name}, {sum(s.id in said for s in scores)} with output")
    _print_figures(console, figures(articles, scores, by, samples))
    for name in ("type", "status"):
        _print_confusion(console, name, scores)
    _print_reliability(console, scores)
    if errors:
        _print_faults(console, faults(articles, scores, thoughts))


def read_all(
    extractor: Extractor, articles: Sequence[GoldArticle]
) -> tuple[dict[str, Predicted], dict[str, Sequence[Row]]]:
    """Predictions by article, and the candidates that the extractor turned down."""
    said: dict[str, Predicted] = {}
    thoughts: dict[str, Sequence[Row]] = {}
    for reading in extractor.read([Text.of(a) for a in articles]):
        rows = tuple({**e.to_gold(), "reasons": list(e.reasons)} for e in reading.events)
        said[reading.article_id] = Predicted(reading.article_id, reading.relevant, rows)
        thoughts[reading.article_id] = tuple(
            {"text": c.text, "start": c.start, "end": c.end, "type": c.type.value, "reason": c.reason}
            for c in reading.candidates
        ) or ({"text": "", "start": 0, "end": 0, "type": "", "reason": reading.reason},)
    return said, thoughts


# ------------------------------------------------------------ figures


def figures(
    articles: Sequence[GoldArticle], scores: Sequence[ArticleScore], by: By | None, samples: int
) -> list[dict[str, Any]]:
    """One row per figure: name, precision, recall, F1 with interval and counts, or right and asked."""
    rows = [
        _row("relevance", scores, lambda s: s.relevance, samples),
        *(_row(f"events ({at})", scores, _at_level(at), samples) for at in LEVELS),
        _row("news (full, no background)", scores, lambda s: s.news, samples),
        _row("participants", scores, lambda s: s.participants, samples),
    ]
    for name, (right, asked) in total_fields(scores).items():
        rows.append({"figure": name, "right": right, "asked": asked, "share": round(right / asked, 4)})
    labels = incident_labels(scores)
    if labels:
        precision, recall, f1 = bcubed(labels)
        rows.append(
            {
                "figure": "joining (B³)",
                "precision": precision,
                "recall": recall,
                "f1": f1,
                "events": len(labels),
            }
        )
    pairs = outcomes(scores)
    if pairs:
        rows.append(
            {
                "figure": "confidence",
                "calibration_error": round(calibration_error(reliability(pairs)), 4),
                "brier": round(brier(pairs), 4),
                "events": len(pairs),
            }
        )
    if by is not None:
        rows += _split(articles, scores, by)
    return rows


def _row(
    name: str, scores: Sequence[ArticleScore], of: Callable[[ArticleScore], Counts], samples: int
) -> dict[str, Any]:
    counts = total(scores, of)
    row: dict[str, Any] = {"figure": name, **_prf(counts)}
    if samples:
        low, high = interval(scores, lambda some: total(some, of).f1, samples=samples)
        row["f1_low"], row["f1_high"] = round(low, 4), round(high, 4)
    return row


def _at_level(level: str) -> Callable[[ArticleScore], Counts]:
    return lambda score: score.levels[level]


def _prf(counts: Counts) -> dict[str, Any]:
    return {
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
    }


def _split(articles: Sequence[GoldArticle], scores: Sequence[ArticleScore], by: By) -> list[dict[str, Any]]:
    groups: dict[str, Counts] = {}
    for article, score in zip(articles, scores, strict=True):
        if by is By.OUTLET:
            parts = {article.outlet: score.levels["full"]}
        elif by is By.CATEGORY:
            parts = _by_category(score)
        else:
            parts = dict(score.by_type if by is By.TYPE else score.by_status)
        for name, counts in parts.items():
            groups[name] = groups.get(name, Counts()) + counts
    return [{"figure": f"{by}: {name}", **_prf(counts)} for name, counts in sorted(groups.items())]


def _by_category(score: ArticleScore) -> dict[str, Counts]:
    """By PLOVER event type: CONSULT (visit, meeting, call), AGREE, COOPERATE."""
    of = {"visit": "CONSULT", "meeting": "CONSULT", "call": "CONSULT", "agreement": "AGREE"}
    groups: dict[str, Counts] = {}
    for name, counts in score.by_type.items():
        group = of.get(name, "COOPERATE")
        groups[group] = groups.get(group, Counts()) + counts
    return groups


# ------------------------------------------------------------ faults


def faults(
    articles: Sequence[GoldArticle], scores: Sequence[ArticleScore], thoughts: dict[str, Sequence[Row]]
) -> list[dict[str, Any]]:
    """Each miss and false hit with its sentence and what the extractor thought of it."""
    rows = []
    for article, score in zip(articles, scores, strict=True):
        for event in score.missed:
            evidence = (event.get("evidence") or [""])[0]
            rows.append(
                {
                    "fault": "miss",
                    "article": article.id,
                    **_shown(event),
                    "sentence": evidence,
                    "why": _thought(article, event, score, thoughts.get(article.id, ())),
                }
            )
        for event in score.false:
            rows.append(
                {
                    "fault": "false",
                    "article": article.id,
                    **_shown(event),
                    "sentence": (event.get("evidence") or [""])[0],
                    "why": "; ".join(event.get("reasons") or ()),
                }
            )
        for gold, given in score.matched:
            wrong = [
                f"{name}: {given.get(name)} for {gold[name]}"
                for name in ("place", "date_start", "from", "to")
                if gold.get(name) is not None and fold(gold[name]) != fold(given.get(name))
            ]
            if wrong:
                rows.append(
                    {
                        "fault": "detail",
                        "article": article.id,
                        **_shown(gold),
                        "sentence": (gold.get("evidence") or [""])[0],
                        "why": "; ".join(wrong),
                    }
                )
    return rows


def _shown(event: Row) -> dict[str, Any]:
    return {
        "type": event.get("type"),
        "status": event.get("status"),
        "countries": sorted(event.get("countries") or ()),
        "participants": [p.get("name") for p in event.get("participants") or ()],
    }


def _thought(article: GoldArticle, event: Row, score: ArticleScore, candidates: Sequence[Row]) -> str:
    """Candidates and false events that lie in the sentences of a missed event."""
    spans = []
    for evidence in event.get("evidence") or ():
        at = article.text.find(evidence)
        if at >= 0:
            spans.append((at, at + len(evidence)))
    told = [
        f"{c['type']} {c['text']!r}: {c['reason']}"
        for c in candidates
        if any(c["start"] < end and start < c["end"] for start, end in spans)
    ]
    for other in score.false:
        shared = any(
            one in two or two in one
            for one in event.get("evidence") or ()
            for two in other.get("evidence") or ()
        )
        if shared:
            told.append(f"read as {other['type']} {other['status']} {'-'.join(other['countries'])}")
    return "; ".join(told) or "no trigger was seen there"


# ------------------------------------------------------------ printing


def _print_figures(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    table = Table("figure", "P", "R", "F1", "95 %", "tp", "fp", "fn", box=None, pad_edge=False)
    for row in rows:
        if "tp" in row:
            bounds = f"{row['f1_low']:.3f}–{row['f1_high']:.3f}" if "f1_low" in row else ""
            table.add_row(
                row["figure"],
                *(f"{row[k]:.3f}" for k in ("precision", "recall", "f1")),
                bounds,
                *(str(row[k]) for k in ("tp", "fp", "fn")),
            )
        elif "share" in row:
            table.add_row(
                f"  {row['figure']} of matched",
                "",
                "",
                f"{row['share']:.3f}",
                "",
                f"{row['right']}",
                "",
                f"{row['asked'] - row['right']}",
            )
        elif "f1" in row:
            table.add_row(row["figure"], *(f"{row[k]:.3f}" for k in ("precision", "recall", "f1")))
    console.print(table)


def _print_confusion(console: Console, name: str, scores: Sequence[ArticleScore]) -> None:
    found = confusion(scores, name)
    if not found:
        return
    given = sorted({p for _, p in found})
    table = Table(f"{name}: gold ↓ read as →", *given, box=None, pad_edge=False)
    for wanted in sorted({g for g, _ in found}):
        table.add_row(wanted, *(str(found[wanted, p] or "") for p in given))
    console.print()
    console.print(table)


def _print_reliability(console: Console, scores: Sequence[ArticleScore]) -> None:
    pairs = outcomes(scores)
    if not pairs:
        return
    bins = reliability(pairs)
    table = Table("confidence", "events", "mean", "right", box=None, pad_edge=False)
    for one in bins:
        table.add_row(f"{one.low:.1f}–{one.high:.1f}", str(one.count), f"{one.mean:.2f}", f"{one.right:.2f}")
    console.print()
    console.print(table)
    console.print(f"expected calibration error {calibration_error(bins):.3f}, Brier score {brier(pairs):.3f}")


def _print_faults(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    console.print()
    for row in rows:
        who = f" ({', '.join(str(p) for p in row['participants'])})" if row["participants"] else ""
        console.print(
            f"[bold]{row['fault']:<6}[/bold] {row['article']} {row['type']} {row['status']} "
            f"{'-'.join(row['countries'])}{who}",
            markup=True,
        )
        console.print(f"       “{row['sentence'][:240]}”", markup=False)
        console.print(f"       {row['why']}", markup=False, style="dim")
