"""Where and when, from more than the event's own sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.events.event import Event, EventType
from pipeline.ports import Extractor, Text

WEDNESDAY = datetime(2024, 5, 15, 12, tzinfo=UTC)


def _read(
    extractor: Extractor, text: str, title: str = "", published: datetime = WEDNESDAY
) -> tuple[Event, ...]:
    article = Text(article_id="x", title=title, text=text, published=published)
    return next(iter(extractor.read([article]))).events


def _one(events: tuple[Event, ...], kind: EventType) -> Event:
    found = [e for e in events if e.type is kind and e.in_scope]
    assert len(found) == 1, found
    return found[0]


VISIT, MEETING, AGREEMENT = EventType.VISIT, EventType.MEETING, EventType.AGREEMENT
CASES = [
    # (text, kind, place, day)
    (
        "BAKU, May 15 (Agency) - Israeli President Isaac Herzog arrived in Azerbaijan on Tuesday.",
        VISIT,
        "Baku",
        "2024-05-14",
    ),
    (
        "Israeli President Isaac Herzog ended a three-day visit to Azerbaijan on Tuesday. "
        "He was received in Baku by President Ilham Aliyev.",
        VISIT,
        "Baku",
        "2024-05-12",
    ),
    (
        "Israeli President Isaac Herzog met President Ilham Aliyev in Baku on Tuesday. "
        "After the talks the two countries signed a memorandum on agriculture.",
        AGREEMENT,
        "Baku",
        "2024-05-14",
    ),
    (
        "Israeli President Isaac Herzog spent six hours in Baku on Tuesday.\n\n"
        "He held talks with Azerbaijani President Ilham Aliyev.",
        MEETING,
        "Baku",
        "2024-05-14",
    ),
    (
        "Israeli President Isaac Herzog arrived in Baku on Wednesday.\n\n"
        "He met Azerbaijani President Ilham Aliyev and left the city.",
        MEETING,
        "Baku",
        "2024-05-15",
    ),
    (
        "Israeli President Isaac Herzog arrived in Baku on Monday.\n\n"
        "He met Azerbaijani President Ilham Aliyev and left the city.",
        MEETING,
        "Baku",
        None,  # it may have been any of three days
    ),
    (
        "The visit of Azerbaijani Foreign Minister Jeyhun Bayramov to Tehran, which was to begin tomorrow, "
        "has been postponed, the Iranian embassy said on Wednesday.",
        VISIT,
        "Tehran",
        "2024-05-16",
    ),
    (
        "Iranian Foreign Minister Abbas Araghchi was received by President Ilham Aliyev, Azertac reported.",
        MEETING,
        "Azerbaijan",  # who receives a guest is at home
        None,
    ),
    (
        "Iranian Chief of Staff Mohammad Bagheri, who is in Azerbaijan on a one-day visit, was received by "
        "President Ilham Aliyev in Baku on Tuesday.",
        VISIT,
        "Baku",
        "2024-05-14",
    ),
    (
        "Israeli President Isaac Herzog met President Ilham Aliyev in Baku on Tuesday.\n\n"
        "The two presidents spoke of energy. Azerbaijan and Israel signed a memorandum on agriculture.",
        AGREEMENT,
        "Baku",
        "2024-05-14",  # nothing else that they did has another day
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "kind", "place", "day"), CASES)
def test_where_and_when(
    text: str, kind: EventType, place: str, day: str | None, extractor: Extractor
) -> None:
    event = _one(_read(extractor, text), kind)
    assert event.place == place
    assert (str(event.date_start) if event.date_start else None) == day


@pytest.mark.slow
def test_a_capital_that_speaks_is_no_place(extractor: Extractor) -> None:
    text = "Iranian President Masoud Pezeshkian will visit Azerbaijan in June. Baku said it was pleased."
    assert _one(_read(extractor, text), VISIT).place == "Azerbaijan"


@pytest.mark.slow
def test_today_is_where_the_reporter_sits(extractor: Extractor) -> None:
    late = datetime(2024, 5, 15, 21, 30, tzinfo=UTC)
    text = "BAKU, May 16 (Agency) - Israeli President Isaac Herzog arrived in Baku today."
    assert str(_one(_read(extractor, text, published=late), VISIT).date_start) == "2024-05-16"


@pytest.mark.slow
def test_captions_pleas_and_links_report_nothing(extractor: Extractor) -> None:
    text = (
        " Israeli President Isaac Herzog meets President Ilham Aliyev in Baku. (photo credit: GPO)\n\n"
        "The weather in Haifa was fine on Tuesday, and so it was in Ganja.\n\n"
        "Read also: Iranian minister visits Baku, signs agreement with Azerbaijan"
    )
    assert _read(extractor, text) == ()
