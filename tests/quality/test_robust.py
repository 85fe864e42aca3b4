"""Whatever a text looks like: no exception, no event out of noise, time linear in its length."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.events.event import Reading
from pipeline.ports import Extractor, Gate, Text

GOLD = Path(__file__).parent / "gold" / "dev.jsonl"
WHEN = datetime(2024, 5, 15, 12, tzinfo=UTC)
NEWS = "Israeli Foreign Minister Eli Cohen met Azerbaijani President Ilham Aliyev in Baku on Wednesday."
NOISE = [
    "",
    "   \n\n\t  ",
    "Baku Tehran Jerusalem Iran Israel Azerbaijan",
    "Iran Israel " * 2000,
    "visit meeting agreement Baku Tehran",
    "!!! ??? ... --- ***",
    "\x00\x01\x02 \ufffd \ud7ff",
    "<p>Iran</p><script>alert('Israel')</script>",
    "🇮🇱🇦🇿🇮🇷 " * 50,
    "In Baku he met a minister",
    "Iran's foreign ministry",
]
WORDS = [
    NEWS,
    "Iran",
    "Baku",
    "visit",
    "“",
    "(",
    "\n\n",
    ".",
    " ",
    "minister",
    "foreign",
    "ministry",
    "the",
    "his",
]
WORDS += [
    "met",
    "signed",
    "agreement",
    "on Monday",
    "counterpart",
    "delegation",
    "President",
    "said",
    "two sides",
]
SCRIPTS = {
    "Cyrillic": "Министр иностранных дел Ирана прибыл в Баку и встретился с президентом Азербайджана.",
    "Arabic": "وزیر امور خارجه ایران وارد باکو شد و با رئیس جمهور آذربایجان دیدار کرد.",
    "Hebrew": "שר החוץ של ישראל הגיע לבאקו ונפגש עם נשיא אזרבייג'ן.",
    "Latin": "İranın xarici işlər naziri Bakıya səfər edib və Azərbaycan prezidenti ilə görüşüb.",
    "Georgian": "ირანის საგარეო საქმეთა მინისტრი ბაქოში ჩავიდა.",
    "Armenian": "Իրանի արտգործնախարարը ժամանել է Բաքու։",
}


def _text(text: str, title: str = "", language: str = "en") -> Text:
    return Text(article_id="x", title=title, text=text, published=WHEN, language=language)


def _read(extractor: Extractor, *texts: Text) -> list[Reading]:
    return list(extractor.read(texts))


@pytest.mark.slow
@pytest.mark.parametrize("noise", NOISE, ids=[repr(n[:20]) for n in NOISE])
def test_noise_gives_no_event(noise: str, extractor: Extractor) -> None:
    for reading in _read(extractor, _text(noise), _text("", title=noise), _text(noise, title=noise)):
        assert reading.events == ()
        assert not reading.relevant


@pytest.mark.slow
@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_other_scripts_pass_the_gate_or_not_but_give_no_event(
    script: str, extractor: Extractor, gate: Gate
) -> None:
    gate.judge("", SCRIPTS[script])
    assert _read(extractor, _text(SCRIPTS[script] * 20))[0].events == ()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["as it is", "no full stop", "one line", "title only", "wrapped"])
def test_the_same_news_in_other_dress(change: str, extractor: Extractor) -> None:
    text = {
        "as it is": _text(NEWS),
        "no full stop": _text(NEWS.rstrip(".")),
        "one line": _text(NEWS + " " + NEWS),
        "title only": _text("", title=NEWS.rstrip(".")),
        "wrapped": _text(NEWS.replace(" met ", " met\n")),
    }[change]
    reading = _read(extractor, text)[0]
    assert reading.relevant
    assert any(e.type == "meeting" and e.countries == ("AZE", "ISR") for e in reading.events)


@pytest.mark.slow
def test_capitals_do_no_harm(extractor: Extractor) -> None:
    texts = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()][:12]
    for reading in _read(extractor, *(_text(t["text"].upper(), t["title"].upper()) for t in texts)):
        assert reading.article_id == "x"


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(WORDS) | st.text(max_size=20),
        max_size=25,
    )
)
def test_any_text_can_be_read_and_evidence_is_exact(extractor: Extractor, parts: list[str]) -> None:
    text = " ".join(parts)
    for event in _read(extractor, _text(text, title=text[:60]))[0].events:
        assert event.evidence
        for span in event.evidence:
            source = text if span.field == "text" else text[:60]
            assert source[span.start : span.end] == span.text


@pytest.mark.slow
def test_time_is_linear_in_length(extractor: Extractor) -> None:
    body = (NEWS + " The two sides spoke about trade, transport and the climate of their region.\n\n") * 40

    def seconds(times: int) -> float:
        begin = time.perf_counter()
        _read(extractor, _text(body * times))
        return time.perf_counter() - begin

    seconds(1)
    short, long = seconds(2), seconds(16)
    assert long / short < 8 * 3, (short, long)
