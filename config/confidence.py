"""`confidence.yaml`: the weights of confidence, as `araxes calibrate` fits them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from config.load import Strict, read_yaml
from pipeline.events.confidence import Confidence


class ConfidenceFile(Strict):
    bias: float
    weights: dict[str, float] = Field(default_factory=dict)


def load_confidence(folder: Path) -> Confidence:
    """Read `confidence.yaml` of a configuration folder."""
    file = read_yaml(folder / "confidence.yaml", ConfidenceFile)
    return Confidence(file.bias, file.weights)


def write_confidence(path: Path, confidence: Confidence, about: str) -> None:
    """Write the weights, largest first, with a comment on where they come from."""
    lines = [
        "# How sure a reading is: a logistic regression; see pipeline/events/confidence.py.",
        "# Written by `araxes calibrate --write`; not meant to be edited by hand.",
        f"# {about}",
        f"bias: {confidence.bias:.4f}",
        "weights:",
        *(
            f'  "{name}": {weight:.4f}'
            for name, weight in sorted(confidence.weights.items(), key=lambda w: (-abs(w[1]), w[0]))
        ),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
