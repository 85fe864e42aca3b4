"""The gate: lets every relevant article of the gold set pass, turns away what names too few."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from config.gazetteer import load_gazetteer
from config.settings import PACKAGED
from config.watch import load_watch
from pipeline.relevance.gate import NameGate

GOLD = Path(__file__).parents[3] / "quality" / "gold" / "dev.jsonl"


@cache
def _gate() -> NameGate:
    watch = load_watch(PACKAGED)
    return NameGate(load_gazetteer(PACKAGED, with_cities=False), watch.countries, watch.min_countries)


def test_no_relevant_article_is_lost() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if article["relevant"]:
            verdict = _gate().judge(article["title"], article["text"])
            assert verdict.worth_parsing, (article["id"], verdict.reason)


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        ("Iran envoy back in Baku", "", {"AZE": 1, "IRN": 1}),
        ("Aliyev, Pezeshkian talk by phone", "", {"AZE": 1, "IRN": 1}),
        ("Zionist war minister in the Land of Fire", "the Zionist regime", {"AZE": 1, "ISR": 1}),
        ("Глава МИД Ирана прибыл в Баку", "", {"AZE": 1, "IRN": 1}),
        ("وزیر خارجه ایران وارد باکو شد", "", {"AZE": 1, "IRN": 1}),
        ("İranın xarici işlər naziri Bakıdadır", "", {"AZE": 1, "IRN": 1}),
        ("שר החוץ של ישראל ביקר באיראן", "", {"IRN": 1, "ISR": 1}),
    ],
)
def test_two_watched_countries_are_enough(title: str, text: str, named: dict[str, int]) -> None:
    verdict = _gate().judge(title, text)
    assert verdict.worth_parsing
    assert verdict.named == named


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        ("Council raises fees", "The mayor of Reading spoke on Monday.", {}),
        ("Israel Katz flies to Kyiv", "The Jerusalem Post and the Tehran Times wrote of it.", {"ISR": 1}),
        ("Governor of East Azerbaijan opens a road in Tabriz", "", {"IRN": 2}),
        ("Maccabi Tel Aviv beat Baku United", "", {}),
        ("", "", {}),
    ],
)
def test_fewer_are_not(title: str, text: str, named: dict[str, int]) -> None:
    verdict = _gate().judge(title, text)
    assert not verdict.worth_parsing
    assert verdict.named == named


def test_the_reason_says_what_was_named() -> None:
    assert _gate().judge("Iran", "Tehran and Iran").reason == (
        "names only IRN (Iran ×2, Tehran ×1); 2 watched countries needed"
    )
    assert _gate().judge("", "x").reason == "names none of AZE, IRN, ISR"
    assert _gate().judge("Iran", "Baku").reason == "names AZE (Baku ×1); IRN (Iran ×1)"


def test_what_is_watched_is_a_choice() -> None:
    gate = NameGate(load_gazetteer(PACKAGED, with_cities=False), ["TUR", "GRC"], 2)
    assert gate.judge("Ankara and Athens", "").worth_parsing
    assert not gate.judge("Baku and Tehran", "").worth_parsing
