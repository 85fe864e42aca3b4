"""Whether confidence means what it says: reliability, and fitting scores to shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.quality.score import ArticleScore


@dataclass(frozen=True, slots=True)
class Bin:
    """Events whose confidence lies in [low, high)."""

    low: float
    high: float
    count: int
    mean: float
    """Mean confidence."""
    right: float
    """Share that matches a gold event fully."""


def outcomes(scores: Sequence[ArticleScore]) -> list[tuple[float, bool]]:
    """(confidence, right) of every scored event that carries a confidence."""
    found = [(float(p["confidence"]), True) for s in scores for _, p in s.matched if "confidence" in p]
    found += [(float(p["confidence"]), False) for s in scores for p in s.false if "confidence" in p]
    return found


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Bins of equal width that hold any event."""
    table = []
    for n in range(bins):
        low, high = n / bins, (n + 1) / bins
        inside = [(c, ok) for c, ok in pairs if low <= c < high or (n == bins - 1 and c == 1.0)]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            right = sum(ok for _, ok in inside) / len(inside)
            table.append(Bin(low, high, len(inside), mean, right))
    return table


def calibration_error(table: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean gap, weighted by events."""
    count = sum(b.count for b in table)
    return sum(b.count * abs(b.mean - b.right) for b in table) / count if count else 0.0


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean squared error of the confidence (Brier 1950)."""
    return sum((c - ok) ** 2 for c, ok in pairs) / len(pairs) if pairs else 0.0


def log_loss(pairs: Sequence[tuple[float, bool]]) -> float:
    tiny = 1e-6
    return -sum(math.log(max(tiny, c if ok else 1 - c)) for c, ok in pairs) / len(pairs) if pairs else 0.0
