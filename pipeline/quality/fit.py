"""Fit the weights of confidence to gold articles: ridge logistic regression by Newton's method."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.events.confidence import Confidence


@dataclass(frozen=True, slots=True)
class Example:
    """One predicted event: its article, features, first score and whether it is right."""

    article: str
    features: Mapping[str, float]
    first: float
    right: bool


def fit(examples: Sequence[Example], *, ridge: float = 4.0, least: int = 8) -> Confidence:
    """Weights for the features that at least `least` examples have.

    `ridge` is the penalty on each squared weight: a weight grows only where many events bear it out.
    """
    if not examples:
        return Confidence(0.0, {})
    seen: dict[str, int] = {}
    for example in examples:
        for name, value in example.features.items():
            seen[name] = seen.get(name, 0) + (value != 0)
    names = sorted(n for n, count in seen.items() if least <= count)
    matrix = np.array([[1.0, *(e.features.get(n, 0.0) for n in names)] for e in examples])
    wanted = np.array([float(e.right) for e in examples])
    weights = np.zeros(matrix.shape[1])
    penalty = np.diag([1e-6, *([ridge] * len(names))])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (guess - wanted) + penalty @ weights
        curve = (matrix * (guess * (1 - guess))[:, None]).T @ matrix + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return Confidence(float(weights[0]), {n: float(w) for n, w in zip(names, weights[1:], strict=True)})


def held_back(
    examples: Sequence[Example], *, folds: int = 10, seed: int = 20230419, ridge: float = 4.0
) -> list[tuple[float, bool]]:
    """(confidence, right) of every example, each by weights fitted without any event of its article."""
    articles = sorted({e.article for e in examples})
    random.Random(seed).shuffle(articles)  # noqa: S311  # folds, not a secret
    fold = {article: i % folds for i, article in enumerate(articles)}
    found: list[tuple[float, bool]] = []
    for number in range(folds):
        learnt = fit([e for e in examples if fold[e.article] != number], ridge=ridge)
        found += [(learnt.score(e.features), e.right) for e in examples if fold[e.article] == number]
    return found
