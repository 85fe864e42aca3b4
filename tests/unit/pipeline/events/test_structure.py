"""The parts of a news text: datelines, captions, pleas, links, items, background."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.structure import Genre, Segment, SegmentKind, genre, quote_spans, segment

GOLD = Path(__file__).parents[3] / "quality" / "gold" / "dev.jsonl"
BODY = "The minister met the president on Monday, officials said."


def _kinds(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(s.kind.value, s.text) for s in segment(title, text) if s.field == "text"]


def _first(text: str) -> Segment:
    return segment("", text)[0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"MOSCOW, June 3 (Some Agency) - {BODY}", "MOSCOW"),
        (f"TEHRAN (XNA)- {BODY}", "TEHRAN"),
        (f"BAKU - {BODY}", "BAKU"),
        (f"WASHINGTON — {BODY}", "WASHINGTON"),
        (f"Baku, Nov 13, XNEWS – {BODY}", "Baku"),
        (f"Baku, January 12 (XNEWS). {BODY}", "Baku"),
        (f"Azerbaijan, Ganja, Jan. 16 / XNEWS /\n\n{BODY}", "Ganja"),
        (f"TEHRAN, Iran, Nov. 24\n\nBy Some One – XN:\n\n{BODY}", "TEHRAN"),
        (f"Baku/16.04.13/Xnews: {BODY}", "Baku"),
        (f"AKTAU. August 12. XNEWS TODAY – {BODY}", "AKTAU"),
        (f"NEW YORK, July 29, 2021 /SomeWire/ -- {BODY}", "NEW YORK"),
        (f"ST. PETERSBURG (XN) – {BODY}", "ST. PETERSBURG"),
    ],
)
def test_datelines_end_where_the_story_begins(text: str, place: str) -> None:
    first = _first(text)
    assert (first.kind, first.place) == (SegmentKind.DATELINE, place)
    assert (SegmentKind.BODY, BODY) in _kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "PREDICTION – 1-0.",
        "Iran and Azerbaijan, which share a border, agreed – not for the first time – to talk.",
    ],
)
def test_no_dateline_is_made_up(text: str) -> None:
    body = f"{BODY}\n\n{text}"
    assert all(kind != "dateline" for kind, _ in _kinds(body))


def test_a_caption_told_twice_is_a_caption_both_times() -> None:
    text = (
        " President A greets Minister B. (photo credit: OFFICE)\n"
        "President A greets Minister B.\n"
        f"(photo credit: OFFICE)\n\n{BODY}"
    )
    assert [k for k, _ in _kinds(text)] == ["caption", "caption", "credit", "body"]


def test_a_plea_run_into_the_story_is_cut_off_and_its_teaser_left_out() -> None:
    text = (
        "Leader steps in as a mediator between two neighbours\n"
        "The country has sought a part in the region.\n"
        "You can help us survive with a monthly membership or a single donation.\n"
        f"Become a member{BODY}"
    )
    assert [k for k, _ in _kinds(text, "Company granted licences")] == [
        "teaser",
        "teaser",
        "plea",
        "plea",
        "body",
    ]
    assert _kinds(text)[-1][1] == BODY


def test_reports_about_donations_are_no_pleas() -> None:
    told = "The ministry said a donation of 20 ambulances had been handed over to the hospital."
    assert _kinds(f"{told}\n\n{BODY}")[0] == ("body", told)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(Reporting by Some Bureau; Editing by A. Body)", "boilerplate"),
        ("SM/HR", "boilerplate"),
        ("2161**1771", "boilerplate"),
        ("Follow us on Telegram: t.me/xnews", "boilerplate"),
        ("© XNEWS. When using the materials, a hyperlink is obligatory.", "boilerplate"),
        ("The views expressed in this commentary are the author's own.", "boilerplate"),
        ("Read also: How much is a kilo of apples?", "related"),
        ("→ Weather for Monday", "related"),
        ("Like this story? Sign up for our newsletter.", "plea"),
        ("Photo: Some One, XNEWS", "credit"),
    ],
)
def test_what_stands_below_the_story(line: str, kind: str) -> None:
    assert _kinds(f"{BODY}\n\n{BODY[:-1]} again.\n\n{line}")[-1] == (kind, line)


def test_background_lasts_to_the_next_heading() -> None:
    text = f"{BODY}\n\nBackground\n\nIn 2009 the envoy was recalled.\n\nOutlook: more of the same.\n\n{BODY}!"
    assert [k for k, _ in _kinds(text)] == ["body", "heading", "background", "body", "body"]
    assert _kinds("Background: the president came in June 2009.")[0][0] == "background"


def test_items_of_a_digest_and_entries_of_a_live_blog_are_numbered() -> None:
    digest = segment("", "1. BAKU–TEHRAN. They signed.\n\n2. HAIFA. They did not.\n\n3. ANKARA. They may.")
    assert [(s.item, s.place) for s in digest] == [(0, "BAKU–TEHRAN"), (1, "HAIFA"), (2, "ANKARA")]
    live = segment("", "12:40 They signed.\n\nMore of that.\n\n9.50 – He landed.\n\n09:40 Good morning!")
    assert [(s.item, s.time) for s in live] == [(0, "12:40"), (0, None), (1, "09:50"), (2, "09:40")]


def test_hard_wrapped_lines_are_one() -> None:
    assert _kinds("The minister met the president\nin the capital on Monday.") == [
        ("body", "The minister met the president\nin the capital on Monday.")
    ]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Correction: Visit story", BODY, Genre.CORRECTION),
        ("Years on", f"OPINION | A. Writer\n\n{BODY}", Genre.OPINION),
        ("Years on", f"{BODY}\n\nThe author teaches history.", Genre.OPINION),
        ("News", BODY, Genre.NEWS),
        ("Week", "1. BAKU. They met.\n\n2. HAIFA. They did not.", Genre.DIGEST),
    ],
)
def test_genres(title: str, text: str, expected: Genre) -> None:
    assert genre(title, text) is expected


def test_quotations() -> None:
    text = "He said: “We met.” She's ‘sure’ of it, and \"they\" aren't. “Open\n\nNext."
    assert [text[a:b] for a, b in quote_spans(text)] == ["“We met.”", "‘sure’", '"they"', "“Open"]


def test_no_evidence_of_the_gold_set_lies_in_what_reports_nothing() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        silent = [s for s in segment("", article["text"]) if not s.carries_events]
        for event in article["events"]:
            for evidence in event["evidence"]:
                at = article["text"].find(evidence)
                if at >= 0:
                    inside = [s.text for s in silent if s.start < at + len(evidence) and at < s.end]
                    assert not inside, article["id"]


LINES = st.lists(
    st.sampled_from(
        [
            BODY,
            "",
            " (photo credit: X)",
            "Related:",
            "→ x",
            "BAKU, May 3 (X) - ",
            "Become a memberThe",
            "1. BAKU. x",
            "12:40 x",
            "“open",
            "Background",
            "By A B",
            "  ",
            "lower",
        ]
    )
    | st.text(max_size=40),
    max_size=12,
)


@given(LINES, st.text(max_size=30))
def test_every_character_lies_in_one_segment(lines: list[str], title: str) -> None:
    text = "\n".join(lines)
    at = 0
    for part in segment(title, text):
        if part.field == "title":
            assert title[part.start : part.end] == part.text
            continue
        assert part.text == text[part.start : part.end] != ""
        assert not text[at : part.start].strip()
        assert part.start >= at
        at = part.end
    assert not text[at:].strip()
    quote_spans(text)
    genre(title, text)
