"""The many ways in which newsrooms report a meeting or a call, told in a sentence or three.

`talks.jsonl` has a text a line, with the codes `type countries status` of every meeting and call of two or
more watched states in it; texts without codes are figures of speech, sports, statements, talks of others.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.ports import Extractor, Text

BANK = [
    json.loads(line)
    for line in Path(__file__).with_name("talks.jsonl").read_text(encoding="utf-8").splitlines()
]
FLOOR = 0.95
"""F1 over all codes of the bank."""


@pytest.mark.slow
def test_talks_are_found_however_they_are_told(extractor: Extractor) -> None:
    texts = [
        Text(
            article_id=b["id"],
            title="",
            text=b["text"],
            published=datetime.fromisoformat(b["published"]).replace(tzinfo=UTC),
        )
        for b in BANK
    ]
    right = wrong = missed = 0
    faults: list[str] = []
    for told, reading in zip(BANK, extractor.read(texts), strict=True):
        found = Counter(
            f"{e.type.value} {'-'.join(e.countries)} {e.status.value}"
            for e in reading.events
            if e.type.value in ("meeting", "call") and e.in_scope
        )
        want = Counter(told["codes"])
        right += sum((found & want).values())
        missed += sum((want - found).values())
        wrong += sum((found - want).values())
        if found != want:
            faults.append(f"{told['id']}: {dict(found)} instead of {told['codes']}")
    f1 = 2 * right / (2 * right + wrong + missed)
    assert f1 >= FLOOR, f"F1 {f1:.3f}\n" + "\n".join(faults)
