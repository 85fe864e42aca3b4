"""The digest of the gold articles and floors, and the only way to renew it.

`python -m tests.quality.digest` prints it; with `--write ["why a floor was lowered"]` it puts it into
docs/quality.md, together with the table of floors. It refuses to lower a floor without a reason, and the
reason stays in floors.json.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
GOLD = HERE / "gold"
PAGE = HERE.parents[1] / "docs" / "quality.md"
_TABLE = re.compile(r"(<!-- floors -->\n).*?(\n<!-- /floors -->)", re.DOTALL)


def floors() -> dict[str, dict[str, float]]:
    """File name → figure → floor."""
    return {name: f for name, f in _read().items() if name.endswith(".jsonl")}


def lowered() -> list[dict[str, Any]]:
    """Every floor that was ever lowered, and why."""
    return list(_read()["lowered"])


def digest() -> str:
    """SHA-256 over the floors and every gold file."""
    found = hashlib.sha256()
    for path in (FLOORS, *sorted(GOLD.glob("*.jsonl"))):
        data = path.read_bytes()
        found.update(f"{path.name} {len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()


def table() -> str:
    """What docs/quality.md shows between its marks."""
    rows = [
        "| gold articles | figure | floor |",
        "| --- | --- | --- |",
        *(
            f"| `{name}` | {figure} | {floor:.2f} |"
            for name, at in floors().items()
            for figure, floor in at.items()
        ),
    ]
    rows += [
        f"\nLowered on record: {r['file']} {r['figure']} from {r['from']} to {r['to']}: {r['why']}."
        for r in lowered()
    ]
    return "\n".join(rows) + f"\n\ndigest: `{digest()}`"


def shown() -> str:
    """What stands there now."""
    found = _TABLE.search(PAGE.read_text(encoding="utf-8"))
    return found[0].removeprefix("<!-- floors -->\n").removesuffix("\n<!-- /floors -->") if found else ""


def write(why: str | None) -> None:
    """Renew table and digest; a lowered floor needs a reason."""
    before = {
        (row[0], row[1]): float(row[2])
        for row in re.findall(r"^\| `([^`]+)` \| (.+?) \| ([\d.]+) \|$", shown(), re.MULTILINE)
    }
    now = {(name, figure): floor for name, at in floors().items() for figure, floor in at.items()}
    worse = {key: (old, now.get(key, 0.0)) for key, old in before.items() if now.get(key, 0.0) < old}
    if worse and not why:
        raise SystemExit(
            f"floors would be lowered: {worse}; give the reason as argument, it is kept on record"
        )
    if worse:
        data = _read()
        data["lowered"] += [
            {"file": f, "figure": g, "from": old, "to": new, "why": why}
            for (f, g), (old, new) in worse.items()
        ]
        FLOORS.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda m: m[1] + table() + m[2], page), encoding="utf-8")


def _read() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return data


if __name__ == "__main__":
    if "--write" in sys.argv:
        write(" ".join(sys.argv[sys.argv.index("--write") + 1 :]) or None)
    sys.stdout.write(digest() + "\n")
