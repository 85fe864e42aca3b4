"""Agreements without a paper in their words, papers that await signing, and what looks like them."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.events.frames.reading import Reader

CASES = (
    ("Iran and Azerbaijan agreed to build a bridge over the Aras.", ["AZE-IRN occurred"]),
    ("Iran has agreed to build a railway bridge at Astara with Azerbaijan.", ["AZE-IRN occurred"]),
    ("Azerbaijan and Iran agreed on the construction of a bridge over the Aras.", ["AZE-IRN occurred"]),
    ("Iran and Azerbaijan agreed to exchange views on the bridge.", []),
    ("Iran and Azerbaijan agreed to create a better climate.", []),
    ("Iran agreed to build a bridge.", []),
    ("A memorandum between Azerbaijan and Israel is ready for signing.", ["AZE-ISR planned"]),
)


@pytest.mark.parametrize(("text", "codes"), CASES, ids=[text for text, _ in CASES])
def test_what_is_agreed_without_a_paper(reader: Reader, text: str, codes: list[str]) -> None:
    assert reader.codes(text, "agreement") == codes


def test_reasons_quote_the_text_and_not_what_stands_in_for_names(reader: Reader) -> None:
    reasons = [
        r
        for e in reader.events("Israeli Foreign Minister Eli Cohen in Baku for talks with Jeyhun Bayramov.")
        for r in e.reasons
    ]
    assert any("Eli Cohen" in r for r in reasons)
