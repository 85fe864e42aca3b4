"""The page on routes names every label, every key and every reason, and no others."""

import re
from pathlib import Path

import pytest

from config.routes import RoutesFile
from pipeline.alerts.alert import Reason
from pipeline.alerts.labels import LABELS

PAGE = (Path(__file__).parents[3] / "docs/reference/routes.md").read_text(encoding="utf-8")


def table(after: str) -> set[str]:
    """The names in the first column of the table that follows a heading."""
    rows = PAGE.split(after, 1)[1].split("\n## ", 1)[0].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_labels() -> None:
    assert table("## Labels and matchers") == set(LABELS)


@pytest.mark.parametrize(
    ("heading", "field"), [("## alerts", "alerts"), ("## route\n", "route"), ("## notices", "notices")]
)
def test_keys(heading: str, field: str) -> None:
    model = RoutesFile.model_fields[field].annotation
    assert model is not None
    names = {f.alias or name for name, f in model.model_fields.items()}  # type: ignore[attr-defined]
    reasons = {r.value for r in Reason} if field == "alerts" else set()
    assert table(heading) == names | reasons
