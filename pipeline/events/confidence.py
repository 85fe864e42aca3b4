"""How sure a reading is: the share of such events that are right, learnt from gold articles.

A logistic regression over what an event itself shows. The weights are data (`config/confidence.yaml`), fitted
by `araxes calibrate`; features that stand in the file only count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.events.event import Event

_TINY = 0.02
_LONG = 250
"""Characters; a sentence beyond it is hard to parse."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights by feature; `bias` is the weight of an event with none."""

    bias: float
    weights: Mapping[str, float]

    def score(self, found: Mapping[str, float]) -> float:
        """0.02 to 0.98, for no reading is certain."""
        total = self.bias + sum(self.weights.get(name, 0.0) * x for name, x in found.items())
        return min(1 - _TINY, max(_TINY, 1 / (1 + math.exp(-total))))

    def of(self, event: Event) -> float:
        return self.score(features(event))

    def applied(self, event: Event) -> Event:
        return replace(event, confidence=self.of(event))


def features(event: Event) -> dict[str, float]:
    """What tells likely right from likely wrong events; `event.confidence` is the reader's first score."""
    first = min(1 - _TINY, max(_TINY, event.confidence))
    named = [p for p in event.participants if p.country is not None]
    pattern = event.reasons[0].split(":")[0] if event.reasons else ""
    found = {
        "first score": math.log(first / (1 - first)),
        f"type {event.type.value}": 1.0,
        f"status {event.status.value}": 1.0,
        "told more than once": float(len(event.evidence) > 1),
        "told in the title": float(any(e.field == "title" for e in event.evidence)),
        "nobody named": float(not event.participants),
        "both sides named": float(len({p.country for p in named}) > 1),
        "place known": float(event.place is not None),
        "day known": float(event.date_start is not None),
        "three states or more": float(len(event.countries) > 2),
        "long evidence": float(max((len(e.text) for e in event.evidence), default=0) > _LONG),
    }
    if pattern:
        found[f"pattern {pattern}"] = 1.0
    return found
