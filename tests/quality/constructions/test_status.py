"""How real an event is told to be: due, dropped, enacted, invited to, long past, counted since.

`status.jsonl` has a text a line, with the codes `type countries status` of every focus event of two or more
watched states in it.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.events.event import FOCUS_TYPES
from pipeline.ports import Extractor, Text

BANK = [
    json.loads(line)
    for line in Path(__file__).with_name("status.jsonl").read_text(encoding="utf-8").splitlines()
]
FLOOR = 0.95
"""Share of the texts whose codes are found exactly."""


@pytest.mark.slow
def test_status_is_told_from_tense_words_and_dates(extractor: Extractor) -> None:
    texts = [
        Text(
            article_id=b["id"],
            title="",
            text=b["text"],
            published=datetime.fromisoformat(b["published"]).replace(tzinfo=UTC),
        )
        for b in BANK
    ]
    faults = []
    for told, reading in zip(BANK, extractor.read(texts), strict=True):
        found = Counter(
            f"{e.type.value} {'-'.join(e.countries)} {e.status.value}"
            for e in reading.events
            if e.type in FOCUS_TYPES and e.in_scope
        )
        if found != Counter(told["codes"]):
            faults.append(f"{told['id']}: {dict(found)} instead of {told['codes']}")
    assert 1 - len(faults) / len(BANK) >= FLOOR, "\n".join(faults)
