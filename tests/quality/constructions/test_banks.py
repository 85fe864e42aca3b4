"""Banks of short texts: the many ways in which newsrooms tell one kind of event, each in a sentence or three.

A bank has a text a line, with the codes `type countries status` (in banks about visits followed by
`from>to`) of every focus event of two or more watched states in it. Texts without codes are figures of
speech, sports, private trips, statements, events of others. A bank is measured on the types that it is
about.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.events.event import FOCUS_TYPES, Event
from pipeline.ports import Extractor, Text

BANKS = [
    ("visits.jsonl", frozenset({"visit"}), 0.86),
    ("journeys.jsonl", frozenset({"visit"}), 0.91),
    ("agreements.jsonl", frozenset({"agreement"}), 0.57),
    ("representation.jsonl", frozenset({"representation"}), 0.58),
    ("talks.jsonl", frozenset({"meeting", "call"}), 0.95),
    ("status.jsonl", frozenset(t.value for t in FOCUS_TYPES), 0.95),
]
"""File, the types it is about, and the least F1 over its codes."""


def _code(event: Event, *, directed: bool) -> str:
    code = f"{event.type.value} {'-'.join(event.countries)} {event.status.value}"
    visit = directed and event.type.value == "visit"
    return f"{code} {event.origin}>{event.destination}" if visit else code


@pytest.mark.slow
@pytest.mark.parametrize(("name", "types", "floor"), BANKS, ids=[name for name, _, _ in BANKS])
def test_events_are_found_however_they_are_told(
    extractor: Extractor, name: str, types: frozenset[str], floor: float
) -> None:
    path = Path(__file__).with_name(name)
    bank = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [
        Text(
            article_id=b["id"],
            title="",
            text=b["text"],
            published=datetime.fromisoformat(b["published"]).replace(tzinfo=UTC),
        )
        for b in bank
    ]
    directed = any(">" in code for b in bank for code in b["codes"])
    right = wrong = missed = 0
    faults: list[str] = []
    for told, reading in zip(bank, extractor.read(texts), strict=True):
        found = Counter(
            _code(e, directed=directed) for e in reading.events if e.type.value in types and e.in_scope
        )
        want = Counter(c for c in told["codes"] if c.split()[0] in types)
        right += sum((found & want).values())
        missed += sum((want - found).values())
        wrong += sum((found - want).values())
        if found != want:
            faults.append(f"{told['id']}: {dict(found)} instead of {dict(want)}")
    f1 = 2 * right / (2 * right + wrong + missed)
    assert f1 >= floor, f"F1 {f1:.3f}\n" + "\n".join(faults)
